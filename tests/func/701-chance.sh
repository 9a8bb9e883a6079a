# SPDX-License-Identifier: Apache-2.0
# Weeks of chance: the same seed gives the same bytes, and every invariant holds after every step.
export HOME="$WORK"
unset BAILIWICK_DATA
run 0 "$BAILIWICK" simulate run --seed 7 --days 6 --cases 8
cp "$WORK/out" "$WORK/first"
[ "$(wc -l <"$WORK/first")" -gt 20 ] || fail "hardly anything happened"
run 0 "$BAILIWICK" simulate run --seed 7 --days 6 --cases 8
cmp "$WORK/first" "$WORK/out" || fail "the same seed gave other bytes"
run 0 "$BAILIWICK" simulate run --seed 8 --days 6 --cases 8
! cmp -s "$WORK/first" "$WORK/out" || fail "another seed gave the same bytes"

run 0 "$BAILIWICK" simulate run --seed 1 --seeds 3 --days 12 --cases 16 --json
[ "$(jq -s 'map(select(.ok)) | length' "$WORK/out")" = 3 ] || fail "invariants broke: $(cat "$WORK/out")"
# What is to be played was played.
[ "$(jq -s 'map(.decisions) | add' "$WORK/out")" -gt 50 ] || fail "too few decisions"
[ "$(jq -s 'map(.reversals) | add' "$WORK/out")" -gt 2 ] || fail "too few reversals"
[ "$(jq -s 'map(.grouped) | add' "$WORK/out")" -gt 5 ] || fail "too few messages of several letters"
[ "$(jq -s 'map(.injected) | add' "$WORK/out")" -gt 5 ] || fail "too few faults"
# A courier that died between handing a letter over and saying so: who acted on it is asked to undo all the same.
run 0 "$BAILIWICK" simulate run --seed 106 --days 24 --cases 4 --quiet
# Hundreds of small worlds; fewer where the sanitizers make each eight times as slow.
worlds=200
grep -q __asan_init "$BAILIWICK" && worlds=12
run 0 "$BAILIWICK" simulate run --seed 1000 --seeds $worlds --days 10 --cases 4 --quiet
[ "$(grep -c ' 0 broken' "$WORK/out")" = $worlds ] || fail "of $worlds worlds some broke: $(grep -v ' 0 broken' "$WORK/out" | head -3)"
run 64 "$BAILIWICK" simulate run --days 100000
