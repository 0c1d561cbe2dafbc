/*
 * date.c: `date` and `days` of adapters: dates in the forms of archives into those of messages.
 *
 * A form such as "DD.MM.YYYY" is read from left to right, token by token, without going back. No time zone is
 * known here, only offsets: the rules of zones change by law, and the same rows must give the same messages
 * for ever.
 */
#include "library.h"
#include <lua/freeze.h>

#include <fusion/instant.h>

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define DATE_BYTES_MAX  128u
#define MONTH_NAMES_MAX 256u /* spellings of months that an adapter may give */

enum part { YEAR, MONTH, DAY, HOUR, MINUTE, SECOND, PARTS };

struct month_name {
    struct bytes name;
    int month;
};

/* One call of `date`. */
struct reading {
    lua_State *lua;
    struct bytes text;                         /* what is still to be read */
    struct month_name months[MONTH_NAMES_MAX]; /* in the order of month_compare; none given: English */
    size_t month_count;
    const char *am, *pm; /* words beside `am` and `pm`; NULL: none */
    int part[PARTS];
    char fraction[10];
    char offset[12];   /* `Z`, `+03:00`; empty: none known */
    bool timed, zoned; /* the form has an hour or less; it has an offset */
    enum { NO_HALF, MORNING, AFTERNOON } half;
};

/* ---- what may stand in a text ---- */

/* Skip marks of the direction of writing and byte order marks, which spreadsheets leave in texts. */
static void marks_skip(struct reading *r) {
    static const char *const marks[] = {"\xe2\x80\x8e", "\xe2\x80\x8f", "\xd8\x9c", "\xef\xbb\xbf"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (bytes_begins(r->text, bytes_of(marks[i]))) {
            r->text = bytes_slice(r->text, strlen(marks[i]), r->text.size);
            i = (size_t)-1;
        }
}

static bool blanks_skip(struct reading *r) {
    static const char *const blanks[] = {" ", "\t", "\xc2\xa0", "\xe2\x80\xaf"};
    size_t before = r->text.size;
    for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++)
        if (bytes_begins(r->text, bytes_of(blanks[i]))) {
            r->text = bytes_slice(r->text, strlen(blanks[i]), r->text.size);
            marks_skip(r);
            i = (size_t)-1;
        }
    return r->text.size < before;
}

/* A number of `least` to `most` digits. */
static bool number_take(struct reading *r, size_t least, size_t most, int *out) {
    size_t count = 0;
    *out = 0;
    for (int digit; count < most && (digit = digit_take(&r->text)) >= 0; count++)
        *out = *out * 10 + digit;
    return count >= least;
}

/* A word, without regard to case. */
static bool word_take(struct reading *r, const char *word) {
    size_t size = strlen(word);
    if (r->text.size < size || strncasecmp(r->text.data, word, size) != 0)
        return false;
    r->text = bytes_slice(r->text, size, r->text.size);
    return true;
}

/* ---- readers of the tokens: false where the text has not what the token asks for ---- */

static bool read_number(struct reading *r, enum part part, size_t size) {
    return number_take(r, size, size == 1 ? 2 : size, &r->part[part]);
}

/* As %y of POSIX strptime: 69 to 99 are 1969 to 1999, 00 to 68 are 2000 to 2068. */
static bool read_short_year(struct reading *r, enum part part, size_t size) {
    if (!number_take(r, size, size, &r->part[part]))
        return false;
    r->part[part] += r->part[part] < 69 ? 2000 : 1900;
    return true;
}

static const struct month_name english[] = {
    {{"January", 7}, 1},   {{"Jan", 3}, 1},   {{"February", 8}, 2},  {{"Feb", 3}, 2},      {{"March", 5}, 3},
    {{"Mar", 3}, 3},       {{"April", 5}, 4}, {{"Apr", 3}, 4},       {{"May", 3}, 5},      {{"June", 4}, 6},
    {{"Jun", 3}, 6},       {{"July", 4}, 7},  {{"Jul", 3}, 7},       {{"August", 6}, 8},   {{"Aug", 3}, 8},
    {{"September", 9}, 9}, {{"Sept", 4}, 9},  {{"Sep", 3}, 9},       {{"October", 7}, 10}, {{"Oct", 3}, 10},
    {{"November", 8}, 11}, {{"Nov", 3}, 11},  {{"December", 8}, 12}, {{"Dec", 3}, 12},
};

/* The longest of the names that the text begins with. */
static bool read_month_name(struct reading *r, enum part part, size_t size) {
    const struct month_name *names = r->month_count ? r->months : english;
    size_t count = r->month_count ? r->month_count : sizeof english / sizeof *english, longest = 0;
    (void)size;
    for (size_t i = 0; i < count; i++) {
        struct bytes name = names[i].name;
        if (name.size <= longest || r->text.size < name.size ||
            strncasecmp(r->text.data, name.data, name.size) != 0)
            continue;
        longest = name.size;
        r->part[part] = names[i].month;
    }
    r->text = bytes_slice(r->text, longest, r->text.size);
    return longest > 0;
}

static bool read_fraction(struct reading *r, enum part part, size_t size) {
    size_t count = 0;
    (void)part, (void)size;
    for (int digit; (digit = digit_take(&r->text)) >= 0; count++)
        if (count < sizeof r->fraction - 1)
            r->fraction[count] = (char)('0' + digit);
    return count > 0;
}

static bool read_half(struct reading *r, enum part part, size_t size) {
    (void)part, (void)size;
    if ((r->am && word_take(r, r->am)) || word_take(r, "am") || word_take(r, "a.m."))
        r->half = MORNING;
    else if ((r->pm && word_take(r, r->pm)) || word_take(r, "pm") || word_take(r, "p.m."))
        r->half = AFTERNOON;
    return r->half != NO_HALF;
}

static bool read_offset(struct reading *r, enum part part, size_t size) {
    int hours, minutes = 0;
    (void)part, (void)size;
    bool utc = word_take(r, "Z") || word_take(r, "UTC") || word_take(r, "GMT");
    char sign = r->text.size ? r->text.data[0] : '\0';
    if (utc) {
        (void)snprintf(r->offset, sizeof r->offset, "Z");
        return true;
    }
    if (!(word_take(r, "+") || word_take(r, "-")) || !number_take(r, 2, 2, &hours))
        return false;
    (void)word_take(r, ":");
    (void)number_take(r, 0, 2, &minutes);
    (void)snprintf(r->offset, sizeof r->offset, "%c%02d:%02d", sign, hours % 100, minutes % 100);
    return true;
}

static bool read_any_word(struct reading *r, enum part part, size_t size) {
    size_t count = 0;
    (void)part, (void)size;
    while (count < r->text.size && r->text.data[count] != ' ')
        count++;
    r->text = bytes_slice(r->text, count, r->text.size);
    return count > 0;
}

/* The tokens; the first that a form goes on with is taken, so the longer stand before the shorter. */
static const struct {
    const char *token;
    enum part part;
    bool (*read)(struct reading *, enum part, size_t size);
} tokens[] = {
    {"YYYY", YEAR, read_number},     {"YY", YEAR, read_short_year}, {"MMMM", MONTH, read_month_name},
    {"MMM", MONTH, read_month_name}, {"MM", MONTH, read_number},    {"M", MONTH, read_number},
    {"DD", DAY, read_number},        {"D", DAY, read_number},       {"hh", HOUR, read_number},
    {"h", HOUR, read_number},        {"mm", MINUTE, read_number},   {"ss", SECOND, read_number},
    {"f", SECOND, read_fraction},    {"AM", HOUR, read_half},       {"Z", HOUR, read_offset},
    {"*", DAY, read_any_word},
};
#define TOKEN_COUNT (sizeof tokens / sizeof *tokens)

/* ---- forms ---- */

static bool literal_take(struct reading *r, struct bytes literal) {
    if (!bytes_begins(r->text, literal))
        return false;
    r->text = bytes_slice(r->text, literal.size, r->text.size);
    return true;
}

/* A piece of a form: a token, else a literal that the text must have (where it is a blank, one blank or
 * more). */
struct piece {
    size_t token; /* place in `tokens`; TOKEN_COUNT: a literal */
    size_t size;  /* of the token */
    struct bytes literal;
};

static struct piece piece_next(struct reading *r, struct bytes *form) {
    struct piece p = {.literal = bytes_slice(*form, 0, 1)};
    char c = form->data[0];
    for (; p.token < TOKEN_COUNT; p.token++) {
        p.size = strlen(tokens[p.token].token);
        if (!bytes_begins(*form, bytes_of(tokens[p.token].token)))
            continue;
        *form = bytes_slice(*form, p.size, form->size);
        r->timed |= tokens[p.token].part >= HOUR;
        r->zoned |= tokens[p.token].read == read_offset;
        return p;
    }
    *form = bytes_slice(*form, 1, form->size);
    if (c == '\'') {
        struct bytes before = *form;
        p.literal = bytes_split(form, '\'');
        if (p.literal.size == before.size)
            luaL_error(r->lua, "date: found a quote in the form that is never closed");
    } else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
        luaL_error(
            r->lua,
            "date: found `%c` in the form, expected its tokens (docs/rules.md); words of the text stand "
            "in single quotes: 'de'",
            c);
    }
    return p;
}

static bool piece_read(struct reading *r, const struct piece *p) {
    marks_skip(r);
    if (p->token < TOKEN_COUNT)
        return tokens[p->token].read(r, tokens[p->token].part, p->size);
    return bytes_is(p->literal, " ") ? blanks_skip(r) : literal_take(r, p->literal);
}

/* Does the whole text have this form? The form is read to its end even where the text does not fit, so that
 * its own faults are always told. */
static bool form_read(struct reading *r, struct bytes form) {
    bool fits = r->text.size > 0 && r->text.size <= DATE_BYTES_MAX;
    marks_skip(r);
    (void)blanks_skip(r);
    while (form.size) {
        struct piece p = piece_next(r, &form);
        fits = fits && piece_read(r, &p);
    }
    if (r->timed && !r->zoned && !r->offset[0])
        luaL_error(r->lua, "date: the form has an hour, and no offset is known; expected Z in the form, or "
                           "{ offset = \"+03:00\" }");
    marks_skip(r);
    (void)blanks_skip(r);
    return fits && r->text.size == 0;
}

/* An hour of `am` or `pm` as one of 0 to 23; false: it is none of 1 to 12. */
static bool hour_fold(struct reading *r) {
    int *hour = &r->part[HOUR];
    if (r->half == NO_HALF)
        return true;
    if (*hour < 1 || *hour > 12)
        return false;
    *hour = *hour % 12 + (r->half == AFTERNOON ? 12 : 0);
    return true;
}

/* Push the date or instant as messages have it; nil where there is no such day or time. */
static int result_push(struct reading *r) {
    char text[80];
    int64_t ms;
    int used = snprintf(text, sizeof text, "%04d-%02d-%02d", r->part[YEAR], r->part[MONTH], r->part[DAY]);
    if (!instant_parse_date((struct bytes){text, (size_t)used}, &ms) || !hour_fold(r)) {
        lua_pushnil(r->lua);
        return 1;
    }
    if (r->timed) {
        used += snprintf(text + used, sizeof text - (size_t)used, "T%02d:%02d:%02d%s%s%s", r->part[HOUR],
                         r->part[MINUTE], r->part[SECOND], r->fraction[0] ? "." : "", r->fraction, r->offset);
        if (!instant_parse((struct bytes){text, (size_t)used}, &ms)) {
            lua_pushnil(r->lua);
            return 1;
        }
    }
    lua_pushlstring(r->lua, text, (size_t)used);
    return 1;
}

/* ---- options: [value] -> [value]; texts in it are used while it is on the stack ---- */

/* Order without regard to case; of names that are the same so, by their bytes. */
static int month_compare(const struct month_name *a, const struct month_name *b, bool *same) {
    size_t least = a->name.size < b->name.size ? a->name.size : b->name.size;
    int order = strncasecmp(a->name.data, b->name.data, least);
    *same = order == 0 && a->name.size == b->name.size;
    if (order == 0)
        order = *same ? bytes_compare(a->name, b->name) : a->name.size < b->name.size ? -1 : 1;
    return order;
}

/* Into its place by month_compare: the table is walked in any order, and nothing may depend on that. */
static void month_add(struct reading *r, struct month_name name) {
    size_t at = r->month_count++;
    bool same;
    for (; at > 0 && month_compare(&r->months[at - 1], &name, &same) > 0; at--)
        r->months[at] = r->months[at - 1];
    r->months[at] = name;
}

/* No name may have two numbers. */
static void months_check(const struct reading *r) {
    for (size_t i = 1; i < r->month_count; i++) {
        const struct month_name *a = &r->months[i - 1], *b = &r->months[i];
        bool same;
        (void)month_compare(a, b, &same);
        if (same && a->month != b->month)
            luaL_error(r->lua,
                       "date: `months` found `%s` as %d and `%s` as %d, expected one number of a name",
                       a->name.data, a->month, b->name.data, b->month);
    }
}

static void option_months(struct reading *r) {
    lua_State *lua = r->lua;
    luaL_argcheck(lua, lua_type(lua, -1) == LUA_TTABLE, 3, "`months` expects a table");
    frozen_push_content(lua, -1);
    int months = lua_gettop(lua);
    for (lua_pushnil(lua); lua_next(lua, months); lua_pop(lua, 1)) {
        bool listed = lua_type(lua, -1) == LUA_TSTRING && lua_isinteger(lua, -2);
        lua_Integer month = lua_isinteger(lua, listed ? -2 : -1) ? lua_tointeger(lua, listed ? -2 : -1) : 0;
        struct bytes name = sandbox_text(lua, listed ? -1 : -2);
        sandbox_charge(lua, 2);
        if (name.size == 0 || month < 1 || month > 12 || r->month_count == MONTH_NAMES_MAX)
            luaL_error(
                lua,
                "date: `months` expects twelve names, or at most %d names and their numbers from 1 to 12",
                (int)MONTH_NAMES_MAX);
        month_add(r, (struct month_name){name, (int)month});
    }
    months_check(r);
}

static void option_offset(struct reading *r) {
    char probe[64];
    int64_t ms;
    struct bytes offset = sandbox_text(r->lua, -1);
    int used = snprintf(probe, sizeof probe, "2000-01-01T00:00:00%.*s", (int)(offset.size % 32),
                        offset.data ? offset.data : "");
    if (offset.size >= sizeof r->offset || !instant_parse((struct bytes){probe, (size_t)used}, &ms))
        luaL_error(r->lua, "date: `offset` expects Z or an offset such as \"+03:00\"");
    (void)snprintf(r->offset, sizeof r->offset, "%s", offset.data);
}

static const char *word_of(struct reading *r) {
    struct bytes word = sandbox_text(r->lua, -1);
    if (word.size == 0)
        luaL_error(r->lua, "date: `am` and `pm` expect a word");
    return word.data;
}

static void option_am(struct reading *r) {
    r->am = word_of(r);
}

static void option_pm(struct reading *r) {
    r->pm = word_of(r);
}

static const struct {
    const char *name;
    void (*read)(struct reading *);
} options[] = {{"am", option_am}, {"months", option_months}, {"offset", option_offset}, {"pm", option_pm}};
#define OPTIONS (sizeof options / sizeof *options)

static bool is_option(struct bytes key) {
    for (size_t i = 0; i < OPTIONS; i++)
        if (bytes_is(key, options[i].name))
            return true;
    return false;
}

/* Refuse the least by bytes of the unknown options, so that the fault is always the same. */
static void options_check(lua_State *lua, int table) {
    struct bytes least = {NULL, 0};
    bool unknown = false;
    for (lua_pushnil(lua); lua_next(lua, table); lua_pop(lua, 1)) {
        struct bytes key = sandbox_text(lua, -2);
        if (is_option(key))
            continue;
        if (!unknown || bytes_compare(key, least) < 0) /* what is no text has no bytes, and is the least */
            least = key;
        unknown = true;
    }
    if (unknown)
        luaL_error(lua, "date: found the option `%s`, expected `am`, `months`, `offset` or `pm`",
                   least.data ? least.data : "?");
}

/* Read the options in the table at argument 3, if there is one. */
static void options_read(struct reading *r) {
    lua_State *lua = r->lua;
    if (lua_isnoneornil(lua, 3))
        return;
    luaL_checktype(lua, 3, LUA_TTABLE);
    frozen_push_content(lua, 3);
    int table = lua_gettop(lua);
    options_check(lua, table);
    for (size_t i = 0; i < OPTIONS; i++) {
        lua_pushstring(lua, options[i].name);
        if (lua_rawget(lua, table) != LUA_TNIL)
            options[i].read(r);
    }
}

/* ---- dates that are numbers ---- */

static const struct {
    const char *form;
    int64_t unit_ms;
} counts[] = {{"unix", SECOND_MS}, {"unix-ms", 1}, {"days", DAY_MS}};

/* Push a number of seconds, milliseconds or days since 1970-01-01 as an instant, of days as a date; nil
 * beyond the years 1 to 9999. */
static int count_push(lua_State *lua, struct bytes text, int64_t unit_ms) {
    char out[INSTANT_TEXT_BYTES];
    int64_t count, first, last;
    bool before = bytes_begins(text, BYTES("-"));
    (void)instant_parse(BYTES("0001-01-01T00:00:00Z"), &first);
    (void)instant_parse(BYTES("9999-12-31T23:59:59Z"), &last);
    if (!bytes_to_unsigned(bytes_slice(text, before, text.size), last / unit_ms, &count) ||
        (before && -count < first / unit_ms)) {
        lua_pushnil(lua);
        return 1;
    }
    instant_format((before ? -count : count) * unit_ms, out);
    lua_pushlstring(lua, out, unit_ms == DAY_MS ? 10 : strlen(out));
    return 1;
}

static int help_date(lua_State *lua) {
    struct bytes form;
    form.data = luaL_checklstring(lua, 2, &form.size);
    struct reading r = {.lua = lua, .part = {[MONTH] = 1, [DAY] = 1}};
    if (lua_isinteger(lua, 1)) {
        lua_pushvalue(lua, 1);
        lua_tostring(lua, -1);
        lua_replace(lua, 1);
    }
    r.text = sandbox_text(lua, 1);
    sandbox_charge(lua, form.size + r.text.size / 4);
    luaL_argcheck(lua, form.size > 0 && form.size <= DATE_BYTES_MAX, 2,
                  "expected a form such as \"DD.MM.YYYY\"");
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        if (bytes_is(form, counts[i].form))
            return count_push(lua, r.text, counts[i].unit_ms);
    options_read(&r);
    if (form_read(&r, form))
        return result_push(&r);
    lua_pushnil(lua);
    return 1;
}

static int help_days(lua_State *lua) {
    int64_t ms;
    if (instant_parse_date(sandbox_text(lua, 1), &ms))
        lua_pushinteger(lua, ms / DAY_MS);
    else
        lua_pushnil(lua);
    return 1;
}

const luaL_Reg library_dates[] = {{"date", help_date}, {"days", help_days}, {NULL, NULL}};
