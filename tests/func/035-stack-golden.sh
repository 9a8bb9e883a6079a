#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Input and facts to the stack as JSON, compared with a file.  BAILIWICK_GOLDEN=write replaces the files,
# to be reviewed like code.  Run twice: the same bytes.
export BAILIWICK_DATA="$SOURCE_ROOT/tests/data/reference"
for d in "$SOURCE_ROOT"/tests/golden/stack/*/; do
	name=$(basename "$d")
	run 0 "$BAILIWICK" stack --json --at "$NOW" --facts "$d/facts.jsonl" -- "$(cat "$d/input")"
	cp "$WORK/out" "$WORK/first"
	run 0 "$BAILIWICK" stack --json --at "$NOW" --facts "$d/facts.jsonl" -- "$(cat "$d/input")"
	cmp -s "$WORK/out" "$WORK/first" || fail "$name: two runs differ"
	# which reference files are old depends on the machine
	jq 'del(.old_data)' "$WORK/out" >"$WORK/$name.json" || fail "$name: the answer is no JSON"
	[ "${BAILIWICK_GOLDEN:-}" = write ] && cp "$WORK/$name.json" "$d/expected.json"
	diff -u "$d/expected.json" "$WORK/$name.json" >&2 || fail "$name: expected.json differs"
	run 0 "$BAILIWICK" stack --at "$NOW" --facts "$d/facts.jsonl" -- "$(cat "$d/input")"
	jq -r '.actors[].role' "$WORK/$name.json" | while read -r role; do
		grep -q "^$role" "$WORK/out" || fail "$name: the table lacks $role"
	done
done
# The hotline and the police stand there for the harm that concerns them, and for no other.
concerns() { jq -r '[.actors[]?.role, .remits[]?.role] | map(select(. == "hotline" or . == "law-enforcement")) | unique | @csv' "$WORK/out"; }
for what in "" "--harm phishing" "--harm csam"; do
	expect=
	[ "$what" = "--harm csam" ] && expect='"hotline","law-enforcement"'
	# shellcheck disable=SC2086 # words on purpose
	run 0 "$BAILIWICK" stack --json --offline --at "$NOW" shop.example $what
	[ "$(concerns)" = "$expect" ] || fail "stack $what: $(concerns)"
	# shellcheck disable=SC2086
	run 0 "$BAILIWICK" policy bind shop.example --json --offline --at "$NOW" $what
	[ "$(concerns)" = "$expect" ] || fail "policy bind $what: $(concerns)"
done
run 64 "$BAILIWICK" stack --harm nonsense shop.example
printf '{"fact":"dns"}\n' >bad
run 65 "$BAILIWICK" stack --facts bad example.com
err_has "'bad': line 1: no field 'subject'"
run 66 "$BAILIWICK" stack --facts missing example.com
run 64 "$BAILIWICK" stack
run 64 "$BAILIWICK" stack a.example b.example
