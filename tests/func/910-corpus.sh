# SPDX-License-Identifier: Apache-2.0
# A bounded sample of a real corpus (BAILIWICK_CORPUS names its folder): nothing crashes, every row is counted, no harm is proposed.
if [ -z "${BAILIWICK_CORPUS:-}" ] || [ ! -d "$BAILIWICK_CORPUS/feeds" ]; then
	echo 'SKIPPED: BAILIWICK_CORPUS names no folder with feeds; see docs/corpus.md' >&2
	exit 77
fi
run 0 "$SOURCE_ROOT/tools/corpus" --bin "$BAILIWICK" --rows 1500 "$BAILIWICK_CORPUS" "$WORK/stores"
out_has '| all |'
for s in "$WORK"/stores/*/; do
	"$BAILIWICK" case list --json --offline --store "$s" >cases.json || fail "case list $s"
	[ -s cases.json ] || fail "no cases in $s"
	jq -r 'select(.proposal != null and (.proposal.soft | not))
		| select(.site_kind != "domain" and .site_kind != "tenant")
		| select(.proposal.effect_unit as $u | ["site","host","domain","zone","ip","prefix"] | index($u) != null) | .id' cases.json >bad.txt
	jq -r 'select(.proposal != null and (.proposal.soft | not))
		| select(.proposal.effect_unit as $u | ["domain","zone","ip","prefix"] | index($u) != null) | .id' cases.json >>bad.txt
	[ ! -s bad.txt ] || fail "$(wc -l <bad.txt) proposals in $s would take a whole name or address without any registration fact"
done
