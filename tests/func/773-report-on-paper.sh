# SPDX-License-Identifier: Apache-2.0
# The transparency report: what takes nothing away is no action taken, in every form; and the page is fit for paper.
B=$BAILIWICK
. "$FUNC_LIB/serve.sh"
D="--desk-name Example_Desk --desk-mail abuse@desk.example --desk-url https://desk.example/"
for i in $(seq 12); do printf 'http://site%s.example/log-in\n' "$i"; done >list.txt
run 0 "$B" intake --offline --harm spam --store desk --at 2026-10-10T10:00:00Z list.txt
run 0 "$B" user add dora --roles analyst --store desk
ids=$("$B" case list --offline --limit 20 --store desk --json | jq -r .id)
[ "$("$B" case list --offline --limit 20 --store desk --json | jq -r .proposal.action | sort -u)" = ask-for-evidence ] || fail 'another step is proposed than a question'
run 0 "$B" act accept $ids --store desk --offline --at 2026-10-11T10:00:00Z --person dora $D
figures() { run 0 "$B" measure figures --from 2026-10-01 --to 2026-10-31 --store desk "$@"; }
figures --form spec11
out_has 'spam,12,12,12,0,'
figures --form dsa
out_has 'notices (art. 16),notices received,all,12'
out_has 'notices (art. 16),actions taken on notices,all,0'

serve_up || return
U="$URL/figures?from=2026-10-01&to=2026-10-31"
status 200 "$U"
out_has '<p class="paper">From <bdi>2026-10-01</bdi>, To and with <bdi>2026-10-31</bdi></p>'
if command -v chromium >/dev/null && command -v pdftotext >/dev/null; then
	timeout 120 chromium --headless --no-sandbox --disable-gpu --no-pdf-header-footer --user-data-dir="$WORK/chromium" --print-to-pdf="$WORK/f.pdf" "$U" >c.out 2>&1 || fail 'chromium prints nothing'
	pdftotext -layout f.pdf out
	out_has '2026-10-31'
	out_has 'Steps decided, by what else they break'
	out_lacks 'Português'
	python3 - <<'P' || fail 'a heading stands alone at the end of a page'
heads = ('Reports, by harm', 'Steps decided, by who was asked', 'Steps decided, by what else they break', 'Answers that came back', 'Reviews, by outcome')
for page in open('out').read().split('\f'):
    lines = [l.strip() for l in page.splitlines() if l.strip()]
    assert not lines or lines[-1] not in heads, lines[-1]
P
else
	echo 'SKIPPED: no chromium and poppler-utils here: paper was not looked at' >&2
fi
serve_stop
