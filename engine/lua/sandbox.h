/*
 * sandbox.h: one Lua state in a cage: its memory, its budgets, the one door into it, and how it fails.
 *
 * Every call into Lua goes through `sandbox_call`, which never raises. What a line may cost is counted in
 * three currencies: instructions (those of the virtual machine, and a price for the work of library
 * functions), memory (what is held, and what is allocated in all), and output. A script cannot catch the
 * error that ends it: there is no pcall, no coroutine and no metatable in its environment.
 */
#ifndef LUA_SANDBOX_H
#define LUA_SANDBOX_H

#include <fusion/arena.h>
#include <fusion/error.h>
#include <fusion/limits.h>

#include <lauxlib.h>
#include <lua.h>

struct budget {
    int64_t instructions, memory_bytes, output_bytes;
};

/* Why the allocator last said no. */
enum refusal { REFUSED_NOTHING, REFUSED_HELD, REFUSED_CHURN, REFUSED_STRING, REFUSED_MACHINE };

/* A source text on its way into the state. */
struct source {
    const char *file;
    struct bytes text;
    bool compiled; /* what goes wrong behind that is no matter of syntax */
};

/* What an error is about, so that its column can be found in the source: within `rule "name" { ... }` the
 * path of keys to a value, else (`what` is NULL) a word of the line. */
#define LOCATOR_WORDS_MAX 3u
struct locator {
    const char *what; /* `rule`, `adapter` */
    char name[ID_BYTES_MAX + 1];
    char words[LOCATOR_WORDS_MAX][NAME_BYTES_MAX + 1];
    size_t count;
};

struct sandbox {
    lua_State *lua;
    struct budget budget;
    size_t used_bytes, cap_bytes;
    int64_t instructions_left, churn_left, output_left;
    enum refusal refusal;
    bool by_host;       /* the host makes a value: it may be larger than a script's */
    bool out_of_memory; /* the machine itself has no memory: not the script's fault */
    bool traced;        /* while a file is loaded: `line` follows it */
    int line;
    struct locator locator; /* of the error that was raised */
    void *owner;            /* what the functions of the host work on in this call */
    struct buffer scratch;  /* for JSON; the host's, so that an error in Lua leaks nothing */
    char fault[RULE_FAULT_BYTES_MAX + 1];
};

/* An empty state without a budget. 0, or -1 when memory ran out. */
int sandbox_open(struct sandbox *s) CHECKED;
void sandbox_close(struct sandbox *s);
/* A new budget, on top of what is held now. */
void sandbox_allow(struct sandbox *s, const struct budget *budget);
/* The budget under which a file is loaded; lines are traced until the next sandbox_allow. */
void sandbox_allow_load(struct sandbox *s);
/* The budget anew, for the next line. */
void sandbox_line(struct sandbox *s);
bool sandbox_spent(const struct sandbox *s); /* no instruction is left of this line */
/* Run `function` in Lua's protected mode; it finds `owner` by sandbox_of. 0, or with s->fault filled -1, and
 * -2 where memory was the matter: then the fault names no place. */
int sandbox_call(struct sandbox *s, lua_CFunction function, void *owner) CHECKED;
/* Compile a source text; leaves the chunk on the stack. Called within sandbox_call. */
void sandbox_compile(lua_State *lua, struct bytes source, const char *file);

struct sandbox *sandbox_of(lua_State *lua);
/* Pay for work done outside the virtual machine; raises when the budget is spent. */
void sandbox_charge(lua_State *lua, size_t cost);
/* A string of the host's making: a fact, a cell of a row. */
void sandbox_push_text(lua_State *lua, struct bytes text);
/* The same, as long as a rule's own texts at most, so that comparing two stays cheap. */
void sandbox_push_cut(lua_State *lua, struct bytes text);
/* The bytes of a string on the stack (no conversion of numbers); empty for anything else. */
struct bytes sandbox_text(lua_State *lua, int index);
/* Where Lua code is at `level`, as file and line; "" and 0 where there is none. */
void sandbox_where(lua_State *lua, int level, char file[LUA_IDSIZE], int *line);

/* The error about to be raised is about this: empties the locator, then words are added. */
struct locator *locator_begin(lua_State *lua, const char *what, const char *name);
void locator_add(struct locator *locator, struct bytes word);

bool text_is_utf8(struct bytes text); /* strict, and without NUL */
/* `text` for a person, at most `size` - 1 bytes: what is no UTF-8 or is a control byte becomes `?`. */
void text_clean(struct bytes text, char *out, size_t size);

#endif
