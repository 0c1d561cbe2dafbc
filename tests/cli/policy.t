#!/bin/sh
# A policy that does not load: exit 2, the place in the file, and nothing touched.
. "$(dirname "$0")/lib.sh"

broken() { # FILE SED-SCRIPT: a copy of the shipped policy with one file changed
  rm -rf rules-broken
  cp -r "$RULES" rules-broken
  chmod -R u+w rules-broken
  sed -i "$2" "rules-broken/$1"
}

refused() { # FILE REGULAR-EXPRESSION NAME
  exits 2 "$3: exit 2" replay -p rules-broken -d p.db "$FIXTURES/stray-fire.ndjson"
  like err "rules-broken/$1:[0-9][0-9]*:.*$2" "$3: file, line, and what is wrong"
  [ ! -e p.db ]
  ok $? "$3: no record is left behind"
}

checked() { # FILE REGULAR-EXPRESSION NAME: what `check` says of it
  exits 2 "check: $3: exit 2" check -p rules-broken
  like err "^fusion check: rules-broken/$1:[0-9][0-9]*:[0-9][0-9]*: .*$2" "check: $3: file, line, column"
  is "$(lines out)" 0 "check: $3: nothing on stdout"
}

exits 0 "check: the shipped policy loads" check -p "$RULES"
is "$(cat out err)" "" "and nothing is said"
exits 0 "check -v" check -v -p "$RULES"
like err '^policy [a-z0-9-]*, sha256 [0-9a-f]\{64\}: [0-9]* parties, [0-9]* kinds, [0-9]* tracks, [0-9]* rules, 4 adapters$' "counts"
is "$(lines out)" 0 "on stderr"
ls -A >left
is "$(cat left)" "$(printf 'err\nleft\nout')" "check leaves nothing behind"

broken policy.yaml 's/^rungs:/rugns:/'
checked policy.yaml 'rugns' "an unknown option"
refused policy.yaml 'rugns' "an unknown option"
like err 'policy.yaml:[0-9]*:[0-9]*:' "with its column"
broken policy.yaml 's/late: {5m: \[alternate, head\]}/late: {5q: [alternate, head]}/'
refused policy.yaml 'found .5q., expected elapsed time such as 48h, or' "a duration that is none"
broken policy.yaml 's/^kinds:/kinds: \&anchor/'
refused policy.yaml 'found an anchor' "an anchor"
broken 10-recorded.lua 's/propose = {/prop0se = {/'
refused 10-recorded.lua 'prop0se' "an unknown key of a rule"
checked 10-recorded.lua 'found the unknown key `prop0se`, expected .*did you mean `propose`?' "an unknown key of a rule"
broken 10-recorded.lua '1s/^/local x = = 1 /'
refused 10-recorded.lua '' "a syntax error"
like err '10-recorded.lua:1:11: found `=`.*, expected an expression' "with the column of the token"
checked 10-recorded.lua 'found `=`' "a syntax error"
broken 10-recorded.lua '1s/^/local t = os.time() /'
checked 10-recorded.lua 'read the global `os`, which does not exist, expected only what docs/rules.md lists' "the clock"
like err '10-recorded.lua:1:11: ' "where the word stands"
broken adapters/ucdp-ged.lua 's/^adapter "ucdp-ged" {/&&/'
refused adapters/ucdp-ged.lua 'found' "an adapter that does not compile"
checked adapters/ucdp-ged.lua 'found' "an adapter that does not compile"
broken adapters/ucdp-ged.lua 's/format = "csv"/format = "cvs"/'
refused adapters/ucdp-ged.lua 'did you mean `csv`?' "an adapter that declares nonsense"
exits 2 "run refuses it too" run -p rules-broken -d p.db /dev/null
broken 50-commercial.lua 's/track = "commercial"/track = "comercial"/'
refused 50-commercial.lua 'comercial.*commercial' "an unknown track, with the nearest one"

# A rule that can never match is refused on its line.
dead() { # WHERE REGULAR-EXPRESSION NAME
  rm -rf rules-broken
  cp -r "$RULES" rules-broken
  chmod -R u+w rules-broken
  printf 'rule "mine" {\n  on = "report", propose = {}, because = "x",\n  where = { %s },\n}\n' "$1" >rules-broken/90-mine.lua
  checked 90-mine.lua "$2" "$3"
  like err 'rules-broken/90-mine.lua:3:[0-9]*: rule "mine": ' "check: $3: its line"
}
dead 'from = "IRS"' '`from` found `IRS`, expected a party .*did you mean `ISR`?' "a party that is none"
dead 'actor = "isr"' 'did you mean `ISR`?' "a party in small letters"
dead 'target = "Syria"' 'did you mean `SYR`?' "a name for a party"
dead 'grade = "A7"' 'expected a grade from `A1` to `F6`; did you mean `A1`?' "a grade that is none"
dead '["harm.killed"] = between(10, 1)' 'found between(10, 1), expected the lesser bound first' "an empty range"
dead '["harm.killed"] = at_most(-1)' 'found at_most(-1), expected an integer: 0 to 10000000' "a bound below a count"
dead '["zone.name"] = prefix("AOX")' 'did you mean `AO[LS]`?' "the beginning of no zone"
dead '["clock.party"] = "ISR"' 'found a rule on `report`, expected one on `overdue`' "a fact of another event"
dead 'type = "ack"' 'found `ack`, which the rest of the rule excludes' "a type that the event excludes"

# A function that reads what does not exist is refused though it never ran.
reads() { # EXPRESSION REGULAR-EXPRESSION NAME
  rm -rf rules-broken
  cp -r "$RULES" rules-broken
  chmod -R u+w rules-broken
  printf 'rule "mine" {\n  on = "report", propose = {}, because = "x",\n  when = function(e, c)\n    return %s\n  end,\n}\n' \
    "$1" >rules-broken/90-mine.lua
  checked 90-mine.lua "$2" "$3"
  like err 'rules-broken/90-mine.lua:4:[0-9]*: ' "check: $3: its line"
}
reads 'maht.floor(1)' 'read the global `maht`.*did you mean `math`?' "a global misspelt"
reads 'math.flor(1)' 'read `math.flor`.*did you mean `floor`?' "a member misspelt"
reads 'e.harm.kiled' 'found `e.harm.kiled`, which is no fact, .*did you mean `e.harm.killed`?' "a fact misspelt"
reads 'c.cuont {}' 'found `c.cuont`, .*did you mean `count`?' "a word of the cell misspelt"

# The place is the file's, however the folder is written, and whatever its name begins with.
cp -r "$RULES" a
chmod -R u+w a
echo x >>a/adapters/ucdp-ged.lua
for folder in a a/ ./a; do
  exits 2 "check -p $folder" check -p "$folder"
  like err "^fusion check: ${folder%/}/adapters/ucdp-ged.lua:[0-9][0-9]*:[0-9][0-9]*: found" "check -p $folder: the file's name is whole"
done

exits 2 "a file in place of a folder" check -p a/policy.yaml
like err 'a/policy.yaml: cannot be read as a policy folder: Not a directory$' "says so"
rm -rf a
mkdir -p a/lists
head -c 8388609 /dev/zero >a/lists/much.txt
exits 2 "a policy of more than 8 MiB" check -p a
like err '^fusion check: a/lists/much.txt: makes the policy larger than 8 MiB$' "names the file that is too much"
rm a/lists/much.txt
i=0
while [ $i -le 1024 ]; do
  : >a/lists/$i.txt
  i=$((i + 1))
done
exits 2 "a policy of more than 1024 files" check -p a
like err 'is one file too many; expected at most 1024 in a policy$' "says so"

exits 2 "a folder that is not there" replay -p nowhere -d p.db "$FIXTURES/stray-fire.ndjson"
like err 'nowhere: cannot be read as a policy folder: No such file or directory$' "is named"
mkdir empty
exits 2 "a folder without a policy.yaml" replay -p empty -d p.db "$FIXTURES/stray-fire.ndjson"
like err "empty/policy.yaml: found no such file in the policy's folder, expected it to declare the policy" "says what is missing"

# An existing record keeps what it has.
run replay -q -p "$RULES" -d kept.db "$FIXTURES/stray-fire.ndjson"
broken policy.yaml 's/^rungs:/rugns:/'
exits 2 "run with a broken policy" run -p rules-broken -d kept.db /dev/null
is "$(sql kept.db "SELECT count(*) FROM messages")" 4 "leaves the messages as they were"
exits 2 "convert with a broken adapter" convert -p rules-broken --from nothing "$FIXTURES/rows.csv"
# --- docs/policy.md says of each code what the policy does with it
(cd "$ROOT" && sh tests/cameo-table) >codes.md
is "$(lines codes.md)" "$(($(lines "$ROOT/rules/lists/cameo.csv") + 1))" "a row a code"
sed -n '/^<!-- cameo -->/,/^<!-- end -->/p' "$ROOT/docs/policy.md" | sed '1d;$d' | cmp -s - codes.md
ok $? "the table of codes is what the policy does (make docs)"
done_testing
