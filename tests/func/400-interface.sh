# SPDX-License-Identifier: Apache-2.0
# What programs rely on: the fields of each command's JSON, their types, and their closed lists of words.
export BAILIWICK_DATA="$SOURCE_ROOT/tests/data/reference"
S="$WORK/store"
b="$BAILIWICK"
bwrun() { w=$1; shift; run "$w" "$b" "$@" --json --offline --at "$NOW" --store "$S"; }

# Kept in one place, for all commands that print a step, an actor or a duty.
defs='
def str: type == "string" and . != "";
def strnull: . == null or type == "string";
def bool: type == "boolean";
def num: type == "number";
def time: type == "string" and test("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$");
def timenull: . == null or time;
def role: IN("registrant","operator","platform","hosting","cdn","network","dns","reseller","registrar","registry",
	"resolver","gateway","csirt","hotline","law-enforcement","notifier","wallet","browser");
def sitekind: IN("domain","tenant","ip","name","platform","suffix","network");
def verdict: IN("malicious","compromised","tenant","unknown");
def state: IN("open","noticed","acted","verified","closed","refused","appealed","reversed");
def confidence: IN("unknown","low","medium","high","certain");
def option: (.action | str) and (.role | role) and (.actor | strnull)
	and (.effect_unit | IN("none","url","page-tree","site","host","domain","zone","ip","prefix"))
	and (.effect_unit != "none" or .stops == "not")
	and (.scope | IN("everyone","one-network")) and (.stops | IN("fully","partly","not"))
	and (.collateral.class | IN("none","low","some","high","extreme"))
	and (.collateral.counts | type == "object" and all(.[]; . == null or num))
	and (.remit.ok | bool) and (.remit.clause | str)
	and has("reversible_within") and (.reversible_within | strnull)
	and has("expected_time") and (.expected_time | . == null or num) and (.reason | str);
def contact: (.kind | str) and (.value | str) and (.basis | str);
def actor: (.role | role) and (.actor | str) and (.basis | str) and (.confidence | confidence)
	and has("seen_at") and (.seen_at | timenull) and (.contacts | type == "array" and all(contact))
	and has("country") and (.country | . == null or test("^[A-Z]{2}$"));
def stack: (.site | str) and (.actors | all(actor)) and (.unknown | all((.role | role) and (.why | str)));
def duty: (.actor | str) and (.instrument | str) and (.clause | str)
	and (.verb | IN("review","reply","act","notify","restore","preserve","publish","record"))
	and has("due") and (.due | timenull) and (.source | str) and (.confidence | confidence);
def explained: (.site | str) and has("harm") and (.verdict.value | verdict)
	and (.verdict.reasons | length > 0 and all(.words | str)) and (.stack | stack)
	and (.ladder | all(option)) and (.ruled_out | all(option)) and (.duties | all(duty))
	and (.gaps | type == "array") and (.not_known | all(str));
def identified: (.input | type == "string") and (.kind | . == null or IN("url","domain","ip","email","asn","name"))
	and (.error != null or ((.site | str) and (.site_kind | sitekind) and (.namespace | str)))
	and ([has("registrable_domain","platform_suffix","a_label","u_label","special","error")] | all)
	and all(.registrable_domain, .platform_suffix, .a_label, .u_label, .special, .error; strnull)
	and has("lookalike") and (.lookalike | . == null or ((.of | str) and (.how | str) and (.score | num)));
def case: (.id | test("^c-[0-9a-z]{7,}$")) and (.site | str) and (.site_kind | sitekind) and (.harm | str)
	and (.state | state) and (.reports | num) and (.first_seen | time) and (.last_seen | time)
	and (.verdict | verdict) and (.proposal | . == null or option) and (.ladder | all(option))
	and has("due") and (.due | timenull);
'
# each WHAT FILTER: every line of the last answer is as FILTER says
each() {
	[ -s "$WORK/out" ] || fail "$1: no answer"
	bad=$(jq -c "$defs"'select(('"$2"') | not)' "$WORK/out" 2>&1 | head -c 1500)
	[ -z "$bad" ] || fail "$1 is not as the interface says: $bad"
}

bwrun 0 identify https://shop.example/a shop.example 192.0.2.7 a@shop.example AS64496 wallet.eth x.onion platform.example www.shop.example
each identify identified
json .kind 'url
domain
ip
email
asn
name
name
domain
domain'
bwrun 65 identify 'http://a..b/'
each 'identify, refused' 'identified and (.error | str)'

for name in https://shop.example/wp-content/x.php 192.0.2.7 wallet.eth https://evil.platform.example/x shop.example; do
	bwrun 0 stack "$name"
	each "stack $name" stack
	for harm in phishing malware csam copyright spam; do
		bwrun 0 explain --harm "$harm" "$name"
		each "explain $name for $harm" explained
		[ "$harm" = csam ] || json '[.stack.actors[].role | select(. == "hotline" or . == "law-enforcement")] | length' 0
	done
done
bwrun 0 options --harm phishing https://shop.example/a
each options option

# A guessed address under a name that was registered for abuse would be its holder's own.
cat >"$WORK/new.jsonl" <<END
{"fact": "registration", "subject": "secure-login.example", "seen_at": "$NOW", "source": "rdap:https://rdap.example/", "registered_at": "2026-11-20T09:00:00Z", "status": ["active"], "nameservers": ["ns1.dns.example"], "registrar": {"name": "Example Registrar", "iana_id": 9999, "abuse_email": "abuse@registrar.example"}}
END
bwrun 0 explain --harm phishing --facts "$WORK/new.jsonl" http://secure-login.example/bank/login
json '.verdict.value' malicious
json '[.stack.actors[].contacts[].value | select(endswith("secure-login.example"))] | length' 0
bwrun 0 explain --harm phishing http://shop.example/a
json '[.stack.actors[].contacts[] | select(.value == "abuse@shop.example").basis] | unique | join(" ")' convention

printf 'indicator,harm,timestamp\nhttp://shop.example/a,phishing,%s\nnothing here,phishing,%s\n' "$NOW" "$NOW" >"$WORK/in.csv"
bwrun 0 intake --each "$WORK/in.csv"
each intake '(.accepted == 1) and (.folded == 0) and (.refused == 1) and (.cases == 1)
	and (.errors | all((.file | str) and (.line | num) and (.field | str) and (.reason | str)))
	and (.reports | length == 1 and all((.id | str) and (.format | str) and (.targets | all(str)) and (.harm | str) and (.case | str)))'
printf 'http://shop.example/secret\n' >"$WORK/in.txt"
bwrun 0 intake --harm csam "$WORK/in.txt"
bwrun 0 case list
each 'case list' case
bwrun 0 case show c-1
each 'case show' 'case and (.explanation | explained)'
bwrun 0 fsck
each fsck '.invariants | length > 0 and all((.name | str) and (.ok == true) and has("detail"))'
bwrun 0 policy bind shop.example --harm phishing
each 'policy bind' '.duties | all(duty)'
bwrun 0 policy show
each 'policy show' '(.id | str) and (.source | str) and (.confidence | confidence)'
bwrun 0 policy diff nis2-de nis2-nl
each 'policy diff' '.duties | length > 0'
