/* policy_source.c: see live/policy_source.h. */
#include "policy_source.h"

#include <fusion/adapter.h>
#include <fusion/ports.h>

#include <string.h>
#include <unistd.h>

#ifndef FUSION_SHARE
#define FUSION_SHARE "/usr/local/share/fusion/rules"
#endif

const char *policy_source_default(void) {
    return access("rules/policy.yaml", F_OK) == 0 ? "rules" : FUSION_SHARE;
}

int policy_source_read(const char *folder, struct policy_source *out, struct error *e) {
    *out = (struct policy_source){.folder = folder};
    return folder_read(folder, &out->arena, &out->files, &out->count, e);
}

void policy_source_release(struct policy_source *s) {
    arena_release(&s->arena);
    *s = (struct policy_source){0};
}

int policy_source_place(const struct policy_source *s, struct error *e) {
    const char *folder = s->folder ? s->folder : "";
    size_t size = strlen(folder), file_size = strlen(e->file);
    while (size && folder[size - 1] == '/')
        size--;
    bool placed = strncmp(e->file, folder, size) == 0 && e->file[size] == '/';
    if (e->code != ERROR_POLICY || !s->folder || file_size == 0 || placed ||
        size + file_size + 2 > sizeof e->file)
        return e->code;
    memmove(e->file + size + 1, e->file, file_size + 1);
    memcpy(e->file, folder, size);
    e->file[size] = '/';
    return e->code;
}

int policy_source_adapters(const struct policy_source *s, struct error *e) {
    return adapters_check(s->files, s->count, e) < 0 ? policy_source_place(s, e) : 0;
}

int policy_source_check(const struct policy_source *s,
                        void (*look)(const struct policy *, const struct rules *), struct error *e) {
    struct words *words = words_new();
    struct policy *policy = NULL;
    struct rules *rules = NULL;
    int code = words ? policy_load(s->files, s->count, words, &policy, e) : error_memory(e);
    if (code == 0)
        code = rules_new(policy, words, &rules, e);
    if (code == 0 && look)
        look(policy, rules);
    rules_free(rules);
    policy_free(policy);
    words_free(words);
    return code < 0 ? policy_source_place(s, e) : policy_source_adapters(s, e);
}
