/* recall.c: see recall.h. */
#include "recall.h"

/* What the record answered to this question while the line was pending; NULL: not asked yet. */
const struct answer *answer_find(const struct cell *c, uint8_t kind, uint64_t key) {
    for (const struct answer *a = c->pending.answers; a; a = a->next)
        if (a->asked.kind == kind && a->asked.key == key)
            return a;
    return NULL;
}

/* Ask the record, and take the line up again when it has answered. */
int recall(struct cell *c, uint8_t kind, uint64_t key) {
    frame_put_recall(c->out, &(struct frame_recall){c->turn, kind, key});
    return 1;
}

const struct json *body_parse(struct cell *c, struct bytes body) {
    const struct json *tree = NULL;
    struct json_fault fault;
    return json_parse(&c->line_arena, body, &json_limits_own, &tree, &fault) == 0 ? tree : NULL;
}

/* The party of a written address, `SYR` or `SYR/head`. */
static party_id address_party(struct bytes address) {
    party_id party = 0;
    (void)party_parse(bytes_split(&address, '/'), &party);
    return party;
}

/* The recalled entry of the message (party, id); NULL when none of those found is it. */
const struct json *message_body(const struct answer *a, party_id party, struct bytes id,
                                const struct recalled **which) {
    for (size_t n = 0; n < a->count; n++) {
        const struct json *body = a->bodies[n];
        const struct json *m = json_get(body, "message");
        if (!m || !bytes_equal(json_text(json_get(m, "id")), id) ||
            address_party(json_text(json_get(m, "from"))) != party)
            continue;
        if (which)
            *which = &a->found[n];
        return body;
    }
    return NULL;
}

int64_t body_number(const struct json *body) {
    return json_int_or(json_get(body, "n"), 0);
}

struct digest message_digest(struct cell *c, party_id party, struct bytes id) {
    struct bytes text = message_key_text(&c->line_arena, party, id);
    if (!text.data)
        c->failed = true;
    return digest_of(text);
}
