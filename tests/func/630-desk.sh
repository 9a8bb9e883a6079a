# SPDX-License-Identifier: Apache-2.0
# The pages of the desk and their twins in the API: letters, approvals, contacts, clocks, policies.  A decision is made, its
# letters are seen, a contact approved, a letter ticked off and another withdrawn; what is hostile stays text.
. "$FUNC_LIB/serve.sh"
serve_start --rate 0 || return
J='Content-Type: application/json'
valid() { # SCHEMA: the last answer
	python3 "$FUNC_LIB/valid.py" "$WORK/openapi.json" "$1" <"$WORK/out" || fail "the answer is no $1"
}
get() { status "$1" -b "$JAR" "$URL$2"; }
post() { want=$1 path=$2; shift 2; status "$want" -b "$JAR" -c "$JAR" --data-urlencode "csrf=$CSRF" "$@" "$URL$path"; }
api() { status "$1" -b "$JAR" -H "X-CSRF-Token: $CSRF" -H "$J" -d "$3" "$URL$2"; }
get 200 /api/v1/openapi.json; cp out openapi.json
status 201 -H "$J" --data-binary "@$SOURCE_ROOT/sample/reports/xarf/harbour-shop-bank.json" "$URL/api/v1/reports"
for i in $(seq 100); do get 200 /api/v1/cases; [ "$(jq '.cases | length' out)" -ge 1 ] && break; sleep 0.1; done
ID=$(jq -r '.cases[0].id' out)
# nothing is there yet, and every page says so
for p in letters contacts due appeals notifiers rules people approvals policies account/tokens; do get 200 "/$p"; out_has "$CSRF"; done
get 200 /api/v1/letters; valid Letters; json '.letters | length' 0
get 200 /api/v1/decisions; valid Decisions; get 200 /api/v1/due; valid Duties; get 200 /api/v1/appeals; valid Appeals
get 200 /api/v1/contacts; valid Contacts; get 200 /api/v1/held; valid HeldReports; get 200 /api/v1/me/tokens; valid Tokens
# decide; another member than those of the schema is refused
api 400 "/api/v1/cases/$ID/decisions" '{"wy":"x"}'
api 201 "/api/v1/cases/$ID/decisions" '{}'; valid Decision; json .state in-force; D=$(jq -r .id out)
api 409 "/api/v1/cases/$ID/decisions" '{}'
get 200 "/api/v1/decisions/$D"; valid Decision; json .case "$ID"; get 404 /api/v1/decisions/d-9999999
# its letters, on the page and in the API
get 200 /api/v1/letters; valid Letters; cp out letters.json
[ "$(jq '.letters | length' letters.json)" -ge 1 ] || fail "a decision without letters"
get 200 /letters; out_has "$(jq -r '.letters[0].id' letters.json)"
status 400 -b "$JAR" "$URL/api/v1/letters?state=nonsense"; status 401 "$URL/api/v1/letters"; status 401 "$URL/letters"
L=$(jq -r '.letters[0].id' letters.json)
get 200 "/api/v1/letters/$L"; valid Letter; json '.text | length > 20' true
get 200 "/letters/$L"; out_has '<h1>'; get 404 /letters/l-9999999
# contacts: held letters wait for a word about theirs
get 200 /api/v1/contacts; valid Contacts; K=$(jq -r '.contacts[] | select(.status == "waits") | .id' out | head -n 1)
if [ -n "$K" ]; then
	get 200 '/contacts?status=waits'; out_has 'value="approve"'
	status 403 -b "$JAR" -d 'do=approve' "$URL/contacts/$K"
	post 303 "/contacts/$K" -d do=approve; api 200 "/api/v1/contacts/$K" '{"do":"set","hours":"mon-fri 08:00-18:00 +01:00","language":"pt"}'
	valid ContactOfActor; json .status approved; json .language pt
	api 422 "/api/v1/contacts/$K" '{"do":"set","hours":"whenever"}'
	get 200 '/api/v1/letters?state=held'; [ "$(jq --arg k "$K" '.letters | length' out)" -lt "$(jq '[.letters[] | select(.state == "held")] | length' letters.json)" ] || fail "what was held for $K is held still"
else
	fail "no contact waits for a person"
fi
# withdrawn with a reason, once
api 422 "/api/v1/letters/$L" '{"do":"withdraw"}'
post 303 "/letters/$L" -d do=withdraw --data-urlencode 'why=<b>settled</b> by phone'
get 200 "/letters/$L"; out_has '&lt;b&gt;settled'; out_lacks '<b>settled'; out_has '>withdrawn<'
api 409 "/api/v1/letters/$L" '{"do":"withdraw","why":"again"}'
# an answer with the token of a letter; a wrong one is not there
api 404 /api/v1/answers/0123456789abcdefghjkmnpqrs '{"kind":"acknowledged"}'
TOKEN=$("$BAILIWICK" act show "$L" --json --store desk | jq -r .token)
status 201 -H "$J" -d '{"kind":"acknowledged","reference":"T-1"}' "$URL/api/v1/answers/$TOKEN"; valid Answered; json .kind acknowledged
status 200 -H "$J" -d '{"kind":"acknowledged","reference":"T-1"}' "$URL/api/v1/answers/$TOKEN"; json .fresh false
status 400 -H "$J" -d '{"kind":"nonsense"}' "$URL/api/v1/answers/$TOKEN"
get 200 "/letters/$L"; out_has 'it arrived and is being looked at'
# taken back
api 200 "/api/v1/decisions/$D/reverse" '{"why":"it was the wrong page"}'; valid Decision; json .follows "$D"
# packs: one, and two side by side
get 200 /policies; out_has '/policies/icann-raa'; get 200 /policies/icann-raa; out_has 'RAA'; get 404 /policies/nonsense
get 200 '/policies/diff?a=US&b=DE'; out_has 'us-dmca-512'; get 200 /policies/diff; get 404 '/policies/diff?a=US&b=nonsense'
get 200 /due; get 200 '/due?state=passed&role=hosting'; get 400 '/due?role=nonsense'
# views of the queue: kept by name, one's own, forgotten
post 303 /queue/views -d do=keep --data-urlencode 'name=old <ones>' --data-urlencode 'query=state=closed&sort=opened'
get 200 /queue; out_has 'old &lt;ones&gt;'; out_has '/queue?state=closed'; post 303 /queue/views -d do=drop --data-urlencode 'name=old <ones>'
get 200 /queue; out_lacks 'old &lt;ones'; post 400 /queue/views -d do=keep -d name=
serve_stop
