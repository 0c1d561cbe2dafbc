/* policy_open.c: see live/policy_open.h. */
#include "policy_open.h"

#include <fusion/ports.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#ifndef FUSION_SHARE
#define FUSION_SHARE "/usr/local/share/fusion/rules"
#endif

const char *policy_folder(const struct options *o) {
    if (option_given(o, OPTION_POLICY))
        return o->values[OPTION_POLICY].text;
    return access("rules/policy.yaml", F_OK) == 0 ? "rules" : FUSION_SHARE;
}

int policy_open(const struct options *o, struct arena *arena, struct policy_file **files, size_t *count,
                struct error *e) {
    return folder_read(policy_folder(o), arena, files, count, e);
}

int policy_error_place(const struct options *o, struct error *e) {
    const char *folder = policy_folder(o);
    size_t size = strlen(folder), file_size = strlen(e->file);
    while (size && folder[size - 1] == '/')
        size--;
    bool placed = strncmp(e->file, folder, size) == 0 && e->file[size] == '/';
    if (e->code != ERROR_POLICY || file_size == 0 || placed || size + file_size + 2 > sizeof e->file)
        return e->code;
    memmove(e->file + size + 1, e->file, file_size + 1);
    memcpy(e->file, folder, size);
    e->file[size] = '/';
    return e->code;
}

int policy_check(const struct options *o, const struct policy_file *files, size_t count,
                 void (*look)(const struct policy *, const struct rules *), struct error *e) {
    struct words *words = words_new();
    struct policy *policy = NULL;
    struct rules *rules = NULL;
    int code = words ? policy_load(files, count, words, &policy, e) : error_memory(e);
    if (code == 0)
        code = rules_new(policy, words, &rules, e);
    if (code == 0 && look)
        look(policy, rules);
    rules_free(rules);
    policy_free(policy);
    words_free(words);
    return code < 0 ? policy_error_place(o, e) : 0;
}
