# SPDX-License-Identifier: Apache-2.0
# Facts are evidence: given once they stay, newer ones win, and a case rests on them without being told again.
cat >one.jsonl <<'F'
# learned on the twentieth
{"fact":"registration","subject":"Shop.Example.","seen_at":"2026-11-20T08:00:00Z","source":"rdap:test","registered_at":"2010-01-05T00:00:00Z","status":["active"],"registrar":{"name":"Old Registrar","iana_id":9999}}
{"fact":"dns","subject":"www.shop.example","seen_at":"2026-11-20T08:00:00Z","source":"dns:test","type":"CNAME","rcode":"NOERROR","records":["web.cloud.test"]}
{"fact":"dns","subject":"web.cloud.test","seen_at":"2026-11-20T08:00:00Z","source":"dns:test","type":"A","rcode":"NOERROR","records":["192.0.2.7"]}
{"fact":"address","subject":"192.0.2.7","seen_at":"2026-11-20T08:00:00Z","source":"rdap:test","start":"192.0.2.0","end":"192.0.2.255","country":"NL","asn":64500,"as_name":"Host Example","holder":{"name":"Host Example BV"},"abuse":{"email":"abuse@host.example"}}
{"fact":"counts","subject":"strange.example","seen_at":"2026-11-20T08:00:00Z","source":"own:zone","hosts":3}
F
cat >two.jsonl <<'F'
{"fact":"registration","subject":"shop.example","seen_at":"2026-11-21T08:00:00Z","source":"rdap:test","registered_at":"2010-01-05T00:00:00Z","status":["active"],"registrar":{"name":"New Registrar","iana_id":9999}}
F
printf 'http://www.shop.example/a/b.php\nhttp://other.example/x\n' >list.txt
bwrun() { w=$1; shift; run "$w" "$BAILIWICK" "$@" --offline --store s --at "${AT:-$NOW}"; }
actor() { printf '.explanation.stack.actors[] | select(.role == "%s") | .name // .actor' "$1"; }

bwrun 0 intake --json --harm phishing --facts one.jsonl list.txt
json .accepted 2
bwrun 0 case show --json c-1
json "$(actor registrar)" 'Old Registrar'
json "[$(actor hosting)] | length > 0" true
bwrun 0 case show --json c-1 --facts two.jsonl
json "$(actor registrar)" 'New Registrar'
bwrun 0 case show --json c-1
json "$(actor registrar)" 'New Registrar'
cp out with
# As it was known then, and after the older ones come a second time.
AT=2026-11-20T12:00:00Z bwrun 0 case show --json c-1
json "$(actor registrar)" 'Old Registrar'
bwrun 0 case list --facts one.jsonl
bwrun 0 case show --json c-1
cmp out with || fail "facts given twice changed the case"
# The same reports with the same facts give the same rows.
run 0 "$BAILIWICK" intake --offline --store t --at "$NOW" --harm phishing --facts one.jsonl list.txt
run 0 "$BAILIWICK" case show --json c-1 --offline --store t --at "$NOW" --facts two.jsonl
cmp out with || fail "the same reports and facts gave another case"
# What is reported as CSAM leaves no trace among the facts either.
printf 'http://hidden.example/x\n' >csam.txt
printf '{"fact":"dns","subject":"hidden.example","seen_at":"2026-11-20T08:00:00Z","source":"dns:test","type":"A","records":["192.0.2.9"]}\n' >hidden.jsonl
bwrun 0 intake --harm csam --facts hidden.jsonl csam.txt
! grep -rqF hidden.example s || fail "the name of a CSAM report is in the store"
bwrun 65 intake --facts list.txt list.txt
bwrun 0 fsck
