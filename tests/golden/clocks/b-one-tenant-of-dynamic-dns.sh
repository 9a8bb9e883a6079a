# One tenant of dynamic DNS.  The platform refuses: not its customer.  The next rung is proposed, never the suffix.
site=cam77.dyn.example
at 2026-11-21T12:00:00Z
report malware '' http://cam77.dyn.example/loader.bin
proposed; accept --step remove-page --reason 'the closest party'; send
at 2026-11-21T14:00:00Z
answered refused --reason not-ours; proposed; due
