#!/bin/sh
# The projections made anew from entries: equal row by row, and nothing else is touched.
. "$(dirname "$0")/lib.sh"

dump() { # RECORD FILE: every table, in order
  for table in entries payloads documents touched sessions sources repeats cursors; do
    echo "$table"
    sql "$1" "SELECT * FROM $table ORDER BY 1, 2"
  done >"$2"
}
# rebuilt RECORD NAME: as it is; emptied; and with rows that are wrong, missing and too many.
rebuilt() {
  dump "$1" before
  exits 0 "$2: --check finds nothing" rebuild --check -d "$1"
  for change in "DELETE FROM documents; DELETE FROM touched" \
    "UPDATE documents SET document = '{}', dormant = 5; DELETE FROM touched WHERE n > 5; INSERT INTO touched VALUES ('I-1', 999)" \
    "DELETE FROM documents WHERE id % 2; INSERT INTO documents VALUES (9999, NULL, '{\"kind\":\"fire\"}')"; do
    sqlite3 "$1" "$change"
    exits 1 "--check finds it" rebuild --check -d "$1"
    exits 0 "$change: rebuilt" rebuild -d "$1"
    dump "$1" after
    cmp -s before after
    ok $? "equal row by row"
  done
  is "$(sql "$1" "PRAGMA integrity_check")" ok "and whole"
}

run replay -q -p "$RULES" -d night.db --until 2026-03-27T06:30:00Z "$ROOT/examples/one-night/events.ndjson"
cp night.db same.db
exits 0 "one night" rebuild -d night.db
like err '^entries  *28  *read$' "says what it read"
like err '^documents  *6  *none differed$' "and that nothing differed"
is "$(lines out)" 0 "nothing on stdout"
cmp -s night.db same.db
ok $? "and left the file as it was, to the byte"
exits 0 "-q" rebuild -q -d night.db
is "$(lines err)" 0 "says nothing"
rebuilt night.db "one night"
sqlite3 night.db "UPDATE documents SET dormant = 1 WHERE id IN (2, 3)"
exits 1 "--check" rebuild -q --check -d night.db
like err '^documents  *6  *2 differ, the first is I-2$' "names the first row that differs, also with -q"
exits 0 "rebuild" rebuild -d night.db
like err '^documents  *6  *2 differed and were put right, the first is I-2$' "and puts them right"

# A live record: killed, with actions that went out and others that are pending, then appended to.
first=$(sed -n 1p "$FIXTURES/stray-fire.ndjson")
mkfifo in actions
timeout 60 sh -c 'echo $$ >pid; exec "$FUSION" run -q -p "$0" -d live.db' "$RULES" <in >actions 2>err &
exec 3>in 4<actions
printf '%s\nbad\nbad\n' "$first" >&3
read -r _ <&4
exits 3 "a record that a live cell holds is refused" rebuild -d live.db
like err "live.db.*$(cat pid)" "by the name of its holder"
kill -KILL "$(cat pid)"
exec 3>&- 4<&-
wait
run replay -q -p "$RULES" -d live.db --append "$FIXTURES/stray-fire.ndjson" "$FIXTURES/silence.ndjson"
sql live.db "SELECT id, status FROM actions" >statuses
like statuses 'held' "the actions of the replay are held"
rebuilt live.db "killed, then appended to"
is "$(sql live.db "SELECT id, status FROM actions")" "$(cat statuses)" "no action changed its status"
"$FUSION" run -q -p "$RULES" -d live.db </dev/null >out 2>err
"$FUSION" run -q -p "$RULES" -d live.db </dev/null >out 2>err
is "$(lines out)" 0 "and none goes out twice"

# What cannot be read is named, and nothing changes.
damaged() { # SQL ENTRY NAME
  rm -f bad.db bad.db-*
  cp night.db bad.db
  sqlite3 bad.db "DROP TRIGGER entries_no_update; DROP TRIGGER entries_no_delete; DELETE FROM touched; $1"
  dump bad.db before
  exits 3 "$3" rebuild -d bad.db
  like err "^fusion rebuild: entry $2 of bad.db cannot be read: .*; nothing was changed$" "named"
  dump bad.db after
  cmp -s before after
  ok $? "nothing is changed"
  is "$(sql bad.db "SELECT count(*) FROM sqlite_schema WHERE name LIKE '%anew'")" 0 "and nothing is left behind"
}
damaged "UPDATE entries SET body = substr(body, 1, 50) WHERE n = 7" 7 "half a body"
damaged "UPDATE entries SET body = '' WHERE n = 7" 7 "no body"
damaged "UPDATE entries SET body = json_set(body, '$.changes', json('{\"X-1\":{}}')) WHERE n = 7" 7 "a change of nothing"
damaged "UPDATE entries SET body = json_set(body, '$.changes', json('{\"I-1\":3}')) WHERE n = 7" 7 "a change that is none"
damaged "DELETE FROM entries WHERE n = 7" 7 "an entry that is missing"

exits 3 "no record" rebuild -d none.db
like err 'none.db does not exist' "by its name"
[ ! -e none.db ]
ok $? "and none is made"
: >bad-empty.db
exits 3 "an empty file" rebuild -d bad-empty.db
is "$(wc -c <bad-empty.db | tr -d ' ')" 0 "stays empty"
exits 3 "an operand" rebuild night.db
# --- a damaged body that is asked for ends the cell: taken for none, its message would be recorded twice
rm -f bad.db*
run run -p "$RULES" -d bad.db <"$ROOT/examples/one-night/events.ndjson"
sqlite3 bad.db "DROP TRIGGER entries_no_update; UPDATE entries SET body = body || '}' WHERE n = 3"
run run -p "$RULES" -d bad.db --receipts <"$ROOT/examples/one-night/events.ndjson"
is "$status" 3 "a line that repeats a damaged entry: 3"
like err 'bad.db is damaged: what was asked of it cannot be read; `fusion rebuild --check` says where' "said so"
is "$(grep -c '"accepted"' out)" 0 "and nothing is taken twice"

done_testing
