# SPDX-License-Identifier: Apache-2.0
# Reference data from a folder: found by name, checked, swapped in whole; broken and shrunk files are refused.
export XDG_CACHE_HOME="$WORK/cache"
from=$WORK/from; mkdir -p "$from/deep/er"
psl() { # psl RULES DATE: a list of our own in the publisher's form
	printf '// VERSION: %s_00-00-00_UTC\n// ===BEGIN ICANN DOMAINS===\nexample\n' "$2"
	awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++) printf "z%d.example\n", i }'
	printf '// ===END ICANN DOMAINS===\n// ===BEGIN PRIVATE DOMAINS===\n\n// P : https://p.example/\np.example\n'
	printf '// ===END PRIVATE DOMAINS===\n'
}
tlds() { printf '# Version 2026%s00\n' "$2"; awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++) printf "T%dX\n", i }'; }
# small address tables of the test's own, so that Debian's large one is not compiled again and again
mkdir "$WORK/tiny"
for t in asn geo-whois-asn-country; do
	for f in 4:192.0.2.0,192.0.2.255 6:2001:db8::,2001:db8::ffff; do
		last=NL; [ $t = asn ] && last=64500,Net
		echo "${f#?:},$last" >"$WORK/tiny/$t-ipv${f%%:*}.csv"
	done
done
home=$XDG_DATA_HOME/bailiwick/reference
mkdir -p "$home"; cp "$WORK"/tiny/* "$home"
psl 6000 2026-08-01 >"$from/deep/public_suffix_list.dat"
psl 10 2026-09-01 >"$from/deep/er/public_suffix_list.dat" # a test file of the same name
tlds 1200 0801 >"$from/tlds-alpha-by-domain.txt"
printf '192.0.2.0/24\n198.51.100.0/24\n203.0.113.0/25\n203.0.113.128/26\n203.0.113.192/26\n' >"$from/cloudflare-ipv4.txt"
echo 'not one of them' >"$from/readme.txt"

run 0 "$BAILIWICK" update --from "$from" --json
json '.new' 3
json '[.files[] | select(.name == "public_suffix_list.dat") | .state, .rows, .date]' '["new",6002,"2026-08-01T00:00:00Z"]'
[ -L "$home/current" ] || fail "there is no current set"
jq -e '.files | length == 3' "$home/current/manifest.json" >/dev/null || fail "manifest lacks files"
want=$(sha256sum <"$from/deep/public_suffix_list.dat" | cut -d' ' -f1)
got=$(jq -r '.files[] | select(.name == "public_suffix_list.dat") | .sha256' "$home/current/manifest.json")
[ "$want" = "$got" ] || fail "sha256 $got, expected $want"
run 0 "$BAILIWICK" version --data --json --at 2026-11-21
json '[.data[] | select(.name == "public_suffix_list.dat") | .rows, .age_days, .old]' '[6002,112,false]'
run 0 "$BAILIWICK" version --data --at 2028-11-21
err_has 'over a year old'
out_has 'Public Suffix List'

# again: nothing is new, and the set stays
was=$(readlink "$home/current")
run 0 "$BAILIWICK" update --from "$from" --json
json '[.new, .unchanged]' '[0,3]'
[ "$(readlink "$home/current")" = "$was" ] || fail "an unchanged set was replaced"

# older is kept, shrunk and broken are refused, and the others still come in
psl 7000 2026-07-01 >"$from/deep/public_suffix_list.dat"
tlds 1300 0901 >"$from/tlds-alpha-by-domain.txt"
run 0 "$BAILIWICK" update --from "$from" --json
json '[.files[] | select(.name | startswith("public") or startswith("tlds")) | .state] | sort' '["kept","new"]'
psl 2500 2026-10-01 >"$from/deep/public_suffix_list.dat"
run 65 "$BAILIWICK" update --from "$from"
err_has 'what was in use before stays in use'
out_has 'refused'
{ psl 6000 2026-10-01; echo 'a rule outside'; } >"$from/deep/public_suffix_list.dat"
run 65 "$BAILIWICK" update --from "$from"
out_has "outside both sections"
run 0 "$BAILIWICK" version --data --json
json '[.data[] | select(.name == "public_suffix_list.dat") | .rows]' '[6002]'
psl 2500 2026-10-01 >"$from/deep/public_suffix_list.dat"
run 0 "$BAILIWICK" update --from "$from" --force
run 0 "$BAILIWICK" version --data --json
json '[.data[] | select(.name == "public_suffix_list.dat") | .rows]' '[2502]'
# the set before stays for whoever reads it, older ones go
[ "$(find "$home" -maxdepth 1 -name 'set-*' | wc -l)" -eq 2 ] || fail "there are not two sets"

# compressed, with a date in its name; a bomb is refused
if command -v zstd >/dev/null; then
	rm -rf "$from"; mkdir "$from"
	awk 'BEGIN { for (i = 0; i < 120000; i++) printf "%d.%d.%d.0,%d.%d.%d.255,%d,Net %d\n", 1 + i / 65536, (i / 256) % 256, i % 256, 1 + i / 65536, (i / 256) % 256, i % 256, 64500 + i % 9, i % 9 }' |
		zstd -q >"$from/asn-ipv4-2026-06-17.csv.zst"
	run 0 "$BAILIWICK" update --from "$from" --json
	json '[.files[] | .name, .state, .date]' '["asn-ipv4.csv","new","2026-06-17T00:00:00Z"]'
	head -c 40000000 /dev/zero | zstd -q >"$from/asn-ipv4-2026-06-18.csv.zst"
	run 0 "$BAILIWICK" update --from "$from" --json
	json '.files[0].date' 2026-06-17T00:00:00Z
	mv "$from/asn-ipv4-2026-06-17.csv.zst" "$WORK/good"
	run 65 "$BAILIWICK" update --from "$from"
	out_has 'is larger than'
	rm "$from/asn-ipv4-2026-06-18.csv.zst"
	head -c 40000 "$WORK/good" >"$from/asn-ipv6.csv.zst"
	run 65 "$BAILIWICK" update --from "$from"
	out_has 'it ends early'
	mv "$WORK/good" "$from/asn-ipv4-2026-06-17.csv.zst"; rm "$from/asn-ipv6.csv.zst"
fi

mkdir "$WORK/empty"
run 66 "$BAILIWICK" update --from "$WORK/empty"
run 64 "$BAILIWICK" update --offline
run 64 "$BAILIWICK" update "$from"

# --data DIR: the set lies there, and lists of one's own beside it are used
mkdir "$WORK/mine"; cp "$WORK"/tiny/* "$WORK/mine"
printf 'tenants.example\thost\thosting\t-\n' >"$WORK/mine/services.tsv"
run 0 "$BAILIWICK" update --data "$WORK/mine" --from "$from" --force
run 0 env BAILIWICK_DATA="$WORK/mine" "$BAILIWICK" version --data --json
json '[.data[] | select(.name == "services.tsv")] | length' 2
# A folder that is not there is a mistake, not an empty one; and a file is no folder.
: >"$WORK/afile"
for wrong in "$WORK/nowhere" "$WORK/afile"; do
	for how in "identify a.example" "explain a.example --offline" "policy show" "version --data"; do
		# shellcheck disable=SC2086 # words on purpose
		run 66 env BAILIWICK_DATA="$wrong" "$BAILIWICK" $how
		err_has "there is no folder '$wrong'"
	done
	run 66 "$BAILIWICK" identify a.example --data "$wrong"
done
printf 'broken line\n' >>"$WORK/mine/services.tsv"
run 65 "$BAILIWICK" version --data "$WORK/mine"
err_has "line 2: 1 fields instead of 4"

# several at once, with nothing compiled yet: all answer the same, one image stays
for i in 1 2 3 4 5 6; do
	XDG_CACHE_HOME="$WORK/cache2" "$BAILIWICK" version --data "$WORK/tiny" --json >"$WORK/at-once.$i" 2>/dev/null || fail "process $i of several at once failed"
done &
for i in 7 8 9; do
	XDG_CACHE_HOME="$WORK/cache2" "$BAILIWICK" version --data "$WORK/tiny" --json >"$WORK/at-once.$i" 2>/dev/null || fail "process $i of several at once failed" &
done
wait
for i in 2 3 4 5 6 7 8 9; do cmp -s "$WORK/at-once.1" "$WORK/at-once.$i" || fail "process $i says something else"; done
jq -e '[.data[] | select(.name == "asn-ipv4.csv") | .rows] == [1]' "$WORK/at-once.1" >/dev/null || fail "no rows"
[ "$(ls "$WORK/cache2/bailiwick" | wc -l)" -eq 1 ] || fail "more than the one image stays"

# a cache that cannot be written, or is damaged, does no harm
for image in "$XDG_CACHE_HOME"/bailiwick/*.img; do head -c 1000 /dev/zero | dd of="$image" bs=1 seek=0 conv=notrunc 2>/dev/null; done
run 0 "$BAILIWICK" version --data
export XDG_CACHE_HOME=/dev/null/none
run 0 "$BAILIWICK" version --data
