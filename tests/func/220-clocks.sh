# SPDX-License-Identifier: Apache-2.0
# The twelve incidents carried on to their end: who was asked, what came back, what the clocks did, who was told.
# Each script of tests/golden/clocks is compared with what it prints; BAILIWICK_GOLDEN=write replaces that.
G=$SOURCE_ROOT/tests/golden
export BAILIWICK_DATA="$SOURCE_ROOT/tests/data/reference" COLUMNS=80

bw() { "$BAILIWICK" "$@" --offline --store "$WORK/s" --at "$AT" 2>&1 || echo "exit status $?"; }
at() { AT=$1; printf '\n%s\n' "$AT"; }
# report HARM BRAND URL: comes in as XARF 4 with what a good report has, and the incident's facts.
report() {
	jq -n --arg type "$1" --arg brand "$2" --arg url "$3" --arg at "$AT" '{xarf_version: "4.2.0",
		report_id: "005a0000-0000-4000-8000-000000000001", timestamp: "2026-11-20T15:00:00Z",
		reporter: {org: "Net Watch", contact: "feed@watch.example", domain: "watch.example"},
		sender: {org: "Net Watch", contact: "feed@watch.example", domain: "watch.example"},
		source_identifier: ($url | split("/")[2]), category: "content", type: $type, url: $url,
		description: ("seen at " + $url + " as described"), evidence_source: "user_report",
		evidence: [{content_type: "text/plain", description: "what was seen", payload: "YXNrcyBmb3IgYSBwYXNzd29yZA=="},
			{content_type: "image/png", description: "screenshot with the address bar", payload: "iVBORw0KGgo="}]}
		+ (if $brand == "" then {} else {target_brand: $brand} end)
		+ (if $type == "malware" then {file_hashes: {sha256: ("5a" * 32)}} else {} end)' >"$WORK/report.json"
	echo "report: $1 $3"
	take_in "$WORK/report.json"
	by_hand
}
# What is told of the store's key is another each time.
take_in() { bw intake --facts "$facts" "$@" | sed -n '/accepted/s/^/  /p'; }
# Everybody on the stack is reached by hand: no mail leaves this test.
by_hand() {
	"$BAILIWICK" case show c-1 --json --offline --store "$WORK/s" --at "$AT" >"$WORK/case.json" 2>/dev/null
	jq -r '.explanation.stack.actors[]? | [.id, (.contacts[]? | select(.kind == "email") | .value)] | @tsv' "$WORK/case.json" |
		while IFS="$(printf '\t')" read -r id mail; do
			bw act contact add manual by-hand --actor "$id" >"$WORK/null"
			[ -z "$mail" ] || bw act contact "$(bw act contact add mail "$mail" --actor "$id" | cut -c1-9)" --no >"$WORK/null"
		done
}
proposed() { "$BAILIWICK" case show c-1 --json --offline --store "$WORK/s" --at "$AT" 2>/dev/null |
	jq -r '"proposed: \(.decision) \(.proposal | if . then .action + " by " + .role else "nothing" end); case \(.state), due \(.due)"'; }
letters() { "$BAILIWICK" act letters c-1 --json --offline --store "$WORK/s" --at "$AT" 2>/dev/null; }
# The newest letter of a kind.
last() { letters | jq -r "select(.kind == \"$1\") | .letter" | tail -n 1; }
accept() { echo "decide: $*"; bw act accept c-1 "$@" | sed 's/^/  /'; }
send() { bw act send >"$WORK/null"; }
# answered KIND ...: by whoever was asked last.
answered() { echo "answer: $*"; bw answer "$(last request)" --kind "$@" | sed 's/^/  /'; }
sweep() { printf 'sweep: '; bw due sweep "$@"; }
seen() {
	echo "looked: $1"
	printf '{"fact":"check","subject":"%s","seen_at":"%s","source":"check","state":"%s"}\n' "$site" "$AT" "$1" >"$WORK/seen.jsonl"
	bw case look c-1 --facts "$WORK/seen.jsonl" | grep '^c-' | sed 's/^/  /'
}
due() { echo "due:"; bw due list | sed 's/^/  /'; }

for script in "$G"/clocks/*.sh; do
	name=$(basename "$script" .sh)
	rm -rf "$WORK/s"
	facts=$G/incidents/$name/facts.jsonl
	{
		. "$script"
		printf '\nletters\n'
		letters | jq -r '"  \(.letter) \(.kind)\(if .withdrawn then " (withdrawn)" else "" end) to \(.role // "reporter") \(.actor // ""): \(.subject)"'
		printf '\ntimeline\n'
		bw case show c-1 --json | jq -r '.timeline[] | "  \(.at) \(.kind): \(.detail // "")"'
	} >"$WORK/$name.txt" 2>&1
	bw fsck --json | jq -r '.invariants[] | select(.ok | not) | .name + ": " + .detail' >"$WORK/broken"
	[ ! -s "$WORK/broken" ] || fail "$name: $(cat "$WORK/broken")"
	if [ "${BAILIWICK_GOLDEN:-}" = write ]; then
		cp "$WORK/$name.txt" "$G/clocks/$name.txt"
	else
		diff -u "$G/clocks/$name.txt" "$WORK/$name.txt" >&2 || fail "$name: $name.txt differs"
	fi
done
