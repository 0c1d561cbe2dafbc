/* adapter.c: see fusion/adapter.h. */
#include <fusion/adapter.h>

#include "environment.h"
#include "freeze.h"
#include "produce.h"
#include "script.h"
#include "tokens.h"
#include "view.h"

#include <stdlib.h>
#include <string.h>

struct adapter {
    struct sandbox sandbox;
    struct arena arena;
    const char *name;
    struct source source;         /* its text only while it is loaded */
    bool loading, named, defined; /* `adapter "name"` was said; it got its table */
    int line;
    bool sorts, fuse_never;
    enum row_format format;
    struct bytes *columns;
    size_t column_count;
    int map;
    struct watches watches;
};

static const char *const format_words[] = {
    [ROWS_CSV] = "csv", [ROWS_TSV] = "tsv", [ROWS_NDJSON] = "ndjson", [ROWS_JSON] = "json", NULL};
static const char *const adapter_keys[] = {"format", "sort", "fuse", "columns", "map", NULL};

static const struct budget row_budget = {RULE_INSTRUCTIONS_MAX, RULE_MEMORY_BYTES_MAX, RULE_OUTPUT_BYTES_MAX};

/* ---- keys: [value] -> [] ---- */

static void read_format(const struct script *s, struct adapter *a) {
    struct bytes word = script_take_text(s, "format", WORD_BYTES_MAX);
    size_t i = 0;
    while (format_words[i] && !bytes_is(word, format_words[i]))
        i++;
    if (!format_words[i])
        script_refuse_word(s, "format", word, format_words, "csv, tsv, ndjson or json");
    a->format = (enum row_format)i;
}

static void read_sort(const struct script *s, struct adapter *a) {
    a->sorts = script_take_boolean(s, "sort");
}

static void read_fuse(const struct script *s, struct adapter *a) {
    struct bytes word = script_take_text(s, "fuse", WORD_BYTES_MAX);
    if (!bytes_is(word, "never"))
        script_refuse_word(s, "fuse", word, (const char *const[]){"never", NULL}, "never");
    a->fuse_never = true;
}

static void read_columns(const struct script *s, struct adapter *a) {
    if (a->format != ROWS_CSV && a->format != ROWS_TSV)
        script_refuse(s, "found `columns` of the format %s, expected them only of csv and tsv",
                      format_words[a->format]);
    a->column_count = script_take_texts(s, "columns", NAME_BYTES_MAX, &a->columns);
    if (!a->column_count)
        script_refuse(s, "`columns` found an empty list, expected the names of the columns");
}

static void read_map(const struct script *s, struct adapter *a) {
    if (lua_type(s->lua, -1) != LUA_TFUNCTION || lua_iscfunction(s->lua, -1))
        script_refuse(s, "`map` found %s, expected a function of this file", script_show(s, -1));
    a->map = luaL_ref(s->lua, LUA_REGISTRYINDEX);
}

static const struct {
    const char *key;
    bool required;
    void (*read)(const struct script *, struct adapter *);
} readers[] = {{"format", true, read_format},
               {"sort", false, read_sort},
               {"fuse", false, read_fuse},
               {"columns", false, read_columns},
               {"map", true, read_map}};

/* ---- adapter "name" { ... } ---- */

static struct script script_of(lua_State *lua, struct adapter *a) {
    char file[LUA_IDSIZE];
    struct script s = {
        .lua = lua, .arena = &a->arena, .file = a->source.file, .what = "adapter", .name = a->name};
    sandbox_where(lua, 1, file, &s.line);
    return s;
}

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
    script_check_keys(&s, adapter_keys);
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        s.at = NULL;
        if (script_field(&s, 1, readers[i].key) != LUA_TNIL) {
            s.at = readers[i].key;
            readers[i].read(&s, a);
        } else if (readers[i].required) {
            script_refuse(&s, "found no key `%s`, expected one in every adapter", readers[i].key);
        }
        lua_settop(lua, 1);
    }
    return 0;
}

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

/* ---- what archives need ---- */

static size_t digits(struct bytes b, size_t *at) {
    size_t start = *at;
    while (*at < b.size && b.data[*at] >= '0' && b.data[*at] <= '9')
        (*at)++;
    return *at - start;
}

/* -?digits(.digits)?(e[+-]?digits)?, nothing else. *integral: without point and exponent. */
static bool is_decimal(struct bytes b, bool *integral) {
    size_t at = b.size && b.data[0] == '-';
    *integral = true;
    if (!digits(b, &at))
        return false;
    if (at < b.size && b.data[at] == '.') {
        *integral = false;
        at++;
        if (!digits(b, &at))
            return false;
    }
    if (at < b.size && (b.data[at] == 'e' || b.data[at] == 'E')) {
        *integral = false;
        at++;
        at += at < b.size && (b.data[at] == '-' || b.data[at] == '+');
        if (!digits(b, &at))
            return false;
    }
    return at == b.size;
}

static int help_number(lua_State *lua) {
    bool integral;
    struct bytes text = sandbox_text(lua, 1);
    if (lua_type(lua, 1) == LUA_TNUMBER)
        lua_pushvalue(lua, 1);
    else if (text.size == 0 || text.size > 64 || !is_decimal(text, &integral) ||
             lua_stringtonumber(lua, text.data) == 0)
        lua_pushnil(lua);
    return 1;
}

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

static const luaL_Reg adapter_functions[] = {{"adapter", adapter_begin},
                                             {"number", help_number},
                                             {"trim", help_trim},
                                             {"split", help_split},
                                             {NULL, NULL}};

/* ---- life ---- */

static int adapter_load(lua_State *lua) {
    struct adapter *a = sandbox_of(lua)->owner;
    environment_open(lua, (const luaL_Reg *const[]){adapter_functions, NULL}, a);
    sandbox_compile(lua, a->source.text, a->source.file);
    a->source.compiled = true;
    lua_call(lua, 0, 0);
    if (!a->defined)
        return luaL_error(lua, "%s:%d: found no adapter, expected `adapter \"%s\" { ... }`", a->source.file,
                          a->line ? a->line : 1, a->name);
    lua_rawgeti(lua, LUA_REGISTRYINDEX, a->map);
    watches_add(lua, &a->watches, &a->arena);
    return 0;
}

static int adapter_fill(struct adapter *a, const struct policy_file *f, const char *name, struct error *e) {
    a->name = arena_copy(&a->arena, bytes_of(name)).data;
    a->source.file = arena_copy(&a->arena, f->name).data;
    if (!a->name || !a->source.file || sandbox_open(&a->sandbox) != 0)
        return error_memory(e);
    int result = source_check(f->content, a->source.file, e);
    if (result)
        return result;
    sandbox_allow_load(&a->sandbox);
    a->source.text = f->content;
    a->loading = true;
    result = sandbox_call(&a->sandbox, adapter_load, a);
    a->loading = false;
    if (result)
        return script_load_error(&a->sandbox, &a->source, e);
    a->source.text = (struct bytes){NULL, 0};
    lua_gc(a->sandbox.lua, LUA_GCCOLLECT);
    sandbox_allow(&a->sandbox, &row_budget);
    return 0;
}

static const struct policy_file *file_find(const struct policy_file *files, size_t count, struct bytes name) {
    struct bytes folder = BYTES("adapters/"), ending = BYTES(".lua");
    for (size_t i = 0; i < count; i++) {
        struct bytes file = files[i].name;
        if (file.size == folder.size + name.size + ending.size && bytes_begins(file, folder) &&
            bytes_ends(file, ending) &&
            bytes_equal(bytes_slice(file, folder.size, folder.size + name.size), name))
            return &files[i];
    }
    return NULL;
}

int adapter_new(const struct policy_file *files, size_t count, const char *name, struct adapter **out,
                struct error *e) {
    const struct policy_file *f = file_find(files, count, bytes_of(name));
    *out = NULL;
    if (!f)
        return error_set(e, ERROR_POLICY, "the policy has no adapter `%s`: found no file adapters/%s.lua",
                         name, name);
    struct adapter *a = calloc(1, sizeof *a);
    if (!a)
        return error_memory(e);
    int result = adapter_fill(a, f, name, e);
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

enum row_format adapter_format(const struct adapter *a) {
    return a->format;
}

bool adapter_sorts(const struct adapter *a) {
    return a->sorts;
}

size_t adapter_columns(const struct adapter *a, const struct bytes **names) {
    *names = a->columns;
    return a->column_count;
}

/* ---- a row ---- */

struct row {
    struct adapter *adapter;
    int64_t number;
    const struct bytes *names, *values; /* of a table */
    size_t count;
    const struct json *json; /* else this */
    bool refused;
};

static void row_push(lua_State *lua, const struct row *row) {
    if (row->json) {
        json_push(lua, row->json, false);
        return;
    }
    lua_createtable(lua, 0, (int)row->count);
    for (size_t i = 0; i < row->count; i++) {
        sandbox_push_text(lua, row->names[i]);
        sandbox_push_text(lua, row->values[i]);
        lua_rawset(lua, -3);
    }
}

/* The line, or the reason of a refusal, goes into the scratch buffer. */
static int row_map(lua_State *lua) {
    struct row *row = sandbox_of(lua)->owner;
    struct buffer *scratch = &row->adapter->sandbox.scratch;
    lua_rawgeti(lua, LUA_REGISTRYINDEX, row->adapter->map);
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
    produce_message(lua, lua_gettop(lua) - 1, row->adapter->fuse_never, scratch);
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
    if ((failed && s->conceded) || buffer_failed(&s->scratch))
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
