#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A mail server for tests that can do what a real one only does on a bad day: smtp_server.py FOLDER CERT KEY.

Prints one line of shell assignments, a port for each way to behave, then serves until its standard input closes:
  WIDE      offers SMTPUTF8
  TLS       STARTTLS and a log-in (desk, "right horse") before anything is taken
  WRAPPED   TLS from the first byte
  NOTLS     offers no STARTTLS and would take anything
  VANISH    takes all bytes of the message and closes the connection without a word
  CLOSED    421 instead of a greeting
  BUSY      452 to the sender
  CONTENT   554 after the last byte
  ENDLESS   a greeting that never ends
To an address with "gone" in it each says 550.
Each message taken is a file in FOLDER: the envelope in two lines, then the message.
"""
import base64
import os
import socket
import ssl
import sys
import threading

FOLDER, CERT, KEY = sys.argv[1:4]
MODES = ["WIDE", "TLS", "WRAPPED", "NOTLS", "VANISH", "CLOSED", "BUSY", "CONTENT", "ENDLESS"]
COUNT = [0]
LOCK = threading.Lock()


def context():
    c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    c.load_cert_chain(CERT, KEY)
    return c


class Talk:
    def __init__(self, sock, mode):
        self.mode, self.tls, self.user = mode, False, None
        self.sender, self.to = None, None
        self.use(context().wrap_socket(sock, server_side=True) if mode == "WRAPPED" else sock)

    def use(self, sock):
        self.sock, self.file = sock, sock.makefile("rb")

    def say(self, text):
        self.sock.sendall(text.encode() + b"\r\n")

    def hello(self):
        more = ["8BITMIME", "ENHANCEDSTATUSCODES", "SIZE 36700160"]
        if self.mode == "WIDE":
            more.append("SMTPUTF8")
        if self.mode == "TLS":
            more.append("AUTH PLAIN LOGIN" if self.tls else "STARTTLS")
        for line in ["test server"] + more[:-1]:
            self.say("250-" + line)
        self.say("250 " + more[-1])

    def auth(self, line):
        words = line.split()
        if words[1].upper() != "PLAIN":
            return self.say("504 5.5.4 not that way")
        if len(words) < 3:
            self.say("334 ")
            words.append(self.file.readline().strip().decode())
        _, user, password = base64.b64decode(words[2]).split(b"\0")
        if (user, password) != (b"desk", b"right horse"):
            return self.say("535 5.7.8 wrong user or password")
        self.user = user
        return self.say("235 2.7.0 come in")

    def data(self):
        self.say("354 go on")
        lines = []
        while True:
            line = self.file.readline()
            if not line:
                return False
            if line == b".\r\n":
                break
            lines.append(line[1:] if line.startswith(b".") else line)
        if self.mode == "VANISH":
            return False
        if self.mode == "CONTENT":
            self.say("554-5.7.1 this looks")
            self.say("554 5.7.1 like \x1b[31mspam")
            return True
        with LOCK:
            COUNT[0] += 1
            name = os.path.join(FOLDER, f"{COUNT[0]:03}.eml")
        with open(name + ".part", "wb") as f:
            f.write(self.sender + b"\n" + self.to + b"\n" + b"".join(lines))
        os.rename(name + ".part", name)
        self.say("250 2.0.0 queued as TEST1")
        return True

    def serve(self):
        if self.mode == "CLOSED":
            return self.say("421 4.3.2 closed for today")
        while self.mode == "ENDLESS":
            self.say("220-and one more thing")
        self.say("220 test ESMTP")
        while True:
            raw = self.file.readline()
            if not raw:
                return None
            line = raw.strip().decode("utf-8", "surrogateescape")
            verb = line[:4].upper()
            if verb == "EHLO":
                self.hello()
            elif verb == "STAR" and self.mode == "TLS":
                self.say("220 2.0.0 begin")
                self.use(context().wrap_socket(self.sock, server_side=True))
                self.tls = True
            elif verb == "AUTH" and self.tls:
                self.auth(line)
            elif verb in ("NOOP", "RSET"):
                self.say("250 2.0.0 ok")
            elif verb == "QUIT":
                return self.say("221 2.0.0 bye")
            elif self.mode == "TLS" and not self.user:
                self.say("530 5.7.0 log in first")
            elif verb == "MAIL":
                self.sender = raw.strip()
                self.say("452 4.3.1 no room now" if self.mode == "BUSY" else "250 2.1.0 ok")
            elif verb == "RCPT":
                self.to = raw.strip()
                self.say("550 5.1.1 no such box" if b"gone" in self.to else "250 2.1.5 ok")
            elif verb == "DATA":
                if not self.data():
                    return None
            else:
                self.say("502 5.5.2 what?")


def one(sock, mode):
    talk = None
    try:
        talk = Talk(sock, mode)
        talk.serve()
    except OSError:
        pass
    (talk.sock if talk else sock).close()


def listen(server, mode):
    while True:
        sock, _ = server.accept()
        threading.Thread(target=one, args=(sock, mode), daemon=True).start()


ports = []
for mode in MODES:
    s = socket.create_server(("127.0.0.1", 0))
    ports.append(f"{mode}={s.getsockname()[1]}")
    threading.Thread(target=listen, args=(s, mode), daemon=True).start()
print(" ".join(ports), flush=True)
sys.stdin.read()
