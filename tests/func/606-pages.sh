# SPDX-License-Identifier: Apache-2.0
# Two processes make pages: http gives each to the one with less waiting.  What one of them shows the other shows, also
# right after a change; and when one is killed the other goes on.
. "$FUNC_LIB/serve.sh"
[ "$(getconf _NPROCESSORS_ONLN)" -gt 1 ] || { echo 'skipped: one processor, one process for pages'; exit 77; }
for i in $(seq 10 69); do echo "https://shop$i.example/log-in"; done >list
run 0 "$BAILIWICK" intake --offline --store desk --harm phishing list
serve_start --rate 0 --dumps 0 || return
status 200 "$URL/readyz"; out_has 'core there'; out_has 'pages there'
asked() { web "$METRICS/metrics" | sed -n "s/^bailiwick_http_asked_total{role=\"$1\"} //p"; }
# many NAME URL: forty at once; each answer in a file of its own
many() {
	rm -rf many; mkdir many
	for i in $(seq 40); do printf 'url = "%s"\noutput = "many/%s"\n' "$1" "$i"; done >asks
	curl -sS -m 20 --parallel --parallel-immediate --parallel-max 40 -b "$JAR" -K asks 2>/dev/null
}
# One after the other, everything is core's.
status 200 -b "$JAR" "$URL/queue"; status 200 -b "$JAR" "$URL/queue"
[ "$(asked pages)" -eq 0 ] || fail 'pages is asked though core has nothing to do'
# Many at once: both answer, and alike but for the proof that is made anew for each form.
for path in /queue '/queue?harm=phishing&sort=reports' /cases/c-0000007 /api/v1/cases/c-0000007 '/explain?name=shop12.example'; do
	before=$(asked pages)
	for i in $(seq 20); do many "$URL$path"; [ "$(asked pages)" -gt "$before" ] && break; done
	[ "$(asked pages)" -gt "$before" ] || fail "pages was not asked for $path"
	for i in $(seq 40); do sed 's/name="csrf" value="[^"]*"//g; s/[0-9]* seconds\?//g' "many/$i" | cksum; done | sort -u >sums
	[ "$(wc -l <sums)" -eq 1 ] || fail "$(wc -l <sums) different answers for $path"
done
# What was changed is seen at once, whoever is asked.
for state in closed open closed open closed; do
	if [ $state = closed ]; then how=close why='{"reason":"gone"}'; else how=undo why=; fi
	status 200 -b "$JAR" -X POST -H "X-CSRF-Token: $CSRF" -H 'Content-Type: application/json' ${why:+-d "$why"} "$URL/api/v1/cases/c-0000007/$how"
	many "$URL/api/v1/cases/c-0000007"
	jq -r .state many/* | sort | uniq -c >states
	[ "$(wc -l <states)" -eq 1 ] || { fail "a change was not seen by everybody"; cat states >&2; }
	[ $state = open ] || grep -q closed states || { fail 'it was not closed'; cat states >&2; }
done
# Permission is decided there as well, and counted.
before=$(web "$METRICS/metrics" | sed -n 's/^bailiwick_denied_total //p')
for i in $(seq 40); do printf 'url = "%s"\noutput = "/dev/null"\nwrite-out = "%%{http_code}\\n"\n' "$URL/api/v1/cases"; done >asks
curl -sS -m 20 --parallel --parallel-immediate --parallel-max 40 -K asks 2>/dev/null | sort | uniq -c | tr -s ' ' >codes
[ "$(cat codes)" = ' 40 401' ] || { fail 'strangers read cases'; cat codes >&2; }
after=$(web "$METRICS/metrics" | sed -n 's/^bailiwick_denied_total //p')
[ $((after - before)) -eq 40 ] || fail "$((after - before)) of 40 refusals were counted"
# Killed while both are busy: nobody gets anything but a page or "try again", and it comes back.
for i in $(seq 8000); do printf 'url = "%s"\noutput = "/dev/null"\nwrite-out = "%%{http_code}\\n"\n' "$URL/queue"; done >asks
curl -sS -m 60 --parallel --parallel-immediate --parallel-max 20 -b "$JAR" -K asks >codes 2>/dev/null &
ASKING=$!
for role in pages core pages; do
	sleep 0.3
	kill -9 $(serve_child $role) || fail "no $role to kill"
	for i in $(seq 100); do [ -n "$(serve_child $role)" ] && break; sleep 0.1; done
done
wait $ASKING
[ "$(wc -l <codes)" -eq 8000 ] || fail "$(wc -l <codes) of 8000 answers"
sort codes | uniq -c >kinds
[ "$(grep -c -v -e ' 200$' -e ' 503$' kinds)" -eq 0 ] || { fail 'other answers'; cat kinds >&2; }
[ "$(awk '$2 == 200 { print $1 }' kinds)" -ge 7800 ] || { fail 'too many were turned away'; cat kinds >&2; }
for i in $(seq 100); do web "$URL/readyz" | grep -q 'pages there' && break; sleep 0.1; done
status 200 "$URL/readyz"; out_has 'pages there'
grep -q 'role-died: pages: killed by signal 9' serve.err || fail 'the journal does not tell that pages died'
serve_stop
