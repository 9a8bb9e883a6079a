# SPDX-License-Identifier: Apache-2.0
"""A web server whose pages a test sets: page_server.py FOLDER.

It says its port, ends when its standard input does, and notes each request in FOLDER/log: method, host, path, names of
the fields, agent.  FOLDER/pages has a line "HOST/PATH BEHAVIOUR" each, read anew for every request; what is not there
is 404.  Behaviours: a status ("200"), "head=STATUS,get=STATUS", "to=STATUS:ADDRESS", "slow", "endless", "odd", "close".
"""
import http.server
import os
import sys
import threading
import time

FOLDER = sys.argv[1]


def behaviour(host, path):
    with open(os.path.join(FOLDER, "pages")) as f:
        for line in f:
            name, _, what = line.strip().partition(" ")
            if name == host + path:
                return what
    return "404"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def note(self, host):
        fields = ",".join(sorted(k.lower() for k in self.headers.keys()))
        with open(os.path.join(FOLDER, "log"), "a") as f:
            f.write(f"{self.command} {host} {self.path} {fields} {self.headers.get('User-Agent')}\n")

    def head(self, status, fields=(), length=5):
        self.send_response(status)
        for name, value in fields:
            self.send_header(name, value)
        self.send_header("Content-Length", str(length))
        self.send_header("Set-Cookie", "seen=1")
        self.end_headers()

    def do_HEAD(self):
        host = self.headers.get("Host", "").split(":")[0]
        self.note(host)
        what = behaviour(host, self.path)
        if what.startswith("head="):
            what = dict(x.split("=") for x in what.split(","))[self.command.lower()]
        try:
            self.answer(what)
        except OSError:
            self.close_connection = True

    do_GET = do_HEAD

    def answer(self, what):
        if what.isdigit():
            self.head(int(what))
            if self.command == "GET":
                self.wfile.write(b"hello")
        elif what.startswith("to="):
            status, _, address = what[3:].partition(":")
            self.head(int(status), [("Location", address)], 0)
        elif what == "slow":
            time.sleep(60)
        elif what == "endless":
            # 405 to HEAD, and to GET a body without end
            self.head(405 if self.command == "HEAD" else 200, length=0 if self.command == "HEAD" else 1 << 40)
            sent = 0
            while self.command == "GET":
                self.wfile.write(b"x" * 65536)
                sent += 65536
                with open(os.path.join(FOLDER, "sent"), "w") as f:
                    f.write(str(sent))
        elif what == "odd":
            self.wfile.write(b"\xff\xfe404\x00 is not HTTP\r\n\r\n")
            self.close_connection = True
        else:
            self.close_connection = True


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
