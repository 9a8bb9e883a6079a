# SPDX-License-Identifier: Apache-2.0
# The public log in a browser and as JSON: size, key, entries, a proof of each, and a form that checks any proof.
. "$FUNC_LIB/serve.sh"
serve_start --rate 0 || return
web -o /dev/null -H 'Content-Type: application/json' --data-binary "@$SOURCE_ROOT/sample/reports/xarf/harbour-shop-bank.json" "$URL/api/v1/reports"
J='Accept: application/json'
for i in $(seq 200); do
	web -H "$J" -o out "$URL/ledger"
	[ "$(jq -r .entries out 2>/dev/null)" -ge 2 ] 2>/dev/null && break
	sleep 0.1
done
status 200 -H "$J" "$URL/ledger"
json '[.entries >= 2, (.key | length > 40), (.checkpoint | length > 60), .before]' '[true,true,true,null]'
json '[.list[].index] == ([.list[].index] | sort | reverse)' true
json '[.list[].entry.type] | contains(["received", "identified"])' true
KEY=$(jq -r .key "$WORK/out")
status 200 -H "$J" "$URL/ledger?type=received"
json '[.list[].entry.type] | unique' '["received"]'
status 400 "$URL/ledger?type=nonsense"
status 200 "$URL/ledger"
out_has 'aria-current="page"'
out_lacks harbour
status 200 "$URL/ledger/feed?type=received"
grep -qi '^content-type: application/atom+xml' head || fail 'the feed is no feed'
python3 - "$WORK/out" <<'P' || fail 'the feed is not what RFC 4287 asks for'
import json, sys, xml.etree.ElementTree as ET
A = '{http://www.w3.org/2005/Atom}'
f = ET.parse(sys.argv[1]).getroot()
assert f.tag == A + 'feed' and f.findtext(A + 'id').startswith('tag:') and f.findtext(A + 'updated') and f.find(A + 'author/' + A + 'name').text
entries = f.findall(A + 'entry')
assert entries and len({e.findtext(A + 'id') for e in entries}) == len(entries)
for e in entries:
    assert json.loads(e.findtext(A + 'content'))['type'] == 'received' and e.findtext(A + 'title') and e.findtext(A + 'updated') and e.find(A + 'link').get('href')
P
status 303 "$URL/ledger?q=r-0000001"
grep -qi '^location: /ledger/0' head || fail 'a report does not lead to its entry'
status 404 "$URL/ledger?q=99999"
status 200 "$URL/ledger/0"
out_has '/ledger/0/proof'
out_lacks harbour
status 404 "$URL/ledger/99999"
status 404 "$URL/ledger/-1"
status 200 -H "$J" "$URL/ledger/0"
json '[.index, .entry.type, (.proof | startswith("bailiwick-bundle"))]' '[0,"received",true]'
status 200 "$URL/ledger/0/proof"
grep -qi '^content-disposition: attachment' head || fail 'the proof is no download'
cp "$WORK/out" proof.txt
run 0 "$BAILIWICK" ledger verify proof.txt --key "$KEY"
run 0 "$BAILIWICK" ledger verify "$URL/log" --key "$KEY" --test-loopback --json
json .ok true

# The form: pasted, uploaded, opened, with another key, altered.
status 200 "$URL/ledger/verify"
status 200 -H "$J" -F "file=@proof.txt" "$URL/ledger/verify"
json '[.ok, .index, .entry.type, .details]' '[true,0,"received",{}]'
sed 's/$/\r/' proof.txt >dos.txt
status 200 -H "$J" --data-urlencode proof@dos.txt "$URL/ledger/verify"
json .ok true
run 0 "$BAILIWICK" ledger prove r-0000001 --reveal reporter --store desk
cp "$WORK/out" open.txt
status 200 -F "file=@open.txt" "$URL/ledger/verify"
out_has 'It holds'
status 200 -H "$J" -F "file=@open.txt" "$URL/ledger/verify"
json '.details.reporter | length > 0' true
sed 's/phishing/spam/' proof.txt >bad.txt
cmp -s proof.txt bad.txt && sed 's/received/identified/' proof.txt >bad.txt
status 200 -H "$J" -F "file=@bad.txt" "$URL/ledger/verify"
json '[.ok, (.fault | length > 0)]' '[false,true]'
status 200 -F "file=@bad.txt" "$URL/ledger/verify"
out_has 'It does not hold'
status 200 -H "$J" -F "file=@proof.txt" -F 'key=log.example/bailiwick+1cd43b3f+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea' "$URL/ledger/verify"
json .ok false
status 200 -H "$J" -X POST "$URL/ledger/verify"
json .ok false
printf '<script>alert(1)</script>' >evil.txt
status 200 -F "file=@evil.txt" --form-string 'key=<script>x' "$URL/ledger/verify"
out_lacks '<script>x'
status 403 -b "$JAR" -F "file=@proof.txt" "$URL/ledger/verify"
status 200 -b "$JAR" -F "csrf=$CSRF" -F "file=@proof.txt" "$URL/ledger/verify"
serve_stop
