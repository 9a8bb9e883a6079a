# SPDX-License-Identifier: Apache-2.0
# Lists by country, age and what cases have in common, on the command line, in the API and on the page; all from stored facts.
. "$FUNC_LIB/serve.sh"
with="--offline --store desk"
fact() { printf '{"fact":"%s","subject":"%s","seen_at":"2026-11-17T08:00:00Z","source":"t",%s}\n' "$@"; }
for n in a b c; do
	fact dns $n.example '"type":"A","rcode":"NOERROR","records":["192.0.2.7"]'
	fact dns $n.example '"type":"NS","rcode":"NOERROR","records":["NS1.dns.test.","ns2.dns.test."]'
done >facts.jsonl
fact dns www.d.example '"type":"AAAA","rcode":"NOERROR","records":["2001:db8::9"]' >>facts.jsonl
fact dns d.example '"type":"NS","rcode":"NOERROR","records":["ns9.dns.test"]' >>facts.jsonl
fact address 192.0.2.7 '"start":"192.0.2.0","end":"192.0.2.255","country":"NL","asn":64500,"as_name":"Host Example","holder":{"name":"Host Example"}' >>facts.jsonl
fact address 2001:db8::9 '"start":"2001:db8::","end":"2001:db8::ffff","country":"se","asn":64501,"as_name":"Other","holder":{"name":"Other"}' >>facts.jsonl
for n in a d; do fact registration $n.example '"registrar":{"name":"R","iana_id":9999},"nameservers":["ns5.dns.test"],"registrant":{"handle":"H-77"}'; done >>facts.jsonl
take() { run 0 "$BAILIWICK" intake $with --facts facts.jsonl --harm phishing --at "$1" "$2"; }
printf 'https://a.example/x\n' >1.txt; printf 'https://b.example/x\nhttps://www.d.example/login\n' >2.txt
printf 'https://c.example/x\nhttp://192.0.2.7/y\nhttps://far.example/\n' >3.txt
take 2026-10-01T12:00:00Z 1.txt; take 2026-11-18T12:00:00Z 2.txt; take 2026-11-21T11:00:00Z 3.txt
sites() { jq -r .site out | sort | tr '\n' ' ' | sed 's/ $//'; }
list() { # WANTED OPTIONS…
	hope=$1; shift
	run 0 "$BAILIWICK" case list --json $with --at "$NOW" "$@"
	[ "$(sites)" = "$hope" ] || fail "case list $*: $(sites), not $hope"
}
# facts are younger than the first case, which was judged without them and has no country
list 'd.example' --country SE; list 'd.example' --country se; list '' --country DK
run 64 "$BAILIWICK" case list $with --country N1
run 64 "$BAILIWICK" case list $with --country NLD
list '192.0.2.7 b.example c.example' --country NL
jq -e 'select(.country != "NL")' out >/dev/null && fail 'a case in the list has another country'
list '192.0.2.7 c.example far.example' --age 24h; list '192.0.2.7 b.example c.example d.example far.example' --age 7d
list 'a.example' --age over-30d; list 'a.example b.example d.example' --age over-1d; list 'a.example' --age over-1w --sort reports
list '' --age 1h --age 1h --state closed; list 'b.example' --age over-1d --country NL
for bad in 7 d 0d -1d 7y over- over-x 99999999999999999999d; do run 64 "$BAILIWICK" case list $with --age=$bad; done
list '192.0.2.7 a.example b.example c.example' --address 192.0.2.7; list 'd.example' --address 2001:DB8::9
list 'a.example b.example c.example' --name-server ns1.DNS.test.; list 'a.example d.example' --name-server ns5.dns.test
list 'a.example d.example' --registrant h-77; list 'd.example' --registrant H-77 --country SE; list '' --registrant H-7
actor=$(run 0 "$BAILIWICK" case list --json $with --at "$NOW"; jq -r 'select(.site == "b.example") | .proposal.actor // ""' out)
if [ -n "$actor" ]; then list "$(jq -r --arg a "$actor" 'select(.proposal.actor == $a) | .site' out | sort | tr '\n' ' ' | sed 's/ $//')" --actor "$actor"; fi
list '192.0.2.7 b.example c.example' --sort site --country NL
# the case says what it has in common, and with whom
B=$(run 0 "$BAILIWICK" case list --json $with --at "$NOW" --site b.ex; jq -r .id out)
run 0 "$BAILIWICK" case show "$B" --json $with --at "$NOW"
json '[.in_common[] | select(.what == "address") | .value] | join(" ")' 192.0.2.7
json '[.in_common[] | select(.what == "address") | .cases | length] | add' 3
json '[.in_common[] | select(.what == "name-server") | .value] | sort | join(" ")' 'ns1.dns.test ns2.dns.test'
json "[.in_common[].cases[] | select(. == \"$B\")] | length" 0
# more names than tell anything
for i in $(seq 2100); do fact dns n$i.example '"type":"A","rcode":"NOERROR","records":["203.0.113.1"]'; done >many.jsonl
run 0 "$BAILIWICK" case list $with --at "$NOW" --facts many.jsonl --limit 1
run 65 "$BAILIWICK" case list $with --at "$NOW" --address 203.0.113.1
grep -q 'more than 2000 names' err || fail "not said why: $(cat err)"
run 0 "$BAILIWICK" fsck --store desk --offline
# the same in the API and on the page
serve_start --rate 0 --at "$NOW" || return
get() { status "$1" -b "$JAR" "$URL$2"; }
ids() { jq -r '[.cases[].site] | sort | join(" ")' out; }
get 200 '/api/v1/cases?country=NL'; [ "$(ids)" = '192.0.2.7 b.example c.example' ] || fail "country: $(ids)"
get 200 '/api/v1/cases?age=over-30d'; [ "$(ids)" = a.example ] || fail "age: $(ids)"
get 200 '/api/v1/cases?age=any&country='; [ "$(jq '.cases | length' out)" = 6 ] || fail "any: $(ids)"
get 200 '/api/v1/cases?registrant=H-77'; [ "$(ids)" = 'a.example d.example' ] || fail "registrant: $(ids)"
get 200 '/api/v1/cases?about=hxxps://www.d%5B.%5Dexample/z'; [ "$(ids)" = d.example ] || fail "about a URL: $(ids)"
get 200 '/api/v1/cases?about=ns2.dns.test'; [ "$(ids)" = 'a.example b.example c.example' ] || fail "about a name server: $(ids)"
get 200 '/api/v1/cases?about=192.0.2.7'; [ "$(ids)" = '192.0.2.7 a.example b.example c.example' ] || fail "about an address: $(ids)"
get 400 '/api/v1/cases?country=NLD'; get 400 '/api/v1/cases?age=old'; get 400 '/api/v1/cases?about=%00'
get 200 '/queue?country=nl&age=7d'; out_has 'name="country" value="nl"'; out_has '<option value="7d" selected'; out_has '>b.example<'; out_lacks '>a.example<'
get 200 '/queue?address=192.0.2.7'; out_has 'name="address" value="192.0.2.7"'
get 200 '/queue?about=https%3A%2F%2Fd.example%2F'; out_has '/explain?name=https%3A%2F%2Fd.example%2F'; out_has '/report?name='
get 200 "/cases/$B"; out_has '/queue?state=any&amp;address=192.0.2.7'; out_has '/queue?state=any&amp;name-server=ns1.dns.test'; out_has 'Other cases on the same'
A=$("$BAILIWICK" case list --json $with --at "$NOW" --site a.ex | jq -r .id)
get 200 "/cases/$A"; out_has '/queue?state=any&amp;registrant=h-77'
status 200 "$URL/explain?name=a.example"; out_lacks -i 'h-77'
serve_stop
