/* produce.c: see produce.h. */
#include "produce.h"
#include <lua/freeze.h>
#include <message/fields.h>

#include <fusion/json.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct producer {
    lua_State *lua;
    struct json_writer w;
    const char *field; /* of the message, for errors */
    unsigned depth;
};

static void write_value(struct producer *p, bool empty_is_list);

static void write_integer(struct producer *p, lua_Integer value) {
    if (value > JSON_INTEGER_MAX || value < -JSON_INTEGER_MAX)
        luaL_error(p->lua, "`%s` holds an integer beyond 2^53", p->field);
    json_write_int(&p->w, value);
}

/* The shortest of 15, 16 or 17 digits that reads back as the same number. */
static void write_float(struct producer *p, lua_Number value) {
    char text[40];
    if (!isfinite(value))
        luaL_error(p->lua, "`%s` holds a number that is not finite", p->field);
    if (value == floor(value) && fabs(value) <= (double)JSON_INTEGER_MAX) {
        json_write_int(&p->w, (int64_t)value);
        return;
    }
    for (int digits = 15; digits <= 17; digits++) {
        (void)snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    json_write_raw(&p->w, bytes_of(text));
}

static void write_string(struct producer *p) {
    struct bytes text = sandbox_text(p->lua, -1);
    if (!text_is_utf8(text))
        luaL_error(p->lua, "`%s` holds a text that is not valid UTF-8", p->field);
    json_write_text(&p->w, text);
}

/* Keys of the table on top of the stack, sorted by bytes. */
static size_t keys_sorted(struct producer *p, struct bytes keys[JSON_KEYS_MAX]) {
    size_t count = 0;
    lua_State *lua = p->lua;
    for (lua_pushnil(lua); lua_next(lua, -2); lua_pop(lua, 1)) {
        struct bytes key = sandbox_text(lua, -2);
        if (!key.data || !text_is_utf8(key))
            luaL_error(lua, "`%s` holds a table that is neither a list nor has texts as keys", p->field);
        if (count++ >= JSON_KEYS_MAX)
            continue; /* whichever key came last: a table that is no object is told first */
        size_t at = count - 1;
        for (; at > 0 && bytes_compare(keys[at - 1], key) > 0; at--)
            keys[at] = keys[at - 1];
        keys[at] = key;
    }
    if (count > JSON_KEYS_MAX)
        luaL_error(lua, "`%s` holds more than %d keys", p->field, (int)JSON_KEYS_MAX);
    sandbox_charge(lua, 4 * count);
    return count;
}

static void write_list(struct producer *p, size_t count) {
    json_open(&p->w, '[');
    for (size_t i = 1; i <= count; i++) {
        sandbox_charge(p->lua, 2);
        lua_rawgeti(p->lua, -1, (lua_Integer)i);
        write_value(p, false);
    }
    json_close(&p->w, ']');
}

static void write_object(struct producer *p) {
    struct bytes keys[JSON_KEYS_MAX];
    size_t count = keys_sorted(p, keys);
    json_open(&p->w, '{');
    for (size_t i = 0; i < count; i++) {
        json_key_bytes(&p->w, keys[i]);
        lua_pushlstring(p->lua, keys[i].data, keys[i].size);
        lua_rawget(p->lua, -2);
        write_value(p, false);
    }
    json_close(&p->w, '}');
}

static void write_table(struct producer *p, bool empty_is_list) {
    lua_State *lua = p->lua;
    size_t entries = 0, length;
    if (++p->depth > JSON_DEPTH_MAX)
        luaL_error(lua, "`%s` nests deeper than %d levels", p->field, (int)JSON_DEPTH_MAX);
    luaL_checkstack(lua, 8, NULL);
    frozen_push_content(lua, -1);
    length = lua_rawlen(lua, -1);
    int content = lua_gettop(lua);
    for (lua_pushnil(lua); entries <= length && lua_next(lua, content); lua_pop(lua, 1))
        entries++;
    lua_settop(lua, content); /* the walk may have ended early */
    bool list = entries == length && (length > 0 || empty_is_list);
    if (list)
        write_list(p, length);
    else
        write_object(p);
    lua_pop(lua, 1);
    p->depth--;
}

/* [value] -> [] */
static void write_value(struct producer *p, bool empty_is_list) {
    lua_State *lua = p->lua;
    switch (lua_type(lua, -1)) {
    case LUA_TSTRING:
        write_string(p);
        break;
    case LUA_TNUMBER:
        if (lua_isinteger(lua, -1))
            write_integer(p, lua_tointeger(lua, -1));
        else
            write_float(p, lua_tonumber(lua, -1));
        break;
    case LUA_TBOOLEAN:
        json_write_bool(&p->w, lua_toboolean(lua, -1));
        break;
    case LUA_TTABLE:
        write_table(p, empty_is_list);
        break;
    default:
        luaL_error(lua, "`%s` holds a %s, which no message can", p->field, luaL_typename(lua, -1));
    }
    lua_pop(lua, 1);
}

void produce_message(lua_State *lua, int index, bool fuse_never, struct buffer *out) {
    struct bytes keys[JSON_KEYS_MAX];
    struct producer p = {.lua = lua, .w = JSON_WRITER(out), .field = "message", .depth = 1};
    frozen_push_content(lua, index);
    int message = lua_gettop(lua);
    size_t count = keys_sorted(&p, keys);
    json_open(&p.w, '{');
    for (const struct field *f = message_fields; f->name.data; f++) {
        p.field = f->name.data;
        lua_pushstring(lua, p.field);
        bool given = lua_rawget(lua, message) != LUA_TNIL;
        bool never = !given && fuse_never && f == &message_fields[FIELD_FUSE];
        if (given || never)
            json_key(&p.w, p.field);
        if (never)
            json_write_text(&p.w, BYTES("never"));
        if (given)
            write_value(&p, f->is_list);
        else
            lua_pop(lua, 1);
    }
    for (size_t i = 0; i < count; i++) {
        if (field_find(message_fields, keys[i]))
            continue;
        p.field = keys[i].data;
        json_key_bytes(&p.w, keys[i]);
        lua_pushlstring(lua, keys[i].data, keys[i].size);
        lua_rawget(lua, message);
        write_value(&p, false);
    }
    json_close(&p.w, '}');
    lua_pop(lua, 1);
}
