/* regroup.c: merge and split: what a person says is one, or two. What it does stands in incident/merge.h. */
#include "core.h"

#include <incident/merge.h>

static void by_number(struct incident **list, size_t count) {
    for (size_t n = 1; n < count; n++)
        for (size_t at = n; at && list[at - 1]->number > list[at]->number; at--) {
            struct incident *other = list[at];
            list[at] = list[at - 1];
            list[at - 1] = other;
        }
}

/* The first that was opened takes the others in, by number. */
void effect_merge(struct cell *c, struct handling *h, struct incident *i) {
    struct bytes said = BYTES("");
    h->effect = EFFECT_REFUSED;
    if (h->target_count < 2) {
        effect_correct(h, i, "stays as it is: a merge names two incidents that are not one already");
        return;
    }
    by_number(h->targets, h->target_count);
    h->incident = h->targets[0];
    uint32_t contested = h->incident->contested;
    for (size_t n = 1; n < h->target_count && !h->draft.failed; n++) {
        const char *why = merge_refusal(h->incident, h->targets[n]);
        if (why) {
            effect_correct(h, h->targets[n], why);
            continue;
        }
        incident_merge(&h->draft, h->incident, h->targets[n]);
        said = draft_text(&h->draft, "%.*s%s %s", (int)said.size, said.data, said.size ? "," : "it takes in",
                          incident_name(h->targets[n]->number).text);
    }
    if (!said.size)
        return;
    h->effect = EFFECT_ATTACHED;
    draft_tell_involved(&h->draft, VERB_NOTIFY, h->incident, 0, said);
    contested_ask(c, h, contested);
}

/* The reports that leave, all of them standing here; false, with the sender told, when one does not. */
static bool leaving(struct handling *h, const struct incident *i, uint64_t *entries, size_t *count) {
    const struct message *m = h->draft.message;
    *count = 0;
    for (size_t n = 0; n < m->messages_count; n++) {
        const struct named *named = &h->named[n];
        bool known = false;
        const struct statement *said = named->stands == i ? split_report(i, named->entry) : NULL;
        if (!said ||
            said->is_silent) { /* kept from some who may see the incident: by itself it would be told them */
            const struct ref *r = &m->messages[n];
            char code[PARTY_BYTES_MAX + 1];
            struct bytes party = party_text(r->party, code);
            handling_correct(h, i->number,
                             draft_text(&h->draft,
                                        "%s stays whole: %.*s:%.*s is no report that stands in it by itself",
                                        incident_name(i->number).text, (int)party.size, party.data,
                                        (int)r->id.size, r->id.data));
            return false;
        }
        for (size_t k = 0; k < *count; k++)
            known |= entries[k] == named->entry;
        if (!known)
            entries[(*count)++] = named->entry;
    }
    return *count > 0;
}

/* The incident that brought all these, and nothing else; NULL: there is none. */
static struct incident *returning(const struct cell *c, const struct incident *i, const uint64_t *entries,
                                  size_t count) {
    uint64_t origin = split_report(i, entries[0])->came_with;
    struct incident *from = origin ? state_find(&c->state, origin) : NULL;
    return from && from->into == i->number && split_is_return(i, from, entries, count) ? from : NULL;
}

void effect_split(struct cell *c, struct handling *h, struct incident *i) {
    uint64_t entries[LIST_MAX];
    size_t count;
    uint32_t contested = i->contested;
    h->effect = EFFECT_REFUSED;
    if (!leaving(h, i, entries, &count))
        return;
    struct incident *from = returning(c, i, entries, count);
    if (!from && !split_leaves(i, entries, count)) {
        effect_correct(h, i, "stays whole: a split leaves at least one report behind");
        return;
    }
    struct incident *apart = from;
    h->effect = EFFECT_ATTACHED;
    if (from)
        incident_unmerge(&h->draft, i, from);
    else
        apart = incident_split(&h->draft, i, entries, count);
    if (!apart)
        return;
    draft_tell_involved(&h->draft, VERB_NOTIFY, i, 0,
                        draft_text(&h->draft, "reports left it for %s", incident_name(apart->number).text));
    draft_tell_involved(&h->draft, VERB_NOTIFY, apart, 0,
                        draft_text(&h->draft, "it was split off from %s", incident_name(i->number).text));
    contested_ask(c, h, contested);
}
