/* in_force.c: the policies of a test, one after the other, and the words that count under each. See
 * vocabulary.h.
 *
 * A stimulus is held to the policy in force when it is sent. The record also has what was said and done under
 * those before, so an expectation may name their words, too; nothing has those of a policy that is still to
 * come, or that is refused.
 */
#include "vocabulary.h"

static struct in_force *in_force_new(struct scenario *s, int64_t from_ms, struct in_force *before) {
    struct in_force *f = arena_alloc(s->arena, sizeof *f);
    if (f)
        *f = (struct in_force){from_ms, {.below = s->own, .arena = s->arena}, {0}, before};
    return f;
}

/* Its words are complete. */
static void in_force_put(struct scenario *s, struct in_force *f) {
    f->so_far = f->alone;
    if (f->before)
        f->so_far.below = &f->before->so_far;
    s->policies = f;
}

int in_force_begin(struct scenario *s, const struct vocabulary *first) {
    struct in_force *f = NULL;
    s->own = arena_alloc(s->arena, sizeof *s->own);
    if (s->own) {
        *s->own = (struct vocabulary){.below = first->below, .arena = s->arena};
        f = in_force_new(s, INSTANT_NONE, NULL);
    }
    if (!f)
        return error_memory(s->e);
    f->alone = *first;
    f->alone.below = s->own;
    in_force_put(s, f);
    return vocabulary_add_test(s->own, s);
}

static bool has_policy(const struct policy_file *files, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (bytes_is(files[i].name, "policy.yaml"))
            return true;
    return false;
}

int in_force_load(struct scenario *s, const struct yaml_node *stimulus, int64_t at_ms) {
    const struct yaml_node *load = yaml_get(stimulus, "load");
    struct policy_file *files;
    size_t count;
    struct error e = ERROR_EMPTY;
    if (s->host->folder(s->host->context, load->text.data, s->arena, &files, &count, &e) < 0)
        return scenario_refuse(s, load->mark, "`load` found no policy: %s", e.text);
    if (!has_policy(files, count))
        return scenario_refuse(s, load->mark, "`load` found no policy.yaml in %s, expected the folder of one",
                               yaml_quote(load->text).text);
    if (yaml_get(stimulus, "refused"))
        return 0;
    struct in_force *f = in_force_new(s, at_ms, s->policies);
    int code = f ? vocabulary_add_policy(&f->alone, files, count, &e) : error_memory(s->e);
    if (code == 0)
        in_force_put(s, f);
    return code != ERROR_POLICY
               ? code
               : scenario_refuse(s, load->mark, "the policy was refused: %s:%d: %s", e.file, e.line, e.text);
}

const struct vocabulary *in_force_by(const struct scenario *s, int64_t at_ms) {
    const struct in_force *f = s->policies;
    while (f && f->before && f->from_ms > at_ms)
        f = f->before;
    return f ? &f->so_far : NULL;
}
