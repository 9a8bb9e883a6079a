# SPDX-License-Identifier: Apache-2.0
"""post.py HOST:PORT SECONDS FILE: report ever new hosts on several connections; each host that was acknowledged with
201 or 200 goes to FILE.  Anything else (a connection cut, 503) is no acknowledgement, and is tried again once."""
import http.client, json, sys, threading, time, uuid

where, seconds, out = sys.argv[1], float(sys.argv[2]), open(sys.argv[3], 'w')
lock = threading.Lock()
end = time.monotonic() + seconds


def post(n):
    connection, k = None, 0
    while time.monotonic() < end:
        k += 1
        host = f'kill-{n}-{k}.example'
        body = json.dumps({'xarf_version': '4.2.0', 'report_id': str(uuid.uuid4()), 'timestamp': '2026-11-21T08:30:00Z',
                           'reporter': {'org': 'T', 'contact': 'a@t.example', 'domain': 't.example'},
                           'sender': {'org': 'T', 'contact': 'a@t.example', 'domain': 't.example'},
                           'source_identifier': host, 'category': 'content', 'type': 'phishing',
                           'evidence_source': 'automated_scan', 'url': f'https://{host}/x.php'})
        for attempt in (1, 2):
            try:
                connection = connection or http.client.HTTPConnection(where, timeout=10)
                connection.request('POST', '/api/v1/reports', body, {'Content-Type': 'application/json'})
                answer = connection.getresponse()
                answer.read()
                if answer.status in (200, 201):
                    with lock:
                        out.write(host + '\n')
                    break
            except (OSError, http.client.HTTPException):
                connection = None
            time.sleep(0.05)


threads = [threading.Thread(target=post, args=(n,)) for n in range(8)]
for t in threads:
    t.start()
for t in threads:
    t.join()
out.close()
