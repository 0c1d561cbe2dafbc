/*
 * script.h: what the host needs while it reads a table that a script gave: whose it is, and how to refuse it.
 * Within sandbox_call: all but script_load_error raise what is wrong.
 */
#ifndef LUA_SCRIPT_H
#define LUA_SCRIPT_H

#include "sandbox.h"

/* Where the table comes from, for errors; and where what is read from it goes. */
struct script {
    lua_State *lua;
    const struct policy *policy; /* NULL for an adapter */
    struct arena *arena;         /* takes what is read */
    const char *file;
    int line;         /* of `rule` or `adapter` */
    const char *what; /* `rule` or `adapter` */
    const char *name; /* of it; NULL: it has none yet */
    const char *at;   /* the key of the table that is being read; NULL: none */
};

/* Raise `file:line: rule "name": text`, formatted as lua_pushfstring does. The text says what was found and
 * what was expected. */
_Noreturn void script_refuse(const struct script *s, const char *format, ...);
/* The same about the value of `key` within s->at. */
_Noreturn void script_refuse_key(const struct script *s, const char *key, const char *format, ...);
/* The same about the token `found` there. */
_Noreturn void script_refuse_found(const struct script *s, const char *key, struct bytes found,
                                   const char *format, ...);
/* Raise the same about the first entry without a key in the table s->at; not formatted. */
_Noreturn void script_refuse_keyless(const struct script *s, const char *text);
/* The same about a token in line s->line, whose column is known. */
_Noreturn void script_refuse_place(const struct script *s, int column, const char *format, ...);
/* Refuse a word: what was found for which key, and the nearest of `words` (NULL-terminated; may be NULL). */
_Noreturn void script_refuse_word(const struct script *s, const char *key, struct bytes found,
                                  const char *const *words, const char *expected);
/* A zeroed array in s->arena. Never NULL: raises when memory runs out. */
void *script_alloc(const struct script *s, size_t count, size_t size);
/* A copy in s->arena, NUL-terminated behind. */
struct bytes script_copy(const struct script *s, struct bytes text);
/* A value as an error shows it: `"word"`, 7, true, a table. Pushed on the stack, and valid while it is there.
 */
const char *script_show(const struct script *s, int index);

/* Refuse a key that is none of `keys` (NULL-terminated) in the table on top of the stack. */
void script_check_keys(const struct script *s, const char *const *keys);
/* Push a field of the table at `index`, which may be frozen, without metamethods. Returns its type. */
int script_field(const struct script *s, int index, const char *key);
/* The value on top of the stack as a text of 1 to `most` bytes of UTF-8, copied; pops it. */
struct bytes script_take_text(const struct script *s, const char *key, size_t most);
/* The same of a list of such texts, or of one that stands for a list of one: at most
 * RULE_LIST_MAX. Returns how many. */
size_t script_take_texts(const struct script *s, const char *key, size_t most, struct bytes **out);
bool script_take_boolean(const struct script *s, const char *key); /* the same of true or false */

/* After a sandbox_call that loaded a source and failed: its fault as an error with line and column. Returns
 * ERROR_POLICY or ERROR_MEMORY. */
int script_load_error(struct sandbox *sandbox, const struct source *source, struct error *e);

#endif
