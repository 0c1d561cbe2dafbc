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
    if (facts->pair[0] != PARTY_UNKNOWN || facts->pair[1] != PARTY_UNKNOWN) {
        memcpy(a->pair, facts->pair, sizeof a->pair);
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
    if (!i->party_count || a.party != i->parties[0])
        return a;
    if (a.pair[0] == PARTY_UNKNOWN && a.pair[1] == PARTY_UNKNOWN)
        memcpy(a.pair, i->pair, sizeof a.pair);
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

static bool parties_differ(party_id a, party_id b) {
    return a != b && a != PARTY_UNKNOWN && b != PARTY_UNKNOWN;
}

static bool actors_differ(const struct compare_spec *spec, const struct account *a, const struct account *b) {
    (void)spec;
    return parties_differ(a->pair[0], b->pair[0]);
}

static bool targets_differ(const struct compare_spec *spec, const struct account *a,
                           const struct account *b) {
    (void)spec;
    return parties_differ(a->pair[1], b->pair[1]);
}

/* `fire` says less than `fire.mortar`, and nothing else. */
static bool kinds_differ(const struct compare_spec *spec, const struct account *a, const struct account *b) {
    size_t size = strlen(a->kind) < strlen(b->kind) ? strlen(a->kind) : strlen(b->kind);
    const char *longer = a->kind[size] ? a->kind : b->kind;
    (void)spec;
    return size && (memcmp(a->kind, b->kind, size) != 0 || (longer[size] && longer[size] != '.'));
}

static bool places_differ(const struct compare_spec *spec, const struct account *a, const struct account *b) {
    if (a->lat_e7 == INSTANT_NONE || b->lat_e7 == INSTANT_NONE)
        return false;
    int64_t apart_m = place_distance_m((struct point){(int32_t)a->lat_e7, (int32_t)a->lon_e7},
                                       (struct point){(int32_t)b->lat_e7, (int32_t)b->lon_e7});
    return apart_m > spec->place_m + (a->precision_m > 0 ? a->precision_m : 0) +
                         (b->precision_m > 0 ? b->precision_m : 0);
}

/* A date is the whole of its day. */
static int64_t account_end_ms(const struct account *a) {
    if (a->until_ms != INSTANT_NONE)
        return a->until_ms;
    return a->time_is_date ? a->time_ms + DAY_MS : a->time_ms;
}

static bool times_differ(const struct compare_spec *spec, const struct account *a, const struct account *b) {
    if (a->time_ms == INSTANT_NONE || b->time_ms == INSTANT_NONE)
        return false;
    return a->time_ms - account_end_ms(b) > spec->time_ms || b->time_ms - account_end_ms(a) > spec->time_ms;
}

#define NUMBERS_DIFFER(member)                                                                               \
    static bool member##_differs(const struct compare_spec *spec, const struct account *a,                   \
                                 const struct account *b) {                                                  \
        (void)spec;                                                                                          \
        return a->member >= 0 && b->member >= 0 && a->member != b->member;                                   \
    }
NUMBERS_DIFFER(killed)
NUMBERS_DIFFER(injured)
NUMBERS_DIFFER(civilian)

static bool (*const differ[CLAIM_FIELD_COUNT])(const struct compare_spec *spec, const struct account *a,
                                               const struct account *b) = {
    [CLAIM_ACTOR] = actors_differ,     [CLAIM_TARGET] = targets_differ,     [CLAIM_KIND] = kinds_differ,
    [CLAIM_PLACE] = places_differ,     [CLAIM_TIME] = times_differ,         [CLAIM_KILLED] = killed_differs,
    [CLAIM_INJURED] = injured_differs, [CLAIM_CIVILIAN] = civilian_differs,
};

static uint32_t accounts_compare(const struct incident *i, const struct compare_spec *spec) {
    uint32_t contested = 0;
    for (uint32_t n = 0; n < i->account_count; n++) {
        struct account a = account_whole(i, &i->accounts[n]);
        for (uint32_t m = n + 1; a.reports && m < i->account_count; m++) {
            struct account b = account_whole(i, &i->accounts[m]);
            for (unsigned f = 0; b.reports && f < CLAIM_FIELD_COUNT; f++)
                if (spec->fields >> f & 1 && differ[f](spec, &a, &b))
                    contested |= 1u << f;
        }
    }
    return contested;
}

static void contest_settle(struct step *s, struct incident *i) {
    uint32_t contested = accounts_compare(i, &s->policy->compare);
    if (contested == i->contested)
        return;
    i->contested = contested;
    i->changed |= INCIDENT_CHANGED_CONTESTED;
}

/* ---- the three ways in ---- */

/* The account of a party; a fresh one has said nothing yet. NULL: the step has failed. */
static struct account *account_of(struct step *s, struct incident *i, party_id party) {
    struct account *a = account_find(i, party);
    if (a)
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
    if (i->parties[0] != m->from.party && !account_of(s, i, i->parties[0]))
        return; /* from now on there is something to compare with */
    struct account *a = account_of(s, i, m->from.party);
    if (!a)
        return;
    account_say(a, m, facts);
    account_say_harm(a, &m->harm);
    if (m->type == MESSAGE_REPORT) {
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
    if (a->reports) {
        a->reports--;
        a->changed |= ACCOUNT_CHANGED_REPORTS;
    }
    i->changed |= INCIDENT_CHANGED_ACCOUNTS;
    contest_settle(s, i);
}
