#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Something goes wrong at every call that changes a file, one after the other.  Afterwards: fsck is clean, what was
# acknowledged is there, sending everything again makes it complete, and nothing is there twice.
#   kill.sh MODE [STEP]     MODE: kill full short io; every STEPth point (default 1)
set -u
mode=$1 step=${2:-1}
B=${BAILIWICK:?} LIB=${FAULT_LIB:?}
W=$(mktemp -d) || exit 99
trap 'rm -rf "$W"' EXIT
export HOME=$W/home XDG_DATA_HOME=$W/data XDG_CACHE_HOME=${BUILD_ROOT:?}/test-cache XDG_CONFIG_HOME=$W/config TZ=UTC
mkdir -p "$HOME" "$XDG_CACHE_HOME"
bad=0 points=0
fail() { echo "FAIL at call $i ($mode): $*"; bad=$((bad + 1)); }

# 9,000 rows are three groups, and with the third begins the second process.
awk 'BEGIN { for (i = 0; i < 200; i++) printf "http://s%d.example/a%d\n", i % (i < 1000 ? 90 : 3000), i }' >"$W/first.txt"
awk 'BEGIN { for (i = 100; i < 9100; i++) printf "http://s%d.example/a%d\n", i % (i < 1000 ? 90 : 3000), i }' >"$W/rows.txt"
rows=9000
"$B" intake --offline --harm phishing --store "$W/base" "$W/first.txt" >/dev/null || { echo "cannot make a store"; exit 1; }

under() { # under N COMMAND...: the fault at call N, in a process group of its own
	local n=$1
	shift
	FAULT=$mode FAULT_AT=$n FAULT_COUNT=$W/count LD_PRELOAD=$LIB setsid -w "$@" >"$W/out" 2>"$W/err"
}
sum() { "$B" case list --offline --store "$W/s" --json --limit 100000 2>/dev/null | grep -o '"reports":[0-9]*' | awk -F: '{ n += $2 } END { print n + 0 }'; }

check() { # after the fault
	local acked folded taken
	if ! "$B" fsck --store "$W/s" >"$W/fsck" 2>&1 && ! grep -q 'no store in' "$W/fsck"; then
		fail "fsck: $(grep -v '^ok' "$W/fsck" | head -2)"
	fi
	acked=$(grep -c '^r-' "$W/out")
	"$B" intake --offline --json --harm phishing --store "$W/s" "$W/first.txt" "$W/rows.txt" >"$W/again" 2>"$W/err2" ||
		fail "intake afterwards: $(head -1 "$W/err2")"
	folded=$(grep -o '"folded":[0-9]*' "$W/again" | head -1 | tr -dc 0-9)
	taken=$(grep -o '"accepted":[0-9]*' "$W/again" | head -1 | tr -dc 0-9)
	[ "$((folded + taken))" -eq $((rows + 200)) ] || fail "$folded folded and $taken accepted of $((rows + 200))"
	[ "$folded" -ge "$acked" ] || fail "$acked were acknowledged, $folded are there"
	[ "$(sum)" -eq 9100 ] || fail "$(sum) reports in cases, not 9100"
	"$B" fsck --store "$W/s" >"$W/fsck" 2>&1 || fail "fsck at the end: $(grep -v '^ok' "$W/fsck" | head -2)"
}

run() { # run NAME COMMAND...: every point of this command
	local name=$1 total
	shift
	rm -rf "$W/s"
	cp -r "$W/$from" "$W/s" 2>/dev/null
	under 0 "$@" || { echo "FAIL: $name without a fault: $(head -1 "$W/err")"; bad=$((bad + 1)); return; }
	total=$(cat "$W/count")
	for ((i = 1; i <= total; i += step)); do
		rm -rf "$W/s"
		cp -r "$W/$from" "$W/s" 2>/dev/null
		under "$i" "$@" 2>/dev/null # the shell tells of the death
		check
		points=$((points + 1))
	done
	echo "$name: $total points"
}

from=none
run "a new store" "$B" intake --offline --each --harm phishing --store "$W/s" "$W/rows.txt"
from=base
run "one process" "$B" intake --offline --each --harm phishing --store "$W/s" "$W/rows.txt"
run "two processes" "$B" intake --offline --harm phishing --store "$W/s" "$W/rows.txt"
run "a split" "$B" case split c-0000001 r-0000001 --offline --store "$W/s"
run "a merge" "$B" case merge c-0000001 c-0000002 c-0000003 --offline --store "$W/s"
run "a case closed" "$B" case close c-0000001 --offline --store "$W/s"
echo "$mode: $points points, $bad failures"
[ "$bad" -eq 0 ]
