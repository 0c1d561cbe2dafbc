#!/bin/sh
# examples/fifty-years/demo.sh FUSION: replay fifty years, and show what the cell would have asked for.
set -eu
fusion=$1
here=$(dirname "$0")
record=build/demo.db
mkdir -p build
rm -f "$record" "$record"-*
cat <<EOF
Fifty years of incidents between Israel, Syria and the United States, as public sources tell them,
replayed under today's policy. This is what a cell would have asked for. There was none, and nobody
did as it says. 83 incidents were told in 150 messages; the cell counts 88, since where no hour is
known it leaves accounts of one happening apart. Dormant is an incident that nobody has closed, and that
waits for nothing: no clock is left to run, and no report joins it any more.

EOF
"$fusion" replay -p rules -d "$record" --until 2025-12-15T00:00:00Z "$here/events.ndjson"
cat <<EOF

Since 2024, oldest first. The rung is the highest that was called for want of an answer; a liaison
is told of everything.

EOF
"$fusion" list -p rules -d "$record" --all -o csv | sort -t- -k2n | awk -F, '
    NR == 1 { printf "%-10s  %-5s  %-37s  %-13s  %-11s  %s\n", "day", "id", "what", "track", "urgency", "rung" }
    $2 ~ /^202[45]/ { printf "%-10.10s  %-5s  %-37.37s  %-13s  %-11s  %s\n", $2, $1, $4, $5, $6, $8 }'
cat <<EOF

Next:
  $fusion show -d $record I-38   one night of 2013, told by both sides, fused
  $fusion show -d $record I-27   a complaint of 2007 that is answered in 2018
  $here/README.md                    every incident, its source, its handling
EOF
