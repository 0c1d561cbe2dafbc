/*
 * entry.c: the bodies of entries (docs/record.md), and the end of a draft: what changed is settled and
 * written, and what is over leaves memory.
 */
#include "core.h"

#include <incident/obligations.h>

#include "document.h"

#include <stdio.h>

const char *const effect_words[] = {"", "opened", "fused", "folded", "attached", "noted", "refused", NULL};

static void write_member_text(struct json_writer *w, const char *key, struct bytes text) {
    json_key(w, key);
    json_write_text(w, text);
}

static void write_member_int(struct json_writer *w, const char *key, int64_t value) {
    json_key(w, key);
    json_write_int(w, value);
}

static void write_digest(struct json_writer *w, const char *key, const struct digest *d) {
    char hex[DIGEST_TEXT_BYTES];
    digest_text(d, hex);
    write_member_text(w, key, (struct bytes){hex, DIGEST_TEXT_BYTES - 1});
}

static void write_incident_text(struct json_writer *w, uint64_t number) {
    const struct incident_name name = incident_name(number);
    json_write_text(w, (struct bytes){name.text, name.size});
}

static void write_incident_name(struct json_writer *w, const char *key, uint64_t number) {
    const struct incident_name name = incident_name(number);
    struct bytes text = {name.text, name.size};
    if (key)
        write_member_text(w, key, text);
    else
        json_key_bytes(w, text);
}

static struct json_writer body_begin(struct cell *c, struct frame_entry *e, enum entry_kind kind) {
    buffer_clear(&c->body);
    struct json_writer w = JSON_WRITER(&c->body);
    int64_t at_ms = c->state.instant_ms == INSTANT_NONE ? AT_UNKNOWN : c->state.instant_ms;
    *e = (struct frame_entry){
        .turn = c->turn, .n = c->state.entries + 1, .at_ms = at_ms, .kind = (uint8_t)kind};
    json_open(&w, '{');
    write_member_int(&w, "n", (int64_t)e->n);
    write_member_int(&w, "at", at_ms);
    write_member_text(&w, "kind", bytes_of(entry_kind_words[kind]));
    return w;
}

static void body_end(struct cell *c, struct json_writer *w, struct frame_entry *e) {
    json_close(w, '}');
    e->body = buffer_bytes(&c->body);
    if (e->key && !filter_add(&c->seen, e->key))
        c->failed = true;
    if (buffer_failed(&c->body))
        c->failed = true;
    else
        frame_put_entry(c->out, e);
    c->state.entries++;
}

/* --- members -------------------------------------------------------------------------------------------- */

/* The entry has to do with an incident besides the one that it is about. */
static void entry_touch(struct cell *c, struct frame_entry *e, uint64_t incident) {
    uint32_t known = 0;
    if (!incident || incident == e->incident)
        return;
    while (known < e->touch_count && e->touches[known] != incident)
        known++;
    if (known == ENTRY_TOUCHES_MAX)
        c->failed = true;
    else if (known == e->touch_count)
        e->touches[e->touch_count++] = incident;
}

static void write_rules(struct cell *c, struct json_writer *w, const struct handling *h,
                        struct frame_entry *e) {
    if (!h->match_count)
        return;
    json_key(w, "rules");
    json_open(w, '[');
    for (size_t n = 0; n < h->match_count; n++) {
        const struct rule_match *m = &h->matches[n];
        json_open(w, '{');
        write_member_text(w, "rule", m->rule);
        if (m->incident != e->incident)
            write_incident_name(w, "incident", m->incident);
        entry_touch(c, e, m->incident);
        if (m->fault.size) {
            write_member_text(w, "fault", m->fault);
        } else {
            write_member_text(w, "because", m->because);
            json_key(w, "propose");
            json_write_raw(w, m->json);
            json_key(w, "won");
            json_open(w, '[');
            for (unsigned key = 0; key < PROPOSAL_KEY_COUNT; key++)
                if (m->won >> key & 1)
                    json_write_text(w, bytes_of(proposal_key_words[key]));
            json_close(w, ']');
        }
        json_close(w, '}');
    }
    json_close(w, ']');
}

/* The incidents that the message is about besides the one that its entry is about. */
static void write_also(struct cell *c, struct json_writer *w, const struct handling *h,
                       struct frame_entry *e) {
    bool any = false;
    for (size_t n = 0; h->about_all && n < h->target_count; n++) {
        if (h->targets[n]->number == e->incident)
            continue;
        if (!any) {
            json_key(w, "also");
            json_open(w, '[');
        }
        any = true;
        write_incident_text(w, h->targets[n]->number);
        entry_touch(c, e, h->targets[n]->number);
    }
    if (any)
        json_close(w, ']');
}

/* What a reference to this message will be about: the statement that it makes, the dispute that it opens,
 * else what it refers to first. 0: none, or all of an incident. */
static uint64_t message_about(const struct handling *h) {
    const struct message *m = h->draft.message;
    const struct incident *i = h->incident;
    if (message_is_statement(m->type))
        return h->draft.said_entry ? h->draft.said_entry : h->draft.n;
    for (uint32_t k = 0; i && k < i->case_count; k++)
        if (i->cases[k].disputed_by == h->draft.n)
            return h->draft.n;
    for (size_t n = 0; i && n < m->refs_count; n++)
        if (h->refs[n].stands == i)
            return h->refs[n].about;
    return 0;
}

/* What the report or notice was set beside. */
static void write_beside(struct json_writer *w, const struct handling *h) {
    if (h->beside.match.notice) {
        json_key(w, "notice");
        json_open(w, '{');
        write_incident_name(w, "incident", h->beside.match.notice);
        json_key(w, "match");
        json_open(w, '[');
        for (unsigned word = 0; word < MATCH_WORD_COUNT; word++)
            if (match_says(&h->beside.match, (enum match_word)word))
                json_write_text(w, bytes_of(match_words[word]));
        json_close(w, ']');
        if (h->beside.match.outside_ms)
            write_member_int(w, "outside_ms", h->beside.match.outside_ms);
        if (h->beside.match.outside_m)
            write_member_int(w, "outside_m", h->beside.match.outside_m);
        json_close(w, '}');
    }
    if (h->beside.spared.notice)
        write_incident_name(w, "protected", h->beside.spared.notice);
    if (h->beside.near)
        write_incident_name(w, "near", h->beside.near);
    if (!h->beside.conflict_count)
        return;
    json_key(w, "conflicts");
    json_open(w, '[');
    for (size_t n = 0; n < h->beside.conflict_count; n++)
        write_incident_text(w, h->beside.conflicts[n]);
    json_close(w, ']');
}

/* Settle every touched incident, and write the patch of each that changed. */
static void write_changes(struct cell *c, struct json_writer *w, struct handling *h, struct frame_entry *e) {
    bool any = false;
    for (size_t n = 0; n < h->draft.touched_count; n++) {
        struct incident *i = h->draft.touched[n];
        incident_settle(&h->draft, i);
        if (!i->changed)
            continue;
        if (!any) {
            json_key(w, "changes");
            json_open(w, '{');
        }
        any = true;
        write_incident_name(w, NULL, i->number);
        struct entry_change *change = &e->changes[e->change_count++];
        change->incident = i->number;
        entry_touch(c, e, i->number);
        change->dormant_ms = incident_is_closed(i) ? DORMANT_CLOSED : i->dormant_ms;
        change->offset = (uint32_t)w->out->size;
        document_write_changes(i, h->draft.words, w);
        change->size = (uint32_t)w->out->size - change->offset;
    }
    if (any)
        json_close(w, '}');
}

/* May the two be told in one breath: all but the receiver the same? */
static bool actions_alike(const struct action *a, const struct action *b) {
    return a->verb == b->verb && a->incident == b->incident && a->track == b->track && a->rung == b->rung &&
           a->copy == b->copy && bytes_equal(a->because, b->because);
}

static void write_receiver(struct json_writer *w, const struct address *to) {
    char code[PARTY_BYTES_MAX + 1];
    char text[PARTY_BYTES_MAX + WORD_BYTES_MAX + 2];
    struct bytes party = party_text(to->party, code);
    int size = snprintf(text, sizeof text, "%.*s/%.*s", (int)party.size, party.data, (int)to->role.size,
                        to->role.data);
    json_write_text(w, (struct bytes){text, (size_t)size});
}

/* Actions `from` to `to`, which are alike: one object, numbered from 1 by the first. */
static void write_action(struct json_writer *w, const struct draft *d, size_t from, size_t to,
                         uint64_t about) {
    const struct action *a = &d->actions[from];
    json_open(w, '{');
    write_member_int(w, "k", (int64_t)from + 1);
    write_member_text(w, "verb", bytes_of(verb_word(a->verb)));
    json_key(w, "to");
    json_open(w, '[');
    for (size_t n = from; n < to; n++)
        write_receiver(w, &d->actions[n].to);
    json_close(w, ']');
    if (a->incident && a->incident != about)
        write_incident_name(w, "incident", a->incident);
    if (a->track)
        write_member_text(w, "track", words_text(d->words, a->track));
    if (a->rung)
        write_member_text(w, "rung", words_text(d->words, a->rung));
    if (a->copy) {
        json_key(w, "copy");
        json_write_bool(w, true);
    } else {
        write_member_text(w, "because", a->because);
    }
    json_close(w, '}');
}

static void write_actions(struct cell *c, struct json_writer *w, const struct draft *d,
                          struct frame_entry *e) {
    if (!d->action_count)
        return;
    json_key(w, "actions");
    json_open(w, '[');
    for (size_t from = 0, to; from < d->action_count; from = to) {
        for (to = from + 1; to < d->action_count && actions_alike(&d->actions[from], &d->actions[to]);)
            to++;
        write_action(w, d, from, to, e->incident);
        entry_touch(c, e, d->actions[from].incident);
    }
    json_close(w, ']');
}

/* --- the draft ------------------------------------------------------------------------------------------ */

void handling_begin(struct cell *c, struct handling *h, const struct message *m) {
    arena_reset(&c->arena);
    h->effect = EFFECT_NONE;
    h->incident = NULL;
    h->draft.late_ms = 0;
    h->matches = NULL;
    h->match_count = h->first_match = h->said_first = h->said_end = 0;
    h->target_count = 0;
    h->beside = (struct beside){.near = 0};
    h->placed = h->wall_matters = h->about_all = false;
    h->zone = 0;
    h->draft.arena = &c->arena;
    h->draft.policy = c->policy;
    h->draft.words = c->words;
    h->draft.state = &c->state;
    h->draft.n = c->state.entries + 1;
    h->draft.at_ms = c->state.instant_ms;
    h->draft.policy_entry = c->policy_entry;
    h->draft.message = m;
    h->draft.said_entry = 0;
    h->draft.touched_count = 0;
    h->draft.action_count = 0;
    h->draft.failed = false;
    if (m)
        rules_line(c->rules);
}

static void handling_end(struct cell *c, struct handling *h) {
    c->failed |= h->draft.failed;
    for (size_t n = 0; n < h->draft.touched_count; n++)
        if (incident_is_closed(h->draft.touched[n]))
            state_remove(&c->state, h->draft.touched[n]);
}

void entry_write_message(struct cell *c, struct handling *h, const struct digest *line) {
    struct frame_entry e;
    struct json_writer w = body_begin(c, &e, ENTRY_MESSAGE);
    const struct message *m = h->draft.message;
    e.key = digest_key(&c->pending.key);
    e.payload = PAYLOAD_LINE;
    e.incident = h->incident ? h->incident->number : 0;
    write_digest(&w, "line", line);
    json_key(&w, "message");
    message_write(m, &w);
    if (h->draft.late_ms > 0)
        write_member_int(&w, "late", h->draft.late_ms);
    if (h->wall_matters)
        write_member_int(&w, "wall", c->pending.line.wall_ms);
    write_member_text(&w, "effect", bytes_of(effect_words[h->effect]));
    if (e.incident)
        write_incident_name(&w, "incident", e.incident);
    uint64_t about = message_about(h);
    if (about && (about != h->draft.n || !message_is_statement(m->type)))
        write_member_int(&w, "about", (int64_t)about);
    write_also(c, &w, h, &e);
    write_beside(&w, h);
    write_rules(c, &w, h, &e);
    write_changes(c, &w, h, &e);
    write_actions(c, &w, &h->draft, &e);
    body_end(c, &w, &e);
    if (!recent_put(
            &c->recent, &c->pending.key,
            (struct recent_message){.entry = e.n, .incident = e.incident, .about = about, .type = m->type}))
        c->failed = true;
    handling_end(c, h);
}

/* Whose acknowledgement or answer the step waited for. */
static void write_silent(struct json_writer *w, struct cell *c, const struct handling *h,
                         const struct fired *fired) {
    const struct clock *clock = &h->incident->cases[fired->kase].clocks[fired->clock];
    char code[PARTY_BYTES_MAX + 1];
    struct parties silent = {.list = {clock->party}, .count = 1};
    struct obligations owes;
    if (!clock->party && !case_obligations(c->policy, h->incident, fired->kase, &c->arena, &owes))
        c->failed = true;
    else if (!clock->party)
        obligations_silent(&owes, clock->milestone, &silent);
    if (!silent.count)
        return;
    json_key(w, "silent");
    json_open(w, '[');
    for (uint32_t n = 0; n < silent.count; n++)
        json_write_text(w, party_text(silent.list[n], code));
    json_close(w, ']');
}

void entry_write_deadline(struct cell *c, struct handling *h, const struct fired *fired) {
    struct frame_entry e;
    struct json_writer w = body_begin(c, &e, ENTRY_DEADLINE);
    e.incident = h->incident->number;
    if (h->draft.late_ms > 0)
        write_member_int(&w, "late", h->draft.late_ms);
    write_incident_name(&w, "incident", e.incident);
    write_member_int(&w, "case", fired->kase);
    write_member_int(&w, "clock", fired->clock);
    if (fired->step >= 0)
        write_member_int(&w, "step", fired->step);
    write_member_int(&w, "due", fired->due_ms);
    write_silent(&w, c, h, fired);
    write_rules(c, &w, h, &e);
    write_changes(c, &w, h, &e);
    write_actions(c, &w, &h->draft, &e);
    body_end(c, &w, &e);
    handling_end(c, h);
}

/* --- entries that are not about an incident ----------------------------------------------------------------
 */

/* The party that a quarantine is told to: the sender where it can be read, else the supervisor; not again
 * within QUARANTINE_QUIET_MS. 0: nobody now. */
static party_id quarantine_told(struct cell *c, const struct quarantine *q, int64_t at_ms) {
    party_id party = q->from ? q->from : policy_supervisor(c->policy);
    struct told *told = c->state.told;
    size_t n = 0;
    while (n < c->state.told_count && told[n].party != party)
        n++;
    if (n < c->state.told_count && at_ms - told[n].at_ms < QUARANTINE_QUIET_MS)
        return 0;
    if (n == PARTIES_MAX) { /* more senders than parties: the one told longest ago makes room */
        n = 0;
        for (size_t other = 1; other < PARTIES_MAX; other++)
            n = told[other].at_ms < told[n].at_ms ? other : n;
    } else if (n == c->state.told_count) {
        c->state.told_count++;
    }
    told[n] = (struct told){party, at_ms};
    return party;
}

struct address supervisor_address(const struct cell *c) {
    struct address to = {policy_supervisor(c->policy), BYTES("")};
    for (size_t n = c->policy->role_count; n--;)
        if (policy_role_scope(c->policy, c->policy->roles[n].word) == SCOPE_SUPERVISOR)
            to.role = words_text(c->words, c->policy->roles[n].word);
    return to;
}

void entry_write_quarantine(struct cell *c, const struct quarantine *q, const struct digest *line,
                            const struct digest *sha256) {
    struct frame_entry e;
    struct handling h;
    char source[32], code[PARTY_BYTES_MAX + 1];
    if (c->activation_due) /* a bad line before the first instant of a history */
        entry_write_policy(c);
    handling_begin(c, &h, NULL);
    struct json_writer w = body_begin(c, &e, ENTRY_QUARANTINE);
    e.key = digest_key(sha256);
    e.payload = PAYLOAD_LINE;
    int size = c->pending.line.input ? snprintf(source, sizeof source, "input %u", c->pending.line.input)
                                     : snprintf(source, sizeof source, "stdin");
    write_digest(&w, "line", line);
    write_member_text(&w, "source", (struct bytes){source, (size_t)size});
    write_member_int(&w, "number", (int64_t)c->pending.line.number);
    write_member_text(&w, "reason", bytes_of(quarantine_word(q->reason)));
    if (q->detail[0])
        write_member_text(&w, "detail", bytes_of(q->detail));
    write_member_int(&w, "size", (int64_t)c->pending.line.size);
    write_digest(&w, "sha256", sha256);
    if (q->from)
        write_member_text(&w, "from", party_text(q->from, code));
    bool tells = q->tells[0] && (q->from || !q->is_marked); /* what is marked for others goes to its sender */
    if (tells)
        write_member_text(&w, "tells", bytes_of(q->tells));
    party_id told = quarantine_told(c, q, e.at_ms);
    struct address to = q->from ? (struct address){told, BYTES("")} : supervisor_address(c);
    if (told)
        draft_act(&h.draft, (struct action){.verb = VERB_CORRECT,
                                            .to = to,
                                            .because = draft_text(&h.draft, "a line was quarantined: %s%s%s",
                                                                  quarantine_word(q->reason),
                                                                  tells ? "; it tells of " : "",
                                                                  tells ? q->tells : "")});
    write_actions(c, &w, &h.draft, &e);
    body_end(c, &w, &e);
    handling_end(c, &h);
}

void entry_write_clock_step(struct cell *c, struct handling *h, int64_t wall_ms, int64_t ahead_ms) {
    struct frame_entry e;
    struct json_writer w = body_begin(c, &e, ENTRY_CLOCK_STEP);
    write_member_int(&w, "wall", wall_ms);
    write_member_int(&w, "ahead", ahead_ms);
    write_actions(c, &w, &h->draft, &e);
    body_end(c, &w, &e);
    handling_end(c, h);
}

static void write_files(struct json_writer *w, const struct policy *p) {
    json_key(w, "files");
    json_open(w, '[');
    for (size_t n = 0; n < p->file_count; n++) {
        struct digest d = digest_of(p->files[n].content);
        json_open(w, '{');
        write_member_text(w, "name", p->files[n].name);
        write_member_int(w, "size", (int64_t)p->files[n].content.size);
        write_digest(w, "sha256", &d);
        json_close(w, '}');
    }
    json_close(w, ']');
}

void entry_write_policy(struct cell *c) {
    struct frame_entry e;
    struct json_writer w = body_begin(c, &e, ENTRY_POLICY);
    e.payload = PAYLOAD_POLICY;
    write_member_text(&w, "digest", bytes_of(c->policy->digest));
    write_member_text(&w, "name", c->policy->name);
    json_key(&w, "accepted");
    json_write_bool(&w, true);
    write_member_int(&w, "semantics", POLICY_SEMANTICS);
    write_member_text(&w, "lua", bytes_of(rules_language()));
    write_member_text(&w, "bare_role", policy_bare_role(c->policy));
    write_files(&w, c->policy);
    body_end(c, &w, &e);
    c->policy_entry = e.n;
    c->activation_due = false;
}
