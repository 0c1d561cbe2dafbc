/* options_table.c: the table, and how rows are found in it. See options_table.h. */
#include "options_table.h"

#include <fusion/instant.h>
#include <fusion/limits.h>
#include <fusion/policy.h>

#include <string.h>

const char *const option_sends[] = {
#define X(code, word) word,
    MESSAGE_TYPES(X)
#undef X
        NULL};
static const char *const option_levels[] = {"received", "understood", "relayed", "acted", NULL};
static const char *const option_froms[] = {"any", "owing", "reporter", "supervisor", NULL};
static const char *const option_eachs[] = {"case", "party", "side", NULL};
static const char *const option_closes[] = {"case", "party", NULL};
static const char *const option_undeclareds[] = {"iso", "refuse", "name-only", NULL}; /* as enum undeclared */
static const char *const option_ofs[] = {"any", "member", "supervisor", NULL};
static const char *const option_calleds[] = {"own", "overseen", "members", "every", NULL}; /* as role_scope */
static const char *const option_deaths[] = {"asks-nothing", "asks-anew", NULL}; /* as false and true */
const char *const option_openers[] = {"report", "notice", "request", NULL};

static const char *const compares[] = {"separate", "compare", NULL}; /* by place, as false and true */

#define NEEDED       true, NULL
#define OPTIONAL     false, NULL
#define DEFAULT(x)   false, (x)
#define COUNT(a, b)  (a), (b), NULL
#define RANGE(a, b)  (a), (b), NULL
#define ONE_OF(list) 0, 0, (list)
#define FREE         0, 0, NULL

/* clang-format off */
const struct option options_table[] = {
    {"", OPTION_MAPPING, NEEDED, COUNT(1, 64), "the whole file"},

    {"policy", OPTION_TEXT, NEEDED, RANGE(1, NAME_BYTES_MAX), "the policy's name, for people"},

    {"parties", OPTION_MAPPING, NEEDED, COUNT(2, PARTIES_MAX + 1),
     "who takes part, at most 16. Their order decides nothing"},
    {"parties.undeclared", OPTION_CHOICE, DEFAULT("iso"), ONE_OF(option_undeclareds),
     "who else may be named in a message, and is never asked: `iso`, any party assigned in ISO 3166-1; "
     "`refuse`, "
     "nobody: such a message is quarantined; `name-only`, any code"},
    {"parties.PARTY", OPTION_MAPPING, NEEDED, COUNT(0, 4), "a party, by its code"},
    {"parties.PARTY.name", OPTION_TEXT, DEFAULT(""), RANGE(0, NAME_BYTES_MAX), "its name, for people"},
    {"parties.PARTY.member", OPTION_FLAG, DEFAULT("no"), FREE,
     "a member of the cell; a policy has at least two"},
    {"parties.PARTY.owes", OPTION_FLAG, DEFAULT("no"), FREE,
     "of a party that is no member: it owes what it is addressed or alleged for, as a member does"},
    {"parties.PARTY.supervisor", OPTION_FLAG, DEFAULT("no"), FREE,
     "the supervisor: exactly one, and a member"},

    {"roles", OPTION_MAPPING, NEEDED, COUNT(1, ROLES_MAX),
     "who may send what"},
    {"roles.ROLE", OPTION_MAPPING, NEEDED, COUNT(0, 4), "a role of a party, as in `SYR/head`"},
    {"roles.ROLE.of", OPTION_CHOICE, DEFAULT("any"), ONE_OF(option_ofs), "which parties have this role"},
    {"roles.ROLE.called", OPTION_CHOICE, DEFAULT("own"), ONE_OF(option_calleds),
     "whose holders a step calls: `own`, of the party that owes, or else of the members involved (the "
     "supervisor's only if it owes; of all others where none is involved); `overseen`, of those involved and "
     "the supervisor; `members`, of all but the supervisor; `every`, of all; a role `of: supervisor` is the "
     "supervisor's alone"},
    {"roles.ROLE.sends", OPTION_LIST, OPTIONAL, COUNT(0, MESSAGE_TYPE_COUNT),
     "the message types it may send"},
    {"roles.ROLE.sends[]", OPTION_CHOICE, NEEDED, ONE_OF(option_sends), ""},
    {"roles.ROLE.member_sends", OPTION_LIST, OPTIONAL, COUNT(0, MESSAGE_TYPE_COUNT),
     "what it may send besides when its party is a member"},
    {"roles.ROLE.member_sends[]", OPTION_CHOICE, NEEDED, ONE_OF(option_sends), ""},

    {"rungs", OPTION_LIST, NEEDED, COUNT(1, RUNGS_MAX),
     "the roles that steps call, from the first to the last. A bare party, `SYR`, means its first one"},
    {"rungs[]", OPTION_WORD, NEEDED, FREE, ""},

    {"kinds", OPTION_KINDS, NEEDED, COUNT(1, KINDS_MAX),
     "the tree of kinds: a branch and its leaves, `{fire: [mortar]}`, deeper by a mapping in place of "
     "the list"},

    {"alike", OPTION_LIST, OPTIONAL, COUNT(0, ALIKE_MAX),
     "groups of kinds that may be one happening though their branches differ; kinds of one branch "
     "always may"},
    {"alike[]", OPTION_LIST, NEEDED, COUNT(2, 32), ""},
    {"alike[][]", OPTION_PATTERN, NEEDED, FREE, ""},

    {"fuse", OPTION_MAPPING, OPTIONAL, COUNT(0, 8), "when reports are of one happening"},
    {"fuse.window", OPTION_DURATION, DEFAULT("60m"), RANGE(0, FUSE_WINDOW_MS_MAX), "how far apart in time"},
    {"fuse.distance", OPTION_DISTANCE, DEFAULT("5km"), RANGE(FUSE_DISTANCE_M_MIN, FUSE_DISTANCE_M_MAX),
     "how far apart in place, less the precisions the reports state"},
    {"fuse.precision_max", OPTION_DISTANCE, DEFAULT("5km"), RANGE(0, FUSE_DISTANCE_M_MAX),
     "the vaguest place that joins others or counts for a zone by its centre"},
    {"fuse.without_place", OPTION_CHOICE, DEFAULT("separate"), ONE_OF(compares),
     "a report without a place: never fused, or compared with others without a place"},
    {"fuse.date_only", OPTION_CHOICE, DEFAULT("separate"), ONE_OF(compares),
     "a report with a date but no hour: never fused, or compared with others of the same date"},
    {"fuse.branches", OPTION_MAPPING, OPTIONAL, COUNT(0, FUSE_BRANCHES_MAX),
     "other values for a branch of kinds"},
    {"fuse.branches.BRANCH", OPTION_MAPPING, OPTIONAL, COUNT(1, 2), "a branch: the first word of a kind"},
    {"fuse.branches.BRANCH.window", OPTION_DURATION, OPTIONAL, RANGE(0, FUSE_WINDOW_MS_MAX),
     "in place of `fuse.window`"},
    {"fuse.branches.BRANCH.distance", OPTION_DISTANCE, OPTIONAL,
     RANGE(FUSE_DISTANCE_M_MIN, FUSE_DISTANCE_M_MAX),
     "in place of `fuse.distance`"},

    {"compare", OPTION_MAPPING, OPTIONAL, COUNT(0, 3),
     "which claims of different parties are compared: those that differ make an incident contested"},
    {"compare.fields", OPTION_LIST, OPTIONAL, COUNT(0, 8), "the fields compared; without it, all of them"},
    {"compare.fields[]", OPTION_CHOICE, NEEDED, ONE_OF(claim_field_words), "a field of claims"},
    {"compare.place", OPTION_DISTANCE, DEFAULT("500m"), RANGE(0, FUSE_DISTANCE_M_MAX),
     "places differ that are farther apart, less the precisions the reports state"},
    {"compare.time", OPTION_DURATION, DEFAULT("15m"), RANGE(0, FUSE_WINDOW_MS_MAX),
     "times differ that are farther apart"},

    {"series", OPTION_MAPPING, OPTIONAL, COUNT(0, SERIES_MAX),
     "bursts of like reports that fold into one incident, by kind; the first that holds a kind counts"},
    {"series.KIND", OPTION_MAPPING, OPTIONAL, COUNT(2, 2),
     "such a burst: reports of this kind, between the same two parties"},
    {"series.KIND.reports", OPTION_NUMBER, NEEDED, RANGE(2, 1000),
     "so many incidents make a series: the next ones are counted in the first of them"},
    {"series.KIND.within", OPTION_DURATION, NEEDED, RANGE(SECOND_MS, HISTORY_MS_MAX),
     "within so long; it ends when nothing came for as long. At most `history`"},

    {"notices", OPTION_MAPPING, OPTIONAL, COUNT(0, 3),
     "what may be announced, and how reports are set beside it"},
    {"notices.margin_time", OPTION_DURATION, DEFAULT("1h"), RANGE(0, FUSE_WINDOW_MS_MAX),
     "a report this long outside the window is still set beside the notice, as outside of it"},
    {"notices.margin_place", OPTION_DISTANCE, DEFAULT("5km"), RANGE(0, FUSE_DISTANCE_M_MAX),
     "the same, in place"},
    {"notices.kinds", OPTION_MAPPING, OPTIONAL, COUNT(0, NOTICE_KINDS_MAX),
     "notices by kind; the first that holds a kind counts"},
    {"notices.kinds.KIND", OPTION_MAPPING, OPTIONAL, COUNT(0, 4), "a notice of this kind"},
    {"notices.kinds.KIND.lead", OPTION_DURATION, DEFAULT("0s"), RANGE(0, CLOCK_MS_MAX),
     "how long before its window it has to be received"},
    {"notices.kinds.KIND.covers", OPTION_LIST, OPTIONAL, COUNT(1, 32), "kinds of reports that it explains"},
    {"notices.kinds.KIND.covers[]", OPTION_PATTERN, NEEDED, FREE, ""},
    {"notices.kinds.KIND.protects", OPTION_LIST, OPTIONAL, COUNT(1, 32),
     "kinds of reports that it was announced to be spared from"},
    {"notices.kinds.KIND.protects[]", OPTION_PATTERN, NEEDED, FREE, ""},
    {"notices.kinds.KIND.conflicts", OPTION_LIST, OPTIONAL, COUNT(1, 32),
     "kinds of other notices that it must not meet: both senders are told"},
    {"notices.kinds.KIND.conflicts[]", OPTION_PATTERN, NEEDED, FREE, ""},

    {"first_death", OPTION_CHOICE, DEFAULT("asks-nothing"), ONE_OF(option_deaths),
     "whether the first death that is told of asks anew for what was asked before at the same urgency: what "
     "was acknowledged and answered before it then is owed once more"},

    {"disputes", OPTION_MAPPING, OPTIONAL, COUNT(2, 2),
     "where a message `dispute` opens a case, beside the one that is disputed"},
    {"disputes.track", OPTION_WORD, NEEDED, FREE, "a track"},
    {"disputes.urgency", OPTION_WORD, NEEDED, FREE, "an urgency of that track"},

    {"history", OPTION_DURATION, DEFAULT("24h"), RANGE(SECOND_MS, HISTORY_MS_MAX),
     "how far back rules may look"},

    {"limits", OPTION_MAPPING, OPTIONAL, COUNT(0, 3), "what the rules may use, for one line"},
    {"limits.instructions", OPTION_NUMBER, DEFAULT("1000000"), RANGE(1000, RULE_INSTRUCTIONS_MAX),
     "Lua instructions"},
    {"limits.memory", OPTION_SIZE, DEFAULT("1MiB"), RANGE(16384, RULE_MEMORY_BYTES_MAX),
     "memory above what the loaded rules hold"},
    {"limits.output", OPTION_SIZE, DEFAULT("64KiB"), RANGE(1024, RULE_OUTPUT_BYTES_MAX),
     "bytes of proposals"},

    {"area", OPTION_TEXT, OPTIONAL, RANGE(1, NAME_BYTES_MAX),
     "a GeoJSON file as those of zones: a place outside it joins nothing, and its sender is told"},
    {"zones", OPTION_MAPPING, OPTIONAL, COUNT(0, ZONES_MAX),
     "areas; where they overlap, the first named here holds"},
    {"zones.ZONE", OPTION_MAPPING, NEEDED, COUNT(1, 2), "a zone"},
    {"zones.ZONE.file", OPTION_TEXT, NEEDED, RANGE(1, NAME_BYTES_MAX),
     "its GeoJSON file in the policy, `zones/NAME.geojson`"},
    {"zones.ZONE.sides", OPTION_LIST, OPTIONAL, COUNT(0, 2), "whose zone it is"},
    {"zones.ZONE.sides[]", OPTION_PARTY, NEEDED, FREE, ""},

    {"milestones", OPTION_MAPPING, NEEDED, COUNT(1, MILESTONES_MAX), "what a case can reach"},
    {"milestones.MILESTONE", OPTION_MAPPING, NEEDED, COUNT(0, 1), "a milestone"},
    {"milestones.MILESTONE.by", OPTION_LIST, OPTIONAL, COUNT(0, CONDITIONS_MAX),
     "which messages reach it; without one, only a message that names it in `milestone`"},
    {"milestones.MILESTONE.by[]", OPTION_MAPPING, NEEDED, COUNT(1, 4), ""},
    {"milestones.MILESTONE.by[].type", OPTION_CHOICE, NEEDED, ONE_OF(option_sends), "the message's type"},
    {"milestones.MILESTONE.by[].level", OPTION_CHOICE, OPTIONAL, ONE_OF(option_levels),
     "of an ack: at least this level; a higher one includes the lower"},
    {"milestones.MILESTONE.by[].value", OPTION_ONE_OR_LIST, OPTIONAL, COUNT(1, 8),
     "of a position, meeting, finding or decision: one of these of its words"},
    {"milestones.MILESTONE.by[].value[]", OPTION_WORD, NEEDED, FREE, ""},
    {"milestones.MILESTONE.by[].from", OPTION_CHOICE, DEFAULT("any"), ONE_OF(option_froms),
     "whose message: anyone's, of a party that owes it, of one that reported, of the supervisor"},

    {"tracks", OPTION_MAPPING, NEEDED, COUNT(1, TRACKS_MAX),
     "the tracks of cases; `none` is taken (a rule's word for no case)"},
    {"tracks.TRACK", OPTION_MAPPING, NEEDED, COUNT(1, YAML_KEYS_MAX), "a track"},
    {"tracks.TRACK.default", OPTION_WORD, NEEDED, FREE, "the urgency when nothing names one"},
    {"tracks.TRACK.outcomes", OPTION_LIST, NEEDED, COUNT(1, OUTCOMES_MAX), "how a case may be closed"},
    {"tracks.TRACK.outcomes[]", OPTION_WORD, NEEDED, FREE, ""},
    {"tracks.TRACK.by_reporter", OPTION_LIST, OPTIONAL, COUNT(1, OUTCOMES_MAX),
     "of these, those that only who complained, or the supervisor, may give; never who is accused alone"},
    {"tracks.TRACK.by_reporter[]", OPTION_WORD, NEEDED, FREE, ""},
    {"tracks.TRACK.URGENCY", OPTION_MAPPING, OPTIONAL, COUNT(0, CLOCKS_MAX + 2),
     "every other key is an urgency, from the gravest to the least, at most 8; `{}` has no clocks"},
    {"tracks.TRACK.URGENCY.closed_by", OPTION_LIST, OPTIONAL, COUNT(1, ROLES_MAX),
     "only a message of these roles ends such a case: no expiry does, nor a withdrawal by another role"},
    {"tracks.TRACK.URGENCY.closed_by[]", OPTION_WORD, NEEDED, FREE, "a role"},
    {"tracks.TRACK.URGENCY.closes", OPTION_CHOICE, DEFAULT("case"), ONE_OF(option_closes),
     "what a `close` of a party that is asked ends: the case; or, with `party`, what is asked of it, and the "
     "case "
     "when nobody is asked any more. Who reported, and the supervisor, always end the case"},
    {"tracks.TRACK.URGENCY.MILESTONE", OPTION_MAPPING, OPTIONAL, COUNT(1, 7),
     "the clock of a milestone: the keys of CLOCK"},

    {"clocks", OPTION_MAPPING, OPTIONAL, COUNT(0, NAMED_CLOCKS_MAX), "clocks that a rule may add by name"},
    {"clocks.CLOCK", OPTION_MAPPING, OPTIONAL, COUNT(1, 8),
     "such a clock: `milestone` and the keys of CLOCK"},
    {"clocks.CLOCK.milestone", OPTION_WORD, NEEDED, FREE, "what it waits for"},

    {"CLOCK.each", OPTION_CHOICE, DEFAULT("case"), ONE_OF(option_eachs),
     "one clock for the case, one for each party that owes, or one for each of those and the members that "
     "reported; in a dispute, for who opened it and who said what it disputes"},
    {"CLOCK.after", OPTION_WORD, OPTIONAL, FREE,
     "set when this milestone is reached; without it, when the case opens"},
    {"CLOCK.opened_by", OPTION_LIST, OPTIONAL, COUNT(1, 3),
     "set only in incidents that a message of such a type opened"},
    {"CLOCK.opened_by[]", OPTION_CHOICE, NEEDED, ONE_OF(option_openers), ""},
    {"CLOCK.due", OPTION_OFFSET, OPTIONAL, RANGE(SECOND_MS, CLOCK_MS_MAX),
     "when it is overdue; without it, at its first step. Steps may lie before it and behind it"},
    {"CLOCK.expires", OPTION_OFFSET, OPTIONAL, RANGE(SECOND_MS, CLOCK_MS_MAX),
     "the case ends as `expired` then, and nobody is called; stands without `each`, `due` and `late`"},
    {"CLOCK.late", OPTION_MAPPING, OPTIONAL, COUNT(1, STEPS_MAX), "the steps, in order of time"},
    {"CLOCK.late.OFFSET", OPTION_LIST, OPTIONAL, COUNT(1, STEP_RUNGS_MAX),
     "the rungs called that long after the clock was set; or, as `window.from - 2h`, before or after the "
     "window of the notice"},
    {"CLOCK.late.OFFSET[]", OPTION_WORD, NEEDED, FREE, ""},
    {"CLOCK.copy", OPTION_LIST, OPTIONAL, COUNT(1, RUNGS_MAX),
     "rungs that are told when the clock is set; nothing is asked of them"},
    {"CLOCK.copy[]", OPTION_WORD, NEEDED, FREE, ""},

    {"fallback", OPTION_MAPPING, NEEDED, COUNT(2, 2),
     "where an incident goes when a rule fails, no rule names a track, or its kind is not declared"},
    {"fallback.track", OPTION_WORD, NEEDED, FREE, "a track"},
    {"fallback.urgency", OPTION_WORD, NEEDED, FREE, "an urgency of that track"},

    {NULL, OPTION_TEXT, OPTIONAL, FREE, NULL},
};
/* clang-format on */

static_assert(URGENCIES_MAX == 8, "the help of tracks.TRACK.URGENCY says so");

/* What stands behind `section` and its dot in a path, or NULL when the path is not within it. */
static const char *path_within(const char *path, const char *section, size_t size) {
    if (size == 0)
        return *path ? path : NULL;
    return strncmp(path, section, size) == 0 && path[size] == '.' ? path + size + 1 : NULL;
}

static const char *last_part(const char *path) {
    const char *dot = strrchr(path, '.');
    return dot ? dot + 1 : path;
}

bool option_is_chosen(const struct option *o) {
    const char *part = last_part(o->path);
    return *part >= 'A' && *part <= 'Z';
}

static bool is_direct(const char *part) {
    return part && !strpbrk(part, ".[");
}

/* The section that a row's mapping borrows its keys from, besides its own. */
static const char *borrowed(const struct option *of) {
    bool clock =
        strcmp(of->path, "tracks.TRACK.URGENCY.MILESTONE") == 0 || strcmp(of->path, "clocks.CLOCK") == 0;
    return clock ? "CLOCK" : of->path;
}

/* Rows directly within `of`, one after the other, beginning behind `at` (NULL: at the start). */
static const struct option *child_after(const struct option *of, const struct option *at) {
    const char *own = of->path, *other = borrowed(of);
    for (at = at ? at + 1 : options_table; at->path; at++)
        if (is_direct(path_within(at->path, own, strlen(own))) ||
            is_direct(path_within(at->path, other, strlen(other))))
            return at;
    return NULL;
}

const struct option *option_find(const char *path) {
    const struct option *o = options_table;
    while (o->path && strcmp(o->path, path) != 0)
        o++;
    assert(o->path);
    return o;
}

const struct option *option_child(const struct option *of, struct bytes key) {
    const struct option *chosen = NULL;
    for (const struct option *o = child_after(of, NULL); o; o = child_after(of, o)) {
        if (option_is_chosen(o))
            chosen = o;
        else if (bytes_is(key, last_part(o->path)))
            return o;
    }
    return chosen;
}

const struct option *option_entry(const struct option *of) {
    size_t size = strlen(of->path);
    const struct option *o = options_table;
    while (o->path && (strncmp(o->path, of->path, size) != 0 || strcmp(o->path + size, "[]") != 0))
        o++;
    assert(o->path);
    return o;
}

void option_keys(const struct option *of, const char *keys[OPTION_KEYS_MAX]) {
    size_t count = 0;
    for (const struct option *o = child_after(of, NULL); o; o = child_after(of, o))
        if (!option_is_chosen(o)) {
            assert(count + 1 < OPTION_KEYS_MAX);
            keys[count++] = last_part(o->path);
        }
    keys[count] = NULL;
}

int64_t option_value(const struct yaml_node *mapping, const char *key, const char *path) {
    const struct option *o = option_find(path);
    const struct yaml_node *n = yaml_get(mapping, key);
    int64_t value = 0;
    assert(n || o->fallback);
    bool decoded = option_decode(o, n ? n->text : bytes_of(o->fallback), &value);
    assert(decoded);
    (void)decoded;
    return value;
}
