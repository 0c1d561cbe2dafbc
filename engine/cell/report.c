/*
 * report.c: a report joins the incident that it names, or the one it matches, or is counted in a series; else
 * it opens one, as notices and requests do. Beside that, a report is set beside the notices in force, and a
 * notice beside the others.
 */
#include "core.h"

#include <incident/series.h>

static enum rule_event opening_event(enum message_type type) {
    return type == MESSAGE_NOTICE    ? RULE_ON_NOTICE
           : type == MESSAGE_REQUEST ? RULE_ON_REQUEST
                                     : RULE_ON_REPORT;
}

/* ---- series ---- */

/* When it begins, whoever has a part in it hears that the next ones are not told one by one; and every party,
 * when its first report is counted. */
static void series_tell(const struct cell *c, struct turn *t, const struct incident *first) {
    struct bytes because =
        BYTES("a series: reports like this are counted here from now on, and not told one by one");
    struct address supervisor = supervisor_address(c);
    party_id sender = t->draft.message->from.party;
    if (!first->series || !incident_lists(first->parties, first->party_count, sender))
        draft_tell(&t->draft, VERB_NOTIFY, first, 0, sender, because);
    if (first->series)
        return;
    draft_tell_involved(&t->draft, VERB_NOTIFY, first, 0, because);
    if (incident_visible_to(first, supervisor.party))
        draft_tell_role(&t->draft, VERB_NOTIFY, first, 0, supervisor, because);
}

/* Only once the rules were asked is it known whether the report is graver than the series. True: it was
 * counted. */
static bool series_take(struct cell *c, struct turn *t, const struct incident *facts) {
    struct incident *first = series_find(&t->draft, facts);
    if (!first || t->match.notice || t->spared.notice)
        return false;
    t->incident = first;
    rules_ask(c, t, RULE_ON_REPORT, NULL, NULL);
    if (t->draft.failed || decision_adds(c, t)) {
        t->incident = NULL;
        t->matches = NULL;
        t->match_count = 0;
        return false;
    }
    series_tell(c, t, first);
    series_count(&t->draft, first, facts);
    for (size_t n = 0; n < t->draft.message->to_count; n++)
        if (!incident_visible_to(
                first, t->draft.message->to[n].party)) /* the sender hears that it is kept from it */
            draft_tell(&t->draft, VERB_NOTIFY, first, 0, t->draft.message->to[n].party, BYTES("addressed"));
    t->effect = EFFECT_FOLDED;
    return true;
}

/* ---- fusion ---- */

static bool was_split(const struct incident *a, const struct incident *b) {
    for (uint32_t n = 0; n < a->statement_count; n++)
        if (a->statements[n].moved_to == b->number)
            return true;
    return false;
}

/* The incident that the report is of; another that it would have fitted is kept, so that a person may merge
 * the two. */
static struct incident *fused_with(struct cell *c, struct turn *t, const struct incident *facts) {
    struct incident *second, *best = fuse_find(&c->state, c->policy, facts, &second);
    if (best && second && !was_split(best, second) && !was_split(second, best))
        t->near = second->number;
    return best;
}

/* ---- notices ---- */

static struct bytes conflict_text(struct draft *d, struct bytes before, const struct incident *with) {
    char code[PARTY_BYTES_MAX + 1];
    struct bytes party = party_text(with->parties[0], code);
    return draft_text(d, "%.*s%s I-%llu of %.*s (%s)", (int)before.size, before.data,
                      before.size ? "," : "conflicts with", (unsigned long long)with->number, (int)party.size,
                      party.data, with->kind);
}

/* Who is told of `other` as to `mine`: its sender, if it may see it; else the supervisor, who may have to
 * speak for it. Party 0: nobody may. */
static struct address conflict_told(const struct cell *c, const struct incident *mine,
                                    const struct incident *other) {
    struct address to = {mine->parties[0], BYTES("liaison")};
    if (!incident_visible_to(other, to.party))
        to = supervisor_address(c);
    if (!incident_visible_to(other, to.party) || !incident_visible_to(mine, to.party))
        to.party = 0;
    return to;
}

static void conflict_tell(struct turn *t, const struct incident *mine, struct address to,
                          struct bytes because) {
    if (to.party && because.size)
        draft_act(&t->draft, (struct action){VERB_NOTIFY, to, mine->number, 0, 0, because});
}

/* Rules hear of those that all may see who may see this one. */
static void conflicts_find(struct cell *c, struct turn *t) {
    const struct incident *found[CONFLICTS_MAX];
    struct address sender = {t->incident->parties[0], BYTES("liaison")}, supervisor = supervisor_address(c);
    struct bytes all = BYTES(""), kept = BYTES("");
    size_t count = notice_conflicts(&t->draft, t->incident, found, CONFLICTS_MAX);
    for (size_t n = 0; n < count; n++) {
        bool told = conflict_told(c, t->incident, found[n]).party == sender.party;
        if (told)
            all = conflict_text(&t->draft, all, found[n]);
        else if (conflict_told(c, t->incident, found[n]).party)
            kept = conflict_text(&t->draft, kept, found[n]);
        if (notice_is_as_open(found[n], t->incident))
            t->conflicts[t->conflict_count++] = found[n]->number;
        conflict_tell(t, found[n], conflict_told(c, found[n], t->incident),
                      conflict_text(&t->draft, BYTES(""), t->incident));
    }
    conflict_tell(t, t->incident, sender, all);
    conflict_tell(t, t->incident, supervisor, kept);
}

/* Whose notice it is hears of the report, even where it has no other part in it. */
static void match_tell(struct turn *t) {
    const struct incident *i = t->incident;
    party_id party = t->match.party;
    if (t->match.notice && !i->released && !t->draft.message->released &&
        !incident_lists(i->owing, i->owing_count, party) && party != t->draft.message->from.party)
        draft_tell(&t->draft, VERB_NOTIFY, i, 0, party,
                   draft_text(&t->draft, "a report is set beside the notice I-%llu",
                              (unsigned long long)t->match.notice));
}

/* ---- the message ---- */

/* The first that it refers to, of the notices or of the others: no report becomes part of a notice. NULL:
 * none. */
static struct incident *target_first(const struct turn *t, bool notice) {
    for (size_t n = 0; n < t->target_count; n++)
        if (!t->targets[n]->notice == !notice)
            return t->targets[n];
    return NULL;
}

void message_open(struct cell *c, struct turn *t) {
    bool report = t->draft.message->type == MESSAGE_REPORT;
    const struct incident *beside = target_first(t, true);
    struct incident *named = target_first(t, false);
    struct incident facts;
    message_describe(c, t, &facts);
    if (report) {
        t->match = notice_match(&t->draft, &facts, false, beside);
        t->spared = notice_match(&t->draft, &facts, true, NULL);
    }
    if (t->draft.message->type == MESSAGE_NOTICE)
        named = NULL; /* a notice is an incident of its own */
    t->incident = named ? named : fused_with(c, t, &facts);
    uint32_t contested = t->incident ? t->incident->contested : 0;
    t->effect = named ? EFFECT_ATTACHED : t->incident ? EFFECT_FUSED : EFFECT_OPENED;
    if (!t->incident && report && series_take(c, t, &facts))
        return;
    if (t->incident)
        incident_join(&t->draft, t->incident, &facts);
    else
        t->incident = incident_open(&t->draft, &facts);
    if (t->draft.failed)
        return;
    if (t->incident->notice)
        conflicts_find(c, t);
    rules_ask(c, t, opening_event(t->draft.message->type), NULL, NULL);
    if (t->effect != EFFECT_OPENED) {
        rules_ask(c, t, RULE_ON_FUSED, NULL, NULL);
        effect_tell(t, t->incident, "a further report");
    }
    contested_ask(c, t, contested);
    decision_apply(c, t, !t->incident->case_count);
    match_tell(t);
}
