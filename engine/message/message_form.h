/*
 * message_form.h: how one value of a message is checked and decoded, and how a fault of it is told.
 *
 * A field is a row of fields.h: its name, the function that decodes its value, and where the result goes. The
 * functions are few; an object within a message (place, harm ...) is a table of rows again.
 */
#ifndef MESSAGE_MESSAGE_FORM_H
#define MESSAGE_MESSAGE_FORM_H

#include "fields.h"

#include <fusion/limits.h>

#define PATH_DEPTH_MAX 8u       /* a message nests less deeply, but for `data` */
#define PATH_NO_INDEX  SIZE_MAX /* a member, and no element of a list */

/* One line being decoded. */
struct decoding {
    struct arena *arena;
    const struct party_lookup *parties;
    struct quarantine *fault;
    unsigned depth;
    struct {
        const char *name; /* NULL for an element of a list */
        size_t index;
    } path[PATH_DEPTH_MAX]; /* where the value at hand stands */
};

/* Tell the fault of the value at hand and return false. `expected` is a format. */
bool form_fail(struct decoding *d, enum quarantine_reason reason, const struct json *found,
               const char *expected, ...) __attribute__((format(printf, 4, 5)));
/* `expected`, and the one of `words` (may be NULL) that is nearest to `word`. */
bool form_fail_near(struct decoding *d, enum quarantine_reason reason, const struct json *found,
                    struct bytes word, const char *const *words, const char *expected);
bool form_wrong_type(struct decoding *d, const struct json *found, const char *expected);
bool form_missing(struct decoding *d, const char *name, const char *whose);
bool form_no_memory(struct decoding *d);

/* The value at hand is that of a member, or an element, of the one before; and no more. */
void path_enter(struct decoding *d, const char *name, size_t index);
void path_leave(struct decoding *d);

/* Decode the members of an object by `fields` into `base`. *seen has bit i where row i was met. */
bool form_object(struct decoding *d, const struct json *node, const struct field *fields, void *base,
                 uint64_t *seen);

/* Is the party assigned in ISO 3166-1, or declared in the policy? */
bool party_known(const struct party_lookup *parties, party_id party);
/* a-z, 0-9 and `-`, 1 to WORD_BYTES_MAX of them, first a letter. */
bool form_is_word(struct bytes text);
bool form_is_kind(struct bytes text);

/* The members of an area as they come, since its coordinates are read by its type. */
struct geometry {
    unsigned type;
    const struct json *coordinates;
};
extern const char *const geometry_words[]; /* a line, a polygon */

form_decode form_id, form_word, form_kind, form_code, form_grade, form_name, form_reason; /* struct bytes */
form_decode form_listed;                   /* struct bytes: one of the words of `detail` */
form_decode form_enum;                     /* an enum: the place of the word in `detail` */
form_decode form_time;                     /* int64_t, and time_is_date of the message that it stands in */
form_decode form_until;                    /* int64_t: an instant, or a date as the end of that day */
form_decode form_from;                     /* int64_t: an instant, or a date as its beginning */
form_decode form_instant;                  /* int64_t */
form_decode form_count;                    /* int64_t: 0 to the int64_t that `detail` points to */
form_decode form_metres;                   /* int64_t: 0 to METRES_MAX, rounded */
form_decode form_latitude, form_longitude; /* int32_t, in 10^-7 degrees */
form_decode form_party;                    /* party_id, known */
form_decode form_address;                  /* struct address */
form_decode form_ref;                      /* struct ref */
form_decode form_flag;                     /* int: 1 or 0 */
form_decode form_only;                     /* bool: true; the value must be the word of `detail` */
form_decode form_text;                     /* const struct json *: a string, or {language: string} */
form_decode form_data;                     /* const struct json *: an object whose numbers are within 2^53 */
form_decode form_coordinates;              /* const struct json *: anything */
/* By the table of their parts: of the message, of an element of a list. */
form_decode part_window, part_place, part_area, part_harm, part_marking, part_actor, part_subject;

#endif
