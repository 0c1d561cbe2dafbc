/*
 * script.h: what the host needs while it reads a table that a script gave: whose it is, and how to refuse it.
 */
#ifndef LUA_SCRIPT_H
#define LUA_SCRIPT_H

#include "sandbox.h"

struct script {
    lua_State *lua;
    const struct policy *policy; /* NULL for an adapter */
    struct arena *arena;         /* takes what is read */
    const char *file;
    int line;
    const char *what; /* `rule` or `adapter` */
    const char *name;
    const char *at; /* the key of the table that is being read; NULL: none */
};

/* Raise `file:line: rule "name": text`, formatted as lua_pushfstring does. The text says what was found and
 * what was expected. */
_Noreturn void script_refuse(const struct script *s, const char *format, ...);
/* The same about what stands at `key` within s->at. */
_Noreturn void script_refuse_key(const struct script *s, const char *key, const char *format, ...);
/* Refuse a word: what was found for which key, and the nearest of `words` (NULL-terminated; may be NULL). */
_Noreturn void script_refuse_word(const struct script *s, const char *key, struct bytes found,
                                  const char *const *words, const char *expected);
/* Memory that is there, or the end of the call. */
void *script_alloc(const struct script *s, size_t count, size_t size);
struct bytes script_copy(const struct script *s, struct bytes text);
/* A value for an error text: `"word"`, 7, true, a table. Pushes one string. */
const char *script_show(const struct script *s, int index);

/* Refuse a key that is none of `keys` (NULL-terminated) in the table on top of the stack. */
void script_check_keys(const struct script *s, const char *const *keys);
/* Push the raw field of the table at `index`; its type. */
int script_field(const struct script *s, int index, const char *key);
/* The value on top of the stack as a text of 1 to `most` bytes of UTF-8, copied; pops it. */
struct bytes script_take_text(const struct script *s, const char *key, size_t most);
/* The value on top of the stack as a list of texts, or as a single text; pops it. */
size_t script_take_texts(const struct script *s, const char *key, size_t most, struct bytes **out);
bool script_take_boolean(const struct script *s, const char *key);

/* Turn the fault of a failed load into an error with line and column. */
int script_load_error(struct sandbox *sandbox, const struct source *source, struct error *e);

#endif
