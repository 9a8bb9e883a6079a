# SPDX-License-Identifier: Apache-2.0
# Child sexual abuse material: nothing of the address is stored, printed or logged; it is folded and routed.
S="$WORK/store"
mark=zzqqmarker
cat >r.json <<J
{"xarf_version":"4.2.0","report_id":"550e8400-e29b-41d4-a716-44665544$mark","timestamp":"2026-11-20T10:00:00Z",
"reporter":{"org":"http://$mark.example/","contact":"hotline@hotline.example","domain":"hotline.example"},
"sender":{"org":"Hotline","contact":"hotline@hotline.example","domain":"hotline.example"},
"source_identifier":"$mark.example","category":"content","type":"csam","url":"http://$mark.example/$mark/x",
"classification":"baseline","detection_method":"manual_review","description":"see http://$mark.example/$mark/x",
"evidence_source":"manual_analysis","evidence":[{"content_type":"text/plain","description":"$mark","payload":"eno="}]}
J
printf 'http://%s.example/%s/1\nhttp://%s.example/%s/2\nhttp://%s.example/%s/1\n' $mark $mark $mark $mark $mark $mark >list.txt
printf '%%%%%s%%%%\nhttp://%s\001/\n' $mark $mark >bad.txt
for f in r.json list.txt bad.txt; do
	"$BAILIWICK" intake --each --json --harm csam --offline --store "$S" $f >>all 2>&1
	"$BAILIWICK" intake --each --harm csam --offline --store "$S" $f >>all 2>&1
done
run 0 "$BAILIWICK" case list --json --offline --store "$S"
cat out err >>all
out_has '"harm":"content/csam"'
json .site_kind domain
id=$(jq -r .id out | head -1)
run 0 "$BAILIWICK" case show "$id" --json --offline --store "$S"
cat out err >>all
json .report_list[0].raw_bytes 0
json '.routing.digest | length' 32
json '.report_list[0].target' null
run 0 "$BAILIWICK" case show "$id" --offline --store "$S"
cat out err >>all
run 0 "$BAILIWICK" fsck --store "$S"
run 0 "$BAILIWICK" backup "$WORK/copy" --store "$S"
! grep -q "$mark" all || { fail "the address was printed"; grep -o ".\{60\}$mark" all | head -3 >&2; }
! grep -rqa "$mark" "$S" "$WORK/copy" || fail "the address is in the store"
# The spool is packed: unpack every frame and look again.
if command -v zstd >/dev/null; then
	for f in "$S"/spool/*.seg; do
		LC_ALL=C grep -obUaP '\x28\xb5\x2f\xfd' "$f" | cut -d: -f1 | while read -r at; do
			tail -c +$((at + 1)) "$f" | zstd -dcq 2>/dev/null
		done
	done >unpacked
	[ -s unpacked ] || fail "nothing could be unpacked"
	! grep -qa "$mark" unpacked || fail "the address is in the packed spool"
fi
