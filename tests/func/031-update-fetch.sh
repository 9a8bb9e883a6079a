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

kill "$server"
wait "$server" 2>/dev/null
run 69 "$BAILIWICK" update --mirror "$url"
run 69 "$BAILIWICK" update --mirror ftp://127.0.0.1/
