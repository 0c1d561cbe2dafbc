/* questions.c: see questions.h. */
#include "questions.h"

#include <lua/constructor.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool refuse(struct question_fault *fault, const struct token *at, const char *what, const char *text) {
    fault->at = *at;
    (void)snprintf(fault->text, sizeof fault->text, "cell.%s: %s", what, text);
    return false;
}

/* A constant, whose text may lie in `room`; a number is read as C does, which is near enough for its bounds.
 */
static struct query_value value_of(const struct table_entry *e, char room[TOKEN_SAYS_MAX]) {
    char digits[64];
    struct query_value v = {.type = QUERY_OTHER, .called = "a constant"};
    const struct token *token = &e->constant;
    if (token->type == TOKEN_TEXT) {
        v.type = QUERY_TEXT;
        v.text = token_says(token, room);
    } else if (token->type == TOKEN_NUMBER) {
        (void)snprintf(digits, sizeof digits, "%.*s", (int)token->text.size, token->text.data);
        v.type = QUERY_NUMBER;
        v.number = strtod(digits, NULL) * (e->is_negative ? -1 : 1);
    } else {
        v.called = token_is(token, "true") ? "true" : "false";
    }
    return v;
}

/* Is there no second argument? `t` stands behind the first. */
static bool last_check(struct tokens t, const char *what, struct question_fault *fault) {
    struct token behind = token_next(&t);
    struct token second = token_next(&t);
    return !token_is(&behind, ",") ||
           refuse(fault, &second, what, "found a second argument, expected only one");
}

/* ---- cell.count ---- */

static bool entry_check(const struct policy *p, const struct table_entry *e, struct question_fault *fault) {
    char room[TOKEN_SAYS_MAX], key_room[TOKEN_SAYS_MAX];
    struct query_fault why;
    struct rule_query query = query_all(p);
    struct bytes key = token_says(&e->key, key_room);
    bool keyless = e->key.type == TOKEN_END || e->key.type == TOKEN_NUMBER;
    bool known = !keyless && words_listed(query_keys, key);
    struct tokens before = e->before;
    const struct token begins = token_next(&before);
    bool is_table = token_is(&begins, "{");
    bool open = !is_table && (e->constant.type == TOKEN_END || token_is(&e->constant, "nil"));
    if (e->is_computed || (open && (known || keyless)))
        return true;
    if (keyless)
        return refuse(fault, &e->first, "count",
                      "found an entry without a key, expected only keys with a name");
    const struct query_value value =
        is_table ? (struct query_value){.type = QUERY_OTHER, .called = "a table"} : value_of(e, room);
    return query_set(&query, p, key, &value, &why) ||
           refuse(fault, known ? &begins : &e->key, "count", why.text);
}

static bool count_check(const struct policy *p, struct token first, struct tokens behind,
                        struct question_fault *fault) {
    struct table_entry e;
    bool opened = token_is(&first, "(");
    if (opened)
        first = token_next(&behind);
    if (first.type == TOKEN_TEXT || first.type == TOKEN_NUMBER)
        return refuse(fault, &first, "count", "found no table, expected one in braces");
    if (!token_is(&first, "{"))
        return true;
    while (table_entry_next(&behind, &e))
        if (!entry_check(p, &e, fault))
            return false;
    return !opened || last_check(behind, "count", fault);
}

/* ---- cell.is_member ---- */

static bool member_check(const struct policy *p, struct token first, struct tokens behind,
                         struct question_fault *fault) {
    char room[TOKEN_SAYS_MAX];
    struct query_fault why;
    party_id party;
    struct table_entry e = {.constant = first};
    struct tokens argument = behind;
    bool opened = token_is(&first, "(");
    if (opened)
        table_value_read(&argument, &e);
    struct token next = opened ? token_next(&behind) : first;
    if (opened && token_is(&next, ")"))
        return refuse(fault, &next, "is_member", "found no code, expected that of a party");
    if (token_is(&next, "{"))
        return refuse(fault, &next, "is_member", "found a table, expected the code of one party");
    if (opened && !last_check(argument, "is_member", fault))
        return false;
    if (e.constant.type == TOKEN_END || token_is(&e.constant, "nil") || e.constant.type == TOKEN_SIGN)
        return true;
    if (e.constant.type == TOKEN_TEXT && !e.constant.text.size)
        return true; /* what `cell.supervisor` is where there is none */
    const struct query_value value = value_of(&e, room);
    return query_party(p, &value, &party, &why) || refuse(fault, &e.constant, "is_member", why.text);
}

/* ---- both ---- */

static const struct {
    const char *word;
    bool (*check)(const struct policy *, struct token, struct tokens, struct question_fault *);
} questions[] = {{"count", count_check}, {"is_member", member_check}};

bool question_check(const struct policy *p, const struct name_use *use, struct question_fault *fault) {
    char room[TOKEN_SAYS_MAX];
    if (use->step_count != 2 || use->steps[0].type != STEP_KEY || use->steps[1].type != STEP_CALL)
        return true;
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
        if (bytes_is(token_says(&use->steps[0].token, room), questions[i].word))
            return questions[i].check(p, use->steps[1].token, use->arguments, fault);
    return true;
}
