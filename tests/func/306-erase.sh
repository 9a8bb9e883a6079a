# SPDX-License-Identifier: Apache-2.0
# Personal data that was erased is nowhere in the store's folder: not in the spool, the database, its log, its
# free pages, nor in a backup.  What stays is which case it is, counts and times.
with="--offline --at $NOW"
# report FILE NUMBER SENDER URL
report() {
	cat >"$1" <<R
{"xarf_version":"4.2.0","report_id":"ref-$3-$2","timestamp":"2026-11-20T15:00:00Z",
"reporter":{"org":"Org-$3","contact":"$3@home.example","domain":"$3.example"},
"sender":{"org":"Sent-$3","contact":"relay-$3@home.example","domain":"relay-$3.example"},
"source_identifier":"198.51.100.7","category":"content","type":"phishing","url":"$4",
"description":"note-$3 says hello","target_brand":"Brand-$3","evidence_source":"user_report",
"evidence":[{"content_type":"text/plain","description":"seen-$3","payload":"YXNrcyBmb3IgYSBwYXNzd29yZA=="}]}
R
}
report a1 1 zoeprivate 'http://login.shop.example/u/zoeprivate@home.example/?id=secretpath'
report a2 2 adamkeeps 'http://login.shop.example/pay'
report a3 3 zoeprivate 'http://other.example/u/secretpath'
printf 'From: zoeprivate@home.example\nTo: abuse@desk.example\nSubject: phishing mailsubject\nMessage-ID: <mailid-zoe@home.example>\nMIME-Version: 1.0\nContent-Type: text/plain\n\nzoeprivate writes: see http://mail-one.example/mailpath and http://mail-two.example/mailpath\n' >mail.eml
run 0 "$BAILIWICK" intake --store s $with a1 a2 a3
run 0 "$BAILIWICK" intake --store s $with --harm phishing mail.eml
run 0 "$BAILIWICK" case close c-1 --store s $with --reason 'agreed with zoeprivate@home.example'
# nowhere STORE WORD...: also in what is packed, which is unpacked for that
nowhere() {
	store=$1; shift
	python3 - "$store" "$@" <<'P'
import glob, os, struct, subprocess, sys
store, words = sys.argv[1], [w.lower().encode() for w in sys.argv[2:]]
def look(where, data):
    for w in words:
        if w in data.lower():
            print(f"{w.decode()} is in {where}")
for path in (os.path.join(d, f) for d, _, fs in os.walk(store) for f in fs):
    data = open(path, "rb").read()
    look(path, data)
    if not path.endswith(".seg"):
        continue
    at = 64
    while at < len(data):
        magic, flags, first, when, n, stored, plain = struct.unpack_from("<IIQqIIQ", data, at)
        assert magic == 0x314B4C42, (path, at)
        body = data[at + 64 + 16 * n:at + 64 + 16 * n + stored]
        out = subprocess.run(["zstd", "-dcq"], input=body, capture_output=True).stdout
        assert len(out) == plain, (path, at, len(out), plain)
        look(f"{path} unpacked", out)
        at += 64 + 16 * n + stored
P
}
found() { [ -n "$(nowhere "$@")" ]; }
for w in zoeprivate secretpath mailsubject mailid-zoe adamkeeps; do found s "$w" || fail "the test cannot find $w"; done

# One report: what came in another message stays.
run 64 "$BAILIWICK" case erase c-1 --store s $with
run 64 "$BAILIWICK" case erase c-1 --store s $with --why 'asked by zoeprivate@home.example'
err_has 'mail address'
run 64 "$BAILIWICK" case erase c-1 --store s $with --why 'asked by Org-ZoePrivate'
err_has 'repeats'
run 66 "$BAILIWICK" case erase c-1 --report r-99 --store s $with --why 'asked'
cp -r s before
run 0 "$BAILIWICK" case erase c-1 --report r-1 --json --store s $with --why 'the sender asked for it'
json .erased 1
run 0 "$BAILIWICK" fsck --store s
out_has 'erased-nothing-kept'
run 0 "$BAILIWICK" case show c-1 --store s $with
out_has '1 report: the sender asked for it'
out_has '(erased)'
out_has 'adamkeeps@home.example'
out_has 'closed: (erased)'
out_lacks zoeprivate
run 0 "$BAILIWICK" case show c-1 --json --store s $with
json .site shop.example
json .reports 2
json '[.timeline[].kind] | @csv' '"opened","closed","erased"'
json '[.report_list[] | .erased] | @csv' 'true,'
json '.report_list[1].target' http://login.shop.example/pay
found s adamkeeps || fail "another's report is gone too"
found s zoeprivate || fail "reports of other cases are gone too"

# The rest, each message as a whole: the mail names two sites.
run 0 "$BAILIWICK" case list --json --store s $with
cp "$WORK/out" list-before
run 0 "$BAILIWICK" case erase c-2 --store s $with --why 'the sender asked for it'
run 0 "$BAILIWICK" case erase c-3 --json --store s $with --why 'the sender asked for it'
json .erased 2
[ -z "$(nowhere s zoeprivate secretpath mailpath mailsubject mailid-zoe)" ] ||
	fail "it is still there: $(nowhere s zoeprivate secretpath mailpath mailsubject mailid-zoe)"
found s adamkeeps || fail "another's report is gone too"
run 0 "$BAILIWICK" fsck --store s
run 0 "$BAILIWICK" case show c-4 --store s $with
out_has '1 report: the sender asked for it'
run 0 "$BAILIWICK" backup --store s copy
[ -z "$(nowhere copy zoeprivate secretpath mailpath mailsubject mailid-zoe)" ] || fail "the backup has it"
run 0 "$BAILIWICK" fsck --store copy

# Again: nothing is left, nothing changes.
run 0 "$BAILIWICK" case erase c-3 --json --store s $with --why 'again'
json .erased 0
run 0 "$BAILIWICK" case show c-3 --json --store s $with
json '[.timeline[].kind] | @csv' '"opened","erased"'
# The same report sent again is known, and does not come back.
run 0 "$BAILIWICK" intake --json --store s $with a1 a3
json .folded 2
run 0 "$BAILIWICK" intake --json --store s $with --harm phishing mail.eml
json .accepted 0
[ -z "$(nowhere s zoeprivate secretpath mailpath)" ] || fail "it came back"

# The spool worked anew gives the same cases.
: >empty.txt
"$BAILIWICK" intake --store anew $with --harm phishing empty.txt >/dev/null 2>&1
rm -rf anew/spool anew/keys
cp -r s/spool s/secret anew/
cases() { "$BAILIWICK" case list --json --store "$1" $with | jq -c '[.id, .site, .site_kind, .harm, .reports, .first_seen, .last_seen, .verdict, .evidence_tier, .proposal.action]'; }
cases s | sort >one
cases anew | sort >two
sed 's/"closed"/"open"/' one | cmp -s - two || { fail "worked anew the cases differ"; diff one two >&2; }
run 0 "$BAILIWICK" fsck --store anew

# A whole case of many, in several blocks, some of it shared with nobody.
for i in $(seq 1 300); do printf '{"xarf_version":"4.2.0","report_id":"m-%s","timestamp":"2026-11-20T15:00:00Z","reporter":{"org":"O%s","contact":"many%s@home.example","domain":"home.example"},"sender":{"org":"O","contact":"s%s@home.example","domain":"home.example"},"source_identifier":"198.51.100.7","category":"content","type":"phishing","url":"http://many.example/p%s","description":"manynote %s"}\n' $i $i $i $i $i $i; done >many.ndjson
for part in 1 2 3; do
	tail -n +$((part * 100 - 99)) many.ndjson | head -n 100 >part.ndjson
	run 0 "$BAILIWICK" intake --store s $with part.ndjson
done
id=$("$BAILIWICK" case list --store s --json --site many.example $with | jq -r .id)
run 0 "$BAILIWICK" case erase "$id" --json --store s $with --why 'time is up'
json .erased 300
[ -z "$(nowhere s many1 many299 manynote /p300)" ] || fail "of many: $(nowhere s many1 many299 manynote /p300 | head -3)"
run 0 "$BAILIWICK" fsck --store s

# What was copied: a decision, letters to the host and to the reporter, the public record.
DESK="--desk-name Example_Desk --desk-mail abuse@desk.example --desk-url https://desk.example/"
report b1 1 zoeprivate 'https://john-smith.acted.example/u/secretpath.php?to=zoeprivate'
report b2 2 adamkeeps 'https://acted.example/pay.php'
run 0 "$BAILIWICK" intake --store t $with b1 b2
# shellcheck disable=SC2086 # words on purpose
run 0 "$BAILIWICK" act accept c-1 --step remove-content --role hosting --reason 'as zoeprivate@home.example showed' --store t --at "$NOW" $DESK
# shellcheck disable=SC2086
run 0 "$BAILIWICK" act letters c-1 --json --store t --at "$NOW" $DESK
# ... what was learned of its address, and a report of a notifier that says the same and waits for a person
cat >facts.jsonl <<'F'
{"fact":"dns","subject":"john-smith.acted.example","seen_at":"2026-11-21T08:00:00Z","source":"dns:test","type":"A","rcode":"NOERROR","records":["192.0.2.7"]}
{"fact":"check","subject":"acted.example","seen_at":"2026-11-21T08:00:00Z","source":"look at /u/secretpath.php?to=zoeprivate","state":"there"}
{"fact":"dns","subject":"acted.example","seen_at":"2026-11-21T08:00:00Z","source":"dns:kept","type":"A","rcode":"NOERROR","records":["192.0.2.7"]}
F
run 0 "$BAILIWICK" case look c-1 --facts facts.jsonl --store t $with
openssl genpkey -algorithm ed25519 -out key.pem 2>/dev/null
openssl pkey -in key.pem -pubout -out public.pem
run 0 "$BAILIWICK" notifier add shield --harms malware --contact desk@shield.example --store t $with
run 0 "$BAILIWICK" notifier key shield public.pem --store t $with
printf 'https://john-smith.acted.example/u/secretpath.php?to=zoeprivate\nhttps://third.example/kept.php\n' >held.txt
openssl pkeyutl -sign -rawin -in held.txt -inkey key.pem -out held.sig
run 0 "$BAILIWICK" intake --harm phishing --signature held.sig held.txt --json --store t $with
json .held 2
rows() { sqlite3 t/bailiwick.db "$1"; }
[ "$(rows "SELECT count(*) FROM fact WHERE subject LIKE '%acted.example'")" = 3 ] || fail "the facts are not kept: the test sees nothing"
[ "$(rows "SELECT count(*) FROM quarantine WHERE instr(raw, 'secretpath') OR instr(compact, 'secretpath')")" = 1 ] || fail "no report is held: the test sees nothing"
found t zoeprivate || fail "no letter to the reporter: the test sees nothing"
found t john-smith || fail "no address in a letter: the test sees nothing"
run 0 "$BAILIWICK" ledger verify --store t
run 0 "$BAILIWICK" case erase c-1 --report r-1 --json --store t $with --why 'the sender asked for it'
json .erased 1
gone="zoeprivate secretpath john-smith"
# shellcheck disable=SC2086
[ -z "$(nowhere t $gone)" ] || fail "in what was copied: $(nowhere t $gone)"
found t adamkeeps || fail "another's letter is gone too"
run 0 "$BAILIWICK" notifier held --json --store t $with
json .id q-0000002
found t kept.php || fail "another's held report is gone too"
[ "$(rows "SELECT group_concat(source) FROM fact WHERE subject LIKE '%acted.example'")" = dns:kept ] || fail "what was learned: $(rows "SELECT subject, source FROM fact")"
run 0 "$BAILIWICK" fsck --store t
run 0 "$BAILIWICK" ledger verify --store t
# shellcheck disable=SC2086
run 0 "$BAILIWICK" act letters c-1 --json --store t --at "$NOW" $DESK
out_has dropped
out_lacks zoeprivate
