/* load_tracks.c: tracks with their urgencies and outcomes, and the fallback. */
#include "load.h"

#include <fusion/limits.h>

#include <stdio.h>

const char *const track_ending_words[] = {"expired", "withdrawn", "merged", "split", NULL};

/* The roles of `closed_by` must be declared, and may send `close`. */
static int closed_by_load(struct load *l, const struct yaml_node *list, struct urgency *u) {
    const char *words[POLICY_WORDS_MAX + 1];
    for (const struct yaml_node *n = list->child; n; n = n->next) {
        word_id word = words_find(l->words, n->text);
        bool declared = false, sends = false;
        for (size_t i = 0; i < l->p->role_count; i++)
            if (word && l->p->roles[i].word == word) {
                declared = true;
                sends |= l->p->roles[i].sends >> MESSAGE_CLOSE & 1;
            }
        policy_words(l->p, POLICY_ROLES, words);
        if (!declared)
            return load_unknown(l, n, "role", "roles", words);
        if (!sends)
            return load_refuse(l, n->mark,
                               "found the role %s, which may not send `close`, expected one that may",
                               yaml_quote(n->text).text);
        u->closed_by[u->closed_by_count++] = word;
    }
    return 0;
}

static int urgency_clock_load(struct load *l, const struct yaml_node *n, struct urgency *u) {
    struct clock_spec *spec = &u->clocks[u->clock_count++];
    word_id milestone = 0;
    int status = load_milestone_ref(l, n, &milestone);
    if (!status)
        status = load_clock(l, n, milestone, spec);
    if (!status && spec->expires && urgency_needs_person(u))
        return load_refuse(l, n->key_mark,
                           "found the clock %s, which ends the case, beside `closed_by`, expected one "
                           "without the other",
                           yaml_quote(n->key).text);
    return status;
}

/* What a party closes for itself is known by a milestone that a `close` meets. */
static int closes_load(struct load *l, const struct yaml_node *n, struct urgency *u) {
    u->closes_party = option_value(n, "closes", "tracks.TRACK.URGENCY.closes") != 0;
    if (!u->closes_party || policy_closing(l->p))
        return 0;
    return load_refuse(l, yaml_get(n, "closes")->mark,
                       "found `closes: party` and no milestone that a close meets, expected one: "
                       "`closed: {by: [{type: close}]}`");
}

static int urgency_load(struct load *l, const struct yaml_node *n, struct urgency *u) {
    const struct yaml_node *closed_by = yaml_get(n, "closed_by"), *closes = yaml_get(n, "closes");
    int status = load_word(l, n->key_mark, n->key, &u->word);
    if (!status)
        status = load_array(l, n->count, sizeof *u->clocks, &u->clocks);
    if (!status && closed_by)
        status = closed_by_load(l, closed_by, u);
    for (const struct yaml_node *c = n->child; !status && c; c = c->next)
        if (c != closed_by && c != closes)
            status = urgency_clock_load(l, c, u);
    return status ? status : closes_load(l, n, u);
}

static int outcomes_load(struct load *l, const struct yaml_node *list, struct track *t) {
    int status = load_array(l, list->count, sizeof *t->outcomes, &t->outcomes);
    for (const struct yaml_node *n = list->child; !status && n; n = n->next) {
        word_id word = 0;
        status = load_word(l, n->mark, n->text, &word);
        if (!status && track_has_outcome(t, word))
            return load_refuse(l, n->mark, "found the outcome %s twice, expected it once",
                               yaml_quote(n->text).text);
        t->outcomes[t->outcome_count++] = word;
    }
    return status;
}

static int by_reporter_load(struct load *l, const struct yaml_node *list, struct track *t) {
    const char *words[OUTCOMES_MAX + 1] = {NULL};
    for (size_t i = 0; i < t->outcome_count; i++)
        words[i] = words_text(l->words, t->outcomes[i]).data;
    for (const struct yaml_node *n = list ? list->child : NULL; n; n = n->next) {
        word_id word = words_find(l->words, n->text);
        if (!word || !track_has_outcome(t, word))
            return load_unknown(l, n, "outcome", "outcomes", words);
        for (size_t i = 0; i < t->outcome_count; i++)
            t->by_reporter |= (uint64_t)(t->outcomes[i] == word) << i;
    }
    return 0;
}

/* The urgency of the track that a node names. */
static int urgency_ref(struct load *l, const struct yaml_node *n, const struct track *t, word_id *out) {
    const char *words[URGENCIES_MAX + 1];
    char where[sizeof "tracks." + WORD_BYTES_MAX];
    *out = words_find(l->words, n->text);
    if (*out && track_gravity(t, *out) < t->urgency_count)
        return 0;
    for (size_t i = 0; i < t->urgency_count; i++)
        words[i] = words_text(l->words, t->urgencies[i].word).data;
    words[t->urgency_count] = NULL;
    (void)snprintf(where, sizeof where, "tracks.%s", words_text(l->words, t->word).data);
    return load_unknown(l, n, "urgency", where, words);
}

static int urgencies_load(struct load *l, const struct yaml_node *n, struct track *t) {
    const struct option *row = option_find("tracks.TRACK");
    int status = load_array(l, URGENCIES_MAX, sizeof *t->urgencies, &t->urgencies);
    for (const struct yaml_node *u = n->child; !status && u; u = u->next) {
        if (!option_is_chosen(option_child(row, u->key)))
            continue;
        if (t->urgency_count == URGENCIES_MAX)
            return load_refuse(l, u->key_mark, "found one urgency too many, expected at most %u",
                               URGENCIES_MAX);
        status = urgency_load(l, u, &t->urgencies[t->urgency_count++]);
    }
    if (!status && t->urgency_count == 0)
        return load_refuse(l, n->key_mark, "found no urgency in the track %s, expected at least one",
                           yaml_quote(n->key).text);
    return status;
}

static int track_load(struct load *l, const struct yaml_node *n, struct track *t) {
    if (bytes_is(n->key, "none"))
        return load_refuse(l, n->key_mark,
                           "found a track `none`, expected another word: rules say it for no case");
    int status = load_word(l, n->key_mark, n->key, &t->word);
    if (!status)
        status = urgencies_load(l, n, t);
    if (!status)
        status = outcomes_load(l, yaml_get(n, "outcomes"), t);
    if (!status)
        status = by_reporter_load(l, yaml_get(n, "by_reporter"), t);
    return status ? status : urgency_ref(l, yaml_get(n, "default"), t, &t->default_urgency);
}

int load_tracks(struct load *l) {
    const struct yaml_node *all = yaml_get(l->root, "tracks");
    word_id ignored;
    int status = load_array(l, all->count, sizeof *l->p->tracks, &l->p->tracks);
    for (size_t i = 0; !status && track_ending_words[i]; i++)
        status = load_word(l, all->key_mark, bytes_of(track_ending_words[i]), &ignored);
    for (const struct yaml_node *n = all->child; !status && n; n = n->next)
        status = track_load(l, n, &l->p->tracks[l->p->track_count++]);
    return status;
}

int load_route(struct load *l, const struct yaml_node *n, word_id *track, word_id *urgency) {
    const struct yaml_node *named = yaml_get(n, "track");
    const char *words[TRACKS_MAX + 1];
    const struct track *t = policy_track(l->p, words_find(l->words, named->text));
    for (size_t i = 0; i < l->p->track_count; i++)
        words[i] = words_text(l->words, l->p->tracks[i].word).data;
    words[l->p->track_count] = NULL;
    if (!t)
        return load_unknown(l, named, "track", "tracks", words);
    *track = t->word;
    return urgency_ref(l, yaml_get(n, "urgency"), t, urgency);
}

int load_fallback(struct load *l) {
    return load_route(l, yaml_get(l->root, "fallback"), &l->p->fallback_track, &l->p->fallback_urgency);
}
