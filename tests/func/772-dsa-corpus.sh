# SPDX-License-Identifier: Apache-2.0
# Statements of reasons: ours pass the check of anybody's, faults are named; and with the real reference (BAILIWICK_CORPUS)
# every member and word of the DSA transparency database is known here, and none more.
B=$BAILIWICK
check() { w=$1; shift; run "$w" "$B" measure statements --check "$@"; }
cat >one.json <<'J'
{"puid":"a-1","decision_visibility":["DECISION_VISIBILITY_CONTENT_REMOVED"],"decision_ground":"DECISION_GROUND_ILLEGAL_CONTENT",
"illegal_content_legal_ground":"a law","illegal_content_explanation":"it falls under it","content_type":["CONTENT_TYPE_TEXT"],
"category":"STATEMENT_CATEGORY_SCAMS_AND_FRAUD","category_specification":["KEYWORD_PHISHING"],"territorial_scope":["DE","GR"],
"content_language":"DE","content_date":"2026-11-01","application_date":"2026-11-02","decision_facts":"what happened",
"source_type":"SOURCE_ARTICLE_16","automated_detection":"No","automated_decision":"AUTOMATED_DECISION_NOT_AUTOMATED"}
J
check 0 one.json
err_has '1 statements, 0 that the database would refuse'
jq -c '[., .]' one.json >two.json; check 0 two.json
jq -c '{statements: [., .]}' one.json >bulk.json; check 0 bulk.json; err_has '2 statements'
jq -c . one.json one.json one.json >lines; check 0 lines; err_has '3 statements'
refused() { # JQ SENTENCE
	jq -c "$1" one.json >bad.json
	check 1 bad.json
	out_has "statement 1: $2"
}
refused 'del(.puid)' 'puid: is missing'
refused '.puid = "a b"' "puid: the database does not take 'a b'"
refused '.category = "STATEMENT_CATEGORY_PORNOGRAPHY"' 'category: the database does not take'
refused '.category_specification = ["PHISHING"]' "category_specification: the database does not take 'PHISHING'"
refused '.category_specification = "KEYWORD_PHISHING"' 'category_specification: the database does not take'
refused '.territorial_scope = ["EL"]' "territorial_scope: the database does not take 'EL'"
refused '.content_date = "1999-12-31"' 'content_date: the database does not take'
refused '.application_date = "2019-12-31"' 'application_date: the database does not take'
refused '.content_language = "de"' 'content_language: the database does not take'
refused '.content_type = ["CONTENT_TYPE_OTHER"]' 'content_type_other: is missing, which CONTENT_TYPE_OTHER wants'
refused '.decision_visibility = ["DECISION_VISIBILITY_OTHER"]' 'decision_visibility_other: is missing'
refused 'del(.illegal_content_explanation)' 'illegal_content_explanation: is missing'
refused '.decision_ground = "DECISION_GROUND_INCOMPATIBLE_CONTENT"' 'incompatible_content_ground: is missing'
refused '.decision_visibility = []' 'none of the four kinds of restriction is said'
refused '.illegal_content_explanation = ("x" * 2001)' 'illegal_content_explanation: the database does not take'
refused '.colour = "red"' "'colour' is no member of a statement"
refused '.decision_facts = 7' 'decision_facts: holds '
check 65 "$SOURCE_ROOT/README.md"
check 66 no-such-file

R=${BAILIWICK_CORPUS:-}/ref/dsa
if [ -z "${BAILIWICK_CORPUS:-}" ] || [ ! -f "$R/enumerations.json" ]; then
	[ "${FAILED:-0}" -eq 0 ] || return
	echo 'SKIPPED: BAILIWICK_CORPUS names no folder with ref/dsa; see docs/corpus.md' >&2
	exit 77
fi
sed -n 's/^DSA(\([a-z_]*\), "\([A-Z_]*\)", "\([A-Za-z0-9_]*\)")$/\2\3/p' "$SOURCE_ROOT/src/format/dsa.def" | sort -u >ours
jq -r '.enumerations[][] | if type == "object" then .value else . end' "$R/enumerations.json" | sort -u >theirs
diff ours theirs >&2 || fail 'the lists of words are not those of the reference'
[ "$(wc -l <ours)" -ge 118 ] || fail "only $(wc -l <ours) words"
check 0 "$R/example_statement.json"
# every word of the database, each in a statement of its own, and of the fixtures what is in force
jq -c --slurpfile one one.json '.enumerations | to_entries[] | .key as $k | .value[] | (if type == "object" then .value else . end) as $v
	| $one[0] | .[$k] = (if ($k | IN("decision_visibility", "content_type", "category_addition", "category_specification")) then [$v] else $v end)
	| . + {decision_visibility_other: "x", decision_monetary_other: "x", content_type_other: "x", incompatible_content_ground: "x", incompatible_content_explanation: "x"}' \
	"$R/enumerations.json" >each
check 0 each
err_has "$(wc -l <each) statements, 0 that"
# the reference speaks of no member that is not known here
grep -oE '\((([a-z_]+)(, )?)+\)' "$R/additional-explanation-for-statement-attributes.md" | tr -d '()' | tr ',' '\n' | tr -d ' ' | grep _ | sort -u >named
sed -n 's/^DSA_FIELD("\([a-z_]*\)".*/\1/p' "$SOURCE_ROOT/src/format/dsa.def" | sort -u >members
[ -z "$(comm -23 named members)" ] || fail "members that are not known: $(comm -23 named members | tr '\n' ' ')"
[ "$(comm -12 named members | wc -l)" -ge 30 ] || fail 'the reference names too few members'
jq -r 'keys[]' "$R/example_statement.json" | sort -u >example
[ -z "$(comm -23 example members)" ] || fail "members of the example that are not known: $(comm -23 example members)"
comm -23 members named | comm -23 - example >more
[ "$(grep -vxE 'uuid|created_at|self|puid|account_type|content_id' more)" = '' ] || fail "members that the reference does not have: $(cat more)"
