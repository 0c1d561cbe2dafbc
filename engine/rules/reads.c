/* reads.c: see reads.h. What a value is, is a row of one table; where a step leads from it, too. */
#include "reads.h"
#include "view.h"

#include <lua/environment.h>

#include <stdio.h>
#include <string.h>

enum read_type {
    READ_ANY, /* or not known */
    READ_FACTS,
    READ_CELL,
    READ_SCALAR,
    READ_TEXT,
    READ_TEXTS,
    READ_ACTORS,
    READ_ACTOR,
    READ_FUNCTION
};

static const struct {
    const char *called;
    const char *const *members; /* NULL: none */
    enum read_type member;      /* what each of them is */
    enum read_type entry;       /* what stands under a number; READ_ANY: nothing does */
} types[] = {
    [READ_CELL] = {"the cell", cell_words, READ_ANY, READ_ANY},
    [READ_SCALAR] = {"neither a text nor a table", NULL, READ_ANY, READ_ANY},
    [READ_TEXT] = {"a text", environment_text_methods, READ_FUNCTION, READ_ANY},
    [READ_TEXTS] = {"a list", NULL, READ_ANY, READ_TEXT},
    [READ_ACTORS] = {"a list", NULL, READ_ANY, READ_ACTOR},
    [READ_ACTOR] = {"an actor", actor_words, READ_TEXT, READ_ANY},
    [READ_FUNCTION] = {"a function", NULL, READ_ANY, READ_ANY},
};

static const enum read_type of_fact[] = {
    [FACT_TEXT] = READ_TEXT,      [FACT_INTEGER] = READ_SCALAR, [FACT_NUMBER] = READ_SCALAR,
    [FACT_BOOLEAN] = READ_SCALAR, [FACT_TEXTS] = READ_TEXTS,    [FACT_ACTORS] = READ_ACTORS,
    [FACT_DATA] = READ_ANY};

/* By the place in cell_words. */
static const enum read_type of_cell[] = {READ_SCALAR, READ_FUNCTION, READ_TEXTS, READ_FUNCTION, READ_TEXT};

/* How far a use has been followed. */
struct following {
    enum read_type type;
    uint32_t some;           /* of a fact, or of a group of them: on which events there is any */
    struct read_fault fault; /* its `fact`: the words so far, with a point behind each */
};

static void fault_set(struct following *p, enum read_wrong why) {
    p->fault.why = why;
    p->fault.called = types[p->type].called;
    p->fault.members = types[p->type].members;
    p->fault.has_entries = types[p->type].entry != READ_ANY;
}

/* The events on which there is any fact of a group; 0: it is no group. */
static uint32_t group_events(const char *name) {
    size_t size = strlen(name);
    uint32_t events = 0;
    for (size_t i = 0; i < fact_count; i++)
        if (strncmp(fact_table[i].name, name, size) == 0 && fact_table[i].name[size] == '.')
            events |= fact_table[i].on.some;
    return events;
}

/* A key is one word of a fact's name: `m["harm.killed"]` is none. */
static void fact_step(struct following *p, struct bytes key) {
    char *name = p->fault.fact;
    size_t before = strlen(name), room = sizeof p->fault.fact - before;
    bool is_word = key.size && !memchr(key.data, '.', key.size);
    (void)snprintf(name + before, room, "%.*s", (int)(key.size < room ? key.size : room), key.data);
    size_t fact = fact_find(bytes_of(name));
    if (is_word && fact < fact_count) {
        p->type = of_fact[fact_table[fact].type];
        p->some = fact_table[fact].on.some;
        return;
    }
    p->some = is_word ? group_events(name) : 0;
    if (!p->some) {
        fault_set(p, READ_NO_FACT);
        return;
    }
    before = strlen(name);
    (void)snprintf(name + before, sizeof p->fault.fact - before, ".");
}

static void member_step(struct following *p, struct bytes key) {
    const char *const *members = types[p->type].members;
    int at = members ? words_index(key, members) : -1;
    if (at < 0)
        fault_set(p, READ_NO_MEMBER);
    else
        p->type = p->type == READ_CELL ? of_cell[at] : types[p->type].member;
}

/* Of a number; another key is not known. */
static void index_step(struct following *p, const struct token *key) {
    enum read_type entry = types[p->type].entry;
    if (key->type == TOKEN_NUMBER && p->type == READ_FACTS)
        fault_set(p, READ_NO_FACT);
    else if (key->type == TOKEN_NUMBER && entry == READ_ANY)
        fault_set(p, READ_NO_MEMBER);
    else
        p->type = entry;
}

static void step_follow(struct following *p, const struct name_step *step) {
    char room[TOKEN_SAYS_MAX];
    bool calls = step->type == STEP_CALL || (step->type == STEP_METHOD && p->type != READ_TEXT);
    if (p->type == READ_FUNCTION && step->type == STEP_CALL)
        p->type = READ_ANY;
    else if (calls)
        fault_set(p, READ_CALLED);
    else if (step->type == STEP_INDEX)
        index_step(p, &step->token);
    else if (p->type == READ_FACTS)
        fact_step(p, token_says(&step->token, room));
    else
        member_step(p, token_says(&step->token, room));
}

struct read_fault read_check(const struct name_use *use, uint32_t events) {
    struct following p = {.type = use->mark == IS_M ? READ_FACTS : READ_CELL, .some = RULE_EVENTS_ALL};
    size_t named = 0; /* steps that are the fact's name, as far as it is told */
    for (size_t i = 0; i < use->step_count && p.type != READ_ANY && p.fault.why == READ_WELL; i++) {
        named = p.type == READ_FACTS ? i + 1 : named;
        p.fault.steps = i + 1;
        step_follow(&p, &use->steps[i]);
    }
    if (p.fault.why == READ_WELL && !(p.some & events)) {
        p.fault.why = READ_ABSENT;
        p.fault.steps = named;
        p.fault.events = p.some;
    }
    if (p.fault.why == READ_WELL && use->is_written && use->step_count) {
        p.fault.why = READ_WRITTEN;
        p.fault.steps = use->step_count;
    }
    return p.fault;
}

size_t read_fact(const struct name_use *use) {
    char name[NAME_BYTES_MAX + 1] = "", room[TOKEN_SAYS_MAX];
    size_t used = 0;
    for (size_t i = 0; i < use->step_count; i++) {
        struct bytes key = token_says(&use->steps[i].token, room);
        if (use->steps[i].type != STEP_KEY || used + key.size + 2 > sizeof name)
            return fact_count;
        used += (size_t)snprintf(name + used, sizeof name - used, "%s%.*s", i ? "." : "", (int)key.size,
                                 key.data);
    }
    size_t fact = fact_find(bytes_of(name));
    return fact < fact_count && fact_table[fact].type == FACT_DATA ? fact_count : fact;
}
