# SPDX-License-Identifier: Apache-2.0
# Every command in README and the documents is run: the lines that begin with "$ " in ```console blocks.
# Exit status 0 is expected, or N where the line ends in "# exit N".
cp -r "$SOURCE_ROOT/README.md" "$SOURCE_ROOT/docs" "$SOURCE_ROOT/sample" . || exit 99
mkdir -p bin && ln -s "$BAILIWICK" bin/bailiwick
PATH=$PWD/bin:$PATH; export PATH
seen=0
for page in README.md docs/*.md docs/*/*.md; do
	[ -f "$page" ] || continue
	awk '/^```console/ { on = 1; next } /^```/ { on = 0 } on && /^\$ / { print substr($0, 3) }' "$page" >commands
	while IFS= read -r line; do
		case $line in ./run*|./test*|make*|sudo*) continue ;; esac
		want=$(printf '%s' "$line" | sed -n 's/.*# exit \([0-9]*\)$/\1/p')
		seen=$((seen + 1))
		sh -c "$line" >out 2>err </dev/null
		got=$?
		[ $got -eq "${want:-0}" ] || { fail "$page: exit $got, expected ${want:-0}: $line"; head -n 5 err >&2; }
	done <commands
done
[ $seen -ge 5 ] || fail "only $seen commands found in README and docs"
