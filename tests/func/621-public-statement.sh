# SPDX-License-Identifier: Apache-2.0
# Whoever is hit, or was not listened to, reads why and answers: a statement by its token, an appeal, "it is
# repaired"; and the public figures, operators and the page of the API.
. "$FUNC_LIB/serve.sh"
serve_start --rate 0 || return
B='Accept: application/json'
web -o out -D head -d 'name=https://harbour-shop.example/login.php&harm=content/phishing&when=2026-11-20T10:00&note=seen' "$URL/report"
T=$(sed -n 's/^[Ll]ocation: \(.*\)\r$/\1/p' head)
for i in $(seq 100); do status 200 -H "$B" "$URL$T"; [ "$(jq -r .state out)" = open ] && break; sleep 0.1; done
# refused by a person: whoever reported reads why, and asks for a review
ID=$(web -b "$JAR" "$URL/api/v1/cases" | jq -r '.cases[0].id')
run 0 "$BAILIWICK" act decline "$ID" --reason 'The page shows no form that asks for anything.' --store desk --offline
status 200 -H "$B" "$URL$T"; json .state refused; S=$(jq -r '.decisions[0].statement' out)
case $S in /statement/?*) ;; *) fail "no address of the statement: $S" ;; esac
status 200 "$URL$T"; out_has "$S"; out_has 'nothing is done'
status 200 "$URL$S"; out_has 'value="reporter"'; out_lacks 'value="holder"'; out_has 'hxxps://harbour-shop[.]example'; out_lacks '<script>'
status 200 -H "$B" "$URL$S"; json .state in-force; json '.may_appeal' '["reporter"]'
status 400 -d do=appeal -d by=nobody -d words=x "$URL$S"
status 400 -d do=nothing "$URL$S"; status 400 -d do=answer "$URL$S"
status 303 -d do=appeal -d by=reporter --data-urlencode 'words=The form is there after the first click.' "$URL$S"
status 409 -d do=appeal -d by=reporter -d words=again "$URL$S"
status 200 -H "$B" "$URL$S"; json '.appeals | map([.by, .state])' '[["reporter","filed"]]'; json .may_appeal '[]'
status 200 "$URL$S"; out_has 'A review was asked for.'; out_lacks 'first click'
status 200 "$URL$S?lang=ar"; out_has 'dir="rtl"'; out_has '<bdi>2026-'
status 200 -H "$B" "$URL$T"; json .state appealed
# an answer in words is an event of the case
status 303 -d do=answer --data-urlencode 'words=Thank you for looking.' "$URL$S"
status 200 -b "$JAR" "$URL/api/v1/cases/$ID"; out_has answered
# a step taken: the holder may say that it is repaired, and appeal
web -o out -D head -d 'name=https://other-shop.example/login.php&harm=content/phishing&when=2026-11-20T10:00&note=seen' "$URL/report"
T=$(sed -n 's/^[Ll]ocation: \(.*\)\r$/\1/p' head)
for i in $(seq 100); do ID=$(web -b "$JAR" "$URL/api/v1/cases?site=other-shop.example&sort=site" | jq -r '.cases[0].id // empty'); [ -n "$ID" ] && break; sleep 0.1; done
run 0 "$BAILIWICK" act accept "$ID" --store desk --offline
# ... whose page is not whoever reported's to answer on
status 200 -H "$B" "$URL$T"; json '.decisions[0] | [.action != "", .statement]' '[true,null]'
status 200 "$URL$T"; out_lacks /statement/
S=$(web -b "$JAR" "$URL/cases/$ID" | grep -o '/statement/[0-9a-z]*' | head -n 1)
status 200 "$URL$S"; out_has 'value="holder"'; out_has 'id="fixed"'
status 303 -d do=fixed --data-urlencode 'words=The page is removed.' "$URL$S"
status 200 -b "$JAR" "$URL/api/v1/cases/$ID"; out_has answered
status 303 "$URL/d/${S#/statement/}"; grep -q "^[Ll]ocation: $S" head || fail "the address in letters leads elsewhere"
# a house that gives more time than the law, and answers sooner, says so, and it holds
serve_stop
mkdir -p "$XDG_CONFIG_HOME/bailiwick"
printf 'appeal-days: 400\nanswer-days: 3\n' >"$XDG_CONFIG_HOME/bailiwick/config.yaml"
serve_start --rate 0 || return
TODAY=$(date -u +%Y-%m-%d)
status 200 -H "$B" "$URL$S"; json '.may_appeal | contains(["holder"])' true
json '.appeal_until | .[:10]' "$(date -u -d "$TODAY +400 days" +%Y-%m-%d)"
status 200 "$URL$S"; out_has "$(date -u -d "$TODAY +400 days" +%Y-%m-%d)"
status 303 -d do=appeal -d by=holder --data-urlencode 'words=It is my own shop.' "$URL$S"
status 200 "$URL$S"; out_has "$(date -u -d "$TODAY +3 days" +%Y-%m-%d)"
# one of a year ago: past the law's time, within the house's
OLD=$(date -u -d '-370 days' +%Y-%m-%dT%H:%M:%SZ)
jq --arg at "$OLD" '.timestamp = $at | .report_id = "00621000-0000-4000-8000-000000000001" | .url = "https://year-old.example/log-in"' "$SOURCE_ROOT/sample/reports/xarf/harbour-shop-bank.json" >old.json
run 0 "$BAILIWICK" intake --offline --store desk --at "$OLD" --json old.json
ID=$(jq -r '.reports[0].case // empty' out); [ -n "$ID" ] || ID=$("$BAILIWICK" case list --store desk --offline --json | jq -r 'select(.site == "year-old.example") | .id')
run 0 "$BAILIWICK" act accept "$ID" --step remove-content --role hosting --reason 'they are quick' --store desk --offline --at "$OLD" --json
json '.statement.redress | contains("until '"$(date -u -d "$OLD +400 days" +%Y-%m-%d)"'")' true
OLDT=$(jq -r .token out)
status 200 -H "$B" "$URL/statement/$OLDT"; json '.may_appeal | contains(["holder"])' true
status 303 -d do=appeal -d by=holder --data-urlencode 'words=It is my own shop.' "$URL/statement/$OLDT"
# another token is no page, said kindly and alike
status 404 "$URL/statement/00000000000000000000000000"; out_has 'There is nothing here'; cp out one
status 404 "$URL/statement/x"; status 404 -d do=fixed "$URL/statement/x"
# figures: of the period that is asked for; small counts are not shown
status 200 "$URL/figures?from=2026-11-01&to=2030-01-01"; out_has 'fewer than'; out_lacks '<script>'
status 200 -H "$B" "$URL/figures?from=2026-11-01&to=2030-01-01"; json .reports null
i=0; while [ $i -lt 12 ]; do web -o /dev/null -d "name=https://shop-$i.example/x&harm=content/phishing&when=2026-11-20T10:00&note=seen" "$URL/report"; i=$((i + 1)); done
for i in $(seq 100); do web -H "$B" "$URL/figures?from=2026-11-01&to=2030-01-01" >out; [ "$(jq .reports out)" = 15 ] && break; sleep 0.1; done
json .reports 15
status 200 "$URL/figures?from=2026-11-01&to=2030-01-01"; out_has '<svg class="chart" role="img"'; out_has '<title id="harm-t">'; out_has '<bdi>14</bdi>'
status 400 "$URL/figures?from=2026-12-01&to=2026-11-01"; status 400 "$URL/figures?from=x"
"$BAILIWICK" notifier add Hotline --contact desk@hotline.example --basis agreement --store desk >add.out 2>&1 || fail "notifier add"
status 200 "$URL/notifiers/accuracy"; out_has '<bdi>Hotline</bdi>'; out_has 'too few cases'; out_lacks 'desk@hotline'
status 200 -H "$B" "$URL/notifiers/accuracy"; json '.[0] | [.name, .shown]' '["Hotline",false]'
# operators
status 200 "$URL/operators"; status 200 "$URL/operators?name=Cloudflare"; out_has 'Cloudflare, Inc.'
status 200 -H "$B" "$URL/operators?name=AS13335"; json .id cloudflare
status 200 -H "$B" "$URL/operators?name=nobody"; json .found false
status 200 "$URL/operators?name=%3Cb%3E"; out_lacks '<b>'
# every call of the API, and one of them copied
status 200 "$URL/api"
[ "$(grep -c '^<pre' out)" -eq "$(jq '[.paths[] | length] | add' <<-END
	$(web "$URL/api/v1/openapi.json")
	END
	)" ] || fail "not every call is on the page"
sed -n "s/^<pre[^>]*>\(curl.*identify.*\)<\/pre>/\1/p" out | sed "s/&amp;/\&/g; s/&#39;/'/g" >call
sh call >out 2>/dev/null; json .a_label shop.example
serve_stop
run 0 "$BAILIWICK" fsck --store desk --offline
