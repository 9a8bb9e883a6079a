# SPDX-License-Identifier: Apache-2.0
# Who may ask what: every route by everybody and by each role, as tests/func/routes.txt says (which is reviewed by
# people), and routes.txt has every route.  A cell is "no" where the answer is 401 or 403 for want of the permission.
. "$FUNC_LIB/serve.sh"
serve_start --rate 0 || return
web -o /dev/null -H 'Content-Type: application/json' --data-binary "@$SOURCE_ROOT/sample/reports/xarf/harbour-shop-bank.json" "$URL/api/v1/reports"
"$BAILIWICK" notifier add Hotline --contact desk@hotline.example --basis agreement --store desk >add.out 2>&1 || { fail "notifier add"; cat add.out >&2; }
roles='admin analyst reviewer notifier auditor api'
for role in $roles; do
	set -- --roles "$role"
	# A notifier files under an agreement.
	[ "$role" != notifier ] || set -- "$@" --notifier Hotline
	"$BAILIWICK" user add "m-$role" "$@" --store desk >add.out 2>&1 || { fail "user add $role"; cat add.out >&2; }
	"$BAILIWICK" user token "m-$role" --store desk --json >"token-$role" 2>token.err || { fail "user token $role"; cat token.err >&2; }
done
sed -n 's/^ROUTE([A-Z_]*, [a-z_]*, \([A-Z]*\), \("[^"]*"\), \([A-Z_]*\),.*/\1 \2 \3/p' "$SOURCE_ROOT/src/http/route.def" | tr -d '"' >routes
grep -v '^#' "$SOURCE_ROOT/tests/func/routes.txt" | cut -d: -f1 >reviewed
sort routes >a; sort reviewed >b; diff a b >&2 || fail "tests/func/routes.txt does not have each route of route.def"
cells=0
while IFS=: read -r route want; do
	case $route in '#'*|'') continue ;; esac
	set -- $route
	path=$(printf %s "$2" | sed 's/{case}/c-0000001/; s/{report}/r-0000001/; s/{pack}/icann-raa/; s/{\(decision\|letter\|appeal\)}/x-9999999/; s/{contact}/k-9999999/; s/{held}/q-9999999/; s/{person}/p-9999999/; s/{token}/0123456789abcdefghjkmnpqrs/; s/{\(notifier\|rule\)}/none/')
	base=$URL; [ "$2" != /metrics ] || base=$METRICS
	set -- $1 $want
	method=$1; shift
	for role in public $roles; do
		auth='X-None: x'
		[ $role = public ] || auth="Authorization: Bearer $(jq -r .token "token-$role")"
		code=$(web -o out -w '%{http_code}' -X "$method" -H "$auth" -H 'Accept: application/json' "$base$path")
		may=yes
		case $code in 401|403) grep -q "needs '" out && may=no ;; esac
		[ "$may" = "$1" ] || fail "$method $path by $role: $may ($code), routes.txt says $1"
		cells=$((cells + 1))
		shift
	done
done <"$SOURCE_ROOT/tests/func/routes.txt"
[ $cells -ge 150 ] || fail "only $cells cells"
serve_stop
