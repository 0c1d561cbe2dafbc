/*
 * test_message.c: messages decoded, refused and written. The documentation is part of it: every example line
 * of docs/messages.md is decoded, and its tables are held against the code.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "json_text.h"
#include "message_refusals.h"

#include <fusion/limits.h>
#include <fusion/message.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define T0    1774576800000 /* 2026-03-27T02:00:00Z */
#define DAY_0 1774569600000 /* that day, 00:00Z */

static party_id party_of(const char *code) {
    party_id party = 0;
    assert_true(party_parse(bytes_of(code), &party));
    return party;
}

static bool is_declared(const void *context, party_id party) {
    (void)context;
    return party == party_of("UNDOF") || party == party_of("OBS");
}

static const char *const codes[] = {"UNDOF", "OBS", NULL};
static struct party_lookup lookup = {is_declared, NULL, codes, UNDECLARED_ISO};
static struct arena arena;

static int arena_end(void **state) {
    (void)state;
    arena_release(&arena);
    return 0;
}

/* Decode from memory of the exact size, so that a sanitizer sees every byte read past the end. */
static int decode(struct bytes line, struct message *m, struct quarantine *q) {
    char *copy = malloc(line.size ? line.size : 1);
    assert_non_null(copy);
    memcpy(copy, line.data, line.size);
    int result = message_decode(&arena, (struct bytes){copy, line.size}, &lookup, m, q);
    free(copy);
    return result;
}

/* With a " for each '. */
static struct bytes quoted(const char *text) {
    return json_copy(&arena, bytes_of(text));
}

static struct message decoded(const char *line) {
    struct message m;
    struct quarantine q;
    if (decode(quoted(line), &m, &q) < 0)
        fail_msg("%s\n%s: %s", line, quarantine_word(q.reason), q.detail);
    assert_int_equal(q.reason, QUARANTINE_NONE);
    return m;
}

/* Who beside the declared parties may be named is the policy's word. */
static void who_may_be_named_is_the_policys(void **state) {
    static const struct {
        enum undeclared undeclared;
        const char *line;
        const char *detail; /* of the fault; NULL: it is taken */
    } table[] = {
        {UNDECLARED_ISO, LINE(",'to':['FRA','OBS','UNK']"), NULL},
        {UNDECLARED_ISO, LINE(",'to':['HEZB']"),
         "expected an ISO 3166-1 alpha-3 code or a party of the policy"},
        {UNDECLARED_REFUSE, "{'id':'a','from':'OBS','time':'2026-03-27','kind':'fire','to':['UNDOF','UNK']}",
         NULL},
        {UNDECLARED_REFUSE, "{'id':'a','from':'OBS','time':'2026-03-27','kind':'fire','to':['FRA']}",
         "expected a party of the policy"},
        {UNDECLARED_NAME_ONLY, LINE(",'to':['FRA','HEZB','OBS']"), NULL},
        {UNDECLARED_NAME_ONLY, LINE(",'to':['Hezb']"), "expected a party of 2 to 8 of A-Z and 0-9"},
    };
    (void)state;
    for (size_t n = 0; n < sizeof table / sizeof *table; n++) {
        struct message m;
        struct quarantine q;
        lookup.undeclared = table[n].undeclared;
        int result = decode(quoted(table[n].line), &m, &q);
        if ((result < 0) != (table[n].detail != NULL) ||
            (table[n].detail && !strstr(q.detail, table[n].detail)))
            fail_msg("%zu: %s", n, q.detail);
    }
    lookup.undeclared = UNDECLARED_ISO;
}

static void the_shortest_message(void **state) {
    struct message m = decoded(LINE(""));
    (void)state;
    assert_true(bytes_is(m.id, "a1"));
    assert_int_equal(m.type, MESSAGE_REPORT);
    assert_true(m.from.party == party_of("ISR") && m.from.role.size == 0);
    assert_true(m.time_ms == T0 && !m.time_is_date);
    assert_true(bytes_is(m.kind, "fire.mortar"));
    assert_true(m.until_ms == INSTANT_NONE && m.sent_ms == INSTANT_NONE && m.received_ms == INSTANT_NONE);
    assert_true(m.need_by_ms == INSTANT_NONE && m.window.from_ms == INSTANT_NONE);
    assert_true(m.harm.killed == -1 && m.harm.injured == -1 && m.harm.civilian == -1 && m.seq == -1);
    assert_false(m.place.present || m.released || m.fuse_never);
    assert_int_equal(m.tlp, TLP_NONE);
    assert_int_equal(m.level, LEVEL_NONE);
    assert_int_equal(m.status, STATUS_ACTUAL);
    assert_null(m.text);
    assert_null(m.data);
}

static void all_fields_of_a_report(void **state) {
    struct message m = decoded(
        "{'id':'a2','type':'report','from':'SYR/head','to':['ISR','USA/supervisor'],'time':'2026-03-27',"
        "'until':'2026-03-27','sent':'2026-03-27T04:00:00.5+02:00','received':'2026-03-27T02:00:01Z',"
        "'window':{'from':'2026-03-27','until':'2026-03-28'},'kind':'fire.small-arms.7-62',"
        "'code':'CAMEO 190','urgency':'urgent','actors':[{'party':'UNK'},"
        "{'party':'ISR','role':'target','name':'unit 1'}],'place':{'lat':-33.12345678,'lon':35.8,"
        "'precision_m':12.5,'name':'hill','radius_m':0},'harm':{'killed':1,'injured':1e1,'civilian':true},"
        "'grade':'F6','marking':{'tlp':'AMBER+STRICT','rel_to':[]},'status':'test','text':'\\u00e9',"
        "'refs':['I-17','OBS:x:y'],'track':'de-escalation','milestone':'reported',"
        "'need_by':'2026-03-28T00:00:00Z','subjects':[{'name':'n','role':'r'}],'seq':0,'fuse':'never',"
        "'data':{'x':[1.5,null]},'reason':'r','outcome':'settled'}");
    (void)state;
    assert_true(bytes_is(m.from.role, "head"));
    assert_int_equal(m.to_count, 2);
    assert_true(m.to[1].party == party_of("USA") && bytes_is(m.to[1].role, "supervisor") &&
                !m.to[0].role.size);
    assert_true(m.time_ms == DAY_0 && m.time_is_date && m.until_ms == DAY_0 + DAY_MS);
    assert_true(m.sent_ms == T0 + 500 && m.received_ms == T0 + 1000);
    assert_true(m.window.from_ms == DAY_0 && m.window.until_ms == DAY_0 + 2 * DAY_MS);
    assert_int_equal(m.actors_count, 2);
    assert_true(m.actors[0].party == PARTY_UNKNOWN && m.actors[0].role == ACTOR_ACTOR);
    assert_true(m.actors[1].role == ACTOR_TARGET && bytes_is(m.actors[1].name, "unit 1"));
    assert_true(m.place.present && !m.place.is_area);
    assert_int_equal(m.place.at.lat_e7, -331234568);
    assert_int_equal(m.place.at.lon_e7, 358000000);
    assert_true(m.place.precision_m == 13 && m.place.radius_m == 0 && m.place.width_m == -1);
    assert_true(m.harm.killed == 1 && m.harm.injured == 10 && m.harm.civilian == 1);
    assert_int_equal(m.tlp, TLP_AMBER_STRICT);
    assert_true(m.released && m.rel_to_count == 0);
    assert_int_equal(m.status, STATUS_TEST);
    assert_true(bytes_is(json_text(m.text), "\xc3\xa9"));
    assert_int_equal(m.refs_count, 2);
    assert_true(m.refs[0].incident == 17 && m.refs[0].party == 0);
    assert_true(m.refs[1].incident == 0 && m.refs[1].party == party_of("OBS") &&
                bytes_is(m.refs[1].id, "x:y"));
    assert_true(bytes_is(m.milestone, "reported") && bytes_is(m.track, "de-escalation"));
    assert_int_equal(m.subjects_count, 1);
    assert_true(bytes_is(m.subjects[0].role, "r"));
    assert_true(m.seq == 0 && m.fuse_never);
    assert_true(json_get(m.data, "x") != NULL);
}

static void an_area_is_a_polygon_or_a_line(void **state) {
    struct message m =
        decoded(LINE(",'place':{'area':{'coordinates':[[[36,33],[36.5,33,700],[36.5,33.5],[36,33]],"
                     "[[36.1,33.1],[36.2,33.1],[36.2,33.2],[36.1,33.1]]],'type':'Polygon'}}"));
    (void)state;
    assert_true(m.place.present && m.place.is_area && m.place.is_polygon);
    assert_int_equal(m.place.ring_count, 2);
    assert_int_equal(m.place.rings[0].count, 3); /* the closing point is dropped */
    assert_int_equal(m.place.rings[0].points[1].lon_e7, 365000000);
    assert_int_equal(m.place.rings[0].points[1].lat_e7, 330000000);
    assert_true(place_inside((struct point){331000000, 364000000}, m.place.rings, m.place.ring_count));
    m = decoded(LINE(",'place':{'area':{'type':'LineString','coordinates':[[36,33],[36,34]]},'width_m':50}"));
    assert_true(m.place.is_area && !m.place.is_polygon && m.place.width_m == 50);
    assert_int_equal(m.place.rings[0].count, 2);
}

static void refused_lines_say_why(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        struct message m;
        struct quarantine q;
        arena_reset(&arena);
        if (decode(quoted(refusals[i].line), &m, &q) == 0)
            fail_msg("accepted: %s", refusals[i].line);
        if (strcmp(quarantine_word(q.reason), refusals[i].word) != 0 ||
            strcmp(q.detail, quoted(refusals[i].detail).data) != 0)
            fail_msg("%s\nfound %s: %s\nexpected %s: %s", refusals[i].line, quarantine_word(q.reason),
                     q.detail, refusals[i].word, refusals[i].detail);
        assert_true(q.from == party_of("ISR"));
    }
}

static void lines_that_are_no_object_say_why(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        struct message m;
        struct quarantine q;
        arena_reset(&arena);
        assert_int_equal(decode(json_copy(&arena, faults[i].line), &m, &q), -1);
        assert_string_equal(quarantine_word(q.reason), faults[i].word);
        assert_string_equal(q.detail, quoted(faults[i].detail).data);
    }
}

/* A fault in the line, and still its sender is known where `from` can be read. */
static void the_sender_of_a_bad_line(void **state) {
    static const struct {
        const char *line, *from, *word;
    } cases[] = {{"{'x':1,'from':'SYR/head'}", "SYR", "unknown-field"},
                 {"{'from':'OBS/'}", "OBS", "wrong-form"},
                 {"{'from':'XYZ'}", NULL, "unknown-party"},
                 {"{'from':7}", NULL, "wrong-type"},
                 {"{}", NULL, "missing-field"},
                 {"[]", NULL, "not-object"},
                 {"'x'", NULL, "not-object"},
                 {"{'from':'SYR'", NULL, "not-json"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct message m;
        struct quarantine q;
        assert_int_equal(decode(quoted(cases[i].line), &m, &q), -1);
        assert_string_equal(quarantine_word(q.reason), cases[i].word);
        assert_true(q.from == (cases[i].from ? party_of(cases[i].from) : 0));
        assert_true(q.detail[0] != '\0');
    }
}

static struct bytes line_filled(struct buffer *b, const char *before, const char *fill, size_t count,
                                const char *after) {
    buffer_clear(b);
    buffer_append_text(b, before);
    for (size_t i = 0; i < count; i++)
        buffer_append_text(b, fill);
    buffer_append_text(b, after);
    json_quote(b->data, b->size);
    return buffer_bytes(b);
}

#define ID_HEAD   "{'from':'ISR','time':'2026-03-27T02:00:00Z','kind':'a','id':'"
#define KIND_HEAD "{'id':'a','from':'ISR','time':'2026-03-27T02:00:00Z','kind':'"
#define MORE_HEAD "{'id':'a','from':'ISR','time':'2026-03-27T02:00:00Z','kind':'a',"

/* Each bound is reached, and passed by one. */
static void bounds_hold(void **state) {
    static const struct {
        const char *before, *fill, *after;
        size_t most;
        const char *expected;
    } cases[] = {
        {ID_HEAD, "x", "'}", ID_BYTES_MAX, "a string of 1 to 128 bytes without control characters"},
        {KIND_HEAD "a", ".b", "'}", 31, "dotted words of a-z, 0-9 and - (1 to 64 bytes)"},
        {MORE_HEAD "'code':'", "x", "'}", CODE_BYTES_MAX, "a string of 1 to 32 printable ASCII bytes"},
        {MORE_HEAD "'track':'", "x", "'}", WORD_BYTES_MAX,
         "a word of a-z, 0-9 and - (1 to 32 bytes, a letter first)"},
        {MORE_HEAD "'reason':'", "x", "'}", REASON_BYTES_MAX, "a string of 1 to 1024 bytes"},
        {MORE_HEAD "'place':{'lat':1,'lon':2,'name':'", "x", "'}}", NAME_BYTES_MAX,
         "a string of at most 256 bytes"},
        {MORE_HEAD "'to':['ISR'", ",'SYR'", "]}", LIST_MAX - 1, "a list of at most 16"},
        {MORE_HEAD "'place':{'width_m':1,'area':{'type':'LineString','coordinates':[[1,2]", ",[1,2]", "]}}}",
         POINTS_MAX - 1, "at most 256 positions in one area"},
    };
    struct buffer line = BUFFER_EMPTY;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct message m;
        struct quarantine q;
        arena_reset(&arena);
        if (decode(line_filled(&line, cases[i].before, cases[i].fill, cases[i].most, cases[i].after), &m,
                   &q) != 0)
            fail_msg("%s: %s", cases[i].before, q.detail);
        if (decode(line_filled(&line, cases[i].before, cases[i].fill, cases[i].most + 1, cases[i].after), &m,
                   &q) == 0)
            fail_msg("accepted past its bound: %s", cases[i].before);
        assert_int_equal(q.reason, QUARANTINE_WRONG_FORM);
        if (!bytes_ends(bytes_of(q.detail), bytes_of(cases[i].expected)))
            fail_msg("%s", q.detail);
    }
    buffer_release(&line);
}

/* Of each type, with all that it needs: it is taken, and without any one of them refused. */
static void each_type_needs_what_it_needs(void **state) {
    static const struct {
        const char *type, *members[4];
    } types[] = {
        {"report", {"'kind':'a'"}},
        {"notice", {"'kind':'a'", "'window':{'from':'2026-03-27'}"}},
        {"request", {"'kind':'a'"}},
        {"ack", {"'refs':['I-1']", "'level':'received'"}},
        {"reply", {"'refs':['I-1']"}},
        {"position", {"'refs':['I-1']", "'stance':'accept'"}},
        {"meeting", {"'refs':['I-1']", "'held':'held'"}},
        {"finding", {"'refs':['I-1']", "'finding':'upheld'"}},
        {"decision", {"'refs':['I-1']", "'decision':'approved'"}},
        {"dispute", {"'refs':['I-1']"}},
        {"update", {"'refs':['I-1']"}},
        {"withdraw", {"'refs':['I-1']", "'reason':'r'"}},
        {"close", {"'refs':['I-1']", "'outcome':'o'"}},
        {"reopen", {"'refs':['I-1']", "'reason':'r'"}},
        {"merge", {"'refs':['I-1','I-2']", "'reason':'r'"}},
        {"split", {"'refs':['I-1']", "'reason':'r'", "'messages':['ISR:b']"}},
        {"note", {NULL}},
        {"hold", {"'refs':['I-1']", "'reason':'r'", "'window':{'until':'2026-03-28'}"}},
        {"clock", {NULL}},
    };
    struct message m;
    struct quarantine q;
    (void)state;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        for (size_t without = 0; without < 4 && (!without || types[i].members[without - 1]); without++) {
            char line[256];
            int size = snprintf(line, sizeof line, "{'id':'a','from':'ISR','time':'2026-03-27','type':'%s'",
                                types[i].type);
            for (size_t n = 0; n < 4 && types[i].members[n]; n++)
                if (n + 1 != without)
                    size += snprintf(line + size, sizeof line - (size_t)size, ",%s", types[i].members[n]);
            (void)snprintf(line + size, sizeof line - (size_t)size, "}");
            bool whole = !without;
            if ((decode(quoted(line), &m, &q) == 0) != whole)
                fail_msg("%s: %s", line, whole ? q.detail : "taken");
            assert_true(whole || q.reason == QUARANTINE_MISSING_FIELD);
        }
}

/* Integers of data are exact up to 2^53, and no further. */
static void numbers_of_data_are_exact(void **state) {
    static const char *const taken[] = {"9007199254740992", "-9007199254740992", "900719925474099.5"};
    struct message m;
    struct quarantine q;
    char line[256];
    (void)state;
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++) {
        (void)snprintf(line, sizeof line, MORE_HEAD "'data':{'n':[%s]}}", taken[i]);
        assert_int_equal(decode(quoted(line), &m, &q), 0);
    }
    (void)snprintf(line, sizeof line, MORE_HEAD "'data':{'n':[-9007199254740993]}}");
    assert_int_equal(decode(quoted(line), &m, &q), -1);
    assert_int_equal(q.reason, QUARANTINE_NUMBER_RANGE);
}

static void a_long_line_is_refused(void **state) {
    struct buffer line = BUFFER_EMPTY;
    struct message m;
    struct quarantine q;
    const size_t frame = strlen(MORE_HEAD "'text':''}");
    (void)state;
    line_filled(&line, MORE_HEAD "'text':'", "x", LINE_BYTES_MAX - frame, "'}");
    assert_int_equal(line.size, LINE_BYTES_MAX);
    assert_int_equal(decode(buffer_bytes(&line), &m, &q), 0);
    line_filled(&line, MORE_HEAD "'text':'", "x", LINE_BYTES_MAX - frame + 1, "'}");
    assert_int_equal(decode(buffer_bytes(&line), &m, &q), -1);
    assert_int_equal(q.reason, QUARANTINE_TOO_LONG);
    assert_string_equal(q.detail, "found 65537 bytes, expected at most 65536");
    buffer_release(&line);
}

/* A stranger's bytes in a detail are cut between characters, whatever stands in front of them. */
static void details_stay_text(void **state) {
    struct buffer line = BUFFER_EMPTY;
    char before[64];
    (void)state;
    for (int shift = 0; shift < 8; shift++) {
        struct message m;
        struct quarantine q;
        size_t at = 0;
        (void)snprintf(before, sizeof before, "{'id':'a','%.*s", shift, "aaaaaaaa");
        line_filled(&line, before, "\xf0\x9f\x98\x80", 60, "':1}");
        assert_int_equal(decode(buffer_bytes(&line), &m, &q), -1);
        assert_true(strstr(q.detail, "...\"") != NULL);
        struct buffer quoted = BUFFER_EMPTY;
        struct json_writer w = JSON_WRITER(&quoted);
        const struct json *tree;
        struct json_fault fault;
        json_write_text(&w, bytes_of(q.detail));
        assert_int_equal(json_parse(&arena, buffer_bytes(&quoted), &json_limits_message, &tree, &fault), 0);
        buffer_release(&quoted);
        for (at = 0; q.detail[at]; at++)
            assert_true((unsigned char)q.detail[at] >= 0x20);
    }
    buffer_release(&line);
}

static void the_instant_in_history(void **state) {
    (void)state;
    struct message m = decoded(LINE(",'until':'2026-03-27T03:00:00Z','sent':'2026-03-27T04:00:00Z',"
                                    "'received':'2026-03-27T05:00:00Z'"));
    assert_true(message_instant(&m) == T0 + 3 * HOUR_MS);
    m.received_ms = INSTANT_NONE;
    assert_true(message_instant(&m) == T0 + 2 * HOUR_MS);
    m.sent_ms = INSTANT_NONE;
    assert_true(message_instant(&m) == T0 + HOUR_MS);
    m.until_ms = INSTANT_NONE;
    assert_true(message_instant(&m) == T0);
}

static void small_helpers(void **state) {
    enum message_type type = MESSAGE_NOTE;
    (void)state;
    for (int i = 0; i < MESSAGE_TYPE_COUNT; i++) {
        assert_true(message_type_parse(bytes_of(message_type_word((enum message_type)i)), &type));
        assert_int_equal(type, i);
    }
    assert_false(message_type_parse(BYTES("reports"), &type));
    assert_false(message_type_parse(BYTES(""), &type));
    assert_true(incident_number_parse(BYTES("I-17")) == 17);
    assert_true(incident_number_parse(BYTES("I-9223372036854775807")) == INT64_MAX);
    assert_true(incident_number_parse(BYTES("I-9223372036854775808")) == 0);
    assert_true(incident_number_parse(BYTES("I-")) == 0);
    assert_true(incident_number_parse(BYTES("i-1")) == 0);
    assert_true(incident_number_parse(BYTES("I--1")) == 0);
    assert_string_equal(message_key_text(&arena, party_of("UNDOF"), BYTES("a:b")).data, "UNDOF:a:b");
    assert_int_equal(message_key_text(&arena, party_of("ISR"), BYTES("a")).size, 5);
    assert_string_equal(quarantine_word(QUARANTINE_JSON_DUPLICATE), "duplicate-key");
    assert_string_equal(quarantine_word(QUARANTINE_REFUSED_ROW), "refused-row");
}

static const char *written(const struct message *m) {
    struct buffer out = BUFFER_EMPTY;
    struct json_writer w = JSON_WRITER(&out);
    message_write(m, &w);
    assert_false(buffer_failed(&out));
    struct bytes kept = arena_copy(&arena, buffer_bytes(&out));
    buffer_release(&out);
    return kept.data;
}

static void facts_are_written_in_order(void **state) {
    struct message m = decoded(LINE(""));
    (void)state;
    assert_string_equal(written(&m),
                        quoted("{'id':'a1','from':'ISR','time':1774576800000,'kind':'fire.mortar'}").data);
    m = decoded(
        "{'data':{'x':1},'fuse':'never','seq':3,'need_by':'2026-03-27T02:00:00Z','messages':['ISR:a'],"
        "'outcome':'settled','decision':'cleared','finding':'upheld','absent':['SYR'],'held':'held',"
        "'stance':'accept','explanation':'other','relayed_to':['UNDOF'],'level':'acted','milestone':'m',"
        "'track':'t','refs':['I-12','SYR:b'],'text':'x','status':'exercise',"
        "'marking':{'rel_to':[],'tlp':'RED'},'grade':'A1','harm':{'civilian':false,'injured':0},"
        "'place':{'radius_m':5,'name':'n','precision_m':3,'lon':35.80,'lat':-0.5},"
        "'actors':[{'party':'UNK'}],'urgency':'u','code':'c','kind':'k','window':{'until':'2026-03-27'},"
        "'received':'2026-03-27T02:00:03Z','sent':'2026-03-27T02:00:02Z','until':'2026-03-27',"
        "'time':'2026-03-27','to':['SYR/head','USA'],'from':'ISR/liaison','type':'update','id':'z',"
        "'reason':'r','subjects':[{'name':'n'}]}");
    assert_string_equal(
        written(&m),
        quoted(
            "{'id':'z','type':'update','from':'ISR/liaison','to':['SYR/head','USA'],'time':1774569600000,"
            "'date':true,'until':1774656000000,'sent':1774576802000,'received':1774576803000,"
            "'window':{'until':1774656000000},'kind':'k','code':'c','urgency':'u',"
            "'actors':[{'party':'UNK','role':'actor'}],'place':{'lat':-0.5,'lon':35.8,'precision_m':3,"
            "'name':'n','radius_m':5},'harm':{'injured':0,'civilian':false},'grade':'A1',"
            "'marking':{'tlp':'RED','rel_to':[]},'status':'exercise','refs':['I-12','SYR:b'],'track':'t',"
            "'milestone':'m','level':'acted','relayed_to':['UNDOF'],'explanation':'other','stance':'accept',"
            "'held':'held','absent':['SYR'],'finding':'upheld','decision':'cleared','outcome':'settled',"
            "'messages':['ISR:a'],'need_by':1774576800000,'seq':3,'fuse':'never'}")
            .data);
}

static void areas_are_written_closed(void **state) {
    struct message m = decoded(LINE(",'place':{'name':'n','area':{'type':'Polygon',"
                                    "'coordinates':[[[1,2],[3,2],[3,4],[1,2]]]}}"));
    (void)state;
    assert_non_null(
        strstr(written(&m), quoted("'place':{'area':{'type':'Polygon','coordinates':[[[1,2],[3,2],"
                                   "[3,4],[1,2]]]},'name':'n'}")
                                .data));
    m = decoded(LINE(",'place':{'width_m':7,'area':{'type':'LineString','coordinates':[[1.5,2],[3,2]]}}"));
    assert_non_null(
        strstr(written(&m), quoted("'place':{'area':{'type':'LineString','coordinates':[[1.5,2],[3,2]]},"
                                   "'width_m':7}")
                                .data));
}

/* -- docs/messages.md -- */

static struct bytes document_read(struct buffer *b) {
    FILE *file = fopen("docs/messages.md", "rb");
    assert_non_null(file);
    char part[4096];
    for (size_t size; (size = fread(part, 1, sizeof part, file)) > 0;)
        buffer_append(b, (struct bytes){part, size});
    fclose(file);
    assert_false(buffer_failed(b));
    return buffer_bytes(b);
}

struct example_counts {
    unsigned messages, quarantined, types[MESSAGE_TYPE_COUNT];
};

static void example_check(struct bytes line, struct bytes expected, struct example_counts *counts) {
    struct message m;
    struct quarantine q;
    int result = decode(line, &m, &q);
    if (expected.size == 0) {
        if (result < 0)
            fail_msg("%.*s\n%s: %s", (int)line.size, line.data, quarantine_word(q.reason), q.detail);
        counts->messages++;
        counts->types[m.type]++;
        return;
    }
    if (!bytes_is(expected, quarantine_word(q.reason)))
        fail_msg("%.*s\nfound \"%s\": %s", (int)line.size, line.data, quarantine_word(q.reason), q.detail);
    counts->quarantined++;
}

static void the_examples_are_as_they_say(void **state) {
    struct buffer text = BUFFER_EMPTY;
    struct bytes rest = document_read(&text), expected = {NULL, 0};
    struct example_counts counts = {0};
    bool within = false;
    (void)state;
    while (rest.size) {
        struct bytes line = bytes_split(&rest, '\n');
        if (bytes_begins(line, BYTES("```"))) {
            struct bytes tag = bytes_slice(line, 3, line.size);
            within = bytes_is(tag, "messages") || bytes_begins(tag, BYTES("quarantine "));
            expected = bytes_is(tag, "messages") ? (struct bytes){NULL, 0} : bytes_slice(tag, 11, tag.size);
        } else if (within) {
            example_check(line, expected, &counts);
        }
    }
    for (int i = 0; i < MESSAGE_TYPE_COUNT; i++)
        if (!counts.types[i])
            fail_msg("no example of type %s", message_type_word((enum message_type)i));
    assert_true(counts.messages > MESSAGE_TYPE_COUNT);
    assert_int_equal(counts.quarantined, 11);
    buffer_release(&text);
}

/* Every reason stands in its table. */
static void the_table_of_reasons_is_whole(void **state) {
    struct buffer text = BUFFER_EMPTY;
    char row[160];
    (void)state;
    document_read(&text);
    buffer_append_char(&text, '\0');
    for (int reason = 1; reason <= QUARANTINE_REFUSED_ROW; reason++) {
        (void)snprintf(row, sizeof row, "\n| `%s` | ", quarantine_word((enum quarantine_reason)reason));
        if (!strstr(text.data, row))
            fail_msg("no row for %s", row);
    }
    buffer_release(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shortest_message),          cmocka_unit_test(who_may_be_named_is_the_policys),
        cmocka_unit_test(all_fields_of_a_report),        cmocka_unit_test(an_area_is_a_polygon_or_a_line),
        cmocka_unit_test(refused_lines_say_why),         cmocka_unit_test(lines_that_are_no_object_say_why),
        cmocka_unit_test(the_sender_of_a_bad_line),      cmocka_unit_test(bounds_hold),
        cmocka_unit_test(each_type_needs_what_it_needs), cmocka_unit_test(numbers_of_data_are_exact),
        cmocka_unit_test(a_long_line_is_refused),        cmocka_unit_test(details_stay_text),
        cmocka_unit_test(the_instant_in_history),        cmocka_unit_test(small_helpers),
        cmocka_unit_test(facts_are_written_in_order),    cmocka_unit_test(areas_are_written_closed),
        cmocka_unit_test(the_examples_are_as_they_say),  cmocka_unit_test(the_table_of_reasons_is_whole),
    };
    return cmocka_run_group_tests_name("message", tests, NULL, arena_end);
}
