/*
 * doc_tables.h: the tables that stand in pages of docs, made of those of the engine: of options, for
 * docs/policy.md (entries of lists stand in their list's row), and of facts, for docs/rules.md. `make docs`
 * puts them there, and unit tests hold the pages to them.
 */
#ifndef TESTS_DOC_TABLES_H
#define TESTS_DOC_TABLES_H

#include <policy/options_table.h>
#include <rules/moments.h>

#include <fusion/policy.h>

#include <string.h>

static inline bool is_entry(const struct option *o) {
    size_t size = strlen(o->path);
    return size > 2 && strcmp(o->path + size - 2, "[]") == 0;
}

/* Are all keys of the mapping chosen by the policy? Only there is the number of entries worth printing. */
static inline bool is_chosen_mapping(const struct option *o) {
    const char *keys[OPTION_KEYS_MAX];
    option_keys(o, keys);
    return !keys[0];
}

static inline void choices_print(const struct option *o, struct buffer *out) {
    if (o->choices == option_sends) { /* long, and said elsewhere */
        buffer_append_text(out, "a message type");
        return;
    }
    for (size_t i = 0; o->choices[i]; i++)
        buffer_append_format(out, "%s`%s`", i ? ", " : "", o->choices[i]);
}

static inline void type_print(const struct option *o, struct buffer *out) {
    bool list = o->type == OPTION_LIST || o->type == OPTION_ONE_OR_LIST;
    buffer_append_text(out, option_type_name(o->type));
    if (list) {
        buffer_append_text(out, " of ");
        type_print(option_entry(o), out);
    }
}

static inline void range_print(const struct option *o, struct buffer *out) {
    bool list = o->type == OPTION_LIST || o->type == OPTION_ONE_OR_LIST;
    if (o->choices) {
        choices_print(o, out);
        return;
    }
    if (list && option_entry(o)->choices) {
        choices_print(option_entry(o), out);
        return;
    }
    if (!o->max || (o->type == OPTION_MAPPING && !is_chosen_mapping(o)))
        return;
    char least[32], most[32];
    const char *unit = o->type == OPTION_TEXT ? " bytes" : o->type < OPTION_TEXT ? " entries" : "";
    option_value_format(o, o->min, least);
    option_value_format(o, o->max, most);
    buffer_append_format(out, "%s to %s%s", least, most, unit);
}

static inline void default_print(const struct option *o, struct buffer *out) {
    if (o->fallback && *o->fallback)
        buffer_append_format(out, "`%s`", o->fallback);
    else if (o->needed && !option_is_chosen(o))
        buffer_append_text(out, "needed");
}

static inline void doc_options_print(struct buffer *out) {
    buffer_append_text(out, "| option | is | default | range | meaning |\n|---|---|---|---|---|\n");
    for (const struct option *o = options_table + 1; o->path; o++) {
        if (is_entry(o))
            continue;
        buffer_append_format(out, "| `%s` | ", o->path);
        type_print(o, out);
        buffer_append_text(out, " | ");
        default_print(o, out);
        buffer_append_text(out, " | ");
        range_print(o, out);
        buffer_append_format(out, " | %s |\n", o->help);
    }
}

/* These events of those, in as few words as may be. */
static inline void events_print(uint32_t these, uint32_t those, const char *on, const char *but,
                                struct buffer *out) {
    uint32_t others = those & ~these;
    bool few = __builtin_popcount(others) < __builtin_popcount(these);
    buffer_append_format(out, "%s%s", few ? but : on, fact_events_show(few ? others : these).text);
}

/* On which events there is such a fact, and on which always. */
static inline void presence_print(const struct fact *fact, struct buffer *out) {
    uint32_t some = fact->on.some, always = fact_always(fact);
    if (some != RULE_EVENTS_ALL)
        events_print(some, RULE_EVENTS_ALL, "on ", "not on ", out);
    if (some != RULE_EVENTS_ALL && always)
        buffer_append_text(out, "; ");
    if (always == some)
        buffer_append_text(out, "always");
    else if (always)
        events_print(always, some, "always on ", "always but on ", out);
}

static inline void doc_facts_print(struct buffer *out) {
    buffer_append_text(out, "| fact | type | can be | there | meaning |\n|---|---|---|---|---|\n");
    for (size_t i = 0; i < fact_count; i++) {
        buffer_append_format(out, "| `%s` | %s | %s | ", fact_table[i].name,
                             fact_type_name(fact_table[i].type), domain_show(fact_table[i].domain).text);
        presence_print(&fact_table[i], out);
        buffer_append_format(out, " | %s |\n", fact_table[i].meaning);
    }
}

#endif
