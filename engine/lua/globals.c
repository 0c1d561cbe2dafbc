/*
 * globals.c: what a source text reads and writes of the environment, in any of its functions, found when it
 * is compiled. See environment.h.
 */
#include "environment.h"
#include "freeze.h"
#include "names.h"

#include <fusion/words.h>

#define LIBRARIES_MAX 8u

/* The environment by its names, and the first use in the source that it does not allow. */
struct globals {
    struct name_reader reader;
    const char *names[GLOBALS_MAX + 1];
    struct {
        const char *name, *members[GLOBALS_MAX + 1];
    } libraries[LIBRARIES_MAX];
    size_t library_count;
    bool refused;
    struct name_use use;
    const char *const *known; /* what it should have been one of */
    const char *library;      /* whose member it is; NULL: it is the global itself */
};

static void refuse(struct globals *g, const struct name_use *use, const char *library,
                   const char *const *known) {
    g->refused = true;
    g->use = *use;
    g->library = library;
    g->known = known;
}

static void member_check(struct globals *g, const struct name_use *use) {
    for (size_t i = 0; i < g->library_count; i++)
        if (bytes_is(use->name.text, g->libraries[i].name) &&
            !words_listed(g->libraries[i].members, use->keys[0].text))
            refuse(g, use, g->libraries[i].name, g->libraries[i].members);
}

static void use_check(struct name_reader *r, const struct name_use *use) {
    struct globals *g = (struct globals *)r;
    if (g->refused || !use->is_global)
        return;
    if ((use->is_written && !use->key_count) || !words_listed(g->names, use->name.text))
        refuse(g, use, NULL, g->names);
    else if (use->key_count && !use->is_written)
        member_check(g, use);
}

static void function_pass(struct name_reader *r, const struct name_function *f, int marks[2]) {
    (void)r;
    (void)f;
    (void)marks;
}

/* [globals] -> [globals] */
static void globals_list(lua_State *lua, struct globals *g) {
    int globals = lua_gettop(lua);
    keys_list(lua, globals, g->names);
    for (size_t i = 0; g->names[i]; i++) {
        lua_getfield(lua, globals, g->names[i]);
        if (frozen_is(lua, -1)) {
            assert(g->library_count < LIBRARIES_MAX);
            frozen_push_content(lua, -1);
            g->libraries[g->library_count].name = g->names[i];
            keys_list(lua, lua_gettop(lua), g->libraries[g->library_count++].members);
        }
        lua_settop(lua, globals);
    }
}

_Noreturn static void use_refuse(lua_State *lua, const struct globals *g, const char *file) {
    const struct token *at = g->library ? &g->use.keys[0] : &g->use.name;
    const char *before = g->library ? lua_pushfstring(lua, "`%s.", g->library) : "the global `";
    lua_pushfstring(lua, "%s:%d: ", file, at->line);
    if (g->use.is_written && !g->use.key_count)
        written_push(lua, at->text);
    else
        undefined_push(lua, before, at->text, g->known);
    lua_concat(lua, 2);
    locator_place(locator_begin(lua, NULL, NULL), at->line, at->column);
    lua_error(lua);
    __builtin_unreachable();
}

void environment_compile(lua_State *lua, struct source *source) {
    struct globals g = {.reader = {function_pass, use_check}};
    sandbox_compile(lua, source->text, source->file);
    source->compiled = true;
    luaL_checkstack(lua, 12, NULL);
    int top = lua_gettop(lua);
    environment_push(lua);
    globals_list(lua, &g);
    if (names_walk(source->text, &g.reader) != 0) { /* calls nothing of Lua, so it may hold memory */
        sandbox_of(lua)->out_of_memory = true;
        luaL_error(lua, "no memory left");
    }
    if (g.refused)
        use_refuse(lua, &g, source->file);
    lua_settop(lua, top);
}
