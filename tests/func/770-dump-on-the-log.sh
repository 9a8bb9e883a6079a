# SPDX-License-Identifier: Apache-2.0
# The checksum of a dump is an entry of the log, and a copy of a dump is held against it: one byte anywhere is named.
B=$BAILIWICK
for i in 1 2 3; do printf 'http://site%s.example/page\n' "$i" >>list.txt; done
bw() { w=$1; shift; run "$w" "$B" "$@" --offline --store s; }
bw 0 intake --harm phishing --at 2026-11-20T10:00:00Z list.txt
bw 0 ledger key
cp out key
bw 0 ledger dump --day 2026-11-20 --dir dumps --at 2026-11-21T00:10:00Z
out_has 'dumps/2026-11-20.proof'
err_has 'their checksum is entry 6 of the log'
json_of() { jq -rc "$1" <out; }

# The entry says which day and which checksum, and nothing else of it.
bw 0 ledger prove 6
entry=$(sed -n 2p out | sed 's/^[a-z]* //')
[ "$(printf '%s' "$entry" | jq -r '[.type, .event, .day, .at] | join(" ")')" = 'published published 2026-11-20 2026-11-21T00:10:00Z' ] || fail "the entry is $entry"
[ "$(printf '%s' "$entry" | jq -r .digest)" = "$(sha256sum dumps/2026-11-20.sha256 | cut -d' ' -f1)" ] || fail 'the digest is another'
[ "$(printf '%s' "$entry" | jq -r 'keys | join(" ")')" = 'at day digest event private type v' ] || fail "it has other fields: $entry"
bw 0 ledger verify
bw 0 fsck

# The same again: no second entry, the same files but the proof's checkpoint.
cp -r dumps first
bw 0 ledger dump --day 2026-11-20 --dir dumps --at 2026-11-21T00:20:00Z
diff -r first dumps || fail 'the same day gives other files'
bw 0 ledger status --json
json .entries 7

# A stranger with a copy of the dump and the key, then with a copy of the log too.
mkdir stranger
cp -r dumps s/log stranger
cd stranger || return
run 0 "$B" ledger verify dumps/2026-11-20.sha256 --key "$(cat ../key)"
out_has 'its checksum is entry 6'
run 0 "$B" ledger verify dumps/2026-11-20.sha256 --key "$(cat ../key)" --log log
out_has 'it says what the log says'
run 0 "$B" ledger verify dumps/2026-11-20.sha256 --key "$(cat ../key)" --log log --json
json '[.ok, .index, .entries]' '[true,6,7]'
run 64 "$B" ledger verify dumps/2026-11-20.sha256
run 64 "$B" ledger verify dumps/other.sha256 --key "$(cat ../key)"

# One byte, in each file.
again() { rm -rf d; cp -r dumps d; }
named() { # WHAT IT SAYS [OPTION...]
	says=$1
	shift
	run 1 "$B" ledger verify d/2026-11-20.sha256 --key "$(cat ../key)" "$@"
	out_has "$says"
	out_has 'it does NOT hold'
}
alter() { printf "\\$(printf %o $(($(od -An -tu1 -j "$2" -N1 "$1") ^ 1)))" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null; }
repack() { # FILE SED: another text under the same name
	zstd -dqc "$1" | sed "$2" >text
	zstd -qfc text >"$1"
}
for f in ndjson.zst csv.zst schema.json; do
	again
	alter "d/2026-11-20.$f" 30
	named "2026-11-20.$f was altered: its checksum is another"
done
again
alter d/2026-11-20.sha256 3
named '2026-11-20.sha256 was altered: entry 6 of the log has another checksum of it'
again
alter d/2026-11-20.proof 60
named '2026-11-20.proof: '
again
rm d/2026-11-20.csv.zst
named "open '"
again
repack d/2026-11-20.ndjson.zst '2s/phishing/phishinG/'
named "byte $(($(grep -obF phishinG text | cut -d: -f1) + 7)) of its text (line 2) is not what the log says" --log log
again
repack d/2026-11-20.csv.zst '$s/$/x/'
named "2026-11-20.csv.zst was altered: byte $(($(wc -c <text) - 2)) of its text (line 7)" --log log
again
repack d/2026-11-20.ndjson.zst '$d'
named "(line 6) is not what the log says" --log log
again
{ zstd -dqc dumps/2026-11-20.ndjson.zst; echo more; } | zstd -qfc >d/2026-11-20.ndjson.zst
named "(line 7) on it has more than the log" --log log
again
head -c 200 dumps/2026-11-20.ndjson.zst >d/2026-11-20.ndjson.zst
named 'is not what the log says' --log log
# A dump and its checksums made anew by somebody who wants another past: the log knows better.
again
repack d/2026-11-20.ndjson.zst '1s/phishing/malware/'
(cd d && sha256sum 2026-11-20.ndjson.zst 2026-11-20.csv.zst 2026-11-20.schema.json >2026-11-20.sha256)
named '2026-11-20.sha256 was altered: entry 6'
# Another day's proof proves nothing of this one.
cd ..
bw 0 ledger dump --day 2026-11-19 --dir dumps --at 2026-11-21T00:20:00Z
cp dumps/2026-11-19.proof stranger/other.proof
cd stranger || return
again
cp other.proof d/2026-11-20.proof
named '2026-11-20.proof is of another entry than the one of this dump'
cd ..

# A report of that day that became an entry later: the dump is another, and the log says both.
printf 'http://late.example/page\n' >late.txt
bw 0 intake --harm phishing --at 2026-11-20T23:59:00Z late.txt
bw 0 ledger dump --day 2026-11-20 --dir dumps --at 2026-11-21T09:00:00Z
bw 0 ledger prove 10
out_has '"type":"published"'
run 0 "$B" ledger verify dumps/2026-11-20.sha256 --log s/log --key key

# The server makes what is missing of past days, and serves it where everybody looks: the files, the key.
. "$FUNC_LIB/serve.sh"
run 64 "$B" serve --store s --dumps 400 --listen 127.0.0.1:0
ago() { date -u -d "$1 days ago" +%Y-%m-%d; }
# it waits five minutes past midnight for what came before
if [ $(($(date +%s) % 86400)) -gt 86280 ] || [ $(($(date +%s) % 86400)) -lt 320 ]; then
	echo 'SKIPPED: it is midnight' >&2
	return
fi
run 0 "$B" intake --harm phishing --at "$(ago 5)T10:00:00Z" --offline --store desk list.txt
printf 'http://next.example/page\n' >next.txt
run 0 "$B" intake --harm phishing --at "$(ago 1)T10:00:00Z" --offline --store desk next.txt
serve_up --dumps 3 || return
for i in $(seq 200); do [ -e "desk/dumps/$(ago 1).proof" ] && break; sleep 0.1; done
mkdir fresh
for n in 3 2 1; do
	day=$(ago $n)
	for f in ndjson.zst csv.zst schema.json sha256 proof; do
		status 200 "$URL/log/dump/$day.$f"
		cp out "fresh/$day.$f"
		cmp -s out "desk/dumps/$day.$f" || fail "$day.$f is served otherwise"
	done
done
[ "$(ls desk/dumps | wc -l)" = 15 ] || fail "the server made $(ls desk/dumps)"
status 404 "$URL/log/dump/$(ago 5).sha256"
status 404 "$URL/log/dump/$(ago 1).key"
status 404 "$URL/log/dump/..%2Fbailiwick.db"
status 200 "$URL/log/key"
cp out desk.key
run 0 "$B" ledger key --store desk
cmp -s out desk.key || fail 'the key that is served is another'
serve_stop
[ "$(zstd -dqc "fresh/$(ago 1).ndjson.zst" | jq -r .entry.type | sort | uniq -c | tr -s ' ' | tr '\n' ';')" = ' 1 identified; 1 received;' ] || fail 'the dump of yesterday is another'
for n in 3 2 1; do run 0 "$B" ledger verify "fresh/$(ago $n).sha256" --key desk.key --log desk/log; done
run 0 "$B" ledger verify --store desk
