# A false report: nothing is done, and the reporter hears why and may appeal.
site=popular.example
at 2026-11-21T12:00:00Z
report phishing 'Bank of Example' https://popular.example/
seen gone
proposed
echo 'decline'; bw act decline c-1 --reason 'it is not there' | sed 's/^/  /'
proposed; due
