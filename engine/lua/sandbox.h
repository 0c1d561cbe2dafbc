/*
 * sandbox.h: one Lua state in a sandbox: its memory, its budgets, the one call into it, and how it fails.
 *
 * Every call into Lua goes through `sandbox_call`, which never raises. What a line may cost is bounded in
 * three ways: instructions (those of the virtual machine, and a charge for the work of library functions),
 * memory (what is held, and what is allocated in all), and output. A script cannot catch the error that ends
 * it: there is no pcall, no coroutine and no metatable in its environment. "Raises" means a Lua error: such
 * functions are called within sandbox_call only.
 */
#ifndef LUA_SANDBOX_H
#define LUA_SANDBOX_H

#include <fusion/arena.h>
#include <fusion/error.h>
#include <fusion/limits.h>

#include <lauxlib.h>
#include <lua.h>

/* What may be used; each is positive. */
struct budget {
    int64_t instructions, memory_bytes, output_bytes;
};

/* Why the allocator last refused: too much is held; too much was allocated in all; one text is too long; the
 * machine has no memory. */
enum refusal { REFUSED_NOTHING, REFUSED_HELD, REFUSED_CHURN, REFUSED_STRING, REFUSED_MACHINE };

/* A source text on its way into the state. */
struct source {
    const char *file;
    struct bytes text;
    bool compiled; /* so what goes wrong from now on is no error of syntax */
};

#define LOCATOR_WORDS_MAX 3u /* in a locator */
/* What an error is about, so that its line and column can be found in the source (location_of_locator). */
struct locator {
    const char *what;            /* `rule` or `adapter`; NULL: a word of the line, words[0] */
    char name[ID_BYTES_MAX + 1]; /* of the rule or adapter */
    char words[LOCATOR_WORDS_MAX][NAME_BYTES_MAX + 1]; /* path of keys in its table, down to the value */
    size_t count;
    bool keyless;     /* there, it is the first entry of a table that has no name for a key */
    int line, column; /* where it stands, if that is known; else 0 */
};

/* A Lua state and its bounds. It must not move while it is open: the state points back to it. */
struct sandbox {
    lua_State *lua;
    struct budget budget;
    size_t used_bytes, cap_bytes; /* memory held now, and the most that may be */
    int64_t instructions_left, output_left;
    int64_t churn_left; /* of what may be allocated in all, freed or not */
    enum refusal refusal;
    bool by_host;       /* the host makes a value: it may be larger than a script's */
    bool out_of_memory; /* the machine itself has no memory: not the script's fault */
    bool traced;        /* while a file is loaded: `line` follows it */
    int line;
    struct locator locator; /* of the error that was raised */
    void *owner;            /* of the present sandbox_call, for the functions of the host */
    struct buffer scratch;  /* for JSON, here so that an error in Lua leaks nothing */
    char fault[RULE_FAULT_BYTES_MAX + 1];
};

/* An empty state, without bounds until the first sandbox_allow. 0, or -1: no memory. */
int sandbox_open(struct sandbox *s) CHECKED;
void sandbox_close(struct sandbox *s); /* also one that did not open */
/* A new budget; that of memory is on top of what is held now. */
void sandbox_allow(struct sandbox *s, const struct budget *budget);
/* The budget under which a file is loaded; lines are traced until the next sandbox_allow. */
void sandbox_allow_load(struct sandbox *s);
/* The same budget anew, for the next line; its bound of memory held stays where it was. */
void sandbox_line(struct sandbox *s);
bool sandbox_spent(const struct sandbox *s); /* has this line no instructions left? */
/* Run `function` in Lua's protected mode, with an empty stack; it finds `owner` by sandbox_of. 0; or -1 with
 * s->fault filled; or -2 for lack of memory, when the fault names no place. */
int sandbox_call(struct sandbox *s, lua_CFunction function, void *owner) CHECKED;
/* Compile a source text and push it as a function; raises its errors of syntax. */
void sandbox_compile(lua_State *lua, struct bytes source, const char *file);

struct sandbox *sandbox_of(lua_State *lua); /* the sandbox of a state */
/* Count work done outside the virtual machine as so many instructions; raises when the budget is spent. */
void sandbox_charge(lua_State *lua, size_t cost);
/* Push a text of the host, a fact or a cell of a row, which may be longer than a script's. */
void sandbox_push_text(lua_State *lua, struct bytes text);
/* The same, cut between characters to RULE_STRING_BYTES_MAX, so that comparing two stays cheap. */
void sandbox_push_cut(lua_State *lua, struct bytes text);
/* The bytes of a string on the stack, NUL-terminated behind, valid while it is there. Anything else, also a
 * number: data NULL. */
struct bytes sandbox_text(lua_State *lua, int index);
/* What sort of value it is, as an error calls it: `table`, `condition`, `group of facts`. */
const char *sandbox_called(lua_State *lua, int index);
/* The file and line of the innermost Lua code at call level `level` or outside of it; "" and 0: there is
 * none. */
void sandbox_where(lua_State *lua, int level, char file[LUA_IDSIZE], int *line);

/* Say what the error about to be raised is about: an empty locator, to which words are added. `what` and
 * `name` as in struct locator; NULL: none. */
struct locator *locator_begin(lua_State *lua, const char *what, const char *name);
void locator_add(struct locator *locator, struct bytes word);      /* one too long or too many is left out */
void locator_place(struct locator *locator, int line, int column); /* it is known */

bool text_is_utf8(struct bytes text); /* strict, and without NUL */
/* `text` for a person, at most `size` - 1 bytes and a NUL: a byte that is no UTF-8 or a control becomes `?`.
 */
void text_clean(struct bytes text, char *out, size_t size);

#endif
