#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An RDAP server for tests: prints its port, then serves until its standard input closes.

The first part of the path says how it behaves: /ok/, /redacted/, /none/, /slowdown/, /garbage/, /other/,
/stall/, /huge/, /loop/, /private/, /metadata/, /port/, /drip/. Every question is a line in LOG (argument 1).
"""
import http.server
import json
import sys
import threading
import time

LOG = open(sys.argv[1], "a", buffering=1, encoding="utf-8")


def card(*props):
    return ["vcard", [["version", {}, "text", "4.0"]] + [[n, {}, "text", v] for n, v in props]]


def domain(name, base, registrar_link):
    links = [{"rel": "self", "href": base}]
    if registrar_link:
        links.append({"rel": "related", "type": "application/rdap+json", "href": registrar_link})
    return {
        "objectClassName": "domain", "ldhName": name.upper(), "status": ["active"], "links": links,
        "events": [{"eventAction": "registration", "eventDate": "2020-05-01T00:00:00Z"},
                   {"eventAction": "last changed", "eventDate": "2026-01-01T00:00:00Z"}],
        "nameservers": [{"ldhName": "ns1.dns-host.test"}],
        "entities": [
            {"objectClassName": "entity", "roles": ["registrar"],
             "publicIds": [{"type": "IANA Registrar ID", "identifier": "9999"}],
             "vcardArray": card(("fn", "Registrar Example Ltd")),
             "entities": [{"objectClassName": "entity", "roles": ["abuse"],
                           "vcardArray": card(("fn", "Abuse"), ("email", "abuse@registrar.example"))}]},
            {"objectClassName": "entity", "roles": ["registrant"],
             "vcardArray": card(("fn", "Jane Doe"), ("email", "jane@private.example"))}]}


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def answer(self, status, body, headers=()):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/rdap+json")
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        LOG.write(f"{time.time():.3f} {self.path} {self.headers.get('Accept')}\n")
        try:
            self.serve(self.path.strip("/").split("/"))
        except (BrokenPipeError, ConnectionResetError):
            pass

    def serve(self, part):
        how, rest = part[0], "/".join(part[1:])
        here = f"http://127.0.0.1:{self.server.server_address[1]}"
        if how in ("ok", "redacted", "registrar") and part[1:2] == ["domain"]:
            link = f"{here}/registrar/{rest}" if how == "ok" else None
            value = domain(part[2], here + self.path, link)
            if how == "redacted":
                value["redacted"] = [{"name": {"description": "Registrant Name"}, "method": "removal"}]
                value["entities"][1]["vcardArray"] = card(("fn", ""))
            if how == "registrar":
                value["entities"].append({"roles": ["reseller"], "vcardArray": card(("fn", "Reseller Example"))})
            self.answer(200, value)
        elif how == "ok" and part[1:2] == ["ip"]:
            self.answer(200, {"objectClassName": "ip network", "startAddress": "192.0.2.0", "endAddress": "192.0.2.255",
                              "country": "NL", "entities": [
                                  {"roles": ["registrant"], "vcardArray": card(("fn", "Host BV"), ("kind", "org"))},
                                  {"roles": ["abuse"], "vcardArray": card(("fn", "Desk"), ("email", "abuse@host.example"))}]})
        elif how == "slowdown":
            self.answer(429, {"errorCode": 429}, [("Retry-After", "120")])
        elif how == "garbage":
            self.answer(200, b"<html>\x00\xff not RDAP")
        elif how == "other":
            self.answer(200, domain("another.example", here, None))
        elif how == "stall":
            time.sleep(600)
        elif how == "huge":
            self.send_response(200)
            self.end_headers()
            for _ in range(1 << 14):
                self.wfile.write(b" " * (1 << 16))
        elif how == "drip":
            self.send_response(200)
            self.end_headers()
            for _ in range(6000):
                self.wfile.write(b" ")
                time.sleep(0.1)
        elif how == "loop":
            self.answer(302, b"", [("Location", f"{here}/loop/{rest}")])
        elif how == "hop":
            self.answer(302, b"", [("Location", f"{here}/registrar/{rest}")])
        elif how in ("private", "metadata", "port", "local"):
            where = {"private": "https://10.0.0.1/", "metadata": "http://169.254.169.254/latest/",
                     "port": "https://192.88.98.1:25/", "local": "https://intranet/"}[how]
            self.answer(302, b"", [("Location", where)])
        else:
            self.answer(404, {"errorCode": 404, "title": "not found"})


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
