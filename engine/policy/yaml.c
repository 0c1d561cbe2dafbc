/* yaml.c: see yaml.h. The tree is made of libyaml's events, not its documents: these resolve aliases and tags
 * by themselves, and only between events can we stop at a depth (libyaml is quadratic in the nesting of flow
 * collections). */
#include "yaml.h"

#include <fusion/limits.h>

#include <stdio.h>
#include <yaml.h>

struct reader {
    yaml_parser_t parser;
    yaml_event_t event; /* the present one; owned */
    struct arena *arena;
    const char *file;
    struct bytes text;
    size_t byte, character; /* how far source_char has read */
    struct error *e;
};

static struct yaml_mark mark_of(yaml_mark_t m) {
    return (struct yaml_mark){(int)m.line + 1, (int)m.column + 1};
}

static int refuse(struct reader *r, struct yaml_mark at, const char *text) {
    return error_at(r->e, ERROR_POLICY, r->file, at.line, at.column, "%s", text);
}

static bool starts_character(char c) {
    return ((unsigned char)c & 0xc0) != 0x80;
}

struct yaml_mark yaml_mark_of_byte(struct bytes text, size_t offset) {
    struct yaml_mark m = {1, 1};
    for (size_t i = 0; i < offset && i < text.size; i++) {
        if (text.data[i] == '\n')
            m = (struct yaml_mark){m.line + 1, 1};
        else
            m.column += starts_character(text.data[i]);
    }
    return m;
}

/* The source's character at an index that never goes back; 0 behind the end. */
static char source_char(struct reader *r, size_t index) {
    while (r->byte < r->text.size && r->character < index) {
        r->byte++;
        while (r->byte < r->text.size && !starts_character(r->text.data[r->byte]))
            r->byte++;
        r->character++;
    }
    return r->byte < r->text.size ? r->text.data[r->byte] : 0;
}

/* libyaml has met text that it cannot read: what it was doing and what it missed, in its own words. */
static int syntax_error(struct reader *r) {
    const yaml_parser_t *p = &r->parser;
    if (p->error == YAML_MEMORY_ERROR)
        return error_memory(r->e);
    if (p->error == YAML_READER_ERROR) {
        struct yaml_mark at = yaml_mark_of_byte(r->text, p->problem_offset);
        return error_at(r->e, ERROR_POLICY, r->file, at.line, at.column,
                        "found bytes that are no text (%s), expected UTF-8 text", p->problem);
    }
    struct yaml_mark at = mark_of(p->problem_mark);
    if (source_char(r, p->problem_mark.index) == '\t')
        return refuse(r, at, "found a tab, expected spaces: YAML indents by nothing else");
    char began[32] = "";
    if (p->context && p->context_mark.line < p->problem_mark.line)
        (void)snprintf(began, sizeof began, " of line %d", mark_of(p->context_mark).line);
    return error_at(r->e, ERROR_POLICY, r->file, at.line, at.column,
                    "found text that is not well-formed YAML (%s%s%s%s), expected options as `key: value`",
                    p->context ? p->context : "", began, p->context ? ": " : "",
                    p->problem ? p->problem : "");
}

static int event_next(struct reader *r) {
    yaml_event_delete(&r->event);
    return yaml_parser_parse(&r->parser, &r->event) ? 0 : syntax_error(r);
}

/* libyaml drops the tag `!` of a scalar without a trace, so the source is asked too. */
static bool has_tag(struct reader *r) {
    switch (r->event.type) {
    case YAML_SCALAR_EVENT:
        return r->event.data.scalar.tag || source_char(r, r->event.start_mark.index) == '!';
    case YAML_SEQUENCE_START_EVENT:
        return r->event.data.sequence_start.tag;
    case YAML_MAPPING_START_EVENT:
        return r->event.data.mapping_start.tag;
    default:
        return false;
    }
}

static bool has_anchor(const yaml_event_t *event) {
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return event->data.scalar.anchor;
    case YAML_SEQUENCE_START_EVENT:
        return event->data.sequence_start.anchor;
    case YAML_MAPPING_START_EVENT:
        return event->data.mapping_start.anchor;
    default:
        return false;
    }
}

static int check_plain(struct reader *r) {
    struct yaml_mark at = mark_of(r->event.start_mark);
    if (r->event.type == YAML_ALIAS_EVENT)
        return refuse(r, at, "found an alias (`*`), expected the value itself, written out");
    if (has_anchor(&r->event))
        return refuse(r, at, "found an anchor (`&`), expected a value without one");
    if (has_tag(r))
        return refuse(r, at, "found a tag (`!`), expected a value without one: the option says what it is");
    return 0;
}

static int node_read(struct reader *r, unsigned depth, struct yaml_node **out);

static int sequence_read(struct reader *r, unsigned depth, struct yaml_node *n) {
    for (struct yaml_node **tail = &n->child;; tail = &(*tail)->next) {
        int status = event_next(r);
        if (status)
            return status;
        if (r->event.type == YAML_SEQUENCE_END_EVENT)
            return 0;
        status = node_read(r, depth + 1, tail);
        if (status)
            return status;
        n->count++;
    }
}

static int key_check(struct reader *r, const struct yaml_node *n, struct bytes key) {
    struct yaml_mark at = mark_of(r->event.start_mark);
    if (bytes_is(key, "<<"))
        return refuse(r, at, "found a merge key (`<<`), expected the options themselves, written out");
    if (n->count == YAML_KEYS_MAX)
        return error_at(r->e, ERROR_POLICY, r->file, at.line, at.column,
                        "found one key too many, expected at most %u in one mapping", YAML_KEYS_MAX);
    for (const struct yaml_node *c = n->child; c; c = c->next)
        if (bytes_equal(c->key, key))
            return error_at(r->e, ERROR_POLICY, r->file, at.line, at.column,
                            "found the key %s a second time, expected it once (the first is in line %d)",
                            yaml_quote(key).text, c->key_mark.line);
    return 0;
}

static int key_read(struct reader *r, const struct yaml_node *n, struct bytes *key, struct yaml_mark *at) {
    *at = mark_of(r->event.start_mark);
    int status = check_plain(r);
    if (status)
        return status;
    if (r->event.type != YAML_SCALAR_EVENT)
        return refuse(r, *at, "found a list or mapping as a key, expected a word");
    const char *text = (const char *)r->event.data.scalar.value;
    *key = arena_copy(r->arena, (struct bytes){text, r->event.data.scalar.length});
    return key->data ? key_check(r, n, *key) : error_memory(r->e);
}

static int mapping_read(struct reader *r, unsigned depth, struct yaml_node *n) {
    for (struct yaml_node **tail = &n->child;; tail = &(*tail)->next) {
        struct bytes key;
        struct yaml_mark key_mark;
        int status = event_next(r);
        if (status)
            return status;
        if (r->event.type == YAML_MAPPING_END_EVENT)
            return 0;
        if ((status = key_read(r, n, &key, &key_mark)) || (status = event_next(r)))
            return status;
        struct yaml_node *value = NULL;
        status = node_read(r, depth + 1, &value);
        if (status)
            return status;
        assert(value);
        value->key = key;
        value->key_mark = key_mark;
        *tail = value; /* published whole: a key is compared with finished ones only */
        n->count++;
    }
}

/* The node whose first event is the present one. */
static int node_read(struct reader *r, unsigned depth, struct yaml_node **out) {
    int status = check_plain(r);
    if (status)
        return status;
    struct yaml_mark at = mark_of(r->event.start_mark);
    struct yaml_node *n = arena_alloc(r->arena, sizeof *n);
    if (!n)
        return error_memory(r->e);
    *out = n;
    n->mark = n->key_mark = at;
    if (r->event.type == YAML_SCALAR_EVENT) {
        const char *text = (const char *)r->event.data.scalar.value;
        n->type = YAML_SCALAR;
        n->text = arena_copy(r->arena, (struct bytes){text, r->event.data.scalar.length});
        return n->text.data ? 0 : error_memory(r->e);
    }
    if (depth > YAML_DEPTH_MAX)
        return error_at(r->e, ERROR_POLICY, r->file, at.line, at.column,
                        "found a value %u levels deep, expected at most %u", depth, YAML_DEPTH_MAX);
    n->type = r->event.type == YAML_MAPPING_START_EVENT ? YAML_MAPPING : YAML_SEQUENCE;
    return n->type == YAML_MAPPING ? mapping_read(r, depth, n) : sequence_read(r, depth, n);
}

/* From the start of the stream to the first event of the root. */
static int document_begin(struct reader *r) {
    int status = event_next(r); /* the start of the stream */
    if (status || (status = event_next(r)))
        return status;
    struct yaml_mark at = mark_of(r->event.start_mark);
    if (r->event.type == YAML_STREAM_END_EVENT)
        return refuse(r, (struct yaml_mark){1, 1}, "found an empty file, expected options as `key: value`");
    if (r->event.data.document_start.version_directive ||
        r->event.data.document_start.tag_directives.start != r->event.data.document_start.tag_directives.end)
        return refuse(r, at, "found a directive (`%`), expected options as `key: value`");
    if ((status = event_next(r)) || (status = check_plain(r)))
        return status;
    at = mark_of(r->event.start_mark);
    if (r->event.type != YAML_MAPPING_START_EVENT)
        return refuse(r, at, "found no mapping, expected options as `key: value`");
    return 0;
}

static int document_end(struct reader *r) {
    int status = event_next(r); /* the end of the document */
    if (status || (status = event_next(r)))
        return status;
    if (r->event.type != YAML_STREAM_END_EVENT)
        return refuse(r, mark_of(r->event.start_mark),
                      "found a second document, expected the end of the file");
    return 0;
}

int yaml_parse(struct arena *a, const char *file, struct bytes text, const struct yaml_node **out,
               struct error *e) {
    struct reader r = {.arena = a, .file = file, .text = text, .e = e};
    struct yaml_node *root = NULL;
    *out = NULL;
    if (text.size > YAML_BYTES_MAX)
        return error_at(e, ERROR_POLICY, file, 0, 0, "found %zu bytes, expected at most %u", text.size,
                        YAML_BYTES_MAX);
    if (bytes_begins(text, BYTES("\xef\xbb\xbf")))
        return refuse(&r, (struct yaml_mark){1, 1}, "found a byte order mark, expected a file without one");
    if (!yaml_parser_initialize(&r.parser))
        return error_memory(e);
    yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING); /* never UTF-16 by a byte order mark */
    yaml_parser_set_input_string(&r.parser, (const unsigned char *)(text.data ? text.data : ""), text.size);
    int status = document_begin(&r);
    if (!status)
        status = node_read(&r, 1, &root);
    if (!status)
        status = document_end(&r);
    yaml_event_delete(&r.event);
    yaml_parser_delete(&r.parser);
    if (!status)
        *out = root;
    return status;
}

const struct yaml_node *yaml_get(const struct yaml_node *mapping, const char *key) {
    if (!mapping || mapping->type != YAML_MAPPING)
        return NULL;
    for (const struct yaml_node *c = mapping->child; c; c = c->next)
        if (bytes_is(c->key, key))
            return c;
    return NULL;
}

const char *yaml_type_name(enum yaml_type type) {
    static const char *const names[] = {"a value", "a list", "a mapping"};
    return names[type];
}

struct yaml_quote yaml_quote(struct bytes text) {
    struct yaml_quote q;
    const size_t room = sizeof q.text - sizeof "``...";
    size_t used = 0, kept = text.size;
    if (kept > room) {
        kept = room;
        while (kept && !starts_character(text.data[kept]))
            kept--;
    }
    q.text[used++] = '`';
    for (size_t i = 0; i < kept; i++)
        q.text[used++] = (unsigned char)text.data[i] < 0x20 || text.data[i] == 0x7f ? '?' : text.data[i];
    for (size_t i = 0; kept < text.size && i < 3; i++)
        q.text[used++] = '.';
    q.text[used++] = '`';
    q.text[used] = 0;
    return q;
}
