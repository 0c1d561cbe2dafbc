/* laws.c: the laws of laws.sql, asked of a record. */
#include "query.h"
#include "record_db.h"

#include <string.h>

/* The law that is being asked, and who wants to know. */
struct asking {
    const char *law;
    int (*take)(void *context, const char *law, struct bytes place, struct bytes found);
    void *context;
};

static int broken_take(void *context, const struct row *row) {
    const struct asking *a = context;
    return a->take(a->context, a->law, row->values[0], row->values[1]);
}

unsigned record_laws_count(void) {
    unsigned count = 0;
    for (const char *at = record_laws; (at = strstr(at, ";\n")); at += 2)
        count++;
    return count;
}

/* In the file a law is a line of comment that says it, and behind it a SELECT up to a semicolon at the end of
 * a line. The head of the file ends at the first empty line. */
int record_laws_ask(struct record *r,
                    int (*take)(void *context, const char *law, struct bytes place, struct bytes found),
                    void *context, struct error *e) {
    struct buffer text = BUFFER_EMPTY;
    int code = 0;
    assert(take);
    for (const char *at = strstr(record_laws, "\n\n"), *end; code == 0 && at; at = end) {
        at += strspn(at, "\n");
        end = strstr(at, ";\n");
        if (!end)
            break;
        const char *line = strchr(at, '\n');
        buffer_clear(&text);
        buffer_append(&text, (struct bytes){at + 3, (size_t)(line - at - 3)}); /* behind `-- ` */
        buffer_append_char(&text, '\0');
        size_t sql = text.size;
        buffer_append(&text, (struct bytes){line, (size_t)(end - line)});
        buffer_append_char(&text, '\0');
        end += 2;
        struct asking a = {text.data, take, context};
        code = buffer_failed(&text) ? error_memory(e)
                                    : record_query(r, text.data + sql, NULL, 0, broken_take, &a, e);
    }
    buffer_release(&text);
    return code;
}
