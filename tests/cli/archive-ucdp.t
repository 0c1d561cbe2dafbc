#!/bin/sh
# The UCDP archive, whole: replayed, executed again, and carried across.
. "$(dirname "$0")/lib.sh"

ged=$DATA/ucdp_ged_syria/ged_syria_2016_2019.csv
[ -r "$ged" ] || skip_all "no ucdp_ged_syria in $DATA"

exits 0 "converts" convert --strict -p "$RULES" --from ucdp-ged "$ged"
is "$(lines out)" 16566 "every row of it"
is "$(grep -c '"kind":"summary.period"' out)" 42 "42 of them sum up a period"
is "$(grep -c '"party":"ISR"' out)" 39 "Israel is a party in 39"
is "$(grep -c '"kind":"force.assault"' out)" "$(grep -c '"code":"3".*"kind":"force.assault"\|"kind":"force.assault","code":"3"' out)" \
   "one-sided violence is assault"

exits 0 "replays" replay -d ged.db -p "$RULES" --drain --from ucdp-ged "$ged"
is "$(sql ged.db "SELECT count(*), sum(late_ms > 0) FROM messages")" "16566|0" "sorted: all accepted, none late"
is "$(sql ged.db "SELECT count(*) FROM incidents")" 16566 "an incident each: the source is fused already"
is "$(sql ged.db "SELECT count(*) FROM cases c JOIN incidents i ON i.id = c.incident WHERE i.kind = 'summary.period'")" 0 \
   "a summary of a period opens no case"
is "$(sql ged.db "SELECT count(*) FROM clocks WHERE state = 'running' OR next_at IS NOT NULL")" 0 \
   "drained, no clock runs and none has a step to come"

# alike TABLE NAME: has the record $1.db the same rows as ged.db in it?
alike() {
  sql ged.db "SELECT * FROM $2" >was
  sql "$1.db" "SELECT * FROM $2" >found
  [ -s was ] && cmp -s was found
  ok $? "$3: $2, row by row"
}
exits 0 "executed again from its record" replay --from-record ged.db -d again.db
like err '^fusion replay: [0-9,]* entries executed again, all bodies equal' "all bodies equal"
for table in entries documents; do alike again $table "executed again"; done

exits 0 "its lines" convert --strict --from-record ged.db
like err '^converted [0-9,]* lines, left out 0$' "all of them"
cp out across.ndjson
exits 0 "replayed" replay -q -d across.db -p "$RULES" --drain across.ndjson
for table in documents messages incidents cases; do alike across $table "across"; done
rm -f ./*.db # asked already, and long to ask again
done_testing
