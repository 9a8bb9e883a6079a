# A brand's claim on one tenant's page.  The platform removes the page; whoever was asked besides hears that it is settled
# and nobody takes the name.
site=maker.platform.example
at 2026-11-21T12:00:00Z
report fraud Toyworks https://maker.platform.example/toy-game
proposed; accept --step remove-page --reason 'the page shows it'; send
accept --step remove-content --role operator --reason 'told beside the platform'; send; due
at 2026-11-21T18:00:00Z
echo "answer of the platform"
bw answer "$(letters | jq -r 'select(.kind == "request" and .role == "platform") | .letter')" --kind acted --action remove-page --effect url
at 2026-11-21T19:00:00Z
seen gone; proposed; due
at 2026-11-29T12:00:00Z
sweep --quiet-hours 0; proposed
