/* test_shipped_policy.c: the policy in rules/ does what docs/policy.md says of each kind. */
#include "cell_fixture.h"

#include <fusion/policy.h>

#define PAGE_BYTES 65536

/* The tracks that the last entry opened cases on: `de-escalation routine, diplomatic urgent`; `none`. */
static const char *routed(struct fixture *f) {
    static char all[512];
    char path[64], track[64];
    all[0] = '\0';
    for (int n = 0;; n++) {
        (void)snprintf(path, sizeof path, "changes.I-%llu.cases.%d.track", (unsigned long long)f->lines, n);
        (void)snprintf(track, sizeof track, "%s", at(f, 0, path));
        if (!track[0])
            return all[0] ? all : "none";
        (void)snprintf(path, sizeof path, "changes.I-%llu.cases.%d.urgency", (unsigned long long)f->lines, n);
        size_t used = strlen(all);
        (void)snprintf(all + used, sizeof all - used, "%s%s %s", used ? ", " : "", track, at(f, 0, path));
    }
}

/* A day apart from the line before, so that nothing fuses. */
static void report(struct fixture *f, const char *from, const char *kind, const char *more) {
    char line[1024];
    uint64_t n = f->lines;
    (void)snprintf(line, sizeof line,
                   "{'id':'k-%llu','from':'%s','time':'2026-%02u-%02uT08:00:00Z','kind':'%s'%s}",
                   (unsigned long long)n, from, (unsigned)(1 + n / 28), (unsigned)(1 + n % 28), kind, more);
    if (say(f, line) != OUTCOME_ACCEPTED)
        fail_msg("not accepted: %s", line);
}

static const char between[] = ",'actors':[{'party':'SYR','role':'actor'},{'party':'ISR','role':'target'}]";

static char *page_read(void) {
    static char page[PAGE_BYTES];
    FILE *file = fopen("docs/policy.md", "r");
    assert_non_null(file);
    size_t size = fread(page, 1, sizeof page - 1, file);
    (void)fclose(file);
    assert_true(size > 0 && size < sizeof page - 1);
    page[size] = '\0';
    return page;
}

/* One row of the table: every kind it names in backquotes goes where its second column says. */
static size_t row_check(struct fixture *f, char *kinds, const char *goes_to, char *seen, size_t room) {
    size_t count = 0;
    for (char *word = strchr(kinds, '`'); word; word = strchr(word, '`')) {
        char *end = strchr(++word, '`');
        assert_non_null(end);
        *end = '\0';
        report(f, "ISR", word, between);
        if (strcmp(routed(f), goes_to) != 0)
            fail_msg("%s goes to %s; docs/policy.md says %s", word, routed(f), goes_to);
        size_t used = strlen(seen);
        assert_true(used + strlen(word) + 2 < room);
        (void)snprintf(seen + used, room - used, "%s ", word);
        word = end + 1;
        count++;
    }
    return count;
}

static void test_every_kind_goes_where_the_page_says(void **state) {
    (void)state;
    struct fixture f;
    char seen[8192] = " ";
    fixture_open(&f, "rules", INSTANT_NONE);
    char *row = strstr(page_read(), "<!-- routes -->"),
         *end = row ? strstr(row, "<!-- end of routes -->") : NULL;
    assert_non_null(end);
    *end = '\0';
    size_t count = 0;
    while ((row = strstr(row, "\n| `"))) {
        char *kinds = row + 3, *bar = strstr(kinds, " | ");
        assert_non_null(bar);
        *bar = '\0';
        char *goes_to = bar + 3;
        bar = strstr(goes_to, " | ");
        assert_non_null(bar);
        *bar = '\0';
        count += row_check(&f, kinds, goes_to, seen, sizeof seen);
        row = bar + 1;
    }
    struct words *words = words_new();
    struct policy *policy;
    struct error e = ERROR_EMPTY;
    assert_int_equal(policy_load(f.files, f.file_count, words, &policy, &e), 0);
    for (size_t n = 0; n < policy->kind_count; n++) {
        char word[KIND_BYTES_MAX + 3];
        (void)snprintf(word, sizeof word, " %.*s ", (int)policy->kinds[n].size, policy->kinds[n].data);
        if (!strstr(seen, word))
            fail_msg("docs/policy.md has no row for the kind%s", word);
    }
    assert_int_equal(count, policy->kind_count);
    policy_free(policy);
    words_free(words);
    fixture_close(&f);
}

#define BY(actor, target)                                                                                    \
    ",'actors':[{'party':'" actor "','role':'actor'},{'party':'" target "','role':'target'}]"
#define AT(lat, lon) ",'place':{'lat':" lat ",'lon':" lon "}"
#define IN_AOS       AT("33.1258", "35.8246") /* Quneitra, the destroyed town */
#define IN_AOL       AT("32.8894", "36.0406") /* Nawa */
#define AWAY         AT("34.7324", "36.7137") /* Homs */

static const struct {
    const char *from, *kind, *more, *goes_to;
} around[] = {
    /* an observer: what goes on within one party */
    {"OBS/observer", "statement.accusation", BY("ISR", "ISR"), "none"},
    {"OBS/observer", "trade.supply", BY("SYR", "SYR"), "none"},
    {"OBS/observer", "statement.accusation", BY("UNK", "UNK") ",'to':['ISR']", "diplomatic routine"},
    {"ISR", "statement.accusation", BY("ISR", "ISR"), "diplomatic routine"},
    {"OBS/observer", "fire", BY("SYR", "SYR"), "de-escalation routine"},
    /* force is urgent between two member parties, and routine where there is but one */
    {"OBS/observer", "fire.artillery", BY("ISR", "SYR"), "de-escalation urgent"},
    {"OBS/observer", "fire.artillery", BY("SYR", "ISR"), "de-escalation urgent"},
    {"OBS/observer", "fire.artillery", BY("SYR", "UNK") AWAY, "de-escalation routine"},
    {"OBS/observer", "fire.artillery", BY("JOR", "LBN"), "none"},
    {"OBS/observer", "force.blockade", BY("ISR", "LBN"), "de-escalation routine"},
    {"OBS/observer", "force.blockade", BY("ISR", "SYR"), "de-escalation urgent"},
    {"OBS/observer", "force.coercion", BY("ISR", "USA"), "de-escalation routine"},
    /* the areas of 1974 */
    {"UNDOF", "fire.small-arms", BY("UNK", "UNK") IN_AOS, "de-escalation urgent, intelligence routine"},
    {"OBS/observer", "fire.small-arms", BY("UNK", "UNK") IN_AOS, "de-escalation urgent"},
    {"OBS/observer", "fire.small-arms", BY("UNK", "UNK") IN_AOL, "de-escalation routine"},
    {"OBS/observer", "fire.small-arms", BY("UNK", "UNK") AWAY, "none"},
    {"UNDOF", "force.build-up", BY("ISR", "SYR") IN_AOS, "de-escalation urgent"},
    {"UNDOF", "force.build-up", BY("SYR", "ISR") IN_AOS, "de-escalation urgent"},
    {"UNDOF", "force.build-up", BY("SYR", "ISR") IN_AOL, "de-escalation routine"},
    /* what the sender asks for */
    {"SYR", "statement.protest", BY("ISR", "SYR") ",'urgency':'urgent'", "diplomatic urgent"},
    {"SYR", "trade.supply", BY("ISR", "SYR") ",'urgency':'urgent'", "commercial standard"},
    {"OBS/observer", "statement.protest", BY("ISR", "SYR") ",'urgency':'urgent'", "diplomatic routine"},
    {"USA", "intelligence.warning", ",'to':['ISR','SYR'],'urgency':'life-threat'",
     "intelligence life-threat"},
    {"ISR", "convoy.humanitarian", BY("SYR", "ISR") ",'harm':{'injured':1}", "de-escalation urgent"},
};

static void test_what_stands_around_the_table_holds(void **state) {
    (void)state;
    struct fixture f;
    fixture_open(&f, "rules", INSTANT_NONE);
    for (size_t n = 0; n < sizeof around / sizeof *around; n++) {
        report(&f, around[n].from, around[n].kind, around[n].more);
        if (strcmp(routed(&f), around[n].goes_to) != 0)
            fail_msg("%s: %s%s goes to %s, expected %s", around[n].from, around[n].kind, around[n].more,
                     routed(&f), around[n].goes_to);
    }
    fixture_close(&f);
}

static void test_a_complaint_of_the_day_before_is_marked(void **state) {
    (void)state;
    struct fixture f;
    fixture_open(&f, "rules", INSTANT_NONE);
    report(&f, "ISR", "airspace.aircraft", ",'sent':'2026-01-02T08:00:01Z'");
    assert_string_equal(at(&f, 0, "rules.1.rule"), "asked.late-complaint");
    report(&f, "ISR", "airspace.aircraft", ",'sent':'2026-01-03T08:00:00Z'");
    assert_string_equal(at(&f, 0, "rules.1.rule"), "");
    fixture_close(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_kind_goes_where_the_page_says),
        cmocka_unit_test(test_what_stands_around_the_table_holds),
        cmocka_unit_test(test_a_complaint_of_the_day_before_is_marked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
