# SPDX-License-Identifier: Apache-2.0
# Checks for functional tests. Each prints what it expected, what it got, and goes on.
FAILED=0
fail() { FAILED=$((FAILED + 1)); printf 'FAIL: %s\n' "$*" >&2; }
# run EXIT-STATUS COMMAND...: output in $WORK/out and $WORK/err; a crash is never the expected failure.
run() {
	want=$1; shift
	"$@" >"$WORK/out" 2>"$WORK/err"; got=$?
	[ "$got" -eq "$want" ] || { fail "exit $got, expected $want: $*"; cat "$WORK/err" >&2; }
}
# out_has TEXT / err_has TEXT: fixed text stands in the last output.
out_has() { grep -qF -- "$1" "$WORK/out" || { fail "output lacks '$1'"; head -c 2000 "$WORK/out" >&2; }; }
err_has() { grep -qF -- "$1" "$WORK/err" || { fail "standard error lacks '$1'"; head -c 2000 "$WORK/err" >&2; }; }
out_lacks() { ! grep -qF -- "$1" "$WORK/out" || fail "output has '$1'"; }
# json FILTER EXPECTED: jq filter over the last output.
json() {
	got=$(jq -rc "$1" "$WORK/out" 2>&1)
	[ "$got" = "$2" ] || fail "jq '$1' gives '$got', expected '$2'"
}
