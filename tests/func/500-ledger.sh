# SPDX-License-Identifier: Apache-2.0
# A stranger's way: submit, receipt, bundle, verify; then one byte is changed, anywhere, and it is caught and named.
B=$BAILIWICK
awk 'BEGIN { for (i = 0; i < 700; i++) printf "http://s%d.example/a%d\n", i % 300, i }' >rows.txt
run 0 "$B" intake --offline --harm phishing --reporter desk@reporter.example --each --json --store s rows.txt
json '.reports[0].ledger.index' 0
json '.reports[699].ledger.index' 699
json '[.reports[].ledger.origin] | unique | length' 1
err_has 'a key was made for this store'
run 0 "$B" ledger status --json --store s
json '[.entries, .waiting]' '[1000,0]'
run 0 "$B" case close c-0000001 --reason 'it is gone' --offline --store s
run 0 "$B" case merge c-0000002 c-0000003 --offline --store s
run 0 "$B" case undo c-0000002 --offline --store s
run 0 "$B" ledger verify --store s
out_has 'it holds'
KEY=$(cat s/log/key)

# The private key is for the signing process alone, and nothing private is public.
[ "$(stat -c %a s/ledger/key)" = 600 ] || fail 'the private key may be read by others'
! grep -rqF 'reporter.example' s/log || fail 'a reporter is public'
! grep -rqF '.example/a' s/log || fail 'a target is public'

# A proof of notice: opened as far as its holder wants, checked with the public key and nothing else.
run 0 "$B" ledger prove r-0000005 --reveal target,reporter --store s
cp out proof.txt
mkdir -p elsewhere
run 0 "$B" ledger verify proof.txt --key "$KEY" --json
json '.ok' true
json '.details.reporter' desk@reporter.example
json '.details.target' http://s4.example/a4
json '.entry.report' r-0000005
run 0 "$B" ledger prove c-0000001 --type stood-down --reveal all --store s
out_has 'it is gone'
cp out closed.txt
run 0 "$B" ledger verify closed.txt --key s/log/key
run 64 "$B" ledger prove r-0000005 --reveal name --store s
run 66 "$B" ledger prove r-00000zz --store s
run 64 "$B" ledger verify proof.txt

# Every bit of a bundle counts, but for spelling that means the same.
cat >flip.py <<'P'
import sys
path, at, bit = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
data = bytearray(open(path, 'rb').read())
data[at % len(data)] ^= 1 << bit
open(path, 'r+b').write(data)
P
n=$(wc -c <proof.txt)
for at in $(seq 0 41 "$n"); do
	[ "$at" -lt "$n" ] || break
	cp proof.txt bad.txt
	python3 flip.py bad.txt "$at" 0
	"$B" ledger verify bad.txt --key "$KEY" >out 2>err && fail "a bundle with byte $at changed holds"
done

# A byte of any file of the log.
verify_fails() { # NAME...: verify exits 1 and names it
	"$B" ledger verify --store t >out 2>err
	got=$?
	[ "$got" -eq 1 ] || { fail "exit $got, expected 1: $1"; cat out err >&2; }
	shift
	for want; do grep -qE "$want" out || { fail "not named: $want"; cat out >&2; }; done
}
for f in checkpoint tile/0/000 tile/0/003.p/237 tile/1/000.p/3 tile/entries/001 tile/entries/003.p/237; do
	[ -f "s/log/$f" ] || { fail "there is no $f: $(find s/log -type f | tr '\n' ' ')"; continue; }
	for at in 7 100 191; do
		rm -rf t
		cp -r s t
		python3 flip.py "t/log/$f" "$at" 2
		case $f in
		checkpoint) verify_fails "$f at $at" checkpoint ;;
		*) verify_fails "$f at $at" "^$f was altered|$f is missing" ;;
		esac
		[ "$f" = checkpoint ] || run 1 "$B" ledger verify t/log --key "$KEY"
		run 0 "$B" ledger rebuild --store t
		run 0 "$B" ledger verify --store t
		diff -r s/log t/log >/dev/null || fail "$f was not rebuilt byte for byte"
	done
done
# A part that was published before, and a file that does not belong.
rm -rf t; cp -r s t
echo x >t/log/tile/0/000.p
verify_fails 'a stray file' 'tile/0/000.p does not belong'
rm -rf t; cp -r s t; rm t/log/tile/entries/000
verify_fails 'a bundle is missing' '^tile/entries/000 is missing'

# Rows of the store.
change() { # SQL PATTERN
	rm -rf t
	cp -r s t
	sqlite3 t/bailiwick.db "$1" || fail "sqlite3: $1"
	verify_fails "$1" "$2"
}
change "UPDATE event SET at = at + 1 WHERE seq = 3" 'event 3 of case c-0000003 in the store was altered: entry 702'
change "UPDATE event SET detail = 'it is there' WHERE seq = 301" 'event 301 of case c-0000001 in the store was altered'
change "UPDATE event SET kind = 2 WHERE seq = 5" 'event 5 of case c-0000005'
change "UPDATE event SET case_id = 9 WHERE seq = 301" 'event 301|case'
change "UPDATE event SET facts = X'01' || substr(facts, 2, 3) || X'00' || substr(facts, 6) WHERE seq = 7" 'event 7'
change "UPDATE event SET salt = randomblob(16) WHERE seq = 8" 'event 8 of case'
change "UPDATE receipt SET salts = randomblob(length(salts))" 'report r-0000001 in the store was altered: entry 0'
change "UPDATE receipt SET cases = zeroblob(length(cases))" 'report r-0000001 in the store was altered: entry 0'
change "UPDATE ledger_batch SET reports = reports - 1, events = events + 1" 'altered|gives none'
change "UPDATE ledger_head SET root = randomblob(32)" 'head in the database was altered'
change "UPDATE ledger_head SET size = size - 1" 'head in the database was altered|frontier'
change "UPDATE ledger_head SET frontier = randomblob(length(frontier))" 'frontier'
change "UPDATE ledger_head SET note = replace(note, '10', '11')" 'checkpoint in the database was altered|head in the database'
change "UPDATE cases SET site = 'other.example' WHERE id = 4" 'event 4 of case c-0000004'
change "DELETE FROM event WHERE seq = 2" 'event'
change "UPDATE report SET tier = 1 WHERE ord = 9" 'case-counts-match-reports|reports'
rm -rf t; cp -r s t
python3 flip.py t/spool/00000001.seg 9000 3
verify_fails 'a byte of the spool' 'spool'
run 0 "$B" ledger verify --store s

# An erasure deletes what it was about and how to find out; the log holds as before.
run 0 "$B" case erase c-0000005 --why 'asked for' --offline --store s
run 0 "$B" ledger verify --store s
run 64 "$B" ledger prove r-0000005 --reveal target --store s
run 0 "$B" ledger prove r-0000005 --store s
out_lacks 'shut target'
run 0 "$B" ledger verify proof.txt --key "$KEY"
mv s/log old
run 0 "$B" ledger rebuild --store s
run 0 "$B" ledger verify --store s
run 0 "$B" ledger verify s/log --key "$KEY"

# Another log's key is no key of this one; a name of its own only before the first entry.
run 65 "$B" ledger key new --origin log.example/b --store s
run 1 "$B" ledger verify proof.txt --key 'log.example/bailiwick+1cd43b3f+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea'
