/* expressions.c: expressions of a walk through names, and the steps behind each name. See walk.h. */
#include "walk.h"

/* ---- tables and functions ---- */

void expressions(struct walk *w) {
    do
        (void)expression(w);
    while (accept(w, ","));
}

/* Of what stands behind a call of a global: the key whose value the table is, and the global. */
struct enclosing {
    struct bytes key, global;
    int line;
};

/* `key =`, and of `["key"] =` the key, where that is all; else no token. */
static struct token entry_key(struct walk *w) {
    struct tokens ahead = w->tokens;
    struct token key = token_next(&ahead), behind = token_next(&ahead);
    if (w->token.type == TOKEN_NAME && token_is(&key, "=")) {
        key = take(w);
        take(w);
        return key;
    }
    bool is_text = is(w, "[") && key.type == TOKEN_TEXT && token_is(&behind, "]");
    if (accept(w, "[")) {
        (void)expression(w);
        take(w); /* ] */
        take(w); /* = */
    }
    return is_text ? key : (struct token){.type = TOKEN_END};
}

static void entry(struct walk *w, const struct enclosing *around) {
    struct token key = entry_key(w);
    bool is_nil = is(w, "nil");
    if (around->global.size && !around->key.size && (is(w, "function") || is(w, "{"))) {
        w->key = key.text;
        w->global = around->global;
        w->global_line = around->line;
    }
    struct value v = expression(w);
    struct name_entry told = {.global = around->global,
                              .within = around->key,
                              .line = around->line,
                              .key = key,
                              .is_nil = is_nil && (is(w, ",") || is(w, ";") || is(w, "}"))};
    if (v.is_plain)
        told.use = v.use;
    if (around->key.size && key.type != TOKEN_END && w->reader->entry)
        w->reader->entry(w->reader, &told);
}

/* A table behind a call of w->global, or w->key in such a one; both are empty where it is neither. */
static void table(struct walk *w) {
    const struct enclosing around = {w->key, w->global, w->global_line};
    w->key = w->global = (struct bytes){NULL, 0};
    if (w->reader->table)
        w->reader->table(w->reader, w->tokens);
    take(w);
    while (!ended(w) && !accept(w, "}")) {
        entry(w, &around);
        if (!accept(w, ","))
            accept(w, ";");
    }
}

static void function_tell(struct walk *w, int line, uint32_t first) {
    struct name_function f = {.line = line, .key = w->key, .global = w->global};
    int marks[2] = {0, 0};
    size_t count = w->count - first < 2 ? w->count - first : 2;
    w->key = w->global = (struct bytes){NULL, 0};
    for (size_t i = 0; i < count; i++)
        f.parameters[i] = w->list[first + i].name;
    if (!w->is_marked && w->reader->function)
        w->reader->function(w->reader, &f, marks);
    for (size_t i = 0; i < count; i++)
        w->list[first + i].mark = marks[i];
    w->is_marked |= marks[0] || marks[1];
}

void function(struct walk *w, int line, bool method) {
    uint32_t first = w->count;
    bool was_marked = w->is_marked;
    if (method)
        declare(w, BYTES("self"));
    take(w);
    while (!ended(w) && !accept(w, ")")) {
        struct token parameter = take(w);
        if (parameter.type == TOKEN_NAME) /* no comma, no `...` */
            declare(w, parameter.text);
    }
    function_tell(w, line, first);
    w->block(w);
    take(w);
    undeclare(w, first);
    w->is_marked = was_marked;
}

/* ---- what stands behind a value ---- */

void step_add(struct name_use *use, struct name_step step) {
    if (use->step_count < NAME_STEPS_MAX)
        use->steps[use->step_count++] = step;
}

/* `["key"]`, `[("key")]`, `[1]`: a key that is one token. */
static bool constant_accept(struct walk *w, struct name_step *step) {
    struct tokens ahead = w->tokens;
    struct token key = token_next(&ahead), behind = token_next(&ahead);
    size_t opened = 0;
    for (; token_is(&key, "("); opened++) {
        key = behind;
        behind = token_next(&ahead);
    }
    for (; opened && token_is(&behind, ")"); opened--)
        behind = token_next(&ahead);
    if ((key.type != TOKEN_TEXT && key.type != TOKEN_NUMBER) || opened || !token_is(&behind, "]"))
        return false;
    *step = (struct name_step){key.type == TOKEN_TEXT ? STEP_KEY : STEP_INDEX, key};
    w->tokens = ahead;
    take(w);
    return true;
}

bool key_accept(struct walk *w, struct name_step *step) {
    bool method = is(w, ":");
    if (is(w, "["))
        return constant_accept(w, step);
    if (!method && !is(w, "."))
        return false;
    take(w);
    *step = (struct name_step){method ? STEP_METHOD : STEP_KEY, take(w)};
    return true;
}

static bool opens_call(const struct walk *w) {
    return w->token.type == TOKEN_TEXT || is(w, "(") || is(w, "{");
}

/* A call or a key behind a value; `callee` is the global that was called before, or NULL. False: neither is
 * there. */
static bool step_accept(struct walk *w, struct name_step *step, const struct token *callee) {
    *step = (struct name_step){STEP_CALL, w->token};
    if (w->token.type == TOKEN_TEXT) {
        take(w);
    } else if (is(w, "{")) {
        w->global = callee ? callee->text : (struct bytes){NULL, 0};
        w->global_line = callee ? callee->line : 0;
        table(w);
    } else if (accept(w, "(")) {
        if (!is(w, ")"))
            expressions(w);
        take(w);
    } else if (!key_accept(w, step)) {
        if (!accept(w, "["))
            return false;
        *step = (struct name_step){STEP_INDEX, w->token};
        step->token.type = TOKEN_NAME; /* no number, whatever it begins with */
        (void)expression(w);
        take(w);
    }
    return true;
}

static void steps(struct walk *w, struct name_use *use) {
    struct name_step step;
    while (!opens_call(w) && step_accept(w, &step, NULL))
        step_add(use, step);
    if (!opens_call(w))
        return;
    use->arguments = w->tokens;
    step_add(use, (struct name_step){STEP_CALL, w->token});
}

/* ---- expressions ---- */

struct value value(struct walk *w, bool begins) {
    struct value v = {.is_table = false};
    struct name_step step;
    if (accept(w, "(")) {
        v = expression(w);
        v.is_table = v.is_plain = false;
        v.constant.type = TOKEN_END;
        take(w);
    } else {
        v.use.name = take(w);
        v.is_plain = true;
    }
    size_t before = v.use.step_count;
    bool called = before && v.use.steps[before - 1].type == STEP_CALL;
    if (v.use.name.text.size && !called) {
        steps(w, &v.use);
        v.use.is_written = begins && (is(w, "=") || is(w, ","));
        if (!before || v.use.step_count > before)
            name_used(w, &v.use);
    }
    bool of_global = v.use.is_global && v.use.step_count == 1 && v.use.steps[0].type == STEP_CALL;
    while (step_accept(w, &step, of_global ? &v.use.name : NULL))
        v.is_table = v.is_plain = false;
    return v;
}

/* A token that stands for itself. */
static struct value token_value(struct walk *w) {
    struct token token = take(w);
    bool constant = token.type == TOKEN_TEXT || token.type == TOKEN_NUMBER || token_is(&token, "true") ||
                    token_is(&token, "false");
    struct value v = {.is_table = false};
    if (constant)
        v.constant = token;
    return v;
}

static struct value operand(struct walk *w) {
    static const char *const signs[] = {"not", "-", "#", NULL}, *const words[] = {"nil", "true", "false",
                                                                                  NULL};
    struct value v = {.is_table = is(w, "{")};
    size_t signed_by = 0;
    struct token sign = w->token;
    for (; is_any(w, signs); signed_by++)
        take(w);
    if (accept(w, "function"))
        function(w, w->token.line, false);
    else if (is(w, "{"))
        table(w);
    else if (is(w, "(") || (w->token.type == TOKEN_NAME && !is_any(w, words)))
        v = value(w, false);
    else
        v = token_value(w);
    bool is_negative = signed_by == 1 && token_is(&sign, "-") && v.constant.type == TOKEN_NUMBER;
    if (is_negative)
        v.is_negative = true;
    else if (signed_by)
        v = (struct value){.is_table = false};
    return v;
}

/* ---- comparisons ---- */

static const char *const comparing[] = {"==", "~=", "<", "<=", ">", ">=", NULL};

/* Two operands with a sign between them; what stands before and behind them binds no closer. */
static void compared(struct walk *w, const struct value *a, struct token sign, const struct value *b) {
    const struct value *variable = a->is_plain ? a : b, *constant = a->is_plain ? b : a;
    if (!variable->is_plain || constant->constant.type == TOKEN_END || !w->reader->comparison)
        return;
    w->reader->comparison(w->reader, &(struct name_comparison){.use = variable->use,
                                                               .sign = sign,
                                                               .constant = constant->constant,
                                                               .is_negative = constant->is_negative});
}

/* Does the operator bind less than a comparison does? */
static bool binds_less(const struct token *sign) {
    return token_is(sign, "and") || token_is(sign, "or");
}

/* Operators: those that source_check lets pass. */
struct value expression(struct walk *w) {
    static const char *const closer[] = {"+", "-", "*", "/", "//", "%", "..", NULL}, *const others[] = {
                                                                                         "and", "or", NULL};
    struct value first = operand(w), left = first;
    for (bool begins = true; is_any(w, closer) || is_any(w, comparing) || is_any(w, others);) {
        bool compares = begins && is_any(w, comparing);
        first.is_table = first.is_plain = false;
        first.constant.type = TOKEN_END;
        if (!is(w, "or"))
            first = (struct value){.is_table = false};
        struct token sign = take(w);
        struct value right = operand(w);
        if (compares && !is_any(w, closer))
            compared(w, &left, sign, &right);
        begins = binds_less(&sign);
        left = right;
    }
    return first;
}
