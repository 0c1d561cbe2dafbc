/*
 * where_moments.c: conditions against the moments of their rule: at each it is known which facts there are,
 * and who may have sent the message. See where_check.h.
 *
 * First each condition by itself; then all of them. Where these have no moment in common, two that exclude
 * each other are looked for, to be told.
 */
#include "moments.h"
#include "where_check.h"

#include <string.h>

/* The conditions of a rule, by the names of their facts. */
struct asked {
    const struct policy *policy;
    struct moments rule; /* when it is asked */
    const struct condition *list[RULE_CONDITIONS_MAX];
    size_t count;
};

static bool is_of(const struct condition *c, const char *fact) {
    return strcmp(fact_table[c->fact].name, fact) == 0;
}

/* ---- who sends ---- */

static bool is_of_sender(const struct condition *c) {
    return c->op != WHERE_ABSENT && (is_of(c, "from") || is_of(c, "role"));
}

/* Do the conditions on this fact hold? */
static bool all_hold(const struct asked *a, const char *fact, const struct facts *f) {
    for (size_t i = 0; i < a->count; i++)
        if (is_of(a->list[i], fact) && !where_holds(a->list[i], 1, f))
            return false;
    return true;
}

/* The types that a party may send in any role, where the conditions hold on both. */
static uint32_t party_sends(const struct asked *a, party_id party) {
    uint32_t sends = 0;
    struct message message = {.from.party = party};
    const struct facts facts = {.policy = a->policy, .message = &message};
    for (size_t r = 0; r < a->policy->role_count && (r || all_hold(a, "from", &facts)); r++) {
        message.from.role = words_text(a->policy->words, a->policy->roles[r].word);
        const struct role *role = policy_role(a->policy, &message.from);
        sends |= role && all_hold(a, "role", &facts) ? role->sends : 0;
    }
    return sends;
}

/* A walk through the parties that may send. */
struct sender_walk {
    struct word_walk walk;
    const struct asked *asked; /* of these, those that are of a sender */
    uint32_t sends;
};

static void sender_take(struct word_walk *w, struct bytes code) {
    struct sender_walk *senders = (struct sender_walk *)w;
    party_id party;
    if (party_parse(code, &party))
        senders->sends |= party_sends(senders->asked, party);
}

/* Parties that the policy does not declare are alike, unless `from` is asked for. */
static uint32_t types_sent(const struct asked *a) {
    struct asked of_sender = {.policy = a->policy};
    struct sender_walk senders = {{.policy = a->policy, .offered = true, .take = sender_take}, &of_sender, 0};
    for (size_t i = 0; i < a->count; i++) {
        if (!is_of_sender(a->list[i]))
            continue;
        of_sender.list[of_sender.count++] = a->list[i];
        senders.walk.offered &= !is_of(a->list[i], "from");
    }
    if (!of_sender.count)
        return UINT32_MAX;
    domain_party.each(&domain_party, &senders.walk);
    return senders.sends;
}

/* ---- when they can hold ---- */

static bool asks_true_alone(const struct condition *c) {
    bool only = c->op == WHERE_SET && c->count;
    for (size_t i = 0; i < c->count; i++)
        only &= c->operands[i].type == VALUE_BOOLEAN && c->operands[i].boolean;
    return only;
}

static bool asks_announced(const struct condition *c) {
    return is_of(c, "notice.announced") && asks_true_alone(c);
}

/* Of which fact it must be known that there is one: only a report beside a notice is one that was announced.
 */
static const struct fact *fact_asked(const struct condition *c) {
    return &fact_table[asks_announced(c) ? fact_find(BYTES("notice.match")) : c->fact];
}

/* Under a policy that covers nothing by notices, no report stands beside one. */
static bool is_beside_notice(const struct fact *fact) {
    return fact->on.some == fact_table[fact_find(BYTES("notice.match"))].on.some;
}

static bool lacks_notices(const struct policy *p, const struct condition *c) {
    return !p->notice_count && c->op != WHERE_ABSENT && is_beside_notice(fact_asked(c));
}

static bool can_hold(const struct condition *c, enum rule_event on, unsigned type) {
    const struct message message = {.type = type == MOMENT_ALONE ? MESSAGE_REPORT : (enum message_type)type};
    const struct facts facts = {.on = on, .message = type == MOMENT_ALONE ? NULL : &message};
    enum presence presence = fact_presence(fact_asked(c), on, type);
    if (is_of(c, "on") || is_of(c, "type"))
        return where_holds(c, 1, &facts);
    return c->op == WHERE_ABSENT ? presence != FACT_ALWAYS : presence != FACT_NEVER;
}

/* The moments of the rule at which all of these can hold. */
static struct moments moments_left(const struct asked *a) {
    struct moments left = a->rule;
    uint32_t sent = types_sent(a);
    for (unsigned on = 0; on < RULE_EVENT_COUNT; on++) {
        left.types[on] &= sent | 1u << MOMENT_ALONE;
        for (unsigned type = 0; type < MOMENT_TYPES; type++)
            for (size_t i = 0; i < a->count && left.types[on] >> type & 1; i++)
                if (lacks_notices(a->policy, a->list[i]) || !can_hold(a->list[i], (enum rule_event)on, type))
                    left.types[on] &= ~(1u << type);
    }
    return left;
}

static struct moments moments_of_one(const struct asked *a, size_t i) {
    const struct asked one = {a->policy, a->rule, {a->list[i]}, 1};
    return moments_left(&one);
}

/* ---- refusing ---- */

static struct domain_text types_show(const struct moments *m) {
    const char *words[MESSAGE_TYPE_COUNT + 1];
    size_t count = 0;
    for (unsigned type = 0; type < MESSAGE_TYPE_COUNT; type++) {
        bool any = false;
        for (size_t on = 0; on < RULE_EVENT_COUNT; on++)
            any |= m->types[on] >> type & 1;
        if (any)
            words[count++] = message_type_words[type];
    }
    words[count] = NULL;
    return domain_list(words);
}

_Noreturn static void one_refuse(const struct script *s, const struct asked *a, const struct condition *c) {
    const char *key = fact_table[c->fact].name, *found = condition_push(s, c);
    uint32_t events = moments_events(&a->rule), some = fact_asked(c)->on.some;
    if (is_of(c, "on") || is_of(c, "type"))
        script_refuse_found(
            s, key, condition_word(s, c),
            "`%s` found %s, which the rest of the rule excludes, expected what an event of the "
            "rule's `on` can be",
            key, found);
    if (c->op == WHERE_ABSENT)
        script_refuse_found(s, key, condition_word(s, c),
                            "`%s` found absent, expected another condition: it is always there", key);
    if (lacks_notices(a->policy, c))
        script_refuse_key(s, key, "`%s` found a policy without `notices`, expected one that has some", key);
    if (!(events & some))
        script_refuse_key(s, key, "`%s` found a rule on %s, expected one on %s, where %s", key,
                          fact_events_show(events).text, fact_events_show(some).text,
                          asks_announced(c) ? "it can be true" : "there is such a fact");
    script_refuse_found(s, key, condition_word(s, c),
                        "`%s` found %s, who may not send that, expected one who sends what the rule is asked "
                        "about: %s",
                        key, found, types_show(&a->rule).text);
}

/* By the events, where these differ; else it is the message that cannot be of both. */
_Noreturn static void two_refuse(const struct script *s, const struct asked *a, size_t i, size_t k) {
    const struct moments one = moments_of_one(a, i), other = moments_of_one(a, k);
    const struct condition *c = a->list[i];
    const char *key = fact_table[c->fact].name, *beside = fact_table[a->list[k]->fact].name;
    if (!(moments_events(&one) & moments_events(&other)))
        script_refuse_key(s, key,
                          "`%s` found on %s, and `%s` beside it on %s, expected two that hold on one event",
                          key, fact_events_show(moments_events(&one)).text, beside,
                          fact_events_show(moments_events(&other)).text);
    const char *found = condition_push(s, c);
    script_refuse_found(s, key, condition_word(s, c),
                        "`%s` found %s, which `%s` excludes, expected two that hold on one message", key,
                        found, beside);
}

_Noreturn static void all_refuse(const struct script *s, const struct asked *a) {
    for (size_t i = 0; i < a->count; i++)
        for (size_t k = i + 1; k < a->count; k++) {
            const struct asked two = {a->policy, a->rule, {a->list[i], a->list[k]}, 2};
            const struct moments left = moments_left(&two);
            if (!moments_events(&left))
                two_refuse(s, a, i, k);
        }
    const struct condition *c = a->list[0];
    const char *key = fact_table[c->fact].name, *found = condition_push(s, c);
    script_refuse_found(s, key, condition_word(s, c),
                        "`%s` found %s, which the rest of the rule excludes, expected what one event can be",
                        key, found);
}

void moments_check(const struct script *s, const struct occasion *o, const struct condition *conditions,
                   size_t count) {
    struct asked a = {.policy = s->policy, .rule = moments_of_events(o->events)};
    if (!count)
        return;
    for (size_t i = 0; i < count; i++)
        a.list[a.count++] = &conditions[i];
    for (size_t i = 0; i < count; i++) {
        const struct moments left = moments_of_one(&a, i);
        if (!moments_events(&left))
            one_refuse(s, &a, a.list[i]);
    }
    const struct moments left = moments_left(&a);
    if (!moments_events(&left))
        all_refuse(s, &a);
}
