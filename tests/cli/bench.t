#!/bin/sh
# The bench: the floor does what the replay did, says so only where it is true, and prints what it measured.
. "$(dirname "$0")/lib.sh"

bench=$(dirname "$FUSION")/bench
[ -x "$bench/bench" ] && [ -x "$bench/floor" ] && [ -x "$bench/traced" ] || skip_all "no $bench: make bench-tools builds it"
night=$ROOT/examples/one-night/events.ndjson

run replay -q -p "$RULES" -d replay.db --until 2026-03-27T06:30:00Z "$night"
is "$status" 0 "the night replays"
SQLITE_TRACE=trace "$bench/traced" replay -q -p "$RULES" -d traced.db --until 2026-03-27T06:30:00Z "$night" 2>err
is "$?" 0 "and replays while its statements are taken down"
"$bench/floor" trace floor.db rows >out 2>err
is "$?" 0 "the floor runs them"

sqlite3 replay.db .dump >replay.sql
sqlite3 traced.db .dump >traced.sql
sqlite3 floor.db .dump >floor.sql
cmp -s replay.sql traced.sql
ok $? "to be taken down changes no row"
cmp -s replay.sql floor.sql
ok $? "the floor writes every row of the replay"

grep '^statement' out >statements
unseen=
for call in $(grep -ohE 'sqlite3_(open|close|exec|db_config|busy|prepare|step|reset|finalize|clear|bind|wal|blob)[a-z0-9_]*\(' \
  "$ROOT"/engine/record/*.c | grep -v parameter_count | sort -u); do
  grep -q "^WRAP(${call%(}," "$ROOT/tests/bench/trace.c" || unseen="$unseen $call"
done
is "$unseen" "" "no call that changes anything goes unseen"
is "$(awk -F '\t' '$2 != $4 || $3 != $5' statements)" "" "each statement ran as often, in as many steps"
# The rows of inserts and the runs of what reads, as the record and its commands know them.
written() {
  awk -F '\t' -v t="$1" '$6 == t {n += $7} END {print n + 0}' statements
}
is "$(written entries)" "$(sql replay.db 'SELECT count(*) FROM entries')" "a row an entry"
is "$(written payloads)" "$(sql replay.db 'SELECT count(*) FROM payloads')" "a row a payload"
is "$(written documents)" "$(sql replay.db "SELECT count(*) FROM entries, json_each(body, '\$.changes')")" \
   "a row of documents a change"
is "$(awk -F '\t' '$8 == "COMMIT" {print $2}' statements)" 1 "one group"

LC_ALL=C sed 's/CREATE INDEX entries_key/------ ----- entries_key/' trace >other
"$bench/floor" other other.db >out 2>err
is "$?" 3 "a file without one of the indexes is no floor"
like err 'ran otherwise than in the trace' "and is told apart"
"$bench/floor" trace floor.db >out 2>err
is "$?" 3 "the floor wants a new file"
like err 'floor.db: exists already' "and says so"

awk -v lines=40 -f "$ROOT/tests/bench/stream.awk" >stream.ndjson
exits 0 "every message of the generated stream is taken" replay --strict -p "$RULES" -d stream.db stream.ndjson
is "$(sql stream.db "SELECT type, group_concat(DISTINCT effect) FROM messages GROUP BY 1")" \
   "ack|attached
reply|attached
report|opened" "what it answers was reported"
is "$(sql stream.db "SELECT count(*) FROM messages WHERE instr(refs, from_party)")" 0 "by the other party"

mkdir folder
"$bench/bench" "$(dirname "$FUSION")" folder 1 "a stream" -p "$RULES" stream.ndjson >out 2>err
is "$?" 0 "the whole bench runs"
like out '^a stream: 40 lines, ' "it says on what"
is "$(sqlite3 :memory: "SELECT value ->> 'rows' FROM json_each(readfile('folder.json'), '\$.tables') WHERE key = 'payloads'")" \
   41 "and gives machines the same"
done_testing
