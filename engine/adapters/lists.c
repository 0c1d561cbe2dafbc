/* lists.c: a CSV file of the policy as a table. By RFC 4180 and strictly, since the file is the policy's own;
 * not by libcsv, which belongs to the ports. See lists.h. */
#include "lists.h"
#include "columns.h"
#include <lua/freeze.h>

#include <string.h>

struct reader {
    lua_State *lua;
    const char *file;
    struct bytes rest;
    int line, next_line; /* where the present row begins; the next one */
    bool row_ended;
};

static _Noreturn void refuse(const struct reader *r, const char *text) {
    luaL_error(r->lua, "%s:%d: %s", r->file, r->line, text);
    __builtin_unreachable();
}

/* Take this character off, if it comes next. */
static bool take(struct reader *r, char c) {
    if (r->rest.size == 0 || r->rest.data[0] != c)
        return false;
    r->rest = bytes_slice(r->rest, 1, r->rest.size);
    return true;
}

/* Behind a field: a comma, the end of a line or of the file. */
static void field_end(struct reader *r) {
    if (take(r, ','))
        return;
    (void)take(r, '\r');
    if (!take(r, '\n') && r->rest.size)
        refuse(r, "found a quote within a field, expected quotes around the whole of it");
    r->row_ended = true;
    r->next_line++;
}

/* [] -> [text] */
static void quoted_push(struct reader *r) {
    luaL_Buffer text;
    luaL_buffinit(r->lua, &text);
    for (;;) {
        const char *end = r->rest.size ? memchr(r->rest.data, '"', r->rest.size) : NULL;
        size_t size = end ? (size_t)(end - r->rest.data) : 0;
        if (!end)
            refuse(r, "found a quote that is never closed, expected another one");
        struct bytes part = bytes_slice(r->rest, 0, size);
        r->rest = bytes_slice(r->rest, part.size + 1, r->rest.size);
        for (size_t i = 0; i < part.size; i++)
            r->next_line += part.data[i] == '\n';
        luaL_addlstring(&text, part.data, part.size);
        if (!take(r, '"'))
            break;
        luaL_addchar(&text, '"');
    }
    luaL_pushresult(&text);
}

/* [] -> [text] */
static void field_push(struct reader *r) {
    sandbox_charge(r->lua, 1);
    if (take(r, '"')) {
        quoted_push(r);
    } else {
        size_t size = 0;
        while (size < r->rest.size && !(r->rest.data[size] == ',' || r->rest.data[size] == '\n' ||
                                        r->rest.data[size] == '\r' || r->rest.data[size] == '"'))
            size++;
        sandbox_push_text(r->lua, bytes_slice(r->rest, 0, size));
        r->rest = bytes_slice(r->rest, size, r->rest.size);
    }
    field_end(r);
}

/* [] -> [list of the names of the columns]; their number. */
static lua_Integer header_push(struct reader *r) {
    lua_State *lua = r->lua;
    lua_Integer count = 0;
    lua_newtable(lua);
    for (r->row_ended = false; !r->row_ended;) {
        field_push(r);
        if (sandbox_text(lua, -1).size == 0)
            refuse(r, "found a column without a name, expected a header");
        for (lua_Integer i = 1; i <= count; i++) {
            lua_rawgeti(lua, -2, i);
            if (lua_rawequal(lua, -1, -2))
                refuse(r, lua_pushfstring(lua, "found the column `%s` twice, expected it once",
                                          lua_tostring(lua, -1)));
            lua_pop(lua, 1);
        }
        if (++count > (lua_Integer)LIST_COLUMNS_MAX)
            refuse(r, lua_pushfstring(lua, "found more than %d columns", (int)LIST_COLUMNS_MAX));
        lua_rawseti(lua, -2, count);
    }
    return count;
}

/* [list names] -> [list names] with the next row in the list, under its first field. */
static void row_add(struct reader *r, lua_Integer columns) {
    lua_State *lua = r->lua;
    lua_Integer count = 0;
    int names = lua_gettop(lua), list = names - 1;
    lua_createtable(lua, 0, (int)columns);
    for (r->row_ended = false; !r->row_ended;) {
        if (++count > columns)
            refuse(r, lua_pushfstring(lua, "found more than %d fields, expected so many as in the header",
                                      (int)columns));
        lua_rawgeti(lua, names, count);
        field_push(r);
        if (count == 1) {
            lua_pushvalue(lua, -1);
            if (lua_rawget(lua, list) != LUA_TNIL)
                refuse(r, lua_pushfstring(lua, "found `%s` twice in the first column, expected it once",
                                          lua_tostring(lua, -2)));
            lua_pop(lua, 1);
            lua_pushvalue(lua, -1);
            lua_insert(lua, names + 1); /* list names key row name key */
        }
        lua_rawset(lua, names + 2);
    }
    if (count < columns)
        refuse(r, lua_pushfstring(lua, "found %d fields, expected %d as in the header", (int)count,
                                  (int)columns));
    columns_wrap(lua);
    lua_rawset(lua, list);
}

static const struct policy_file *file_find(const struct policy_file *files, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++)
        if (bytes_is(files[i].name, name))
            return &files[i];
    return NULL;
}

void list_push(lua_State *lua, const struct policy_file *files, size_t count, struct bytes name) {
    lua_pushlstring(lua, name.data ? name.data : "", name.size);
    const char *file = lua_pushfstring(lua, "lists/%s.csv", lua_tostring(lua, -1));
    const struct policy_file *f = file_find(files, count, file);
    if (!f) {
        luaL_error(lua, "found no file %s in the policy, expected one for `list`", file);
        return; /* luaL_error does not return */
    }
    struct reader r = {.lua = lua, .file = file, .rest = f->content, .line = 1, .next_line = 1};
    luaL_checkstack(lua, 16, NULL);
    sandbox_charge(lua, f->content.size / 16);
    if (!text_is_utf8(f->content))
        refuse(&r, "found a file that is not valid UTF-8, expected UTF-8 without NUL");
    if (bytes_begins(r.rest, BYTES("\xef\xbb\xbf")))
        r.rest = bytes_slice(r.rest, 3, r.rest.size);
    if (r.rest.size == 0)
        refuse(&r, "found an empty file, expected a header");
    lua_newtable(lua);
    lua_Integer columns = header_push(&r);
    for (size_t rows = 1; r.rest.size; rows++) {
        r.line = r.next_line;
        if (rows > LIST_ROWS_MAX)
            refuse(&r, lua_pushfstring(lua, "found more than %d rows", (int)LIST_ROWS_MAX));
        row_add(&r, columns);
    }
    lua_pop(lua, 1);
    frozen_wrap(lua);
}
