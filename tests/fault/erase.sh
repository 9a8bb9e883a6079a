#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Something goes wrong at every call of an erasure that changes a file.  At the next start it has not begun, or it is
# finished: nothing in between, fsck is clean, and erasing again ends it in either case.
#   erase.sh MODE [STEP]     MODE: kill full short io; every STEPth point (default 1)
set -u
mode=$1 step=${2:-1}
B=${BAILIWICK:?} LIB=${FAULT_LIB:?}
W=$(mktemp -d) || exit 99
trap 'rm -rf "$W"' EXIT
export HOME=$W/home XDG_DATA_HOME=$W/data XDG_CACHE_HOME=${BUILD_ROOT:?}/test-cache XDG_CONFIG_HOME=$W/config TZ=UTC
mkdir -p "$HOME" "$XDG_CACHE_HOME"
bad=0
fail() { echo "FAIL at call $i ($mode): $*"; bad=$((bad + 1)); }

for n in 1 2 3 4 5 6; do
	who=zoeprivate
	[ $((n % 2)) -eq 0 ] && who=adamkeeps
	printf '{"xarf_version":"4.2.0","report_id":"%s-%s","timestamp":"2026-11-20T15:00:00Z","reporter":{"org":"%s","contact":"%s@home.example","domain":"home.example"},"sender":{"org":"%s","contact":"%s@home.example","domain":"home.example"},"source_identifier":"198.51.100.7","category":"content","type":"phishing","url":"http://shop.example/%s/%s","description":"%s writes"}\n' \
		$who $n $who $who $who $who $who $n $who >"$W/$n.ndjson"
	"$B" intake --offline --store "$W/base" "$W/$n.ndjson" >/dev/null || { echo "cannot make a store"; exit 1; }
done
# Reports 1, 3 and 5, each in a block of its own, are zoe's: first them alone, by a split.
"$B" case split c-1 r-1 r-3 r-5 --offline --store "$W/base" >/dev/null || exit 1

words() { # how many files, packed or not, have zoe's name
	python3 - "$W/s" <<'P'
import os, struct, subprocess, sys
n = 0
for path in (os.path.join(d, f) for d, _, fs in os.walk(sys.argv[1]) for f in fs):
    data = open(path, "rb").read()
    n += b"zoeprivate" in data
    at = 64
    while path.endswith(".seg") and at < len(data):
        _, _, _, _, k, stored, _ = struct.unpack_from("<IIQqIIQ", data, at)
        body = data[at + 64 + 16 * k:at + 64 + 16 * k + stored]
        n += b"zoeprivate" in subprocess.run(["zstd", "-dcq"], input=body, capture_output=True).stdout
        at += 64 + 16 * k + stored
print(n)
P
}
events() { "$B" case show c-2 --json --offline --store "$W/s" 2>/dev/null | grep -o '"kind":"erased"' | wc -l; }
marked() { "$B" case show c-2 --json --offline --store "$W/s" 2>/dev/null | grep -o '"erased":true' | wc -l; }
tidy() { [ ! -e "$W/s/erase" ] && [ ! -e "$W/s/spool/erase.block" ]; }

check() { # after the fault
	"$B" fsck --store "$W/s" >"$W/fsck" 2>&1 || fail "fsck: $(grep -v '^ok' "$W/fsck" | head -2)"
	tidy || fail "the journal is still there: $(ls "$W/s" "$W/s/spool")"
	case $(events)/$(marked)/$(words) in
		0/0/0) fail "gone without an event" ;;
		0/0/*) begun=$((begun + 0)) ;;
		1/3/0) begun=$((begun + 1)) ;;
		*) fail "half: $(events) events, $(marked) reports, $(words) files" ;;
	esac
	"$B" case erase c-2 --offline --why 'once more' --store "$W/s" >"$W/again" 2>&1 || fail "again: $(head -1 "$W/again")"
	[ "$(events)/$(marked)/$(words)" = 1/3/0 ] || fail "at the end: $(events)/$(marked)/$(words)"
	"$B" fsck --store "$W/s" >"$W/fsck" 2>&1 || fail "fsck at the end: $(grep -v '^ok' "$W/fsck" | head -2)"
}
under() {
	FAULT=$mode FAULT_AT=$1 FAULT_COUNT=$W/count LD_PRELOAD=$LIB setsid -w \
		"$B" case erase c-2 --offline --why 'asked for' --store "$W/s" >"$W/out" 2>"$W/err"
}

begun=0 i=0
cp -r "$W/base" "$W/s"
[ "$(words)" -gt 3 ] || fail "the test cannot find what it looks for"
under 0 || fail "without a fault: $(head -1 "$W/err")"
total=$(cat "$W/count")
for ((i = 1; i <= total; i += step)); do
	rm -rf "$W/s"
	cp -r "$W/base" "$W/s"
	under "$i" 2>/dev/null
	check
done
echo "$mode: $total points, $begun of those tried had begun, $bad failures"
[ "$bad" -eq 0 ]
