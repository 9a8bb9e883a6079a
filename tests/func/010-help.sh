# SPDX-License-Identifier: Apache-2.0
# Help, man pages and completion come from the tables, for every command, and are well formed.
run 0 "$BAILIWICK"
out_has 'explain'
commands=$(sed -n 's/^  \([a-z][a-z-]*\)  *.*/\1/p' "$WORK/out" | grep -vx bailiwick)
[ "$(echo "$commands" | wc -l)" -ge 2 ] || fail "fewer than two commands listed"
for c in $commands; do
	run 0 "$BAILIWICK" help "$c"
	out_has "bailiwick $c"
	run 0 "$BAILIWICK" "$c" --help
	"$BAILIWICK" help --man "$c" >"$WORK/$c.1"
	if command -v man >/dev/null; then
		MANWIDTH=80 man --warnings -l "$WORK/$c.1" >"$WORK/page" 2>"$WORK/err" || fail "man page of $c"
		[ ! -s "$WORK/err" ] || { fail "man page of $c has warnings"; head -n 3 "$WORK/err" >&2; }
	fi
done
for s in bash zsh fish; do run 0 "$BAILIWICK" help --completion $s; done
"$BAILIWICK" help --completion bash | bash -n || fail "bash completion does not parse"
run 64 "$BAILIWICK" versoin x
err_has "did you mean 'version'"
run 64 "$BAILIWICK" version --jsn
err_has "did you mean '--json'"
run 64 "$BAILIWICK" version -x
run 64 "$BAILIWICK" version --at yesterday
