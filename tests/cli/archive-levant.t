#!/bin/sh
# The Levant archive: all of it is replayed; each EVERYth row (8) besides is recorded, executed again, rebuilt and asked
# for its laws. EVERY=1 takes all of them.
. "$(dirname "$0")/lib.sh"

levant=$DATA/levant_cameo/levant_cameo_1979_1999.csv
[ -r "$levant" ] || skip_all "no levant_cameo in $DATA"

exits 0 "replays, without a record" replay --no-record -p "$RULES" --from cameo-dyads "$levant"
like err '^accepted  *103,542$' "all accepted"
like err '^quarantined  *0$' "none quarantined"

awk -v every="${EVERY:-8}" 'NR == 1 || NR % every == 0' "$levant" >some.csv
exits 0 "replays in part, with a record" replay -q -d some.db -p "$RULES" --drain --from cameo-dyads some.csv
is "$(sql some.db "SELECT count(*) FROM clocks WHERE state = 'running' OR next_at IS NOT NULL")" 0 \
   "drained, no clock runs and none has a step to come"
[ "$(sql some.db "SELECT count(*) FROM clocks")" -gt 5000 ]
ok $? "and it had clocks"
exits 0 "executed again" replay --no-record --from-record some.db
like err '^fusion replay: [0-9,]* entries executed again, all bodies equal' "all bodies equal"
sql some.db "SELECT * FROM documents" >was
sqlite3 some.db "DELETE FROM documents; DELETE FROM touched"
exits 0 "emptied, rebuilt, and asked for its laws" rebuild -d some.db
like err '^laws .* hold$' "every law holds"
sql some.db "SELECT * FROM documents" >found
[ -s was ] && cmp -s was found
ok $? "the same documents, row by row"
rm -f ./*.db # asked already, and long to ask again
done_testing
