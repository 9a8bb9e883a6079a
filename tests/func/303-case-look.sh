# SPDX-License-Identifier: Apache-2.0
# Looking at a case again: what it would ask, what it learns from a file or from servers, and what changes.
bwrun() { w=$1; shift; run "$w" "$BAILIWICK" "$@" --store s --at "${AT:-$NOW}"; }
printf 'https://www.example.com/login\n' >list.txt
cat >page.json <<'R'
{"xarf_version":"4.2.0","report_id":"005a0000-0000-4000-8000-000000000001","timestamp":"2026-11-20T15:00:00Z",
"reporter":{"org":"Net Watch","contact":"feed@watch.example","domain":"watch.example"},
"sender":{"org":"Net Watch","contact":"feed@watch.example","domain":"watch.example"},
"source_identifier":"www.example.net","category":"content","type":"phishing","url":"https://www.example.net/x/y",
"description":"a bank's log-in page","evidence_source":"user_report",
"evidence":[{"content_type":"text/plain","description":"what was seen","payload":"YXNrcyBmb3IgYSBwYXNzd29yZA=="}]}
R
bwrun 0 intake --offline --harm phishing list.txt page.json
printf 'https://hidden.example/x\n' >csam.txt
bwrun 0 intake --offline --harm csam csam.txt

# --- nobody is asked: it says what it would ask
bwrun 64 case look --offline
bwrun 64 case look --offline --all-open c-1
bwrun 66 case look --offline c-99
bwrun 0 case look c-1 --offline --json
json '.changed, .learned' 'false
0'
json '[.would_ask[] | .fact + " " + .subject + (if .type then " " + .type else "" end)] | index("registration example.com") != null and index("dns www.example.com A") != null' true
bwrun 0 case look --all-open --offline
out_has 'would ask for registration of example.com'
out_has 'not looked at: its address is not kept'
out_lacks hidden.example
err_has '3 cases looked at, 0 changed'

# --- from a file
cat >facts.jsonl <<'F'
{"fact":"registration","subject":"example.net","seen_at":"2026-11-21T08:00:00Z","source":"rdap:test","registered_at":"2011-01-05T00:00:00Z","status":["active"],"registrar":{"name":"Registrar","iana_id":9999}}
{"fact":"dns","subject":"www.example.net","seen_at":"2026-11-21T08:00:00Z","source":"dns:test","type":"A","rcode":"NOERROR","records":["192.0.2.7"]}
{"fact":"address","subject":"192.0.2.7","seen_at":"2026-11-21T08:00:00Z","source":"rdap:test","start":"192.0.2.0","end":"192.0.2.255","country":"NL","asn":64500,"as_name":"Host Example","holder":{"name":"Host Example BV"},"abuse":{"email":"abuse@host.example"}}
F
bwrun 0 case look c-2 --offline --facts facts.jsonl --json
json .changed true; json '.before.role + " " + .after.role' 'hosting operator'
json '[.would_ask[] | select(.fact == "registration")] | length' 0
bwrun 0 case show c-2 --offline --json
json '[.timeline[].kind] | join(" ")' 'opened proposed'
bwrun 0 case look c-2 --offline --facts facts.jsonl --json
json .changed false
bwrun 0 fsck

# --- from servers on this machine
command -v python3 >/dev/null 2>&1 || { echo "SKIPPED the rest: needs python3" >&2; return 0; }
mkfifo rdap.in
python3 "$FUNC_LIB/rdap-server.py" "$WORK/rdap.log" <rdap.in >rdap.port &
exec 9>rdap.in
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do [ -s rdap.port ] && break; sleep 0.2; done
# Nobody answers for the DNS: that is told, and does not keep the rest from being learned.
live() { bwrun 0 case look "$@" --json --test-loopback --resolver 127.0.0.1@9 --rdap-base "http://127.0.0.1:$(cat rdap.port)/ok/" --timeout 4; }
live c-1
json '.learned > 0' true; json '.would_ask | length' 0
json '[.not_learned[] | select(startswith("dns of"))] | length > 0' true
run 0 "$BAILIWICK" case show c-1 --offline --store s --at "$NOW" --json
json '.explanation.stack.actors[] | select(.role == "registrar") | .name // .actor' 'Registrar Example Ltd'
asked=$(grep -c /domain/ rdap.log)
# What was learned within the day is not asked again; a day later it is.
live c-1
[ "$(grep -c /domain/ rdap.log)" = "$asked" ] || fail "asked again although it was just learned"
AT=2026-11-23T12:00:00Z live c-1 --no-cache
[ "$(grep -c /domain/ rdap.log)" -gt "$asked" ] || fail "not asked again after two days"
json '.learned > 0' true
bwrun 0 fsck
exec 9>&-
wait
