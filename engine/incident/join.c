/* join.c: a further report of one happening, and what it adds. See incident.h. */
#include "incident.h"

#include "account.h"
#include <state/fields.h>

void incident_place(struct draft *d, struct incident *i, const struct incident *facts) {
    bool tells = d->message->type == MESSAGE_REPORT || d->message->type == MESSAGE_UPDATE;
    struct bytes name = tells ? d->message->place.name : BYTES("");
    if (i->has_point || !facts->has_point || statement_is_narrower(d, i))
        return;
    statements_fix(i); /* the first report did not say this place */
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

bool incident_join(struct draft *d, struct incident *i, const struct incident *facts, uint64_t about) {
    incident_reopen(d, i); /* what is reported again is not over */
    i->reports++;
    i->last_report_ms = d->at_ms;
    i->changed |= INCIDENT_CHANGED_REPORTS | INCIDENT_CHANGED_LAST_REPORT;
    incident_place(d, i, facts);
    draft_touch(d, i);
    if (account_join(d, i, facts, about))
        return true;
    i->reports--; /* it stands in no statement */
    return false;
}
