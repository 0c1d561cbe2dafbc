/* rule_query.c: see rule_query.h. A key is a row of the table at the end. */
#include "rule_query.h"
#include "domain.h"
#include "index.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define SHOWN_BYTES 64
#define NEAR_KM_MAX 20100.0 /* more than half the circumference of the Earth */

const char *const query_keys[] = {"kind", "within", "near_km", "actor", NULL};

struct rule_query query_all(const struct policy *p) {
    return (struct rule_query){.within_ms = p->history_ms, .near_m = -1};
}

static void value_show(const struct query_value *v, char *out, size_t size) {
    int shown = v->text.size < SHOWN_BYTES ? (int)v->text.size : SHOWN_BYTES;
    if (v->type == QUERY_TEXT)
        (void)snprintf(out, size, "`%.*s`", shown, v->text.size ? v->text.data : "");
    else if (v->type == QUERY_NUMBER)
        (void)snprintf(out, size, "%.14g", v->number);
    else
        (void)snprintf(out, size, "%s", v->called);
}

/* `found VALUE, expected ...`, behind the key. */
__attribute__((format(printf, 4, 5))) static bool
refuse(struct query_fault *fault, const char *key, const struct query_value *v, const char *format, ...) {
    va_list args;
    char shown[SHOWN_BYTES + sizeof "``"];
    value_show(v, shown, sizeof shown);
    int size = snprintf(fault->text, sizeof fault->text, "%s found %s, expected ", key, shown);
    va_start(args, format);
    (void)vsnprintf(fault->text + size, sizeof fault->text - (size_t)size, format, args);
    va_end(args);
    return false;
}

static bool set_kind(struct rule_query *q, const struct policy *p, const struct query_value *v,
                     struct query_fault *fault) {
    struct kind_pattern nearest = {""};
    q->kind = v->text;
    if (v->type == QUERY_TEXT && index_knows_pattern(p, v->text))
        return true;
    if (v->type == QUERY_TEXT)
        nearest = index_nearest(p, v->text);
    return refuse(fault, "`kind`", v, "a kind of the policy, or a branch such as `fire.*`%s%s%s",
                  nearest.text[0] ? "; did you mean `" : "", nearest.text, nearest.text[0] ? "`?" : "");
}

static bool set_within(struct rule_query *q, const struct policy *p, const struct query_value *v,
                       struct query_fault *fault) {
    if (v->type != QUERY_TEXT || !duration_parse(v->text, &q->within_ms))
        return refuse(fault, "`within`", v, "a duration such as \"24h\"");
    if (q->within_ms > p->history_ms)
        return refuse(fault, "`within`", v, "no more than the policy's `history`");
    return true;
}

static bool set_near(struct rule_query *q, const struct policy *p, const struct query_value *v,
                     struct query_fault *fault) {
    (void)p;
    if (v->type != QUERY_NUMBER || !(v->number >= 0 && v->number <= NEAR_KM_MAX))
        return refuse(fault, "`near_km`", v, "kilometres from 0 to %d", (int)NEAR_KM_MAX);
    q->near_m = (int64_t)floor(v->number * 1000 + 0.5);
    return true;
}

/* What is said of a key that takes the code of a party, or of an argument. */
static bool party_read(const struct policy *p, const char *key, const struct query_value *v, party_id *out,
                       struct query_fault *fault) {
    char nearest[KIND_BYTES_MAX + 1] = "";
    if (v->type == QUERY_TEXT && party_parse(v->text, out) && domain_has(&domain_party, p, v->text))
        return true;
    if (v->type == QUERY_TEXT)
        domain_nearest(&domain_party, p, v->text, false, nearest);
    return refuse(fault, key, v, "%s%s%s%s", domain_party.name, nearest[0] ? "; did you mean `" : "", nearest,
                  nearest[0] ? "`?" : "");
}

static bool set_actor(struct rule_query *q, const struct policy *p, const struct query_value *v,
                      struct query_fault *fault) {
    return party_read(p, "`actor`", v, &q->actor, fault);
}

bool query_party(const struct policy *p, const struct query_value *v, party_id *out,
                 struct query_fault *fault) {
    return party_read(p, "the code", v, out, fault);
}

static bool (*const setters[])(struct rule_query *, const struct policy *, const struct query_value *,
                               struct query_fault *) = {set_kind, set_within, set_near, set_actor};

bool query_set(struct rule_query *q, const struct policy *p, struct bytes key, const struct query_value *v,
               struct query_fault *fault) {
    int at = words_index(key, query_keys);
    if (at >= 0)
        return setters[at](q, p, v, fault);
    (void)snprintf(fault->text, sizeof fault->text, "found the unknown key `%.*s`, expected %s%s",
                   key.size < SHOWN_BYTES ? (int)key.size : SHOWN_BYTES, key.data,
                   domain_list(query_keys).text, error_offer(key, query_keys, "`", "`").text);
    return false;
}
