/* file.c: see fusion/ports.h. A small file into memory. */
#include <fusion/arena.h>
#include <fusion/ports.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

int file_read(const char *path, size_t most, struct arena *arena, struct bytes *out, struct error *e) {
    bool from_stdin = strcmp(path, "-") == 0;
    FILE *file = from_stdin ? stdin : fopen(path, "rb");
    char *content = arena_alloc(arena, most + 1);
    if (!file)
        return error_at(e, ERROR_INPUT, path, 0, 0, "cannot be read: %s", strerror(errno));
    size_t size = content ? fread(content, 1, most + 1, file) : 0;
    bool failed = ferror(file);
    if (!from_stdin)
        (void)fclose(file);
    if (!content)
        return error_memory(e);
    if (failed)
        return error_at(e, ERROR_INPUT, path, 0, 0, "cannot be read: %s", strerror(errno));
    if (size > most)
        return error_at(e, ERROR_LIMIT, path, 0, 0, "is larger than %zu bytes", most);
    *out = (struct bytes){content, size};
    return 0;
}
