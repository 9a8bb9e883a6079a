#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The program dies at every call that changes a file, between a decision and its receipts.  Afterwards a decision is there
# with all its letters or not at all; going on makes everything complete; every letter reached the mail server (a sink
# that writes down the Message-ID, which is made from the letter's key), and one that was handed over twice was the one
# in hand, with the same Message-ID; the policy zone has the name once; fsck is clean.  The same for three letters that
# leave in one message: they have one Message-ID, are in it together whenever it is handed over, and in no other.
#   act.sh MODE [STEP]     MODE: kill full short io; every STEPth point (default 1)
set -u
mode=$1 step=${2:-1}
B=${BAILIWICK:?} LIB=${FAULT_LIB:?}
W=$(mktemp -d) || exit 99
trap 'kill "$SINK" 2>/dev/null; rm -rf "$W"' EXIT
export HOME=$W/home XDG_DATA_HOME=$W/data XDG_CACHE_HOME=${BUILD_ROOT:?}/test-cache XDG_CONFIG_HOME=$W/config TZ=UTC
mkdir -p "$HOME" "$XDG_CACHE_HOME"
bad=0 points=0 i=0
fail() { echo "FAIL at call $i ($mode): $*"; bad=$((bad + 1)); }

# ---- a mail server that takes everything and writes the Message-IDs down
cat >"$W/sink.py" <<'P'
import socket, sys, threading
ids = open(sys.argv[1], "a", buffering=1)
inside = open(sys.argv[1] + ".cases", "a", buffering=1)
def serve(c):
    f = c.makefile("rwb", 0)
    f.write(b"220 sink\r\n")
    data = False
    for line in f:
        word = line[:4].upper()
        if data:
            if line.lower().startswith(b"message-id:"):
                mid = line.split(b":", 1)[1].strip().decode()
            if b'filename=xarf-' in line or b'filename="xarf-' in line:
                cases.append(line.split(b"xarf-")[1].split(b".json")[0].decode())
            if line in (b".\r\n", b".\n"):
                data = False
                ids.write(mid + "\n")
                inside.write("%s %s\n" % (mid, " ".join(cases)))
                f.write(b"250 taken\r\n")
        elif word == b"DATA":
            data, mid, cases = True, "none", []
            f.write(b"354 go\r\n")
        elif word == b"QUIT":
            f.write(b"221 bye\r\n")
            return
        else:
            f.write(b"250 ok\r\n")
def quiet(c):
    try: serve(c)
    except OSError: pass
s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(16)
print(s.getsockname()[1], flush=True)
while True:
    c, _ = s.accept()
    threading.Thread(target=quiet, args=(c,), daemon=True).start()
P
: >"$W/ids"
python3 "$W/sink.py" "$W/ids" >"$W/port" &
SINK=$!
for _ in $(seq 50); do [ -s "$W/port" ] && break; sleep 0.1; done
mkdir -p "$XDG_CONFIG_HOME/bailiwick"
zone() { echo "$W/s/rpz.zone"; }
cat >"$XDG_CONFIG_HOME/bailiwick/config.yaml" <<C
desk-name: Example Desk
desk-mail: abuse@desk.example
desk-url: https://desk.example
mail-server: smtp://127.0.0.1:$(cat "$W/port")
rpz-zone: rpz.example
rpz-file: $W/s/rpz.zone
C

# ---- three cases: two by mail, one blocked by a zone of ours
page() {
	cat <<R
{"xarf_version":"4.2.0","report_id":"005a0000-0000-4000-8000-00000000000$2","timestamp":"2026-11-20T15:00:00Z",
"reporter":{"org":"Net Watch","contact":"who@watch.example","domain":"watch.example"},
"sender":{"org":"Net Watch","contact":"who@watch.example","domain":"watch.example"},
"source_identifier":"$1","category":"content","type":"phishing","url":"https://$1/x/login.php","evidence_source":"user_report",
"description":"a log-in page","evidence":[{"content_type":"text/plain","description":"seen","payload":"YXNrcyBmb3IgYSBwYXNzd29yZA=="}]}
R
}
bw() { "$B" "$@" --offline --store "$W/s" --at "$at" >"$W/out" 2>"$W/err"; }
at=2026-11-21T12:00:00Z
{ echo '['; page a.example 1; echo ,; page b.example 2; echo ,; page c.example 3; echo ']'; } >"$W/r.json"
for n in a b; do
	echo "{\"fact\":\"contact\",\"subject\":\"$n.example\",\"seen_at\":\"2026-11-20T08:00:00Z\",\"source\":\"security.txt\",\"email\":\"security@$n.example\"}"
done >"$W/facts"
OWN='--step remove-content --role operator --reason quick'
{ bw intake --offline --facts "$W/facts" "$W/r.json" && bw user add anna --roles analyst && bw user add ben --roles reviewer &&
	bw act contact add mail security@a.example --actor operator:a.example &&
	bw act contact add mail security@b.example --actor operator:b.example &&
	bw act contact add rpz rpz.example --actor resolver:any --own; } || { cat "$W/err"; exit 1; }
cp -r "$W/s" "$W/undecided"
BLOCK='--step block-name --role resolver --reason urgent --exception urgent --person anna --second ben'
{ bw act accept c-1 $OWN && bw act accept c-2 $OWN && bw act accept c-3 $BLOCK; } || { cat "$W/err"; exit 1; }
for k in $("$B" act contacts --store "$W/s" --json 2>/dev/null | grep '"status":"waits"' | grep -o 'k-[0-9a-z]*'); do bw act contact "$k"; done
cp -r "$W/s" "$W/decided"
letters=$("$B" act letters --store "$W/s" --json 2>/dev/null | grep -c '"channel":"mail"')
of_block=$("$B" act letters c-3 --store "$W/s" --json 2>/dev/null | wc -l)

# ---- three cases of one host, which wants its letters together
rm -rf "$W/s"
{ echo '['; page d.example 4; echo ,; page e.example 5; echo ,; page f.example 6; echo ']'; } >"$W/r.json"
{ for n in d e f; do
	echo "{\"fact\":\"dns\",\"subject\":\"$n.example\",\"seen_at\":\"2026-11-21T08:00:00Z\",\"source\":\"t\",\"type\":\"A\",\"rcode\":\"NOERROR\",\"records\":[\"192.0.2.7\"]}"
done
echo '{"fact":"address","subject":"192.0.2.7","seen_at":"2026-11-21T08:00:00Z","source":"t","start":"192.0.2.0","end":"192.0.2.255","country":"NL","asn":64500,"as_name":"Host","holder":{"name":"Host Example"}}'
} >"$W/facts"
{ bw intake --offline --facts "$W/facts" "$W/r.json" && bw user add anna --roles analyst &&
	bw act contact add mail abuse@host.example --actor 'net:Host Example' --group hourly &&
	for c in 1 2 3; do bw act accept c-$c --step remove-content --role hosting --reason closest --person anna || exit 1; done; } ||
	{ cat "$W/err"; exit 1; }
mv "$W/s" "$W/grouped"

under() {
	local n=$1
	shift
	FAULT=$mode FAULT_AT=$n FAULT_COUNT=$W/count LD_PRELOAD=$LIB setsid -w "$B" "$@" --offline --store "$W/s" --at "$at" >"$W/out" 2>"$W/err"
}
sound() { "$B" fsck --store "$W/s" >"$W/fsck" 2>&1 || fail "fsck $1: $(grep -v '^ok' "$W/fsck" | head -2)"; }
states() { "$B" act letters --store "$W/s" --json 2>/dev/null | grep -o '"state":"[a-z]*"' | sort | uniq -c | tr -s ' \n' ' '; }

# Go on as an operator would: later runs, when leases are over and what was put off is due.
complete() {
	for at in 2026-11-21T13:00:00Z 2026-11-21T14:00:00Z 2026-11-21T15:00:00Z 2026-11-21T16:00:00Z 2026-11-21T17:00:00Z; do
		bw act send --repeat-first 9000000 || fail "sending afterwards: $(head -1 "$W/err")"
	done
	at=2026-11-21T12:00:00Z
	sound 'at the end'
	case $(states) in
	*leased*|*queued*|*held*) fail "not everything left: $(states)" ;;
	esac
	[ "$(sort -u "$W/ids" | wc -l)" -eq "$letters" ] ||
		fail "$(sort -u "$W/ids" | wc -l) letters reached the server, not $letters"
	[ "$(sort "$W/ids" | uniq -d | wc -l)" -le 1 ] || fail "more than one letter came twice"
	[ "$(sort "$W/ids" | uniq -c | sort -rn | awk 'NR == 1 { print $1 }')" -le 2 ] || fail "a letter came three times"
	[ "$(grep -c '^c\.example' "$(zone)")" -eq 1 ] || fail "the zone has the name $(grep -c '^c\.example' "$(zone)") times"
}

# Three letters of news, and one message for the host.
complete_grouped() {
	for at in 2026-11-21T13:00:00Z 2026-11-21T14:00:00Z 2026-11-21T15:00:00Z 2026-11-21T16:00:00Z 2026-11-21T17:00:00Z; do
		bw act send --repeat-first 9000000 || fail "sending afterwards: $(head -1 "$W/err")"
	done
	at=2026-11-21T12:00:00Z
	sound 'at the end'
	case $(states) in
	*leased*|*queued*|*held*) fail "not everything left: $(states)" ;;
	esac
	[ "$(sort -u "$W/ids" | wc -l)" -eq 4 ] || fail "$(sort -u "$W/ids" | wc -l) messages, not 4"
	[ "$(sort "$W/ids" | uniq -d | wc -l)" -le 1 ] || fail "more than one message came twice"
	[ "$(grep -c xarf "$W/ids.cases")" -eq 0 ] || fail 'the sink is broken'
	[ "$(grep 'c-000000' "$W/ids.cases" | sort -u | cut -d' ' -f2-)" = 'c-0000001 c-0000002 c-0000003' ] ||
		fail "in messages: $(grep 'c-000000' "$W/ids.cases" | sort -u)"
}

each() { # each NAME FROM CHECK COMMAND...
	local name=$1 from=$2 check=$3 total
	shift 3
	rm -rf "$W/s"; cp -r "$W/$from" "$W/s"; : >"$W/ids"; : >"$W/ids.cases"; i=0
	under 0 "$@" || { echo "FAIL: $name without a fault: $(head -1 "$W/err")"; bad=$((bad + 1)); return; }
	total=$(cat "$W/count")
	for ((i = 1; i <= total; i += step)); do
		rm -rf "$W/s"; cp -r "$W/$from" "$W/s"; : >"$W/ids"; : >"$W/ids.cases"
		under "$i" "$@" 2>/dev/null
		sound 'after the fault'
		$check
		points=$((points + 1))
	done
	echo "$name: $total points"
}

# A decision with all its letters, or neither.
decided_or_not() {
	local n
	n=$("$B" act letters c-3 --store "$W/s" --json 2>/dev/null | wc -l)
	[ "$n" -eq 0 ] || [ "$n" -eq "$of_block" ] || fail "$n letters of a decision that has $of_block"
	bw act accept c-3 $BLOCK || grep -q 'decided already' "$W/err" || fail "deciding again: $(head -1 "$W/err")"
	n=$("$B" act letters c-3 --store "$W/s" --json 2>/dev/null | wc -l)
	[ "$n" -eq "$of_block" ] || fail "$n letters after deciding again, not $of_block"
	sound 'after deciding again'
}

each decide undecided decided_or_not act accept c-3 $BLOCK
each send decided complete act send --repeat-first 9000000
each together grouped complete_grouped act send --together --repeat-first 9000000
[ "$points" -ge 6 ] || fail "only $points points: this test is broken"
exit "$((bad != 0))"
