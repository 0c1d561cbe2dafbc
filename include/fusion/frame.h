/*
 * frame.h: the narrow seam between the recorder and the cell: frames of bytes.
 *
 * A frame is a 32-bit little-endian size of what follows, one byte of type, then fields in the order of the
 * structs below: integers little-endian, bytes with a 32-bit size before them. Both sides build and read
 * frames only with these functions, so they may as well stand in two processes.
 *
 *   to the cell     policy; head, keys, incident, quiet (restoring); line; tick; wall; recalled
 *   from the cell   entry (any number, in order), then either recall (the recorder answers with recalled, and
 *                   the cell takes the line again from its start) or done
 *
 * A turn begins with a policy, a line, a tick or a wall and ends with done. Whoever feeds the cell numbers
 * its turns from 1, and every frame of a turn carries the number: so an answer says by itself which line it
 * is about, whenever it comes. Restoring is no turn: its frames have no number, and the done that answers the
 * head says 0.
 *
 * Instants are milliseconds UTC. Bytes of a frame that was read point into its body, and live as long.
 */
#ifndef FUSION_FRAME_H
#define FUSION_FRAME_H

#include <fusion/digest.h>
#include <fusion/error.h>
#include <fusion/limits.h>
#include <fusion/policy.h>

/* What a frame is; each has its struct below, where it needs one. */
enum frame_type {
    FRAME_HEAD = 'H',
    FRAME_KEYS = 'K',
    FRAME_INCIDENT = 'I',
    FRAME_QUIET = 'U',
    FRAME_POLICY = 'P',
    FRAME_LINE = 'L',
    FRAME_TICK = 'T',
    FRAME_WALL = 'S',
    FRAME_RECALLED = 'A',
    FRAME_ENTRY = 'E',
    FRAME_RECALL = 'Q',
    FRAME_DONE = 'D',
};

/* Restoring: where the record stands. */
struct frame_head {
    uint64_t entries, incidents; /* numbers given out so far */
    uint64_t policy_entry;       /* the activation in force; 0: none */
    uint32_t semantics;          /* under which it decided */
    int64_t instant_ms;          /* of the last entry; INSTANT_NONE: none */
    struct bytes policy_digest;  /* of the policy in force, in hex; empty: none */
};
/* Restoring: one incident's document. Those that are not dormant are `live`; those opened within the policy's
 * history are sent for the rules' questions too, live or not. */
struct frame_incident {
    uint64_t number;
    uint8_t live; /* 0 or 1 */
    struct bytes document;
};
/* Restoring: `party` was told of a quarantine at this instant, and so, also over a restart, is not called
 * again by the same burst of bad lines. */
struct frame_quiet {
    party_id party;
    int64_t at_ms;
};

/* How a line came: whole; over LINE_BYTES_MAX; the last of its input, without a newline; as a row that the
 * adapter refused. */
enum line_condition { LINE_WHOLE, LINE_TOO_LONG, LINE_TRUNCATED, LINE_REFUSED };
/* A line for the cell. */
struct frame_line {
    uint64_t turn;
    int64_t instant_ms;   /* of receipt; INSTANT_NONE: history, the message itself says when it came */
    int64_t wall_ms;      /* live: what the machine's clock said then */
    uint32_t input;       /* 0: stdin; n: `input n` */
    uint64_t number;      /* of the line, from 1 */
    uint8_t condition;    /* enum line_condition */
    uint64_t size;        /* of the whole line */
    struct digest sha256; /* of the whole line; only where `bytes` are not the whole of it */
    unsigned char salt[SALT_BYTES];
    struct bytes reason; /* LINE_REFUSED: the adapter's words */
    struct bytes bytes;  /* without its newline and the CR before it; a head, where `size` is larger */
};

/* Live: the machine's clock stepped, and no longer says what the cell's does. */
struct frame_wall {
    uint64_t turn;
    int64_t instant_ms, wall_ms;
};

/* What the cell asks back: the entries of a key, or the document of an incident. */
enum recall_kind { RECALL_MESSAGE, RECALL_INCIDENT };
struct frame_recall {
    uint64_t turn;
    uint8_t kind; /* enum recall_kind */
    uint64_t key; /* digest_key of `PARTY:id` or of a quarantined line; or an incident's number */
};
/* One piece of an answer, of which there may be none: an entry's body and the salt of its payload, or an
 * incident's document and no salt. */
struct recalled {
    struct bytes body, salt;
};

/* What an entry is about: docs/record.md, under bodies. */
enum entry_kind {
    ENTRY_MESSAGE,
    ENTRY_DEADLINE,
    ENTRY_QUARANTINE,
    ENTRY_POLICY,
    ENTRY_FAULT,
    ENTRY_CLOCK_STEP,
};
extern const char *const entry_kind_words[]; /* by kind; NULL-terminated */
/* What the recorder stores beside an entry, which commits to it by a digest: nothing, the line of its turn,
 * or the files of the policy that it puts in force. */
enum entry_payload { PAYLOAD_NONE, PAYLOAD_LINE, PAYLOAD_POLICY };

/* What one incident's document changes by. Offset and size are those of the merge patch within the body. */
struct entry_change {
    uint64_t incident;
    int64_t dormant_ms; /* from when on the incident is dormant, after this entry: INSTANT_NONE while it is
                           awake, DORMANT_CLOSED once it is closed */
    uint32_t offset, size;
};
#define ENTRY_CHANGES_MAX 64u             /* of one entry */
#define ENTRY_TOUCHES_MAX 128u            /* likewise */
#define DORMANT_CLOSED    (INT64_MIN + 1) /* before every instant */

/* An entry of the record, as the cell writes it. */
struct frame_entry {
    uint64_t turn;
    uint64_t n; /* from 1, without a gap */
    int64_t at_ms;
    uint8_t kind, payload; /* enum entry_kind, enum entry_payload */
    uint64_t incident;     /* the one it is about; 0: none */
    uint64_t key;          /* by which it can be recalled; 0: none */
    uint32_t change_count, touch_count;
    struct entry_change changes[ENTRY_CHANGES_MAX];
    uint64_t touches[ENTRY_TOUCHES_MAX]; /* incidents besides its own that it changes or acts on, each once */
    struct bytes body;
};

/* What became of the line of a turn; OUTCOME_NONE: the turn had none. */
enum line_outcome { OUTCOME_NONE, OUTCOME_ACCEPTED, OUTCOME_DUPLICATE, OUTCOME_QUARANTINED };
/* The end of a turn, and where the cell stands then. */
struct frame_done {
    uint64_t turn;
    uint8_t outcome;    /* enum line_outcome */
    uint8_t late;       /* 1: the message belongs before the instant where the cell stood */
    uint8_t running;    /* 1: some clock has a step to come */
    uint64_t entry;     /* of the line; of a duplicate: the one that it repeats; 0: none */
    int64_t instant_ms; /* the cell's now; INSTANT_NONE before the first */
    int64_t next_ms;    /* the next due step; INSTANT_NONE: none */
    int64_t history_ms; /* after a policy: how far back rules may look */
    struct error error; /* a policy refused; error.code 0 otherwise */
};

/* Takes the first frame off *stream: its type is returned (a byte, perhaps of no frame_type), its body is
 * *body, and *stream is moved behind it. 0, with nothing changed: no whole frame is there. */
int frame_next(struct bytes *stream, struct bytes *body);

/* Each appends one frame to `out`, which remembers if memory ran out. Bytes over 4 GiB count as that too. */
void frame_put_head(struct buffer *out, const struct frame_head *f);
void frame_put_keys(struct buffer *out, const uint64_t *keys, size_t count);
void frame_put_incident(struct buffer *out, const struct frame_incident *f);
void frame_put_quiet(struct buffer *out, const struct frame_quiet *f);
void frame_put_policy(struct buffer *out, uint64_t turn, int64_t instant_ms, const struct policy_file *files,
                      size_t count);
void frame_put_line(struct buffer *out, const struct frame_line *f);
void frame_put_tick(struct buffer *out, uint64_t turn, int64_t instant_ms);
void frame_put_wall(struct buffer *out, const struct frame_wall *f);
void frame_put_recalled(struct buffer *out, const struct frame_recall *asked, const struct recalled *found,
                        size_t count);
void frame_put_entry(struct buffer *out, const struct frame_entry *f);
void frame_put_recall(struct buffer *out, const struct frame_recall *f);
void frame_put_done(struct buffer *out, const struct frame_done *f);

/* Each reads the body of one frame. False when the bytes are none of that type: too short or too long, or
 * with a word or a number that cannot be; *f may be half filled then. `files` has room for POLICY_FILES_MAX,
 * `found` for RECALL_ENTRIES_MAX. */
bool frame_get_head(struct bytes body, struct frame_head *f);
size_t frame_get_keys(struct bytes body, const char **packed); /* the count; each is 8 bytes, little-endian */
bool frame_get_incident(struct bytes body, struct frame_incident *f);
bool frame_get_quiet(struct bytes body, struct frame_quiet *f);
bool frame_get_policy(struct bytes body, uint64_t *turn, int64_t *instant_ms, struct policy_file *files,
                      size_t *count);
bool frame_get_line(struct bytes body, struct frame_line *f);
bool frame_get_tick(struct bytes body, uint64_t *turn, int64_t *instant_ms);
bool frame_get_wall(struct bytes body, struct frame_wall *f);
bool frame_get_recalled(struct bytes body, struct frame_recall *asked, struct recalled *found, size_t *count);
bool frame_get_entry(struct bytes body, struct frame_entry *f);
bool frame_get_recall(struct bytes body, struct frame_recall *f);
bool frame_get_done(struct bytes body, struct frame_done *f);

/* The files of a policy as one run of bytes, appended to `out`: the payload of its activation. */
void policy_files_pack(struct buffer *out, const struct policy_file *files, size_t count);
/* And back, as views into `packed`; `files` has room for POLICY_FILES_MAX. False: it is no such run. */
bool policy_files_unpack(struct bytes packed, struct policy_file *files, size_t *count);

#endif
