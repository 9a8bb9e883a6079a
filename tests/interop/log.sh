# SPDX-License-Identifier: Apache-2.0
# A log of ours, grown in steps, read by Go's sumdb packages and by a checker in Python that shares nothing with us.
B=$BAILIWICK
rows=${LOG_ROWS:-3000}
awk -v n="$rows" 'BEGIN { for (i = 0; i < n; i++) printf "http://s%d.example/a%d\n", i % (n / 3 + 1), i }' >rows.txt
head -n 3 rows.txt >part
run 0 "$B" intake --offline --each --harm phishing --store s part
run 0 "$B" ledger integrate --store s
cp s/log/checkpoint first.ckpt
head -n $((rows / 2)) rows.txt >part
run 0 "$B" intake --offline --harm phishing --store s part
run 0 "$B" ledger integrate --store s
cp s/log/checkpoint half.ckpt
run 0 "$B" intake --offline --harm phishing --store s rows.txt
run 0 "$B" case close c-0000001 --reason 'it is gone' --offline --store s
run 0 "$B" ledger integrate --store s
run 0 "$B" ledger prove r-0000001 --reveal target --store s
cp out proof.txt
run 0 "$B" ledger verify --store s
run 0 python3 "$SOURCE_ROOT/tests/interop/logcheck.py" s/log
out_has 'the same root'
if command -v go >/dev/null && [ -d /usr/share/gocode/src/golang.org/x/mod/sumdb ]; then
	mkdir -p gopath/src/logcheck
	cp "$SOURCE_ROOT/tests/interop/logcheck.go" gopath/src/logcheck/main.go
	GOCACHE=$XDG_CACHE_HOME/go GOFLAGS= GO111MODULE=off GOPATH=$WORK/gopath:/usr/share/gocode \
		go build -o logcheck logcheck >go.out 2>&1 || { fail "go build"; cat go.out >&2; }
	run 0 ./logcheck s/log "$(cat s/log/key)" first.ckpt half.ckpt proof.txt
	out_has 'signature, root and'
	out_has 'is the beginning of this one'
	out_has 'bundle: entry 0 is in the log'
	# Go refuses what we would refuse.
	sed 's/^\([0-9]*\)$/1\1/' half.ckpt >other.ckpt
	run 1 ./logcheck s/log "$(cat s/log/key)" other.ckpt
else
	echo 'SKIPPED: no Go with golang-golang-x-mod-dev here' >&2
fi
