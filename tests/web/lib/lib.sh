# SPDX-License-Identifier: Apache-2.0
# Tests of the pages in a real browser. Without node, chromium or the two packages of package.json they are skipped, and say so.
. "$FUNC_LIB/serve.sh"
WEB=$SOURCE_ROOT/tests/web
CHROMIUM=${CHROMIUM:-/usr/bin/chromium}
export CHROMIUM
web_needs() { echo "SKIPPED: $1" >&2; exit 77; }
command -v node >/dev/null || web_needs "there is no node (apt-get install nodejs npm)"
[ -x "$CHROMIUM" ] || web_needs "there is no $CHROMIUM (apt-get install chromium)"
[ -d "$WEB/node_modules/playwright-core" ] && [ -d "$WEB/node_modules/axe-core" ] || web_needs "run 'npm ci' in tests/web"
# web_sample: the store has the sample's cases; all of it is told at one moment.
web_with="--data $SOURCE_ROOT/sample/reference --facts $SOURCE_ROOT/sample/facts.jsonl --at $NOW"
web_sample() {
	reports=$SOURCE_ROOT/sample/reports
	"$BAILIWICK" intake --store "$WORK/desk" $web_with --offline --format maildir "$reports/maildir" >sample.out 2>&1
	"$BAILIWICK" intake --store "$WORK/desk" $web_with --offline "$reports"/xarf/* "$reports"/mail/* >>sample.out 2>&1
	"$BAILIWICK" case list --store "$WORK/desk" $web_with --offline --json >cases 2>>sample.out
	[ "$(wc -l <cases)" -gt 10 ] || { fail "the sample makes only $(wc -l <cases) cases"; cat sample.out >&2; }
}
# web_serve: a server on that store; its one-time link is unused and stands in $WORK/once.
web_serve() {
	serve_up --rate 0 $web_with || return 1
	sed -n 's/^sign-in.* \(http.*\)$/\1/p' serve.out >once
	URL_UNDER_TEST=$URL
	export URL_UNDER_TEST
}
# web_run SCRIPT ARGS…: a script of tests/web/lib; what it prints is shown where it fails.
web_run() {
	script=$1; shift
	nice node "$WEB/lib/$script" "$@" >web.out 2>&1 && return
	fail "$script $*"
	cat web.out serve.err >&2
}
