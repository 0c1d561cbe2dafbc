/* where_holds.c: the testing of conditions, without Lua. See where.h. */
#include "where.h"
#include <lua/environment.h>

#include <string.h>

const struct operator_row where_operators[] = {[WHERE_SET] = {"one of", 1},
#define X(word, code, count) [WHERE_##code] = {word, count},
                                               WHERE_OPERATORS(X)
#undef X
};

static int number_compare(const struct fact_value *v, const struct operand *o) {
    if (v->type == VALUE_INTEGER && o->type == VALUE_INTEGER)
        return (v->integer > o->integer) - (v->integer < o->integer);
    double x = v->type == VALUE_INTEGER ? (double)v->integer : v->number;
    return (x > o->number) - (x < o->number);
}

static bool is_number(const struct fact_value *v) {
    return v->type == VALUE_INTEGER || v->type == VALUE_NUMBER;
}

static bool scalar_equals(const struct fact_value *v, const struct operand *o) {
    switch (o->type) {
    case VALUE_TEXT:
        return v->type == VALUE_TEXT && bytes_equal(v->text, o->text);
    case VALUE_BOOLEAN:
        return v->type == VALUE_BOOLEAN && v->boolean == o->boolean;
    default:
        return is_number(v) && number_compare(v, o) == 0;
    }
}

bool where_text_fits(enum where_operator op, struct bytes text, const struct operand *o, bool entry) {
    switch (op) {
    case WHERE_CONTAINS: /* an entry of a list, or a part of a text */
        if (entry)
            return bytes_equal(text, o->text);
        return o->text.size == 0 || memmem(text.data, text.size, o->text.data, o->text.size) != NULL;
    case WHERE_PREFIX:
        return bytes_begins(text, o->text);
    case WHERE_GLOB:
        return glob_matches(text, o->text);
    default:
        return o->type == VALUE_TEXT && bytes_equal(text, o->text);
    }
}

static bool texts_hold(const struct condition *c, const struct fact_value *v) {
    for (size_t i = 0; i < v->count; i++)
        for (size_t k = 0; k < c->count; k++)
            if (where_text_fits(c->op, v->list[i], &c->operands[k], true))
                return true;
    return false;
}

static bool is_present(const struct fact_value *v) {
    return v->type != VALUE_ABSENT && (v->type != VALUE_TEXTS || v->count > 0);
}

static bool condition_holds(const struct condition *c, const struct fact_value *v) {
    switch (c->op) {
    case WHERE_PRESENT:
        return is_present(v);
    case WHERE_ABSENT:
        return !is_present(v);
    case WHERE_AT_LEAST:
        return is_number(v) && number_compare(v, &c->operands[0]) >= 0;
    case WHERE_AT_MOST:
        return is_number(v) && number_compare(v, &c->operands[0]) <= 0;
    case WHERE_BETWEEN:
        return is_number(v) && number_compare(v, &c->operands[0]) >= 0 &&
               number_compare(v, &c->operands[1]) <= 0;
    default:
        break;
    }
    if (v->type == VALUE_TEXTS)
        return texts_hold(c, v);
    if (c->op != WHERE_SET)
        return v->type == VALUE_TEXT && where_text_fits(c->op, v->text, &c->operands[0], false);
    for (size_t i = 0; i < c->count; i++)
        if (scalar_equals(v, &c->operands[i]))
            return true;
    return false;
}

bool where_holds(const struct condition *conditions, size_t count, const struct facts *f) {
    struct fact_value value;
    for (size_t i = 0; i < count; i++) {
        fact_get(f, conditions[i].fact, conditions[i].path, &value);
        if (!condition_holds(&conditions[i], &value))
            return false;
    }
    return true;
}
