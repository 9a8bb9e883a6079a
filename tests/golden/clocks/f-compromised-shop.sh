# A taken-over shop.  Its operator says nothing; the host acknowledges, which proves nothing, then acts; it is looked
# at, it is gone, and the operator is stood down.
site=shop.example
at 2026-11-21T12:00:00Z
report phishing 'Bank of Example' https://shop.example/wp-content/uploads/bank/login.php
proposed; accept; send; due
at 2026-11-22T16:00:00Z
sweep; send
at 2026-11-23T13:00:00Z
sweep; proposed; accept; send; due
at 2026-11-23T15:00:00Z
answered acknowledged; due
at 2026-11-24T09:00:00Z
answered acted --action remove-content --effect url; due
at 2026-11-24T10:00:00Z
seen gone; proposed; due
