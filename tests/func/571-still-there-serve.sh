# SPDX-License-Identifier: Apache-2.0
# Looks at reported pages in a running server, by its role net within its fences: before a letter leaves, after somebody said
# that it is done, and at what was called gone and is back.
command -v python3 >/dev/null 2>&1 || { echo "SKIPPED: needs python3" >&2; return 0; }
. "$FUNC_LIB/serve.sh"
SERVE_OFFLINE=
run 0 openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=127.0.0.1
mkdir box web; mkfifo stop stop2
printf 'up.example/a 200\nback.example/a 200\n' >web/pages; : >web/log
python3 "$FUNC_LIB/smtp_server.py" box cert.pem key.pem <stop >ports &
exec 9>stop
python3 "$FUNC_LIB/page_server.py" web <stop2 >web.port &
exec 8>stop2
for i in $(seq 300); do grep -qs 'ENDLESS=.*' ports && [ -s web.port ] && break; sleep 0.1; done
. ./ports
mkdir -p "$XDG_CONFIG_HOME/bailiwick"
cat >"$XDG_CONFIG_HOME/bailiwick/config.yaml" <<C
mail-server: smtp://127.0.0.1:$NOTLS
mail-tls: none
desk-name: Desk
desk-mail: abuse@desk.example
look-pages: before-sending
C
LOOK="--test-loopback --resolver 127.0.0.1@9 --rdap-base http://127.0.0.1:9/ --timeout 1 --test-pages ::127.0.0.1:$(cat web.port)"
desk() { run 0 "$BAILIWICK" "$@" --store desk --offline --at "$AT"; }
ago() { date -u -d "-$1" +%Y-%m-%dT%H:%M:%SZ; }
N=0
known() { # HOST: its holder and host
	printf '{"fact":"registration","subject":"%s","seen_at":"%s","source":"rdap:https://rdap.example/","found":true,"registered_at":"2012-03-01T00:00:00Z","status":["active"],"registrar":{"name":"Example Registrar","iana_id":9999,"abuse_email":"abuse@registrar.example"}}\n' "$1" "$AT"
	printf '{"fact":"dns","subject":"%s","seen_at":"%s","source":"dns:system","type":"A","rcode":"NOERROR","security":"insecure","records":["203.0.113.%d"],"ttl":300}\n' "$1" "$AT" $N
	printf '{"fact":"address","subject":"203.0.113.%d","seen_at":"%s","source":"rdap:https://rdap.example/","start":"203.0.113.%d","end":"203.0.113.%d","country":"NL","asn":64500,"as_name":"Example Network","holder":{"name":"Host %d"},"abuse":{"email":"abuse@host%d.example"}}\n' $N "$AT" $N $N $N $N
}
open_case() { # NAME
	N=$((N + 1))
	printf '{"xarf_version":"4.2.0","report_id":"00571000-0000-4000-8000-%012d","timestamp":"%s","reporter":{"org":"Net Watch","contact":"who@watch.example","domain":"watch.example"},"sender":{"org":"Net Watch","contact":"who@watch.example","domain":"watch.example"},"source_identifier":"%s.example","category":"content","type":"phishing","url":"http://%s.example/a","description":"a page","evidence_source":"user_report","evidence":[{"content_type":"image/png","description":"seen","payload":"YXNrcyBmb3IgYSBwYXNzd29yZA=="}]}\n' $N "$AT" "$1" "$1" >r.json
	known "$1.example" >f.jsonl
	desk intake --facts f.jsonl r.json
	desk act accept c-$N --step remove-content --role hosting --reason 'they are quick'
	desk act contacts --json
	for k in $(jq -r 'select(.status == "waits") | .contact' out); do desk act contact "$k"; done
}
missing() { # HOST SINCE SEEN: as a look keeps it
	printf '{"fact":"check","subject":"http://%s/a","url":"http://%s/a","seen_at":"%s","source":"page","state":"missing","status":404,"method":"GET","why":"it is not there","missing_since":"%s"}\n' "$1" "$1" "$3" "$2"
}
state_of() { run 0 "$BAILIWICK" case show "c-$1" --store desk --offline --json; jq -r .state out; }
until_is() { # CASE STATE
	for i in $(seq 300); do [ "$(state_of $1)" = "$2" ] && return; sleep 0.1; done
	fail "c-$1 is $(state_of $1), not $2"; cat serve.err web/log >&2
}
request() { run 0 "$BAILIWICK" act letters "c-$1" --kind request --store desk --offline --json; jq -rs 'last | .state' out; }

# 1 is up, 2 is missing, 3 was missing half an hour ago and is, 4 was settled as gone three days ago and is back; of 5 its host
# said two hours ago that it is done, and it was missing an hour ago
AT=$(ago '2 minutes'); open_case up; open_case first
AT=$(ago '40 minutes'); open_case second
missing second.example "$(ago '30 minutes')" "$(ago '30 minutes')" >f.jsonl
desk case look c-3 --facts f.jsonl
AT=$(ago '4 days'); open_case back
desk act send
AT=$(ago '3 days'); missing back.example "$(ago '73 hours')" "$AT" >f.jsonl
desk case look c-4 --facts f.jsonl
[ "$(state_of 4)" = verified ] || fail 'two looks do not settle it'
AT=$(ago '5 hours'); open_case stated
desk act send
desk act letters c-5 --kind request --json
L=$(jq -r .letter out)
AT=$(ago '2 hours'); desk answer "$L" --kind acted
[ "$(state_of 5)" = acted ] || fail 'what was stated is believed'
AT=$(ago '1 hour'); missing stated.example "$AT" "$AT" >f.jsonl
desk case look c-5 --facts f.jsonl
[ "$(state_of 5)" = acted ] || fail 'one look settles it'

serve_start --rate 0 $LOOK || return
until_is 3 verified
until_is 5 verified
until_is 4 open
for i in $(seq 100); do [ "$(request 1)" = sent ] && break; sleep 0.1; done
[ "$(request 1)" = sent ] || fail 'what is up is not asked for'
[ "$(request 2)" = queued ] || fail 'what is missing is asked for at once'
run 0 "$BAILIWICK" act letters c-2 --kind request --store desk --offline --json
out_has 'we look once more'
[ "$(request 3)" = dropped ] || fail 'what is gone is asked for'
run 0 "$BAILIWICK" case show c-4 --store desk --offline --json
json '[.timeline[].kind] | .[-2:] | join(" ")' 'recurred proposed'
for n in up first second back stated; do grep -q "$n.example" web/log || fail "$n.example was not looked at"; done
[ "$(grep -c up.example web/log)" = 1 ] || { fail 'looked at more than once'; cat web/log >&2; }
grep -v 'bailiwick/[0-9.]* (+abuse@desk.example)$' web/log && fail 'who looks does not say so'
grep -q turn-failed serve.err && { fail 'a turn failed'; cat serve.err >&2; }
serve_stop
run 0 "$BAILIWICK" fsck --store desk --offline
run 0 "$BAILIWICK" ledger integrate --store desk --offline
run 0 "$BAILIWICK" ledger verify --store desk --offline
exec 9>&- 8>&-
