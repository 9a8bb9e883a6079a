# SPDX-License-Identifier: Apache-2.0
# A server works what another process took in meanwhile, however much that is, and none of its roles dies of it.
. "$FUNC_LIB/serve.sh"
serve_start --rate 0 || return
seq 30000 | sed 's,.*,http://h&.example/x,' >list.txt
"$BAILIWICK" intake --store desk --offline --defer --harm phishing list.txt >cli.out 2>&1 || { fail "the list is not taken in"; cat cli.out >&2; }
for i in $(seq 600); do
	status 200 -b "$JAR" "$URL/queue"; grep -q '<li><b>30000</b><span>reports' out && break
	grep -q role-died serve.err && break
	sleep 0.2
done
out_has '<li><b>30000</b><span>reports'
grep role-died serve.err && fail "a role died"
serve_stop
