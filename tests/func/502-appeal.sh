# SPDX-License-Identifier: Apache-2.0
# The way back: a statement by its token, an appeal, a reviewer who is somebody else, a reversal that is carried out.
DESK="--desk-name Example_Desk --desk-mail abuse@desk.example --desk-url https://desk.example/"
bw() { w=$1; shift; run "$w" "$BAILIWICK" "$@" --offline --store s --at "${AT:-$NOW}"; }
act() { w=$1; shift; run "$w" "$BAILIWICK" act "$@" --offline --store s --at "${AT:-$NOW}" $DESK; }
ap() { w=$1; shift; run "$w" "$BAILIWICK" appeal "$@" --offline --store s --at "${AT:-$NOW}" $DESK; }
page() { # HOST PATH N
	cat <<R
{"xarf_version":"4.2.0","report_id":"005a0000-0000-4000-8000-00000000000$3","timestamp":"2026-11-20T15:00:00Z",
"reporter":{"org":"Net Watch","contact":"who@watch.example","domain":"watch.example"},
"sender":{"org":"Net Watch","contact":"who@watch.example","domain":"watch.example"},
"source_identifier":"$1","category":"content","type":"phishing","url":"https://$1$2",
"description":"a bank's log-in page","evidence_source":"user_report",
"evidence":[{"content_type":"text/plain","description":"what was seen","payload":"YXNrcyBmb3IgYSBwYXNzd29yZA=="}]}
R
}
{ page shop.example /x/login.php 1; page bank.example /a 2; page third.example /t 3; page fourth.example /f 4; } | jq -s . >reports.json
cat >facts.jsonl <<'F'
{"fact":"contact","subject":"shop.example","seen_at":"2026-11-20T08:00:00Z","source":"security.txt","email":"security@shop.example"}
{"fact":"contact","subject":"third.example","seen_at":"2026-11-20T08:00:00Z","source":"security.txt","email":"security@third.example"}
F
for who in dora:analyst rita:reviewer ron:reviewer both:analyst,reviewer; do bw 0 user add "${who%:*}" --roles "${who#*:}"; done
bw 0 intake --facts facts.jsonl --json reports.json
act 0 accept c-1 --step remove-content --role operator --reason 'they answer quickly' --person dora
act 0 decline c-2 --reason 'nothing to be seen there' --person dora
act 0 contact k-1
act 0 show l-1 --json
token=$(jq -r .text out | grep -o 'desk.example/d/[0-9a-z]*' | head -n 1 | sed 's,.*/,,')
[ ${#token} = 26 ] || fail "no token in the letter"
! grep -rqF "$token" s || fail "the token is in the store"

# --- the page: reasons, no case, no reporter, no person; a wrong token and an old one alike
bw 0 statement "$token" --json
json '[.state, .action, .automated, .may_appeal[]] | join(" ")' 'in-force remove-content false holder actor'
json '[.statement.measure, .statement.redress] | map(length > 0) | all' true
json '.appeal_until[0:10]' 2027-05-24
out_lacks c-0000001; out_lacks watch.example; out_lacks dora
bw 66 statement 00000000000000000000000000
cp err wrong
AT=2027-05-25T00:00:00Z bw 66 statement "$token"
cmp -s err wrong || fail 'an old token is answered otherwise than a wrong one'
bw 66 statement nonsense
bw 0 statement "$token" --fixed 'the page is gone and the hole is closed'
out_has 'In short'
bw 0 case show c-1 --json
json '[.timeline[] | select(.kind == "answered") | .detail] | join("|")' 'd-0000001 from its page: acted'
json .state noticed
# an answer like any other, of no letter; somebody looks again, and nobody's clock is over for it
bw 0 answer list c-1 --json
json '[.kind, .letter, .text, .sure] | map(tostring) | join("|")' 'acted|null|the page is gone and the hole is closed|true'
bw 0 due list --json
json '[.owed_by, .verb, .clause, .case] | join(" ")' 'us review look-again c-0000001'
bw 0 statement "$token" --fixed 'the page is gone and the hole is closed'
bw 0 answer list c-1 --json
[ "$(wc -l <out)" = 1 ] || fail 'the same answer is kept twice'
bw 0 statement "$token" --answer 'who are you?'
bw 0 answer list c-1 --json
json 'select(.kind == "unknown") | [.id, .text, .sure] | map(tostring) | join("|")' 'a-0000002|who are you?|false'
bw 0 answer confirm a-2 --kind acknowledged
bw 0 due list --json
json .clause look-again
# still there: noted, and nobody is passed over for what somebody unknown said
cat >there.jsonl <<'F'
{"fact":"check","subject":"shop.example","seen_at":"2026-11-21T13:00:00Z","source":"look","state":"there"}
F
AT=2026-11-22T13:00:00Z bw 0 due sweep --facts there.jsonl --desk-name D --desk-mail abuse@desk.example
bw 0 case show c-1 --json
json '[.timeline[].kind] | map(select(. == "gap" or . == "escalated")) | join(" ")' gap
json .state noticed

# --- filed once by each, by whoever is hit; not by whoever reported
ap 64 file "$token" --by nobody --text x
ap 65 file "$token" --by holder
ap 65 file "$token" --by reporter --text 'but I saw it'
err_has 'who reported can appeal a refusal'
ap 65 file "$token" --by holder --text x --contact 'no address'
ap 66 file "${token%?}0x" --by holder --text x
ap 0 file "$token" --by holder --text 'the shop was cleaned in May' --contact owner@shop.example --language de --json
json '[.id, .state, .case] | join(" ")' 'a-0000001 filed c-0000001'
json '.answer_due[0:10]' 2026-12-05
ap 65 file "$token" --by holder --text again
err_has 'open already'
bw 0 case show c-1 --json
json .state appealed
act 0 letters c-1 --kind appeal --json
json '[.contact, .state] | join(" ")' 'owner@shop.example queued'

# --- reviewed by a reviewer who neither decided nor agreed
ap 77 take a-1 --person dora
ap 65 decide a-1 upheld --person rita --reason x
err_has 'nobody has taken the appeal up'
ap 0 take a-1 --person rita
ap 77 decide a-1 reversed --person both --reason x
err_has 'somebody else reviews it'
ap 65 decide a-1 reversed --person rita
ap 0 decide a-1 reversed --person rita --reason 'it was clean when we decided' --json
json '[.state, .reviewer] | join(" ")' 'reversed rita'
ap 65 decide a-1 upheld --person rita --reason x
bw 0 statement "$token" --json
json '[.state, .appeals[0].state, .appeals[0].reasons] | join("|")' 'reversed|reversed|it was clean when we decided'
json '.may_appeal | length' 0
bw 0 case show c-1 --json
json .state reversed
json '[.timeline[].kind] | map(select(. == "appealed" or . == "reviewed" or . == "reversed")) | join(" ")' 'appealed reviewed reversed'
act 0 letters c-1 --kind appeal --json
[ "$(wc -l <out)" = 2 ] || fail 'the outcome is not told'

# --- a refusal is appealed by who reported; who decided and reviews is not let in
act 0 letters c-2 --json
refusal=$(jq -r 'select(.kind == "reporter") | .letter' out | head -n 1)
act 0 show "$refusal" --json
token2=$(jq -r .text out | grep -o 'desk.example/d/[0-9a-z]*' | head -n 1 | sed 's,.*/,,')
[ ${#token2} = 26 ] || fail "no token in the letter of refusal"
ap 65 file "$token2" --by holder --text x
ap 0 file "$token2" --by reporter --text 'it asks for the PIN now'
ap 0 take a-2 --person rita
ap 0 decide a-2 reversed --person rita --reason 'it does'
bw 0 case show c-2 --json
json .state open

# --- a step that was taken is taken back the way it went, and tracked until somebody saw that it is
act 0 accept c-2 --step remove-content --role hosting --reason 'the owner is not known' --person dora --json
second=$(jq -r .decision out)
act 0 letters c-2 --kind request --json
l2=$(jq -r 'select(.decision == "'"$second"'") | .letter' out | head -n 1)
act 0 send
act 0 tick "$l2" --how 'spoke to their night desk'
run 0 "$BAILIWICK" answer "$l2" --kind acted --action remove-content --offline --store s --at "$NOW" $DESK
act 0 show "$second" --json
token2=$(jq -r .token out)
bw 0 statement "$token2" --json
json .measure.state active
ap 0 file "$token2" --by actor --text 'it was our test page'
ap 77 take a-3 --person rita # took the refusal before it back: stands in the chain
ap 0 take a-3 --person ron
ap 0 decide a-3 reversed --person ron --reason 'so it was'
bw 0 statement "$token2" --json
json '[.measure.state, .restoring] | join(" ")' 'waiting-to-end waits'
ap 0 track --json
json '[.decision, .restoring] | join(" ")' "$second waits"
act 0 letters c-2 --kind undo --json
undo=$(jq -r .letter out)
json .channel manual
act 0 send
ap 0 track --json
json .restoring asked
act 0 tick "$undo" --how 'told them'
bw 0 statement "$token2" --json
json '[.measure.state, .restoring] | join(" ")' 'ended unseen'
ap 65 track "$second"
ap 77 track "$second" --how 'the page is back' --person rita
ap 0 track "$second" --how 'the page is back' --person dora
ap 65 track "$second" --how 'again'
bw 0 statement "$token2" --json
json .restoring done
ap 0 track
out_has '0 not yet'
bw 0 case show c-2 --json
json '[.timeline[].kind] | map(select(. == "restored")) | length' 1

# --- changed: the step is taken back and another one is taken, by nobody who took the first
act 0 accept c-3 --step remove-content --role operator --reason 'they answer' --person both
act 0 letters c-3 --kind request --json
l3=$(jq -r .letter out | head -n 1)
act 0 show "$l3" --json
token3=$(jq -r .text out | grep -o 'desk.example/d/[0-9a-z]*' | head -n 1 | sed 's,.*/,,')
ap 0 file "$token3" --by actor --text 'not ours alone'
ap 77 take a-4 --person both
err_has 'neither decided nor approved'
ap 0 take a-4 --person rita
ap 65 decide a-4 changed --person rita --reason 'smaller' --step fly-away
ap 0 show a-4 --json
json .state in-review
ap 0 decide a-4 changed --person rita --reason 'nothing is needed' --nothing
ap 0 list --all --json
[ "$(jq -r .state out | tr '\n' ' ')" = 'reversed reversed reversed changed ' ] || fail "the appeals are $(jq -r .state out | tr '\n' ' ')"
ap 0 list --json
[ ! -s out ] || fail 'an appeal waits that has ended'
ap 0 track
out_has "0 not yet"

# --- an appeal by answer: filed where it says why, once; else a person reads what is missing
act 0 accept c-4 --step remove-content --role hosting --reason 'the closest party' --person dora
act 0 letters c-4 --kind request --json
l4=$(jq -r .letter out | head -n 1)
act 0 show "$l4" --json
token4=$(jq -r '.token // empty' out)
[ -n "$token4" ] || token4=$(jq -r .text out | sed -n 's/.*this token wherever you reach us: //p')
bw 0 answer "$token4" --kind appealed --json
json '[.person, .appeal, (.missing | length > 0)] | map(tostring) | join(" ")' 'true null true'
bw 0 case show c-4 --json
json '[.timeline[] | select(.kind == "answered") | .detail | contains("for a person: an appeal says why")] | all' true
bw 0 answer "$token4" --kind appealed --text 'it is a test page of ours' --json
json '[.person, .appeal, .missing, .state] | map(tostring) | join(" ")' 'false a-0000005 null appealed'
ap 0 show a-5 --json
json '[.by, .state, .text] | join("|")' 'actor|filed|it is a test page of ours'
bw 0 answer "$token4" --kind appealed --text 'and again' --json
json '[.person, .appeal, .missing] | map(tostring) | join(" ")' 'true null an appeal against it is open already'
bw 0 fsck
