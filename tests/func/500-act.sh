# SPDX-License-Identifier: Apache-2.0
# A decision, its letters, the courier, and the way back: by hand, without any network.
DESK="--desk-name Example_Desk --desk-mail abuse@desk.example --desk-url https://desk.example/"
bw() { w=$1; shift; run "$w" "$BAILIWICK" "$@" --store s --at "${AT:-$NOW}"; }
act() { w=$1; shift; run "$w" "$BAILIWICK" act "$@" --offline --store s --at "${AT:-$NOW}" $DESK; }
page() { # NAME PATH
	cat <<R
{"xarf_version":"4.2.0","report_id":"005a0000-0000-4000-8000-00000000000$3","timestamp":"2026-11-20T15:00:00Z",
"reporter":{"org":"Net Watch","contact":"who@watch.example","domain":"watch.example"},
"sender":{"org":"Net Watch","contact":"who@watch.example","domain":"watch.example"},
"source_identifier":"$1","category":"content","type":"phishing","url":"https://$1$2",
"description":"a bank's log-in page","evidence_source":"user_report",
"evidence":[{"content_type":"text/plain","description":"what was seen","payload":"YXNrcyBmb3IgYSBwYXNzd29yZA=="}]}
R
}
{ page shop.example /x/login.php 1; page bank.example /a 2; page many.example /m 3; } | jq -s . >reports.json
cat >facts.jsonl <<'F'
{"fact":"contact","subject":"shop.example","seen_at":"2026-11-20T08:00:00Z","source":"security.txt","email":"security@shop.example"}
F
bw 0 intake --offline --facts facts.jsonl --json reports.json
json .cases_opened 3

# --- what is refused
bw 0 user add desk --roles analyst
act 64 accept
act 64 frobnicate
err_has "no 'act frobnicate'"
act 64 accept x-1
err_has 'look like c-0000001'
act 66 accept c-99
act 65 accept c-1 --step fly-away --reason because
err_has "no step 'fly-away'"
act 65 accept c-1 --step client-hold
act 65 decline c-1
err_has 'needs its reason'
act 66 approve d-1
bw 0 case show c-1 --json
json .state open

# --- accepted: letters are held until the contact is approved, the reporter is told
act 65 accept c-1 --step remove-content --role operator
err_has 'needs a reason'
act 0 accept c-1 --step remove-content --role operator --reason 'they answer quickly' --json
json '.state, .person, .decision' 'in-force
null
d-0000001'
json '[.statement | .measure, .scope, .duration, .facts, .automated, .ground, .redress, .plain | length > 0] | all' true
json '.pack_version | length > 0' true
act 65 accept c-1 --step remove-content --role operator --reason again
err_has 'decided already: d-0000001'
act 0 letters c-1 --json
cp "$WORK/out" letters.json
out_has '"kind":"request"'
[ "$(jq -r 'select(.kind=="request").state' letters.json)" = held ] || fail 'a contact nobody approved is written to'
[ "$(jq -r 'select(.kind=="reporter").contact' letters.json)" = who@watch.example ] || fail 'the reporter is not told'
act 0 show l-1 --json
jq -r .text "$WORK/out" >text
grep -q 'hxxps://shop\[.\]example/x/login.php' text || fail 'the address is not in the letter, or not defanged'
grep -q 'https\?://shop.example' text && fail 'a link to what was reported'
grep -q 'watch.example' text && fail 'a letter to an actor names the reporter'
grep -q 'abuse+[0-9a-z]\{26\}@desk.example' text || fail 'no address to answer to'
grep -q 'https://desk.example/d/[0-9a-z]\{26\}' text || fail 'no page'
[ "$(awk 'length > 76' text | grep -vc '[:/@]')" = 0 ] || fail 'a line is too long'
json '.data.xarf[0].reporter.contact, .data.xarf[0].type, .data.target' 'abuse@desk.example
phishing
https://shop.example/x/login.php'
act 0 show l-1 --json
cp "$WORK/out" first.json
act 0 show l-1 --json
cmp -s "$WORK/out" first.json || fail 'the same letter reads differently'

# --- nothing leaves for a contact that waits; hours are kept; by hand it is on a desk
act 0 send
act 0 letters --state held --json
json '[.kind] | join(",")' request
act 0 contacts --json
json '.status' waits
act 65 contact k-1 --hours 'sometimes'
act 0 contact k-1 --hours 'mon-fri 08:00-18:00 +01:00' --language de-AT
act 0 contact k-1
out_has approved
act 0 letters --state queued --kind request --json
json '.letter' l-0000001

# --- declined: a reason, and the reporter hears it
act 0 decline c-2 --reason 'it is the bank itself' --json
json '.action, .why' 'null
it is the bank itself'
act 0 letters c-2 --json
json '.kind, .subject' 'reporter
c-0000002: nothing is done about your report'
bw 0 case list --state refused --json
json .id c-0000002

# --- a step for nobody known goes by hand, is ticked off, and is taken back by the same way
act 0 accept c-3 --step remove-content --role hosting --reason 'the owner is not known' --json
json .role hosting
act 0 send --json
act 0 letters c-3 --channel manual --json
json '.state' sent
L=$(jq -r .letter "$WORK/out")
act 0 list
out_has "$L"
act 66 tick l-99999999999 --how x
act 64 tick "$L"
act 0 tick "$L" --how 'spoke to their night desk'
act 65 tick "$L" --how again
act 0 reverse d-0000003 --reason 'the page was our own test' --json
json .follows d-0000003
act 65 reverse d-0000003 --reason again
act 65 reverse d-0000001
act 0 letters c-3 --json
out_has '"kind":"reversal"'
act 0 show d-0000003 --json
json .state reversed
bw 0 case show c-3
out_has 'reversed'

# --- settled: open requests are withdrawn
act 0 stand-down c-1 --reason 'the page is gone' --json
act 0 letters c-1 --kind request --json
json '.state, .withdrawn' 'dropped
true'
bw 0 fsck

# --- a whole name: proof or an exception, and a second person who is another one
bw 0 user add anna --roles analyst
bw 0 user add ben --roles reviewer
bw 0 user add robot --roles api
page other.example /o 4 >one.json
bw 0 intake --offline one.json
HOLD='--step client-hold --role registrar --reason urgent'
act 77 accept c-4 $HOLD --person anna
err_has 'an acknowledgement is none'
act 77 accept c-4 $HOLD --exception 'people lose money now' --person robot
act 77 accept c-4 $HOLD --exception 'people lose money now' --person anna --second anna
act 0 accept c-4 $HOLD --exception 'people lose money now' --person anna --json
json '.state, .exception' 'waiting-for-second-person
people lose money now'
D=$(jq -r .decision "$WORK/out")
act 0 letters c-4 --json
json '[.kind, .state] | join(" ")' 'reporter queued'
act 0 show "$(jq -r .letter out)"
out_has 'your report was received'
act 0 list
out_has "$D"
act 77 approve "$D" --person anna
act 77 approve "$D"
act 77 approve "$D" --person robot
act 0 approve "$D" --person ben --json
json '.state, .second_person' 'in-force
p-0000003'
act 65 approve "$D" --person ben
act 0 letters c-4 --kind reporter --json
[ "$(wc -l <out)" = 2 ] || fail 'the reporter hears of receipt once, then of what was decided'
act 0 letters c-4 --kind request --json
json .state queued
# proof that the holder was reached is kept as a fact, and then no exception is needed for that
page third.example /t 5 >one.json
bw 0 intake --offline one.json
act 0 accept c-5 $HOLD --reached 'spoke to them on the telephone' --exception 'the host hides' --person anna --second ben --json
json '.holder_reached, .state' 'true
in-force'
bw 0 fsck
