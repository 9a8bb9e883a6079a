# SPDX-License-Identifier: Apache-2.0
# A registry for tests: EPP over TLS (RFC 5730, 5731, 5734) for a few names, one session after the other.
#   epp-server.py CERT KEY LOG [SCHEMA-FOLDER]   prints its port; ends with its standard input.
# With SCHEMA-FOLDER each command is checked against the RFCs' schemas by xmllint before it is answered.
import re, socket, ssl, struct, subprocess, sys, threading, os, tempfile
import xml.etree.ElementTree as ET
from xml.sax.saxutils import escape

EPP, DOM = 'urn:ietf:params:xml:ns:epp-1.0', 'urn:ietf:params:xml:ns:domain-1.0'
cert, key, log = sys.argv[1:4]
schemas = sys.argv[4] if len(sys.argv) > 4 else None
domains = {'shop.example': {'ok'}, 'locked.example': {'serverUpdateProhibited'}, 'held.example': {'clientHold'}, 'slow.example': {'ok'}}
queue = [('7', 'a transfer was asked for <shop.example>'), ('8', 'the change of slow.example is done')]
lock = threading.Lock()

def note(text):
    with open(log, 'a') as f:
        f.write(text + '\n')

def valid(xml):
    if not schemas:
        return True
    with tempfile.NamedTemporaryFile(suffix='.xml') as f:
        f.write(xml)
        f.flush()
        r = subprocess.run(['xmllint', '--noout', '--nonet', '--schema', os.path.join(schemas, 'all.xsd'), f.name], capture_output=True, text=True)
        if r.returncode:
            note('INVALID ' + r.stderr.replace('\n', ' '))
        return r.returncode == 0

def wrap(inner):
    return f'<?xml version="1.0" encoding="UTF-8"?><epp xmlns="{EPP}">{inner}</epp>'

def result(code, ref, text='', data='', queued=''):
    return wrap(f'<response><result code="{code}"><msg>{text or code}</msg></result>{queued}{data}'
                f'<trID>{f"<clTRID>{escape(ref)}</clTRID>" if ref else ""}<svTRID>SV-{code}</svTRID></trID></response>')

def answer(xml, session):
    root = ET.fromstring(xml)
    if root.find(f'{{{EPP}}}hello') is not None:
        return greeting()
    if not valid(xml):
        return result(2001, '', 'not valid by the schema')
    c = root.find(f'{{{EPP}}}command')
    ref = c.findtext(f'{{{EPP}}}clTRID') or ''
    verb = c[0].tag.split('}')[1]
    name = c.findtext(f'.//{{{DOM}}}name') or ''
    note(f'{verb} {name} {ref}'.strip() if verb != 'login' else 'login')
    if verb == 'login':
        good = c.findtext(f'.//{{{EPP}}}clID') == 'registrar-1' and c.findtext(f'.//{{{EPP}}}pw') == 'pa<ss&1'
        session['in'] = good
        return result(1000 if good else 2200, ref)
    if not session.get('in'):
        return result(2002, ref)
    if verb == 'logout':
        session['out'] = True
        return result(1500, ref)
    if verb == 'poll':
        op = c[0].get('op')
        if op == 'ack':
            if queue and queue[0][0] == c[0].get('msgID'):
                queue.pop(0)
            return result(1000, ref)
        if not queue:
            return result(1300, ref)
        i, text = queue[0]
        return result(1301, ref, queued=f'<msgQ count="{len(queue)}" id="{i}"><qDate>2026-11-20T10:00:00Z</qDate><msg>{escape(text)}</msg></msgQ>')
    if name not in domains:
        return result(2303, ref)
    status = domains[name]
    if verb == 'info':
        data = ''.join(f'<d:status s="{s}"/>' for s in sorted(status))
        return result(1000, ref, data=f'<resData><d:infData xmlns:d="{DOM}"><d:name>{name}</d:name><d:roid>R-1</d:roid>{data}<d:clID>registrar-1</d:clID><d:crDate>2020-05-05T00:00:00Z</d:crDate></d:infData></resData>')
    if verb == 'update':
        if 'serverUpdateProhibited' in status:
            return result(2304, ref, 'Object status prohibits operation')
        if name == 'slow.example':
            return result(1001, ref)
        for s in c.iter(f'{{{DOM}}}status'):
            pass
        add = c.find(f'.//{{{DOM}}}add')
        rem = c.find(f'.//{{{DOM}}}rem')
        for s in add if add is not None else ():
            status.add(s.get('s'))
        for s in rem if rem is not None else ():
            status.discard(s.get('s'))
        status.discard('ok')
        if not status:
            status.add('ok')
        note(f'now {name} {",".join(sorted(status))}')
        return result(1000, ref)
    return result(2101, ref)

def greeting():
    return wrap('<greeting><svID>Test registry</svID><svDate>2026-11-21T00:00:00Z</svDate><svcMenu><version>1.0</version><lang>en</lang>'
                f'<objURI>{DOM}</objURI></svcMenu><dcp><access><all/></access><statement><purpose><prov/></purpose><recipient><ours/></recipient>'
                '<retention><stated/></retention></statement></dcp></greeting>')

def send(s, text):
    b = text.encode()
    s.sendall(struct.pack('>I', len(b) + 4) + b)

def take(s, n):
    b = b''
    while len(b) < n:
        more = s.recv(n - len(b))
        if not more:
            raise EOFError
        b += more
    return b

def serve(raw):
    try:
        with context.wrap_socket(raw, server_side=True) as s:
            session = {}
            send(s, greeting())
            while not session.get('out'):
                n = struct.unpack('>I', take(s, 4))[0] - 4
                xml = take(s, n)
                with lock:
                    reply = answer(xml, session)
                send(s, reply)
    except (EOFError, OSError, ET.ParseError) as x:
        note(f'ended {type(x).__name__}')

context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(cert, key)
sock = socket.create_server(('127.0.0.1', 0))
print(sock.getsockname()[1], flush=True)
def accept():
    while True:
        s, _ = sock.accept()
        threading.Thread(target=serve, args=(s,), daemon=True).start()
threading.Thread(target=accept, daemon=True).start()
sys.stdin.read()
