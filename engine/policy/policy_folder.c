/* policy_folder.c: which files of a folder are the policy, and the digest that names them.
 *
 * The digest is SHA-256 over, for each file in the order of the bytes of the names: name, NUL, size in
 * decimal, NUL, content. So neither the order of reading nor anything beside the policy (README.md, tests/)
 * changes it. */
#include "load.h"

#include <fusion/limits.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The folders in which files of a policy stand beside policy.yaml, and how their names end. */
static const struct {
    const char *folder, *ending;
} places[] = {
    {"", ".lua"},      {"adapters", ".lua"}, {"calendars", ".ics"}, {"zones", ".geojson"},
    {"lists", ".csv"}, {"lists", ".txt"},    {"lists", ".json"},
};

/* Neither hidden nor with a control byte or separator: files that editors leave behind are none of the
 * policy. */
static bool is_plain(struct bytes base) {
    if (base.size == 0 || base.data[0] == '.')
        return false;
    for (size_t i = 0; i < base.size; i++)
        if ((unsigned char)base.data[i] < 0x20 || base.data[i] == 0x7f || base.data[i] == '\\' ||
            base.data[i] == '/')
            return false;
    return true;
}

bool policy_file_is_read(struct bytes name) {
    struct bytes base = name, folder = {NULL, 0};
    if (bytes_is(name, POLICY_YAML))
        return true;
    if (name.size > NAME_BYTES_MAX)
        return false;
    if (name.size && memchr(name.data, '/', name.size))
        folder = bytes_split(&base, '/');
    if (!is_plain(base) || (folder.data && folder.size == 0))
        return false;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (bytes_is(folder, places[i].folder) && bytes_ends(base, bytes_of(places[i].ending)))
            return true;
    return false;
}

static int by_name(const void *a, const void *b) {
    return bytes_compare(((const struct policy_file *)a)->name, ((const struct policy_file *)b)->name);
}

static int file_copy(struct policy *p, const struct policy_file *from, struct policy_file *to,
                     struct error *e) {
    to->name = arena_copy(&p->arena, from->name);
    to->content = arena_copy(&p->arena, from->content);
    return to->name.data && to->content.data ? 0 : error_memory(e);
}

static int digest_fill(struct policy *p, struct error *e) {
    struct digest_stream *s = digest_stream_new();
    if (!s)
        return error_memory(e);
    for (size_t i = 0; i < p->file_count; i++) {
        char size[24];
        (void)snprintf(size, sizeof size, "%zu", p->files[i].content.size);
        digest_stream_add(s, p->files[i].name);
        digest_stream_add(s, (struct bytes){"", 1});
        digest_stream_add(s, (struct bytes){size, strlen(size) + 1});
        digest_stream_add(s, p->files[i].content);
    }
    struct digest d = digest_stream_end(s);
    digest_text(&d, p->digest);
    return 0;
}

static int count_check(const struct policy_file *files, size_t count, size_t *kept, struct error *e) {
    size_t bytes = 0;
    *kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (!policy_file_is_read(files[i].name))
            continue;
        ++*kept;
        if (files[i].content.size > POLICY_BYTES_MAX || bytes > POLICY_BYTES_MAX - files[i].content.size)
            return error_set(e, ERROR_POLICY,
                             "found more than %u bytes in the files of the policy, expected fewer",
                             POLICY_BYTES_MAX);
        bytes += files[i].content.size;
    }
    if (*kept > POLICY_FILES_MAX)
        return error_set(e, ERROR_POLICY, "found %zu files in the policy, expected at most %u", *kept,
                         POLICY_FILES_MAX);
    return 0;
}

int folder_take(struct policy *p, const struct policy_file *files, size_t count, struct error *e) {
    size_t kept = 0;
    int status = count_check(files, count, &kept, e);
    if (status)
        return status;
    struct policy_file *own = arena_array(&p->arena, kept ? kept : 1, sizeof *own);
    if (!own)
        return error_memory(e);
    for (size_t i = 0; i < count; i++)
        if (policy_file_is_read(files[i].name) &&
            (status = file_copy(p, &files[i], &own[p->file_count++], e)))
            return status;
    qsort(own, kept, sizeof *own, by_name);
    p->files = own;
    for (size_t i = 1; i < kept; i++)
        if (bytes_equal(own[i - 1].name, own[i].name))
            return error_at(e, ERROR_POLICY, own[i].name.data, 0, 0,
                            "found the file twice, expected it once");
    return digest_fill(p, e);
}

const struct policy_file *folder_find(const struct policy *p, struct bytes name) {
    for (size_t i = 0; i < p->file_count; i++)
        if (bytes_equal(p->files[i].name, name))
            return &p->files[i];
    return NULL;
}
