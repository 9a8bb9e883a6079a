#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""baseline.py FILE OUT.db [SUFFIX_LIST] -- the plain Python pipeline that intake is measured against: json, the host to
A-labels with idna, its registrable domain with publicsuffix2, SQLite executemany in batches of 4,000 with a unique key,
one commit (and fsync) a batch.  Where Debian's python3-idna and python3-publicsuffix2 are missing, the codec of the
standard library and a dict of suffix rules, which do less.  Prints reports a second, and which of the two it was."""
import hashlib
import json
import os
import sqlite3
import sys
import time
from urllib.parse import urlsplit

try:
    import idna
    import publicsuffix2
except ImportError:
    idna = publicsuffix2 = None


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


def splitter(path):
    """What makes an A-label name and its registrable domain of a host."""
    if idna:
        suffixes = publicsuffix2.PublicSuffixList(psl_file=open(path, encoding="utf-8"))

        def split(host):
            host = idna.encode(host, uts46=True).decode()
            return host, suffixes.get_sld(host)
    else:
        suffixes = rules(path)

        def split(host):
            host = host.encode("idna").decode()
            return host, site(host, suffixes)
    return split


def main():
    split = splitter(sys.argv[3] if len(sys.argv) > 3 else "/usr/share/publicsuffix/public_suffix_list.dat")
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
                host, registrable = split(host)
                key = hashlib.blake2b((d["report_id"] + host).encode(), digest_size=16).digest()
                batch.append((key, registrable, d["category"] + "/" + d["type"], line))
            except (ValueError, KeyError, UnicodeError):
                continue
            if len(batch) >= 4000:
                flush()
    flush()
    print("%.0f %s" % (n / (time.time() - start), "idna, publicsuffix2" if idna else "idna codec, suffixes in a dict"))


main()
