# SPDX-License-Identifier: Apache-2.0
# The second look at what a store proposes: nothing harmful by itself, and seen when it is there.
bwrun() { w=$1; shift; run "$w" "$BAILIWICK" "$@" --offline --store s --at "$NOW"; }
printf 'http://shop.example/a/b.php\nhttp://192.0.2.7/x\nhttp://other.example/\n' >list.txt
bwrun 0 intake --harm phishing list.txt
printf 'http://hidden.example/x\n' >csam.txt
bwrun 0 intake --harm csam csam.txt
bwrun 0 case harm --json
json '.proposals, .harmful, .by_class.address.proposals' '3
0
1'
json '.by_class | keys | join(" ")' 'address bare-suffix-or-platform other page-on-shared-service popular-name tenant'
json .examples '[]'
bwrun 0 fsck --json
json '.invariants[] | select(.name == "do-no-harm") | .ok, .detail' 'true
0 of 3 proposals would take more than what was reported'

command -v python3 >/dev/null 2>&1 || { echo "SKIPPED the rest: needs python3" >&2; return 0; }
# Somebody writes a harmful step into the store.
python3 - <<'P' || fail "cannot write to the store"
import sqlite3
db = sqlite3.connect("s/bailiwick.db")
db.execute("INSERT INTO word(text) VALUES('null-route-address') ON CONFLICT DO NOTHING")
word = db.execute("SELECT id FROM word WHERE text = 'null-route-address'").fetchone()[0]
db.execute("UPDATE cases SET action = ?, effect = NULL WHERE site = '192.0.2.7'", (word,))
db.commit()
P
bwrun 1 case harm --json
json '.harmful, .by_class.address.harmful, .examples[0].site, .examples[0].takes' '1
1
192.0.2.7
a whole address or network'
bwrun 1 case harm
out_has '1 of 3 proposals would take more than what was reported'
bwrun 1 fsck --json
json '.invariants[] | select(.name == "do-no-harm") | .ok, .detail' 'false
1 of 3 proposals would take more than what was reported'
# Looked at again it is gone; a closed case proposes nothing.
bwrun 0 case look c-2
bwrun 0 case harm
bwrun 0 case close c-2
bwrun 0 case harm --json
json .proposals 2
