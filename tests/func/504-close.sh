# SPDX-License-Identifier: Apache-2.0
# A case that is closed asks nothing of anybody any more; what was done stays done.
export BAILIWICK_DATA="$SOURCE_ROOT/tests/data/reference"
bw() { w=$1; shift; run "$w" "$BAILIWICK" "$@" --offline --store s --at "${AT:-$NOW}"; }
for n in asked done waits untouched; do
	jq -cn --arg n $n '{xarf_version: "4.2.0", report_id: "005a0000-0000-4000-8000-000000000001", timestamp: "2026-11-20T15:00:00Z",
		reporter: {org: "Net Watch", contact: "who@watch.example", domain: "watch.example"},
		sender: {org: "Net Watch", contact: "who@watch.example", domain: "watch.example"},
		source_identifier: "\($n).example", category: "content", type: "phishing", url: "https://\($n).example/log-in",
		description: "a bank", evidence_source: "user_report",
		evidence: [{content_type: "text/plain", description: "what was seen", payload: "YQ=="}]}'
	printf '{"fact":"dns","subject":"%s.example","seen_at":"2026-11-21T08:00:00Z","source":"t","type":"A","rcode":"NOERROR","records":["192.0.2.7"]}\n' $n >>facts.jsonl
done >rows.ndjson
echo '{"fact":"address","subject":"192.0.2.7","seen_at":"2026-11-21T08:00:00Z","source":"t","start":"192.0.2.0","end":"192.0.2.255","country":"NL","asn":64500,"as_name":"Host","holder":{"name":"Host Example"}}' >>facts.jsonl
bw 0 intake --facts facts.jsonl rows.ndjson
bw 0 user add anna --roles analyst
bw 0 user add ben --roles reviewer
REMOVE="--step remove-content --role hosting --reason near"
bw 0 act accept c-1 c-2 $REMOVE
bw 0 act accept c-3 --step client-hold --role registrar --reason urgent --exception 'people lose money now' --person anna --json
json .state waiting-for-second-person
W=$(jq -r .decision out)
bw 0 act send
# the second was done: the measure is there
bw 0 act letters c-2 --kind request --json
bw 0 answer "$(jq -r .letter out)" --kind acted --action remove-content
bw 0 due list --json
out_has '"case":"c-0000001"'

AT=2026-11-21T13:00:00Z
bw 0 case close c-1 c-2 c-3 c-4 --reason 'sorted out on the telephone'
bw 0 due list --json
json . ''
bw 0 act letters c-1 --json
cp out letters.json
[ "$(jq -r 'select(.kind == "request") | .withdrawn' letters.json)" = true ] || fail 'a closed case still asks'
L=$(jq -r 'select(.kind == "stand-down") | .letter' letters.json)
bw 0 act show "$L" --json
jq -r .text out >text
grep -q 'sorted out on the telephone' text || fail 'whoever was asked is not told why'
bw 0 case show c-1 --json
json '[.timeline[] | .kind] | .[-2:]' '["stood-down","closed"]'
# done: nobody is asked to take anything back or to narrow it
bw 0 act letters c-2 --json
jq -r .kind out | grep -qE 'stand-down|narrow|undo' && fail 'what was done is not left as it is'
json 'select(.kind == "request") | .withdrawn' true
bw 0 act show "$W" --json
json .state not-agreed
bw 65 act approve "$W" --person ben
bw 0 act letters c-4
[ ! -s out ] || fail 'a case that nobody decided writes letters'
bw 65 case close c-1
bw 0 fsck --json
json '[.invariants[] | select(.ok | not)] | length' 0
# the close can be taken back
bw 0 case undo c-1
bw 0 case show c-1 --json
json .state noticed
bw 0 fsck
