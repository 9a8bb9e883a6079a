#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""baseline.py FILE OUT.db [SUFFIX_LIST] -- the plain Python pipeline that intake is measured against: json, host by
urllib and the idna codec, registrable domain by a dict of suffix rules, SQLite executemany in batches of 4,000 with
a unique key, one commit (and fsync) a batch.  Prints reports a second."""
import hashlib
import json
import os
import sqlite3
import sys
import time
from urllib.parse import urlsplit


def rules(path):
    out = set()
    if path and os.path.exists(path):
        with open(path, encoding="utf-8") as f:
            out = {line.split()[0] for line in f if line.strip() and not line.startswith("//")}
    return out


def site(host, suffixes):
    labels = host.split(".")
    for i in range(len(labels)):
        rest = ".".join(labels[i:])
        if rest in suffixes or "*." + ".".join(labels[i + 1:]) in suffixes:
            return ".".join(labels[max(i - 1, 0):])
    return ".".join(labels[-2:])


def main():
    suffixes = rules(sys.argv[3] if len(sys.argv) > 3 else "/usr/share/publicsuffix/public_suffix_list.dat")
    db = sqlite3.connect(sys.argv[2])
    db.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                     "CREATE TABLE report(key BLOB PRIMARY KEY, site TEXT, harm TEXT, raw BLOB) WITHOUT ROWID")
    batch, n, start = [], 0, time.time()

    def flush():
        with db:
            db.executemany("INSERT OR IGNORE INTO report VALUES(?, ?, ?, ?)", batch)
        batch.clear()

    with open(sys.argv[1], "rb") as f:
        for line in f:
            n += 1
            try:
                d = json.loads(line)
                host = urlsplit(d.get("url") or "//" + d["source_identifier"]).hostname or ""
                host = host.encode("idna").decode()
                key = hashlib.blake2b((d["report_id"] + host).encode(), digest_size=16).digest()
                batch.append((key, site(host, suffixes), d["category"] + "/" + d["type"], line))
            except (ValueError, KeyError, UnicodeError):
                continue
            if len(batch) >= 4000:
                flush()
    flush()
    print("%.0f" % (n / (time.time() - start)))


main()
