/* where.c: conditions: the operators of scripts, and their compiling. See where.h. */
#include "where_check.h"
#include <lua/freeze.h>

#include <string.h>

#define OPERATOR_NAME "condition" /* the name of their metatable */

/* ---- the operators that scripts call: each makes a userdata with its operands ---- */

static int operator_make(lua_State *lua, enum where_operator op) {
    int wanted = where_operators[op].operands;
    if (lua_gettop(lua) != wanted)
        return luaL_error(lua, "found %s with %d %s, expected %d", where_operators[op].word, lua_gettop(lua),
                          lua_gettop(lua) == 1 ? "value" : "values", wanted);
    enum where_operator *made = lua_newuserdatauv(lua, sizeof *made, 2);
    *made = op;
    for (int i = 1; i <= wanted; i++) {
        lua_pushvalue(lua, i);
        lua_setiuservalue(lua, -2, i);
    }
    luaL_newmetatable(lua, OPERATOR_NAME);
    lua_setmetatable(lua, -2);
    return 1;
}

#define X(word, code, operands)                                                                              \
    static int make_##code(lua_State *lua) {                                                                 \
        return operator_make(lua, WHERE_##code);                                                             \
    }
WHERE_OPERATORS(X)
#undef X

const luaL_Reg where_functions[] = {
#define X(word, code, operands) {word, make_##code},
    WHERE_OPERATORS(X)
#undef X
        {NULL, NULL}};

/* ---- compiling ---- */

/* As script_show does; an operator by its word, with values or without. */
static const char *value_show(const struct script *s, int index) {
    const enum where_operator *made = luaL_testudata(s->lua, index, OPERATOR_NAME);
    const luaL_Reg *function = where_functions;
    while (function->name && function->func != lua_tocfunction(s->lua, index))
        function++;
    if (made || function->name)
        return lua_pushfstring(s->lua, "`%s`", made ? where_operators[*made].word : function->name);
    return script_show(s, index);
}

/* [value] -> [] */
static struct operand operand_take(const struct script *s, const char *key) {
    lua_State *lua = s->lua;
    struct operand o = {0};
    switch (lua_type(lua, -1)) {
    case LUA_TSTRING:
        o.type = VALUE_TEXT;
        o.text = script_copy(s, sandbox_text(lua, -1));
        break;
    case LUA_TBOOLEAN:
        o.type = VALUE_BOOLEAN;
        o.boolean = lua_toboolean(lua, -1);
        break;
    case LUA_TNUMBER:
        o.type = lua_isinteger(lua, -1) ? VALUE_INTEGER : VALUE_NUMBER;
        o.integer = lua_tointeger(lua, -1);
        o.number = lua_tonumber(lua, -1);
        if (o.number != o.number)
            script_refuse_key(s, key, "`where` of `%s` found a number that is none (nan), expected a number",
                              key);
        break;
    default:
        script_refuse_key(s, key, "`where` of `%s` found %s, expected a text, a number, true or false", key,
                          value_show(s, -1));
    }
    lua_pop(lua, 1);
    return o;
}

/* [table] -> []: a set of plain values */
static void set_compile(const struct script *s, const char *key, struct condition *c) {
    lua_State *lua = s->lua;
    size_t entries = 0;
    frozen_push_content(lua, -1);
    c->count = lua_rawlen(lua, -1);
    for (lua_pushnil(lua); entries <= KINDS_MAX && lua_next(lua, -2); lua_pop(lua, 1))
        entries++;
    if (entries > KINDS_MAX)
        script_refuse_key(s, key, "`where` of `%s` found more than %d values, expected at most so many", key,
                          (int)KINDS_MAX);
    if (c->count == 0 || entries != c->count)
        script_refuse_key(
            s, key, "`where` of `%s` found an empty table or one with keys, expected a list of values", key);
    c->operands = script_alloc(s, c->count, sizeof *c->operands);
    for (size_t i = 0; i < c->count; i++) {
        lua_rawgeti(lua, -1, (lua_Integer)i + 1);
        c->operands[i] = operand_take(s, key);
    }
    lua_pop(lua, 2);
}

/* [value] -> [] */
static void condition_compile(const struct script *s, const char *key, struct condition *c) {
    lua_State *lua = s->lua;
    const enum where_operator *made = luaL_testudata(lua, -1, OPERATOR_NAME);
    lua_CFunction function = lua_tocfunction(lua, -1);
    c->op = WHERE_SET;
    if (made) {
        c->op = *made;
        c->count = (size_t)where_operators[c->op].operands;
        c->operands = script_alloc(s, c->count, sizeof *c->operands);
        for (size_t i = 0; i < c->count; i++) {
            lua_getiuservalue(lua, -1, (int)i + 1);
            c->operands[i] = operand_take(s, key);
        }
        lua_pop(lua, 1);
    } else if (function == make_PRESENT || function == make_ABSENT) { /* written without parentheses */
        c->op = function == make_PRESENT ? WHERE_PRESENT : WHERE_ABSENT;
        lua_pop(lua, 1);
    } else if (lua_type(lua, -1) == LUA_TTABLE) {
        set_compile(s, key, c);
    } else {
        c->count = 1;
        c->operands = script_alloc(s, 1, sizeof *c->operands);
        c->operands[0] = operand_take(s, key);
    }
}

/* The keys of the table at `table`, sorted by bytes. */
static size_t keys_sorted(const struct script *s, int table, const char *keys[RULE_CONDITIONS_MAX]) {
    size_t count = 0;
    bool keyless = false;
    lua_State *lua = s->lua;
    /* Keys come in any order, so errors wait for the end of the walk. */
    for (lua_pushnil(lua); lua_next(lua, table); lua_pop(lua, 1)) {
        if (lua_type(lua, -2) != LUA_TSTRING) {
            keyless = true;
            continue;
        }
        if (count++ >= RULE_CONDITIONS_MAX)
            continue;
        const char *key = lua_tostring(lua, -2);
        size_t at = count - 1;
        for (; at > 0 && strcmp(keys[at - 1], key) > 0; at--)
            keys[at] = keys[at - 1];
        keys[at] = key;
    }
    if (keyless)
        script_refuse_keyless(s, "`where` found an entry without a key, expected facts by name");
    if (count > RULE_CONDITIONS_MAX)
        script_refuse(s, "`where` found %d conditions, expected at most %d", (int)count,
                      (int)RULE_CONDITIONS_MAX);
    return count;
}

_Noreturn static void fact_refuse(const struct script *s, struct bytes name) {
    const char *nearest = fact_nearest(name);
    script_refuse_found(s, NULL, name, "`where` found `%s`, expected a fact%s%s%s", name.data,
                        nearest ? "; did you mean `" : "", nearest ? nearest : "", nearest ? "`?" : "");
}

void where_compile(const struct script *s, const struct occasion *o, struct condition **out, size_t *count) {
    lua_State *lua = s->lua;
    const char *keys[RULE_CONDITIONS_MAX];
    luaL_checkstack(lua, 12, NULL);
    frozen_push_content(lua, -1);
    int table = lua_gettop(lua);
    size_t found = keys_sorted(s, table, keys);
    *count = 0;
    *out = script_alloc(s, found, sizeof **out);
    for (size_t i = 0; i < found; i++) {
        struct condition *c = &(*out)[(*count)++];
        struct bytes name = bytes_of(keys[i]);
        c->fact = fact_find(name);
        if (c->fact == fact_count)
            fact_refuse(s, name);
        if (fact_table[c->fact].type == FACT_DATA && name.size > 5)
            c->path = script_copy(s, bytes_slice(name, 5, name.size));
        lua_getfield(lua, table, keys[i]);
        condition_compile(s, keys[i], c);
        condition_check(s, keys[i], c);
    }
    moments_check(s, o, *out, *count);
    conditions_check(s, o, *out, *count);
    lua_settop(lua, table - 1);
}
