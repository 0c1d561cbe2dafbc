/*
 * record_story.h: a small record, written by hand as docs/record.md says: two incidents, one of them an
 * exercise, an acknowledgement of both, a step that fired, a report that joined, a message that was refused,
 * a line that was none, and the end. The tests of the record tell it and then read it in their several ways.
 */
#ifndef FUSION_TEST_RECORD_STORY_H
#define FUSION_TEST_RECORD_STORY_H

#include <fusion/instant.h>
#include <fusion/record.h>
#include <record/query.h>

#include "json_text.h"
#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define T0      1774576800000 /* 2026-03-27T02:00:00Z */
#define STORY_N 9

struct telling {
    enum entry_kind kind;
    int64_t at_ms;
    uint64_t incident, key;
    const char *payload; /* NULL: none */
    const char *body;
    int64_t dormant_ms[2]; /* of each change, in order */
};

/* In its texts ' stands for ". */
static const struct telling story[STORY_N] = {
    {ENTRY_POLICY,
     T0,
     0,
     0,
     "packed files",
     "{'n':1,'at':1774576800000,'kind':'policy','digest':'d1','name':'shipped','accepted':true,"
     "'semantics':1,'lua':'5.4','bare_role':'liaison','files':[]}",
     {DORMANT_CLOSED}},
    {ENTRY_MESSAGE,
     T0,
     1,
     0x8000000000000001u,
     "{'id':'s-1','from':'SYR','text':'rockets \\u0041\\n'}",
     "{'n':2,'at':1774576800000,'kind':'message','line':'00','message':{'id':'s-1','from':'SYR',"
     "'to':['ISR'],'time':1774576740250,'kind':'fire.rocket','actors':[{'party':'UNK','role':'actor'},"
     "{'party':'SYR','role':'target'}],'place':{'lat':33.1,'lon':35.8,'name':'Quneitra'},"
     "'harm':{'killed':2,'civilian':true}},'effect':'opened','incident':'I-1',"
     "'rules':[{'rule':'fire.deaths','because':'fire with deaths',"
     "'propose':{'track':'de-escalation','severity':4,'link':['I-2']},'won':['track','severity']},"
     "{'rule':'broken','fault':'out of budget'}],'changes':{'I-1':{'kind':'fire.rocket','severity':4,"
     "'place':'Quneitra','zone':'aos','opened_at':1774576800000,'last_report_at':1774576800000,'policy':1,"
     "'time':1774576740250,'lat_e7':331000000,'lon_e7':358000000,'pair':['UNK','SYR'],'reports':1,"
     "'statements':{'0':{'party':'SYR','entry':2,'obliges':['ISR']}},'cases':{'0':{'track':'de-escalation','"
     "urgency':'urgent',"
     "'state':'open','rung':'liaison','opened_at':1774576800000,'next_at':1774577100000,"
     "'next_rung':'alternate','clocks':{'0':{'milestone':'acknowledged','party':'ISR',"
     "'set_at':1774576800000,'set_by':2,'due_at':1774577100000,'state':'running',"
     "'steps':[[1774577100000,'alternate','head']]},'1':{'milestone':'answered','set_at':1774576800000,"
     "'set_by':2,'due_at':1774578600000,'state':'running','steps':[[1774578600000,'head'],"
     "[1774580400000,'supervisor']]}}}}}},'actions':[{'k':1,'verb':'notify','to':['USA/supervisor'],"
     "'track':'de-escalation','because':'fire with deaths'},{'k':2,'verb':'request-ack',"
     "'to':['ISR/liaison'],'track':'de-escalation','rung':'liaison'}]}",
     {INSTANT_NONE}},
    {ENTRY_MESSAGE,
     T0 + 1000,
     2,
     3,
     "{'id':'i-1','text':{'en':'drill','he':'x'}}",
     "{'n':3,'at':1774576801000,'kind':'message','line':'00','message':{'id':'i-1','from':'ISR/head',"
     "'time':1774576801000,'kind':'force.exercise','status':'exercise'},'effect':'opened',"
     "'incident':'I-2','changes':{'I-2':{'kind':'force.exercise','status':'exercise','title':'Drill',"
     "'contested':true,'opened_at':1774576801000,'last_report_at':1774576801000,"
     "'dormant_at':1774577401000,'policy':1,'reports':1,'statements':{'0':{'party':'ISR','entry':3}}}},"
     "'actions':[{'k':1,'verb':'notify','to':['SYR/liaison']}]}",
     {T0 + 601000}},
    {ENTRY_DEADLINE,
     T0 + 300000,
     1,
     0,
     NULL,
     "{'n':4,'at':1774577100000,'kind':'deadline','incident':'I-1','case':0,'clock':0,'step':0,"
     "'due':1774577100000,'changes':{'I-1':{'cases':{'0':{'state':'overdue','rung':'head',"
     "'next_at':1774578600000,'next_rung':'head','clocks':{'0':{'state':'overdue','rung':'head',"
     "'fired':1}}}}}},'actions':[{'k':1,'verb':'escalate','to':['ISR/alternate'],'track':'de-escalation',"
     "'rung':'alternate'},{'k':2,'verb':'escalate','to':['ISR/head'],'track':'de-escalation',"
     "'rung':'head'}]}",
     {INSTANT_NONE}},
    {ENTRY_MESSAGE,
     T0 + 420000,
     1,
     5,
     "{'id':'i-2','type':'ack'}",
     "{'n':5,'at':1774577220000,'kind':'message','line':'00','message':{'id':'i-2','type':'ack',"
     "'from':'ISR/liaison','time':1774577160000,'refs':['SYR:s-1','I-2'],'level':'relayed',"
     "'relayed_to':['ISR','USA']},'late':60000,'effect':'attached','incident':'I-1','also':['I-2'],"
     "'changes':{'I-1':{'cases':{'0':{'state':'open','met':{'acknowledged':1774577220000},"
     "'clocks':{'0':{'state':'met-late','ended_at':1774577220000}}}}},'I-2':{'severity':1}},"
     "'actions':[{'k':1,'verb':'notify','to':['ISR/liaison'],'incident':'I-2','because':'linked'}]}",
     {INSTANT_NONE, T0 + 601000}},
    {ENTRY_QUARANTINE,
     T0 + 430000,
     0,
     6,
     "{'from':'SYR', oops",
     "{'n':6,'at':1774577230000,'kind':'quarantine','line':'00','source':'input 2','number':7,"
     "'reason':'not-json','detail':'at byte 17','size':21,'sha256':'ab','from':'SYR',"
     "'actions':[{'k':1,'verb':'correct','to':['SYR/liaison']}]}",
     {DORMANT_CLOSED}},
    {ENTRY_MESSAGE,
     T0 + 500000,
     1,
     7,
     "{'id':'i-3'}",
     "{'n':7,'at':1774577300000,'kind':'message','line':'00','message':{'id':'i-3','from':'ISR',"
     "'time':1774576750000,'kind':'fire.rocket','place':{'lat':33,'lon':35.81},'harm':{'injured':1}},"
     "'effect':'fused','incident':'I-1','changes':{'I-1':{'last_report_at':1774577300000,'reports':2,"
     "'statements':{'1':{'party':'ISR','entry':7}}}}}",
     {INSTANT_NONE}},
    {ENTRY_MESSAGE,
     T0 + 600000,
     0,
     8,
     "{'id':'s-2'}",
     "{'n':8,'at':1774577400000,'kind':'message','line':'00','message':{'id':'s-2','type':'reply',"
     "'from':'SYR','time':1774577400000,'refs':['SYR:x'],'explanation':'error'},'effect':'refused',"
     "'actions':[{'k':1,'verb':'correct','to':['SYR/liaison'],'because':'no such reference'}]}",
     {DORMANT_CLOSED}},
    {ENTRY_MESSAGE,
     T0 + 700000,
     1,
     9,
     "{'id':'u-1'}",
     "{'n':9,'at':1774577500000,'kind':'message','line':'00','message':{'id':'u-1','type':'close',"
     "'from':'USA/supervisor','time':1774577500000,'refs':['I-1'],'outcome':'explained'},"
     "'effect':'attached','incident':'I-1','changes':{'I-1':{'closed_at':1774577500000,"
     "'outcome':'explained','cases':{'0':{'state':'closed','closed_at':1774577500000,'next_at':null,"
     "'next_rung':null,'outcome':'explained','clocks':{'1':{'state':'cancelled',"
     "'ended_at':1774577500000}}}}}},'actions':[{'k':1,'verb':'close','to':['SYR/liaison'],"
     "'track':'de-escalation'}]}",
     {DORMANT_CLOSED}},
};

/* The end of the JSON object that begins at `at`; the story has no braces in strings. */
static inline const char *object_end(const char *at) {
    int depth = 0;
    do {
        depth += (*at == '{') - (*at == '}');
        at++;
    } while (depth);
    return at;
}

/* Another incident than its own that the entry has to do with. */
static inline void story_touch(struct frame_entry *e, uint64_t incident) {
    uint32_t known = 0;
    while (known < e->touch_count && e->touches[known] != incident)
        known++;
    if (incident != e->incident && known == e->touch_count)
        e->touches[e->touch_count++] = incident;
}

/* Incidents of actions, which stand behind everything else in a body. */
static inline void story_touch_acted(struct frame_entry *e, const char *body) {
    static const char mark[] = "\"incident\":\"I-";
    for (const char *at = strstr(body, "\"actions\":["); at && (at = strstr(at, mark)); at++)
        story_touch(e, strtoull(at + sizeof mark - 1, NULL, 10));
}

/* The entry of one telling, its changes found in the body as the cell would have noted them. */
static inline struct frame_entry story_entry(const struct telling *t, uint64_t n) {
    static const char mark[] = "\"changes\":{";
    struct frame_entry e = {.n = n,
                            .at_ms = t->at_ms,
                            .kind = (uint8_t)t->kind,
                            .payload = (uint8_t)(t->kind == ENTRY_POLICY ? PAYLOAD_POLICY : PAYLOAD_LINE),
                            .incident = t->incident,
                            .key = t->key,
                            .body = bytes_of(t->body)};
    const char *at = strstr(t->body, mark);
    if (!t->payload)
        e.payload = PAYLOAD_NONE;
    story_touch_acted(&e, t->body);
    if (!at)
        return e;
    for (at += sizeof mark - 1; *at == '"' || *at == ',';) {
        struct entry_change *c = &e.changes[e.change_count];
        c->incident = strtoull(strchr(at, '-') + 1, NULL, 10);
        story_touch(&e, c->incident);
        at = strchr(at, '{');
        const char *end = object_end(at);
        c->offset = (uint32_t)(at - t->body);
        c->size = (uint32_t)(end - at);
        c->dormant_ms = t->dormant_ms[e.change_count++];
        at = end;
    }
    return e;
}

/* A telling with a " for each ' of its texts, which telling_free frees. */
static inline struct telling telling_quoted(const struct telling *t) {
    struct telling quoted = *t;
    quoted.body = json_quoted(t->body);
    quoted.payload = t->payload ? json_quoted(t->payload) : NULL;
    return quoted;
}

static inline void telling_free(struct telling *quoted) {
    free((char *)(uintptr_t)quoted->body);
    free((char *)(uintptr_t)quoted->payload);
}

static inline void story_append(struct store *store, const struct telling *t, uint64_t n) {
    struct error error = ERROR_EMPTY;
    struct telling quoted = telling_quoted(t);
    struct frame_entry e = story_entry(&quoted, n);
    struct bytes salt = BYTES("0123456789abcdef");
    int code = store->calls->append(store, &e, t->payload ? salt : (struct bytes){0},
                                    bytes_of(quoted.payload), &error);
    telling_free(&quoted);
    if (code)
        print_error("%s\n", error.text);
    assert_int_equal(code, 0);
}

/* Is this the body of telling `n`, from 1? */
static inline bool story_is(struct bytes body, size_t n) {
    struct telling quoted = telling_quoted(&story[n - 1]);
    bool is = bytes_is(body, quoted.body);
    telling_free(&quoted);
    return is;
}

static inline void story_tell(struct store *store, size_t from, size_t to) {
    for (size_t i = from; i < to; i++)
        story_append(store, &story[i], i + 1);
}

/* A folder of the test's own, and a record in it. */
static inline void scratch_path(char out[SCRATCH_PATH_BYTES]) {
    char folder[SCRATCH_BYTES];
    scratch_folder(folder);
    (void)snprintf(out, SCRATCH_PATH_BYTES, "%s/fusion.db", folder);
}

static inline void scratch_remove(const char *path) {
    static const char *const ends[] = {"", "-wal", "-shm", "-holder", "-other", NULL};
    char name[128];
    for (size_t i = 0; ends[i]; i++) {
        (void)snprintf(name, sizeof name, "%s%s", path, ends[i]);
        (void)unlink(name);
    }
    (void)snprintf(name, sizeof name, "%.*s", (int)(strrchr(path, '/') - path), path);
    assert_int_equal(rmdir(name), 0);
}

static inline struct record *record_opened(const char *path, enum record_mode mode) {
    struct error e = ERROR_EMPTY;
    struct record *r = NULL;
    if (record_open(path, mode, &r, &e) != 0)
        print_error("%s\n", e.text);
    assert_non_null(r);
    return r;
}

static inline void committed(struct record *r) {
    struct error e = ERROR_EMPTY;
    assert_int_equal(record_store(r)->calls->commit(record_store(r), &e), 0);
}

static inline int row_append(void *context, const struct row *row) {
    struct buffer *out = context;
    for (size_t i = 0; i < row->count; i++) {
        if (i)
            buffer_append_char(out, '|');
        if (row->types[i] == 'n')
            buffer_append_text(out, "~");
        buffer_append(out, row->values[i]);
    }
    buffer_append_char(out, '\n');
    return 0;
}

/* The rows of a query as text: columns between bars, NULL as ~. */
static inline void rows_are(struct record *r, const char *sql, const char *expected) {
    struct error e = ERROR_EMPTY;
    struct buffer out = BUFFER_EMPTY;
    int code = record_query(r, sql, NULL, 0, row_append, &out, &e);
    if (code)
        print_error("%s\n%s\n", sql, e.text);
    assert_int_equal(code, 0);
    buffer_append_char(&out, '\0');
    assert_false(buffer_failed(&out));
    assert_string_equal(out.data, expected);
    buffer_release(&out);
}

#endif
