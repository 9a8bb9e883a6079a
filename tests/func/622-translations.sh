# SPDX-License-Identifier: Apache-2.0
# No message that a public page shows lacks a translation, and each page names every language in itself.
. "$FUNC_LIB/serve.sh"
run 0 python3 "$FUNC_LIB/messages.py" "$SOURCE_ROOT"
[ ! -s out ] || { fail "messages lack a translation"; cat out >&2; }
[ "$(sed 's/ messages//' err)" -ge 300 ] || fail "only $(cat err)"
serve_start --rate 0 || return
status 200 "$URL/"
for name in English العربية Deutsch Español Français Português; do out_has ">$name</a>"; done
# in Arabic the form, its words and what it says of whom it reaches are Arabic; numbers and dates stand apart
status 200 -G --data-urlencode name=https://shop.example/x -d harm=content/phishing -d lang=ar "$URL/report"
out_has 'متى رأيته'; out_has 'تصيّد'; out_lacks 'When you saw it'; out_lacks 'breaks nothing'
status 200 "$URL/figures?lang=ar"; out_has 'أرقام'; out_has '<bdi>0</bdi>'
for lang in ar de es fr pt; do
	for page in / /explain /report /figures /operators /signin /notifiers/accuracy /ledger /ledger/verify; do
		status 200 "$URL$page?lang=$lang"
		sed -n 's/^<h1>\(.*\)<\/h1>.*/\1/p' out >"h1-$lang"
		status 200 "$URL$page?lang=en"
		sed -n 's/^<h1>\(.*\)<\/h1>.*/\1/p' out >h1-en
		[ -s h1-en ] || fail "$page has no heading"
		! cmp -s h1-en "h1-$lang" || fail "$page is English in $lang"
	done
done
serve_stop
