/* rules_load.c: from `rule "name" { ... }` in a file to a struct rule; the environment of rules. See host.h.
 */
#include "events.h"
#include "functions.h"
#include "host.h"
#include <lua/environment.h>

#include <fusion/array.h>

#include <string.h>

struct load {
    struct rules *rules;
    struct source source;
    const char *open; /* the name of a rule whose table is still to come; NULL: none */
    int open_line;
    struct arena arena; /* for what is known only while the file is loaded */
};

#define NAMES "rule names" /* key in the registry of a table from the names so far to their file:line */

static const char *const rule_keys[] = {"on", "kind", "where", "when", "propose", "because", NULL};

static struct rules *rules_of(lua_State *lua) {
    return lua_touserdata(lua, lua_upvalueindex(1));
}

/* ---- readers of the keys: [value] -> [] ---- */

static void read_on(const struct script *s, struct rule *rule) {
    struct bytes *words;
    size_t count = script_take_texts(s, "on", WORD_BYTES_MAX, &words);
    for (size_t i = 0; i < count; i++) {
        size_t event = 0;
        while (event < RULE_EVENT_COUNT && !bytes_is(words[i], rule_event_words[event]))
            event++;
        if (event == RULE_EVENT_COUNT)
            script_refuse_word(s, "on", words[i], rule_event_words, "an event");
        rule->events |= 1u << event;
    }
    if (!rule->events)
        script_refuse(s, "`on` found an empty list, expected events");
    events_check(s, rule->events);
}

static _Noreturn void refuse_kind(const struct script *s, struct bytes kind) {
    const struct kind_pattern nearest = index_nearest(s->policy, kind);
    const char *const names[] = {nearest.text, NULL};
    script_refuse_word(s, "kind", kind, nearest.text[0] ? names : NULL,
                       "a kind of the policy, or a branch such as `fire.*`");
}

static void read_kind(const struct script *s, struct rule *rule) {
    rule->kind_count = script_take_texts(s, "kind", KIND_BYTES_MAX, &rule->kinds);
    if (!rule->kind_count)
        script_refuse(s, "`kind` found an empty list, expected kinds");
    for (size_t i = 0; i < rule->kind_count; i++)
        if (!index_knows_pattern(s->policy, rule->kinds[i]))
            refuse_kind(s, rule->kinds[i]);
}

static void read_where(const struct script *s, struct rule *rule) {
    if (lua_type(s->lua, -1) != LUA_TTABLE)
        script_refuse(s, "`where` found %s, expected a table of facts", script_show(s, -1));
    const struct occasion occasion = {rule->events, rule->kinds, rule->kind_count};
    where_compile(s, &occasion, &rule->conditions, &rule->condition_count);
}

static int take_function(const struct script *s) {
    if (lua_iscfunction(s->lua, -1))
        script_refuse(s, "`%s` found a library function, expected a function of this file", s->at);
    return luaL_ref(s->lua, LUA_REGISTRYINDEX);
}

static void read_when(const struct script *s, struct rule *rule) {
    if (lua_type(s->lua, -1) != LUA_TFUNCTION)
        script_refuse(s, "`when` found %s, expected a function", script_show(s, -1));
    rule->when = take_function(s);
}

static void read_propose(const struct script *s, struct rule *rule) {
    if (lua_type(s->lua, -1) == LUA_TFUNCTION) {
        rule->propose = take_function(s);
        return;
    }
    rule->proposal = proposal_take(s);
    rule->json = proposal_json(s, rule->proposal, &sandbox_of(s->lua)->scratch);
}

static void read_because(const struct script *s, struct rule *rule) {
    rule->because = script_take_text(s, "because", REASON_BYTES_MAX);
}

static const struct {
    const char *key;
    bool required;
    void (*read)(const struct script *, struct rule *);
} readers[] = {{"on", true, read_on},      {"kind", false, read_kind},      {"where", false, read_where},
               {"when", false, read_when}, {"propose", true, read_propose}, {"because", true, read_because}};

/* ---- rule "name" { ... } ---- */

static void name_check(const struct script *s) {
    lua_State *lua = s->lua;
    if (lua_getfield(lua, LUA_REGISTRYINDEX, NAMES) != LUA_TTABLE) {
        lua_pop(lua, 1);
        lua_newtable(lua);
        lua_pushvalue(lua, -1);
        lua_setfield(lua, LUA_REGISTRYINDEX, NAMES);
    }
    if (lua_getfield(lua, -1, s->name) != LUA_TNIL)
        script_refuse(s, "found a rule of this name at %s already, expected each name once",
                      lua_tostring(lua, -1));
    lua_pushfstring(lua, "%s:%d", s->file, s->line);
    lua_setfield(lua, -3, s->name);
    lua_pop(lua, 2);
}

static struct rule *rule_append(const struct script *s, struct rules *r) {
    if (r->count == RULES_MAX)
        script_refuse(s, "found more than %d rules, expected at most so many", (int)RULES_MAX);
    if (!ARRAY_ROOM(r->list, r->count, r->capacity, RULES_MAX)) {
        sandbox_of(s->lua)->out_of_memory = true;
        script_refuse(s, "found no memory left, expected some");
    }
    return &r->list[r->count];
}

/* The function that `rule "name"` returns, called with the table. Upvalues: the rules, the name. */
static int rule_define(lua_State *lua) {
    char file[LUA_IDSIZE];
    struct rules *r = rules_of(lua);
    struct load *load = r->load;
    if (!load || !load->open)
        return luaL_error(lua,
                          "found a second table for a rule, expected one: a rule is declared once, while "
                          "its file is loaded");
    struct rule rule = {.file = load->source.file, .when = LUA_NOREF, .propose = LUA_NOREF};
    struct script s = {
        .lua = lua, .policy = r->policy, .arena = &r->arena, .file = load->source.file, .what = "rule"};
    rule.name = sandbox_text(lua, lua_upvalueindex(2));
    s.name = rule.name.data;
    sandbox_where(lua, 1, file, &s.line);
    rule.line = s.line;
    rule.name = script_copy(&s, rule.name);
    load->open = NULL;
    sandbox_charge(lua, 50);
    lua_settop(lua, 1);
    if (lua_type(lua, 1) != LUA_TTABLE)
        script_refuse(&s, "found %s, expected a table in braces", script_show(&s, 1));
    name_check(&s);
    script_check_keys(&s, rule_keys);
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        s.at = NULL;
        if (script_field(&s, 1, readers[i].key) != LUA_TNIL) {
            s.at = readers[i].key;
            readers[i].read(&s, &rule);
        } else if (readers[i].required) {
            script_refuse(&s, "found no key `%s`, expected one in every rule", readers[i].key);
        }
        lua_settop(lua, 1);
    }
    s.at = NULL;
    struct rule *place = rule_append(&s, r);
    *place = rule;
    if (index_add(r->index, (uint32_t)r->count, rule.events, rule.kinds, rule.kind_count) != 0) {
        sandbox_of(lua)->out_of_memory = true;
        script_refuse(&s, "found no memory left, expected some");
    }
    r->count++;
    return 0;
}

/* The function `rule`, called with the name. Upvalue: the rules. */
static int rule_begin(lua_State *lua) {
    char file[LUA_IDSIZE];
    struct rules *r = rules_of(lua);
    struct bytes name = sandbox_text(lua, 1);
    if (!r->load)
        return luaL_error(lua, "a rule is declared while its file is loaded");
    struct script s = {
        .lua = lua, .arena = &r->arena, .file = r->load->source.file, .what = "rule", .name = ""};
    sandbox_where(lua, 1, file, &s.line);
    if (r->load->open) {
        s.line = r->load->open_line;
        s.name = r->load->open;
        script_refuse(&s, "found a name without a table, expected a table in braces behind it");
    }
    if (!name.data || name.size == 0 || name.size > ID_BYTES_MAX || !text_is_utf8(name))
        script_refuse(&s, "found %s, expected a name of 1 to %d bytes", script_show(&s, 1),
                      (int)ID_BYTES_MAX);
    r->load->open = script_copy(&s, name).data;
    r->load->open_line = s.line;
    lua_pushvalue(lua, lua_upvalueindex(1));
    lua_pushvalue(lua, 1);
    lua_pushcclosure(lua, rule_define, 2);
    return 1;
}

/* ---- a file ---- */

static void rule_watch(lua_State *lua, struct rules *r, struct rule *rule, struct rule_functions *seen) {
    const int functions[] = {rule->when, rule->propose};
    for (size_t i = 0; i < 2; i++) {
        if (functions[i] == LUA_NOREF)
            continue;
        lua_rawgeti(lua, LUA_REGISTRYINDEX, functions[i]);
        watches_add(lua, &rule->watches, &r->arena);
        functions_add(lua, seen, rule->name.data, rule->events);
    }
}

static int file_run(lua_State *lua) {
    struct load *load = sandbox_of(lua)->owner;
    struct rules *r = load->rules;
    size_t before = r->count;
    environment_compile(lua, &load->source);
    lua_call(lua, 0, 0);
    if (load->open) {
        struct script s = {.lua = lua,
                           .file = load->source.file,
                           .line = load->open_line,
                           .what = "rule",
                           .name = load->open};
        script_refuse(&s, "found a name without a table, expected a table in braces behind it");
    }
    struct rule_functions functions = {.arena = &load->arena};
    for (size_t i = before; i < r->count; i++)
        rule_watch(lua, r, &r->list[i], &functions);
    functions_check(lua, &functions, r->policy, &load->source);
    conditions_lost_check(lua, r->list + before, r->count - (uint32_t)before, &load->source);
    return 0;
}

int rules_load(struct rules *r, const char *file, struct bytes source, struct error *e) {
    struct load load = {.rules = r, .source = {.file = file, .text = source}};
    sandbox_allow_load(&r->sandbox);
    r->load = &load;
    int result = sandbox_call(&r->sandbox, file_run, &load);
    r->load = NULL;
    arena_release(&load.arena);
    return result == 0 ? 0 : script_load_error(&r->sandbox, &load.source, e);
}

/* ---- the environment ---- */

static const luaL_Reg declaring[] = {{"rule", rule_begin}, {NULL, NULL}};

static int prepare(lua_State *lua) {
    struct rules *r = sandbox_of(lua)->owner;
    environment_open(lua, (const luaL_Reg *const[]){declaring, where_functions, NULL}, r);
    r->shown = view_open(lua, r->policy);
    return 0;
}

int rules_prepare(struct rules *r) {
    return sandbox_call(&r->sandbox, prepare, r);
}

const char *rules_language(void) {
    return LUA_VERSION;
}
