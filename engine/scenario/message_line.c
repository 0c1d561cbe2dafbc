/* message_line.c: a message of a test, from YAML to the line of JSON that a party would send.
 *
 * YAML has no types here: what a value is, the table of fields says, as docs/messages.md does.
 */
#include "test_run.h"
#include <message/fields.h>

#include <fusion/json.h>
#include <fusion/words.h>

#include <stdio.h>

enum form { TEXT, INSTANT, NUMBER, FLAG, BY_LOOK };

static const enum form forms[SHAPE_COUNT] = {
    [SHAPE_INSTANT] = INSTANT,  [SHAPE_TIME] = INSTANT,       [SHAPE_NUMBER] = NUMBER,
    [SHAPE_DEGREES] = NUMBER,   [SHAPE_COORDINATES] = NUMBER, [SHAPE_FLAG] = FLAG,
    [SHAPE_FREE_DATA] = BY_LOOK};

static bool is_number(struct bytes text) {
    size_t i = text.size > 1 && text.data[0] == '-', digits = 0;
    for (bool point = false; i < text.size; i++) {
        if (text.data[i] == '.' && !point && digits)
            point = true;
        else if (text.data[i] >= '0' && text.data[i] <= '9')
            digits++;
        else
            return false;
    }
    return digits > 0 && text.data[text.size - 1] != '.';
}

/* What has not the form asked for goes out as text: the cell says what is wrong with it. */
static void scalar_write(const struct scenario *s, struct json_writer *w, enum form form, struct bytes text) {
    int64_t at_ms;
    char instant[INSTANT_TEXT_BYTES];
    bool flag = bytes_is(text, "true") || bytes_is(text, "false");
    if (form == INSTANT && scenario_instant(s, text, &at_ms)) {
        instant_format(at_ms, instant);
        json_write_text(w, bytes_of(instant));
    } else if (((form == NUMBER || form == BY_LOOK) && is_number(text)) ||
               ((form == FLAG || form == BY_LOOK) && flag)) {
        json_write_raw(w, text);
    } else {
        json_write_text(w, text);
    }
}

/* What stands within a field that has no parts is of its form: coordinates, `data`. What is no field is text.
 */
static void node_write(const struct scenario *s, struct json_writer *w, const struct field *f,
                       const struct yaml_node *n) {
    if (n->type == YAML_SCALAR) {
        scalar_write(s, w, f ? forms[f->shape] : TEXT, n->text);
        return;
    }
    json_open(w, n->type == YAML_MAPPING ? '{' : '[');
    for (const struct yaml_node *c = n->child; c; c = c->next) {
        const struct field *below = f;
        if (n->type == YAML_MAPPING)
            json_key_bytes(w, c->key);
        if (n->type == YAML_MAPPING && f && f->parts)
            below = field_find(f->parts, c->key);
        node_write(s, w, below, c);
    }
    json_close(w, n->type == YAML_MAPPING ? '}' : ']');
}

struct bytes message_line_id(uint64_t number, char out[MADE_ID_BYTES]) {
    (void)snprintf(out, MADE_ID_BYTES, "m%llu", (unsigned long long)number);
    return bytes_of(out);
}

void message_line(const struct scenario *s, const struct yaml_node *stimulus, struct buffer *line) {
    struct json_writer w = JSON_WRITER(line);
    char id[MADE_ID_BYTES], now[INSTANT_TEXT_BYTES];
    json_open(&w, '{');
    if (!yaml_get(stimulus, "id")) {
        json_key(&w, "id");
        json_write_text(&w, message_line_id(s->lines + 1, id));
    }
    if (!yaml_get(stimulus, "time")) {
        instant_format(s->now_ms, now);
        json_key(&w, "time");
        json_write_text(&w, bytes_of(now));
    }
    for (const struct yaml_node *n = stimulus->child; n; n = n->next) {
        static const char *const own[] = {"at", "taken", "unknown", NULL};
        if (words_listed(own, n->key))
            continue;
        json_key_bytes(&w, n->key);
        node_write(s, &w, field_find(message_fields, n->key), n);
    }
    json_close(&w, '}');
}
