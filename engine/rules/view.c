/* view.c: what scripts see as `m` and `cell`: userdata whose reads are answered here. See view.h. */
#include "view.h"
#include "rule_query.h"
#include <lua/freeze.h>
#include <lua/json_push.h>

#include <fusion/words.h>

#include <string.h>

#define COUNT_COST 1000 /* instructions charged for a search in the history */

static struct view *view_of(lua_State *lua) {
    return sandbox_of(lua)->owner;
}

/* ---- values ---- */

const char *const actor_words[] = {"party", "role", "name", NULL};

/* What is not there under a number is nil; there is nothing under another key. */
static int entry_unknown(lua_State *lua) {
    struct bytes key = sandbox_text(lua, 2);
    if (lua_type(lua, 2) == LUA_TNUMBER)
        return 0;
    return luaL_error(lua, "a list has entries by number only, found `%s`",
                      key.data ? key.data : luaL_typename(lua, 2));
}

/* The name of an actor need not be said. */
static int actor_unknown(lua_State *lua) {
    struct bytes key = sandbox_text(lua, 2);
    if (words_listed(actor_words, key))
        return 0;
    return luaL_error(lua, "an actor has no `%s`, expected `party`, `role` or `name`%s",
                      key.data ? key.data : luaL_typename(lua, 2),
                      error_offer(key, actor_words, "`", "`").text);
}

/* The metatables of lists and actors, made once: who is asked for a key that they do not have. */
#define LIST_NAME  "a list of facts"
#define ACTOR_NAME "an actor"

static void unknown_define(lua_State *lua, const char *name, lua_CFunction unknown) {
    luaL_newmetatable(lua, name);
    lua_pushcfunction(lua, unknown);
    lua_setfield(lua, -2, "__index");
    lua_pop(lua, 1);
}

/* [table] -> [it frozen] */
static void frozen_wrap_as(lua_State *lua, const char *name) {
    luaL_setmetatable(lua, name);
    frozen_wrap(lua);
}

static void push_texts(lua_State *lua, const struct fact_value *v) {
    lua_createtable(lua, (int)v->count, 0);
    for (size_t i = 0; i < v->count; i++) {
        sandbox_push_text(lua, v->list[i]);
        lua_rawseti(lua, -2, (lua_Integer)i + 1);
    }
    frozen_wrap_as(lua, LIST_NAME);
}

static void push_actors(lua_State *lua, const struct facts *f) {
    char code[PARTY_BYTES_MAX + 1];
    size_t count = f->message ? f->message->actors_count : 0;
    lua_createtable(lua, (int)count, 0);
    for (size_t i = 0; i < count; i++) {
        const struct actor *actor = &f->message->actors[i];
        lua_createtable(lua, 0, 3);
        sandbox_push_text(lua, party_text(actor->party, code));
        lua_setfield(lua, -2, "party");
        lua_pushstring(lua, actor_role_words[actor->role]);
        lua_setfield(lua, -2, "role");
        if (actor->name.size) {
            sandbox_push_text(lua, actor->name);
            lua_setfield(lua, -2, "name");
        }
        frozen_wrap_as(lua, ACTOR_NAME);
        lua_rawseti(lua, -2, (lua_Integer)i + 1);
    }
    frozen_wrap_as(lua, LIST_NAME);
}

static void push_data(lua_State *lua, const struct facts *f) {
    if (f->message && f->message->data) {
        json_push(lua, f->message->data, true);
        return;
    }
    lua_newtable(lua);
    frozen_wrap(lua);
}

static void push_scalar(lua_State *lua, const struct fact_value *v) {
    switch (v->type) {
    case VALUE_TEXT:
        sandbox_push_cut(lua, v->text);
        return;
    case VALUE_INTEGER:
        lua_pushinteger(lua, v->integer);
        return;
    case VALUE_NUMBER:
        lua_pushnumber(lua, v->number);
        return;
    case VALUE_BOOLEAN:
        lua_pushboolean(lua, v->boolean);
        return;
    default:
        lua_pushnil(lua);
        return;
    }
}

/* A fact that is a list, or `data`, as a table; made once a run. */
static void push_table(lua_State *lua, struct view *view, size_t fact) {
    struct fact_value value;
    lua_rawgeti(lua, LUA_REGISTRYINDEX, view->cache);
    if (view->cached >> fact & 1) {
        lua_rawgeti(lua, -1, (lua_Integer)fact + 1);
        return;
    }
    if (fact_table[fact].type == FACT_DATA) {
        push_data(lua, view->facts);
    } else if (fact_table[fact].type == FACT_ACTORS) {
        push_actors(lua, view->facts);
    } else {
        fact_get(view->facts, fact, (struct bytes){NULL, 0}, &value);
        push_texts(lua, &value);
    }
    lua_pushvalue(lua, -1);
    lua_rawseti(lua, -3, (lua_Integer)fact + 1);
    view->cached |= (fact_set)1 << fact;
}

void view_forget(lua_State *lua, struct view *v) {
    if (!v->cached)
        return;
    lua_rawgeti(lua, LUA_REGISTRYINDEX, v->cache);
    for (size_t fact = 0; fact < fact_count; fact++)
        if (v->cached >> fact & 1) {
            lua_pushnil(lua);
            lua_rawseti(lua, -2, (lua_Integer)fact + 1); /* the field is there: this allocates nothing */
        }
    lua_pop(lua, 1);
    v->cached = 0;
}

/* ---- m ---- */

#define FACTS_NAME "group of facts" /* of `m`, and of what stands before a point in the name of a fact */

static int fact_unknown(lua_State *lua, const char *group) {
    struct bytes key = sandbox_text(lua, 2);
    if (!key.data)
        return luaL_error(lua, "`m` has facts by name only, found a %s", sandbox_called(lua, 2));
    const char *name = lua_pushfstring(lua, "%s%s", group, key.data);
    const char *nearest = fact_nearest(bytes_of(name));
    if (nearest)
        return luaL_error(lua, "`m.%s` is no fact; did you mean `m.%s`?", name, nearest);
    return luaL_error(lua, "`m.%s` is no fact; docs/rules.md has the list", name);
}

/* __index of `m` and of its groups. Upvalues: a table from a name to the number of a fact or to a group; what
 * stands before the names, `harm.` say. */
static int fact_read(lua_State *lua) {
    struct fact_value value;
    struct view *view = view_of(lua);
    lua_settop(lua, 2);
    lua_pushvalue(lua, 2);
    int type = lua_rawget(lua, lua_upvalueindex(1));
    if (type == LUA_TUSERDATA)
        return 1;
    if (type != LUA_TNUMBER)
        return fact_unknown(lua, lua_tostring(lua, lua_upvalueindex(2)));
    size_t fact = (size_t)lua_tointeger(lua, -1) - 1;
    if (fact_table[fact].type >= FACT_TEXTS) {
        push_table(lua, view, fact);
        return 1;
    }
    fact_get(view->facts, fact, (struct bytes){NULL, 0}, &value);
    push_scalar(lua, &value);
    return 1;
}

static int view_write(lua_State *lua) {
    return luaL_error(lua, "wrote to a fact; what a rule is given is read-only");
}

/* [names] -> [userdata], which is read by `read` with upvalues names and `before`, and cannot be written;
 * `called` in errors. */
static void userdata_make(lua_State *lua, const char *called, const char *before, lua_CFunction read) {
    lua_newuserdatauv(lua, 0, 0);
    lua_insert(lua, -2);
    lua_createtable(lua, 0, 3);
    lua_insert(lua, -2); /* userdata metatable names */
    lua_pushstring(lua, before);
    lua_pushcclosure(lua, read, 2);
    lua_setfield(lua, -2, "__index");
    lua_pushcfunction(lua, view_write);
    lua_setfield(lua, -2, "__newindex");
    lua_pushstring(lua, called);
    lua_setfield(lua, -2, "__name");
    lua_setmetatable(lua, -2);
}

/* [] -> [table from the names of the facts directly under `before`, without it, to their numbers]. */
static void names_push(lua_State *lua, const char *before) {
    size_t skip = strlen(before);
    lua_newtable(lua);
    for (size_t i = 0; i < fact_count; i++) {
        const char *name = fact_table[i].name;
        if (strncmp(name, before, skip) != 0 || strchr(name + skip, '.'))
            continue;
        lua_pushinteger(lua, (lua_Integer)i + 1);
        lua_setfield(lua, -2, name + skip);
    }
}

static int m_make(lua_State *lua) {
    names_push(lua, "");
    for (size_t i = 0; i < fact_count; i++) {
        struct bytes rest = bytes_of(fact_table[i].name);
        struct bytes group = bytes_split(&rest, '.');
        if (!rest.size)
            continue;
        lua_pushlstring(lua, group.data, group.size);
        lua_pushvalue(lua, -1);
        if (lua_rawget(lua, -3) != LUA_TNIL) {
            lua_pop(lua, 2);
            continue;
        }
        lua_pop(lua, 1);
        const char *before = lua_pushfstring(lua, "%s.", lua_tostring(lua, -1)); /* names group before */
        names_push(lua, before);
        userdata_make(lua, FACTS_NAME, before, fact_read);
        lua_remove(lua, -2);
        lua_rawset(lua, -3);
    }
    userdata_make(lua, FACTS_NAME, "", fact_read);
    return luaL_ref(lua, LUA_REGISTRYINDEX);
}

/* ---- cell ---- */

/* The value on top of the stack for an error: a text or a number as it is, of anything else its type. */
static const char *value_show(lua_State *lua) {
    struct bytes text = sandbox_text(lua, -1);
    int type = lua_type(lua, -1);
    return text.data ? lua_pushfstring(lua, "`%s`", text.data)
           : type == LUA_TNUMBER || type == LUA_TBOOLEAN
               ? luaL_tolstring(lua, -1, NULL)
               : lua_pushfstring(lua, "a %s", sandbox_called(lua, -1));
}

/* Refuse the least by bytes of the unknown keys of the table at index 2, so that the fault is always the
 * same. */
static int count_key_refuse(lua_State *lua, const struct policy *p) {
    struct bytes least = {NULL, 0};
    struct query_fault fault;
    for (lua_pushnil(lua); lua_next(lua, 2); lua_pop(lua, 1)) {
        if (lua_type(lua, -2) != LUA_TSTRING)
            return luaL_error(lua,
                              "cell.count: found an entry without a key, expected only keys with a name");
        struct bytes key = sandbox_text(lua, -2);
        if (!words_listed(query_keys, key) && (!least.data || bytes_compare(key, least) < 0))
            least = key;
    }
    assert(least.data);
    (void)query_set(&(struct rule_query){0}, p, least, &(struct query_value){0}, &fault);
    return luaL_error(lua, "cell.count: %s", fault.text);
}

/* [value] -> [value, ...]: its texts live as long as they are there. */
static struct query_value query_value_take(lua_State *lua) {
    struct query_value v = {.text = sandbox_text(lua, -1), .number = lua_tonumber(lua, -1)};
    v.type = v.text.data ? QUERY_TEXT : lua_type(lua, -1) == LUA_TNUMBER ? QUERY_NUMBER : QUERY_OTHER;
    if (v.type == QUERY_OTHER)
        v.called = value_show(lua);
    return v;
}

static int cell_count(lua_State *lua) {
    const struct view *v = view_of(lua);
    struct rule_query query = query_all(v->policy);
    struct query_fault fault;
    if (!lua_gettop(lua))
        lua_newtable(lua); /* without a table, nothing is asked for */
    luaL_checktype(lua, 1, LUA_TTABLE);
    lua_settop(lua, 1);
    frozen_push_content(lua, 1);
    lua_Integer known = 0, given = 0;
    for (size_t i = 0; query_keys[i]; i++) {
        lua_pushstring(lua, query_keys[i]);
        if (lua_rawget(lua, 2) == LUA_TNIL)
            continue;
        known++;
        const struct query_value value = query_value_take(lua); /* its text stays on the stack */
        if (!query_set(&query, v->policy, bytes_of(query_keys[i]), &value, &fault))
            return luaL_error(lua, "cell.count: %s", fault.text);
    }
    for (lua_pushnil(lua); lua_next(lua, 2); lua_pop(lua, 1))
        given++;
    if (given != known)
        return count_key_refuse(lua, v->policy);
    sandbox_charge(lua, COUNT_COST);
    if (!v->cell || !v->cell->count)
        return luaL_error(lua, "cell.count: there is no history here");
    lua_pushinteger(lua, v->cell->count(v->cell->context, v->facts, &query));
    return 1;
}

static int cell_is_member(lua_State *lua) {
    party_id party;
    struct bytes code = sandbox_text(lua, 1);
    lua_pushboolean(lua,
                    code.data && party_parse(code, &party) && policy_is_member(view_of(lua)->policy, party));
    return 1;
}

const char *const cell_words[] = {"now", "count", "members", "is_member", "supervisor", NULL};

static int cell_unknown(lua_State *lua) {
    lua_settop(lua, 2);
    struct bytes key = sandbox_text(lua, 2);
    return luaL_error(lua,
                      "`cell` has no %s, expected `now`, `count`, `members`, `is_member` or `supervisor`%s",
                      value_show(lua), key.data ? error_offer(key, cell_words, "`", "`").text : "");
}

/* __index of `cell`. Upvalue: the members that are the same in every run, by name. */
static int cell_read(lua_State *lua) {
    if (bytes_is(sandbox_text(lua, 2), "now")) {
        lua_pushinteger(lua, view_of(lua)->facts->now_ms);
        return 1;
    }
    lua_settop(lua, 2);
    lua_pushvalue(lua, 2);
    if (lua_rawget(lua, lua_upvalueindex(1)) == LUA_TNIL)
        return cell_unknown(lua);
    return 1;
}

static int cell_make(lua_State *lua, const struct policy *p) {
    char code[PARTY_BYTES_MAX + 1];
    lua_Integer members = 0;
    lua_newtable(lua);
    lua_pushcfunction(lua, cell_count);
    lua_setfield(lua, -2, "count");
    lua_pushcfunction(lua, cell_is_member);
    lua_setfield(lua, -2, "is_member");
    party_id supervisor = policy_supervisor(p);
    sandbox_push_text(lua, supervisor ? party_text(supervisor, code) : BYTES(""));
    lua_setfield(lua, -2, "supervisor");
    lua_newtable(lua);
    for (size_t i = 0; i < p->party_count; i++) {
        if (!p->parties[i].member)
            continue;
        sandbox_push_text(lua, party_text(p->parties[i].code, code));
        lua_rawseti(lua, -2, ++members);
    }
    frozen_wrap_as(lua, LIST_NAME);
    lua_setfield(lua, -2, "members");
    userdata_make(lua, "cell", "", cell_read);
    return luaL_ref(lua, LUA_REGISTRYINDEX);
}

struct view_references view_open(lua_State *lua, const struct policy *p) {
    struct view_references references;
    assert(fact_count <= FACTS_MAX);
    luaL_checkstack(lua, 20, NULL);
    unknown_define(lua, LIST_NAME, entry_unknown);
    unknown_define(lua, ACTOR_NAME, actor_unknown);
    references.m = m_make(lua);
    references.cell = cell_make(lua, p);
    lua_createtable(lua, (int)fact_count, 0);
    references.cache = luaL_ref(lua, LUA_REGISTRYINDEX);
    return references;
}
