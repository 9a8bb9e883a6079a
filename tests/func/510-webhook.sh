# SPDX-License-Identifier: Apache-2.0
# Letters to programs: signed, verified by a receiver with openssl, taken once whatever is repeated.
run 0 "$BAILIWICK" webhook new-key hook.key
KEY=$(cat "$WORK/out")
case $KEY in whpk_*) ;; *) fail "no public key: $KEY" ;; esac
[ "$(stat -c %a hook.key)" = 600 ] || fail "the key can be read by others"
run 73 "$BAILIWICK" webhook new-key hook.key
err_has "not written over"
run 0 "$BAILIWICK" webhook public-key hook.key
[ "$(cat "$WORK/out")" = "$KEY" ] || fail "the public key is another one"
run 64 "$BAILIWICK" webhook
printf 'whsk_AAAA\n' >broken.key
run 78 "$BAILIWICK" webhook public-key broken.key

mkdir hooks
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 \
	-keyout key.pem -out cert.pem 2>/dev/null
mkfifo stop
python3 "$FUNC_LIB/hook_server.py" hooks cert.pem key.pem "$KEY" <stop >port &
exec 9>stop
for _ in $(seq 100); do [ -s port ] && break; sleep 0.1; done
HOOK="https://127.0.0.1:$(cat port)"
cat >desk.yaml <<C
desk-mail: abuse@desk.example
webhook-key: hook.key
webhook-own: $HOOK/ok/ $HOOK/busy/ $HOOK/gone/ $HOOK/bad/ $HOOK/away/
webhook-ca: cert.pem
C
run 0 "$BAILIWICK" check-config desk.yaml
# the receiver looks at the real time, and so do we here
bw() { w=$1; shift; run "$w" "$BAILIWICK" "$@" --store s --config desk.yaml; }
seen=$(date -u -d '1 hour ago' +%Y-%m-%dT%H:%M:%SZ)
for n in 1 2 3 4 5 6; do
	cat <<R
{"xarf_version":"4.2.0","report_id":"005a0000-0000-4000-8000-00000000000$n","timestamp":"$seen",
"reporter":{"org":"Net Watch","contact":"who@watch.example","domain":"watch.example"},
"sender":{"org":"Net Watch","contact":"who@watch.example","domain":"watch.example"},
"source_identifier":"shop$n.example","category":"content","type":"phishing","url":"https://shop$n.example/x/login.php",
"description":"a bank's log-in page","evidence_source":"user_report",
"evidence":[{"content_type":"text/plain","description":"what was seen","payload":"YXNrcyBmb3IgYSBwYXNzd29yZA=="}]}
R
done | jq -s . >reports.json
bw 0 intake --offline --json reports.json
n=0
for how in ok busy gone bad away none; do
	n=$((n + 1))
	url="$HOOK/$how/in"
	[ $how = none ] && url="https://127.0.0.1/in" # no receiver of ours: a private address is never contacted
	bw 0 act contact add webhook "$url" --actor "operator:shop$n.example"
	bw 0 act accept c-$n --step remove-content --role operator --reason 'a program answers there' --offline
done
bw 0 act contacts --json
for k in $(jq -r 'select(.channel == "webhook" and .status == "waits") | .contact' "$WORK/out"); do bw 0 act contact "$k"; done
for _ in 1 2 3; do bw 0 act send --offline; done
state() { bw 0 act letters "c-$1" --channel webhook --json; jq -r .state "$WORK/out" | head -1; }
[ "$(state 1)" = delivered ] || fail "not delivered: $(cat "$WORK/out")"
[ "$(state 2)" = leased ] || [ "$(state 2)" = queued ] || fail "503 is not tried again: $(cat "$WORK/out")"
[ "$(state 3)" = bounced ] || fail "410: $(cat "$WORK/out")"
[ "$(state 4)" = failed ] || fail "400: $(cat "$WORK/out")"
[ "$(state 5)" = failed ] || fail "a redirect: $(cat "$WORK/out")"
[ "$(state 6)" = bounced ] || fail "a private address: $(cat "$WORK/out")"
grep -q " BAD " hooks/log && fail "a signature was not good: $(cat hooks/log)"
[ "$(grep -c '^/ok/.* good first ' hooks/log)" = 1 ] || fail "not sent once: $(cat hooks/log)"
for f in hooks/*.json; do
	jq -e '.type == "letter.request" and .data.letter.target == "https://shop1.example/x/login.php" and
		(.data.token | length) == 26 and .data.letter.xarf[0].xarf_version[0:2] == "4."' "$f" >/dev/null ||
		fail "the body is not as documented: $(cat "$f")"
done

# the check of a receiver, by hand
set -- $(grep '^/ok/' hooks/log | head -1)
cp "hooks/$2.json" body.json
verify() { w=$1; shift; run "$w" "$BAILIWICK" webhook verify --key "$KEY" "$@"; }
verify 0 body.json --id "$2" --timestamp "$3" --signature "$6"
verify 0 body.json --id "$2" --timestamp "$3" --signature "v1a,AAAA v1,x $6" --json
json .good true
verify 77 body.json --id "${2}0" --timestamp "$3" --signature "$6"
verify 77 body.json --id "$2" --timestamp $(($3 + 1)) --signature "$6"
verify 77 body.json --id "$2.$3" --timestamp "$3" --signature "$6"
verify 77 body.json --id "$2" --timestamp "$3" --signature "v1,${6#v1a,}"
verify 77 body.json --id "$2" --timestamp "$3" --signature ""
verify 77 body.json --id "$2" --timestamp "$3" --signature "$6" --at "$(date -u -d "@$(($3 + 301))" +%Y-%m-%dT%H:%M:%SZ)"
err_has "perhaps it is repeated"
verify 0 body.json --id "$2" --timestamp "$3" --signature "$6" --at "$(date -u -d "@$(($3 - 300))" +%Y-%m-%dT%H:%M:%SZ)"
printf ' ' >>body.json
verify 77 body.json --id "$2" --timestamp "$3" --signature "$6"
verify 64 body.json
exec 9>&-
