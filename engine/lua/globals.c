/*
 * globals.c: what a source text reads and writes of the environment, in any of its functions, found when it
 * is compiled. See environment.h.
 */
#include "constants.h"
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

static size_t library_find(const struct globals *g, struct bytes name) {
    size_t i = 0;
    while (i < g->library_count && !bytes_is(name, g->libraries[i].name))
        i++;
    return i;
}

/* A member that the library lacks is refused; any, where it is written. */
static void member_check(struct globals *g, const struct name_use *use) {
    char room[TOKEN_SAYS_MAX];
    size_t library = library_find(g, use->name.text);
    const struct name_step *step = &use->steps[0];
    if (library == g->library_count || step->type == STEP_CALL)
        return;
    bool known = step->type == STEP_INDEX ||
                 words_listed(g->libraries[library].members, token_says(&step->token, room));
    if (!known || (use->is_written && use->step_count == 1))
        refuse(g, use, g->libraries[library].name, g->libraries[library].members);
}

static void use_check(struct name_reader *r, const struct name_use *use) {
    struct globals *g = (struct globals *)r;
    if (g->refused || !use->is_global)
        return;
    if ((use->is_written && !use->step_count) || !words_listed(g->names, use->name.text))
        refuse(g, use, NULL, g->names);
    else if (use->step_count)
        member_check(g, use);
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
    char room[TOKEN_SAYS_MAX];
    const struct token *at = g->library ? &g->use.steps[0].token : &g->use.name;
    const struct bytes name = token_says(at, room);
    const char *before = g->library ? lua_pushfstring(lua, "`%s.", g->library) : "the global `";
    lua_pushfstring(lua, "%s:%d: ", file, at->line);
    if (g->use.is_written && g->library)
        member_written_push(lua, name);
    else if (g->use.is_written && !g->use.step_count)
        written_push(lua, name);
    else
        undefined_push(lua, before, name, g->known);
    lua_concat(lua, 2);
    locator_place(locator_begin(lua, NULL, NULL), at->line, at->column);
    lua_error(lua);
    __builtin_unreachable();
}

_Noreturn static void constants_refuse(lua_State *lua, const struct constants_fault *fault,
                                       const char *file) {
    char room[TOKEN_SAYS_MAX];
    struct bytes says = token_says(&fault->key, room);
    lua_pushlstring(lua, says.data, says.size);
    const char *key = lua_tostring(lua, -1), *table = "", *offer = "";
    lua_pushlstring(lua, fault->table.data, fault->table.size);
    table = lua_tostring(lua, -1);
    if (fault->nearest[0])
        offer = lua_pushfstring(lua, "; did you mean `%s.%s`?", table, fault->nearest);
    lua_pushfstring(lua, "%s:%d: ", file, fault->key.line);
    if (fault->is_double)
        lua_pushfstring(lua, "found the key `%s` once more in one table, expected each key once", key);
    else
        lua_pushfstring(lua, "found `%s.%s`, which the table `%s` does not have, expected one of its keys%s",
                        table, key, table, offer);
    lua_concat(lua, 2);
    locator_place(locator_begin(lua, NULL, NULL), fault->key.line, fault->key.column);
    lua_error(lua);
    __builtin_unreachable();
}

void environment_compile(lua_State *lua, struct source *source) {
    struct globals g = {.reader = {.use = use_check}};
    sandbox_compile(lua, source->text, source->file);
    source->compiled = true;
    luaL_checkstack(lua, 12, NULL);
    int top = lua_gettop(lua);
    environment_push(lua);
    globals_list(lua, &g);
    struct constants_fault constants = {.is_double = false};
    int wrong = names_walk(source->text, &g.reader); /* calls nothing of Lua, so it may hold memory */
    if (wrong == 0)
        wrong = constants_check(source->text, &constants);
    if (wrong < 0) {
        sandbox_of(lua)->out_of_memory = true;
        luaL_error(lua, "no memory left");
    }
    if (g.refused)
        use_refuse(lua, &g, source->file);
    if (wrong)
        constants_refuse(lua, &constants, source->file);
    lua_settop(lua, top);
}
