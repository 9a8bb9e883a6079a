# A name outside the DNS: a host can act, no registrar can.  The host is silent; a gateway comes next.
site=treasure.eth
at 2026-11-21T12:00:00Z
report phishing 'Bank of Example' https://treasure.eth/claim
proposed; accept; send; due
at 2026-11-23T12:30:00Z
sweep; proposed
