#!/bin/sh
# A message about several incidents: each is decided as if the message were about it alone, in whatever order they are named.
. "$(dirname "$0")/lib.sh"

# Rules that would each do their harm in the wrong incident: they tell fire from trade by the incident.
mkdir policy && cp -r "$RULES"/* policy/ && rm -rf policy/tests
cat >policy/80-targets.lua <<'LUA'
rule "targets.fire" {
  on = { "update", "answered", "closed", "reopened" },
  where = { ["incident.kind"] = prefix("fire") },
  propose = { urgency = "urgent", severity = 5, title = "GRAVE FIRE", notify = { "head", "principals" } },
  because = "a grave fire",
}
rule "targets.trade" {
  on = { "update", "answered", "closed", "reopened" },
  where = { ["incident.kind"] = prefix("trade") },
  propose = { title = "A matter of trade", also = { intelligence = "routine" }, notify = { "head" } },
  because = "a matter of trade",
}
LUA
exits 0 "the policy loads" check -p policy

# setup: three incidents of two kinds, one of which the message will make contested.
setup() {
  cat <<'JSON'
{"id":"r1","from":"SYR","time":"2026-03-01T08:00:00Z","kind":"fire.mortar","place":{"lat":33.1,"lon":35.8},"harm":{"killed":0}}
{"id":"r2","from":"ISR","time":"2026-03-01T09:30:00Z","kind":"fire.mortar","place":{"lat":33.3,"lon":35.9}}
{"id":"r3","from":"SYR","time":"2026-03-01T09:40:00Z","kind":"trade.supply","to":["ISR"],"place":{"lat":34.3,"lon":36.9}}
JSON
}

# told DB: what each incident is, and all that was said of it by the messages behind the setup.
told() {
  sql "$1" "SELECT id, kind, severity, title, state, contested, outcome FROM incidents ORDER BY id;
    SELECT incident, track, urgency, state, rung, outcome FROM cases ORDER BY 1, 2, 3;
    SELECT DISTINCT a.incident, a.verb, a.to_party, a.to_role, a.track, a.rung, a.because FROM actions a, messages m
      WHERE a.entry = m.entry AND m.id NOT LIKE 'r%' ORDER BY 1, 2, 3, 4, 5, 6, 7;
    SELECT d.incident, d.rule, d.won, d.because FROM decisions d, messages m
      WHERE d.entry = m.entry AND m.id NOT LIKE 'r%' ORDER BY 1, 2;"
}

# message ID REFS REST
message() {
  echo "{\"id\":\"$1\",\"from\":\"ISR/head\",\"time\":\"2026-03-01T10:02:00Z\",\"refs\":[$2],$3}"
}

orders='"I-1","I-2","I-3"
"I-1","I-3","I-2"
"I-2","I-1","I-3"
"I-2","I-3","I-1"
"I-3","I-1","I-2"
"I-3","I-2","I-1"'

# apart NAME REST: a message about all three is as three messages about one each.
apart() {
  { setup; for i in 1 2 3; do message "u$i" "\"I-$i\"" "$2"; done; } >apart.ndjson
  run replay -q -p policy -d apart.db apart.ndjson
  told apart.db >apart.txt
  echo "$orders" | while read -r refs; do
    { setup; message u "$refs" "$2"; } >together.ndjson
    run replay -q -p policy -d together.db together.ndjson
    told together.db >together.txt
    cmp -s apart.txt together.txt || { echo "$1 $refs"; diff apart.txt together.txt; }
    "$FUSION" rebuild -q --check -d together.db 2>&1
    rm -f together.db*
  done >differs
  is "$(cat differs)" "" "$1: each target by itself, in any order"
  rm -f apart.db*
}
apart update '"type":"update","harm":{"killed":2}'
apart note '"type":"note"'
apart ack '"type":"ack","level":"received"'
apart reply '"type":"reply","explanation":"accident"'
apart close '"type":"close","outcome":"explained"'
apart dispute '"type":"dispute"'

# A merge is of all that it names at once: the first that was opened takes the others in, whatever the order.
echo "$orders" | while read -r refs; do
  { setup; message u "$refs" '"type":"merge","reason":"one"' | sed 's,ISR/head,USA/supervisor,'; } >merge.ndjson
  run replay -q -p policy -d merge.db merge.ndjson
  told merge.db | sed "s/|it takes in .*/|it takes in/" | cksum
  rm -f merge.db*
done | sort -u >merges
is "$(wc -l <merges | tr -d ' ')" 1 "merge: any order"

# The supervisor does not hear of an incident that is not contested that its accounts differ.
cat >two.ndjson <<'JSON'
{"id":"r1","from":"SYR","time":"2026-03-01T08:00:00Z","kind":"fire.mortar","place":{"lat":33.1,"lon":35.8},"harm":{"killed":0}}
{"id":"r2","from":"ISR","time":"2026-03-01T09:30:00Z","kind":"fire.mortar","place":{"lat":33.3,"lon":35.9}}
{"id":"u1","type":"update","from":"ISR","time":"2026-03-01T10:02:00Z","refs":["I-2","I-1"],"harm":{"killed":2}}
JSON
run replay -q -p "$RULES" -d two.db two.ndjson
is "$(sql two.db "SELECT DISTINCT incident FROM actions WHERE because = 'the accounts differ'")" I-1 "contested: only the one that is"
is "$(sql two.db "SELECT incident, rule FROM decisions WHERE entry = (SELECT entry FROM messages WHERE id = 'u1') ORDER BY k")" \
   "I-2|harm.killed
I-1|accounts.contested
I-1|harm.killed" "decisions: each under its incident"

# Two reasons to tell one person: both are told, once; and a reason that reads "copy" is a reason.
cat >policy/80-targets.lua <<'LUA'
rule "reason.first" { on = "report", kind = { "fire.*" }, propose = { notify = { "USA/supervisor" } }, because = "copy" }
rule "reason.second" { on = "report", kind = { "fire.*" }, propose = { notify = { "USA/supervisor" } }, because = "a second reason" }
rule "reason.third" { on = "report", kind = { "fire.*" }, propose = { notify = { "USA/supervisor" } }, because = "a second reason" }
LUA
setup | head -n 1 >one.ndjson
exits 0 "two rules that notify one person" replay -q -p policy -d reasons.db one.ndjson
is "$(sql reasons.db "SELECT because, copy FROM actions WHERE to_role = 'supervisor' AND verb = 'notify'")" \
   "copy; a second reason|0" "both reasons, each once"
is "$(sql reasons.db "SELECT rule, won FROM decisions WHERE rule LIKE 'reason.%' ORDER BY rule")" \
   "reason.first|notify
reason.second|notify
reason.third|notify" "and each has won"

# What one names by its id is taken back, also where two stand in one incident; what is another's stands.
withdrawn() {
  { echo '{"id":"a","from":"SYR","time":"2026-03-01T08:00:00Z","kind":"fire.mortar","place":{"lat":33.1,"lon":35.8}}'
    echo '{"id":"b","from":"SYR","time":"2026-03-01T08:01:00Z","kind":"fire.mortar","place":{"lat":33.1,"lon":35.8},"refs":["SYR:a"]}'
    echo '{"id":"c","from":"ISR","time":"2026-03-01T08:02:00Z","kind":"fire.mortar","place":{"lat":33.1,"lon":35.8},"refs":["SYR:a"]}'
    echo "{\"id\":\"w\",\"type\":\"withdraw\",\"from\":\"SYR\",\"time\":\"2026-03-01T08:10:00Z\",\"refs\":[$1],\"reason\":\"an error\"}"
  } >withdraw.ndjson
  rm -f withdraw.db*
  run replay -q -p "$RULES" -d withdraw.db withdraw.ndjson
  sql withdraw.db "SELECT group_concat(DISTINCT message) FROM claims WHERE withdrawn ORDER BY 1;
    SELECT because FROM actions WHERE verb = 'correct' ORDER BY 1"
}
is "$(withdrawn '"SYR:a","SYR:b"')" "SYR:a,SYR:b" "two of one's own"
is "$(withdrawn '"SYR:b","SYR:a"')" "SYR:a,SYR:b" "in either order"
is "$(withdrawn '"ISR:c","SYR:b"')" \
   "SYR:b
I-1 stands: a party can withdraw a report, notice or request of its own, by its id" "and not what another says"

# An acknowledgement counts in each incident that it is about, and in none that it may not touch.
cat >acks.ndjson <<'JSON'
{"id":"r1","from":"SYR","time":"2026-03-01T08:00:00Z","kind":"fire.mortar","place":{"lat":33.1,"lon":35.8}}
{"id":"d1","from":"SYR","time":"2026-03-01T08:01:00Z","kind":"fire.mortar","place":{"lat":36.1,"lon":37.8},"status":"exercise"}
{"id":"r2","from":"ISR","time":"2026-03-01T08:02:00Z","kind":"trade.supply","to":["SYR"],"place":{"lat":34.3,"lon":36.9}}
{"id":"a1","type":"ack","from":"USA","time":"2026-03-01T08:03:00Z","level":"received","refs":["I-3","I-1"]}
{"id":"a2","type":"ack","from":"ISR","time":"2026-03-01T08:04:00Z","level":"received","status":"exercise","refs":["I-2","I-1"]}
{"id":"n1","type":"note","from":"USA","time":"2026-03-01T08:05:00Z","refs":["I-3","I-1"]}
JSON
run replay -q -p "$RULES" -d acks.db acks.ndjson
is "$(sql acks.db "SELECT message, incident FROM acks ORDER BY 1, 2")" \
   "ISR:a2|I-2
USA:a1|I-1
USA:a1|I-3" "acks: of what they are about"
is "$(sql acks.db "SELECT DISTINCT x.incident FROM about x JOIN messages m ON m.entry = x.n WHERE m.id = 'n1' ORDER BY 1")" \
   "I-1
I-3" "a note stands on the timeline of each"
exits 0 "and what is folded again is the same" rebuild -q --check -d acks.db

# What is said of several disputes is said in each, and only there.
cat >said.ndjson <<'JSON'
{"id":"r1","from":"SYR","time":"2026-03-01T08:00:00Z","kind":"fire.mortar","place":{"lat":33.1,"lon":35.8}}
{"id":"r2","from":"SYR","time":"2026-03-01T08:30:00Z","kind":"fire.mortar","place":{"lat":36.1,"lon":37.8}}
{"id":"q1","type":"dispute","from":"ISR","time":"2026-03-01T09:00:00Z","refs":["SYR:r1"]}
{"id":"q2","type":"dispute","from":"ISR","time":"2026-03-01T09:01:00Z","refs":["SYR:r2"]}
{"id":"p1","type":"position","from":"SYR","time":"2026-03-01T09:05:00Z","refs":["I-1","I-2"],"stance":"reject"}
JSON
run replay -q -p "$RULES" -d said.db said.ndjson
is "$(sql said.db "SELECT incident, positions FROM disputes ORDER BY 1")" \
   "I-1|SYR:reject
I-2|SYR:reject" "a position in both disputes"

# A line that spends its budget on one incident does not leave the next without a decision; a link is its own.
cat >policy/80-targets.lua <<'LUA'
rule "spends" {
  on = "update",
  when = function(m) if m.incident.kind:find("fire") then while true do end end return true end,
  propose = { link = { "I-9" } }, because = "a link",
}
LUA
{ setup; message u '"I-1","I-2"' '"type":"update","harm":{"killed":2}'; } >spent.ndjson
run replay -q -p policy -d spent.db spent.ndjson
is "$(sql spent.db "SELECT incident, rule FROM decisions WHERE fault LIKE '%budget%' ORDER BY 1")" \
   "I-1|spends
I-2|harm.killed" "a budget that is spent is a fault of each"
sed 's,while true do end end,return false end,' policy/80-targets.lua >80 && mv 80 policy/80-targets.lua
{ setup; message u '"I-1","I-3"' '"type":"update","harm":{"killed":2}'; } >links.ndjson
run replay -q -p policy -d links.db links.ndjson
is "$(sql links.db "SELECT incident, linked FROM links WHERE how = 'rule'")" "I-3|I-9" "a link stands under its incident"
done_testing
