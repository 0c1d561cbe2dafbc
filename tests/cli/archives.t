#!/bin/sh
# The public data sets, whole.
. "$(dirname "$0")/lib.sh"

levant=$DATA/levant_cameo/levant_cameo_1979_1999.csv
ged=$DATA/ucdp_ged_syria/ged_syria_2016_2019.csv
[ -r "$levant" ] && [ -r "$ged" ] || skip_all "no data in $DATA"

exits 0 "the Levant events convert" convert --strict -p "$RULES" --from cameo-dyads "$levant"
is "$(lines out)" 103542 "every row of them"
exits 0 "the UCDP events convert" convert --strict -p "$RULES" --from ucdp-ged "$ged"
is "$(lines out)" 16566 "every row of them"
is "$(grep -c '"kind":"summary.period"' out)" 42 "42 of them sum up a period"
is "$(grep -c '"party":"ISR"' out)" 39 "Israel is a party in 39"
is "$(grep -c '"kind":"force.assault"' out)" "$(grep -c '"code":"3".*"kind":"force.assault"\|"kind":"force.assault","code":"3"' out)" \
   "one-sided violence is assault"

exits 0 "the Levant events replay without a record" replay --no-record -p "$RULES" --from cameo-dyads "$levant"
like err '^accepted  *103,542$' "all accepted"
like err '^quarantined  *0$' "none quarantined"
exits 0 "the UCDP events replay" replay -d ged.db -p "$RULES" --drain --from ucdp-ged "$ged"
is "$(sql ged.db "SELECT count(*), sum(late_ms > 0) FROM messages")" "16566|0" "sorted: all accepted, none late"
is "$(sql ged.db "SELECT count(*) FROM incidents")" 16566 "an incident each: the source is fused already"
is "$(sql ged.db "SELECT count(*) FROM cases c JOIN incidents i ON i.id = c.incident WHERE i.kind = 'summary.period'")" 0 \
   "a summary of a period opens no case"
exits 0 "executed again from their record" replay --from-record ged.db -d again.db
like err '^fusion replay: [0-9,]* entries executed again, all bodies equal' "all bodies equal"
for table in documents touched; do
  sql ged.db "SELECT * FROM $table" >was
  sql again.db "SELECT * FROM $table" >is
  cmp -s was is
  ok $? "$table: row by row"
done
sqlite3 again.db "DELETE FROM documents; DELETE FROM touched"
exits 0 "emptied and rebuilt" rebuild -d again.db
for table in documents touched; do
  sql ged.db "SELECT * FROM $table" >was
  sql again.db "SELECT * FROM $table" >is
  cmp -s was is
  ok $? "$table: row by row"
done
exits 0 "the Levant events, with a record" replay -q -d lev.db -p "$RULES" --drain --from cameo-dyads "$levant"
exits 0 "executed again" replay --no-record --from-record lev.db
like err '^fusion replay: [0-9,]* entries executed again, all bodies equal' "all bodies equal"
for record in ged lev; do
  is "$(sql $record.db "SELECT count(*) FROM clocks WHERE state = 'running' OR next_at IS NOT NULL")" 0 \
     "$record: drained, no clock runs and none has a step to come"
  exits 0 "$record: rebuilt, and asked for its laws" rebuild --check -d $record.db
  like err '^documents .* none differed$' "nothing differs"
  like err '^laws .* hold$' "every law holds"
done
# Across: the lines of a record, replayed.
for record in ged; do
  exits 0 "$record: its lines" convert --strict --from-record $record.db
  like err '^converted [0-9,]* lines, left out 0$' "all of them"
  cp out across.ndjson
  exits 0 "$record: replayed" replay -q -d across.db -p "$RULES" --drain across.ndjson
  for view in messages incidents claims cases clocks; do
    sql $record.db "SELECT * FROM $view" >was
    sql across.db "SELECT * FROM $view" >is
    cmp -s was is
    ok $? "$view: row by row"
  done
  rm -f across.db*
done
rm -f *.db # asked already, and long to ask again
done_testing
