# SPDX-License-Identifier: Apache-2.0
# More than fit into one message are split; quiet hours, a refused contact and another setting while they wait.
export BAILIWICK_DATA="$SOURCE_ROOT/tests/data/reference"
mkdir mail
python3 "$FUNC_LIB/mail_sink.py" "$WORK/mail" >port &
SINK=$!
trap 'kill $SINK 2>/dev/null; rm -rf "$WORK"' EXIT
for _ in $(seq 100); do [ -s port ] && break; sleep 0.1; done
cat >desk.yaml <<C
desk-name: Example Desk
desk-mail: abuse@desk.example
mail-server: smtp://127.0.0.1:$(cat port)
C
bw() { w=$1; shift; run "$w" "$BAILIWICK" "$@" --offline --store s --at "${AT:-$NOW}" --config desk.yaml; }
send() { bw 0 act send --repeat-first 9000000 --json "$@"; }
mails() { find mail -name '*.eml' | wc -l; }
echo '{"fact":"address","subject":"192.0.2.7","seen_at":"2026-11-21T08:00:00Z","source":"t","start":"192.0.2.0","end":"192.0.2.255","country":"NL","asn":64500,"as_name":"Host","holder":{"name":"Host Example"}}' >facts.jsonl
for n in $(seq 57); do
	echo "{\"fact\":\"dns\",\"subject\":\"s$n.example\",\"seen_at\":\"2026-11-21T08:00:00Z\",\"source\":\"t\",\"type\":\"A\",\"rcode\":\"NOERROR\",\"records\":[\"192.0.2.7\"]}" >>facts.jsonl
	jq -cn --arg n "s$n" '{xarf_version: "4.2.0", report_id: "005a0000-0000-4000-8000-000000000001", timestamp: "2026-11-20T15:00:00Z",
		reporter: {org: "Net Watch", contact: "abuse@desk.example", domain: "desk.example"},
		sender: {org: "Net Watch", contact: "abuse@desk.example", domain: "desk.example"},
		source_identifier: "\($n).example", category: "content", type: "phishing", url: "https://\($n).example/log-in",
		description: "a bank", evidence_source: "user_report",
		evidence: [{content_type: "text/plain", description: "what was seen", payload: "YQ=="}]}'
done >rows.ndjson
bw 0 intake --facts facts.jsonl rows.ndjson
bw 0 act contact add mail abuse@host.example --actor 'net:Host Example' --group daily --hours 'mon-sun 09:00-17:00' --json
k=$(jq -r .contact out)
bw 0 case list --json --limit 100
jq -r .id out | head -n 52 >ids
xargs "$BAILIWICK" act accept --step remove-content --role hosting --reason closest --offline --store s --at "$NOW" --config desk.yaml <ids >out 2>err ||
	{ fail 'accepting'; head -3 err; }
send
json '.grouped, .later' '0
52'
# a day later it is night there: they go on waiting; in the morning 50 leave in one message and two in another
AT=2026-11-22T18:00:00Z send
json '.grouped, .sent' '0
0'
AT=2026-11-23T09:00:00Z send
json '.grouped, .sent' '1
50'
AT=2026-11-23T09:00:05Z send # its server is written to once a second
json '.grouped, .sent' '1
2'
[ "$(mails)" = 2 ] || fail "$(mails) messages"
bw 0 act letters --json
[ "$(jq -r .message out | sort | uniq -c | tr -s ' \n' ' ')" = ' 50 g-0000001 2 g-0000002 ' ] || fail "$(jq -r .message out | sort | uniq -c)"
[ "$(cat mail/*.eml | grep -c '^Content-Disposition: attachment')" = 52 ] || fail 'not a report for each'

# another setting while they wait: looked at anew
bw 0 case list --json --limit 100
for c in $(jq -r .id out | tail -n 5 | head -n 3); do AT=2026-11-23T09:00:06Z bw 0 act accept "$c" --step remove-content --role hosting --reason closest; done
AT=2026-11-23T09:00:10Z send
json .later 3
AT=2026-11-23T09:00:20Z bw 0 act contact "$k" --group none
AT=2026-11-23T09:00:30Z send
json '.grouped, .sent' '0
1'
AT=2026-11-23T10:00:00Z send
AT=2026-11-23T10:01:00Z send
bw 0 act letters --json
[ "$(jq -r 'select(.message == null) | .state' out | sort -u)" = sent ] || fail 'not all left alone'

# refused while they wait: nothing leaves, a person finds a way
bw 0 act contact "$k" --group hourly
bw 0 case list --json --limit 100
for c in $(jq -r .id out | tail -n 2); do AT=2026-11-23T10:09:00Z bw 0 act accept "$c" --step remove-content --role hosting --reason closest; done
AT=2026-11-23T10:10:00Z send
bw 0 act contact "$k" --no
AT=2026-11-24T10:10:00Z send
bw 0 act letters --json
[ "$(jq -r 'select(.channel == "manual") | .state' out | wc -l)" = 2 ] || fail "by hand: $(jq -c 'select(.channel == "manual")' out)"
bw 0 fsck
