/*
 * words.h: the words of policies (tracks, milestones, urgencies, roles, rungs, zones) as small integers.
 *
 * Words are only ever added by a policy or by what an earlier policy left in the record, never by a message,
 * so the table is bounded. An id is meaningful within one table and never leaves the process.
 */
#ifndef FUSION_WORDS_H
#define FUSION_WORDS_H

#include <fusion/bytes.h>

typedef uint16_t word_id; /* 0: no word */

struct words;

/* Where `word` stands in a NULL-terminated list, or -1. An empty word is never found. */
int words_index(struct bytes word, const char *const *list);
struct words *words_new(void);                                /* NULL when memory ran out */
void words_free(struct words *w);                             /* NULL is nothing to free */
word_id words_find(const struct words *w, struct bytes text); /* 0 when unknown */
/* The id of a word, which is added where it is new. 0: an empty text, WORDS_MAX are there, or no memory. */
word_id words_add(struct words *w, struct bytes text);
/* The word of an id that `w` gave; empty for 0. NUL-terminated behind, lives as long as `w`. */
struct bytes words_text(const struct words *w, word_id id);
bool words_listed(const char *const *list, struct bytes word); /* is it in a NULL-terminated list? */

#endif
