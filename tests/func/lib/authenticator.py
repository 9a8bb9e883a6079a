# SPDX-License-Identifier: Apache-2.0
"""authenticator.py FILE make ALG | show COUNT: a security key for tests, with OpenSSL's signatures.

Asked on standard input with what the server asks a browser; answers with the fields of the form, as JSON.  Environment:
ORIGIN (of the page; default: as asked), FLAGS (of the authenticator's data; default: UP and UV), KIND (of the client's data)."""
import base64
import hashlib
import json
import os
import re
import subprocess
import sys

UP, UV, AT = 1, 4, 64


def b64(b):
    return base64.urlsafe_b64encode(b).rstrip(b"=").decode()


def openssl(*args, text=None):
    return subprocess.run(["openssl", *args], input=text, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout


def head(major, n):
    for size, more in ((1, 24), (2, 25), (4, 26)):
        if n < 24:
            return bytes([major << 5 | n])
        if n < 1 << (8 * size):
            return bytes([major << 5 | more]) + n.to_bytes(size, "big")
    raise ValueError(n)


def cbor(v):
    if isinstance(v, int):
        return head(0, v) if v >= 0 else head(1, -1 - v)
    if isinstance(v, bytes):
        return head(2, len(v)) + v
    if isinstance(v, str):
        return head(3, len(v)) + v.encode()
    return head(5, len(v)) + b"".join(cbor(k) + cbor(x) for k, x in v.items())


def new_key(path, alg):
    how = {"ES256": ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"], "EdDSA": ["ED25519"],
           "RS256": ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"], "RS1": ["RSA", "-pkeyopt", "rsa_keygen_bits:1024"]}[alg]
    openssl("genpkey", "-algorithm", *how, "-out", path)
    der = openssl("pkey", "-in", path, "-pubout", "-outform", "DER")
    if alg == "ES256":
        return {1: 2, 3: -7, -1: 1, -2: der[-64:-32], -3: der[-32:]}
    if alg == "EdDSA":
        return {1: 1, 3: -8, -1: 6, -2: der[-32:]}
    words = openssl("rsa", "-in", path, "-noout", "-modulus").decode()
    return {1: 3, 3: -257, -1: bytes.fromhex(re.search("=([0-9A-F]+)", words)[1]), -2: b"\1\0\1"}


def data(ask, count, flags, more=b""):
    return hashlib.sha256(ask["host"].encode()).digest() + bytes([flags]) + count.to_bytes(4, "big") + more


def client(ask, kind):
    origin = os.environ.get("ORIGIN", ask["origin"])
    return json.dumps({"type": os.environ.get("KIND", kind), "challenge": ask["challenge"], "origin": origin, "crossOrigin": False}).encode()


def make(path, ask, alg):
    key = new_key(path, alg)
    credential = hashlib.sha256(openssl("pkey", "-in", path, "-pubout", "-outform", "DER")).digest()
    with open(path + ".json", "w") as f:
        json.dump({"credential": b64(credential), "alg": alg, "handle": ask["handle"]}, f)
    more = bytes(16) + len(credential).to_bytes(2, "big") + credential + cbor(key)
    flags = int(os.environ.get("FLAGS", UP | UV)) | AT
    attestation = cbor({"fmt": "none", "attStmt": {}, "authData": data(ask, 0, flags, more)})
    return {"client": b64(client(ask, "webauthn.create")), "attestation": b64(attestation)}


def show(path, ask, count):
    with open(path + ".json") as f:
        known = json.load(f)
    said, seen = client(ask, "webauthn.get"), data(ask, count, int(os.environ.get("FLAGS", UP | UV)))
    with open(path + ".in", "wb") as f:
        f.write(seen + hashlib.sha256(said).digest())
    if known["alg"] == "EdDSA":
        signature = openssl("pkeyutl", "-sign", "-rawin", "-inkey", path, "-in", path + ".in")
    else:
        signature = openssl("dgst", "-sha256", "-sign", path, path + ".in")
    return {"credential": known["credential"], "client": b64(said), "data": b64(seen), "signature": b64(signature),
            "handle": known["handle"]}


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    path, what, arg = sys.argv[1:]
    print(json.dumps(make(path, asked, arg) if what == "make" else show(path, asked, int(arg))))
