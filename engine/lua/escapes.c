/* escapes.c: what a string of a source text says, its escapes read as Lua reads them. See tokens.h. */
#include "tokens.h"

#include <fusion/limits.h>

#include <string.h>

/* A string as it is read, and what it says so far. */
struct reading {
    struct bytes rest;
    char *out;
    size_t size, room;
};

static void put(struct reading *r, unsigned byte) {
    if (r->size < r->room)
        r->out[r->size++] = (char)byte;
}

/* In UTF-8, as far as Lua writes it: up to six bytes. */
static void put_code(struct reading *r, unsigned long code) {
    unsigned char behind[6];
    unsigned count = 0, first = 0x3f; /* the most that fits into the first byte */
    if (code < 0x80) {
        put(r, (unsigned)code);
        return;
    }
    do {
        behind[count++] = (unsigned char)(0x80u | (code & 0x3fu));
        code >>= 6;
        first >>= 1;
    } while (code > first && count < sizeof behind - 1);
    put(r, ((~first << 1) | (unsigned)code) & 0xffu);
    while (count)
        put(r, behind[--count]);
}

static char rest_take(struct reading *r) {
    char c = r->rest.size ? r->rest.data[0] : '\0';
    r->rest = bytes_slice(r->rest, 1, r->rest.size);
    return c;
}

static int digit_of(char c, int base) {
    static const char digits[] = "0123456789abcdef";
    const char *at = c ? strchr(digits, c >= 'A' && c <= 'F' ? c | 0x20 : c) : NULL;
    return at && at - digits < base ? (int)(at - digits) : -1;
}

static unsigned long number_take(struct reading *r, int base, int most) {
    unsigned long number = 0;
    for (; most && r->rest.size && digit_of(r->rest.data[0], base) >= 0; most--)
        number = number * (unsigned long)base + (unsigned long)digit_of(rest_take(r), base);
    return number;
}

/* Behind the backslash. */
static void escape_take(struct reading *r) {
    static const char letters[] = "abfnrtv", bytes[] = "\a\b\f\n\r\t\v";
    char c = r->rest.size ? r->rest.data[0] : '\0';
    const char *letter = c ? strchr(letters, c) : NULL;
    if (digit_of(c, 10) >= 0) {
        put(r, (unsigned)number_take(r, 10, 3));
        return;
    }
    (void)rest_take(r);
    if (c == 'x') {
        put(r, (unsigned)number_take(r, 16, 2));
    } else if (c == 'u') {
        (void)rest_take(r);
        put_code(r, number_take(r, 16, 8));
        (void)rest_take(r);
    } else if (c == 'z') {
        while (r->rest.size &&
               (r->rest.data[0] == ' ' || (r->rest.data[0] >= '\t' && r->rest.data[0] <= '\r')))
            (void)rest_take(r);
    } else {
        put(r, (unsigned char)(letter ? bytes[letter - letters] : c));
    }
}

struct bytes token_says(const struct token *t, char room[TOKEN_SAYS_MAX]) {
    struct reading r = {.rest = t->text, .out = room, .room = TOKEN_SAYS_MAX};
    bool quoted = t->type == TOKEN_TEXT && t->end - t->start == t->text.size + 2; /* no long brackets */
    if (!quoted || !t->text.size || !memchr(t->text.data, '\\', t->text.size))
        return t->text;
    while (r.rest.size) {
        char c = rest_take(&r);
        if (c == '\\')
            escape_take(&r);
        else
            put(&r, (unsigned char)c);
    }
    return (struct bytes){room, r.size};
}
