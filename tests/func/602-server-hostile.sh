# SPDX-License-Identifier: Apache-2.0
# What a server meets: clients that stall, lie, send too much or all at once; and its own processes killed while
# reports come in.  What was answered with success is in the store, once.
. "$FUNC_LIB/serve.sh"
serve_start --rate 0 || return
python3 "$FUNC_LIB/hostile.py" "${URL#http://}" || fail "hostile clients"
# killed while posting: core, work and http in turn
python3 "$FUNC_LIB/post.py" "${URL#http://}" 8 acknowledged &
POSTING=$!
sleep 1
for role in core http work core; do
	kill -9 $(serve_child $role)
	sleep 1.2
done
wait $POSTING || fail "posting"
[ "$(wc -l <acknowledged)" -ge 200 ] || fail "only $(wc -l <acknowledged) reports were acknowledged"
grep -q 'role-died: core: killed by signal 9' serve.err || fail "the journal does not tell that core died"
# a limit for a network: another server on the same store
serve_stop
run 0 "$BAILIWICK" fsck --store desk --offline
"$BAILIWICK" case list --store desk --offline --json | jq -r .site | sort >sites
sort -u acknowledged >acked
comm -13 sites acked >lost
[ ! -s lost ] || { fail "$(wc -l <lost) acknowledged reports are lost"; head -n 3 lost >&2; }
serve_start --rate 30 --rate-local || return
codes=$(for i in $(seq 40); do web -o out -D head -w '%{http_code}\n' "$URL/api/v1/me"; done | sort | uniq -c | tr -s ' \n' ' ')
case $codes in *' 429'*) ;; *) fail "no limit: $codes" ;; esac
grep -qi '^retry-after: [0-9]' head && grep -qi '^ratelimit: ' head || { fail "the limit is not told"; cat head >&2; }
serve_stop
