# SPDX-License-Identifier: Apache-2.0
# explain and options: what they refuse, their JSON, their width, and a name that plays tricks.
export BAILIWICK_DATA="$SOURCE_ROOT/tests/data/reference"
b="$BAILIWICK"
run 64 "$b" explain --offline
err_has "nothing to explain"
run 64 "$b" explain --offline --harm phising shop.example
err_has "no harm we know"
run 64 "$b" explain --offline --kinds screenshot,photo shop.example
err_has "'photo' is no kind of evidence"
run 64 "$b" explain --offline --names 0 shop.example
run 65 "$b" explain --offline 'http://a..b/'

run 0 "$b" explain --offline --at "$NOW" --harm phishing --json https://shop.example/a
json '.site, .site_kind, .harm, .verdict.value' 'shop.example
domain
content/phishing
unknown'
json '[.ladder[0] | .action, .role, .effect_unit, .scope, .stops, .collateral.class, .remit.ok] | map(tostring) | join(" ")' \
	'remove-content hosting url everyone fully none true'
json '[.ladder[], .ruled_out[]] | all(.reason != "" and .remit.clause != "" and (.effect_unit | length) > 0)' true
json '.decision.statement | to_entries | all(.value != "" and .value != null)' true
# what nobody counted is null, not zero
json '[.ladder[] | select(.action == "client-hold") | .collateral.counts["other-hosts"]] | tostring' '[null]'

# a line each, and one bad line loses that line alone
printf 'http://a.example/x\nhttp://a..b/\nhttp://b.example/x\n' >"$WORK/in"
"$b" explain --offline --at "$NOW" --json - <"$WORK/in" >"$WORK/out" 2>"$WORK/err" || fail "one bad line ended the rest"
json '.site' 'a.example
b.example'

# no control character reaches the terminal, and no line is longer than asked
COLUMNS=60 run 0 "$b" explain --offline --at "$NOW" --brand "$(printf 'x\033[2J')" "$(printf 'http://shop.example/%%1b\342\200\256x')"
grep -q "$(printf '\033')" "$WORK/out" && fail "a control character was printed"
COLUMNS=80 run 0 "$b" explain --offline --at "$NOW" --harm phishing https://shop.example/a
long=$(awk 'length($0) > 82' "$WORK/out" | head -3)
[ -z "$long" ] || fail "longer than 80 columns: $long"

# the table of steps, and the ladder alone
run 0 "$b" options
out_has "client-hold"
run 0 "$b" options --json
[ "$(wc -l <"$WORK/out")" -ge 40 ] || fail "fewer than 40 steps"
run 0 "$b" options --offline --at "$NOW" --harm phishing https://evil.platform.example/x
out_has "shared-name"
head -1 "$WORK/out" | grep -q 'remove-page' || fail "the platform's own step is not first"
# nothing but the hotline and the police for child sexual abuse material, and no address anywhere
run 0 "$b" explain --offline --at "$NOW" --harm csam http://shop.example/secret-page
out_lacks "secret-page"
run 0 "$b" explain --offline --at "$NOW" --harm csam --json http://shop.example/secret-page
out_lacks "secret-page"
json '[.ladder[].role] | unique | join(" ")' 'hotline law-enforcement'
