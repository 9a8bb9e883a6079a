# SPDX-License-Identifier: Apache-2.0
"""upload.py URL JAR CSRF pause|gone FILE: an upload of lines that is not sent in one go.

pause: some lines, then nothing until each has its answer, then the rest; prints all answers.
gone: half of the file, then the connection is cut.
"""
import socket
import sys
import time

url, jar, csrf, mode, path = sys.argv[1:]
host, port = url.removeprefix("http://").split(":")
cookies = [line.split("\t") for line in open(jar) if line.count("\t") == 6]
cookie = "; ".join(f"{c[5]}={c[6].strip()}" for c in cookies)
data = open(path, "rb").read()
s = socket.create_connection((host, int(port)))
s.settimeout(20)


def chunk(part):
    s.sendall(b"%x\r\n%s\r\n" % (len(part), part))


def answers(text):
    """The chunks of a body as far as they are there, joined; and whether the last one is among them."""
    out, rest = b"", text.partition(b"\r\n\r\n")[2]
    while b"\r\n" in rest:
        size, _, rest = rest.partition(b"\r\n")
        if int(size, 16) == 0:
            return out, True
        if len(rest) < int(size, 16) + 2:
            break
        out, rest = out + rest[: int(size, 16)], rest[int(size, 16) + 2 :]
    return out, False


s.sendall(
    f"POST /api/v1/reports HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: {cookie}\r\nX-CSRF-Token: {csrf}\r\n"
    "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
)
if mode == "gone":
    for at in range(0, len(data) // 2, 50000):
        chunk(data[at : at + 50000])
    s.close()
    sys.exit()
lines = data.splitlines(keepends=True)
first, rest, text = lines[:7], lines[7:], b""
# The eighth line begins before the pause and ends after it.
chunk(b"".join(first) + rest[0][:40])
begin = time.monotonic()
while answers(text)[0].count(b"\n") < len(first):
    text += s.recv(65536)
print(f"answered after {time.monotonic() - begin:.2f} s", file=sys.stderr)
chunk(rest[0][40:] + b"".join(rest[1:]))
s.sendall(b"0\r\n\r\n")
while not answers(text)[1]:
    text += s.recv(65536)
sys.stdout.write(answers(text)[0].decode())
