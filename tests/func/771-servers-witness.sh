# SPDX-License-Identifier: Apache-2.0
# Two servers are each other's witness, with nothing but themselves: each asks the other to cosign its log, and answers.
B=$BAILIWICK
. "$FUNC_LIB/serve.sh"
python3 - >ports <<'P'
import socket
s = [socket.socket() for _ in range(2)]
for x in s:
    x.bind(('127.0.0.1', 0))
print(*(x.getsockname()[1] for x in s))
P
read -r PA PB <ports
for d in a b; do
	printf 'http://%s.example/1\nhttp://%s.example/2\n' $d $d >list.txt
	run 0 "$B" intake --offline --harm phishing --store $d list.txt
	run 0 "$B" ledger key --store $d
	cp out $d.log
	run 0 "$B" ledger witness key --state $d/witness --name $d.example/witness
	cp out $d.key
done
# What each knows: the other's log; whom each asks: the other.
for d in a b; do
	[ $d = a ] && o=b port=$PB || { o=a; port=$PA; }
	printf 'log %s\nquorum none\n' "$(cat $o.log)" >$d.knows
	printf 'log %s\nwitness other %s http://127.0.0.1:%s/witness\nquorum other\n' "$(cat $d.log)" "$(cat $o.key)" "$port" >$d.asks
done
start() { # NAME PORT
	"$B" serve --store "$1" --listen "127.0.0.1:$2" --witness "$1.knows" --cosign "$1.asks" --test-loopback --resolver 127.0.0.1@9 --timeout 1 --no-cache --rate 0 --dumps 0 \
		>"$1.out" 2>"$1.err" </dev/null &
}
start a "$PA"; A=$!
start b "$PB"; BB=$!
trap 'kill -9 $A $BB 2>/dev/null; rm -rf "$WORK"' EXIT
cosigned() { # NAME: within a while its published checkpoint has the other's line
	for i in $(seq 300); do
		"$B" ledger verify "$1/log" --policy "$1.asks" >v.out 2>&1 && grep -q 'cosigned by other' v.out && return
		sleep 0.1
	done
	fail "$1 is not cosigned"; cat v.out "$1.err" >&2
}
cosigned a
cosigned b
U=http://127.0.0.1:$PB
status 200 "$U/witness/key"
cmp -s out b.key || fail 'the key of the witness is another'
# It grows, and the consistency of that is proved to the other.
web -o /dev/null -H 'Content-Type: application/json' --data-binary "@$SOURCE_ROOT/sample/reports/xarf/harbour-shop-bank.json" "http://127.0.0.1:$PA/api/v1/reports"
for i in $(seq 100); do [ "$(sed -n 2p a/log/checkpoint)" -gt 4 ] && break; sleep 0.1; done
cosigned a
hex=$(head -n 1 a/log/checkpoint | tr -d '\n' | sha256sum | cut -c 1-64)
status 200 "$U/witness/$hex/checkpoint"
[ "$(sed -n 2p out)" = "$(sed -n 2p a/log/checkpoint)" ] || fail 'what it saw last is another size'
status 404 "$U/witness/0$hex/checkpoint"
status 404 "$U/witness/..%2f..%2f/checkpoint"

# Each status of the protocol, and what it says with it.
N=$(sed -n 2p a/log/checkpoint)
head -n 5 a/log/checkpoint >note
ask() { # STATUS FILE
	status "$1" --data-binary "@$2" -H 'Content-Type: text/plain' "$U/witness/add-checkpoint"
}
{ printf 'old %s\n\n' "$N"; cat note; } >q; ask 200 q
grep -q '^— b.example/witness ' out || fail 'the answer is no cosignature'
{ printf 'old 3\n\n'; cat note; } >q; ask 409 q
grep -qi '^content-type: text/x.tlog.size' head || fail 'a conflict does not say a size'
[ "$(cat out)" = "$N" ] || fail "the size it tells is $(cat out)"
{ printf 'old %s\nG7RKSnvnkjDZBFch5Gjauu2GTxpKUsIfmgwI3X+geGg=\n\n' "$N"; cat note; } >q; ask 422 q
{ printf 'old %s\n\n' "$N"; sed '1s/.*/other.example/' note; } >q; ask 404 q
{ printf 'old %s\n\n' "$N"; sed '2s/.*/99/' note; } >q; ask 403 q
printf 'old x\n\n' >q; ask 400 q
head -c 2000000 /dev/zero >q; ask 413 q
# A server that is no witness says so.
kill "$A" "$BB"
wait "$A" || fail 'the first did not end well'
wait "$BB" || fail 'the second did not end well'
run 0 "$B" ledger verify --store a
serve_up || return
status 404 "$URL/witness/key"
ask_none() { status 404 --data-binary "@note" "$URL/witness/add-checkpoint"; }
ask_none
serve_stop
# Without a name there is no key.
mkdir none
run 0 "$B" intake --offline --harm phishing --store none list.txt
"$B" serve --store none --listen 127.0.0.1:0 --witness a.knows --offline >n.out 2>n.err </dev/null &
NP=$!
for i in $(seq 100); do grep -q 'witness needs a name' n.err && break; sleep 0.1; done
kill $NP 2>/dev/null; wait $NP
grep -q 'a witness needs a name: --witness-name' n.err || fail 'it is silent about the name'
