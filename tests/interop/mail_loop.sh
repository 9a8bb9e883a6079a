# SPDX-License-Identifier: Apache-2.0
# There and back: a decision becomes mail, OpenSMTPD delivers it, the host answers, a dead box bounces.
. "$FUNC_LIB/smtpd.sh"
smtpd_start
case $? in
1) echo "SKIPPED: $WHY"; exit 77 ;;
2) fail "$WHY"; exit 1 ;;
esac
trap 'smtpd_stop; rm -rf "$WORK"' EXIT
cat >desk.yaml <<C
desk-name: Example Desk
desk-mail: abuse@desk.test
desk-url: https://desk.test/
mail-server: smtp://127.0.0.1:$PLAIN
C
run 0 "$BAILIWICK" check-config desk.yaml
bw() { w=$1; shift; run "$w" "$BAILIWICK" "$@" --store s --at "${AT:-$NOW}" --config desk.yaml; }
report() { # SITE PATH NUMBER
	cat <<R
{"xarf_version":"4.2.0","report_id":"005a0000-0000-4000-8000-00000000000$3","timestamp":"2026-11-20T15:00:00Z",
"reporter":{"org":"Net Watch","contact":"abuse@desk.test","domain":"desk.test"},
"sender":{"org":"Net Watch","contact":"abuse@desk.test","domain":"desk.test"},
"source_identifier":"$1","category":"content","type":"phishing","url":"https://$1$2",
"description":"a bank's log-in page","evidence_source":"user_report",
"evidence":[{"content_type":"text/plain","description":"what was seen","payload":"YXNrcyBmb3IgYSBwYXNzd29yZA=="}]}
R
}
{ report shop.example /x/login.php 1; report gone.example /a 2; } | jq -s . >reports.json
cat >facts.jsonl <<'F'
{"fact":"contact","subject":"shop.example","seen_at":"2026-11-20T08:00:00Z","source":"security.txt","email":"abuse@host.test"}
{"fact":"contact","subject":"gone.example","seen_at":"2026-11-20T08:00:00Z","source":"security.txt","email":"gone@host.test"}
F
bw 0 intake --offline --facts facts.jsonl --json reports.json
for c in c-1 c-2; do bw 0 act accept $c --step remove-content --role operator --reason 'they answer quickly' --offline; done
bw 0 act contacts --json
for k in $(jq -r 'select(.channel=="mail" and (.value | endswith("@host.test"))) | .contact' "$WORK/out"); do bw 0 act contact "$k"; done
bw 0 act send --offline --json
bw 0 act letters c-1 --kind request --json
json '.state' sent
L1=$(jq -r .letter "$WORK/out")
box_wait host 1
grep -q "^Message-ID: <letter-" "$MAIL"/host/new/* || fail "no Message-ID of ours"
python3 - "$MAIL"/host/new/* <<'PY' || fail "the letter is not as it should be"
import email, email.policy, json, sys
m = email.message_from_bytes(open(sys.argv[1], "rb").read(), policy=email.policy.default)
text, xarf = list(m.iter_parts())
assert not m.defects and not text.defects and not xarf.defects
assert json.loads(xarf.get_content())["xarf_version"].startswith("4.")
assert "hxxps://shop[.]example/x/login.php" in text.get_content()
PY
# sent once: the next run sends the other one, to a second box there (one letter a second to each server)
AT=2026-11-21T12:00:05Z bw 0 act send --offline --json
bw 0 act letters c-2 --kind request --json
json '.state' sent
sleep 1
[ "$(ls "$MAIL/host/new" | wc -l)" = 1 ] || fail "the letter was sent twice"

# the host's desk answers above what it quotes, from another mailbox of its own
reply() { # TEXT
	python3 - "$PLAIN" "$1" "$MAIL"/host/new/* <<'PY'
import email, email.policy, email.message, smtplib, sys
port, text, path = int(sys.argv[1]), sys.argv[2], sys.argv[3]
got = email.message_from_bytes(open(path, "rb").read(), policy=email.policy.default)
r = email.message.EmailMessage()
r["From"], r["To"] = "Night desk <night@host.test>", got["Reply-To"]
r["Subject"], r["In-Reply-To"] = "Re: " + got["Subject"] + " [Ticket #88121]", got["Message-ID"]
r["Message-ID"] = "<%s@host.test>" % abs(hash(text))
quoted = "".join("> " + l + "\n" for l in next(got.iter_parts()).get_content().splitlines())
r.set_content(text + "\n\nOn Sat, 21 Nov 2026 at 12:00, Example Desk <abuse@desk.test> wrote:\n\n" + quoted)
with smtplib.SMTP("127.0.0.1", port) as s:
    s.send_message(r)
PY
}
# what is there: news to the reporter, and the report about the box that is gone
reply "Hello,

we have not removed anything yet."
for _ in $(seq 60); do grep -lqs "not removed anything yet" "$MAIL"/desk/new/* && grep -lqs delivery-status "$MAIL"/desk/new/* && break; sleep 0.5; done
bw 0 answer read "$MAIL/desk" --offline
bw 0 answer list c-1 --json
json .kind unknown
reply "Hello,

we have removed the page.

Best regards
-- 
Night desk"
for _ in $(seq 60); do grep -lqs "have removed the page" "$MAIL"/desk/new/* && break; sleep 0.5; done
bw 0 answer read "$MAIL/desk" --offline --json
bw 0 answer list c-1 --json
cp "$WORK/out" answers.json
jq -e -s 'flatten | map(select(.kind == "acted" and .sure == false and .effect == "url" and .reference == "88121" and .text == "Hello,\n\nwe have removed the page.\n\nBest regards")) | length == 1' answers.json >/dev/null ||
	fail "the answer was not understood: $(cat answers.json)"

# the box that is gone: the server's report becomes a fact about the contact, and the next contact is tried
bw 0 act letters c-2 --kind request --json
cp "$WORK/out" dead.json
jq -e -s 'map(select(.contact == "gone@host.test" and .state == "bounced")) | length == 1' dead.json >/dev/null ||
	fail "the bounce was not read: $(cat dead.json; ls "$MAIL"/desk/*)"
bw 0 act contacts --json
jq -e 'select(.value == "gone@host.test") | .status == "bounced"' "$WORK/out" >/dev/null || fail "the contact is not noted: $(cat "$WORK/out")"
# read again, it changes nothing
for f in "$MAIL"/desk/cur/*; do mv "$f" "$MAIL/desk/new/"; done
bw 0 answer read "$MAIL/desk" --offline
bw 0 answer list c-1 --json
cmp -s "$WORK/out" answers.json || fail "the same mail read again changed something"
bw 0 fsck
