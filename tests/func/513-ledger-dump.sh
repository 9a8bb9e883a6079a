# SPDX-License-Identifier: Apache-2.0
# Everything public of a day, to count for oneself: what each kind of entry says, and that it says nothing about anybody.
DESK="--desk-name Example_Desk --desk-mail abuse@desk.example --desk-url https://desk.example/"
bw() { w=$1; shift; run "$w" "$BAILIWICK" "$@" --offline --store s --at "${AT:-$NOW}"; }
act() { w=$1; shift; run "$w" "$BAILIWICK" act "$@" --offline --store s --at "${AT:-$NOW}" $DESK; }
cat >report.json <<'R'
{"xarf_version":"4.2.0","report_id":"005a0000-0000-4000-8000-000000000001","timestamp":"2026-11-20T15:00:00Z",
"reporter":{"org":"Net Watch","contact":"who@watch.example","domain":"watch.example"},
"sender":{"org":"Net Watch","contact":"who@watch.example","domain":"watch.example"},
"source_identifier":"shop.example","category":"content","type":"phishing","url":"https://shop.example/x/login.php",
"description":"a bank's log-in page","evidence_source":"user_report",
"evidence":[{"content_type":"text/plain","description":"what was seen","payload":"YXNrcyBmb3IgYSBwYXNzd29yZA=="}]}
R
cat >facts.jsonl <<'F'
{"fact":"contact","subject":"shop.example","seen_at":"2026-11-20T08:00:00Z","source":"security.txt","email":"security@shop.example"}
F
AT=2026-11-21T12:00:00Z
bw 0 user add dora --roles analyst
bw 0 user add rita --roles reviewer
bw 0 intake --facts facts.jsonl --json report.json
bw 0 notifier add Hotline --contact desk@hotline.example --basis agreement
act 0 accept c-1 --step remove-content --role operator --reason 'they answer quickly' --person dora
act 0 contact k-1
act 0 show l-1 --json
token=$(jq -r .text out | grep -o 'desk.example/d/[0-9a-z]*' | head -n 1 | sed 's,.*/,,')
bw 0 appeal file "$token" --by holder --text 'the shop was cleaned in May' --contact owner@shop.example $DESK
bw 0 appeal take a-1 --person rita $DESK
bw 0 appeal decide a-1 reversed --person rita --reason 'it was clean' $DESK
bw 0 ledger integrate

bw 64 ledger dump --day yesterday
bw 0 ledger dump --day 2026-11-21 --dir dumps
err_has 'the day is not over: their checksum is not put on the log'
[ ! -e dumps/2026-11-21.proof ] || fail 'a day that is not over has a proof'
(cd dumps && sha256sum -c --quiet 2026-11-21.sha256) || fail 'the checksums do not fit'
zstd -dqc dumps/2026-11-21.ndjson.zst >"$WORK/out"
cp out day.ndjson
! grep -qiE 'shop|watch|hotline|dora|rita|clean|quickly' day.ndjson || fail 'somebody is named'
said() { # TYPE FILTER EXPECTED
	got=$(jq -rc "select(.entry.type == \"$1\") | .entry | $2" day.ndjson | head -n 1)
	[ "$got" = "$3" ] || fail "$1: '$2' gives '$got', expected '$3'"
}
said decided '[.action, .role, .effect, .collateral, .automated, .decision, .harm] | join(" ")' 'remove-content operator url none no propose content/phishing'
said decided '[.clause, .pack, .version] | map(length > 0) | all' true
# the pack it rests on is named with its version when it is first relied on, once
said pack-changed '[.change, (.pack | length > 0), (.version | length > 0)] | join(" ")' 'first-used true true'
said noticed '[.letter, .role, .channel] | join(" ")' 'request operator mail'
said appealed .appellant holder
said reviewed .outcome reversed
said reversed '[.action, .role, .effect] | join(" ")' 'remove-content operator url'
said notifier-changed '[.change, (.notifier | test("^n-"))] | join(" ")' 'agreed true'

# The same lines as a table, with the fields that the schema explains, and each line is an entry of the log.
zstd -dqc dumps/2026-11-21.csv.zst >day.csv
[ "$(wc -l <day.csv)" = $(($(wc -l <day.ndjson) + 1)) ] || fail 'the table has other rows'
[ "$(head -n 1 day.csv | tr -d '\r' | tr ',' '\n' | tail -n +2 | sort)" = "$(jq -r '.properties | keys[]' dumps/2026-11-21.schema.json | sort)" ] || fail 'the table has other fields than the schema'
[ "$(jq -r '.entry | keys[]' day.ndjson | sort -u | comm -23 - "$(jq -r '.properties | keys[]' dumps/2026-11-21.schema.json | sort >fields; echo fields)")" = '' ] || fail 'a field is not in the schema'
python3 - <<'P' || fail 'the table says something else'
import csv, json
rows = list(csv.DictReader(open('day.csv', newline='')))
for row, line in zip(rows, open('day.ndjson')):
    one = json.loads(line)
    want = {k: str(v) for k, v in one['entry'].items()}
    assert {k: v for k, v in row.items() if v and k != 'index'} == want, (row, want)
    assert row['index'] == str(one['index'])
P
bw 0 ledger prove 0
grep -oF "$(head -n 1 day.ndjson | sed 's/^{"index":0,"entry":\(.*\)}$/\1/')" out >/dev/null || fail 'line 0 is not entry 0'
# Again: the same bytes. Another day: nothing.
cp -r dumps before
bw 0 ledger dump --day 2026-11-21 --dir dumps
diff -r before dumps || fail 'the same day gives other files'
bw 0 ledger dump --day 2026-11-20 --dir dumps
[ "$(zstd -dqc dumps/2026-11-20.ndjson.zst | wc -c)" = 0 ] || fail 'there are entries of another day'
AT=2026-11-22T00:10:00Z bw 0 ledger dump
# since then one entry came: the checksum of the dump of the 20th
zstd -dqc s/dumps/2026-11-21.ndjson.zst >yesterday
head -n -1 yesterday | cmp -s - day.ndjson || fail 'yesterday is another day'
[ "$(tail -n 1 yesterday | jq -r '.entry | [.type, .day] | join(" ")')" = 'published 2026-11-20' ] || fail 'the last of yesterday is no checksum'
