# SPDX-License-Identifier: Apache-2.0
# A server that runs does not make the table of known reports anew from the whole spool at each look, behind its fence or not.
. "$FUNC_LIB/serve.sh"
serve_start --rate 0 || return
report() { status "$1" -H 'Content-Type: application/json' --data-binary "@$SOURCE_ROOT/sample/reports/xarf/harbour-shop-bank.json" "$URL/api/v1/reports"; }
report 201
ln desk/keys held
report 200
for i in $(seq 200); do status 200 -b "$JAR" "$URL/api/v1/cases"; [ "$(jq '.cases | length' out)" = 1 ] && break; sleep 0.1; done
sleep 1
[ desk/keys -ef held ] || fail "the key table was made anew while nothing was wrong with it"
serve_stop
