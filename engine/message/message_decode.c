/*
 * message_decode.c: see fusion/message.h. One line to one message: its fields, and what each type needs.
 *
 * To add a field: a member of struct message, a row of fields.h and a row in docs/messages.md.
 */
#include "message_form.h"

#include <stdio.h>
#include <string.h>

#define BIT(row) (1ULL << FIELD_##row)
_Static_assert(FIELD_COUNT <= 64, "a bit for each field that was met");

#define NEEDED_ALWAYS (BIT(ID) | BIT(FROM) | BIT(TIME))
/* What a type needs beyond these. */
static const uint64_t needs[MESSAGE_TYPE_COUNT] = {
    [MESSAGE_REPORT] = BIT(KIND),
    [MESSAGE_NOTICE] = BIT(KIND) | BIT(WINDOW),
    [MESSAGE_REQUEST] = BIT(KIND),
    [MESSAGE_ACK] = BIT(REFS) | BIT(LEVEL),
    [MESSAGE_REPLY] = BIT(REFS),
    [MESSAGE_POSITION] = BIT(REFS) | BIT(STANCE),
    [MESSAGE_MEETING] = BIT(REFS) | BIT(HELD),
    [MESSAGE_FINDING] = BIT(REFS) | BIT(FINDING),
    [MESSAGE_DECISION] = BIT(REFS) | BIT(DECISION),
    [MESSAGE_DISPUTE] = BIT(REFS),
    [MESSAGE_UPDATE] = BIT(REFS),
    [MESSAGE_WITHDRAW] = BIT(REFS) | BIT(REASON),
    [MESSAGE_CLOSE] = BIT(REFS) | BIT(OUTCOME),
    [MESSAGE_REOPEN] = BIT(REFS) | BIT(REASON),
    [MESSAGE_MERGE] = BIT(REFS) | BIT(REASON),
    [MESSAGE_SPLIT] = BIT(REFS) | BIT(REASON) | BIT(MESSAGES),
    [MESSAGE_HOLD] = BIT(REFS) | BIT(REASON) | BIT(WINDOW),
};

bool message_needs(enum message_type type, const struct field *f) {
    size_t row = 0;
    while (row < FIELD_COUNT && f != &message_fields[row])
        row++;
    return row < FIELD_COUNT && (NEEDED_ALWAYS | needs[type]) >> row & 1;
}

/* Nothing was said. The members of a list's elements and of an area stand elsewhere. */
static const struct message blank = {
#define ONE(row, name, shape, decode, member, ...)  .member = ABSENT_##shape,
#define LIST(row, name, shape, decode, member, ...) .member = NULL,
#define PART(row, ...)                              row##_FIELDS(ONE, LIST, NO_PART)
#define NO_PART(...)
    MESSAGE_FIELDS(ONE, LIST, PART)
#undef ONE
#undef LIST
#undef PART
#undef NO_PART
};

static bool missing(struct decoding *d, enum message_field row, const char *whose, const char *word) {
    char phrase[64];
    (void)snprintf(phrase, sizeof phrase, whose, word);
    return form_missing(d, message_fields[row].name.data, phrase);
}

/* An empty list is none, where one is needed. */
static uint64_t seen_with_content(uint64_t seen, const struct message *m) {
    for (uint64_t left = seen; left; left &= left - 1) {
        const struct field *f = &message_fields[__builtin_ctzll(left)];
        if (f->is_list && field_length(f, m) == 0)
            seen &= ~(1ULL << (f - message_fields));
    }
    return seen;
}

/* Of several that are lacking, the one whose name is the least. */
static enum message_field least_named(uint64_t lacking) {
    int least = __builtin_ctzll(lacking);
    for (int row = least; row < FIELD_COUNT; row++)
        if (lacking >> row & 1 && bytes_compare(message_fields[row].name, message_fields[least].name) < 0)
            least = row;
    return (enum message_field)least;
}

static bool needs_met(struct decoding *d, const struct message *m, uint64_t has) {
    uint64_t lacking = (NEEDED_ALWAYS | needs[m->type]) & ~has;
    if (lacking)
        return missing(d, least_named(lacking), "type \"%s\"", message_type_words[m->type]);
    return true;
}

/* What one value asks of another field. */
static bool conditions_met(struct decoding *d, const struct message *m, uint64_t has) {
    bool refused = bytes_is(m->decision, "refused") || bytes_is(m->decision, "incomplete");
    if (m->level == LEVEL_RELAYED && !(has & BIT(RELAYED_TO)))
        return missing(d, FIELD_RELAYED_TO, "level \"%s\"", "relayed");
    if (bytes_is(m->held, "no-show") && !(has & BIT(ABSENT)))
        return missing(d, FIELD_ABSENT, "held \"%s\"", "no-show");
    if (refused && !(has & BIT(REASON)))
        return missing(d, FIELD_REASON, "decision \"%s\"", m->decision.data);
    if (m->until_ms != INSTANT_NONE && m->until_ms < m->time_ms) {
        char time[INSTANT_TEXT_BYTES], until[INSTANT_TEXT_BYTES];
        instant_format(m->time_ms, time);
        instant_format(m->until_ms, until);
        struct json found = {.type = JSON_STRING, .text = bytes_of(until)};
        path_enter(d, "until", PATH_NO_INDEX);
        return form_fail(d, QUARANTINE_WRONG_FORM, &found, "no earlier than \"time\", %s", time);
    }
    return true;
}

static bool is_whole(struct decoding *d, const struct message *m, uint64_t seen) {
    uint64_t has = seen_with_content(seen, m);
    return needs_met(d, m, has) && conditions_met(d, m, has);
}

/* Whose line a bad line is, as far as it says so. */
static party_id sender_read(const struct json *tree, const struct party_lookup *parties) {
    struct bytes from = json_text(json_get(tree, "from"));
    party_id party;
    return party_parse(bytes_split(&from, '/'), &party) && party_known(parties, party) ? party : 0;
}

static const char *const json_expected[] = {
    [JSON_MALFORMED] = "one JSON object",
    [JSON_BOM] = "`{` as the first byte",
    [JSON_NUL] = "none",
    [JSON_UTF8] = "UTF-8 without exception",
    [JSON_SURROGATE] = "both halves",
    [JSON_DEPTH] = "fewer",
    [JSON_KEYS] = "fewer",
    [JSON_DUPLICATE] = "it once",
    [JSON_MEMORY] = "more memory",
};

static int fault_json(struct quarantine *fault, const struct json_fault *why) {
    bool detailed = why->detail[0] && why->code != JSON_DUPLICATE;
    _Static_assert((int)QUARANTINE_JSON_MEMORY == (int)JSON_MEMORY, "the first reasons are the JSON faults");
    fault->reason = (enum quarantine_reason)why->code;
    if (why->code == JSON_DUPLICATE)
        (void)snprintf(fault->detail, sizeof fault->detail,
                       "byte %zu: found the key \"%s\" again, expected %s", why->offset, why->detail,
                       json_expected[why->code]);
    else
        (void)snprintf(fault->detail, sizeof fault->detail,
                       "byte %zu: found a line that %s%s%s%s, expected %s", why->offset,
                       json_fault_meaning(why->code), detailed ? " (" : "", detailed ? why->detail : "",
                       detailed ? ")" : "", json_expected[why->code]);
    return -1;
}

/* A NUL that an escape hides: whatever comes behind it would be lost to readers that end a text there. */
static bool holds_nul(const struct json *node) {
    if ((node->text.size && memchr(node->text.data, 0, node->text.size)) ||
        (node->key.size && memchr(node->key.data, 0, node->key.size)))
        return true;
    for (const struct json *child = node->child; child; child = child->next)
        if (holds_nul(child))
            return true;
    return false;
}

static bool nul_refused(struct quarantine *fault, struct bytes line, const struct json *tree) {
    if (!memmem(line.data, line.size, "\\u0000", 6) || !holds_nul(tree))
        return false;
    fault->reason = QUARANTINE_JSON_NUL;
    (void)snprintf(fault->detail, sizeof fault->detail, "found \\u0000 in a text, expected none");
    return true;
}

void quarantine_tell(struct quarantine *q, struct bytes kind, int64_t killed, int64_t injured) {
    const struct {
        int64_t count;
        const char *word;
    } harm[] = {{killed, "killed"}, {injured, "injured"}};
    size_t size = kind.size <= KIND_BYTES_MAX && form_is_kind(kind) ? kind.size : 0;
    if (size)
        memcpy(q->tells, kind.data, size);
    for (size_t n = 0; n < 2; n++)
        if (harm[n].count > 0) /* two numbers and a kind always have room */
            size += (size_t)snprintf(q->tells + size, sizeof q->tells - size, "%s%lld %s", size ? ", " : "",
                                     (long long)harm[n].count, harm[n].word);
    q->tells[size] = '\0';
}

/* A line that is not taken may have dead in it all the same: what can be read of that is said. */
static void tells_read(struct quarantine *q, const struct json *tree) {
    const struct json *harm = json_get(tree, "harm");
    quarantine_tell(q, json_text(json_get(tree, "kind")), json_int_or(json_get(harm, "killed"), 0),
                    json_int_or(json_get(harm, "injured"), 0));
    q->is_marked = json_get(tree, "marking") != NULL;
}

int message_decode(struct arena *a, struct bytes line, const struct party_lookup *parties,
                   struct message *out, struct quarantine *fault) {
    struct decoding d = {.arena = a, .parties = parties, .fault = fault};
    struct json_fault why;
    const struct json *tree;
    uint64_t seen;
    *fault = (struct quarantine){.reason = QUARANTINE_NONE};
    *out = blank;
    if (line.size > LINE_BYTES_MAX) {
        fault->reason = QUARANTINE_TOO_LONG;
        (void)snprintf(fault->detail, sizeof fault->detail, "found %zu bytes, expected at most %u", line.size,
                       LINE_BYTES_MAX);
        return -1;
    }
    if (json_parse(a, line, &json_limits_message, &tree, &why) < 0)
        return fault_json(fault, &why);
    if (tree->type != JSON_OBJECT) {
        fault->reason = QUARANTINE_NOT_OBJECT;
        (void)snprintf(fault->detail, sizeof fault->detail, "found %s, expected an object",
                       json_type_name(tree->type));
        return -1;
    }
    if (form_object(&d, tree, message_fields, out, &seen) && is_whole(&d, out, seen) &&
        !nul_refused(fault, line, tree))
        return 0;
    fault->from = sender_read(tree, parties);
    tells_read(fault, tree);
    return -1;
}
