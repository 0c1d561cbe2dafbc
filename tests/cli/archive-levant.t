#!/bin/sh
# The Levant archive: all of it is replayed; each EVERYth row (8) besides is executed again, rebuilt and asked for its
# laws. EVERY=1 asks all of them.
. "$(dirname "$0")/lib.sh"

levant=$DATA/levant_cameo/levant_cameo_1979_1999.csv
[ -r "$levant" ] || skip_all "no levant_cameo in $DATA"

exits 0 "converts" convert --strict -p "$RULES" --from cameo-dyads "$levant"
is "$(lines out)" 103542 "every row of it"
exits 0 "replays, with a record" replay -d whole.db -p "$RULES" --drain --from cameo-dyads "$levant"
like err '^accepted  *103,542$' "all accepted"
like err '^quarantined  *0$' "none quarantined"
running="SELECT count(*) FROM clocks WHERE state = 'running' OR next_at IS NOT NULL"
is "$(sql whole.db "$running")" 0 "drained, no clock runs and none has a step to come"

awk -v every="${EVERY:-8}" 'NR == 1 || NR % every == 0' "$levant" >some.csv
exits 0 "replays in part" replay -q -d some.db -p "$RULES" --drain --from cameo-dyads some.csv
is "$(sql some.db "$running")" 0 "drained as well"
[ "$(sql some.db "SELECT count(*) FROM clocks")" -gt 5000 ]
ok $? "and it had clocks"
exits 0 "executed again" replay --no-record --from-record some.db
like err '^fusion replay: [0-9,]* entries executed again, all bodies equal' "all bodies equal"
exits 0 "rebuilt, and asked for its laws" rebuild --check -d some.db
like err '^documents .* none differed$' "nothing differs"
like err '^laws .* hold$' "every law holds"
rm -f ./*.db # asked already, and long to ask again
done_testing
