# To the hotline and to nobody else; what the hotline writes is not kept.
site=gallery.example
at 2026-11-21T12:00:00Z
echo 'report: csam'
printf '%s\n' 'http://gallery.example/hidden/page-7?id=9' >"$WORK/list.txt"
take_in --harm csam "$WORK/list.txt"
proposed; accept; bw act letters c-1 --json | jq -r .contact | head -n 1 >"$WORK/null"; due
answered acknowledged --text 'about http://gallery.example/hidden/page-7?id=9'
bw answer list c-1 --json | jq -r '"kept of it: \(.kind) \"\(.text)\""'
