#!/bin/sh
# Bad lines: each is kept aside with a stable reason, and the stream goes on.
. "$(dirname "$0")/lib.sh"

good='"from":"SYR","time":"2026-03-27T08:00:00Z","kind":"fire"}'
long() { # BYTES of x
  head -c "$1" /dev/zero | tr '\0' x
}
{
  echo "{\"id\":\"1\",$good"
  echo 'not json'
  echo '[1]'
  printf '\357\273\277{"id":"2",%s\n' "$good"
  printf '{"id":"\377",%s\n' "$good"
  printf '{"id":"a\000b",%s\n' "$good"
  echo "{\"id\":\"\\ud800\",$good"
  echo "{\"id\":\"3\",\"id\":\"4\",$good"
  echo '{"id":"5","data":[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]],'"$good"
  echo "{\"id\":\"6\",\"colour\":\"red\",$good"
  echo '{"id":"7","from":"SYR","kind":"fire"}'
  echo "{\"id\":8,$good"
  echo '{"id":"9","from":"SYR","time":"yesterday","kind":"fire"}'
  echo '{"id":"10","harm":{"killed":-1},'"$good"
  echo '{"id":"11","from":"ZZZ","time":"2026-03-27T08:00:00Z","kind":"fire"}'
  echo "{\"id\":\"1\",\"text\":\"other bytes\",$good"
  echo "{\"id\":\"1\",$good"
  echo 'not json'
  long 1000000
  echo
  echo "{\"id\":\"12\",$good"
} >bad.ndjson

exits 0 "bad lines stop nothing" replay -p "$RULES" -d bad.db bad.ndjson
is "$(sql bad.db "SELECT line, reason FROM quarantine ORDER BY entry")" "2|not-json
3|not-object
4|byte-order-mark
5|invalid-utf8
6|nul-byte
7|lone-surrogate
8|duplicate-key
9|too-deep
10|unknown-field
11|missing-field
12|wrong-type
13|wrong-form
14|number-range
15|unknown-party
16|id-conflict
19|too-long" "each with its reason"
is "$(sql bad.db "SELECT group_concat(id) FROM (SELECT id FROM messages ORDER BY entry)")" "1,12" "the good ones are taken"
is "$(sql bad.db "SELECT detail FROM quarantine WHERE line IN (10, 13, 15, 16) ORDER BY entry")" \
   'found the unknown field "colour", expected a field of docs/messages.md, or it within "data"
time: found "yesterday", expected a time with offset, as 2026-03-27T02:00:00Z, or a date
from: found "ZZZ", expected an ISO 3166-1 alpha-3 code or a party of the policy
the id was given before, in entry 2, with other bytes' "and says where, what was found, what was expected"
like err '^read  *20 ' "lines in"
like err '^accepted  *2$' "are accepted"
like err '^duplicates  *2$' "or duplicates"
like err '^quarantined  *16  *.*not-json 1' "or quarantined, and none is lost"
is "$(sql bad.db "SELECT DISTINCT source FROM quarantine")" "input 1" "with their source"
is "$(sql bad.db "SELECT size, length(head) FROM quarantine WHERE reason = 'too-long'")" "1000000|256" \
   "of a long line: its size and its head"
is "$(sql bad.db "SELECT sha256 FROM quarantine WHERE reason = 'too-long'")" \
   "$(long 1000000 | sha256sum | cut -d' ' -f1)" "and its SHA-256"

exits 1 "--strict: quarantined lines are a finding" replay --strict -q -p "$RULES" -d strict.db bad.ndjson
"$FUSION" replay -q -p "$RULES" -d stdin.db <bad.ndjson 2>err
is "$(sql stdin.db "SELECT DISTINCT source FROM quarantine")" stdin "from stdin the source is stdin"
exits 0 "without a record" replay --no-record -p "$RULES" bad.ndjson
like err '^quarantined  *16$' "they are counted alike"

# A word misspelt: the nearest is offered, of the policy's parties too.
cat >slips.ndjson <<EOF
{"id":"1","tpye":"report",$good
{"id":"2","type":"reprot",$good
{"id":"3","type":"ack","level":"recieved","refs":["I-1"],$good
{"id":"4","place":{"lat":33,"lom":35},$good
{"id":"5","to":["UNDFO"],$good
{"id":"6","to":["isr/head"],$good
{"id":"7","refs":["SYRR:1"],$good
EOF
run replay -q -p "$RULES" -d slips.db slips.ndjson
is "$(sql slips.db "SELECT substr(detail, instr(detail, '; did') + 2) FROM quarantine ORDER BY entry")" \
   'did you mean "type"?
did you mean "report"?
did you mean "received"?
did you mean "lon"?
did you mean "UNDOF"?
did you mean "ISR"?
did you mean "SYR"?' "a word misspelt: the nearest"
is "$(sql slips.db "SELECT text FROM actions WHERE verb = 'correct'")" \
   'Line 1 of input 1 was not taken: unknown-field (found the unknown field "tpye", expected a field of docs/messages.md, or it within "data"; did you mean "type"?); it tells of fire.' \
   "and its sender is told the whole of it"

# Live, a last line without a newline may have been cut.
printf '%s\n{"id":"2","from":"SYR","ti' "{\"id\":\"1\",$good" >cut.ndjson
exits 0 "run: a line cut off at the end" run -p "$RULES" -d cut.db cut.ndjson
is "$(sql cut.db "SELECT line, reason FROM quarantine")" "2|truncated" "is quarantined as truncated"
printf '{"id":"1",%s' "$good" >whole.ndjson
exits 0 "run: a last line that lacks only its newline" run -p "$RULES" -d whole.db whole.ndjson
is "$(sql whole.db "SELECT id FROM messages")" 1 "is taken"
is "$(sql whole.db "SELECT count(*) FROM quarantine")" 0 "and not quarantined"

# --- what can be read of a bad line is said, and what is marked for others is said to its sender alone
cat >dead.ndjson <<'EOF'
{"id":"d1","from":"SYR","time":"2026-03-27T02:00:00Z","kind":"fire.mortar","knid":1,"harm":{"killed":3,"injured":2},"marking":{"rel_to":["ISR"]}}
{"id":"d2","from":"SY1","time":"2026-03-27T02:00:00Z","kind":"fire.mortar","harm":{"killed":1},"marking":{"rel_to":["ISR"]}}
{"id":"d3","from":"ISR","time":"2026-03-27T02:00:00Z","kind":"Fire","harm":{"killed":4}}
EOF
run replay -q -p "$RULES" -d dead.db dead.ndjson
sqlite3 dead.db "select to_party, because from actions" >out
is "$(sed -n 1p out)" "SYR|a line was quarantined: unknown-field; it tells of fire.mortar, 3 killed, 2 injured" "a wrong field does not hide the dead"
is "$(sed -n 2p out)" "USA|a line was quarantined: unknown-party" "nor does a wrong sender tell what is marked"
is "$(sed -n 3p out)" "ISR|a line was quarantined: wrong-form; it tells of 4 killed" "a kind that is none is left out"
sqlite3 dead.db "select text from actions where to_party = 'ISR'" >out
like out '; it tells of 4 killed\.$' "the text says so, too"

# --- a head that begins with NULs shows what stands behind them
{ head -c 4096 /dev/zero; printf '%s\n' '{"id":"n"}'; printf 'a\0"b\n'; } >nul.ndjson
run replay -q -p "$RULES" -d nul.db nul.ndjson
sqlite3 nul.db "select head from quarantine" >out
is "$(sed -n 1p out)" '\x00 (4096 times){"id":"n"}' "those in front are counted"
is "$(sed -n 2p out)" 'a\x00"b' "others are written out"
done_testing
