/* join.c: a further report of one happening: what it adds, and who owes from it on. See incident.h. */
#include "incident.h"

#include "account.h"
#include "case.h"
#include <state/fields.h>

void incident_owe(struct draft *d, struct incident *i, party_id party) {
    uint32_t known = i->owing_count;
    if (!incident_owing_add(d->message, i, party) || i->owing_count == known)
        return;
    i->changed |= INCIDENT_CHANGED_OWING;
    for (uint32_t k = 0; k < i->case_count && !d->failed; k++)
        if (i->cases[k].state != CASE_CLOSED)
            case_owe(d, i, k, party);
}

void incident_place(struct draft *d, struct incident *i, const struct incident *facts) {
    bool tells = d->message->type == MESSAGE_REPORT || d->message->type == MESSAGE_UPDATE;
    struct bytes name = tells ? d->message->place.name : BYTES("");
    if (i->has_point || !facts->has_point || statement_is_narrower(d, i))
        return;
    statements_fix(d, i); /* the first report did not say this place */
    fuse_remove(&d->state->fuse, i);
    i->has_point = true;
    i->at = facts->at;
    i->precision_m = facts->precision_m;
    i->zone = facts->zone;
    incident_name_place(d, i, name);
    i->changed |= INCIDENT_CHANGED_LAT | INCIDENT_CHANGED_LON | INCIDENT_CHANGED_PRECISION |
                  INCIDENT_CHANGED_ZONE | INCIDENT_CHANGED_PLACE;
    history_change(&d->state->history, i);
    if (!incident_is_closed(i) && !fuse_add(&d->state->fuse, d->policy, i))
        d->failed = true;
    draft_touch(d, i);
}

void incident_join(struct draft *d, struct incident *i, const struct incident *facts) {
    const struct message *m = d->message;
    uint32_t known = i->party_count;
    incident_reopen(d, i); /* what is reported again is not over */
    parties_add(i->parties, &i->party_count, m->from.party);
    i->reports++;
    i->last_report_ms = d->at_ms;
    i->changed |= INCIDENT_CHANGED_REPORTS | INCIDENT_CHANGED_LAST_REPORT;
    if (i->party_count != known)
        i->changed |= INCIDENT_CHANGED_PARTIES;
    incident_place(d, i, facts);
    account_join(d, i, facts, 0);
    draft_touch(d, i);
    for (size_t n = 0; n < m->to_count; n++)
        incident_owe(d, i, m->to[n].party);
}
