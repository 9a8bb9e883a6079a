# SPDX-License-Identifier: Apache-2.0
# Twelve incidents of the field, from their facts to the ladder and its reasons: what is said is compared
# with a file.  BAILIWICK_GOLDEN=write replaces the files, to be reviewed like code.
G=$SOURCE_ROOT/tests/golden/incidents
export BAILIWICK_DATA="$SOURCE_ROOT/tests/data/reference" COLUMNS=80
row='{action, role, actor, effect_unit, effect_on, scope, stops, collateral, remit: .remit.ok, expires, held_back, rule, needs_second_person, needs_holder_reached, reason}'
for d in "$G"/*/; do
	name=$(basename "$d")
	set --
	while IFS= read -r word; do set -- "$@" "$word"; done <"$d/input"
	run 0 "$BAILIWICK" explain --at "$NOW" --facts "$d/facts.jsonl" "$@"
	# what binds whom is compared by the tests of the packs
	sed '/^Rules that bind them$/,/^$/d' "$WORK/out" >"$WORK/$name.txt"
	run 0 "$BAILIWICK" explain --json --at "$NOW" --facts "$d/facts.jsonl" "$@"
	jq "{site, site_kind, harm, verdict: {value: .verdict.value, confidence: .verdict.confidence, rules: [.verdict.reasons[].rule]},
	     ladder: [.ladder[] | $row], ruled_out: [.ruled_out[] | $row], flags,
	     decision: (.decision | {kind, why, proposal: (.proposal | if . then .action + \" by \" + .role else null end),
	     next: (.next | if . then .action + \" by \" + .role else null end), preconditions, plain: .statement.plain})}" \
		"$WORK/out" >"$WORK/$name.json" || fail "$name: the answer is no JSON"
	for form in json txt; do
		if [ "${BAILIWICK_GOLDEN:-}" = write ]; then
			cp "$WORK/$name.$form" "$d/expected.$form"
		else
			diff -u "$d/expected.$form" "$WORK/$name.$form" >&2 ||
				fail "$name: expected.$form differs; run it with: bailiwick explain $*"
		fi
	done
done
