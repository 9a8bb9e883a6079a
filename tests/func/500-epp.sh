#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A registry of the tests' own: names are looked at, messages read, and a wrong certificate or password says so.
command -v python3 >/dev/null 2>&1 && command -v openssl >/dev/null 2>&1 || { echo "SKIPPED: needs python3 and openssl" >&2; exit 77; }
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 3 -subj /CN=localhost \
	-addext subjectAltName=DNS:localhost,IP:127.0.0.1 >/dev/null 2>&1
mkfifo epp.in
schemas=
if [ -n "${BAILIWICK_CORPUS:-}" ] && [ -d "$BAILIWICK_CORPUS/ref/epp/xsd" ] && command -v xmllint >/dev/null 2>&1; then
	schemas=$WORK/xsd
	cp -r "$BAILIWICK_CORPUS/ref/epp/xsd" "$schemas"
	cat >"$schemas/all.xsd" <<'X'
<schema xmlns="http://www.w3.org/2001/XMLSchema">
<import namespace="urn:ietf:params:xml:ns:eppcom-1.0" schemaLocation="eppcom.xsd"/>
<import namespace="urn:ietf:params:xml:ns:epp-1.0" schemaLocation="epp.xsd"/>
<import namespace="urn:ietf:params:xml:ns:host-1.0" schemaLocation="host.xsd"/>
<import namespace="urn:ietf:params:xml:ns:domain-1.0" schemaLocation="domain.xsd"/>
</schema>
X
else
	echo "SKIPPED in part: the schemas of RFC 5730 and 5731 need BAILIWICK_CORPUS and xmllint" >&2
fi
python3 "$FUNC_LIB/epp-server.py" cert.pem key.pem epp.log $schemas <epp.in >epp.port &
exec 9>epp.in
for _ in $(seq 50); do [ -s epp.port ] && break; sleep 0.2; done
port=$(cat epp.port)
printf 'pa<ss&1\n' >password
cat >conf.yaml <<C
epp-server: localhost:$port
epp-user: registrar-1
epp-password-file: $WORK/password
epp-ca: $WORK/cert.pem
C
run 0 "$BAILIWICK" check-config conf.yaml
run 0 "$BAILIWICK" epp info shop.example --json --config conf.yaml
json '[.name,.sponsor,.status]' '["shop.example","registrar-1",["ok"]]'
run 66 "$BAILIWICK" epp info gone.example --config conf.yaml
err_has "the registry has no name 'gone.example'"
run 0 "$BAILIWICK" epp poll --json --config conf.yaml
json '[.id,.words]' '["7","a transfer was asked for <shop.example>"]'
run 0 "$BAILIWICK" epp poll --ack --config conf.yaml
out_has "the change of slow.example is done"
run 0 "$BAILIWICK" epp poll --ack --config conf.yaml
[ ! -s out ] || fail "the queue is not empty after it was read"
grep -q '^poll.*BW-ACK' epp.log || fail "nothing was acknowledged"
! grep '^INVALID' epp.log || fail "a command is not valid by the schema"

printf 'wrong-one\n' >password
run 77 "$BAILIWICK" epp info shop.example --config conf.yaml
err_has "the login was refused (2200)"
grep -v epp-ca conf.yaml >noca.yaml
run 77 "$BAILIWICK" epp info shop.example --config noca.yaml
err_has "certificate of 'localhost'"
sed 's/localhost:[0-9]*/localhost:1/' conf.yaml >gone.yaml
run 69 "$BAILIWICK" epp info shop.example --config gone.yaml
run 64 "$BAILIWICK" epp info --config conf.yaml
run 78 "$BAILIWICK" epp poll
exec 9>&-
