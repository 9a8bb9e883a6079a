# SPDX-License-Identifier: Apache-2.0
# An upload of lines is read by two processes: what is stored and told is what the command stores and tells, each line has
# its answer, in their order; also where the second process dies, where the client pauses or goes, where several upload at
# once, and what was told is there when the process that stores it is killed.  Who asks something else meanwhile is answered.
. "$FUNC_LIB/serve.sh"
awk 'BEGIN {
	for (i = 0; i < 1200; i++) pad = pad "x"
	for (n = 1; n <= 9000; n++) {
		if (n % 401 == 0) { print "{\"broken\":"; continue }
		if (n % 907 == 0) { print ""; continue }
		id = n % 53 == 0 ? n - 52 : n
		if (n == 4500) for (wide = pad; length(wide) < 600000;) wide = wide wide
		line = sprintf("{\"xarf_version\":\"4.2.0\",\"report_id\":\"005a0000-0000-4000-8000-%012d\",", id)
		line = line "\"timestamp\":\"2026-11-20T15:00:00Z\","
		line = line "\"reporter\":{\"org\":\"Net Watch\",\"contact\":\"feed@watch.example\",\"domain\":\"watch.example\"},"
		line = line "\"sender\":{\"org\":\"Net Watch\",\"contact\":\"feed@watch.example\",\"domain\":\"watch.example\"},"
		line = line sprintf("\"source_identifier\":\"shop%d.example\",\"category\":\"content\",\"type\":\"phishing\",", id % 2111)
		line = line sprintf("\"url\":\"https://shop%d.example/%s\",", id % 2111, id % 3 ? "login" : "")
		line = line "\"evidence\":[{\"content_type\":\"text/plain\",\"payload\":\"eHh4\",\"description\":\""
		line = line (n == 4500 ? wide : pad) "\"}]}" (n % 5 ? "" : "\r")
		if (n == 9000) printf "%s", line; else print line
	}
}' >all.ndjson
up() { web -m 60 -b "$JAR" -H "X-CSRF-Token: $CSRF" -H 'Content-Type: application/x-ndjson' "$@" -X POST; }
SUMMARY='{"accepted":8801,"folded":168,"refused":22,"complete":true}'
# told FILE: an answer for each line that is not empty, in their order, and the summary.
told() {
	[ "$(tail -n 1 "$1")" = "${2:-$SUMMARY}" ] || fail "the summary of $1: $(tail -n 1 "$1")"
	jq -r 'select(.line) | .line' "$1" >"$1.lines"
	awk 'NF { print NR }' all.ndjson | cmp -s - "$1.lines" || fail "$1 has not an answer for each line, in their order"
	jq -c 'select(.error) | .line' "$1" | cmp -s - refused || fail "$1: others are refused"
}
beside() { cat "/proc/$(serve_child work)/task/$(serve_child work)/children" | tr ' ' '\n' | head -n 1; }
run 0 "$BAILIWICK" intake --offline --at "$NOW" --store one --defer --json all.ndjson
jq -c '[.accepted, .folded, .refused]' out | grep -qx '\[8801,168,22\]' || fail "the command takes other lines"
awk '/broken/ { print NR }' all.ndjson >refused
run 0 "$BAILIWICK" case list --offline --at "$NOW" --json --limit 5000 --sort site --store one
jq -c '[.site, .reports, .harm_class]' out >one.cases

serve_start --rate 0 || return
[ -n "$(beside)" ] || [ "$(nproc)" -eq 1 ] || fail "no process is beside work"
# --- many at once, while somebody else asks the same process: the same report three times over is one accepted, two folded
up --data-binary @all.ndjson "$URL/api/v1/reports" >first & a=$!
up --data-binary @all.ndjson "$URL/api/v1/reports" >second & b=$!
up -H 'Transfer-Encoding: chunked' --data-binary @all.ndjson "$URL/api/v1/reports?quiet=1" >third & c=$!
python3 "$FUNC_LIB/upload.py" "$URL" "$JAR" "$CSRF" gone all.ndjson & d=$!
asked=0
while kill -0 $a 2>/dev/null; do
	[ "$(web -o form -w '%{http_code}' -b "$JAR" -H 'Content-Type: text/csv' -d 'url,harm' -X POST "$URL/api/v1/reports")" -ge 400 ] && asked=$((asked + 1))
done
wait $a; wait $b; wait $c
wait $d || fail "it cannot go in the middle"
[ "$asked" -gt 0 ] || fail "nobody else was answered while the uploads ran"
for f in first second; do told $f "$(tail -n 1 $f)"; done
[ "$(tail -qn 1 first second third | jq -s -c 'map([.accepted + .folded, .refused, .complete]) | unique | flatten')" = '[8969,22,true]' ] || fail "the three: $(tail -qn 1 first second third)"
[ "$(jq -s 'map(select(.error) | .line) | length' third)" = 22 ] && [ "$(jq -s 'map(select(.id)) | length' third)" = 0 ] || fail "quiet: a line for others than the refused"
# The numbers are those of the reports that are there: each is told once as new by one of those who sent it, or by whoever went.
jq -r 'select(.folded == false) | .id' first second | sort >new; [ -z "$(uniq -d new)" ] || fail "two have the same number"
for f in first second; do jq -r 'select(.id) | .id' $f | sort -u >$f.ids; done
cmp -s first.ids second.ids || fail "the same reports have other numbers"

# --- in a pause what came is answered; a line may begin before it and end after it
head -n 40 all.ndjson >some.ndjson
python3 "$FUNC_LIB/upload.py" "$URL" "$JAR" "$CSRF" pause some.ndjson >pause 2>pause.err || fail "no answer in a pause"
[ "$(tail -n 1 pause)" = '{"accepted":0,"folded":40,"refused":0,"complete":true}' ] || fail "after a pause: $(tail -n 1 pause)"

# --- the second process is killed, and the first alone goes on
mkfifo pipe
sed 's/005a0000/005a0001/' all.ndjson >more.ndjson
up -T - "$URL/api/v1/reports" <pipe >fourth & a=$!
{ head -c 5000000 more.ndjson; for p in $(beside); do kill -9 "$p"; done; tail -c +5000001 more.ndjson; } >pipe
wait $a; told fourth
status 200 "$URL/readyz"
for i in $(seq 300); do web "$METRICS/metrics" | grep -qx 'bailiwick_reports 17602' && break; sleep 0.1; done
run 0 "$BAILIWICK" case list --offline --at "$NOW" --json --limit 5000 --sort site --store desk
jq -c '[.site, .reports / 2, .harm_class]' out | cmp -s - one.cases || fail "the cases are others than the command's"

# --- work is killed in the middle: what was told is there, and sent again it is complete
sed 's/005a0000/005a0002/' all.ndjson >third.ndjson
up -T - "$URL/api/v1/reports" <pipe >fifth 2>fifth.err & a=$!
{
	head -c 9000000 third.ndjson
	for i in $(seq 100); do grep -q '"folded":false' fifth && break; sleep 0.1; done
	kill -9 "$(serve_child work)"
	tail -c +9000001 third.ndjson
} >pipe 2>pipe.err
wait $a && fail "an upload whose process was killed ended well"
jq -r 'select(.folded == false) | .line' fifth >acknowledged 2>/dev/null || true
[ -s acknowledged ] || fail "nothing was answered before the end"
for i in $(seq 100); do [ "$(web -o out -w '%{http_code}' "$URL/readyz")" = 200 ] && break; sleep 0.1; done
up --data-binary @third.ndjson "$URL/api/v1/reports" >sixth
jq -r 'select(.folded) | .line' sixth | sort >there
sort acknowledged | comm -23 - there >lost
[ -s lost ] && fail "lines that were told to be durable are not there: $(head -n 5 lost)"
told sixth "$(tail -n 1 sixth)"
[ "$(tail -n 1 sixth | jq '.accepted + .folded')" = 8969 ] || fail "sent again it is not complete"
serve_stop
run 0 "$BAILIWICK" fsck --store desk
