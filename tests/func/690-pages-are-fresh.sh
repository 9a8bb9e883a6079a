# SPDX-License-Identifier: Apache-2.0
# What the desk remembers between two pages is never older than the store: one's own change is on the next page, and so is
# what another process did meanwhile, whether it closed a case, took that back, brought a report or erased one.
. "$FUNC_LIB/serve.sh"
serve_start --rate 0 || return
get() { status "$1" -b "$JAR" "$URL$2"; }
post() { want=$1 path=$2; shift 2; status "$want" -b "$JAR" -c "$JAR" --data-urlencode "csrf=$CSRF" "$@" "$URL$path"; }
cli() { "$BAILIWICK" "$@" --store desk --offline >cli.out 2>&1 || { fail "$*"; cat cli.out >&2; }; }
report() { status 201 -H 'Content-Type: application/json' --data-binary @- "$URL/api/v1/reports"; }
cases() { get 200 '/api/v1/cases?state=any'; jq '.cases | length' out; }
jq . "$SOURCE_ROOT/sample/reports/xarf/harbour-shop-bank.json" >one.json
report <one.json
for i in $(seq 200); do [ "$(cases)" = 1 ] && break; sleep 0.1; done
ID=$(jq -r '.cases[0].id' out) SITE=$(jq -r '.cases[0].site' out)
# asked for again and again: remembered
for i in 1 2 3; do get 200 /queue; out_has "/cases/$ID"; get 200 "/cases/$ID"; out_has "$SITE"; out_has '>open<'; done
for i in 1 2 3 4 5; do
	post 303 "/cases/$ID" -d do=close -d why=enough
	get 200 /queue; out_lacks "/cases/$ID"; get 200 "/cases/$ID"; out_has '>closed<'
	cli case undo "$ID"
	get 200 /queue; out_has "/cases/$ID"; get 200 "/cases/$ID"; out_has '>open<'
	cli case close "$ID" --reason enough
	get 200 /queue; out_lacks "/cases/$ID"; get 200 "/cases/$ID"; out_has '>closed<'
	post 303 /queue -d do=undo -d "case=$ID"
	get 200 /queue; out_has "/cases/$ID"; get 200 "/cases/$ID"; out_has '>open<'
done
# a report that another process takes in
R=$(get 200 "/cases/$ID"; grep -o '/api/v1/reports/r-[0-9a-z]*' out | head -n 1)
get 200 "$R"; cp out first.json
sed 's/harbour-shop/other-shop/g; s/"report_id": "./"report_id": "9/' one.json >two.json
cli intake two.json
[ "$(cases)" = 2 ] || fail "what another process took in is not there"
get 200 /queue; out_has '<li><b>2</b><span><a href="/queue?state=any">cases'
# what was erased is not shown, though its block was read before
WHO=$(jq -r '.reporter.contact // .Reporter.contact // .reporter.email' one.json)
grep -q "$WHO" first.json || fail "the report does not say who sent it: the test sees nothing"
get 200 "/cases/$ID"; cli case erase "$ID" --why 'asked for'
get 200 "$R"; out_lacks "$WHO"; get 200 "/cases/$ID"; out_lacks "$WHO"
serve_stop
