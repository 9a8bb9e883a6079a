# SPDX-License-Identifier: Apache-2.0
# Acting through a running server: the second person's word, and a block of our own whose time is over while the harm is
# still there: it ends in the clock's hands, the zone's file lets it go, and the case is open again with a proposal.
. "$FUNC_LIB/serve.sh"
J='Content-Type: application/json'
desk() { "$BAILIWICK" "$@" --store desk; }
mkdir -p "$XDG_CONFIG_HOME/bailiwick" "$WORK/zones"
printf 'rpz-zone: rpz.test\nrpz-file: %s/zones/rpz.zone\n' "$WORK" >"$XDG_CONFIG_HOME/bailiwick/config.yaml"
report() { # HOST NUMBER TIME
	cat <<R
{"xarf_version":"4.2.0","report_id":"00553000-0000-4000-8000-00000000000$2","timestamp":"$3",
"reporter":{"org":"Net Watch","contact":"who@watch.example","domain":"watch.example"},
"sender":{"org":"Net Watch","contact":"who@watch.example","domain":"watch.example"},
"source_identifier":"$1","category":"content","type":"phishing","url":"https://$1/in","description":"a page","evidence_source":"user_report",
"evidence":[{"content_type":"image/png","description":"seen","payload":"YXNrcyBmb3IgYSBwYXNzd29yZA=="}]}
R
}

# --- two blocks of more than thirty days ago; behind the second one it was seen gone
OLD=$(date -u -d '-31 days' +%Y-%m-%dT%H:%M:%SZ) SEEN=$(date -u -d '-29 days' +%Y-%m-%dT%H:%M:%SZ)
{ report first.example 1 "$OLD"; report second.example 2 "$OLD"; } | jq -s . >old.json
for n in first second; do
	printf '{"fact":"registration","subject":"%s.example","seen_at":"%s","source":"rdap:https://rdap.example/","found":true,"registered_at":"%s","status":["active"],"registrar":{"name":"Example Registrar","iana_id":9999}}\n' $n "$OLD" "$OLD"
done >facts.jsonl
run 0 desk intake --offline --facts facts.jsonl --at "$OLD" old.json
run 0 desk act contact add rpz rpz.test --own --actor resolver:any --at "$OLD" --offline
for c in c-1 c-2; do
	run 0 desk act accept $c --step block-name --role resolver --reason 'nobody nearer answers' --at "$OLD" --offline
	run 0 desk act send --at "$OLD" --offline
done
grep -q '^first.example' zones/rpz.zone && grep -q '^second.example' zones/rpz.zone || { fail 'the names are not blocked'; cat zones/rpz.zone >&2; }
printf '{"fact":"check","subject":"second.example","seen_at":"%s","source":"check","state":"gone"}\n' "$SEEN" >seen.jsonl
run 0 desk case look c-2 --facts seen.jsonl --at "$SEEN" --offline
run 0 desk case show c-1 c-2 --json --offline
[ "$(jq -r .state out | tr '\n' ' ')" = 'acted verified ' ] || { fail 'the cases are not where this test begins'; jq -c '[.id,.state]' out >&2; }

serve_start --rate 0 || return
for i in $(seq 200); do
	status 200 -b "$JAR" "$URL/api/v1/cases"
	[ "$(jq '[.cases[] | select(.state == "open")] | length' out)" = 2 ] && break
	sleep 0.1
done
[ "$(jq -r '[.cases[] | select(.state == "open" and .proposal != null)] | length' out)" = 2 ] ||
	{ fail 'a case sleeps on a measure that has ended'; jq -c '.cases[] | [.id, .state, .decision, .proposal.action]' out >&2; }
for c in 1 2; do
	status 200 -b "$JAR" "$URL/api/v1/cases/c-000000$c"
	json '[.timeline[].kind | select(. == "acted" or . == "stood-down" or . == "proposed")] | .[-2:] | join(" ")' 'stood-down proposed'
done
for i in $(seq 100); do grep -q '^\(first\|second\).example' zones/rpz.zone || break; sleep 0.1; done
grep -q '^\(first\|second\).example' zones/rpz.zone && { fail 'a block is served past its time'; cat zones/rpz.zone >&2; }
run 0 desk act letters c-1 --kind undo --json --offline
json .state queued
# once, though the clock dies and looks again
kill -9 $(serve_child clock); sleep 7
run 0 desk act letters c-1 --kind undo --json --offline
[ "$(wc -l <out)" = 1 ] || fail 'it is taken back twice'
# the same step may be decided anew
status 201 -b "$JAR" -H "X-CSRF-Token: $CSRF" -H "$J" -d '{"action":"block-name","role":"resolver","why":"it is still there","exception":"nobody answers"}' "$URL/api/v1/cases/c-0000001/decisions"
json '[.action, .state] | join(" ")' 'block-name waiting-for-second-person'

# --- a second person agrees, who is another one; only then does anything leave
run 0 desk user add anna --roles analyst --offline
run 0 desk user add ben --roles reviewer --offline
ANNA=$(desk user token anna --offline --json 2>/dev/null | jq -r .token) BEN=$(desk user token ben --offline --json 2>/dev/null | jq -r .token)
as() { who=$1 want=$2 path=$3; shift 3; status "$want" -H "Authorization: Bearer $who" -H "$J" -d "$1" "$URL/api/v1$path"; }
NOW=$(date -u +%Y-%m-%dT%H:%M:%SZ)
{ report other.example 3 "$NOW"; report third.example 4 "$NOW"; } | jq -s . >two.json
status 201 -b "$JAR" -H "X-CSRF-Token: $CSRF" -H "$J" --data-binary @two.json "$URL/api/v1/reports"
for i in $(seq 100); do status 200 -b "$JAR" "$URL/api/v1/cases"; [ "$(jq '.cases | length' out)" = 4 ] && break; sleep 0.1; done
id_of() { jq -r --arg s "$1" '.cases[] | select(.site == $s) | .id' out; }
C=$(id_of other.example) C2=$(id_of third.example)
HOLD='{"action":"client-hold","role":"registrar","why":"urgent","exception":"people lose money now"}'
as "$ANNA" 201 "/cases/$C/decisions" "$HOLD"
json .state waiting-for-second-person; D=$(jq -r .id out)
run 0 desk act letters "$C" --kind request --json --offline
[ ! -s out ] || fail 'a letter before the second person agreed'
as "$ANNA" 403 "/decisions/$D/approve" '{"agree":true}'
as "$BEN" 200 "/decisions/$D/approve" '{"agree":true,"why":"I looked as well"}'
json .state in-force
as "$BEN" 409 "/decisions/$D/approve" '{"agree":true}'
run 0 desk act letters "$C" --kind request --json --offline
[ "$(wc -l <out)" = 1 ] || fail 'no request after the second person agreed'
run 0 desk act show "$D" --json --offline
json '[.person != .second_person, .second_person > 0] | all' true
# ... or does not, on the page
as "$ANNA" 201 "/cases/$C2/decisions" "$HOLD"; D=$(jq -r .id out)
FORM=$(web -b "$JAR" "$URL/approvals" | tr '\n' ' ' | grep -o 'name="decision" value="[0-9]*"' | tail -n 1 | grep -o '[0-9]*')
status 303 -b "$JAR" -c "$JAR" -d "csrf=$CSRF&agree=no&decision=$FORM" --data-urlencode 'why=it is the bank itself' "$URL/approvals"
run 0 desk act show "$D" --json --offline
json .state not-agreed
run 0 desk act letters "$C2" --kind request --json --offline
[ ! -s out ] || fail 'a letter of a decision that was rejected'
grep -q turn-failed serve.err && { fail 'a turn failed'; cat serve.err >&2; }
serve_stop
run 0 desk fsck --offline
run 0 desk ledger integrate --offline
run 0 desk ledger verify --offline
