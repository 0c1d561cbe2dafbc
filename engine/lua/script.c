/* script.c: reading and refusing the tables of scripts; the errors of loading. See script.h. */
#include "script.h"
#include "freeze.h"
#include "location.h"

#include <stdarg.h>
#include <string.h>

_Noreturn static void raise_prefixed(const struct script *s, const char *text) {
    lua_pushfstring(s->lua, "%s:%d: %s \"%s\": %s", s->file, s->line, s->what, s->name ? s->name : "", text);
    lua_error(s->lua);
    __builtin_unreachable();
}

_Noreturn static void raise_text(const struct script *s, const char *key, struct bytes found,
                                 const char *text) {
    struct locator *locator = locator_begin(s->lua, s->what, s->name);
    if (s->at)
        locator_add(locator, bytes_of(s->at));
    if (key && !(s->at && strcmp(key, s->at) == 0))
        locator_add(locator, bytes_of(key));
    locator_add(locator, found);
    raise_prefixed(s, text);
}

_Noreturn void script_refuse(const struct script *s, const char *format, ...) {
    va_list args;
    va_start(args, format);
    const char *text = lua_pushvfstring(s->lua, format, args);
    va_end(args);
    raise_text(s, NULL, (struct bytes){NULL, 0}, text);
}

_Noreturn void script_refuse_key(const struct script *s, const char *key, const char *format, ...) {
    va_list args;
    va_start(args, format);
    const char *text = lua_pushvfstring(s->lua, format, args);
    va_end(args);
    raise_text(s, key, (struct bytes){NULL, 0}, text);
}

_Noreturn void script_refuse_found(const struct script *s, const char *key, struct bytes found,
                                   const char *format, ...) {
    va_list args;
    va_start(args, format);
    const char *text = lua_pushvfstring(s->lua, format, args);
    va_end(args);
    raise_text(s, key, found, text);
}

_Noreturn void script_refuse_keyless(const struct script *s, const char *text) {
    struct locator *locator = locator_begin(s->lua, s->what, s->name);
    if (s->at)
        locator_add(locator, bytes_of(s->at));
    locator->keyless = true;
    raise_prefixed(s, text);
}

_Noreturn void script_refuse_place(const struct script *s, int column, const char *format, ...) {
    va_list args;
    va_start(args, format);
    const char *text = lua_pushvfstring(s->lua, format, args);
    va_end(args);
    locator_place(locator_begin(s->lua, s->what, s->name), s->line, column);
    raise_prefixed(s, text);
}

_Noreturn void script_refuse_word(const struct script *s, const char *key, struct bytes found,
                                  const char *const *words, const char *expected) {
    const char *nearest = words ? error_nearest(found, words) : NULL;
    lua_pushlstring(s->lua, found.data ? found.data : "", found.size);
    const char *text =
        lua_pushfstring(s->lua, "`%s` found `%s`, expected %s", key, lua_tostring(s->lua, -1), expected);
    if (nearest)
        text = lua_pushfstring(s->lua, "%s; did you mean `%s`?", text, nearest);
    raise_text(s, key, found, text);
}

void *script_alloc(const struct script *s, size_t count, size_t size) {
    void *memory = arena_array(s->arena, count, size);
    if (!memory) {
        sandbox_of(s->lua)->refusal = REFUSED_MACHINE;
        sandbox_of(s->lua)->out_of_memory = true;
        script_refuse(s, "found no memory left, expected some");
    }
    return memory;
}

struct bytes script_copy(const struct script *s, struct bytes text) {
    char *memory = script_alloc(s, 1, text.size + 1);
    if (text.size)
        memcpy(memory, text.data, text.size);
    return (struct bytes){memory, text.size};
}

const char *script_show(const struct script *s, int index) {
    lua_State *lua = s->lua;
    index = lua_absindex(lua, index);
    switch (lua_type(lua, index)) {
    case LUA_TSTRING: {
        struct bytes text = bytes_slice(sandbox_text(lua, index), 0, 64);
        lua_pushlstring(lua, text.data, text.size);
        return lua_pushfstring(lua, "\"%s\"", lua_tostring(lua, -1));
    }
    case LUA_TNUMBER:
        lua_pushvalue(lua, index);
        return lua_tostring(lua, -1);
    case LUA_TBOOLEAN:
        return lua_pushstring(lua, lua_toboolean(lua, index) ? "true" : "false");
    case LUA_TNIL:
    case LUA_TNONE:
        return lua_pushstring(lua, "nothing");
    default:
        return lua_pushfstring(lua, "a %s", sandbox_called(lua, index));
    }
}

/* Words as an error lists them: `on`, `kind` or `where`. Pushed on the stack. */
static const char *show_words(const struct script *s, const char *const *words) {
    const char *text = lua_pushfstring(s->lua, "`%s`", words[0]);
    for (size_t i = 1; words[i]; i++) {
        text = lua_pushfstring(s->lua, words[i + 1] ? "%s, `%s`" : "%s or `%s`", text, words[i]);
        lua_remove(s->lua, -2);
    }
    return text;
}

static _Noreturn void refuse_unknown_key(const struct script *s, const char *unknown,
                                         const char *const *keys) {
    const char *nearest = error_nearest(bytes_of(unknown), keys), *all = show_words(s, keys);
    if (nearest)
        script_refuse_key(s, unknown, "found the unknown key `%s`, expected %s; did you mean `%s`?", unknown,
                          all, nearest);
    script_refuse_key(s, unknown, "found the unknown key `%s`, expected %s", unknown, all);
}

void script_check_keys(const struct script *s, const char *const *keys) {
    lua_State *lua = s->lua;
    const char *unknown = NULL; /* the first by bytes, so that the error is the same in every run */
    luaL_checkstack(lua, 8, NULL);
    frozen_push_content(lua, -1);
    int content = lua_gettop(lua);
    for (lua_pushnil(lua); lua_next(lua, content); lua_pop(lua, 1)) {
        const char *const *known = keys;
        if (lua_type(lua, -2) != LUA_TSTRING)
            script_refuse_keyless(s, "found an entry without a key, expected only keys with a name");
        const char *key = lua_tostring(lua, -2);
        while (*known && strcmp(*known, key) != 0)
            known++;
        if (!*known && (!unknown || strcmp(key, unknown) < 0))
            unknown = key;
    }
    if (unknown)
        refuse_unknown_key(s, unknown, keys);
    lua_pop(lua, 1);
}

int script_field(const struct script *s, int index, const char *key) {
    index = lua_absindex(s->lua, index);
    frozen_push_content(s->lua, index);
    lua_pushstring(s->lua, key);
    int type = lua_rawget(s->lua, -2);
    lua_remove(s->lua, -2);
    return type;
}

static struct bytes check_text(const struct script *s, const char *key, size_t most) {
    struct bytes text = sandbox_text(s->lua, -1);
    if (lua_type(s->lua, -1) != LUA_TSTRING)
        script_refuse_key(s, key, "`%s` found %s, expected a text", key, script_show(s, -1));
    if (text.size == 0 || text.size > most)
        script_refuse_key(s, key, "`%s` found a text of %d bytes, expected 1 to %d", key, (int)text.size,
                          (int)most);
    if (memchr(text.data, '\0', text.size))
        script_refuse_key(s, key, "`%s` found a text with a NUL in it, expected one without", key);
    if (!text_is_utf8(text))
        script_refuse_key(s, key, "`%s` found a text that is not valid UTF-8, expected UTF-8", key);
    return text;
}

struct bytes script_take_text(const struct script *s, const char *key, size_t most) {
    struct bytes copy = script_copy(s, check_text(s, key, most));
    lua_pop(s->lua, 1);
    return copy;
}

size_t script_take_texts(const struct script *s, const char *key, size_t most, struct bytes **out) {
    lua_State *lua = s->lua;
    if (lua_type(lua, -1) != LUA_TTABLE) {
        *out = script_alloc(s, 1, sizeof **out);
        (*out)[0] = script_take_text(s, key, most);
        return 1;
    }
    frozen_push_content(lua, -1);
    size_t count = lua_rawlen(lua, -1), entries = 0;
    for (lua_pushnil(lua); entries <= RULE_LIST_MAX && lua_next(lua, -2); lua_pop(lua, 1))
        entries++; /* where this ends early, the next line refuses */
    if (entries > RULE_LIST_MAX || count > RULE_LIST_MAX)
        script_refuse_key(s, key, "`%s` found more than %d entries, expected at most so many", key,
                          (int)RULE_LIST_MAX);
    if (entries != count)
        script_refuse_key(s, key, "`%s` found a table with keys or holes, expected a list of texts", key);
    *out = script_alloc(s, count, sizeof **out);
    for (size_t i = 0; i < count; i++) {
        lua_rawgeti(lua, -1, (lua_Integer)i + 1);
        (*out)[i] = script_take_text(s, key, most);
    }
    lua_pop(lua, 2);
    return count;
}

bool script_take_boolean(const struct script *s, const char *key) {
    if (lua_type(s->lua, -1) != LUA_TBOOLEAN)
        script_refuse_key(s, key, "`%s` found %s, expected true or false", key, script_show(s, -1));
    bool value = lua_toboolean(s->lua, -1);
    lua_pop(s->lua, 1);
    return value;
}

/* The line in `NAME:LINE: text`, 0 where there is none; *text is moved behind it. Lua may have cut NAME. */
static int line_of(struct bytes *text) {
    struct bytes rest = *text;
    while (rest.size) {
        int64_t line;
        struct bytes behind = rest;
        bytes_split(&behind, ':');
        struct bytes after = behind;
        struct bytes number = bytes_split(&after, ':');
        if (after.size && after.data[0] == ' ' && bytes_to_unsigned(number, 100000000, &line)) {
            *text = bytes_slice(after, 1, after.size);
            return (int)line;
        }
        rest = behind;
    }
    return 0;
}

int script_load_error(struct sandbox *sandbox, const struct source *source, struct error *e) {
    char fault[sizeof sandbox->fault];
    struct buffer words = BUFFER_EMPTY;
    struct location location;
    if (sandbox->out_of_memory)
        return error_memory(e);
    memcpy(fault, sandbox->fault, sizeof fault);
    struct bytes text = bytes_of(fault);
    int line = line_of(&text);
    if (!source->compiled) {
        location = location_of_syntax(sandbox, source, fault, line);
        error_words_of_syntax(text, location_character(source->text, location), &words);
    } else {
        line = line ? line : sandbox->line ? sandbox->line : 1;
        location = location_of_locator(source->text, line, &sandbox->locator);
        error_words_of_failure(text, &words);
    }
    if (buffer_failed(&words))
        error_memory(e);
    else
        error_at(e, ERROR_POLICY, source->file, location.line, location.column, "%.*s", (int)words.size,
                 words.data);
    bool failed = buffer_failed(&words);
    buffer_release(&words);
    return failed ? ERROR_MEMORY : ERROR_POLICY;
}
