#!/bin/sh
# A report beside a notice: the longest reason that a rule may give is told whole, with the notice behind it.
. "$(dirname "$0")/lib.sh"

cp -r "$RULES" long
letters=$(awk 'BEGIN {for (n = 0; n < 511; n++) printf "ع"}')
cat >long/01-long.lua <<EOF
rule "long.reason" {
  on = "report", kind = { "fire.*" },
  propose = { track = "de-escalation", urgency = "routine" },
  because = "a$letters",
}
EOF
cat >day.ndjson <<'EOF'
{"id":"ex","from":"SYR","type":"notice","time":"2026-03-23T08:00:00Z","kind":"force.exercise","window":{"from":"2026-03-25T06:00:00Z","until":"2026-03-25T10:00:00Z"},"place":{"lat":33.05,"lon":36.05,"radius_m":4000}}
{"id":"b","from":"ISR","time":"2026-03-25T09:00:00Z","kind":"fire.artillery","place":{"lat":33.05,"lon":36.05}}
EOF
exits 0 "replayed" replay -q -p long -d day.db day.ndjson
is "$(sql day.db "SELECT count(*) FROM actions WHERE incident = 'I-2' AND because LIKE 'a$letters; inside the notice I-1'")" 1 \
   "the reason, and the notice behind it"
sql day.db "SELECT body FROM entries" | iconv -f UTF-8 -t UTF-8 >/dev/null 2>err
ok $? "every body is UTF-8"
exits 0 "and can be read again" replay -q -p long -d day.db --append "$FIXTURES/stray-fire.ndjson"
exits 0 "show" show -d day.db I-2 -o table
like out '^links$' "has the links of the report"
like out '^I-1 *notice *inside' "and how it lies to the notice"
exits 0 "show" show -d day.db I-1 -o table
like out '^SYR .* sufficient .* circle' "and the notice itself"
done_testing
