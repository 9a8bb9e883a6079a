# SPDX-License-Identifier: Apache-2.0
# Statements of reasons go to the database of the DSA: in bulks of 100, each once, however often they are sent.
DESK="--desk-name Example_Desk --desk-mail abuse@desk.example --desk-url https://desk.example/"
cat >server.py <<'P'
"""The two calls of the database that are used. Keeps puids in 'kept', a line each call in 'calls'."""
import http.server, json, sys, threading
kept, fault = {}, []
class H(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_): pass
    def answer(self, status, body):
        body = json.dumps(body).encode()
        self.send_response(status)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def allowed(self):
        if self.headers.get('Authorization') == 'Bearer secret-1': return True
        self.answer(401, {'message': 'Unauthenticated.'})
    def do_GET(self):
        if not self.allowed(): return
        puid = self.path.split('/api/v1/statement/existing-puid/')[1]
        self.answer(302 if puid in kept else 404, {})
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers['Content-Length'])))
        if not self.allowed(): return
        v = body['statements']
        if self.path != '/api/v1/statements' or not 1 <= len(v) <= 100: return self.answer(400, {})
        if any(s['puid'] in kept for s in v) or len({s['puid'] for s in v}) < len(v):
            return self.answer(422, {'errors': {'statement_0': {'puid': ['taken']}}})
        with open('calls', 'a') as f: f.write('%d\n' % len(v))
        if len(kept) >= 100 and not fault:  # once, the second bulk is lost
            fault.append(1)
            return self.answer(503, {})
        kept.update((s['puid'], s) for s in v)
        json.dump(list(kept.values()), open('kept', 'w'))
        self.answer(201, {})
s = http.server.ThreadingHTTPServer(('127.0.0.1', 0), H)
print(s.server_address[1], flush=True)
threading.Thread(target=s.serve_forever, daemon=True).start()
sys.stdin.read()
P
bw() { w=$1; shift; run "$w" "$BAILIWICK" "$@" --offline --store s --at "${AT:-$NOW}"; }
measure() { w=$1; shift; run "$w" "$BAILIWICK" measure statements --from 2026-11-01 --store s --at 2026-11-22T00:00:00Z "$@"; }
for i in $(seq 103); do
	printf '{"xarf_version":"4.2.0","report_id":"005a0000-0000-4000-8000-%012d","timestamp":"2026-11-20T15:00:00Z","reporter":{"org":"Net Watch","contact":"who@watch.example","domain":"watch.example"},"sender":{"org":"Net Watch","contact":"who@watch.example","domain":"watch.example"},"source_identifier":"shop-%03d.example","category":"content","type":"phishing","url":"https://shop-%03d.example/x","description":"a log-in page","evidence_source":"user_report","evidence":[{"content_type":"text/plain","description":"what was seen","payload":"YXNrcyBmb3IgYSBwYXNzd29yZA=="}]}\n' "$i" "$i" "$i"
done >reports.ndjson
bw 0 intake reports.ndjson
bw 0 case list --json
jq -r '.id' out | head -n 103 >ids
[ "$(wc -l <ids)" = 103 ] || fail "$(wc -l <ids) cases"
while read -r id; do
	"$BAILIWICK" act accept "$id" --step remove-content --role operator --reason 'it is there' --offline --store s --at "$NOW" $DESK >one 2>&1 || { fail "$id: $(cat one)"; break; }
done <ids
measure 0
cp out lines
n=$(wc -l <lines)
mkfifo hold
python3 server.py <hold >port &
exec 9>hold
for _ in $(seq 200); do [ -s port ] && break; sleep 0.05; done
U=http://127.0.0.1:$(cat port)
echo secret-2 >wrong; echo secret-1 >token; printf 'two words\nand a line' >broken
measure 64 --send "$U" --test-loopback
measure 77 --send "$U" --token token
measure 77 --send "$U" --token wrong --test-loopback
err_has 'refuses the token'
measure 65 --send "$U" --token broken --test-loopback
[ ! -e kept ] || fail 'something was sent'
[ "$n" = 103 ] || fail "$n statements"
measure 69 --send "$U" --token token --test-loopback
[ "$(jq length kept)" = 100 ] || fail 'the first bulk is not there'
measure 0 --send "$U" --token token --test-loopback
err_has '3 sent, 100 were there already'
[ "$(jq -Sc '.[]' kept | sort)" = "$(jq -Sc . lines | sort)" ] || fail 'the database has other statements'
cp calls before
measure 0 --send "$U" --token token --test-loopback
err_has "0 sent, $n were there already"
cmp -s calls before || fail 'something was sent again'
! grep -qE 'watch|shop-' kept || fail 'somebody is named'
exec 9>&-
