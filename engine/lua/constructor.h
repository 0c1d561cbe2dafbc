/*
 * constructor.h: a table in braces, entry by entry, as its tokens say.
 */
#ifndef LUA_CONSTRUCTOR_H
#define LUA_CONSTRUCTOR_H

#include "tokens.h"

/* One entry. A constant is a text, a number, true, false or nil. */
struct table_entry {
    struct token first; /* of the entry */
    struct token key;   /* the name, or a constant in brackets; TOKEN_END: there is none, or it is computed */
    bool is_computed;   /* the key is */
    struct tokens before;  /* before its value */
    struct token constant; /* the value, where it is just that, be it in parentheses; else TOKEN_END */
    bool is_negative;      /* a minus stands before the constant */
};

/* The next entry, reading from behind the `{` or the entry before; false: there is none, and *t stands behind
 * the `}`. */
bool table_entry_next(struct tokens *t, struct table_entry *e);
/* The same for a value that stands alone, an argument or what a local is: to its end. */
void table_value_read(struct tokens *t, struct table_entry *e);

/* Does the token open what another closes? Does it end a value in a list? */
bool token_opens(const struct token *t);
bool token_closes(const struct token *t);
bool token_separates(const struct token *t);

#endif
