# SPDX-License-Identifier: Apache-2.0
# A case is judged on its best report: of reports with enough evidence the one that names a page, whatever
# came first (bug: a report on the bare name of a popular site hid a later one on the page).
cat >facts.jsonl <<'F'
{"fact":"popularity","subject":"meet.example","seen_at":"2026-11-21T08:00:00Z","source":"list","rank":42,"list_size":1000000}
{"fact":"registration","subject":"meet.example","seen_at":"2026-11-21T08:00:00Z","source":"rdap:test","registered_at":"2011-01-05T00:00:00Z","status":["active"]}
{"fact":"dns","subject":"meet.example","seen_at":"2026-11-21T08:00:00Z","source":"dns:test","type":"A","rcode":"NOERROR","records":["192.0.2.7"]}
F
# report FILE ID URL
report() {
	cat >"$1" <<R
{"xarf_version":"4.2.0","report_id":"005a0000-0000-4000-8000-00000000$2","timestamp":"2026-11-20T15:00:00Z",
"reporter":{"org":"Net Watch","contact":"feed@watch.example","domain":"watch.example"},
"sender":{"org":"Net Watch","contact":"feed@watch.example","domain":"watch.example"},
"source_identifier":"meet.example","category":"content","type":"phishing","url":"$3",
"description":"a bank's log-in page","evidence_source":"user_report",
"evidence":[{"content_type":"text/plain","description":"what was seen","payload":"YXNrcyBmb3IgYSBwYXNzd29yZA=="}]}
R
}
report bare.json 0001 https://meet.example/
report page.json 0002 'https://meet.example/j/88213?pwd=1'
with="--offline --at $NOW --facts facts.jsonl"
expect() { # STORE
	run 0 "$BAILIWICK" case show c-1 --json --store "$1" $with
	json .decision propose; json .proposal.action remove-content; json .proposal.effect_unit url
	run 0 "$BAILIWICK" case list --json --store "$1" $with --action remove-content
	json .id c-0000001
	run 0 "$BAILIWICK" fsck --store "$1"
}
run 0 "$BAILIWICK" intake --store one $with bare.json
run 0 "$BAILIWICK" case show c-1 --json --store one $with
json .decision refuse
run 0 "$BAILIWICK" intake --store one $with page.json
expect one
run 0 "$BAILIWICK" intake --store two $with page.json
run 0 "$BAILIWICK" intake --store two $with bare.json
expect two
run 0 "$BAILIWICK" intake --store three $with bare.json page.json
expect three
# Taken apart and put together again, each is judged on what it has.
run 0 "$BAILIWICK" case split c-1 r-2 --store three $with
run 0 "$BAILIWICK" case show c-1 --json --store three $with
json .decision refuse
run 0 "$BAILIWICK" case show c-2 --json --store three $with
json .proposal.action remove-content
run 0 "$BAILIWICK" case undo c-1 --store three $with
run 0 "$BAILIWICK" case show c-1 --json --store three $with
json .proposal.action remove-content
