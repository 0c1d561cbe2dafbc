/* json_write.c: see fusion/json.h. Writing canonical bytes. */
#include <fusion/json.h>

#include <string.h>

static void value_begin(struct json_writer *w) {
    if (w->comma)
        buffer_append_char(w->out, ',');
    w->comma = true;
}

void json_open(struct json_writer *w, char bracket) {
    assert(bracket == '{' || bracket == '[');
    value_begin(w);
    buffer_append_char(w->out, bracket);
    w->comma = false;
}

void json_close(struct json_writer *w, char bracket) {
    assert(bracket == '}' || bracket == ']');
    buffer_append_char(w->out, bracket);
    w->comma = true;
}

/* The letter behind the backslash of an escaped byte, `u` for \u00xx; 0 for a byte that needs no escape. */
static char escape_letter(unsigned char c) {
    static const char letters[0x20] = {['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't'};
    if (c >= 0x20)
        return c == '"' || c == '\\' ? (char)c : 0;
    return letters[c] ? letters[c] : 'u';
}

static void string_append(struct buffer *out, struct bytes text) {
    static const char hex[] = "0123456789abcdef";
    size_t plain = 0;
    if (!buffer_reserve(out, text.size + 2))
        return;
    buffer_append_char(out, '"');
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];
        char letter = escape_letter(c);
        if (!letter)
            continue;
        buffer_append(out, bytes_slice(text, plain, i));
        plain = i + 1;
        buffer_append(out, (struct bytes){(char[]){'\\', letter}, 2});
        if (letter == 'u')
            buffer_append(out, (struct bytes){(char[]){'0', '0', hex[c >> 4], hex[c & 15]}, 4});
    }
    buffer_append(out, bytes_slice(text, plain, text.size));
    buffer_append_char(out, '"');
}

void json_key_bytes(struct json_writer *w, struct bytes key) {
    value_begin(w);
    string_append(w->out, key);
    buffer_append_char(w->out, ':');
    w->comma = false;
}

void json_key(struct json_writer *w, const char *key) {
    json_key_bytes(w, bytes_of(key));
}

void json_write_text(struct json_writer *w, struct bytes text) {
    value_begin(w);
    string_append(w->out, text);
}

void json_write_int(struct json_writer *w, int64_t value) {
    value_begin(w);
    buffer_append_int(w->out, value);
}

void json_write_decimal(struct json_writer *w, int64_t scaled, unsigned digits) {
    char fraction[20];
    uint64_t left = scaled < 0 ? 0 - (uint64_t)scaled : (uint64_t)scaled;
    size_t size = 0;
    assert(digits > 0 && digits < sizeof fraction);
    for (unsigned i = digits; i > 0; i--) {
        fraction[i - 1] = (char)('0' + left % 10);
        left /= 10;
        if (size == 0 && fraction[i - 1] != '0')
            size = i;
    }
    value_begin(w);
    if (scaled < 0)
        buffer_append_char(w->out, '-');
    buffer_append_int(w->out, (int64_t)left);
    if (size) {
        buffer_append_char(w->out, '.');
        buffer_append(w->out, (struct bytes){fraction, size});
    }
}

void json_write_bool(struct json_writer *w, bool value) {
    json_write_raw(w, value ? BYTES("true") : BYTES("false"));
}

void json_write_null(struct json_writer *w) {
    json_write_raw(w, BYTES("null"));
}

void json_write_raw(struct json_writer *w, struct bytes json) {
    value_begin(w);
    buffer_append(w->out, json);
}

/* Recursion is bounded: no tree is deeper than the limits it was read with. */
void json_write_tree(struct json_writer *w, const struct json *node) {
    static const char *const literals[] = {
        [JSON_NULL] = "null", [JSON_FALSE] = "false", [JSON_TRUE] = "true"};
    switch (node->type) {
    case JSON_NULL:
    case JSON_FALSE:
    case JSON_TRUE:
        json_write_raw(w, bytes_of(literals[node->type]));
        return;
    case JSON_NUMBER:
        json_write_raw(w, node->text);
        return;
    case JSON_STRING:
        json_write_text(w, node->text);
        return;
    case JSON_ARRAY:
    case JSON_OBJECT:
        break;
    }
    bool object = node->type == JSON_OBJECT;
    json_open(w, object ? '{' : '[');
    for (const struct json *m = node->child; m; m = m->next) {
        if (object)
            json_key_bytes(w, m->key);
        json_write_tree(w, m);
    }
    json_close(w, object ? '}' : ']');
}
