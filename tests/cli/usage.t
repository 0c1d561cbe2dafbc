#!/bin/sh
# Help, version, and every way to get the command line wrong.
. "$(dirname "$0")/lib.sh"

exits 0 "--help exits 0" --help
for command in run replay convert list show check rebuild; do
  like out "^  $command " "--help lists $command"
done
exits 0 "help is --help" help
like out "^usage: fusion COMMAND" "and says the same"
exits 0 "--version exits 0" --version
like out '^fusion [0-9]' "--version prints it"
exits 3 "without a command: 3" 
like err 'usage: fusion COMMAND' "and the usage, on stderr"
exits 3 "an unknown command: 3" repaly
like err 'did you mean replay?$' "and the nearest one"
is "$(lines out)" 0 "nothing of it on stdout"

# says MESSAGE ARGUMENT...: exit 3, and exactly this on stderr, with nothing on stdout.
says() {
  wanted=$1
  shift
  run "$@" </dev/null
  is "$status: $(cat out err)" "3: fusion$wanted" "fusion $*"
}
says ": unknown command lsit, expected one that \`fusion --help\` lists; did you mean list?" lsit
says ": unknown command Show, expected one that \`fusion --help\` lists; did you mean show?" Show
says ": unknown command --verison, expected one that \`fusion --help\` lists; did you mean --version?" --verison
says ": unknown command nonsense, expected one that \`fusion --help\` lists" nonsense
says ": found -d, expected a command first: fusion COMMAND [OPTION...]" -d some.db list
says " list: unknown option --recrod, expected one that \`fusion list --help\` lists; did you mean --record?" \
  list --recrod x
says " run: unknown option --from, expected one that \`fusion run --help\` lists" run --from x
says " list: unknown option -x, expected one that \`fusion list --help\` lists" list -x
says " list: option -d needs an argument: FILE" list -d
says " list: option --limit needs an argument: N" list --limit
says " replay: option --strict=yes takes no argument" replay --strict=yes
says " list: --output: found \`tabel\`, expected table, json, ndjson or csv; did you mean \`table\`?" list -o tabel
says " list: --output: found \`xml\`, expected table, json, ndjson or csv" list -o xml
says " list: --limit: found \`0\`, expected a number from 1" list --limit 0
says " list: --limit: found \`some\`, expected a number from 1" list -n some
says " replay: --until: found \`tomorrow\`, expected a time such as 2026-03-27T02:00:00Z, or a date" \
  replay --until tomorrow
says " show: found no I-n, expected it: fusion show [OPTION...] I-n" show
says " show: found \`I-2\`, one too many, expected: fusion show [OPTION...] I-n" show I-1 I-2
says " list: found \`some.db\`, one too many, expected: fusion list [OPTION...]" list some.db
says " check: found \`rules\`, one too many, expected: fusion check [OPTION...]" check rules
says " show: found \`17\`, expected an incident such as I-17" show 17
says " show: found \`I-017\`, expected an incident such as I-17" show I-017
says " replay: --actions come from the record; expected it without --no-record" \
  replay -p "$RULES" --no-record --actions /dev/null
says " replay: --append goes on with a record; expected it without --no-record" \
  replay -p "$RULES" --no-record --append /dev/null
says " replay: nowhere.ndjson: cannot be read: No such file or directory" replay -p "$RULES" nowhere.ndjson
says " list: nowhere.db does not exist" list -d nowhere.db
mkdir folder
says " list: folder is no record: it is not a file" list -d folder
echo 'no record, and long enough for a header of SQLite: 0123456789 0123456789 0123456789 0123456789' >text
says " list: text is no record: it is not an SQLite file" list -d text

for command in run replay convert list show check rebuild; do
  exits 0 "$command --help exits 0" "$command" --help
  like out "^usage: fusion $command" "$command --help begins with its usage"
  exits 3 "$command: an unknown option: 3" "$command" --nonsense
  like err "^fusion $command: unknown option --nonsense" "$command names the option"
done

exits 3 "a near miss: 3" replay --srict
like err 'did you mean --strict' "and the option that was meant"
for word in opne overdeu nonsense ''; do
  exits 3 "--state wants a state" list -d none.db --state "$word"
  like err "^fusion list: --state: found .$word., expected open, overdue, held or closed" "and names them"
done
exits 3 "a near miss of a state" list -d none.db --state overdeu
like err 'did you mean `overdue`?$' "and the nearest one"
exits 3 "convert wants --from" convert some.csv
evil=$(printf 'no\033[2J\302\233\342\200\256where')
exits 3 "a file whose name would drive the terminal" replay -p "$RULES" "$evil"
is "$(grep -c "$(printf '[\033]\|\302\233\|\342\200\256')" err)" 0 "is named, and drives nothing"
like err 'no.*\[2J.*where: ' "with the rest of its name"
exits 3 "an option that would" list "--$evil"
is "$(tr -d '\12\40-\176' <err | LC_ALL=C tr -d '\357\277\275' | wc -c | tr -d ' ')" 0 "neither"
exits 3 "a command that would" "$evil"
is "$(grep -c "$(printf '\033')" err)" 0 "neither"

# A track that no case is on: nothing is listed, and a person is told why.
"$FUSION" replay -q -p "$RULES" -d tracks.db "$FIXTURES/stray-fire.ndjson"
exits 0 "list: a track misspelt" list -d tracks.db --track de-escalatoin
is "$(cat out err)" 'fusion list: no case of tracks.db is on a track `de-escalatoin`, expected de-escalation; did you mean `de-escalation`?' "is said, with the nearest"
exits 0 "list -q: a track misspelt" list -q -d tracks.db --track de-escalatoin
is "$(cat out err)" "" "says nothing"
exits 0 "list: no case in a state" list -d tracks.db --track de-escalation --state held
is "$(cat out err)" "" "is no slip"

# full ARGUMENT...: the output goes to a full disk.
full() {
  "$FUSION" "$@" >/dev/full 2>err
  is "$? $(sed 's/^fusion[a-z ]*: //' err)" "3 cannot write the output: No space left on device" "a full disk: fusion $*"
}
if [ -c /dev/full ]; then
  full list -a -d tracks.db
  full list -o json -d tracks.db
  full show I-1 -d tracks.db
  full show --help
  full --help
  full --version
fi
done_testing
