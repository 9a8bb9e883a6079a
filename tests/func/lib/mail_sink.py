#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A mail server that keeps what it is given: mail_sink.py FOLDER.  Prints its port, then serves until it is killed.
Message N is FOLDER/N.eml.  While there is a file FOLDER/says, its first line is the answer to every recipient."""
import os
import socket
import sys
import threading

FOLDER = sys.argv[1]
LOCK = threading.Lock()


def says():
    try:
        with open(os.path.join(FOLDER, "says")) as f:
            return f.readline().strip().encode()
    except FileNotFoundError:
        return b"250 ok"


def serve(sock):
    f = sock.makefile("rwb", 0)
    f.write(b"220 sink\r\n")
    data = None
    for line in f:
        word = line[:4].upper()
        if data is not None:
            if line == b".\r\n":
                with LOCK:
                    n = len([x for x in os.listdir(FOLDER) if x.endswith(".eml")]) + 1
                    with open(os.path.join(FOLDER, "%d.eml" % n), "wb") as out:
                        out.write(b"".join(data))
                data = None
                f.write(b"250 taken\r\n")
            else:
                data.append(line[1:] if line.startswith(b".") else line)
        elif word == b"DATA":
            data = []
            f.write(b"354 go\r\n")
        elif word == b"RCPT":
            f.write(says() + b"\r\n")
        elif word == b"QUIT":
            f.write(b"221 bye\r\n")
            return
        else:
            f.write(b"250 ok\r\n")


def quiet(sock):
    try:
        serve(sock)
    except OSError:
        pass


listener = socket.socket()
listener.bind(("127.0.0.1", 0))
listener.listen(16)
print(listener.getsockname()[1], flush=True)
while True:
    client, _ = listener.accept()
    threading.Thread(target=quiet, args=(client,), daemon=True).start()
