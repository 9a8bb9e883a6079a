# SPDX-License-Identifier: Apache-2.0
# Several requests to one recipient in one message: gathered, looked at one by one, sent under one key, answered case by
# case, bounced as one.
export BAILIWICK_DATA="$SOURCE_ROOT/tests/data/reference"
mkdir mail
python3 "$FUNC_LIB/mail_sink.py" "$WORK/mail" >port &
SINK=$!
trap 'kill $SINK 2>/dev/null; rm -rf "$WORK"' EXIT
for _ in $(seq 100); do [ -s port ] && break; sleep 0.1; done
cat >desk.yaml <<C
desk-name: Example Desk
desk-mail: abuse@desk.example
desk-url: https://desk.example
mail-server: smtp://127.0.0.1:$(cat port)
C
bw() { w=$1; shift; run "$w" "$BAILIWICK" "$@" --offline --store s --at "${AT:-$NOW}" --config desk.yaml; }
send() { bw 0 act send --repeat-first 9000000 --json "$@"; }
mails() { find mail -name '*.eml' | wc -l; }
rows() { # NAME...: a report and the facts that put it on one host
	for n in "$@"; do
		jq -cn --arg n "$n" '{xarf_version: "4.2.0", report_id: "005a0000-0000-4000-8000-000000000001", timestamp: "2026-11-20T15:00:00Z",
			reporter: {org: "Net Watch", contact: "feed@\($n | ltrimstr("xn--"))-watch.example", domain: "\($n | ltrimstr("xn--"))-watch.example"},
			sender: {org: "Net Watch", contact: "feed@\($n | ltrimstr("xn--"))-watch.example", domain: "\($n | ltrimstr("xn--"))-watch.example"},
			source_identifier: "\($n).example", category: "content", type: "phishing", url: "https://\($n).example/log-in",
			description: "a bank", evidence_source: "user_report",
			evidence: [{content_type: "text/plain", description: "what was seen", payload: "YQ=="}]}'
	done >rows.ndjson
	{ for n in "$@"; do
		echo "{\"fact\":\"dns\",\"subject\":\"$n.example\",\"seen_at\":\"2026-11-21T08:00:00Z\",\"source\":\"t\",\"type\":\"A\",\"rcode\":\"NOERROR\",\"records\":[\"192.0.2.7\"]}"
	done
	echo '{"fact":"address","subject":"192.0.2.7","seen_at":"2026-11-21T08:00:00Z","source":"t","start":"192.0.2.0","end":"192.0.2.255","country":"NL","asn":64500,"as_name":"Host","holder":{"name":"Host Example"}}'
	} >facts.jsonl
	bw 0 intake --facts facts.jsonl rows.ndjson
}
ask() { for c in "$@"; do bw 0 act accept "c-$c" --step remove-content --role hosting --reason 'the closest party'; done; }
of() { jq -r "select(.kind == \"request\" or .kind == \"reminder\") | $1" out; }

rows one two xn--bcher-kva four five
bw 0 act contact add mail abuse@host.example --actor 'net:Host Example' --group hourly --json
json '.grouping, .urls' 'hourly
text'
k=$(jq -r .contact out)
bw 64 act contact "$k" --group often
err_has "none, hourly, daily, or how many"
bw 64 act contact add webhook https://host.example/hook --actor a --group daily

# --- within the hour they wait for each other; the reporters' news do not
ask 1 2 3
send
json '.grouped, .sent' '0
3'
[ "$(mails)" = 3 ] || fail "$(mails) messages, not the reporters' three"
bw 0 act letters --json
[ "$(of .state | sort -u)" = queued ] || fail "they do not wait: $(of .state)"
[ "$(of .outcome | sort -u)" = 'waits for others to the same recipient' ] || fail 'they do not say what they wait for'

# --- the hour is over: one message, a row for each case, a report for each; the letters are sent, each with its event
rm -f mail/*.eml
AT=2026-11-21T13:00:00Z send
json '.grouped, .sent, .taken' '1
3
3'
[ "$(mails)" = 1 ] || fail "$(mails) messages"
bw 0 act letters --json
[ "$(of .state | sort -u)" = sent ] || fail 'not all were sent'
g=$(of .message | sort -u)
[ "$g" = g-0000001 ] || fail "they are in $g"
for c in 1 2 3; do
	bw 0 case show c-$c --store s --json
	[ "$(jq '[.timeline[]? // .events[]? | select(.kind == "delivered" or .event == "delivered")] | length' out)" -ge 1 ] || fail "c-$c has no receipt"
done
python3 - mail/1.eml >cases <<'PY' || fail 'the message is not as it should be'
import email, email.policy, json, re, sys
m = email.message_from_bytes(open(sys.argv[1], "rb").read(), policy=email.policy.default)
text, *files = list(m.iter_parts())
body = text.get_content()
assert not m.defects and not text.defects
for n in ("one", "two", "xn--bcher-kva"):
    assert "hxxps://%s[.]example/log-in" % n in body, n
    assert "https://%s.example" % n not in body
assert re.match(r"<letter-[0-9a-f]{32}@desk.example>", m["Message-ID"]), m["Message-ID"]
assert body.count("https://desk.example/d/") == 3 and body.count("abuse+") == 4
assert [f.get_filename() for f in files] == ["xarf-c-000000%d.json" % i for i in (1, 2, 3)]
assert [json.loads(f.get_content())["source_identifier"] for f in files] == \
    ["one.example", "two.example", "xn--bcher-kva.example"]
assert m["Reply-To"].addresses[0].addr_spec in body
print(m["Reply-To"].addresses[0].addr_spec)
print(m["Message-ID"])
print(*re.findall(r"abuse\+\w+@desk.example", body))
PY
REPLY=$(sed -n 1p cases) MESSAGE_ID=$(sed -n 2p cases)
bw 0 act show $g --json
json '.letters | length' 3
[ "abuse+$(jq -r .token out)@desk.example" = "$REPLY" ] || fail 'the token is not the one of the reply address'
# sent once
AT=2026-11-21T18:00:00Z send
[ "$(mails)" = 1 ] || fail 'they were sent twice'

# --- a reply is about the cases it names; the rest is left as it is
reply() { # TEXT: above what it quotes
	python3 - "$1" "$REPLY" "$MESSAGE_ID" mail/1.eml <<'PY' >reply.eml
import email, email.message, email.policy, sys
text, to, mid, path = sys.argv[1:5]
got = email.message_from_bytes(open(path, "rb").read(), policy=email.policy.default)
r = email.message.EmailMessage()
r["From"], r["To"], r["In-Reply-To"] = "Night desk <night@host.example>", to, mid
r["Subject"], r["Message-ID"] = "Re: " + got["Subject"], "<%s@host.example>" % abs(hash(text))
quoted = "".join("> " + l + "\n" for l in next(got.iter_parts()).get_content().splitlines())
r.set_content(text + "\n\nOn Sat, 21 Nov 2026 at 13:00, Example Desk <abuse@desk.example> wrote:\n\n" + quoted)
sys.stdout.write(r.as_string())
PY
}
reply 'Hello,

c-0000001: We have removed the page.
c-2 is not hosted on our network.

Kind regards'
AT=2026-11-21T13:30:00Z bw 0 answer read reply.eml --json
[ "$(jq -r '.case + " " + .kind + " " + (.person | tostring)' out)" = 'c-0000001 acted true
c-0000002 refused true' ] || fail "read as $(jq -c . out)"
bw 0 answer list c-1 --json
json '.kind, .sure' 'acted
false'
bw 0 answer list c-3
out_has 'nobody has answered'
# numbers in a list below what is said of them
reply 'We are looking into these:
c-1
c-3'
AT=2026-11-21T13:31:00Z bw 0 answer read reply.eml --json
[ "$(jq -r '.case + " " + .kind' out | tr '\n' ' ')" = 'c-0000001 acknowledged c-0000003 acknowledged ' ] || fail "read as $(jq -c . out)"
# no case is named: about all of them
reply 'Please hold the line.'
AT=2026-11-21T13:32:00Z bw 0 answer read reply.eml --json
[ "$(jq -r '.case + " " + .kind' out | tr '\n' ' ')" = 'c-0000001 unknown c-0000002 unknown c-0000003 unknown ' ] || fail "read as $(jq -c . out)"
# the open form says it for sure, of one; a form about another case is about none of these
TOKEN=${REPLY#*+}; TOKEN=${TOKEN%@*}
form() { echo '{"schema":"abuse-answer/1","token":"'"$TOKEN"'","case":"'"$1"'","kind":"acted","at":"2026-11-21T13:33:00Z","action":"remove-content"}'; }
form c-0000002 >form.json
AT=2026-11-21T13:34:00Z bw 0 answer read form.json --json
json '.case, .kind, .person, .state' 'c-0000002
acted
false
acted'
form c-0000009 >form.json
AT=2026-11-21T13:34:00Z bw 65 answer read form.json
# by hand: some of them, all of them, none of them
AT=2026-11-21T13:35:00Z bw 0 answer "$TOKEN" --kind acknowledged --cases c-3 --json
json .case c-0000003
bw 0 answer $g --kind acknowledged --text 'they called' --json
json .fresh 'true
true
true'
bw 65 answer $g --kind acknowledged --cases c-5
bw 0 fsck

# --- addresses in a table; two at a time; what is beyond the ceiling or alone leaves as an ordinary letter
rm -f mail/*.eml
bw 0 act contact "$k" --group 2 --urls table
ask 4
AT=2026-11-21T14:00:00Z send
json .later 1
bw 0 act letters c-4 --kind request --json
json .state queued
ask 5
AT=2026-11-21T14:00:10Z send
json .grouped 1
python3 - mail <<'PY' || fail 'the table is not as it should be'
import csv, email, email.policy, glob, io, sys
for f in glob.glob(sys.argv[1] + "/*.eml"):
    m = email.message_from_bytes(open(f, "rb").read(), policy=email.policy.default)
    if "host.example" in m["To"]:
        break
text, table, *files = list(m.iter_parts())
assert table.get_content_type() == "text/csv" and table.get_filename() == "cases.csv"
rows = list(csv.DictReader(io.StringIO(table.get_content())))
assert [r["url"] for r in rows] == ["https://four.example/log-in", "https://five.example/log-in"], rows
assert rows[0]["case"] == "c-0000004" and rows[0]["answer_at"].startswith("https://desk.example/d/")
assert "log-in" not in text.get_content() and "cases.csv" in text.get_content()
assert len(files) == 2
PY

# --- one alone is an ordinary letter
rm -f mail/*.eml
bw 0 act contact "$k" --group hourly --urls text
rows six seven eight
ask 6
AT=2026-11-21T16:00:00Z send
json '.grouped' 0
bw 0 act letters c-6 --kind request --json
json '.state, .message' 'sent
null'

# --- just before sending: what is gone leaves the others, and is stood down as ever
rows nine ten
ask 7 8 9
echo '{"fact":"check","subject":"eight.example","seen_at":"2026-11-21T16:59:00Z","source":"desk","state":"gone"}' >gone.jsonl
rm -f mail/*.eml
AT=2026-11-21T17:00:00Z send --facts gone.jsonl
json '.grouped' 1
bw 0 act letters c-8 --kind request --json
json '.state, .withdrawn, .message' 'dropped
true
null'
bw 0 act letters c-9 --kind request --json
json '.state, .message' 'sent
g-0000003'

# --- not now: tried again under the same key, the same letters, one message; what was withdrawn meanwhile is left out
rows eleven twelve thirteen
ask b c d
echo '451 4.7.1 try later' >mail/says
rm -f mail/*.eml
AT=2026-11-21T18:00:00Z send --together
json .grouped 1
bw 0 act letters c-c --kind request --json
json '.state, .message' 'leased
g-0000004'
bw 0 act stand-down c-c --reason 'it was our own test'
rm mail/says
AT=2026-11-21T19:00:00Z send
bw 0 act letters --json
[ "$(jq -r 'select(.message == "g-0000004") | .state' out | sort | uniq -c | tr -s ' \n' ' ')" = ' 1 dropped 2 sent ' ] || fail "$(jq -c 'select(.message == "g-0000004") | [.letter, .state]' out)"
bw 0 fsck

# --- bounced: each letter bounces, the contact is noted once, a person finds a way for each
python3 - mail <<'PY' >bounce.eml
import email, email.policy, glob, sys
for f in glob.glob(sys.argv[1] + "/*.eml"):
    m = email.message_from_bytes(open(f, "rb").read(), policy=email.policy.default)
    if "host.example" in m["To"]:
        mid = m["Message-ID"]
key = mid.split("-")[1].split("@")[0]
print(f"""From: MAILER-DAEMON@host.example
To: abuse+b-{key}@desk.example
Subject: Undelivered Mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

no such user
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.host.example

Final-Recipient: rfc822; abuse@host.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b--
""")
PY
AT=2026-11-21T20:00:00Z bw 0 answer read bounce.eml --json
json '.message, .mail' 'g-0000004
bounce'
bw 0 act letters --json
[ "$(jq -r 'select(.message == "g-0000004") | .state' out | sort | uniq -c | tr -s ' \n' ' ')" = ' 2 bounced 1 dropped ' ] || fail "after the bounce: $(jq -c 'select(.message == "g-0000004") | [.letter, .state]' out)"
bw 0 act contacts 'net:Host Example' --json
json '.status' bounced
AT=2026-11-21T20:00:00Z bw 0 answer read bounce.eml
out_has 'which is known'
bw 0 fsck
