/*
 * policy_source.h: the files of a policy, as a cell is given them, and the folder that its errors name.
 */
#ifndef LIVE_POLICY_SOURCE_H
#define LIVE_POLICY_SOURCE_H

#include <fusion/policy.h>
#include <fusion/rules.h>

/* The files of one policy, constant once read. */
struct policy_source {
    const char *folder; /* named before the file in errors; NULL: there is none */
    struct policy_file *files;
    size_t count;
    struct arena arena; /* owns the files; empty where they are another's */
};

/* The folder used where none is named: `rules` where it holds a policy.yaml, else the installed policy. */
const char *policy_source_default(void);
/* The files of a folder that affect decisions. `folder` must outlive *out, which its owner releases also
 * when this fails. */
int policy_source_read(const char *folder, struct policy_source *out, struct error *e) CHECKED;
void policy_source_release(struct policy_source *s); /* frees the files that its arena owns */
/* Do policy, rules and adapters load? They are not kept: `look` (NULL: nobody) sees policy and rules while
 * they are loaded. */
int policy_source_check(const struct policy_source *s,
                        void (*look)(const struct policy *, const struct rules *), struct error *e) CHECKED;
/* Do its adapters load? A cell runs none, so whoever puts the policy in force asks. */
int policy_source_adapters(const struct policy_source *s, struct error *e) CHECKED;
/* Names the folder before the file in an error of the policy, so that the place can be opened. Returns
 * e->code. */
int policy_source_place(const struct policy_source *s, struct error *e);

#endif
