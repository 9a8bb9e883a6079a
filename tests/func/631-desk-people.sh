# SPDX-License-Identifier: Apache-2.0
# The pages of appeals, notifiers, rules, people and tokens, and their twins in the API: what one decided oneself one does
# not review, an appeal is taken and reversed by somebody else, a token is shown once.
. "$FUNC_LIB/serve.sh"
serve_start --rate 0 || return
J='Content-Type: application/json'
valid() { python3 "$FUNC_LIB/valid.py" "$WORK/openapi.json" "$1" <"$WORK/out" || fail "the answer is no $1"; }
get() { status "$1" -b "$JAR" "$URL$2"; }
post() { want=$1 path=$2; shift 2; status "$want" -b "$JAR" -c "$JAR" --data-urlencode "csrf=$CSRF" "$@" "$URL$path"; }
api() { status "$1" -b "$JAR" -H "X-CSRF-Token: $CSRF" -H "$J" -d "$3" "$URL$2"; }
get 200 /api/v1/openapi.json; cp out openapi.json
# people: added on the page and in the API, roles given, shut out, never oneself
post 303 /people -d do=add -d name=anna -d role=analyst; get 200 /people; out_has '>anna<'
api 201 /api/v1/people '{"name":"rita","roles":["reviewer"]}'; valid People
api 400 /api/v1/people '{"name":"x","roles":["king"]}'
RITA=$(jq -r '.people[] | select(.name == "rita") | .id' out 2>/dev/null); get 200 /api/v1/people; RITA=$(jq -r '.people[] | select(.name == "rita") | .id' out); ME=$(jq -r '.people[] | select(.name == "demo") | .id' out)
api 200 "/api/v1/people/$RITA" '{"do":"roles","roles":["reviewer","auditor"]}'; json '.people[] | select(.name == "rita") | .roles | join(" ")' 'reviewer auditor'
api 403 "/api/v1/people/$ME" '{"do":"disable"}'
api 200 "/api/v1/people/$RITA" '{"do":"disable"}'; api 200 "/api/v1/people/$RITA" '{"do":"enable"}'
# tokens: the text is there once, and works until it is revoked
post 200 /account/tokens -d do=make -d scopes=case.read; TOKEN=$(sed -n 's/.*<pre>\(bw_[a-z0-9]*\)<.*/\1/p' out); [ -n "$TOKEN" ] || fail "no token was shown"
get 200 /account/tokens; out_lacks "$TOKEN"; out_has 'case.read'
status 200 -H "Authorization: Bearer $TOKEN" "$URL/api/v1/cases"; status 403 -H "Authorization: Bearer $TOKEN" "$URL/api/v1/letters"
"$BAILIWICK" user token demo --list --store desk --json >out 2>err; json '.last_used | length' 10
post 303 /account/tokens -d do=revoke -d token=1; status 401 -H "Authorization: Bearer $TOKEN" "$URL/api/v1/cases"
get 200 /api/v1/me/tokens; valid Tokens; json '.tokens | length' 1
# notifiers: added, shown, suspended with a reason, lifted
post 303 /notifiers -d name=shield --data-urlencode contact=desk@shield.example --data-urlencode 'basis=<i>agreement</i>' -d harms=phishing
get 200 /notifiers; out_has 'href="/notifiers/shield"'; out_lacks '<i>agreement'
get 200 /api/v1/notifiers; valid Notifiers; get 200 /api/v1/notifiers/shield; valid Notifier; json .state probation
get 404 /notifiers/nobody; api 200 /api/v1/notifiers/shield '{"do":"suspend","why":"copies of copies"}'; valid Notifier; json .state suspended
get 200 /notifiers/shield; out_has 'copies of copies'; post 303 /notifiers/shield -d do=lift -d why=talked; get 200 /api/v1/notifiers/shield; json .state probation
api 404 /api/v1/held/q-9999999 '{"do":"release"}'; api 400 /api/v1/held/q-9999999 '{"do":"refuse"}'
# rules: a dry run changes nothing; on and off with a reason
get 200 /api/v1/rules; valid Rules; json '[.rules[] | select(.on)] | length' 0; R=$(jq -r '.rules[0].rule' out)
get 200 "/api/v1/rules/$R/trial"; valid RuleTrial; get 400 "/api/v1/rules/$R/trial?since=soon"
get 200 "/rules?try=$R"; out_has 'Nothing was changed'
post 303 /rules -d "rule=$R" -d do=on -d why=tried; get 200 /api/v1/rules; json "[.rules[] | select(.on) | .rule] | join(\" \")" "$R"
api 200 "/api/v1/rules/$R" '{"do":"off","why":"not yet"}'; valid Rules; json '[.rules[] | select(.on)] | length' 0
# an appeal against a decision: not by who decided
status 201 -H "$J" --data-binary "@$SOURCE_ROOT/sample/reports/xarf/harbour-shop-bank.json" "$URL/api/v1/reports"
for i in $(seq 100); do get 200 /api/v1/cases; [ "$(jq '.cases | length' out)" -ge 1 ] && break; sleep 0.1; done
ID=$(jq -r '.cases[0].id' out)
api 201 "/api/v1/cases/$ID/decisions" '{}'; D=$(jq -r .id out)
PAGE=$("$BAILIWICK" act show "$D" --json --store desk | jq -r .token)
"$BAILIWICK" appeal file "$PAGE" --by holder --text '<script>alert(1)</script> the shop was cleaned' --store desk >file.out 2>&1 || { fail "appeal file"; cat file.out >&2; }
get 200 /api/v1/appeals; valid Appeals; A=$(jq -r '.appeals[0].id' out)
get 200 /appeals; out_has "$A"; out_lacks '<script>alert'; get 200 "/appeals/$A"; out_has '&lt;script&gt;'; out_lacks '<script>alert'
api 403 "/api/v1/appeals/$A" '{"do":"take"}'
T=$("$BAILIWICK" user token rita --store desk --json 2>/dev/null | jq -r .token)
by_rita() { status "$1" -H "Authorization: Bearer $T" -H "$J" -d "$2" "$URL/api/v1/appeals/$A"; }
by_rita 200 '{"do":"take"}'; valid Appeal; json .state in-review; json .reviewer "$RITA"
by_rita 400 '{"do":"decide"}'; by_rita 422 '{"do":"decide","outcome":"reversed"}'
by_rita 200 '{"do":"decide","outcome":"reversed","reasons":"it was cleaned"}'; valid Appeal; json .state reversed
get 200 "/appeals/$A"; out_has 'it was cleaned'; get 200 /api/v1/appeals; json '.appeals | length' 0; get 200 '/api/v1/appeals?all=1'; json '.appeals | length' 1
serve_stop
