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
    {1, "policy: |\n  two\n  lines", 1, 9, "found `two?lines?`, expected text of one line"},
    {1, "policy: {a: b}", 1, 9, "found a mapping, expected text of one line"},
    {2, "partys:", 2, 1,
     "found the unknown key `partys`, expected policy, parties, roles, rungs, kinds, alike, fuse, compare, "
     "series, notices, first_death, disputes, history, limits, area, zones, milestones, tracks, clocks or "
     "fallback; did you "
     "mean `parties`?"},
    {2, "Parties:", 2, 1, "did you mean `parties`?"},
    {2, "parties: {}\nx:", 2, 10, "found 0 entries, expected 2 to 17"},
    {3, "  ISR: {nam: Israel, member: true}", 3, 9, "did you mean `name`?"},
    {39, "      settled: {expires: 30d, pauses_on: [hold]}", 39, 31, "a clock that pauses needs"},
    {33, "    defualt: slow", 33, 14, "did you mean the key `default`?"},
    {33, "    deadline: slow", 33, 15, "found `slow`, expected a mapping"},
    {33, "", 32, 3, "found no key `default` in `peace`, expected it"},
    {43, "fallback: {track: peace}", 43, 1, "found no key `urgency` in `fallback`"},
    /* parties */
    {3, "  Isr: {member: true}", 3, 3, "found `Isr`, expected a party's code"},
    {3, "  ISRAELITES: {member: true}", 3, 3, "expected a party's code"},
    {3, "  ISR:", 3, 7, "found nothing, expected a mapping (`key: value`)"},
    {3, "  ISR: [member]", 3, 8, "found a list, expected a mapping (`key: value`)"},
    {3, "  ? [ISR]\n  : {}", 3, 5, "found a list or mapping as a key, expected a word"},
    {3, "  \"IS\\0R\": {}", 3, 3, "found `IS?R`, expected a party's code, 2 to 8 of A-Z and 0-9"},
    {6, "  UNK: {}", 6, 3,
     "found the party `UNK`, expected another code: this one means that nobody knows who"},
    {3, "  ISR: {member: ja}", 3, 17, "found `ja`, expected yes or no"},
    {3, "  ISR: {member: True}", 3, 17, "found `True`, expected yes or no"},
    {5, "  USA: {supervisor: true}", 5, 3,
     "found the supervisor `USA` as no member, expected `member: true` too"},
    {5, "  USA: {member: true}", 2, 1, "found no supervisor among the parties, expected exactly one"},
    {3, "  ISR: {member: true, supervisor: true}", 5, 3,
     "found a second supervisor `USA`, expected exactly one"},
    /* roles and rungs */
    {8, "  envoy: {sends: [report]}", 11, 9, "found the rung `liaison`"},
    {11, "rungs: [supervisor, head]", 11, 9,
     "found `supervisor`, a role of supervisor alone, expected one that every"},
    {8, "  liaison: {sends: [raport]}", 8, 21, "did you mean `report`?"},
    {8, "  liaison: {of: members}", 8, 17,
     "found `members`, expected any, member or supervisor; did you mean `member`?"},
    {8, "  Liaison: {sends: [report]}", 8, 3, "found `Liaison`, expected a word"},
    {11, "rungs: [liaison, haed]", 11, 18,
     "the rung `haed`, expected one declared under `roles`; did you mean `head`?"},
    {11, "rungs: [liaison, head, head]", 11, 24, "the rung `head` twice"},
    {11, "rungs: head", 11, 8, "found `head`, expected a list (`[a, b]`)"},
    {11, "rungs: [liaison, [head]]", 11, 18, "found a list, expected a word"},
    {11, "rungs: []", 11, 8, "found 0 entries, expected 1 to 8"},
    /* kinds */
    {12, "kinds: {}\nx:", 13, 1, "unknown key `x`"},
    {12, "kinds: [fire]\nx:", 12, 8,
     "found a list, expected a mapping of branches (`fire: [mortar, rocket]`)"},
    {13, "  fire: [mortar, rocket, mortar]", 13, 26, "found the kind `fire.mortar` twice, expected it once"},
    {13, "  fire: [Mortar, rocket]", 13, 10,
     "found `Mortar`, expected a word of a-z, 0-9 and -, at most 32 and a letter first"},
    {13, "  fire: [rocket, [mortar]]", 13, 18,
     "found a list, expected a word: deeper kinds are a mapping in place of the list"},
    {13, "  fire:", 13, 8, "found nothing, expected the list of its leaves, `[]` when it has none"},
    {13, "  fire: {rocket: {a-word-of-thirty-two-characters-x: {another-of-thirty-two-characters: []}}}", 13,
     19, "found `a-word-of-thirty-two-characters-x`, expected a word"},
    {13, "  fire: {rocket: {a-word-of-thirty-two-characters-: {another-of-thirty-two-characters: []}}}", 13,
     54, "found a kind longer than 64 bytes, expected fewer"},
    {17, "- [fire.rokcet, airspace.*]", 17, 4,
     "the kind `fire.rokcet`, expected one declared under `kinds`; did you mean `fire.rocket`?"},
    {17, "- [fire.rocket, ground.*]", 17, 17, "the kind `ground.*`"},
    {17, "- [fire.rocket]", 17, 3, "found 1 entries, expected 2"},
    {17, "- [fire.rocket, fire.rocket]", 17, 17, "`fire.rocket` twice in one group"},
    {17, "- [fire.*.x, fire]", 17, 4, "expected a kind, `branch.*` or `*`"},
    /* fuse and limits */
    {19, "  window: 45", 19, 11, "found `45`, expected elapsed time"},
    {19, "  window: 5min", 19, 11, "found `5min`, expected elapsed time such as 90s, 5m, 48h or 15d"},
    {19, "  window: 99999999999999999999d", 19, 11, "expected elapsed time such as 90s, 5m, 48h or 15d"},
    {19, "  window: -5m", 19, 11, "found `-5m`, expected elapsed time"},
    {19, "  window: ''", 19, 11, "found nothing, expected elapsed time"},
    {19, "  window: 31d", 19, 11, "found `31d`, expected 0s to 30d"},
    {22, "history: 12h\ncompare: {fields: [kidn]}", 23, 20,
     "expected actor, target, kind, place, time, harm.killed, "},
    {22, "history: 12h\ncompare: {fields: [kidn]}", 23, 20, "did you mean `kind`?"},
    {22, "history: 12h\ncompare: {felds: [kind]}", 23, 11,
     "found the unknown key `felds`, expected fields, place or time; did you mean `fields`?"},
    {22, "history: 12h\ncompare: {place: near}", 23, 18,
     "found `near`, expected a distance such as 800m or 5km"},
    {22, "history: 12h\ncompare: {time: 31d}", 23, 17, "found `31d`, expected 0s to 30d"},
    {19, "  distance: 5 km", 19, 13, "expected a distance such as 800m or 5km"},
    {19, "  distance: 101km", 19, 13, "expected 1m to 100km"},
    {19, "  without_place: compared", 19, 18, "did you mean `compare`?"},
    {21, "    convoi: {window: 1h}", 21, 5,
     "the branch `convoi`, expected one declared under `kinds`; did you mean `convoy`?"},
    {21, "    convoy: {}", 21, 13, "found 0 entries"},
    {22, "history: 91d", 22, 10, "expected 1s to 90d"},
    {23, "limits: {memory: 2MiB}", 23, 18, "found `2MiB`, expected 16KiB to 1MiB"},
    {23, "limits: {memory: -1}", 23, 18, "expected a size such as"},
    {23, "limits: {memory: 99999999999999999999999999999KiB}", 23, 18,
     "found `99999999999999999999999999999KiB`, expected a size such as 4096, 64KiB or 1MiB"},
    {23, "limits: {instructions: 1e5}", 23, 24, "found `1e5`, expected a whole number"},
    {23, "limits: {instructions: 0x2710}", 23, 24, "found `0x2710`, expected a whole number"},
    {23, "limits: {instructions: 18446744073709551616}", 23, 24, "expected a whole number"},
    {23, "limits: {memry: 64KiB}", 23, 10,
     "found the unknown key `memry`, expected instructions, memory or output; did you mean `memory`?"},
    {23, "limits: {instructions: 1000001}", 23, 24, "expected 1000 to 1000000"},
    /* zones */
    {25, "  north: {file: zones/nort.geojson}", 25, 17,
     "found no file `zones/nort.geojson` in the policy, expected one as `zones/NAME.geojson`; did you mean "
     "`zones/north.geojson`?"},
    {25, "  \"no rth\": {file: zones/north.geojson}", 25, 3,
     "found `no rth`, expected a word of letters, 0-9 and -, at most 32 and a letter first"},
    {25, "  north: {file: policy.yaml}", 25, 17, "expected one as `zones/NAME.geojson`"},
    {25, "  north: {sides: [ISR, SYR]}", 25, 3, "no key `file` in `north`"},
    {25, "  north: {file: zones/north.geojson, sides: [ISR, SYX]}", 25, 51, "did you mean `SYR`?"},
    {25, "  north: {file: zones/north.geojson, sides: [ISR, ISR]}", 25, 51, "the side `ISR` twice"},
    {25, "  north: {file: zones/north.geojson, sides: [ISR, SYR, USA]}", 25, 45, "found 3 entries"},
    /* milestones */
    {27, "  acknowledged: {by: [{level: relayed}]}", 27, 23, "no key `type`"},
    {27, "  acknowledged: {by: [{type: reply, level: relayed}]}", 27, 37,
     "found `level` with type `reply`, expected it with type `ack`"},
    {27, "  acknowledged: {by: [{type: ack, level: relaid}]}", 27, 42, "did you mean `relayed`?"},
    {27, "  acknowledged: {by: [{type: ack, from: owner}]}", 27, 41,
     "expected any, owing, reporter or supervisor"},
    {28, "  settled: {by: [{type: reply, value: accept}]}", 28, 32,
     "found `value` with type `reply`, expected it with position, meeting, finding or decision"},
    {28, "  settled: {by: [{type: position, value: {a: b}}]}", 28, 42,
     "found a mapping, expected one value or a list of them"},
    {28, "  settled: {by: [{type: finding, value: uphold}]}", 28, 41,
     "found `uphold`, expected a word of a finding: upheld, partly, not-upheld, inconclusive, out-of-scope, "
     "withdrawn"},
    {28, "  settled: {by: [{type: positon}]}", 28, 25, "did you mean `position`?"},
    {28, "  settled: {by: [{type: position, value: [acept]}]}", 28, 43, "did you mean `accept`?"},
    {28, "  settled: {by: {type: position}}", 28, 17, "found a mapping, expected a list"},
    /* tracks and clocks */
    {31, "tracks:\n  empty: {default: slow, outcomes: [done]}", 32, 3,
     "found no urgency in the track `empty`, expected at least one"},
    {31, "tracks: {}\nx:", 31, 9, "found 0 entries, expected 1 to 16"},
    {32, "  none:", 32, 3, "found a track `none`, expected another word: rules say it for no case"},
    {33, "    default: fats", 33, 14,
     "the urgency `fats`, expected one declared under `tracks.peace`; did you mean `fast`?"},
    {34, "    outcomes: [done, done]", 34, 22, "the outcome `done` twice"},
    {36, "      acknowleged: {late: {5m: [head]}}", 36, 7,
     "the milestone `acknowleged`, expected one declared under `milestones`; did you mean `acknowledged`?"},
    {36, "      acknowledged: {late: {5m: [hed]}}", 36, 34,
     "the rung `hed`, expected one declared under `rungs`; did you mean `head`?"},
    {36, "      acknowledged: {late: {5m: [head, head]}}", 36, 40, "the rung `head` twice"},
    {36, "      acknowledged: {late: {10m: [head], 5m: [supervisor]}}", 36, 42,
     "found the step `5m`, expected one later than the step before it"},
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
    {36, "      acknowledged: {due: window.form - 2h}", 36, 27,
     "found `window.form - 2h`, expected elapsed time such as 48h, or `window.from - 2h`"},
    {36, "      acknowledged: {due: window.from - 400d}", 36, 27, "expected 1s to 366d"},
    {36, "      acknowledged: {late: {window.from - 2h: [head], window.from - 4h: [head]}}", 36, 55,
     "found the step `window.from - 4h`, expected one later"},
    {36, "      acknowledged: {due: 0s}", 36, 27, "found `0s`, expected 1s to 366d"},
    {36, "      acknowledged: {late: {}}", 36, 28, "found 0 entries, expected 1 to 6"},
    {36, "      acknowledged: {late: {5m: []}}", 36, 33, "found 0 entries, expected 1 to 8"},
    {36, "      acknowledged: {late: {5m: head}}", 36, 33, "found `head`, expected a list"},
    {36, "      acknowledged: {each: party}", 36, 7,
     "found the clock `acknowledged` without an end, expected `late`, `due` or `expires`"},
    {36, "      acknowledged: {each: partys, due: 1h}", 36, 28, "did you mean `party`?"},
    {36, "      acknowledged: {due: 1h, copy: [principals]}", 36, 38, "the rung `principals`"},
    {36, "      acknowledged: {milestone: settled, due: 1h}", 36, 22, "unknown key `milestone`"},
    {37, "      reported: {after: reported, due: 1h}", 37, 25,
     "found a clock set after its own milestone, expected another milestone"},
    {37, "      reported: {after: reportet, due: 1h}", 37, 25, "did you mean `reported`?"},
    {39, "      settled: {expires: 30d, late: {5m: [head]}}", 39, 31,
     "found `late` beside `expires`, expected `expires` without it"},
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
    {43, "fallback: {track: peace, urgency: fast", 44, 1,
     "found text that is not well-formed YAML (while parsing a flow mapping of line 43: did not find "
     "expected "
     "',' or '}'), expected options as `key: value`"},
    {1, "\xef\xbb\xbfpolicy: base", 1, 1, "found a byte order mark, expected a file without one"},
    {3, "\tISR: {member: true}", 3, 1, "found a tab, expected spaces"},
    {4, "   SYR: {member: yes}", 4, 4, "while parsing a block mapping of line 3: did not find expected key"},
    {3, "  ISR: {name: \"Israel, member: true}", 44, 1, "while scanning a quoted scalar of line 3"},
    {3, "  ISR: {name: Is\xffrael}", 3, 17, "found bytes that are no text"},
    {3, "  ISR: {name: Is\x07rael}", 3, 17, "control characters are not allowed"},
    {3, "  ISR: {name: !!str Israel, member: true}", 3, 15, "found a tag (`!`)"},
    {4, "  SYR: *isr", 4, 8, "found an alias (`*`)"},
    {4, "  <<: {member: yes}", 4, 3, "found a merge key (`<<`)"},
    {43, "---\nfallback: {track: peace, urgency: fast}", 43, 1, "found a second document"},
    {1, "%YAML 1.1\n---\npolicy: base", 1, 1, "found a directive (`%`)"},
    {12, "kinds: {a: {b: {c: {d: {e: {f: {g: {h: {i: {j: {k: {l: {m: {n: {o: {p: []}}}}}}}}}}}}}}}}\nx:", 12,
     68, "found a value 17 levels deep, expected at most 16"},
};

/* The base text with `lines` lines from `line` on replaced; the caller frees it. */
static char *text_with(const char *base, int line, int lines, const char *with) {
    char *text = calloc(1, strlen(base) + strlen(with) + 2);
    const char *from = base;
    assert_non_null(text);
    for (int i = 1; i < line; i++)
        from = strchr(from, '\n') + 1;
    memcpy(text, base, (size_t)(from - base));
    strcat(text, with);
    if (*with)
        strcat(text, "\n");
    for (; lines > 0; lines--)
        from = strchr(from, '\n') + 1;
    strcat(text, from);
    return text;
}

static int load(const char *text, struct words *words, struct error *e) {
    struct policy *p = NULL;
    const struct policy_file files[] = {fixture_file("policy.yaml", text),
                                        fixture_file("zones/north.geojson", BASE_ZONE)};
    *e = ERROR_EMPTY;
    int status = policy_load(files, 2, words, &p, e);
    assert_true(!status == !!p);
    policy_free(p);
    return status;
}

static bool is_refused_so(const char *base, const struct broken *b) {
    struct words *words = words_new();
    struct error e;
    char *text = text_with(base, b->replaced, 1, b->with);
    assert_non_null(words);
    int status = load(text, words, &e);
    bool is_so = status == ERROR_POLICY && strcmp(e.file, "policy.yaml") == 0 && e.line == b->line &&
                 e.column == b->column && strstr(e.text, b->found);
    if (!is_so)
        print_error("`%s`: status %d, %d:%d: %s\n", b->with, status, e.line, e.column, e.text);
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

/* Of something, the most that there may be, and one more: `count` times `one`, with its number. */
static const struct {
    int line, lines;
    const char *head, *one, *tail;
    unsigned most;
    const char *found;
} corpus_of_many[] = {
    {13, 1, "  fire: [mortar, rocket", ", k%u", "]", KINDS_MAX - 10,
     "found one kind too many, expected at most 512"},
    {16, 2, "alike:", "\n- [fire.rocket, fire.*, fire]", "", ALIKE_MAX / 3, /* each makes three */
     "found one pair too many, expected at most 512 (a group of n has n(n-1)/2)"},
    {33, 1, "    default: slow", "\n    u%u: {}", "", URGENCIES_MAX - 3,
     "found one urgency too many, expected at most 8"},
    {34, 1, "    outcomes: [done", ", o%u", "]", OUTCOMES_MAX - 1, "found 33 entries, expected 1 to 32"},
};

/* The base text with `count` of what row `i` is about; the caller frees it. */
static char *text_of_many(const char *base, size_t i, unsigned count) {
    struct buffer with = BUFFER_EMPTY;
    struct bytes one = bytes_of(corpus_of_many[i].one), before = one;
    const char *number = strstr(one.data, "%u");
    if (number)
        before.size = (size_t)(number - one.data);
    buffer_append_text(&with, corpus_of_many[i].head);
    for (unsigned k = 0; k < count; k++) {
        buffer_append(&with, before);
        if (number)
            buffer_append_format(&with, "%u%s", k, number + 2);
    }
    buffer_append_text(&with, corpus_of_many[i].tail);
    buffer_append_char(&with, 0);
    char *text = text_with(base, corpus_of_many[i].line, corpus_of_many[i].lines, with.data);
    buffer_release(&with);
    return text;
}

static void test_corpus_of_many(void **state) {
    (void)state;
    char *base = fixture_read(BASE_YAML);
    assert_non_null(base);
    for (size_t i = 0; i < sizeof corpus_of_many / sizeof *corpus_of_many; i++)
        for (unsigned more = 0; more < 2; more++) {
            struct words *words = words_new();
            struct error e;
            char *text = text_of_many(base, i, corpus_of_many[i].most + more);
            assert_non_null(words);
            int status = load(text, words, &e);
            if (status != (more ? ERROR_POLICY : 0) || (more && !strstr(e.text, corpus_of_many[i].found)))
                fail_msg("%zu, %u more: status %d, %d:%d: %s", i, more, status, e.line, e.column, e.text);
            free(text);
            words_free(words);
        }
    free(base);
}

/* What one line cannot break. */
static void test_several_lines(void **state) {
    static const struct {
        int line, lines;
        const char *with, *found;
    } cases[] = {
        {3, 2, "  ISR: {member: no}\n  SYR: {}", "found 1 member, expected at least two"},
        {12, 4, "kinds: {}", "found no kinds, expected a mapping of branches (`fire: [mortar, rocket]`)"},
        {1, 43, "", "found an empty file, expected options as `key: value`"},
        {1, 43, "# nothing yet", "found an empty file, expected options as `key: value`"},
        {1, 43, "- policy\n- parties", "found no mapping, expected options as `key: value`"},
        {1, 43, "policy: base", "found no key `parties`, expected it"},
    };
    (void)state;
    char *base = fixture_read(BASE_YAML);
    assert_non_null(base);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct words *words = words_new();
        struct error e;
        char *text = text_with(base, cases[i].line, cases[i].lines, cases[i].with);
        assert_non_null(words);
        assert_int_equal(load(text, words, &e), ERROR_POLICY);
        assert_string_equal(e.text, cases[i].found);
        assert_true(e.line > 0 && e.column > 0);
        free(text);
        words_free(words);
    }
    free(base);
}

/* All policies of a record share the words; a policy that comes when there is no room says so. */
static void test_no_room_for_words(void **state) {
    (void)state;
    struct words *words = words_new();
    struct error e;
    char *base = fixture_read(BASE_YAML), word[16];
    assert_non_null(words);
    assert_non_null(base);
    for (unsigned i = 0; i < WORDS_MAX - 1; i++) {
        (void)snprintf(word, sizeof word, "w%u", i);
        assert_true(words_add(words, bytes_of(word)));
    }
    assert_int_equal(load(base, words, &e), ERROR_POLICY);
    assert_string_equal(e.text,
                        "found no room for the word `head`, expected at most 4096 words in all policies");
    assert_int_equal(e.line, 9);
    free(base);
    words_free(words);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_corpus),
        cmocka_unit_test(test_corpus_of_many),
        cmocka_unit_test(test_several_lines),
        cmocka_unit_test(test_no_room_for_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
