/* message_address.c: see message/message_form.h and fusion/message.h. Parties, addresses and references. */
#include "message_form.h"

#define INCIDENT_MARK "I-"

#include <string.h>

bool party_known(const struct party_lookup *parties, party_id party) {
    enum undeclared others = parties ? parties->undeclared : UNDECLARED_ISO;
    return party == PARTY_UNKNOWN || others == UNDECLARED_NAME_ONLY ||
           (others == UNDECLARED_ISO && party_is_iso(party)) ||
           (parties && parties->declared(parties->context, party));
}

/* `code` is part of the string `node`, which is what a fault shows. */
static bool party_read(struct decoding *d, const struct json *node, struct bytes code, party_id *out) {
    const char *const *codes = d->parties ? d->parties->codes : NULL;
    if (!party_parse(code, out))
        return form_fail_near(d, QUARANTINE_WRONG_FORM, node, code, codes,
                              "a party of 2 to 8 of A-Z and 0-9");
    if (!party_known(d->parties, *out))
        return form_fail_near(d, QUARANTINE_UNKNOWN_PARTY, node, code, codes,
                              d->parties && d->parties->undeclared == UNDECLARED_REFUSE
                                  ? "a party of the policy"
                                  : "an ISO 3166-1 alpha-3 code or a party of the policy");
    return true;
}

bool form_party(struct decoding *d, const struct json *node, const struct field *f, void *out) {
    (void)f;
    if (node->type != JSON_STRING)
        return form_wrong_type(d, node, "a party, as \"ISR\"");
    return party_read(d, node, node->text, out);
}

bool form_address(struct decoding *d, const struct json *node, const struct field *f, void *out) {
    struct address *address = out;
    struct bytes role = node->text;
    (void)f;
    if (node->type != JSON_STRING)
        return form_wrong_type(d, node, "PARTY or PARTY/role, as \"ISR/head\"");
    struct bytes code = bytes_split(&role, '/');
    if (!party_read(d, node, code, &address->party))
        return false;
    if (code.size < node->text.size && !form_is_word(role))
        return form_fail(d, QUARANTINE_WRONG_FORM, node, "PARTY or PARTY/role, as \"ISR/head\"");
    address->role = role;
    return true;
}

struct incident_name incident_name(uint64_t number) {
    struct incident_name name = {.text = INCIDENT_MARK};
    char digits[20];
    size_t at = sizeof digits;
    name.size = sizeof INCIDENT_MARK - 1;
    do
        digits[--at] = (char)('0' + number % 10);
    while (number /= 10);
    while (at < sizeof digits)
        name.text[name.size++] = digits[at++];
    return name;
}

uint64_t incident_number_parse(struct bytes text) {
    int64_t number;
    struct bytes digits = bytes_slice(text, 2, text.size);
    if (!bytes_begins(text, BYTES(INCIDENT_MARK)) || digits.size == 0 || digits.data[0] == '0')
        return 0;
    return bytes_to_unsigned(digits, INT64_MAX, &number) ? (uint64_t)number : 0;
}

bool form_ref(struct decoding *d, const struct json *node, const struct field *f, void *out) {
    struct ref *ref = out;
    struct json id = *node;
    if (node->type != JSON_STRING)
        return form_wrong_type(d, node, "PARTY:id or I-n");
    ref->incident = incident_number_parse(node->text);
    if (ref->incident)
        return true;
    struct bytes code = bytes_split(&id.text, ':');
    if (code.size == node->text.size || id.text.size == 0)
        return form_fail(d, QUARANTINE_WRONG_FORM, node, "PARTY:id or I-n, as \"ISR:a1\" or \"I-17\"");
    return party_read(d, node, code, &ref->party) && form_id(d, &id, f, &ref->id);
}

struct bytes message_key_text(struct arena *a, party_id party, struct bytes id) {
    char code[PARTY_BYTES_MAX + 1];
    struct bytes head = party_text(party, code);
    char *text = arena_alloc(a, head.size + 1 + id.size + 1);
    if (!text)
        return (struct bytes){NULL, 0};
    memcpy(text, head.data, head.size);
    text[head.size] = ':';
    if (id.size)
        memcpy(text + head.size + 1, id.data, id.size);
    return (struct bytes){text, head.size + 1 + id.size};
}
