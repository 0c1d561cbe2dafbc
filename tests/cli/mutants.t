#!/bin/sh
# tests/mutants/points.pl: what of a file is changed, and what is left as it is. Samples are drawn by `make mutants`.
. "$(dirname "$0")/lib.sh"

cat >small.c <<'C'
/* 1 + 1 */
#define MORE(x) ((x) + 1)
enum { MOST = 4 };
struct pair { int a[2]; };
static const int few[3] = {[1] = 2};
static bool is_few(const struct pair *p, int n) {
    char text[8] = "a && b";
    assert(n > 0);
    if (!p || p->a[0] == n)
        return true;
    (void)puts(text);
    return n * 2 <= MOST && n;
}
C
perl -e '
  require "$ARGV[0]/tests/mutants/points.pl";
  print "$_->{line}:$_->{column} $_->{kind} $_->{function}: $_->{was} -> $_->{text}\n" for points_of("small.c");
' "$ROOT" >found 2>err
is "$(cat found)" "3:15 constant : 4 -> 5
5:34 constant : 2 -> 3
9:5 condition is_few: if (!p || p->a[0] == n) -> if (!(!p || p->a[0] == n))
9:9 operator is_few: ! -> 
9:12 operator is_few: || -> &&
9:9 condition is_few: !p -> false
9:15 condition is_few: p->a[0] == n -> false
9:20 constant is_few: 0 -> 1
9:23 operator is_few: == -> !=
10:16 constant is_few: true -> false
11:5 call is_few: (void)puts(text) -> 
12:5 condition is_few: return n * 2 <= MOST && n -> return !(n * 2 <= MOST && n)
12:14 operator is_few: * -> /
12:16 constant is_few: 2 -> 3
12:18 operator is_few: <= -> <
12:18 operator is_few: <= -> >
12:26 operator is_few: && -> ||
12:12 condition is_few: n * 2 <= MOST -> true
12:29 condition is_few: n -> true" "every change that there is, and no other"
is "$(cat err)" "" "without a warning"

first() { perl "$ROOT/tests/mutants/run" --list --file engine/cell/recent.c "$@" | head -n 20; }
is "$(first --seed 7)" "$(first --seed 7)" "a seed is a sample"
[ "$(first --seed 7)" != "$(first --seed 8)" ]
ok $? "another seed is another"
is "$(first | cut -d: -f1 | sort -u)" engine/cell/recent.c "of one file"

done_testing
