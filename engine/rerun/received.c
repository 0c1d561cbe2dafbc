/* received.c: `received` put into a line, in place. The line is known to parse, so no search here runs past
 * its end. See rerun/received.h. */
#include "received.h"

#include <fusion/instant.h>
#include <fusion/limits.h>

#include <string.h>

/* The place behind the string that begins at `at`. */
static size_t string_end(struct bytes line, size_t at) {
    for (at++; line.data[at] != '"'; at++)
        at += line.data[at] == '\\';
    return at + 1;
}

/* The place behind the colon of member number `place`, from 0, of the object that the line is. */
static size_t colon_end(struct bytes line, uint32_t place) {
    unsigned depth = 0;
    for (size_t at = 0;; at++) {
        while (line.data[at] == '"')
            at = string_end(line, at);
        char c = line.data[at];
        depth += c == '{' || c == '[';
        depth -= c == '}' || c == ']';
        place -= depth == 1 && c == ',';
        if (depth == 1 && c == ':' && place == 0)
            return at + 1;
    }
}

static uint32_t place_of(const struct json *object, const struct json *member) {
    uint32_t place = 0;
    for (const struct json *other = object->child; other != member; other = other->next)
        place++;
    return place;
}

/* Append the line with another value behind the colon, where a string is. */
static void value_replace(struct bytes line, size_t colon, const char *instant, struct buffer *out) {
    size_t at = colon;
    while (line.data[at] != '"')
        at++;
    buffer_append(out, bytes_slice(line, 0, at));
    buffer_append_format(out, "\"%s\"", instant);
    buffer_append(out, bytes_slice(line, string_end(line, at), line.size));
}

/* Append the line with `received` as the first member. */
static void member_insert(struct bytes line, const struct json *object, const char *instant,
                          struct buffer *out) {
    size_t at = (size_t)((const char *)memchr(line.data, '{', line.size) - line.data) + 1;
    buffer_append(out, bytes_slice(line, 0, at));
    buffer_append_format(out, "\"received\":\"%s\"%s", instant, object->count ? "," : "");
    buffer_append(out, bytes_slice(line, at, line.size));
}

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Drop the white space between tokens from what stands in `out` from `from` on. */
static void space_drop(struct buffer *out, size_t from) {
    struct bytes line = buffer_bytes(out);
    size_t to = from;
    for (size_t at = from, end; at < line.size; at = end) {
        end = line.data[at] == '"' ? string_end(line, at) : at + 1;
        if (is_space(line.data[at]))
            continue;
        memmove(out->data + to, out->data + at, end - at);
        to += end - at;
    }
    out->size = to;
}

static uint32_t keys_count(const struct json *node) {
    uint32_t keys = node->type == JSON_OBJECT ? node->count : 0;
    for (const struct json *child = node->child; child; child = child->next)
        keys += keys_count(child);
    return keys;
}

/* Is `received` to be set? Not where the line says it already, and not where no instant can be said in its
 * place. */
static bool is_needed(const struct json *member, int64_t at_ms, const char *instant) {
    int64_t sayable_ms, said_ms;
    if (!instant_parse(bytes_of(instant), &sayable_ms) || sayable_ms != at_ms)
        return false;
    return !member || (instant_parse(json_text(member), &said_ms) && said_ms != at_ms);
}

const char *received_set(struct bytes line, const struct json *object, int64_t at_ms, struct buffer *out) {
    const struct json *member = json_get(object, "received");
    char instant[INSTANT_TEXT_BYTES];
    size_t from = out->size;
    instant_format(at_ms, instant);
    if (!is_needed(member, at_ms, instant)) {
        buffer_append(out, line);
        return NULL;
    }
    if (!member && keys_count(object) == JSON_KEYS_MAX)
        return "with `received` it has more than 256 keys";
    if (member)
        value_replace(line, colon_end(line, place_of(object, member)), instant, out);
    else
        member_insert(line, object, instant, out);
    if (out->size - from > LINE_BYTES_MAX && !out->failed)
        space_drop(out, from);
    return out->size - from > LINE_BYTES_MAX ? "with `received` it is longer than 65,536 bytes" : NULL;
}
