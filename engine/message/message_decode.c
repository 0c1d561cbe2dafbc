/*
 * message_decode.c: see fusion/message.h. One line to one message: the table of fields, and what each type
 * needs.
 *
 * To add a field: a member of struct message, a row here (in order of the first letter), a line in
 * message_write.c and a row in docs/messages.md.
 */
#include "message_form.h"

#include <stdio.h>
#include <string.h>

static const char *const decision_words[] = {"complete", "incomplete", "cleared", "approved",
                                             "refused",  "fulfilled",  NULL};
static const char *const explanation_words[] = {"accident", "error", "deliberate", "denied",
                                                "unknown",  "other", NULL};
const char *const message_finding_words[] = {"upheld",       "partly",    "not-upheld", "inconclusive",
                                             "out-of-scope", "withdrawn", NULL};
static const char *const held_words[] = {"held", "failed", "no-show", NULL};
static const char *const stance_words[] = {"accept", "reject", "out-of-scope", NULL};
static const char *const fuse_words[] = {"never", NULL};
static const int64_t seq_most = JSON_INTEGER_MAX;

static const struct form_element party_element = {sizeof(party_id), form_party};
static const struct form_element address_element = {sizeof(struct address), form_address};
static const struct form_element ref_element = {sizeof(struct ref), form_ref};
static const struct form_element actor_element = {sizeof(struct actor), part_actor};
static const struct form_element subject_element = {sizeof(struct subject), part_subject};

/* row, name, function, member, what the function asks for; grouped by first letter. WHOLE
 * is for a function that fills several members of the message. */
#define FIELDS(ONE, LIST, WHOLE)                                                                             \
    LIST(ABSENT, "absent", absent, party_element)                                                            \
    LIST(ACTORS, "actors", actors, actor_element)                                                            \
    ONE(CODE, "code", form_code, code, NULL)                                                                 \
    ONE(DATA, "data", form_data, data, NULL)                                                                 \
    ONE(DECISION, "decision", form_listed, decision, decision_words)                                         \
    ONE(EXPLANATION, "explanation", form_listed, explanation, explanation_words)                             \
    ONE(FINDING, "finding", form_listed, finding, message_finding_words)                                     \
    ONE(FROM, "from", form_address, from, NULL)                                                              \
    ONE(FUSE, "fuse", form_only, fuse_never, fuse_words)                                                     \
    ONE(GRADE, "grade", form_grade, grade, NULL)                                                             \
    ONE(HARM, "harm", part_harm, harm, NULL)                                                                 \
    ONE(HELD, "held", form_listed, held, held_words)                                                         \
    ONE(ID, "id", form_id, id, NULL)                                                                         \
    ONE(KIND, "kind", form_kind, kind, NULL)                                                                 \
    ONE(LEVEL, "level", form_enum, level, level_words)                                                       \
    WHOLE(MARKING, "marking", part_marking)                                                                  \
    LIST(MESSAGES, "messages", messages, ref_element)                                                        \
    ONE(MILESTONE, "milestone", form_word, milestone, NULL)                                                  \
    ONE(NEED_BY, "need_by", form_instant, need_by_ms, NULL)                                                  \
    ONE(OUTCOME, "outcome", form_word, outcome, NULL)                                                        \
    ONE(PLACE, "place", part_place, place, NULL)                                                             \
    ONE(REASON, "reason", form_reason, reason, NULL)                                                         \
    ONE(RECEIVED, "received", form_instant, received_ms, NULL)                                               \
    LIST(REFS, "refs", refs, ref_element)                                                                    \
    LIST(RELAYED_TO, "relayed_to", relayed_to, party_element)                                                \
    ONE(SENT, "sent", form_instant, sent_ms, NULL)                                                           \
    ONE(SEQ, "seq", form_count, seq, &seq_most)                                                              \
    ONE(STANCE, "stance", form_listed, stance, stance_words)                                                 \
    ONE(STATUS, "status", form_enum, status, status_words)                                                   \
    LIST(SUBJECTS, "subjects", subjects, subject_element)                                                    \
    ONE(TEXT, "text", form_text, text, NULL)                                                                 \
    WHOLE(TIME, "time", form_time)                                                                           \
    LIST(TO, "to", to, address_element)                                                                      \
    ONE(TRACK, "track", form_word, track, NULL)                                                              \
    ONE(TYPE, "type", form_enum, type, message_type_words)                                                   \
    ONE(UNTIL, "until", form_until, until_ms, NULL)                                                          \
    ONE(URGENCY, "urgency", form_word, urgency, NULL)                                                        \
    ONE(WINDOW, "window", part_window, window, NULL)

enum field_row {
#define ONE(row, name, decode, member, detail) FIELD_##row,
#define LIST(row, name, member, element)       FIELD_##row,
#define WHOLE(row, name, decode)               FIELD_##row,
    FIELDS(ONE, LIST, WHOLE) FIELD_COUNT
#undef ONE
#undef LIST
#undef WHOLE
};

#define BIT(row)   (1ULL << FIELD_##row)
#define AT(member) offsetof(struct message, member)

static const struct field rows[FIELD_COUNT] = {
#define ONE(row, name, decode, member, detail) {BYTES(name), decode, AT(member), 0, detail},
#define LIST(row, name, member, e)             {BYTES(name), form_list, AT(member), AT(member##_count), &e},
#define WHOLE(row, name, decode)               {BYTES(name), decode, 0, 0, NULL},
    FIELDS(ONE, LIST, WHOLE)
#undef ONE
#undef LIST
#undef WHOLE
};

#define LETTER(l, row) [(l) - 'a'] = FIELD_##row
/* A letter without a row begins at `absent`, whose own first letter then differs. */
static const uint8_t rows_by_letter[26] = {
    LETTER('a', ABSENT),  LETTER('c', CODE),  LETTER('d', DATA),    LETTER('e', EXPLANATION),
    LETTER('f', FINDING), LETTER('g', GRADE), LETTER('h', HARM),    LETTER('i', ID),
    LETTER('k', KIND),    LETTER('l', LEVEL), LETTER('m', MARKING), LETTER('n', NEED_BY),
    LETTER('o', OUTCOME), LETTER('p', PLACE), LETTER('r', REASON),  LETTER('s', SENT),
    LETTER('t', TEXT),    LETTER('u', UNTIL), LETTER('w', WINDOW),
};
static const struct fields message_fields = {rows, FIELD_COUNT, rows_by_letter};

/* What a type needs beyond id, from and time. */
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

static struct message message_blank(void) {
    return (struct message){
        .time_ms = INSTANT_NONE,
        .until_ms = INSTANT_NONE,
        .sent_ms = INSTANT_NONE,
        .received_ms = INSTANT_NONE,
        .need_by_ms = INSTANT_NONE,
        .window = {INSTANT_NONE, INSTANT_NONE},
        .place = {.precision_m = -1, .radius_m = -1, .width_m = -1},
        .harm = {-1, -1, -1},
        .seq = -1,
    };
}

static bool missing(struct decoding *d, enum field_row row, const char *whose, const char *word) {
    char phrase[64];
    (void)snprintf(phrase, sizeof phrase, whose, word);
    return form_missing(d, rows[row].name.data, phrase);
}

/* An empty list is none, where one is needed. */
static uint64_t seen_with_content(uint64_t seen, const struct message *m) {
    const struct {
        uint64_t bit;
        size_t count;
    } lists[] = {{BIT(REFS), m->refs_count},
                 {BIT(MESSAGES), m->messages_count},
                 {BIT(RELAYED_TO), m->relayed_to_count},
                 {BIT(ABSENT), m->absent_count}};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (lists[i].count == 0)
            seen &= ~lists[i].bit;
    return seen;
}

static bool needs_met(struct decoding *d, const struct message *m, uint64_t seen) {
    uint64_t lacking = (BIT(ID) | BIT(FROM) | BIT(TIME) | needs[m->type]) & ~seen_with_content(seen, m);
    if (lacking)
        return missing(d, (enum field_row)__builtin_ctzll(lacking), "type \"%s\"",
                       message_type_words[m->type]);
    return true;
}

/* What one value asks of another field. */
static bool conditions_met(struct decoding *d, const struct message *m, uint64_t seen) {
    uint64_t has = seen_with_content(seen, m);
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

int message_decode(struct arena *a, struct bytes line, const struct party_lookup *parties,
                   struct message *out, struct quarantine *fault) {
    struct decoding d = {.arena = a, .parties = parties, .fault = fault};
    struct json_fault why;
    const struct json *tree;
    uint64_t seen;
    *fault = (struct quarantine){.reason = QUARANTINE_NONE};
    *out = message_blank();
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
    if (form_object(&d, tree, &message_fields, out, &seen) && needs_met(&d, out, seen) &&
        conditions_met(&d, out, seen) && !nul_refused(fault, line, tree))
        return 0;
    fault->from = sender_read(tree, parties);
    return -1;
}
