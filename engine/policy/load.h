/*
 * load.h: how the parts of policy.yaml become a struct policy. One load_*.c file a part.
 *
 * The tree has passed `options_check`: shapes and scalars are as the option table says. What is left to the
 * parts is meaning: words that must be declared, numbers that must rise, what excludes what. The tree lives
 * in the scratch arena; a part copies what it keeps into the policy's arena. Functions return 0, or
 * ERROR_POLICY or ERROR_MEMORY with the error filled.
 */
#ifndef FUSION_POLICY_LOAD_H
#define FUSION_POLICY_LOAD_H

#include "options_table.h"

#include <fusion/policy.h>

#define POLICY_YAML "policy.yaml" /* its name in the folder, and in errors */

/* One policy.yaml on its way into a policy. */
struct load {
    struct policy *p;             /* filled part by part */
    struct words *words;          /* takes the words of the policy */
    struct arena *scratch;        /* gone once the policy is loaded */
    const struct yaml_node *root; /* of the checked tree */
    struct error *e;
};

/* The parts, in the order in which they are loaded: one may look at what those before it have made. */
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

/* load.c: what the parts share. An error at a place of policy.yaml; returns ERROR_POLICY. */
int load_refuse(const struct load *l, struct yaml_mark at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The error that node `n` (its text, else its key) names no `what` declared under the key `where`, with the
 * nearest of `words` (NULL-terminated). */
int load_unknown(const struct load *l, const struct yaml_node *n, const char *what, const char *where,
                 const char *const *words);
/* The id of a word, added where it is new; ERROR_POLICY at `at`: there is no room for more. */
int load_word(const struct load *l, struct yaml_mark at, struct bytes text, word_id *out) CHECKED;
/* A zeroed array in the policy's arena, of one element at least. `out_pointer` is the address of a pointer.
 */
int load_array(const struct load *l, size_t count, size_t size, void *out_pointer) CHECKED;
/* A copy in the policy's arena, NUL-terminated behind. */
int load_copy(const struct load *l, struct bytes text, struct bytes *out) CHECKED;
/* load_parties.c: the rungs that a list names, each declared and none twice. `out` has room for the most that
 * the option table allows. */
int load_rung_list(const struct load *l, const struct yaml_node *list, word_id *out, size_t *count) CHECKED;
/* load_milestones.c: the declared milestone that a node names: by its text where it is a scalar, else its
 * key. */
int load_milestone_ref(const struct load *l, const struct yaml_node *n, word_id *out) CHECKED;
/* load_tracks.c: the track and the urgency of that track that the members `track` and `urgency` of `n` name.
 */
int load_route(struct load *l, const struct yaml_node *n, word_id *track, word_id *urgency) CHECKED;
/* load_clocks.c: a clock for `milestone`, from the keys under CLOCK of the option table. */
int load_clock(const struct load *l, const struct yaml_node *n, word_id milestone,
               struct clock_spec *out) CHECKED;

/* policy_folder.c: the files that are part of the policy, bounded, sorted and copied into it, and their
 * digest.
 */
int folder_take(struct policy *p, const struct policy_file *files, size_t count, struct error *e) CHECKED;
const struct policy_file *folder_find(const struct policy *p, struct bytes name); /* NULL: not there */

/* geojson.c: the rings of every polygon of a GeoJSON file, in `keep`, into a zone. */
int geojson_rings(struct arena *keep, struct arena *scratch, const struct policy_file *file, struct zone *out,
                  struct error *e) CHECKED;

/* policy_lookup.c: the first word of a kind: `fire` of `fire.mortar`. */
struct bytes kind_branch(struct bytes kind);

#endif
