# SPDX-License-Identifier: Apache-2.0
# policy show, check, diff and bind, as people and programs use them.
run 0 "$BAILIWICK" policy show
out_has 'icann-raa'
out_has '(disabled)'
run 0 "$BAILIWICK" policy show --json --at 2026-09-01T00:00:00Z
json 'select(.id == "nis2-nl") | [.kind, .in_force]' '["law",true]'
json 'select(.id == "nis2-at") | .in_force' 'false'
json 'select(.id == "nis2-fr") | .kind' 'untransposed'
run 0 "$BAILIWICK" policy show icann-raa --json
json '.duties[] | select(.clause == "RAA 3.18.3" and .verb == "review") | [.clock.n, .clock.unit, .event, .confidence]' '[24,"h","authority-report","high"]'
run 0 "$BAILIWICK" policy show us-dmca-512
out_has 'not before 10 and not after 14 business days from receipt of the counter-notice'
run 66 "$BAILIWICK" policy show nothing
err_has "there is no pack 'nothing'"

# check: good, and every fault by line
cat >own.yaml <<'Y'
id: own
title: Our terms
version: "1"
status: in-force
kind: terms
checked_on: 2026-11-01
source: our own
confidence: high
legal_basis: terms
jurisdiction: {rule: contract, actors: ["dir:example"]}
bound_roles: hosting
harms: any
trigger: {event: receipt, evidence_min: none, standard: none}
duties:
  - {verb: reply, words: confirm, clause: terms 1, clock: {n: 1, unit: bd}, confidence: high}
Y
run 0 "$BAILIWICK" policy check own.yaml
out_has 'own.yaml: good'
sed 's/hosting/hoster/; s/reply/answer/; s/unit: bd/unit: week/' own.yaml >bad.yaml
run 65 "$BAILIWICK" policy check own.yaml bad.yaml
out_has "bad.yaml: line 11: unknown role 'hoster' (did you mean 'hosting'?)"
out_has "bad.yaml: line 15: unknown verb 'answer'"
out_has "bad.yaml: line 15: unknown unit 'week'"
run 65 "$BAILIWICK" policy check --json bad.yaml
json '[.ok, (.faults | length)]' '[false,3]'
run 66 "$BAILIWICK" policy check absent.yaml
echo 'extends: nowhere' | cat own.yaml - >orphan.yaml
run 65 "$BAILIWICK" policy check orphan.yaml
out_has "extends 'nowhere', which is no pack"

# a pack of one's own is laid over ours
mkdir -p data/packs && cp own.yaml data/packs/
run 0 "$BAILIWICK" policy show own --json --data data
json '.id' 'own'

# diff: two packs, two countries
run 0 "$BAILIWICK" policy diff nis2-de nis2-it --json
json '[.duties[] | select(.left.clause == "BSIG s.49(1)-(2)") | .right.clause]' '["D.Lgs. 138/2024 art. 29 (data)"]'
json '[.fields[].field] | index("title") != null' 'true'
run 0 "$BAILIWICK" policy diff US DE
out_has '17 USC 512(c)(1)(C)'
run 0 "$BAILIWICK" policy diff nis2-de nis2-de
out_lacks 'nothing like it'
run 66 "$BAILIWICK" policy diff nis2-de XX
err_has "'XX' is neither a pack nor a country with packs"

# bind: remits, clocks over a week-end, conflicts, and what is doubtful
run 0 "$BAILIWICK" policy bind --offline --json --harm phishing --at 2026-11-20T18:00:00Z shop.example
json '.remits[] | select(.role == "registry") | [.ok, .whole_name_ok, .clause]' '[true,true,"RA Spec 6 4.2"]'
json '.duties[] | select(.pack == "icann-advisory-2024") | [.verb, .due, .soft]' '["notify","2026-11-24T23:59:59Z",true]'
run 0 "$BAILIWICK" policy bind --offline --json --harm copyright --at 2026-11-20T18:00:00Z shop.example
json '.remits[] | select(.role == "registry") | .ok' 'false'
run 0 "$BAILIWICK" policy bind --offline --harm phishing --all shop.example
out_has 'GDPR 33'
run 64 "$BAILIWICK" policy
run 64 "$BAILIWICK" policy bnid
run 64 "$BAILIWICK" policy bind --harm nonsense shop.example
