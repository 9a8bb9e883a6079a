# A step that was taken is taken back.  Whoever took it has two days to restore it, though the case is at its end; when nobody
# says or sees that it was, that is a gap, once.
facts=$G/incidents/f-compromised-shop/facts.jsonl
site=shop.example
at 2026-11-21T12:00:00Z
report phishing 'Bank of Example' https://shop.example/wp-content/uploads/bank/login.php
proposed; accept; send
at 2026-11-21T15:00:00Z
answered acted --action remove-content --effect url; due
at 2026-11-21T18:00:00Z
echo reverse; bw act reverse d-1 --reason 'it was clean when we decided' | sed 's/^/  /'
due; send; due
at 2026-11-23T17:00:00Z
sweep; due
at 2026-11-23T18:30:00Z
sweep; due; sweep
at 2026-11-24T09:00:00Z
echo seen; bw appeal track d-1 --how 'the page is back' | sed 's/^/  /'
due
