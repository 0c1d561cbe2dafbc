/* message_stream_bad.c: see message_stream_maker.h. Lines that are no message, by all that can be wrong with
 * one. */
#include "message_stream_maker.h"

#include <fusion/limits.h>

/* What is put behind the first brace of a message, where ' stands for ". */
static const char *const inserts[] = {
    "'knid':1,",
    "'id':'twice',",
    "'seq':'two',",
    "'seq':null,",
    "'seq':9007199254740993,",
    "'grade':'Z9',",
    "'absent':['ZZZZ'],",
    "'text':'\\ud83d',",
    "'text':'\\u0000',",
    "'text':'\xc3(',",
    "'data':[[[[[[[[[[[[[[[[0]]]]]]]]]]]]]]]],",
    ",",
};

/* What is put in front of a message. */
static const char *const fronts[] = {"\xef\xbb\xbf", "bad ", "["};

static void put(struct maker *m, size_t at, struct bytes what) {
    struct buffer whole = BUFFER_EMPTY;
    buffer_append(&whole, bytes_slice(buffer_bytes(&m->line), 0, at));
    buffer_append(&whole, what);
    buffer_append(&whole, bytes_slice(buffer_bytes(&m->line), at, m->line.size));
    buffer_release(&m->line);
    m->line = whole;
}

static void put_text(struct maker *m, size_t at, const char *what) {
    put(m, at, bytes_of(what));
}

static enum line_condition insert(struct maker *m) {
    put_text(m, 1, inserts[pick(&m->chance, sizeof inserts / sizeof *inserts)]);
    return LINE_WHOLE;
}

static enum line_condition precede(struct maker *m) {
    put_text(m, 0, fronts[pick(&m->chance, sizeof fronts / sizeof *fronts)]);
    return LINE_WHOLE;
}

static enum line_condition cut(struct maker *m) {
    m->line.size = 1 + pick(&m->chance, (uint32_t)m->line.size - 1);
    return LINE_WHOLE;
}

static enum line_condition cut_at_the_end(struct maker *m) {
    (void)cut(m);
    return LINE_TRUNCATED;
}

/* A message within a list. */
static enum line_condition enclose(struct maker *m) {
    put_text(m, 0, "[");
    put_text(m, m->line.size, "]");
    return LINE_WHOLE;
}

static enum line_condition crowd(struct maker *m) {
    struct buffer keys = BUFFER_EMPTY;
    buffer_append_text(&keys, "'data':{");
    for (unsigned k = 0; k <= JSON_KEYS_MAX; k++)
        buffer_append_format(&keys, "%s'k%u':0", k ? "," : "", k);
    buffer_append_text(&keys, "},");
    put(m, 1, buffer_bytes(&keys));
    buffer_release(&keys);
    return LINE_WHOLE;
}

static enum line_condition lengthen(struct maker *m) {
    struct buffer spaces = BUFFER_EMPTY;
    uint32_t more = 1 + pick(&m->chance, 1000);
    while (m->line.size + spaces.size < LINE_BYTES_MAX + more)
        buffer_append_char(&spaces, ' ');
    put(m, 1, buffer_bytes(&spaces));
    buffer_release(&spaces);
    return LINE_TOO_LONG;
}

/* A row that an adapter would have refused. */
static enum line_condition refuse(struct maker *m) {
    buffer_clear(&m->line);
    buffer_append_format(&m->line, "%u;fire;", m->n);
    return LINE_REFUSED;
}

static enum line_condition nul(struct maker *m) {
    put(m, 1 + pick(&m->chance, (uint32_t)m->line.size - 1), (struct bytes){"", 1});
    return LINE_WHOLE;
}

enum line_condition line_spoil(struct maker *m) {
    static enum line_condition (*const ways[])(struct maker * m) = {
        insert,  insert, insert,   insert,   insert, insert, precede, precede,        cut,
        enclose, crowd,  lengthen, lengthen, nul,    refuse, refuse,  cut_at_the_end, cut_at_the_end,
    };
    return ways[pick(&m->chance, sizeof ways / sizeof *ways)](m);
}
