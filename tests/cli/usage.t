#!/bin/sh
# Help, version, and every way to get the command line wrong.
. "$(dirname "$0")/lib.sh"

exits 0 "--help exits 0" --help
for command in run replay convert list show check rebuild; do
  like out "^  $command " "--help lists $command"
done
exits 0 "--version exits 0" --version
like out '^fusion [0-9]' "--version prints it"
exits 3 "without a command: 3" 
like err 'usage: fusion COMMAND' "and the usage, on stderr"
exits 3 "an unknown command: 3" repaly
like err 'did you mean replay' "and the nearest one"
is "$(lines out)" 0 "nothing of it on stdout"

for command in run replay convert list show check rebuild; do
  exits 0 "$command --help exits 0" "$command" --help
  like out "^usage: fusion $command" "$command --help begins with its usage"
  exits 3 "$command: an unknown option: 3" "$command" --nonsense
  like err "^fusion $command: unknown option --nonsense" "$command names the option"
done

exits 3 "a near miss: 3" replay --srict
like err 'did you mean --strict' "and the option that was meant"
exits 3 "--until wants a time" replay --until tomorrow
like err 'found .tomorrow., expected a time' "and says what was found and expected"
exits 3 "--limit wants a number" list --limit some
exits 3 "-o wants a format" list -o xml
for word in opne overdeu nonsense ''; do
  exits 3 "--state wants a state" list -d none.db --state "$word"
  like err "^fusion list: --state: found .$word., expected open, overdue, held or closed" "and names them"
done
exits 3 "a near miss of a state" list -d none.db --state overdeu
like err 'did you mean overdue?$' "and the nearest one"
exits 3 "-d wants an argument" list -d
exits 3 "show wants an incident" show
exits 3 "show wants one of the form I-n" show 17
like err 'expected an incident such as I-17' "and says so"
exits 3 "list takes no file" list some.db
exits 3 "convert wants --from" convert some.csv
exits 3 "--actions come from a record" replay -p "$RULES" --no-record --actions /dev/null
exits 3 "--append needs a record" replay -p "$RULES" --no-record --append /dev/null
exits 3 "a file that is not there" replay -p "$RULES" nowhere.ndjson
like err 'nowhere.ndjson: ' "is named"
evil=$(printf 'no\033[2J\302\233\342\200\256where')
exits 3 "a file whose name would drive the terminal" replay -p "$RULES" "$evil"
is "$(grep -c "$(printf '[\033]\|\302\233\|\342\200\256')" err)" 0 "is named, and drives nothing"
like err 'no.*\[2J.*where: ' "with the rest of its name"
exits 3 "an option that would" list "--$evil"
is "$(tr -d '\12\40-\176' <err | LC_ALL=C tr -d '\357\277\275' | wc -c | tr -d ' ')" 0 "neither"
exits 3 "a command that would" "$evil"
is "$(grep -c "$(printf '\033')" err)" 0 "neither"
exits 3 "a record that is not there" list -d nowhere.db
like err 'nowhere.db' "is named"
done_testing
