/* strings.c: the `string` library of scripts. It has no patterns of Lua, whose time is not bounded by the
 * text: `find` is plain, and `glob` is linear. */
#include "environment.h"

#include <stdio.h>
#include <string.h>

/* ---- glob ---- */

bool glob_matches(struct bytes text, struct bytes pattern) {
    struct bytes rest = pattern;
    struct bytes head = bytes_split(&rest, '*');
    if (head.size == pattern.size) /* no star */
        return bytes_equal(text, pattern);
    if (!bytes_begins(text, head))
        return false;
    text = bytes_slice(text, head.size, text.size);
    for (;;) {
        size_t left = rest.size;
        struct bytes piece = bytes_split(&rest, '*');
        if (piece.size == left) /* the last one: it ends the text */
            return bytes_ends(text, piece);
        const char *at = piece.size ? memmem(text.data, text.size, piece.data, piece.size) : text.data;
        if (!at && piece.size)
            return false;
        text = bytes_slice(text, piece.size ? (size_t)(at - text.data) + piece.size : 0, text.size);
    }
}

/* ---- arguments ---- */

static struct bytes check_text(lua_State *lua, int argument) {
    struct bytes b;
    b.data = luaL_checklstring(lua, argument, &b.size);
    sandbox_charge(lua, b.size / 16 + 1);
    return b;
}

/* The part of a text that arguments `argument` and the next give as Lua's positions, from 1 or back from the
 * end; `from` and `to` stand where they are not given. */
static struct bytes check_range(lua_State *lua, struct bytes text, int argument, lua_Integer from,
                                lua_Integer to) {
    lua_Integer size = (lua_Integer)text.size;
    from = luaL_optinteger(lua, argument, from);
    to = luaL_optinteger(lua, argument + 1, to);
    from = from < 0 ? (from < -size ? 1 : size + from + 1) : (from == 0 ? 1 : from);
    to = to < 0 ? (to < -size ? 0 : size + to + 1) : (to > size ? size : to);
    if (from > to)
        return (struct bytes){text.data, 0};
    return bytes_slice(text, (size_t)from - 1, (size_t)to);
}

static int push_bytes(lua_State *lua, struct bytes b) {
    lua_pushlstring(lua, b.data, b.size);
    return 1;
}

/* ---- the functions ---- */

static int string_byte(lua_State *lua) {
    struct bytes text = check_text(lua, 1);
    lua_Integer from = luaL_optinteger(lua, 2, 1);
    struct bytes range = check_range(lua, text, 2, from, from);
    if (range.size > RULE_VALUES_MAX)
        return luaL_error(lua, "byte gives at most %d values", (int)RULE_VALUES_MAX);
    luaL_checkstack(lua, (int)range.size, NULL);
    for (size_t i = 0; i < range.size; i++)
        lua_pushinteger(lua, (unsigned char)range.data[i]);
    return (int)range.size;
}

static int string_char(lua_State *lua) {
    char made[RULE_VALUES_MAX];
    int count = lua_gettop(lua);
    if (count > (int)RULE_VALUES_MAX)
        return luaL_error(lua, "char takes at most %d values", (int)RULE_VALUES_MAX);
    for (int i = 1; i <= count; i++) {
        lua_Integer value = luaL_checkinteger(lua, i);
        luaL_argcheck(lua, value >= 0 && value <= 255, i, "a byte is 0 to 255");
        made[i - 1] = (char)value;
    }
    return push_bytes(lua, (struct bytes){made, (size_t)count});
}

static int string_find(lua_State *lua) {
    struct bytes text = check_text(lua, 1), part = check_text(lua, 2);
    lua_Integer size = (lua_Integer)text.size, from = luaL_optinteger(lua, 3, 1);
    if (!lua_isnoneornil(lua, 4) && !lua_toboolean(lua, 4))
        return luaL_error(lua, "find is plain here, there are no patterns");
    from = from < -size ? 1 : from < 0 ? size + from + 1 : from == 0 ? 1 : from;
    struct bytes rest = bytes_slice(text, from > size ? text.size : (size_t)from - 1, text.size);
    const char *at = part.size ? memmem(rest.data, rest.size, part.data, part.size) : rest.data;
    if (!at || from > size + 1) {
        lua_pushnil(lua);
        return 1;
    }
    lua_pushinteger(lua, at - text.data + 1);
    lua_pushinteger(lua, at - text.data + (lua_Integer)part.size);
    return 2;
}

static int string_len(lua_State *lua) {
    lua_pushinteger(lua, (lua_Integer)check_text(lua, 1).size);
    return 1;
}

static int change_case(lua_State *lua, char first, char last) {
    luaL_Buffer buffer;
    struct bytes text = check_text(lua, 1);
    char *made = luaL_buffinitsize(lua, &buffer, text.size);
    for (size_t i = 0; i < text.size; i++)
        made[i] = (char)(text.data[i] >= first && text.data[i] <= last ? text.data[i] ^ 0x20 : text.data[i]);
    luaL_pushresultsize(&buffer, text.size);
    return 1;
}

static int string_lower(lua_State *lua) {
    return change_case(lua, 'A', 'Z');
}

static int string_upper(lua_State *lua) {
    return change_case(lua, 'a', 'z');
}

static int string_rep(lua_State *lua) {
    luaL_Buffer buffer;
    struct bytes text = check_text(lua, 1), between = BYTES("");
    lua_Integer times = luaL_checkinteger(lua, 2);
    if (!lua_isnoneornil(lua, 3))
        between = check_text(lua, 3);
    size_t once = text.size + between.size;
    if (times <= 0 || once == 0)
        return push_bytes(lua, BYTES(""));
    if (once > RULE_STRING_BYTES_MAX || (lua_Unsigned)times > RULE_STRING_BYTES_MAX / once)
        return luaL_error(lua, "rep makes at most %d bytes", (int)RULE_STRING_BYTES_MAX);
    sandbox_charge(lua, once * (size_t)times / 16 + (size_t)times);
    luaL_buffinitsize(lua, &buffer, once * (size_t)times);
    for (lua_Integer i = 0; i < times; i++) {
        luaL_addlstring(&buffer, text.data, text.size);
        if (i + 1 < times && between.size)
            luaL_addlstring(&buffer, between.data, between.size);
    }
    luaL_pushresult(&buffer);
    return 1;
}

static int string_reverse(lua_State *lua) {
    luaL_Buffer buffer;
    struct bytes text = check_text(lua, 1);
    char *made = luaL_buffinitsize(lua, &buffer, text.size);
    for (size_t i = 0; i < text.size; i++)
        made[i] = text.data[text.size - 1 - i];
    luaL_pushresultsize(&buffer, text.size);
    return 1;
}

static int string_sub(lua_State *lua) {
    struct bytes text = check_text(lua, 1);
    luaL_checkinteger(lua, 2);
    return push_bytes(lua, check_range(lua, text, 2, 1, -1));
}

static int string_glob(lua_State *lua) {
    struct bytes text = check_text(lua, 1), pattern = check_text(lua, 2);
    lua_pushboolean(lua, glob_matches(text, pattern));
    return 1;
}

/* ---- format ---- */

struct conversion {
    char flags[8];
    int width, precision; /* -1: not given */
    char letter;
};

/* A number of at most two digits at *at, which is moved behind it; -1: none. */
static int format_number(struct bytes format, size_t *at) {
    int value = -1;
    for (int i = 0; i < 2 && *at < format.size && format.data[*at] >= '0' && format.data[*at] <= '9'; i++)
        value = (value < 0 ? 0 : value) * 10 + (format.data[(*at)++] - '0');
    return value;
}

/* The conversion behind the `%` at *at, which is moved behind it. */
static struct conversion format_read(lua_State *lua, struct bytes format, size_t *at) {
    struct conversion c = {.precision = -1};
    size_t flags = 0;
    (*at)++;
    while (*at < format.size && strchr("-+ 0", format.data[*at]) && format.data[*at] && flags < 5)
        c.flags[flags++] = format.data[(*at)++];
    c.width = format_number(format, at);
    if (*at < format.size && format.data[*at] == '.') {
        (*at)++;
        c.precision = format_number(format, at);
        c.precision = c.precision < 0 ? 0 : c.precision;
    }
    c.letter = *at < format.size ? format.data[(*at)++] : '\0';
    if (c.letter == '\0' || !strchr("disxXcf%", c.letter))
        luaL_error(lua, "format knows %%d %%i %%s %%x %%X %%c %%.Nf %%%%, with widths up to 99");
    if (c.letter == 'f' && (c.precision < 0 || c.precision > 9))
        luaL_error(lua, "format wants digits for %%f: %%.0f to %%.9f");
    return c;
}

static void format_integer(lua_State *lua, luaL_Buffer *out, struct conversion c, int argument) {
    char spec[24], made[256];
    lua_Integer value = luaL_checkinteger(lua, argument);
    int used = snprintf(spec, sizeof spec, "%%%s*.*ll%c", c.flags, c.letter);
    assert(used > 0 && (size_t)used < sizeof spec);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    used = snprintf(made, sizeof made, spec, c.width < 0 ? 0 : c.width, c.precision, (long long)value);
#pragma GCC diagnostic pop
    luaL_addlstring(out, made, (size_t)used);
}

static void format_float(lua_State *lua, luaL_Buffer *out, struct conversion c, int argument) {
    char spec[24], made[512];
    lua_Number value = luaL_checknumber(lua, argument);
    if (value != value || value - value != 0)
        luaL_argerror(lua, argument, "a number that is finite");
    int used = snprintf(spec, sizeof spec, "%%%s*.*f", c.flags);
    assert(used > 0 && (size_t)used < sizeof spec);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    used = snprintf(made, sizeof made, spec, c.width < 0 ? 0 : c.width, c.precision, value);
#pragma GCC diagnostic pop
    luaL_addlstring(out, made, (size_t)used);
}

static void format_padded(luaL_Buffer *out, struct conversion c, struct bytes text) {
    if (c.precision >= 0)
        text = bytes_slice(text, 0, (size_t)c.precision);
    bool left = strchr(c.flags, '-') != NULL;
    size_t pad = c.width > 0 && (size_t)c.width > text.size ? (size_t)c.width - text.size : 0;
    for (size_t i = 0; !left && i < pad; i++)
        luaL_addchar(out, ' ');
    luaL_addlstring(out, text.data, text.size);
    for (size_t i = 0; left && i < pad; i++)
        luaL_addchar(out, ' ');
}

static void format_text(lua_State *lua, luaL_Buffer *out, struct conversion c, int argument) {
    struct bytes text;
    if (lua_isboolean(lua, argument))
        text = bytes_of(lua_toboolean(lua, argument) ? "true" : "false");
    else
        text = check_text(lua, argument);
    format_padded(out, c, text);
}

static void format_character(lua_State *lua, luaL_Buffer *out, struct conversion c, int argument) {
    lua_Integer value = luaL_checkinteger(lua, argument);
    luaL_argcheck(lua, value >= 0 && value <= 255, argument, "a byte is 0 to 255");
    c.precision = -1;
    format_padded(out, c, (struct bytes){(char[]){(char)value}, 1});
}

static const struct {
    const char *letters;
    void (*write)(lua_State *, luaL_Buffer *, struct conversion, int argument);
} conversions[] = {
    {"dixX", format_integer}, {"f", format_float}, {"s", format_text}, {"c", format_character}};

static int string_format(lua_State *lua) {
    luaL_Buffer out;
    int argument = 1, count = lua_gettop(lua);
    struct bytes format = check_text(lua, 1);
    luaL_buffinit(lua, &out);
    for (size_t at = 0; at < format.size;) {
        if (format.data[at] != '%') {
            luaL_addchar(&out, format.data[at++]);
            continue;
        }
        struct conversion c = format_read(lua, format, &at);
        if (c.letter == '%') {
            luaL_addchar(&out, '%');
            continue;
        }
        if (++argument > count)
            return luaL_error(lua, "format has more conversions than values");
        for (size_t i = 0; i < sizeof conversions / sizeof *conversions; i++)
            if (strchr(conversions[i].letters, c.letter))
                conversions[i].write(lua, &out, c, argument);
    }
    luaL_pushresult(&out);
    return 1;
}

#define STRINGS(X) X(byte) X(char) X(find) X(format) X(glob) X(len) X(lower) X(rep) X(reverse) X(sub) X(upper)

const luaL_Reg environment_strings[] = {
#define X(name) {#name, string_##name},
    STRINGS(X)
#undef X
        {NULL, NULL}};

const char *const environment_text_methods[] = {
#define X(name) #name,
    STRINGS(X)
#undef X
        NULL};
