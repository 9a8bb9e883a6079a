# SPDX-License-Identifier: Apache-2.0
# A long stream is read by two processes, and a long spool worked by two: what is stored, told and refused is what one
# alone stores, tells and refuses, whatever the lines are, and also where the second process dies on the way.
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
with="--offline --at $NOW --json"
[ "$(wc -c <all.ndjson)" -gt 12000000 ] || fail "the stream is too short to be read by two"
# One process: each row is told, and rows are only told by the process that read them.
run 0 "$BAILIWICK" intake $with --each --store one all.ndjson
jq -c 'del(.reports, .cases_opened)' out >one.told
json .accepted 8801; json .folded 168; json .refused 22
"$BAILIWICK" case list $with --limit 5000 --store one >one.cases 2>one.err || fail "no list of one"
same() { # STORE: as one; the list works what was deferred, with a copy that runs the stages ahead
	run 0 "$BAILIWICK" case list $with --limit 5000 --store "$1"
	cmp -s out one.cases || fail "the cases of $1 are others"
	run 0 "$BAILIWICK" fsck --store "$1"
}
run 0 "$BAILIWICK" intake $with --defer --store two all.ndjson
jq -c 'del(.cases_opened, .cases)' out >two.told
jq -c 'del(.cases)' one.told | cmp -s - two.told || fail "two readers tell something else"
same two
run 0 "$BAILIWICK" intake $with --store worked all.ndjson
jq -c 'del(.cases_opened)' out | cmp -s - one.told || fail "two readers and a worker tell something else"
run 0 "$BAILIWICK" fsck --store worked
# From a pipe, and the second process killed when it has begun.
mkfifo pipe
"$BAILIWICK" intake $with --defer --store three - <pipe >three.told 2>three.err &
pid=$!
{
	head -c 9000000 all.ndjson
	for i in 1 2 3 4 5 6 7 8 9 10; do
		second=$(cat "/proc/$pid/task/$pid/children" 2>/dev/null)
		[ -z "$second" ] || break
		sleep 0.3
	done
	[ -n "$second" ] || [ "$(nproc)" -eq 1 ] || fail "there is no second process"
	for p in $second; do kill -9 "$p"; done
	tail -c +9000001 all.ndjson
} >pipe
wait $pid || fail "intake failed without its second process: $(cat three.err)"
jq -c 'del(.cases_opened, .cases, .errors[].file)' three.told >three.plain
jq -c 'del(.cases, .errors[].file)' one.told | cmp -s - three.plain || fail "one reader that lost its second tells something else"
same three
# A copy that reads ahead is killed as soon as it is there: the work goes on without it.
run 0 "$BAILIWICK" intake $with --defer --store four all.ndjson
"$BAILIWICK" case list $with --limit 5000 --store four >four.cases 2>four.err &
pid=$!
while kill -0 $pid 2>/dev/null; do
	for p in $(cat "/proc/$pid/task/$pid/children" 2>/dev/null); do kill -9 "$p"; done
done
wait $pid || fail "the work failed without its copy: $(cat four.err)"
cmp -s four.cases one.cases || fail "the cases without the copy are others"
same four
