/* test_policy_errors.c: a corpus of broken policies. Each is the base policy with one line replaced; the
 * error must name the right line and column, and say what was found. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "policy_fixture.h"

#include <fusion/limits.h>

#include <string.h>

static const struct broken {
    int replaced;     /* line of the base policy */
    const char *with; /* "": the line is left out */
    int line, column;
    const char *found;
} corpus[] = {
    /* keys and shapes */
    {1, "polcy: base", 1, 1, "unknown key `polcy`"},
    {1, "polcy: base", 1, 1, "did you mean `policy`?"},
    {1, "", 1, 1, "found no key `policy`, expected it"},
    {1, "policy: [a]", 1, 9, "found a list, expected text"},
    {1, "policy: ''", 1, 9, "found nothing, expected text"},
    {1, "policy: \"a\\nb\"", 1, 9, "expected text of one line"},
    {2, "parties: {}\nx:", 2, 10, "found 0 entries, expected 2 to 16"},
    {3, "  ISR: {nam: Israel, member: true}", 3, 9, "did you mean `name`?"},
    {39, "      settled: {expires: 30d, pauses_on: [hold]}", 39, 31, "a clock that pauses needs"},
    {33, "    defualt: slow", 33, 14, "did you mean the key `default`?"},
    {33, "    deadline: slow", 33, 15, "found `slow`, expected a mapping"},
    {33, "", 32, 3, "found no key `default` in `peace`, expected it"},
    {43, "fallback: {track: peace}", 43, 1, "found no key `urgency` in `fallback`"},
    /* parties */
    {3, "  Isr: {member: true}", 3, 3, "found `Isr`, expected a party's code"},
    {3, "  ISRAELITES: {member: true}", 3, 3, "expected a party's code"},
    {6, "  UNK: {}", 6, 3, "the party `UNK`"},
    {3, "  ISR: {member: ja}", 3, 17, "found `ja`, expected yes or no"},
    {3, "  ISR: {member: True}", 3, 17, "found `True`, expected yes or no"},
    {5, "  USA: {supervisor: true}", 5, 3, "supervisor `USA` as no member"},
    {5, "  USA: {member: true}", 2, 1, "no supervisor"},
    {3, "  ISR: {member: true, supervisor: true}", 5, 3, "a second supervisor `USA`"},
    /* roles and rungs */
    {8, "  envoy: {sends: [report]}", 7, 1, "no role `liaison`"},
    {8, "  liaison: {sends: [raport]}", 8, 21, "did you mean `report`?"},
    {8, "  liaison: {of: members}", 8, 17, "found `members`, expected any, member or supervisor"},
    {8, "  Liaison: {sends: [report]}", 8, 3, "found `Liaison`, expected a word"},
    {11, "rungs: [liaison, haed]", 11, 18,
     "the rung `haed`, expected one declared under `roles`; did you mean `head`?"},
    {11, "rungs: [head, liaison, head]", 11, 24, "the rung `head` twice"},
    {11, "rungs: []", 11, 8, "found 0 entries, expected 1 to 8"},
    /* kinds */
    {12, "kinds: {}\nx:", 13, 1, "unknown key `x`"},
    {13, "  fire: [mortar, rocket, mortar]", 13, 26, "the kind `fire.mortar` twice"},
    {13, "  fire: [Mortar, rocket]", 13, 10, "found `Mortar`, expected a word"},
    {13, "  fire: [rocket, [mortar]]", 13, 18, "found a list, expected a word"},
    {13, "  fire:", 13, 8, "found nothing, expected the list of its leaves"},
    {13, "  fire: {rocket: {a-word-of-thirty-two-characters-x: {another-of-thirty-two-characters: []}}}", 13,
     19, "found `a-word-of-thirty-two-characters-x`, expected a word"},
    {13, "  fire: {rocket: {a-word-of-thirty-two-characters-: {another-of-thirty-two-characters: []}}}", 13,
     54, "a kind longer than 64 bytes"},
    {17, "- [fire.rokcet, airspace.*]", 17, 4,
     "the kind `fire.rokcet`, expected one declared under `kinds`; did you mean `fire.rocket`?"},
    {17, "- [fire.rocket, ground.*]", 17, 17, "the kind `ground.*`"},
    {17, "- [fire.rocket]", 17, 3, "found 1 entries, expected 2"},
    {17, "- [fire.rocket, fire.rocket]", 17, 17, "`fire.rocket` twice in one group"},
    {17, "- [fire.*.x, fire]", 17, 4, "expected a kind, `branch.*` or `*`"},
    /* fuse and limits */
    {19, "  window: 45", 19, 11, "found `45`, expected elapsed time"},
    {19, "  window: 31d", 19, 11, "found `31d`, expected 0s to 30d"},
    {19, "  distance: 5 km", 19, 13, "expected a distance such as 800m or 5km"},
    {19, "  distance: 101km", 19, 13, "expected 100m to 100km"},
    {19, "  without_place: compared", 19, 18, "did you mean `compare`?"},
    {21, "    convoi: {window: 1h}", 21, 5,
     "the branch `convoi`, expected one declared under `kinds`; did you mean `convoy`?"},
    {21, "    convoy: {}", 21, 13, "found 0 entries"},
    {22, "history: 91d", 22, 10, "expected 1s to 90d"},
    {23, "limits: {memory: 2MiB}", 23, 18, "found `2MiB`, expected 16KiB to 1MiB"},
    {23, "limits: {memory: -1}", 23, 18, "expected a size such as"},
    {23, "limits: {instructions: 1000001}", 23, 24, "expected 1000 to 1000000"},
    /* zones */
    {25, "  north: {file: zones/nort.geojson}", 25, 17, "no file `zones/nort.geojson` in the policy"},
    {25, "  north: {file: policy.yaml}", 25, 17, "expected one as `zones/NAME.geojson`"},
    {25, "  north: {sides: [ISR, SYR]}", 25, 3, "no key `file` in `north`"},
    {25, "  north: {file: zones/north.geojson, sides: [ISR, SYX]}", 25, 51, "did you mean `SYR`?"},
    {25, "  north: {file: zones/north.geojson, sides: [ISR, ISR]}", 25, 51, "the side `ISR` twice"},
    {25, "  north: {file: zones/north.geojson, sides: [ISR, SYR, USA]}", 25, 45, "found 3 entries"},
    /* milestones */
    {27, "  acknowledged: {by: [{level: relayed}]}", 27, 23, "no key `type`"},
    {27, "  acknowledged: {by: [{type: reply, level: relayed}]}", 27, 37, "`level` with type `reply`"},
    {27, "  acknowledged: {by: [{type: ack, level: relaid}]}", 27, 42, "did you mean `relayed`?"},
    {27, "  acknowledged: {by: [{type: ack, from: owner}]}", 27, 41,
     "expected any, owing, reporter or supervisor"},
    {28, "  settled: {by: [{type: reply, value: accept}]}", 28, 32, "`value` with type `reply`"},
    {28, "  settled: {by: [{type: position, value: [acept]}]}", 28, 43, "did you mean `accept`?"},
    {28, "  settled: {by: {type: position}}", 28, 17, "found a mapping, expected a list"},
    /* tracks and clocks */
    {32, "  none:", 32, 3, "a track `none`"},
    {33, "    default: fats", 33, 14,
     "the urgency `fats`, expected one declared under `tracks.peace`; did you mean `fast`?"},
    {34, "    outcomes: [done, done]", 34, 22, "the outcome `done` twice"},
    {36, "      acknowleged: {late: {5m: [head]}}", 36, 7,
     "the milestone `acknowleged`, expected one declared under `milestones`; did you mean `acknowledged`?"},
    {36, "      acknowledged: {late: {5m: [hed]}}", 36, 34,
     "the rung `hed`, expected one declared under `rungs`; did you mean `head`?"},
    {36, "      acknowledged: {late: {5m: [head, head]}}", 36, 40, "the rung `head` twice"},
    {36, "      acknowledged: {late: {10m: [head], 5m: [supervisor]}}", 36, 42,
     "the step `5m`, expected one later"},
    {36, "      acknowledged: {late: {60m: [head], 1h: [supervisor]}}", 36, 42,
     "the step `1h`, expected one later"},
    {36, "      acknowledged: {late: {0m: [head]}}", 36, 29, "found `0m`, expected 1s to 366d"},
    {36, "      acknowledged: {late: {2wd: [head]}}", 36, 29,
     "found `2wd`: working days need a calendar, which this version does not have; expected elapsed time "
     "such as 48h"},
    {36, "      acknowledged: {late: {50%: [head]}}", 36, 29, "found `50%`: a share of a deadline"},
    {36, "      acknowledged: {due: need_by - 6h}", 36, 27,
     "found `need_by - 6h`: a deadline that a message gives"},
    {36, "      acknowledged: {due: [24h, need_by - 6h]}", 36, 33, "found `need_by - 6h`: a deadline"},
    {36, "      acknowledged: {due: window.from}", 36, 27, "found `window.from`: a window"},
    {36, "      acknowledged: {due: 0s}", 36, 27, "found `0s`, expected 1s to 366d"},
    {36, "      acknowledged: {late: {}}", 36, 28, "found 0 entries, expected 1 to 6"},
    {36, "      acknowledged: {late: {5m: []}}", 36, 33, "found 0 entries, expected 1 to 8"},
    {36, "      acknowledged: {late: {5m: head}}", 36, 33, "found `head`, expected a list"},
    {36, "      acknowledged: {each: party}", 36, 7, "the clock `acknowledged` without an end"},
    {36, "      acknowledged: {each: partys, due: 1h}", 36, 28, "did you mean `party`?"},
    {36, "      acknowledged: {due: 1h, copy: [principals]}", 36, 38, "the rung `principals`"},
    {36, "      acknowledged: {milestone: settled, due: 1h}", 36, 22, "unknown key `milestone`"},
    {37, "      reported: {after: reported, due: 1h}", 37, 25, "set after its own milestone"},
    {37, "      reported: {after: reportet, due: 1h}", 37, 25, "did you mean `reported`?"},
    {39, "      settled: {expires: 30d, late: {5m: [head]}}", 39, 31, "`late` beside `expires`"},
    {39, "      settled: {expires: 30d, due: 1d}", 39, 31, "`due` beside `expires`"},
    {40, "    default-urgency: []", 40, 22, "found a list, expected a mapping"},
    {42, "  account: {due: 2d}", 42, 3, "no key `milestone` in `account`"},
    {42, "  account: {milestone: acount, due: 2d}", 42, 24, "the milestone `acount`"},
    {43, "fallback: {track: paece, urgency: fast}", 43, 19,
     "the track `paece`, expected one declared under `tracks`; did you mean `peace`?"},
    {43, "fallback: {track: peace, urgency: faster}", 43, 35, "the urgency `faster`"},
    /* what YAML may not do */
    {43, "fallback: &f {track: peace, urgency: fast}", 43, 11, "an anchor"},
    {43, "policy: again", 43, 1, "the key `policy` a second time"},
    {43, "fallback: {track: peace, urgency: fast", 44, 1, "not well-formed YAML"},
};

/* The base text with one line replaced; the caller frees it. */
static char *broken_text(const char *base, const struct broken *b) {
    char *text = calloc(1, strlen(base) + strlen(b->with) + 2);
    const char *from = base;
    assert_non_null(text);
    for (int line = 1; line < b->replaced; line++)
        from = strchr(from, '\n') + 1;
    memcpy(text, base, (size_t)(from - base));
    strcat(text, b->with);
    if (*b->with)
        strcat(text, "\n");
    strcat(text, strchr(from, '\n') + 1);
    return text;
}

static bool is_refused_so(const char *base, const struct broken *b) {
    struct words *words = words_new();
    struct policy *p = NULL;
    struct error e = ERROR_EMPTY;
    char *text = broken_text(base, b);
    const struct policy_file files[] = {fixture_file("policy.yaml", text),
                                        fixture_file("zones/north.geojson", BASE_ZONE)};
    assert_non_null(words);
    int status = policy_load(files, 2, words, &p, &e);
    bool is_so = status == ERROR_POLICY && !p && strcmp(e.file, "policy.yaml") == 0 && e.line == b->line &&
                 e.column == b->column && strstr(e.text, b->found);
    if (!is_so)
        print_error("`%s`: status %d, %d:%d: %s\n", b->with, status, e.line, e.column, e.text);
    policy_free(p);
    free(text);
    words_free(words);
    return is_so;
}

static void test_corpus(void **state) {
    (void)state;
    size_t others = 0;
    char *base = fixture_read(BASE_YAML);
    assert_non_null(base);
    for (size_t i = 0; i < sizeof corpus / sizeof *corpus; i++)
        others += !is_refused_so(base, &corpus[i]);
    free(base);
    assert_int_equal(others, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_corpus)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
