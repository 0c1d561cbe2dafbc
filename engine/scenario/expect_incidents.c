/* expect_incidents.c: are the incidents there that a test names? See test_run.h.
 *
 * Nothing can be found of an incident that does not exist, so that whatever must not be found of it is not.
 */
#include "spelling.h"

/* Is the incident there, or not, where `of` (a stimulus or an expectation) wants it unknown? */
static int incident_look(struct scenario *s, const struct yaml_node *of, const struct yaml_node *at,
                         struct bytes name) {
    const struct column_value id = {.column = "id", .form = COLUMN_IS, .text = name};
    int64_t rows = 0;
    int code = selection_count(s->record, &(struct selection){.view = "incidents", .values = &id, .count = 1},
                               &rows, s->e);
    bool unknown = spelling_wants(of, name);
    if (code == 0 && (rows == 0) != unknown)
        scenario_fail(s, at->mark, "expected %s incident %.*s, found %s", unknown ? "no" : "an",
                      (int)name.size, name.data, rows ? "it" : "none");
    return code;
}

/* An expectation, and in which columns its incidents are looked for. */
struct seeking {
    struct scenario *s;
    const struct yaml_node *expectation;
    enum word_set set;
};

/* Of a row that is wanted, whatever is not there fails by itself. */
static int name_seek(const struct seeking *k, const struct expected_row *row, const struct yaml_node *at,
                     struct bytes name) {
    return row->wanted && !spelling_wants(k->expectation, name)
               ? 0
               : incident_look(k->s, k->expectation, at, name);
}

static int row_seek(void *context, const struct expected_row *row) {
    const struct seeking *k = context;
    int code = 0;
    for (const struct yaml_node *n = row->values->child; code == 0 && n; n = n->next) {
        struct bytes left = n->text;
        bool named = !bytes_is(left, "absent") && !bytes_is(left, "present");
        if (named && expected_row_has(row, n) &&
            column_words(row->view, n->key.data, row->values).set == k->set)
            while (code == 0 && left.size)
                code = name_seek(k, row, n, bytes_split(&left, ','));
    }
    return code;
}

int expect_incidents(struct scenario *s, const struct yaml_node *x, bool at_end) {
    struct seeking k = {s, x, at_end ? SET_INCIDENT_ITSELF : SET_INCIDENT};
    const struct yaml_node *n = at_end ? NULL : yaml_get(x, "incident");
    int code = n ? incident_look(s, x, n, n->text) : 0;
    return code ? code : expected_rows(x, row_seek, &k);
}

int stimulus_incidents(struct scenario *s, const struct yaml_node *stimulus) {
    const struct yaml_node *refs = yaml_get(stimulus_fields(s, stimulus), "refs");
    int code = 0;
    for (const struct yaml_node *n = refs ? refs->child : NULL; code == 0 && n; n = n->next)
        if (incident_number_parse(n->text))
            code = incident_look(s, stimulus, n, n->text);
    return code;
}
