# SPDX-License-Identifier: Apache-2.0
# What the server does unasked: the public log follows within two seconds and holds for strangers; letters leave,
# clocks are swept, and nothing is lost or doubled when the roles that do it are killed.  Offline nothing leaves.
. "$FUNC_LIB/serve.sh"
desk() { "$BAILIWICK" "$@" --store desk --offline; }
page() { # SITE NUMBER
	at=$(date -u +%Y-%m-%dT%H:%M:%SZ)
	cat <<R
{"xarf_version":"4.2.0","report_id":"005a0000-0000-4000-8000-0000000000$2","timestamp":"$at",
"reporter":{"org":"Net Watch","contact":"who@watch.example","domain":"watch.example"},
"sender":{"org":"Net Watch","contact":"who@watch.example","domain":"watch.example"},
"source_identifier":"$1","category":"content","type":"phishing","url":"https://$1/log-in",
"description":"a bank's log-in page","evidence_source":"user_report",
"evidence":[{"content_type":"text/plain","description":"what was seen","payload":"YXNrcyBmb3IgYSBwYXNzd29yZA=="}]}
R
}
# One whose day has passed when the server starts.
OLD=$(date -u -d '-20 days' +%Y-%m-%dT%H:%M:%SZ)
page passed.example 09 | jq --arg at "$OLD" '.timestamp = $at' >old.json
run 0 "$BAILIWICK" intake --offline --store desk --at "$OLD" old.json
run 0 desk act accept c-0000001 --step remove-content --role hosting --reason 'nobody else is known' --at "$OLD"
run 0 desk act send --at "$OLD"
run 0 desk due list --json
[ -s "$WORK/out" ] || fail 'no clock runs'
LETTERS=12
for i in $(seq 10 $((9 + LETTERS))); do
	page "shop$i.example" "$i" >>pages
	printf '{"fact":"contact","subject":"shop%s.example","seen_at":"2026-11-20T08:00:00Z","source":"security.txt","email":"abuse@shop%s.test"}\n' "$i" "$i" >>facts.jsonl
done
jq -s . pages >reports.json
run 0 "$BAILIWICK" intake --offline --store desk --facts facts.jsonl --json reports.json
json .cases_opened $LETTERS

# --- a decision in the page becomes a letter in the outbox, which stays there: --offline
serve_start --rate 0 --dumps 0 || return
grep -q 'supervisor offline:' serve.err || fail 'it is not said that letters wait'
status 200 "$URL/readyz"; out_has 'clock there'; out_has 'net off'
for i in $(seq 80); do run 0 desk due list --passed --json; [ -s "$WORK/out" ] && break; sleep 0.1; done
[ -s "$WORK/out" ] || fail 'a day passed, and nobody noted it'
CASE=c-0000002
run 0 desk case show "$CASE" --json
ACTOR=$(jq -r '.proposal.actor // empty' "$WORK/out")
[ -z "$ACTOR" ] || run 0 desk act contact add manual 'the owner, by telephone' --actor "$ACTOR"
status 303 -b "$JAR" -d "csrf=$CSRF&do=accept&why=as+proposed&reached=by+telephone" "$URL/cases/$CASE/decide"
run 0 desk act letters "$CASE" --json
out_has '"state":"queued"'; out_lacks '"state":"sent"'; out_lacks '"state":"leased"'
status 200 "$METRICS/metrics"
grep -q '^bailiwick_letters_waiting [1-9]' out || fail 'the figures do not tell of the letters'
out_has 'bailiwick_role_up{role="clock"} 1'; out_lacks 'role="net"'

# --- a receipt is in the public log within two seconds, and strangers can check all of it
size() { web "$URL/log/checkpoint" | sed -n 2p; }
for i in $(seq 30); do status 200 "$METRICS/metrics"; grep -q '^bailiwick_log_waiting 0' out && break; sleep 0.1; done
before=$(size)
page late.example 99 >late.json
status 201 -H 'Content-Type: application/json' --data-binary @late.json "$URL/api/v1/reports"
REPORT=$(jq -r '.reports[0].id' out)
for i in $(seq 20); do [ "$(size)" -gt "$before" ] && break; sleep 0.1; done
now=$(size)
[ "$now" -gt "$before" ] || fail "the log has $now entries after two seconds, and had $before"
mkdir -p copy/tile/0/000.p copy/tile/entries/000.p
status 200 "$URL/log/checkpoint"; grep -qi '^cache-control: public, max-age=2.$' head || fail 'a checkpoint is kept too long'; cp out copy/checkpoint
now=$(sed -n 2p copy/checkpoint)
for kind in 0 entries; do
	status 200 "$URL/log/tile/$kind/000.p/$now"; grep -qi '^cache-control:.*immutable' head || fail 'a tile is not kept'
	cp out "copy/tile/$kind/000.p/$now"
done
KEY=$(sed -n 's/^public log .* with the key //p' serve.out)
run 0 "$BAILIWICK" ledger verify copy --key "$KEY"
run 0 desk ledger prove "$REPORT"
cp "$WORK/out" proof
run 0 "$BAILIWICK" ledger verify proof --key "$KEY"
for path in keys ../secret tile/0/000.p/0 tile/0/000.p/256 tile/0/0 tile/9/000 tile/0/000.p/%31 tile/0/../../key ledger/key; do
	status 404 --path-as-is "$URL/log/$path"
done
serve_stop

# --- letters leave: the courier is killed while it works, and so is the clock
run 0 openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=127.0.0.1
mkdir box; mkfifo stop
python3 "$FUNC_LIB/smtp_server.py" box cert.pem key.pem <stop >ports &
exec 9>stop
for i in $(seq 300); do grep -qs 'ENDLESS=.*' ports && break; sleep 0.1; done
. ./ports
mkdir -p "$XDG_CONFIG_HOME/bailiwick"
cat >"$XDG_CONFIG_HOME/bailiwick/config.yaml" <<C
mail-server: smtp://127.0.0.1:$NOTLS
mail-tls: none
desk-name: Example Desk
desk-mail: abuse@desk.example
desk-url: https://desk.example/
C
run 0 desk case list --json
jq -r .id "$WORK/out" | grep -v c-0000001 >cases
SERVE_OFFLINE=
for id in $(cat cases); do
	[ "$id" = "$CASE" ] || desk act accept "$id" --step remove-content --role operator --reason 'they answer quickly' >>accepted.out 2>&1 || { fail "accept $id"; tail -n 3 accepted.out >&2; }
done
desk act contacts --json | jq -r 'select(.status == "waits") | .contact' >waiting
[ -s waiting ] || { fail 'no contact waits'; desk act contacts --json | head -n 3 >&2; }
mkfifo rdap.in
python3 "$FUNC_LIB/rdap-server.py" "$WORK/rdap.log" <rdap.in >rdap.port &
exec 8>rdap.in
for i in $(seq 100); do [ -s rdap.port ] && break; sleep 0.1; done
serve_start --rate 0 --dumps 0 --resolver 127.0.0.1@9 --timeout 2 --no-cache --test-loopback --rdap-base "http://127.0.0.1:$(cat rdap.port)/ok/" || return
# Open cases are looked at, and what is learned is kept.
for i in $(seq 100); do grep -qs /domain/ rdap.log && break; sleep 0.1; done
grep -qs /domain/ rdap.log || fail 'no open case was looked at'
status 200 "$URL/readyz"; out_has 'net there'
ls -l "/proc/$(serve_child net)/fd" | grep -q 'ledger/' && fail 'net has a file of the log'
( for id in $(cat waiting); do desk act contact "$id" >/dev/null 2>>approve.err || echo "$id" >>refused; sleep 0.3; done ) &
APPROVING=$!
for role in net clock net net clock net; do
	sleep 0.7
	kill -9 $(serve_child $role) 2>/dev/null || fail "no $role to kill"
	for i in $(seq 100); do [ -n "$(serve_child $role)" ] && break; sleep 0.1; done
done
wait $APPROVING
[ ! -e refused ] || { fail "contacts were not approved: $(cat refused)"; cat approve.err >&2; }
for i in $(seq 150); do
	desk act letters --json | jq -r 'select(.channel == "mail" and .state == "queued") | .letter' >left
	[ -s left ] || break
	sleep 0.2
done
[ ! -s left ] || { fail "letters do not leave: $(wc -l <left)"; cat serve.err >&2; }
grep -q 'role-died: net: killed by signal 9' serve.err || fail 'the journal does not tell that net died'
grep -q 'turn-failed' serve.err && { fail 'a turn failed'; grep turn-failed serve.err >&2; }
serve_stop
# What was in a courier's hand when it died is taken again when the lease is over, with the same key.
echo >none.jsonl
run 0 "$BAILIWICK" act send --store desk --facts none.jsonl --at "$(date -u -d '+20 minutes' +%Y-%m-%dT%H:%M:%SZ)" --json
desk act letters --json | jq -r 'select(.channel == "mail" and .state == "sent") | .letter' | wc -l >sent
grep -h -i '^Message-ID:' box/* | sort >ids
[ "$(sort -u ids | wc -l)" -eq "$(cat sent)" ] || fail "$(cat sent) letters are sent, $(sort -u ids | wc -l) messages arrived"
[ "$(cat sent)" -ge $((2 * LETTERS - 2)) ] || { fail "only $(cat sent) letters were sent"; desk act letters --json >&2; }
[ $(($(wc -l <ids) - $(sort -u ids | wc -l))) -le 4 ] || fail 'more messages are doubled than couriers died'
run 0 desk fsck
run 0 desk ledger integrate
run 0 desk ledger verify
exec 8>&- 9>&-
