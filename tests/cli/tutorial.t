#!/bin/sh
# docs/adapters.md: its files are written, its commands run, and what they print is compared with the page.
. "$(dirname "$0")/lib.sh"

page=$ROOT/docs/adapters.md
cp -r "$RULES" rules
mkdir steps
PATH=$(dirname "$FUSION"):$PATH

# steps/NN.file with its name in steps/NN.name; steps/NN.run: the block as it stands on the page.
awk '/^```(file|run)/ {n++; kind = substr($1, 4); at = sprintf("steps/%02d.%s", n, kind)
      if (kind == "file") print $2 >sprintf("steps/%02d.name", n); next}
  /^```$/ {if (at) close(at); at = ""; next}
  at {print >at}' "$page"

# The commands of a block, each printed before what it prints.
block_run() {
  grep '^\$ ' "$1" | sed 's/^\$ //' >commands
  while read -r command; do
    printf '$ %s\n' "$command"
    (eval "$command") 2>&1 </dev/null
  done <commands
}

for step in steps/*.file steps/*.run; do echo "$step"; done | sort >order
while read -r step; do
  case $step in
  *.file) cp "$step" "$(cat "${step%.file}.name")" ;;
  *.run) is "$(block_run "$step")" "$(cat "$step")" "$(grep '^\$ ' "$step" | tail -n 1)" ;;
  esac
done <order
is "$(grep -c run order)" "$(grep -c '^```run' "$page")" "every block of the page was run"
[ "$count" -gt 5 ]
ok $? "there are some"
done_testing
