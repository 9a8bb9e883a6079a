# SPDX-License-Identifier: Apache-2.0
# Automation rules in a running server: off they decide nothing; on, each case that came since is decided once, as a person
# would decide it, whatever is killed meanwhile; what a rule may not decide stays with people.
. "$FUNC_LIB/serve.sh"
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
    notifier_precision_at_least: 0
    collateral_at_most: low
    audit_percent: 100
    wrong_at_most: 1
  - id: hold
    on: false
    action: client-hold
    role: registrar
    harm: [phishing]
    verdict: malicious
    tier: actionable
    notifier_precision_at_least: 90
    collateral_at_most: low
Y
export BAILIWICK_DATA="$WORK/data"
desk() { "$BAILIWICK" "$@" --store desk --offline; }
report() { # HOST NUMBER [EVIDENCE]
	proof='[{"content_type":"image/png","description":"screenshot","payload":"YXNrcyBmb3IgYSBwYXNzd29yZA=="}]'
	cat <<R
{"xarf_version":"4.2.0","report_id":"00550000-0000-4000-8000-0000000000$2","timestamp":"$(date -u +%Y-%m-%dT%H:%M:%SZ)",
"reporter":{"org":"Net Watch","contact":"who@watch.example","domain":"watch.example"},
"sender":{"org":"Net Watch","contact":"who@watch.example","domain":"watch.example"},
"source_identifier":"$1","category":"content","type":"phishing","url":"https://$1/login",
"description":"a bank's log-in page","evidence_source":"user_report","evidence":${3:-$proof}}
R
}
post() { status 201 -H 'Content-Type: application/json' --data-binary @- "$URL/api/v1/reports"; }
cases() { web -b "$JAR" "$URL/api/v1/cases?limit=200" >out; jq "[.cases[] | select($1)] | length" out; }
until_cases() { # FILTER COUNT
	for i in $(seq 600); do [ "$(cases "$1")" = "$2" ] && return; sleep 0.1; done
	fail "not $2 cases with $1"; jq -c '.cases[] | [.id, .site, .state, .decision]' out >&2
}

serve_start --rate 0 || return
# --- off: nothing is decided, whatever waits
report off.platform.example 01 | post
until_cases 'true' 1
sleep 6
[ "$(cases '.state != "open"')" = 0 ] || fail 'a rule that is off decides'

# --- on: what came since is decided; what came before stays with people
run 0 desk rule on tenant --reason 'tried out'
run 0 desk rule on hold --reason 'tried out'
N=24
for i in $(seq 10 $((9 + N))); do report "page$i.platform.example" "$i"; done | jq -s . >many.json
status 201 -b "$JAR" -H "X-CSRF-Token: $CSRF" -H 'Content-Type: application/json' --data-binary @many.json "$URL/api/v1/reports"
# the platform itself, a page of it without evidence, a name of which nothing is known
report platform.example 50 | post
report thin.platform.example 51 '[]' | post
report bank-log-in.example 52 | post
# the clock dies while it decides
for round in 1 2 3 4; do
	sleep 1
	kill -9 $(serve_child clock) 2>/dev/null || fail 'no clock to kill'
	for i in $(seq 100); do [ -n "$(serve_child clock)" ] && break; sleep 0.1; done
done
until_cases '.state == "noticed"' $N
jq -r '.cases[] | select(.state == "noticed") | .site' out | grep -v '^page' && fail 'a rule decided what it may not'
run 0 desk rule audit --json
cp out drawn
[ "$(jq -r .case drawn | sort -u | wc -l)" -eq $N ] && [ "$(wc -l <drawn)" -eq $N ] || fail "$(wc -l <drawn) decisions by rule on $N cases"
for i in $(jq -r .decision drawn); do run 0 desk act show "$i" --json; cat out; done >decisions
[ "$(jq -r '[.rule, .person // 0, .state, .action, .statement.automated_decision] | join(" ")' decisions | sort -u)" = 'tenant 0 in-force remove-page true' ] ||
	{ fail 'decisions by rule are other ones'; head -n 2 decisions >&2; }
# each with its page for whoever is hit, its request in the outbox and its entry in the log
status 200 -L "$URL/d/$(head -n 1 decisions | jq -r .token)"
out_has 'tenant'
run 0 desk act letters --kind request --json
[ "$(jq -r .case out | sort -u | wc -l)" -eq $N ] && [ "$(wc -l <out)" -eq $N ] || fail "$(wc -l <out) requests for $N cases"
run 0 desk ledger integrate
run 0 desk ledger verify

# --- people look again; one more wrong than allowed, and it is off, and stays off
run 0 desk user add rita --roles reviewer
for i in $(jq -r .decision drawn | head -n 2); do run 0 desk rule audit "$i" wrong --reason 'its own page' --person rita; done
run 0 desk rule list --json
[ "$(jq -r 'select(.rule == "tenant") | [.on, .switched_by_itself] | join(" ")' out)" = 'false true' ] || fail 'the rule is still on'
report after.platform.example 60 | post
until_cases '.site == "after.platform.example"' 1
sleep 6
[ "$(cases '.state == "noticed"')" = $((N - 2)) ] || fail 'a rule that is off decides'
[ "$(cases '.state == "reversed"')" = 2 ] || fail 'what was wrong is not reversed'
grep -q turn-failed serve.err && { fail 'a turn failed'; cat serve.err >&2; }
serve_stop

# --- without a server: the same by hand, and first what it would do
run 77 desk rule run --person rita
run 0 desk rule on tenant --reason 'mended'
report hand.platform.example 61 >hand.json
run 0 "$BAILIWICK" intake --offline --store desk hand.json
run 66 desk rule run nobody
run 0 desk rule run --dry-run --json
cp out would
json '[.decision == null, .rule, .action, .role, .second_look] | map(tostring) | join(" ")' 'true tenant remove-page platform false'
run 0 desk rule run hold --json
[ ! -s out ] || fail 'another rule than the one that was named decides'
run 0 desk rule run --most 5 --json
json '[.decision != null, .second_look] | map(tostring) | join(" ")' 'true true'
[ "$(jq -r .case out)" = "$(jq -r .case would)" ] || fail 'it decides something else than it said'
run 0 desk rule run
out_has '0 decided by rule'
run 0 desk fsck
