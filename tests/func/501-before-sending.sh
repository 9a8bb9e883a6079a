# SPDX-License-Identifier: Apache-2.0
# What is asked just before a letter leaves: is it still up, is it still there, may its contact be written to, at this hour.
DESK="--desk-name Desk --desk-mail abuse@desk.example --offline"
act() { w=$1; shift; run "$w" "$BAILIWICK" act "$@" --store s --at "${AT:-$NOW}" $DESK; }
{ for n in gone moved hours bounce; do
	cat <<R
{"xarf_version":"4.2.0","report_id":"005a0000-0000-4000-8000-00000000000${#n}","timestamp":"2026-11-20T15:00:00Z",
"reporter":{"org":"Net Watch","contact":"who@watch.example","domain":"watch.example"},
"sender":{"org":"Net Watch","contact":"who@watch.example","domain":"watch.example"},
"source_identifier":"$n.example","category":"content","type":"phishing","url":"https://$n.example/x","description":"a page","evidence_source":"user_report",
"evidence":[{"content_type":"text/plain","description":"seen","payload":"YXNrcyBmb3IgYSBwYXNzd29yZA=="}]}
R
done; } | jq -s . >r.json
run 0 "$BAILIWICK" intake --offline --store s --at "$NOW" r.json
for i in 1 2 3 4; do act 0 accept c-$i --step remove-content --role hosting --reason 'they are quick'; done

# --- it is gone: nothing is asked of anybody, the reporter hears it, the case says that we looked
echo '{"fact":"check","subject":"gone.example","seen_at":"2026-11-21T11:59:00Z","source":"desk","state":"gone"}' >gone.jsonl
act 0 send --facts gone.jsonl --json
json .dropped 1
act 0 letters c-1 --kind request --json
json '.state, .withdrawn' 'dropped
true'
out_has 'it is gone'
act 0 letters c-1 --kind reporter --json
[ "$(jq -r .subject "$WORK/out" | grep -c 'done')" = 1 ] || fail 'the reporter is not told that it is gone'
run 0 "$BAILIWICK" case show c-1 --store s --json
json .state verified
# asked for again after the repeat: nobody
AT=2026-11-25T12:00:00Z act 0 send --json
json .reminded 0


# --- a contact that is not to be used: another is looked for, and a person finds a way where there is none
act 0 contact add mail abuse@host.example --actor dir:host --hours 'mon-fri 08:00-18:00'
act 0 contacts dir:host --json
json '.hours, .status' 'mon-fri 08:00-18:00
approved'
act 64 contact add pigeon x --actor dir:host
act 64 contact add mail x
act 65 contact add mail x@y.example --actor a --hours 'at night'

# --- withdrawn by a person: what has left is told, what has not is dropped
act 0 stand-down c-2 --reason 'it was our own test' --json
json .letters 1
act 0 letters c-2 --kind stand-down --json
json '.state, .about == null' 'queued
false'
act 0 stand-down c-2 --reason 'again' --json
json .letters 0
act 0 send
act 0 letters c-2 --kind stand-down --json
json .state sent

# --- a contact that a person refuses: what waited for it goes to the next contact of the same actor; where none is left, a
# person finds a way
cat >host.jsonl <<F
{"fact":"registration","subject":"two.example","seen_at":"$NOW","source":"rdap:https://rdap.example/","found":true,"registered_at":"2012-03-01T00:00:00Z","status":["active"],"registrar":{"name":"Example Registrar","iana_id":9999}}
{"fact":"dns","subject":"two.example","seen_at":"$NOW","source":"dns:system","type":"A","rcode":"NOERROR","security":"insecure","records":["203.0.113.90"],"ttl":300}
{"fact":"address","subject":"203.0.113.90","seen_at":"$NOW","source":"rdap:https://rdap.example/","start":"203.0.113.90","end":"203.0.113.90","country":"NL","asn":64500,"as_name":"Example Network","holder":{"name":"Two Host"},"abuse":{"email":"abuse@twohost.example"}}
F
jq '.[0] | .report_id = "005a0000-0000-4000-8000-000000000099" | .source_identifier = "two.example" | .url = "https://two.example/x"' r.json >two.json
run 0 "$BAILIWICK" intake --offline --store s --at "$NOW" --facts host.jsonl two.json
act 0 accept c-5 --step remove-content --role hosting --reason 'they are quick'
requests() { act 0 letters c-5 --kind request --json; jq -r '[.state, .channel, .contact] | join(" ")' out; }
[ "$(requests)" = 'held mail abuse@twohost.example' ] || { fail 'the request does not wait for its contact'; requests >&2; }
ACTOR=$(jq -r .actor out)
act 0 contact add mail desk@twohost.example --actor "$ACTOR"
act 0 contacts "$ACTOR" --json
act 0 contact "$(jq -r 'select(.value == "abuse@twohost.example") | .contact' out)" --no
[ "$(requests)" = 'dropped mail abuse@twohost.example
queued mail desk@twohost.example' ] || { fail 'the next contact is not asked'; requests >&2; }
act 0 contact "$(act 0 contacts "$ACTOR" --json; jq -r 'select(.value == "desk@twohost.example") | .contact' out)" --no
act 0 send --json
[ "$(requests | tail -n 1 | cut -d ' ' -f 1-2)" = 'sent manual' ] || { fail 'no person is asked to find a way'; requests >&2; }
run 0 "$BAILIWICK" case show c-5 --store s --offline --json
json '[.timeline[] | select(.kind == "gap") | .detail | split(" ")[0]] | join(" ")' no-contact
run 0 "$BAILIWICK" fsck --store s
