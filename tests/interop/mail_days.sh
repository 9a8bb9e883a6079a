# SPDX-License-Identifier: Apache-2.0
# The mail channel against a server that has SMTPUTF8, STARTTLS and a log-in, and bad days.
mkdir box
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 \
	-keyout key.pem -out cert.pem 2>/dev/null
mkfifo stop
python3 "$FUNC_LIB/smtp_server.py" box cert.pem key.pem <stop >ports &
exec 9>stop
for _ in $(seq 300); do grep -qs "ENDLESS=.*" ports && break; sleep 0.1; done
. ./ports
FROM="Desk <abuse@desk.test>"
post() { want=$1 url=$2; shift 2; run "$want" "$POST_MAIL" "$url" "$FROM" "$@"; }
last() { ls box/*.eml | tail -1; }

# the whole address in UTF-8 where the server says that it can; only its domain where it need not
post 0 "smtp://127.0.0.1:$WIDE" "" "" "" "jörg@fälle.test"
json .state sent
head -2 "$(last)" >env
grep -q "^RCPT TO:<jörg@xn--flle-loa.test>" env || fail "envelope: $(cat env)"
grep -q "SMTPUTF8" env || fail "SMTPUTF8 was not said: $(cat env)"
sed 1,2d "$(last)" >wide.eml
python3 - wide.eml <<'PY' || fail "the wide message is not as it should be"
import email, email.policy, sys
m = email.message_from_string(open(sys.argv[1], encoding="utf-8").read(), policy=email.policy.SMTPUTF8)
assert m["To"].addresses[0].addr_spec == "jörg@xn--flle-loa.test", m["To"]
PY
post 0 "smtp://127.0.0.1:$WIDE" "" "" "" "abuse@fälle.test"
head -2 "$(last)" >env
grep -q "^RCPT TO:<abuse@xn--flle-loa.test>" env || fail "envelope: $(cat env)"
! grep -q SMTPUTF8 env || fail "SMTPUTF8 was said without need"

# STARTTLS and a log-in: good, wrong password, none, a certificate nobody vouches for, none offered
before=$(ls box | wc -l)
post 78 "smtp://127.0.0.1:$TLS" cert.pem desk "wrong horse" abuse@host.test
err_has "does not take our user and password: 535"
post 78 "smtp://127.0.0.1:$TLS" cert.pem "" "" abuse@host.test
err_has "the mail server does not serve us: 530"
post 0 "smtp://127.0.0.1:$TLS" "" desk "right horse" abuse@host.test
json .state queued
out_has certificate
[ "$(ls box | wc -l)" = "$before" ] || fail "something was sent without trust"
post 0 "smtp://127.0.0.1:$TLS" cert.pem desk "right horse" abuse@host.test
json .state sent
post 0 "smtps://127.0.0.1:$WRAPPED" cert.pem "" "" abuse@host.test
json .state sent
post 0 "smtps://127.0.0.1:$WRAPPED" "" "" "" abuse@host.test
json .state queued
post 0 "starttls://127.0.0.1:$NOTLS" cert.pem "" "" abuse@host.test
json .state queued
out_has "no STARTTLS"

# bad days
post 0 "smtp://127.0.0.1:$VANISH" "" "" "" abuse@host.test
json .state queued
out_has "may have taken"
post 0 "smtp://127.0.0.1:$CLOSED" "" "" "" abuse@host.test
json .state queued
out_has "421 4.3.2 closed for today"
post 0 "smtp://127.0.0.1:$BUSY" "" "" "" abuse@host.test
json .state queued
post 0 "smtp://127.0.0.1:$CONTENT" "" "" "" abuse@host.test
json .state failed
json .words '554 5.7.1 this looks 5.7.1 like \x1b[31mspam'
post 0 "smtp://127.0.0.1:$ENDLESS" "" "" "" abuse@host.test
json .state queued

# a folder of settings that cannot be
post 78 "http://127.0.0.1:1" "" "" "" abuse@host.test
err_has "smtp:// or smtps://"
post 78 "smtp://ho st:1" "" "" "" abuse@host.test
post 78 "smtp://127.0.0.1:99999" "" "" "" abuse@host.test
post 77 "smtp://169.254.169.254:25" "" "" "" abuse@host.test
exec 9>&-
