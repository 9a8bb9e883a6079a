# SPDX-License-Identifier: Apache-2.0
# An agreement: signed reports count, what is outside it is held until a person says, and nothing is taken on a name alone.
bw() { w=$1; shift; run "$w" "$BAILIWICK" "$@" --store s --offline --at "${AT:-$NOW}"; }
line() { sed -n "${1}p" out | jq -rc "$2"; }
same() { [ "$1" = "$2" ] || fail "'$1', expected '$2'"; }
openssl genpkey -algorithm ed25519 -out key.pem 2>/dev/null || { echo "no openssl"; exit 77; }
openssl pkey -in key.pem -pubout -out public.pem
openssl genpkey -algorithm ed25519 -out other.pem
sign() { openssl pkeyutl -sign -rawin -in "$1" -inkey "${2:-key.pem}" -out "$1.sig"; }

bw 0 notifier add shield --harms phishing,malware --tlds example,test --contact desk@shield.example --quota 3
bw 65 notifier add shield
bw 65 notifier add x --harms nonsense
err_has "'nonsense' is no class of harm"
bw 0 notifier key shield public.pem
bw 65 notifier key shield public.pem
printf 'http://a.example/login\nhttp://b.test/login\n' >list.txt
sign list.txt
bw 0 intake --json --harm phishing --signature list.txt.sig list.txt
json '[.accepted, .held]' '[2,0]'
bw 0 notifier show shield --json
json '.last_30_days.accepted' 2
# The same again folds, and uses none of the quota.
bw 0 intake --json --harm phishing --signature list.txt.sig list.txt
json '[.accepted, .folded]' '[0,2]'
# Another key, another byte: nothing is taken in.
sign list.txt other.pem
bw 77 intake --json --harm phishing --signature list.txt.sig list.txt
err_has "of no key of a notifier"
sign list.txt; printf 'http://c.example/x\n' >>list.txt
bw 77 intake --harm phishing --signature list.txt.sig list.txt
bw 0 case list --json
same "$(wc -l <out)" 2
# Outside the agreement: held, listed, released or refused by a person.
cat >mixed.csv <<'C'
indicator,harm,timestamp
http://d.example/login,phishing,2026-11-21T10:00:00Z
http://shop.invalid-tld.org/login,phishing,2026-11-21T10:00:00Z
http://e.example/film,copyright,2026-11-21T10:00:00Z
http://f.example/old,phishing,2025-01-01T10:00:00Z
http://g.example/four,phishing,2026-11-21T10:00:00Z
C
sign mixed.csv
bw 0 intake --json --signature mixed.csv.sig mixed.csv
json '[.accepted, .held, .refused]' '[1,4,0]'
bw 0 notifier held --json
same "$(jq -r .why out | tr '\n' ' ')" 'out-of-scope-tld out-of-scope-harm back-dated over-quota '
bw 0 intake --json --signature mixed.csv.sig mixed.csv
bw 0 notifier held --json
same "$(wc -l <out)" 4
bw 0 notifier release q-0000004
bw 65 notifier release q-0000004
bw 64 notifier refuse q-0000001
bw 0 notifier refuse q-0000001 --reason 'not a name of ours' --desk-name 'Example Desk' --desk-mail abuse@desk.example
bw 65 notifier refuse q-0000001 --reason again
letters() { sqlite3 s/*.db "SELECT $1 FROM letter WHERE kind = 10 ORDER BY id"; }
same "$(letters "contact || ' ' || subject")" 'desk@shield.example A report under your agreement was not taken in (q-0000001)'
letters body | grep -q '> not a name of ours' || fail 'the notifier is not told why'
bw 0 notifier report shield --send
sqlite3 s/*.db "UPDATE contact SET lang = 'de' WHERE actor = 'shield'"
AT=2026-11-22T12:00:00Z bw 0 notifier report shield --send --desk-name 'Example Desk'
same "$(letters "lang || ' ' || subject" | sed 1d)" 'en Your reports: how they fared (2026-11-21)
de Ihre Meldungen: was daraus wurde (2026-11-22)'
letters body | grep -q '> Reports of the last 30 days' || fail 'the letter has no figures'
# a sweep sees what time has changed
sqlite3 s/*.db "UPDATE notifier SET state = 1, review_at = 1 WHERE name = 'shield'"
bw 0 due sweep --json
json .notifiers_changed 1
bw 0 due sweep --json
json .notifiers_changed 0
sqlite3 s/*.db "UPDATE notifier SET review_at = 1800000000 WHERE name = 'shield'"
bw 0 fsck
bw 0 notifier held --json
same "$(wc -l <out)" 2
bw 0 case list --json
same "$(jq -r .site out | grep -c 'g.example')" 1
# Suspended by a person: everything waits.
bw 66 notifier suspend nobody --reason x
bw 65 notifier suspend shield
bw 0 notifier suspend shield --reason 'the review is due'
printf 'http://h.example/login\n' >one.txt; sign one.txt
AT=2026-11-22T12:00:00Z bw 0 intake --json --harm phishing --signature one.txt.sig one.txt
json '[.accepted, .held]' '[0,1]'
bw 0 notifier suspend shield --lift --reason 'looked at'
bw 0 notifier show shield --json
json .state probation
# Nobody else's name or word makes a report theirs.
printf 'http://i.example/login\n' >plain.txt
bw 0 intake --json --harm phishing --reporter desk@shield.example plain.txt
bw 0 notifier show shield --json
json '[.last_30_days.accepted, .last_30_days.held]' '[3,4]'
bw 0 notifier key shield public.pem --revoke
AT=2026-11-23T12:00:00Z bw 77 intake --harm phishing --signature one.txt.sig one.txt
# A person files under their own agreement alone.
bw 0 notifier add other
bw 65 notifier key other other.pem
openssl pkey -in other.pem -pubout -out other.pub
bw 0 notifier key other other.pub
bw 0 user add tess --roles notifier --notifier shield
sign one.txt other.pem
bw 77 intake --harm phishing --signature one.txt.sig one.txt --person tess
err_has "one's own agreement"
bw 77 notifier report other --person tess
bw 0 notifier report shield --person tess
out_has "Precision: with 95 % probability at least 5 %"
bw 0 notifier accuracy --json
same "$(line 1 .shown)" false
bw 0 fsck
