# SPDX-License-Identifier: Apache-2.0
# A store damaged in one thing: the check of that thing breaks, and no other.
command -v sqlite3 >/dev/null 2>&1 || { echo "needs sqlite3"; exit 77; }
DESK="--desk-name Example_Desk --desk-mail abuse@desk.example --desk-url https://desk.example/"
bw() { w=$1; shift; run "$w" "$BAILIWICK" "$@" --offline --store s --at "$NOW"; }
page() { # HOST N
	jq -cn --arg h "$1" --arg n "$2" '{xarf_version: "4.2.0", report_id: "005a0000-0000-4000-8000-00000000000\($n)", timestamp: "2026-11-20T15:00:00Z",
		reporter: {org: "Net Watch", contact: "who@watch.example", domain: "watch.example"},
		sender: {org: "Net Watch", contact: "who@watch.example", domain: "watch.example"},
		source_identifier: $h, category: "content", type: "phishing", url: "https://\($h)/x/in.php",
		description: "a bank", evidence_source: "user_report",
		evidence: [{content_type: "text/plain", description: "what was seen", payload: "YQ=="}]}'
}
for who in dora:analyst rita:reviewer; do bw 0 user add "${who%:*}" --roles "${who#*:}"; done
bw 0 user token rita --expires 30
openssl genpkey -algorithm ed25519 -out key.pem 2>/dev/null
openssl pkey -in key.pem -pubout -out public.pem
bw 0 notifier add shield --contact desk@shield.example
bw 0 notifier key shield public.pem
page one.example 1 >signed.json
openssl pkeyutl -sign -rawin -in signed.json -inkey key.pem -out signed.sig
bw 0 intake --signature signed.sig signed.json
page two.example 2 >plain.json
bw 0 intake plain.json
for c in 1 2; do
	bw 0 act accept c-$c --step remove-content --role hosting --reason 'the closest party' --person dora $DESK
done
bw 0 act send $DESK
letter=$("$BAILIWICK" act letters c-1 --kind request --json --offline --store s --at "$NOW" | jq -r .letter)
bw 0 act tick "$letter" --how 'told them' $DESK
bw 0 answer "$letter" --kind acted --action remove-content $DESK
bw 0 act show "$letter" --json $DESK
token=$(jq -r .text out | grep -o 'desk.example/d/[0-9a-z]*' | head -n 1 | sed 's,.*/,,')
bw 0 appeal file "$token" --by actor --text 'it was clean' $DESK
bw 0 appeal take a-1 --person rita $DESK
bw 0 appeal decide a-1 reversed --person rita --reason 'so it was' $DESK
bw 0 fsck --json
json '[.invariants[] | select(.ok | not)] | length' 0

# broken NAME SQL: what SQL changes, past the triggers that would refuse it
broken() {
	rm -rf sound; cp -r s sound
	[ "$(sqlite3 s/bailiwick.db "SELECT count(*) > 0 FROM ($3)")" = 1 ] || fail "$1: nothing there to damage"
	for trigger in $(sqlite3 s/bailiwick.db "SELECT name FROM sqlite_schema WHERE type = 'trigger'"); do
		sqlite3 s/bailiwick.db "DROP TRIGGER $trigger"
	done
	sqlite3 s/bailiwick.db "$2" || fail "$1: the damage was not done"
	"$BAILIWICK" fsck --json --offline --store s --at "$NOW" >out 2>err
	got=$(jq -r '[.invariants[] | select(.ok | not) | .name] | join(" ")' out)
	[ "$got" = "$1" ] || fail "'$2' breaks '$got', expected '$1'"
	rm -rf s; mv sound s
}
broken nobody-reviews-their-own "UPDATE appeal SET reviewer = (SELECT person FROM decision d WHERE d.id = appeal.decision)" \
	"SELECT 1 FROM appeal"
# (the words of an erased letter are gone, and what its key was made of with them)
broken reversals-undo-what-acted "UPDATE letter SET channel = 1, body = '' WHERE kind = 3" "SELECT 1 FROM letter WHERE kind = 3"
broken reversals-undo-what-acted "UPDATE appeal SET outcome = NULL" "SELECT 1 FROM appeal"
broken secrets-are-hashes "UPDATE token SET hash = 'a token as it is typed in'" "SELECT 1 FROM token"
broken notifiers-have-their-reports "UPDATE notified SET notifier = 99" "SELECT 1 FROM notified"
broken decisions-rest-on-a-ladder "UPDATE decision SET ladder = '' WHERE id = 2" "SELECT 1 FROM decision WHERE id = 2"
broken letters-have-one-key "UPDATE letter SET key = randomblob(16) WHERE id = 1" "SELECT 1 FROM letter WHERE id = 1"
broken clocks-end-once-and-say-why "UPDATE duty SET state = 2, ended = due, event = 1 WHERE state = 0" "SELECT 1 FROM duty WHERE state = 0"
bw 0 fsck
