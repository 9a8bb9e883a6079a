#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""logcheck.py LOG: reads a log from its files alone, with the standard library, and works out the same root.

Written from RFC 6962 and RFC 8785, not from the program: every entry is canonical JSON of the known fields, every
tile holds the hashes of what is below it, and the root is the checkpoint's.
"""
import base64
import hashlib
import json
import os
import struct
import sys

PUBLIC = {"action", "at", "case", "collateral", "decision", "effect", "event", "evidence", "format", "harm", "kind",
          "private", "report", "role", "type", "undoes", "v", "verdict"}


def group(n):
    parts = [f"{n % 1000:03d}"]
    while n >= 1000:
        n //= 1000
        parts.insert(0, f"x{n % 1000:03d}")
    return "/".join(parts)


def read(log, level, n, width):
    name = f"{log}/tile/{level}/{group(n)}" + ("" if width == 256 else f".p/{width}")
    with open(name, "rb") as f:
        return f.read()


def mth(h):
    """RFC 6962 2.1 over hashes of leaves or of complete subtrees."""
    if len(h) == 1:
        return h[0]
    k = 1
    while k * 2 < len(h):
        k *= 2
    return hashlib.sha256(b"\x01" + mth(h[:k]) + mth(h[k:])).digest()


def main():
    log = sys.argv[1]
    with open(f"{log}/checkpoint", encoding="utf-8") as f:
        origin, size, root = f.read().split("\n")[:3]
    size = int(size)
    leaves = []
    types = {}
    for n in range((size + 255) // 256):
        width = min(256, size - n * 256)
        data, at = read(log, "entries", n, width), 0
        here = []
        for _ in range(width):
            length = struct.unpack_from(">H", data, at)[0]
            entry = data[at + 2:at + 2 + length]
            at += 2 + length
            here.append(hashlib.sha256(b"\x00" + entry).digest())
            value = json.loads(entry)
            again = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
            assert again == entry, f"entry {len(leaves) + len(here) - 1} is not canonical: {entry!r}"
            assert set(value) <= PUBLIC, f"entry {len(leaves) + len(here) - 1} says {set(value) - PUBLIC}"
            types[value["type"]] = types.get(value["type"], 0) + 1
        assert at == len(data), f"bundle {n} is longer than its entries"
        assert b"".join(here) == read(log, 0, n, width), f"tile {n} is not that of its entries"
        leaves += here
    level, hashes = 0, leaves
    while len(hashes) >= 256:
        hashes = [mth(hashes[i:i + 256]) for i in range(0, len(hashes) // 256 * 256, 256)]
        level += 1
        for n in range((len(hashes) + 255) // 256):
            width = min(256, len(hashes) - n * 256)
            assert b"".join(hashes[n * 256:n * 256 + width]) == read(log, level, n, width), f"tile {level}/{n}"
    got = mth(leaves) if leaves else hashlib.sha256(b"").digest()
    assert base64.b64encode(got).decode() == root, "the root is another"
    strays = sum(len(f) for _, _, f in os.walk(f"{log}/tile"))
    print(f"{origin}: {size} entries, {strays} files, {json.dumps(types, sort_keys=True)}: the same root")


main()
