/*
 * record_db.h: what the files of engine/record share: the record's struct, its statements, its lock.
 *
 * Only engine/record knows SQLite. A writer's statements are prepared once, at open; the queries of readers
 * when each is asked for the first time.
 */
#ifndef FUSION_RECORD_DB_H
#define FUSION_RECORD_DB_H

#include <fusion/json.h>
#include <fusion/record.h>

#include <sqlite3.h>

extern const char record_schema[], record_views[], record_laws[]; /* schema.sql, views.sql, laws.sql */

/* The statement that folds a patch into a document, for the table of a record and for the one that `rebuild`
 * makes beside it: ?1 the incident, ?2 from when on it is dormant, ?3 the patch. The first patch of an
 * incident is its document, as it stands unless there may be a null in it, which has to be left out. */
#define FOLD_DOCUMENT(table)                                                                                 \
    "INSERT INTO " table "(id, dormant, document)"                                                           \
    " VALUES (?1, ?2, CASE WHEN instr(?3, 'null') THEN json_patch('{}', ?3) ELSE ?3 END)"                    \
    " ON CONFLICT(id) DO UPDATE SET dormant = ?2, document = json_patch(document, ?3)"

/* The statements of a writer; their texts are in statements.c. */
enum statement {
    STATEMENT_BEGIN,
    STATEMENT_COMMIT,
    STATEMENT_ROLLBACK,
    STATEMENT_ENTRY,
    STATEMENT_PAYLOAD,
    STATEMENT_DOCUMENT,
    STATEMENT_TOUCHED,
    STATEMENT_REPEAT,
    STATEMENT_REPEATED,
    STATEMENT_EMITTED,
    STATEMENT_SESSION,
    STATEMENT_SOURCE,
    STATEMENT_RECALL_KEY,
    STATEMENT_RECALL_DOCUMENT,
    STATEMENT_LAST_ENTRY,
    STATEMENT_LAST_INCIDENT,
    STATEMENT_LAST_POLICY,
    STATEMENT_LAST_EMITTED,
    STATEMENT_KEYS,
    STATEMENT_OPENED_FROM,
    STATEMENT_AWAKE,
    STATEMENT_QUARANTINED,
    STATEMENT_PENDING,
    STATEMENT_RECEIPT,
    STATEMENT_COUNT
};

/* Who holds a record: a lock on `PATH-holder`, which names the holder to those who come later. */
struct holder {
    int fd; /* -1: not held */
    char *path;
};
/* Takes the lock of `file`, or fails at once; `path` is how its user calls the record. */
int holder_take(struct holder *h, const char *file, const char *path, struct error *e) CHECKED;
void holder_say(const struct holder *h, const char *doing); /* what it does, `run`; NULL: not known yet */
void holder_release(struct holder *h);                      /* also one that was never taken */

/* An action: the k-th (from 1) of entry n. */
struct action_place {
    uint64_t n;
    int64_t k;
};

/* A query that is ready to be asked, and the row on which it stands. Zeroed, it is not made. */
struct prepared {
    sqlite3_stmt *statement; /* NULL: not prepared */
    struct row row;
    struct bytes *values; /* of the row, and its types: to be written to */
    char *types;
    struct arena arena; /* owns names, values and types */
};
#define ROW_BLOCK_BYTES 1024u /* a block of such an arena: most rows need one */

/* A receipt that is not yet out, and the last entry whose actions go out before it. */
struct waiting_receipt {
    struct receipt what;
    uint64_t behind;
};

/* An open record. A reader has no statements, a writer has all; committed_n <= last_n. */
struct record {
    struct store store; /* first: the store is the record */
    sqlite3 *db;
    char *path, *file; /* as given; and as SQLite and the lock know it */
    struct holder holder;
    sqlite3_stmt *statements[STATEMENT_COUNT];
    struct prepared queries[QUERY_COUNT];
    struct prepared views[SELECTION_VIEWS]; /* never asked: their columns */
    bool writes, creates, in_transaction;
    bool broken;                         /* a write failed: nothing is tried again */
    uint64_t last_n, committed_n;        /* the last entry appended, and the last one committed; 0: none */
    int64_t session;                     /* its row; 0: record_session was not called */
    struct action_place emitted, given;  /* the last ones that are out, and that record_pending gave */
    bool emitted_moved;                  /* `emitted` is not yet in the file as it stands */
    uint64_t searched_n;                 /* up to this entry, every action was given */
    struct waiting_receipt *waiting;     /* GROUP_ENTRIES_MAX of them; NULL: nobody asks for receipts */
    size_t waiting_first, waiting_count; /* those that wait are [first, count) */
};

extern const struct store_calls record_calls; /* what makes a record a store */

/* What SQLite says, as an error; `doing` completes "cannot ... PATH". */
int record_fail(struct record *r, const char *doing, struct error *e);
/* A writer's statement, ready to be bound. */
sqlite3_stmt *record_statement(struct record *r, enum statement which);
int record_statements_prepare(struct record *r, struct error *e) CHECKED; /* all of them, at open */
void record_statements_release(struct record *r);
/* Runs a statement that returns no rows, and resets it. A failure rolls back all since the last commit. */
int record_run(struct record *r, enum statement which, struct error *e) CHECKED;
/* On to the next row: 1, or 0 at the end (the statement is reset), or negative. */
int statement_next(struct record *r, sqlite3_stmt *s, struct error *e) CHECKED;
int record_begin(struct record *r, struct error *e) CHECKED;  /* a transaction, unless one is open */
int record_commit(struct record *r, struct error *e) CHECKED; /* the open one, and what is emitted */
void record_rollback(struct record *r);                       /* back to the last commit */

void statement_bind_number(sqlite3_stmt *s, int at, uint64_t value); /* 0 is NULL */
/* `text` must live until the statement is reset. */
void statement_bind_text(sqlite3_stmt *s, int at, struct bytes text);
/* A column of the row on which `s` stands, valid until the next row; NULL data for NULL and for no bytes. */
struct bytes statement_bytes(sqlite3_stmt *s, int column);
/* The same as a member of an object: its text, or null. */
void statement_member(struct json_writer *w, const char *key, sqlite3_stmt *s, int column);

/* Makes a query of one statement that only reads, unless it is made already; nothing is to be released where
 * this failed. */
int prepared_ready(struct prepared *p, struct record *r, const char *sql, struct error *e) CHECKED;
/* As record_ask; `take` must not ask the same query. */
int prepared_ask(struct prepared *p, struct record *r, const struct bytes *bound, size_t count,
                 int (*take)(void *context, const struct row *row), void *context, struct error *e) CHECKED;
void prepared_release(struct prepared *p);     /* it is not made then */
void record_queries_release(struct record *r); /* all that were asked, and the views */

/* Appends the receipts that go out before the actions of entry `before_n`, if their entries are committed, as
 * lines of NDJSON; *count grows by their number. */
int record_receipts_put(struct record *r, uint64_t before_n, struct buffer *out, size_t *count,
                        struct error *e) CHECKED;

/* Calls of the store that have files of their own: see fusion/store.h. */
int record_recall(struct store *s, const struct frame_recall *asked, struct buffer *answer, struct error *e);
int record_restore_head(struct store *s, struct buffer *out, struct error *e);
int record_restore_state(struct store *s, int64_t history_ms,
                         int (*take)(void *context, struct bytes frames, struct error *e), void *context,
                         struct error *e);

#endif
