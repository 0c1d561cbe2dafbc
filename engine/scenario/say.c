/* say.c: what is said of a test: errors in its file, and findings. See test_run.h. */
#include "test_run.h"

#include <fusion/words.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int scenario_refuse(const struct scenario *s, struct yaml_mark at, const char *format, ...) {
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return error_at(s->e, ERROR_POLICY, s->file, at.line, at.column, "%s", text);
}

int scenario_tell(struct scenario *s, int code) {
    if (code != ERROR_POLICY)
        return code;
    s->host->refused(s->host->context, s->e);
    s->refused = true;
    *s->e = ERROR_EMPTY;
    return 0;
}

int scenario_refuse_key(const struct scenario *s, const struct yaml_node *key, const char *const *keys) {
    const char *near = error_nearest(key->key, keys);
    char list[384] = "";
    for (size_t i = 0; keys[i]; i++)
        (void)snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s",
                       !i            ? ""
                       : keys[i + 1] ? ", "
                                     : " or ",
                       keys[i]);
    return scenario_refuse(s, key->key_mark, "found the unknown key %s, expected %s%s%s%s",
                           yaml_quote(key->key).text, list, near ? "; did you mean `" : "", near ? near : "",
                           near ? "`?" : "");
}

void scenario_fail(struct scenario *s, struct yaml_mark at, const char *format, ...) {
    char text[2048], elapsed[INSTANT_TEXT_BYTES];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    duration_format(s->now_ms - s->start_ms, elapsed);
    buffer_append_format(&s->findings, "%s:%d:%d: at %s: %s\n", s->file, at.line, at.column, elapsed, text);
}

bool scenario_instant(const struct scenario *s, struct bytes text, int64_t *out_ms) {
    bool back = text.size > 0 && text.data[0] == '-';
    int64_t offset_ms;
    if (!duration_parse(bytes_slice(text, back ? 1 : 0, text.size), &offset_ms))
        return false;
    *out_ms = s->start_ms + (back ? -offset_ms : offset_ms);
    return true;
}

int scenario_check_keys(const struct scenario *s, const struct yaml_node *mapping, const char *const *keys) {
    for (const struct yaml_node *n = mapping->child; n; n = n->next)
        if (!words_listed(keys, n->key))
            return scenario_refuse_key(s, n, keys);
    return 0;
}
