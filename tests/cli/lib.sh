# lib.sh: what the command tests share. Each test is a POSIX shell script that prints TAP (https://testanything.org).
# Sourced first; `done_testing` last. FUSION is the program, FUSION_DATA the folder of the public data sets.

ROOT=$(cd "$(dirname "$0")/../.." && pwd)
FUSION=${FUSION:-build/san/fusion}
case $FUSION in /*) ;; *) FUSION=$ROOT/$FUSION ;; esac
DATA=${FUSION_DATA:-$ROOT/../shared/data}
RULES=$ROOT/rules
FIXTURES=$ROOT/tests/fixtures
LC_ALL=C
export FUSION LC_ALL

T=$(mktemp -d "${TMPDIR:-/tmp}/fusion-cli-XXXXXX") || exit 1
trap 'rm -rf "$T"' EXIT
cd "$T" || exit 1
count=0

# ok STATUS NAME
ok() {
  count=$((count + 1))
  if [ "$1" -eq 0 ]; then
    echo "ok $count - $2"
  else
    echo "not ok $count - $2"
    sed 's/^/#   stderr: /' "$T/err" 2>/dev/null | head -n 20
  fi
}

# is FOUND EXPECTED NAME
is() {
  if [ "$1" = "$2" ]; then
    ok 0 "$3"
  else
    ok 1 "$3"
    printf '%s\n' "$1" | sed 's/^/#   found:    /'
    printf '%s\n' "$2" | sed 's/^/#   expected: /'
  fi
}

# like FILE BASIC-REGULAR-EXPRESSION NAME
like() {
  if grep -q -e "$2" "$1"; then
    ok 0 "$3"
  else
    ok 1 "$3"
    echo "#   expected: $2"
    head -n 20 "$1" | sed 's/^/#   found:    /'
  fi
}

# run ARGUMENT...: the program, its output in out and err, its exit status in $status.
run() {
  "$FUSION" "$@" >out 2>err
  status=$?
}

# exits STATUS NAME ARGUMENT...
exits() {
  wanted=$1 name=$2
  shift 2
  run "$@"
  is "$status" "$wanted" "$name"
}

# each_test: what `run test -v` printed, a test here for each one there and one for all; the rest is shown.
each_test() {
  while IFS= read -r line; do
    case $line in
    'ok     '*) ok 0 "${line#ok     }" ;;
    'failed '*) ok 1 "${line#failed }" ;;
    *' passed, '*) ok "$status" "$line" ;;
    *) echo "#$line" ;;
    esac
  done <out
}

# sql RECORD SELECT: the record as any user of the sqlite3 shell reads it.
sql() {
  sqlite3 -readonly "$1" "$2"
}

lines() {
  wc -l <"$1" | tr -d ' '
}

skip_all() {
  echo "1..0 # SKIP $1"
  exit 0
}

# The record that a test leaves behind is a possible one, unless it is named as one that was damaged on purpose.
done_testing() {
  for record in *.db; do
    case $record in bad*.db | '*.db') continue ;; esac
    exits 0 "the laws hold in $record" rebuild -q --check -d "$record"
  done
  echo "1..$count"
}
