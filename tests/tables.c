/* tables.c: prints a table that stands in a page of docs; `make docs` puts it there. */
#include "doc_tables.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv) {
    struct buffer out = BUFFER_EMPTY;
    if (argc == 2 && strcmp(argv[1], "options") == 0)
        doc_options_print(&out);
    else if (argc == 2 && strcmp(argv[1], "facts") == 0)
        doc_facts_print(&out);
    else
        return 3;
    fwrite(out.data, 1, out.size, stdout);
    buffer_release(&out);
    return 0;
}
