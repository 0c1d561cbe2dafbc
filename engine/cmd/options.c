/* options.c: command lines parsed by getopt_long, from the one table; and the help. See cmd/options.h. */
#include "options.h"

#include <live/policy_source.h>

#include <fusion/incident.h>
#include <fusion/instant.h>

#include <getopt.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    char letter;
    const char *argument;
    enum option_form form;
    const char *help;
} table[OPTION_COUNT] = {
#define X(id, name, letter, argument, form, help) [id] = {name, letter, argument, form, help},
    OPTION_TABLE(X)
#undef X
};

/* What getopt_long returns for the long option `id`: a number beyond every letter. */
#define OPTION_CODE(id) (256 + (int)(id))

/* The options of one command as getopt_long wants them. */
struct spelling {
    struct option longs[OPTION_COUNT + 2];
    char letters[3 * OPTION_COUNT + 4];
    const char *names[OPTION_COUNT + 2]; /* NULL-terminated, for "did you mean" */
    size_t count, letter_count;
};

static void spelling_add(struct spelling *s, enum option_id id) {
    const char *argument = table[id].argument;
    s->longs[s->count] =
        (struct option){table[id].name, argument ? required_argument : no_argument, NULL, OPTION_CODE(id)};
    s->names[s->count++] = table[id].name;
    if (!table[id].letter)
        return;
    s->letters[s->letter_count++] = table[id].letter;
    if (argument)
        s->letters[s->letter_count++] = ':';
}

static void spelling_of(const struct command *c, struct spelling *s) {
    *s = (struct spelling){.letters = ":",
                           .letter_count = 1}; /* a missing argument is told apart from an unknown option */
    assert(c->option_count <= OPTION_COUNT);
    for (size_t i = 0; i < c->option_count; i++)
        spelling_add(s, c->options[i]);
    spelling_add(s, OPTION_HELP);
}

/* The option by what getopt_long returned; OPTION_COUNT: none. */
static enum option_id id_of(int code) {
    for (int id = 0; id < OPTION_COUNT; id++)
        if (code == OPTION_CODE(id) || (table[id].letter && code == table[id].letter))
            return (enum option_id)id;
    return OPTION_COUNT;
}

static int unknown(const struct command *c, const struct spelling *s, const char *found, struct error *e) {
    struct bytes name = bytes_of(found);
    while (bytes_begins(name, BYTES("-")))
        name = bytes_slice(name, 1, name.size);
    struct bytes rest = name;
    name = bytes_split(&rest, '=');
    struct error_offer offer = error_offer(name, s->names, "--", "");
    return error_set(e, ERROR_USAGE, "unknown option %s, expected one that `fusion %s --help` lists%s", found,
                     c->name, offer.text);
}

static int refuse(int code, const struct command *c, const struct spelling *s, char **argv, struct error *e) {
    char letter[3] = {'-', (char)optopt, '\0'};
    bool is_long = optopt == 0 || optopt >= OPTION_CODE(0);
    const char *shown = is_long ? argv[optind - 1] : letter;
    if (code == ':')
        return error_set(e, ERROR_USAGE, "option %s needs an argument: %s", shown,
                         table[id_of(optopt)].argument);
    if (optopt >= OPTION_CODE(0))
        return error_set(e, ERROR_USAGE, "option %s takes no argument", shown);
    return unknown(c, s, shown, e);
}

/* Readers of arguments: false, the text has not the form. This one: the place of a word. */
static bool word_read(struct bytes text, const char *const *words, int64_t *out) {
    for (*out = 0; words[*out]; (*out)++)
        if (bytes_is(text, words[*out]))
            return true;
    return false;
}

static bool any_read(struct bytes text, const char *const *words, int64_t *out) {
    (void)text, (void)words, (void)out;
    return true;
}

static bool instant_read(struct bytes text, const char *const *words, int64_t *out) {
    (void)words;
    return instant_parse(text, out) || instant_parse_date(text, out);
}

static bool count_read(struct bytes text, const char *const *words, int64_t *out) {
    (void)words;
    return bytes_to_unsigned(text, INT32_MAX, out) && *out > 0;
}

static const struct form {
    bool (*read)(struct bytes text, const char *const *words, int64_t *out);
    const char *expected, *const *words; /* words: the only texts that may do; NULL: others, too */
} forms[] = {
    [FORM_FLAG] = {any_read, "", NULL},
    [FORM_TEXT] = {any_read, "a text", NULL},
    [FORM_FORMAT] = {word_read, "table, json, ndjson or csv", output_format_words},
    [FORM_STATE] = {word_read, "open, overdue, held or closed", case_state_words},
    [FORM_INSTANT] = {instant_read, "a time such as 2026-03-27T02:00:00Z, or a date", NULL},
    [FORM_COUNT] = {count_read, "a number from 1", NULL},
};

static int value_set(struct options *o, enum option_id id, const char *text, struct error *e) {
    const struct form *form = &forms[table[id].form];
    struct option_value *value = &o->values[id];
    value->given = true;
    value->text = text;
    if (form->read(bytes_of(text), form->words, &value->number))
        return 0;
    return error_set(e, ERROR_USAGE, "--%s: found `%s`, expected %s%s", table[id].name, text, form->expected,
                     form->words ? error_offer(bytes_of(text), form->words, "`", "`").text : "");
}

static int operands_check(const struct options *o, struct error *e) {
    const struct command *c = o->command;
    if (o->operand_count < c->operands_least)
        return error_set(e, ERROR_USAGE, "found no %s, expected it: fusion %s [OPTION...] %s", c->operands,
                         c->name, c->operands);
    if (o->operand_count > c->operands_most)
        return error_set(e, ERROR_USAGE, "found `%s`, one too many, expected: fusion %s [OPTION...]%s%s",
                         o->operands[c->operands_most], c->name, c->operands[0] ? " " : "", c->operands);
    return 0;
}

int options_parse(const struct command *c, int argc, char **argv, struct options *o, struct error *e) {
    struct spelling s;
    spelling_of(c, &s);
    *o = (struct options){.command = c};
    opterr = 0; /* the errors are ours */
    for (int code; (code = getopt_long(argc, argv, s.letters, s.longs, NULL)) != -1;) {
        if (code == '?' || code == ':')
            return refuse(code, c, &s, argv, e);
        enum option_id id = id_of(code);
        assert(id < OPTION_COUNT);
        if (value_set(o, id, optarg, e) < 0)
            return ERROR_USAGE;
    }
    o->operands = argv + optind;
    o->operand_count = (size_t)(argc - optind);
    return option_given(o, OPTION_HELP) ? 0 : operands_check(o, e);
}

const char *option_text(const struct options *o, enum option_id id, const char *other) {
    return o->values[id].given ? o->values[id].text : other;
}

const char *options_policy(const struct options *o) {
    const char *named = option_text(o, OPTION_POLICY, NULL);
    return named ? named : policy_source_default();
}

const char *options_record(const struct options *o) {
    return option_text(o, OPTION_RECORD, "fusion.db");
}

enum output_format options_format(const struct options *o, FILE *to) {
    return option_given(o, OPTION_OUTPUT) ? (enum output_format)o->values[OPTION_OUTPUT].number
                                          : output_format_for(to);
}

static void help_row(enum option_id id, struct buffer *out) {
    char names[64];
    (void)snprintf(names, sizeof names, "%c%c%s --%s%s%s", table[id].letter ? '-' : ' ',
                   table[id].letter ? table[id].letter : ' ', table[id].letter ? "," : " ", table[id].name,
                   table[id].argument ? " " : "", table[id].argument ? table[id].argument : "");
    buffer_append_format(out, "  %-22s  %s\n", names, table[id].help);
}

void options_help(const struct command *c, struct buffer *out) {
    buffer_append_format(out, "usage: fusion %s [OPTION...]%s%s\n\n%s\n\n", c->name,
                         c->operands[0] ? " " : "", c->operands, c->about);
    for (size_t i = 0; i < c->option_count; i++)
        help_row(c->options[i], out);
    help_row(OPTION_HELP, out);
}
