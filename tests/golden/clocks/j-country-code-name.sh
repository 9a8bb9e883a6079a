# A name under a country code.  The host asks for more; the reporter has a week; the host's clocks stop.
site=konto-login-update.co.zz
at 2026-11-21T12:00:00Z
report phishing 'Bank of Example' https://konto-login-update.co.zz/a
proposed; accept; send; due
at 2026-11-21T14:00:00Z
answered more --needs screenshot,message; due
at 2026-11-28T15:00:00Z
sweep --quiet-hours 0; proposed; due
