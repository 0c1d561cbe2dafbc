/*
 * rules_fixture.h: a small policy filled by hand, one report, and what a run of rules gives; for the tests of
 * the rules host, which need no YAML.
 */
#ifndef RULES_FIXTURE_H
#define RULES_FIXTURE_H

#include <fusion/arena.h>
#include <fusion/rules.h>

#include <stdlib.h>
#include <string.h>

struct fixture {
    struct words *words;
    struct policy policy;
    struct policy_party parties[4];
    struct role roles[4];
    struct bytes kinds[6];
    struct zone zone;
    struct track tracks[3];
    struct urgency urgent[4];
    struct named_clock clock;
    struct milestone milestones[3];
    struct notice_spec notice;
    struct clock_spec due; /* of the track `de-escalation` */
    word_id rungs[2];
    struct policy_file files[4];
    struct message message;
    struct actor actors[2];
    struct address to[2];
    struct incident *incident;
    struct kase kase;
    struct clock overdue;
    struct facts facts;
    struct rule_cell cell;
    struct rule_query asked; /* the last one */
    int64_t answer;
    struct arena arena;
    struct rules *rules;
    struct rule_match *matches;
    size_t count;
    struct error error;
};

static inline party_id party(const char *code) {
    party_id id = 0;
    if (!party_parse(bytes_of(code), &id))
        abort();
    return id;
}

static inline word_id word(struct fixture *f, const char *text) {
    return words_add(f->words, bytes_of(text));
}

static inline int64_t fixture_count(const void *context, const struct facts *facts,
                                    const struct rule_query *query) {
    struct fixture *f = (struct fixture *)(uintptr_t)context;
    (void)facts;
    f->asked = *query;
    f->asked.kind = arena_copy(&f->arena, query->kind);
    return f->answer;
}

static inline void fixture_policy(struct fixture *f) {
    static const char *const codes[] = {"ISR", "SYR", "USA", "UNDOF"};
    static const char *const roles[] = {"liaison", "head", "supervisor", "principals"};
    static const char *const kinds[] = {"fire", "fire.mortar", "fire.rocket", "site", "site.damage", "talks"};
    for (size_t i = 0; i < 4; i++)
        f->parties[i] = (struct policy_party){party(codes[i]), bytes_of(codes[i]), i < 3, i == 2, i < 3};
    for (size_t i = 0; i < 4; i++)
        f->roles[i] = (struct role){.word = word(f, roles[i]),
                                    .sends = i == 3 ? 1u << MESSAGE_REPORT | 1u << MESSAGE_NOTE : UINT32_MAX,
                                    .supervisor_only = i == 2};
    for (size_t i = 0; i < 6; i++)
        f->kinds[i] = bytes_of(kinds[i]);
    f->rungs[0] = word(f, "liaison");
    f->rungs[1] = word(f, "head");
    f->urgent[0].word = f->urgent[2].word = word(f, "urgent");
    f->urgent[1].word = word(f, "routine");
    f->urgent[3].word = word(f, "standard");
    f->tracks[0] = (struct track){word(f, "de-escalation"), word(f, "routine"), f->urgent, 2, NULL, 0, 0};
    f->tracks[1] = (struct track){word(f, "diplomatic"), word(f, "urgent"), f->urgent + 2, 1, NULL, 0, 0};
    f->tracks[2] = (struct track){word(f, "commercial"), word(f, "standard"), f->urgent + 3, 1, NULL, 0, 0};
    f->zone = (struct zone){.word = word(f, "AOS"), .sides = {party("ISR"), party("SYR")}, .side_count = 2};
    f->clock.word = word(f, "channel-check");
    f->notice = (struct notice_spec){.kind = BYTES("talks")};
    f->milestones[0].word = f->clock.spec.milestone = word(f, "convened");
    f->milestones[1].word = f->due.milestone = word(f, "answered");
    f->milestones[2].word = word(f, "relayed");
    f->urgent[1].clocks = &f->due;
    f->urgent[1].clock_count = 1;
    f->policy =
        (struct policy){.words = f->words,
                        .parties = f->parties,
                        .roles = f->roles,
                        .rungs = f->rungs,
                        .kinds = f->kinds,
                        .zones = &f->zone,
                        .tracks = f->tracks,
                        .clocks = &f->clock,
                        .milestones = f->milestones,
                        .notices = &f->notice,
                        .history_ms = 30 * DAY_MS,
                        .limits = {RULE_INSTRUCTIONS_MAX, RULE_MEMORY_BYTES_MAX, RULE_OUTPUT_BYTES_MAX},
                        .files = f->files,
                        .party_count = 4,
                        .role_count = 4,
                        .rung_count = 2,
                        .kind_count = 6,
                        .zone_count = 1,
                        .track_count = 3,
                        .clock_count = 1,
                        .milestone_count = 3,
                        .notice_count = 1};
}

static inline void fixture_report(struct fixture *f) {
    f->actors[0] = (struct actor){party("ISR"), ACTOR_ACTOR, {NULL, 0}};
    f->actors[1] = (struct actor){party("SYR"), ACTOR_TARGET, BYTES("a post")};
    f->to[0] = (struct address){party("ISR"), {NULL, 0}};
    f->to[1] = (struct address){party("USA"), BYTES("head")};
    f->message = (struct message){.id = BYTES("r-1"),
                                  .type = MESSAGE_REPORT,
                                  .from = {party("SYR"), {NULL, 0}},
                                  .to = f->to,
                                  .to_count = 2,
                                  .time_ms = 1000,
                                  .until_ms = INSTANT_NONE,
                                  .sent_ms = INSTANT_NONE,
                                  .received_ms = INSTANT_NONE,
                                  .need_by_ms = INSTANT_NONE,
                                  .window = {INSTANT_NONE, INSTANT_NONE},
                                  .kind = BYTES("fire.mortar"),
                                  .grade = BYTES("B2"),
                                  .actors = f->actors,
                                  .actors_count = 2,
                                  .place = {.present = true,
                                            .at = {331000000, 358000000},
                                            .precision_m = 200,
                                            .radius_m = -1,
                                            .width_m = -1,
                                            .name = BYTES("Khan Arnabah")},
                                  .harm = {2, 3, 1},
                                  .seq = -1};
    f->incident->number = 17;
    memcpy(f->incident->kind, "fire.mortar", sizeof "fire.mortar");
    f->incident->zone = f->zone.word;
    f->incident->reports = 1;
    struct statement *first = incident_statement_add(f->incident);
    assert_non_null(first);
    first->party = party("SYR");
    f->incident->pair[0] = party("ISR");
    f->incident->pair[1] = party("SYR");
    f->incident->opened_ms = 1000;
    f->facts = (struct facts){.on = RULE_ON_REPORT,
                              .zone = f->incident->zone,
                              .now_ms = 5000,
                              .late_ms = 0,
                              .policy = &f->policy,
                              .message = &f->message,
                              .incident = f->incident};
    f->cell = (struct rule_cell){fixture_count, f};
    f->answer = 1;
}

static inline struct fixture *fixture_new(void) {
    struct fixture *f = calloc(1, sizeof *f);
    if (!f || !(f->words = words_new()) || !(f->incident = incident_new(17)))
        abort();
    fixture_policy(f);
    fixture_report(f);
    return f;
}

static inline void fixture_free(struct fixture *f) {
    rules_free(f->rules);
    arena_release(&f->arena);
    incident_free(f->incident);
    words_free(f->words);
    free(f);
}

/* The message's `data`, parsed. */
static inline void fixture_data(struct fixture *f, const char *text) {
    struct json_fault fault;
    if (json_parse(&f->arena, bytes_of(text), &json_limits_message, &f->message.data, &fault) != 0)
        abort();
}

static inline int fixture_load_bytes(struct fixture *f, struct bytes source) {
    rules_free(f->rules);
    f->rules = NULL;
    f->error = ERROR_EMPTY;
    f->files[0] = (struct policy_file){BYTES("10-test.lua"), source};
    f->policy.file_count = 1;
    return rules_new(&f->policy, f->words, &f->rules, &f->error);
}

static inline int fixture_load(struct fixture *f, const char *source) {
    return fixture_load_bytes(f, bytes_of(source));
}

/* One line, one event. */
static inline int fixture_run(struct fixture *f) {
    rules_line(f->rules);
    return rules_run(f->rules, &f->facts, &f->cell, &f->arena, &f->matches, &f->count);
}

static inline bool text_has(struct bytes text, const char *part) {
    return text.data && memmem(text.data, text.size, part, strlen(part));
}

#endif
