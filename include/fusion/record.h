/*
 * record.h: the record: entries, payloads and projections in one SQLite file.
 *
 * The one writer holds the file by a lock and is the only one that checkpoints; readers open read-only.
 * Tables are made by engine/record/schema.sql, views by views.sql beside it; docs/record.md is for users. The
 * documents of incidents are a fold of the entries: each is the RFC 7396 merge of all `changes` members about
 * it, in order.
 *
 * A function with a struct error returns 0, or a negative code; one with `take` also what `take` returned.
 */
#ifndef FUSION_RECORD_H
#define FUSION_RECORD_H

#include <fusion/store.h>

#define RECORD_SCHEMA 1 /* of the tables; stands in the file as its user_version */

/* For what a record is opened. */
enum record_mode {
    RECORD_CREATE, /* refuses a file that exists */
    RECORD_WRITE,  /* opens, or creates */
    RECORD_MEND,   /* opens to write; refuses what is no record yet */
    RECORD_READ,
};
/* What a writer does: a live cell, or lines of the past. */
enum session_kind { SESSION_RUN, SESSION_REPLAY };

struct record;

/* Opens the file at `path`; *out is NULL where that fails. Errors name the cause: it exists, is no record, is
 * of a newer schema, is read-only, is held (and by whom). */
int record_open(const char *path, enum record_mode mode, struct record **out, struct error *e) CHECKED;
/* A record without a name, for those who only want to know what would stand in it: gone when it is closed. */
int record_scratch(struct record **out, struct error *e) CHECKED;
/* Makes such a record what it was when it was new. */
int record_empty(struct record *r, struct error *e) CHECKED;
/* Frees it; NULL is nothing to free. What is not committed is rolled back; where there is nothing to roll
 * back, what record_emitted noted is still written. */
void record_close(struct record *r);
/* A writer's record as the store of a recorder; it lives as long as the record. */
struct store *record_store(struct record *r);
/* A writer says what it is about to do. Actions of a session that does not emit (a replay, unless its user
 * asked for them) are held for ever. */
int record_session(struct record *r, enum session_kind kind, bool emits, struct error *e) CHECKED;
/* The name of a file behind `stdin` (0) or `input N` of this session, kept beside the entries. */
int record_source(struct record *r, uint32_t input, const char *name, struct error *e) CHECKED;

/* What became of a line, for its sender. */
struct receipt {
    uint8_t outcome;      /* enum line_outcome, not OUTCOME_NONE */
    uint32_t input;       /* 0: stdin; n: `input n` */
    uint64_t line, entry; /* numbers; a duplicate has the entry that it repeats */
};
/* Notes the receipt of the line just recorded; it waits until record_pending gives it out. At most
 * GROUP_ENTRIES_MAX may wait. */
int record_receipt(struct record *r, const struct receipt *what, struct error *e) CHECKED;
/* What is to go out: every committed action of this and earlier sessions that emit, and that was not emitted
 * yet, in order, each as one line of NDJSON appended to `out` (at most `limit` of them): the columns of the
 * view `actions`, with the status that the action has once it is out. Receipts that wait come along, each
 * before the actions of its entry. *count is the number of lines; 0: nothing is left. */
int record_pending(struct record *r, size_t limit, struct buffer *out, size_t *count,
                   struct error *e) CHECKED;
/* All that record_pending gave is out; the file learns it with the next commit. */
int record_emitted(struct record *r, struct error *e) CHECKED;

/* Reading: what is asked of a record, by name; the texts stand in engine/record/queries.c. The comment of a
 * query says what is bound to it (?1, ?2 ...), and names its columns where they are taken by their place; of
 * the others record_columns gives the names. */
enum query {
    /* `list`. ?1 not empty: closed ones too; ?2 a state, ?3 a track, empty: any; ?4 how many, -1: all. */
    QUERY_LIST,
    QUERY_LIST_TABLE,   /* when, who, what: a narrow terminal leaves the last columns out */
    QUERY_LIST_UNCASED, /* incidents without a case; the same bound, but the state and the track are "" */
    QUERY_LIST_TRACKS,  /* nothing bound; track */
    /* `show`. ?1 the incident. */
    QUERY_SHOW_INCIDENT,
    QUERY_SHOW_CLAIMS,
    QUERY_SHOW_CASES,
    QUERY_SHOW_CLOCKS,
    QUERY_SHOW_NOTICE,
    QUERY_SHOW_DISPUTES,
    QUERY_SHOW_LINKS,
    QUERY_SHOW_ACKS,
    QUERY_SHOW_TIMELINE,
    /* The summary of a replay. Nothing bound; a word, and how many of it, the most first. */
    QUERY_QUARANTINE_BY_REASON,
    QUERY_INCIDENTS_BY_STATE,
    QUERY_CASES_BY_TRACK,
    QUERY_UNCASED_BY_BRANCH, /* of kinds: incidents without a case */
    QUERY_CLOCKS_BY_STATE,
    QUERY_ACTIONS_BY_VERB,
    /* What is needed beside the entries to execute them again, in order. */
    QUERY_TOTALS,     /* the last entry, lines that came again */
    QUERY_SESSIONS,   /* id, kind, first entry */
    QUERY_SESSION_OF, /* ?1 an entry, below 2^63: is its session live, the first entry of the next one */
    QUERY_POLICIES,   /* the entry of each that was put in force */
    QUERY_FOREIGN_POLICIES, /* of other semantics than ?1 or another Lua than ?2: entry, semantics, Lua */
    QUERY_PAYLOAD,          /* ?1 an entry: bytes */
    QUERY_SOURCES,          /* ?1 a session: input, name */
    QUERY_REPEATS,          /* entry, how often its line came again */
    /* `test`. From ?1 to ?2 (ms), of incident ?3 (empty: any): who was called or told, copies left out. */
    QUERY_NOTIFIED,  /* PARTY/role */
    QUERY_BARE_ROLE, /* the role that a bare party means, by the policy in force */
    QUERY_COUNT
};
/* One row of an answer, valid until `take` returns. */
struct row {
    size_t count;               /* of columns */
    const char *const *names;   /* NUL-terminated */
    const struct bytes *values; /* as text, NULL data for NULL */
    const char *types;          /* a letter a column: integer i, real r, text t, blob b, NULL n */
};
/* Asks, and gives each row to `take` until that returns anything but 0. `bound` are texts, as many as the
 * query has, in order. */
int record_ask(struct record *r, enum query which, const struct bytes *bound, size_t count,
               int (*take)(void *context, const struct row *row), void *context, struct error *e) CHECKED;
/* The names of a query's columns; the record's own, until it is closed. */
int record_columns(struct record *r, enum query which, const char *const **names, size_t *count,
                   struct error *e) CHECKED;

/* Rows of a view by what stands in its columns, for those whose users name the columns. Nothing that an asker
 * gives becomes SQL: names are those of the record, values are bound. */
#define SELECTION_VIEWS      14u
#define SELECTION_VALUES_MAX 32u
extern const char *const selection_views[SELECTION_VIEWS + 1]; /* NULL-terminated: see docs/record.md */
/* What a column must be: this text, anything but NULL, or NULL. */
struct column_value {
    const char *column; /* a name that selection_has knows */
    enum { COLUMN_IS, COLUMN_PRESENT, COLUMN_ABSENT } form;
    struct bytes text; /* of COLUMN_IS */
};
/* Which rows; all of it is the asker's. */
struct selection {
    const char *view;      /* one of selection_views */
    struct bytes incident; /* rows about it alone, in a view that selection_incident knows; empty: any */
    const struct column_value *values;
    size_t count; /* at most SELECTION_VALUES_MAX */
};
/* The columns of one of selection_views, NULL-terminated; the record's own, until it is closed. */
int selection_columns(struct record *r, const char *view, const char *const **names, struct error *e) CHECKED;
/* Is `name` one of these columns, or a name for two of them: `to` of actions, `from` of messages, each a text
 * `PARTY/role`? */
bool selection_has(const char *view, const char *const *columns, const char *name);
/* The name of the column that says which incident a row is about; NULL: rows of this view are about none. */
const char *selection_incident(const char *view, const char *const *columns);
/* How many rows have all the values. A name that selection_has does not know is an error. */
int selection_count(struct record *r, const struct selection *s, int64_t *out, struct error *e) CHECKED;
/* At most `limit` rows: those that have all the values, or, not `fitting`, all about the incident, those
 * first that have the most of them, to show what stands there instead. They have the columns of `values`, and
 * behind these those that tell rows of the view apart; all columns, where there are no values. */
int selection_rows(struct record *r, const struct selection *s, bool fitting, unsigned limit,
                   int (*take)(void *context, const struct row *row), void *context, struct error *e) CHECKED;
/* Each row that has all the values, with all its columns. */
int selection_each(struct record *r, const struct selection *s,
                   int (*take)(void *context, const struct row *row), void *context, struct error *e) CHECKED;

/* How many laws there are: what must hold in every record, engine/record/laws.sql. */
unsigned record_laws_count(void);
/* Asks for all that breaks one, and gives each to `take` until that returns anything but 0: the law in words,
 * where, and what was found there, valid until `take` returns. */
int record_laws_ask(struct record *r,
                    int (*take)(void *context, const char *law, struct bytes place, struct bytes found),
                    void *context, struct error *e) CHECKED;

/* An entry of the log, and its payload; valid until the next one is read. */
struct log_row {
    uint64_t n;
    int64_t at_ms;
    uint64_t incident, key; /* 0: none */
    struct bytes kind, body;
    struct bytes salt, payload; /* data NULL: the record does not have them */
};
struct log;
/* From now on, all that is read of this record (opened with RECORD_READ) is as it stands now. */
int record_freeze(struct record *r, struct error *e) CHECKED;
/* The log in order, from entry 1; closed before its record is. */
int log_open(struct record *r, struct log **out, struct error *e) CHECKED;
int log_next(struct log *l, struct log_row *row, struct error *e) CHECKED; /* 1; 0 at the end; negative */
void log_close(struct log *l);                                             /* NULL is nothing to close */

/* Notes how often the line of entry n came again, as another record counted it; once for each entry. */
int record_repeated(struct record *r, uint64_t n, uint64_t count, struct error *e) CHECKED;

/* What was found of one table that is folded from entries. */
struct projection_found {
    const char *table;
    uint64_t rows, differed; /* as they ought to be; of these and of those that stand, the wrong ones */
    char first[64];          /* the first row that differed; empty: none */
};
#define PROJECTIONS 2u /* documents, touched */
/* What record_rebuild is to do, and what it found. */
struct rebuild {
    bool write;                                                /* put right what differs; else only look */
    void (*progress)(void *context, uint64_t n, uint64_t all); /* told of entry n of all; NULL: nobody asks */
    void *context;
    /* filled */
    uint64_t entries;
    struct projection_found found[PROJECTIONS];
};
/* Makes the projections anew from the entries and compares them with those that stand, in one transaction. A
 * body that cannot be read is an error that names its entry, and nothing is changed then. */
int record_rebuild(struct record *r, struct rebuild *b, struct error *e) CHECKED;

#endif
