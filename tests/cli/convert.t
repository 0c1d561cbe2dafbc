#!/bin/sh
# Foreign rows to messages.
. "$(dirname "$0")/lib.sh"

exits 0 "rows become messages" convert -p "$RULES" --from cameo-dyads "$FIXTURES/rows.csv"
is "$(lines out)" 4 "one line each"
like out '"id":"levant-1","from":"OBS/observer","time":"1998-01-05","kind":"fire.small-arms","code":"193"' "kind by the code"
like out '"kind":"talks.investigation","code":"0999"' "a code that the table lacks: by its first two digits"
like out '"name":"PALPLO","party":"UNK"' "a code of no country: an unknown party with a name"
like out '"id":"levant-6"' "refused rows count in the number of a row"
like out '"kind":"intelligence.cooperation"' "064"
is "$(grep -c '"fuse":"never"' out)" 4 "the source is fused already"
like err 'rows.csv:5: row 4: 2 fields; expected 4' "a row that lacks fields is named"
like err 'rows.csv:6: row 5: .999. is no CAMEO code' "a row that the adapter refuses is named, with its reason"
like err 'converted 4 rows, refused 2' "and counted"

exits 1 "--strict: refused rows are a finding" convert --strict -q -p "$RULES" --from cameo-dyads "$FIXTURES/rows.csv"
is "$(grep -c converted err)" 0 "-q: no count"
"$FUSION" convert -q -p "$RULES" --from cameo-dyads - <"$FIXTURES/rows.csv" >from-stdin 2>err
run convert -q -p "$RULES" --from cameo-dyads "$FIXTURES/rows.csv"
cmp -s out from-stdin
ok $? "- is stdin"
exits 2 "an adapter that the policy does not have" convert -p "$RULES" --from nothing "$FIXTURES/rows.csv"
like err 'nothing' "is named"
exits 2 "a slip of its name" convert -p "$RULES" --from ucdp-gde "$FIXTURES/rows.csv"
like err 'found no file adapters/ucdp-gde.lua; did you mean .ucdp-ged.' "the nearest one"

# A message that would be longer than a line may be is refused, and said so.
cp -r "$RULES" wordy && chmod -R u+w wordy
cat >wordy/adapters/wordy.lua <<'EOF'
adapter "wordy" { format = "csv", map = function(row, n)
  return { id = "w-" .. n, from = "OBS/observer", time = "2026-01-01", kind = "statement.comment", text = row.text }
end }
EOF
{ echo text; awk 'BEGIN { while (n++ < 70000) printf "x" }'; echo; } >wordy.csv
exits 1 "a row of 70,000 bytes" convert --strict -p wordy --from wordy wordy.csv
like err 'wordy.csv:2: row 1: .*the message has 70[0-9]* bytes, expected at most 65536' "is refused with its size"

# What convert prints, replay reads: the same record comes of both.
"$FUSION" convert -q -p "$RULES" --from cameo-dyads "$FIXTURES/rows.csv" >messages.ndjson 2>err
run replay -q -p "$RULES" -d one.db messages.ndjson
run replay -q -p "$RULES" -d two.db --from cameo-dyads "$FIXTURES/rows.csv"
is "$(sql two.db "SELECT id, kind, incident FROM messages ORDER BY entry")" \
   "$(sql one.db "SELECT id, kind, incident FROM messages ORDER BY entry")" "replay --from takes the same messages"
is "$(sql two.db "SELECT line, reason FROM quarantine ORDER BY entry")" \
   "4|refused-row
5|refused-row" "and quarantines the rows that were refused"
is "$(sql two.db "SELECT head FROM quarantine ORDER BY entry LIMIT 1")" '1998-01-06,"ISR"' "with their bytes"

# A row that is kept in part is recorded with its whole size.
wide=$(head -c 70000 /dev/zero | tr '\0' x)
head -n 1 "$FIXTURES/rows.csv" >wide.csv
printf '1998-01-06,"%s"\r\n' "$wide" >>wide.csv
{ printf '1998-01-07,' && head -c 3000000 /dev/zero | tr '\0' y && echo; } >>wide.csv
printf '1998-01-06,"ISR"\n' >>wide.csv
run replay -q -p "$RULES" -d wide.db --from cameo-dyads wide.csv
is "$(sql wide.db "SELECT line, reason, size FROM quarantine ORDER BY entry")" "1|refused-row|70013
2|refused-row|3000011
3|refused-row|16" "a long row has its true size"
is "$(sql wide.db "SELECT sha256 FROM quarantine WHERE line = 1")" \
   "$(sed -n 2p wide.csv | tr -d '\r\n' | sha256sum | cut -d' ' -f1)" "and the digest of the whole of it"
is "$(sql wide.db "SELECT sha256 FROM quarantine WHERE line = 2")" \
   "$(sed -n 3p wide.csv | tr -d '\n' | sha256sum | cut -d' ' -f1)" "however long it is"
run replay -q -p "$RULES" -d wide2.db --sort --from cameo-dyads wide.csv
is "$(sql wide2.db "SELECT group_concat(sha256) FROM (SELECT sha256 FROM quarantine ORDER BY line)")" \
   "$(sql wide.db "SELECT group_concat(sha256) FROM (SELECT sha256 FROM quarantine ORDER BY line)")" "sorted alike"

# Two rows with the same first 65,536 bytes are two.
{ head -n 1 "$FIXTURES/rows.csv" && printf '1998-01-06,"%s",1\n1998-01-06,"%s",2\n' "$wide" "$wide"; } >twins.csv
run replay -q -p "$RULES" -d twins.db --from cameo-dyads twins.csv
is "$(sql twins.db "SELECT group_concat(line) FROM quarantine")" "1,2" "long rows of the same head are two rows"
done_testing
