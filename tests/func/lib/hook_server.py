#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A receiver of webhooks over TLS: hook_server.py FOLDER CERT KEY whpk_KEY.

Prints its port, then serves until its standard input closes. It verifies each message as docs/formats/webhook.md
says, with openssl, and takes each id once: what it takes is FOLDER/ID.json, and each request a line in FOLDER/log.
The path says what it answers: /ok/ 202, /busy/ 503 with Retry-After, /gone/ 410, /bad/ 400, /away/ a redirect.
"""
import base64
import http.server
import os
import ssl
import subprocess
import sys
import tempfile
import threading
import time

FOLDER, CERT, KEY, PUBLIC = sys.argv[1:5]
SPKI = bytes.fromhex("302a300506032b6570032100") + base64.b64decode(PUBLIC.removeprefix("whpk_"))


def good(headers, body):
    ident, stamp = headers["webhook-id"], headers["webhook-timestamp"]
    if abs(time.time() - int(stamp)) > 300:
        return False
    with tempfile.TemporaryDirectory() as d:
        for name, data in (("key", SPKI), ("message", f"{ident}.{stamp}.".encode() + body)):
            with open(f"{d}/{name}", "wb") as f:
                f.write(data)
        for one in headers["webhook-signature"].split(" "):
            version, _, value = one.partition(",")
            with open(f"{d}/sig", "wb") as f:
                f.write(base64.b64decode(value))
            if version == "v1a" and subprocess.run(
                    ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", f"{d}/key", "-rawin",
                     "-in", f"{d}/message", "-sigfile", f"{d}/sig"], capture_output=True, check=False).returncode == 0:
                return True
    return False


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def answer(self, status, headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        ident = self.headers["webhook-id"]
        fine = good(self.headers, body)
        path = os.path.join(FOLDER, ident + ".json")
        with open(os.path.join(FOLDER, "log"), "a", encoding="utf-8") as log:
            log.write(f"{self.path} {ident} {self.headers['webhook-timestamp']} {'good' if fine else 'BAD'} "
                      f"{'again' if os.path.exists(path) else 'first'} {self.headers['webhook-signature']} "
                      f"{self.headers['Content-Type']}\n")
        if not fine:
            return self.answer(401)
        how = self.path.split("/")[1]
        if how == "busy":
            return self.answer(503, [("Retry-After", "7200")])
        if how == "away":
            return self.answer(302, [("Location", "https://127.0.0.1/ok/")])
        if how in ("gone", "bad"):
            return self.answer(410 if how == "gone" else 400)
        if not os.path.exists(path):
            with open(path, "wb") as f:
                f.write(body)
        return self.answer(202)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(CERT, KEY)
server.socket = context.wrap_socket(server.socket, server_side=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
