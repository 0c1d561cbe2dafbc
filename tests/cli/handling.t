#!/bin/sh
# Each mechanism is explained in docs/handling.md with an example: all of them are run.
. "$(dirname "$0")/lib.sh"

{ echo tests:; sed -n '/^```yaml$/,/^```$/{/^```/d;p}' "$ROOT/docs/handling.md"; } >handling.yaml
is "$(grep -c '^- name' handling.yaml)" "$(grep -c '^## ' "$ROOT/docs/handling.md")" "an example for each part of the page"
run test -v -p "$RULES" handling.yaml
each_test
is "$(sed -n '$p' out)" "20 passed, 0 failed" "all of them, both ways"
done_testing
