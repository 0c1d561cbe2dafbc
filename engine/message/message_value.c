/* message_value.c: see message/message_form.h. The forms of single values. */
#include "message_form.h"

#include <fusion/words.h>

#include <stdio.h>
#include <string.h>

static bool is_lower_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* a-z, 0-9 and `-`, 1 to WORD_BYTES_MAX of them, first a letter (or, in a kind, a digit). */
static bool is_word(struct bytes text, bool digit_first) {
    if (text.size == 0 || text.size > WORD_BYTES_MAX || !is_lower_or_digit(text.data[0]))
        return false;
    if (!digit_first && text.data[0] <= '9')
        return false;
    for (size_t i = 1; i < text.size; i++)
        if (!is_lower_or_digit(text.data[i]) && text.data[i] != '-')
            return false;
    return true;
}

bool form_is_word(struct bytes text) {
    return is_word(text, false);
}

bool form_is_kind(struct bytes text) {
    if (text.size == 0 || text.size > KIND_BYTES_MAX || text.data[text.size - 1] == '.')
        return false;
    while (text.size)
        if (!is_word(bytes_split(&text, '.'), true))
            return false;
    return true;
}

static bool is_free_of_controls(struct bytes text) {
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] < 0x20 || text.data[i] == 0x7f)
            return false;
    return true;
}

static bool is_id(struct bytes text) {
    return text.size > 0 && text.size <= ID_BYTES_MAX && is_free_of_controls(text);
}

static bool is_code(struct bytes text) {
    if (text.size == 0 || text.size > CODE_BYTES_MAX)
        return false;
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] < ' ' || text.data[i] > '~')
            return false;
    return true;
}

static bool is_grade(struct bytes text) {
    return text.size == 2 && text.data[0] >= 'A' && text.data[0] <= 'F' && text.data[1] >= '1' &&
           text.data[1] <= '6';
}

static bool is_name(struct bytes text) {
    return text.size <= NAME_BYTES_MAX;
}

static bool is_reason(struct bytes text) {
    return text.size > 0 && text.size <= REASON_BYTES_MAX;
}

static bool text_form(struct decoding *d, const struct json *node, void *out, bool (*is)(struct bytes),
                      const char *expected) {
    struct bytes *text = out;
    if (node->type != JSON_STRING)
        return form_wrong_type(d, node, expected);
    if (!is(node->text))
        return form_fail(d, QUARANTINE_WRONG_FORM, node, "%s", expected);
    *text = node->text;
    return true;
}

#define TEXT_FORM(name, is, expected)                                                                        \
    bool name(struct decoding *d, const struct json *node, const struct field *f, void *out) {               \
        (void)f;                                                                                             \
        return text_form(d, node, out, is, expected);                                                        \
    }
TEXT_FORM(form_id, is_id, "a string of 1 to 128 bytes without control characters")
TEXT_FORM(form_word, form_is_word, "a word of a-z, 0-9 and - (1 to 32 bytes, a letter first)")
TEXT_FORM(form_kind, form_is_kind, "dotted words of a-z, 0-9 and - (1 to 64 bytes)")
TEXT_FORM(form_code, is_code, "a string of 1 to 32 printable ASCII bytes")
TEXT_FORM(form_grade, is_grade, "a grade from A1 to F6")
TEXT_FORM(form_name, is_name, "a string of at most 256 bytes")
TEXT_FORM(form_reason, is_reason, "a string of 1 to 1024 bytes")
#undef TEXT_FORM

#define LISTED_BYTES 160u /* the types, the longest list of words that a field takes, fit */

/* `received, understood, relayed or acted`; an empty word stands for none and is not said. */
static bool fail_listed(struct decoding *d, const struct json *node, const char *const *words) {
    char list[LISTED_BYTES] = "";
    size_t used = 0;
    for (size_t i = 0; words[i]; i++) {
        if (!words[i][0])
            continue;
        int size = snprintf(list + used, sizeof list - used, "%s%s",
                            !used          ? ""
                            : words[i + 1] ? ", "
                                           : " or ",
                            words[i]);
        assert(size > 0 && (size_t)size < sizeof list - used);
        used += (size_t)size;
    }
    return form_fail_near(d, QUARANTINE_WRONG_FORM, node, node->text, words, list);
}

static bool word_among(struct decoding *d, const struct json *node, const struct field *f, int *index) {
    if (node->type != JSON_STRING)
        return form_wrong_type(d, node, "a string");
    *index = words_index(node->text, f->detail);
    return *index >= 0 || fail_listed(d, node, f->detail);
}

bool form_listed(struct decoding *d, const struct json *node, const struct field *f, void *out) {
    struct bytes *text = out;
    int index = -1;
    if (!word_among(d, node, f, &index))
        return false;
    *text = node->text;
    return true;
}

bool form_enum(struct decoding *d, const struct json *node, const struct field *f, void *out) {
    unsigned *value = out; /* the type of our enums, none of which has negative values */
    int index = -1;
    if (!word_among(d, node, f, &index))
        return false;
    *value = (unsigned)index;
    return true;
}

bool form_only(struct decoding *d, const struct json *node, const struct field *f, void *out) {
    bool *given = out;
    int index = -1;
    *given = word_among(d, node, f, &index);
    return *given;
}

bool form_flag(struct decoding *d, const struct json *node, const struct field *f, void *out) {
    int *flag = out;
    (void)f;
    if (node->type != JSON_TRUE && node->type != JSON_FALSE)
        return form_wrong_type(d, node, "true or false");
    *flag = node->type == JSON_TRUE;
    return true;
}

/* An instant, or, where `day_ms` is not negative, also a date, which then means that much after its 00:00Z.
 */
static bool time_form(struct decoding *d, const struct json *node, int64_t day_ms, int64_t *out,
                      bool *is_date) {
    const char *expected = day_ms < 0 ? "a time with offset, as 2026-03-27T02:00:00Z"
                                      : "a time with offset, as 2026-03-27T02:00:00Z, or a date";
    if (node->type != JSON_STRING)
        return form_wrong_type(d, node, expected);
    *is_date = false;
    if (instant_parse(node->text, out))
        return true;
    if (day_ms < 0 || !instant_parse_date(node->text, out))
        return form_fail(d, QUARANTINE_WRONG_FORM, node, "%s", expected);
    *out += day_ms;
    *is_date = true;
    return true;
}

bool form_time(struct decoding *d, const struct json *node, const struct field *f, void *out) {
    struct message *m = (struct message *)(void *)((char *)out - f->offset);
    return time_form(d, node, 0, &m->time_ms, &m->time_is_date);
}

bool form_from(struct decoding *d, const struct json *node, const struct field *f, void *out) {
    bool is_date;
    (void)f;
    return time_form(d, node, 0, out, &is_date);
}

bool form_until(struct decoding *d, const struct json *node, const struct field *f, void *out) {
    bool is_date;
    (void)f;
    return time_form(d, node, DAY_MS, out, &is_date);
}

bool form_instant(struct decoding *d, const struct json *node, const struct field *f, void *out) {
    bool is_date;
    (void)f;
    return time_form(d, node, -1, out, &is_date);
}

bool form_count(struct decoding *d, const struct json *node, const struct field *f, void *out) {
    const int64_t *most = f->detail;
    int64_t *count = out, rounded;
    if (node->type != JSON_NUMBER) {
        char expected[64];
        (void)snprintf(expected, sizeof expected, "an integer from 0 to %lld", (long long)*most);
        return form_wrong_type(d, node, expected);
    }
    if (json_int(node, count) && *count >= 0 && *count <= *most)
        return true;
    bool within =
        json_decimal(node, 0, &rounded) && rounded >= 0 && rounded <= *most && !json_int(node, count);
    return form_fail(d, within ? QUARANTINE_WRONG_FORM : QUARANTINE_NUMBER_RANGE, node,
                     "an integer from 0 to %lld", (long long)*most);
}

bool form_metres(struct decoding *d, const struct json *node, const struct field *f, void *out) {
    int64_t *metres = out, sign;
    (void)f;
    if (node->type != JSON_NUMBER)
        return form_wrong_type(d, node, "a number of metres");
    /* the sign is looked at in full, so that -0.4 is not rounded into the range */
    if (!json_decimal(node, 0, metres) || *metres > METRES_MAX || *metres < 0 ||
        (node->text.data[0] == '-' && (!json_int(node, &sign) || sign != 0)))
        return form_fail(d, QUARANTINE_NUMBER_RANGE, node, "metres from 0 to %d", METRES_MAX);
    return true;
}
