/*
 * refs.c: from what a message refers to, to the incidents in which that stands now.
 *
 * A reference names a message or an incident. What was merged is part of another since, what was split off
 * left; the documents on the way say where it went. What is over, and is only passed through, leaves memory
 * again.
 */
#include "recall.h"

#include "document.h"

static void correct_ref(struct handling *h, const struct ref *r) {
    char code[PARTY_BYTES_MAX + 1];
    struct bytes party = party_text(r->party, code);
    if (r->incident)
        handling_correct(
            h, 0,
            draft_text(&h->draft, "refers to %s, which is no incident", incident_name(r->incident).text));
    else
        handling_correct(h, 0,
                         draft_text(&h->draft, "refers to %.*s:%.*s, which is no message about an incident",
                                    (int)party.size, party.data, (int)r->id.size, r->id.data));
}

static bool type_opens(enum message_type type) {
    return type == MESSAGE_REPORT || type == MESSAGE_NOTICE || type == MESSAGE_REQUEST;
}

bool message_is_statement(enum message_type type) {
    return type_opens(type) || type == MESSAGE_UPDATE;
}

/* The statement or dispute that an entry is, or that its message is about. */
static uint64_t about_of(const struct json *body, uint64_t entry, enum message_type type) {
    const struct json *about = json_get(body, "about");
    int64_t value;
    if (about)
        return json_int(about, &value) && value > 0 ? (uint64_t)value : 0;
    return message_is_statement(type) ? entry : 0;
}

/* What a reference names, out of memory or out of the record: its entry is 0 where it is no message, or where
 * the record was asked. */
static struct recent_message ref_find(struct cell *c, const struct ref *r, const struct digest *key,
                                      bool *asked) {
    struct recent_message found = {.type = MESSAGE_REPORT}; /* the default, which a body leaves out */
    const struct recent_message *recent = recent_find(&c->recent, key);
    if (recent)
        return *recent;
    if (!filter_has(&c->seen, digest_key(key)))
        return found;
    const struct answer *a = answer_find(c, RECALL_MESSAGE, digest_key(key));
    if (!a) {
        *asked = recall(c, RECALL_MESSAGE, digest_key(key));
        return found;
    }
    const struct json *body = message_body(a, r->party, r->id, NULL);
    if (!body)
        return found;
    found.entry = (uint64_t)body_number(body);
    found.incident = incident_number_parse(json_text(json_get(body, "incident")));
    (void)message_type_parse(json_text(json_get(json_get(body, "message"), "type")), &found.type);
    found.about = about_of(body, found.entry, found.type);
    if (!recent_put(&c->recent, key, found))
        c->failed = true;
    return found;
}

/* What a reference names, but for where it stands now: an incident, or a message and its incident. */
static struct named ref_names(struct cell *c, const struct handling *h, const struct ref *r,
                              const struct digest *key, bool *asked) {
    if (r->incident)
        return (struct named){.home = r->incident};
    const struct recent_message found = ref_find(c, r, key, asked);
    bool own = found.entry && r->party == h->draft.message->from.party;
    return (struct named){.entry = found.entry,
                          .about = found.about,
                          .is_own = own,
                          .home = found.entry ? found.incident : 0,
                          .own = own && type_opens(found.type),
                          .own_dispute = own && found.type == MESSAGE_DISPUTE};
}

/* An incident by number, out of memory or out of the record. NULL: there is none. */
static struct incident *incident_get(struct cell *c, uint64_t number, bool *asked) {
    struct incident *i = state_find(&c->state, number);
    if (i || !number || number > c->state.incidents || c->pending.fetched_count == FETCHED_MAX)
        return i;
    const struct answer *a = answer_find(c, RECALL_INCIDENT, number);
    if (!a) {
        *asked = recall(c, RECALL_INCIDENT, number);
        return NULL;
    }
    const struct json *document = a->count ? a->bodies[0] : NULL;
    if (!document)
        return NULL;
    i = document_incident(document, c->words, number);
    if (!i || !state_add(&c->state, c->policy, i))
        c->failed = true;
    bool known = false; /* the dormant leave again whenever the line is taken again */
    for (size_t n = 0; n < c->pending.fetched_count; n++)
        known |= c->pending.fetched[n] == number;
    if (!known)
        c->pending.fetched[c->pending.fetched_count++] = number;
    return i;
}

/* Where an incident, or (not 0) the report of an entry in it, stands now: what was split off left, what was
 * merged is part of another. */
static struct incident *incident_follow(struct cell *c, uint64_t number, uint64_t entry, bool *asked) {
    struct incident *i = incident_get(c, number, asked);
    while (i && !*asked) {
        uint64_t on = i->into;
        for (uint32_t k = 0; entry && k < i->case_count; k++)
            if (i->cases[k].disputed_by == entry && i->cases[k].disputes)
                entry = i->cases[k].disputes;
        for (uint32_t n = 0; entry && n < i->statement_count; n++)
            if (i->statements[n].entry == entry && i->statements[n].moved_to)
                on = i->statements[n].moved_to;
        if (!on)
            break;
        i = incident_get(c, on, asked);
    }
    return *asked ? NULL : i;
}

/* What is over, and was brought back for this line alone, leaves again. */
void fetched_drop(struct cell *c) {
    for (size_t n = 0; n < c->pending.fetched_count; n++) {
        struct incident *i = state_find(&c->state, c->pending.fetched[n]);
        if (i && incident_is_closed(i))
            state_remove(&c->state, i);
    }
    c->pending.fetched_count = 0;
}

/* What a reference names, and where that stands; nowhere: to this sender it is none, or *asked. */
static struct named ref_resolve(struct cell *c, const struct handling *h, const struct ref *r,
                                const struct digest *key, bool *asked) {
    struct named named = ref_names(c, h, r, key, asked);
    struct incident *i =
        *asked ? NULL : incident_follow(c, named.home, named.about ? named.about : named.entry, asked);
    named.stands = i && incident_visible_to(i, h->draft.message->from.party) ? i : NULL;
    return named;
}

const struct named *ref_in(const struct handling *h, const struct incident *i) {
    for (size_t n = 0; n < h->draft.message->refs_count; n++)
        if (h->refs[n].entry && h->refs[n].stands == i)
            return &h->refs[n];
    return NULL;
}

/* Every incident that the message refers to, each once. 1 when the record was asked. */
int refs_resolve(struct cell *c, struct handling *h) {
    const struct message *m = h->draft.message;
    bool asked = false;
    for (size_t n = 0; n < m->refs_count; n++) {
        h->refs[n] = ref_resolve(c, h, &m->refs[n], &c->pending.ref_keys[n], &asked);
        if (asked)
            return 1;
        struct incident *i = h->refs[n].stands;
        size_t known = 0;
        while (known < h->target_count && h->targets[known] != i)
            known++;
        if (!i)
            correct_ref(h, &m->refs[n]);
        else if (known == h->target_count)
            h->targets[h->target_count++] = i;
    }
    return 0;
}

/* The reports that the message names one by one, and what brought each to where it stands. */
int named_resolve(struct cell *c, struct handling *h) {
    const struct message *m = h->draft.message;
    bool asked = false;
    for (size_t n = 0; n < m->messages_count; n++) {
        struct named *named = &h->named[n];
        *named = (struct named){.entry = 0};
        if (m->messages[n].incident)
            continue; /* an incident is no report */
        *named = ref_resolve(c, h, &m->messages[n], &c->pending.ref_keys[m->refs_count + n], &asked);
        for (uint32_t k = 0; named->stands && k < named->stands->statement_count && !asked; k++)
            if (named->stands->statements[k].entry == named->entry && named->stands->statements[k].came_with)
                (void)incident_get(c, named->stands->statements[k].came_with, &asked);
        if (asked)
            return 1;
    }
    return 0;
}
