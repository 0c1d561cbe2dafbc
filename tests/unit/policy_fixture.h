/* policy_fixture.h: policies from files of the repository, and folders made of texts, for the unit tests. */
#ifndef TEST_POLICY_FIXTURE_H
#define TEST_POLICY_FIXTURE_H

#include <fusion/policy.h>

#include <stdio.h>
#include <stdlib.h>

#define BASE_YAML "tests/fixtures/policy/base.yaml"
#define BASE_ZONE                                                                                            \
    "{\"type\":\"Polygon\",\"coordinates\":[[[35.8,33.0],[35.9,33.0],[35.9,33.2],[35.8,33.2],[35.8,33.0]]]}"

/* The whole file, which the caller frees; NULL when it cannot be read. */
static inline char *fixture_read(const char *path) {
    FILE *f = fopen(path, "rb");
    char *text = calloc(1, 256 * 1024);
    if (f && text && fread(text, 1, 256 * 1024 - 1, f) > 0) {
        (void)fclose(f);
        return text;
    }
    if (f)
        (void)fclose(f);
    free(text);
    return NULL;
}

static inline struct policy_file fixture_file(const char *name, const char *content) {
    return (struct policy_file){bytes_of(name), bytes_of(content)};
}

#endif
