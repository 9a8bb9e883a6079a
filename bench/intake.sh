#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# intake.sh [LINES] -- durable acceptance, fully worked, memory, list and pipe, each beside its baseline in this run.
set -eu
lines=${1:-1000000} build=${BUILD:-build} turns=${TURNS:-3}
B=$PWD/$build/bailiwick
W=$(mktemp -d -p "${BENCH_DIR:-/var/tmp}")
trap 'rm -rf "$W"' EXIT
export XDG_CACHE_HOME=$W/cache XDG_DATA_HOME=$W/data HOME=$W
mkdir -p "$W/cache"
"$build/bench/gen-reports" -n "$lines" >"$W/r.ndjson"
"$B" identify warm.example >/dev/null 2>&1 || true # reference data are compiled once
seconds() { local s e; s=$(date +%s.%N); "$@" >"$W/out" 2>"$W/err"; e=$(date +%s.%N); echo "$e - $s" | bc; }
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
rate() { echo "$lines / $1" | bc; }

head -n "$((lines < 100000 ? lines : 100000))" "$W/r.ndjson" >"$W/part.ndjson"
python=$(python3 bench/baseline.py "$W/part.ndjson" "$W/python.db")
accept=$(for _ in $(seq "$turns"); do rm -rf "$W/s"; seconds "$B" intake --offline --defer --json --store "$W/s" "$W/r.ndjson"; done | median)
echo "durable acceptance   $(rate "$accept")/s   plain Python $python/s   ratio $(echo "$(rate "$accept") / $python" | bc)"
work=$(for _ in $(seq "$turns"); do
	rm -rf "$W/w"; cp -r "$W/s" "$W/w"
	seconds "$B" case list --offline --limit 1 --store "$W/w"
done | median)
all=$(for _ in $(seq "$turns"); do rm -rf "$W/t"; seconds "$B" intake --offline --json --store "$W/t" "$W/r.ndjson"; done | median)
raw=$(for _ in $(seq "$turns"); do rm -f "$W"/raw.db*; "$build/bench/bench-raw-insert" "$W/w/bailiwick.db" "$W/raw.db" 2>"$W/tables"; done | median)
echo "work alone           $(rate "$work")/s   raw insertion of the same rows $(rate "$raw")/s   ratio $(echo "scale=2; $raw / $work" | bc)"
sed 's/^/    /' "$W/tables"
echo "accepted and worked  $(rate "$all")/s"
rm -rf "$W/m"
peak() { # most memory of all processes of the intake together, shared pages counted once
	local most=0 now pid
	"$B" intake --offline --json --store "$W/m" "$W/r.ndjson" >/dev/null 2>&1 &
	pid=$!
	while kill -0 "$pid" 2>/dev/null; do
		now=0
		for p in "$pid" $(pgrep -P "$pid" || true); do
			now=$((now + $(awk '/^Pss:/ { n += $2 } END { print n + 0 }' "/proc/$p/smaps_rollup" 2>/dev/null || echo 0)))
		done
		[ "$now" -le "$most" ] || most=$now
		sleep 0.1
	done
	echo "$((most / 1024))"
}
echo "peak memory          $(peak) MB, both processes"
head -1 "$W/r.ndjson" | sed 's/report_id":"./report_id":"f/' >"$W/one"
one=$(for _ in 1 2 3 4 5 6 7 8 9; do
	sed "s/report_id\":\"..../report_id\":\"$(printf %04x $RANDOM)/" "$W/one" >"$W/one.now"
	s=$(date +%s.%N); "$B" intake --offline --defer --store "$W/w" - <"$W/one.now" >/dev/null 2>&1; e=$(date +%s.%N); echo "($e - $s) * 1000" | bc
done | median)
echo "one report by pipe   $one ms into a store of $lines, with its fsyncs"
cases=$(seconds "$B" case list --offline --json --limit 20000 --store "$W/w")
echo "case list --json     $(echo "20000 / $cases" | bc)/s, each with its ladder"
"$build/bench/bench-list" "$W/w"
