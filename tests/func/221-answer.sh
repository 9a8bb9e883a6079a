# SPDX-License-Identifier: Apache-2.0
# Answers and clocks from the command line: by token, by number, from a file; what is refused; what a list says.
export BAILIWICK_DATA="$SOURCE_ROOT/tests/data/reference"
bw() { w=$1; shift; run "$w" "$BAILIWICK" "$@" --offline --store s --at "${AT:-$NOW}"; }
for n in one two; do
	jq -cn --arg n $n '{xarf_version: "4.2.0", report_id: "005a0000-0000-4000-8000-000000000001", timestamp: "2026-11-20T15:00:00Z",
		reporter: {org: "Net Watch", contact: "feed@watch.example", domain: "watch.example"},
		sender: {org: "Net Watch", contact: "feed@watch.example", domain: "watch.example"},
		source_identifier: "\($n).example", category: "content", type: "phishing", url: "https://\($n).example/log-in",
		description: "a bank", evidence_source: "user_report",
		evidence: [{content_type: "text/plain", description: "what was seen", payload: "YQ=="}]}'
done >rows.ndjson
cat >facts.jsonl <<'F'
{"fact":"dns","subject":"one.example","seen_at":"2026-11-21T08:00:00Z","source":"t","type":"A","rcode":"NOERROR","records":["192.0.2.7"]}
{"fact":"address","subject":"192.0.2.7","seen_at":"2026-11-21T08:00:00Z","source":"t","start":"192.0.2.0","end":"192.0.2.255","country":"NL","asn":64500,"as_name":"Host","holder":{"name":"Host Example"}}
F
bw 0 intake --facts facts.jsonl rows.ndjson
bw 0 answer list c-1
out_has 'nobody has answered'
bw 0 act accept c-1 --step remove-content --role hosting --reason 'the closest party'
bw 0 act send
bw 0 act letters c-1 --json
letter=$(jq -r 'select(.kind == "request") | .letter' out)
bw 0 act show "$letter" --json
token=$(jq -r '.token // empty' out)
[ -n "$token" ] || token=$(jq -r .text out | sed -n 's/.*this token wherever you reach us: //p')
[ ${#token} -eq 26 ] || fail "no token in the letter: '$token'"

# --- due
bw 0 due list --json
json '.case + " " + .owed_by + " " + .clause + " " + .state' 'c-0000001 actor asked-by-us running'
due=$(jq -r .due out)
bw 0 case show c-1 --json
json .due "$due"
bw 0 case list --json --sort due --limit 1
json '.id + " " + .due' "c-0000001 $due"
bw 0 due list --role registrar --json
json . ''
bw 0 due list --actor 'net:Host Example' --before 2026-12-31 --json
json .case c-0000001
bw 64 due list --role nobody
bw 64 due list --before soon
bw 64 due
bw 64 due sweep now

# --- what is no answer
bw 64 answer
bw 64 answer "$letter"
bw 64 answer "$letter" --kind removed
bw 64 answer "$letter" --kind refused
bw 64 answer "$letter" --kind more
bw 64 answer "$letter" --kind refused --reason because
bw 66 answer 00000000000000000000000000 --kind acknowledged
err_has 'nothing with that token'
bw 66 answer l-99 --kind acknowledged

# --- acknowledged is no proof that a holder was reached
bw 0 answer "$token" --kind acknowledged --reference T-1 --json
json '.kind, .fresh, .state' 'acknowledged
true
noticed'
bw 0 answer "$token" --kind acknowledged --reference T-1 --json
json .fresh false
bw 77 act accept c-1 --step client-hold --role registrar --reason 'the host only acknowledged'
err_has 'an acknowledgement is none'

# --- the open form
form() { printf '{"schema":"abuse-answer/1","token":"%s","kind":"decided","at":"2026-11-21T11:00:00Z","action":"remove-content","until":"2026-11-22T12:00:00Z"%s}' "$token" "$1"; }
form '' >ok.json
form ',"extra":1' >extra.json
bw 65 answer read --strict extra.json
err_has "no member 'extra'"
bw 0 answer read --strict ok.json --json
json '.kind + " " + (.fresh | tostring)' 'decided true'
bw 0 answer read ok.json extra.json --json
json .fresh 'false
false'
bw 0 due list --json
json '.clause + " " + .due' 'promised 2026-11-22T12:00:00Z'
printf '{"status":"COMPLETED","reasonCode":"NOT_RESOLVABLE_TO_AWS"}' >aws.json
bw 65 answer read aws.json
err_has 'no token'
printf '{"token":"00000000000000000000000000","kind":"acted"}' >wrong.json
bw 65 answer read wrong.json
bw 77 answer read ok.json --key AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
bw 66 answer read missing.json
# an answer that cannot be stored now is tried again later
chmod 500 s 2>/dev/null
exec 9<>s/work.lock
flock 9
run 75 "$BAILIWICK" answer read ok.json --offline --store s --at "$NOW"
flock -u 9
chmod 700 s

# --- unsure answers wait for a person
printf '{"token":"%s","kind":"Refused","at":"2026-11-21T11:30:00Z","text":"We only sell the name."}' "$token" >words.json
bw 0 answer read words.json --json
json .person true
bw 0 case show c-1 --json
json '[.timeline[] | select(.kind == "escalated")] | length' 0
bw 0 answer list c-1 --json
id=$(jq -r 'select(.sure | not) | .id' out)
bw 0 answer confirm "$id" --kind refused --reason not-ours --json
json '.kind + " " + (.person | tostring)' 'refused false'
bw 65 answer confirm a-1 --kind refused --reason not-ours
bw 0 answer list c-1 --json
json 'select(.kind == "refused" and .sure) | .aws.reason + " " + .misp' 'NOT_RESOLVABLE_TO_AWS action-taken:informed ISP/Hosting Service Provider'
bw 0 case show c-1 --json
json '[.timeline[] | select(.kind == "escalated")] | length' 1
bw 0 due list
out_has 'nothing is due'
bw 0 act letters c-1 --json
json 'select(.kind == "reporter") | .kind' 'reporter
reporter'

# --- the next one declines as well: whoever reported hears of that too, and of each once
bw 0 act accept c-1 --step client-hold --role registrar --reason 'the host declined' --exception 'people lose money now' --json
decision=$(jq -r .decision out)
bw 0 user add ben --roles reviewer
[ "$(jq -r .state out)" = in-force ] || bw 0 act approve "$decision" --person ben
bw 0 act send
bw 0 act letters c-1 --kind request --json
second=$(jq -r 'select(.role == "registrar") | .letter' out)
for words in not-ours not-ours; do bw 0 answer "$second" --kind refused --reason $words; done
AT=2026-11-21T13:00:00Z
bw 0 answer "$second" --kind refused --reason not-ours --reference T-9
bw 0 act letters c-1 --kind reporter --json
[ "$(jq -r .subject out | grep -c 'has declined')" -eq 2 ] || { fail 'not one letter for each refusal'; cat out; }
# a step that was taken back is news too
bw 0 answer "$second" --kind acted --action client-hold
bw 0 answer "$second" --kind reversed
bw 0 act letters c-1 --kind reporter --json
[ "$(jq -r .subject out | grep -c 'was reversed')" = 1 ] || fail 'that a step was taken back is not told'
bw 0 fsck --json
json '[.invariants[] | select(.ok | not)] | length' 0
