/* check.c: `fusion check`: does a policy load? For whoever writes one, and for the script that ships it. */
#include "commands.h"

#include <fusion/adapter.h>
#include <live/policy_source.h>
#include <screen/display.h>

static void policy_tell(const struct policy *p, const struct rules *r) {
    size_t adapters = 0;
    for (size_t i = 0; i < p->file_count; i++)
        adapters += adapter_name(&p->files[i]).size > 0;
    display_line(stderr,
                 "policy %.*s, sha256 %s: %zu parties, %zu kinds, %zu tracks, %zu rules, %zu adapters",
                 (int)p->name.size, p->name.data, p->digest, p->party_count, p->kind_count, p->track_count,
                 rules_count(r), adapters);
}

static int check_run(const struct options *o, struct error *e) {
    struct policy_source policy;
    int code = policy_source_read(options_policy(o), &policy, e);
    if (code == 0)
        code = policy_source_check(&policy, option_given(o, OPTION_VERBOSE) ? policy_tell : NULL, e);
    policy_source_release(&policy);
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
