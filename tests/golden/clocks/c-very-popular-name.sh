# A very popular name.  The registrar's acknowledgement is no proof that the holder was reached: the hold stays closed.
site=meet.example
at 2026-11-21T12:00:00Z
report phishing 'Bank of Example' https://meet.example/invite/4711
proposed; accept --step remove-content --role hosting --reason 'the closest party'; send
at 2026-11-21T15:00:00Z
answered acknowledged
accept --step client-hold --role registrar --reason 'the host only acknowledged'
at 2026-11-24T12:00:00Z
sweep; proposed
