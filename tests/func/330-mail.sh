# SPDX-License-Identifier: Apache-2.0
# Messages from a mail server's pipe and from a Maildir: durable before they are marked, one bomb costs one message.
S="$WORK/store"
bwrun() { w=$1; shift; run "$w" "$BAILIWICK" "$@" --offline --store "$S" --at "$NOW"; }
letter() { # NUMBER HOST
	printf 'From: Somebody <someone%s@reporter.example>\r\nTo: abuse@desk.example\r\nSubject: phishing at %s\r\nMessage-ID: <%s@reporter.example>\r\n' "$1" "$2" "$1"
	printf 'Date: Sat, 21 Nov 2026 10:00:00 +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHello,\r\n\r\nthis page is a phishing site, please take it down:\r\nhxxp://%s/login.php\r\n' "$2"
}

# A pipe: taken in, folded the second time, refused for good with 65, and 75 where it could not be made durable.
letter 1 one.example >1.eml
"$BAILIWICK" intake --json --each --offline --store "$S" --at "$NOW" - <1.eml >out 2>err || fail "a message on a pipe: $?"
json .accepted 1; json '.reports[0].targets[0]' http://one.example/login.php; json '.reports[0].harm' content/phishing
"$BAILIWICK" intake --json --each --offline --store "$S" --at "$NOW" - <1.eml >out 2>err || fail "the same again: $?"
json .accepted 0; json .folded 1
printf 'From: a@reporter.example\r\nSubject: hello\r\n\r\nno complaint at all\r\n' |
	"$BAILIWICK" intake --json --offline --store "$S" --at "$NOW" - >out 2>err
[ $? -eq 65 ] || fail "a message that names nothing must be refused with 65"
: >file
for form in "" "--format mail"; do
	# shellcheck disable=SC2086 # words on purpose
	"$BAILIWICK" intake $form --offline --store "$WORK/file/store" --at "$NOW" - <1.eml >out 2>err
	got=$?
	[ "$got" -eq 75 ] || fail "not durable must be 75, not $got ($form)"
done
run 73 "$BAILIWICK" intake --offline --store "$WORK/file/store" --at "$NOW" 1.eml

# A Maildir: 300 letters, so that they are marked in more than one portion; a bomb, a link, an empty one among them.
M="$WORK/Maildir"; mkdir -p "$M/new" "$M/cur" "$M/tmp"
i=2; while [ $i -le 301 ]; do letter $i "h$i.example" >"$M/new/$i.eml"; i=$((i + 1)); done
{
	printf 'From: a@reporter.example\r\nSubject: bomb\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b0\r\n\r\n'
	i=0; while [ $i -lt 3000 ]; do printf -- '--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n' $i $((i + 1)); i=$((i + 1)); done
} >"$M/new/150-bomb"
ln -s /etc/passwd "$M/new/151-link"
: >"$M/new/152-empty"
letter 2 h2.example >"$M/cur/again:2,FS"
letter 900 flagged.example >"$M/cur/900:2,F"
mv "$M/new/3.eml" "$M/cur/3:2,"
bwrun 0 intake --json "$M"
json .accepted 301; json .folded 0; json .refused 3; json '[.errors[].file | split("/") | last] | sort' '["150-bomb","151-link","152-empty"]'
[ -z "$(ls "$M/new" | grep eml)" ] || fail "letters were not marked: $(ls "$M/new" | head -3)"
[ -e "$M/cur/900:2,FS" ] || fail "flags are lost: $(ls "$M/cur" | grep ^900)"
[ -e "$M/cur/3:2,S" ] || fail "3 is not marked"
bwrun 0 intake --json "$M"
json .accepted 0; json .folded 0; json .refused 0
bwrun 0 fsck --json
json '[.invariants[] | select(.ok | not)] | length' 0

# Not durable: nothing is marked.
letter 1000 late.example >"$M/new/1000.eml"
run 73 "$BAILIWICK" intake --offline --store "$WORK/file/store" --at "$NOW" --format maildir "$M"
[ -e "$M/new/1000.eml" ] || fail "marked although nothing was durable"
bwrun 0 intake --json --format maildir "$M"
json .accepted 1
