/* folder.c: see fusion/ports.h. A policy's files into memory, in the order of their names. */
#include <fusion/arena.h>
#include <fusion/ports.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct folder {
    const char *path;
    struct arena *arena;
    struct policy_file *files; /* POLICY_FILES_MAX of them */
    size_t count, bytes;
    struct buffer name; /* relative to `path`; grows and shrinks with the walk */
    struct error *e;
};

/* An error about the entry that is being looked at. */
static int folder_fail(struct folder *f, const char *what) {
    struct buffer full = BUFFER_EMPTY;
    buffer_append_text(&full, f->path);
    if (f->name.size) {
        buffer_append_char(&full, '/');
        buffer_append(&full, buffer_bytes(&f->name));
    }
    buffer_append_char(&full, '\0');
    int code = full.failed ? error_memory(f->e) : error_at(f->e, ERROR_POLICY, full.data, 0, 0, "%s", what);
    buffer_release(&full);
    return code;
}

static int file_take(struct folder *f, int fd, size_t size) {
    if (f->count == POLICY_FILES_MAX)
        return folder_fail(f, "is one file too many; expected at most 1024 in a policy");
    if (size > POLICY_BYTES_MAX - f->bytes)
        return folder_fail(f, "makes the policy larger than 8 MiB");
    char *content = arena_alloc(f->arena, size);
    struct bytes name = arena_copy(f->arena, buffer_bytes(&f->name));
    if (!content || !name.data)
        return error_memory(f->e);
    size_t filled = 0;
    while (filled < size) {
        ssize_t got = read(fd, content + filled, size - filled);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return folder_fail(f, strerror(errno));
        if (got == 0)
            return folder_fail(f, "became shorter while it was read");
        filled += (size_t)got;
    }
    f->files[f->count++] = (struct policy_file){name, {content, size}};
    f->bytes += size;
    return 0;
}

static int folder_walk(struct folder *f, int fd, unsigned depth);

/* One directory entry, by its name within the directory `fd`; f->name holds the whole of it. */
static int entry_take(struct folder *f, int fd, const char *name, unsigned depth) {
    int code = 0, file = openat(fd, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat about;
    if (file < 0 || fstat(file, &about) != 0) {
        /* what may hold a part of the policy is never left out in silence */
        int cause = errno;
        bool folder = fstatat(fd, name, &about, 0) == 0 && S_ISDIR(about.st_mode);
        if (folder || policy_file_is_read(buffer_bytes(&f->name)))
            code = folder_fail(f, strerror(cause));
    } else if (S_ISDIR(about.st_mode) && depth < FOLDER_DEPTH_MAX)
        return folder_walk(f, file, depth + 1);
    else if (S_ISREG(about.st_mode) && policy_file_is_read(buffer_bytes(&f->name)))
        code = file_take(f, file, (size_t)about.st_size);
    if (file >= 0)
        (void)close(file);
    return code;
}

/* All files below the folder `fd`, which is closed. */
static int folder_walk(struct folder *f, int fd, unsigned depth) {
    DIR *folder = fdopendir(fd);
    size_t base = f->name.size;
    int code = 0;
    if (!folder) {
        code = folder_fail(f, strerror(errno));
        (void)close(fd);
        return code;
    }
    for (struct dirent *entry; code == 0 && (entry = readdir(folder));) {
        if (entry->d_name[0] == '.') /* `.`, `..`, and what editors and version control leave */
            continue;
        if (base)
            buffer_append_char(&f->name, '/');
        buffer_append_text(&f->name, entry->d_name);
        code = f->name.failed ? error_memory(f->e) : entry_take(f, fd, entry->d_name, depth);
        f->name.size = base;
    }
    (void)closedir(folder);
    return code;
}

static int file_order(const void *a, const void *b) {
    const struct policy_file *left = a, *right = b;
    return bytes_compare(left->name, right->name);
}

int folder_read(const char *path, struct arena *arena, struct policy_file **files, size_t *count,
                struct error *e) {
    struct folder f = {.path = path, .arena = arena, .e = e};
    *files = NULL;
    *count = 0;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return error_at(e, ERROR_POLICY, path, 0, 0, "cannot be read as a policy folder: %s",
                        strerror(errno));
    f.files = arena_array(arena, POLICY_FILES_MAX, sizeof *f.files);
    int code = f.files ? folder_walk(&f, fd, 0) : error_memory(e);
    if (!f.files)
        (void)close(fd);
    buffer_release(&f.name);
    if (code < 0)
        return code;
    qsort(f.files, f.count, sizeof *f.files, file_order);
    *files = f.files;
    *count = f.count;
    return 0;
}
