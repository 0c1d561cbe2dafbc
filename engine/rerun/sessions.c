/* sessions.c: the sessions and policies of a record, read and copied. See rerun/sessions.h. */
#include "sessions.h"

#include <fusion/array.h>
#include <fusion/rules.h>

#include <stdio.h>

static int64_t row_number(const struct row *row, size_t column) {
    int64_t n = 0;
    (void)bytes_to_unsigned(row->values[column], INT64_MAX, &n);
    return n;
}

static int totals_take(void *context, const struct row *row) {
    struct sessions *p = context;
    p->entries = (uint64_t)row_number(row, 0);
    p->repeats = (uint64_t)row_number(row, 1);
    return 0;
}

static int session_take(void *context, const struct row *row) {
    struct sessions *p = context;
    if (!ARRAY_ROOM_IN(&p->arena, p->sessions, p->session_count, p->session_capacity, ARRAY_ENTRIES_MAX))
        return ERROR_MEMORY;
    struct recorded_session *s = p->sessions;
    s[p->session_count++] = (struct recorded_session){.id = row_number(row, 0),
                                                      .live = bytes_is(row->values[1], "run"),
                                                      .first = (uint64_t)row_number(row, 2),
                                                      .last = p->entries};
    if (p->session_count > 1)
        s[p->session_count - 2].last = s[p->session_count - 1].first - 1;
    return 0;
}

static int policy_take(void *context, const struct row *row) {
    struct sessions *p = context;
    if (!ARRAY_ROOM_IN(&p->arena, p->policies, p->policy_count, p->policy_capacity, ARRAY_ENTRIES_MAX))
        return ERROR_MEMORY;
    p->policies[p->policy_count++] = (uint64_t)row_number(row, 0);
    return 0;
}

static int foreign_take(void *context, const struct row *row) {
    return error_set(context, ERROR_RECORD,
                     "entry %.*s was decided under semantics %.*s with %.*s, this Fusion has %d with %s: to "
                     "execute it again asks for the Fusion that made it; to go on with its messages, "
                     "`fusion convert --from-record DB | fusion replay -d NEW.db`",
                     (int)row->values[0].size, row->values[0].data, (int)row->values[1].size,
                     row->values[1].data, (int)row->values[2].size, row->values[2].data, POLICY_SEMANTICS,
                     rules_language());
}

/* Refuse a record that another Fusion decided: its entries would differ though nobody changed them. */
static int foreign_refuse(struct record *r, struct error *e) {
    struct buffer ours = BUFFER_EMPTY;
    buffer_append_int(&ours, POLICY_SEMANTICS);
    const struct bytes bound[] = {buffer_bytes(&ours), bytes_of(rules_language())};
    int code =
        ours.failed ? error_memory(e) : record_ask(r, QUERY_FOREIGN_POLICIES, bound, 2, foreign_take, e, e);
    buffer_release(&ours);
    return code;
}

int sessions_read(struct record *r, struct sessions *out, struct error *e) {
    static const struct {
        enum query query;
        int (*take)(void *context, const struct row *row);
    } questions[] = {
        {QUERY_TOTALS, totals_take},
        {QUERY_SESSIONS, session_take},
        {QUERY_POLICIES, policy_take},
    };
    *out = (struct sessions){.record = r};
    int code = foreign_refuse(r, e);
    for (size_t i = 0; code == 0 && i < sizeof questions / sizeof *questions; i++) {
        code = record_ask(r, questions[i].query, NULL, 0, questions[i].take, out, e);
        if (code == ERROR_MEMORY)
            return error_memory(e);
    }
    return code;
}

void sessions_release(struct sessions *p) {
    arena_release(&p->arena);
}

uint64_t sessions_policy(const struct sessions *p, const struct recorded_session *s) {
    uint64_t in_force = 0;
    for (size_t i = 0; i < p->policy_count; i++) {
        if (p->policies[i] >= s->first)
            return p->policies[i] <= s->last ? p->policies[i] : in_force;
        in_force = p->policies[i];
    }
    return in_force;
}

/* The payload of a policy, copied into an arena. */
struct packed {
    struct arena *arena;
    struct bytes bytes;
};

static int packed_take(void *context, const struct row *row) {
    struct packed *packed = context;
    packed->bytes = arena_copy(packed->arena, row->values[0]);
    return packed->bytes.data ? 0 : ERROR_MEMORY;
}

int sessions_files(struct sessions *p, uint64_t n, struct arena *a, struct policy_file **files, size_t *count,
                   struct error *e) {
    char number[24];
    struct packed packed = {.arena = a};
    (void)snprintf(number, sizeof number, "%llu", (unsigned long long)n);
    const struct bytes bound = bytes_of(number);
    int code = record_ask(p->record, QUERY_PAYLOAD, &bound, 1, packed_take, &packed, e);
    *files = arena_array(a, POLICY_FILES_MAX, sizeof **files);
    if (code == ERROR_MEMORY || !*files)
        return error_memory(e);
    *count = POLICY_FILES_MAX;
    if (code == 0 && !(packed.bytes.size && policy_files_unpack(packed.bytes, *files, count)))
        return 1;
    return code;
}

/* --- what is copied --------------------------------------------------------------------------------------
 */

struct copying {
    struct record *into;
    struct error *e;
};

static int source_take(void *context, const struct row *row) {
    struct copying *c = context;
    return record_source(c->into, (uint32_t)row_number(row, 0), row->values[1].data, c->e);
}

static int repeat_take(void *context, const struct row *row) {
    struct copying *c = context;
    return record_repeated(c->into, (uint64_t)row_number(row, 0), (uint64_t)row_number(row, 1), c->e);
}

int sessions_copy_one(struct sessions *p, const struct recorded_session *s, struct record *into,
                      struct error *e) {
    char id[24];
    struct copying c = {into, e};
    (void)snprintf(id, sizeof id, "%lld", (long long)s->id);
    const struct bytes bound = bytes_of(id);
    int code = record_session(into, s->live ? SESSION_RUN : SESSION_REPLAY, false, e);
    return code ? code : record_ask(p->record, QUERY_SOURCES, &bound, 1, source_take, &c, e);
}

int sessions_copy_repeats(struct sessions *p, struct record *into, struct error *e) {
    struct copying c = {into, e};
    return record_ask(p->record, QUERY_REPEATS, NULL, 0, repeat_take, &c, e);
}
