# SPDX-License-Identifier: Apache-2.0
# Passkeys over HTTP with a security key made of OpenSSL's signatures: each algorithm adds and signs in; what is replayed,
# altered, for another page, of another kind, of nobody, too old, or of a copy is refused, and a token adds none.
. "$FUNC_LIB/serve.sh"
serve_up --rate 0 --desk-url https://abuse.example/desk || return
AT=$URL URL=http://localhost:${URL##*:} JAR=$WORK/jar
web -c "$JAR" -o /dev/null "$URL/signin/once?token=$(sed -n 's/^sign-in.*token=//p' serve.out)"
CSRF=$(web -b "$JAR" "$URL/" | sed -n 's/.*name="csrf" value="\([^"]*\)".*/\1/p' | head -n 1)
J='Accept: application/json'
key() { python3 "$FUNC_LIB/authenticator.py" "$@"; }
valid() { python3 "$FUNC_LIB/valid.py" "$WORK/openapi.json" "$1" <"$WORK/out" || fail "the answer is no $1"; }
ask() { status 200 "$URL/api/v1/signin/passkey"; cp out ask; }
ask_new() { status 200 -b "$JAR" "$URL/api/v1/me/passkeys/new"; cp out ask; }
# send CODE PATH FILE CURL-ARGUMENTS…: the members of FILE as a form.
send() {
	want=$1 path=$2 file=$3; shift 3
	jq -r 'to_entries[] | "data-urlencode = \"\(.key)=\(.value)\""' "$file" >form
	status "$want" -H "$J" -K form "$@" "$URL$path"
}
add() { send "$1" /account/passkeys "$2" -b "$JAR" -c "$JAR" -d "csrf=$CSRF" -d do=add --data-urlencode "name=$3"; }
show() { ask; key "$1" show "$2" <ask >proof; }
sign_in() { send "$1" /signin/passkey proof -c "$WORK/jar2" -d next=/account; }
good() { show "$1" "$2"; sign_in 303; grep -qi '^location: /account' head || fail "$1 leads elsewhere"; }
status 200 "$URL/api/v1/openapi.json"; cp out openapi.json
# whom keys are for: the pages as the world knows them; localhost on this machine
status 200 "$AT/api/v1/signin/passkey"; valid PasskeyAsk; json .host abuse.example; json .origin https://abuse.example
ask; valid PasskeyAsk; json .host localhost; json .origin "$URL"
status 200 "$URL/signin"; out_has 'data-passkey="show"'
# each algorithm, by its person in a session
for alg in ES256 EdDSA RS256; do
	ask_new; valid PasskeyAskNew; json .name demo
	key "$alg" make "$alg" <ask >made; add 303 made "$alg <key>"
	good "$alg" 1; good "$alg" 2
done
status 200 -b "$JAR" "$URL/api/v1/me/passkeys"; valid Passkeys
json '[.passkeys[] | .algorithm] | join(" ")' 'ES256 EdDSA RS256'; json '[.passkeys[] | select(.used_at == null)] | length' 0
status 200 -b "$JAR" "$URL/account/passkeys"; out_has 'EdDSA &lt;key&gt;'; out_lacks 'EdDSA <key>'
status 200 -b "$WORK/jar2" "$URL/api/v1/me"; json .name demo
status 200 -b "$JAR" "$URL/api/v1/people"; valid People; json '[.people[] | .passkeys] | join(" ")' 3
status 200 -b "$JAR" "$URL/people"; out_has '<td>passkey</td>'
run 0 "$BAILIWICK" user list --store desk; out_has passkey
run 0 "$BAILIWICK" user passkey list demo --store desk; out_has 'for localhost  EdDSA <key>'
run 0 "$BAILIWICK" user passkey list demo --store desk --json; json .id "$(printf 'y-000000%s\n' 1 2 3)"
run 64 "$BAILIWICK" user passkey list --store desk
# a new key: once, for the session that asked, of its kind, with a name, not there already
add 403 made again; json .detail 'this was used already; try again'
ask; key other make ES256 <<-ASK >made
	$(jq '. + {handle: "AAAA"}' ask)
ASK
add 403 made x; json .detail 'the challenge is none of ours'
ask_new; FLAGS=1 key other make ES256 <ask >made; add 403 made x; out_has 'set a PIN or fingerprint'
ask_new; ORIGIN=http://evil.example key other make ES256 <ask >made; add 403 made x; out_has "'http://evil.example', not on ours"
ask_new; KIND=webauthn.get key other make ES256 <ask >made; add 403 made x
ask_new; key other make RS1 <ask >made; add 422 made x; out_has 'not supported'
ask_new; key other make ES256 <ask >made; add 422 made ''; add 422 made "$(printf 'two\nlines')"
send 403 /account/passkeys made -b "$JAR" -d do=add -d name=x; out_has "another site's page"
TOKEN=$("$BAILIWICK" user token demo --store desk --json 2>/dev/null | jq -r .token)
send 403 /account/passkeys made -H "Authorization: Bearer $TOKEN" -d do=add -d name=x
status 403 -H "Authorization: Bearer $TOKEN" "$URL/api/v1/me/passkeys/new"; status 401 "$URL/api/v1/me/passkeys/new"
status 200 -b "$JAR" "$URL/api/v1/me/passkeys"; json '.passkeys | length' 3
# signing in: once, with these bytes, on these pages, for this host
show ES256 3; sign_in 303; sign_in 403; json .detail 'this was used already; try again'
for name in client data signature handle credential; do
	good EdDSA "$((seen = ${seen:-2} + 1))"
	show EdDSA "$((seen + 1))"
	jq --arg n "$name" '.[$n] |= (.[:40] + (if .[40:41] == "A" then "B" else "A" end) + .[41:])' proof >p && mv p proof
	[ $name = client ] && jq '.client = "e30"' proof >p && mv p proof
	sign_in 403
done
good EdDSA 20
ask; jq '.host = "abuse.example"' ask | key EdDSA show 21 >proof; sign_in 403; json .detail 'the key is for another site'
ask; ORIGIN=https://abuse.example key EdDSA show 21 <ask >proof; sign_in 403
good EdDSA 21
ask; FLAGS=4 key EdDSA show 22 <ask >proof; sign_in 403; json .detail 'the key was used with nobody there'
ask; FLAGS=13 key EdDSA show 22 <ask >proof; sign_in 403
ask_new; key EdDSA show 22 <ask >proof; sign_in 403; json .detail 'the challenge is none of ours'
good EdDSA 22
jq '.client = "!"' proof >p && mv p proof; sign_in 400
echo '{}' >proof; sign_in 400
# a counter that goes back, or that does not move
show ES256 3; sign_in 403; out_has 'went back'
show ES256 2; sign_in 403
grep -q 'work passkey-went-back: p-0000001 y-0000001' serve.err || { fail "the journal has no passkey-went-back"; cat serve.err >&2; }
good ES256 4
# whoever is shut out has no way in; removed is removed, and ends what it had begun
"$BAILIWICK" user add root --roles admin --store desk >add.out 2>&1; "$BAILIWICK" user disable demo --store desk >>add.out 2>&1 || { fail "user disable"; cat add.out >&2; }
show RS256 3; sign_in 403
"$BAILIWICK" user enable demo --store desk >>add.out 2>&1
good RS256 4
status 200 -b "$WORK/jar2" "$URL/account/passkeys"
run 0 "$BAILIWICK" user passkey remove demo y-0000003 --store desk
status 401 -b "$WORK/jar2" -H "$J" "$URL/account/passkeys"
show RS256 5; sign_in 403
"$BAILIWICK" user deeds --store desk --json | jq -e 'select(.what == "person.manage" and .object == "demo")' >deeds || fail "no deed says that the key was removed"
# the store has public keys only, and is sound
run 0 "$BAILIWICK" fsck --store desk
serve_stop
