/* functions.c: see functions.h. */
#include "functions.h"
#include "comparisons.h"
#include "lost.h"
#include "questions.h"
#include "reads.h"

#include <lua/script.h>

#include <fusion/array.h>

#include <stdio.h>
#include <string.h>

/* A walk through the source of a file, and the first read that it refuses. */
struct reading {
    struct name_reader reader;
    const struct rule_functions *functions;
    const struct policy *policy;
    const char *rule; /* whose function is at hand, or was the last */
    uint32_t events;  /* on which that is asked */
    struct name_use use;
    struct read_fault fault;            /* of the use; why 0: there is none yet */
    struct question_fault question;     /* of a call; no text: there is none yet */
    struct comparison_fault comparison; /* the same of a comparison */
};

/* ---- finding the functions ---- */

void functions_add(lua_State *lua, struct rule_functions *f, const char *rule, uint32_t events) {
    lua_Debug about;
    struct rule_function added = {.rule = rule, .events = events};
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

static bool is_over(const struct reading *r) {
    return r->fault.why || r->question.text[0] || r->comparison.text[0];
}

/* Of a function that stands elsewhere it is not known on which events else it is asked, by whom. */
static bool stands_in_rule(const struct name_function *f) {
    return bytes_is(f->global, "rule") && (bytes_is(f->key, "when") || bytes_is(f->key, "propose"));
}

/* One place may be the function of many rules, made in a loop. */
static void function_mark(struct name_reader *r, const struct name_function *declared, int marks[2]) {
    struct reading *reading = (struct reading *)r;
    const struct rule_functions *f = reading->functions;
    uint32_t events = stands_in_rule(declared) ? 0 : RULE_EVENTS_ALL;
    if (is_over(reading))
        return;
    for (uint32_t i = 0; i < f->count; i++) {
        if (!is_same(&f->list[i].declared, declared))
            continue;
        if (!marks[0])
            reading->rule = f->list[i].rule;
        events |= f->list[i].events;
        marks[0] = IS_M;
        marks[1] = IS_CELL;
    }
    if (marks[0])
        reading->events = events;
}

static void use_check(struct name_reader *r, const struct name_use *use) {
    struct reading *reading = (struct reading *)r;
    if (is_over(reading) || !use->mark)
        return;
    reading->fault = read_check(use, reading->events);
    reading->use = *use;
    if (!reading->fault.why && use->mark == IS_CELL)
        (void)question_check(reading->policy, use, &reading->question);
}

static void use_compare(struct name_reader *r, const struct name_comparison *c) {
    struct reading *reading = (struct reading *)r;
    if (!is_over(reading) && c->use.mark == IS_M)
        (void)comparison_check(reading->policy, c, &reading->comparison);
}

/* ---- refusing ---- */

/* A step as it is shown; `plain`: a method as a key. */
static void step_show(const struct name_step *step, bool plain, struct luaL_Buffer *out) {
    const char *before[] = {
        [STEP_KEY] = ".", [STEP_METHOD] = plain ? "." : ":", [STEP_INDEX] = "[", [STEP_CALL] = "()"};
    const struct token *token = &step->token;
    bool text = token->type == TOKEN_TEXT;
    if (step->type == STEP_CALL) {
        luaL_addstring(out, plain ? "" : "()");
        return;
    }
    luaL_addstring(out, text ? "['" : before[step->type]);
    if (step->type == STEP_INDEX && token->type != TOKEN_NUMBER)
        luaL_addstring(out, "...");
    else
        luaL_addlstring(out, token->text.data, token->text.size);
    luaL_addstring(out, text ? "']" : step->type == STEP_INDEX ? "]" : "");
}

/* A use with so many of its steps: `m.harm.kiled`. */
static const char *use_push(lua_State *lua, const struct name_use *use, size_t steps, bool plain) {
    luaL_Buffer out;
    luaL_buffinit(lua, &out);
    luaL_addlstring(&out, use->name.text.data, use->name.text.size);
    for (size_t i = 0; i < steps; i++)
        step_show(&use->steps[i], plain, &out);
    luaL_pushresult(&out);
    return lua_tostring(lua, -1);
}

/* The nearest to the name itself; else to it with the key behind it: `m.zoen.name`. Then *steps is one more.
 */
static const char *fact_offer(const struct name_use *use, const struct read_fault *fault, size_t *steps) {
    char longer[2 * NAME_BYTES_MAX + 2], room[TOKEN_SAYS_MAX];
    const struct name_step *next = &use->steps[fault->steps];
    if (fault->steps < use->step_count && next->type == STEP_KEY) {
        struct bytes key = token_says(&next->token, room);
        (void)snprintf(longer, sizeof longer, "%s.%.*s", fault->fact, (int)key.size, key.data);
        const char *nearest = error_nearest(bytes_of(longer), fact_names);
        *steps += nearest != NULL;
        if (nearest)
            return nearest;
    }
    return fact_nearest(bytes_of(fault->fact));
}

_Noreturn static void fact_refuse(const struct script *s, const struct name_use *use,
                                  const struct read_fault *fault) {
    size_t steps = fault->steps;
    const char *nearest = fact_offer(use, fault, &steps), *offer = "";
    const char *found = use_push(s->lua, use, steps, false), *parameter = use_push(s->lua, use, 0, false);
    if (nearest)
        offer = lua_pushfstring(s->lua, "; did you mean `%s.%s`?", parameter, nearest);
    script_refuse_place(s, use->steps[fault->steps - 1].token.column,
                        "found `%s`, which is no fact, expected one that docs/rules.md lists%s", found,
                        offer);
}

_Noreturn static void member_refuse(const struct script *s, const struct name_use *use,
                                    const struct read_fault *fault) {
    char room[TOKEN_SAYS_MAX];
    const struct token *at = &use->steps[fault->steps - 1].token;
    const char *found = use_push(s->lua, use, fault->steps, false),
               *before = use_push(s->lua, use, fault->steps - 1, false);
    if (fault->members)
        script_refuse_place(s, at->column, "found `%s`, which %s does not have, expected %s%s", found,
                            fault->called, domain_list(fault->members).text,
                            error_offer(token_says(at, room), fault->members, "`", "`").text);
    if (fault->has_entries)
        script_refuse_place(s, at->column,
                            "found `%s`, which %s does not have, expected an entry by its number, `%s[1]`",
                            found, fault->called, before);
    script_refuse_place(s, at->column, "found `%s`, expected no more than `%s`, which is %s", found, before,
                        fault->called);
}

_Noreturn static void absent_refuse(const struct script *s, const struct name_use *use,
                                    const struct read_fault *fault, uint32_t events) {
    script_refuse_place(s, use->steps[fault->steps - 1].token.column,
                        "found `%s` in a rule on %s, expected one on %s, where there is such a fact",
                        use_push(s->lua, use, fault->steps, false), fact_events_show(events).text,
                        fact_events_show(fault->events).text);
}

_Noreturn static void use_refuse(const struct script *s, const struct name_use *use,
                                 const struct read_fault *fault, uint32_t events) {
    int column = use->steps[fault->steps - 1].token.column;
    if (fault->why == READ_ABSENT)
        absent_refuse(s, use, fault, events);
    if (fault->why == READ_NO_FACT)
        fact_refuse(s, use, fault);
    if (fault->why == READ_NO_MEMBER)
        member_refuse(s, use, fault);
    const char *found = use_push(s->lua, use, fault->steps, false);
    if (fault->why == READ_CALLED)
        script_refuse_place(s, column, "found `%s`, a call of what is no function, expected `%s`", found,
                            use_push(s->lua, use, fault->steps, true));
    script_refuse_place(s, column,
                        "found that `%s` is written, expected a variable of its own: `%s` is read-only",
                        found, use_push(s->lua, use, 0, false));
}

void functions_check(lua_State *lua, const struct rule_functions *functions, const struct policy *policy,
                     const struct source *source) {
    struct reading reading = {
        .reader = {.function = function_mark, .use = use_check, .comparison = use_compare},
        .functions = functions,
        .policy = policy};
    if (names_walk(source->text, &reading.reader) != 0) { /* calls nothing of Lua, so it may hold memory */
        sandbox_of(lua)->out_of_memory = true;
        luaL_error(lua, "no memory left");
    }
    if (!is_over(&reading))
        return;
    const bool asks = reading.question.text[0];
    const struct token *at = reading.fault.why ? &reading.use.steps[reading.fault.steps - 1].token
                             : asks            ? &reading.question.at
                                               : &reading.comparison.at;
    const struct script s = {
        .lua = lua, .file = source->file, .line = at->line, .what = "rule", .name = reading.rule};
    luaL_checkstack(lua, 12, NULL);
    if (reading.fault.why)
        use_refuse(&s, &reading.use, &reading.fault, reading.events);
    script_refuse_place(&s, at->column, "%s", asks ? reading.question.text : reading.comparison.text);
}

/* ---- conditions that are not there ---- */

/* A walk through the source, and the first condition that is lost. */
struct losing {
    struct name_reader reader;
    const struct rule *rules;
    uint32_t count;
    const struct rule *rule; /* that lost it; NULL: there is none yet */
    struct name_entry entry;
};

static void entry_check(struct name_reader *r, const struct name_entry *e) {
    struct losing *losing = (struct losing *)r;
    if (losing->rule)
        return;
    losing->rule = condition_lost(losing->rules, losing->count, e);
    losing->entry = *e;
}

void conditions_lost_check(lua_State *lua, const struct rule *rules, uint32_t count,
                           const struct source *source) {
    char room[TOKEN_SAYS_MAX];
    struct losing losing = {.reader = {.entry = entry_check}, .rules = rules, .count = count};
    if (names_walk(source->text, &losing.reader) != 0) {
        sandbox_of(lua)->out_of_memory = true;
        luaL_error(lua, "no memory left");
    }
    if (!losing.rule)
        return;
    const struct token at = condition_lost_at(&losing.entry);
    const struct script s = {
        .lua = lua, .file = source->file, .line = at.line, .what = "rule", .name = losing.rule->name.data};
    struct bytes key = token_says(&losing.entry.key, room);
    luaL_checkstack(lua, 12, NULL);
    lua_pushlstring(lua, key.data, key.size);
    script_refuse_place(
        &s, at.column,
        "`where` found nil for `%s`, which is no condition, expected a value, `present` or `absent`",
        lua_tostring(lua, -1));
}
