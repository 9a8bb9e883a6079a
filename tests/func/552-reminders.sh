# SPDX-License-Identifier: Apache-2.0
# Asked again while it is up, and not for ever: until the day of what is owed, which then is a gap and the next rung's
# proposal.  A contact that bounces for good is followed by the next one; where none is left a person finds a way.
run 0 openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=127.0.0.1
mkdir box; mkfifo stop
python3 "$FUNC_LIB/smtp_server.py" box cert.pem key.pem <stop >ports &
exec 9>stop
for i in $(seq 300); do grep -qs 'ENDLESS=.*' ports && break; sleep 0.1; done
. ./ports
mkdir -p "$XDG_CONFIG_HOME/bailiwick"
config() {
	{ printf 'mail-server: smtp://127.0.0.1:%s\nmail-tls: none\ndesk-name: Desk\ndesk-mail: abuse@desk.example\n' "$NOTLS"; printf '%s\n' "$@"; } >"$XDG_CONFIG_HOME/bailiwick/config.yaml"
}
config
bw() { w=$1; shift; run "$w" "$BAILIWICK" "$@" --store s --at "$AT"; }
# A courier that speaks to one server once a second is let go a few times.
S=0
send() { # [DATE-AND-HOUR:MINUTE]: how many were reminded
	n=0
	for i in 1 2 3 4; do
		S=$(((S + 2) % 60))
		AT=$(printf '%s:%02dZ' "$1" "$S")
		bw 0 act send --facts none.jsonl --json
		n=$((n + $(jq .reminded out)))
	done
	REMINDED=$n
}
report() { # HOST NUMBER
	cat <<R
{"xarf_version":"4.2.0","report_id":"00552000-0000-4000-8000-00000000000$2","timestamp":"2026-11-20T15:00:00Z",
"reporter":{"org":"Net Watch","contact":"who@watch.example","domain":"watch.example"},
"sender":{"org":"Net Watch","contact":"who@watch.example","domain":"watch.example"},
"source_identifier":"$1","category":"content","type":"phishing","url":"https://$1/log-in","description":"a page","evidence_source":"user_report",
"evidence":[{"content_type":"image/png","description":"seen","payload":"YXNrcyBmb3IgYSBwYXNzd29yZA=="}]}
R
}
echo >none.jsonl
AT=2026-11-21T12:00:00Z
cat >facts.jsonl <<'F'
{"fact":"registration","subject":"shop-a.example","seen_at":"2026-11-21T08:00:00Z","source":"rdap:https://rdap.example/","found":true,"registered_at":"2026-11-19T00:00:00Z","status":["active"],"registrar":{"name":"Example Registrar","iana_id":9999,"abuse_email":"abuse@registrar.example"}}
F
{ report shop-a.example 1; report shop-b.example 2; report shop-c.example 3; } | jq -s . >r.json
bw 0 intake --offline --facts facts.jsonl r.json

# --- reminders to a registrar end with its day
bw 0 act accept c-1 --step client-hold --role registrar
bw 0 act contacts --json
for k in $(jq -r 'select(.status == "waits") | .contact' out); do bw 0 act contact "$k"; done
send 2026-11-21T12:01
bw 0 due list --json
json '[.owed_by, .role, .state] | join(" ")' 'actor registrar running'
DUE=$(jq -r .due out)
[ "$DUE" '>' 2026-11-23T11 ] && [ "$DUE" '<' 2026-11-23T13 ] || fail "the day is another one than this test thinks: $DUE"
send 2026-11-21T13:05; [ $REMINDED = 1 ] || fail "after an hour: $REMINDED"
send 2026-11-21T18:00; [ $REMINDED = 0 ] || fail "after six hours: $REMINDED"
send 2026-11-22T13:10; [ $REMINDED = 1 ] || fail "after a day: $REMINDED"
for day in 23 24 25 26 28; do
	send 2026-11-${day}T13:15
	[ $REMINDED = 0 ] || fail "asked again on the ${day}rd, after its day"
done
bw 0 due sweep --offline --json
AT=2026-11-28T14:00:00Z # the first sweep after a silence only notes the time
bw 0 due sweep --offline
bw 0 due list --passed --json
json .state passed
bw 0 case show c-1 --json --offline
json '[.timeline[].kind | select(. == "gap" or . == "escalated")] | join(" ")' 'gap escalated'
json '.proposal.role != "registrar"' true
json .state noticed

# --- how often is a setting
config 'repeat-first: 600' 'repeat: 1200' 'repeat-most: 3'
AT=2026-12-01T12:00:00Z
bw 0 act contact add mail help@operator-b.example --actor operator:shop-b.example
bw 0 act accept c-2 --step remove-content --role operator --reason 'they are quick'
send 2026-12-01T12:01
total=0
for t in 12:05 12:12 12:20 12:34 12:56 13:20 13:45 14:10; do send 2026-12-01T$t; total=$((total + REMINDED)); done
[ $total = 3 ] || fail "asked again $total times, not three"
config

# --- a contact that bounces for good: the next; then nobody is left, and a person finds a way
AT=2026-12-02T12:00:00Z
bw 0 act contact add mail gone@operator-c.example --actor operator:shop-c.example
bw 0 act contact add mail second@operator-c.example --actor operator:shop-c.example
bw 0 act accept c-3 --step remove-content --role operator --reason 'they are quick'
send 2026-12-02T12:01
bw 0 act letters c-3 --kind request --json
[ "$(jq -r '[.contact, .state] | join(" ")' out | sort | tr '\n' ',')" = 'gone@operator-c.example bounced,second@operator-c.example sent,' ] ||
	{ fail 'the next contact is not written to'; cat out >&2; }
bw 0 act contacts operator:shop-c.example --json
json 'select(.value == "gone@operator-c.example") | .status' bounced
bw 0 due list --json --role operator
[ "$(jq -r 'select(.case == "c-0000003") | .letter' out)" = "$("$BAILIWICK" act letters c-3 --kind request --json --store s | jq -r 'select(.state == "sent") | .letter')" ] ||
	{ fail 'the clock is not that of the letter that left'; cat out >&2; }
AT=2026-12-03T12:00:00Z
report gone-d.example 4 >r4.json
bw 0 intake --offline r4.json
bw 0 act accept c-4 --step remove-content --role operator --reason 'they are quick'
bw 0 act contacts --json
for k in $(jq -r 'select(.status == "waits") | .contact' out); do bw 0 act contact "$k"; done
send 2026-12-03T12:01
bw 0 act letters c-4 --kind request --json
[ "$(jq -r '[.channel, .state] | join(" ")' out | sort | tr '\n' ',')" = 'mail bounced,manual sent,' ] || { fail 'nobody finds a way'; cat out >&2; }
bw 0 case show c-4 --json --offline
json '[.timeline[] | select(.kind == "gap") | .detail | startswith("no-contact")] | any' true
bw 0 fsck --offline
exec 9>&-
