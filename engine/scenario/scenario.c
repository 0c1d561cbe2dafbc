/* scenario.c: see fusion/scenario.h. A file of tests, each run once, and again with two parties exchanged. */
#include "scenario/scenario.h"

#include <stdio.h>

/* ---- two parties exchanged ---- */

static bool in_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* `text` with the words `a` and `b` exchanged, in the arena. */
static struct bytes swap_words(struct arena *arena, struct bytes text, struct bytes a, struct bytes b) {
    struct buffer out = BUFFER_EMPTY;
    for (size_t from = 0, to; from < text.size; from = to) {
        for (to = from; to < text.size && in_word(text.data[to]); to++) {
        }
        struct bytes word = bytes_slice(text, from, to);
        buffer_append(&out, bytes_equal(word, a) ? b : bytes_equal(word, b) ? a : word);
        if (to < text.size && !in_word(text.data[to]))
            buffer_append_char(&out, text.data[to++]);
    }
    struct bytes swapped = {0};
    if (!buffer_failed(&out))
        swapped = arena_copy(arena, buffer_bytes(&out));
    buffer_release(&out);
    return swapped;
}

/* ---- a file of tests ---- */

struct file {
    const char *name;
    struct bytes text;
    const struct policy_file *files;
    size_t file_count;
    const struct scenario_host *host;
    struct error *e;
};

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
    *first = tests->child;
    return 0;
}

/* Test number `index` of the text, against the policy with these files. */
static int one_run(const struct file *f, struct arena *arena, struct bytes text, size_t index,
                   const struct policy_file *files, const char *suffix) {
    const struct yaml_node *test = NULL;
    struct scenario s = {.file = f->name,
                         .host = f->host,
                         .files = files,
                         .file_count = f->file_count,
                         .arena = arena,
                         .e = f->e};
    int code = tests_parse(f, arena, text, &test);
    if (code)
        return code;
    for (; index > 0 && test; index--)
        test = test->next;
    if (!test)
        return scenario_refuse(&s, (struct yaml_mark){1, 1},
                               "found fewer tests once the parties are exchanged");
    s.test = test;
    code = test_run(&s);
    if (code == 0) {
        char name[512];
        struct bytes said = yaml_get(test, "name")->text;
        (void)snprintf(name, sizeof name, "%.*s%s", (int)said.size, said.data, suffix);
        f->host->ended(f->host->context, name, buffer_bytes(&s.findings));
    }
    buffer_release(&s.findings);
    return code;
}

/* The same with two parties exchanged everywhere: in the test, and in policy.yaml (whose zones have sides).
 */
static int swapped_run(const struct file *f, struct arena *arena, const struct yaml_node *swap,
                       size_t index) {
    const struct scenario s = {.file = f->name, .e = f->e};
    if (swap->count != 2 || swap->child->type != YAML_SCALAR || swap->child->next->type != YAML_SCALAR)
        return scenario_refuse(&s, swap->mark, "`swap` found %u entries, expected two parties", swap->count);
    struct bytes a = swap->child->text, b = swap->child->next->text;
    struct policy_file *files = arena_array(arena, f->file_count, sizeof *files);
    char suffix[64];
    if (!files)
        return error_memory(f->e);
    for (size_t i = 0; i < f->file_count; i++) {
        files[i] = f->files[i];
        if (bytes_is(files[i].name, "policy.yaml"))
            files[i].content = swap_words(arena, files[i].content, a, b);
    }
    (void)snprintf(suffix, sizeof suffix, " (%.*s and %.*s swapped)", (int)a.size, a.data, (int)b.size,
                   b.data);
    return one_run(f, arena, swap_words(arena, f->text, a, b), index, files, suffix);
}

int scenario_run(const char *name, struct bytes text, const struct policy_file *files, size_t count,
                 const struct scenario_host *host, struct error *e) {
    const struct file f = {name, text, files, count, host, e};
    struct arena whole = ARENA_EMPTY;
    const struct yaml_node *test = NULL;
    size_t index = 0;
    int code = tests_parse(&f, &whole, text, &test);
    for (; code == 0 && test; test = test->next, index++) {
        struct arena arena = ARENA_EMPTY;
        code = one_run(&f, &arena, text, index, files, "");
        const struct yaml_node *swap = yaml_get(test, "swap");
        if (code == 0 && swap)
            code = swapped_run(&f, &arena, swap, index);
        arena_release(&arena);
    }
    arena_release(&whole);
    return code;
}
