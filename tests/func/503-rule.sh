# SPDX-License-Identifier: Apache-2.0
# Automation: tried on stored cases before it is on, bound to a notifier's record, looked at again by people, off by itself when wrong.
cp -r "$SOURCE_ROOT/tests/data/reference" data
mkdir -p data/rules
cat >data/rules/automation.yaml <<'Y'
rules:
  - id: tenant
    on: false
    action: remove-page
    role: platform
    harm: [phishing]
    verdict: tenant
    tier: actionable
    notifier_precision_at_least: 20
    collateral_at_most: low
    audit_percent: 100
    wrong_at_most: 1
Y
export BAILIWICK_DATA="$WORK/data"
at() { AT=2026-11-21T$1:00Z; }
bw() { w=$1; shift; run "$w" "$BAILIWICK" "$@" --store s --offline --at "$AT"; }
report() { # NAME N
	cat <<R
{"xarf_version":"4.2.0","report_id":"005a0000-0000-4000-8000-00000000000$2","timestamp":"2026-11-20T15:00:00Z","reporter":{"org":"Shield","contact":"desk@shield.example","domain":"shield.example"},"sender":{"org":"Shield","contact":"desk@shield.example","domain":"shield.example"},"source_identifier":"$1.platform.example","category":"content","type":"phishing","url":"https://$1.platform.example/login","description":"a bank's log-in page","evidence_source":"user_report","evidence":[{"content_type":"image/png","description":"screenshot","payload":"YXNrcyBmb3IgYSBwYXNzd29yZA=="}]}
R
}
openssl genpkey -algorithm ed25519 -out key.pem 2>/dev/null || { echo "no openssl"; exit 77; }
openssl pkey -in key.pem -pubout -out public.pem
signed() { # FILE
	openssl pkeyutl -sign -rawin -in "$1" -inkey key.pem -out "$1.sig"
	bw 0 intake --json --signature "$1.sig" "$1"
}
at 10:00
bw 0 user add dora --roles analyst
bw 0 user add rita --roles reviewer
bw 0 user add ada --roles admin
bw 0 notifier add shield --harms phishing
bw 0 notifier key shield public.pem
at 12:00
report a 1 >a.ndjson; signed a.ndjson
at 12:10
bw 0 act accept c-1 --person dora
bw 0 notifier show shield --json
json .precision_at_least 22
at 12:20
{ report b 2; report c 3; } >bc.ndjson; signed bc.ndjson
report d 4 >d.ndjson; bw 0 intake --json d.ndjson

# --- tried out: the case before the record was there, and the one that nobody signed, are not among them
at 12:30
bw 66 rule dry-run nobody
bw 0 rule dry-run tenant --since 2026-11-01 --json --person rita
json '[.cases, .would_act, .people_decided.nothing_yet, .examples[]] | join(" ")' '4 2 2 c-0000002 c-0000003'
cp out trial
bw 0 rule dry-run tenant --since 2026-11-21T12:15:00Z --until 2026-11-21T12:16:00Z --json
json .cases 0
bw 64 rule dry-run tenant --since 2026-11-22 --until 2026-11-01

# --- on: with reasons, by who may
bw 65 rule on tenant
bw 77 rule on tenant --reason 'tried out' --person dora
bw 0 rule run
bw 0 rule on tenant --reason 'tried out on October' --person ada --json
json '[.on, .switched_by_itself, .reasons] | join(" ")' 'true false tried out on October'
at 12:40
{ report e 5; report f 6; } >ef.ndjson; signed ef.ndjson
bw 0 case show c-5 c-6 --json
[ "$(jq -r .decision out 2>/dev/null | tr '\n' ' ')" = 'act act ' ] || fail 'the rule does not decide'
bw 0 rule run
bw 0 case show c-5 --json
json .state noticed
bw 0 act show d-2 --json
json '[.rule, .person] | map(tostring) | join(" ")' 'tenant null'
bw 0 rule dry-run tenant --since 2026-11-01 --until 2026-11-21T12:30:00Z --json
cmp -s out trial || fail 'the same trial says something else now'

# --- looked at again; one wrong is allowed, with the second one it switches itself off
bw 0 rule audit --json
[ "$(jq -r .decision out | tr '\n' ' ')" = 'd-0000002 d-0000003 ' ] || fail 'what was drawn is not on the list'
bw 66 rule audit d-1 right --person rita
bw 65 rule audit d-2 wrong --person rita
bw 0 rule audit d-2 wrong --reason 'a log-in page of its own' --person rita
bw 65 rule audit d-2 right --person rita
bw 0 rule list --json
json '[.on, .last_100.wrong] | join(" ")' 'true 1'
bw 0 case show c-5 --json
json .state reversed
bw 0 rule audit d-3 wrong --reason 'the same' --person rita
bw 0 rule list --json
json '[.on, .switched_by_itself] | join(" ")' 'false true'
out_has '2 of its last 2 decisions were wrong, 1 are allowed'
bw 0 notifier show shield --json
json .precision_at_least 9
at 12:50
report g 7 >g.ndjson; signed g.ndjson
bw 0 case show c-7 --json
json .decision propose
bw 0 notifier report shield
out_has 'reversed on appeal'
bw 0 fsck
