# SPDX-License-Identifier: Apache-2.0
# Passkeys with the browser's own authenticator: added, used to sign in; a replay, another origin's answer, a key that does
# not know who uses it, a copy and a removed key are refused. http://localhost is a place where browsers allow them.
. "$(dirname "$script")/lib/lib.sh"
web_serve || return
URL_UNDER_TEST=$(echo "$URL" | sed 's,//127\.0\.0\.1:,//localhost:,')
export URL_UNDER_TEST
sed -i 's,//127\.0\.0\.1:,//localhost:,' once
web_run passkeys.js
for id in passkey-added passkey-removed passkey-went-back; do
	grep -q "work $id: p-0000001 y-" serve.err || { fail "the journal has no $id"; cat serve.err >&2; }
done
# whoever is locked out is helped by who runs the program; what there is tells nothing secret
u() { w=$1; shift; run "$w" "$BAILIWICK" user "$@" --store desk; }
u 0 passkey list demo
out_has 'second key'
u 0 passkey list demo --json
json .algorithm ES256; json .host localhost; ID=$(jq -r .id out)
u 0 add anna --roles analyst
u 77 passkey list demo --person anna
u 77 passkey remove demo "$ID" --person anna
u 66 passkey remove anna "$ID"
u 64 passkey remove demo 1-1
u 64 passkey lose demo
u 0 passkey remove demo "$ID"
u 0 passkey list demo; out_lacks 'second key'
web_run passkeys.js removed
serve_stop
