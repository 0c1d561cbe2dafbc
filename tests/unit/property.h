/*
 * property.h: what must hold of every stream under every policy, a row each; tests/unit/test_streams.c tries
 * them. docs/testing.md says what each asks, under order and chance.
 */
#ifndef TESTS_PROPERTY_H
#define TESTS_PROPERTY_H

#include "cell_fixture.h"
#include "message_stream.h"

/* A stream, and what a property is tried on it with. */
struct trial {
    uint64_t seed;
    const char *folder; /* of the policy */
    const struct policy *policy;
    struct message_stream *stream;
    bool live; /* lines come at their own instants; else in history */
    const struct property *property;
    int64_t *happened; /* by the place in its `happens`: how often */
};

struct property {
    const char *name;
    unsigned seeds;                       /* how many are tried, unless SEEDS says otherwise */
    void (*check)(const struct trial *t); /* fails by the assertions of cmocka */
    /* Questions to its records, whose answer must be more than 0 over all trials, or they would say nothing;
     * NULL-terminated, or NULL. */
    const char *const *happens;
};
extern const struct property properties[]; /* ends with a row without a name */

/* property_cells.c: two cells that are told the same write the same. */
void exchanged(const struct trial *t);
void in_pieces(const struct trial *t);
void restarted(const struct trial *t);
/* property_record.c: what stands in one record. */
void lawful(const struct trial *t);
void summed(const struct trial *t);
void timed(const struct trial *t);
void numbered(const struct trial *t);
/* property_again.c: a record is executed again. */
void executed_again(const struct trial *t);
/* property_replay.c: the lines of a record are replayed. */
void replayed(const struct trial *t);
/* property_order.c: what does not depend on who was first. */
void in_any_order(const struct trial *t);
/* property_asked.c: who is asked follows from what stands. */
void taken_back(const struct trial *t);
void one_for_a_while(const struct trial *t);
void only_involved_called(const struct trial *t);

/* trial.c */

/* A cell and a record with nothing said yet. */
void trial_open(const struct trial *t, struct fixture *f);
int64_t trial_live_ms(const struct trial *t); /* when it begins; INSTANT_NONE: in history */
/* Live: whatever comes due until then fires at its own instant, as where the loop waits for it. */
void trial_pass(struct fixture *f, int64_t until_ms);
/* A line, before which all comes due that is due by then: as it came, and line `n` of the stream. */
enum line_outcome trial_say_frame(const struct trial *t, struct fixture *f, int64_t at_ms,
                                  struct frame_line frame);
enum line_outcome trial_say(const struct trial *t, struct fixture *f, size_t n);
/* All lines, until nothing is left to come due; committed. */
void trial_play(const struct trial *t, struct fixture *f);
void trial_drain(const struct trial *t, struct fixture *f);
/* Counts what happened, for `happens`. */
void trial_count(const struct trial *t, struct fixture *f);

/* What is wrong: rows of a place and what was found there. Fails with the first of them. */
struct question {
    const char *law, *sql;
};
void record_holds(struct fixture *f, const struct question *questions, size_t count);
/* All laws of every record (engine/record/laws.sql), and what a record derives is what its entries make. */
void record_is_right(struct fixture *f);
/* The one number that is the answer. */
int64_t record_number(struct fixture *f, const char *sql);
/* All rows as one text. */
void record_rows(struct fixture *f, const char *sql, struct buffer *out);
/* Fails where the answers of two records differ. */
void rows_equal(struct fixture *was, struct fixture *is, const char *sql);
/* Fails where the entries of two cells differ. */
void bodies_equal(const struct fixture *a, const struct fixture *b, const char *what);

#endif
