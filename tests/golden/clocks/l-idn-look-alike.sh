# A look-alike.  The clock jumps a year ahead and back: nothing is worked off, nothing happens twice.
site=xn--bnkofexample-x9j.example
at 2026-11-21T12:00:00Z
report phishing 'Bank of Example' 'https://bаnkofexample.example/konto'
proposed; accept; send; due
at 2026-11-21T13:00:00Z
sweep
at 2027-11-21T13:00:00Z
sweep
at 2026-11-21T13:10:00Z
sweep; due
at 2026-12-20T13:00:00Z
sweep; sweep; proposed
