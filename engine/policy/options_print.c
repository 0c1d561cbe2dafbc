/* options_print.c: the option table as Markdown, for docs/policy.md. Entries of lists stand in their list's
 * row. */
#include "options_table.h"

#include <fusion/policy.h>

#include <string.h>

static bool is_entry(const struct option *o) {
    size_t size = strlen(o->path);
    return size > 2 && strcmp(o->path + size - 2, "[]") == 0;
}

/* Are all keys of the mapping chosen by the policy? Only there is the number of entries worth printing. */
static bool is_chosen_mapping(const struct option *o) {
    const char *keys[OPTION_KEYS_MAX];
    option_keys(o, keys);
    return !keys[0];
}

static void choices_print(const struct option *o, struct buffer *out) {
    if (o->choices == option_sends) { /* long, and said elsewhere */
        buffer_append_text(out, "a message type");
        return;
    }
    for (size_t i = 0; o->choices[i]; i++)
        buffer_append_format(out, "%s`%s`", i ? ", " : "", o->choices[i]);
}

static void type_print(const struct option *o, struct buffer *out) {
    bool list = o->type == OPTION_LIST || o->type == OPTION_ONE_OR_LIST;
    buffer_append_text(out, option_type_name(o->type));
    if (list) {
        buffer_append_text(out, " of ");
        type_print(option_entry(o), out);
    }
}

static void range_print(const struct option *o, struct buffer *out) {
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

static void default_print(const struct option *o, struct buffer *out) {
    if (o->fallback && *o->fallback)
        buffer_append_format(out, "`%s`", o->fallback);
    else if (o->needed && !option_is_chosen(o))
        buffer_append_text(out, "needed");
}

void policy_options_print(struct buffer *out) {
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
