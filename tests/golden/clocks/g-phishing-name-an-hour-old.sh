# A name an hour old, registered for abuse.  The registrar decides, then acts; still there when looked at: the registry is
# proposed, and the registrar is not asked twice.
site=secure-login-bankofexample.example
at 2026-11-21T12:00:00Z
report phishing 'Bank of Example' https://secure-login-bankofexample.example/in
proposed; accept; send; due
at 2026-11-21T16:00:00Z
answered decided --action client-hold --until 2026-11-22T16:00:00Z; due
at 2026-11-22T16:00:00Z
answered acted --action client-hold --effect domain; due
at 2026-11-22T17:00:00Z
seen there; proposed
at 2026-11-22T18:00:00Z
seen gone; proposed
