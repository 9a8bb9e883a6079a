# SPDX-License-Identifier: Apache-2.0
# Many clocks of one recipient: reminders are capped in each sweep, everything passes once, a wrong clock leaves no trace.
export BAILIWICK_DATA="$SOURCE_ROOT/tests/data/reference"
N=8
bw() { w=$1; shift; run "$w" "$BAILIWICK" "$@" --offline --store s --at "$AT"; }
sweep() { AT=$1; shift; bw 0 due sweep --json "$@"; }
for n in $(seq $N); do
	jq -cn --arg n "$n" '{xarf_version: "4.2.0", report_id: "005a0000-0000-4000-8000-00000000000\($n)", timestamp: "2026-11-20T15:00:00Z",
		reporter: {org: "Net Watch", contact: "feed@watch.example", domain: "watch.example"},
		sender: {org: "Net Watch", contact: "feed@watch.example", domain: "watch.example"},
		source_identifier: "s\($n).example", category: "content", type: "phishing", url: "https://s\($n).example/log-in",
		description: "a bank", evidence_source: "user_report",
		evidence: [{content_type: "text/plain", description: "what was seen", payload: "YQ=="}]}' >>rows.ndjson
	printf '{"fact":"dns","subject":"s%s.example","seen_at":"2026-11-21T08:00:00Z","source":"t","type":"A","rcode":"NOERROR","records":["192.0.2.7"]}\n' "$n" >>facts.jsonl
done
echo '{"fact":"address","subject":"192.0.2.7","seen_at":"2026-11-21T08:00:00Z","source":"t","start":"192.0.2.0","end":"192.0.2.255","country":"NL","asn":64500,"as_name":"Host","holder":{"name":"Host Example"}}' >>facts.jsonl
AT=2026-11-21T12:00:00Z
bw 0 intake --facts facts.jsonl rows.ndjson
ids=$(seq -f c-%.0f $N)
bw 0 act accept $ids --step remove-content --role hosting --reason 'the closest party'
bw 0 act send
bw 0 due list --json
json .due "$(yes 2026-11-23T12:00:00Z | head -n $N)"
sweep 2026-11-21T12:30:00Z
json '.passed, .reminded, .held' '0
0
false'

# a clock that jumps a year ahead, and is put right
cp -r s right
sweep 2027-11-21T12:30:00Z
json '.held, .passed, .reminded' 'true
0
0'
sweep 2026-11-21T12:40:00Z
json '.held, .passed, .clock_back_seconds > 0' 'false
0
true'
bw 0 act letters --kind reminder --json
json . ''
bw 0 case show c-1 --json
json '[.timeline[] | select(.kind == "gap")] | length' 0

# reminders: three in a sweep, the rest an hour later, each once
sweep 2026-11-22T13:00:00Z --per-recipient 3
json '.reminded, .put_off' "3
$((N - 3))"
sweep 2026-11-22T13:10:00Z --per-recipient 3
json '.reminded, .put_off' '0
0'
sweep 2026-11-22T14:01:00Z --per-recipient 0
json '.reminded, .put_off' "$((N - 3))
0"
sweep 2026-11-22T16:00:00Z
json .reminded 0
bw 0 act letters --kind reminder --json
[ "$(jq -r .about out | sort -u | wc -l)" -eq $N ] || fail "not one reminder for each letter"

# the day passes: a gap for each, the next rung proposed, nothing decided and nothing sent
bw 0 act letters --json
letters=$(wc -l <out)
sweep 2026-11-23T12:00:00Z
json '.passed, .escalated, .reminded' "$N
$N
0"
sweep 2026-11-23T12:00:01Z
json .passed 0
bw 0 act letters --json
[ "$(wc -l <out)" -eq "$letters" ] || fail "a sweep wrote letters"
bw 0 due list --passed --json
json .state "$(yes passed | head -n $N)"
bw 0 case show c-1 --json
json '[.timeline[] | select(.kind == "gap" or .kind == "escalated" or .kind == "decided") | .kind]' '["decided","gap","escalated"]'
json '.proposal.role != "hosting"' true
json .due null
bw 0 fsck --json
json '[.invariants[] | select(.ok | not)] | length' 0

# the same without the jump comes to the same
rm -rf s && mv right s
sweep 2026-11-23T12:00:00Z
json '.passed, .escalated' "$N
$N"
