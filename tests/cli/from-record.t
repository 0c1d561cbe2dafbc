#!/bin/sh
# A record executed again from its inputs alone: the same entries, or the first that is not.
. "$(dirname "$0")/lib.sh"

# twice RECORD NAME: executed again into a new record, and without one.
twice() {
  rm -f again.db again.db-*
  exits 0 "$2: executed again" replay -d again.db --from-record "$1"
  like err '^fusion replay: [0-9,]* entries executed again, all bodies equal' "and said to be equal"
  for table in entries payloads documents touched repeats sources; do
    sql "$1" "SELECT * FROM $table" >was
    sql again.db "SELECT * FROM $table" >is
    cmp -s was is
    ok $? "$table: row by row"
  done
  exits 0 "and without a record" replay -q --no-record --from-record "$1"
}
# tampered SQL: a copy of night.db, changed behind the back of Fusion.
tampered() {
  rm -f bad.db bad.db-*
  cp night.db bad.db
  sqlite3 bad.db "DROP TRIGGER entries_no_update; DROP TRIGGER entries_no_delete; $1"
}
# found SQL MESSAGE NAME
found() {
  tampered "$1"
  exits 1 "$3" replay --no-record --from-record bad.db
  like err "$2" "said where"
}

run replay -q -p "$RULES" -d night.db --until 2026-03-27T06:30:00Z "$ROOT/examples/one-night/events.ndjson"
cp night.db before.db
twice night.db "one night, with no rules at hand"
cmp -s night.db before.db
ok $? "the record is only read"
is "$(sql again.db "SELECT DISTINCT status FROM actions")" held "nobody is called again"
mv again.db twin.db
twice twin.db "what was executed again"
exits 3 "a record that exists is refused" replay -d again.db --from-record night.db
like err 'again.db exists already' "by its name"
exits 3 "no record" replay -d new.db --from-record none.db
like err 'none.db does not exist' "by its name"
[ ! -e new.db ]
ok $? "and nothing is made"

# A history of several inputs and policies: bad lines, conflicts, repeats, lines from before 1970.
head -c 70000 /dev/zero | tr '\0' x >long
{
  cat long && echo
  echo 'not json'
  echo '{"id":"moon","from":"SYR","time":"1969-07-20T20:17:00Z","kind":"fire.rocket"}'
  echo '{"id":"moon","from":"SYR","time":"1969-07-20T20:17:00Z","kind":"fire.mortar"}'
  echo 'not json'
} >old.ndjson
cp -R "$RULES" later
echo 'rule "later" { on = "report", when = function(m) return m.kind > m.at end, propose = { severity = 5 }, because = "fails" }' \
  >later/90-later.lua
run replay -q -p "$RULES" -d many.db old.ndjson
run replay -q -p later -d many.db --append --until 2026-03-27T03:00:00Z "$FIXTURES/stray-fire.ndjson" "$FIXTURES/silence.ndjson"
run replay -q -p "$RULES" -d many.db --append --drain "$ROOT/examples/one-night/events.ndjson"
printf 'id,lat\n1,2\n' >wrong.csv
run replay -q -p "$RULES" -d many.db --append --from ucdp-ged wrong.csv
is "$(sql many.db "SELECT count(*) FROM policies")" 3 "three policies came into force"
is "$(sql many.db "SELECT count(*) > 0 FROM decisions WHERE fault IS NOT NULL")" 1 "a rule failed"
is "$(sql many.db "SELECT group_concat(DISTINCT reason) FROM quarantine")" "too-long,not-json,id-conflict,unknown-field,refused-row" \
   "lines were quarantined"
is "$(sql many.db "SELECT kind FROM entries WHERE n = 1")" policy "the policy stands before the first bad line"
twice many.db "four sessions of history"

# Live: killed, with another policy, with a cut line at the end, the clock running in between.
first=$(sed -n 1p "$FIXTURES/stray-fire.ndjson")
mkfifo in actions
timeout 60 sh -c 'echo $$ >pid; exec "$FUSION" run -q -p "$0" -d live.db' "$RULES" <in >actions 2>err &
exec 3>in 4<actions
printf '%s\nbad\nbad\n' "$first" >&3
read -r _ <&4
exits 0 "a record in use" replay -q --no-record --from-record live.db
kill -KILL "$(cat pid)"
exec 3>&- 4<&-
wait
printf '%s\nbad\n{"id":"cut' "$first" >cut.ndjson
run run -q -p later -d live.db cut.ndjson
run run -q -p later -d live.db "$FIXTURES/silence.ndjson"
run replay -q -p later -d live.db --append --drain "$FIXTURES/silence.ndjson" # a history goes on from a live cell
is "$(sql live.db "SELECT count(*) FROM sessions")" 4 "four sessions, one of them killed"
is "$(sql live.db "SELECT count(*) FROM quarantine WHERE reason = 'truncated'")" 1 "a line was cut"
twice live.db "a live record"
is "$(sql again.db "SELECT group_concat(kind) FROM sessions")" run,run,run,replay "its sessions are what they were"

# What is not equal is found, and what stands before it is kept.
found "UPDATE entries SET body = json_set(body, '$.late', 60000) WHERE n = 3" \
  '^fusion replay: entry 3 (message) differs at /late: found 60000, expected nothing; the 2 before it are equal$' "a body"
exits 1 "with a record" replay -d kept.db --from-record bad.db
is "$(sql kept.db "SELECT max(n) FROM entries")" 2 "which holds what was equal"
found "UPDATE entries SET body = replace(body, '{\"n\":3,', '{\"n\":3 ,') WHERE n = 3" \
  'entry 3 (message) differs at /: found the same members in other bytes' "white space"
found "UPDATE entries SET body = substr(body, 1, 40) WHERE n = 3" \
  'entry 3 (message) differs at /: found a body that is not well-formed JSON' "half a body"
found "UPDATE entries SET incident = 77 WHERE n = 3" 'entry 3 (message) differs at its column incident: found 77' "a column"
found "UPDATE entries SET at = at + 1 WHERE n = 3" 'entry 3 (message) differs at its column at: found ' "an instant beside the body"
found "UPDATE payloads SET bytes = CAST(replace(bytes, 'orchard', 'meadow') AS BLOB)" \
  'differs at /line: found "[0-9a-f]*", expected "[0-9a-f]*"' "a line"
found "DELETE FROM payloads WHERE n = 4" 'entry 4 (message) differs at its line, which is not in the record' "a line that is gone"
found "DELETE FROM payloads WHERE n = 1" 'entry 1 (policy) differs at the policy it was decided under, which is not in the record' "a policy that is gone"
found "UPDATE payloads SET bytes = CAST(replace(bytes, 'propose', 'proposes') AS BLOB) WHERE n = 1" \
  'entry 1 (policy) differs at the policy' "a policy that was changed"
found "DELETE FROM entries WHERE n = 5" 'differs at ' "an entry that is gone"
found "DELETE FROM sessions" 'entry 1 (policy) differs at its session, which is not in the record' "a session that is gone"
found "INSERT INTO entries SELECT n + 1, at, kind, incident, NULL, replace(body, '{\"n\":' || n, '{\"n\":' || (n + 1))
       FROM entries WHERE kind = 'deadline' ORDER BY n DESC LIMIT 1" 'differs at ' "a deadline too many"

# What another Fusion decided is not called wrong.
tampered "UPDATE entries SET body = replace(body, '\"semantics\":6', '\"semantics\":2') WHERE n = 1"
exits 3 "other semantics" replay -d other.db --from-record bad.db
like err 'semantics 2 .*asks for the Fusion that made it; ' "ask for another Fusion"
like err '; to go on with its messages, .fusion convert --from-record DB | fusion replay -d NEW.db.$' "or for a way across"
[ ! -e other.db ]
ok $? "before anything is made"
cp bad.db before.db
for command in "run" "replay --append"; do
  # shellcheck disable=SC2086 # two words
  run $command -d bad.db -p "$RULES" </dev/null
  is "$status" 3 "$command: does not go on with it"
  like err 'decided under semantics 2, this Fusion has 6; .*fusion convert --from-record DB' "and names the way across"
  is "$(sql bad.db "SELECT count(*) FROM entries")" "$(sql before.db "SELECT count(*) FROM entries")" "and leaves it as it was"
done
tampered "UPDATE entries SET body = replace(body, '\"lua\":\"Lua 5', '\"lua\":\"Lua 6') WHERE n = 1"
exits 3 "another Lua" replay --no-record --from-record bad.db
like err 'Lua 6.*asks for the Fusion that made it; ' "too"
tampered "PRAGMA user_version = 99"
exits 3 "another schema" replay --no-record --from-record bad.db
like err 'schema 99' "by its number"
tampered "UPDATE entries SET kind = 'oracle' WHERE n = 6"
exits 3 "a kind of entry that this Fusion does not know" replay --no-record --from-record bad.db
like err 'entry 6 is of kind oracle.*asks for the Fusion that made it$' "by its name"

# What has no meaning beside it.
refused() {
  exits 3 "not with $1" replay --no-record --from-record night.db "$@"
  like err 'expected ' "and why"
}
refused -p "$RULES"
like err 'takes the policies out of the record; expected it without --policy' "the policies are the record's"
refused --from ucdp-ged
refused --sort
refused --until 2026-03-28
refused --drain
refused --append
refused --actions
refused --strict
refused old.ndjson
done_testing
