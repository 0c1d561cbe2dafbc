/* concern.c: whose matter an incident is. See concern.h. */
#include "concern.h"

#include "obligations.h"

void incident_told(const struct incident *i, struct parties *out) {
    incident_obliged(i, out);
    for (uint32_t n = 0; n < i->statement_count; n++)
        if (!i->statements[n].moved_to)
            parties_add(out, i->statements[n].party);
}

static const struct zone *zone_of(const struct policy *p, word_id word) {
    for (size_t n = 0; n < p->zone_count; n++)
        if (p->zones[n].word == word)
            return &p->zones[n];
    return NULL;
}

/* `all`: also those who are only obliged as all are. */
static void add_involved(const struct policy *p, const struct incident *i, bool all, struct parties *out) {
    const struct zone *zone = zone_of(p, i->zone);
    out->count = 0;
    if (all)
        incident_obliged(i, out);
    for (uint32_t n = 0; n < i->statement_count; n++)
        if (statement_in_force(&i->statements[n]) && policy_party_find(p, i->statements[n].party))
            parties_add(out, i->statements[n].party);
    for (uint32_t n = 0; n < i->statement_count; n++) {
        const struct statement *said = &i->statements[n];
        for (uint32_t k = 0; k < said->named_count && statement_in_force(said); k++)
            if (all || !said->names_nobody || said->mentioned >> k & 1)
                parties_add(out, said->named[k]);
    }
    for (size_t n = 0; zone && n < zone->side_count; n++)
        parties_add(out, zone->sides[n]);
}

void incident_involved(const struct policy *p, const struct incident *i, struct parties *out) {
    add_involved(p, i, true, out);
}

bool incident_is_concerned(const struct policy *p, const struct incident *i) {
    struct parties involved;
    bool concerned = i->raised_concern;
    add_involved(p, i, false, &involved);
    for (uint32_t n = 0; n < i->statement_count; n++)
        concerned |= i->statements[n].concerns && statement_in_force(&i->statements[n]);
    for (uint32_t n = 0; n < involved.count; n++)
        concerned |= policy_is_peer(p, involved.list[n]);
    return concerned;
}
