/* library.c: functions of adapters for numbers, texts, columns and countries; those for dates are in date.c.
 * See library.h. */
#include "library.h"
#include <lua/freeze.h>

#include <fusion/party.h>

#include <math.h>
#include <string.h>

#define NUMBER_BYTES_MAX 64u

/* ---- number ---- */

int digit_take(struct bytes *text) {
    static const struct {
        struct bytes before;
        unsigned char zero;
    } scripts[] = {{{"", 0}, '0'}, {{"\xd9", 1}, 0xa0}, {{"\xdb", 1}, 0xb0}};
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        size_t at = scripts[i].before.size;
        if (text->size <= at || !bytes_begins(*text, scripts[i].before))
            continue;
        int value = (unsigned char)text->data[at] - scripts[i].zero;
        if (value < 0 || value > 9)
            continue;
        *text = bytes_slice(*text, at + 1, text->size);
        return value;
    }
    return -1;
}

/* Take `part` off the front of *text, if it is there. */
static bool part_take(struct bytes *text, struct bytes part) {
    if (part.size == 0 || !bytes_begins(*text, part))
        return false;
    *text = bytes_slice(*text, part.size, text->size);
    return true;
}

/* Take digits off *text and append them to *out, as ASCII and without the marks `group` between groups of
 * three. False: there is no digit, or a group has not three. */
static bool digits_take(struct bytes *text, struct bytes group, char **out) {
    size_t count = 0;
    bool grouped = false;
    for (;;) {
        int digit = digit_take(text);
        if (digit >= 0) {
            *(*out)++ = (char)('0' + digit);
            count++;
        } else if (count > 0 && (grouped ? count == 3 : count <= 3) && part_take(text, group)) {
            grouped = true;
            count = 0;
        } else {
            return grouped ? count == 3 : count > 0;
        }
    }
}

/* The whole text is -?digits(.digits)?(e[+-]?digits)?, with these marks for the point and between groups: put
 * it into `out` as Lua reads it. False: it is not. */
static bool decimal_fold(struct bytes text, struct bytes point, struct bytes group, char out[]) {
    const struct bytes none = {NULL, 0};
    if (part_take(&text, BYTES("-")))
        *out++ = '-';
    if (!digits_take(&text, group, &out))
        return false;
    if (part_take(&text, point)) {
        *out++ = '.';
        if (!digits_take(&text, none, &out))
            return false;
    }
    if (part_take(&text, BYTES("e")) || part_take(&text, BYTES("E"))) {
        *out++ = 'e';
        if (part_take(&text, BYTES("-")))
            *out++ = '-';
        else
            (void)part_take(&text, BYTES("+"));
        if (!digits_take(&text, none, &out))
            return false;
    }
    *out = '\0';
    return text.size == 0;
}

/* A mark such as `,` in an argument; `otherwise` where none is given. */
static struct bytes check_mark(lua_State *lua, int argument, struct bytes otherwise) {
    struct bytes mark;
    if (lua_isnoneornil(lua, argument))
        return otherwise;
    mark.data = luaL_checklstring(lua, argument, &mark.size);
    luaL_argcheck(lua, mark.size > 0 && digit_take(&(struct bytes){mark.data, mark.size}) < 0, argument,
                  "expected a mark such as \",\"");
    return mark;
}

static int help_number(lua_State *lua) {
    char folded[NUMBER_BYTES_MAX + 1];
    struct bytes text = sandbox_text(lua, 1);
    struct bytes point = check_mark(lua, 2, BYTES(".")), group = check_mark(lua, 3, (struct bytes){NULL, 0});
    luaL_argcheck(lua, !bytes_equal(point, group), 3, "the same mark for decimals and groups");
    if (lua_type(lua, 1) == LUA_TNUMBER)
        lua_pushvalue(lua, 1);
    else if (text.size == 0 || text.size > NUMBER_BYTES_MAX || !decimal_fold(text, point, group, folded) ||
             lua_stringtonumber(lua, folded) == 0 || !isfinite(lua_tonumber(lua, -1)))
        lua_pushnil(lua);
    return 1;
}

/* ---- texts ---- */

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static int help_trim(lua_State *lua) {
    struct bytes text;
    text.data = luaL_checklstring(lua, 1, &text.size);
    sandbox_charge(lua, text.size / 16 + 1);
    while (text.size && is_space(text.data[0]))
        text = bytes_slice(text, 1, text.size);
    while (text.size && is_space(text.data[text.size - 1]))
        text.size--;
    sandbox_push_text(lua, text);
    return 1;
}

static int help_split(lua_State *lua) {
    struct bytes text, separator;
    lua_Integer count = 0;
    text.data = luaL_checklstring(lua, 1, &text.size);
    separator.data = luaL_checklstring(lua, 2, &separator.size);
    luaL_argcheck(lua, separator.size > 0, 2, "an empty separator");
    sandbox_charge(lua, text.size / 16 + 1);
    lua_newtable(lua);
    for (;;) {
        const char *at = memmem(text.data, text.size, separator.data, separator.size);
        size_t size = at ? (size_t)(at - text.data) : text.size;
        sandbox_charge(lua, 4);
        sandbox_push_text(lua, bytes_slice(text, 0, size));
        lua_rawseti(lua, -2, ++count);
        if (!at)
            return 1;
        text = bytes_slice(text, size + separator.size, text.size);
    }
}

/* ---- columns and countries ---- */

static int help_optional(lua_State *lua) {
    luaL_checktype(lua, 1, LUA_TTABLE);
    luaL_checktype(lua, 2, LUA_TSTRING);
    frozen_push_content(lua, 1);
    lua_pushvalue(lua, 2);
    lua_rawget(lua, -2);
    return 1;
}

static int help_is_country(lua_State *lua) {
    party_id party;
    lua_pushboolean(lua, party_parse(sandbox_text(lua, 1), &party) && party_is_iso(party));
    return 1;
}

const luaL_Reg library_functions[] = {{"number", help_number},         {"trim", help_trim},
                                      {"split", help_split},           {"optional", help_optional},
                                      {"is_country", help_is_country}, {NULL, NULL}};
