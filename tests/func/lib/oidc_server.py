#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An OpenID provider for tests, over TLS: oidc_server.py FOLDER CERT KEY SECRET.

Prints its port, then serves until its standard input closes. FOLDER/how (JSON) says, for each request anew, who signs in
(claims), with which algorithm, under which key (kid), and what is wrong with the answer; FOLDER/log has a line for each
request. It checks what a provider must check of us: client and secret, redirect_uri, PKCE with S256, one use of a code.
Keys are made by openssl when they are first named, and live in FOLDER.
"""
import base64
import hashlib
import http.server
import json
import os
import secrets
import ssl
import subprocess
import sys
import threading
import time
import urllib.parse

FOLDER, CERT, KEY, SECRET = sys.argv[1:5]
CLIENT, BACK = "desk & co", os.environ.get("OIDC_HOME", "https://desk.example/") + "signin/oidc/back"
codes, tokens, given = {}, {}, []
lock = threading.Lock()


def b64(b):
    return base64.urlsafe_b64encode(b).rstrip(b"=").decode()


def openssl(*args, data=None):
    return subprocess.run(["openssl", *args], input=data, capture_output=True, check=True).stdout


def how():
    with open(f"{FOLDER}/how", encoding="utf-8") as f:
        return json.load(f)


def key_file(alg, kid):
    path = f"{FOLDER}/{alg}-{kid}.pem"
    with lock:
        if not os.path.exists(path):
            kind = {"RS256": ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"], "EdDSA": ["ED25519"],
                    "ES256": ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"]}[alg]
            openssl("genpkey", "-out", path, "-algorithm", *kind)
    return path


def jwk(alg, kid):
    path = key_file(alg, kid)
    der = openssl("pkey", "-in", path, "-pubout", "-outform", "DER")
    if alg == "RS256":
        text = openssl("rsa", "-in", path, "-noout", "-modulus").decode().strip().partition("=")[2]
        return {"kty": "RSA", "use": "sig", "alg": alg, "kid": kid, "n": b64(bytes.fromhex(text)), "e": "AQAB"}
    if alg == "ES256":
        return {"kty": "EC", "crv": "P-256", "kid": kid, "x": b64(der[-64:-32]), "y": b64(der[-32:])}
    return {"kty": "OKP", "crv": "Ed25519", "kid": kid, "x": b64(der[-32:])}


def sign(alg, kid, message):
    path = key_file(alg, kid)
    if alg == "EdDSA":
        with open(f"{FOLDER}/message", "wb") as f:
            f.write(message)
        return openssl("pkeyutl", "-sign", "-inkey", path, "-rawin", "-in", f"{FOLDER}/message")
    sig = openssl("dgst", "-sha256", "-sign", path, data=message)
    if alg == "RS256":
        return sig
    r_n = sig[3]
    r, s = sig[4:4 + r_n], sig[6 + r_n:]
    return r.lstrip(b"\0").rjust(32, b"\0") + s.lstrip(b"\0").rjust(32, b"\0")


def id_token(issuer, nonce, h):
    now, bad = int(time.time()), h.get("bad")
    claims = {"iss": issuer, "sub": "s-1", "aud": CLIENT, "nonce": nonce, "iat": now, "exp": now + 300}
    claims.update(h.get("who", {}))
    claims.update({"nonce": {"nonce": "another"}, "aud": {"aud": "somebody-else"}, "iss": {"iss": "https://other.example"},
                   "azp": {"aud": [CLIENT, "other"]}, "exp": {"iat": now - 400, "exp": now - 100}}.get(bad, {}))
    alg, kid = h.get("alg", "RS256"), h.get("kid", "one")
    head = {"alg": alg, "kid": kid, "typ": "JWT"}
    if bad in ("none", "hs256"):
        head["alg"] = {"none": "none", "hs256": "HS256"}[bad]
    text = b64(json.dumps(head).encode()) + "." + b64(json.dumps(claims).encode())
    sig = b"" if bad == "none" else sign(alg, "foreign" if bad == "signature" else kid, text.encode())
    return text + "." + b64(sig)


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def note(self, words=""):
        with open(f"{FOLDER}/log", "a", encoding="utf-8") as log:
            log.write(f"{self.command} {self.path.split('?')[0]} {words}\n")

    def answer(self, status, value, headers=()):
        body = json.dumps(value).encode()
        self.send_response(status)
        for name, text in headers:
            self.send_header(name, text)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    @property
    def issuer(self):
        return f"https://127.0.0.1:{server.server_address[1]}/desk"

    def do_GET(self):
        h, path = how(), urllib.parse.urlsplit(self.path)
        self.note()
        time.sleep(h.get("slow", 0))
        if h.get("bad") == "down":
            return self.answer(503, {})
        if path.path == "/desk/.well-known/openid-configuration":
            i = self.issuer
            return self.answer(200, {
                "issuer": i if h.get("bad") != "name" else i + "/", "authorization_endpoint": i + "/authorize?tenant=1",
                "token_endpoint": i + "/token", "jwks_uri": i + "/keys", "userinfo_endpoint": i + "/userinfo",
                "end_session_endpoint": i + "/out", "response_types_supported": ["code"],
                "authorization_response_iss_parameter_supported": True, "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256", "ES256", "EdDSA"]})
        if path.path == "/desk/keys":
            return self.answer(200, {"keys": [jwk(a, h.get("published", h.get("kid", "one"))) for a in ("RS256", "ES256", "EdDSA")]})
        if path.path == "/desk/userinfo":
            who = tokens.get(self.headers.get("Authorization", "").removeprefix("Bearer "))
            return self.answer(200, who) if who else self.answer(401, {})
        if path.path == "/desk/authorize":
            q = dict(urllib.parse.parse_qsl(path.query))
            assert q["tenant"] == "1" and q["response_type"] == "code" and q["client_id"] == CLIENT, q
            assert q["redirect_uri"] == BACK and "openid" in q["scope"].split(), q
            assert q["code_challenge_method"] == "S256" and len(q["state"]) > 20 and len(q["nonce"]) > 20, q
            code = secrets.token_urlsafe(16)
            codes[code] = (q["code_challenge"], q["nonce"])
            back = {"state": q["state"], "iss": self.issuer, "code": code}
            if h.get("bad") == "declined":
                back = {"state": q["state"], "iss": self.issuer, "error": "access_denied"}
            if h.get("bad") == "mixed":
                back["iss"] = "https://other.example"
            return self.answer(302, {}, [("Location", BACK + "?" + urllib.parse.urlencode(back))])
        if path.path == "/desk/out":
            q = dict(urllib.parse.parse_qsl(path.query))
            assert q["client_id"] == CLIENT and q["post_logout_redirect_uri"] == BACK.removesuffix("signin/oidc/back"), q
            # Whose session ends: by a token that this provider gave, else a hint at whom to ask.
            assert ("id_token_hint" in q) != ("logout_hint" in q) and q.get("id_token_hint") in (None, *given), q
            self.note("token" if "id_token_hint" in q else "hint " + q["logout_hint"])
            return self.answer(302, {}, [("Location", q["post_logout_redirect_uri"])])
        return self.answer(404, {})

    def do_POST(self):
        h = how()
        q = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        self.note(q.get("grant_type", ""))
        time.sleep(h.get("slow", 0))
        if h.get("bad") == "broken":
            return self.answer(500, {})
        right = base64.b64encode((urllib.parse.quote(CLIENT, safe="") + ":" + urllib.parse.quote(SECRET, safe="")).encode()).decode()
        if self.headers.get("Authorization") != "Basic " + right:
            self.note("BAD client")
            return self.answer(401, {"error": "invalid_client"})
        challenge, nonce = codes.pop(q.get("code"), (None, None))
        if challenge != b64(hashlib.sha256(q.get("code_verifier", "").encode()).digest()) or q.get("redirect_uri") != BACK:
            self.note("BAD code")
            return self.answer(400, {"error": "invalid_grant"})
        access = secrets.token_urlsafe(16)
        tokens[access] = {"sub": h.get("who", {}).get("sub", "s-1"), **h.get("userinfo", {})}
        given.append(id_token(self.issuer, nonce, h))
        return self.answer(200, {"id_token": given[-1], "access_token": access, "token_type": "Bearer"})


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], OSError):  # a client that went away, or that does not trust our certificate
            super().handle_error(request, client_address)


server = Server(("127.0.0.1", int(sys.argv[5]) if len(sys.argv) > 5 else 0), Handler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(CERT, KEY)
server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
