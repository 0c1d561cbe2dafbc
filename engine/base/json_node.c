/* json_node.c: see fusion/json.h. Asking a tree: members, texts, exact numbers. */
#include <fusion/json.h>
#include <fusion/limits.h>

#include <stdlib.h>
#include <string.h>

const char *json_type_name(enum json_type type) {
    static const char *const names[] = {
        [JSON_NULL] = "null",       [JSON_FALSE] = "false",     [JSON_TRUE] = "true",
        [JSON_NUMBER] = "a number", [JSON_STRING] = "a string", [JSON_ARRAY] = "a list",
        [JSON_OBJECT] = "an object"};
    assert((size_t)type < sizeof names / sizeof *names);
    return names[type];
}

const struct json *json_get(const struct json *object, const char *key) {
    if (!object || object->type != JSON_OBJECT)
        return NULL;
    size_t size = strlen(key);
    for (const struct json *m = object->child; m; m = m->next)
        if (m->key.size == size && memcmp(m->key.data, key, size) == 0)
            return m;
    return NULL;
}

struct bytes json_text(const struct json *node) {
    return node && node->type == JSON_STRING ? node->text : (struct bytes){NULL, 0};
}

bool json_is_true(const struct json *node) {
    return node && node->type == JSON_TRUE;
}

/* A number as written, taken apart: its digits before and behind the point, and how many of all these digits
 * stand before the point once the exponent is applied (may be negative, or more than there are). */
struct decimal {
    bool negative;
    struct bytes whole, fraction;
    int64_t before_point;
};

static size_t digits_size(struct bytes b, size_t from) {
    size_t at = from;
    while (at < b.size && b.data[at] >= '0' && b.data[at] <= '9')
        at++;
    return at - from;
}

static struct decimal decimal_read(struct bytes text) {
    const int64_t exponent_most = 1000000000; /* far beyond any text that fits in memory here */
    struct decimal d = {.negative = text.size > 0 && text.data[0] == '-'};
    size_t at = d.negative, size = digits_size(text, at);
    int64_t exponent = 0;
    d.whole = bytes_slice(text, at, at + size);
    at += size;
    if (at < text.size && text.data[at] == '.') {
        size = digits_size(text, ++at);
        d.fraction = bytes_slice(text, at, at + size);
        at += size;
    }
    if (at < text.size) { /* e or E, perhaps a sign */
        at++;
        bool minus = at < text.size && text.data[at] == '-';
        at += at < text.size && (text.data[at] == '-' || text.data[at] == '+');
        for (; at < text.size; at++)
            if (exponent < exponent_most)
                exponent = exponent * 10 + (text.data[at] - '0');
        exponent = minus ? -exponent : exponent;
    }
    d.before_point = (int64_t)d.whole.size + exponent;
    return d;
}

/* The digit at a place from 0, the first; 0 behind the last. */
static int decimal_digit(const struct decimal *d, int64_t at) {
    size_t i = (size_t)at;
    if (i < d->whole.size)
        return d->whole.data[i] - '0';
    i -= d->whole.size;
    return i < d->fraction.size ? d->fraction.data[i] - '0' : 0;
}

/* The number times 10^digits, rounded half away from zero; *exact is false when something was rounded off.
 * False when it is no number or does not fit. */
static bool number_scale(const struct json *node, unsigned digits, int64_t *out, bool *exact) {
    if (!node || node->type != JSON_NUMBER)
        return false;
    struct decimal d = decimal_read(node->text);
    int64_t count = (int64_t)(d.whole.size + d.fraction.size), point = d.before_point + digits, value = 0,
            at = 0;
    for (; at < point && (at < count || value); at++) {
        if (value > (INT64_MAX - 9) / 10)
            return false;
        value = value * 10 + decimal_digit(&d, at);
    }
    *exact = true;
    for (int64_t rest = point > 0 ? point : 0; rest < count; rest++)
        *exact = *exact && decimal_digit(&d, rest) == 0;
    if (point >= 0 && point < count && decimal_digit(&d, point) >= 5)
        value++;
    *out = d.negative ? -value : value;
    return true;
}

bool json_int(const struct json *node, int64_t *out) {
    int64_t value;
    bool exact;
    if (!number_scale(node, 0, &value, &exact) || !exact || value > JSON_INTEGER_MAX ||
        value < -JSON_INTEGER_MAX)
        return false;
    *out = value;
    return true;
}

int64_t json_int_or(const struct json *node, int64_t other) {
    int64_t value;
    return json_int(node, &value) ? value : other;
}

enum json_number json_number_read(const struct json *node, int64_t *integer, double *real) {
    char text[JSON_REAL_BYTES_MAX + 1];
    if (node->type != JSON_NUMBER)
        return JSON_NO_NUMBER;
    if (json_int(node, integer))
        return JSON_INTEGER;
    if (node->text.size >= sizeof text)
        return JSON_NO_NUMBER;
    memcpy(text, node->text.data, node->text.size);
    text[node->text.size] = '\0';
    *real = strtod(text, NULL);
    return JSON_REAL;
}

bool json_decimal(const struct json *node, unsigned digits, int64_t *out) {
    bool exact;
    return number_scale(node, digits, out, &exact);
}
