# A host whose own terms give two business days of the Netherlands, asked on the Wednesday before Christmas: Thursday counts,
# Friday is a holiday, then a weekend, Monday counts; the end is the last second of Monday there.
facts=$G/incidents/f-compromised-shop/facts.jsonl
site=shop.example
BAILIWICK_DATA=$WORK/own-terms
mkdir -p "$BAILIWICK_DATA/packs"
cp "$SOURCE_ROOT"/tests/data/reference/* "$BAILIWICK_DATA/"
host=$(jq -r 'select(.fact == "address") | .holder.name // empty' "$facts" | head -n 1)
sed -e '/^#/d' -e 's/^id: .*/id: terms-of-the-host/' -e 's/^status: .*/status: in-force/' -e "s/actors: .*/actors: [\"net:$host\"]}/" \
	-e 's/unit: bd}/unit: bd, calendar: NL}/' "$SOURCE_ROOT/data/packs/operator-terms.yaml" >"$BAILIWICK_DATA/packs/terms-of-the-host.yaml"
at 2026-12-23T12:00:00Z
report phishing 'Bank of Example' https://shop.example/wp-content/uploads/bank/login.php
accept --step remove-content --role hosting --reason 'the closest party' --exception 'people lose money now'; send; due
at 2026-12-25T00:30:00Z
sweep --quiet-hours 0; due
at 2026-12-28T22:59:00Z
sweep --quiet-hours 0; due
at 2026-12-28T23:00:00Z
sweep --quiet-hours 0; due
BAILIWICK_DATA=$SOURCE_ROOT/tests/data/reference
