# SPDX-License-Identifier: Apache-2.0
# The date by which somebody is bound to act is worked out when a report comes, so that lists can be sorted by it.
cat >facts.jsonl <<'F'
{"fact":"registration","subject":"shop.example","seen_at":"2026-11-21T08:00:00Z","source":"rdap:test","registered_at":"2026-11-11T00:00:00Z","status":["active"],"registrar":{"name":"Registrar","iana_id":9999}}
{"fact":"dns","subject":"shop.example","seen_at":"2026-11-21T08:00:00Z","source":"dns:test","type":"A","rcode":"NOERROR","records":["192.0.2.7"]}
{"fact":"address","subject":"192.0.2.7","seen_at":"2026-11-21T08:00:00Z","source":"rdap:test","start":"192.0.2.0","end":"192.0.2.255","country":"IN","asn":64500,"as_name":"Host Example","holder":{"name":"Host Example"},"abuse":{"email":"abuse@host.example"}}
F
cat >page.json <<'R'
{"xarf_version":"4.2.0","report_id":"005a0000-0000-4000-8000-000000000001","timestamp":"2026-11-20T15:00:00Z",
"reporter":{"org":"Net Watch","contact":"feed@watch.example","domain":"watch.example"},
"sender":{"org":"Net Watch","contact":"feed@watch.example","domain":"watch.example"},
"source_identifier":"shop.example","category":"content","type":"phishing","url":"https://shop.example/x/y",
"description":"a bank's log-in page","evidence_source":"user_report",
"evidence":[{"content_type":"text/plain","description":"what was seen","payload":"YXNrcyBmb3IgYSBwYXNzd29yZA=="}]}
R
bwrun() { w=$1; shift; run "$w" "$BAILIWICK" "$@" --offline --store s --at "$NOW"; }
printf 'http://a.example/x\nhttp://b.example/x\n' >list.txt
bwrun 0 intake --harm phishing list.txt
bwrun 0 intake --facts facts.jsonl page.json
printf 'http://c.example/x\n' >late.txt
bwrun 0 intake --harm phishing late.txt
bwrun 0 case list --json --sort due --limit 1
json .site shop.example
# What is stored, what is worked out again, and what the duties say are one.
due=$(jq -r .due out)
bwrun 0 case show c-3 --json
json "[.explanation.duties[] | select(.due != null and (.soft | not)) | .due] | min" "$due"
json '.due == null' false
