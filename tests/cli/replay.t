#!/bin/sh
# History in virtual time: what it keeps, prints, counts and refuses.
. "$(dirname "$0")/lib.sh"

exits 0 "a small history" replay -p "$RULES" -d a.db "$FIXTURES/stray-fire.ndjson"
like err '^read  *4  *lines of 1 input$' "the summary: lines"
like err '^accepted  *4$' "accepted"
like err '^cases .*de-escalation 1' "cases by track"
like err '^clocks .*met 2' "clocks by state"
like err '^entries .* a second, in ' "entries and speed"
is "$(lines out)" 0 "nothing on stdout"
is "$(sql a.db "SELECT track, urgency, state FROM cases")" "de-escalation|urgent|open" "the record has the case"

cp a.db before.db
exits 3 "a record that exists is refused" replay -p "$RULES" -d a.db "$FIXTURES/stray-fire.ndjson"
like err 'a.db' "by its name"
cmp -s a.db before.db
ok $? "and left as it was"
exits 0 "--append goes on with it" replay -p "$RULES" -d a.db --append "$FIXTURES/stray-fire.ndjson"
like err '^duplicates  *4$' "and knows every line again"
is "$(sql a.db "SELECT count(*) FROM messages")" 4 "nothing is there twice"
exits 0 "--append makes a record too" replay -q -p "$RULES" -d fresh.db --append "$FIXTURES/stray-fire.ndjson"
is "$(lines err)" 0 "-q: no summary"

for i in 1 2; do
  run replay -q -p "$RULES" -d "same-$i.db" "$FIXTURES/stray-fire.ndjson" "$FIXTURES/silence.ndjson"
done
is "$(sql same-1.db "SELECT n, body FROM entries")" "$(sql same-2.db "SELECT n, body FROM entries")" \
   "the same files give the same entries"
"$FUSION" replay -q -p "$RULES" -d stdin.db - <"$FIXTURES/stray-fire.ndjson" 2>err
is "$(sql stdin.db "SELECT id FROM messages ORDER BY entry")" "$(sql a.db "SELECT id FROM messages ORDER BY entry")" \
   "- is stdin"

# Silence climbs the ladder, and no further than the instant that is given.
run replay -q -p "$RULES" -d s.db --until 2026-03-27T03:00:00Z "$FIXTURES/silence.ndjson"
is "$(sql s.db "SELECT state, rung FROM cases")" "overdue|supervisor" "--until moves time on"
is "$(sql s.db "SELECT count(*) FROM actions WHERE at > '2026-03-27T03:00:00Z'")" 0 "and not further"
is "$(sql s.db "SELECT DISTINCT status FROM actions")" held "the actions of a replay go to nobody"
run replay -q -p "$RULES" -d d.db --drain "$FIXTURES/silence.ndjson"
is "$(sql d.db "SELECT count(*) FROM clocks WHERE state = 'running' OR next_at IS NOT NULL")" 0 "--drain leaves no step"
exits 3 "--until before the last line" replay -q -p "$RULES" -d u.db --until 2026-03-27 "$FIXTURES/silence.ndjson"
like err 'is before the last instant' "says so"
exits 3 "found behind the last line: still 3" replay -p "$RULES" -d v.db --until 2026-03-27 "$FIXTURES/silence.ndjson"
like err '^accepted  *[1-9]' "all of it is recorded, and summed up"
like err '^fusion replay: --until 2026-03-27 is before the last instant of the record' "and the reason"
is "$(tail -n 1 err | grep -c until)" 1 "at the end"
is "$(sql v.db "SELECT count(*) FROM messages")" "$(lines "$FIXTURES/silence.ndjson")" "nothing is lost"
exits 3 "--sort knows before" replay -p "$RULES" -d w.db --sort --until 2026-03-27 "$FIXTURES/silence.ndjson"
like err 'is before the last instant of the input' "says so"
[ ! -e w.db ]
ok $? "and records nothing"
exits 3 "--append knows before" replay -p "$RULES" -d v.db --append --until 2026-03-27 "$FIXTURES/stray-fire.ndjson"
is "$(sql v.db "SELECT count(*) FROM messages")" "$(lines "$FIXTURES/silence.ndjson")" "and records nothing"
exits 0 "--sort with an --until that fits" replay -q -p "$RULES" -d x.db --sort --until 2026-03-28 "$FIXTURES/silence.ndjson"

exits 0 "--actions prints them" replay -q -p "$RULES" -d act.db --actions --until 2026-03-28 "$FIXTURES/silence.ndjson"
is "$(lines out)" "$(sql act.db "SELECT count(*) FROM actions")" "all of them, a line each"
like out '"verb":"escalate"' "as JSON"

exits 0 "without a record" replay --no-record -p "$RULES" "$FIXTURES/stray-fire.ndjson"
like err '^accepted  *4$' "counts"
[ ! -e fusion.db ]
ok $? "and leaves no file"

# Order: --sort, and a word about an archive that is out of order.
sed -n '1!G;h;3{p;q;}' "$FIXTURES/stray-fire.ndjson" >reversed.ndjson # the first three, the last first
exits 0 "an archive out of order" replay -p "$RULES" -d late.db reversed.ndjson
like err 'out of order: try --sort' "is told"
exits 0 "--sort" replay -p "$RULES" -d sorted.db --sort reversed.ndjson
is "$(sql sorted.db "SELECT id, late_ms FROM messages ORDER BY entry")" "s-1|0
i-1|0
i-2|0" "puts it in order"

# Lines without content, and a last line without a newline.
printf '\n  \n\t\r\n' >blank.ndjson
head -n 1 "$FIXTURES/stray-fire.ndjson" | tr -d '\n' >>blank.ndjson
exits 0 "blank lines" replay --strict -p "$RULES" -d blank.db blank.ndjson
like err '^read  *1  *lines of 1 input; 3 blank$' "are counted and skipped"
like err '^accepted  *1$' "a last line without a newline is taken"
sed 's/$/\r/' "$FIXTURES/stray-fire.ndjson" >crlf.ndjson
exits 0 "CRLF" replay --strict -q -p "$RULES" -d crlf.db crlf.ndjson
: >empty.ndjson
exits 0 "an empty file" replay --strict -q -p "$RULES" -d empty.db empty.ndjson
done_testing
