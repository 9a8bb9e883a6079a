# SPDX-License-Identifier: Apache-2.0
# The mail channel against OpenSMTPD: what arrives, and what each refusal becomes.
. "$FUNC_LIB/smtpd.sh"
smtpd_start
case $? in
1) echo "SKIPPED: $WHY"; exit 77 ;;
2) fail "$WHY"; exit 1 ;;
esac
trap 'smtpd_stop; rm -rf "$WORK"' EXIT
FROM="Meldestelle für Missbrauch <abuse@desk.test>"
post() { want=$1 url=$2; shift 2; run "$want" "$POST_MAIL" "$url" "$FROM" "$@"; }

# delivered, over one connection, with both parts
post 0 "smtp://127.0.0.1:$PLAIN" "" "" "" abuse@host.test "Missbrauch <abuse@host.test>"
[ "$(jq -r .state "$WORK/out" | tr '\n' ' ')" = "sent sent " ] || fail "not sent: $(cat "$WORK/out")"
[ "$(jq -r .code "$WORK/out" | tr '\n' ' ')" = "250 250 " ] || fail "no 250"
box_wait host 2
python3 - "$MAIL"/host/new/* <<'PY' || fail "what arrived is not what was sent"
import email, email.policy, json, sys
ids = set()
for path in sys.argv[1:]:
    raw = open(path, "rb").read()
    m = email.message_from_bytes(raw, policy=email.policy.default)
    bad = [p.defects for p in m.walk() if p.defects]
    assert not bad, bad
    assert m["Bcc"] is None
    assert m["Subject"] == "Phishing auf fälle.example Bcc: everybody@host.test", m["Subject"]
    assert m["From"].addresses[0].display_name == "Meldestelle für Missbrauch", m["From"]
    assert m["Reply-To"].addresses[0].addr_spec == "abuse+0123456789abcdefghjkmnpqrs@desk.test"
    assert m["Return-Path"].startswith("<abuse+b-30313233"), m["Return-Path"]
    assert m["Auto-Submitted"] == "auto-generated"
    assert m["Message-ID"].startswith("<letter-30313233") and m["Message-ID"].endswith("@desk.test>")
    assert m["Date"].datetime is not None
    ids.add(m["Message-ID"])
    assert m.get_content_type() == "multipart/mixed"
    text, xarf = list(m.iter_parts())
    assert text["Content-Language"] == "de"
    assert text.get_content().rstrip("\n") == ("Guten Tag,\n\nbitte entfernen Sie die Seite.\n.\nFrom here on plain.\n-- \n"
                                  "https://desk.example/l/0123456789abcdefghjkmnpqrs"), text.get_content()
    assert xarf.get_content_type() == "application/json" and xarf.get_filename() == "xarf.json"
    assert json.loads(xarf.get_content())["xarf_version"] == "4.2.0"
    assert raw.isascii() and max(len(l) for l in raw.split(b"\n")) < 200
assert len(ids) == 2
PY

# refused for now, and for good; the recipient's domain is then left alone
post 0 "smtp://127.0.0.1:$PLAIN" "" "" "" later@host.test abuse@host.test
[ "$(jq -r .state "$WORK/out" | tr '\n' ' ')" = "queued queued " ] || fail "not queued"
out_has "451 4.7.1 greylisted, come back later"
out_has "left alone for a while"
post 0 "smtp://127.0.0.1:$PLAIN" "" "" "" nobody@host.test abuse@host.test
[ "$(jq -r .state "$WORK/out" | tr '\n' ' ')" = "bounced sent " ] || fail "not bounced: $(cat "$WORK/out")"
out_has "550 5.1.1 no such user here"
# no recipient of this server: that is our configuration's fault or the contact's, and is not silent
run 0 "$POST_MAIL" "smtp://127.0.0.1:$PLAIN" "$FROM" "" "" "" who@elsewhere.test
json .state bounced
# no mail address at all
post 0 "smtp://127.0.0.1:$PLAIN" "" "" "" "abuse at host.test"
json .state bounced
out_has "no mail address"
# SMTPUTF8 is not offered here
post 0 "smtp://127.0.0.1:$PLAIN" "" "" "" "jörg@host.test" "abuse@host.test"
[ "$(jq -r .state "$WORK/out" | tr '\n' ' ')" = "bounced sent " ] || fail "jörg: $(cat "$WORK/out")"
out_has "no SMTPUTF8"

# nobody listens
post 0 "smtp://127.0.0.1:$(free_port)" "" "" "" abuse@host.test
json .state queued
json .code 0

# a box that is gone: the server takes the message and sends a report to the return path
post 0 "smtp://127.0.0.1:$PLAIN" "" "" "" gone@host.test
json .state sent
box_wait desk 1
grep -q "^To: abuse+b-30313233" "$MAIL"/desk/new/* || fail "the bounce did not go to the return path"
grep -q "Content-Type: message/delivery-status" "$MAIL"/desk/new/* || fail "no delivery report"
