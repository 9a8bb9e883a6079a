# SPDX-License-Identifier: Apache-2.0
# A block by resolvers and its way back, as Unbound reads the zone file and as BIND takes the changes (RFC 2136, TSIG).
export BAILIWICK_DATA="$SOURCE_ROOT/tests/data/reference"
PATH=$PATH:/usr/sbin:/sbin
for tool in python3 dig; do
	command -v $tool >/dev/null 2>&1 || { echo "SKIPPED: needs $tool" >&2; exit 77; }
done
PIDS=
trap 'for p in $PIDS; do kill $p 2>/dev/null; done; wait; rm -rf "$WORK"' EXIT
bw() { w=$1; shift; run "$w" "$BAILIWICK" "$@" --offline --store "$S" --at "$AT" --config "$CONF"; }
free_port() { python3 -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
# ask NAME TYPE: "NXDOMAIN" or the answer, in one line
ask() {
	dig +tries=2 +time=2 -p "$PORT" @127.0.0.1 "$1" "$2" >dig.out 2>&1
	if grep -q 'status: NOERROR' dig.out; then
		dig +short +tries=2 +time=2 -p "$PORT" @127.0.0.1 "$1" "$2" | tr '\n' ' '
	else
		sed -n 's/.*status: \([A-Z]*\).*/\1/p' dig.out
	fi
}
# answers NAME TYPE EXPECTED: within five seconds
answers() {
	for _ in $(seq 25); do
		got=$(ask "$1" "$2")
		case $got in $3) return ;; esac
		sleep 0.2
	done
	fail "$2 of $1 is '$got', expected '$3'"
}
report_on() { # NAME...: cases about names registered a few hours ago
	for n; do
		jq -cn --arg n "$n" --arg at "$AT" '{xarf_version: "4.2.0", report_id: "005a0000-0000-4000-8000-000000000001", timestamp: $at,
			reporter: {org: "Net Watch", contact: "feed@watch.example", domain: "watch.example"},
			sender: {org: "Net Watch", contact: "feed@watch.example", domain: "watch.example"},
			source_identifier: "\($n).example", category: "content", type: "phishing", url: "https://\($n).example/in",
			description: "a bank", evidence_source: "user_report",
			evidence: [{content_type: "image/png", description: "what was seen", payload: "YQ=="}]}'
	done >rows.ndjson
	for n; do
		jq -cn --arg n "$n" --arg at "$AT" '{fact: "registration", subject: "\($n).example", seen_at: $at, source: "rdap:https://rdap.example/",
			found: true, registered_at: $at, status: ["active"], registrar: {name: "Example Registrar", iana_id: 9999}}'
	done >facts.jsonl
	bw 0 intake --facts facts.jsonl rows.ndjson
	bw 0 act contact add rpz rpz.test --own --actor resolver:any
}
block() { bw 0 act accept "$1" --step block-name --role resolver --reason 'nobody nearer answers' --desk-name 'Example Desk'; send; }
# each run of the courier speaks to one server once a second
send() { bw 0 act send --desk-name 'Example Desk'; }
cat >example.zone <<'Z'
$ORIGIN example.
$TTL 60
@ SOA ns.example. hostmaster.example. 1 3600 600 86400 60
@ NS ns
ns A 192.0.2.1
first A 192.0.2.11
bad A 192.0.2.12
other A 192.0.2.13
Z

# --- Unbound loads the zone file that we write
S=s AT=$NOW CONF=conf.yaml
cat >conf.yaml <<C
rpz-zone: rpz.test
rpz-file: $WORK/rpz.zone
C
report_on first bad
block c-1
[ -s rpz.zone ] || fail 'there is no zone file'
bw 0 rpz list --json
json '.name, .kind, .until' 'first.example
name
2026-12-21T12:00:00Z'
if command -v unbound >/dev/null 2>&1; then
	PORT=$(free_port)
	cat >unbound.conf <<C
server:
	directory: "$WORK"
	chroot: ""
	username: ""
	pidfile: ""
	use-syslog: no
	logfile: ""
	do-daemonize: no
	interface: 127.0.0.1@$PORT
	do-ip6: no
	module-config: "respip iterator"
	local-zone: "test." nodefault
auth-zone:
	name: "example."
	zonefile: "$WORK/example.zone"
	for-downstream: no
	for-upstream: yes
	fallback-enabled: no
rpz:
	name: "rpz.test."
	zonefile: "$WORK/rpz.zone"
	for-downstream: yes
remote-control:
	control-enable: no
C
	unbound -c unbound.conf >unbound.log 2>&1 & U=$!
	PIDS="$PIDS $U"
	load() { kill -HUP $U; }
	answers other.example A '192.0.2.13 '
	answers first.example A NXDOMAIN
	answers bad.example A '192.0.2.12 '
	AT=2026-11-21T12:01:00Z
	block c-2
	load
	answers bad.example A NXDOMAIN
	answers _blocked.bad.example.rpz.test TXT '*decided by Example Desk, case c-0000002*'
	answers x.bad.example A NXDOMAIN # there is none; a block of one name says nothing of those below
	AT=2026-11-21T13:00:00Z
	bw 0 act reverse d-2 --reason 'it is the bank itself'
	send
	load
	answers bad.example A '192.0.2.12 '
	answers _blocked.bad.example.rpz.test TXT NXDOMAIN
	answers first.example A NXDOMAIN
	bw 0 act letters c-2 --kind undo --json
	json .state delivered
	# its time is over
	AT=2026-12-21T11:59:59Z
	bw 0 rpz sweep --json
	json .ended 0
	AT=2026-12-21T12:00:01Z
	bw 0 rpz sweep --json
	json .ended 1
	load
	answers first.example A '192.0.2.11 '
	bw 0 rpz list
	[ ! -s out ] || fail 'what has ended is listed'
	bw 0 act send --json
	json .expired 1
	bw 0 fsck
	kill $U && wait $U 2>/dev/null
else
	echo 'SKIPPED in part: no unbound here' >&2
fi

# --- BIND takes the same changes, signed; signatures are of the moment, so this part runs on the true time
if command -v named >/dev/null 2>&1; then
	S=s2 AT=$(date -u +%Y-%m-%dT%H:%M:%SZ) CONF=conf2.yaml PORT=$(free_port)
	key=$(head -c 32 /dev/urandom | base64 -w0)
	printf 'desk.key %s\n' "$key" >rpz.key
	cat >conf2.yaml <<C
rpz-zone: rpz.test
rpz-file: $WORK/rpz2.zone
rpz-server: 127.0.0.1:$PORT
rpz-key-file: $WORK/rpz.key
C
	cat >named.conf <<C
key "desk.key" { algorithm hmac-sha256; secret "$key"; };
controls { };
options {
	directory "$WORK";
	listen-on port $PORT { 127.0.0.1; };
	listen-on-v6 { none; };
	pid-file none;
	session-keyfile "$WORK/session.key";
	recursion yes;
	allow-recursion { 127.0.0.1; };
	allow-query { 127.0.0.1; };
	dnssec-validation no;
	notify no;
	response-policy { zone "rpz.test"; } qname-wait-recurse no min-update-interval 0;
};
zone "example" { type primary; file "$WORK/example.zone"; };
zone "rpz.test" { type primary; file "$WORK/rpz.bind"; allow-update { key "desk.key"; }; };
C
	cat >rpz.bind <<'Z'
$TTL 60
@ SOA localhost. hostmaster.localhost. 1 3600 600 86400 60
@ NS localhost.
Z
	named -g -n 1 -c named.conf >named.log 2>&1 & N=$!
	PIDS="$PIDS $N"
	answers other.example A '192.0.2.13 '
	report_on first bad
	block c-1
	answers first.example A NXDOMAIN
	answers _blocked.first.example.rpz.test TXT '*decided by Example Desk, case c-0000001*'
	bw 0 act reverse d-1 --reason 'it is the bank itself'
	sleep 1
	AT=$(date -u +%Y-%m-%dT%H:%M:%SZ)
	send
	answers first.example A '192.0.2.11 '
	answers _blocked.first.example.rpz.test TXT NXDOMAIN
	bw 0 act letters c-1 --kind undo --json
	json .state delivered
	# its time is over, and the server hears of it
	sleep 1
	AT=$(date -u +%Y-%m-%dT%H:%M:%SZ)
	block c-2
	answers bad.example A NXDOMAIN
	sed -i 's/until=[^ ]*/until=2026-01-01T00:00:00Z/' rpz2.zone
	bw 0 rpz sweep --json
	json .ended 1
	answers bad.example A '192.0.2.12 '
	# another key is refused, and the letter says so
	printf 'desk.key %s\n' "$(head -c 32 /dev/urandom | base64 -w0)" >rpz.key
	report_on other
	sleep 1
	AT=$(date -u +%Y-%m-%dT%H:%M:%SZ)
	block c-3
	answers other.example A '192.0.2.13 '
	bw 0 act letters c-3 --kind command --json
	json '.state == "delivered"' false
	kill $N && wait $N 2>/dev/null
else
	echo 'SKIPPED in part: no named here' >&2
fi
