# SPDX-License-Identifier: Apache-2.0
# The site moves to another host: before the first letter leaves, and while its old host is being reminded.  Nobody is left
# believing what is not so any more, and a person sees a fresh proposal.
act() { w=$1; shift; run "$w" "$BAILIWICK" act "$@" --store s --at "$AT"; }
show() { run 0 "$BAILIWICK" case show c-1 --store s --at "$AT" --offline --json; }
hosted() { # N ADDRESS HOST: where the shop is from then on
	cat >"host$1.jsonl" <<F
{"fact":"registration","subject":"shop.example","seen_at":"$AT","source":"rdap:https://rdap.example/","found":true,"registered_at":"2012-03-01T00:00:00Z","status":["active"],"registrar":{"name":"Example Registrar","iana_id":9999,"abuse_email":"abuse@registrar.example"}}
{"fact":"dns","subject":"shop.example","seen_at":"$AT","source":"dns:system","type":"A","rcode":"NOERROR","security":"insecure","records":["$2"],"ttl":300}
{"fact":"address","subject":"$2","seen_at":"$AT","source":"rdap:https://rdap.example/","start":"$2","end":"$2","country":"NL","asn":64500,"as_name":"Example Network","holder":{"name":"$3"},"abuse":{"email":"abuse@$(echo "$3" | tr 'A-Z ' 'a-z-').example"}}
F
}
report() {
	cat <<R
{"xarf_version":"4.2.0","report_id":"00551000-0000-4000-8000-000000000001","timestamp":"2026-11-20T15:00:00Z",
"reporter":{"org":"Net Watch","contact":"who@watch.example","domain":"watch.example"},
"sender":{"org":"Net Watch","contact":"who@watch.example","domain":"watch.example"},
"source_identifier":"shop.example","category":"content","type":"phishing","url":"https://shop.example/a/x","description":"a page","evidence_source":"user_report",
"evidence":[{"content_type":"image/png","description":"seen","payload":"YXNrcyBmb3IgYSBwYXNzd29yZA=="}]}
R
}
# A mail server that takes what comes: what is sent has left.
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
desk-name: Desk
desk-mail: abuse@desk.example
C
host_of() { show; jq -r '[.ladder[] | select(.role == "hosting" and .action == "remove-content") | .actor_id][0]' out; }
approve() {
	act 0 contacts --json
	for k in $(jq -r 'select(.status == "waits") | .contact' out); do act 0 contact "$k"; done
}
of_kind() { act 0 letters c-1 --kind "$1" --json; jq -r "[.state, .withdrawn, .actor] | map(tostring) | join(\" \")" out; }
show_last() { act 0 show "$(jq -rs 'last | .letter' out)" --json; }

AT=2026-11-21T12:00:00Z
hosted 1 203.0.113.80 'Old Host'
report >r.json
run 0 "$BAILIWICK" intake --offline --store s --at "$AT" --facts host1.jsonl r.json
OLD=$(host_of)
act 0 accept c-1 --step remove-content --role hosting --reason 'they are quick'
approve

# --- before the first letter: it does not leave, nor does the news that it was passed on to that host
AT=2026-11-21T12:05:00Z
hosted 2 203.0.113.81 'New Host'
act 0 send --facts host2.jsonl --json
json '.dropped' 1
AT=2026-11-21T12:05:05Z
act 0 send --facts host2.jsonl --json
json '.sent' 1
[ "$(of_kind request)" = "dropped true $OLD" ] || { fail 'the request to the old host'; of_kind request >&2; }
act 0 letters c-1 --kind reporter --json
[ "$(jq -r .state out | sort | tr '\n' ' ')" = 'dropped sent ' ] || { fail 'news to who reported'; cat out >&2; }
show_last
json '.contact' who@watch.example
out_has 'reversed'
out_has 'it is not there any more'
[ "$(of_kind reversal)" = '' ] || fail 'a host that was never written to is told something'
NEW=$(host_of)
[ "$NEW" != "$OLD" ] || fail 'the stack was not redone'
show
json .state open
json '[.timeline[] | select(.kind != "delivered") | .kind] | .[-2:] | join(" ")' 'corrected proposed'
json '.timeline[] | select(.kind == "corrected") | .detail | startswith("d-0000001 remove-content of hosting")' true
act 0 show d-1 --json
json .state reversed
run 0 "$BAILIWICK" due list --store s --at "$AT" --offline --json
[ ! -s out ] || fail 'a clock runs on for nobody'

# --- while the new host is being reminded: it had letters, and is told
act 0 accept c-1 --step remove-content --role hosting --reason 'they are quick'
approve
act 0 send --facts host2.jsonl
[ "$(of_kind request | tail -n 1)" = "sent false $NEW" ] || { fail 'the second request'; of_kind request >&2; }
run 0 "$BAILIWICK" due list --store s --at "$AT" --offline --json
[ -s out ] || fail 'no clock runs'
AT=2026-11-21T13:10:00Z
act 0 send --facts host2.jsonl --json
json .reminded 1
AT=2026-11-22T14:00:00Z
hosted 3 203.0.113.82 'Third Host'
act 0 send --facts host3.jsonl --json
json .reminded 0
show
json '[.timeline[].kind | select(. != "delivered" and . != "noticed")] | .[-2:] | join(" ")' 'corrected proposed'
AT=2026-11-22T14:00:05Z
act 0 send --facts host3.jsonl
[ "$(of_kind request | tail -n 1)" = "sent true $NEW" ] || { fail 'the request to the new host'; of_kind request >&2; }
[ "$(of_kind reversal)" = "sent false $NEW" ] || { fail 'the host that was written to is not told once'; of_kind reversal >&2; }
show_last
out_has 'it is not there any more'
act 0 letters c-1 --kind reporter --json
show_last
json '[.contact, .state] | join(" ")' 'who@watch.example sent'
out_has 'it is not there any more'
THIRD=$(host_of)
[ "$THIRD" != "$NEW" ] && [ "$THIRD" != "$OLD" ] || fail 'the stack was not redone'
show
json .state open
# nobody is asked again, and the third host can be
AT=2026-11-24T14:00:00Z
act 0 send --facts host3.jsonl --json
json '[.reminded, .sent] | join(" ")' '0 0'
act 0 accept c-1 --step remove-content --role hosting --reason 'they are quick'
[ "$(of_kind request | tail -n 1)" = "held false $THIRD" ] || { fail 'the third request'; of_kind request >&2; }
run 0 "$BAILIWICK" fsck --store s --offline
exec 9>&-
