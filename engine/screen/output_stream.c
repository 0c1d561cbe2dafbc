/* output_stream.c: the stream that output goes to: writing to it, whether it has colour, its width. See
 * screen/output.h. */
#include "output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

int output_bytes(FILE *to, struct bytes text, struct error *e) {
    if (fwrite(text.data, 1, text.size, to) == text.size)
        return 0;
    return error_set(e, ERROR_SYSTEM, "cannot write the output: %s", strerror(errno));
}

bool output_is_coloured(FILE *to) {
    const char *no_colour = getenv("NO_COLOR");
    return isatty(fileno(to)) && !(no_colour && no_colour[0]);
}

size_t output_terminal_width(FILE *to) {
    struct winsize size;
    if (!isatty(fileno(to)))
        return 0;
    return ioctl(fileno(to), TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}
