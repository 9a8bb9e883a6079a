# SPDX-License-Identifier: Apache-2.0
# A store as version 2 left it opens, becomes one of the newest version, and is sound; nothing of it is lost.
command -v sqlite3 >/dev/null 2>&1 || { echo "needs sqlite3"; exit 77; }
bw() { w=$1; shift; run "$w" "$BAILIWICK" "$@" --offline --store s --at "$NOW"; }
sql="$SOURCE_ROOT/src/store/sql"
printf 'https://one.example/log-in\nhttps://www.two.example/pay\nhttp://two.example/other\n' >list.txt
cat >facts.jsonl <<'F'
{"fact":"dns","subject":"one.example","seen_at":"2026-11-21T08:00:00Z","source":"t","type":"A","rcode":"NOERROR","records":["192.0.2.7"]}
F
bw 0 intake --harm phishing --facts facts.jsonl list.txt
bw 0 case close c-2 --reason 'nothing there'
bw 0 case list --json
cp out list-before
bw 0 case show c-1 --json
jq -c 'del(.explanation)' out >case-before
# what version 2 had of it, in tables made by its own two steps
rows() { # TABLE: the columns that both have
	sqlite3 s/bailiwick.db "ATTACH 'old.db' AS old; SELECT group_concat(name) FROM (SELECT name FROM pragma_table_info('$1', 'old')
		INTERSECT SELECT name FROM pragma_table_info('$1', 'main'))"
}
cat "$sql/0001-first.sql" "$sql/0002-facts.sql" | sqlite3 old.db || fail 'version 2 cannot be made'
for t in $(sqlite3 old.db "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"); do
	sqlite3 s/bailiwick.db "ATTACH 'old.db' AS old; INSERT OR REPLACE INTO old.$t($(rows "$t")) SELECT $(rows "$t") FROM main.$t" ||
		fail "table $t"
done
newest=$(sqlite3 s/bailiwick.db 'PRAGMA user_version')
sqlite3 old.db 'PRAGMA user_version = 2'
rm -f s/bailiwick.db s/bailiwick.db-*
mv old.db s/bailiwick.db
[ "$newest" = "$(ls "$sql"/0*.sql | wc -l)" ] || fail "the newest version is $newest"
bw 0 case list --json
cmp -s out list-before || fail "the cases are others: $(diff out list-before)"
[ "$(sqlite3 s/bailiwick.db 'PRAGMA user_version')" = "$newest" ] || fail 'the store was not brought up to date'
bw 0 case show c-1 --json
jq -c 'del(.explanation)' out | cmp -s - case-before || fail 'the case is another'
bw 0 fsck --json
json '[.invariants[] | select(.ok | not) | .name] | join(" ")' ''
# and it works on
bw 0 act decline c-1 --reason 'nothing to be seen' --desk-name D --desk-mail abuse@desk.example
bw 0 case undo c-2
bw 0 fsck
