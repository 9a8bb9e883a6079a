# SPDX-License-Identifier: Apache-2.0
# A log asks a witness, both ours, over HTTP; the witness cosigns what grows and nothing else.
B=$BAILIWICK
cat >server.py <<'P'
"""A web server that runs the witness as a CGI program: prints its port, serves until standard input closes."""
import http.server, os, subprocess, sys, threading
class H(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_): pass
    def do_POST(self):
        body = self.rfile.read(int(self.headers['Content-Length']))
        if self.path != '/w/add-checkpoint':
            return self.send_error(404)
        out = subprocess.run([os.environ['BAILIWICK'], 'ledger', 'witness', '--state', 'w', '--policy', 'known'], input=body, capture_output=True)
        head, answer = out.stdout.split(b'\r\n\r\n', 1)
        lines = [l.split(b': ', 1) for l in head.split(b'\r\n')]
        self.send_response(int(lines[0][1].split()[0]))
        for k, v in lines[1:]:
            self.send_header(k.decode(), v.decode())
        self.send_header('Content-Length', str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)
s = http.server.ThreadingHTTPServer(('127.0.0.1', 0), H)
print(s.server_address[1], flush=True)
threading.Thread(target=s.serve_forever, daemon=True).start()
sys.stdin.read()
P
printf 'http://a.example/1\nhttp://b.example/2\n' >one.txt
printf 'http://c.example/3\nhttp://d.example/4\nhttp://e.example/5\n' >two.txt
run 0 "$B" intake --offline --harm phishing --store s one.txt
run 0 "$B" ledger key --store s
LOG=$(cat out)
run 0 "$B" ledger witness key --state w --name witness.example/w1
W=$(cat out)
run 0 "$B" ledger witness key --state w
[ "$(cat out)" = "$W" ] || fail 'the witness has another key now'
printf 'log %s\nquorum none\n' "$LOG" >known
mkfifo hold
python3 server.py <hold >port &
exec 9>hold
for _ in $(seq 100); do [ -s port ] && break; sleep 0.05; done
printf '# ours\nlog %s\nwitness one %s http://127.0.0.1:%s/w\nwitness two %s\ngroup both all one two\ngroup some any one two\nquorum one\n' \
	"$LOG" "$W" "$(cat port)" "$W" | sed '/^witness two/d; s/ one two$/ one/; /^group some/d' >policy

# Without the witness nobody who wants it is content.
run 1 "$B" ledger verify s/log --policy policy
out_has 'which is not the quorum'
run 0 "$B" ledger cosign --policy policy --test-loopback --store s
out_has 'one: cosigned'
run 0 "$B" ledger verify s/log --policy policy
out_has 'cosigned by one'
run 0 "$B" ledger cosign --policy policy --test-loopback --store s
run 0 "$B" ledger verify --store s
run 0 "$B" ledger prove r-0000001 --store s
cp out proof.txt
run 0 "$B" ledger verify proof.txt --policy policy --json
json '.witnesses' '["one"]'

# It grows: the witness says from where on it wants the proof.
run 0 "$B" intake --offline --harm phishing --store s two.txt
run 1 "$B" ledger verify s/log --policy policy
run 0 "$B" ledger cosign --policy policy --test-loopback --store s --json
json '[.quorum, .witnesses[0].cosigned]' '[true,true]'
run 0 "$B" ledger verify s/log --policy policy
cmp -s s/log/checkpoint "w/public/$(head -n 1 s/log/checkpoint | tr -d '\n' | sha256sum | cut -c 1-64)/checkpoint" || fail 'what the witness shows is not what it cosigned'

# Each status of the protocol.
ask() { # STATUS FILE
	"$B" ledger witness --state w --policy known <"$2" >out 2>err || { fail "witness: $(cat err)"; return; }
	head -n 1 out | grep -q "^Status: $1 " || fail "expected $1, got $(head -n 1 out)"
}
body() { sed -n '1,3p;4p;5p' s/log/checkpoint | head -n 5; }
body >note
printf 'old x\n\n' | cat - note >q; ask 400 q
printf 'old 99\n\n' | cat - note >q; ask 400 q
printf 'old 3\n\n' | cat - note >q; ask 409 q
out_has 'Content-Type: text/x.tlog.size'
[ "$(tail -n 1 out)" = 10 ] || fail "the size it tells is $(tail -n 1 out)"
printf 'old 10\n\n' | cat - note >q; ask 200 q
printf 'old 10\nG7RKSnvnkjDZBFch5Gjauu2GTxpKUsIfmgwI3X+geGg=\n\n' | cat - note >q; ask 422 q
{ printf 'old 10\n\n'; sed '2s/.*/11/' note; } >q; ask 403 q
{ printf 'old 10\n\n'; sed '1s/.*/other.example/' note; } >q; ask 404 q
{ printf 'old 10\n\n'; head -n 4 note; } >q; ask 400 q

# A second log of the same name and key that forked: the key's own process refuses, and so would the witness.
cp -r s fork
rm -rf fork/log
sqlite3 fork/bailiwick.db 'DELETE FROM ledger_head; UPDATE event SET at = at - 60 WHERE seq = 1' || fail sqlite3
run 77 "$B" ledger integrate --store fork
err_has 'is not the beginning of this one'
exec 9>&-
wait
