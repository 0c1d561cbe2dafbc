/* adapter.c: an adapter: its script loaded, its rows mapped. See fusion/adapter.h. */
#include <fusion/adapter.h>

#include "columns.h"
#include "keys.h"
#include "library.h"
#include "lists.h"
#include "produce.h"
#include <lua/environment.h>
#include <lua/freeze.h>
#include <lua/json_push.h>
#include <lua/script.h>
#include <lua/tokens.h>

#include <stdlib.h>
#include <string.h>

struct adapter {
    struct sandbox sandbox;
    struct arena arena;
    const char *name;
    struct source source;             /* its text only while it is loaded */
    const struct policy_file *policy; /* `policy_count` files, only while it is loaded */
    size_t policy_count;
    bool loading, named, defined; /* `adapter "name"` was said; it got its table */
    int line;                     /* of `adapter "name"` */
    struct adapter_keys keys;
    struct row_table row;
    struct watches watches;
};

/* Of one row: what a policy may at most give its rules for a line. */
static const struct budget row_budget = {RULE_INSTRUCTIONS_MAX, RULE_MEMORY_BYTES_MAX, RULE_OUTPUT_BYTES_MAX};

/* ---- adapter "name" { ... } ---- */

static struct script script_of(lua_State *lua, struct adapter *a) {
    char file[LUA_IDSIZE];
    struct script s = {
        .lua = lua, .arena = &a->arena, .file = a->source.file, .what = "adapter", .name = a->name};
    sandbox_where(lua, 1, file, &s.line);
    return s;
}

/* The function that `adapter "name"` returns, called with the table. Upvalue: the adapter. */
static int adapter_define(lua_State *lua) {
    struct adapter *a = lua_touserdata(lua, lua_upvalueindex(1));
    struct script s = script_of(lua, a);
    if (!a->loading || a->defined)
        return luaL_error(
            lua, "found another `adapter`, expected one: an adapter is declared once, while its file "
                 "is loaded");
    a->defined = true;
    lua_settop(lua, 1);
    if (lua_type(lua, 1) != LUA_TTABLE)
        script_refuse(&s, "found %s, expected a table in braces", script_show(&s, 1));
    adapter_keys_read(&s, &a->keys);
    return 0;
}

/* The function `adapter`, called with the name. Upvalue: the adapter. */
static int adapter_begin(lua_State *lua) {
    struct adapter *a = lua_touserdata(lua, lua_upvalueindex(1));
    const struct script s = script_of(lua, a);
    if (!a->loading || a->named)
        return luaL_error(
            lua, "found another `adapter`, expected one: an adapter is declared once, while its file "
                 "is loaded");
    if (!bytes_is(sandbox_text(lua, 1), a->name))
        script_refuse(&s, "found the name %s, expected that of the file, \"%s\"", script_show(&s, 1),
                      a->name);
    a->named = true;
    a->line = s.line;
    lua_pushvalue(lua, lua_upvalueindex(1));
    lua_pushcclosure(lua, adapter_define, 1);
    return 1;
}

/* ---- list "name" ---- */

static int adapter_list(lua_State *lua) {
    struct adapter *a = lua_touserdata(lua, lua_upvalueindex(1));
    if (!a->loading)
        return luaL_error(lua, "`list` is asked while the file is loaded, at its top, not for a row");
    luaL_checktype(lua, 1, LUA_TSTRING);
    list_push(lua, a->policy, a->policy_count, sandbox_text(lua, 1));
    return 1;
}

static const luaL_Reg adapter_functions[] = {
    {"adapter", adapter_begin}, {"list", adapter_list}, {NULL, NULL}};

/* ---- life ---- */

static int adapter_load(lua_State *lua) {
    struct adapter *a = sandbox_of(lua)->owner;
    environment_open(lua,
                     (const luaL_Reg *const[]){adapter_functions, library_functions, library_dates, NULL}, a);
    columns_prepare(lua);
    row_table_open(lua, &a->row);
    environment_compile(lua, &a->source);
    lua_call(lua, 0, 0);
    if (!a->defined)
        return luaL_error(lua, "%s:%d: found no adapter, expected `adapter \"%s\" { ... }`", a->source.file,
                          a->line ? a->line : 1, a->name);
    lua_rawgeti(lua, LUA_REGISTRYINDEX, a->keys.map);
    watches_add(lua, &a->watches, &a->arena);
    return 0;
}

static int adapter_fill(struct adapter *a, const struct policy_file *files, size_t count,
                        const struct policy_file *f, const char *name, struct error *e) {
    a->name = arena_copy(&a->arena, bytes_of(name)).data;
    a->source.file = arena_copy(&a->arena, f->name).data;
    if (!a->name || !a->source.file || sandbox_open(&a->sandbox) != 0)
        return error_memory(e);
    int result = source_check(f->content, a->source.file, e);
    if (result)
        return result;
    sandbox_allow_load(&a->sandbox);
    a->source.text = f->content;
    a->policy = files;
    a->policy_count = count;
    a->loading = true;
    result = sandbox_call(&a->sandbox, adapter_load, a);
    a->loading = false;
    a->policy = NULL;
    if (result)
        return script_load_error(&a->sandbox, &a->source, e);
    a->source.text = (struct bytes){NULL, 0};
    lua_gc(a->sandbox.lua, LUA_GCCOLLECT);
    sandbox_allow(&a->sandbox, &row_budget);
    return 0;
}

struct bytes adapter_name(const struct policy_file *f) {
    struct bytes folder = BYTES("adapters/"), ending = BYTES(".lua");
    if (!bytes_begins(f->name, folder) || !bytes_ends(f->name, ending) || f->name.size > NAME_BYTES_MAX)
        return (struct bytes){NULL, 0};
    return bytes_slice(f->name, folder.size, f->name.size - ending.size);
}

static const struct policy_file *file_find(const struct policy_file *files, size_t count, struct bytes name) {
    for (size_t i = 0; i < count; i++)
        if (name.size && bytes_equal(adapter_name(&files[i]), name))
            return &files[i];
    return NULL;
}

/* The error that there is no such adapter, with the nearest name. */
static int absent_tell(const struct policy_file *files, size_t count, const char *name, struct error *e) {
    const char *names[POLICY_FILES_MAX + 1];
    struct arena arena = ARENA_EMPTY;
    size_t known = 0;
    for (size_t i = 0; i < count && known < POLICY_FILES_MAX; i++) {
        struct bytes copy = arena_copy(&arena, adapter_name(&files[i]));
        if (copy.size)
            names[known++] = copy.data;
    }
    names[known] = NULL;
    const char *nearest = error_nearest(bytes_of(name), names);
    error_set(e, ERROR_POLICY, "the policy has no adapter `%s`: found no file adapters/%s.lua%s%s%s", name,
              name, nearest ? "; did you mean `" : "", nearest ? nearest : "", nearest ? "`?" : "");
    arena_release(&arena);
    return ERROR_POLICY;
}

int adapter_new(const struct policy_file *files, size_t count, const char *name, struct adapter **out,
                struct error *e) {
    const struct policy_file *f = file_find(files, count, bytes_of(name));
    *out = NULL;
    if (!f)
        return absent_tell(files, count, name, e);
    struct adapter *a = calloc(1, sizeof *a);
    if (!a)
        return error_memory(e);
    int result = adapter_fill(a, files, count, f, name, e);
    if (result) {
        adapter_free(a);
        return result;
    }
    *out = a;
    return 0;
}

void adapter_free(struct adapter *a) {
    if (!a)
        return;
    sandbox_close(&a->sandbox);
    arena_release(&a->arena);
    free(a);
}

int adapters_check(const struct policy_file *files, size_t count, struct error *e) {
    char name[NAME_BYTES_MAX + 1];
    int result = 0;
    for (size_t i = 0; i < count && result == 0; i++) {
        struct bytes found = adapter_name(&files[i]);
        struct adapter *adapter = NULL;
        (void)snprintf(name, sizeof name, "%.*s", (int)found.size, found.size ? found.data : "");
        if (found.size)
            result = adapter_new(files, count, name, &adapter, e);
        adapter_free(adapter);
    }
    return result;
}

const struct archive *adapter_archive(const struct adapter *a) {
    return &a->keys.archive;
}

/* ---- a row ---- */

struct row {
    struct adapter *adapter;
    int64_t number;
    const struct bytes *names, *values; /* of its fields */
    size_t count;
    const struct json *json; /* the row, where it is an object; else NULL */
    bool refused;            /* `map` gave nil */
};

static void row_push(lua_State *lua, const struct row *row) {
    if (row->json) {
        json_push(lua, row->json, false);
        return;
    }
    row_table_push(lua, &row->adapter->row, row->names, row->values, row->count);
}

/* Within sandbox_call: call `map`. The line, or the reason of its refusal, goes into the scratch buffer. */
static int row_map(lua_State *lua) {
    struct row *row = sandbox_of(lua)->owner;
    struct buffer *scratch = &row->adapter->sandbox.scratch;
    lua_rawgeti(lua, LUA_REGISTRYINDEX, row->adapter->keys.map);
    row_push(lua, row);
    lua_pushinteger(lua, row->number);
    lua_call(lua, 2, 2);
    buffer_clear(scratch);
    row->refused = !lua_toboolean(lua, -2);
    if (row->refused) {
        char reason[RULE_FAULT_BYTES_MAX];
        struct bytes text = sandbox_text(lua, -1);
        text_clean(text.size ? text : BYTES("refused by the adapter"), reason, sizeof reason);
        buffer_append_text(scratch, reason);
        return 0;
    }
    if (lua_type(lua, -2) != LUA_TTABLE)
        return luaL_error(lua, "`map` gave a %s, expected a table, or nil and a reason",
                          luaL_typename(lua, -2));
    produce_message(lua, lua_gettop(lua) - 1, row->adapter->keys.fuse_never, scratch);
    if (scratch->size > LINE_BYTES_MAX)
        return luaL_error(lua, "the message has %d bytes, expected at most %d", (int)scratch->size,
                          (int)LINE_BYTES_MAX);
    return 0;
}

static int row_refuse(struct buffer *reason, const char *text) {
    buffer_append_text(reason, text);
    return buffer_failed(reason) ? ERROR_MEMORY : 1;
}

static int row_run(struct row *row, struct buffer *line, struct buffer *reason) {
    struct adapter *a = row->adapter;
    struct sandbox *s = &a->sandbox;
    buffer_clear(line);
    buffer_clear(reason);
    sandbox_line(s);
    int failed = sandbox_call(s, row_map, row);
    const char *written = watches_restore(s->lua, &a->watches);
    if ((failed && s->out_of_memory) || buffer_failed(&s->scratch))
        return ERROR_MEMORY;
    if (failed)
        return row_refuse(reason, s->fault);
    if (written) {
        buffer_append_format(reason, "%s: `map` wrote the upvalue `%.64s`; adapters keep no state",
                             a->source.file, written);
        return row_refuse(reason, "");
    }
    struct buffer *taken = row->refused ? reason : line;
    buffer_append(taken, buffer_bytes(&s->scratch));
    if (buffer_failed(taken))
        return ERROR_MEMORY;
    return row->refused ? 1 : 0;
}

int adapter_map_row(struct adapter *a, int64_t n, const struct bytes *names, const struct bytes *values,
                    size_t count, struct buffer *line, struct buffer *reason) {
    struct row row = {.adapter = a, .number = n, .names = names, .values = values, .count = count};
    return row_run(&row, line, reason);
}

int adapter_map_json(struct adapter *a, int64_t n, const struct json *json, struct buffer *line,
                     struct buffer *reason) {
    struct row row = {.adapter = a, .number = n, .json = json};
    return row_run(&row, line, reason);
}
