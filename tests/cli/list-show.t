#!/bin/sh
# What a duty officer reads.
. "$(dirname "$0")/lib.sh"

run replay -q -p "$RULES" -d a.db --until 2026-03-27T08:50:00Z "$FIXTURES/silence.ndjson" "$FIXTURES/stray-fire.ndjson"

exits 0 "list" list -d a.db
is "$(lines out)" 2 "in a pipe: one JSON object a case"
like out '^{"incident":"I-[12]","opened_at":"2026-03-27T' "with its incident first"
exits 0 "list -o table" list -d a.db -o table
like out '^next_at  *next_rung  *incident  *title  *track' "has a heading, the deadline first"
is "$(lines out)" 3 "and a row a case"
is "$(tr -d '\12\40-\176' <out | wc -c | tr -d ' ')" 0 "off a terminal: no colours, no control characters"
exits 0 "list -o csv" list -d a.db -o csv
is "$(head -n 1 out | tr -d '\r')" "incident,opened_at,kind,title,track,urgency,state,rung,next_rung,next_at" "has the columns"
exits 0 "list -o json" list -d a.db -o json
is "$(head -n 1 out)$(tail -n 1 out)" "[]" "is one list"
exits 0 "--state" list -d a.db --state overdue -o csv
is "$(lines out)" 2 "chooses"
like out 'overdue' "what it says"
exits 0 "--track" list -d a.db --track diplomatic -o csv
is "$(lines out)" 1 "may find nothing"
exits 0 "--limit" list -d a.db --limit 1
is "$(lines out)" 1 "stops there"
exits 0 "--no-case, where every incident has one" list -d a.db --no-case
is "$(lines out)" 0 "finds nothing"
exits 3 "--no-case with what cases have" list -d a.db --no-case --state open
like err 'found --no-case and --state, expected one of them' "is refused"
printf '%s\n' '{"id":"1","from":"OBS","time":"2026-03-27T08:00:00Z","kind":"fire","actors":[{"party":"TUR","role":"actor"},{"party":"IRQ","role":"target"}]}' >none.ndjson
run replay -p "$RULES" -d none.db none.ndjson
like err '^no case  *1   fire 1$' "what concerns nobody is counted"
exits 0 "--no-case" list -d none.db --no-case
is "$(cat out)" '{"incident":"I-1","opened_at":"2026-03-27T08:00:00Z","kind":"fire","title":"fire","state":"open","reports":1,"parties":"OBS","place":null}' "and shown"
run list -d a.db -o csv
is "$(sed 1d out | tr -d '\r' | sed 's/.*,//' | grep . | sort -c && echo sorted)" sorted "the soonest deadline first"

exits 0 "show -o table" show -d a.db I-2 -o table
for part in claims cases clocks acks timeline; do
  like out "^$part$" "has $part"
done
like out '^kind  *fire.small-arms$' "and the incident's own"
like out 'request-ack  *ISR/liaison' "the timeline tells who was asked"
exits 0 "show" show -d a.db I-2
is "$(lines out)" 1 "in a pipe: one JSON object"
like out '^{"incident":{"id":"I-2",.*"claims":\[{.*"cases":\[{.*"clocks":\[{.*"timeline":\[{' "with everything in it"
exits 0 "show -o csv" show -d a.db I-2 -o csv
is "$(head -n 1 out | tr -d '\r')" "entry,at,what,who,about" "is the timeline"
exits 3 "an incident that is not there" show -d a.db I-99
like err 'no incident I-99 in a.db' "says so"

# A record cannot drive the terminal, whatever was reported.
printf '%s\n' '{"id":"1","from":"SYR","time":"2026-03-27T08:00:00Z","kind":"fire","place":{"lat":33,"lon":35,"name":"a\u001b[2Jb"},"text":"\u001b[31mred\u202Eevil"}' >esc.ndjson
run replay -q -p "$RULES" -d esc.db esc.ndjson
run show -d esc.db I-1 -o table
is "$(tr -d -c '\33' <out | wc -c | tr -d ' ')" 0 "no escape reaches the terminal"
is "$(grep -c "$(printf '\342\200\256')" out)" 0 "nor a change of direction"
run show -d esc.db I-1
like out '\\u001b\[31mred' "JSON has the bytes as they were said"


# In JSON they are escaped: the same values, and nothing that a terminal obeys.
printf '%s\n' '{"id":"1","from":"SYR","time":"2026-03-27T08:00:00Z","kind":"fire","place":{"lat":33,"lon":35,"name":"a\u007f\u009b2Jb\u061c\u200e\u200f\u202a\u202e\u2066\u2069\u200bc\u00e9"}}' >bidi.ndjson
raw=$(printf '\177\\|\302\233\\|\330\234\\|\342\200\216\\|\342\200\217\\|\342\200\252\\|\342\200\256\\|\342\201\246\\|\342\201\251')
exits 0 "--actions of such a message" replay -q -p "$RULES" -d bidi.db --actions bidi.ndjson
cp out actions.out
for what in "show I-1" "show I-1 -o json" "list" "list -o json"; do
  run $what -d bidi.db
  cp out "out-$(echo "$what" | tr -d ' ')"
  is "$(grep -c "$raw" out)" 0 "$what: no control of C1, of direction, no DEL"
done
is "$(grep -c "$raw" actions.out)" 0 "nor in the actions"
like out-showI-1 'a\\u007f\\u009b2Jb\\u061c\\u200e\\u200f\\u202a\\u202e\\u2066\\u2069' "they are escaped"
is "$(sqlite3 :memory: "SELECT json_extract(readfile('out-showI-1'), '\$.incident.place')" 2>/dev/null | grep -c "$raw")" \
   "$(sql bidi.db "SELECT place FROM incidents" 2>/dev/null | grep -c "$raw")" "and the value is the same"
is "$(sql bidi.db "SELECT count(*) FROM entries WHERE body LIKE '%\\u009b%'")" 0 "bodies stay canonical"

: >bad-none.db
exits 3 "a file that is no record" list -d bad-none.db
"$FUSION" list -d a.db -o csv >/dev/full 2>err
is $? 3 "output that cannot be written: 3"
done_testing
