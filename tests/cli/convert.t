#!/bin/sh
# Foreign rows to messages, and a record to the lines that a replay takes.
. "$(dirname "$0")/lib.sh"

exits 0 "rows become messages" convert -p "$RULES" --from cameo-dyads "$FIXTURES/rows.csv"
is "$(lines out)" 4 "one line each"
like out '"id":"levant-1","from":"OBS/observer","time":"1998-01-05","kind":"fire.small-arms","code":"193"' "kind by the code"
like out '"kind":"talks.investigation","code":"0999"' "a code that the table lacks: by its first two digits"
like out '"name":"PALPLO","party":"UNK"' "a code of no country: an unknown party with a name"
like out '"id":"levant-6"' "refused rows count in the number of a row"
like out '"kind":"intelligence.cooperation"' "064"
is "$(grep -c '"fuse":"never"' out)" 4 "the source is fused already"
like err 'rows.csv:5: row 4: 2 fields; expected 4' "a row that lacks fields is named"
like err 'rows.csv:6: row 5: .999. is no CAMEO code' "a row that the adapter refuses is named, with its reason"
like err 'converted 4 rows, refused 2' "and counted"

exits 1 "--strict: refused rows are a finding" convert --strict -q -p "$RULES" --from cameo-dyads "$FIXTURES/rows.csv"
is "$(grep -c converted err)" 0 "-q: no count"
"$FUSION" convert -q -p "$RULES" --from cameo-dyads - <"$FIXTURES/rows.csv" >from-stdin 2>err
run convert -q -p "$RULES" --from cameo-dyads "$FIXTURES/rows.csv"
cmp -s out from-stdin
ok $? "- is stdin"
exits 2 "an adapter that the policy does not have" convert -p "$RULES" --from nothing "$FIXTURES/rows.csv"
like err 'nothing' "is named"
exits 2 "a slip of its name" convert -p "$RULES" --from ucdp-gde "$FIXTURES/rows.csv"
like err 'found no file adapters/ucdp-gde.lua; did you mean .ucdp-ged.' "the nearest one"

# A message that would be longer than a line may be is refused, and said so.
cp -r "$RULES" wordy && chmod -R u+w wordy
cat >wordy/adapters/wordy.lua <<'EOF'
adapter "wordy" { format = "csv", map = function(row, n)
  return { id = "w-" .. n, from = "OBS/observer", time = "2026-01-01", kind = "statement.comment", text = row.text }
end }
EOF
{ echo text; awk 'BEGIN { while (n++ < 70000) printf "x" }'; echo; } >wordy.csv
exits 1 "a row of 70,000 bytes" convert --strict -p wordy --from wordy wordy.csv
like err 'wordy.csv:2: row 1: .*the message has 70[0-9]* bytes, expected at most 65536' "is refused with its size"

# What convert prints, replay reads: the same record comes of both.
"$FUSION" convert -q -p "$RULES" --from cameo-dyads "$FIXTURES/rows.csv" >messages.ndjson 2>err
run replay -q -p "$RULES" -d one.db messages.ndjson
run replay -q -p "$RULES" -d two.db --from cameo-dyads "$FIXTURES/rows.csv"
is "$(sql two.db "SELECT id, kind, incident FROM messages ORDER BY entry")" \
   "$(sql one.db "SELECT id, kind, incident FROM messages ORDER BY entry")" "replay --from takes the same messages"
is "$(sql two.db "SELECT line, reason FROM quarantine ORDER BY entry")" \
   "4|refused-row
5|refused-row" "and quarantines the rows that were refused"
is "$(sql two.db "SELECT head FROM quarantine ORDER BY entry LIMIT 1")" '1998-01-06,"ISR"' "with their bytes"

# A row that is kept in part is recorded with its whole size.
wide=$(head -c 70000 /dev/zero | tr '\0' x)
head -n 1 "$FIXTURES/rows.csv" >wide.csv
printf '1998-01-06,"%s"\r\n' "$wide" >>wide.csv
{ printf '1998-01-07,' && head -c 3000000 /dev/zero | tr '\0' y && echo; } >>wide.csv
printf '1998-01-06,"ISR"\n' >>wide.csv
run replay -q -p "$RULES" -d wide.db --from cameo-dyads wide.csv
is "$(sql wide.db "SELECT line, reason, size FROM quarantine ORDER BY entry")" "1|refused-row|70013
2|refused-row|3000011
3|refused-row|16" "a long row has its true size"
is "$(sql wide.db "SELECT sha256 FROM quarantine WHERE line = 1")" \
   "$(sed -n 2p wide.csv | tr -d '\r\n' | sha256sum | cut -d' ' -f1)" "and the digest of the whole of it"
is "$(sql wide.db "SELECT sha256 FROM quarantine WHERE line = 2")" \
   "$(sed -n 3p wide.csv | tr -d '\n' | sha256sum | cut -d' ' -f1)" "however long it is"
run replay -q -p "$RULES" -d wide2.db --sort --from cameo-dyads wide.csv
is "$(sql wide2.db "SELECT group_concat(sha256) FROM (SELECT sha256 FROM quarantine ORDER BY line)")" \
   "$(sql wide.db "SELECT group_concat(sha256) FROM (SELECT sha256 FROM quarantine ORDER BY line)")" "sorted alike"

# Two rows with the same first 65,536 bytes are two.
{ head -n 1 "$FIXTURES/rows.csv" && printf '1998-01-06,"%s",1\n1998-01-06,"%s",2\n' "$wide" "$wide"; } >twins.csv
run replay -q -p "$RULES" -d twins.db --from cameo-dyads twins.csv
is "$(sql twins.db "SELECT group_concat(line) FROM quarantine")" "1,2" "long rows of the same head are two rows"
# --- --from-record: the lines of a record ---

# same ONE TWO NAME: messages, incidents and cases, with their instants.
same() {
  for rows in "SELECT id, from_party, from_role, type, kind, occurred_at, received_at, late_ms, incident, text, status,
                      refs, level, effect, verdict, reason FROM messages ORDER BY entry" \
              "SELECT * FROM incidents ORDER BY id" "SELECT * FROM cases ORDER BY incident, k" \
              "SELECT * FROM clocks ORDER BY incident, k, clock"; do
    sql "$1" "$rows" >was
    sql "$2" "$rows" >is
    cmp -s was is
    ok $? "$3: the same $(echo "$rows" | sed -n 's/.* FROM \([a-z]*\).*/\1/p')"
  done
}
# last RECORD: its last instant.
last() {
  sql "$1" "SELECT strftime('%Y-%m-%dT%H:%M:%fZ', max(at) / 1000.0, 'unixepoch') FROM entries"
}

good='"from":"SYR","time":"2026-03-27T08:00:00Z","kind":"fire.mortar"}'
{
  echo "{\"id\":\"1\",$good"
  echo 'not json'
  echo '["not an object"]'
  printf '\357\273\277{"id":"2",%s\n' "$good"
  printf '{"id":"\377",%s\n' "$good"
  printf '{"id":"a\000b",%s\n' "$good"
  echo "{\"id\":\"\\ud800\",$good"
  echo "{\"id\":\"3\",\"id\":\"4\",$good"
  echo '{"id":"5","data":[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]],'"$good"
  echo "{\"id\":\"6\",\"colour\":\"red\",$good"
  echo '{}'
  echo "{\"id\":8,$good"
  echo '{"id":"10","harm":{"killed":-1},'"$good"
  echo '{"id":"11","from":"ZZZ","time":"2026-03-27T08:00:00Z","kind":"fire"}'
  echo "{\"id\":\"12\",\"received\":\"yesterday\",$good"
  printf 'two CR\r\r\n'
  echo '{"id":"later","from":"SYR","time":"2999-01-01T00:00:00Z","kind":"fire"}'
  echo "{\"id\":\"1\",\"text\":\"other bytes\",$good"
  echo "{\"id\":\"1\",$good"
  echo 'not json'
  head -c 70000 /dev/zero | tr '\0' x
  echo
  echo ' { "rec\u0065ived" : "2026-01-01T00:00:00+02:00", "text":"\u00e9 {\"received\":", "data":{"received":[1.50,2e3]}, "id":"13",'"$good "
  echo "{\"id\":\"14\",\"type\":\"ack\",\"level\":\"received\",\"refs\":[\"SYR:1\"],\"from\":\"ISR\",\"time\":\"2026-03-27T08:00:00Z\"}"
  echo '{"id":"15","type":"clock","from":"USA","time":"2026-03-27T08:00:00Z"}'
  printf '{"id":"long","text":"%s",%s\n' "$(head -c 65420 /dev/zero | tr '\0' x)" "$good"
  printf '{"id":"wide","text":"%s",%32s%s\n' "$(head -c 65400 /dev/zero | tr '\0' x)" "" "$good"
  printf '{"id":"cut'
} >in.ndjson
run run -q -p "$RULES" -d live.db in.ndjson
run run -q -p "$RULES" -d live.db "$FIXTURES/stray-fire.ndjson"
exits 0 "a live record" convert --from-record live.db
cp out across.ndjson
is "$(cat err)" "live.db: entry 18 (future-time): only a live cell refuses it
live.db: entry 20 (too-long): the record has its head only
live.db: entry 24 (message): with \`received\` it is longer than 65,536 bytes
converted 26 lines, left out 3
without the message that is left out, incidents behind it may have other numbers: check what refers to an I-n
repeats are only counted in a record, and were not printed again: 2" "what is left out is named, with its reason, and counted"
is "$(lines out)" 26 "a line each"
exits 1 "--strict: a line that is left out is a finding" convert --strict -q --from-record live.db
is "$(lines err)" 3 "-q: no count"
stamp=$(sql live.db "SELECT received_at FROM messages WHERE id = '13'")
is "$(grep -a '"13"' across.ndjson)" ' { "rec\u0065ived" : "'"$stamp"'", "text":"\u00e9 {\"received\":", "data":{"received":[1.50,2e3]}, "id":"13",'"$good " \
   "a received of its own is replaced in place, and no other byte changes"
is "$(grep -a '"14"' across.ndjson)" \
   "{\"received\":\"$(sql live.db "SELECT received_at FROM messages WHERE id = '14'")\",\"id\":\"14\",$(sed -n 's/^{"id":"14",//p' in.ndjson)" \
   "else it is put in front"
is "$(grep -a '"wide"' across.ndjson | sed 's/x\{99,\}/x/')" \
   "{\"received\":\"$(sql live.db "SELECT received_at FROM messages WHERE id = 'wide'")\",\"id\":\"wide\",\"text\":\"x\",$good" \
   "a line that would be too long loses its white space"
is "$(grep -a yesterday across.ndjson)" "{\"id\":\"12\",\"received\":\"yesterday\",$good" "a received that is no instant stays"
{ sed -n '2,9p' in.ndjson && sed -n '16p' in.ndjson; } >bytes
grep -a -v -e '"received":' -e '{"id":"cut' across.ndjson | cmp -s - bytes
ok $? "what is no object goes out byte for byte"
run replay -q -p "$RULES" -d back.db --until "$(last live.db)" across.ndjson
sqlite3 live.db "SELECT reason FROM quarantine WHERE reason NOT IN ('future-time', 'too-long', 'truncated') ORDER BY entry" >was
sqlite3 back.db "SELECT reason FROM quarantine WHERE head <> '{\"id\":\"cut' ORDER BY entry" >is
cmp -s was is
ok $? "replayed, they are quarantined again, for the same reasons"
is "$(sql back.db "SELECT reason FROM quarantine WHERE head = '{\"id\":\"cut'")" not-json "and the one that was cut"
sql live.db "SELECT id, received_at, incident, effect, text FROM messages WHERE id <> 'long' ORDER BY entry" | sed 's/I-[0-9]*//' >was
sql back.db "SELECT id, received_at, incident, effect, text FROM messages ORDER BY entry" | sed 's/I-[0-9]*//' >is
cmp -s was is
ok $? "and the messages are the same, but for the one that is too long"
exits 0 "the lines of the second record" convert -q --from-record back.db
cmp -s out across.ndjson
ok $? "are those of the first, byte for byte"

# All of a live record that can go on: the same, row by row.
grep -a -v '"long"' in.ndjson >most.ndjson
run run -q -p "$RULES" -d most.db most.ndjson
run run -q -p "$RULES" -d most.db "$FIXTURES/stray-fire.ndjson"
"$FUSION" convert -q --from-record most.db 2>err | "$FUSION" replay -q -p "$RULES" -d again.db --until "$(last most.db)" 2>>err
same most.db again.db "a live record, across"

# In use: read as it stands.
mkfifo in actions
timeout 60 sh -c 'echo $$ >pid; exec "$FUSION" run -q -p "$0" -d use.db' "$RULES" <in >actions 2>err &
exec 3>in 4<actions
sed -n 1p "$FIXTURES/stray-fire.ndjson" >&3
read -r _ <&4
exits 0 "a record in use" convert --from-record use.db
is "$(lines out)" 1 "its lines so far"
exec 3>&- 4<&-
wait

# History: late messages, bad lines at its start, repeats, several sessions.
{
  echo 'not json'
  echo '{"id":"old","from":"SYR","time":"1969-07-20T20:17:00Z","kind":"fire.rocket"}'
  echo '{"id":"old","from":"SYR","time":"1969-07-20T20:17:00Z","kind":"fire.mortar"}'
  echo '{"id":"until","from":"SYR","time":"2026-03-26","until":"2026-03-26","kind":"fire.mortar"}'
  echo '{"id":"late","from":"ISR","time":"2026-03-25T00:00:00.5Z","kind":"fire.mortar"}'
  echo '{"id":"late","from":"ISR","time":"2026-03-25T00:00:00.5Z","kind":"fire.mortar"}'
  echo '{"id":"same","from":"ISR","time":"2026-03-26T00:00:00Z","received":"2026-03-27T00:00:00Z","kind":"fire.mortar"}'
  echo '{"id":"same","from":"ISR","time":"2026-03-26T00:00:00Z","received":"2026-03-28T00:00:00Z","kind":"fire.mortar"}'
} >old.ndjson
run replay -q -p "$RULES" -d old.db old.ndjson
run replay -q -p "$RULES" -d old.db --append --until 2026-03-30 "$FIXTURES/stray-fire.ndjson" "$ROOT/examples/one-night/events.ndjson"
exits 0 "a record of history" convert --from-record old.db
cp out across.ndjson
like err '^converted [0-9]* lines, left out 0$' "all of it"
like err "not printed again: $(sql old.db "SELECT sum(count) FROM repeats")$" "but repeats"
like across.ndjson '^{"received":"1969-07-20T20:17:00Z","id":"old".*rocket' "at the instants that the messages say"
like across.ndjson '^{"received":"2026-03-27T00:00:00Z","id":"until"' "whichever member says it"
is "$(grep -c '^{"id":"same".*"received":"2026-03-2[78]' across.ndjson)" 2 "bad lines as they came: they say it themselves"
run replay -q -p "$RULES" -d old2.db --until "$(last old.db)" across.ndjson
same old.db old2.db "history, across"
is "$(sql old2.db "SELECT reason FROM quarantine ORDER BY entry")" "$(sql old.db "SELECT reason FROM quarantine ORDER BY entry")" \
   "and the same lines are quarantined"

# Another policy: what it takes, it takes at the instant that the line says.
cp -R "$RULES" strict && chmod -R u+w strict
echo '{"id":"x","from":"XKX","time":"2026-03-29T00:00:00Z","kind":"fire.mortar"}' >unknown.ndjson
sed 's/^  UNDOF:/  XKX: {name: Kosovo}\n&/' "$RULES/policy.yaml" >strict/policy.yaml
run replay -q -p "$RULES" -d narrow.db old.ndjson unknown.ndjson
run replay -q -p strict -d wide3.db old.ndjson unknown.ndjson
"$FUSION" convert -q --from-record narrow.db 2>err | "$FUSION" replay -q -p strict -d wide4.db 2>>err
is "$(sql narrow.db "SELECT count(*) FROM quarantine WHERE reason = 'unknown-party'")" 1 "a party that one policy does not know"
is "$(sql wide4.db "SELECT received_at, late_ms FROM messages WHERE id = 'x'")" '2026-03-29T00:00:00Z|0' "and another does"
same wide3.db wide4.db "under another policy"

# What cannot go on.
run replay -q -p "$RULES" -d rows.db --from cameo-dyads "$FIXTURES/rows.csv"
exits 0 "a record of rows" convert --from-record rows.db
like err 'rows.db: entry [0-9]* (refused-row): it is a row, and no message$' "refused rows are no lines"
like err '^converted 4 lines, left out 2$' "the others are"
damaged() {
  rm -f bad.db bad.db-*
  cp old.db bad.db
  sqlite3 bad.db "DROP TRIGGER entries_no_update; $1"
  exits 0 "$2" convert --from-record bad.db
}
damaged "DELETE FROM payloads WHERE n = (SELECT entry FROM messages WHERE id = 'old')" "a line that is gone"
like err 'bad.db: entry 3 (message): its line is not in the record$' "is named"
like err 'bad.db: entry 4 (id-conflict): the message with its id may be among those left out$' "with what would now take its place"
damaged "UPDATE entries SET body = substr(body, 1, 40) WHERE n = 3" "half a body"
like err 'bad.db: entry 3 (message): its body cannot be read$' "has no instant"
damaged "UPDATE entries SET kind = 'oracle' WHERE n = 3" "a kind of entry that this Fusion does not know"
like err 'bad.db: entry 3 (oracle): this Fusion does not know what kind of entry that is$' "is named"
damaged "UPDATE entries SET body = replace(replace(body, '\"semantics\":', '\"semantics\":9'), '\"lua\":\"Lua 5', '\"lua\":\"Lua 4')
         WHERE kind = 'policy'" "whatever semantics and Lua decided it"
cmp -s out across.ndjson
ok $? "the lines are the same"
exits 3 "replay --from-record does not take it" replay --no-record --from-record bad.db
like err 'semantics 9.*fusion convert --from-record DB | fusion replay -d NEW.db' "and says what does"
"$FUSION" convert -q --from-record bad.db 2>err | "$FUSION" replay -q -p "$RULES" -d new.db --until "$(last old.db)" 2>>err
same old.db new.db "from another Fusion"
sqlite3 bad.db "PRAGMA user_version = 99"
exits 3 "a newer schema" convert --from-record bad.db
like err 'schema 99, written by a newer Fusion' "is refused by its number"
exits 3 "no record" convert --from-record none.db
like err 'none.db does not exist' "by its name"
exits 3 "not with --from" convert --from-record old.db --from cameo-dyads
like err 'takes the lines out of the record; expected it without --from$' "and why"
exits 3 "nor with a FILE" convert --from-record old.db old.ndjson
like err 'expected no FILE, found old.ndjson' "and why"
exits 3 "neither of the two" convert old.ndjson
like err '^fusion.*--from ADAPTER is missing.*--from-record DB' "both are named"
done_testing
