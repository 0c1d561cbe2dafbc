#!/bin/sh
# libfusion.a: what it shows, what is installed of it, and that the header alone is enough in C and in C++.
# That a program with it runs is typed in examples/embed/transcript.txt.
. "$(dirname "$0")/lib.sh"

tree=${FUSION%/fusion} header=$ROOT/include/fusion/fusion.h
[ -f "$tree/libfusion.a" ] || skip_all "no $tree/libfusion.a: make library builds it"

nm -g --defined-only "$tree/libfusion.a" | sed -n 's/.* [A-Z] //p' | sort >shown
sed -n 's/^FUSION_\(API\|CHECKED\) .*[ *]\(fusion_[a-z_]*\)(.*/\2/p' "$header" | sort >declared
is "$(comm -13 shown declared)" "" "libfusion.a shows the functions of fusion.h"
is "$(comm -23 shown declared | head -n 5)" "" "and nothing else"
is "$(lines declared)" "$(grep -c '^FUSION_API\|^FUSION_CHECKED' "$header")" "each declaration was read"
[ "$(lines declared)" -ge 10 ]
ok $? "and there are some"
! grep -q '#include [<"]fusion\|#include "' "$header"
ok $? "fusion.h includes no header of Fusion's"
names=$(sed -nE 's/^#define +([A-Za-z_0-9]+).*/\1/p; s/^(struct|enum) ([a-z_]+).*/\2/p; s/^    ([A-Z_]+) = .*/\1/p' "$header")
is "$(echo "$names" | grep -v '^fusion\|^FUSION_')" "" "all that it names is fusion or FUSION"

# As `make install` leaves it. What make is told by the make that runs this is not for the inner one.
stage=$T/stage
(unset MAKEFLAGS MFLAGS MAKELEVEL; make -s -C "$ROOT" TREE="${tree##*/}" DESTDIR="$stage" PREFIX=/usr install) >out 2>err
ok $? "make install"
is "$(cd "$stage/usr" && find . -type f ! -path './share/*' | sort | tr '\n' ' ')" \
  "./bin/fusion ./include/fusion/fusion.h ./lib/libfusion.a ./lib/pkgconfig/fusion.pc " "installs program, header, library"
pc() {
  PKG_CONFIG_PATH=$stage/usr/lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$stage PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1 \
    PKG_CONFIG_ALLOW_SYSTEM_LIBS=1 pkg-config "$@" fusion
}
run --version
is "fusion $(pc --modversion)" "$(cat out)" "pkg-config and the program tell one version"
cc -std=c11 -Wall -Wextra -pedantic -Werror -o light "$ROOT/examples/embed/light.c" $(pc --cflags --libs) 2>err
ok $? "the example against what is installed, as C11"
is "$(./light "$RULES" light.db 2>err | tail -n 1)" "the light is red" "runs"
exits 0 "the record of the example can be executed again" replay -q --from-record light.db --no-record

cat >plus.cc <<'C'
#include <fusion/fusion.h>
int main() {
    fusion *cell = nullptr;
    fusion_config config = {};
    fusion_error error;
    config.folder = "none";
    return fusion_open(&config, &cell, &error) == FUSION_ERROR_POLICY && !cell ? 0 : 1;
}
C
c++ -std=c++11 -Wall -Wextra -pedantic -Werror -o plus plus.cc $(pc --cflags --libs) 2>err && ./plus
ok $? "the header from C++"

done_testing
