# SPDX-License-Identifier: Apache-2.0
# Just before a letter leaves the reported page itself is looked at: what is there is asked for; what is missing is looked at
# twice, and then nobody is asked any more; what says nothing keeps nobody from being asked.  And where nobody looks.
command -v python3 >/dev/null 2>&1 || { echo "SKIPPED: needs python3" >&2; return 0; }
run 0 openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=127.0.0.1
mkdir box web; mkfifo stop stop2
: >web/pages; : >web/log
python3 "$FUNC_LIB/smtp_server.py" box cert.pem key.pem <stop >ports &
exec 9>stop
python3 "$FUNC_LIB/page_server.py" web <stop2 >web.port &
exec 8>stop2
for i in $(seq 300); do grep -qs 'ENDLESS=.*' ports && [ -s web.port ] && break; sleep 0.1; done
. ./ports
WEB=127.0.0.1:$(cat web.port)
mkdir -p "$XDG_CONFIG_HOME/bailiwick"
cat >"$XDG_CONFIG_HOME/bailiwick/config.yaml" <<C
mail-server: smtp://127.0.0.1:$NOTLS
mail-tls: none
desk-name: Desk
desk-mail: abuse@desk.example
desk-url: https://abuse.desk.example
C
# Every name leads to the test's server, but one that leads to a private address.
LOOK="--test-loopback --resolver 127.0.0.1@9 --rdap-base http://127.0.0.1:9/ --timeout 1 --test-pages inner.example:80:10.0.0.1:80,::$WEB"
act() { w=$1; shift; run "$w" "$BAILIWICK" act "$@" --store "${S:-s}" --at "$AT"; }
send() { act 0 send $LOOK --json "$@"; }
show() { run 0 "$BAILIWICK" case show "$1" --store "${S:-s}" --at "$AT" --offline --json; }
case_look() { run 0 "$BAILIWICK" case look "$@" --store "${S:-s}" --at "$AT" $LOOK --json; }
asked() { grep -c "$1" web/log; }
N=0
report() { # URL [TYPE] [TIME]
	N=$((N + 1)); host=${1#*://}; host=${host%%[:/]*}
	printf '{"xarf_version":"4.2.0","report_id":"00570000-0000-4000-8000-%012d","timestamp":"%s","reporter":{"org":"Net Watch","contact":"who@watch.example","domain":"watch.example"},"sender":{"org":"Net Watch","contact":"who@watch.example","domain":"watch.example"},"source_identifier":"%s","category":"content","type":"%s","url":"%s","description":"a page","evidence_source":"user_report","evidence":[{"content_type":"image/png","description":"seen","payload":"YXNrcyBmb3IgYSBwYXNzd29yZA=="}]}\n' \
		$N "${3:-2026-11-20T15:00:00Z}" "$host" "${2:-phishing}" "$1"
}
facts() { # HOST: an old shop of an honest holder, each with a host of its own
	ip=203.0.113.$N
	printf '{"fact":"registration","subject":"%s","seen_at":"%s","source":"rdap:https://rdap.example/","found":true,"registered_at":"2012-03-01T00:00:00Z","status":["active"],"registrar":{"name":"Example Registrar","iana_id":9999,"abuse_email":"abuse@registrar.example"}}\n' "$1" "$AT"
	printf '{"fact":"dns","subject":"%s","seen_at":"%s","source":"dns:system","type":"A","rcode":"NOERROR","security":"insecure","records":["%s"],"ttl":300}\n' "$1" "$AT" $ip
	printf '{"fact":"address","subject":"%s","seen_at":"%s","source":"rdap:https://rdap.example/","start":"%s","end":"%s","country":"NL","asn":64500,"as_name":"Example Network","holder":{"name":"Host %s"},"abuse":{"email":"abuse@host%s.example"}}\n' $ip "$AT" $ip $ip $N $N
	# somebody looked at the name: nothing but its page is asked for within the hour
	printf '{"fact":"check","subject":"%s","seen_at":"%s","source":"desk","state":"there"}\n' "$1" "$AT"
}
id_of() { run 0 "$BAILIWICK" case list --store "${S:-s}" --offline --json; jq -r "select(.site == \"$1\") | .id" out; }
open_case() { # URL: reported, decided, its letter ready
	host=${1#*://}; host=${host%%[:/]*}
	report "$@" >r.json; facts "$host" >f.jsonl
	run 0 "$BAILIWICK" intake --offline --store "${S:-s}" --at "$AT" --facts f.jsonl r.json
	C=$(id_of "$host")
	ask_host
}
ask_host() {
	act 0 accept "$C" --step remove-content --role hosting --reason 'they are quick'
	act 0 contacts --json
	for k in $(jq -r 'select(.status == "waits") | .contact' out); do act 0 contact "$k"; done
}
request() { act 0 letters "$C" --kind request --json; jq -rs 'map([.state, .withdrawn] | map(tostring) | join(" ")) | last' out; }
request_is() { got=$(request); [ "$got" = "$1" ] || { fail "the request of $C is '$got', expected '$1': $2"; cat out >&2; }; }

# --- it is there: asked for by HEAD, once an hour, and the letter leaves
AT=2026-11-21T12:00:00Z
echo 'up.example/a/x 200' >web/pages
open_case http://up.example/a/x
send
request_is 'sent false' 'it is up'
[ "$(cat web/log)" = 'HEAD up.example /a/x accept,host,user-agent bailiwick/'"$("$BAILIWICK" version | awk '{print $2; exit}')"' (+https://abuse.desk.example)' ] || { fail 'not one honest HEAD'; cat web/log >&2; }
case_look "$C"
json '.pages[0] | [.state, .status, .method, .source] | map(tostring) | join(" ")' 'there 200 HEAD page'
[ "$(asked up.example)" = 1 ] || fail 'looked at twice within an hour'
AT=2026-11-21T13:05:00Z send
[ "$(asked up.example)" = 2 ] || fail 'not looked at before the reminder'

# --- it is missing before the first letter: that waits, and is not sent
AT=2026-11-21T12:00:00Z
: >web/pages
open_case http://never.example/a/x
send
request_is 'queued false' 'missing once'
out_has 'we look once more'
grep -q '^GET never.example' web/log || fail 'missing is believed on HEAD alone'
AT=2026-11-21T12:05:00Z send
[ "$(asked '^GET never.example')" = 1 ] || fail 'looked at again before it is time'
show "$C"; json .state noticed
AT=2026-11-21T12:10:00Z send
request_is 'dropped true' 'missing twice'
[ "$(asked '^GET never.example')" = 2 ] || fail 'not looked at a second time'
AT=2026-11-21T12:10:05Z; show "$C"; json .state verified
json '[.timeline[] | select(.kind == "verified") | .detail] | last' 'we looked again, and it is gone: 404 at 2026-11-21T12:00:00Z, and the same at 2026-11-21T12:10:00Z'
act 0 letters "$C" --kind reporter --json
[ "$(jq -r .subject out | grep -c 'done')" = 1 ] || fail 'who reported is not told that it is gone'

# --- it is gone while its host is being reminded: who was asked is told
AT=2026-11-21T12:00:00Z
echo 'gone.example/a/x 200' >web/pages
open_case http://gone.example/a/x
send
request_is 'sent false' 'it is up'
: >web/pages
AT=2026-11-21T13:01:00Z send
json .reminded 0
show "$C"; json .state noticed
AT=2026-11-21T13:12:00Z send
json .reminded 0
request_is 'sent true' 'missing twice'
AT=2026-11-21T13:12:05Z; show "$C"; json .state verified
act 0 letters "$C" --kind stand-down --json
json .state sent
# it is there again, and a person looks: the case is open again, with a proposal
echo 'gone.example/a/x 200' >web/pages
AT=2026-11-21T15:00:00Z case_look "$C"
json '[.before.state, .after.state] | join(" ")' 'verified open'
AT=2026-11-21T15:00:05Z; show "$C"
json '[.timeline[].kind] | .[-2:] | join(" ")' 'recurred proposed'

# --- it comes back between the two looks: the letter leaves
AT=2026-11-21T12:00:00Z
: >web/pages
open_case http://back.example/a/x
send; request_is 'queued false' 'missing once'
echo 'back.example/a/x 200' >web/pages
AT=2026-11-21T12:10:00Z send; request_is 'sent false' 'it was back'

# --- somebody saw it after it was missing for us: it is shown to others
AT=2026-11-21T12:00:00Z; : >web/pages
open_case http://cloak.example/a/x
send; request_is 'queued false' 'missing once'
report http://cloak.example/a/x phishing 2026-11-21T12:05:00Z >r.json
AT=2026-11-21T12:06:00Z; run 0 "$BAILIWICK" intake --offline --store s --at "$AT" r.json
AT=2026-11-21T12:15:00Z send; request_is 'sent false' 'others see it'

# --- two pages, one of them there; a name without a page; a name that was registered for this
AT=2026-11-21T12:00:00Z; echo 'two.example/b 200' >web/pages
report http://two.example/b >r.json; run 0 "$BAILIWICK" intake --offline --store s --at "$AT" r.json
open_case http://two.example/a
send; AT=2026-11-21T12:15:00Z send; request_is 'sent false' 'one page of two is there'
AT=2026-11-21T12:00:00Z
open_case http://host.example/
send; request_is 'sent false' 'only a host is named'
[ "$(asked host.example)" = 0 ] || fail 'the front page is looked at'
NEW=new-bank-log-in.example
report http://$NEW/a >r.json
facts $NEW | sed 's/2012-03-01/2026-11-19/' >f.jsonl
run 0 "$BAILIWICK" intake --offline --store s --at "$AT" --facts f.jsonl r.json
C=$(id_of $NEW); show "$C"; json .verdict malicious
ask_host
send; request_is 'sent false' 'a page is not all there is to a name registered for abuse'
[ "$(asked $NEW)" = 0 ] || fail 'who registered a name for abuse is told that we look'

# --- answers that say nothing: the letter leaves, and it is noted what was seen
AT=2026-11-21T12:00:00Z
cat >web/pages <<'P'
n0.example/p head=405,get=200
n1.example/p 403
n2.example/p 503
n3.example/p to=302:http://169.254.169.254/latest/meta-data/
n4.example/p to=302:http://127.0.0.1:22/
n5.example/p to=301:http://suspended.example.net/who?u=victim
n6.example/p to=302:/
n7.example/p to=302:/p/
n7.example/p/ to=302:/p
n8.example/p odd
nd.example/p to=302://\\@[::1
n9.example/p close
na.example/p endless
nb.example/p to=301:http://www.nb.example/p
www.nb.example/p 200
nc.example/p head=200,get=404
inner.example/p 200
P
expect() { # HOST STATE WHY
	run 0 "$BAILIWICK" case look "$(id_of $1)" --store s --at "$AT" $LOOK --json
	json '.pages[0] | [.state, .why] | join(": ")' "$2: $3"
}
for n in 0 1 2 3 4 5 6 7 8 9 a b c d; do open_case "http://n$n.example/p"; done
open_case http://inner.example/p
send
for n in n0 n1 n2 n3 n4 n5 n6 n7 n8 n9 na nb nc nd inner; do C=$(id_of $n.example); request_is 'sent false' $n; done
expect n0.example there 'it answers'
expect n1.example unknown 'it is not shown to us'
expect n2.example unknown 'its server is in trouble'
expect n3.example moved 'it leads to another site'
expect n4.example moved 'it leads to another site'
expect n5.example moved 'it leads to another site'
json '.pages[0].to' 'example.net'
expect n6.example unknown 'it leads to the front page of its site'
expect n7.example unknown 'it leads on and on'
expect n8.example unknown 'no answer that could be read'
expect n9.example unknown 'no answer that could be read'
expect nd.example unknown 'it leads nowhere that could be read'
expect na.example there 'it answers'
expect nb.example there 'it answers'
expect nc.example there 'it answers'
expect inner.example unknown 'private (RFC 1918)'
grep -q 'suspended\|169.254\|inner\|127.0.0.1' web/log && fail 'a redirect to elsewhere, or a private address, was asked'
[ ! -s web/sent ] || [ "$(cat web/sent)" -lt 10000000 ] || fail "the body was read: $(cat web/sent)"
# a slow server keeps nobody for longer than its time
echo 'slow.example/p slow' >web/pages
open_case http://slow.example/p
send; request_is 'sent false' 'slow'
expect slow.example unknown 'no answer in time'

# --- where nobody looks: an address that may act or tell who somebody is, another port, CSAM, and where it is switched off
AT=2026-11-21T12:00:00Z; : >web/pages; : >web/log
i=0
for u in 'http://q0.example/unsubscribe?u=1' 'http://q1.example/in?m=victim@mail.example' 'http://q2.example/in?m=victim%40mail.example' \
	'http://q3.example/x/0a1b2c3d4e5f6a7b8c9d' 'http://q4.example/in?phone=4915112345678' 'http://q5.example:8080/p'; do
	open_case "$u"; send; i=$((i + 1))
done
[ ! -s web/log ] || { fail 'an address that is not opened was asked'; cat web/log >&2; }
open_case http://off.example/p
act 0 send $LOOK --look-pages never; request_is 'sent false' 'never looked at'
case_look "$C" --look-pages never; json '.pages' '[]'
open_case http://ask.example/p
act 0 send $LOOK --look-pages asked; request_is 'sent false' 'looked at only when asked'
[ ! -s web/log ] || { fail 'looked at although it is switched off'; cat web/log >&2; }
case_look "$C" --look-pages asked; json '.pages[0].state' missing
act 64 send $LOOK --look-pages sometimes
# CSAM: the page, and whatever else is on its site
: >web/log
S=csam
report http://hidden.example/x csam >r.json
run 0 "$BAILIWICK" intake --offline --store csam --at "$AT" r.json
open_case http://hidden.example/y
send
case_look --all-open
case_look "$C"; json '.pages' '[]'
[ ! -s web/log ] || { fail 'somebody looks where CSAM was reported'; cat web/log >&2; }
S=s
# an actor says that it is done, and it is: checked by us, the others stand down
AT=2026-11-21T12:00:00Z; echo 'done.example/p 200' >web/pages
open_case http://done.example/p
send; request_is 'sent false' 'up'
L=$(jq -rs 'last | .letter' out)
: >web/pages
AT=2026-11-21T13:30:00Z
run 0 "$BAILIWICK" answer "$L" --kind acted --store s --at "$AT" --offline
show "$C"; json .state acted
AT=2026-11-21T15:00:00Z case_look "$C"; json '.after.state' acted
AT=2026-11-21T15:11:00Z case_look "$C"; json '.after.state' verified
run 0 "$BAILIWICK" fsck --store s --offline
run 0 "$BAILIWICK" ledger integrate --store s --offline
run 0 "$BAILIWICK" ledger verify --store s --offline
exec 9>&- 8>&-
