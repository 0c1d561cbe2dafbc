/* taken.c: what a test expects to become of a line: `taken`, `refused`. See test_run.h. */
#include "test_run.h"

const char *const taken_words[] = {[OUTCOME_ACCEPTED] = "accepted",
                                   [OUTCOME_DUPLICATE] = "duplicate",
                                   [OUTCOME_QUARANTINED] = "quarantined"};

int taken_check(const struct scenario *s, const struct yaml_node *taken) {
    for (size_t i = OUTCOME_ACCEPTED; i <= OUTCOME_QUARANTINED; i++)
        if (!taken || bytes_is(taken->text, taken_words[i]))
            return 0;
    return scenario_refuse(s, taken->mark, "`taken` found %s, expected accepted, duplicate or quarantined",
                           yaml_quote(taken->text).text);
}

bool stimulus_is_unusual(const struct yaml_node *stimulus) {
    const struct yaml_node *taken = yaml_get(stimulus, "taken");
    return yaml_get(stimulus, "refused") || (taken && !bytes_is(taken->text, taken_words[OUTCOME_ACCEPTED]));
}

bool stimulus_is_bad(const struct yaml_node *stimulus) {
    const struct yaml_node *taken = yaml_get(stimulus, "taken");
    return taken && bytes_is(taken->text, taken_words[OUTCOME_QUARANTINED]);
}
