# SPDX-License-Identifier: Apache-2.0
# Anybody reports by the form, without script or account, and follows what became of it.
. "$FUNC_LIB/serve.sh"
serve_start --rate 0 || return
at() { sed -n 's/^[Ll]ocation: \(.*\)\r$/\1/p' "$WORK/head"; }
U=https://harbour-shop.example/login.php
# the first step asks where and what, the second what exactly this harm needs
status 200 "$URL/report"; out_has 'name="harm"'; out_lacks 'name="when"'; out_lacks '<script>'
status 200 -G --data-urlencode "name=$U" -d harm=content/phishing "$URL/report"
out_has 'name="screenshot"'; out_has 'name="brand"'; out_lacks 'name="log"'; out_has 'id="reach"'; out_has 'hxxps://harbour-shop[.]example'
status 200 -G --data-urlencode "name=192.0.2.7" -d harm=connection/login_attack "$URL/report"
out_has 'name="log"'; out_lacks 'name="screenshot"'
status 200 -G --data-urlencode "name=<script>x" -d harm=content/phishing "$URL/report"; out_lacks '<script>x'; out_has 'class="fault"'
# faults are said at their field, with what was written kept; nothing is filed
send() { web -o out -D head -w '%{http_code}' "$@" "$URL/report"; }
F="-F name=$U -F harm=content/phishing"
[ "$(send $F -F when=2026-11-20T10:00 -F email=nobody -F 'note=they ask for a card number')" = 422 ] || fail "a wrong address is taken"
out_has 'id="x-email"'; out_has 'they ask for a card number'
[ "$(send $F -F when=2036-11-20T10:00)" = 422 ] || fail "a time to come is taken"
[ "$(send -d "name=$U&when=2026-11-20T10:00")" = 422 ] || fail "a report without harm is taken"
[ "$(send $F -F when=2026-11-20T10:00 -F 'screenshot=@jar;type=text/html')" = 422 ] || fail "a page is taken for a picture"
# durable, then told where to look; the same form again is one report
printf '\211PNG\r\n\032\nx' >shot.png
REF='-F ref=11111111-2222-4333-8444-555555555555'
[ "$(send $F $REF -F when=2026-11-20T10:00 -F 'note=a copy of the login page' -F email=me@mail.example -F brand=Harbour -F 'screenshot=@shot.png;type=image/png')" = 303 ] || { fail "the report is not filed"; cat out >&2; }
T=$(at)
case $T in /track/*) ;; *) fail "no address to follow it: $T" ;; esac
[ "$(send $F $REF -F when=2026-11-20T10:00 -F 'note=a copy of the login page' -F email=me@mail.example -F brand=Harbour)" = 303 ] && [ "$(at)" = "$T" ] || fail "the form sent twice is two reports"
[ "$(send -d "name=$U&harm=content/phishing&when=2026-11-20T10:00&note=seen+too")" = 303 ] && [ "$(at)" != "$T" ] || fail "another's report has the same address"
for i in $(seq 100); do status 200 -H 'Accept: application/json' "$URL$T"; [ "$(jq -r .folded out)" = true ] && break; sleep 0.1; done
json .state open; json .folded true; json .missing '[]'
status 200 "$URL$T"; out_has 'r-0000001'; out_has 'hxxps://harbour-shop[.]example'; out_has 'id="reach"'; out_lacks 'me@mail'
# the report is one like any other
status 200 -b "$JAR" "$URL/api/v1/reports/r-0000001"; json .reporter me@mail.example; json .evidence_tier strong; json .note 'a copy of the login page'
# a token cannot be guessed from another, and says nothing where it is none
status 404 "$URL/track/0000002${T#/track/0000001}"; status 404 "$URL/track/x"; status 404 "$URL/track/0000001"
# child sexual abuse: the hotline is named, and nothing of the content is asked for or kept
status 200 -G --data-urlencode "name=https://harbour-shop.example/a" -d harm=content/csam "$URL/report"
out_has INHOPE; out_lacks 'name="note"'; out_lacks 'type="file"'; out_lacks 'id="reach"'
[ "$(send -F name=https://harbour-shop.example/marker-a -F harm=content/csam -F when=2026-11-20T10:00 -F note=marker-b -F 'screenshot=@shot.png;type=image/png;filename=marker-c.png')" = 303 ] || fail "the report is not filed"
T=$(at)
for i in $(seq 100); do status 200 -H 'Accept: application/json' "$URL$T"; [ "$(jq -r .harm out)" = content/csam ] && break; sleep 0.1; done
status 200 "$URL$T"; out_lacks marker; out_lacks harbour-shop
# who prefers JSON gets the receipt
status 201 -H 'Accept: application/json' -d "name=https://other-shop.example/x&harm=content/phishing&when=2026-11-20T10:00&note=seen" "$URL/report"; json .accepted 1
# in other languages, also from right to left
status 200 -G --data-urlencode "name=$U" -d harm=content/phishing -d lang=ar "$URL/report"; out_has 'dir="rtl"'
serve_stop
if grep -rqa 'marker-[bc]' desk; then fail "content is kept"; fi
run 0 "$BAILIWICK" fsck --store desk --offline
