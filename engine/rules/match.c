/* match.c: the life of the rules of a policy; which of them match, and what they propose. See fusion/rules.h.
 */
#include "host.h"
#include <lua/tokens.h>

#include <fusion/array.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- life ---- */

static bool is_rule_file(struct bytes name) {
    bool folder = name.size && memchr(name.data, '/', name.size);
    return !folder && bytes_ends(name, BYTES(".lua"));
}

static int load_file(struct rules *r, const struct policy_file *f, struct error *e) {
    struct bytes name = arena_copy(&r->arena, f->name);
    if (!name.data)
        return error_memory(e);
    int result = source_check(f->content, name.data, e);
    return result ? result : rules_load(r, name.data, f->content, e);
}

/* The budget of a line, on top of what the loaded rules hold once the garbage of loading is collected. */
static void budget_set(struct rules *r) {
    const struct policy_limits *limits = &r->policy->limits;
    const struct budget budget = {limits->instructions, limits->memory_bytes, limits->output_bytes};
    lua_gc(r->sandbox.lua, LUA_GCCOLLECT);
    sandbox_allow(&r->sandbox, &budget);
}

static int rules_fill(struct rules *r, struct error *e) {
    r->index = index_new(r->policy);
    if (!r->index || sandbox_open(&r->sandbox) != 0 || rules_prepare(r) != 0)
        return error_memory(e);
    for (size_t i = 0; i < r->policy->file_count; i++) {
        const struct policy_file *f = &r->policy->files[i];
        int result = is_rule_file(f->name) ? load_file(r, f, e) : 0;
        if (result)
            return result;
    }
    budget_set(r);
    return 0;
}

int rules_new(const struct policy *p, struct words *words, struct rules **out, struct error *e) {
    assert(words == p->words); /* rules add no words */
    struct rules *r = calloc(1, sizeof *r);
    *out = NULL;
    if (!r)
        return error_memory(e);
    r->policy = p;
    int result = rules_fill(r, e);
    if (result) {
        rules_free(r);
        return result;
    }
    *out = r;
    return 0;
}

void rules_free(struct rules *r) {
    if (!r)
        return;
    sandbox_close(&r->sandbox);
    index_free(r->index);
    arena_release(&r->arena);
    free(r->list);
    free(r);
}

size_t rules_count(const struct rules *r) {
    return r->count;
}

struct bytes rules_name(const struct rules *r, size_t at) {
    assert(at < r->count);
    return r->list[at].name;
}

void rules_line(struct rules *r) {
    sandbox_line(&r->sandbox);
    r->spent = false;
}

/* ---- one rule ---- */

struct matches {
    struct rule_match *list;
    uint32_t count, capacity;
    struct arena *arena;
};

/* A call of a rule's functions: the owner of a sandbox_call, so the view comes first (view.h). */
struct rule_call {
    struct view view;
    struct rules *rules;
    const struct rule *rule;
    struct arena *arena;
    bool holds;
    const struct proposal *proposal;
    struct bytes json;
};

static void function_call(lua_State *lua, const struct rules *r, int function) {
    lua_rawgeti(lua, LUA_REGISTRYINDEX, function);
    lua_rawgeti(lua, LUA_REGISTRYINDEX, r->shown.m);
    lua_rawgeti(lua, LUA_REGISTRYINDEX, r->shown.cell);
    lua_call(lua, 2, 1);
}

/* Within sandbox_call: `when`, and then `propose`. */
static int rule_ask(lua_State *lua) {
    struct rule_call *call = sandbox_of(lua)->owner;
    const struct rule *rule = call->rule;
    if (rule->when != LUA_NOREF) {
        function_call(lua, call->rules, rule->when);
        if (!lua_toboolean(lua, -1))
            return 0;
        lua_pop(lua, 1);
    }
    call->holds = true;
    call->proposal = rule->proposal;
    call->json = rule->json;
    if (rule->propose == LUA_NOREF)
        return 0;
    const struct script s = {.lua = lua,
                             .policy = call->rules->policy,
                             .arena = call->arena,
                             .file = rule->file,
                             .line = rule->line,
                             .what = "rule",
                             .name = rule->name.data};
    function_call(lua, call->rules, rule->propose);
    call->proposal = proposal_take(&s);
    call->json = proposal_json(&s, call->proposal, &call->rules->sandbox.scratch);
    return 0;
}

static int match_add(struct matches *m, struct rule_match match) {
    if (!ARRAY_ROOM_IN(m->arena, m->list, m->count, m->capacity, RULE_MATCHES_MAX + 1))
        return ERROR_MEMORY;
    m->list[m->count++] = match;
    return 0;
}

static int fault_add(struct matches *m, const struct rule *rule, const char *text) {
    struct bytes fault = arena_copy(m->arena, bytes_of(text));
    if (!fault.data)
        return ERROR_MEMORY;
    return match_add(m, (struct rule_match){.rule = rule->name, .because = rule->because, .fault = fault});
}

/* A match counts as output; beyond the budget of the line it becomes a fault. */
static int hit_add(struct rules *r, struct matches *m, const struct rule *rule,
                   const struct proposal *proposal, struct bytes json) {
    char text[RULE_FAULT_BYTES_MAX];
    struct sandbox *s = &r->sandbox;
    int64_t size = (int64_t)(json.size + rule->because.size);
    if (size > s->output_left) {
        (void)snprintf(text, sizeof text, "%s:%d: the budget of %lld bytes of output is spent", rule->file,
                       rule->line, (long long)s->budget.output_bytes);
        return fault_add(m, rule, text);
    }
    s->output_left -= size;
    const struct rule_match match = {
        .rule = rule->name, .because = rule->because, .json = json, .proposal = proposal};
    return match_add(m, match);
}

/* Ask a rule that has a function. */
static int rule_call(struct rules *r, struct matches *m, const struct rule *rule, struct view *view) {
    char text[RULE_FAULT_BYTES_MAX];
    struct rule_call call = {.view = *view, .rules = r, .rule = rule, .arena = m->arena};
    int failed = sandbox_call(&r->sandbox, rule_ask, &call);
    const char *written = watches_restore(r->sandbox.lua, &rule->watches);
    view->cached = call.view.cached;
    if (failed && r->sandbox.out_of_memory)
        return ERROR_MEMORY;
    if (failed) {
        r->spent = sandbox_spent(&r->sandbox);
        (void)snprintf(text, sizeof text, "%s:%d: %.400s", rule->file, rule->line, r->sandbox.fault);
        return fault_add(m, rule, failed == -2 ? text : r->sandbox.fault);
    }
    if (written) {
        (void)snprintf(text, sizeof text, "%s:%d: rule \"%s\" wrote the upvalue `%.64s`; rules keep no state",
                       rule->file, rule->line, rule->name.data, written);
        return fault_add(m, rule, text);
    }
    return call.holds ? hit_add(r, m, rule, call.proposal, call.json) : 0;
}

/* ---- all of them ---- */

static bool kind_fits(const struct rule *rule, struct bytes kind) {
    for (size_t i = 0; i < rule->kind_count; i++)
        if (kind_matches(rule->kinds[i], kind))
            return true;
    return false;
}

/* Take the next of both lists, in load order; *of_kind: it names the kind. */
static uint32_t candidate_next(struct candidates *c, bool *of_kind) {
    *of_kind = c->of_kind_count && (!c->any_count || *c->of_kind < *c->any);
    if (*of_kind) {
        c->of_kind_count--;
        return *c->of_kind++;
    }
    c->any_count--;
    return *c->any++;
}

/* The next rule in load order whose kinds and conditions fit; NULL: no more. */
static const struct rule *rule_next(const struct rules *r, struct candidates *c, struct bytes kind,
                                    const struct facts *facts) {
    while (c->of_kind_count || c->any_count) {
        bool of_kind;
        const struct rule *rule = &r->list[candidate_next(c, &of_kind)];
        if ((!of_kind || !c->filtered || kind_fits(rule, kind)) &&
            where_holds(rule->conditions, rule->condition_count, facts))
            return rule;
    }
    return NULL;
}

static int rule_try(struct rules *r, struct matches *m, const struct rule *rule, struct view *view) {
    if (rule->when == LUA_NOREF && rule->propose == LUA_NOREF)
        return hit_add(r, m, rule, rule->proposal, rule->json);
    return rule_call(r, m, rule, view);
}

/* The line has no instructions left: the rule says so, for all that are not asked. */
static int spent_add(struct rules *r, struct matches *m, const struct rule *rule) {
    char text[RULE_FAULT_BYTES_MAX];
    (void)snprintf(text, sizeof text, "%s:%d: not asked: the budget of %lld instructions is spent",
                   rule->file, rule->line, (long long)r->sandbox.budget.instructions);
    return fault_add(m, rule, text);
}

/* One match more than may be recorded: it becomes a fault. */
static int matches_end(struct matches *m) {
    struct rule_match *last = &m->list[RULE_MATCHES_MAX];
    char text[64];
    (void)snprintf(text, sizeof text, "more than %u rules matched one event", RULE_MATCHES_MAX);
    struct bytes fault = arena_copy(m->arena, bytes_of(text));
    if (!fault.data)
        return ERROR_MEMORY;
    *last = (struct rule_match){.rule = last->rule, .because = last->because, .fault = fault};
    return 0;
}

int rules_run(struct rules *r, const struct facts *facts, const struct rule_cell *cell, struct arena *a,
              struct rule_match **matches, size_t *count) {
    assert(facts->incident && facts->policy == r->policy);
    struct matches found = {.arena = a};
    struct view view = {.facts = facts, .cell = cell, .policy = r->policy, .cache = r->shown.cache};
    struct bytes kind = facts_kind(facts);
    struct candidates c = index_find(r->index, facts->on, kind);
    const struct rule *rule = rule_next(r, &c, kind, facts);
    int result = rule && r->spent ? spent_add(r, &found, rule) : 0;
    while (rule && result == 0 && !r->spent && found.count <= RULE_MATCHES_MAX) {
        result = rule_try(r, &found, rule, &view);
        rule = rule_next(r, &c, kind, facts);
    }
    view_forget(r->sandbox.lua, &view);
    if (result == 0 && found.count > RULE_MATCHES_MAX)
        result = matches_end(&found);
    *matches = found.list;
    *count = found.count;
    return result;
}
