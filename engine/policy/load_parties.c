/* load_parties.c: parties, roles and rungs: who takes part, who may send what, who is called. */
#include "load.h"

#include <fusion/limits.h>

static_assert(MESSAGE_TYPE_COUNT <= 32, "struct role keeps message types as bits");

static int party_load(struct load *l, const struct yaml_node *n, struct policy_party *out) {
    const struct yaml_node *name = yaml_get(n, "name");
    bool parsed = party_parse(n->key, &out->code);
    assert(parsed);
    (void)parsed;
    out->member = option_value(n, "member", "parties.PARTY.member");
    out->supervisor = option_value(n, "supervisor", "parties.PARTY.supervisor");
    out->owes = out->member || option_value(n, "owes", "parties.PARTY.owes");
    if (out->code == PARTY_UNKNOWN)
        return load_refuse(l, n->key_mark,
                           "found the party `UNK`, expected another code: this one means that "
                           "nobody knows who");
    if (out->supervisor && !out->member)
        return load_refuse(l, n->key_mark,
                           "found the supervisor %s as no member, expected `member: true` too",
                           yaml_quote(n->key).text);
    if (out->supervisor && policy_supervisor(l->p))
        return load_refuse(l, n->key_mark, "found a second supervisor %s, expected exactly one",
                           yaml_quote(n->key).text);
    return load_copy(l, name ? name->text : BYTES(""), &out->name);
}

int load_parties(struct load *l) {
    const struct yaml_node *all = yaml_get(l->root, "parties"), *undeclared = yaml_get(all, "undeclared");
    size_t members = 0;
    int status = load_array(l, all->count, sizeof *l->p->parties, &l->p->parties);
    if (!status)
        status = load_array(l, (size_t)all->count + 1, sizeof *l->p->party_codes, &l->p->party_codes);
    l->p->undeclared = (enum undeclared)option_value(all, "undeclared", "parties.undeclared");
    for (const struct yaml_node *n = all->child; !status && n; n = n->next) {
        struct policy_party party = {0};
        struct bytes code = {NULL, 0};
        if (n == undeclared)
            continue;
        if (l->p->party_count == PARTIES_MAX)
            return load_refuse(l, n->key_mark, "found more than %u parties, expected at most so many",
                               PARTIES_MAX);
        status = party_load(l, n, &party);
        members += party.member;
        if (!status)
            status = load_copy(l, n->key, &code);
        l->p->party_codes[l->p->party_count] = code.data;
        l->p->parties[l->p->party_count++] = party;
    }
    if (status)
        return status;
    if (!policy_supervisor(l->p))
        return load_refuse(l, all->key_mark, "found no supervisor among the parties, expected exactly one");
    if (members < 2)
        return load_refuse(l, all->key_mark, "found %zu member, expected at least two", members);
    return 0;
}

static uint32_t sends_of(const struct yaml_node *role, const char *key) {
    const struct yaml_node *list = yaml_get(role, key);
    const struct option *entry = option_find("roles.ROLE.sends[]");
    uint32_t sends = 0;
    for (const struct yaml_node *n = list ? list->child : NULL; n; n = n->next) {
        int64_t type = 0;
        bool decoded = option_decode(entry, n->text, &type);
        assert(decoded);
        (void)decoded;
        sends |= 1u << type;
    }
    return sends;
}

/* What members send comes first, so that policy_role finds it before what any party sends. */
static int role_load(struct load *l, const struct yaml_node *n) {
    enum option_of of = (enum option_of)option_value(n, "of", "roles.ROLE.of");
    uint32_t sends = sends_of(n, "sends"), more = sends_of(n, "member_sends");
    struct role r = {.sends = sends | more,
                     .supervisor_only = of == OF_SUPERVISOR,
                     .member_only = of == OF_MEMBER,
                     .called = (enum role_scope)option_value(n, "called", "roles.ROLE.called")};
    int status = load_word(l, n->key_mark, n->key, &r.word);
    if (status)
        return status;
    if (of == OF_ANY && more) {
        struct role member = r;
        member.member_only = true;
        l->p->roles[l->p->role_count++] = member;
        r.sends = sends;
    }
    l->p->roles[l->p->role_count++] = r;
    return 0;
}

int load_roles(struct load *l) {
    const struct yaml_node *all = yaml_get(l->root, "roles");
    int status = load_array(l, 2 * (size_t)all->count, sizeof *l->p->roles, &l->p->roles);
    for (const struct yaml_node *n = all->child; !status && n; n = n->next)
        status = role_load(l, n);
    return status;
}

static const char *const *key_words(const struct load *l, const struct yaml_node *mapping) {
    const char **words = arena_array(l->scratch, (size_t)mapping->count + 1, sizeof *words);
    size_t count = 0;
    for (const struct yaml_node *n = mapping->child; words && n; n = n->next)
        words[count++] = n->key.data;
    return words;
}

static const char *const *entry_words(const struct load *l, const struct yaml_node *list) {
    const char **words = arena_array(l->scratch, (size_t)list->count + 1, sizeof *words);
    size_t count = 0;
    for (const struct yaml_node *n = list->child; words && n; n = n->next)
        words[count++] = n->text.data;
    return words;
}

static bool among(const word_id *words, size_t count, word_id word) {
    for (size_t i = 0; i < count; i++)
        if (words[i] == word)
            return true;
    return false;
}

int load_rungs(struct load *l) {
    const struct yaml_node *all = yaml_get(l->root, "rungs"), *roles = yaml_get(l->root, "roles");
    int status = load_array(l, all->count, sizeof *l->p->rungs, &l->p->rungs);
    for (const struct yaml_node *n = all->child; !status && n; n = n->next) {
        word_id word = words_find(l->words, n->text);
        if (!yaml_get(roles, n->text.data)) {
            const char *const *words = key_words(l, roles);
            return words ? load_unknown(l, n, "rung", "roles", words) : error_memory(l->e);
        }
        if (among(l->p->rungs, l->p->rung_count, word))
            return load_refuse(l, n->mark, "found the rung %s twice, expected it once",
                               yaml_quote(n->text).text);
        const struct yaml_node *of = yaml_get(yaml_get(roles, n->text.data), "of");
        if (!l->p->rung_count && of && !bytes_is(of->text, "every"))
            return load_refuse(l, n->mark,
                               "found %s, a role of %.*s alone, expected one that every party has: "
                               "a bare party means the first rung",
                               yaml_quote(n->text).text, (int)of->text.size, of->text.data);
        l->p->rungs[l->p->rung_count++] = word;
    }
    return status;
}

int load_rung_list(const struct load *l, const struct yaml_node *list, word_id *out, size_t *count) {
    *count = 0;
    for (const struct yaml_node *n = list->child; n; n = n->next) {
        word_id word = words_find(l->words, n->text);
        if (policy_rung_index(l->p, word) == l->p->rung_count) {
            const char *const *words = entry_words(l, yaml_get(l->root, "rungs"));
            return words ? load_unknown(l, n, "rung", "rungs", words) : error_memory(l->e);
        }
        if (among(out, *count, word))
            return load_refuse(l, n->mark, "found the rung %s twice, expected it once",
                               yaml_quote(n->text).text);
        out[(*count)++] = word;
    }
    return 0;
}
