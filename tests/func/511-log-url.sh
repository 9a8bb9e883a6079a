# SPDX-License-Identifier: Apache-2.0
# A stranger reads a log at its address: it holds, it only grows; a byte, a fork and a cut are caught and named.
B=$BAILIWICK
cat >server.py <<'P'
"""The folder 'www' over HTTP: prints its port, serves until standard input closes."""
import functools, http.server, sys, threading
class H(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_): pass
s = http.server.ThreadingHTTPServer(('127.0.0.1', 0), functools.partial(H, directory='www'))
print(s.server_address[1], flush=True)
threading.Thread(target=s.serve_forever, daemon=True).start()
sys.stdin.read()
P
rows() { awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++) printf "http://s%d.example/a%d\n", i, i }'; }
rows 200 >one.txt
rows 500 >two.txt
run 0 "$B" intake --offline --harm phishing --store s one.txt
run 0 "$B" ledger integrate --store s
KEY=$(cat s/log/key)
mkdir www
mkfifo hold
python3 server.py <hold >port &
exec 9>hold
for _ in $(seq 200); do [ -s port ] && break; sleep 0.05; done
U=http://127.0.0.1:$(cat port)
show() { rm -rf www/log; cp -r "$1" www/log; }
see() { w=$1; shift; run "$w" "$B" ledger verify "$U/log" --key "$KEY" --test-loopback "$@"; }

show s/log
run 64 "$B" ledger verify "$U/log" --test-loopback
run 77 "$B" ledger verify "$U/log" --key "$KEY"
see 0 --since seen --json
json '[.ok, .entries, .entries_proved, .since_entries]' '[true,400,400,null]'
cmp -s seen s/log/checkpoint || fail 'the checkpoint is not remembered'
cp -r s fork
run 0 "$B" intake --offline --harm phishing --store s two.txt
run 0 "$B" ledger integrate --store s
show s/log
see 0 --since seen
out_has 'the 400 entries seen before are the beginning of these'
see 0 --since seen --sample 9 --json
json '[.ok, .entries_proved, .since_entries, .entries]' '[true,9,1000,1000]'
see 0 --sample 0
see 64 --sample many
cp seen kept

# Another key, nobody there, no log there: not the same as a log that does not hold.
see 1 --key 'log.example/bailiwick+1cd43b3f+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea'
out_has 'checkpoint:'
run 69 "$B" ledger verify "$U/nothing" --key "$KEY" --test-loopback

# A byte anywhere.
for f in checkpoint tile/0/001 tile/0/003.p/232 tile/1/000.p/3 tile/entries/002 tile/entries/003.p/232; do
	show s/log
	[ -f "www/log/$f" ] || { fail "there is no $f: $(cd s/log && find . -type f | tr '\n' ' ')"; continue; }
	printf 'X' | dd of="www/log/$f" bs=1 seek=9 conv=notrunc 2>/dev/null
	see 1 --since seen
	out_has "$f"
done
show s/log; rm www/log/tile/entries/000
see 1
out_has 'tile/entries/000 is missing'
cmp -s seen kept || fail 'a log that does not hold is remembered'

# Cut: the log is shorter than it was seen; forked: the same key signed another history, as long and longer.
awk 'BEGIN { for (i = 0; i < 500; i++) printf "http://t%d.example/b%d\n", i, i }' >three.txt
show fork/log
see 1 --since seen
out_has 'the log had 1000 entries before and has 400 now: it was cut'
run 0 "$B" intake --offline --harm phishing --store fork three.txt
run 0 "$B" ledger integrate --store fork
show fork/log
see 0
see 1 --since seen
out_has 'two histories'
see 1 --since seen --sample 3
cmp -s seen kept || fail 'a fork is remembered'
show s/log
see 0 --since seen
exec 9>&-
