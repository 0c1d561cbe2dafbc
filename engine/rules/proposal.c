/* proposal.c: proposals, read from Lua and written as JSON. One reader and one writer a key; their table is
 * at the end. See proposal.h. */
#include "proposal.h"
#include "domain.h"
#include <lua/freeze.h>

#include <string.h>

const char *const proposal_key_words[] = {
#define X(code, word) word,
    PROPOSAL_KEYS(X)
#undef X
        NULL};

/* ---- words of the policy; another word is refused with the nearest of them ---- */

static struct bytes word_text(const struct script *s, word_id word) {
    return words_text(s->policy->words, word);
}

static const struct track *track_take(const struct script *s, const char *key, struct bytes word) {
    const char *names[POLICY_WORDS_MAX + 2] = {"none"};
    bool may_be_none = strcmp(key, "track") == 0;
    const struct track *t = policy_track(s->policy, words_find(s->policy->words, word));
    if (t)
        return t;
    policy_words(s->policy, POLICY_TRACKS, names + may_be_none);
    script_refuse_word(s, key, word, names, "a track of the policy");
}

/* An urgency of the track `only`; NULL: of any track. */
static word_id urgency_take(const struct script *s, const char *key, struct bytes word,
                            const struct track *only) {
    const char *names[TRACKS_MAX * URGENCIES_MAX + 1] = {0};
    size_t count = 0;
    word_id id = words_find(s->policy->words, word);
    for (size_t t = 0; t < s->policy->track_count; t++) {
        const struct track *track = &s->policy->tracks[t];
        if (only && track != only)
            continue;
        if (id && track_gravity(track, id) < track->urgency_count)
            return id;
        for (size_t u = 0; u < track->urgency_count; u++)
            names[count++] = word_text(s, track->urgencies[u].word).data;
    }
    const char *expected = "an urgency of some track";
    if (only)
        expected = lua_pushfstring(s->lua, "an urgency of the track `%s`", word_text(s, only->word).data);
    script_refuse_word(s, key, word, names, expected);
}

/* ---- readers: [value] -> [] ---- */

static void take_track(const struct script *s, struct proposal *p) {
    struct bytes word = script_take_text(s, "track", WORD_BYTES_MAX);
    if (!bytes_is(word, "none"))
        p->track = track_take(s, "track", word)->word;
}

static struct bytes also_key(const struct script *s) {
    struct bytes word = sandbox_text(s->lua, -2);
    if (!word.data)
        script_refuse_key(s, "also", "`also` found an entry without a key, expected { track = urgency }");
    return word;
}

/* The urgency of one entry: a word, or true or "" for the track's default. */
static word_id also_urgency(const struct script *s, const struct track *track) {
    struct bytes word = sandbox_text(s->lua, -1);
    bool usual =
        lua_type(s->lua, -1) == LUA_TBOOLEAN ? lua_toboolean(s->lua, -1) : word.data && word.size == 0;
    if (usual)
        return 0;
    if (!word.data)
        script_refuse_key(s, "also", "`also` found %s, expected an urgency, or true for the default",
                          script_show(s, -1));
    return urgency_take(s, "also", word, track);
}

/* Add an entry; they are kept in the order of the tracks' words. */
static void also_insert(const struct script *s, struct proposal *p, struct also entry) {
    size_t at = p->also_count++;
    for (; at > 0; at--) {
        if (bytes_compare(word_text(s, p->also[at - 1].track), word_text(s, entry.track)) < 0)
            break;
        p->also[at] = p->also[at - 1];
    }
    p->also[at] = entry;
}

/* [table] -> [table]: *at becomes the next key in the order of bytes, so that of two faults always the same
 * one is told. False: it was the last. */
static bool also_next(const struct script *s, struct bytes *at) {
    lua_State *lua = s->lua;
    struct bytes least = {NULL, 0};
    for (lua_pushnil(lua); lua_next(lua, -2); lua_pop(lua, 1)) {
        struct bytes key = also_key(s);
        bool behind = !at->data || bytes_compare(key, *at) > 0;
        if (behind && (!least.data || bytes_compare(key, least) < 0))
            least = key;
    }
    *at = least;
    return least.data;
}

static void take_also(const struct script *s, struct proposal *p) {
    struct bytes key = {NULL, 0};
    lua_State *lua = s->lua;
    if (lua_type(lua, -1) != LUA_TTABLE)
        script_refuse_key(s, "also", "`also` found %s, expected { track = urgency }", script_show(s, -1));
    frozen_push_content(lua, -1);
    p->also = script_alloc(s, TRACKS_MAX, sizeof *p->also);
    while (also_next(s, &key)) {
        const struct track *track = track_take(s, "also", key);
        assert(p->also_count < TRACKS_MAX); /* tracks differ, and there are no more */
        lua_pushlstring(lua, key.data, key.size);
        (void)lua_rawget(lua, -2);
        also_insert(s, p, (struct also){track->word, also_urgency(s, track)});
        lua_pop(lua, 1);
    }
    lua_pop(lua, 2);
}

/* Of the track that is proposed, which has been read before: PROPOSAL_KEYS is in that order. */
static void take_urgency(const struct script *s, struct proposal *p) {
    struct bytes word = script_take_text(s, "urgency", WORD_BYTES_MAX);
    if (p->keys >> PROPOSE_TRACK & 1 && !p->track)
        script_refuse_key(s, "urgency",
                          "`urgency` found the track `none` beside it, expected a track, or no urgency");
    const struct track *only = p->track ? policy_track(s->policy, p->track) : NULL;
    p->urgency = urgency_take(s, "urgency", word, only);
}

static void take_severity(const struct script *s, struct proposal *p) {
    int exact = 0;
    lua_Integer value = lua_type(s->lua, -1) == LUA_TNUMBER ? lua_tointegerx(s->lua, -1, &exact) : 0;
    if (!exact || value < 1 || value > 5)
        script_refuse_key(s, "severity", "`severity` found %s, expected 1 to 5", script_show(s, -1));
    p->severity = (int)value;
    lua_pop(s->lua, 1);
}

static void take_tags(const struct script *s, struct proposal *p) {
    struct bytes *tags;
    size_t count = script_take_texts(s, "tags", KIND_BYTES_MAX, &tags);
    for (size_t i = 0; i < count; i++) {
        size_t known = 0;
        while (known < p->tag_count && !bytes_equal(tags[known], tags[i]))
            known++;
        if (known == p->tag_count)
            tags[p->tag_count++] = tags[i];
    }
    p->tags = tags;
}

static void take_link(const struct script *s, struct proposal *p) {
    struct bytes *texts;
    p->link_count = script_take_texts(s, "link", CODE_BYTES_MAX, &texts);
    p->links = script_alloc(s, p->link_count, sizeof *p->links);
    for (size_t i = 0; i < p->link_count; i++) {
        p->links[i] = incident_number_parse(texts[i]);
        if (!p->links[i])
            script_refuse_key(s, "link", "`link` found `%s`, expected incidents such as `I-17`",
                              texts[i].data);
    }
}

static const struct named_clock *clock_take(const struct script *s, struct bytes word) {
    const char *names[POLICY_WORDS_MAX + 1];
    policy_words(s->policy, POLICY_CLOCKS, names);
    for (size_t i = 0; names[i]; i++)
        if (bytes_is(word, names[i]))
            return &s->policy->clocks[i];
    script_refuse_word(s, "clock", word, names, "a clock of the policy");
}

static void take_clock(const struct script *s, struct proposal *p) {
    struct bytes *texts;
    p->clock_count = script_take_texts(s, "clock", WORD_BYTES_MAX, &texts);
    p->clocks = script_alloc(s, p->clock_count, sizeof *p->clocks);
    for (size_t i = 0; i < p->clock_count; i++)
        p->clocks[i] = clock_take(s, texts[i]);
}

_Noreturn static void address_refuse(const struct script *s, const char *key, struct bytes text) {
    char nearest[KIND_BYTES_MAX + 1] = "";
    domain_nearest(&domain_address, s->policy, text, false, nearest);
    if (bytes_is(text, nearest)) /* there are both, but not together */
        nearest[0] = '\0';
    script_refuse_word(s, key, text, (const char *const[]){nearest, NULL},
                       "a party of the policy and a role that it has");
}

/* Of whom a rung is meant: in front of it. */
static const struct {
    const char *word;
    enum role_scope scope;
} reaches[] = {{"members:", SCOPE_MEMBERS}, {"every:", SCOPE_EVERY}, {"", SCOPE_INVOLVED}};
#define REACH_BYTES_MAX 8u

/* `head`, `members:head`, `every:head`: a rung. `USA/head`: a role of a party. `USA`: the role of a bare
 * party. */
static struct call call_take(const struct script *s, const char *key, struct bytes text) {
    const char *names[POLICY_WORDS_MAX + 1];
    struct address address = {.role = text};
    for (size_t n = 0; n < sizeof reaches / sizeof *reaches; n++) {
        if (!bytes_begins(text, bytes_of(reaches[n].word)))
            continue;
        word_id word = words_find(s->policy->words, bytes_slice(text, strlen(reaches[n].word), text.size));
        if (word && policy_rung_index(s->policy, word) < s->policy->rung_count)
            return (struct call){0, word, reaches[n].scope};
    }
    struct bytes code = bytes_split(&address.role, '/');
    if (party_parse(code, &address.party)) {
        const struct role *role =
            policy_party_find(s->policy, address.party) ? policy_role(s->policy, &address) : NULL;
        if (role)
            return (struct call){address.party, role->word, SCOPE_INVOLVED};
        address_refuse(s, key, text);
    }
    policy_words(s->policy, POLICY_RUNGS, names);
    script_refuse_word(s, key, text, names, "a rung, members:RUNG, every:RUNG or PARTY/role");
}

static size_t calls_take(const struct script *s, const char *key, struct call **out) {
    struct bytes *texts;
    size_t count = script_take_texts(s, key, PARTY_BYTES_MAX + 1 + REACH_BYTES_MAX + WORD_BYTES_MAX, &texts);
    *out = script_alloc(s, count, sizeof **out);
    for (size_t i = 0; i < count; i++)
        (*out)[i] = call_take(s, key, texts[i]);
    return count;
}

static void take_notify(const struct script *s, struct proposal *p) {
    p->notify_count = calls_take(s, "notify", &p->notify);
}

static void take_request_ack(const struct script *s, struct proposal *p) {
    p->request_ack_count = calls_take(s, "request_ack", &p->request_ack);
}

static void take_concern(const struct script *s, struct proposal *p) {
    p->concern = script_take_boolean(s, "concern");
}

static void take_hold(const struct script *s, struct proposal *p) {
    p->hold = script_take_boolean(s, "hold");
}

static void take_title(const struct script *s, struct proposal *p) {
    p->title = script_take_text(s, "title", NAME_BYTES_MAX);
}

static void take_override(const struct script *s, struct proposal *p) {
    p->override = script_take_boolean(s, "override");
}

/* ---- writers ---- */

static void write_track(const struct script *s, const struct proposal *p, struct json_writer *w) {
    json_write_text(w, p->track ? word_text(s, p->track) : BYTES("none"));
}

static void write_also(const struct script *s, const struct proposal *p, struct json_writer *w) {
    json_open(w, '{');
    for (size_t i = 0; i < p->also_count; i++) {
        json_key_bytes(w, word_text(s, p->also[i].track));
        if (p->also[i].urgency)
            json_write_text(w, word_text(s, p->also[i].urgency));
        else
            json_write_bool(w, true);
    }
    json_close(w, '}');
}

static void write_urgency(const struct script *s, const struct proposal *p, struct json_writer *w) {
    json_write_text(w, word_text(s, p->urgency));
}

static void write_severity(const struct script *s, const struct proposal *p, struct json_writer *w) {
    (void)s;
    json_write_int(w, p->severity);
}

static void write_tags(const struct script *s, const struct proposal *p, struct json_writer *w) {
    (void)s;
    json_open(w, '[');
    for (size_t i = 0; i < p->tag_count; i++)
        json_write_text(w, p->tags[i]);
    json_close(w, ']');
}

static void write_link(const struct script *s, const struct proposal *p, struct json_writer *w) {
    (void)s;
    json_open(w, '[');
    for (size_t i = 0; i < p->link_count; i++) {
        const struct incident_name name = incident_name(p->links[i]);
        json_write_text(w, (struct bytes){name.text, name.size});
    }
    json_close(w, ']');
}

static void write_clock(const struct script *s, const struct proposal *p, struct json_writer *w) {
    json_open(w, '[');
    for (size_t i = 0; i < p->clock_count; i++)
        json_write_text(w, word_text(s, p->clocks[i]->word));
    json_close(w, ']');
}

static void write_calls(const struct script *s, const struct call *calls, size_t count,
                        struct json_writer *w) {
    char text[PARTY_BYTES_MAX + 1 + REACH_BYTES_MAX + WORD_BYTES_MAX + 1];
    json_open(w, '[');
    for (size_t i = 0; i < count; i++) {
        size_t size = 0;
        struct bytes role = word_text(s, calls[i].role);
        if (calls[i].party) {
            size = party_text(calls[i].party, text).size;
            text[size++] = '/';
        }
        for (size_t n = 0; n < sizeof reaches / sizeof *reaches; n++)
            if (calls[i].scope == reaches[n].scope) {
                memcpy(text + size, reaches[n].word, strlen(reaches[n].word));
                size += strlen(reaches[n].word);
            }
        memcpy(text + size, role.data, role.size);
        json_write_text(w, (struct bytes){text, size + role.size});
    }
    json_close(w, ']');
}

static void write_notify(const struct script *s, const struct proposal *p, struct json_writer *w) {
    write_calls(s, p->notify, p->notify_count, w);
}

static void write_request_ack(const struct script *s, const struct proposal *p, struct json_writer *w) {
    write_calls(s, p->request_ack, p->request_ack_count, w);
}

static void write_concern(const struct script *s, const struct proposal *p, struct json_writer *w) {
    (void)s;
    json_write_bool(w, p->concern);
}

static void write_hold(const struct script *s, const struct proposal *p, struct json_writer *w) {
    (void)s;
    json_write_bool(w, p->hold);
}

static void write_title(const struct script *s, const struct proposal *p, struct json_writer *w) {
    (void)s;
    json_write_text(w, p->title);
}

static void write_override(const struct script *s, const struct proposal *p, struct json_writer *w) {
    (void)s;
    json_write_bool(w, p->override);
}

/* ---- the table ---- */

static const struct {
    void (*take)(const struct script *, struct proposal *);
    void (*write)(const struct script *, const struct proposal *, struct json_writer *);
} keys[] = {
    [PROPOSE_TRACK] = {take_track, write_track},
    [PROPOSE_ALSO] = {take_also, write_also},
    [PROPOSE_URGENCY] = {take_urgency, write_urgency},
    [PROPOSE_SEVERITY] = {take_severity, write_severity},
    [PROPOSE_CONCERN] = {take_concern, write_concern},
    [PROPOSE_TAGS] = {take_tags, write_tags},
    [PROPOSE_LINK] = {take_link, write_link},
    [PROPOSE_CLOCK] = {take_clock, write_clock},
    [PROPOSE_NOTIFY] = {take_notify, write_notify},
    [PROPOSE_REQUEST_ACK] = {take_request_ack, write_request_ack},
    [PROPOSE_HOLD] = {take_hold, write_hold},
    [PROPOSE_TITLE] = {take_title, write_title},
    [PROPOSE_OVERRIDE] = {take_override, write_override},
};
static_assert(sizeof keys / sizeof *keys == PROPOSAL_KEY_COUNT, "one row a key");

const struct proposal *proposal_take(const struct script *s) {
    struct proposal *p = script_alloc(s, 1, sizeof *p);
    luaL_checkstack(s->lua, 20, NULL);
    if (lua_type(s->lua, -1) != LUA_TTABLE)
        script_refuse(s, "`propose` found %s, expected a table", script_show(s, -1));
    script_check_keys(s, proposal_key_words);
    for (size_t k = 0; k < PROPOSAL_KEY_COUNT; k++) {
        if (script_field(s, -1, proposal_key_words[k]) == LUA_TNIL) {
            lua_pop(s->lua, 1);
            continue;
        }
        keys[k].take(s, p);
        p->keys |= 1u << k;
    }
    if (!p->concern) /* `concern = false` says nothing; nor do the others */
        p->keys &= ~(1u << PROPOSE_CONCERN);
    if (!p->hold)
        p->keys &= ~(1u << PROPOSE_HOLD);
    if (!p->override)
        p->keys &= ~(1u << PROPOSE_OVERRIDE);
    lua_pop(s->lua, 1);
    return p;
}

struct bytes proposal_json(const struct script *s, const struct proposal *p, struct buffer *scratch) {
    buffer_clear(scratch);
    struct json_writer w = JSON_WRITER(scratch);
    json_open(&w, '{');
    for (size_t k = 0; k < PROPOSAL_KEY_COUNT; k++) {
        if (!(p->keys >> k & 1))
            continue;
        json_key(&w, proposal_key_words[k]);
        keys[k].write(s, p, &w);
    }
    json_close(&w, '}');
    if (buffer_failed(scratch)) {
        sandbox_of(s->lua)->out_of_memory = true;
        script_refuse(s, "found no memory left, expected some");
    }
    return script_copy(s, buffer_bytes(scratch));
}
