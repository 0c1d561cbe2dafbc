/*
 * report.c: a report joins the incident that it names, or the one it matches, or is counted in a series; else
 * it opens one, as notices and requests do. Beside that, a report is set beside the notices in force, and a
 * notice beside the others.
 */
#include "core.h"

#include <incident/account.h>
#include <incident/obligations.h>
#include <incident/reconcile.h>
#include <incident/series.h>

static enum rule_event opening_event(enum message_type type) {
    return type == MESSAGE_NOTICE    ? RULE_ON_NOTICE
           : type == MESSAGE_REQUEST ? RULE_ON_REQUEST
                                     : RULE_ON_REPORT;
}

/* ---- series ---- */

/* When it begins, whoever has a part in it hears that the next ones are not told one by one; and every party,
 * when its first report is counted. */
static void series_tell(const struct cell *c, struct handling *h, const struct incident *first) {
    struct bytes because =
        BYTES("a series: reports like this are counted here from now on, and not told one by one");
    struct address supervisor = supervisor_address(c);
    party_id sender = h->draft.message->from.party;
    if (!first->series || !incident_reports_of(first, sender))
        draft_tell(&h->draft, VERB_NOTIFY, first, 0, sender, because);
    if (first->series)
        return;
    draft_tell_involved(&h->draft, VERB_NOTIFY, first, 0, because);
    if (incident_visible_to(first, supervisor.party))
        draft_tell_role(&h->draft, VERB_NOTIFY, first, 0, supervisor, because);
}

/* What the rules said about a series that does not get the report is void, but that one failed is kept: it is
 * why the report is not counted. What the report opens is not decided by it. */
static void faults_keep(struct handling *h) {
    size_t kept = 0;
    for (size_t n = 0; n < h->match_count; n++)
        if (h->matches[n].fault.size)
            h->matches[kept++] = h->matches[n];
    h->match_count = h->first_match = h->said_first = h->said_end = kept;
}

/* Only once the rules were asked is it known whether the report is graver than the series. True: it was
 * counted. */
static bool series_take(struct cell *c, struct handling *h, const struct incident *facts) {
    struct incident *first = series_find(&h->draft, facts);
    if (!first || h->beside.match.notice || h->beside.spared.notice)
        return false;
    h->incident = first;
    rules_ask(c, h, RULE_ON_REPORT, NULL, NULL);
    h->said_end = h->match_count;
    if (h->draft.failed || decision_adds(c, h)) {
        h->incident = NULL;
        faults_keep(h);
        return false;
    }
    series_tell(c, h, first);
    struct statement *counted = series_count(&h->draft, first);
    if (counted)
        statement_decide(c, h, counted, true);
    (void)incident_reconcile(&h->draft, first);
    effect_addressed(h, first);
    h->effect = EFFECT_FOLDED;
    return true;
}

/* ---- fusion ---- */

static bool was_split(const struct incident *a, const struct incident *b) {
    for (uint32_t n = 0; n < a->statement_count; n++)
        if (a->statements[n].moved_to == b->number)
            return true;
    return false;
}

/* The incident that the report is of; another that it would have fitted, or to which it is near, is kept, so
 * that a person may merge the two. */
static struct incident *fused_with(struct cell *c, struct handling *h, const struct incident *facts) {
    struct incident *second, *best = fuse_find(&c->state, c->policy, facts, &second);
    if (second && !(best && (was_split(best, second) || was_split(second, best))))
        h->beside.near = second->number;
    return best;
}

/* ---- notices ---- */

static struct bytes conflict_text(struct draft *d, struct bytes before, const struct incident *with) {
    char code[PARTY_BYTES_MAX + 1];
    struct bytes party = party_text(incident_reporter(with), code);
    return draft_text(d, "%.*s%s %s of %.*s (%s)", (int)before.size, before.data,
                      before.size ? "," : "conflicts with", incident_name(with->number).text, (int)party.size,
                      party.data, with->kind);
}

/* Who is told of `other` as to `mine`: its sender, if it may see it; else the supervisor, who may have to
 * speak for it. Party 0: nobody may. */
static struct address conflict_told(const struct cell *c, const struct incident *mine,
                                    const struct incident *other) {
    struct address to = {incident_reporter(mine), BYTES("")};
    if (!incident_visible_to(other, to.party))
        to = supervisor_address(c);
    if (!incident_visible_to(other, to.party) || !incident_visible_to(mine, to.party))
        to.party = 0;
    return to;
}

static void conflict_tell(struct handling *h, const struct incident *mine, struct address to,
                          struct bytes because) {
    if (to.party && because.size)
        draft_act(
            &h->draft,
            (struct action){.verb = VERB_NOTIFY, .to = to, .incident = mine->number, .because = because});
}

/* Rules hear of those that all may see who may see this one. */
static void conflicts_find(struct cell *c, struct handling *h) {
    const struct incident *found[CONFLICTS_MAX];
    struct address sender = {incident_reporter(h->incident), BYTES("")}, supervisor = supervisor_address(c);
    struct bytes all = BYTES(""), kept = BYTES("");
    size_t count = notice_conflicts(&h->draft, h->incident, found, CONFLICTS_MAX);
    for (size_t n = 0; n < count; n++) {
        bool told = conflict_told(c, h->incident, found[n]).party == sender.party;
        if (told)
            all = conflict_text(&h->draft, all, found[n]);
        else if (conflict_told(c, h->incident, found[n]).party)
            kept = conflict_text(&h->draft, kept, found[n]);
        if (notice_is_as_open(found[n], h->incident))
            h->beside.conflicts[h->beside.conflict_count++] = found[n]->number;
        conflict_tell(h, found[n], conflict_told(c, found[n], h->incident),
                      conflict_text(&h->draft, BYTES(""), h->incident));
    }
    conflict_tell(h, h->incident, sender, all);
    conflict_tell(h, h->incident, supervisor, kept);
}

/* Whose notice it is hears of the report, even where it has no other part in it. */
static void match_tell(struct handling *h) {
    const struct incident *i = h->incident;
    party_id party = h->beside.match.party;
    struct parties obliged;
    incident_obliged(i, &obliged);
    if (h->beside.match.notice && !i->released && !h->draft.message->released &&
        !parties_have(&obliged, party) && party != h->draft.message->from.party)
        draft_tell(&h->draft, VERB_NOTIFY, i, 0, party,
                   draft_text(&h->draft, "a report is set beside the notice %s",
                              incident_name(h->beside.match.notice).text));
}

/* Who gave the notice that the report is set beside is involved, where all who see the report may know of it.
 */
static void statement_beside(struct handling *h) {
    struct incident *i = h->incident;
    struct statement *said = draft_statement(&h->draft, i);
    if (!said || i->released || h->draft.message->released)
        return;
    if (h->beside.match.notice)
        statement_involve(&h->draft, said, h->beside.match.party);
    if (h->beside.spared.notice)
        statement_involve(&h->draft, said, h->beside.spared.party);
}

/* ---- the message ---- */

/* The first that it refers to, of the notices or of the others: no report becomes part of a notice. NULL:
 * none. */
static struct incident *target_first(const struct handling *h, bool notice) {
    for (size_t n = 0; n < h->target_count; n++)
        if (!h->targets[n]->notice == !notice)
            return h->targets[n];
    return NULL;
}

/* The statement of the incident that the report refers to; 0: it names none. */
static uint64_t report_about(const struct handling *h) {
    const struct named *about = ref_in(h, h->incident);
    return about ? about->about : 0;
}

static const char no_room[] = "has too many reports for one more: it is recorded, and asks nobody";

static void report_join(struct handling *h, const struct incident *facts) {
    if (!incident_join(&h->draft, h->incident, facts, report_about(h)))
        effect_correct(h, h->incident, no_room);
}

void message_open(struct cell *c, struct handling *h) {
    bool report = h->draft.message->type == MESSAGE_REPORT;
    const struct incident *beside = target_first(h, true);
    struct incident *named = target_first(h, false);
    struct incident facts;
    message_describe(c, h, &facts);
    if (report) {
        h->beside.match = notice_match(&h->draft, &facts, false, beside);
        h->beside.spared = notice_match(&h->draft, &facts, true, NULL);
    }
    if (h->draft.message->type == MESSAGE_NOTICE)
        named = NULL; /* a notice is an incident of its own */
    h->incident = named ? named : fused_with(c, h, &facts);
    uint32_t contested = h->incident ? h->incident->contested : 0;
    h->effect = named ? EFFECT_ATTACHED : h->incident ? EFFECT_FUSED : EFFECT_OPENED;
    if (!h->incident && series_take(c, h, &facts))
        return;
    if (h->incident)
        report_join(h, &facts);
    else
        h->incident = incident_open(&h->draft, &facts);
    if (h->draft.failed)
        return;
    if (h->incident->notice)
        conflicts_find(c, h);
    rules_ask(c, h, opening_event(h->draft.message->type), NULL, NULL);
    h->said_end = h->match_count;
    if (h->effect != EFFECT_OPENED) {
        rules_ask(c, h, RULE_ON_FUSED, NULL, NULL);
        effect_tell(h, h->incident, "a further report");
    }
    contested_ask(c, h, contested);
    statement_beside(h);
    decision_apply(c, h, true);
    (void)effect_count(h, h->incident, 0); /* a written account may come as a report */
    if (h->draft.unreconciled)
        (void)incident_reconcile(&h->draft, h->incident);
    effect_addressed(h, h->incident);
    effect_astray(h, h->incident, &facts);
    match_tell(h);
}
