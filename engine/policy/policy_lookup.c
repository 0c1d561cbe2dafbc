/* policy_lookup.c: what the engine asks of a loaded policy (fusion/policy.h). Arrays are short, so scans
 * suffice. */
#include "load.h"

#include <message/area.h>

const char *const claim_field_words[] = {
#define X(code, word) word,
    CLAIM_FIELDS(X)
#undef X
        NULL};

const struct policy_party *policy_party_find(const struct policy *p, party_id code) {
    for (size_t i = 0; i < p->party_count; i++)
        if (p->parties[i].code == code)
            return &p->parties[i];
    return NULL;
}

bool policy_is_member(const struct policy *p, party_id code) {
    const struct policy_party *party = policy_party_find(p, code);
    return party && party->member;
}

bool policy_is_peer(const struct policy *p, party_id code) {
    const struct policy_party *party = policy_party_find(p, code);
    bool alone = true;
    for (size_t i = 0; i < p->party_count; i++)
        alone &= !p->parties[i].member || p->parties[i].supervisor;
    return party && party->member && (alone || !party->supervisor);
}

party_id policy_supervisor(const struct policy *p) {
    for (size_t i = 0; i < p->party_count; i++)
        if (p->parties[i].supervisor)
            return p->parties[i].code;
    return 0;
}

static bool is_declared(const void *policy, party_id party) {
    return policy_party_find(policy, party);
}

struct party_lookup policy_party_lookup(const struct policy *p) {
    return (struct party_lookup){is_declared, p, p->party_codes, p->undeclared};
}

struct bytes policy_bare_role(const struct policy *p) {
    return words_text(p->words, p->rungs[0]);
}

struct bytes policy_role_word(const struct policy *p, const struct address *a) {
    return a->role.size ? a->role : policy_bare_role(p);
}

/* The role of this word that the party has; NULL: it has none. */
static const struct role *role_of(const struct policy *p, party_id code, word_id word) {
    const struct policy_party *party = policy_party_find(p, code);
    for (size_t i = 0; word && i < p->role_count; i++) {
        const struct role *r = &p->roles[i];
        if (r->word != word || (r->supervisor_only && !(party && party->supervisor)) ||
            (r->member_only && !(party && party->member)))
            continue;
        return r;
    }
    return NULL;
}

const struct role *policy_role(const struct policy *p, const struct address *from) {
    return role_of(p, from->party, from->role.size ? words_find(p->words, from->role) : p->rungs[0]);
}

struct rung_holder policy_holder(const struct policy *p, party_id party, word_id rung) {
    party_id supervisor = policy_supervisor(p);
    size_t first = policy_rung_index(p, rung);
    assert(first < p->rung_count);
    struct rung_holder last = {supervisor, p->rungs[0]};
    for (size_t n = first; n < p->rung_count; n++) {
        if (role_of(p, party, p->rungs[n]))
            return (struct rung_holder){party, p->rungs[n]};
        if (n > first && role_of(p, supervisor, p->rungs[n]))
            return (struct rung_holder){supervisor, p->rungs[n]};
    }
    for (size_t n = 0; n < first; n++)
        if (role_of(p, supervisor, p->rungs[n]))
            last.rung = p->rungs[n];
    return last;
}

enum role_scope policy_role_scope(const struct policy *p, word_id role) {
    for (size_t i = 0; i < p->role_count; i++)
        if (p->roles[i].word == role)
            return p->roles[i].supervisor_only ? SCOPE_SUPERVISOR : p->roles[i].called;
    return SCOPE_INVOLVED;
}

bool policy_kind_declared(const struct policy *p, struct bytes kind) {
    size_t low = 0, high = p->kind_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = bytes_compare(p->kinds[middle], kind);
        if (order == 0)
            return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

bool kind_matches(struct bytes pattern, struct bytes kind) {
    if (pattern.size == 0 || pattern.data[pattern.size - 1] != '*')
        return bytes_equal(pattern, kind);
    if (pattern.size == 1)
        return true;
    size_t branch = pattern.size - 2; /* without `.*` */
    return kind.size >= branch &&
           bytes_equal(bytes_slice(pattern, 0, branch), bytes_slice(kind, 0, branch)) &&
           (kind.size == branch || kind.data[branch] == '.');
}

struct bytes kind_branch(struct bytes kind) {
    return bytes_split(&kind, '.');
}

bool policy_kinds_alike(const struct policy *p, struct bytes a, struct bytes b) {
    if (bytes_equal(kind_branch(a), kind_branch(b)))
        return true;
    for (size_t i = 0; i < p->alike_count; i++) {
        struct bytes one = p->alike[i][0], other = p->alike[i][1];
        if ((kind_matches(one, a) && kind_matches(other, b)) ||
            (kind_matches(one, b) && kind_matches(other, a)))
            return true;
    }
    return false;
}

const struct fuse_spec *policy_fuse(const struct policy *p, struct bytes kind) {
    struct bytes branch = kind_branch(kind);
    for (size_t i = 1; i < p->fuse_count; i++)
        if (bytes_equal(p->fuse[i].branch, branch))
            return &p->fuse[i];
    return &p->fuse[0];
}

const struct track *policy_track(const struct policy *p, word_id word) {
    for (size_t i = 0; i < p->track_count; i++)
        if (p->tracks[i].word == word)
            return &p->tracks[i];
    return NULL;
}

size_t track_gravity(const struct track *t, word_id urgency) {
    size_t i = 0;
    while (i < t->urgency_count && t->urgencies[i].word != urgency)
        i++;
    return i;
}

const struct urgency *track_urgency(const struct track *t, word_id word) {
    size_t at = track_gravity(t, word);
    if (at == t->urgency_count)
        at = track_gravity(t, t->default_urgency);
    assert(at < t->urgency_count);
    return &t->urgencies[at];
}

bool track_has_outcome(const struct track *t, word_id outcome) {
    for (size_t i = 0; i < t->outcome_count; i++)
        if (t->outcomes[i] == outcome)
            return true;
    return false;
}

const struct milestone *policy_milestone(const struct policy *p, word_id word) {
    for (size_t i = 0; i < p->milestone_count; i++)
        if (p->milestones[i].word == word)
            return &p->milestones[i];
    return NULL;
}

bool policy_is_astray(const struct policy *p, struct point at) {
    return (!at.lat_e7 && !at.lon_e7) ||
           (p->area.ring_count && !place_inside(at, p->area.rings, p->area.ring_count));
}

const struct zone *policy_zone_at(const struct policy *p, struct point at, int64_t precision_m) {
    int64_t circle_m = precision_m > p->precision_max_m ? precision_m : 0;
    for (size_t i = 0; i < p->zone_count; i++) {
        const struct area zone = {
            .is_polygon = true, .rings = p->zones[i].rings, .ring_count = p->zones[i].ring_count};
        if (area_holds(&zone, at, circle_m))
            return &p->zones[i];
    }
    return NULL;
}

bool patterns_match(const struct patterns *p, struct bytes kind) {
    for (size_t i = 0; i < p->count; i++)
        if (kind_matches(p->list[i], kind))
            return true;
    return false;
}

const struct notice_spec *policy_notice(const struct policy *p, struct bytes kind) {
    for (size_t i = 0; i < p->notice_count; i++)
        if (kind_matches(p->notices[i].kind, kind))
            return &p->notices[i];
    return NULL;
}

const struct series_spec *policy_series(const struct policy *p, struct bytes kind) {
    for (size_t i = 0; i < p->series_count; i++)
        if (kind_matches(p->series[i].kind, kind))
            return &p->series[i];
    return NULL;
}

bool urgency_needs_person(const struct urgency *u) {
    return u->closed_by_count != 0;
}

bool track_by_reporter(const struct track *t, word_id outcome) {
    for (size_t i = 0; i < t->outcome_count; i++)
        if (t->outcomes[i] == outcome)
            return t->by_reporter >> i & 1;
    return false;
}

word_id policy_closing(const struct policy *p) {
    for (size_t i = 0; i < p->milestone_count; i++)
        for (size_t n = 0; n < p->milestones[i].condition_count; n++)
            if (p->milestones[i].conditions[n].type == MESSAGE_CLOSE)
                return p->milestones[i].word;
    return 0;
}

bool urgency_closed_by(const struct urgency *u, word_id role) {
    for (size_t i = 0; i < u->closed_by_count; i++)
        if (u->closed_by[i] == role)
            return true;
    return !u->closed_by_count;
}

size_t policy_rung_index(const struct policy *p, word_id rung) {
    size_t i = 0;
    while (i < p->rung_count && p->rungs[i] != rung)
        i++;
    return i;
}

/* --- the words of a policy -------------------------------------------------------------------------------
 */

static_assert(KINDS_MAX <= POLICY_WORDS_MAX, "room for every list");
static_assert(TRACKS_MAX * URGENCIES_MAX <= POLICY_WORDS_MAX, "room for every list");
static_assert(TRACKS_MAX * OUTCOMES_MAX <= POLICY_WORDS_MAX, "room for every list");
static_assert(ZONES_MAX <= POLICY_WORDS_MAX && ROLES_MAX * 2 <= POLICY_WORDS_MAX, "room for every list");

struct listing {
    const struct policy *p;
    const char **out;
    size_t count;
};

static void list_word(struct listing *l, word_id word) {
    assert(l->count < POLICY_WORDS_MAX);
    l->out[l->count++] = words_text(l->p->words, word).data; /* NUL-terminated */
}

static void list_kinds(struct listing *l) {
    for (size_t i = 0; i < l->p->kind_count; i++)
        l->out[l->count++] = l->p->kinds[i].data; /* NUL-terminated */
}

static void list_urgencies(struct listing *l) {
    for (size_t t = 0; t < l->p->track_count; t++)
        for (size_t u = 0; u < l->p->tracks[t].urgency_count; u++)
            list_word(l, l->p->tracks[t].urgencies[u].word);
}

static void list_outcomes(struct listing *l) {
    for (size_t t = 0; t < l->p->track_count; t++)
        for (size_t o = 0; o < l->p->tracks[t].outcome_count; o++)
            list_word(l, l->p->tracks[t].outcomes[o]);
}

static void list_rungs(struct listing *l) {
    for (size_t i = 0; i < l->p->rung_count; i++)
        list_word(l, l->p->rungs[i]);
}

#define LIST_OF(name, list, counted)                                                                         \
    static void name(struct listing *l) {                                                                    \
        for (size_t i = 0; i < l->p->counted; i++)                                                           \
            list_word(l, l->p->list[i].word);                                                                \
    }
LIST_OF(list_tracks, tracks, track_count)
LIST_OF(list_milestones, milestones, milestone_count)
LIST_OF(list_roles, roles, role_count)
LIST_OF(list_zones, zones, zone_count)
LIST_OF(list_clocks, clocks, clock_count)

size_t policy_words(const struct policy *p, enum policy_word of, const char *out[POLICY_WORDS_MAX + 1]) {
    static void (*const lists[])(struct listing * l) = {
        [POLICY_KINDS] = list_kinds,           [POLICY_TRACKS] = list_tracks,
        [POLICY_URGENCIES] = list_urgencies,   [POLICY_OUTCOMES] = list_outcomes,
        [POLICY_MILESTONES] = list_milestones, [POLICY_ROLES] = list_roles,
        [POLICY_RUNGS] = list_rungs,           [POLICY_ZONES] = list_zones,
        [POLICY_CLOCKS] = list_clocks,
    };
    struct listing l = {p, out, 0};
    lists[of](&l);
    out[l.count] = NULL;
    return l.count;
}
