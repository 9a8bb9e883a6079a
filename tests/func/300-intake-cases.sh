# SPDX-License-Identifier: Apache-2.0
# Reports in, cases out: counted once, folded, refused by name, split and merged and back again.
S="$WORK/store"
bw() { "$BAILIWICK" "$@" --offline --store "$S" --at "${AT:-$NOW}"; }
bwrun() { w=$1; shift; run "$w" "$BAILIWICK" "$@" --offline --store "$S" --at "${AT:-$NOW}"; }

run 66 "$BAILIWICK" case list --store "$S"
err_has 'there is no store'
printf 'http://shop.example/a\nhttp://shop.example/b\nhxxp://other[.]example/\nhttp://third.example/x\n%%%%%%\n' >list.txt
bwrun 0 intake --json --harm phishing list.txt
json .accepted 4; json .folded 0; json .refused 1; json .cases 3
json '.errors[0].line' 5; json '.errors[0].file' list.txt
bwrun 0 intake --json --harm phishing list.txt
json .accepted 0; json .folded 4; json .cases 3
# The same lines from a pipe, and each told of.
bw intake --json --each --harm phishing - <list.txt >out 2>err || fail "intake from a pipe"
json '.reports | length' 4; json '.reports[0].id' r-0000001; json '.reports[0].case' c-0000001; json '.reports[0].folded' true
bwrun 65 intake --json --harm phishing /dev/null --format json
bwrun 66 intake --json --harm phishing no-such-file list.txt
json .folded 4
err_has 'no-such-file'
bwrun 64 intake
bwrun 64 intake --harm nonsense list.txt
run 69 "$BAILIWICK" intake --store postgresql://db.example/x list.txt

bwrun 0 case list --json
[ "$(wc -l <out)" -eq 3 ] || fail "not three cases"
bwrun 0 case list --json --limit 1
json .id c-0000003
bwrun 0 case list --json --limit 1 --after c-0000003
json .id c-0000002
bwrun 0 case list --json --sort reports --limit 1
json .site shop.example; json .reports 2; json '.proposal == null or (.proposal.action | length > 0)' true; json '.ladder | type' array
bwrun 0 case list --json --site sho
json .site shop.example
bwrun 0 case list --state closed
bwrun 64 case list --state nonsense
bwrun 0 case list --sort site --state open
bwrun 0 case list --sort site --state open --json --limit 1
json .state open
bwrun 0 case list
out_has shop.example
bwrun 66 case show c-0000099
for what in "case close" "case undo" "case erase --why x" "act letters"; do bwrun 66 $what c-0000099; err_has "there is no case c-0000099"; done
bwrun 64 case show nonsense

# Split, merge, close, and back: afterwards everything is as before.
bw case list --json >before.json
bwrun 0 case show --json c-0000001
json '.report_list | length' 2; json '.timeline[0].kind' opened
bwrun 64 case split c-0000001 r-0000001 r-0000002
bwrun 0 case split c-0000001 r-0000002 --json
bwrun 0 fsck --json
json '[.invariants[] | select(.ok | not)] | length' 0
bwrun 65 case undo c-0000004
bwrun 0 case undo c-0000001
bwrun 0 case merge c-0000001 c-0000002 c-0000003
bwrun 0 case list --json
[ "$(wc -l <out)" -eq 1 ] || fail "merged cases are still listed"
json .reports 4
# A report on a merged site joins the case that took it in, and goes home when that is undone.
printf 'http://third.example/late\n' >late.txt
bwrun 0 intake --json --each --harm phishing late.txt
json '.reports[0].case' c-0000001
bwrun 65 case close c-0000003
bwrun 0 fsck
bwrun 0 case undo c-0000001
bwrun 0 case show --json c-0000003
json .reports 2
bwrun 65 case undo c-0000001
bwrun 0 fsck
bw case list --json | jq -c 'select(.id != "c-0000003")' >after.json
jq -c 'select(.id != "c-0000003")' before.json | cmp - after.json || fail "undo did not bring back what was"

# A report on a closed case opens it again.
bwrun 0 case close c-0000002 --reason 'nothing there any more'
bwrun 0 case list --json --state closed
json .id c-0000002
printf 'http://other.example/again\n' >again.txt
AT=2026-11-22T12:00:00Z bwrun 0 intake --json --harm phishing again.txt
json .recurrences 1
bwrun 0 case show --json c-0000002
json .state open; json .recurrences 1; json '[.timeline[].kind] | join(" ")' 'opened merged-into undone closed recurred'
json .last_seen 2026-11-22T12:00:00Z

# Accepted now, worked by whoever comes next.
printf 'http://deferred.example/\n' >later.txt
bwrun 0 intake --json --defer --harm malware later.txt
json .accepted 1
bwrun 0 case list --json --harm malware
json .site deferred.example

# A copy while in use; a copy that is damaged is not restored; nothing is overwritten.
bwrun 0 backup "$WORK/copy"
bwrun 73 backup "$WORK/copy"
run 0 "$BAILIWICK" fsck --store "$WORK/copy"
run 73 "$BAILIWICK" restore --store "$S" "$WORK/copy"
run 0 "$BAILIWICK" restore --store "$WORK/restored" "$WORK/copy"
bw case list --json >one
"$BAILIWICK" case list --json --offline --store "$WORK/restored" --at "$NOW" >two
cmp one two || fail "the restored store lists other cases"
printf 'x' | dd of="$WORK/copy/spool/00000001.seg" bs=1 seek=200 conv=notrunc 2>/dev/null
run 1 "$BAILIWICK" fsck --store "$WORK/copy"
run 74 "$BAILIWICK" restore --store "$WORK/again" "$WORK/copy"
[ ! -e "$WORK/again/secret" ] || fail "a damaged backup was restored"
