/* schema.c: schema.sql, views.sql and laws.sql as texts in the program; the paths are from the root of the
 * source tree. */
#include "record_db.h"

#define TEXT(name, file)                                                                                     \
    __asm__(".pushsection .rodata\n"                                                                         \
            ".global " #name "\n.hidden " #name "\n" #name ":\n"                                             \
            ".incbin \"" file "\"\n"                                                                         \
            ".byte 0\n"                                                                                      \
            ".popsection\n")

TEXT(record_schema, "engine/record/schema.sql");
TEXT(record_views, "engine/record/views.sql");
TEXT(record_laws, "engine/record/laws.sql");
