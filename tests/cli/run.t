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
"$FUSION" run -p "$RULES" -d kill.db <"$FIXTURES/stray-fire.ndjson" >again 2>err
is $? 0 "kill -9, then the same input again"
is "$(sql kill.db "SELECT id, from_party, type, incident, effect FROM messages ORDER BY entry")" \
   "$(sql eof.db "SELECT id, from_party, type, incident, effect FROM messages ORDER BY entry")" "the same messages"
is "$(sql kill.db "SELECT incident, rule, won FROM decisions ORDER BY entry")" \
   "$(sql eof.db "SELECT incident, rule, won FROM decisions ORDER BY entry")" "the same decisions"
is "$(sql kill.db "SELECT id, verb, to_party, to_role FROM actions ORDER BY entry, id")" \
   "$(sql eof.db "SELECT id, verb, to_party, to_role FROM actions ORDER BY entry, id")" "the same actions, by the same ids"
is "$(sql kill.db "SELECT DISTINCT status FROM actions")" emitted "all of them out"

# Nobody reads: the actions stay, and go out at the next start.
live run -p "$RULES" -d pipe.db
exec 4<&-
echo "$first" >&3
ended
is $status 3 "stdout closed: 3"
like err 'nobody reads the output' "says why"
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
like err 'one.db' "by the record's name"
exits 0 "a reader is not" list -d one.db
ended
is $status 0 "the first one goes on to the end"
done_testing
