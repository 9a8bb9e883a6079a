#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The stack from live answers: NSD for the DNS and a server of our own for RDAP, both on loopback.
# The machine may be busy: whatever is waited for is a condition, and times given to the program are ceilings.
command -v nsd >/dev/null 2>&1 && command -v python3 >/dev/null 2>&1 || {
	echo "SKIPPED: needs nsd and python3" >&2
	exit 77
}
export XDG_CACHE_HOME="$WORK/cache"
# until COMMAND...: as soon as it holds; false after a minute
until_true() {
	for _ in $(seq 1 600); do
		"$@" && return 0
		sleep 0.1
	done
	return 1
}

# --- RDAP: a fifo as its standard input, so that it ends with us
mkfifo rdap.in
python3 "$FUNC_LIB/rdap-server.py" "$WORK/rdap.log" <rdap.in >rdap.port &
exec 9>rdap.in
until_true test -s rdap.port || fail "the RDAP server does not start"
RDAP=http://127.0.0.1:$(cat rdap.port)

# --- NSD on a port that is free now; another one where somebody was faster
cat >zone <<'Z'
$ORIGIN example.com.
$TTL 300
@ SOA ns1.dns-host.test. hostmaster.example.com. 1 3600 600 86400 300
@ NS ns1.dns-host.test.
@ NS ns2.dns-host.test.
@ A 192.0.2.7
@ MX 10 mail.example.com.
www CNAME web.example.com.
web A 192.0.2.7
web AAAA 2001:db8::7
deep CNAME deep1
deep1 CNAME deep2
deep2 CNAME deep3
deep3 A 192.0.2.8
around CNAME about
about CNAME around
Z
cat >nullmx <<'Z'
$ORIGIN example.net.
$TTL 300
@ SOA ns1.example.net. hostmaster.example.net. 1 3600 600 86400 300
@ NS ns1.example.net.
ns1 A 192.0.2.53
@ A 192.0.2.9
@ MX 0 .
Z
start_nsd() {
	cat >nsd.conf <<C
server:
  ip-address: 127.0.0.1@$1
  username: ""
  chroot: ""
  zonesdir: "$WORK"
  database: ""
  pidfile: "$WORK/nsd.pid"
  xfrdfile: "$WORK/xfrd.state"
  zonelistfile: "$WORK/zone.list"
  logfile: "$WORK/nsd.log"
  server-count: 1
remote-control:
  control-enable: no
zone:
  name: example.com
  zonefile: zone
zone:
  name: example.net
  zonefile: nullmx
C
	nsd -d -c nsd.conf >nsd.out 2>&1 &
	NSD=$!
	until_true nsd_answers_or_died "$1"
	kill -0 $NSD 2>/dev/null
}
nsd_answers_or_died() {
	kill -0 $NSD 2>/dev/null || return 0
	python3 - "$1" <<'P' 2>/dev/null
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(2)
s.sendto(b"\x12\x34\x01\0\0\1\0\0\0\0\0\0\7example\3com\0\0\6\0\1", ("127.0.0.1", int(sys.argv[1])))
sys.exit(s.recv(512)[3] & 15 != 0)
P
}
for try in 1 2 3 4 5; do
	DNS=$(python3 -c 'import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
	start_nsd "$DNS" && break
done
kill -0 "$NSD" 2>/dev/null || { fail "nsd does not start"; cat nsd.out nsd.log >&2; }
trap 'kill $NSD 2>/dev/null; exec 9>&-; rm -rf "$WORK"' EXIT

# stack HOW NAME [MORE...]
stack() {
	how=$1 name=$2; shift 2
	run 0 "$BAILIWICK" stack "$name" --json --test-loopback --no-cache --timeout 60 --resolver "127.0.0.1@$DNS" \
		--rdap-base "$RDAP/$how/" "$@"
}

# --- everything answers
stack ok https://www.example.com/login
json '.site' example.com
json '[.actors[] | select(.role == "registrar") | .id, .name, .basis, .confidence, (.contacts[0] | .value, .basis)]' \
	'["iana:9999","Registrar Example Ltd","rdap","certain","abuse@registrar.example","rdap"]'
json '[.actors[] | select(.role == "reseller") | .name]' '["Reseller Example"]'
json '[.actors[] | select(.role == "hosting") | .name, .contacts[0].value] | unique' '["Host BV","abuse@host.example"]'
json '[.actors[] | select(.role == "dns") | .id] | unique | length' 1
json '.figures.registered_at' 2020-05-01T00:00:00Z
json '.figures.mailboxes' 1
json '[.unknown[] | select(.role == "registrant") | .why]' '["no organisation is named; names of persons are not kept"]'
out_lacks 'Jane'
out_lacks 'jane@'
json '.actors | map(.role) | index("operator")' 0

# --- the same from the facts it learned, without any network
"$BAILIWICK" stack https://www.example.com/login --print-facts --test-loopback --no-cache --timeout 60 \
	--resolver "127.0.0.1@$DNS" --rdap-base "$RDAP/ok/" >facts 2>err || fail "print-facts"
run 0 "$BAILIWICK" stack https://www.example.com/login --json --facts facts
json '[.actors[] | select(.role == "registrar") | .id]' '["iana:9999"]'
run 0 jq -se 'map(select(.fact == "dns" and .type == "CNAME")) | map([.subject, .records[0]]) | unique == [["www.example.com", "web.example.com"]]' facts
run 0 jq -se 'map(select(.fact == "registration") | .source | split(":")[0]) == ["rdap", "rdap-registrar"]' facts

# --- a chain of aliases, and one that goes round
stack none https://deep.example.com/
json '[.wishes[] | select(.fact == "address") | .subject]' '["192.0.2.8"]'
stack none https://around.example.com/
json '[.unknown[] | select(.role == "hosting")] | length' 1

# --- null MX; no such name; no such registration
stack none https://example.net/
json '.figures.mailboxes' 0
json '[.unknown[] | select(.role == "registrar") | .why]' '["the registry says that the name is not registered"]'
json '.figures.inactive' true

# --- redaction is told apart from not knowing
stack redacted https://www.example.com/
json '[.unknown[] | select(.role == "registrant") | .why | split(";")[0]]' '["redacted by the server"]'

# --- a server that wants peace is given it, also by the next command (the memory lies in the cache)
run 0 "$BAILIWICK" stack example.com --json --test-loopback --timeout 60 --resolver "127.0.0.1@$DNS" --rdap-base "$RDAP/slowdown/"
json '[.not_learned[] | select(startswith("registration")) | test("wants fewer questions; again in 120 s")]' '[true]'
asked=$(grep -c /slowdown/domain rdap.log)
run 0 "$BAILIWICK" stack example.com --json --test-loopback --timeout 60 --resolver "127.0.0.1@$DNS" --rdap-base "$RDAP/slowdown/"
json '[.not_learned[] | select(startswith("registration")) | test("not to be asked for another (1[012])?[0-9]+ s")]' '[true]'
[ "$(grep -c /slowdown/domain rdap.log)" = "$asked" ] || fail "asked again within Retry-After"
rm -rf "$XDG_CACHE_HOME"/bailiwick/facts

# --- the cache answers the second time
run 0 "$BAILIWICK" stack example.com --json --test-loopback --timeout 60 --resolver "127.0.0.1@$DNS" --rdap-base "$RDAP/ok/"
asked=$(wc -l <rdap.log)
run 0 "$BAILIWICK" stack example.com --json --test-loopback --timeout 60 --resolver "127.0.0.1@$DNS" --rdap-base "$RDAP/ok/"
[ "$(wc -l <rdap.log)" = "$asked" ] || fail "asked what was answered a moment ago"
json '[.actors[] | select(.role == "registrar") | .id]' '["iana:9999"]'
[ -z "$(find "$XDG_CACHE_HOME/bailiwick/facts" -name '*.new')" ] || fail "half-written files in the cache"

# --- one question a second to one server: the last three questions of one command
# (the server may note a question late, so that the next seems to follow too soon: then it is tried again)
paced() {
	python3 - rdap.log <<'P'
import sys
times = [float(line.split()[0]) for line in open(sys.argv[1]) if "/ok/" in line or "/registrar/" in line][-3:]
sys.exit(any(b - a < 0.95 for a, b in zip(times, times[1:])))
P
}
for try in 1 2 3 4 5 6; do
	paced && break
	[ "$try" -lt 6 ] || fail "asked faster than once a second, six times out of six"
	stack ok example.com
done

# --- redirects: followed, counted, and never to where the guard says no
stack hop example.com
json '[.actors[] | select(.role == "registrar") | .id]' '["iana:9999"]'
for how in private metadata port local; do
	stack "$how" example.com
	json '[.not_learned[] | select(startswith("registration")) | test("will not contact")]' '[true]'
done
stack loop example.com
json '[.not_learned[] | select(startswith("registration")) | test("more than 5 redirects")]' '[true]'

# --- liars, stallers and floods cost their own answer and no more
stack garbage example.com
json '[.not_learned[] | select(startswith("registration"))] | length' 1
stack other example.com
json '[.not_learned[] | select(startswith("registration")) | test("about another name")]' '[true]'
stack huge example.com
json '[.not_learned[] | select(startswith("registration")) | test("more than 1048576 bytes")]' '[true]'
for how in stall drip; do
	# The server would go on for ever: that the command ends is what counts.
	run 0 timeout 100 "$BAILIWICK" stack example.com --json --test-loopback --no-cache --timeout 10 --resolver "127.0.0.1@$DNS" \
		--rdap-base "$RDAP/$how/"
	json '[.not_learned[] | select(startswith("registration")) | test("did not answer")]' '[true]'
	json '[.actors[] | select(.role == "dns")] | length > 0' true
done

# --- without the test option this machine is nobody to talk to
run 0 "$BAILIWICK" stack example.com --json --no-cache --resolver "127.0.0.1@$DNS" --rdap-base "$RDAP/ok/" --timeout 3
json '[.not_learned[] | select(startswith("registration")) | test("will not contact .*loopback")]' '[true]'
# --- and --offline asks nobody at all
asked=$(wc -l <rdap.log)
run 0 "$BAILIWICK" stack example.com --json --offline --rdap-base "$RDAP/ok/"
[ "$(wc -l <rdap.log)" = "$asked" ] || fail "asked although --offline"
json '.not_learned' '[]'
json '[.wishes[].fact] | unique' '["dns","registration"]'

kill $NSD
wait $NSD 2>/dev/null
exec 9>&-
