/*
 * policy.h: a policy folder as checked structs.
 *
 * A policy is made from bytes (the files of its folder, read by a port), so that the cell needs no file. It
 * is constant once loaded and owned by whoever loaded it. Words are ids in the `struct words` it was loaded
 * with. Everything that affects a decision is in it, and `digest` names exactly that. docs/policy.md is for
 * users; its tables are printed from the option table of engine/policy/options_table.c.
 */
#ifndef FUSION_POLICY_H
#define FUSION_POLICY_H

#include <fusion/digest.h>
#include <fusion/error.h>
#include <fusion/message.h>
#include <fusion/words.h>

/* The number of the rules by which a policy is read and applied; raised when the same policy would decide
 * differently. Recorded with each activation. */
#define POLICY_SEMANTICS 2

/* One file of the folder: `policy.yaml`, `10-fire.lua`, `adapters/gdelt.lua`, `zones/aos.geojson` ... */
struct policy_file {
    struct bytes name, content;
};

struct policy_party {
    party_id code;
    struct bytes name;
    bool member, supervisor; /* the supervisor is a member too */
};

/* A role may have two rows: what a member's sends, then what any party's does (policy_role chooses). */
struct role {
    word_id word;
    uint32_t sends;       /* bit 1 << enum message_type */
    bool supervisor_only; /* `of: supervisor` */
    bool member_only;     /* `of: member`, or the row of a member */
    bool called_every;    /* `called: every`: a step calls every member's, the supervisor's party too */
};

/* Fusion for one branch of kinds, or the default (kind empty). */
struct fuse_spec {
    struct bytes branch; /* first word of the kind */
    int64_t window_ms, distance_m;
};

/* The fields of an incident of which parties make claims that are compared. */
#define CLAIM_FIELDS(X)                                                                                      \
    X(ACTOR, "actor")                                                                                        \
    X(TARGET, "target")                                                                                      \
    X(KIND, "kind")                                                                                          \
    X(PLACE, "place")                                                                                        \
    X(TIME, "time")                                                                                          \
    X(KILLED, "harm.killed")                                                                                 \
    X(INJURED, "harm.injured")                                                                               \
    X(CIVILIAN, "harm.civilian")
enum claim_field {
#define X(code, word) CLAIM_##code,
    CLAIM_FIELDS(X)
#undef X
        CLAIM_FIELD_COUNT
};
extern const char *const claim_field_words[]; /* NULL-terminated */

/* Which claims are compared, and what counts as a difference. */
struct compare_spec {
    uint32_t fields;          /* bit 1 << enum claim_field */
    int64_t place_m, time_ms; /* more than this apart, beyond the stated precisions */
};

struct zone {
    word_id word;
    party_id sides[2];
    size_t side_count;
    struct ring *rings;
    size_t ring_count;
};

/* What a message must be to reach a milestone. */
enum milestone_from { FROM_ANY, FROM_OWING, FROM_REPORTER, FROM_SUPERVISOR };
struct milestone_condition {
    enum message_type type;
    enum ack_level level;   /* at least; LEVEL_NONE: not asked for */
    struct bytes values[8]; /* stance, held, finding or decision must be one of these; none: not asked for */
    size_t value_count;
    enum milestone_from from;
};
struct milestone {
    word_id word;
    struct milestone_condition *conditions;
    size_t condition_count;
};

enum each { EACH_CASE, EACH_PARTY, EACH_SIDE };
/* What an offset counts from: the setting of the clock, or the window of the notice that the case is of. */
enum anchor { ANCHOR_SET, ANCHOR_WINDOW_FROM, ANCHOR_WINDOW_UNTIL };
struct offset {
    enum anchor from;
    int64_t ms; /* negative: before it */
};
struct step_spec {
    struct offset at;
    word_id rungs[STEP_RUNGS_MAX];
    size_t rung_count;
};
struct clock_spec {
    word_id milestone;
    word_id after;      /* set when this milestone is reached; 0: when the case opens */
    uint32_t opened_by; /* bit 1 << enum message_type: only in incidents that these opened; 0: in all */
    enum each each;
    bool has_due; /* else the first step is the due one */
    struct offset due;
    bool expires; /* at due the case ends as `expired`, and nobody is called */
    word_id copy[RUNGS_MAX];
    size_t copy_count;
    struct step_spec steps[STEPS_MAX];
    size_t step_count;
};
struct urgency {
    word_id word;
    struct clock_spec *clocks;
    size_t clock_count;
    word_id closed_by[ROLES_MAX]; /* the roles whose message alone ends such a case; none: see policy.yaml */
    size_t closed_by_count;
};
struct track {
    word_id word, default_urgency;
    struct urgency *urgencies; /* from the gravest to the least */
    size_t urgency_count;
    word_id *outcomes;
    size_t outcome_count;
};
/* A clock that rules may add by name. */
struct named_clock {
    word_id word;
    struct clock_spec spec;
};

/* What is announced, by its kind: how long ahead, what it explains, what it is to be spared from, and what it
 * must not meet. Patterns of kinds. */
struct patterns {
    struct bytes *list;
    size_t count;
};
struct notice_spec {
    struct bytes kind; /* pattern */
    int64_t lead_ms;   /* from receipt to the beginning of the window */
    struct patterns covers, protects, conflicts;
};
/* How far outside a notice a report is still set beside it. */
struct notice_margin {
    int64_t time_ms, place_m;
};

/* A burst: so many incidents of this kind, between the same two, within so long. */
struct series_spec {
    struct bytes kind; /* pattern */
    int64_t reports, within_ms;
};

struct policy_limits {
    int64_t instructions, memory_bytes, output_bytes; /* of rules, a line */
};

struct policy {
    struct bytes name;
    char digest[DIGEST_TEXT_BYTES];
    const struct words *words;
    struct policy_party *parties; /* in the order of policy.yaml, which decides nothing between parties */
    const char **party_codes;     /* theirs, NULL-terminated */
    struct role *roles;
    word_id *rungs; /* from the first to the last called; the first is the role that a bare party means */
    struct bytes *kinds;             /* sorted by bytes; a branch itself is a kind too */
    struct bytes (*alike)[2];        /* pairs of kind patterns that may be one happening */
    struct fuse_spec *fuse;          /* [0] is the default */
    bool fuse_placeless, fuse_dates; /* compare reports without a place, with a date only, with their like */
    int64_t fuse_window_max_ms, fuse_distance_max_m;
    struct compare_spec compare;
    struct zone *zones;
    struct milestone *milestones;
    struct track *tracks;
    struct named_clock *clocks;
    word_id fallback_track, fallback_urgency;
    word_id dispute_track, dispute_urgency; /* 0: the policy knows no disputes */
    struct notice_margin notice_margin;
    struct notice_spec *notices;
    struct series_spec *series;
    int64_t history_ms;
    struct policy_limits limits;
    const struct policy_file
        *files; /* as given, sorted by name; the rules host compiles the *.lua among them */
    size_t party_count, role_count, rung_count, kind_count, alike_count, fuse_count, zone_count,
        milestone_count, track_count, clock_count, file_count, notice_count, series_count;
    struct arena arena;
};

/* Load and check a policy from the files of its folder (any order; names relative, `/` between). Files that
 * no policy reads (README.md, tests/...) are left out of it and of the digest. Copies what it keeps. New
 * words are added to `words`. On failure *out is NULL and *e says file:line:column, what was found, what was
 * expected. */
int policy_load(const struct policy_file *files, size_t count, struct words *words, struct policy **out,
                struct error *e) CHECKED;
void policy_free(struct policy *p);
/* Is this a file that affects decisions? Ports use it to leave the rest of a folder alone. */
bool policy_file_is_read(struct bytes name);
/* The option table as Markdown, for docs/policy.md. */
void policy_options_print(struct buffer *out);

const struct policy_party *policy_party_find(const struct policy *p, party_id code);
bool policy_is_member(const struct policy *p, party_id code);
party_id policy_supervisor(const struct policy *p);              /* 0 when there is none */
struct party_lookup policy_party_lookup(const struct policy *p); /* for message_decode */
/* The role that a bare party means: the first rung. */
struct bytes policy_bare_role(const struct policy *p);
/* The word of an address's role, that of a bare party where it names none. */
struct bytes policy_role_word(const struct policy *p, const struct address *a);
/* The role of an address; NULL when not declared, or not that party's to have. */
const struct role *policy_role(const struct policy *p, const struct address *from);
/* Who is called when this role, as a rung, is called: each member party but the supervisor's has its own, the
 * supervisor alone, or every member. */
enum role_scope { SCOPE_MEMBERS, SCOPE_SUPERVISOR, SCOPE_EVERY };
enum role_scope policy_role_scope(const struct policy *p, word_id role);
bool policy_kind_declared(const struct policy *p, struct bytes kind);
/* `fire`, `fire.mortar`, `fire.*` (the branch and all below it), `*`. */
bool kind_matches(struct bytes pattern, struct bytes kind);
bool policy_kinds_alike(const struct policy *p, struct bytes a, struct bytes b);
const struct fuse_spec *policy_fuse(const struct policy *p, struct bytes kind);
const struct track *policy_track(const struct policy *p, word_id word);
/* The urgency of a track; the track's default for 0 or a word it does not have. */
const struct urgency *track_urgency(const struct track *t, word_id word);
/* Position from the gravest (0); urgency_count when it is not the track's. */
size_t track_gravity(const struct track *t, word_id urgency);
bool track_has_outcome(const struct track *t, word_id outcome);
const struct milestone *policy_milestone(const struct policy *p, word_id word);
/* The zone that holds the point, the first in the order of the policy; NULL when none does. */
const struct zone *policy_zone_at(const struct policy *p, struct point at);
/* The first notice or series whose pattern holds the kind; NULL: none does. */
const struct notice_spec *policy_notice(const struct policy *p, struct bytes kind);
const struct series_spec *policy_series(const struct policy *p, struct bytes kind);
bool patterns_match(const struct patterns *p, struct bytes kind);
/* May a case of this urgency be ended only by a message of certain roles, and is this one of them? */
bool urgency_needs_person(const struct urgency *u);
bool urgency_closed_by(const struct urgency *u, word_id role);
/* The words of a policy by what they name, for whoever tells a person which there are. NULL-terminated in
 * `out`; returns how many. They live as long as the policy. */
enum policy_word {
    POLICY_KINDS,
    POLICY_TRACKS,
    POLICY_URGENCIES, /* of all tracks; one that several have comes several times */
    POLICY_OUTCOMES,  /* the same */
    POLICY_MILESTONES,
    POLICY_ROLES,
    POLICY_RUNGS,
    POLICY_ZONES,
    POLICY_CLOCKS /* by name */
};
#define POLICY_WORDS_MAX 512u
size_t policy_words(const struct policy *p, enum policy_word of, const char *out[POLICY_WORDS_MAX + 1]);
size_t policy_rung_index(const struct policy *p, word_id rung); /* rung_count when it is none */

#endif
