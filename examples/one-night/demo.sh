#!/bin/sh
# examples/one-night/demo.sh FUSION: replay the night, and show what the duty officer of the morning finds.
set -eu
fusion=$1
here=$(dirname "$0")
record=build/demo.db
mkdir -p build
rm -f "$record" "$record"-*
"$fusion" replay -p rules -d "$record" --until 2026-03-27T06:30:00Z "$here/events.ndjson"
echo
"$fusion" list -p rules -d "$record" --all -o table
cat <<EOF

Next:
  $fusion show -d $record I-4                  the rocket of 02:00, and who was called when
  sqlite3 $record 'select at, to_party, to_role, text from actions where incident = "I-4"'
EOF
