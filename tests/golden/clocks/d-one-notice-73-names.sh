# One notice, many names, no evidence for this one.  The reporter is asked for exactly what is missing, and nobody else.
site=associated-seven.example
at 2026-11-21T12:00:00Z
echo 'report: phishing, a bare name'
printf '%s\n' https://associated-seven.example >"$WORK/list.txt"
take_in --harm phishing --reporter legal@brand.example "$WORK/list.txt"
by_hand
proposed; accept; send; due
at 2026-11-24T12:00:00Z
report phishing 'Bank of Example' https://associated-seven.example/log-in
proposed; due
