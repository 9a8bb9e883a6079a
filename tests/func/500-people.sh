# SPDX-License-Identifier: Apache-2.0
# Accounts: a command in somebody's name is refused as for them; secrets are shown once and kept as hashes.
u() { w=$1; shift; run "$w" "$BAILIWICK" user "$@" --store s --at "$NOW"; }
u 0 add root --roles admin
u 0 add anna --roles analyst,reviewer --person root
u 77 add eve --roles admin --person anna
err_has "person.manage"
u 65 add anna --roles analyst
u 64 add bob --roles boss
err_has "'boss' is no role"
u 65 add 'bob smith' --roles analyst
u 77 role root analyst --person root
u 65 disable root
err_has "no admin would be left"
printf 'short\n' >short
u 65 password anna <short
printf 'correct horse battery staple\n' >long
u 0 password anna --person anna <long
u 77 password root --person anna <long
! grep -rqF 'correct horse' s || fail "a password is in the store"
u 0 token anna --scopes case.read --person anna --json
token=$(jq -r .token out)
json '.token | length' 35
! grep -rqF "${token#bw_}" s || fail "a token is in the store"
u 65 token anna --scopes rule.manage
err_has "what its person may not do"
u 77 token anna --person root
u 65 token anna --expires 400
u 0 token anna --list --json
json '.scopes[0]' case.read
u 0 revoke anna t-0000001 --person anna
u 66 revoke anna t-0000001
u 0 factor anna --person anna
out_has "otpauth://totp/bailiwick:anna?secret="
u 0 add second --roles admin --person root
u 0 disable root --person second
u 77 list --person root
err_has "disabled"
u 77 deeds --person anna
u 0 deeds --person second --json
[ "$(grep -c '"what":"person.manage"' out)" -gt 3 ] || fail "changes of people are not recorded"
# What is done to cases is recorded with who asked, and refused where the role does not have it.
printf 'http://a.example/x\n' >list.txt
run 0 "$BAILIWICK" intake --offline --store s --at "$NOW" --harm phishing list.txt
u 0 add ute --roles auditor
run 77 "$BAILIWICK" case close c-1 --offline --store s --at "$NOW" --person ute
run 0 "$BAILIWICK" case close c-1 --offline --store s --at "$NOW" --person anna
u 0 deeds --json
[ "$(grep '"what":"case.change"' out | jq -rc '[.person, .object] | join(" ")')" = 'p-0000002 c-0000001' ] || fail "what was done to a case is not recorded once"
