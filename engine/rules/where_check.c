/* where_check.c: see where_check.h. */
#include "where_check.h"

static const char *operand_show(const struct operand *o) {
    return o->type == VALUE_TEXT ? "a text" : o->type == VALUE_BOOLEAN ? "true or false" : "a number";
}

/* What may be written of a fact that is a number, a text, or neither. */
static const char *operators_of(bool numeric, bool textual) {
    if (numeric)
        return "a value, a list of values, `at_least`, `at_most`, `between`";
    return textual ? "a value, a list of values, `contains`, `prefix`, `glob`" : "a value, a list of values";
}

void operand_check(const struct script *s, const char *key, enum where_operator op, enum fact_type fact,
                   const struct operand *o) {
    bool number = o->type == VALUE_INTEGER || o->type == VALUE_NUMBER;
    bool ordering = op == WHERE_AT_LEAST || op == WHERE_AT_MOST || op == WHERE_BETWEEN;
    bool numeric = fact == FACT_INTEGER || fact == FACT_NUMBER;
    bool textual = fact == FACT_TEXT || fact == FACT_TEXTS || fact == FACT_ACTORS;
    const char *wanted = NULL;
    if (ordering || numeric)
        wanted = number ? NULL : "a number";
    else if (op != WHERE_SET || textual)
        wanted = o->type == VALUE_TEXT ? NULL : "a text";
    else if (fact == FACT_BOOLEAN)
        wanted = o->type == VALUE_BOOLEAN ? NULL : "true or false";
    bool fits = fact == FACT_DATA || op == WHERE_SET || (ordering ? numeric : textual);
    if (!fits)
        script_refuse_key(
            s, key, "`where` of `%s` found %s, expected of a fact that is %s: %s, `present` or `absent`", key,
            where_operators[op].word, fact_type_name(fact), operators_of(numeric, textual));
    if (wanted)
        script_refuse_key(s, key, "`where` of `%s` found %s in %s, expected %s", key, operand_show(o),
                          where_operators[op].word, wanted);
}
