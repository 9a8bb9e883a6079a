# SPDX-License-Identifier: Apache-2.0
# The script that a stranger could run says what it should.
run 0 "$SOURCE_ROOT/tools/ledger-demo" "$BAILIWICK"
out_has 'seen before are the beginning of these'
out_has 'one bit of log/checkpoint is changed'
out_has 'the published checkpoint is not the one in the database'
out_has 'was altered: entry 0 in it is another than the one that was logged'
out_has "its hash 0 is not that of entry 0"
out_has "the block's checksum is wrong"
out_has 'event 1 of case c-0000001 in the store was altered: entry 1 of the log says otherwise'
out_has 'the entry is not number 0 of the log'
[ "$(grep -c 'it does NOT hold' out)" = 6 ] || fail 'not every change was caught'
[ "$(tail -n 1 out)" = 'it holds' ] || fail 'the real one does not hold'
if [ -d /usr/share/gocode/src/golang.org/x/mod/sumdb ] && command -v go >/dev/null; then
	out_has 'is the beginning of this one'
	out_has 'bundle: entry 0 is in the log of'
fi
