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

enum json_type { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json {
    enum json_type type;
    uint32_t count;    /* of children */
    struct bytes key;  /* decoded; empty outside an object */
    struct bytes text; /* a string, decoded, NUL-terminated behind; a number, as written */
    const struct json *child, *next;
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

enum json_fault_code {
    JSON_FINE = 0,
#define X(code, word, meaning) code,
    JSON_FAULTS(X)
#undef X
};

struct json_fault {
    enum json_fault_code code;
    size_t offset;    /* of the byte where it was seen */
    char detail[128]; /* the duplicate key, say; may be empty */
};

struct json_limits {
    unsigned depth, keys;
};
extern const struct json_limits json_limits_message; /* JSON_DEPTH_MAX, JSON_KEYS_MAX */
extern const struct json_limits json_limits_own;     /* for what Fusion itself wrote: wide */

/* Parse one JSON text. 0, or -1 with *fault filled. `text` need not outlive the call. */
int json_parse(struct arena *a, struct bytes text, const struct json_limits *limits, const struct json **out,
               struct json_fault *fault) CHECKED;
const char *json_fault_word(enum json_fault_code code);
const char *json_fault_meaning(enum json_fault_code code);
const char *json_type_name(enum json_type type); /* "a string", "an object", ... for error texts */

/* The member of an object, or NULL (also when `object` is NULL or no object). */
const struct json *json_get(const struct json *object, const char *key);
struct bytes json_text(const struct json *node); /* a string's bytes; empty for anything else */
bool json_int(const struct json *node,
              int64_t *out); /* an integer within 2^53; also 1.0 and 1e3 are integers */
int64_t json_int_or(const struct json *node, int64_t other);
/* A number as an integer within 2^53 where it is one, else as the nearest real; one that is longer than
 * JSON_REAL_BYTES_MAX is none. Only what is returned was written. */
enum json_number { JSON_NO_NUMBER, JSON_INTEGER, JSON_REAL };
enum json_number json_number_read(const struct json *node, int64_t *integer, double *real);
/* A decimal scaled by 10^digits, rounded half away from zero: 33.1 with 7 digits gives 331000000. */
bool json_decimal(const struct json *node, unsigned digits, int64_t *out);
bool json_is_true(const struct json *node);
/* `target` (NULL: nothing yet) changed by the JSON merge patch `patch`, by RFC 7396; keys that stay keep
 * their place. The result is in the arena and leans on both trees. NULL when memory ran out. */
const struct json *json_merge(struct arena *a, const struct json *target, const struct json *patch) CHECKED;

/* Writing. `out` is the caller's; commas are the writer's. */
struct json_writer {
    struct buffer *out;
    bool comma;
};
#define JSON_WRITER(buffer_) ((struct json_writer){(buffer_), false})

void json_open(struct json_writer *w, char bracket);  /* '{' or '[' */
void json_close(struct json_writer *w, char bracket); /* '}' or ']' */
void json_key(struct json_writer *w, const char *key);
void json_key_bytes(struct json_writer *w, struct bytes key);
void json_write_text(struct json_writer *w, struct bytes text);
void json_write_int(struct json_writer *w, int64_t value);
void json_write_decimal(struct json_writer *w, int64_t scaled,
                        unsigned digits); /* shortest; 331000000,7: 33.1 */
void json_write_bool(struct json_writer *w, bool value);
void json_write_null(struct json_writer *w);
void json_write_raw(struct json_writer *w, struct bytes json);        /* a whole value, already JSON */
void json_write_tree(struct json_writer *w, const struct json *node); /* numbers as they were written */
/* For output that a terminal may show: in the JSON that stands in `out` from `from` on, DEL, the controls of
 * C1 and those of writing direction become \uXXXX. The values stay what they are; canonical bodies keep them
 * raw. */
void json_escape_controls(struct buffer *out, size_t from);

#endif
