/* sandbox.c: the allocator, the budgets and the one call into Lua. See sandbox.h. */
#include "sandbox.h"

#include <base/utf8.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The count hook fires after this many instructions; budgets are exact to it, and the same in every run. */
#define HOOK_INSTRUCTIONS 100

/* What is charged to the memory allocated in all beside the bytes, since an instruction of small cost may
 * cause long work: a table that is rehashed may have a long array, which is counted over (measured: 30 us at
 * worst), and a full collection walks all that is held. */
#define CHURN_TABLE      (16 * 1024) /* bytes a new part of a table: so 4,096 of them a line */
#define CHURN_COLLECTION 4           /* a full collection: one byte for so many of what is held */

#define FRAMES_TOLD 3 /* callers named in a fault */

struct sandbox *sandbox_of(lua_State *lua) {
    struct sandbox *s;
    memcpy(&s, lua_getextraspace(lua), sizeof s);
    return s;
}

/* ---- memory ---- */

static void *refuse(struct sandbox *s, enum refusal why) {
    /* Lua now does a full collection, and asks once more. */
    if (s->churn_left != INT64_MAX)
        s->churn_left -= (int64_t)(s->used_bytes / CHURN_COLLECTION);
    s->refusal = why;
    return NULL;
}

/* Of a new block `old` is the type of the object, as the manual of lua_Alloc says. */
static void *memory_grow(struct sandbox *s, void *block, size_t old, size_t size) {
    size_t held = block ? old : 0, more = size - held;
    bool is_text = !block && old == LUA_TSTRING;
    if (is_text && size > RULE_STRING_BYTES_MAX + 64 && !s->by_host && s->churn_left != INT64_MAX)
        return refuse(s, REFUSED_STRING);
    if (s->used_bytes > s->cap_bytes || more > s->cap_bytes - s->used_bytes)
        return refuse(s, REFUSED_HELD);
    if (s->churn_left != INT64_MAX) {
        s->churn_left -= (int64_t)more + (!block && old == 0 && !s->by_host ? CHURN_TABLE : 0);
        if (s->churn_left < 0)
            return refuse(s, REFUSED_CHURN);
    }
    void *moved = realloc(block, size);
    if (!moved)
        return refuse(s, REFUSED_MACHINE);
    s->used_bytes += more;
    return moved;
}

static void *memory_change(void *context, void *block, size_t old, size_t size) {
    struct sandbox *s = context;
    if (size == 0) {
        s->used_bytes -= block ? old : 0;
        free(block);
        return NULL;
    }
    if (!block || size > old)
        return memory_grow(s, block, old, size);
    void *moved = realloc(block, size);
    s->used_bytes -= old - size;
    if (moved)
        return moved;
    return block; /* Lua assumes that shrinking never fails */
}

/* ---- budgets ---- */

static int spent_raise(lua_State *lua, int level) {
    char file[LUA_IDSIZE];
    int line;
    struct sandbox *s = sandbox_of(lua);
    s->instructions_left = -1;
    sandbox_where(lua, level, file, &line);
    if (!file[0])
        return luaL_error(lua, "the budget of %I instructions is spent", (LUAI_UACINT)s->budget.instructions);
    lua_pushfstring(lua, "%s:%d: the budget of %I instructions is spent", file, line,
                    (LUAI_UACINT)s->budget.instructions);
    return lua_error(lua);
}

static void instructions_count(lua_State *lua, lua_Debug *activation) {
    struct sandbox *s = sandbox_of(lua);
    if (activation->event == LUA_HOOKLINE) {
        s->line = activation->currentline;
        return;
    }
    s->instructions_left -= HOOK_INSTRUCTIONS;
    if (s->instructions_left < 0)
        spent_raise(lua, 0);
}

void sandbox_charge(lua_State *lua, size_t cost) {
    struct sandbox *s = sandbox_of(lua);
    int64_t price = cost > INT32_MAX ? INT32_MAX : (int64_t)cost;
    s->instructions_left -= price;
    if (s->instructions_left < 0)
        spent_raise(lua, 1);
}

void sandbox_allow(struct sandbox *s, const struct budget *budget) {
    assert(budget->instructions > 0 && budget->memory_bytes > 0 && budget->output_bytes > 0);
    s->budget = *budget;
    s->cap_bytes = s->used_bytes + (size_t)budget->memory_bytes;
    s->traced = false;
    sandbox_line(s);
}

void sandbox_allow_load(struct sandbox *s) {
    const struct budget budget = {RULE_INSTRUCTIONS_MAX, RULE_LOAD_MEMORY_MAX, RULE_OUTPUT_BYTES_MAX};
    sandbox_allow(s, &budget);
    s->traced = true;
    s->line = 0;
    sandbox_line(s);
}

void sandbox_line(struct sandbox *s) {
    s->instructions_left = s->budget.instructions;
    s->output_left = s->budget.output_bytes;
    s->churn_left = s->budget.memory_bytes * RULE_CHURN_FACTOR;
    /* Set anew, so that no line begins with what another left of the count. */
    lua_sethook(s->lua, instructions_count, LUA_MASKCOUNT | (s->traced ? LUA_MASKLINE : 0),
                HOOK_INSTRUCTIONS);
}

bool sandbox_spent(const struct sandbox *s) {
    return s->instructions_left < 0;
}

/* ---- the state ---- */

static int panic(lua_State *lua) {
    (void)lua;
    assert(false && "an error in Lua outside of sandbox_call");
    return 0;
}

int sandbox_open(struct sandbox *s) {
    *s = (struct sandbox){.cap_bytes = SIZE_MAX / 2, .churn_left = INT64_MAX, .instructions_left = INT64_MAX};
    s->lua = lua_newstate(memory_change, s);
    if (!s->lua)
        return -1;
    memcpy(lua_getextraspace(s->lua), &s, sizeof s);
    lua_atpanic(s->lua, panic);
    return 0;
}

void sandbox_close(struct sandbox *s) {
    if (s->lua)
        lua_close(s->lua);
    buffer_release(&s->scratch);
    s->lua = NULL;
}

void sandbox_where(lua_State *lua, int level, char file[LUA_IDSIZE], int *line) {
    lua_Debug activation;
    file[0] = '\0';
    *line = 0;
    for (; lua_getstack(lua, level, &activation); level++) {
        lua_getinfo(lua, "Sl", &activation);
        if (activation.currentline <= 0)
            continue;
        (void)snprintf(file, LUA_IDSIZE, "%s", activation.short_src);
        *line = activation.currentline;
        return;
    }
}

/* ---- the one call into Lua ---- */

static void refusal_tell(struct sandbox *s) {
    const struct {
        const char *text;
        int64_t bytes;
    } reasons[] = {
        [REFUSED_NOTHING] = {"ran out of memory", 0},
        [REFUSED_HELD] = {"held more memory than it may:", s->budget.memory_bytes},
        [REFUSED_CHURN] = {"allocated in all more memory than it may:",
                           s->budget.memory_bytes * RULE_CHURN_FACTOR},
        [REFUSED_STRING] = {"made a text longer than it may:", RULE_STRING_BYTES_MAX},
        [REFUSED_MACHINE] = {"ran out of memory of the machine", 0},
    };
    int used = snprintf(s->fault, sizeof s->fault, "%s", reasons[s->refusal].text);
    if (reasons[s->refusal].bytes)
        (void)snprintf(s->fault + used, sizeof s->fault - (size_t)used, " %lld bytes",
                       (long long)reasons[s->refusal].bytes);
    s->out_of_memory = s->refusal == REFUSED_MACHINE;
}

/* The message handler: the error as text, and who called whom, into s->fault. It allocates nothing, since
 * memory may be what is short. */
static int fault_tell(lua_State *lua) {
    struct sandbox *s = sandbox_of(lua);
    struct bytes text = sandbox_text(lua, 1);
    char file[LUA_IDSIZE], raw[sizeof s->fault];
    int used, line, last = 0;
    if (lua_type(lua, 1) != LUA_TSTRING)
        text = BYTES("an error that is no text");
    text_clean(text, raw, sizeof raw);
    used = snprintf(s->fault, sizeof s->fault, "%s", raw);
    lua_Debug activation;
    for (int level = 0, told = 0; told <= FRAMES_TOLD && lua_getstack(lua, level, &activation); level++) {
        lua_getinfo(lua, "Sl", &activation);
        if (activation.currentline <= 0)
            continue;
        sandbox_where(lua, level, file, &line);
        bool fits = used >= 0 && (size_t)used < sizeof s->fault - 2 * LUA_IDSIZE;
        if (told > 0 && line != last && fits)
            used +=
                snprintf(s->fault + used, sizeof s->fault - (size_t)used, "; called from %s:%d", file, line);
        last = line;
        told++;
    }
    return 1;
}

int sandbox_call(struct sandbox *s, lua_CFunction function, void *owner) {
    lua_State *lua = s->lua;
    assert(lua_gettop(lua) == 0 && !s->owner);
    s->owner = owner;
    s->fault[0] = '\0';
    s->refusal = REFUSED_NOTHING;
    s->out_of_memory = false;
    s->locator.what = NULL;
    s->locator.count = 0;
    locator_place(&s->locator, 0, 0);
    lua_pushcfunction(lua, fault_tell);
    lua_pushcfunction(lua, function);
    int status = lua_pcall(lua, 0, 0, 1);
    /* The buffers of lauxlib raise this as an ordinary error, without a place. */
    bool memory = status == LUA_ERRMEM || strcmp(s->fault, "not enough memory") == 0;
    if (status != LUA_OK && memory)
        refusal_tell(s);
    else if (status != LUA_OK && !s->fault[0])
        (void)snprintf(s->fault, sizeof s->fault, "an error while an error was told");
    lua_settop(lua, 0);
    s->by_host = false;
    s->owner = NULL;
    if (status == LUA_OK)
        return 0;
    if (memory)
        lua_gc(lua, LUA_GCCOLLECT);
    return memory ? -2 : -1;
}

void sandbox_compile(lua_State *lua, struct bytes source, const char *file) {
    lua_pushfstring(lua, "@%s", file);
    int status =
        luaL_loadbufferx(lua, source.data ? source.data : "", source.size, lua_tostring(lua, -1), "t");
    lua_remove(lua, -2);
    if (status != LUA_OK)
        lua_error(lua);
}

void sandbox_push_text(lua_State *lua, struct bytes text) {
    struct sandbox *s = sandbox_of(lua);
    bool before = s->by_host;
    s->by_host = true;
    lua_pushlstring(lua, text.data ? text.data : "", text.size);
    s->by_host = before;
}

void sandbox_push_cut(lua_State *lua, struct bytes text) {
    sandbox_push_text(lua, bytes_slice(text, 0, utf8_cut(text, RULE_STRING_BYTES_MAX)));
}

struct bytes sandbox_text(lua_State *lua, int index) {
    size_t size = 0;
    if (lua_type(lua, index) != LUA_TSTRING)
        return (struct bytes){NULL, 0};
    const char *data = lua_tolstring(lua, index, &size);
    return (struct bytes){data, size};
}

/* The name stays in the metatable. */
const char *sandbox_called(lua_State *lua, int index) {
    if (lua_type(lua, index) != LUA_TUSERDATA || luaL_getmetafield(lua, index, "__name") != LUA_TSTRING)
        return luaL_typename(lua, index);
    const char *name = lua_tostring(lua, -1);
    lua_pop(lua, 1);
    return name;
}

struct locator *locator_begin(lua_State *lua, const char *what, const char *name) {
    struct locator *locator = &sandbox_of(lua)->locator;
    locator->what = what;
    locator->count = 0;
    locator->keyless = false;
    locator_place(locator, 0, 0);
    (void)snprintf(locator->name, sizeof locator->name, "%s", name ? name : "");
    return locator;
}

void locator_add(struct locator *locator, struct bytes word) {
    if (word.size == 0 || word.size > NAME_BYTES_MAX || locator->count == LOCATOR_WORDS_MAX)
        return;
    char *room = locator->words[locator->count++];
    memcpy(room, word.data, word.size);
    room[word.size] = '\0';
}

void locator_place(struct locator *locator, int line, int column) {
    locator->line = line;
    locator->column = column;
}
