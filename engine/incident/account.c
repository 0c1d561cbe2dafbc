/* account.c: statements, the accounts made of them, and how these are compared. See account.h. */
#include "account.h"

#include "obligations.h"
#include "responses.h"
#include <state/fields.h>

#include <stdlib.h>
#include <string.h>

/* ---- what is said ---- */

struct statement *statement_put(struct draft *d, struct incident *i, struct statement said) {
    struct statement *added = incident_statement_add(i);
    if (!added) {
        d->failed = true;
        return NULL;
    }
    *added = said;
    added->fresh = true;
    added->changed = STATEMENT_CHANGED_ALL;
    i->changed |= INCIDENT_CHANGED_STATEMENTS;
    return added;
}

struct statement *draft_statement(const struct draft *d, struct incident *i) {
    for (uint32_t n = i->statement_count; n--;)
        if (i->statements[n].entry == (d->said_entry ? d->said_entry : d->n))
            return &i->statements[n];
    return NULL;
}

void statements_fix(struct incident *i) {
    struct statement *first = &i->statements[0];
    if (first->whole)
        return;
    bool fresh = first->fresh;
    *first = statement_whole(i, 0);
    first->fresh = fresh;
    first->changed = STATEMENT_CHANGED_ALL;
    i->changed |= INCIDENT_CHANGED_STATEMENTS;
}

/* The first party alleged as actor and the first as target; PARTY_UNKNOWN is a thing to say, too. */
static void statement_say_pair(struct statement *a, const struct message *m) {
    for (size_t n = m->actors_count; n--;)
        if (m->actors[n].role != ACTOR_AFFECTED)
            a->pair[m->actors[n].role == ACTOR_TARGET] = m->actors[n].party;
}

static void statement_say(struct statement *a, const struct message *m, const struct incident *facts) {
    statement_say_pair(a, m);
    memcpy(a->kind, facts->kind, sizeof a->kind);
    if (facts->has_point) {
        a->lat_e7 = facts->at.lat_e7;
        a->lon_e7 = facts->at.lon_e7;
        a->precision_m = facts->precision_m;
    }
    if (m->type == MESSAGE_UPDATE) { /* the time of an update is when it was said */
        a->is_update = true;
        return;
    }
    a->time_ms = facts->time_ms;
    a->until_ms = facts->until_ms;
    a->time_is_date = facts->time_is_date;
}

static void statement_say_harm(struct statement *a, const struct harm *h) {
    a->killed = h->killed;
    a->injured = h->injured;
    a->civilian = h->civilian;
}

/* ---- accounts: what a party says, all its statements together ---- */

/* Add a later statement to an account: what it says takes the place of what was said before; what it leaves
 * out stays. */
static void account_add(struct statement *a, const struct statement *said) {
    for (size_t side = 0; side < 2; side++)
        if (said->pair[side])
            a->pair[side] = said->pair[side];
    if (said->kind[0])
        memcpy(a->kind, said->kind, sizeof a->kind);
    if (said->lat_e7 != INSTANT_NONE) {
        a->lat_e7 = said->lat_e7;
        a->lon_e7 = said->lon_e7;
        a->precision_m = said->precision_m;
    }
    if (said->time_ms != INSTANT_NONE) {
        a->time_ms = said->time_ms;
        a->until_ms = said->until_ms;
        a->time_is_date = said->time_is_date;
    }
    a->killed = said->killed >= 0 ? said->killed : a->killed;
    a->injured = said->injured >= 0 ? said->injured : a->injured;
    a->civilian = said->civilian >= 0 ? said->civilian : a->civilian;
}

/* The account of each party that says anything, in the order of their first statements. Returns how many. */
static uint32_t accounts_make(const struct incident *i, struct statement accounts[ACCOUNTS_MAX]) {
    uint32_t count = 0;
    for (uint32_t n = 0; n < i->statement_count; n++) {
        const struct statement said = statement_whole(i, n);
        uint32_t at = 0;
        if (!statement_stands(&said) || said.is_silent || said.counted)
            continue;
        while (at < count && accounts[at].party != said.party)
            at++;
        if (at == ACCOUNTS_MAX)
            continue; /* beyond the bound: what the party says stays a claim of the entry */
        if (at == count)
            accounts[count++] = statement_blank(said.party);
        account_add(&accounts[at], &said);
    }
    return count;
}

/* ---- comparing ---- */

/* How a field is compared: do both accounts say something of it that can be compared? If so, do they differ?
 * If not, is one of the two too vague for them to agree (NULL: none ever is)? */
struct comparison {
    bool (*said)(const struct statement *a, const struct statement *b);
    bool (*differ)(const struct compare_spec *spec, const struct statement *a, const struct statement *b);
    bool (*vague)(const struct compare_spec *spec, const struct statement *a, const struct statement *b);
};

/* "Nobody knows whom" is compared with nothing but itself. */
#define PARTY_COMPARED(name, side)                                                                           \
    static bool name##_said(const struct statement *a, const struct statement *b) {                          \
        return a->pair[side] && b->pair[side] &&                                                             \
               (a->pair[side] == PARTY_UNKNOWN) == (b->pair[side] == PARTY_UNKNOWN);                         \
    }                                                                                                        \
    static bool name##_differ(const struct compare_spec *spec, const struct statement *a,                    \
                              const struct statement *b) {                                                   \
        (void)spec;                                                                                          \
        return a->pair[side] != b->pair[side];                                                               \
    }
PARTY_COMPARED(actor, 0)
PARTY_COMPARED(target, 1)

#define NUMBER_COMPARED(member)                                                                              \
    static bool member##_said(const struct statement *a, const struct statement *b) {                        \
        return a->member >= 0 && b->member >= 0;                                                             \
    }                                                                                                        \
    static bool member##_differ(const struct compare_spec *spec, const struct statement *a,                  \
                                const struct statement *b) {                                                 \
        (void)spec;                                                                                          \
        return a->member != b->member;                                                                       \
    }
NUMBER_COMPARED(killed)
NUMBER_COMPARED(injured)
NUMBER_COMPARED(civilian)

static bool kind_said(const struct statement *a, const struct statement *b) {
    return a->kind[0] && b->kind[0];
}

/* `fire` does not differ from `fire.mortar`: it only says less. */
static bool kind_differ(const struct compare_spec *spec, const struct statement *a,
                        const struct statement *b) {
    size_t size = strlen(a->kind) < strlen(b->kind) ? strlen(a->kind) : strlen(b->kind);
    const char *longer = a->kind[size] ? a->kind : b->kind;
    (void)spec;
    return memcmp(a->kind, b->kind, size) != 0 || (longer[size] && longer[size] != '.');
}

static bool place_said(const struct statement *a, const struct statement *b) {
    return a->lat_e7 != INSTANT_NONE && b->lat_e7 != INSTANT_NONE;
}

static bool place_differ(const struct compare_spec *spec, const struct statement *a,
                         const struct statement *b) {
    int64_t apart_m = place_distance_m((struct point){(int32_t)a->lat_e7, (int32_t)a->lon_e7},
                                       (struct point){(int32_t)b->lat_e7, (int32_t)b->lon_e7});
    return apart_m > spec->place_m + (a->precision_m > 0 ? a->precision_m : 0) +
                         (b->precision_m > 0 ? b->precision_m : 0);
}

static bool place_vague(const struct compare_spec *spec, const struct statement *a,
                        const struct statement *b) {
    return a->precision_m > spec->place_m || b->precision_m > spec->place_m;
}

static bool time_said(const struct statement *a, const struct statement *b) {
    return a->time_ms != INSTANT_NONE && b->time_ms != INSTANT_NONE;
}

/* A date stands for the whole of its day. */
static int64_t account_end_ms(const struct statement *a) {
    if (a->until_ms != INSTANT_NONE)
        return a->until_ms;
    return a->time_is_date ? a->time_ms + DAY_MS : a->time_ms;
}

static bool time_differ(const struct compare_spec *spec, const struct statement *a,
                        const struct statement *b) {
    return a->time_ms - account_end_ms(b) > spec->time_ms || b->time_ms - account_end_ms(a) > spec->time_ms;
}

/* Spans that overlap agree where they begin and end alike; a date is as vague as its day. */
static bool time_vague(const struct compare_spec *spec, const struct statement *a,
                       const struct statement *b) {
    return a->time_is_date || b->time_is_date || llabs(a->time_ms - b->time_ms) > spec->time_ms ||
           llabs(account_end_ms(a) - account_end_ms(b)) > spec->time_ms;
}

static const struct comparison comparisons[CLAIM_FIELD_COUNT] = {
    [CLAIM_ACTOR] = {actor_said, actor_differ, NULL},
    [CLAIM_TARGET] = {target_said, target_differ, NULL},
    [CLAIM_KIND] = {kind_said, kind_differ, NULL},
    [CLAIM_PLACE] = {place_said, place_differ, place_vague},
    [CLAIM_TIME] = {time_said, time_differ, time_vague},
    [CLAIM_KILLED] = {killed_said, killed_differ, NULL},
    [CLAIM_INJURED] = {injured_said, injured_differ, NULL},
    [CLAIM_CIVILIAN] = {civilian_said, civilian_differ, NULL},
};

/* What two accounts say of the fields that the policy compares: alike, or not. */
static void accounts_compare(const struct compare_spec *spec, const struct statement *a,
                             const struct statement *b, uint32_t *agreed, uint32_t *contested) {
    for (unsigned f = 0; f < CLAIM_FIELD_COUNT; f++) {
        const struct comparison *c = &comparisons[f];
        if (!(spec->fields >> f & 1) || !c->said(a, b))
            continue;
        if (c->differ(spec, a, b))
            *contested |= 1u << f;
        else if (!c->vague || !c->vague(spec, a, b))
            *agreed |= 1u << f;
    }
}

void contest_settle(struct draft *d, struct incident *i) {
    struct statement accounts[ACCOUNTS_MAX];
    uint32_t agreed = 0, contested = 0, count = accounts_make(i, accounts);
    for (uint32_t n = 0; n < count; n++)
        for (uint32_t m = n + 1; m < count; m++)
            accounts_compare(&d->policy->compare, &accounts[n], &accounts[m], &agreed, &contested);
    agreed &= ~contested; /* two may agree where a third does not */
    if (contested != i->contested)
        i->changed |= INCIDENT_CHANGED_CONTESTED;
    if (agreed != i->agreed)
        i->changed |= INCIDENT_CHANGED_AGREED;
    i->contested = contested;
    i->agreed = agreed;
}

/* ---- a message opens, joins, withdraws ---- */

bool statement_is_narrower(const struct draft *d, const struct incident *i) {
    const struct message *m = d->message;
    for (size_t p = 0; m->released && p < d->policy->party_count; p++) {
        party_id party = d->policy->parties[p].code;
        bool may = party == m->from.party || !d->policy->parties[p].member || !incident_visible_to(i, party);
        for (size_t n = 0; n < m->rel_to_count; n++)
            may |= m->rel_to[n] == party;
        if (!may)
            return true;
    }
    return false;
}

/* The draft's message as a statement of the incident: whom it asks, and what it says of harm. */
static struct statement statement_of(struct draft *d, const struct incident *i) {
    struct statement said = statement_blank(d->message->from.party);
    said.entry = d->n;
    said.is_update = d->message->type == MESSAGE_UPDATE;
    statement_oblige(d, i, &said);
    statement_say_harm(&said, &d->message->harm);
    return said;
}

void account_open(struct draft *d, struct incident *i) {
    const struct message *m = d->message;
    bool unknown = false, affected = false;
    for (size_t n = 0; n < m->actors_count; n++) {
        unknown |= m->actors[n].party == PARTY_UNKNOWN;
        affected |= m->actors[n].role == ACTOR_AFFECTED; /* of the incident's pair, but no target */
    }
    struct statement *first = statement_put(d, i, statement_of(d, i));
    if (!first)
        return;
    if (affected)
        statements_fix(i);
    memset(first->pair, 0, sizeof first->pair);
    if (unknown || affected)
        statement_say_pair(first, m);
}

bool account_join(struct draft *d, struct incident *i, const struct incident *facts, uint64_t about) {
    const struct message *m = d->message;
    if (i->statement_count >= STATEMENTS_MAX - COUNTED_MAX) /* what it says stays a claim of the entry */
        return account_count(d, i) != NULL || d->failed;
    struct statement said = statement_of(d, i);
    said.about = about;
    said.is_silent = statement_is_narrower(d, i);
    statement_say(&said, m, facts);
    if (statement_put(d, i, said))
        contest_settle(d, i);
    return true;
}

/* Do two ask the same of the same? Then they may stand together. */
static bool asks_alike(const struct statement *a, const struct statement *b) {
    return a->party == b->party && a->named_count == b->named_count && a->obliged == b->obliged &&
           a->accused == b->accused && a->names_nobody == b->names_nobody &&
           memcmp(a->named, b->named, a->named_count * sizeof *a->named) == 0;
}

/* Where room for one more gets short, those of one sender stand together, whatever they ask. */
static struct statement *counted_find(struct incident *i, const struct statement *said) {
    struct statement *of_sender = NULL;
    for (uint32_t n = 0; n < i->statement_count; n++) {
        struct statement *own = &i->statements[n];
        if (!own->counted || !statement_stands(own) || own->party != said->party)
            continue;
        if (asks_alike(own, said))
            return own;
        of_sender = own;
    }
    return i->statement_count < STATEMENTS_MAX - COUNTED_MAX ? NULL : of_sender;
}

static void counted_unite(struct statement *own, const struct statement *said) {
    for (uint32_t n = 0; n < said->named_count; n++)
        for (uint32_t at = 0; at < PARTIES_MAX; at++) {
            if (at == own->named_count)
                own->named[own->named_count++] = said->named[n];
            if (own->named[at] != said->named[n])
                continue;
            own->obliged = (uint16_t)(own->obliged | ((unsigned)said->obliged >> n & 1u) << at);
            own->accused = (uint16_t)(own->accused | ((unsigned)said->accused >> n & 1u) << at);
            own->mentioned = (uint16_t)(own->mentioned | ((unsigned)said->mentioned >> n & 1u) << at);
            break;
        }
    own->names_nobody &= said->names_nobody;
    statement_order(own);
    own->changed |= STATEMENT_CHANGED_NOBODY | STATEMENT_CHANGED_OBLIGES | STATEMENT_CHANGED_ACCUSES |
                    STATEMENT_CHANGED_NAMES;
}

struct statement *account_count(struct draft *d, struct incident *i) {
    struct statement said = statement_of(d, i);
    bool is_report = !said.is_update;
    said.is_update = false;
    struct statement *own = counted_find(i, &said);
    if (own) {
        if (!asks_alike(own, &said))
            counted_unite(own, &said);
        own->counted = own->is_update ? 1 : own->counted + is_report;
        own->is_update &= !is_report;
        own->killed = said.killed > own->killed ? said.killed : own->killed;
        own->changed |= STATEMENT_CHANGED_COUNTED | STATEMENT_CHANGED_KILLED | STATEMENT_CHANGED_UPDATE;
        i->changed |= INCIDENT_CHANGED_STATEMENTS;
        d->said_entry = own->entry;
        return own;
    }
    if (i->statement_count == STATEMENTS_MAX)
        return NULL;
    said.counted = 1;
    said.is_update = !is_report;
    return statement_put(d, i, said);
}

/* ---- taking back ---- */

/* What it asked for is taken back, too, but in cases that its sender may not close. */
static void statement_withdraw(struct incident *i, struct statement *said,
                               bool (*keeps)(void *context, word_id track), void *context) {
    uint32_t kept = 0;
    for (uint32_t n = 0; n < said->ask_count; n++)
        if (keeps(context, said->asks[n].track))
            said->asks[kept++] = said->asks[n];
    said->ask_count = (uint8_t)kept;
    said->withdrawn = true;
    said->changed |= STATEMENT_CHANGED_WITHDRAWN | STATEMENT_CHANGED_ASKS;
    i->changed |= INCIDENT_CHANGED_STATEMENTS;
}

/* One of those that stand together is taken back: with the last of them, all. */
static bool counted_withdraw(struct incident *i, uint64_t entry, party_id party) {
    uint32_t place = statement_place(i, entry, party);
    if (place == i->statement_count || i->statements[place].counted < 2)
        return false;
    i->statements[place].counted--;
    i->statements[place].changed |= STATEMENT_CHANGED_COUNTED;
    i->changed |= INCIDENT_CHANGED_STATEMENTS;
    return true;
}

void account_withdraw(struct draft *d, struct incident *i, uint64_t stands,
                      bool (*keeps)(void *context, word_id track), void *context) {
    party_id party = d->message->from.party;
    uint32_t place = statement_place(i, stands, party);
    if (place == i->statement_count || counted_withdraw(i, stands, party))
        return;
    uint64_t first = i->statements[place].entry;
    for (uint32_t n = 0; n < i->statement_count; n++)
        if ((i->statements[n].entry == first ||
             (i->statements[n].is_update && i->statements[n].about == first)) &&
            statement_in_force(&i->statements[n]))
            statement_withdraw(i, &i->statements[n], keeps, context);
    bool any = incident_reports_of(i, party) > 0;
    for (uint32_t n = 0; n < i->statement_count && !any; n++)
        if (i->statements[n].party == party && statement_stands(&i->statements[n]))
            statement_withdraw(i, &i->statements[n], keeps, context); /* an update of a report that is gone */
    contest_settle(d, i);
}
