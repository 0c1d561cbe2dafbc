/*
 * json.h: the one seam to the JSON library (yajl; docs/architecture.md says why, `make bench-json` shows it).
 *
 * Reading gives a tree in an arena: nodes are constant, strings decoded, numbers kept as they were written
 * and converted only on demand and exactly. It is stricter than the library: UTF-8 in full, no lone
 * surrogates, no byte order mark, no NUL byte, no raw control byte, no duplicate key, bounds from limits.h.
 * Writing gives canonical bytes: keys in the order written, no white space, integers only, and only the
 * escapes that JSON requires (\" \\ \b \f \n \r \t, others below 0x20 as \u00xx).
 */
#ifndef FUSION_JSON_H
#define FUSION_JSON_H

#include <fusion/arena.h>
#include <fusion/error.h>

/* What a value is; true and false are two types. */
enum json_type { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

/* A value, and where it stands in the tree; it lives as long as the arena of the parse is not reset. */
struct json {
    enum json_type type;
    uint32_t count;           /* of children */
    struct bytes key;         /* of a member: decoded, NUL-terminated behind; empty outside an object */
    struct bytes text;        /* a string: decoded, NUL-terminated behind; a number: as written; else empty */
    const struct json *child; /* the first member or element; NULL: there is none */
    const struct json *next;  /* in the same object or list; NULL: this is the last */
};

/* Why a text is no JSON for us: code, stable reason word (also of a quarantined line), meaning. */
#define JSON_FAULTS(X)                                                                                       \
    X(JSON_MALFORMED, "not-json", "is not well-formed JSON")                                                 \
    X(JSON_BOM, "byte-order-mark", "starts with a byte order mark")                                          \
    X(JSON_NUL, "nul-byte", "holds a NUL byte")                                                              \
    X(JSON_UTF8, "invalid-utf8", "is not valid UTF-8")                                                       \
    X(JSON_SURROGATE, "lone-surrogate", "holds half of a surrogate pair")                                    \
    X(JSON_DEPTH, "too-deep", "nests deeper than 16 levels")                                                 \
    X(JSON_KEYS, "too-many-keys", "has more than 256 keys")                                                  \
    X(JSON_DUPLICATE, "duplicate-key", "has the same key twice in one object")                               \
    X(JSON_MEMORY, "out-of-memory", "could not be read for lack of memory")

/* Those of the list; 0: no fault. */
enum json_fault_code {
    JSON_FINE = 0,
#define X(code, word, meaning) code,
    JSON_FAULTS(X)
#undef X
};

/* Why and where a text could not be read. */
struct json_fault {
    enum json_fault_code code;
    size_t offset;    /* of the byte where it was seen */
    char detail[128]; /* the duplicate key, say; may be empty */
};

/* How deep a text may nest, and how many keys it may have in all. */
struct json_limits {
    unsigned depth, keys;
};
extern const struct json_limits json_limits_message; /* JSON_DEPTH_MAX, JSON_KEYS_MAX */
extern const struct json_limits json_limits_own;     /* for what Fusion itself wrote: JSON_OWN_..._MAX */

/* Parse one JSON text into a tree in the arena. 0, or -1 with *fault filled and *out NULL. `text` need not
 * outlive the call; `limits` nest no deeper than JSON_OWN_DEPTH_MAX. */
int json_parse(struct arena *a, struct bytes text, const struct json_limits *limits, const struct json **out,
               struct json_fault *fault) CHECKED;
/* Of JSON_FAULTS, what completes "the line ...". Static; empty for JSON_FINE. */
const char *json_fault_meaning(enum json_fault_code code);
const char *json_type_name(enum json_type type); /* "a string", "an object" ... for error texts; static */

/* The member of an object, or NULL (also when `object` is NULL or no object). */
const struct json *json_get(const struct json *object, const char *key);
/* A node below may be NULL: that is no string, no number, and not true. */
struct bytes json_text(const struct json *node); /* a string's bytes; empty for anything else */
/* A number that is an integer within 2^53, however it is written (1.0 and 1e3 too). False, *out untouched,
 * for anything else. */
bool json_int(const struct json *node, int64_t *out);
int64_t json_int_or(const struct json *node, int64_t other); /* `other` where json_int says false */
bool json_is_true(const struct json *node);
/* A number times 10^digits, rounded half away from zero: 33.1 with 7 digits gives 331000000. False when it is
 * no number, or too large. */
bool json_decimal(const struct json *node, unsigned digits, int64_t *out);
/* What json_number_read found. */
enum json_number { JSON_NO_NUMBER, JSON_INTEGER, JSON_REAL };
/* A number into *integer where json_int takes it, else the nearest double into *real; only the one that is
 * returned is written. JSON_NO_NUMBER also for one of more than JSON_REAL_BYTES_MAX bytes. `node` is not
 * NULL. */
enum json_number json_number_read(const struct json *node, int64_t *integer, double *real);
/* `target` (NULL: nothing yet) changed by the JSON merge patch `patch`, by RFC 7396; keys that stay keep
 * their place, new ones come behind. The result is in the arena, and parts of it are those of the two trees,
 * which must live as long. NULL when memory ran out. */
const struct json *json_merge(struct arena *a, const struct json *target, const struct json *patch) CHECKED;

/* Writing: values one after the other to the end of `out`, which is the caller's and says whether memory ran
 * out. The writer puts the commas. */
struct json_writer {
    struct buffer *out;
    bool comma; /* before the next value */
};
#define JSON_WRITER(buffer_) ((struct json_writer){(buffer_), false}) /* for one value into a buffer */

void json_open(struct json_writer *w, char bracket);  /* '{' or '[' */
void json_close(struct json_writer *w, char bracket); /* '}' or ']' */
/* The key of the member whose value is written next, escaped as texts are. */
void json_key(struct json_writer *w, const char *key);
void json_key_bytes(struct json_writer *w, struct bytes key);
void json_write_text(struct json_writer *w, struct bytes text); /* a string; `text` is UTF-8 */
void json_write_int(struct json_writer *w, int64_t value);
/* `scaled` divided by 10^digits (1 to 19), without zeros at its end: 331000000 and 7 give 33.1. */
void json_write_decimal(struct json_writer *w, int64_t scaled, unsigned digits);
void json_write_bool(struct json_writer *w, bool value);
void json_write_null(struct json_writer *w);
void json_write_raw(struct json_writer *w, struct bytes json);        /* a whole value, already JSON */
void json_write_tree(struct json_writer *w, const struct json *node); /* numbers as they were written */
/* For output that a terminal may show: in the JSON that stands in `out` from byte `from` on, DEL, the
 * controls of C1 and those of writing direction become \uXXXX, so that the text cannot drive the terminal
 * and its values stay the same. Canonical bodies keep these characters raw. */
void json_escape_controls(struct buffer *out, size_t from);

#endif
