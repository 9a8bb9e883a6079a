# SPDX-License-Identifier: Apache-2.0
"""hostile.py HOST:PORT: clients as they should not be.  Each check says what it expected; the server must go on
answering others meanwhile."""
import http.client, socket, sys, threading, time

host, port = sys.argv[1].split(':')
port = int(port)
faults = 0


def expect(what, good):
    global faults
    if not good:
        faults += 1
        print('hostile:', what, file=sys.stderr)


def talk(data, wait=5.0, portions=None):
    """Send, then read until the server closes or falls silent."""
    s = socket.create_connection((host, port), timeout=wait)
    got = b''
    try:
        for i in range(0, len(data), portions or len(data) or 1):
            s.sendall(data[i:i + (portions or len(data))])
        while True:
            part = s.recv(65536)
            if not part:
                break
            got += part
    except (OSError, TimeoutError):
        pass
    s.close()
    return got


def status(got):
    return got[9:12].decode() if got.startswith(b'HTTP/1.1 ') else 'none'


GET = b'GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
expect('one byte at a time is a request too', status(talk(GET, portions=1)) == '200')
two = GET.replace(b'Connection: close\r\n', b'') + GET
expect('two requests in one go are answered both', talk(two).count(b'HTTP/1.1 200') == 2)
mixed = GET.replace(b'/healthz', b'/api/v1/me').replace(b'Connection: close\r\n', b'') * 3 + GET
expect('several that core answers, in order', talk(mixed).count(b'HTTP/1.1 200') == 4)
for name, data, want in [
    ('garbage', b'\x16\x03\x01\x02\x00\x01\x00' * 20 + b'\r\n\r\n', '400'),
    ('no host', b'GET / HTTP/1.1\r\n\r\n', '400'),
    ('bare line feeds', b'GET / HTTP/1.1\nHost: a\n\n', '400'),
    ('length twice', b'POST /api/v1/reports HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx', '400'),
    ('length and chunked', b'POST /api/v1/reports HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nx', '400'),
    ('a bad chunk', b'POST /api/v1/reports HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', '400'),
    ('a head without end', b'GET / HTTP/1.1\r\nHost: a\r\n' + b'X: ' + b'a' * 20000, '431'),
    ('a thousand fields', b'GET / HTTP/1.1\r\nHost: a\r\n' + b'X: a\r\n' * 1000 + b'\r\n', '431'),
    ('a body that is announced too long', b'POST /api/v1/reports HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999\r\n\r\n', '413'),
    ('a form that is too long', b'POST /signin HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 2000000\r\n\r\n', '413'),
    ('a compressed body', b'POST /api/v1/reports HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx', '415'),
    ('another transfer coding', b'POST /api/v1/reports HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n', '501'),
]:
    expect(f'{name}: {status(talk(data))}, not {want}', status(talk(data)) == want)
chunky = b'POST /api/v1/reports HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n'
chunky += b''.join(b'%x\r\n%s\r\n' % (len(x), x) for x in (b'{', b'"a"', b':', b'1}')) + b'0\r\n\r\n'
expect('chunks in single bytes are a body', status(talk(chunky, portions=1)) == '422')
too_long = chunky[:chunky.index(b'\r\n\r\n') + 4].replace(b'/api/v1/reports', b'/signin') + b'100000\r\n' + b'x' * 0x100000 + b'\r\n10\r\n' + b'x' * 16
expect('chunks past the ceiling', status(talk(too_long)) == '413')
# stalled clients hold nobody up, and are sent away
stalled = [socket.create_connection((host, port)) for _ in range(300)]
for s in stalled:
    s.sendall(b'POST /api/v1/reports HTTP/1.1\r\nHo')
begin = time.monotonic()
expect('others are answered beside 300 stalled clients', status(talk(GET)) == '200' and time.monotonic() - begin < 3)
# 256 at once, each with a report
answers = []


def one(n):
    c = http.client.HTTPConnection(host, port, timeout=30)
    c.request('POST', '/api/v1/reports', '{"target": "https://busy-%d.example/x", "harm": "phishing"}' % n, {'Content-Type': 'application/json'})
    answers.append(c.getresponse().status)


threads = [threading.Thread(target=one, args=(n,)) for n in range(256)]
for t in threads:
    t.start()
for t in threads:
    t.join()
expect(f'256 at once: {len(answers)} answers, {set(answers)}', len(answers) == 256 and set(answers) == {201})
for s in stalled[:3]:
    s.settimeout(15)
    try:
        got = s.recv(4096)
    except OSError:
        got = b''
    expect('a head that does not come is answered with 408', status(got) == '408')
sys.exit(1 if faults else 0)
