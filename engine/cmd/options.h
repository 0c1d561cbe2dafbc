/*
 * options.h: the command line: one table of options for all commands, and what was given of it.
 *
 * A command names the options it takes by their ids; name, letter, argument, form and help of an option stand
 * in one row here, so that help, errors and parsing cannot disagree.
 */
#ifndef CMD_OPTIONS_H
#define CMD_OPTIONS_H

#include <fusion/error.h>
#include <screen/output.h>

/* All options of all commands: id, name, letter (0: none), argument (NULL: a flag), form, help. */
#define OPTION_TABLE(X)                                                                                      \
    X(OPTION_POLICY, "policy", 'p', "DIR", FORM_TEXT,                                                        \
      "the policy folder (default: rules, else the installed one)")                                          \
    X(OPTION_RECORD, "record", 'd', "FILE", FORM_TEXT, "the record (default: fusion.db)")                    \
    X(OPTION_OUTPUT, "output", 'o', "FORMAT", FORM_FORMAT,                                                   \
      "table, json, ndjson or csv (default: a table on a terminal, else ndjson)")                            \
    X(OPTION_FROM, "from", 0, "ADAPTER", FORM_TEXT,                                                          \
      "read foreign rows through adapters/ADAPTER.lua of the policy")                                        \
    X(OPTION_FROM_RECORD, "from-record", 0, "DB", FORM_TEXT,                                                 \
      "take the lines out of the record DB (replay: and compare every entry)")                               \
    X(OPTION_SORT, "sort", 0, NULL, FORM_FLAG, "read everything first and sort it by time")                  \
    X(OPTION_UNTIL, "until", 0, "TIME", FORM_INSTANT,                                                        \
      "move on to TIME after the last line (RFC 3339, or a date)")                                           \
    X(OPTION_DRAIN, "drain", 0, NULL, FORM_FLAG, "let every clock run out after the last line")              \
    X(OPTION_ACTIONS, "actions", 0, NULL, FORM_FLAG, "print the actions as NDJSON")                          \
    X(OPTION_RECEIPTS, "receipts", 0, NULL, FORM_FLAG,                                                       \
      "say of each line what became of it: accepted, duplicate or quarantined")                              \
    X(OPTION_LINGER, "linger", 0, NULL, FORM_FLAG, "at the end of input, stay until no clock runs")          \
    X(OPTION_STRICT, "strict", 0, NULL, FORM_FLAG,                                                           \
      "exit 1 when a line was quarantined, a row refused or a line left out")                                \
    X(OPTION_APPEND, "append", 0, NULL, FORM_FLAG, "go on with a record that exists")                        \
    X(OPTION_NO_RECORD, "no-record", 0, NULL, FORM_FLAG, "keep no record; only count")                       \
    X(OPTION_CHECK, "check", 0, NULL, FORM_FLAG, "write nothing; exit 1 when a row differs")                 \
    X(OPTION_ALL, "all", 'a', NULL, FORM_FLAG, "closed ones too")                                            \
    X(OPTION_NO_CASE, "no-case", 0, NULL, FORM_FLAG, "incidents that are recorded without a case")           \
    X(OPTION_STATE, "state", 0, "STATE", FORM_STATE,                                                         \
      "only cases in this state: open, overdue, held or closed")                                             \
    X(OPTION_TRACK, "track", 0, "TRACK", FORM_TEXT, "only cases on this track")                              \
    X(OPTION_LIMIT, "limit", 'n', "N", FORM_COUNT, "at most N rows")                                         \
    X(OPTION_QUIET, "quiet", 'q', NULL, FORM_FLAG, "print nothing but data and errors")                      \
    X(OPTION_VERBOSE, "verbose", 'v', NULL, FORM_FLAG, "say more on stderr")                                 \
    X(OPTION_HELP, "help", 'h', NULL, FORM_FLAG, "print this help")

/* An option: its place in the table. */
enum option_id {
#define X(id, name, letter, argument, form, help) id,
    OPTION_TABLE(X)
#undef X
        OPTION_COUNT
};

/* What its argument must be: none, any text, a word of enum output_format, a word of enum case_state, an
 * instant or a date, a number from 1. */
enum option_form { FORM_FLAG, FORM_TEXT, FORM_FORMAT, FORM_STATE, FORM_INSTANT, FORM_COUNT };

/* What was given of one option. */
struct option_value {
    bool given;
    const char *text; /* the argument; NULL: a flag, or not given */
    int64_t number;   /* of it, by the form: an instant in ms, a count, the place of a word */
};

struct command;
/* A command line as it was given to a command; its texts are those of argv. */
struct options {
    const struct command *command;
    struct option_value values[OPTION_COUNT];
    char **operands; /* of argv */
    size_t operand_count;
};

/* A command: one file, one of these, one row in main.c. */
struct command {
    const char *name;
    const char *summary, *operands, *about; /* for help; operands `""`: it takes none */
    const enum option_id *options;
    size_t option_count, operands_least, operands_most;
    /* The exit status, or a negative error code with *e filled. */
    int (*run)(const struct options *o, struct error *e);
};
/* Every command takes the common options, so that a person need not remember which does; those that a command
 * has no use for change nothing. */
#define OPTIONS_COMMON OPTION_POLICY, OPTION_RECORD, OPTION_OUTPUT, OPTION_QUIET, OPTION_VERBOSE
/* The members `options` and `option_count` of a command that takes these options beside the common ones. */
#define COMMAND_OPTIONS(...)                                                                                 \
    .options = (const enum option_id[]){OPTIONS_COMMON, ##__VA_ARGS__},                                      \
    .option_count = sizeof((const enum option_id[]){OPTIONS_COMMON, ##__VA_ARGS__}) / sizeof(enum option_id)

/* Parse the command line of a command; `argv[0]` is its name, and argv is reordered. 0 or ERROR_USAGE. With
 * --help the operands are not checked. */
int options_parse(const struct command *c, int argc, char **argv, struct options *o, struct error *e) CHECKED;
void options_help(const struct command *c, struct buffer *out); /* append the help of a command */
/* Was it given? */
static inline bool option_given(const struct options *o, enum option_id id) {
    return o->values[id].given;
}
/* The argument of an option where it was given, else `other`. */
const char *option_text(const struct options *o, enum option_id id, const char *other);
/* What the common options say, or their defaults: the policy's folder, the path of the record, the format of
 * rows on `to`. */
const char *options_policy(const struct options *o);
const char *options_record(const struct options *o);
enum output_format options_format(const struct options *o, FILE *to);

#endif
