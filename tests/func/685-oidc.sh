# SPDX-License-Identifier: Apache-2.0
# Sign-in with an OpenID provider of the test's own, over TLS in this machine's network: it works with each algorithm, with
# accounts that are there and accounts that groups make; whatever is wrong with an answer is refused, with a line of the
# journal and a page for people; keys change; and a provider that is away leaves the password.
. "$FUNC_LIB/serve.sh"
SECRET='s3cret/with+odd chars'
printf '%s\n' "$SECRET" >secret; chmod 600 secret
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 \
	-keyout key.pem -out cert.pem 2>/dev/null
mkdir idp; how() { printf '%s\n' "$1" >idp/how.new; mv idp/how.new idp/how; }
how '{}'
mkfifo stop
python3 "$FUNC_LIB/oidc_server.py" idp cert.pem key.pem "$SECRET" <stop >port 2>idp.err &
IDP_PID=$!
exec 9>stop
for _ in $(seq 300); do [ -s port ] && break; sleep 0.1; done
IDP="https://127.0.0.1:$(cat port)/desk"
settings() {
	cat <<C
desk-url: https://desk.example/
oidc-issuer: $IDP
oidc-name: Example <Registrar>
oidc-client: desk & co
oidc-secret-file: $WORK/secret
oidc-ca: $WORK/cert.pem
oidc-roles: abuse desk=analyst; /leads=admin, reviewer
C
}
mkdir -p "$XDG_CONFIG_HOME/bailiwick"
CONF=$XDG_CONFIG_HOME/bailiwick/config.yaml
{ settings; echo 'oidc-own: true'; } >"$CONF"
run 0 "$BAILIWICK" check-config "$CONF"
{ settings; echo 'oidc-owm: true'; echo 'oidc-own: maybe'; } >bad.yaml
run 78 "$BAILIWICK" check-config bad.yaml
out_has "bad.yaml:8:11: unknown setting 'oidc-owm' (did you mean 'oidc-own'?)"
out_has "bad.yaml:9:11: 'oidc-own' wants true or false, not 'maybe'"
# settings that cannot work are said before anything starts
refused() { # SED WORDS
	sed "$1" "$CONF" >wrong.yaml
	run 78 "$BAILIWICK" serve --store desk --listen 127.0.0.1:0 --config wrong.yaml
	err_has "$2"
}
refused '/desk-url/d' 'oidc-issuer needs desk-url'
refused '/oidc-client/d' 'oidc-issuer needs oidc-client'
refused 's/=analyst/=analist/' "'analist' is no role"
refused 's/=analyst/=notifier/' 'a notifier needs an agreement'
refused 's,oidc-issuer: https,oidc-issuer: http,' 'is no https address'
for name in anna.example@desk.example out@desk.example; do run 0 "$BAILIWICK" user add "$name" --roles analyst --store desk; done
run 0 "$BAILIWICK" user disable out@desk.example --store desk

finish() { serve_stop; ! grep -q 'runtime error: \|Sanitizer' serve.err || { fail 'a sanitizer complains'; tail -n 30 serve.err >&2; }; }
SERVE_OFFLINE=
# Failures of this network would make it wait; here every one is meant.
serve_start --rate 0 --resolver 127.0.0.1@9 --timeout 2 --no-cache || return
status 200 "$URL/readyz"; out_has 'oidc there'
OIDC=$(serve_child oidc)
ls -l "/proc/$OIDC/fd" | grep -q "$WORK/desk" && fail 'the role that asks the provider has the store open'
grep -q s3cret serve.out serve.err && fail 'the secret is in the journal'
tr '\0' '\n' <"/proc/$SERVE_PID/cmdline" | grep -q s3cret && fail 'the secret is on a command line'

# The way of a browser: to the provider and back; ${BACK} is where it comes back to, here.
begin() { # JAR NEXT
	status 303 -b "$1" -c "$1" "$URL/signin/oidc?next=$2"
	TO=$(sed -n 's/^[Ll]ocation: \(.*\)\r$/\1/p' head)
	case $TO in "$IDP/authorize?tenant=1&response_type=code&"*) ;; *) fail "sent to '$TO'" ;; esac
}
there() { BACK=$(curl -sS --cacert cert.pem -o /dev/null -w '%{redirect_url}' "$TO"); BACK=$URL${BACK#https://desk.example}; }
journal() { # WORDS: since the last look
	for _ in $(seq 30); do tail -n +$((SEEN + 1)) serve.err | grep -qF -- "$1" && break; sleep 0.1; done
	tail -n +$((SEEN + 1)) serve.err | grep -qF -- "$1" || { fail "the journal lacks '$1'"; tail -n 5 serve.err >&2; }
	SEEN=$(wc -l <serve.err)
}
SEEN=$(wc -l <serve.err)
# Sign in, or be refused with that word; the page says it for people, and offers the password.
JAR2=$WORK/jar2
enter() { # STATUS HOW
	how "$2"; rm -f "$JAR2"; begin "$JAR2" "${NEXT:-/queue}"; there
	status "$1" -b "$JAR2" -c "$JAR2" "$BACK"
	# Old versions of curl read a cookie that was taken away from its jar again.
	! grep -qi '^set-cookie: bailiwick-signin=;.*Max-Age=0' head || sed -i '/bailiwick-signin/d' "$JAR2"
}
no() { # WORD HOW SENTENCE
	enter 403 "$2"; out_has "$3"; out_has 'name="password"'; journal "oidc-refused: $1: "
	status 401 -b "$JAR2" -H 'Accept: application/json' "$URL/queue"
}
ANNA='"sub":"s-anna","email":"anna.example@desk.example","email_verified":true,"groups":["staff","abuse desk"]'

# --- the button stands on the page, escaped, without script; without it nothing is asked of the provider
status 200 "$URL/signin?next=/queue"; out_has 'href="/signin/oidc?next=%2Fqueue"'; out_has 'Example &lt;Registrar&gt;'
[ ! -e idp/log ] || fail 'the provider was asked for a page'
# --- an account that is there, by its verified address; each algorithm
for alg in RS256 ES256 EdDSA; do
	enter 200 "{\"alg\":\"$alg\",\"who\":{$ANNA}}"
	grep -qi '^refresh: 0;url=/queue.$' head || fail "no way on ($alg)"
	grep -i '^set-cookie: bailiwick=' head | grep -q 'HttpOnly; SameSite=Strict' || fail "no session ($alg)"
	status 200 -b "$JAR2" -H 'Accept: application/json' "$URL/account"; json .name anna.example@desk.example
done
grep -q 'oidc-account: p-.* is linked' serve.err || fail 'the link is not told'
journal 'oidc-in: p-'
grep -q 's-anna\|anna.example' serve.err && fail 'the journal names a person'
# --- the answer is taken once, by the browser that began, for ten minutes
status 403 -b "$JAR2" "$BACK"; journal 'oidc-refused: state: ' # its cookie is gone
how "{\"who\":{$ANNA}}"; rm -f "$JAR2"; begin "$JAR2" /queue; there; cp "$JAR2" again.jar
status 200 -b "$JAR2" -c "$JAR2" "$BACK"
status 403 -b again.jar "$BACK"; journal 'oidc-refused: replayed: '
begin "$JAR2" /queue; there; rm -f other.jar; begin other.jar /queue
status 403 -b other.jar "$BACK"; journal 'oidc-refused: state: '
status 403 "$BACK"; journal 'oidc-refused: state: '
status 403 -b "$JAR2" "$(echo "$BACK" | sed 's/state=AAA/state=BBB/')"; journal 'oidc-refused: state: '
status 303 -H 'Sec-Fetch-Site: cross-site' "$URL/signin/oidc"; grep -qi '^location: /signin.$' head || fail "another site's page begins a sign-in"
# where it goes afterwards is ours
for next in //evil.example https://evil.example/ '/%5Cevil.example' 'javascript:1'; do
	NEXT=$next enter 200 "{\"who\":{$ANNA}}"
	grep -qi '^refresh: 0;url=/.$' head || fail "goes on to $next"
done
finish; serve_start --rate 0 --resolver 127.0.0.1@9 --timeout 2 --no-cache --proxy 127.0.0.1 || return # what failed is forgotten
SEEN=$(wc -l <serve.err)
# behind a front with TLS its cookies are bound to this host alone, and go along when the provider sends the browser back
status 303 -H 'X-Forwarded-Proto: https' "$URL/signin/oidc"
grep -qi '^set-cookie: __Host-bailiwick-signin=.*; Path=/; HttpOnly; SameSite=Lax; Max-Age=600; Secure' head || { fail 'the cookie over TLS'; cat head >&2; }
# --- tokens that are not for this sign-in
AGAIN='That sign-in could not be completed'
for word in nonce aud iss azp exp signature; do no $word "{\"bad\":\"$word\",\"who\":{$ANNA}}" "$AGAIN"; done
no alg "{\"bad\":\"none\",\"who\":{$ANNA}}" "$AGAIN"
no alg "{\"bad\":\"hs256\",\"who\":{$ANNA}}" "$AGAIN"
no iss "{\"bad\":\"mixed\",\"who\":{$ANNA}}" "$AGAIN"
no declined '{"bad":"declined"}' 'You did not sign in there'
how "{\"who\":{$ANNA}}"; rm -f "$JAR2"; begin "$JAR2" /queue; there
status 403 -b "$JAR2" "$(echo "$BACK" | sed 's/code=[^&]*/code=nonsense/')"; journal 'oidc-refused: code: '
# a key that the provider does not publish
no key "{\"kid\":\"two\",\"published\":\"one\",\"who\":{$ANNA}}" "$AGAIN"
[ "$(grep -c '/keys' idp/log)" -le 4 ] || fail "keys were fetched $(grep -c '/keys' idp/log) times"
# --- whom it lets in
no group "{\"who\":{\"sub\":\"s-x\",\"email\":\"x@desk.example\",\"email_verified\":true,\"groups\":[\"staff\"]}}" 'None of your groups at the sign-in service has a role'
no claim '{"who":{"sub":"s-y","email":"y@desk.example","groups":["abuse desk"]}}' 'You have no account at this desk'
no claim '{"who":{"sub":"s-y","email":"anna.example@desk.example","email_verified":false,"groups":["abuse desk"]}}' 'You have no account'
no name '{"who":{"sub":"s-y","email":"y+z@desk.example","email_verified":true,"groups":["abuse desk"]}}' 'You have no account'
no disabled '{"who":{"sub":"s-out","email":"out@desk.example","email_verified":true,"groups":["abuse desk"]}}' 'is shut out'
no link "{\"who\":{\"sub\":\"s-other\",\"email\":\"anna.example@desk.example\",\"email_verified\":true,\"groups\":[\"abuse desk\"]}}" 'belongs to somebody else'
# --- twenty failures of one network, and it waits; a password of it as well
for _ in 1 2; do status 403 "$BACK"; done
status 429 -b "$JAR2" "$BACK"; status 429 "$URL/signin/oidc"
finish; serve_start --rate 0 --resolver 127.0.0.1@9 --timeout 2 --no-cache || return
SEEN=$(wc -l <serve.err)
# an account by groups, their claim from userinfo
enter 200 '{"who":{"sub":"s-lead"},"userinfo":{"email":"lead@desk.example","email_verified":true,"groups":["/leads","abuse desk"]}}'
journal 'is made, with the roles of its groups'
status 200 -b "$JAR2" -H 'Accept: application/json' "$URL/api/v1/me"; json '.roles | sort | join(" ")' 'admin analyst reviewer'
run 0 "$BAILIWICK" user list --store desk --json
[ "$(jq -s 'map(select(.name | test("@"))) | length' out)" = 3 ] || fail "accounts: $(cat out)"
# another name for the same person of the provider is the same account
enter 200 '{"who":{"sub":"s-lead","email":"married@desk.example","email_verified":true,"groups":["/leads"]}}'
status 200 -b "$JAR2" -H 'Accept: application/json' "$URL/api/v1/me"; json .name lead@desk.example
# --- roles follow the groups, and only then is anything written; what the desk changed by hand lasts until then
deeds() { "$BAILIWICK" user deeds --store desk --json | jq -s 'map(select(.what == "person.manage" and .object == "lead@desk.example")) | length'; }
follow() { # GROUPS ROLES
	enter 200 "{\"who\":{\"sub\":\"s-lead\",\"email\":\"lead@desk.example\",\"email_verified\":true,\"groups\":[$1]}}"
	status 200 -b "$JAR2" -H 'Accept: application/json' "$URL/api/v1/me"; json '.roles | sort | join(" ")' "$2"
}
grep -q 'oidc-roles: p-[0-9]* admin analyst reviewer -> admin reviewer$' serve.err || { fail 'the journal does not say what changed'; grep oidc-roles serve.err >&2; }
DEEDS=$(deeds)
follow '"/leads"' 'admin reviewer'
[ "$(deeds)" = "$DEEDS" ] || fail 'a sign-in that changes nothing is a deed'
cp "$JAR2" lead.jar
follow '"abuse desk","staff"' analyst
journal 'admin reviewer -> analyst'
[ "$(deeds)" = $((DEEDS + 1)) ] || fail "$(deeds) deeds, not one more than $DEEDS"
status 403 -b lead.jar -H 'Accept: application/json' "$URL/api/v1/people" # in every session at once
run 0 "$BAILIWICK" user role lead@desk.example reviewer --store desk
follow '"abuse desk"' analyst
# the last admin stays one, whatever the groups say; with another, no more
follow '"/leads"' 'admin reviewer'
run 0 "$BAILIWICK" user disable demo --store desk
follow '"abuse desk"' 'admin analyst'
journal 'stays admin: no other would be left'
DEEDS=$(deeds)
follow '"abuse desk"' 'admin analyst'
[ "$(deeds)" = "$DEEDS" ] || fail 'an admin who stays one is a deed each time'
run 0 "$BAILIWICK" user enable demo --store desk
follow '"abuse desk"' analyst
# the role that an agreement gives is none of the groups'
run 0 "$BAILIWICK" notifier add cert --harms phishing --contact cert@cert.example --store desk
run 0 "$BAILIWICK" user add filer@desk.example --roles notifier --notifier cert --store desk
enter 200 '{"who":{"sub":"s-filer","email":"filer@desk.example","email_verified":true,"groups":["abuse desk"]}}'
status 200 -b "$JAR2" -H 'Accept: application/json' "$URL/api/v1/me"; json '.roles | sort | join(" ")' 'analyst notifier'
# out of all groups, out of the desk
no group '{"who":{"sub":"s-lead","email":"lead@desk.example","email_verified":true,"groups":[]}}' 'None of your groups'
# a new person of the provider with an old name, when the desk says so
run 0 "$BAILIWICK" user unlink lead@desk.example --store desk
run 66 "$BAILIWICK" user unlink lead@desk.example --store desk
enter 200 '{"who":{"sub":"s-lead2","email":"lead@desk.example","email_verified":true,"groups":["/leads"]}}'
# --- keys change: the new one is fetched when a token names it
sleep 5
enter 200 "{\"kid\":\"three\",\"alg\":\"ES256\",\"who\":{$ANNA}}"
journal 'oidc-keys: '
# --- signing out is signing out there too: with the ID token that the session began with, which the store has only sealed
grep -aqr "$(printf '{"alg":"' | base64 | cut -c 1-10)" desk && fail 'the store has an ID token to read'
leave() { # HINT
	CSRF2=$(web -b "$JAR2" "$URL/" | sed -n 's/.*name="csrf" value="\([^"]*\)".*/\1/p' | head -n 1)
	cp "$JAR2" old.jar
	status 200 -b "$JAR2" -c "$JAR2" -d "csrf=$CSRF2" "$URL/signout"
	grep -qi "^refresh: 0;url=$IDP/out?client_id=desk%20%26%20co&post_logout_redirect_uri=https%3A%2F%2Fdesk.example%2F&$1" head || { fail "not signed out there with $1"; cat head >&2; }
	grep -qi '^cache-control: no-store' head || fail 'an answer with a token may be kept'
	curl -sS --cacert cert.pem -o /dev/null "$(sed -n 's/^[Rr]efresh: 0;url=\(.*\)\r$/\1/p' head)"
	status 401 -b old.jar -H 'Accept: application/json' "$URL/queue"
}
leave id_token_hint=eyJ; tail -n 1 idp/log | grep -q '^GET /desk/out token$' || fail "there: $(tail -n 1 idp/log)"
# one that is too long for an address is not kept: a hint says who it is
enter 200 "{\"kid\":\"three\",\"who\":{$ANNA,\"padding\":\"$(head -c 4000 /dev/zero | tr '\0' x)\"}}"
leave logout_hint=anna.example%40desk.example; tail -n 1 idp/log | grep -q '^GET /desk/out hint anna.example@desk.example$' || fail "there: $(tail -n 1 idp/log)"
# --- the old session of a password leads nowhere else
status 303 -b "$JAR" -d "csrf=$CSRF" "$URL/signout"
# --- a reload in between: no sign-in is lost
how "{\"kid\":\"three\",\"who\":{$ANNA}}"; rm -f "$JAR2"; begin "$JAR2" /queue; there
kill -HUP $SERVE_PID
for _ in $(seq 200); do grep -q 'reloaded:' serve.err && break; sleep 0.1; done
status 200 -b "$JAR2" -c "$JAR2" "$BACK"; journal 'oidc-in: '
kill -9 "$(serve_child oidc)"
for _ in $(seq 100); do [ -n "$(serve_child oidc)" ] && web "$URL/readyz" | grep -q 'oidc there' && break; sleep 0.1; done
enter 200 "{\"kid\":\"three\",\"who\":{$ANNA}}"; journal 'oidc-in: '
# --- slow: nobody else waits for it
how "{\"kid\":\"three\",\"slow\":3,\"who\":{$ANNA}}"; rm -f "$JAR2"; begin "$JAR2" /queue; there
web -b "$JAR2" -o slow.out -w '%{http_code}' "$BACK" >slow.status &
SLOW=$!
sleep 0.3
for page in / /signin '/signin/once?token=x'; do
	took=$(web -o /dev/null -w '%{time_total}' "$URL$page")
	[ "$(echo "$took < 2" | bc 2>/dev/null || awk "BEGIN { print $took < 2 }")" = 1 ] || fail "$page took $took s while the provider was slow"
done
wait $SLOW; [ "$(cat slow.status)" = 200 ] || fail "slow: $(cat slow.status)"
# --- broken, refusing our client, away
how "{\"bad\":\"broken\",\"kid\":\"three\",\"who\":{$ANNA}}"; rm -f "$JAR2"; begin "$JAR2" /queue; there
status 503 -b "$JAR2" "$BACK"; out_has 'does not answer right now'; out_has 'name="password"'; journal 'oidc-away: '
kill $IDP_PID; wait $IDP_PID 2>/dev/null
how "{\"who\":{$ANNA}}"
finish; serve_start --rate 0 --resolver 127.0.0.1@9 --timeout 2 --no-cache || return
SEEN=$(wc -l <serve.err)
status 503 "$URL/signin/oidc"; out_has 'does not answer right now'; out_has 'name="password"'; journal 'oidc-away: '
status 503 -H 'Accept: application/json' "$URL/signin/oidc"
printf 'correct horse battery staple\n' >pw
run 0 "$BAILIWICK" user password anna.example@desk.example --store desk <pw
status 303 -c pw.jar -d 'name=anna.example@desk.example&password=correct+horse+battery+staple&next=/queue' "$URL/signin"
status 200 -b pw.jar -H 'Accept: application/json' "$URL/account"; json .name anna.example@desk.example
# it comes back, and so does the button's way
python3 "$FUNC_LIB/oidc_server.py" idp cert.pem key.pem "$SECRET" "$(cat port)" <stop >port2 2>>idp.err &
for _ in $(seq 300); do [ -s port2 ] && break; sleep 0.1; done
sleep 5
enter 200 "{\"who\":{$ANNA}}"
finish
# --- without the explicit word a private address is not contacted
settings >"$CONF"
serve_start --rate 0 --resolver 127.0.0.1@9 --timeout 2 --no-cache || return
SEEN=$(wc -l <serve.err)
status 503 "$URL/signin/oidc"; journal 'oidc-away: will not contact'
finish
# --- offline there is no button and no role
SERVE_OFFLINE=--offline
serve_start --rate 0 || return
status 200 "$URL/signin"; out_lacks /signin/oidc
status 404 "$URL/signin/oidc"; status 404 "$URL/signin/oidc/back?state=x&code=y"
status 200 "$URL/readyz"; out_has 'oidc off'
finish
run 0 "$BAILIWICK" fsck --store desk --offline
[ ! -s idp.err ] || { fail 'the provider complains'; tail -n 5 idp.err >&2; }
exec 9>&-
