/* account.c: see account.h. */
#include "account.h"

#include "fields.h"

#include <stdlib.h>
#include <string.h>

static struct account *account_find(const struct incident *i, party_id party) {
    for (uint32_t n = 0; n < i->account_count; n++)
        if (i->accounts[n].party == party)
            return &i->accounts[n];
    return NULL;
}

/* ---- what is said ---- */

/* What the message says takes the place of what its sender said before; what it leaves out stays. */
static void account_say(struct account *a, const struct message *m, const struct incident *facts) {
    for (size_t side = 0; side < 2; side++)
        if (facts->pair[side] != PARTY_UNKNOWN) {
            a->pair[side] = facts->pair[side];
            a->changed |= ACCOUNT_CHANGED_PAIR;
        }
    if (facts->kind[0]) {
        memcpy(a->kind, facts->kind, sizeof a->kind);
        a->changed |= ACCOUNT_CHANGED_KIND;
    }
    if (facts->has_point) {
        a->lat_e7 = facts->at.lat_e7;
        a->lon_e7 = facts->at.lon_e7;
        a->precision_m = facts->precision_m;
        a->changed |= ACCOUNT_CHANGED_LAT | ACCOUNT_CHANGED_LON | ACCOUNT_CHANGED_PRECISION;
    }
    if (m->type == MESSAGE_REPORT) { /* the time of an update is when it was said */
        a->time_ms = facts->time_ms;
        a->until_ms = facts->until_ms;
        a->time_is_date = facts->time_is_date;
        a->changed |= ACCOUNT_CHANGED_TIME | ACCOUNT_CHANGED_UNTIL | ACCOUNT_CHANGED_DATE;
    }
}

static void account_say_harm(struct account *a, const struct harm *h) {
    const struct {
        int64_t said, *kept;
        uint32_t mark;
    } rows[] = {{h->killed, &a->killed, ACCOUNT_CHANGED_KILLED},
                {h->injured, &a->injured, ACCOUNT_CHANGED_INJURED},
                {h->civilian, &a->civilian, ACCOUNT_CHANGED_CIVILIAN}};
    for (size_t n = 0; n < sizeof rows / sizeof *rows; n++)
        if (rows[n].said >= 0) {
            *rows[n].kept = rows[n].said;
            a->changed |= rows[n].mark;
        }
}

/* ---- comparing ---- */

/* What a party says of everything: its account, and behind that, of the first reporter, the incident's own
 * facts. */
static struct account account_whole(const struct incident *i, const struct account *said) {
    struct account a = *said;
    if (!i->party_count || a.party != i->parties[0] || a.bare)
        return a;
    for (size_t side = 0; side < 2; side++)
        if (a.pair[side] == PARTY_UNKNOWN)
            a.pair[side] = i->pair[side];
    if (!a.kind[0])
        memcpy(a.kind, i->kind, sizeof a.kind);
    if (a.lat_e7 == INSTANT_NONE && i->has_point) {
        a.lat_e7 = i->at.lat_e7;
        a.lon_e7 = i->at.lon_e7;
        a.precision_m = i->precision_m;
    }
    if (a.time_ms == INSTANT_NONE) {
        a.time_ms = i->time_ms;
        a.until_ms = i->until_ms;
        a.time_is_date = i->time_is_date;
    }
    return a;
}

/* How a field is compared: does the account say anything of it, and do two that do differ? */
struct comparison {
    bool (*said)(const struct account *a);
    bool (*differ)(const struct compare_spec *spec, const struct account *a, const struct account *b);
};

#define PARTY_COMPARED(name, side)                                                                           \
    static bool name##_said(const struct account *a) {                                                       \
        return a->pair[side] != PARTY_UNKNOWN;                                                               \
    }                                                                                                        \
    static bool name##_differ(const struct compare_spec *spec, const struct account *a,                      \
                              const struct account *b) {                                                     \
        (void)spec;                                                                                          \
        return a->pair[side] != b->pair[side];                                                               \
    }
PARTY_COMPARED(actor, 0)
PARTY_COMPARED(target, 1)

#define NUMBER_COMPARED(member)                                                                              \
    static bool member##_said(const struct account *a) {                                                     \
        return a->member >= 0;                                                                               \
    }                                                                                                        \
    static bool member##_differ(const struct compare_spec *spec, const struct account *a,                    \
                                const struct account *b) {                                                   \
        (void)spec;                                                                                          \
        return a->member != b->member;                                                                       \
    }
NUMBER_COMPARED(killed)
NUMBER_COMPARED(injured)
NUMBER_COMPARED(civilian)

static bool kind_said(const struct account *a) {
    return a->kind[0] != '\0';
}

/* `fire` says less than `fire.mortar`, and nothing else. */
static bool kind_differ(const struct compare_spec *spec, const struct account *a, const struct account *b) {
    size_t size = strlen(a->kind) < strlen(b->kind) ? strlen(a->kind) : strlen(b->kind);
    const char *longer = a->kind[size] ? a->kind : b->kind;
    (void)spec;
    return memcmp(a->kind, b->kind, size) != 0 || (longer[size] && longer[size] != '.');
}

static bool place_said(const struct account *a) {
    return a->lat_e7 != INSTANT_NONE;
}

static bool place_differ(const struct compare_spec *spec, const struct account *a, const struct account *b) {
    int64_t apart_m = place_distance_m((struct point){(int32_t)a->lat_e7, (int32_t)a->lon_e7},
                                       (struct point){(int32_t)b->lat_e7, (int32_t)b->lon_e7});
    return apart_m > spec->place_m + (a->precision_m > 0 ? a->precision_m : 0) +
                         (b->precision_m > 0 ? b->precision_m : 0);
}

static bool time_said(const struct account *a) {
    return a->time_ms != INSTANT_NONE;
}

/* A date is the whole of its day. */
static int64_t account_end_ms(const struct account *a) {
    if (a->until_ms != INSTANT_NONE)
        return a->until_ms;
    return a->time_is_date ? a->time_ms + DAY_MS : a->time_ms;
}

static bool time_differ(const struct compare_spec *spec, const struct account *a, const struct account *b) {
    return a->time_ms - account_end_ms(b) > spec->time_ms || b->time_ms - account_end_ms(a) > spec->time_ms;
}

static const struct comparison comparisons[CLAIM_FIELD_COUNT] = {
    [CLAIM_ACTOR] = {actor_said, actor_differ},       [CLAIM_TARGET] = {target_said, target_differ},
    [CLAIM_KIND] = {kind_said, kind_differ},          [CLAIM_PLACE] = {place_said, place_differ},
    [CLAIM_TIME] = {time_said, time_differ},          [CLAIM_KILLED] = {killed_said, killed_differ},
    [CLAIM_INJURED] = {injured_said, injured_differ}, [CLAIM_CIVILIAN] = {civilian_said, civilian_differ},
};

/* What two accounts say of the fields that the policy compares: alike, or not. */
static void accounts_compare(const struct compare_spec *spec, const struct account *a,
                             const struct account *b, uint32_t *agreed, uint32_t *contested) {
    for (unsigned f = 0; f < CLAIM_FIELD_COUNT; f++) {
        const struct comparison *c = &comparisons[f];
        if (spec->fields >> f & 1 && c->said(a) && c->said(b))
            *(c->differ(spec, a, b) ? contested : agreed) |= 1u << f;
    }
}

static void contest_settle(struct step *s, struct incident *i) {
    uint32_t agreed = 0, contested = 0;
    for (uint32_t n = 0; n < i->account_count; n++) {
        struct account a = account_whole(i, &i->accounts[n]);
        for (uint32_t m = n + 1; m < i->account_count; m++) {
            struct account b = account_whole(i, &i->accounts[m]);
            accounts_compare(&s->policy->compare, &a, &b, &agreed, &contested);
        }
    }
    agreed &= ~contested; /* two may agree where a third does not */
    if (contested != i->contested)
        i->changed |= INCIDENT_CHANGED_CONTESTED;
    if (agreed != i->agreed)
        i->changed |= INCIDENT_CHANGED_AGREED;
    i->contested = contested;
    i->agreed = agreed;
}

/* ---- the three ways in ---- */

/* The account of a party; a fresh one has said nothing yet. NULL: there is no room for one more (what such a
 * party says is still a claim), or the step has failed. */
static struct account *account_of(struct step *s, struct incident *i, party_id party) {
    struct account *a = account_find(i, party);
    if (a || i->account_count == INCIDENT_PARTIES_MAX)
        return a;
    a = incident_account_add(i);
    if (!a) {
        s->failed = true;
        return NULL;
    }
    a->party = party;
    a->fresh = true;
    a->changed = ACCOUNT_CHANGED_PARTY | ACCOUNT_CHANGED_REPORTS;
    /* its first report has opened the incident, and needed no account of its own yet */
    a->reports = i->party_count && party == i->parties[0];
    i->changed |= INCIDENT_CHANGED_ACCOUNTS;
    return a;
}

/* Is the message kept from a member that may see the incident? Then what it says is set beside nothing: a
 * contest would tell of it. */
static bool is_narrower(const struct step *s, const struct incident *i) {
    const struct message *m = s->message;
    for (size_t p = 0; m->released && p < s->policy->party_count; p++) {
        party_id party = s->policy->parties[p].code;
        bool may = party == m->from.party || !s->policy->parties[p].member || !incident_visible_to(i, party);
        for (size_t n = 0; n < m->rel_to_count; n++)
            may |= m->rel_to[n] == party;
        if (!may)
            return true;
    }
    return false;
}

void account_open(struct step *s, struct incident *i) {
    const struct harm *h = &s->message->harm;
    if (h->killed < 0 && h->injured < 0 && h->civilian < 0)
        return; /* all that it says are the incident's own facts */
    struct account *a = account_of(s, i, s->message->from.party);
    if (a)
        account_say_harm(a, h);
}

void account_join(struct step *s, struct incident *i, const struct incident *facts) {
    const struct message *m = s->message;
    if (is_narrower(s, i))
        return;
    if (i->parties[0] != m->from.party && !account_of(s, i, i->parties[0]))
        return; /* from now on there is something to compare with */
    struct account *a = account_of(s, i, m->from.party);
    if (!a)
        return;
    account_say(a, m, facts);
    account_say_harm(a, &m->harm);
    if (m->type != MESSAGE_UPDATE) {
        a->reports++;
        a->changed |= ACCOUNT_CHANGED_REPORTS;
    }
    i->changed |= INCIDENT_CHANGED_ACCOUNTS;
    contest_settle(s, i);
}

void account_withdraw(struct step *s, struct incident *i, party_id party) {
    struct account *a = account_of(s, i, party);
    if (!a)
        return;
    struct account bare = account_blank(party);
    bare.reports = a->reports ? a->reports - 1 : 0;
    bare.bare = true;
    bare.fresh = a->fresh;
    bare.changed = ACCOUNT_CHANGED_ALL;
    *a = bare;
    i->changed |= INCIDENT_CHANGED_ACCOUNTS;
    contest_settle(s, i);
}
