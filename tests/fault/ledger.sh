#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Something goes wrong at every call that changes a file while the ledger is integrated and published, and a day dumped.  Whatever is
# published afterwards is one of the two logs that there may be, byte for byte: no fork.  The next integration needs
# nobody's help and gives the log that an undisturbed one gives: no lost entry.
#   ledger.sh MODE [STEP]     MODE: kill full short io; every STEPth point (default 1)
set -u
mode=$1 step=${2:-1}
B=${BAILIWICK:?} LIB=${FAULT_LIB:?}
W=$(mktemp -d) || exit 99
trap 'rm -rf "$W"' EXIT
export HOME=$W/home XDG_DATA_HOME=$W/data XDG_CACHE_HOME=${BUILD_ROOT:?}/test-cache XDG_CONFIG_HOME=$W/config TZ=UTC
mkdir -p "$HOME" "$XDG_CACHE_HOME"
bad=0 points=0
fail() { echo "FAIL at call $i ($name, $mode): $*"; bad=$((bad + 1)); }

# 400 entries are signed, 700 wait: the rounds cross a tile and a bundle.
awk 'BEGIN { for (i = 0; i < 900; i++) printf "http://s%d.example/a%d\n", i % 200, i }' >"$W/rows.txt"
head -n 200 "$W/rows.txt" >"$W/first.txt"
{
	"$B" intake --offline --harm phishing --store "$W/grown" "$W/first.txt" &&
		"$B" intake --offline --defer --harm phishing --store "$W/grown" "$W/rows.txt" &&
		"$B" case list --offline --limit 1 --store "$W/grown" &&
		"$B" intake --offline --defer --harm phishing --store "$W/new" "$W/rows.txt" &&
		"$B" case list --offline --limit 1 --store "$W/new"
} >/dev/null 2>&1 || { echo "cannot make a store"; exit 1; }

under() { # under N COMMAND...: the fault at call N, in a process group of its own
	local n=$1
	shift
	FAULT=$mode FAULT_AT=$n FAULT_COUNT=$W/count LD_PRELOAD=$LIB setsid -w "$@" >"$W/out" 2>"$W/err"
}
lines=2,3 # size and root of a checkpoint; where a salt is drawn anew each time, the size
body() { sed -n "${lines}p" "$1" 2>/dev/null; }

check() {
	local now
	now=$(body "$W/s/log/checkpoint")
	[ "$now" = "$before" ] || [ "$now" = "$after" ] || fail "a third log is published: $now"
	"$B" ledger $again --store "$W/s" >"$W/out2" 2>"$W/err2" || fail "$again afterwards: $(head -1 "$W/err2")"
	[ "$(body "$W/s/log/checkpoint")" = "$after" ] || fail "the log is $(body "$W/s/log/checkpoint"), not $after"
	"$B" ledger verify --store "$W/s" >"$W/out2" 2>"$W/err2" || fail "verify: $(head -3 "$W/out2" "$W/err2")"
	[ "$lines" = 2 ] || return
	"$B" ledger verify "$W/s/dumps/$day.sha256" --log "$W/s/log" >"$W/out2" 2>"$W/err2" || fail "the dump: $(head -3 "$W/out2" "$W/err2")"
}

run() { # run NAME STORE COMMAND...
	local from=$2 total
	name=$1
	shift 2
	rm -rf "$W/s"
	cp -r "$W/$from" "$W/s"
	before=$(body "$W/s/log/checkpoint")
	i=0
	under 0 "$@" || { fail "without a fault: $(head -1 "$W/err")"; return; }
	after=$(body "$W/s/log/checkpoint")
	total=$(cat "$W/count")
	for ((i = 1; i <= total; i += step)); do
		rm -rf "$W/s"
		cp -r "$W/$from" "$W/s"
		under "$i" "$@" 2>/dev/null # the shell tells of the death
		check
		points=$((points + 1))
	done
	echo "$name: $total points"
}

again=integrate
run "a log grows" grown "$B" ledger integrate --store "$W/s"
run "the first round" new "$B" ledger integrate --store "$W/s"
cp -r "$W/grown" "$W/bare"
"$B" ledger integrate --store "$W/bare" >/dev/null 2>&1
rm -rf "$W/bare/log/tile"
again=rebuild
run "a log is rebuilt" bare "$B" ledger rebuild --store "$W/s"
# A day's dump: files, then the entry with their checksum, a round, the proof.  Never two entries of one dump.
day=$(date -u +%F)
again="dump --day $day --at $(date -u -d '2 days' +%F)T00:00:00Z"
lines=2
cp -r "$W/grown" "$W/whole"
"$B" ledger integrate --store "$W/whole" >/dev/null 2>&1
run "a day is dumped" whole "$B" ledger $again --store "$W/s"
echo "$mode: $points points, $bad failures"
[ "$bad" -eq 0 ]
