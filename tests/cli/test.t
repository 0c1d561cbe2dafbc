#!/bin/sh
# test.t: `fusion test`: the shipped policy's own tests, the page about them, and what is said of a faulty file.
. "$(dirname "$0")/lib.sh"

# --- the shipped policy: one line of TAP a test of it
run test -v -p "$RULES"
each_test
is "$(cat err)" "" "nothing on stderr"

# --- docs/testing.md: its example passes, and fails as the page says
awk '/^```yaml/ {on = 1; next} /^```/ {on = 0} on' "$ROOT/docs/testing.md" >mine.yaml
exits 0 "the page's example" test -p "$RULES" mine.yaml
like "$ROOT/docs/testing.md" "^    $(cat out)\$" "prints what the page says"
sed 's/rung: supervisor/rung: head/' mine.yaml >slow.yaml
exits 1 "the example with another rung fails" test -p "$RULES" slow.yaml
like out '^failed silence climbs to the supervisor$' "which test"
grep '^      mine.yaml:' "$ROOT/docs/testing.md" | sed 's/^    //; s/mine.yaml/slow.yaml/' >line # a block of the page is indented
grep -qxF -f line out
ok $? "where, when, expected and found, as the page says"
like out '^failed silence climbs to the supervisor (ISR and SYR swapped)$' "and swapped"
exits 1 "-q" test -q -p "$RULES" slow.yaml
[ "$(tail -n 1 out | cut -c1-6)" = '  slow' ]
ok $? "-q leaves the count away, and what failed there"

# --- what holds and what does not
one_test() { # NAME EXPECTATION: of one report with a silent other side; the expectation in its seventh line
  cat <<EOF
- name: $1
  start: 2026-03-27T02:00:00Z
  messages:
  - {at: 0s, id: r, from: ISR, kind: fire.rocket, place: {lat: 33.10, lon: 35.80}, harm: {killed: 1, civilian: true}}
  - {at: 10m, from: SYR, type: ack, refs: ["ISR:r"], level: received}
  expect:
  - $2
EOF
}
expects() { # STATUS EXPECTATION NAME
  { echo tests:; one_test one "$2"; } >one.yaml
  exits "$1" "$3" test -p "$RULES" one.yaml
}
expects 0 '{at: 4m, state: open}' "before a step"
expects 1 '{at: 5m, state: open}' "at a step, all of the instant is done"
expects 0 '{at: 5m, state: overdue, acknowledged_at: absent}' "absent"
expects 0 '{acknowledged_at: present, clocks: {milestone: acknowledged, state: met-late, ended_at: 10m}}' "present, an offset"
expects 1 '{clocks: {milestone: acknowledged, state: met-late, ended_at: 9m}}' "another offset"
expects 0 '{between: [0s, 30m], no: {actions: {rung: supervisor}}}' "a span without"
expects 1 '{between: [0s, 61m], no: {actions: {rung: supervisor}}}' "a span with"
like out 'at 1h: expected no row of actions with {rung: supervisor}' "tells the instant within the span"
expects 1 '{no: {actions: {verb: escalate}}}' "a row that is there"
like out 'found {verb: escalate, id: 3.1, incident: I-1, to: SYR/alternate}; {verb: escalate, id: 3.2, incident: I-1, to: SYR/head}' "tells what it is apart from others"
expects 1 '{clocks: {milestone: answered, due_at: 9m}}' "a row that is not there"
like out 'found {milestone: answered, due_at: 2026-03-27T02:30:00Z, incident: I-1, track: de-escalation, party: absent}; ' "the nearest first"
expects 1 '{no: {actions: {entry: present}}}' "several rows"
like out '} and [1-9][0-9]* more$' "how many there are besides"
expects 1 '{incidents: {id: I-1, severity: 1}}' "one that is nearly there"
like out 'found {id: I-1, severity: [0-9]*}$' "and nothing besides"
expects 0 '{between: [5m, 30m], notified: [SYR/alternate, SYR/head, ISR/head, ISR]}' "who was called in a span: steps, and the ack passed on"
expects 1 '{between: [5m, 30m], notified: [SYR/alternate, SYR/head, ISR/head]}' "one too few"
expects 1 '{between: [5m, 30m], notified: [SYR/alternate, SYR/head, ISR/head, ISR, USA]}' "one too many"
expects 0 '{rule: harm.killed, not_rule: harm.injured}' "rules"
expects 1 '{rule: harm.injured}' "a rule that did not match"
expects 1 '{not_rule: harm.killed}' "a rule that did"
expects 0 '{incident: I-1, rung: head}' "of an incident"
expects 1 '{incident: I-2, rung: head}' "of another"
expects 1 '{claims: [{party: ISR, field: kind}, {party: SYR, field: kind}]}' "each row of a list"

# --- an expectation that could never fail, or never hold, is refused where it stands
# Each is a test of one file, which `refused` runs.
refuses() { # EXPECTATION COLUMN REGULAR-EXPRESSION
  printf '%s\t%s\t%s\n' "$1" "$2" "$3" >>refusals
}
refused() {
  tab=$(printf '\t') line=1
  { echo tests:; while IFS=$tab read -r expectation _; do one_test "$((line += 1))" "$expectation"; done <refusals; } >all.yaml
  exits 2 "what is refused" test -p "$RULES" all.yaml
  is "$(cat out)" "0 passed, 0 failed, $(lines refusals) wrong in the test files" "each of them"
  line=1
  while IFS=$tab read -r expectation column wanted; do
    like err "^fusion test: all.yaml:$((line += 7)):$column: .*$wanted" "refused: $expectation"
  done <refusals
}
expects 0 '{cases: {incident: I-1, rung: head}}' "of an incident, in a row"
expects 1 '{cases: {incident: I-99, rung: head}}' "of another, in a row"
expects 1 '{no: {cases: {incident: I-1, rung: head}}}' "not of an incident, in a row"
refuses '{at: 5m, between: [5m, 9m], rung: head}' 14 '`between` beside `at`'
refuses '{at: -1m, rung: head}' 10 'an instant before the start'
refuses '{between: [-1m, 5m], rung: head}' 16 'an instant before the start'
refuses '{incident: I-1, no: {quarantine: {reason: not-json}}}' 38 'a row of `quarantine` beside `incident`'
refuses '{incident: I-1, policies: {accepted: 1}}' 31 'a row of `policies` beside `incident`'
refuses '{incident: I-1, no: {clocks: {incident: I-2}}}' 45 '`I-2` beside `incident: I-1`'
refuses '{incident: I-1, no: {incidents: {id: I-2}}}' 42 '`I-2` beside `incident: I-1`'
refuses '{cases: []}' 13 "an empty list"
refuses '{no: {cases: [open]}}' 19 "a value in its list"
refuses '{cases: {at: 5m}}' 14 'the unknown key `at`'
refuses '{cases: [{rung: head}, {rung: head}]}' 28 'the same row twice'
refuses '{incidents: [{id: I-1, reports: 1}, {id: I-1}]}' 41 'one that says more of it'
refuses '{no: {cases: [{state: closed}, {state: closed, track: de-escalation}]}}' 36 'one that says more of it'
refuses '{clocks: [{ended_at: present}, {milestone: answered, ended_at: 5m}]}' 36 'one that says more of it'
refuses '{rule: harm.killed, not_rule: harm.killed}' 35 'found a row of `decisions` under `no` that the same expectation asks for'
refuses '{rung: head, state: overdue, no: {cases: {rung: head}}}' 46 'found a row of `cases` under `no` that the same'
refuses '{clocks: {milestone: answered, state: met}, no: {clocks: {milestone: answered}}}' 62 'found a row of `clocks` under `no`'
expects 0 '{cases: [{rung: head}, {track: de-escalation}], rung: head, no: {cases: {rung: head, state: closed}}}' "rows that differ"
refuses '{at: 5m, notified: [SYR/head, SYR/alternate, SYR/head]}' 50 'found `SYR/head` beside `SYR/head`'
refuses '{at: 5m, notified: [SYR, SYR/liaison]}' 30 'found `SYR/liaison` beside `SYR`'
refuses '{rule: present}' 12 '`rule` found `present`, expected a name'
refuses '{not_rule: absent}' 16 '`not_rule` found `absent`, expected a name'
refuses '{no: {cases: {track: absent}}}' 26 'found `absent`, expected a value: every row of `cases` has `track`'
refuses '{messages: {from: absent}}' 23 'found `absent`, expected a value'
refuses '{no: {claims: {value: fire.mortar}}}' 27 'found `value` without `field`'
refuses '{rung: head, unknown: []}' 27 '`unknown` found an empty list'
refuses '{rugn: head}' 6 'the unknown key `rugn`, .*; did you mean `rung`?'

# --- nor what has not come yet
refuses '{no: {cases: {opened_at: 11m}}}' 30 'found `11m`, expected an instant from the start to when it is looked at' # the end
refuses '{at: 9m, no: {acks: {message: "SYR:m2"}}}' 35 'found `SYR:m2`, which is sent at 10m, expected what was sent by the look'
refuses '{at: 9m, no: {messages: {id: m2}}}' 34 'found `m2`, which is sent at 10m'
refuses '{at: 9m, no: {messages: {type: ack}}}' 36 'found `ack`, which is sent at 10m'
refuses '{at: 9m, no: {acks: {level: received}}}' 25 'found a row of `acks`, which nothing that is sent by then can fill'
refuses '{no: {notices: {state: active}}}' 20 'found a row of `notices`, which nothing that is sent by then can fill'
refuses '{no: {requests: {kind: fire}}}' 21 'found a row of `requests`, which nothing'
refuses '{no: {quarantine: {reason: not-json}}}' 23 'found a row of `quarantine`, which nothing'
refuses '{no: {acks: {level: received}}, unknown: acks}' 46 '`unknown` found `acks`, expected a word that stands beside it and that nobody knows'
expects 0 '{at: 10m, acks: {message: "SYR:m2", level: received}}' "asked of an ack when it is sent"
expects 0 '{at: 9m, no: {messages: {id: m2}}, unknown: m2}' "of a message before, when that is meant"
expects 0 '{at: 9m, no: {acks: {}, notices: {}}, unknown: [acks, notices]}' "of a view that nothing fills, too"

# --- a word that nobody knows, in whatever column or key, also where nothing is to be found
# Meant, it passes, or fails where nothing can be found: tests of one file, which `meant` runs.
misspelt() { # EXPECTATION WORD [NEAREST [fails]]
  refuses "$1" '[0-9]*' "\`$2\`.*${3:+; did you mean \`$3\`?}"
  printf '%s\t%s\n' "${4:-ok}" "$(echo "$1" | sed "s|}\$|, unknown: \"$2\"}|")" >>meanings
}
meant() {
  line=1
  { echo tests:; while IFS=$tab read -r verdict expectation; do one_test "$((line += 1))" "$expectation"; done <meanings; } >all.yaml
  exits 1 "what is meant" test -v -p "$RULES" all.yaml
  is "$(cat err)" "" "none of it is refused"
  line=1
  while IFS=$tab read -r verdict expectation; do
    like out "^$verdict  *$((line += 1))\$" "meant: $expectation"
  done <meanings
}
misspelt '{no: {actions: {verb: escalte}}}' escalte escalate
misspelt '{no: {actions: {to: SYR/haed}}}' SYR/haed SYR/head
misspelt '{no: {actions: {to: SYR}}}' SYR SYR/liaison
misspelt '{no: {actions: {to_party: SRY}}}' SRY SYR
misspelt '{no: {actions: {to_role: haed}}}' haed head
misspelt '{no: {actions: {to: UNDOF/head}}}' UNDOF/head
misspelt '{no: {actions: {rung: suprevisor}}}' suprevisor supervisor
misspelt '{no: {actions: {status: holded}}}' holded
misspelt '{no: {cases: {state: close}}}' close closed
misspelt '{no: {cases: [{state: closed}, {track: deescalation}]}}' deescalation de-escalation
misspelt '{no: {cases: {urgency: urgnet}}}' urgnet urgent
misspelt '{no: {cases: {outcome: explaned}}}' explaned explained
misspelt '{no: {clocks: {milestone: answerd}}}' answerd answered
misspelt '{no: {clocks: {state: met_late}}}' met_late met-late
misspelt '{no: {claims: {state: agred}}}' agred agreed
misspelt '{no: {claims: {field: harm.kiled}}}' harm.kiled harm.killed
misspelt '{no: {claims: {field: kind, value: fire.motar}}}' fire.motar fire.mortar
misspelt '{no: {claims: {field: actor, value: SRY}}}' SRY SYR
misspelt '{no: {claims: {message: "ISR:rr"}}}' ISR:rr
misspelt '{no: {claims: {grade: G1}}}' G1 A1
misspelt '{no: {incidents: {kind: fire.rokcet}}}' fire.rokcet fire.rocket
misspelt '{no: {incidents: {zone: AOSS}}}' AOSS AOS
misspelt '{no: {incidents: {parties: "ISR,SRY"}}}' SRY SYR
misspelt '{no: {incidents: {status: exercize}}}' exercize exercise
misspelt '{no: {incidents: {contested: 2}}}' 2
misspelt '{no: {incidents: {reports: two}}}' two
misspelt '{no: {messages: {type: reprot}}}' reprot report
misspelt '{no: {messages: {from: ISR}}}' ISR
misspelt '{no: {messages: {effect: opend}}}' opend opened
misspelt '{no: {messages: {id: r2}}}' r2
misspelt '{no: {acks: {level: recieved}}}' recieved received
misspelt '{no: {acks: {relayed_to: "UNDOF,XYZ"}}}' XYZ
misspelt '{no: {decisions: {won: "track,urgncy"}}}' urgncy urgency
misspelt '{no: {decisions: {rule: harm.kiled}}}' harm.kiled harm.killed
misspelt '{no: {notices: {lead: suficient}}}' suficient sufficient
misspelt '{no: {notices: {shape: cirle}}}' cirle circle
misspelt '{no: {notices: {state: actve}}}' actve active
misspelt '{no: {links: {how: merged}}}' merged merge
misspelt '{no: {links: {detail: "inside,outside_time"}}}' outside_time outside-time
misspelt '{no: {disputes: {positions: "SYR:rejct"}}}' SYR:rejct SYR:reject
misspelt '{no: {disputes: {meetings: "no_show"}}}' no_show no-show
misspelt '{no: {disputes: {finding: upheldd}}}' upheldd upheld
misspelt '{no: {quarantine: {reason: id_conflict}}}' id_conflict id-conflict
misspelt '{no: {policies: {accepted: "yes"}}}' yes
misspelt '{not_rule: commercial.gods}' commercial.gods commercial.goods
misspelt '{rung: haed}' haed head failed
misspelt '{rule: harm.kiled}' harm.kiled harm.killed failed
misspelt '{actions: [{verb: request-ack}, {verb: correctt}]}' correctt correct failed
misspelt '{at: 5m, notified: [SYR/alternate, SYR/haed]}' SYR/haed SYR/head failed
# numbers are those that can be, and are compared as numbers
refuses '{no: {incidents: {severity: 9}}}' 33 'found `9`, expected a number from 1 to 5'
refuses '{no: {incidents: {reports: -1}}}' 32 'found `-1`, expected a whole number'
refuses '{no: {incidents: {reports: 01}}}' 32 'found `01`'
refuses '{no: {actions: {entry: 0}}}' 28 'found `0`, expected a whole number from 1 on'
refuses '{no: {incidents: {lat: 331}}}' 28 'found `331`, expected degrees from -90 to 90'
refuses '{no: {incidents: {lon: -0.0}}}' 28 'found `-0.0`'
refuses '{no: {incidents: {lat: 33.12345678}}}' 28 'at most 7 decimals'
refuses '{no: {actions: {id: x}}}' 25 'found `x`, expected an action such as 2.1'
expects 0 '{incidents: {lat: 33.10, lon: 35.80}}' "degrees are numbers"
expects 1 '{no: {incidents: {lat: 33.100}}}' "however they are written"
expects 0 '{actions: {id: 2.1, entry: 2}}' "an action by its id"
misspelt '{no: {decisions: {policy: zzz}}}' zzz
refuses '{no: {incidents: {policy: 0000000000000000000000000000000000000000000000000000000000000000}}}' 31 'found the unknown digest of a policy of this test `000'
misspelt '{no: {policies: {digest: zzz}}}' zzz
misspelt '{no: {policies: {lua: Lua 1.0}}}' 'Lua 1.0'
refuses '{no: {claims: {field: harm.killed, value: 10000001}}}' 47 'found `10000001`, expected a whole number up to 10000000'
refuses '{no: {claims: {field: harm.injured, value: 10000001}}}' 48 'found `10000001`'
refuses '{no: {quarantine: {size: 0}}}' 30 'found `0`, expected a whole number from 1 on'
echo '{"id":"a","from":"ISR","time":"2026-03-27T02:00:00Z","kind":"fire.rocket"}' >digest.ndjson
run replay -q -p "$RULES" -d digest.db --drain digest.ndjson
expects 0 "{policies: {digest: $(sql digest.db "SELECT digest FROM policies"), lua: Lua 5.4}}" "the digest of the policy"
expects 0 '{no: {claims: {field: harm.killed, value: 10000000}}}' "as much harm as can be said"
refuses '{no: {messages: {refs: "ISR:r"}}}' 28 'found `ISR:r`, expected a list of JSON'
refuses "{no: {messages: {refs: '[\"ISR:z\"]'}}}" 28 'expected a list of JSON'
expects 0 "{messages: {refs: '[\"ISR:r\"]'}}" "references as the record has them"
# lists are those that can be
refuses "{no: {incidents: {parties: ''}}}" 32 'found ``, expected `absent`'
refuses '{no: {incidents: {parties: "ISR,"}}}' 32 'found `ISR,`'
refuses '{no: {incidents: {parties: "ISR,ISR"}}}' 32 'found `ISR` twice'
refuses '{no: {decisions: {won: "urgency,track"}}}' 28 'found `track` behind `urgency`'
refuses '{no: {links: {detail: "outside-place,outside-time"}}}' 27 'found `outside-time` behind `outside-place`'
expects 0 '{decisions: {won: "track,urgency"}}' "in their order"
# two values that no row has together
misspelt '{no: {actions: {to_party: UNDOF, to_role: head}}}' UNDOF/head
misspelt '{no: {messages: {from_party: OBS, from_role: principals}}}' OBS/principals
misspelt '{no: {messages: {from: SYR/liaison, id: r}}}' SYR:r ISR:r
misspelt '{no: {cases: {track: de-escalation, urgency: life-threat}}}' de-escalation/life-threat
misspelt '{no: {cases: {track: commercial, outcome: explained}}}' commercial/explained
misspelt '{no: {clocks: {track: commercial, milestone: feedback}}}' commercial/feedback
misspelt '{no: {clocks: {milestone: settled}}}' settled
misspelt '{no: {disputes: {outcome: explained}}}' explained
refuses '{no: {cases: {urgency: life-threat, outcome: explained}}}' 50 'found `outcome: explained` beside `urgency: life-threat`, which no track has together'
expects 0 '{no: {cases: [{urgency: urgent, outcome: explained}, {urgency: life-threat, outcome: expired}]}}' "of one track"
expects 0 '{no: {cases: {urgency: life-threat, outcome: explaned}}, unknown: explaned}' "of none, when it is meant"
expects 0 '{no: {clocks: {milestone: answered, state: met}, disputes: [{outcome: upheld}, {outcome: withdrawn}]}}' "a clock's, and a dispute's"
misspelt '{no: {notices: {id: r}}}' r
misspelt '{no: {disputes: {id: r}}}' r
misspelt '{no: {acks: {message: "ISR:r"}}}' ISR:r
misspelt '{no: {actions: {status: emitted}}}' emitted
misspelt '{no: {quarantine: {reason: truncated}}}' truncated
misspelt '{no: {quarantine: {source: input}}}' input
misspelt '{no: {policies: {accepted: 0}}}' 0
misspelt '{no: {policies: {name: fusion-cel}}}' fusion-cel fusion-cell
refuses '{no: {actions: {to: ISR/head, to_party: SYR}}}' 45 'found `to_party: SYR` beside `to: ISR/head`, expected the same'
refuses '{no: {actions: {to: ISR/head, to_role: liaison}}}' 44 'found `to_role: liaison` beside `to: ISR/head`'
refuses '{no: {claims: {party: SYR, message: "ISR:r"}}}' 27 'found `party: SYR` beside `message: ISR:r`'
refuses '{state: open, outcome: present}' 28 'found `outcome: present` beside `state: open`, which no row has together'
refuses '{no: {cases: {state: closed, closed_at: absent}}}' 45 'found `closed_at: absent` beside `state: closed`'
refuses '{no: {clocks: {state: running, ended_at: 5m}}}' 46 'found `ended_at: 5m` beside `state: running`'
refuses '{no: {links: {how: merge, rule: present}}}' 37 'found `rule: present` beside `how: merge`'
# what contradicts itself in one row: columns that are there or not, instants out of order, what must be the same
refuses '{no: {cases: {state: closed, next_at: present}}}' 43 'found `next_at: present` beside `state: closed`, which no row has together'
refuses '{no: {cases: {outcome: present, closed_at: absent}}}' 28 'found `outcome: present` beside `closed_at: absent`'
refuses '{no: {cases: {closed_at: present, next_rung: head}}}' 50 'found `next_rung: head` beside `closed_at: present`'
refuses '{no: {incidents: {state: open, outcome: present}}}' 45 'found `outcome: present` beside `state: open`'
refuses '{no: {incidents: {merged_into: present, closed_at: absent}}}' 36 'found `merged_into: present` beside `closed_at: absent`'
refuses '{no: {incidents: {id: I-1, merged_into: I-1}}}' 27 'found `id: I-1` beside `merged_into: I-1`'
refuses '{no: {clocks: {ended_at: present, next_at: present}}}' 48 'found `next_at: present` beside `ended_at: present`'
refuses '{no: {disputes: {finding: upheld, outcome: settled}}}' 48 'found `outcome: settled` beside `finding: upheld`'
refuses '{no: {decisions: {proposal: absent, fault: absent}}}' 33 'found `proposal: absent` beside `fault: absent`'
refuses '{no: {decisions: {fault: present, won: track}}}' 44 'found `won: track` beside `fault: present`'
refuses '{no: {actions: {verb: escalate, rung: absent}}}' 43 'found `rung: absent` beside `verb: escalate`'
refuses '{no: {actions: {verb: notify, rung: head}}}' 41 'found `rung: head` beside `verb: notify`'
refuses '{no: {actions: {copy: 1, verb: escalate}}}' 36 'found `verb: escalate` beside `copy: 1`'
refuses '{no: {actions: {copy: 1, because: x}}}' 39 'found `because: x` beside `copy: 1`'
refuses '{no: {actions: {entry: 3, id: 4.1}}}' 28 'found `entry: 3` beside `id: 4.1`, expected the same'
refuses '{no: {policies: {accepted: 1, reason: present}}}' 43 'found `reason: present` beside `accepted: 1`'
refuses '{no: {acks: {level: relayed, relayed_to: absent}}}' 46 'found `relayed_to: absent` beside `level: relayed`'
refuses '{no: {messages: {type: report, kind: absent}}}' 42 'found `kind: absent` beside `type: report`'
refuses '{no: {messages: {type: ack, level: absent}}}' 40 'found `level: absent` beside `type: ack`'
refuses '{no: {links: {how: near, incident: I-1, linked: I-1}}}' 53 'found `linked: I-1` beside `incident: I-1`'
refuses '{no: {links: {detail: "inside,outside-place"}}}' 27 'found `outside-place` beside `inside`, expected one of them'
refuses '{no: {cases: {opened_at: 5m, closed_at: 3m}}}' 45 'found `closed_at: 3m` beside `opened_at: 5m`'
refuses '{no: {clocks: {set_at: 10m, ended_at: 5m}}}' 43 'found `ended_at: 5m` beside `set_at: 10m`'
refuses '{no: {clocks: {state: met, due_at: 5m, ended_at: 10m}}}' 40 'found `due_at: 5m` beside `ended_at: 10m`'
refuses '{no: {clocks: {state: met-late, due_at: 5m, ended_at: 4m}}}' 59 'found `ended_at: 4m` beside `due_at: 5m`'
refuses '{no: {clocks: {state: overdue, due_at: 3h}}}' 44 'found `due_at: 3h`, expected one not behind the look'
refuses '{at: 2h, no: {clocks: {next_at: 2h}}}' 37 'found `next_at: 2h`, expected one behind the look'
refuses '{between: [1h, 2h], no: {cases: {next_at: 1h}}}' 47 'found `next_at: 1h`, expected one behind the look'
# what the message that is named does not say, as the test itself writes it
refuses '{no: {acks: {message: "SYR:m2", level: acted}}}' 27 'found `SYR:m2` beside what this message does not say'
refuses '{no: {messages: {id: r, type: ack}}}' 26 'found `r` beside what this message does not say'
refuses '{no: {messages: {id: r, level: present}}}' 26 'found `r` beside'
refuses '{no: {messages: {from: ISR/liaison, id: r, status: exercise}}}' 45 'found `r` beside'
refuses '{no: {messages: {id: r, text: more}}}' 26 'found `r` beside'
refuses '{no: {claims: {message: "SYR:m2"}}}' 29 'found `SYR:m2` beside'
refuses '{no: {claims: {message: "ISR:r", field: kind, value: fire.mortar}}}' 29 'found `ISR:r` beside'
refuses '{no: {claims: {message: "ISR:r", field: harm.killed, value: 2}}}' 29 'found `ISR:r` beside'
refuses '{no: {claims: {message: "ISR:r", field: harm.injured}}}' 29 'found `ISR:r` beside'
expects 0 '{messages: [{id: r, type: report, kind: fire.rocket, status: actual, text: absent}, {id: m2, type: ack, level: received, kind: absent}]}' "what it says"
expects 0 '{claims: [{message: "ISR:r", field: harm.killed, value: 1}, {message: "ISR:r", field: harm.civilian, value: true}, {message: "ISR:r", field: place}]}' "and claims"
expects 0 '{no: {acks: {level: acted}, claims: {field: harm.killed, value: 2}}}' "what nobody says may be meant"
expects 0 '{at: 5m, clocks: [{state: overdue, due_at: 5m, next_at: absent}, {state: running, next_at: 30m}], cases: {opened_at: 0s, next_at: 30m}}' "what a row has at once"
expects 0 '{between: [0s, 30m], no: {clocks: {state: overdue, due_at: 20m}, cases: {next_at: 29m}}}' "or might have within the span"
expects 0 '{decisions: {won: present, proposal: present, fault: absent}, no: {links: {incident: I-1, linked: I-1}}}' "and what a rule may say"
expects 0 '{actions: [{id: 2.1, entry: 2}, {verb: escalate, rung: present}], no: {incidents: {closed_at: present, outcome: absent}}}' "of other views, too"
expects 0 '{cases: {track: de-escalation, state: open, outcome: absent, closed_at: absent}}' "what a row has together"
expects 0 '{clocks: {state: met-late, ended_at: present}, acks: {message: "SYR:m2", party: SYR}}' "of other views"
refuses '{no: {actions: {to: SYR}}}' 25 'found the unknown PARTY/role `SYR`, .*; did you mean `SYR/liaison`?'
refuses '{no: {claims: {field: actor, value: SRY}}}' 41 'found `SRY`, .*; did you mean `SYR`?'
refuses '{no: {actions: {at: 5min}}}' 25 'found `5min`, expected an offset such as 5m, or an instant'
refuses '{at: 5m, no: {actions: {at: 6m, verb: escalate}}}' 33 'found `6m`, expected an instant from the start to when it is looked at'
refuses '{no: {cases: {opened_at: -1m}}}' 30 'found `-1m`, expected an instant from the start'
expects 0 '{cases: {opened_at: "2026-03-27T04:00:00+02:00"}}' "an instant, however it is written"
refuses '{no: {cases: {incident: 1}}}' 29 'found `1`, expected an incident such as I-2'
refuses '{rung: head, unknown: head}' 27 '`unknown` found `head`, expected a word that stands beside it and that nobody knows'
refuses '{rung: head, unknown: [supreme]}' 28 '`unknown` found `supreme`'
refuses '{rung: head, unknown: {a: b}}' 27 '`unknown` found a mapping'
refused
meant

# --- an incident that is not there
expects 1 '{incident: I-7, no: {cases: {state: closed}}}' "no case of an incident that never was"
like out 'one.yaml:8:16: at 10m: expected an incident I-7, found none' "is told"
expects 1 '{no: {clocks: {incident: I-7}}}' "in a row"
expects 1 '{incident: I-7, not_rule: harm.injured}' "beside a rule that did not match"
expects 1 '{at: 1m, incident: I-7, notified: []}' "beside nobody"
expects 1 '{no: {incidents: {id: I-7}}}' "not there, and not meant"
expects 0 '{no: {incidents: {id: I-7}}, unknown: I-7}' "and meant"
expects 0 '{incident: I-7, no: {cases: {state: closed}}, unknown: I-7}' "any other, when it is meant"
expects 1 '{cases: {incident: I-1}, unknown: I-1}' "one that is there, in a row that is"
like out 'expected no incident I-1, found it' "is told"
expects 1 '{incidents: {id: I-1}, unknown: I-1}' "as itself, too"
expects 1 '{incident: I-1, no: {cases: {state: closed}}, unknown: I-1}' "but not one that is there"
like out 'expected no incident I-1, found it' "which is told"

# --- nor one that is not there yet
later() { # STATUS EXPECTATION NAME: of an incident that is opened at 1h
  cat >later.yaml <<EOF
tests:
- name: later
  start: 2026-03-27T02:00:00Z
  messages:
  - {at: 0s, from: ISR, kind: fire.rocket, place: {lat: 33.10, lon: 35.80}}
  - {at: 1h, from: ISR, kind: fire.mortar, place: {lat: 32, lon: 35}}
  expect:
  - $2
EOF
  exits "$1" "$3" test -p "$RULES" later.yaml
}
later 1 '{at: 30m, no: {incidents: {id: I-2, severity: 5}}}' "what it is not, before it is there"
like out 'later.yaml:8:36: at 30m: expected an incident I-2, found none' "is told"
later 0 '{at: 2h, no: {incidents: {id: I-2, severity: 5}}}' "behind that it holds"
later 0 '{at: 30m, no: {incidents: {id: I-2}}}' "that it is not there yet"
later 1 '{at: 2h, no: {incidents: {id: I-2}}}' "and then it is"

later 2 '{no: {cases: {opened_at: 2h}}}' "behind the end"
later 0 '{no: {cases: {opened_at: 2h}}}
  - {at: 2h, no: {incidents: {id: I-2, severity: 5}}}' "which is the last look"
later 0 '{no: {cases: {opened_at: 2h}}}
  - {between: [1h, 2h], no: {incidents: {id: I-2, severity: 5}}}' "or the end of a span"

# --- nothing is looked at before anything happens
early() { # STATUS EXPECTATION NAME [COLUMN VIEW]: of a test whose first message is sent at 1h
  printf '%s\n' tests: '- name: early' '  start: 2026-03-27T02:00:00Z' '  messages:' '  - {at: 0s, clock: true}' \
    '  - {at: 1h, from: ISR, kind: fire.rocket}' '  expect:' "  - $2" >early.yaml
  exits "$1" "$3" test -p "$RULES" early.yaml
  [ $# -eq 3 ] || like err "^fusion test: early.yaml:8:$4: found a look at \`$5\` before anything happens, expected one from 1h on" "  is told"
}
early 2 '{at: 5m, no: {cases: {state: closed}}}' "a row that cannot be" 26 cases
early 2 '{between: [0s, 59m], no: {actions: {verb: escalate}}}' "in a span" 40 actions
early 2 '{at: 5m, not_rule: commercial.goods}' "a rule" 24 decisions
early 2 '{at: 5m, notified: []}' "nobody" 14 notified
early 0 '{at: 1h, not_rule: commercial.goods}' "when it happens"
early 0 '{between: [0s, 1h], no: {actions: {verb: escalate}}}' "a span that ends then"
early 0 '{at: 5m, policies: {name: fusion-cell}, no: {policies: {entry: 2}}}' "the policy is there from the start"

# --- what expects nothing
refuses '{at: 5m}' 5 'found an expectation of nothing, expected a row, a rule, or who is `notified`'
refuses '{incident: I-1, no: {}}' 5 'found an expectation of nothing'
expects 0 '{no: {disputes: {}}}' "no row at all is something"
purpose() { # STATUS KEYS NAME: of a test with one message
  printf '%s\n' tests: '- name: purpose' '  start: 2026-03-27T02:00:00Z' '  messages:' '  - {at: 0s, from: ISR, kind: fire.rocket}' "$2" >purpose.yaml
  exits "$1" "$3" test -p "$RULES" purpose.yaml
}
purpose 2 '' "a test without expectations"
like err '^fusion test: purpose.yaml:2:3: found a test that expects nothing' "is told"
purpose 2 '  expect: []' "an empty list"
purpose 2 '  counts: {}' "no count"
purpose 0 '  expect: nothing' "unless that is meant"
purpose 2 '  expect: noting' "and said so"
purpose 0 '  - {at: 1m, line: "{", taken: quarantined}' "what becomes of a message is something"
purpose 2 '  - {at: 1m, from: ISR, kind: fire.rocket, taken: accepted}' "but not that it is as every other"
purpose 2 '  counts: {incidents: 0001}' "a number that nobody writes"
purpose 2 '  counts: {incidents: 1}
  swap: [UNDOF, OBS]' "an exchange of parties that it does not name"
like err '^fusion test: purpose.yaml:7:9: `swap` found two parties that the test does not name' "is told"
purpose 0 '  counts: {incidents: 1}
  swap: [ISR, OBS]' "of one that it names"
purpose 2 '  counts: {incidents: 1}
- {name: purpose, start: 2026-03-27T02:00:00Z, messages: [{at: 0s, from: ISR, kind: fire.rocket}], counts: {incidents: 1}}' "two tests of one name"
like err '^fusion test: purpose.yaml:7:10: found the name `purpose` once more' "are told"
still() { # REGULAR-EXPRESSION TEST: in which nothing can happen
  printf '%s\n' tests: "- $2" >still.yaml
  exits 2 "refused: $2" test -p "$RULES" still.yaml
  like err "^fusion test: still.yaml:2:[0-9]*: $1" "  told"
}
still 'found neither a message nor another policy' '{name: t, start: 2026-03-27T02:00:00Z, messages: [{at: 1d, clock: true}], counts: {incidents: 0}}'
still 'found neither a message nor another policy' '{name: t, start: 2026-03-27T02:00:00Z, messages: [], counts: {incidents: 0}}'
still '`name` found nothing' '{name: "", start: 2026-03-27T02:00:00Z, messages: [{at: 0s, from: ISR, kind: fire}], counts: {incidents: 1}}'
echo 'tests: []' >still.yaml
exits 2 "no tests" test -p "$RULES" still.yaml
like err '^fusion test: still.yaml:1:8: found no test in the list' "are told"

# --- a rule that fails
cp -r "$RULES" failing
echo 'rule "mine.broken" { on = "report", propose = function(m) return { title = m.kind .. nil } end, because = "it fails" }' >failing/99-mine.lua
fails() { # STATUS EXPECTATION NAME
  purpose 0 "  expect: [$2]" "$3, before the rule"
  exits "$1" "$3" test -p failing purpose.yaml
}
fails 1 '{not_rule: harm.killed}' "a rule's fault fails the test"
like out 'purpose.yaml:2:3: at 0s: the rule mine.broken failed at 2026-03-27T02:00:00Z on I-1: 99-mine.lua:1: .*concatenate' "and is told"
fails 1 '{no: {decisions: {rule: harm.killed, fault: present}}}' "also where others' are looked for"
sed -i 's/not_rule: harm.killed/decisions: {rule: mine.broken, fault: present}/; s/no: {decisions: {rule: harm.killed, fault: present}}/decisions: {rule: mine.broken, fault: present}/' purpose.yaml
exits 0 "unless it is expected" test -p failing purpose.yaml

# --- a rule that fails only when it is asked about a series, which then does not get the report
cp -r "$RULES" surge
echo 'rule "mine.surge" { on = "report", when = function(m) if m.incident.series > 0 then error("a surge") end end, propose = {}, because = "it fails" }' >surge/99-mine.lua
{
  printf '%s\n' tests: '- name: surge' '  start: 2026-03-26T10:00:00Z' '  messages:'
  for n in 0 1 2 3 4 5 6; do
    echo "  - {at: ${n}m, from: SYR, kind: airspace.aircraft, actors: [{party: ISR, role: actor}], place: {lat: 33.${n}0, lon: 35.80}}"
  done
  printf '%s\n' '  expect:' '  - {at: 5m, incidents: {id: I-1, series: 1}}' '  - {at: 6m, incidents: {id: I-1, series: 1}}' \
    '  - {at: 6m, incidents: {id: I-6, reports: 1}, cases: {incident: I-6, track: de-escalation, urgency: routine}}'
} >surge.yaml
exits 1 "a fault about a series fails the test" test -p surge surge.yaml
like out 'surge.yaml:2:3: at 6m: the rule mine.surge failed at 2026-03-26T10:06:00Z on I-1: 99-mine.lua:1: a surge' "and is told"
echo '  - {at: 6m, decisions: {incident: I-1, rule: mine.surge, fault: present}}' >>surge.yaml
exits 0 "it is recorded, of the series" test -p surge surge.yaml

# --- and no other fault than the one that is expected
cat >twice.yaml <<'EOF'
tests:
- name: twice
  start: 2026-03-27T02:00:00Z
  messages:
  - {at: 0s, from: ISR, kind: fire.rocket}
  - {at: 5h, from: ISR, kind: fire.mortar}
  expect:
  - {EXPECTATION}
EOF
twice() { # STATUS EXPECTATION NAME
  sed "s/{EXPECTATION}/$2/" twice.yaml >two.yaml
  exits "$1" "$3" test -p failing two.yaml
}
twice 1 '{at: 0s, incident: I-1, decisions: {rule: mine.broken, fault: present}}' "expected of one incident, at one instant"
is "$(grep -c 'the rule mine.broken failed at' out)" 1 "the other one is told"
like out 'failed at 2026-03-27T07:00:00Z on I-2:' "by its incident"
twice 1 '{at: 0s, decisions: {rule: mine.broken, fault: present}}' "what comes later is not expected either"
twice 1 '{decisions: {rule: mine.broken, incident: I-2, fault: present}}' "nor what is not of that incident"
like out 'failed at 2026-03-27T02:00:00Z on I-1:' "which is told"
twice 1 '{decisions: {fault: present}}' "nor that of a rule without a name"
is "$(grep -c 'the rule mine.broken failed at' out)" 2 "all are told"
twice 0 '{decisions: [{rule: mine.broken, incident: I-1, fault: present}, {rule: mine.broken, incident: I-2, fault: present}]}' "both, when they are meant"
twice 0 '{decisions: {rule: mine.broken, fault: present}}' "or any"

# --- every column of every view has its set
run replay -q -p "$RULES" -d columns.db --drain /dev/null
cat >columns.yaml <<EOF
tests:
- name: columns
  start: 2026-03-27T02:00:00Z
  messages:
  - {at: 0s, from: ISR, kind: fire.rocket}
  - {at: 1m, from: SYR, type: ack, refs: [I-1], level: received}
  - {at: 2m, from: ISR, type: notice, kind: force.exercise, place: {lat: 33.10, lon: 35.80, radius_m: 500}, window: {from: 2h, until: 4h}}
  - {at: 3m, from: UNDOF, type: request, kind: permit.medical, need_by: 2h}
  - {at: 4m, line: "{", taken: quarantined}
  expect:
$(sql columns.db "SELECT '  - {no: {' || m.name || ': {' || p.name || ': present}}}' FROM sqlite_schema m, pragma_table_info(m.name) p
  WHERE m.type = 'view' AND m.name NOT IN ('about', 'said', 'acted', 'disputed')")
EOF
exits 1 "every column is known" test -p "$RULES" columns.yaml
[ "$(lines columns.yaml)" -gt 150 ]
ok $? "and there are many"

# --- those that have a value in every row, by the runner, have one in records
sed 's/: present/: absent/' columns.yaml >always.yaml
run test -p "$RULES" always.yaml
sed -n 's/.*every row of `\([a-z]*\)` has `\([a-z_]*\)`$/\1 \2/p' err | sort -u >always
[ "$(lines always)" -gt 80 ]
ok $? "many have"
awk '/^```messages/ {on = 1; next} /^```/ {on = 0} on' "$ROOT/docs/messages.md" >all.ndjson
cat >beside.ndjson <<'EOF'
{"id":"a","from":"ISR","time":"2026-03-27T02:00:00Z","kind":"fire.rocket","place":{"lat":33.1,"lon":35.8}}
{"id":"b","from":"SYR","time":"2026-03-27T02:01:00Z","kind":"fire.rocket","place":{"lat":32.1,"lon":35.8}}
{"id":"c","from":"USA/supervisor","type":"merge","time":"2026-03-27T02:02:00Z","refs":["I-1","I-2"],"reason":"one"}
{"id":"d","from":"USA/supervisor","type":"merge","time":"2026-03-27T02:02:00Z","refs":["I-1","I-2"]}
EOF
run replay -q -p "$RULES" -d all.db --drain all.ndjson
run replay -q -p "$RULES" -d beside.db --drain beside.ndjson
cut -d ' ' -f 1 always | sort -u | while read -r view; do
  echo "$view $(sql all.db "SELECT count(*) FROM $view") $(sql beside.db "SELECT count(*) FROM $view")"
done >rows
is "$(awk '$2 + $3 == 0' rows)" "" "the records have rows in every view"
while read -r view name; do
  for record in all beside; do
    sql $record.db "SELECT '$view.$name' FROM $view WHERE $name IS NULL LIMIT 1"
  done
done <always >nulls
is "$(cat nulls)" "" "none is absent in any of them"

# --- whatever is wrong in a file is told, and what is right in it runs
cat >several.yaml <<'EOF'
tests:
- name: wrong twice
  start: 2026-03-27T02:00:00Z
  messages:
  - {from: ISR, kind: fire.rocket}
  - {at: 0s, from: ISR, kind: fire.rocket}
  - {at: -1m, from: ISR, kind: fire.rocket}
  counts: {incidents: 1}
  swap: [ISR, SYR]
- name: right
  start: 2026-03-27T02:00:00Z
  messages:
  - {at: 0s, from: ISR, kind: fire.rocket}
  counts: {incidents: 1}
- name: wrong twice more
  start: 2026-03-27T02:00:00Z
  messages:
  - {at: 0s, from: ISR, kind: fire.rocket}
  expect:
  - {rugn: head}
  - {rung: liaison}
  - {at: soon, rung: head}
EOF
exits 2 "several faults" test -v -p "$RULES" several.yaml
is "$(cut -d : -f 3 err | tr '\n' ' ')" "5 7 20 22 " "each on its line, once"
is "$(cat out)" "ok     right
1 passed, 0 failed, 4 wrong in the test files" "and the other test passed"

# --- steps
steps() { # STATUS STEP NAME
  cat >steps.yaml <<EOF
tests:
- name: steps
  start: 2026-03-27T02:00:00Z
  messages:
  - {at: 0s, from: ISR, kind: fire.rocket, time: -2m, place: {lat: 33.10, lon: 35.80}}
  - $2
  counts: {incidents: 1}
EOF
  exits "$1" "$3" test -p "$RULES" steps.yaml
}
steps 1 '{at: 1m, from: ISR, knid: fire.rocket}' "a slip in a message is no passing test"
like out 'the message was quarantined, expected accepted: {"id":"m2","time":"2026-03-27T02:01:00Z","from":"ISR","knid":"fire.rocket"}; unknown-field: .*kind' "and shows the line, and why"
steps 1 "{at: 1m, line: '{\"id\":\"$(printf '%02000d' 0)\"}'}" "a line too long to show"
like out '000\.\.\.; missing-field\|000\.\.\.; wrong-form' "says why, too"
steps 0 '{at: 1m, from: ISR, knid: fire.rocket, taken: quarantined}' "unless it was meant"
steps 0 '{at: 1m, line: "{\"id\":", taken: quarantined}' "bytes as they are"
steps 0 '{at: 1m, restart: true}' "a restart"
steps 0 '{at: 1m, clock: true}' "time alone"
misspelt_step() { # STIMULUS COLUMN WORD NEAREST
  steps 2 "$1" "a slip: $3"
  like err "^fusion test: steps.yaml:6:$2: found the unknown .*\`$3\`.*; did you mean \`$4\`?" "  is told"
}
slip='from: SYR, kind: fire.rocket, time: 0s, place: {lat: 33.10, lon: 35.80}'
misspelt_step '{at: 1m, from: ISR, kind: fire.rokcet}' 31 fire.rokcet fire.rocket
misspelt_step "{at: 1m, to: [ISR/haed], $slip}" 19 ISR/haed ISR/head
misspelt_step "{at: 1m, urgency: urgnt, $slip}" 23 urgnt urgent
misspelt_step "{at: 1m, track: diplomtic, $slip}" 21 diplomtic diplomatic
misspelt_step "{at: 1m, milestone: answerd, $slip}" 25 answerd answered
misspelt_step "{at: 1m, outcome: explaned, $slip}" 23 explaned explained
misspelt_step "{at: 1m, level: recieved, $slip}" 21 recieved received
misspelt_step "{at: 1m, type: reprot, $slip}" 20 reprot report
misspelt_step "{at: 1m, refs: [\"ISR:m3\"], $slip}" 21 ISR:m3 ISR:m1
misspelt_step '{at: 1m, from: ISRR/head, type: ack, refs: [I-1], level: received}' 20 ISRR/head ISR/head
steps 0 "{at: 1m, urgency: urgnt, unknown: urgnt, $slip}" "unless it is meant"
steps 0 "{at: 1m, from: LBN, type: note, refs: [\"ISR:m1\"]}" "any country may send"
steps 1 '{at: 1m, from: SYR, type: ack, refs: [I-4], level: received}' "a reference to no incident"
like out 'steps.yaml:6:43: at 1m: expected an incident I-4, found none' "is told"
steps 0 '{at: 1m, from: SYR, type: ack, refs: [I-4], level: received, unknown: I-4}' "unless it is meant"
steps 2 '{at: 1m, from: SYR, type: ack, refs: ["ISR:m3"], level: received}
  - {at: 2m, from: ISR, kind: fire.mortar}' "a reference to a message that is not there yet"
like err 'steps.yaml:6:43: found the unknown earlier message `ISR:m3`, expected ISR:m1; did you mean `ISR:m1`?' "is told"
steps 2 '{at: 1m, id: z, from: ISR, type: update, refs: ["ISR:z"]}' "to itself"
steps 2 '{at: 1m, id: z, from: ISR, knid: fire, taken: quarantined}
  - {at: 2m, from: SYR, type: note, refs: ["ISR:z"]}' "to one that is quarantined"
steps 0 '{at: 1m, from: SYR, type: ack, refs: ["ISR:z"], level: received, unknown: "ISR:z"}
  expect:
  - messages: {refs: "[\"ISR:z\"]"}' "unless it is meant"
bad='{at: 1m, id: z, from: ISR, knid: fire, taken: quarantined}
  expect:'
steps 2 "$bad [{no: {messages: {id: z}}}]" "what is quarantined is no message"
like err 'steps.yaml:7:33: found the unknown id of a message of this test `z`' "is told"
steps 2 "$bad [{no: {claims: {message: \"ISR:z\"}}}]" "and says nothing"
steps 0 "$bad [{no: {messages: {id: z}}, unknown: z}, {quarantine: {line: 2}}]" "unless that is meant"
steps 2 '{at: 1m, from: SYR/head, type: close, refs: [I-1], track: commercial, outcome: explained}' "an outcome of another track"
like err 'found the unknown outcome of that track `commercial/explained`' "is told"
steps 2 "{at: 1m, track: commercial, urgency: life-threat, $slip}" "an urgency of another track"
line='"from":"SYR","time":"2026-03-27T02:01:00Z"'
misspelt_step "{at: 1m, line: '{\"id\":\"x\",$line,\"kind\":\"fire.motar\"}'}" 20 fire.motar fire.mortar
misspelt_step "{at: 1m, line: '{\"id\":\"x\",$line,\"kind\":\"fire\",\"to\":[\"SYR/haed\"]}'}" 20 SYR/haed SYR/head
misspelt_step "{at: 1m, line: '{\"id\":\"x\",$line,\"type\":\"note\",\"refs\":[\"ISR:n1\"]}'}" 20 ISR:n1 ISR:m1
steps 1 "{at: 1m, line: '{\"id\":\"x\",$line,\"type\":\"note\",\"refs\":[\"I-77\"]}'}" "a reference to no incident, in a line"
like out 'steps.yaml:6:20: at 1m: expected an incident I-77, found none' "is told"
steps 0 "{at: 1m, line: '{\"id\":\"x\",$line,\"type\":\"note\",\"refs\":[\"I-77\"]}', unknown: I-77}" "unless it is meant"
steps 0 "{at: 1m, line: '{\"id\":\"x\",$line,\"kind\":\"fire.rocket\",\"urgency\":\"urgnt\",\"place\":{\"lat\":33.1,\"lon\":35.8}}', unknown: urgnt}" "as a word is"
steps 0 "{at: 1m, line: '{\"id\":\"x\",$line,\"kind\":\"fire.motar\",\"zork\":1}', taken: quarantined}" "what is quarantined may say anything"
steps 2 "{at: 1m, line: ' ', taken: quarantined}" "a blank line"
like err 'steps.yaml:6:20: `line` found a blank line, which is skipped' "is told"
steps 2 '{at: 1m, restart: true, from: SYR, type: note}' "a message that would not be sent"
like err 'steps.yaml:6:29: found the unknown key `from`, expected at or restart' "is told"
steps 2 '{at: 1m, from: ISR, kind: fire.rokcet, taken: quarantined, unknown: fire.rokcet}' "meant twice"
like err 'steps.yaml:6:64: found `unknown` beside `taken: quarantined`' "is told"
steps 2 '{at: 1m, load: [other]}' "a list of policies"
like err 'steps.yaml:6:20: `load` found a list, expected one value' "is told"
steps 2 '{at: 1m, clock: false}' "no step at all"
like err 'steps.yaml:6:21: `clock` found `false`, expected true' "is told"
{ printf '%s\n' tests: '- name: meant' '  start: 2026-03-27T02:00:00Z'
  awk '/^    messages:$/ {on = 1} /^$/ {on = 0} on {print substr($0, 3)}' "$ROOT/docs/testing.md"; } >meant.yaml
exits 0 "the page's example of words that nobody knows" test -p "$RULES" meant.yaml
[ "$(grep -c unknown meant.yaml)" -eq 2 ]
ok $? "which is there"
cp -r "$RULES" other
steps 0 '{at: 1m, load: other}' "another policy"
sed -i 's/^rungs:/rugns:/' other/policy.yaml
steps 2 '{at: 1m, load: other}' "a broken one"
like err 'steps.yaml:6:20: the policy was refused: policy.yaml:' "is told"
steps 0 '{at: 1m, load: other, refused: true}' "unless it was meant"

mkdir empty
steps 2 '{at: 1m, load: empty, refused: true}' "a folder without a policy"
like err 'steps.yaml:6:20: `load` found no policy.yaml in `empty`' "is told"
steps 2 '{at: 1m, load: ohter, refused: true}' "a folder that is not there"
like err 'steps.yaml:6:20: `load` found no policy: ' "is told"
steps 2 '{at: 1m, load: ohter}
  - {at: 2m, from: ISR, kind: fire.motar}' "before words that it may have"
is "$(lines err)" 1 "alone"

# --- a word counts from where its policy comes into force
cp -r "$RULES" more
echo 'rule "mine.more" { on = "report", propose = { severity = 2 }, because = "more" }' >more/99-mine.lua
sed -i 's/^  fire: .small-arms/&, motar/' more/policy.yaml
begins() { # STATUS INSTANT EXPECTATION NAME: a mortar of the second policy, which comes at 1m
  cat >begins.yaml <<EOF
tests:
- name: begins
  start: 2026-03-27T02:00:00Z
  messages:
  - {at: 0s, from: ISR, kind: fire.rocket, place: {lat: 33.10, lon: 35.80}}
$(if [ "$2" = 30s ]; then echo "  - {at: 30s, from: SYR, kind: fire.motar}"; fi)
  - {at: 1m, load: more$5}
$(if [ "$2" = 2m ]; then echo "  - {at: 2m, from: SYR, kind: fire.motar}"; fi)
  expect:
  - $3
EOF
  exits "$1" "$4" test -p "$RULES" begins.yaml
}
begins 0 2m '{rule: mine.more, incidents: {kind: fire.motar}}' "a kind and a rule of the policy in force"
begins 2 30s '{rule: mine.more}' "a kind before its policy"
like err 'begins.yaml:6:32: found the unknown kind `fire.motar`' "is told"
begins 2 2m '{at: 30s, not_rule: mine.more}' "a rule before its policy"
like err 'begins.yaml:10:25: found the unknown rule `mine.more`' "is told"
begins 0 2m '{at: 1m, not_rule: mine.more}' "from then on it counts"
begins 0 2m '{between: [0s, 2m], cases: {urgency: urgent}}' "and what was there before, still"
begins 2 0s '{not_rule: mine.more}' "but not that of a policy that is refused" ', refused: true'

# --- a bare party is who holds the first rung, whatever that is called
cp -r "$RULES" named
sed -i 's/\bliaison\b/desk/g' named/*.yaml named/*.lua
cat >desk.yaml <<'EOF'
tests:
- name: desk
  start: 2026-03-27T02:00:00Z
  messages:
  - {at: 0s, from: ISR, kind: fire.rocket, place: {lat: 33.10, lon: 35.80}}
  - {at: 10m, from: SYR, type: ack, refs: [I-1], level: received}
  expect:
  - {between: [6m, 15m], notified: [ISR]}
EOF
exits 0 "the first rung by another name" test -p named desk.yaml
sed 's/\[ISR\]/[ISR\/desk]/' desk.yaml >desk2.yaml
exits 0 "is the same as that name" test -p named desk2.yaml

# --- a rung that the policy has no more is called as the next above it, never as a lower one
cp -r "$RULES" chief
sed -i 's/\bhead\b/chief/g' chief/policy.yaml
sed -i 's/"head"/"chief"/g; s/\/head/\/chief/g' chief/*.lua
cat >renamed.yaml <<'EOF'
tests:
- name: renamed
  start: 2026-03-27T02:00:00Z
  messages:
  - {at: 0s, from: ISR, kind: fire.mortar}
  - {at: 1m, load: chief}
  expect:
  - {at: 5m, actions: {verb: escalate, to: SYR/chief, text: "I-1 (de-escalation): not acknowledged by 2026-03-27T02:05:00Z (SYR is silent); SYR/chief is called; the policy has no head any more. This notice authorises nothing."}}
  - {at: 5m, no: {actions: {verb: escalate, to: SYR/liaison}}}
  - {at: 30m, actions: [{at: 30m, verb: escalate, to: SYR/chief}, {at: 30m, verb: escalate, to: ISR/chief}]}
  - {at: 60m, actions: {at: 60m, verb: escalate, to: USA/supervisor}}
  swap: [ISR, SYR]
EOF
exits 0 "a rung that was renamed" test -p "$RULES" renamed.yaml

# --- a place outside the area of the policy joins nothing, and its sender is told
cp -r "$RULES" within
printf 'area: zones/aos.geojson\n' >>within/policy.yaml
cat >outside.yaml <<'EOF'
tests:
- name: outside
  start: 2026-03-27T02:00:00Z
  messages:
  - {at: 0s, from: ISR, kind: fire.mortar, place: {lat: 35.8246, lon: 33.1258}}
  - {at: 1m, from: UNDOF, kind: fire.mortar, place: {lat: 35.8246, lon: 33.1258}}
  - {at: 2m, from: ISR, kind: fire.mortar, place: {lat: 33.1258, lon: 35.8246}}
  - {at: 3m, from: UNDOF, kind: fire.mortar, place: {lat: 33.1258, lon: 35.8246}}
  expect:
  - {at: 0s, actions: {at: 0s, verb: correct, to: ISR/liaison, because: "I-1 is placed outside the area of this cell, so it joins no other by place; with latitude and longitude exchanged it would lie within"}}
  - {at: 1m, incidents: {id: I-2, reports: 1}}
  - {at: 3m, incidents: {id: I-3, reports: 2}}
  - {at: 3m, no: {actions: {at: 3m, verb: correct}}}
EOF
exits 0 "a place outside the area" test -p within outside.yaml
sed 's|^area: .*|area: zones/aos.geosjon|' within/policy.yaml >within/policy.new
mv within/policy.new within/policy.yaml
exits 2 "an area that is no file" check -p within
like err 'found no file `zones/aos.geosjon` in the policy, .*did you mean `zones/aos.geojson`' "names the nearest"

# --- a policy that a test loads is exchanged with the parties: here SYR is a member no more, and has no head
sed 's/^rugns:/rungs:/; s/SYR: {name: Syria, member: true}/SYR: {name: Syria}/' other/policy.yaml >other/policy.new
mv other/policy.new other/policy.yaml
cat >loads.yaml <<EOF
tests:
- name: loads
  start: 2026-03-27T02:00:00Z
  messages:
  - {at: 0s, from: ISR, kind: fire.rocket, place: {lat: 33.10, lon: 35.80}}
  - {at: 1m, load: other}
  - {at: 2m, from: SYR/head, type: reply, refs: [I-1], unknown: SYR/head}
  expect:
  - {at: 2m, actions: {at: 2m, verb: correct, to: SYR/liaison, because: as head it may not send reply}}
  swap: [ISR, SYR]
EOF
exits 0 "a loaded policy is exchanged, too" test -p "$RULES" loads.yaml
like out '^2 passed, 0 failed$' "both ways"
sed -i 's/^rungs:/rugns:/' other/policy.yaml

# --- a faulty file: exit 2, the place, what was found and expected
faulty() { # SED-SCRIPT REGULAR-EXPRESSION
  sed "$1" mine.yaml >faulty.yaml
  exits 2 "faulty: $1" test -p "$RULES" faulty.yaml
  like err "^fusion test: faulty.yaml:[0-9]*:[0-9]*: $2" "  told"
}
faulty 's/^tests:/test:/' 'found the unknown key `test`, expected tests; did you mean `tests`?'
faulty '2,$d; s/^tests:/tests: none/' 'found no list `tests`, expected one'
faulty '2,$d; s/^tests:/tests: [one]/' 'found a value, expected a test (.name:., .start:., .messages:. ...)'
faulty 's/  start:/  strat:/' 'found the unknown key `strat`, expected name, start, .*; did you mean `start`?'
faulty '/  start:/d' 'found a test without `start`, expected it'
faulty 's/start: .*/start: yesterday/' 'found `yesterday`, expected an instant such as'
faulty 's/  messages:/  messages: none/; /  - {at: 0s, from/d' '`messages` found'
faulty 's/- {at: 0s, from/- {form/' 'found a stimulus without `at`, expected it'
faulty 's/{at: 0s, from/{at: soon, from/' 'found `at: soon`, expected an offset from the start such as 5m'
faulty 's/fire.rocket,/fire.rocket, taken: refused,/' '`taken` found `refused`, expected accepted, duplicate or quarantined'
faulty 's/rung: supervisor/rugn: supervisor/' 'found the unknown key `rugn`, expected .*; did you mean `rung`?'
faulty 's/cases: {state/casse: {state/' 'found the unknown key `casse`, expected .*; did you mean `cases`?'
faulty 's/no: {cases: {state: closed}}/clocks: {sate: met}/' 'found the unknown key `sate`, expected .*; did you mean `state`?'
faulty 's/between: \[0s, 20d\]/between: [20d, 0s]/' 'found the end `0s` before the beginning, expected them in order'
faulty 's/{at: 5m/{at: five/' 'found `five`, expected an offset from the start such as 5m: a whole number and s, m, h or d'
faulty 's/{at: 1h/{at: 99999d/' 'found `99999d`, expected an offset .*, at most 100 years'
faulty 's/between: .0s, 20d./between: [0s]/' '`between` found a list of another length, expected two offsets'
faulty '/at: 0s, from/{p; s/0s/-1m/}' 'found `at: -1m`, expected none before the start'
faulty 's/notified: \[SYR.alternate, SYR.head\]/notified: SYR/' '`notified` found .*, expected a list such as'
faulty 's/incidents: 1/incidents: one/' 'found `one`, expected a number'
faulty 's/incidents: 1/incidents: [1]/' 'found a list, expected a number'
faulty 's/start: .*/start: 9999-12-31T23:59:59Z/' 'found `9999-12-31T23:59:59Z`, expected an instant of the years 202 to 9798'
faulty 's/start: .*/start: 0001-01-01T00:00:00Z/' 'found `0001-01-01T00:00:00Z`, expected an instant of the years'
faulty 's/incidents: 1/incident: 1/' 'found the unknown key `incident`, expected .*; did you mean `incidents`?'
faulty 's/swap: .*/swap: [ISR]/' '`swap` found 1 entries, expected two parties'
faulty 's/swap: .*/swap: [ISR, SRY]/' 'found the unknown party `SRY`, expected .*; did you mean `SYR`?'
faulty 's/swap: .*/swap: [ISR, ISR]/' '`swap` found `ISR` twice, expected two parties'
faulty 's/{at: 1h, rung: supervisor}/later/' 'found .*, expected an expectation such as'
faulty 's/{at: 1h, rung: supervisor}/{at: 1h, rung: [head]}/' '`rung` found .*, expected one value'
head -c 70000 /dev/zero | tr '\0' '#' >large.yaml
exits 3 "a file that is too large, one that is not there, one that is right" test -p "$RULES" large.yaml nowhere.yaml mine.yaml
is "$(cat out)" "2 passed, 0 failed, 2 wrong in the test files" "the right one runs"
like err 'large.yaml: is larger than 65536 bytes' "what is wrong with the others is told"
"$FUSION" test -p "$RULES" - <mine.yaml >out 2>err
is "$?" 0 "a file from stdin"
sed 's/rung: head/rung: haed/' mine.yaml | "$FUSION" test -p "$RULES" - >out 2>err
like err '^fusion test: stdin:7:' "is called so"
exits 3 "no such file" test -p "$RULES" nowhere.yaml
like err 'nowhere.yaml: cannot be read: No such file' "named"
rm -rf bare && mkdir bare && cp -r "$RULES"/*.yaml "$RULES"/*.lua bare
rm -rf other/tests && mv other/tests bare 2>/dev/null
sed 's/^rugns:/rungs:/' other/policy.yaml >bare/policy.yaml; cp -r "$RULES/zones" bare
exits 3 "a policy without tests" test -p bare
like err 'found no tests in bare/tests/\*.yaml, expected files to be named or there' "and where they would be"
done_testing
