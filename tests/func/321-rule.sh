# SPDX-License-Identifier: Apache-2.0
# Names made by rule, so that no list can have them: whose unit each is follows from the suffix list alone, worked out apart
# from the program, and no proposal takes a whole name, host or address that others share or that nothing is known of.
#   RULE_SEEDS="1 2 3" RULE_COUNT=20000: more of them
command -v python3 >/dev/null || { echo 'needs python3' >&2; exit 77; }
for psl in "$SOURCE_ROOT/tests/data/reference/public_suffix_list.dat" /usr/share/publicsuffix/public_suffix_list.dat; do
	[ -f "$psl" ] || continue
	rm -rf data && mkdir data
	cp "$psl" data/public_suffix_list.dat
	export BAILIWICK_DATA="$WORK/data"
	for seed in ${RULE_SEEDS:-20261121}; do
		python3 "$FUNC_LIB/rule.py" make "$seed" "${RULE_COUNT:-1500}" "$psl" "$SOURCE_ROOT/data/services.tsv" . || fail "cannot make names"
		"$BAILIWICK" identify --json - <names.txt >answers 2>err
		[ $? -eq 65 ] || fail "identify: $(tail -1 err)"
		python3 "$FUNC_LIB/rule.py" identity . answers >said || { fail "identity with seed $seed and $psl"; head -20 said >&2; }
		# A site's name names that site: what is left of a target when personal data was taken out of it.
		jq -r '.site // empty' answers | sort -u >sites.txt
		"$BAILIWICK" identify --json - <sites.txt >again 2>err || fail "sites are not names: $(tail -1 err)"
		jq -r .site again | cmp -s - sites.txt || { fail "a site's name names another site"; jq -r .site again | diff - sites.txt | head -6 >&2; }
		python3 "$FUNC_LIB/rule.py" reports .
		rm -rf store
		"$BAILIWICK" intake --store store --offline --at "$NOW" --facts facts.jsonl reports.ndjson >said 2>err
		[ $? -le 65 ] || fail "intake: $(tail -1 err)"
		run 0 "$BAILIWICK" case list --json --store store --offline --at "$NOW"
		python3 "$FUNC_LIB/rule.py" harm . "$WORK/out" >said || { fail "harm with seed $seed and $psl"; head -20 said >&2; }
	done
done
