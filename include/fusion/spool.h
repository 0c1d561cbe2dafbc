/*
 * spool.h: the store of a replay without a record: a file that has no name.
 *
 * It answers the cell as a record does, and nothing of it is left once it is closed. It lies in $TMPDIR, or
 * /tmp.
 */
#ifndef FUSION_SPOOL_H
#define FUSION_SPOOL_H

#include <fusion/store.h>

int spool_open(struct store **out, struct error *e) CHECKED; /* empty; *out is NULL where this fails */
void spool_close(struct store *s);                           /* NULL is nothing to close */

#endif
