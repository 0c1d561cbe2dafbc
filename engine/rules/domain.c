/* domain.c: see domain.h. The domains stand at the end. */
#include "domain.h"

#include <fusion/incident.h>
#include <fusion/rules.h>
#include <message/fields.h>
#include <message/iso3166.h>

#include <float.h>
#include <stdio.h>
#include <string.h>

/* ---- words ---- */

static void words_take(const char *const *words, struct word_walk *w) {
    for (; *words && !w->is_over; words++)
        if ((*words)[0]) /* the empty one stands for none */
            w->take(w, bytes_of(*words));
}

static const char *const *words_of(const struct domain *d) {
    return d->field ? d->field->detail : d->words;
}

static void each_listed(const struct domain *d, struct word_walk *w) {
    words_take(words_of(d), w);
}

static void each_of_policy(const struct domain *d, struct word_walk *w) {
    const char *words[POLICY_WORDS_MAX + 1];
    policy_words(w->policy, d->of, words);
    words_take(words, w);
}

static void code_take(party_id party, struct word_walk *w) {
    char code[PARTY_BYTES_MAX + 1];
    if (!w->is_over)
        w->take(w, party_text(party, code));
}

static void each_party(const struct domain *d, struct word_walk *w) {
    (void)d;
    code_take(PARTY_UNKNOWN, w);
    for (size_t i = 0; i < w->policy->party_count; i++)
        code_take(w->policy->parties[i].code, w);
    bool others = !w->offered && w->policy->undeclared != UNDECLARED_REFUSE;
    for (size_t i = 0; others && i < ISO3166_COUNT && !w->is_over; i++)
        w->take(w, bytes_of(iso3166_alpha3[i]));
}

static void each_side(const struct domain *d, struct word_walk *w) {
    (void)d;
    for (size_t i = 0; i < w->policy->zone_count; i++)
        for (size_t k = 0; k < w->policy->zones[i].side_count; k++)
            code_take(w->policy->zones[i].sides[k], w);
}

/* A walk through parties as part of one through addresses. */
struct address_walk {
    struct word_walk walk;
    struct word_walk *addresses;
};

static void address_take(struct word_walk *w, struct bytes code) {
    struct word_walk *addresses = ((struct address_walk *)w)->addresses;
    char text[PARTY_BYTES_MAX + 1 + WORD_BYTES_MAX + 1];
    addresses->take(addresses, code);
    for (size_t i = 0; i < w->policy->role_count && !addresses->is_over; i++) {
        struct bytes role = words_text(w->policy->words, w->policy->roles[i].word);
        int size =
            snprintf(text, sizeof text, "%.*s/%.*s", (int)code.size, code.data, (int)role.size, role.data);
        addresses->take(addresses, (struct bytes){text, (size_t)size});
    }
    w->is_over = addresses->is_over;
}

static void each_address(const struct domain *d, struct word_walk *w) {
    struct address_walk parties = {{w->policy, w->offered, address_take, false}, w};
    each_party(d, &parties.walk);
}

/* ---- one word ---- */

struct search {
    struct word_walk walk;
    struct bytes word;
};

static void search_take(struct word_walk *w, struct bytes word) {
    w->is_over = bytes_equal(word, ((struct search *)w)->word);
}

bool domain_is_open(const struct domain *d, const struct policy *p) {
    return !d->each ||
           ((d->each == each_party || d->each == each_address) && p->undeclared == UNDECLARED_NAME_ONLY);
}

bool domain_has(const struct domain *d, const struct policy *p, struct bytes word) {
    struct search search = {{.policy = p, .take = search_take}, word};
    if (domain_is_open(d, p))
        return true;
    d->each(d, &search.walk);
    return search.walk.is_over;
}

/* ---- the nearest word ---- */

/* error_nearest chooses between the best so far and each further word. */
struct nearest_walk {
    struct word_walk walk;
    struct bytes found;
    bool prefix;
    char best[KIND_BYTES_MAX + 1];
};

static void nearest_take(struct word_walk *w, struct bytes word) {
    struct nearest_walk *n = (struct nearest_walk *)w;
    char text[KIND_BYTES_MAX + 1];
    size_t size = n->prefix && n->found.size < word.size ? n->found.size : word.size;
    (void)snprintf(text, sizeof text, "%.*s", (int)size, word.data);
    const char *nearest =
        error_nearest(n->found, (const char *const[]){text, n->best[0] ? n->best : NULL, NULL});
    if (nearest == text)
        memcpy(n->best, text, sizeof text);
}

bool domain_nearest(const struct domain *d, const struct policy *p, struct bytes found, bool prefix,
                    char out[KIND_BYTES_MAX + 1]) {
    struct nearest_walk n = {.walk = {p, true, nearest_take, false}, .found = found, .prefix = prefix};
    d->each(d, &n.walk);
    n.walk.offered = false;
    if (!n.best[0])
        d->each(d, &n.walk);
    memcpy(out, n.best, sizeof n.best);
    return n.best[0];
}

/* ---- forms ---- */

/* All states that bytes can lead to from these. */
static unsigned states_behind(const struct form *form, unsigned states) {
    unsigned least = states & (0 - states);
    return states ? (2 * form->end - 1) & ~(least - 1) : 0;
}

bool form_fits(const struct form *form, struct bytes text, bool before, bool behind, bool glob) {
    unsigned states = before ? states_behind(form, 1) : 1;
    size_t bytes = 0;
    for (size_t i = 0; i < text.size; i++) {
        bool any = glob && text.data[i] == '*';
        states = any ? states_behind(form, states) : form->next(states, text.data[i]);
        bytes += !any;
    }
    if (behind)
        states = states_behind(form, states);
    return states & form->end && bytes <= form->most_bytes;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* `I-17`: at the beginning, behind the I, behind the hyphen, behind a digit. */
static unsigned next_of_incident(unsigned states, char c) {
    unsigned next = 0;
    if (states & 1 && c == 'I')
        next |= 2;
    if (states & 2 && c == '-')
        next |= 4;
    if ((states & 4 && is_digit(c) && c != '0') || (states & 8 && is_digit(c)))
        next |= 8;
    return next;
}

/* Of any bytes of one sort, at least one. */
static unsigned next_of_id(unsigned states, char c) {
    return states && (unsigned char)c >= 0x20 && c != 0x7f ? 2 : 0;
}

static unsigned next_of_code(unsigned states, char c) {
    return states && c >= ' ' && c <= '~' ? 2 : 0;
}

static unsigned next_of_text(unsigned states, char c) {
    return states && c ? 2 : 0;
}

static const struct form incident_form = {next_of_incident, 8, 22}, id_form = {next_of_id, 2, ID_BYTES_MAX},
                         code_form = {next_of_code, 2, CODE_BYTES_MAX},
                         name_form = {next_of_text, 2, NAME_BYTES_MAX},
                         reason_form = {next_of_text, 2, REASON_BYTES_MAX},
                         text_form = {next_of_text, 2, LINE_BYTES_MAX};

/* ---- what is shown ---- */

struct domain_text domain_list(const char *const *words) {
    struct domain_text out = {""};
    size_t used = 0;
    words += *words && !(*words)[0];
    for (size_t i = 0; words[i]; i++) {
        const char *between = !i ? "" : words[i + 1] ? ", " : " or ";
        int size = snprintf(out.text + used, sizeof out.text - used, "%s`%s`", between, words[i]);
        assert(size > 0 && (size_t)size < sizeof out.text - used);
        used += (size_t)size;
    }
    return out;
}

struct domain_text domain_show(const struct domain *d) {
    struct domain_text out = {""};
    if (!d->name && words_of(d))
        return domain_list(words_of(d));
    if (d->name)
        (void)snprintf(out.text, sizeof out.text, "%s", d->name);
    else
        (void)snprintf(out.text, sizeof out.text, "%.0f to %.0f", d->least, d->most);
    return out;
}

double domain_most(const struct domain *d, const struct policy *p) {
    return d->most_of ? d->most_of(p) : d->most;
}

/* ---- the domains ---- */

const struct domain domain_any = {.name = "", .least = -DBL_MAX, .most = DBL_MAX};

const char *const rule_event_words[] = {
#define X(code, word) word,
    RULE_EVENTS(X)
#undef X
        NULL};

static const char *const lead_words[] = {"sufficient", "insufficient", NULL};
static const char *const sources[] = {"A", "B", "C", "D", "E", "F", NULL};
#define GRADES(letter) letter "1", letter "2", letter "3", letter "4", letter "5", letter "6"
static const char *const grades[] = {GRADES("A"), GRADES("B"), GRADES("C"), GRADES("D"),
                                     GRADES("E"), GRADES("F"), NULL};
#undef GRADES

#define LISTED(code, list)                                                                                   \
    const struct domain domain_##code = {.each = each_listed, .words = list, .name = NULL};
LISTED(event, rule_event_words)
LISTED(type, message_type_words)
LISTED(status, status_words)
LISTED(level, level_words)
LISTED(finding, message_finding_words)
LISTED(grade_source, sources)
LISTED(match, match_words)
LISTED(lead, lead_words)
LISTED(claim, claim_field_words)
#undef LISTED
const struct domain domain_grade = {
    .name = "a grade from `A1` to `F6`", .each = each_listed, .words = grades};

#define OF_FIELD(code, row)                                                                                  \
    const struct domain domain_##code = {.each = each_listed, .field = &message_fields[FIELD_##row]};
OF_FIELD(explanation, EXPLANATION)
OF_FIELD(stance, STANCE)
OF_FIELD(held, HELD)
OF_FIELD(decision, DECISION)
#undef OF_FIELD

#define OF_POLICY(code, sort, called)                                                                        \
    const struct domain domain_##code = {.name = called, .each = each_of_policy, .of = POLICY_##sort};
OF_POLICY(kind, KINDS, "a kind of the policy")
OF_POLICY(role, ROLES, "a role of the policy")
OF_POLICY(track, TRACKS, "a track of the policy")
OF_POLICY(urgency, URGENCIES, "an urgency of the policy")
OF_POLICY(outcome, OUTCOMES, "an outcome of the policy")
OF_POLICY(milestone, MILESTONES, "a milestone of the policy")
OF_POLICY(rung, RUNGS, "a rung of the policy")
OF_POLICY(zone, ZONES, "a zone of the policy")
#undef OF_POLICY
const struct domain domain_side = {.name = "a side of a zone of the policy", .each = each_side};
const struct domain domain_party = {.name = "a party of ISO 3166-1 or of the policy", .each = each_party};
const struct domain domain_address = {.name = "a party, or `PARTY/role` with a role of the policy",
                                      .each = each_address};

#define FORMED(code, called) const struct domain domain_##code = {.name = called, .form = &code##_form};
FORMED(incident, "an incident, as `I-17`")
FORMED(id, "1 to 128 bytes without control characters")
FORMED(code, "1 to 32 printable ASCII characters")
FORMED(name, "1 to 256 bytes")
FORMED(reason, "1 to 1024 bytes")
FORMED(text, "at least 1 byte")
#undef FORMED

static double members_most(const struct policy *p) {
    size_t members = 0;
    for (size_t i = 0; i < p->party_count; i++)
        members += p->parties[i].member;
    return (double)members;
}

static double series_most(const struct policy *p) {
    return p->series_count ? (double)JSON_INTEGER_MAX : 0;
}

const struct domain domain_series = {.name = "0 or more; 0 in a policy without `series`",
                                     .most_of = series_most};
const struct domain domain_members = {.name = "0 to the number of member parties", .most_of = members_most};

#define RANGE(code, called, from, to)                                                                        \
    const struct domain domain_##code = {.name = called, .least = from, .most = to};
RANGE(severity, NULL, 1, 5)
RANGE(credibility, NULL, 1, 6)
RANGE(count, "0 or more", 0, JSON_INTEGER_MAX)
RANGE(harm, NULL, 0, HARM_MAX)
RANGE(harm_total, NULL, 0, 2.0 * HARM_MAX)
RANGE(metres, NULL, 0, METRES_MAX)
RANGE(latitude, NULL, -90, 90)
RANGE(longitude, NULL, -180, 180)
/* of the years 1 to 9999; a date ends with the day, so one may end behind the last */
RANGE(instant, "an instant in ms since 1970 UTC", INSTANT_YEAR_1, INSTANT_YEAR_9999 + 1)
RANGE(elapsed, "0 or more, in ms", 0, INSTANT_YEAR_9999 - INSTANT_YEAR_1)
#undef RANGE
