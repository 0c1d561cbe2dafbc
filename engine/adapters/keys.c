/* keys.c: the keys of an adapter, one function and one row of `readers` a key. See keys.h. */
#include "keys.h"
#include <lua/freeze.h>

static const char *const format_words[] = {
    [ROWS_CSV] = "csv",       [ROWS_TSV] = "tsv",   [ROWS_LINES] = "lines",
    [ROWS_NDJSON] = "ndjson", [ROWS_JSON] = "json", NULL};

const char *const adapter_encodings[] = {
    "utf-8",        "utf-16",       "utf-16le",     "utf-16be",     "windows-1250", "windows-1251",
    "windows-1252", "windows-1253", "windows-1254", "windows-1255", "windows-1256", "windows-1257",
    "windows-1258", "iso-8859-1",   "iso-8859-2",   "iso-8859-3",   "iso-8859-4",   "iso-8859-5",
    "iso-8859-6",   "iso-8859-7",   "iso-8859-8",   "iso-8859-9",   "iso-8859-10",  "iso-8859-13",
    "iso-8859-14",  "iso-8859-15",  "iso-8859-16",  "koi8-r",       "koi8-u",       "cp437",
    "cp850",        "cp852",        "cp862",        "cp864",        "cp866",        "macintosh",
    "gb18030",      "big5",         "shift_jis",    "euc-jp",       "euc-kr",       NULL};

/* ---- readers: [value] -> [] ---- */

/* [text] -> []. Its place among `words` (NULL-terminated). */
static size_t take_choice(const struct script *s, const char *const *words, const char *expected) {
    struct bytes word = script_take_text(s, s->at, WORD_BYTES_MAX);
    size_t i = 0;
    while (words[i] && !bytes_is(word, words[i]))
        i++;
    if (!words[i])
        script_refuse_word(s, s->at, word, words, expected);
    return i;
}

static void read_format(const struct script *s, struct adapter_keys *k) {
    k->archive.format = (enum row_format)take_choice(s, format_words, "csv, tsv, lines, ndjson or json");
    k->archive.separator = k->archive.format == ROWS_TSV ? '\t' : ',';
}

static void read_sort(const struct script *s, struct adapter_keys *k) {
    k->archive.sorts = script_take_boolean(s, "sort");
}

static void read_fuse(const struct script *s, struct adapter_keys *k) {
    k->fuse_never = take_choice(s, (const char *const[]){"never", NULL}, "never") == 0;
}

static void read_separator(const struct script *s, struct adapter_keys *k) {
    struct bytes text = script_take_text(s, "separator", NAME_BYTES_MAX);
    unsigned char c = (unsigned char)text.data[0];
    if (text.size != 1 || c == '"' || c == '\n' || c == '\r' || c > 0x7f)
        script_refuse(
            s, "`separator` found \"%s\", expected one character of ASCII, but no quote and no newline",
            text.data);
    k->archive.separator = text.data[0];
}

/* A csv without quotes is read as a tsv with another separator. */
static void read_quotes(const struct script *s, struct adapter_keys *k) {
    if (!script_take_boolean(s, "quotes"))
        k->archive.format = ROWS_TSV;
}

static void read_encoding(const struct script *s, struct adapter_keys *k) {
    size_t i = take_choice(s, adapter_encodings,
                           "one of those in docs/rules.md, as utf-8, utf-16, windows-1256 or iso-8859-1");
    k->archive.encoding = i ? adapter_encodings[i] : NULL;
}

static void read_skip(const struct script *s, struct adapter_keys *k) {
    int exact = 0;
    lua_Integer n = lua_type(s->lua, -1) == LUA_TNUMBER ? lua_tointegerx(s->lua, -1, &exact) : 0;
    if (!exact || n < 0 || n > (lua_Integer)SKIP_LINES_MAX)
        script_refuse(s, "`skip` found %s, expected a number of lines, at most %d", script_show(s, -1),
                      (int)SKIP_LINES_MAX);
    k->archive.skip = (uint32_t)n;
    lua_pop(s->lua, 1);
}

static void read_rows(const struct script *s, struct adapter_keys *k) {
    k->archive.rows = script_take_text(s, "rows", NAME_BYTES_MAX);
}

/* [list of names] -> []; an empty name leaves its column out. */
static struct layout take_layout(const struct script *s) {
    lua_State *lua = s->lua;
    struct layout l;
    frozen_push_content(lua, -1);
    l.count = lua_rawlen(lua, -1);
    if (l.count == 0 || l.count > COLUMNS_MAX)
        script_refuse(s, "`columns` found a list of %d, expected 1 to %d names", (int)l.count,
                      (int)COLUMNS_MAX);
    l.names = script_alloc(s, l.count, sizeof *l.names);
    for (size_t i = 0; i < l.count; i++) {
        lua_rawgeti(lua, -1, (lua_Integer)i + 1);
        if (sandbox_text(lua, -1).size || lua_type(lua, -1) != LUA_TSTRING) {
            l.names[i] = script_take_text(s, "columns", NAME_BYTES_MAX);
        } else {
            l.names[i] = BYTES("");
            lua_pop(lua, 1);
        }
        for (size_t n = 0; n < i; n++)
            if (l.names[i].size && bytes_equal(l.names[i], l.names[n]))
                script_refuse(s, "`columns` found `%s` twice, expected it once", l.names[i].data);
    }
    lua_pop(lua, 2);
    return l;
}

static void read_columns(const struct script *s, struct adapter_keys *k) {
    lua_State *lua = s->lua;
    struct archive *a = &k->archive;
    if (lua_type(lua, -1) != LUA_TTABLE)
        script_refuse(s, "`columns` found %s, expected a list of names", script_show(s, -1));
    frozen_push_content(lua, -1);
    bool several = lua_rawgeti(lua, -1, 1) == LUA_TTABLE;
    lua_pop(lua, 1);
    size_t count = several ? lua_rawlen(lua, -1) : 1;
    if (count > LAYOUTS_MAX)
        script_refuse(s, "`columns` found %d lists, expected at most %d", (int)count, (int)LAYOUTS_MAX);
    a->layouts = script_alloc(s, count, sizeof *a->layouts);
    for (; a->layout_count < count; a->layout_count++) {
        if (several && lua_rawgeti(lua, -1, (lua_Integer)a->layout_count + 1) != LUA_TTABLE)
            script_refuse(s, "`columns` found %s among lists, expected a list of names", script_show(s, -1));
        if (!several)
            lua_pushvalue(lua, -1);
        a->layouts[a->layout_count] = take_layout(s);
        for (size_t n = 0; n < a->layout_count; n++)
            if (a->layouts[n].count == a->layouts[a->layout_count].count)
                script_refuse(s, "`columns` found two lists of %d names, expected their numbers to differ",
                              (int)a->layouts[n].count);
    }
    lua_pop(lua, 2);
}

static void read_map(const struct script *s, struct adapter_keys *k) {
    if (lua_type(s->lua, -1) != LUA_TFUNCTION || lua_iscfunction(s->lua, -1))
        script_refuse(s, "`map` found %s, expected a function of this file", script_show(s, -1));
    k->map = luaL_ref(s->lua, LUA_REGISTRYINDEX);
}

#define OF(format) (1u << (format)) /* a set of formats */
#define OF_ALL     (OF(ROWS_CSV) | OF(ROWS_TSV) | OF(ROWS_LINES) | OF(ROWS_NDJSON) | OF(ROWS_JSON))

static const struct {
    const char *key;
    bool required;
    unsigned formats; /* those that may have the key, by OF */
    void (*read)(const struct script *, struct adapter_keys *);
} readers[] = {
    {"format", true, OF_ALL, read_format},
    {"columns", false, OF(ROWS_CSV) | OF(ROWS_TSV), read_columns},
    {"separator", false, OF(ROWS_CSV), read_separator},
    {"quotes", false, OF(ROWS_CSV), read_quotes},
    {"encoding", false, OF_ALL, read_encoding},
    {"skip", false, OF_ALL & ~OF(ROWS_JSON), read_skip},
    {"rows", false, OF(ROWS_JSON), read_rows},
    {"sort", false, OF_ALL, read_sort},
    {"fuse", false, OF_ALL, read_fuse},
    {"map", true, OF_ALL, read_map},
};
#define READERS (sizeof readers / sizeof *readers)

/* The error that the key s->at is none of this format, only of `formats`. */
static _Noreturn void refuse_key(const struct script *s, enum row_format format, unsigned formats) {
    const char *words = lua_pushstring(s->lua, "");
    for (unsigned f = 0; format_words[f]; f++)
        if (formats & OF(f))
            words = lua_pushfstring(s->lua, "%s%s%s", words, *words ? ", " : "", format_words[f]);
    script_refuse(s, "found `%s` of the format %s, expected it only of %s", s->at, format_words[format],
                  words);
}

void adapter_keys_read(struct script *s, struct adapter_keys *out) {
    const char *names[READERS + 1] = {NULL};
    lua_State *lua = s->lua;
    int table = lua_gettop(lua);
    for (size_t i = 0; i < READERS; i++)
        names[i] = readers[i].key;
    script_check_keys(s, names);
    *out = (struct adapter_keys){.map = LUA_NOREF};
    enum row_format said = ROWS_CSV; /* `quotes` may change it */
    for (size_t i = 0; i < READERS; i++) {
        s->at = NULL;
        if (script_field(s, table, readers[i].key) != LUA_TNIL) {
            s->at = readers[i].key;
            if (i > 0 && !(readers[i].formats & OF(said)))
                refuse_key(s, said, readers[i].formats);
            readers[i].read(s, out);
        } else if (readers[i].required) {
            script_refuse(s, "found no key `%s`, expected one in every adapter", readers[i].key);
        }
        said = i == 0 ? out->archive.format : said;
        lua_settop(lua, table);
    }
}
