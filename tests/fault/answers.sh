#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Something goes wrong at every call that changes a file while an answer is taken, while clocks are swept, and while a
# case is looked at again.  Afterwards: fsck is clean, and doing it again gives what it would have given: each thing once.
#   answers.sh MODE [STEP]     MODE: kill full short io; every STEPth point (default 1)
set -u
mode=$1 step=${2:-1}
B=${BAILIWICK:?} LIB=${FAULT_LIB:?}
W=$(mktemp -d) || exit 99
trap 'rm -rf "$W"' EXIT
export HOME=$W/home XDG_DATA_HOME=$W/data XDG_CACHE_HOME=${BUILD_ROOT:?}/test-cache XDG_CONFIG_HOME=$W/config TZ=UTC
mkdir -p "$HOME" "$XDG_CACHE_HOME"
bad=0 points=0
fail() { echo "FAIL at call $i ($mode) of $name: $*"; bad=$((bad + 1)); }
bw() { "$B" "$@" --offline --store "$W/s" --at "$AT"; }
under() { # under N COMMAND...: the fault at call N, in a process group of its own
	local n=$1
	shift
	FAULT=$mode FAULT_AT=$n FAULT_COUNT=$W/count LD_PRELOAD=$LIB setsid -w "$@" >"$W/out" 2>"$W/err"
}
# What is there, without what a second try may number differently.
picture() {
	bw act letters --json 2>/dev/null | jq -c '[.kind, .role, .actor, .withdrawn]' | sort
	bw due list --json --limit 0 | jq -c '[.case, .verb, .clause, .due]'
	bw due list --passed --json --limit 0 | jq -c '[.case, .verb, .clause, .due]'
	for c in c-0000001 c-0000002 c-0000003; do
		bw answer list $c --json | jq -c '[.kind, .actor, .reason]'
		bw case show $c --json | jq -c '.state, .decision, (.timeline[] | .kind)'
	done
}

# Three cases whose host was asked; the second is near its day, the third was said to be settled.
i=0 name=preparation
AT=2026-11-21T12:00:00Z
mkdir -p "$W"
for n in 1 2 3; do
	jq -cn --arg n $n '{xarf_version: "4.2.0", report_id: "005a0000-0000-4000-8000-000000000001", timestamp: "2026-11-20T15:00:00Z",
		reporter: {org: "Net Watch", contact: "feed@watch.example", domain: "watch.example"},
		sender: {org: "Net Watch", contact: "feed@watch.example", domain: "watch.example"},
		source_identifier: "s\($n).example", category: "content", type: "phishing", url: "https://s\($n).example/log-in",
		description: "a bank", evidence_source: "user_report",
		evidence: [{content_type: "text/plain", description: "what was seen", payload: "YQ=="}]}' >>"$W/rows.ndjson"
	printf '{"fact":"dns","subject":"s%d.example","seen_at":"2026-11-21T08:00:00Z","source":"t","type":"A","rcode":"NOERROR","records":["192.0.2.7"]}\n' $n
done >"$W/facts.jsonl"
echo '{"fact":"address","subject":"192.0.2.7","seen_at":"2026-11-21T08:00:00Z","source":"t","start":"192.0.2.0","end":"192.0.2.255","country":"IN","asn":64500,"as_name":"Host","holder":{"name":"Host Example"}}' >>"$W/facts.jsonl"
bw intake --facts "$W/facts.jsonl" "$W/rows.ndjson" >/dev/null 2>&1 || fail "no store"
for c in 1 2 3; do
	bw act accept c-$c --step remove-content --role hosting --reason 'the closest party' >/dev/null 2>"$W/err" || fail "accept: $(head -1 "$W/err")"
done
bw act send >/dev/null 2>&1
[ "$(bw due list --json | wc -l)" -ge 3 ] || fail "no clocks began"
AT=2026-11-21T13:00:00Z
bw due sweep >/dev/null 2>&1
letter=$(bw act letters c-3 --json | jq -r 'select(.kind == "request") | .letter' | head -n 1)
bw answer "$letter" --kind acted --action remove-content >/dev/null 2>&1 || fail "no answer"
first=$(bw act letters c-1 --json | jq -r 'select(.kind == "request") | .letter' | head -n 1)
cp -r "$W/s" "$W/base"
echo '{"fact":"check","subject":"s3.example","seen_at":"2026-11-21T13:30:00Z","source":"check","state":"gone"}' >"$W/seen.jsonl"

run() { # run NAME TIME COMMAND...: every point of this command
	local total
	name=$1 AT=$2
	shift 2
	rm -rf "$W/s"
	cp -r "$W/base" "$W/s"
	under 0 "$B" "$@" --offline --store "$W/s" --at "$AT" || { i=0; fail "without a fault: $(head -1 "$W/err")"; return; }
	total=$(cat "$W/count")
	picture >"$W/want"
	for ((i = 1; i <= total; i += step)); do
		rm -rf "$W/s"
		cp -r "$W/base" "$W/s"
		under "$i" "$B" "$@" --offline --store "$W/s" --at "$AT" 2>/dev/null # the shell tells of the death
		bw fsck >"$W/fsck" 2>&1 || fail "fsck: $(grep -v '^ok' "$W/fsck" | head -2)"
		bw "$@" >"$W/out" 2>"$W/err2" || fail "again: $(head -1 "$W/err2")"
		picture >"$W/got"
		cmp -s "$W/want" "$W/got" || fail "$(diff "$W/want" "$W/got" | head -3)"
		bw fsck >"$W/fsck" 2>&1 || fail "fsck at the end: $(grep -v '^ok' "$W/fsck" | head -2)"
		points=$((points + 1))
	done
	echo "$name: $total points"
}
run "an answer" 2026-11-21T13:10:00Z answer "$first" --kind refused --reason not-ours
run "a reminder" 2026-11-23T00:00:00Z due sweep
run "a day that passed" 2026-11-24T00:00:00Z due sweep
run "a look again" 2026-11-21T14:00:00Z case look c-3 --facts "$W/seen.jsonl"
echo "$mode: $points points, $bad failures"
[ "$bad" -eq 0 ]
