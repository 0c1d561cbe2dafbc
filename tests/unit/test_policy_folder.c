/* test_policy_folder.c: which files are the policy, their digest, the files of zones, and docs/policy.md. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../doc_tables.h"
#include "json_text.h"
#include "policy_fixture.h"

#include <fusion/limits.h>

#include <string.h>

static const struct {
    const char *name;
    bool counts;
} names[] = {
    {"policy.yaml", true},
    {"10-fire.lua", true},
    {"adapters/ucdp.lua", true},
    {"calendars/isr.ics", true},
    {"zones/aos.geojson", true},
    {"lists/a.csv", true},
    {"lists/a.txt", true},
    {"lists/a.json", true},
    {"README.md", false},
    {"policy.yml", false},
    {"other.yaml", false},
    {"zones/policy.yaml", false},
    {"tests/policy.yaml", false},
    {"tests/x.lua", false},
    {"sub/x.lua", false},
    {"adapters/sub/x.lua", false},
    {"adapters/x.csv", false},
    {"zones/../x.lua", false},
    {"../x.lua", false},
    {"..lua", false},
    {".x.lua", false},
    {".lua", false},
    {"zones/.geojson", false},
    {"/x.lua", false},
    {"x.lua~", false},
    {"x.LUA", false},
    {"a\nb.lua", false},
    {"", false},
};

static void test_counts(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (policy_file_is_read(bytes_of(names[i].name)) != names[i].counts)
            fail_msg("%s", names[i].name);
    assert_false(policy_file_is_read(BYTES("a\0b.lua")));
}

struct folder {
    char *yaml;
    struct policy_file files[8];
    size_t count;
};

static int folder_new(void **state) {
    struct folder *f = calloc(1, sizeof *f);
    assert_non_null(f);
    *state = f;
    f->yaml = fixture_read(BASE_YAML);
    assert_non_null(f->yaml);
    f->files[0] = fixture_file("policy.yaml", f->yaml);
    f->files[1] = fixture_file("zones/north.geojson", BASE_ZONE);
    f->files[2] = fixture_file("10-fire.lua", "rule 'a' {}");
    f->count = 3;
    return 0;
}

static int folder_end(void **state) {
    struct folder *f = *state;
    free(f->yaml);
    free(f);
    return 0;
}

static int try_load(const struct folder *f, char digest[DIGEST_TEXT_BYTES], struct error *e) {
    struct words *words = words_new();
    struct policy *p = NULL;
    assert_non_null(words);
    *e = ERROR_EMPTY;
    int status = policy_load(f->files, f->count, words, &p, e);
    if (status == 0) {
        memcpy(digest, p->digest, DIGEST_TEXT_BYTES);
        for (size_t i = 1; i < p->file_count; i++)
            assert_true(bytes_compare(p->files[i - 1].name, p->files[i].name) < 0);
    }
    policy_free(p);
    words_free(words);
    return status;
}

/* The digest as it is defined, from the definition. */
static void digest_expected(const struct folder *f, const size_t order[], size_t count,
                            char digest[DIGEST_TEXT_BYTES]) {
    struct buffer all = BUFFER_EMPTY;
    for (size_t i = 0; i < count; i++) {
        const struct policy_file *file = &f->files[order[i]];
        buffer_append(&all, file->name);
        buffer_append_char(&all, 0);
        buffer_append_format(&all, "%zu", file->content.size);
        buffer_append_char(&all, 0);
        buffer_append(&all, file->content);
    }
    struct digest d = digest_of(buffer_bytes(&all));
    digest_text(&d, digest);
    buffer_release(&all);
}

static void test_digest(void **state) {
    struct folder *f = *state;
    struct error e;
    char expected[DIGEST_TEXT_BYTES], found[DIGEST_TEXT_BYTES];
    digest_expected(f, (const size_t[]){2, 0, 1}, 3, expected);
    assert_int_equal(try_load(f, found, &e), 0);
    assert_string_equal(found, expected);
    struct policy_file first = f->files[0];
    f->files[0] = f->files[2];
    f->files[2] = first;
    f->files[3] = fixture_file("README.md", "what this is");
    f->files[4] = fixture_file("tests/a.yaml", "a test");
    f->files[5] = fixture_file("tests/x.lua", "rule");
    f->count = 6;
    assert_int_equal(try_load(f, found, &e), 0);
    assert_string_equal(found, expected);
}

static void test_digest_changes(void **state) {
    struct folder *f = *state;
    struct error e;
    char before[DIGEST_TEXT_BYTES], after[DIGEST_TEXT_BYTES];
    assert_int_equal(try_load(f, before, &e), 0);
    f->files[2].content = BYTES("rule 'b' {}");
    assert_int_equal(try_load(f, after, &e), 0);
    assert_string_not_equal(after, before);
    f->files[2] = fixture_file("11-fire.lua", "rule 'a' {}");
    assert_int_equal(try_load(f, after, &e), 0);
    assert_string_not_equal(after, before);
    f->count = 2;
    assert_int_equal(try_load(f, after, &e), 0);
    assert_string_not_equal(after, before);
}

static void assert_refused(struct folder *f, const char *file, const char *found) {
    struct error e;
    char digest[DIGEST_TEXT_BYTES];
    assert_int_equal(try_load(f, digest, &e), ERROR_POLICY);
    assert_string_equal(e.file, file);
    if (!strstr(e.text, found))
        fail_msg("%s: %s", e.file, e.text);
}

static void test_folder_refused(void **state) {
    struct folder *f = *state;
    f->files[3] = fixture_file("10-fire.lua", "");
    f->count = 4;
    assert_refused(f, "10-fire.lua", "found the file twice, expected it once");
    f->files[3] = fixture_file("20.lua", "");
    f->files[3].content = (struct bytes){f->yaml, POLICY_BYTES_MAX + 1}; /* refused before it is read */
    assert_refused(f, "", "found more than 8388608 bytes in the files of the policy, expected fewer");
    f->files[0] = fixture_file("README.md", "");
    f->count = 3;
    assert_refused(f, "policy.yaml",
                   "found no such file in the policy's folder, expected it to declare the policy");
    f->count = 0;
    assert_refused(f, "policy.yaml", "found no such file");
}

static void test_too_many_files(void **state) {
    struct folder *f = *state;
    static struct policy_file files[POLICY_FILES_MAX + 1];
    static char lua_names[POLICY_FILES_MAX + 1][16];
    struct error e = ERROR_EMPTY;
    struct words *words = words_new();
    struct policy *p = NULL;
    assert_non_null(words);
    files[0] = f->files[0];
    files[1] = f->files[1];
    for (size_t i = 2; i <= POLICY_FILES_MAX; i++) {
        (void)snprintf(lua_names[i], sizeof lua_names[i], "%zu.lua", i);
        files[i] = fixture_file(lua_names[i], "");
    }
    assert_int_equal(policy_load(files, POLICY_FILES_MAX + 1, words, &p, &e), ERROR_POLICY);
    assert_string_equal(e.text, "found 1025 files in the policy, expected at most 1024");
    assert_int_equal(policy_load(files, POLICY_FILES_MAX, words, &p, &e), 0);
    assert_int_equal(p->file_count, POLICY_FILES_MAX);
    policy_free(p);
    words_free(words);
}

/* GeoJSON, with ' for ". */
#define RING    "[[35,33],[36,33],[36,34],[35,33]]"
#define POLYGON "{'type':'Polygon','coordinates':[" RING "]}"

static const char *const zones_taken[] = {
    POLYGON,
    "{'type':'Polygon','coordinates':[[[35,33,200.5],[36,33,1],[36,34,1],[35,33,2]]]}",
    "{'type':'MultiPolygon','coordinates':[[" RING "]]}",
    "{'type':'Feature','properties':null,'geometry':" POLYGON "}",
    "{'type':'FeatureCollection','features':[{'type':'Feature','geometry':" POLYGON "}]}",
    "{'crs':{'properties':{'name':'urn:ogc:def:crs:OGC:1.3:CRS84'}},'type':'Polygon','coordinates':[" RING
    "]}",
};

static const struct {
    const char *content, *found;
} zones_refused[] = {
    {"", "found text that is not well-formed JSON (`parse error: premature EOF`), expected GeoJSON"},
    {"{'type':'Polygon',", "expected GeoJSON"},
    {"\xef\xbb\xbf" POLYGON, "found text that starts with a byte order mark, expected GeoJSON"},
    {"{'type':'Polygon','type':'Polygon'}",
     "found text that has the same key twice in one object (`type`), expected GeoJSON"},
    {"{'name':'\xff'}", "found text that is not valid UTF-8, expected GeoJSON"},
    {"null", "the geometry without a type"},
    {"{'type':7}", "the geometry without a type"},
    {"{'type':'polygon'}",
     "found the geometry `polygon`, expected a Polygon or MultiPolygon; did you mean `Polygon`?"},
    {"{'type':'Topology'}", "found the geometry `Topology`, expected a Polygon or MultiPolygon"},
    {"[]", "the geometry without a type"},
    {"{'type':'Point','coordinates':[35,33]}", "the geometry `Point`, expected a Polygon or MultiPolygon"},
    {"{'type':'Feature','geometry':null}", "the geometry without a type"},
    {"{'type':'Feature','geometry':{'type':'Feature','geometry':" POLYGON "}}", "the geometry `Feature`"},
    {"{'type':'FeatureCollection','features':[]}", "found no features, expected at least one polygon"},
    {"{'type':'FeatureCollection','features':{}}", "found no features"},
    {"{'type':'FeatureCollection'}", "found no features"},
    {"{'type':'Polygon'}",
     "found a polygon without rings (ring 1), expected a list of rings as its coordinates"},
    {"{'type':'Polygon','coordinates':[]}", "a polygon without rings"},
    {"{'type':'MultiPolygon','coordinates':[]}",
     "found a MultiPolygon without polygons (ring 1), expected a list of polygons as its coordinates"},
    {"{'type':'Polygon','coordinates':[[[35,33],[36,33],[35,33]]]}",
     "found a ring of fewer than four positions (ring 1), expected at least four, the last as the first"},
    {"{'type':'Polygon','coordinates':[" RING ",[[35,33],[36,33],[36,34],[35,34]]]}",
     "found a ring that is not closed (ring 2), expected its last position to be its first"},
    {"{'type':'Polygon','coordinates':[[[35,33],[36,91],[36,34],[35,33]]]}",
     "found a position off the globe (ring 1, position 2), expected [longitude, latitude], within 180 and 90 "
     "degrees"},
    {"{'type':'Polygon','coordinates':[[[181,33],[36,33],[36,34],[181,33]]]}", "off the globe"},
    {"{'type':'Polygon','coordinates':[[[35],[36,33],[36,34],[35]]]}", "no pair of numbers"},
    {"{'type':'Polygon','coordinates':[[35,36,37,35]]}",
     "found a position that is no pair of numbers (ring 1, position 1), expected [longitude, latitude]"},
    {"{'type':'Polygon','coordinates':[[['35',33],[36,33],[36,34],['35',33]]]}", "no pair of numbers"},
    {"{'crs':{'properties':{'name':'EPSG:2039'}},'type':'Polygon','coordinates':[" RING "]}",
     "found coordinates of another system (`crs`), expected WGS 84"},
};

static void test_zones(void **state) {
    struct folder *f = *state;
    struct error e;
    char digest[DIGEST_TEXT_BYTES];
    struct arena arena = ARENA_EMPTY;
    for (size_t i = 0; i < sizeof zones_taken / sizeof *zones_taken; i++) {
        f->files[1].content = json_copy(&arena, bytes_of(zones_taken[i]));
        if (try_load(f, digest, &e))
            fail_msg("%s: %s", zones_taken[i], e.text);
    }
    for (size_t i = 0; i < sizeof zones_refused / sizeof *zones_refused; i++) {
        f->files[1].content = json_copy(&arena, bytes_of(zones_refused[i].content));
        assert_refused(f, "zones/north.geojson", zones_refused[i].found);
    }
    arena_release(&arena);
}

static void test_zone_points(void **state) {
    struct folder *f = *state;
    struct error e;
    char digest[DIGEST_TEXT_BYTES];
    for (unsigned points = ZONE_POINTS_MAX; points <= ZONE_POINTS_MAX + 1; points++) {
        struct buffer text = BUFFER_EMPTY;
        buffer_append_text(&text, "{\"type\":\"Polygon\",\"coordinates\":[[");
        for (unsigned i = 0; i < points; i++)
            buffer_append_format(&text, "[%u.%03u,%u],", 10 + i / 1000, i % 1000, 10 + i % 2);
        buffer_append_text(&text, "[10.000,10]]]}");
        f->files[1].content = buffer_bytes(&text);
        assert_int_equal(try_load(f, digest, &e), points > ZONE_POINTS_MAX ? ERROR_POLICY : 0);
        buffer_release(&text);
    }
    assert_string_equal(e.text, "found more than 4096 positions in one zone, expected fewer");
}

/* docs/policy.md holds the option table as the program prints it. */
static void test_options_documented(void **state) {
    (void)state;
    static const char begin[] = "<!-- options -->\n", end[] = "<!-- end -->";
    struct buffer table = BUFFER_EMPTY;
    char *docs = fixture_read("docs/policy.md");
    assert_non_null(docs);
    doc_options_print(&table);
    assert_false(buffer_failed(&table));
    const char *from = strstr(docs, begin);
    assert_non_null(from);
    from += sizeof begin - 1;
    const char *to = strstr(from, end);
    assert_non_null(to);
    buffer_append_char(&table, 0);
    docs[to - docs] = 0;
    assert_string_equal(from, table.data);
    buffer_release(&table);
    free(docs);
}

int main(void) {
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_new, folder_end)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts),  IN_FOLDER(test_digest),
        IN_FOLDER(test_digest_changes), IN_FOLDER(test_folder_refused),
        IN_FOLDER(test_too_many_files), IN_FOLDER(test_zones),
        IN_FOLDER(test_zone_points),    cmocka_unit_test(test_options_documented),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
