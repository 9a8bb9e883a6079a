# SPDX-License-Identifier: Apache-2.0
# The incidents told to their end: each is as its scenario says, and reads as it did when it was last reviewed.
# BAILIWICK_GOLDEN=write replaces the files, to be reviewed like code.
G=$SOURCE_ROOT/tests/golden/stories
export HOME="$WORK" COLUMNS=80
unset BAILIWICK_DATA

run 0 "$BAILIWICK" simulate stories --json
[ "$(jq -s length "$WORK/out")" = 12 ] || fail "there are not twelve stories"
[ "$(jq -s 'map(select(.ok != true or .steps < 1 or .letters < 1 or (.faults | length) > 0)) | length' "$WORK/out")" = 0 ] ||
	fail "a story is not ok: $(jq -c 'select(.ok != true)' "$WORK/out")"
cp "$WORK/out" "$WORK/first"
run 0 "$BAILIWICK" simulate stories --json
cmp -s "$WORK/first" "$WORK/out" || fail "told twice, the stories differ"

for f in "$SOURCE_ROOT"/data/scenarios/*.yaml; do
	name=$(basename "$f" .yaml)
	run 0 "$BAILIWICK" simulate stories "$name"
	if [ "${BAILIWICK_GOLDEN:-}" = write ]; then
		mkdir -p "$G"
		cp "$WORK/out" "$G/$name.txt"
	else
		diff -u "$G/$name.txt" "$WORK/out" >&2 || fail "$name.txt differs; run: bailiwick simulate stories $name"
	fi
done
# Of the content that nobody may keep nothing is told.
! grep -q 'hidden\|gallery' "$G/k-csam-url.txt" || fail "the story of the hotline names the page"

run 64 "$BAILIWICK" simulate stories nothing-like-it
run 64 "$BAILIWICK" simulate

# A story that ends otherwise than its scenario says is not ok, and the program says so.
mkdir -p "$WORK/data/scenarios"
sed 's/state: verified/state: closed/; s/not_asked: \[/not_asked: [hosting, /' \
	"$SOURCE_ROOT/data/scenarios/f-compromised-shop.yaml" >"$WORK/data/scenarios/f-compromised-shop.yaml"
BAILIWICK_DATA=$WORK/data run 1 env BAILIWICK_DATA="$WORK/data" "$BAILIWICK" simulate stories --json f
json '.ok' false
json '.faults | length' 2
printf 'title: "no"\nstarts: never\n' >"$WORK/data/scenarios/f-compromised-shop.yaml"
run 65 env BAILIWICK_DATA="$WORK/data" "$BAILIWICK" simulate stories f
