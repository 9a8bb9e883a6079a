# SPDX-License-Identifier: Apache-2.0
# Reference data over http, from a server of the test's own: only what changed is fetched again.
export XDG_CACHE_HOME="$WORK/cache"
command -v python3 >/dev/null || { echo "SKIPPED: the server needs python3" >&2; return 0; }
site=$WORK/site; mkdir "$site"
{
	printf '# Version 2026080100\n'
	awk 'BEGIN { for (i = 0; i < 1200; i++) printf "T%dX\n", i }'
} >"$site/tlds-alpha-by-domain.txt"
printf '192.0.2.0/24\n198.51.100.0/24\n203.0.113.0/25\n203.0.113.128/26\n203.0.113.192/26\n' >"$site/cloudflare-ipv4.txt"
touch -d 2026-08-02T00:00:00Z "$site/cloudflare-ipv4.txt"
(cd "$site" && exec python3 -u -m http.server 0 --bind 127.0.0.1) >"$WORK/port" 2>"$WORK/server.log" &
server=$!
for _ in 1 2 3 4 5 6 7 8 9 10; do grep -q port "$WORK/port" && break; sleep 0.3; done
port=$(sed -n 's/.* port \([0-9]*\) .*/\1/p' "$WORK/port")
url=http://127.0.0.1:$port/

# what the server does not have is not fetched; the rest is used
run 69 "$BAILIWICK" update --mirror "$url" --json
json '.new' 2
json '[.files[] | select(.name == "cloudflare-ipv4.txt") | .date]' '["2026-08-02T00:00:00Z"]'
err_has 'not fetched'
run 0 "$BAILIWICK" version --data --json
json '[.data[] | select(.name == "tlds-alpha-by-domain.txt") | .rows]' '[1200]'

: >"$WORK/server.log"
run 69 "$BAILIWICK" update --mirror "${url%/}" --json
json '[.new, .unchanged]' '[0,2]'
[ "$(grep -c '" 304 ' "$WORK/server.log")" -eq 2 ] || fail "files were fetched again although nothing changed"

# a page that says "moved" or "log in" in place of the file is refused
printf '<html><body>please log in</body></html>\n' >"$site/tlds-alpha-by-domain.txt"
run 65 "$BAILIWICK" update --mirror "$url"
run 0 "$BAILIWICK" version --data --json
json '[.data[] | select(.name == "tlds-alpha-by-domain.txt") | .rows]' '[1200]'

# A mirror may be on one's own network; where it leads is judged like any stranger's address.
cat >redirect.py <<'P'
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_): pass
    def do_GET(self):
        here = f"http://127.0.0.1:{self.server.server_port}"
        part = self.path.strip("/").split("/")
        to = {"away": sys.argv[1], "public": "http://198.51.100.7/x", "private": "https://192.168.0.1/x",
              "loop": here + self.path}.get(part[0])
        if part[0] == "own":
            to = here + "/file/" + part[1]
        if to:
            self.send_response(302)
            self.send_header("Location", to)
            self.end_headers()
            return
        data = open(sys.argv[2] + "/" + part[1], "rb").read() if part[1] == "cloudflare-ipv4.txt" else b""
        self.send_response(200 if data else 404)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
s = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(s.server_port, flush=True)
s.serve_forever()
P
python3 redirect.py "$url" "$site" >port2 &
second=$!
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do [ -s port2 ] && break; sleep 0.3; done
there=http://127.0.0.1:$(cat port2)
asked=$(wc -l <"$WORK/server.log")
for to in away public private; do
	run 69 "$BAILIWICK" update --mirror "$there/$to" --json
	json '[.files[] | select(.name == "cloudflare-ipv4.txt") | .state]' '["failed"]'
	json '[.files[] | select(.name == "cloudflare-ipv4.txt") | .reason | test("will not contact|https")]' '[true]'
done
[ "$(wc -l <"$WORK/server.log")" -eq "$asked" ] || fail "a redirect to another port of this machine was followed"
run 69 "$BAILIWICK" update --mirror "$there/loop" --json
json '[.files[] | select(.name == "cloudflare-ipv4.txt") | .reason]' '["it leads from one address to the next without end"]'
run 69 "$BAILIWICK" update --mirror "$there/own" --json
json '[.files[] | select(.name == "cloudflare-ipv4.txt") | .state != "failed"]' '[true]'
kill "$second"

kill "$server"
wait "$server" 2>/dev/null
run 69 "$BAILIWICK" update --mirror "$url"
run 69 "$BAILIWICK" update --mirror ftp://127.0.0.1/
