/* check.c: `fusion check`: does a policy load? For whoever writes one, and for the script that ships it. */
#include "commands.h"

#include <live/policy_open.h>
#include <screen/display.h>

static void policy_tell(const struct policy *p, const struct rules *r) {
    size_t adapters = 0;
    for (size_t i = 0; i < p->file_count; i++)
        adapters += bytes_begins(p->files[i].name, BYTES("adapters/"));
    display_line(stderr,
                 "policy %.*s, sha256 %s: %zu parties, %zu kinds, %zu tracks, %zu rules, %zu adapters",
                 (int)p->name.size, p->name.data, p->digest, p->party_count, p->kind_count, p->track_count,
                 rules_count(r), adapters);
}

static int check_run(const struct options *o, struct error *e) {
    struct arena arena = ARENA_EMPTY;
    struct policy_file *files;
    size_t count;
    int code = policy_open(o, &arena, &files, &count, e);
    if (code == 0)
        code = policy_check(o, files, count, option_given(o, OPTION_VERBOSE) ? policy_tell : NULL, e);
    arena_release(&arena);
    return code;
}

const struct command command_check = {
    .name = "check",
    .summary = "does the policy load? exit 0, or 2 and what is wrong",
    .operands = "",
    .about =
        "Loads a policy with its rules and adapters, and touches nothing. Says nothing when it loads; -v "
        "names it\n"
        "and counts what it holds. The first error is printed with file, line and column, and exit "
        "status 2.",
    COMMAND_OPTIONS(),
    .run = check_run,
};
