# SPDX-License-Identifier: Apache-2.0
# The server: start, API, sign-in, gate, conditional requests, errors, reload, end.  Bodies are checked against
# the schemas that the server itself publishes.
. "$FUNC_LIB/serve.sh"
serve_start --rate 0 || return
X=$SOURCE_ROOT/sample/reports/xarf/harbour-shop-bank.json
J='Content-Type: application/json'
valid() { # SCHEMA: the last answer
	python3 "$FUNC_LIB/valid.py" "$WORK/openapi.json" "$1" <"$WORK/out" || fail "the answer is no $1"
}
status 200 "$URL/api/v1/openapi.json"; cp "$WORK/out" "$WORK/openapi.json"; valid OpenApi
# health
status 200 "$URL/healthz"; status 200 "$URL/readyz"
status 200 "$METRICS/metrics"; out_has 'bailiwick_cases 0'
status 404 "$URL/metrics"; status 404 "$METRICS/"
# reports
status 201 -H "$J" --data-binary "@$X" "$URL/api/v1/reports"; valid Receipt; json .accepted 1
grep -qi '^location: /api/v1/reports/r-0000001' "$WORK/head" || fail "no Location"
status 200 -H "$J" --data-binary "@$X" "$URL/api/v1/reports"; json .folded 1
status 422 -H "$J" -d '{"xarf_version":"4.2.0"}' "$URL/api/v1/reports"; json '.errors | length > 0' true
status 422 -H "$J" -d '{"a":' "$URL/api/v1/reports"
status 415 -H 'Content-Type: image/png' -d x "$URL/api/v1/reports"
status 401 -H "$J" -d "[$(cat "$X")]" "$URL/api/v1/reports"
status 401 -H 'Content-Type: application/x-ndjson' -d "$(jq -c . "$X")" "$URL/api/v1/reports"
status 201 -H 'Content-Type: message/rfc822' --data-binary "@$(ls "$SOURCE_ROOT"/sample/reports/mail/* | head -n 1)" "$URL/api/v1/reports"; valid Receipt
# the same key, the same answer; another body, a refusal
jq -c '.report_id = "11111111-2222-4333-8444-555555555555" | .url = "https://other-shop.example/login.php"' "$X" >other.json
status 201 -H "$J" -H 'Idempotency-Key: k1' --data-binary @other.json "$URL/api/v1/reports"; cp out first
status 201 -H "$J" -H 'Idempotency-Key: k1' --data-binary @other.json "$URL/api/v1/reports"; cmp -s out first || fail "another answer to the same key"
status 422 -H "$J" -H 'Idempotency-Key: k1' --data-binary "@$X" "$URL/api/v1/reports"
# lines, each with its result, and the summary last
{ jq -c '.report_id = "11111111-2222-4333-8444-666666666666"' "$X"; echo '{"no":"report"}'; jq -c . "$X"; } >three.ndjson
web -b "$JAR" -H "X-CSRF-Token: $CSRF" -H 'Content-Type: application/x-ndjson' --data-binary @three.ndjson "$URL/api/v1/reports" >lines
[ "$(wc -l <lines)" -eq 4 ] || { fail "not a line for each line"; cat lines >&2; }
[ "$(tail -n 1 lines | jq -c '[.refused, .complete]')" = '[1,true]' ] || fail "the summary: $(tail -n 1 lines)"
[ "$(jq -c 'select(.error) | .line' lines)" = 2 ] || fail "the refused line is not named"
# cases come when work has worked
for i in $(seq 100); do web -b "$JAR" "$URL/api/v1/cases" >out; [ "$(jq '.cases | length' out)" -ge 2 ] && break; sleep 0.1; done
valid CaseList
ID=$(jq -r '.cases[] | select(.site == "harbour-shop.example") | .id' out)
status 200 -b "$JAR" "$URL/api/v1/cases/$ID"; valid CaseFull; json .state open
status 200 -b "$JAR" "$URL/api/v1/reports/r-0000001"; valid StoredReport; json .case "$ID"
status 404 -b "$JAR" "$URL/api/v1/cases/c-zzzzzzz"; status 404 -b "$JAR" "$URL/api/v1/cases/nonsense"
status 200 -b "$JAR" "$URL/api/v1/cases?limit=1"; valid CaseList
NEXT=$(jq -r .next out); status 200 -b "$JAR" "$URL/api/v1/cases?limit=1&after=$NEXT"; valid CaseList
[ "$(jq -r '.cases[0].id' out)" != "$NEXT" ] || fail "the cursor does not move"
status 400 -b "$JAR" "$URL/api/v1/cases?state=nonsense"; status 401 "$URL/api/v1/cases"
# changes: only with proof that our own page asked
status 403 -b "$JAR" -X POST "$URL/api/v1/cases/$ID/close"
status 404 -b "$JAR" -X POST -H "X-CSRF-Token: $CSRF" -H "$J" -d '{"reason":"gone"}' "$URL/api/v1/cases/c-0009999/close"
status 403 -b "$JAR" -X POST -H "X-CSRF-Token: $CSRF" -H 'Sec-Fetch-Site: cross-site' "$URL/api/v1/cases/$ID/close"
status 200 -b "$JAR" -X POST -H "X-CSRF-Token: $CSRF" -H "$J" -d '{"reason":"gone"}' "$URL/api/v1/cases/$ID/close"; valid Case; json .state closed
status 400 -b "$JAR" -X POST -H "X-CSRF-Token: $CSRF" -H "$J" -d '{"reson":"gone"}' "$URL/api/v1/cases/$ID/close"
status 200 -b "$JAR" -X POST -H "X-CSRF-Token: $CSRF" "$URL/api/v1/cases/$ID/undo"; valid Undone; json .case.state open
# names
status 200 "$URL/api/v1/identify?name=b%C3%BCcher.example"; valid Site; json .a_label xn--bcher-kva.example
status 200 "$URL/api/v1/stack?name=shop.example"; valid Stack
status 200 "$URL/api/v1/explain?name=https://shop.example/x&harm=phishing"; valid Explanation
status 200 "$URL/api/v1/options?name=shop.example&harm=phishing"; valid Options
status 400 "$URL/api/v1/explain"; status 400 "$URL/api/v1/explain?name=a.example&harm=nonsense"; status 400 "$URL/api/v1/identify?name=%ff"
# packs
status 200 "$URL/api/v1/policies"; valid Packs
status 200 "$URL/api/v1/policies/icann-raa"; valid Pack; status 404 "$URL/api/v1/policies/nonsense"
status 200 "$URL/api/v1/policies/bind?name=shop.example&harm=phishing"; valid Bound
status 200 "$URL/api/v1/policies/diff?a=US&b=DE"; valid PackDiff
status 200 -b "$JAR" "$URL/api/v1/me"; valid Me; json .name demo
# conditional requests, HEAD, methods
status 200 "$URL/api/v1/policies/icann-raa"; ETAG=$(sed -n 's/^[Ee][Tt]ag: \(.*\)\r$/\1/p' head)
status 304 -H "If-None-Match: $ETAG" "$URL/api/v1/policies/icann-raa"
status 200 -I "$URL/"; status 405 -X DELETE "$URL/"; grep -qi '^allow: GET, HEAD' head || fail "no Allow"
status 405 -X PUT "$URL/api/v1/reports"; status 404 "$URL/nowhere"; status 404 "$URL/api/v1/nowhere"; status 501 -X BREW "$URL/"
# pages: nothing inline, in the reader's language, as JSON for who wants that
status 400 "$URL/explain?name=%3Cscript%3Ealert(1)%3C/script%3E.example"; out_lacks '<script>alert'
status 200 "$URL/explain?name=https://shop.example/x&harm=phishing"; out_lacks '<script>'
# whoever is asked first is on the picture, also where nobody knows yet who it is
[ "$(grep -c '<li class="asked unknown">' out)" -eq 1 ] && grep -q 'class="role">the hosting provider' out || fail "the picture lacks who is asked"
grep -qi "^content-security-policy: default-src 'none'; style-src 'self'" head || fail "no policy"
status 200 -H 'Accept-Language: ar;q=0.9, en;q=0.1' "$URL/"; out_has 'dir="rtl"'
status 200 "$URL/?lang=de"; out_has 'lang="de"'; grep -qi '^set-cookie: lang=de' head || fail "the language is not kept"
status 200 -H 'Accept: application/json' "$URL/explain?name=shop.example"; valid Explanation
status 200 "$URL$(web "$URL/" | grep -o '/assets/style[^"]*')"; grep -qi immutable head || fail "assets are not kept"
status 404 "$URL/assets/../data/api/schemas.json" --path-as-is
# password, second factor, throttle
status 303 -b "$JAR" -c "$JAR" -d "csrf=$CSRF&what=password&new=correct+horse+battery" "$URL/account"
status 303 -c jar2 -d 'name=demo&password=correct+horse+battery' "$URL/signin"
status 200 -b jar2 "$URL/account"; out_has '>demo<'
status 403 -d 'name=demo&password=correct+horse+battery' -H 'Origin: https://evil.example' "$URL/signin"
for i in 1 2 3 4 5; do status 403 -d "name=demo&password=wrong$i" "$URL/signin"; done
status 429 -d 'name=DEMO&password=correct+horse+battery' "$URL/signin"
# the link is used up
status 403 "$(sed -n 's/^sign-in.* \(http.*\)$/\1/p' serve.out)"
# reload without a failed request
( for i in $(seq 40); do web -o /dev/null -w '%{http_code}\n' "$URL/api/v1/policies"; done >codes ) &
LOOP=$!
sleep 0.2; kill -HUP $SERVE_PID; wait $LOOP
[ "$(sort -u codes)" = 200 ] || fail "requests failed while settings were read anew: $(sort codes | uniq -c | tr '\n' ' ')"
err_has_line() { grep -qF "$1" serve.err || { fail "the journal lacks '$1'"; cat serve.err >&2; }; }
for i in $(seq 50); do grep -q reloaded serve.err && break; sleep 0.1; done; err_has_line 'supervisor reloaded:'
serve_stop
err_has_line 'supervisor ended:'
run 0 "$BAILIWICK" fsck --store desk --offline
