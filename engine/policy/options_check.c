/* options_check.c: the tree of policy.yaml against the option table: unknown keys, shapes, scalars, ranges.
 */
#include "options_table.h"

#include <fusion/instant.h>
#include <fusion/limits.h>

#include <string.h>

struct check {
    const char *file;
    struct error *e;
};

/* What a key is that the policy chooses, by the last part of the path; else a word. */
static const struct option key_rows[] = {
    {"PARTY", OPTION_PARTY, true, NULL, 0, 0, NULL, NULL},
    {"ZONE", OPTION_ZONE, true, NULL, 0, 0, NULL, NULL},
    {"KIND", OPTION_PATTERN, true, NULL, 0, 0, NULL, NULL},
    {"OFFSET", OPTION_OFFSET, true, NULL, SECOND_MS, CLOCK_MS_MAX, NULL, NULL},
    {NULL, OPTION_WORD, true, NULL, 0, 0, NULL, NULL},
};

static const struct option *key_row(const struct option *o) {
    const char *dot = strrchr(o->path, '.'), *part = dot ? dot + 1 : o->path;
    const struct option *row = key_rows;
    while (row->path && strcmp(row->path, part) != 0)
        row++;
    return row;
}

/* `a, b or c`, bounded by the size of `out`. */
static void words_join(const char *const *words, struct buffer *out) {
    for (size_t i = 0; words[i]; i++) {
        if (i)
            buffer_append_text(out, words[i + 1] ? ", " : " or ");
        buffer_append_text(out, words[i]);
    }
    buffer_append_char(out, 0);
}

/* The error that a word is none of `words`, with the nearest of them. */
static int refuse_word(struct check *c, struct yaml_mark at, const char *what, struct bytes found,
                       const char *const *words) {
    struct buffer list = BUFFER_EMPTY;
    words_join(words, &list);
    int status = buffer_failed(&list)
                     ? error_memory(c->e)
                     : error_at(c->e, ERROR_POLICY, c->file, at.line, at.column, "found %s%s, expected %s%s",
                                what, found.size ? yaml_quote(found).text : "nothing", list.data,
                                error_offer(found, words, "`", "`").text);
    buffer_release(&list);
    return status;
}

static int scalar_check(struct check *c, const struct option *o, struct bytes text, struct yaml_mark at) {
    int64_t value = 0;
    struct yaml_quote found = yaml_quote(text);
    if (!option_decode(o, text, &value)) {
        bool elapses = o->type == OPTION_DURATION || o->type == OPTION_OFFSET;
        const char *why = elapses ? option_unsupported(text) : NULL;
        if (why)
            return error_at(c->e, ERROR_POLICY, c->file, at.line, at.column,
                            "found %s: %s; expected elapsed time such as 48h", found.text, why);
        if (o->type == OPTION_CHOICE)
            return refuse_word(c, at, "", text, o->choices);
        return error_at(c->e, ERROR_POLICY, c->file, at.line, at.column, "found %s, expected %s",
                        text.size ? found.text : "nothing", option_type_expected(o->type));
    }
    bool ranged = o->type >= OPTION_OFFSET && o->max;
    if (ranged && (value < o->min || value > o->max)) {
        char least[32], most[32];
        option_value_format(o, o->min, least);
        option_value_format(o, o->max, most);
        return error_at(c->e, ERROR_POLICY, c->file, at.line, at.column, "found %s, expected %s to %s",
                        found.text, least, most);
    }
    return 0;
}

static int refuse_shape(struct check *c, const struct option *of, const struct option *o,
                        const struct yaml_node *n) {
    const char *keys[OPTION_KEYS_MAX] = {NULL};
    const struct yaml_node *entry = o->type == OPTION_DURATION || o->type == OPTION_OFFSET ? n->child : NULL;
    for (; entry; entry = entry->next) /* `due: [24h, need_by - 6h]` */
        if (entry->type == YAML_SCALAR && option_unsupported(entry->text))
            return scalar_check(c, o, entry->text, entry->mark);
    if (of && option_is_chosen(o))
        option_keys(of, keys); /* a slip in a literal key looks like a word that the policy chooses */
    bool empty = n->type == YAML_SCALAR && n->text.size == 0;
    const char *found = empty ? "nothing" : yaml_type_name(n->type);
    struct yaml_quote text = yaml_quote(n->text);
    if (n->type == YAML_SCALAR && !empty)
        found = text.text;
    return error_at(c->e, ERROR_POLICY, c->file, n->mark.line, n->mark.column, "found %s, expected %s%s",
                    found, o->type == OPTION_CHOICE ? "one word" : option_type_expected(o->type),
                    error_offer(n->key, keys, "the key `", "`").text);
}

static int count_check(struct check *c, const struct option *o, const struct yaml_node *n) {
    if (n->count >= o->min && n->count <= o->max)
        return 0;
    return error_at(c->e, ERROR_POLICY, c->file, n->mark.line, n->mark.column,
                    "found %u entries, expected %lld to %lld", n->count, (long long)o->min,
                    (long long)o->max);
}

static int node_check(struct check *c, const struct option *of, const struct option *o,
                      const struct yaml_node *n);

static int refuse_key(struct check *c, const struct option *of, const struct yaml_node *n) {
    const char *keys[OPTION_KEYS_MAX], *why = option_unsupported(n->key);
    if (why)
        return error_at(c->e, ERROR_POLICY, c->file, n->key_mark.line, n->key_mark.column, "found %s: %s",
                        yaml_quote(n->key).text, why);
    option_keys(of, keys);
    return refuse_word(c, n->key_mark, "the unknown key ", n->key, keys);
}

static int member_check(struct check *c, const struct option *of, const struct yaml_node *n) {
    const struct option *o = option_child(of, n->key);
    if (!o)
        return refuse_key(c, of, n);
    int status = option_is_chosen(o) ? scalar_check(c, key_row(o), n->key, n->key_mark) : 0;
    return status ? status : node_check(c, of, o, n);
}

/* Every needed key that the policy does not choose is there. */
static int needed_check(struct check *c, const struct option *of, const struct yaml_node *n) {
    const char *keys[OPTION_KEYS_MAX];
    option_keys(of, keys);
    for (size_t i = 0; keys[i]; i++)
        if (option_child(of, bytes_of(keys[i]))->needed && !yaml_get(n, keys[i]))
            return error_at(c->e, ERROR_POLICY, c->file, n->key_mark.line, n->key_mark.column,
                            "found no key `%s`%s%s, expected it", keys[i], n->key.size ? " in " : "",
                            n->key.size ? yaml_quote(n->key).text : "");
    return 0;
}

static int mapping_check(struct check *c, const struct option *o, const struct yaml_node *n) {
    for (const struct yaml_node *m = n->child; m; m = m->next) {
        int status = member_check(c, o, m);
        if (status)
            return status;
    }
    int status = needed_check(c, o, n);
    return status ? status : count_check(c, o, n);
}

static int list_check(struct check *c, const struct option *o, const struct yaml_node *n) {
    const struct option *entry = option_entry(o);
    for (const struct yaml_node *m = n->child; m; m = m->next) {
        int status = node_check(c, NULL, entry, m);
        if (status)
            return status;
    }
    return count_check(c, o, n);
}

static int node_check(struct check *c, const struct option *of, const struct option *o,
                      const struct yaml_node *n) {
    if (o->type == OPTION_ONE_OR_LIST && n->type == YAML_SCALAR)
        return scalar_check(c, option_entry(o), n->text, n->mark);
    bool list = o->type == OPTION_LIST || o->type == OPTION_ONE_OR_LIST;
    bool mapping = o->type == OPTION_MAPPING || o->type == OPTION_KINDS;
    enum yaml_type shape = mapping ? YAML_MAPPING : list ? YAML_SEQUENCE : YAML_SCALAR;
    if (n->type != shape)
        return refuse_shape(c, of, o, n);
    if (o->type == OPTION_KINDS)
        return 0;
    if (shape == YAML_SCALAR)
        return scalar_check(c, o, n->text, n->mark);
    return list ? list_check(c, o, n) : mapping_check(c, o, n);
}

int options_check(const char *file, const struct yaml_node *root, struct error *e) {
    return node_check(&(struct check){file, e}, NULL, options_table, root);
}
