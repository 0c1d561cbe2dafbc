/*
 * load.h: how the parts of policy.yaml become a struct policy. One load_*.c file a part.
 *
 * The tree has passed `options_check`: shapes and scalars are as the option table says. What is left to the
 * parts is meaning: words that must be declared, numbers that must rise, what excludes what. The tree lives
 * in the scratch arena; a part copies what it keeps into the policy's arena.
 */
#ifndef FUSION_POLICY_LOAD_H
#define FUSION_POLICY_LOAD_H

#include "options_table.h"

#include <fusion/policy.h>

#define POLICY_YAML "policy.yaml"

struct load {
    struct policy *p;
    struct words *words;
    struct arena *scratch;
    const struct yaml_node *root;
    struct error *e;
};

/* In the order they run: a part may look at what an earlier one has made. */
#define LOAD_PARTS(X)                                                                                        \
    X(name)                                                                                                  \
    X(parties)                                                                                               \
    X(roles)                                                                                                 \
    X(rungs)                                                                                                 \
    X(kinds)                                                                                                 \
    X(alike)                                                                                                 \
    X(fuse)                                                                                                  \
    X(compare)                                                                                               \
    X(zones)                                                                                                 \
    X(milestones)                                                                                            \
    X(tracks)                                                                                                \
    X(named_clocks)                                                                                          \
    X(fallback)                                                                                              \
    X(disputes)                                                                                              \
    X(notices)                                                                                               \
    X(series)                                                                                                \
    X(limits)
#define X(part) int load_##part(struct load *l) CHECKED;
LOAD_PARTS(X)
#undef X

/* load.c: what the parts share. */
int load_refuse(const struct load *l, struct yaml_mark at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* found the `what` of `n`, expected one declared under `where`, and the nearest of `words` (NULL at the end).
 */
int load_unknown(const struct load *l, const struct yaml_node *n, const char *what, const char *where,
                 const char *const *words);
int load_word(const struct load *l, struct yaml_mark at, struct bytes text, word_id *out) CHECKED;
/* Zeroed, in the policy's arena; at least one element is allocated. */
int load_array(const struct load *l, size_t count, size_t size, void *out_pointer) CHECKED;
int load_copy(const struct load *l, struct bytes text, struct bytes *out) CHECKED;
/* load_parties.c: the rungs of a list, each declared and none twice. */
int load_rung_list(const struct load *l, const struct yaml_node *list, word_id *out, size_t *count) CHECKED;
/* load_milestones.c: a declared milestone: the text of a scalar, else the key. */
int load_milestone_ref(const struct load *l, const struct yaml_node *n, word_id *out) CHECKED;
/* load_tracks.c: a track, and an urgency of it, as two members of `n` name them. */
int load_route(struct load *l, const struct yaml_node *n, word_id *track, word_id *urgency) CHECKED;
/* load_clocks.c: the clock of `milestone`, from the keys of CLOCK. */
int load_clock(const struct load *l, const struct yaml_node *n, word_id milestone,
               struct clock_spec *out) CHECKED;

/* policy_folder.c: the files that count, checked, sorted and copied into the policy, and the digest of them.
 */
int folder_take(struct policy *p, const struct policy_file *files, size_t count, struct error *e) CHECKED;
const struct policy_file *folder_find(const struct policy *p, struct bytes name); /* NULL: not there */

/* geojson.c: the rings of every polygon of a file, in `keep`. */
int geojson_rings(struct arena *keep, struct arena *scratch, const struct policy_file *file, struct zone *out,
                  struct error *e) CHECKED;

/* policy_lookup.c */
struct bytes kind_branch(struct bytes kind); /* its first word */

#endif
