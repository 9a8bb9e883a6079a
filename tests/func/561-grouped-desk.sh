# SPDX-License-Identifier: Apache-2.0
# A message of several letters at the desk: the list shows it as one with its letters, a letter names the others, a contact's
# page says how its letters are gathered, and the token of the message answers one case or all.
. "$FUNC_LIB/serve.sh"
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
bw() { w=$1; shift; run "$w" "$BAILIWICK" "$@" --offline --store desk --config desk.yaml; }
for n in one two three; do
	jq -cn --arg n $n '{xarf_version: "4.2.0", report_id: "005a0000-0000-4000-8000-000000000001", timestamp: "2026-11-20T15:00:00Z",
		reporter: {org: "Net Watch", contact: "abuse@desk.example", domain: "desk.example"},
		sender: {org: "Net Watch", contact: "abuse@desk.example", domain: "desk.example"},
		source_identifier: "\($n).example", category: "content", type: "phishing", url: "https://\($n).example/log-in",
		description: "a bank", evidence_source: "user_report",
		evidence: [{content_type: "text/plain", description: "what was seen", payload: "YQ=="}]}'
	echo "{\"fact\":\"dns\",\"subject\":\"$n.example\",\"seen_at\":\"2026-11-20T08:00:00Z\",\"source\":\"t\",\"type\":\"A\",\"rcode\":\"NOERROR\",\"records\":[\"192.0.2.7\"]}" >>facts.jsonl
done >rows.ndjson
echo '{"fact":"address","subject":"192.0.2.7","seen_at":"2026-11-20T08:00:00Z","source":"t","start":"192.0.2.0","end":"192.0.2.255","country":"NL","asn":64500,"as_name":"Host","holder":{"name":"Host Example"}}' >>facts.jsonl
bw 0 intake --facts facts.jsonl rows.ndjson
bw 0 act contact add mail abuse@host.example --actor 'net:Host Example' --json
K=$(jq -r .contact out)
for c in 1 2 3; do bw 0 act accept c-$c --step remove-content --role hosting --reason 'the closest party'; done
bw 0 act send --together --json
json .grouped 1
bw 0 act show g-1 --json
TOKEN=$(jq -r .token out)
L=$(jq -r '.letters[0]' out)
kill $SINK # nothing more is sent
serve_start --rate 0 || return
J='Content-Type: application/json'
get() { status "$1" -b "$JAR" "$URL$2"; }
api() { status "$1" -b "$JAR" -H "X-CSRF-Token: $CSRF" -H "$J" -d "$3" "$URL$2"; }
valid() { python3 "$FUNC_LIB/valid.py" "$WORK/openapi.json" "$1" <"$WORK/out" || fail "the answer is no $1"; }
get 200 /api/v1/openapi.json; cp out openapi.json
# the list, the letter
get 200 /letters
out_has 'id="g-0000001"'; out_has 'letters in it: 3'; out_has 'in g-0000001'
[ "$(grep -c 'id="g-0000001"' out)" = 1 ] || fail 'the message stands there more than once'
get 200 /api/v1/letters; valid Letters
[ "$(jq '[.letters[] | select(.message == "g-0000001")] | length' out)" = 3 ] || fail 'the letters do not name their message'
get 200 "/letters/$L"; out_has 'Sent together with others, in g-0000001'; out_has /cases/c-0000003
get 200 "/api/v1/letters/$L"; valid Letter; json .message g-0000001
# the contact
get 200 /contacts; out_has 'Several in one message'; out_lacks 'together: '
api 200 "/api/v1/contacts/$K" '{"do":"group","grouping":"daily","urls":"table"}'; valid ContactOfActor
json '.grouping, .urls' 'daily
table'
api 422 "/api/v1/contacts/$K" '{"do":"group","grouping":"weekly"}'
api 400 "/api/v1/contacts/$K" '{"do":"group","grouping":"daily","urls":"nowhere"}'
status 303 -b "$JAR" -c "$JAR" --data-urlencode "csrf=$CSRF" -d 'do=group&grouping=12&urls=text' "$URL/contacts/$K"
get 200 /contacts; out_has 'together: 12'
get 200 /api/v1/contacts; valid Contacts
jq '.contacts[] | select(.actor == "net:Host Example")' out >one; cp one out
json '.grouping, .group_count, .urls' 'count
12
text'
# the token of the message: one case, all, none that is in it
status 201 -H "$J" -d '{"kind":"acknowledged","case":"c-0000002"}' "$URL/api/v1/answers/$TOKEN"; valid Answered
run 0 "$BAILIWICK" answer list c-1 --store desk; out_has 'nobody has answered'
run 0 "$BAILIWICK" answer list c-2 --store desk --json; json .kind acknowledged
status 201 -H "$J" -d '{"kind":"decided","until":"2099-01-01T00:00:00Z"}' "$URL/api/v1/answers/$TOKEN"; json .kind decided
run 0 "$BAILIWICK" answer list c-1 --store desk --json; json .kind decided
status 422 -H "$J" -d '{"kind":"acknowledged","case":"c-0000009"}' "$URL/api/v1/answers/$TOKEN"
serve_stop
run 0 "$BAILIWICK" fsck --store desk
