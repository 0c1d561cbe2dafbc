#!/bin/sh
# transcripts.t: every examples/*/transcript.txt is typed again and must print the same.
# Lines that begin with `$ ` are commands, the others what they print; `fusion`, `rules` and `examples` are this tree's,
# and so is the library that pkg-config finds.
# With --accept the transcripts are written anew: read them before you commit them.
root=$(cd "$(dirname "$0")/../.." && pwd)
case ${FUSION:=build/san/fusion} in /*) ;; *) FUSION=$root/$FUSION ;; esac
export PKG_CONFIG_PATH="${FUSION%/fusion}"
count=0 failed=0
for transcript in "$root"/examples/*/transcript.txt; do
    count=$((count + 1))
    name=${transcript#"$root"/}
    work=$(mktemp -d)
    mkdir "$work/bin"
    ln -s "$FUSION" "$work/bin/fusion"
    ln -s "$root/rules" "$root/examples" "$work"
    grep '^\$ ' "$transcript" | while IFS= read -r line; do
        printf '%s\n' "$line"
        (cd "$work" && PATH=$work/bin:$PATH timeout 60 sh -c "${line#??}" 2>&1 </dev/null)
    done >"$work/found"
    if [ "${1:-}" = --accept ]; then
        cp "$work/found" "$transcript"
    fi
    if diff -u "$transcript" "$work/found" >"$work/diff"; then
        echo "ok $count - $name"
    else
        echo "not ok $count - $name"
        sed 's/^/# /' "$work/diff"
        failed=1
    fi
    rm -rf "$work"
done
echo "1..$count"
exit $failed
