/* options_scalars.c: the text of one option as a value (options_table.h). One row a type: its name, what is
 * expected of it, how it is read. */
#include "options_table.h"

#include <fusion/instant.h>
#include <fusion/limits.h>
#include <fusion/party.h>

#include <stdio.h>
#include <string.h>

bool word_is_formed(struct bytes text) {
    if (text.size == 0 || text.size > WORD_BYTES_MAX || text.data[0] < 'a' || text.data[0] > 'z')
        return false;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
            return false;
    }
    return true;
}

static bool text_decode(const struct option *o, struct bytes text, int64_t *out) {
    *out = 0;
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] < 0x20 || text.data[i] == 0x7f)
            return false;
    return (int64_t)text.size >= o->min && (int64_t)text.size <= o->max;
}

static bool word_decode(const struct option *o, struct bytes text, int64_t *out) {
    (void)o;
    *out = 0;
    return word_is_formed(text);
}

static bool zone_decode(const struct option *o, struct bytes text, int64_t *out) {
    char lower[WORD_BYTES_MAX];
    (void)o;
    *out = 0;
    for (size_t i = 0; i < text.size && i < sizeof lower; i++)
        lower[i] = text.data[i] >= 'A' && text.data[i] <= 'Z' ? (char)(text.data[i] | 0x20) : text.data[i];
    return text.size <= sizeof lower && word_is_formed((struct bytes){lower, text.size});
}

static bool party_decode(const struct option *o, struct bytes text, int64_t *out) {
    party_id party;
    (void)o;
    *out = 0;
    return party_parse(text, &party);
}

static bool pattern_decode(const struct option *o, struct bytes text, int64_t *out) {
    struct bytes rest = text;
    (void)o;
    *out = 0;
    if (bytes_is(text, "*"))
        return true;
    if (bytes_ends(text, BYTES(".*")))
        rest.size -= 2;
    if (text.size > KIND_BYTES_MAX || rest.size == 0 || rest.data[rest.size - 1] == '.')
        return false;
    while (rest.size)
        if (!word_is_formed(bytes_split(&rest, '.')))
            return false;
    return true;
}

static bool choice_decode(const struct option *o, struct bytes text, int64_t *out) {
    for (*out = 0; o->choices[*out]; (*out)++)
        if (bytes_is(text, o->choices[*out]))
            return true;
    return false;
}

static bool flag_decode(const struct option *o, struct bytes text, int64_t *out) {
    (void)o;
    *out = bytes_is(text, "yes") || bytes_is(text, "true");
    return *out || bytes_is(text, "no") || bytes_is(text, "false");
}

static bool number_decode(const struct option *o, struct bytes text, int64_t *out) {
    (void)o;
    return bytes_to_unsigned(text, INT64_MAX, out);
}

/* A number and one of the units (NULL-terminated, the larger first; the last may be empty), times its factor.
 */
static bool unit_decode(struct bytes text, const char *const units[], const int64_t factors[], int64_t *out) {
    for (size_t i = 0; units[i]; i++) {
        struct bytes unit = bytes_of(units[i]), count = text;
        if (!bytes_ends(text, unit))
            continue;
        count.size -= unit.size;
        if (bytes_to_unsigned(count, INT64_MAX / factors[i], out)) {
            *out *= factors[i];
            return true;
        }
    }
    return false;
}

static const char *const size_units[] = {"MiB", "KiB", "", NULL};
static const int64_t size_factors[] = {1024 * 1024, 1024, 1};
static const char *const distance_units[] = {"km", "m", NULL};
static const int64_t distance_factors[] = {1000, 1};

static bool size_decode(const struct option *o, struct bytes text, int64_t *out) {
    (void)o;
    return unit_decode(text, size_units, size_factors, out);
}

static bool distance_decode(const struct option *o, struct bytes text, int64_t *out) {
    (void)o;
    return unit_decode(text, distance_units, distance_factors, out);
}

static bool duration_decode(const struct option *o, struct bytes text, int64_t *out) {
    (void)o;
    return duration_parse(text, out);
}

static struct bytes trimmed(struct bytes text) {
    while (text.size && text.data[0] == ' ')
        text = bytes_slice(text, 1, text.size);
    while (text.size && text.data[text.size - 1] == ' ')
        text.size--;
    return text;
}

bool offset_parse(struct bytes text, struct offset *out) {
    static const struct {
        const char *word;
        enum anchor from;
    } anchors[] = {{"window.from", ANCHOR_WINDOW_FROM}, {"window.until", ANCHOR_WINDOW_UNTIL}};
    *out = (struct offset){ANCHOR_SET, 0};
    if (duration_parse(text, &out->ms))
        return true;
    for (size_t i = 0; i < sizeof anchors / sizeof *anchors; i++) {
        struct bytes word = bytes_of(anchors[i].word);
        if (!bytes_begins(text, word))
            continue;
        struct bytes rest = trimmed(bytes_slice(text, word.size, text.size));
        out->from = anchors[i].from;
        if (rest.size == 0)
            return true;
        bool before = rest.data[0] == '-';
        if ((!before && rest.data[0] != '+') ||
            !duration_parse(trimmed(bytes_slice(rest, 1, rest.size)), &out->ms))
            return false;
        out->ms = before ? -out->ms : out->ms;
        return true;
    }
    return false;
}

/* Its range is of its length alone. One from a window may be of any length, so the least allowed stands for a
 * shorter one. */
static bool offset_decode(const struct option *o, struct bytes text, int64_t *out) {
    struct offset offset;
    *out = 0;
    if (!offset_parse(text, &offset))
        return false;
    *out = offset.ms < 0 ? -offset.ms : offset.ms;
    if (offset.from != ANCHOR_SET && *out < o->min)
        *out = o->min;
    return true;
}

static const struct {
    const char *name, *expected;
    bool (*decode)(const struct option *o, struct bytes text, int64_t *out); /* NULL: no scalar */
} types[] = {
    [OPTION_MAPPING] = {"mapping", "a mapping (`key: value`)", NULL},
    [OPTION_LIST] = {"list", "a list (`[a, b]`)", NULL},
    [OPTION_ONE_OR_LIST] = {"one or a list", "one value or a list of them", NULL},
    [OPTION_KINDS] = {"tree of words", "a mapping of branches (`fire: [mortar, rocket]`)", NULL},
    [OPTION_TEXT] = {"text", "text of one line", text_decode},
    [OPTION_WORD] = {"word", "a word of a-z, 0-9 and -, at most 32 and a letter first", word_decode},
    [OPTION_ZONE] = {"zone", "a word of letters, 0-9 and -, at most 32 and a letter first", zone_decode},
    [OPTION_PARTY] = {"party", "a party's code, 2 to 8 of A-Z and 0-9", party_decode},
    [OPTION_PATTERN] = {"kinds", "a kind, `branch.*` or `*`", pattern_decode},
    [OPTION_CHOICE] = {"choice", "one of", choice_decode},
    [OPTION_FLAG] = {"flag", "yes or no", flag_decode},
    [OPTION_OFFSET] = {"offset", "elapsed time such as 48h, or `window.from - 2h`", offset_decode},
    [OPTION_NUMBER] = {"number", "a whole number", number_decode},
    [OPTION_SIZE] = {"size", "a size such as 4096, 64KiB or 1MiB", size_decode},
    [OPTION_DURATION] = {"duration", "elapsed time such as 90s, 5m, 48h or 15d", duration_decode},
    [OPTION_DISTANCE] = {"distance", "a distance such as 800m or 5km", distance_decode},
};

bool option_decode(const struct option *o, struct bytes text, int64_t *out) {
    assert(types[o->type].decode);
    return types[o->type].decode(o, text, out);
}

const char *option_type_expected(enum option_type type) {
    return types[type].expected;
}

const char *option_type_name(enum option_type type) {
    return types[type].name;
}

static void unit_format(int64_t value, const char *const units[], const int64_t factors[], char out[32]) {
    size_t i = 0;
    while (value % factors[i] || (value == 0 && units[i + 1]))
        i++;
    (void)snprintf(out, 32, "%lld%s", (long long)(value / factors[i]), units[i]);
}

void option_value_format(const struct option *o, int64_t value, char out[32]) {
    if (o->type == OPTION_DURATION || o->type == OPTION_OFFSET)
        duration_format(value, out);
    else if (o->type == OPTION_SIZE)
        unit_format(value, size_units, size_factors, out);
    else if (o->type == OPTION_DISTANCE)
        unit_format(value, distance_units, distance_factors, out);
    else
        (void)snprintf(out, 32, "%lld", (long long)value);
}

static bool contains(struct bytes text, const char *part) {
    return text.size && memmem(text.data, text.size, part, strlen(part));
}

static bool ends(struct bytes text, const char *part) {
    return bytes_ends(text, bytes_of(part));
}

static const struct {
    bool (*is)(struct bytes text, const char *part);
    const char *part, *why;
} unsupported[] = {
    {ends, "wd", "working days need a calendar, which this version does not have"},
    {ends, "%", "a share of a deadline needs deadlines that messages give, which this version does not have"},
    {contains, "need_by", "a deadline that a message gives cannot set a clock in this version"},
    {bytes_is, "pauses_on", "a clock that pauses needs holds of requests, which this version does not have"},
};

const char *option_unsupported(struct bytes text) {
    for (size_t i = 0; i < sizeof unsupported / sizeof *unsupported; i++)
        if (unsupported[i].is(text, unsupported[i].part))
            return unsupported[i].why;
    return NULL;
}
