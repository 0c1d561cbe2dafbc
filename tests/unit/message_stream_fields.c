/* message_stream_fields.c: see message_stream_maker.h. How each field of a message is said, by the row of its
 * table. */
#include "message_stream_maker.h"

#include <fusion/instant.h>
#include <fusion/limits.h>
#include <message/message_form.h>

#include <string.h>

/* ---- choices ---- */

const char *choice_pick(struct maker *m, const struct choice *c) {
    return c->count ? c->words[pick(&m->chance, c->count)] : NULL;
}

uint32_t said_pick(struct maker *m, uint32_t types) {
    for (int tries = 0; tries < 16 && m->n; tries++) {
        uint32_t n = pick(&m->chance, m->n);
        if (once(m, 3))
            n = m->recent[pick(&m->chance, 4)];
        else if (once(m, 2))
            n = m->n - 1 - pick(&m->chance, m->n < 12 ? m->n : 12);
        if (m->said[n].party && (!types || types >> m->said[n].type & 1)) {
            m->recent[m->recent_at++ % 4] = n;
            return n;
        }
    }
    return UINT32_MAX;
}

bool kind_is_notice(const struct policy *p, struct bytes kind) {
    return policy_notice(p, kind) != NULL;
}

bool kind_is_series(const struct policy *p, struct bytes kind) {
    return policy_series(p, kind) != NULL;
}

const char *kind_pick(struct maker *m, bool (*of)(const struct policy *p, struct bytes kind)) {
    for (int tries = 0; tries < 64; tries++) {
        const char *kind = choice_pick(m, &m->kinds);
        if (of(m->policy, bytes_of(kind)))
            return kind;
    }
    return NULL;
}

/* Declared; now and then one that is not, or that nobody knows. */
static const char *party_pick(struct maker *m) {
    if (once(m, 10))
        return once(m, 2) ? "UNK" : PARTY_ABROAD;
    return m->policy->party_codes[pick(&m->chance, m->party_count)];
}

/* ---- words, texts and numbers ---- */

static void say_listed(struct maker *m, const struct field *f) {
    const char *const *words = f->detail;
    uint32_t count = 0;
    while (words[count])
        count++;
    ADD("'%s':'%s'", f->name.data, words[pick(&m->chance, count)]);
}

/* Of a list whose first word is that of absence. */
static void say_enum(struct maker *m, const struct field *f) {
    const char *const *words = f->detail;
    uint32_t count = 1;
    while (words[count])
        count++;
    const char *word = words[words[0][0] ? pick(&m->chance, count) : 1 + pick(&m->chance, count - 1)];
    ADD("'%s':'%s'", f->name.data, word);
}

/* A word of the policy; now and then one that it does not have. */
static void say_word(struct maker *m, const struct field *f, const struct choice *c) {
    const char *word = once(m, 16) ? NULL : choice_pick(m, c);
    ADD("'%s':'%s'", f->name.data, word ? word : "nowhere");
}

static void say_urgency(struct maker *m, const struct field *f) {
    say_word(m, f, &m->urgencies);
}
static void say_track(struct maker *m, const struct field *f) {
    say_word(m, f, &m->tracks);
}
static void say_milestone(struct maker *m, const struct field *f) {
    say_word(m, f, &m->milestones);
}
static void say_outcome(struct maker *m, const struct field *f) {
    say_word(m, f, &m->outcomes);
}

static void say_kind(struct maker *m, const struct field *f) {
    const char *kind = m->focus[pick(&m->chance, 3)];
    if (m->burst_kind)
        kind = m->burst_kind;
    else if (m->type == MESSAGE_NOTICE && !once(m, 8))
        kind = once(m, 2) ? m->focus[0] : kind_pick(m, kind_is_notice);
    else if (once(m, 20))
        kind = "odd.2-sort";
    else if (once(m, 2))
        kind = choice_pick(m, &m->kinds);
    ADD("'%s':'%s'", f->name.data, kind ? kind : "odd");
}

static void say_code(struct maker *m, const struct field *f) {
    ADD("'%s':'%s'", f->name.data, once(m, 2) ? "195" : "tell");
}

static void say_grade(struct maker *m, const struct field *f) {
    char letter = (char)('A' + pick(&m->chance, 6));
    ADD("'%s':'%c%u'", f->name.data, letter, 1 + pick(&m->chance, 6));
}

static void say_text(struct maker *m, const struct field *f) {
    if (once(m, 3))
        ADD("'%s':{'en':'round %u','he':'\xd7\xa4\xd7\x92\xd7\x96','ar':'\xd9\x82'}", f->name.data, m->n);
    else
        ADD("'%s':'text %u \\n\\u00e9 \xe2\x82\xac'", f->name.data, m->n);
}

static void say_reason(struct maker *m, const struct field *f) {
    ADD("'%s':'for reason %u'", f->name.data, m->n);
}

static void say_seq(struct maker *m, const struct field *f) {
    ADD("'%s':%llu", f->name.data, once(m, 8) ? (unsigned long long)JSON_INTEGER_MAX : m->n);
}

static void say_data(struct maker *m, const struct field *f) {
    ADD("'%s':{'row':%u,'deep':{'list':[1,-2.5e3,true,null,'x']}}", f->name.data, m->n);
}

static void say_harm(struct maker *m, const struct field *f) {
    ADD("'%s':{'killed':%u", f->name.data, pick(&m->chance, 3));
    if (once(m, 2))
        ADD(",'injured':%u", pick(&m->chance, 4));
    if (once(m, 3))
        ADD(",'civilian':%s", once(m, 2) ? "true" : "false");
    ADD("}");
}

/* ---- who ---- */

static void say_parties(struct maker *m, const struct field *f, const char *open) {
    uint32_t count = 1 + pick(&m->chance, 3);
    ADD("%s'%s':[", open, f->name.data);
    for (uint32_t k = 0; k < count; k++)
        ADD("%s'%s'", k ? "," : "", party_pick(m));
    ADD("]");
}

static void say_party_list(struct maker *m, const struct field *f) {
    say_parties(m, f, "");
}

static void say_from(struct maker *m, const struct field *f) {
    ADD("'%s':'%s'", f->name.data, m->from->text);
}

static void say_to(struct maker *m, const struct field *f) {
    uint32_t count = 1 + (once(m, 3) ? pick(&m->chance, 3) : 0);
    ADD("'%s':[", f->name.data);
    for (uint32_t k = 0; k < count; k++) {
        const struct sender *to = &m->senders[pick(&m->chance, m->sender_count)];
        ADD("%s'%s'", k ? "," : "", once(m, 2) ? to->party : to->text);
    }
    ADD("]");
}

static void say_actors(struct maker *m, const struct field *f) {
    uint32_t count = 1 + pick(&m->chance, 3);
    ADD("'%s':[", f->name.data);
    for (uint32_t k = 0; k < count; k++) {
        ADD("%s{'party':'%s'", k ? "," : "", party_pick(m));
        if (k || once(m, 3)) {
            ADD(",");
            say_enum(m, &actor_fields[FIELD_ACTOR_ROLE]);
        }
        if (once(m, 8))
            ADD(",'name':'unit %u'", pick(&m->chance, 4));
        ADD("}");
    }
    ADD("]");
}

static void say_subjects(struct maker *m, const struct field *f) {
    ADD("'%s':[{'name':'patient %u','role':'patient'}%s]", f->name.data, m->n,
        once(m, 2) ? ",{'name':'mother'}" : "");
}

static void say_marking(struct maker *m, const struct field *f) {
    bool narrowed = !once(m, 3), graded = !narrowed || once(m, 2);
    ADD("'%s':{", f->name.data);
    if (graded)
        say_enum(m, &marking_fields[FIELD_MARKING_TLP]);
    if (narrowed)
        say_parties(m, &marking_fields[FIELD_MARKING_REL_TO], graded ? "," : "");
    ADD("}");
}

/* ---- about what ---- */

/* What messages of a type are mostly about; 0: anything. */
static const uint32_t about[MESSAGE_TYPE_COUNT] = {
    [MESSAGE_REPORT] = TYPE(NOTICE) | TYPE(REPORT),
    [MESSAGE_REPLY] = TYPE(REPORT) | TYPE(REQUEST),
    [MESSAGE_POSITION] = TYPE(DISPUTE) | TYPE(REPORT),
    [MESSAGE_MEETING] = TYPE(DISPUTE) | TYPE(REPORT),
    [MESSAGE_FINDING] = TYPE(DISPUTE),
    [MESSAGE_DECISION] = TYPE(REQUEST),
    [MESSAGE_DISPUTE] = TYPE(REPORT) | TYPE(UPDATE) | TYPE(REPLY),
    [MESSAGE_UPDATE] = TYPE(REPORT) | TYPE(NOTICE),
    [MESSAGE_MERGE] = TYPE(REPORT),
    [MESSAGE_SPLIT] = TYPE(REPORT),
};

/* To what there is, mostly; else to what may be nothing. */
static void ref_add(struct maker *m, uint32_t n) {
    if (n != UINT32_MAX) {
        ADD("'%s:m%u'", m->said[n].party, n);
    } else if (once(m, 8)) {
        const char *party = party_pick(m);
        ADD("'%s:m%u'", party, pick(&m->chance, m->n + 2));
    } else {
        ADD("'I-%u'", 1 + pick(&m->chance, 2 + m->n / 3));
    }
}

static uint32_t ref_pick(struct maker *m) {
    if (m->type != MESSAGE_MERGE && once(m, 4))
        return UINT32_MAX;
    uint32_t n = said_pick(m, about[m->type]);
    if (n != UINT32_MAX && m->type == MESSAGE_MERGE)
        m->joined[m->joined_at++ % 6] = n;
    return n;
}

static void say_refs(struct maker *m, const struct field *f) {
    uint32_t count = 1 + (once(m, 4) ? pick(&m->chance, 4) : 0) + (m->type == MESSAGE_MERGE);
    ADD("'%s':[", f->name.data);
    for (uint32_t k = 0; k < count; k++) {
        ADD("%s", k ? "," : "");
        ref_add(m, k == 0 && m->first != UINT32_MAX ? m->first : ref_pick(m));
    }
    ADD("]");
}

/* ---- those that ask for another ---- */

static void say_level(struct maker *m, const struct field *f) {
    say_enum(m, f);
    if (bytes_ends(buffer_bytes(&m->line), BYTES("'relayed'")))
        m->also |= BIT(RELAYED_TO);
}

static void say_held(struct maker *m, const struct field *f) {
    say_listed(m, f);
    if (bytes_ends(buffer_bytes(&m->line), BYTES("'no-show'")))
        m->also |= BIT(ABSENT);
}

static void say_decision(struct maker *m, const struct field *f) {
    say_listed(m, f);
    if (bytes_ends(buffer_bytes(&m->line), BYTES("'refused'")) ||
        bytes_ends(buffer_bytes(&m->line), BYTES("'incomplete'")))
        m->also |= BIT(REASON);
}

static void say_type(struct maker *m, const struct field *f) {
    ADD("'%s':'%s'", f->name.data, message_type_word(m->type));
}

static void say_id(struct maker *m, const struct field *f) {
    ADD("'%s':'m%u'", f->name.data, m->n);
}

/* When it happened; now and then the hour is not known. */
static void say_time(struct maker *m, const struct field *f) {
    char text[INSTANT_TEXT_BYTES];
    if (!once(m, 24)) {
        time_say(m, f->name.data, m->time_ms);
        return;
    }
    instant_format(m->time_ms, text);
    ADD("'%s':'%.10s'", f->name.data, text);
}

void (*const field_says[FIELD_COUNT])(struct maker *m, const struct field *f) = {
    [FIELD_ID] = say_id,
    [FIELD_TYPE] = say_type,
    [FIELD_FROM] = say_from,
    [FIELD_TO] = say_to,
    [FIELD_TIME] = say_time,
    [FIELD_UNTIL] = say_until,
    [FIELD_SENT] = say_instant,
    [FIELD_RECEIVED] = say_instant,
    [FIELD_WINDOW] = say_window,
    [FIELD_KIND] = say_kind,
    [FIELD_CODE] = say_code,
    [FIELD_URGENCY] = say_urgency,
    [FIELD_ACTORS] = say_actors,
    [FIELD_PLACE] = say_place,
    [FIELD_HARM] = say_harm,
    [FIELD_GRADE] = say_grade,
    [FIELD_MARKING] = say_marking,
    [FIELD_STATUS] = say_enum,
    [FIELD_TEXT] = say_text,
    [FIELD_REFS] = say_refs,
    [FIELD_TRACK] = say_track,
    [FIELD_MILESTONE] = say_milestone,
    [FIELD_LEVEL] = say_level,
    [FIELD_RELAYED_TO] = say_party_list,
    [FIELD_EXPLANATION] = say_listed,
    [FIELD_STANCE] = say_listed,
    [FIELD_HELD] = say_held,
    [FIELD_ABSENT] = say_party_list,
    [FIELD_FINDING] = say_listed,
    [FIELD_DECISION] = say_decision,
    [FIELD_OUTCOME] = say_outcome,
    [FIELD_REASON] = say_reason,
    [FIELD_MESSAGES] = say_refs,
    [FIELD_NEED_BY] = say_need_by,
    [FIELD_SUBJECTS] = say_subjects,
    [FIELD_SEQ] = say_seq,
    [FIELD_FUSE] = say_listed,
    [FIELD_DATA] = say_data,
};
