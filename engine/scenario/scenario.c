/* scenario.c: see fusion/scenario.h. A file of tests, each run once, and again with two parties exchanged. */
#include "vocabulary.h"

#include <stdio.h>
#include <string.h>

/* A file of tests on its run. */
struct file {
    const char *name;
    struct bytes text;
    const struct policy_file *files;
    size_t file_count;
    const struct scenario_host *host;
    struct error *e;
    struct vocabulary engine, words; /* the engine's words, and on them those of the policy */
};

/* *first becomes the first test of the file; NULL: it has none. */
static int tests_parse(const struct file *f, struct arena *arena, struct bytes text,
                       const struct yaml_node **first) {
    static const char *const keys[] = {"tests", NULL};
    const struct yaml_node *root, *tests;
    const struct scenario s = {.file = f->name, .e = f->e};
    int code = yaml_parse(arena, f->name, text, &root, f->e);
    code = code ? code : scenario_check_keys(&s, root, keys);
    if (code)
        return code;
    tests = yaml_get(root, "tests");
    if (!tests || tests->type != YAML_SEQUENCE)
        return scenario_refuse(&s, root->mark, "found no list `tests`, expected one");
    if (!tests->child)
        return scenario_refuse(&s, tests->mark, "found no test in the list, expected one");
    *first = tests->child;
    return 0;
}

/* The name of a test is how it is known when it fails. */
static int names_check(const struct file *f, const struct yaml_node *first) {
    const struct scenario s = {.file = f->name, .e = f->e};
    for (const struct yaml_node *n = first; n; n = n->next)
        for (const struct yaml_node *before = first; before != n; before = before->next) {
            const struct yaml_node *name = yaml_get(n, "name"), *other = yaml_get(before, "name");
            if (name && other && name->type == YAML_SCALAR && bytes_equal(name->text, other->text))
                return scenario_refuse(&s, name->mark,
                                       "found the name %s once more, expected one for each test",
                                       yaml_quote(name->text).text);
        }
    return 0;
}

static void test_told(const struct file *f, const struct scenario *s, const char *suffix) {
    char name[512];
    struct bytes said = yaml_get(s->test, "name")->text;
    (void)snprintf(name, sizeof name, "%.*s%s", (int)said.size, said.data, suffix);
    f->host->ended(f->host->context, name, buffer_bytes(&s->findings));
}

/* Run test number `index` of the text, from 0; with `swap`, whose two parties the text has exchanged already,
 * against the policy with these exchanged. `suffix` is put behind its name. *refused: something in it is
 * wrong, and the host was told. */
static int one_run(const struct file *f, struct arena *arena, struct bytes text, size_t index,
                   const struct bytes swap[2], const char *suffix, bool *refused) {
    const struct yaml_node *test = NULL;
    struct scenario s = {.file = f->name,
                         .host = f->host,
                         .files = f->files,
                         .file_count = f->file_count,
                         .arena = arena,
                         .words = swap ? NULL : &f->words, /* with the other parties all stands as it stood */
                         .e = f->e};
    if (swap)
        memcpy(s.swap, swap, sizeof s.swap);
    int code = swap ? scenario_swap_files(&s, &s.files, s.file_count) : 0;
    code = code ? code : tests_parse(f, arena, text, &test);
    if (code)
        return code;
    for (; index > 0 && test; index--)
        test = test->next;
    if (!test)
        return scenario_refuse(&s, (struct yaml_mark){1, 1},
                               "found fewer tests once the parties are exchanged");
    s.test = test;
    code = scenario_tell(&s, test_run(&s));
    *refused = s.refused;
    if (code == 0 && !s.refused)
        test_told(f, &s, suffix);
    buffer_release(&s.findings);
    buffer_release(&s.faults);
    return code;
}

/* Run the test again with two parties exchanged: in its text, and in every policy that it loads. */
static int swapped_run(const struct file *f, struct arena *arena, const struct yaml_node *swap,
                       size_t index) {
    const struct bytes two[] = {swap->child->text, swap->child->next->text};
    char suffix[64];
    (void)snprintf(suffix, sizeof suffix, " (%.*s and %.*s swapped)", (int)two[0].size, two[0].data,
                   (int)two[1].size, two[1].data);
    bool refused;
    return one_run(f, arena, swap_words(arena, f->text, two[0], two[1]), index, two, suffix, &refused);
}

int scenario_run(const char *name, struct bytes text, const struct policy_file *files, size_t count,
                 const struct scenario_host *host, struct error *e) {
    struct arena whole = ARENA_EMPTY;
    struct file f = {name, text, files, count, host, e, {.arena = &whole}, {.arena = &whole}};
    const struct yaml_node *test = NULL;
    size_t index = 0;
    f.words.below = &f.engine;
    vocabulary_add_engine(&f.engine);
    int code = vocabulary_add_policy(&f.words, files, count, e);
    code = code ? code : tests_parse(&f, &whole, text, &test);
    if (code == 0 && names_check(&f, test) < 0)
        host->refused(host->context, e);
    for (; code == 0 && test; test = test->next, index++) {
        struct arena arena = ARENA_EMPTY;
        bool refused = false;
        code = one_run(&f, &arena, text, index, NULL, "", &refused);
        const struct yaml_node *swap = yaml_get(test, "swap");
        if (code == 0 && swap && !refused)
            code = swapped_run(&f, &arena, swap, index);
        arena_release(&arena);
    }
    arena_release(&whole);
    return code;
}
