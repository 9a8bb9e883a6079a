# SPDX-License-Identifier: Apache-2.0
# A hold through the registry and its way back: put on and seen, taken off and seen; what was there before stays.
command -v python3 >/dev/null 2>&1 && command -v openssl >/dev/null 2>&1 || { echo "SKIPPED: needs python3 and openssl" >&2; exit 77; }
export BAILIWICK_DATA="$SOURCE_ROOT/tests/data/reference"
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 3 -subj /CN=localhost \
	-addext subjectAltName=DNS:localhost,IP:127.0.0.1 >/dev/null 2>&1
mkfifo epp.in
python3 "$FUNC_LIB/epp-server.py" cert.pem key.pem epp.log <epp.in >epp.port &
exec 9>epp.in
for _ in $(seq 50); do [ -s epp.port ] && break; sleep 0.2; done
port=$(cat epp.port)
printf 'pa<ss&1\n' >password
cat >conf.yaml <<C
epp-server: localhost:$port
epp-user: registrar-1
epp-password-file: $WORK/password
epp-ca: $WORK/cert.pem
C
bw() { w=$1; shift; run "$w" "$BAILIWICK" "$@" --offline --store s --at "${AT:-$NOW}" --config conf.yaml; }
held() { run 0 "$BAILIWICK" epp info "$1" --json --config conf.yaml; json .status "$2"; }
for n in shop held slow locked gone; do
	jq -cn --arg n $n '{xarf_version: "4.2.0", report_id: "005a0000-0000-4000-8000-000000000001", timestamp: "2026-11-21T11:30:00Z",
		reporter: {org: "Net Watch", contact: "who@watch.example", domain: "watch.example"},
		sender: {org: "Net Watch", contact: "who@watch.example", domain: "watch.example"},
		source_identifier: "\($n).example", category: "content", type: "phishing", url: "https://\($n).example/in",
		description: "a bank", evidence_source: "user_report",
		evidence: [{content_type: "image/png", description: "what was seen", payload: "YQ=="}]}'
	printf '{"fact":"registration","subject":"%s.example","seen_at":"2026-11-21T08:00:00Z","source":"rdap:https://rdap.example/","found":true,"registered_at":"2026-11-21T06:00:00Z","status":["active"],"registrar":{"name":"Example Registrar","iana_id":9999,"abuse_email":"abuse@registrar.example"}}\n' $n >>facts.jsonl
done >rows.ndjson
bw 0 intake --facts facts.jsonl rows.ndjson
bw 0 user add anna --roles analyst
bw 0 user add ben --roles reviewer
bw 0 case show c-1 --json
json .verdict malicious
bw 0 act contact add epp localhost --own --actor iana:9999
HOLD="--step client-hold --role registrar --person anna --second ben"
for i in 1 2 3 4 5; do
	bw 0 act accept c-$i $HOLD --reason 'registered this morning for nothing else' --json
	json .state in-force
done
held shop.example '["ok"]'

# --- put on: one letter after the other to one server
send() { for t in 10 20 30 40 50; do AT=$1:$t"Z" bw 0 act send; done; }
send 2026-11-21T12:00
held shop.example '["clientHold"]'
held held.example '["clientHold"]'
held slow.example '["ok"]'
held locked.example '["serverUpdateProhibited"]'
command_of() { bw 0 act letters "$1" --kind "$2" --json; }
command_of c-1 command
json '.state, .channel' 'delivered
epp'
out_has 'done, and seen to be done'
command_of c-2 command
json .state delivered
out_has 'in that state already'
command_of c-3 command
json .state sent
command_of c-4 command
json .state failed
command_of c-5 command
json .state failed
bw 0 case show c-1 --json
json .state acted
bw 0 case show c-4 --json
json .state noticed
updates=$(grep -c '^update' epp.log)
send 2026-11-21T12:30
[ "$(grep -c '^update' epp.log)" = "$updates" ] || fail 'a step that was carried out is carried out again'

# --- and taken back
AT=2026-11-21T13:00:00Z
for i in 1 2 4; do bw 0 act reverse d-$i --reason 'it was a test of the bank itself' --person anna; done
held shop.example '["clientHold"]'
send 2026-11-21T13:00
held shop.example '["ok"]'
held held.example '["clientHold"]'
command_of c-1 undo
json .state delivered
command_of c-2 undo
json .state delivered
out_has 'there before our step'
command_of c-4 undo
json . ''
bw 0 case show c-1 --json
json .state reversed
# news that had not left says nothing that is no longer so
bw 0 act letters c-1 --kind reporter --json
json .state dropped
bw 0 fsck --json
json '[.invariants[] | select(.ok | not)] | length' 0
exec 9>&-
