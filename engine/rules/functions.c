/* functions.c: see functions.h. */
#include "functions.h"
#include "view.h"

#include <lua/script.h>

#include <fusion/array.h>

#include <stdio.h>
#include <string.h>

/* What a parameter is: the marks of names.h. */
enum { IS_M = 1, IS_CELL };

/* A walk through the source of a file, and the first read that it refuses. */
struct reading {
    struct name_reader reader;
    const struct rule_functions *functions;
    const char *rule; /* whose function is at hand, or was the last */
    bool refused;
    struct name_use use;
};

/* ---- finding the functions ---- */

void functions_add(lua_State *lua, struct rule_functions *f, const char *rule) {
    lua_Debug about;
    struct rule_function added = {.rule = rule};
    for (int i = 0; i < 2; i++)
        added.declared.parameters[i] = bytes_of(lua_getlocal(lua, NULL, i + 1));
    lua_getinfo(lua, ">S", &about);
    added.declared.line = about.linedefined;
    if (!ARRAY_ROOM_IN(f->arena, f->list, f->count, f->capacity, ARRAY_ENTRIES_MAX)) {
        sandbox_of(lua)->out_of_memory = true;
        luaL_error(lua, "no memory left");
    }
    f->list[f->count++] = added;
}

static bool is_same(const struct name_function *a, const struct name_function *b) {
    return a->line == b->line && bytes_equal(a->parameters[0], b->parameters[0]) &&
           bytes_equal(a->parameters[1], b->parameters[1]);
}

static void function_mark(struct name_reader *r, const struct name_function *declared, int marks[2]) {
    struct reading *reading = (struct reading *)r;
    const struct rule_functions *f = reading->functions;
    if (reading->refused)
        return;
    for (uint32_t i = 0; i < f->count; i++) {
        if (!is_same(&f->list[i].declared, declared))
            continue;
        reading->rule = f->list[i].rule;
        marks[0] = IS_M;
        marks[1] = IS_CELL;
        return;
    }
}

/* ---- what they read ---- */

/* `harm.killed`, of both keys. */
struct fact_name {
    char text[NAME_BYTES_MAX + 1];
};

static struct fact_name name_of(const struct name_use *use) {
    struct fact_name name;
    struct bytes first = use->keys[0].text, second = use->keys[use->key_count - 1].text;
    if (use->key_count == 1)
        (void)snprintf(name.text, sizeof name.text, "%.*s", (int)first.size, first.data);
    else
        (void)snprintf(name.text, sizeof name.text, "%.*s.%.*s", (int)first.size, first.data,
                       (int)second.size, second.data);
    return name;
}

static bool is_group(struct bytes name) {
    for (size_t i = 0; i < fact_count; i++)
        if (bytes_begins(bytes_of(fact_table[i].name), name) && fact_table[i].name[name.size] == '.')
            return true;
    return false;
}

/* A key is one word of a fact's name: `m["harm.killed"]` is none. */
static bool is_fact(const struct name_use *use) {
    struct fact_name name = name_of(use);
    struct bytes first = use->keys[0].text;
    if (memchr(first.data, '.', first.size))
        return false;
    if (fact_find(first) < fact_count)
        return true;
    return is_group(first) && (use->key_count == 1 || fact_find(bytes_of(name.text)) < fact_count);
}

static void use_check(struct name_reader *r, const struct name_use *use) {
    struct reading *reading = (struct reading *)r;
    if (reading->refused || !use->mark || !use->key_count || use->is_written)
        return;
    reading->refused = use->mark == IS_M ? !is_fact(use) : !words_listed(cell_words, use->keys[0].text);
    reading->use = *use;
}

/* ---- refusing ---- */

/* As the source has it, with so many of its keys: `m.harm.kiled`. */
static const char *use_push(lua_State *lua, struct bytes source, const struct name_use *use, size_t keys) {
    const struct token *last = &use->keys[keys - 1];
    size_t end = last->end + (last->type == TOKEN_TEXT); /* the bracket */
    struct bytes text = bytes_slice(source, use->name.start, end);
    lua_pushlstring(lua, text.data, text.size);
    return lua_tostring(lua, -1);
}

_Noreturn static void fact_refuse(const struct script *s, struct bytes source, const struct name_use *use) {
    struct bytes first = use->keys[0].text, parameter = use->name.text;
    bool grouped = is_group(first);
    size_t keys = use->key_count;
    const char *nearest = error_nearest(bytes_of(name_of(use).text), fact_names);
    if (!nearest && !grouped) {
        keys = 1;
        nearest = error_nearest(first, fact_names);
    }
    const struct token *at = &use->keys[grouped ? keys - 1 : 0];
    const char *found = use_push(s->lua, source, use, keys), *offer = "";
    lua_pushlstring(s->lua, parameter.data, parameter.size);
    if (nearest)
        offer = lua_pushfstring(s->lua, "; did you mean `%s.%s`?", lua_tostring(s->lua, -1), nearest);
    script_refuse_place(
        s, at->column, "found `%s`, which is no fact, expected one that docs/rules.md lists%s", found, offer);
}

_Noreturn static void cell_refuse(const struct script *s, struct bytes source, const struct name_use *use) {
    script_refuse_place(s, use->keys[0].column, "found `%s`, which the cell does not have, expected %s%s",
                        use_push(s->lua, source, use, 1), domain_list(cell_words).text,
                        error_offer(use->keys[0].text, cell_words, "`", "`").text);
}

void functions_check(lua_State *lua, const struct rule_functions *functions, const struct source *source) {
    struct reading reading = {.reader = {function_mark, use_check}, .functions = functions};
    if (names_walk(source->text, &reading.reader) != 0) { /* calls nothing of Lua, so it may hold memory */
        sandbox_of(lua)->out_of_memory = true;
        luaL_error(lua, "no memory left");
    }
    if (!reading.refused)
        return;
    const struct name_use *use = &reading.use;
    const struct script s = {
        .lua = lua, .file = source->file, .line = use->keys[0].line, .what = "rule", .name = reading.rule};
    luaL_checkstack(lua, 12, NULL);
    if (use->mark == IS_M)
        fact_refuse(&s, source->text, use);
    cell_refuse(&s, source->text, use);
}
