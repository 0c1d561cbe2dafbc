/* where_check.c: conditions one by one: does the operator fit the type of the fact, and is there any value of
 * its domain for which the condition holds? See where_check.h. */
#include "where_check.h"

#include <math.h>
#include <string.h>

#define SHOWN_BYTES 64u /* of a text in an error */

/* ---- showing what was found ---- */

static const char *number_push(const struct script *s, const struct operand *o) {
    return o->type == VALUE_INTEGER ? lua_pushfstring(s->lua, "%I", (LUAI_UACINT)o->integer)
                                    : lua_pushfstring(s->lua, "%f", o->number);
}

static const char *operand_push(const struct script *s, const struct operand *o, const char *quote) {
    if (o->type == VALUE_BOOLEAN)
        return lua_pushstring(s->lua, o->boolean ? "true" : "false");
    if (o->type != VALUE_TEXT)
        return number_push(s, o);
    lua_pushlstring(s->lua, o->text.data, o->text.size < SHOWN_BYTES ? o->text.size : SHOWN_BYTES);
    return lua_pushfstring(s->lua, "%s%s%s", quote, lua_tostring(s->lua, -1), quote);
}

/* at_most(-1), between(10, 1); without an operator `IRS`, 7. `second` may be NULL. */
static const char *operator_push(const struct script *s, enum where_operator op, const struct operand *first,
                                 const struct operand *second) {
    const char *word = where_operators[op].word,
               *value = operand_push(s, first, op == WHERE_SET ? "`" : "\"");
    if (op == WHERE_SET)
        return value;
    if (!second)
        return lua_pushfstring(s->lua, "%s(%s)", word, value);
    return lua_pushfstring(s->lua, "%s(%s, %s)", word, value, operand_push(s, second, "\""));
}

const char *condition_push(const struct script *s, const struct condition *c) {
    if (!c->count)
        return lua_pushstring(s->lua, where_operators[c->op].word);
    if (c->op == WHERE_SET && c->count > 1)
        return lua_pushfstring(s->lua, "%s and %d more", operand_push(s, c->operands, "`"),
                               (int)c->count - 1);
    return operator_push(s, c->op, c->operands, c->op == WHERE_BETWEEN ? c->operands + 1 : NULL);
}

struct bytes condition_word(const struct script *s, const struct condition *c) {
    if (c->op != WHERE_SET)
        return bytes_of(where_operators[c->op].word);
    return c->operands[0].type == VALUE_TEXT ? c->operands[0].text
                                             : bytes_of(operand_push(s, c->operands, ""));
}

/* ---- types ---- */

/* What may be written of a fact that is a number, a text, or neither. */
static const char *operators_of(bool numeric, bool textual) {
    if (numeric)
        return "a value, a list of values, `at_least`, `at_most`, `between`";
    return textual ? "a value, a list of values, `contains`, `prefix`, `glob`" : "a value, a list of values";
}

static void type_check(const struct script *s, const char *key, const struct condition *c,
                       enum fact_type fact, const struct operand *o) {
    enum where_operator op = c->op;
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
        script_refuse_found(
            s, key, condition_word(s, c),
            "`where` of `%s` found %s, expected of a fact that is %s: %s, `present` or `absent`", key,
            where_operators[op].word, fact_type_name(fact), operators_of(numeric, textual));
    if (!wanted)
        return;
    struct bytes word = o->type == VALUE_TEXT ? o->text : bytes_of(operand_push(s, o, ""));
    const char *found = op == WHERE_SET ? operand_push(s, o, "`") : condition_push(s, c);
    script_refuse_found(s, key, word, "`where` of `%s` found %s, expected %s%s", key, found, wanted,
                        op == WHERE_SET ? "" : " in it");
}

/* ---- texts ---- */

/* A search for a word that an operand fits. */
struct fit_walk {
    struct word_walk walk;
    const struct operand *operand;
    enum where_operator op;
    bool entry;
};

static void fit_take(struct word_walk *w, struct bytes word) {
    struct fit_walk *fit = (struct fit_walk *)w;
    w->is_over = where_text_fits(fit->op, word, fit->operand, fit->entry);
}

/* Of a list, `contains` is of an entry as a whole. */
static enum where_operator operator_meant(const struct fact *fact, enum where_operator op) {
    return op == WHERE_CONTAINS && fact->type != FACT_TEXT ? WHERE_SET : op;
}

static bool text_can_hold(const struct policy *p, const struct fact *fact, enum where_operator op,
                          const struct operand *o) {
    const struct domain *d = fact->domain;
    struct fit_walk fit = {{.policy = p, .take = fit_take}, o, op, fact->type != FACT_TEXT};
    enum where_operator meant = operator_meant(fact, op);
    if (d->form)
        return form_fits(d->form, o->text, meant == WHERE_CONTAINS,
                         meant == WHERE_CONTAINS || meant == WHERE_PREFIX, meant == WHERE_GLOB);
    if (domain_is_open(d, p))
        return true;
    d->each(d, &fit.walk);
    return fit.walk.is_over;
}

/* What was expected of a text: the domain itself, or something of it. */
static const char *const expected_of[] = {[WHERE_SET] = "%s",
                                          [WHERE_CONTAINS] = "a part of %s",
                                          [WHERE_PREFIX] = "the beginning of %s",
                                          [WHERE_GLOB] = "what fits %s"};

_Noreturn static void text_refuse(const struct script *s, const char *key, const struct fact *fact,
                                  enum where_operator op, const struct operand *o) {
    char nearest[KIND_BYTES_MAX + 1] = "";
    enum where_operator meant = operator_meant(fact, op);
    lua_pushlstring(s->lua, o->text.data, o->text.size < SHOWN_BYTES ? o->text.size : SHOWN_BYTES);
    const char *found = lua_tostring(s->lua, -1);
    const char *expected = lua_pushfstring(s->lua, expected_of[meant], domain_show(fact->domain).text);
    if (fact->domain->each)
        domain_nearest(fact->domain, s->policy, o->text, meant == WHERE_PREFIX, nearest);
    script_refuse_found(s, key, o->text, "`%s` found `%s`%s%s, expected %s%s%s%s", key, found,
                        op == WHERE_SET ? "" : " in ", op == WHERE_SET ? "" : where_operators[op].word,
                        expected, nearest[0] ? "; did you mean `" : "", nearest, nearest[0] ? "`?" : "");
}

/* ---- numbers ---- */

/* From `least` to `most`, both included. */
struct range {
    double least, most;
};

/* An integer beyond 2^53 may be none that a float is; then the next float lies as far out. */
static double number_of(const struct operand *o) {
    bool beyond = o->type == VALUE_INTEGER && o->integer > JSON_INTEGER_MAX;
    return beyond ? nextafter(o->number, HUGE_VAL) : o->number;
}

static struct range range_asked(enum where_operator op, const struct operand *operands) {
    double first = number_of(&operands[0]);
    switch (op) {
    case WHERE_AT_LEAST:
        return (struct range){first, HUGE_VAL};
    case WHERE_AT_MOST:
        return (struct range){-HUGE_VAL, first};
    case WHERE_BETWEEN:
        return (struct range){first, number_of(&operands[1])};
    default:
        return (struct range){first, first};
    }
}

/* Is any number of the fact's domain in this range? */
static bool range_can_hold(const struct policy *p, const struct fact *fact, struct range asked) {
    double least = fmax(asked.least, fact->domain->least);
    double most = fmin(asked.most, domain_most(fact->domain, p));
    bool whole = fact->type == FACT_INTEGER;
    return whole ? ceil(least) <= floor(most) : least <= most;
}

_Noreturn static void range_refuse(const struct script *s, const char *key, const struct fact *fact,
                                   enum where_operator op, const struct operand *o) {
    const struct operand *second = op == WHERE_BETWEEN ? o + 1 : NULL;
    const char *found = operator_push(s, op, o, second);
    struct bytes place = bytes_of(op == WHERE_SET ? found : where_operators[op].word);
    struct domain_text range = domain_show(fact->domain);
    if (second && o->number > second->number)
        script_refuse_found(s, key, place,
                            "`%s` found %s, expected the lesser bound first; did you mean `%s`?", key, found,
                            operator_push(s, op, second, o));
    script_refuse_found(s, key, place, "`%s` found %s, expected %s%s%s", key, found,
                        fact->type == FACT_INTEGER ? "an integer" : "a number", range.text[0] ? ": " : "",
                        range.text);
}

bool value_can_hold(const struct policy *p, const struct fact *fact, const struct operand *o) {
    return o->type == VALUE_TEXT ? text_can_hold(p, fact, WHERE_SET, o)
                                 : range_can_hold(p, fact, range_asked(WHERE_SET, o));
}

/* ---- one condition ---- */

/* An operator of numbers takes its operands together; of any other, each has to be one that can hold. */
static void operand_check(const struct script *s, const char *key, const struct condition *c,
                          const struct operand *o) {
    const struct fact *fact = &fact_table[c->fact];
    bool number = o->type == VALUE_INTEGER || o->type == VALUE_NUMBER;
    if (number && !range_can_hold(s->policy, fact, range_asked(c->op, o)))
        range_refuse(s, key, fact, c->op, o);
    if (o->type == VALUE_TEXT && !text_can_hold(s->policy, fact, c->op, o))
        text_refuse(s, key, fact, c->op, o);
}

void condition_check(const struct script *s, const char *key, const struct condition *c) {
    const struct fact *fact = &fact_table[c->fact];
    for (size_t i = 0; i < c->count; i++)
        type_check(s, key, c, fact->type, &c->operands[i]);
    if (fact->type == FACT_DATA && !c->path.size && c->count)
        script_refuse_key(s, key,
                          "`%s` found a condition on all of it, expected one on a member: `data.NAME`", key);
    for (size_t i = 0; i < c->count; i += c->op == WHERE_BETWEEN ? 2 : 1)
        operand_check(s, key, c, &c->operands[i]);
}
