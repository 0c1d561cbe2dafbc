#!/bin/sh
# The live cell: actions once they are committed, and every way to end.
. "$(dirname "$0")/lib.sh"

first=$(sed -n 1p "$FIXTURES/stray-fire.ndjson")

# live ARGUMENT...: the program in the background between the FIFOs on 3 and 4, its id in $pid.
live() {
  rm -f in fifo-out pid
  mkfifo in fifo-out
  timeout 60 sh -c 'echo $$ >pid; exec "$FUSION" "$@"' sh "$@" <in >fifo-out 2>err &
  guard=$!
  exec 3>in 4<fifo-out
}
ended() {
  exec 3>&-
  wait $guard
  status=$?
  exec 4<&-
}

"$FUSION" run -p "$RULES" -d eof.db <"$FIXTURES/stray-fire.ndjson" >out 2>err
is $? 0 "the end of input: 0"
is "$(sql eof.db "SELECT count(*) FROM messages")" 4 "every message is there"
is "$(lines out)" "$(sql eof.db "SELECT count(*) FROM actions")" "every action is out"
is "$(sql eof.db "SELECT DISTINCT status FROM actions")" emitted "and known to be"
like out '^{"id":"[0-9]*\.[0-9]*","entry":' "one JSON object a line"
exits 0 "a FILE" run -q -p "$RULES" -d eof.db "$FIXTURES/stray-fire.ndjson"
is "$(lines out)" 0 "what is known already: no action"
is "$(sql eof.db "SELECT count(*) FROM messages")" 4 "and no message"

live run -p "$RULES" -d term.db
echo "$first" >&3
read -r action <&4
is "$(echo "$action" | grep -c '"incident":"I-1"')" 1 "an action comes while the input is open"
is "$(sql term.db "SELECT count(*) FROM messages")" 1 "and its message is committed by then"
kill -TERM "$(cat pid)"
ended
is $status 0 "SIGTERM: 0"
is "$(sql term.db "PRAGMA integrity_check")" ok "the record is whole"

live run -p "$RULES" -d int.db
echo "$first" >&3
read -r action <&4
kill -INT "$(cat pid)"
ended
is $status 0 "SIGINT: 0"

# Killed at any moment: what was acknowledged is there, and the same input again ends in the same.
live run -p "$RULES" -d kill.db
sed 3q "$FIXTURES/stray-fire.ndjson" >&3
read -r action <&4
kill -KILL "$(cat pid)"
ended
[ -e kill.db-holder ]
ok $? "kill -9 leaves the holder's file behind, and it stops nobody:"
"$FUSION" run -p "$RULES" -d kill.db <"$FIXTURES/stray-fire.ndjson" >again 2>err
is $? 0 "kill -9, then the same input again"
is "$(sql kill.db "SELECT id, from_party, type, incident, effect FROM messages ORDER BY entry")" \
   "$(sql eof.db "SELECT id, from_party, type, incident, effect FROM messages ORDER BY entry")" "the same messages"
is "$(sql kill.db "SELECT incident, rule, won FROM decisions ORDER BY entry")" \
   "$(sql eof.db "SELECT incident, rule, won FROM decisions ORDER BY entry")" "the same decisions"
is "$(sql kill.db "SELECT id, verb, to_party, to_role FROM actions ORDER BY entry, id")" \
   "$(sql eof.db "SELECT id, verb, to_party, to_role FROM actions ORDER BY entry, id")" "the same actions, by the same ids"
is "$(sql kill.db "SELECT DISTINCT status FROM actions")" emitted "all of them out"

# Killed between the commit and the writing: here the reader has stopped, and the pipe is full.
live run -p "$RULES" -d between.db
head -c 65536 /dev/zero >fifo-out
echo "$first" >&3
until [ "$(sql between.db "SELECT count(*) FROM messages" 2>/dev/null)" = 1 ]; do :; done
kill -KILL "$(cat pid)"
ended
is "$(sql between.db "SELECT DISTINCT status FROM actions")" pending "killed before the writing: pending"
"$FUSION" run -p "$RULES" -d between.db </dev/null >out 2>err
is "$(lines out)" "$(sql between.db "SELECT count(*) FROM actions")" "the next start emits them"
is "$(sql between.db "SELECT DISTINCT status FROM actions")" emitted "and knows it"

# Nobody reads: the actions stay, and go out at the next start.
live run -p "$RULES" -d pipe.db
exec 4<&-
echo "$first" >&3
ended
is $status 3 "stdout closed: 3"
like err 'nobody reads the output any more; what is not out stays pending in the record$' "says why, and what becomes of them"
is "$(sql pipe.db "SELECT DISTINCT status FROM actions")" pending "the actions are pending"
"$FUSION" run -p "$RULES" -d pipe.db </dev/null >out 2>err
is $? 0 "the next start"
is "$(lines out)" "$(sql pipe.db "SELECT count(*) FROM actions")" "emits them"
"$FUSION" run -p "$RULES" -d pipe.db </dev/null >out 2>err
is "$(lines out)" 0 "once"
"$FUSION" run -p "$RULES" -d full.db <"$FIXTURES/stray-fire.ndjson" >/dev/full 2>err
is $? 3 "a full disk behind stdout: 3"
"$FUSION" run -p "$RULES" -d closed.db <"$FIXTURES/stray-fire.ndjson" >&- 2>err
is $? 3 "no stdout at all: 3"
is "$(sql closed.db "PRAGMA integrity_check")" ok "and nothing was written into the record instead"

# Only one writes.
live run -p "$RULES" -d one.db
echo "$first" >&3
read -r action <&4
exits 3 "a second writer is refused" run -p "$RULES" -d one.db /dev/null
like err "one.db is held by pid $(cat pid) on $(uname -n) (fusion run) since 2[0-9-]*T[0-9:]*Z: only one program writes" \
  "told by whom and since when"
exits 0 "a reader is not" list -d one.db
ended
is $status 0 "the first one goes on to the end"
# Receipts: what became of each line, before the actions of its entry.
{
  echo "$first"
  echo
  echo "$first"
  echo '{"id":"odd-1","from":"SYR","time":"2026-03-27T02:00:00Z","kind":"fire","colour":"red"}'
  printf '{"id":"cut'
} >mixed.ndjson
"$FUSION" run --receipts -p "$RULES" -d receipts.db <mixed.ndjson >out 2>err
is $? 0 "--receipts"
is "$(grep -n '"receipt"' out | head -n 1 | cut -d, -f1-4)" \
  '1:{"receipt":"accepted","source":"stdin","line":1,"entry":2' "comes first"
is "$(grep -c '"receipt"' out)" 4 "one for each line that counts"
like out '{"receipt":"duplicate","source":"stdin","line":3,"entry":2,' "a repeat: the entry that it repeats"
like out '"line":4,"entry":[0-9]*,"at":"[^"]*","message":"SYR:odd-1","incident":null,"case":null,"effect":null,"reason":"unknown-field"' \
  "a bad line: its id where it can be read, and the reason"
like out '"line":5,.*"message":null,.*"reason":"truncated"' "a line that was cut"
is "$(grep -c '"verb"' out)" "$(sql receipts.db "SELECT count(*) FROM actions")" "and every action"
"$FUSION" run --receipts -p "$RULES" -d receipts.db mixed.ndjson >out 2>err
is "$(cut -d, -f1-3 out)" '{"receipt":"duplicate","source":"input 1","line":1
{"receipt":"duplicate","source":"input 1","line":3
{"receipt":"duplicate","source":"input 1","line":4
{"receipt":"duplicate","source":"input 1","line":5' "the same lines again get theirs"

# A FIFO: one writer after the other, until a signal.
receipt() {
  while read -r line <&4; do
    case $line in '{"receipt"'*) break ;; esac
  done
  echo "$line" | cut -d, -f1,3
}
rm -f fifo-out pid box
mkfifo fifo-out box
timeout 60 sh -c 'echo $$ >pid; exec "$FUSION" "$@"' sh run --receipts -p "$RULES" -d fifo.db box >fifo-out 2>err &
guard=$!
exec 3>/dev/null 4<fifo-out
echo "$first" >box
is "$(receipt)" '{"receipt":"accepted","line":1' "the first writer of a FIFO"
printf '{"id":"half' >box
is "$(receipt)" '{"receipt":"quarantined","line":2' "the second, cut off"
echo "$first" >box
is "$(receipt)" '{"receipt":"duplicate","line":3' "the third begins on a fresh line"
kill -TERM "$(cat pid)"
ended
is $status 0 "and a signal ends it"
is "$(sql fifo.db "SELECT reason, line, source FROM quarantine")" "truncated|2|input 1" "numbers of lines go on"

# --linger stays while a clock runs; here none does.
echo '{"id":"t","from":"OBS","time":"2026-03-27T02:00:00Z","kind":"talks.consult"}' |
  timeout 60 "$FUSION" run --linger -p "$FIXTURES/cell" -d linger.db >out 2>err
is $? 0 "--linger ends when no clock runs"

# A clock message where the machine's clock has not stepped.
echo '{"id":"c","type":"clock","from":"USA/supervisor","time":"2026-03-27T02:00:00Z"}' |
  "$FUSION" run -p "$RULES" -d clock.db >out 2>err
like out '"verb":"notify","to_party":"USA","to_role":"supervisor".*the machine.s clock agrees with the cell, which follows it from now on' \
  "a clock message is answered"
is "$(sql clock.db "SELECT abs(body ->> '\$.wall' - at) < 60000 FROM entries WHERE n = 2")" 1 "and its entry says what the machine's clock said"
done_testing
