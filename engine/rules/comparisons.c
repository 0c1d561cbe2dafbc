/* comparisons.c: see comparisons.h. */
#include "comparisons.h"
#include "reads.h"
#include "where_check.h"

#include <base/utf8.h>

#include <stdio.h>
#include <stdlib.h>

#define SHOWN_BYTES 64u /* of a text in an error */

/* The constant; its text may lie in `room`. A number is read as C does. */
static struct operand operand_of(const struct name_comparison *c, char room[TOKEN_SAYS_MAX]) {
    char digits[64];
    struct operand o = {.type = VALUE_BOOLEAN};
    const struct token *token = &c->constant;
    if (token->type == TOKEN_TEXT) {
        o.type = VALUE_TEXT;
        o.text = token_says(token, room);
    } else if (token->type == TOKEN_NUMBER) {
        (void)snprintf(digits, sizeof digits, "%.*s", (int)token->text.size, token->text.data);
        o.type = VALUE_NUMBER;
        o.number = strtod(digits, NULL) * (c->is_negative ? -1 : 1);
    }
    return o;
}

/* What a fact is compared with, by its type: a sort of value, and what errors call it. */
static const struct {
    bool any;
    enum value_type type;
    const char *called;
} wanted[] = {
    [FACT_TEXT] = {false, VALUE_TEXT, "a text"},
    [FACT_INTEGER] = {false, VALUE_NUMBER, "a number"},
    [FACT_NUMBER] = {false, VALUE_NUMBER, "a number"},
    [FACT_BOOLEAN] = {false, VALUE_BOOLEAN, "true or false"},
    [FACT_TEXTS] = {false, VALUE_TEXTS, "one of its entries, since it is a list"},
    [FACT_ACTORS] = {false, VALUE_TEXTS, "one of its entries, since it is a list"},
    [FACT_DATA] = {true, VALUE_OTHER, ""},
};

static bool equals(const struct name_comparison *c) {
    return token_is(&c->sign, "==") || token_is(&c->sign, "~=");
}

/* A text that need not be there is often held against the empty one. */
static bool is_caution(const struct name_comparison *c, const struct operand *o) {
    return token_is(&c->sign, "~=") && o->type == VALUE_TEXT && !o->text.size;
}

/* In long brackets a line break may stand that is none of the text; of one with many escapes the end is cut.
 */
static bool is_known(const struct token *constant) {
    bool quoted = constant->end - constant->start == constant->text.size + 2;
    return constant->type != TOKEN_TEXT || (quoted && constant->text.size < TOKEN_SAYS_MAX);
}

/* `sort`: of the constant, where that is what is wrong. */
static bool refuse(const struct name_comparison *c, const struct fact *fact, const char *sort,
                   struct bytes found, const char *expected, struct comparison_fault *fault) {
    char shown[SHOWN_BYTES + 1];
    utf8_show(found, SHOWN_BYTES, shown);
    fault->at = c->constant;
    (void)snprintf(fault->text, sizeof fault->text,
                   "found a comparison of `%.*s.%s` with %s`%s%s`, expected %s", (int)c->use.name.text.size,
                   c->use.name.text.data, fact->name, sort, c->is_negative ? "-" : "", shown, expected);
    return false;
}

/* The domain, and the word of it that is near. */
static bool value_refuse(const struct policy *p, const struct name_comparison *c, const struct fact *fact,
                         const struct operand *o, struct comparison_fault *fault) {
    struct domain_text expected = domain_show(fact->domain);
    char nearest[KIND_BYTES_MAX + 1] = "", both[sizeof expected.text + sizeof nearest + 32];
    if (o->type == VALUE_TEXT && fact->domain->each)
        domain_nearest(fact->domain, p, o->text, false, nearest);
    (void)snprintf(both, sizeof both, "%s%s%s%s", expected.text, nearest[0] ? "; did you mean `" : "",
                   nearest, nearest[0] ? "`?" : "");
    return refuse(c, fact, "", o->type == VALUE_TEXT ? o->text : c->constant.text, both, fault);
}

bool comparison_check(const struct policy *p, const struct name_comparison *c,
                      struct comparison_fault *fault) {
    char room[TOKEN_SAYS_MAX];
    size_t at = read_fact(&c->use);
    if (at == fact_count || !is_known(&c->constant))
        return true;
    const struct fact *fact = &fact_table[at];
    const struct operand o = operand_of(c, room);
    if (wanted[fact->type].any)
        return true;
    if (wanted[fact->type].type != o.type)
        return refuse(c, fact, o.type == VALUE_TEXT ? "the text " : "", c->constant.text,
                      wanted[fact->type].called, fault);
    return o.type == VALUE_BOOLEAN || !equals(c) || is_caution(c, &o) || value_can_hold(p, fact, &o) ||
           value_refuse(p, c, fact, &o, fault);
}
