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
#define POLICY_SEMANTICS 6

/* One file of the folder: `policy.yaml`, `10-fire.lua`, `adapters/gdelt.lua`, `zones/aos.geojson` ... In the
 * copies that a policy has, both are NUL-terminated behind. */
struct policy_file {
    struct bytes name, content;
};

/* A party that the policy declares. */
struct policy_party {
    party_id code;
    struct bytes name;       /* for people; may be empty */
    bool member, supervisor; /* the supervisor is a member too */
    bool owes;               /* what it is addressed or alleged for; every member does */
};

/* Whose holder of a role is called when the role, as a rung, is called for nobody in particular: that of each
 * member that is involved (the supervisor only if it is obliged; where none is, of each but the supervisor),
 * of these and the supervisor, of each member but the supervisor, of every member, of the supervisor alone.
 */
enum role_scope { SCOPE_INVOLVED, SCOPE_WITH_SUPERVISOR, SCOPE_MEMBERS, SCOPE_EVERY, SCOPE_SUPERVISOR };
/* What a role may send, and whom a step of a clock calls by it. A role in which members may send more has two
 * of these, that of members first: policy_role chooses between them. */
struct role {
    word_id word;
    uint32_t sends;         /* bit 1 << enum message_type */
    bool supervisor_only;   /* `of: supervisor` */
    bool member_only;       /* `of: member`, or the first of two: that of members */
    enum role_scope called; /* whose holders a step calls for nobody in particular */
};

/* How near two reports must be, in time and in place, to be of one happening: for a branch of kinds, or by
 * default (branch empty). */
struct fuse_spec {
    struct bytes branch; /* first word of the kind */
    int64_t window_ms, distance_m;
};

/* The fields of an incident that parties make claims about, and that are compared: code, word. */
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
extern const char *const claim_field_words[]; /* by enum claim_field; NULL-terminated */

/* Which claims of different parties are compared, and from where on they differ. */
struct compare_spec {
    uint32_t fields;          /* bit 1 << enum claim_field */
    int64_t place_m, time_ms; /* differ: farther apart than this and the precisions stated */
};

/* An area by name. A point is in it where an odd number of its rings hold the point: a hole is a ring too. */
struct zone {
    word_id word;
    party_id sides[2]; /* whose zone it is */
    size_t side_count;
    struct ring *rings;
    size_t ring_count;
};

/* Whose message: anybody's, that of a party that owes, of one that reported, of the supervisor. */
enum milestone_from { FROM_ANY, FROM_OWING, FROM_REPORTER, FROM_SUPERVISOR };
/* What a message must be, in all of this, to reach a milestone. */
struct milestone_condition {
    enum message_type type;
    enum ack_level level;   /* at least; LEVEL_NONE: not asked for */
    struct bytes values[8]; /* stance, held, finding or decision must be one of these; none: not asked for */
    size_t value_count;
    enum milestone_from from;
};
/* What a case can reach, by a message that meets one of the conditions. Without any, only by one that names
 * the milestone. */
struct milestone {
    word_id word;
    struct milestone_condition *conditions;
    size_t condition_count;
};

/* Who gets a clock: the case itself; each party that owes; each of those and the first reporter, if a member.
 */
enum each { EACH_CASE, EACH_PARTY, EACH_SIDE };
/* What an offset counts from: when the clock is set, or the window of the notice that the case is about. */
enum anchor { ANCHOR_SET, ANCHOR_WINDOW_FROM, ANCHOR_WINDOW_UNTIL };
/* An instant: so long after an anchor. */
struct offset {
    enum anchor from;
    int64_t ms; /* negative: before the anchor */
};
/* One step of a clock: when it comes due, and the rungs it then calls. */
struct step_spec {
    struct offset at;
    word_id rungs[STEP_RUNGS_MAX];
    size_t rung_count;
};
/* A clock as the policy writes it: the deadline of a milestone. struct clock of incident.h is one that runs.
 */
struct clock_spec {
    word_id milestone;
    word_id after;      /* set when this milestone is reached; 0: when the case opens */
    uint32_t opened_by; /* bit 1 << enum message_type: only in incidents that these opened; 0: in all */
    enum each each;
    bool has_due; /* else it is due at its first step */
    struct offset due;
    bool expires;            /* at due the case ends as `expired`, and nobody is called */
    word_id copy[RUNGS_MAX]; /* rungs that are told when it is set; nothing is asked of them */
    size_t copy_count;
    struct step_spec steps[STEPS_MAX];
    size_t step_count;
};
/* How urgent a case of a track is, and so the clocks it gets. */
struct urgency {
    word_id word;
    struct clock_spec *clocks;
    size_t clock_count;
    word_id closed_by[ROLES_MAX]; /* only a message of these roles ends such a case; none: no such rule */
    size_t closed_by_count;
    bool closes_party; /* a close of who is asked ends what is asked of it, and no more */
};
/* A way in which incidents are handled: a case is an incident on a track. */
struct track {
    word_id word, default_urgency;
    struct urgency *urgencies; /* from the gravest to the least */
    size_t urgency_count;
    word_id *outcomes; /* how its cases may be closed */
    size_t outcome_count;
    uint64_t by_reporter; /* of these, as bits: those that only who complained, or the supervisor, may give */
};
/* A clock that rules may add by name. */
struct named_clock {
    word_id word;
    struct clock_spec spec;
};

/* Patterns of kinds, as kind_matches reads them. */
struct patterns {
    struct bytes *list;
    size_t count;
};
/* What may be announced, by its kind. */
struct notice_spec {
    struct bytes kind;                           /* pattern */
    int64_t lead_ms;                             /* from receipt to the beginning of the window, at least */
    struct patterns covers, protects, conflicts; /* reports that it explains; reports of what it was announced
                                                  * to be spared from; other notices that it must not meet */
};
/* How far outside the window and area of a notice a report is still compared with it. */
struct notice_margin {
    int64_t time_ms, place_m;
};

/* A series begins with so many incidents of this kind, between the same two parties, within so long. */
struct series_spec {
    struct bytes kind; /* pattern */
    int64_t reports, within_ms;
};

/* What the rules may use, for one line. */
struct policy_limits {
    int64_t instructions, memory_bytes, output_bytes;
};

/* A loaded policy. Its lists lie in its arena; how long each is, the counts at the end say. */
struct policy {
    struct bytes name; /* for people */
    char digest[DIGEST_TEXT_BYTES];
    const struct words *words;
    struct policy_party *parties; /* in the order of policy.yaml, which decides nothing between parties */
    const char **party_codes;     /* the codes of these as texts, NULL-terminated */
    struct role *roles;
    word_id *rungs; /* from the first to the last called; the first is the role that a bare party means */
    struct bytes *kinds;      /* sorted by bytes; a branch itself is a kind too */
    struct bytes (*alike)[2]; /* pairs of kind patterns that may be one happening */
    struct fuse_spec *fuse;   /* [0] is the default */
    bool fuse_placeless;      /* reports without a place are compared with others without; else never fused */
    bool fuse_dates;          /* the same of reports with a date and no hour */
    int64_t fuse_window_max_ms, fuse_distance_max_m; /* the largest in `fuse` */
    enum undeclared undeclared;                      /* who else may be named */
    int64_t precision_max_m; /* a vaguer place joins nothing, and counts for no zone that it may lie beside */
    struct compare_spec compare;
    struct zone area;   /* without a word or sides; no rings: there is none */
    struct zone *zones; /* where they overlap, the first counts */
    struct milestone *milestones;
    struct track *tracks;
    struct named_clock *clocks;
    word_id fallback_track, fallback_urgency; /* where no rule names a track, or one fails */
    word_id dispute_track, dispute_urgency;   /* 0: the policy knows no disputes */
    bool first_death;                         /* it asks anew for what was asked at the same urgency */
    struct notice_margin notice_margin;
    struct notice_spec *notices; /* of these and of the series, the first that fits a kind counts */
    struct series_spec *series;
    int64_t history_ms; /* how far back rules may look */
    struct policy_limits limits;
    const struct policy_file
        *files; /* as given, sorted by name; the rules host compiles the *.lua among them */
    size_t party_count, role_count, rung_count, kind_count, alike_count, fuse_count, zone_count,
        milestone_count, track_count, clock_count, file_count, notice_count, series_count;
    struct arena arena;
};

/* Load and check a policy from the files of its folder (any order; names relative, `/` between). Files that
 * policy_file_is_read denies (README.md, tests/...) are left out of the policy and of its digest. Copies what
 * it keeps, and adds its words to `words`, which must outlive it. ERROR_POLICY or ERROR_MEMORY: then *out is
 * NULL and *e says file:line:column, what was found, what was expected. */
int policy_load(const struct policy_file *files, size_t count, struct words *words, struct policy **out,
                struct error *e) CHECKED;
void policy_free(struct policy *p); /* NULL: nothing to free */
/* Is a file of this name, relative to the folder, part of a policy? Ports leave the others alone. */
bool policy_file_is_read(struct bytes name);

/* What a lookup returns lives as long as the policy. */
const struct policy_party *policy_party_find(const struct policy *p, party_id code); /* NULL: not declared */
bool policy_is_member(const struct policy *p, party_id code); /* false: not declared, too */
/* A member that is not the supervisor; in a cell of the supervisor alone, it. */
bool policy_is_peer(const struct policy *p, party_id code);
party_id policy_supervisor(const struct policy *p);              /* 0: none, only while it is loaded */
struct party_lookup policy_party_lookup(const struct policy *p); /* for message_decode */
/* The role that a bare party means: the first rung. */
struct bytes policy_bare_role(const struct policy *p);
/* The word of an address's role, that of a bare party where it names none. */
struct bytes policy_role_word(const struct policy *p, const struct address *a);
/* What the role of this address may send; NULL: the role is not declared, or this party cannot have it. */
const struct role *policy_role(const struct policy *p, const struct address *from);
/* Who is called where a party is to be called as this rung, one of the policy's: the party as that, or the
 * next rung above that it or the supervisor holds; where there is none, the supervisor's highest. */
struct rung_holder {
    party_id party;
    word_id rung;
};
struct rung_holder policy_holder(const struct policy *p, party_id party, word_id rung);
enum role_scope policy_role_scope(const struct policy *p, word_id role);
bool policy_kind_declared(const struct policy *p, struct bytes kind); /* a kind, or a branch of kinds */
/* Does the pattern fit? `fire` and `fire.mortar` fit themselves, `fire.*` the branch and all below it, `*`
 * all. */
bool kind_matches(struct bytes pattern, struct bytes kind);
/* May reports of these kinds be of one happening: of one branch, or a pair that the policy lists as alike? */
bool policy_kinds_alike(const struct policy *p, struct bytes a, struct bytes b);
/* How near reports of this kind must be: by its branch, else by default. Never NULL. */
const struct fuse_spec *policy_fuse(const struct policy *p, struct bytes kind);
const struct track *policy_track(const struct policy *p, word_id word); /* NULL: there is none */
/* The urgency of a track; the track's default for 0 or a word that is none of its urgencies. Never NULL. */
const struct urgency *track_urgency(const struct track *t, word_id word);
/* The place among the track's urgencies, from 0, the gravest; urgency_count: it is none of them. */
size_t track_gravity(const struct track *t, word_id urgency);
bool track_has_outcome(const struct track *t, word_id outcome); /* may a case be closed so? */
/* How a case may end under every policy, beside the outcomes that its track lists; NULL-terminated. */
extern const char *const track_ending_words[];
const struct milestone *policy_milestone(const struct policy *p, word_id word); /* NULL: there is none */
/* Is it no place of this cell: 0, 0, or outside the policy's area? */
bool policy_is_astray(const struct policy *p, struct point at);
/* The zone that holds a place known to within so many metres (-1: exactly), the first in the order of the
 * policy: the centre lies in it, and so does the whole circle where that is wider than `precision_max_m`.
 * NULL: none does. */
const struct zone *policy_zone_at(const struct policy *p, struct point at, int64_t precision_m);
/* The first notice or series whose pattern fits the kind; NULL: none does. */
const struct notice_spec *policy_notice(const struct policy *p, struct bytes kind);
const struct series_spec *policy_series(const struct policy *p, struct bytes kind);
bool patterns_match(const struct patterns *p, struct bytes kind); /* does any of them fit? */
bool urgency_needs_person(
    const struct urgency *u); /* does only a message of certain roles end such a case? */
/* Is it an outcome that only who complained, or the supervisor, may give? */
bool track_by_reporter(const struct track *t, word_id outcome);
word_id policy_closing(const struct policy *p); /* the first milestone that a close meets; 0: there is none */
bool urgency_closed_by(const struct urgency *u, word_id role); /* may this role end one? */
/* What words policy_words lists. */
enum policy_word {
    POLICY_KINDS,
    POLICY_TRACKS,
    POLICY_URGENCIES, /* of all tracks; one that several have comes several times */
    POLICY_OUTCOMES,  /* of all tracks, as the urgencies */
    POLICY_MILESTONES,
    POLICY_ROLES,
    POLICY_RUNGS,
    POLICY_ZONES,
    POLICY_CLOCKS /* by name */
};
#define POLICY_WORDS_MAX 512u /* every list is as long at most */
/* The words of a policy of one sort, for errors that offer them: NULL-terminated in `out`, they live as long
 * as the policy. Returns how many. */
size_t policy_words(const struct policy *p, enum policy_word of, const char *out[POLICY_WORDS_MAX + 1]);
/* The place of a role among the rungs, from 0, the first called; rung_count: it is no rung. */
size_t policy_rung_index(const struct policy *p, word_id rung);

#endif
