# SPDX-License-Identifier: Apache-2.0
# Sign-in with an OpenID provider as a browser does it, with scripts and without: desk and provider are different sites
# (localhost and 127.0.0.1), so the cookies that go along are those that would.
. "$(dirname "$script")/lib/lib.sh"
PORT=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
OIDC_HOME=http://localhost:$PORT/
export OIDC_HOME
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 \
	-keyout key.pem -out cert.pem 2>/dev/null
echo secret >secret
mkdir idp; mkfifo stop
echo '{"who":{"sub":"s-1","email":"anna@desk.example","email_verified":true,"groups":["desk"]}}' >idp/how
python3 "$FUNC_LIB/oidc_server.py" idp cert.pem key.pem secret <stop >port 2>idp.err &
exec 9>stop
for _ in $(seq 300); do [ -s port ] && break; sleep 0.1; done
IDP="https://127.0.0.1:$(cat port)/desk"
mkdir -p "$XDG_CONFIG_HOME/bailiwick"
cat >"$XDG_CONFIG_HOME/bailiwick/config.yaml" <<C
desk-url: $OIDC_HOME
oidc-issuer: $IDP
oidc-name: Example Registrar
oidc-client: desk & co
oidc-secret-file: $WORK/secret
oidc-ca: $WORK/cert.pem
oidc-own: true
oidc-roles: desk=analyst
C
SERVE_OFFLINE=
serve_up --rate 0 --listen "127.0.0.1:$PORT" --resolver 127.0.0.1@9 --timeout 2 --no-cache || return
URL_UNDER_TEST=http://localhost:$PORT
export URL_UNDER_TEST IDP
for how in with without; do web_run oidc.js $how; done
[ "$(grep -c 'work oidc-in: p-' serve.err)" = 2 ] || fail 'the journal does not have two sign-ins'
[ ! -s idp.err ] || { fail 'the provider complains'; tail -n 5 idp.err >&2; }
serve_stop
exec 9>&-
