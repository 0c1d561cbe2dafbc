/*
 * holder.c: one writer at a time.
 *
 * A lock of an open file description on the file PATH-holder: the kernel drops it when the process ends,
 * however it ends, so that no stale lock can stay; and it does not mix with the locks that SQLite itself
 * takes on the record. The file names its holder to whoever comes second.
 */
#include "record_db.h"

#include <fusion/instant.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HOLDER_TEXT_BYTES 512u

static bool lock_try(int fd) {
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 1};
    return fcntl(fd, F_OFD_SETLK, &lock) == 0;
}

/* Is the locked file still the one at `path`? Its last holder may have removed it between our open and our
 * lock. */
static bool is_at(int fd, const char *path) {
    struct stat here, there;
    return fstat(fd, &here) == 0 && stat(path, &there) == 0 && here.st_ino == there.st_ino &&
           here.st_dev == there.st_dev;
}

/* The file was last written when its holder came: that is since when. */
static int refuse(int fd, const char *path, struct error *e) {
    char text[HOLDER_TEXT_BYTES], since[INSTANT_TEXT_BYTES];
    struct stat file = {0};
    ssize_t size = pread(fd, text, sizeof text - 1, 0);
    text[size > 0 ? size : 0] = '\0';
    text[strcspn(text, "\n")] = '\0';
    (void)fstat(fd, &file);
    instant_format((int64_t)file.st_mtim.tv_sec * SECOND_MS, since);
    return error_set(e, ERROR_RECORD, "%s is held by %s since %s: only one program writes a record at a time",
                     path, text[0] ? text : "another program", since);
}

/* Only people read it: that it could not be written is no reason to stop. */
void holder_say(const struct holder *h, const char *doing) {
    char host[128] = "", text[HOLDER_TEXT_BYTES];
    (void)gethostname(host, sizeof host - 1);
    int size = snprintf(text, sizeof text, "pid %ld on %s (%s%s%s)\n", (long)getpid(), host,
                        program_invocation_short_name, doing ? " " : "", doing ? doing : "");
    if (size <= 0 || (size_t)size >= sizeof text || ftruncate(h->fd, 0) != 0)
        return;
    if (pwrite(h->fd, text, (size_t)size, 0) < 0)
        return;
}

/* `path` is the record as its user calls it, for errors. */
int holder_take(struct holder *h, const char *file, const char *path, struct error *e) {
    *h = (struct holder){.fd = -1};
    if (asprintf(&h->path, "%s-holder", file) < 0) {
        h->path = NULL;
        return error_memory(e);
    }
    for (;;) {
        int fd = open(h->path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
        if (fd < 0)
            return error_set(e, ERROR_RECORD, "%s cannot be written: %s: %s", path, h->path, strerror(errno));
        if (!lock_try(fd)) {
            int code = refuse(fd, path, e);
            close(fd);
            return code;
        }
        if (is_at(fd, h->path)) {
            h->fd = fd;
            holder_say(h, NULL);
            return 0;
        }
        close(fd);
    }
}

/* The file is removed while it is still locked: whoever has opened it meanwhile finds out by is_at. */
void holder_release(struct holder *h) {
    if (h->fd >= 0) {
        (void)unlink(h->path);
        close(h->fd);
    }
    free(h->path);
    *h = (struct holder){.fd = -1};
}
