# SPDX-License-Identifier: Apache-2.0
# A server of one's own for a test: serve_start OPTIONS…, then $URL, $METRICS, $JAR (signed in) and $CSRF; serve_stop.
# serve_up is the same with nobody signed in.  SERVE_OFFLINE empty: with the role that has the network.
# Ports are the kernel's choice. Whatever happens, the server ends with the test.
SERVE_OFFLINE=--offline
serve_up() {
	: >"$WORK/serve.out" # what an earlier server said is not this one's
	"$BAILIWICK" serve --store "$WORK/desk" --listen 127.0.0.1:0 --metrics 127.0.0.1:0 --demo $SERVE_OFFLINE "$@" >"$WORK/serve.out" 2>"$WORK/serve.err" </dev/null &
	SERVE_PID=$!
	trap 'kill -9 $SERVE_PID 2>/dev/null; rm -rf "$WORK"' EXIT
	for i in $(seq 900); do
		grep -q '^metrics' "$WORK/serve.out" 2>/dev/null && break
		kill -0 $SERVE_PID 2>/dev/null || { fail "serve ended"; cat "$WORK/serve.err" >&2; return 1; }
		sleep 0.1
	done
	URL=$(sed -n 's,^serving \(http://[^/]*\)/.*,\1,p' "$WORK/serve.out")
	METRICS=$(sed -n 's,^metrics \(http://[^/]*\)/.*,\1,p' "$WORK/serve.out")
}
serve_start() {
	serve_up "$@" || return 1
	JAR=$WORK/jar
	web -c "$JAR" -o /dev/null "$(sed -n 's/^sign-in.* \(http.*\)$/\1/p' "$WORK/serve.out")"
	CSRF=$(web -b "$JAR" "$URL/" | sed -n 's/.*name="csrf" value="\([^"]*\)".*/\1/p' | head -n 1)
	[ -n "$CSRF" ] || fail "the one-time link signs nobody in"
}
web() { curl -sS -m 20 "$@"; }
# A child of the server by role.
serve_child() { ps -o pid= -o args= --ppid "$SERVE_PID" | awk -v r="role-$1" '$0 ~ r { print $1 }'; }
serve_stop() {
	kill -TERM $SERVE_PID
	for i in $(seq 900); do kill -0 $SERVE_PID 2>/dev/null || break; sleep 0.1; done
	! kill -0 $SERVE_PID 2>/dev/null || fail "the server does not end"
	wait $SERVE_PID; [ $? -eq 0 ] || fail "the server's exit status is not 0"
}
# status CODE CURL-ARGUMENTS…: the answer in $WORK/out has that status; problems are checked for their form.
status() {
	want=$1; shift
	got=$(web -o "$WORK/out" -D "$WORK/head" -w '%{http_code}' "$@")
	[ "$got" = "$want" ] || { fail "status $got, expected $want: $*"; head -c 600 "$WORK/out" >&2; }
	grep -qi '^content-type: application/problem+json' "$WORK/head" || return 0
	jq -e '.type and .title and .status and .detail' "$WORK/out" >/dev/null || fail "no proper problem: $*"
}
