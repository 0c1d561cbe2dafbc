/* random.c: see fusion/ports.h. */
#include <fusion/ports.h>

#include <errno.h>
#include <string.h>
#include <sys/random.h>

int random_bytes(unsigned char *out, size_t size, struct error *e) {
    while (size > 0) {
        ssize_t got = getrandom(out, size, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return error_set(e, ERROR_SYSTEM, "no random bytes from the system: %s", strerror(errno));
        out += got;
        size -= (size_t)got;
    }
    return 0;
}
