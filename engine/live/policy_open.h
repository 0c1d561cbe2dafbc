/*
 * policy_open.h: from `-p DIR` to the bytes of a policy.
 */
#ifndef LIVE_POLICY_OPEN_H
#define LIVE_POLICY_OPEN_H

#include <cmd/options.h>
#include <fusion/policy.h>
#include <fusion/rules.h>

/* The folder of -p, else `rules` where it holds a policy.yaml, else the installed policy. */
const char *policy_folder(const struct options *o);
/* Its files, owned by `arena`. */
int policy_open(const struct options *o, struct arena *arena, struct policy_file **files, size_t *count,
                struct error *e) CHECKED;
/* Is it whole: policy, rules and adapters load? Touches nothing. `look` (NULL: nobody) sees them loaded. */
int policy_check(const struct options *o, const struct policy_file *files, size_t count,
                 void (*look)(const struct policy *, const struct rules *), struct error *e) CHECKED;
/* Name the folder before the file in an error of the policy, so that the place can be opened. Returns
 * e->code. */
int policy_error_place(const struct options *o, struct error *e);

#endif
