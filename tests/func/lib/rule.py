#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Names made by rule, and what must be said of each, worked out here and not by the program.

  rule.py make SEED COUNT PSL SERVICES OUT   write OUT/names.txt (one input a line) and OUT/want.json
  rule.py identity OUT ANSWERS               compare with the lines of 'identify --json'
  rule.py reports OUT                        write OUT/reports.ndjson and OUT/facts.jsonl
  rule.py harm OUT CASES                     judge the proposals in the lines of 'case list --json'

Python's standard library and a public suffix list; nothing of the program's own but the names of its services list,
below which it may split further.  Every name is random, so no list of anybody's can have it.
"""
import ipaddress
import json
import random
import sys
import unicodedata
import uuid


# ---- the public suffix list, read by its own description
class Psl:
    def __init__(self, path):
        self.rules, section = {}, "icann"
        for line in open(path, encoding="utf-8"):
            line = line.strip()
            if "===BEGIN PRIVATE" in line:
                section = "private"
            if "===BEGIN ICANN" in line:
                section = "icann"
            if not line or line.startswith("//"):
                continue
            rule = line.split()[0]
            mark = "!" if rule.startswith("!") else ""
            rule = ".".join(a_label(x) for x in rule.lstrip("!").split("."))
            self.rules[mark + rule] = section

    def labels(self, host, sections):
        """How many labels of the host are its suffix."""
        v = host.split(".")
        best = 1
        for i in range(len(v)):
            tail = v[i:]
            name = ".".join(tail)
            if self.rules.get("!" + name) in sections:
                return len(tail) - 1
            star = ".".join(["*"] + tail[1:])
            if self.rules.get(name) in sections or (len(tail) > 1 and self.rules.get(star) in sections):
                best = max(best, len(tail))
        return best

    def split(self, host):
        v = host.split(".")
        icann = self.labels(host, {"icann"})
        both = self.labels(host, {"icann", "private"})
        registrable = ".".join(v[-icann - 1:]) if len(v) > icann else None
        private = both if both > icann or self.private_rule(host, both) else 0
        return registrable, private

    def private_rule(self, host, n):
        tail = host.split(".")[-n:]
        return "private" in (self.rules.get(".".join(tail)), self.rules.get(".".join(["*"] + tail[1:])))


def a_label(label):
    label = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", label).lower())
    return label if label.isascii() else "xn--" + label.encode("punycode").decode()


def host_of(unicode_host):
    return ".".join(a_label(x) for x in unicode_host.split("."))


# ---- random parts
CONSONANTS = "bdfghjklmnpqrtvwxz"
SCRIPTS = ["äöüéñçøå", "бгджзклмнпрстф", "日本語東京銀行口座", "αβγδεζηθ", "가나다라마바사"]


def label(r, n=None):
    """A word nobody has: never a place, a brand, a service's word or a top-level domain."""
    return "q" + "".join(r.choice(CONSONANTS) for _ in range(n or r.randint(7, 14))) + "q"


def idn_label(r):
    script = r.choice(SCRIPTS)
    extra = "".join(r.choice(script) for _ in range(r.randint(3, 6)))
    # one script a label, as registries have it; Latin with its own letters
    return label(r, 4) + extra if script is SCRIPTS[0] else extra


def path(r):
    return r.choice(["", "/", "/x", "/a/b/c.html", "/?q=1", "/login#top", "/wp-content/x.php?id=2", "/~user/x", "/%2e%2e/x",
                     "/http://other.example/", "/@other.example", "//other.example/x"])


def ip_spelling(r, v4):
    n = int(ipaddress.IPv4Address(v4))
    b = list(ipaddress.IPv4Address(v4).packed)
    return r.choice([v4, str(n), hex(n), "0x%02x.0x%02x.0x%02x.0x%02x" % tuple(b), "0%o.0%o.0%o.0%o" % tuple(b),
                     "%d.%d" % (b[0], n & 0xffffff), "%d.%d.%d" % (b[0], b[1], n & 0xffff), "0X%X" % n,
                     "%d.%d.%d.0x%x" % tuple(b), "0%o" % n, v4 + ".", "".join(chr(0xff10 + int(c)) if c.isdigit() else c for c in v4)])


# ---- the same host, written differently; each is what a browser takes for that host
def upper(r, h):
    return "".join(c.upper() if r.random() < 0.5 and c.isascii() else c for c in h)


def wide(r, h):
    return "".join(chr(ord(c) + 0xfee0) if c.isascii() and c.isalnum() and r.random() < 0.3 else c for c in h)


def percent(r, h):
    return "".join("%%%02x" % ord(c) if c.isascii() and c.isalnum() and r.random() < 0.3 else c for c in h)


def odd_dots(r, h):
    return "".join(r.choice("。．｡.") if c == "." else c for c in h)


HOST_FORMS = [lambda r, h: h, lambda r, h: h, upper, wide, odd_dots]
URL_FORMS = [
    lambda r, h: "http://" + h + path(r),
    lambda r, h: "https://" + h + path(r),
    lambda r, h: "HTTPS://" + h + path(r),
    lambda r, h: "hxxp://" + h.replace(".", "[.]") + path(r),
    lambda r, h: "hxxps[:]//" + h.replace(".", "(.)") + "/x",
    lambda r, h: "http://" + h + ":%d" % r.randint(1, 65535) + r.choice(["", "/x"]),
    lambda r, h: "http://" + h + "./x",
    lambda r, h: "http://user:secret@" + h + "/x",
    lambda r, h: "http://www.bank.example@" + h + "/x",
    lambda r, h: "http://www.bank.example:80@" + h + "/x",
    lambda r, h: "http://a@b@" + h + "/x",
    lambda r, h: "http:\\\\" + h + "\\x",
    lambda r, h: "http://" + h + "\\@www.bank.example/",
    lambda r, h: "http://" + h + "?next=http://www.bank.example/",
    lambda r, h: "http://" + h + "#@www.bank.example/",
    lambda r, h: "http:///" + h + "/x",
    lambda r, h: "http:" + h + "/x",
    lambda r, h: "http:/" + h + "/x",
    lambda r, h: "//" + h + "/x",
    lambda r, h: "http://" + percent(r, h) + "/x",
    lambda r, h: "ht\ttp://" + h[:2] + "\t" + h[2:] + "/x",
]
BARE_FORMS = [lambda r, h: h, lambda r, h: h + ".", lambda r, h: "  " + h + " ", lambda r, h: h.replace(".", "[.]"), lambda r, h: h + "/x"]


def write(r, h):
    h = r.choice(HOST_FORMS)(r, h)
    return r.choice(URL_FORMS)(r, h) if r.random() < 0.75 else r.choice(BARE_FORMS)(r, h)


# ---- kinds of things; each gives (input, host as A-labels or None, class)
def kinds(psl):
    private = sorted(k.lstrip("*.") for k, v in psl.rules.items() if v == "private" and not k.startswith("!"))
    # onion and arpa are in the list, and are not for anybody to register under
    icann = sorted(k for k, v in psl.rules.items() if v == "icann" and not k.startswith("!") and k.split(".")[-1] not in ("onion", "arpa"))
    stars = sorted(k[2:] for k in icann if k.startswith("*."))
    plain = [k for k in icann if not k.startswith("*.")]
    top = [k for k in plain if "." not in k]
    deep = [k for k in plain if k.count(".") >= 2] or [k for k in plain if "." in k]

    def tenant(r):
        h = ".".join([label(r) for _ in range(r.randint(1, 3))] + [r.choice(private)])
        return write(r, h), h, "tenant"

    def bare_platform(r):
        h = r.choice(private)
        return write(r, h), h, "bare"

    def bare_suffix(r):
        h = r.choice(plain)
        return r.choice(BARE_FORMS[:3])(r, h), h, "bare"

    def domain(r):
        h = ".".join([label(r) for _ in range(r.randint(1, 4))] + [r.choice(plain)])
        return write(r, h), h, "domain"

    def below_place(r):
        h = ".".join([label(r) for _ in range(r.randint(1, 3))] + [r.choice(deep)])
        return write(r, h), h, "domain"

    def star(r):
        h = ".".join([label(r) for _ in range(r.randint(1, 3))] + [r.choice(stars)])
        return write(r, h), h, "domain"

    def idn(r):
        u = ".".join([idn_label(r) for _ in range(r.randint(1, 2))] + [r.choice(plain)])
        h = host_of(u)
        return write(r, r.choice([u, h, u.upper() if u.upper().lower() == u else u])), h, "domain"

    def v4(r):
        a = str(ipaddress.IPv4Address(r.randint(0x01000000, 0xdfffffff)))
        s = ip_spelling(r, a)
        u = r.choice(["http://%s/x", "%s", "https://%s:8443/x", "http://u@%s/"]) % s
        if "/" not in u and u.isdigit():
            u = "http://%s/" % s
        return u, a, "ip"

    def v6(r):
        a = ipaddress.IPv6Address((0x2a00 << 112) | r.getrandbits(96))
        s = r.choice([str(a), a.exploded, str(a).upper()])
        return r.choice(["http://[%s]/x", "http://[%s]:8080/", "%s"]) % s, str(a), "ip"

    def user_page(r):
        h = ".".join([label(r) for _ in range(r.randint(1, 2))] + [r.choice(plain)])
        return "http://" + h + r.choice(["/~%s/", "/%%7E%s/x.php", "/~%s"]) % label(r), h, "folder"

    def popular(r):
        h = label(r) + "." + r.choice(plain)
        return write(r, h), h, "popular"

    def own(r):
        h = "secure-login-" + label(r) + "." + r.choice([k for k in plain if "." not in k])
        return "http://" + h + "/login", h, "own"

    def long_label(r):
        n = r.choice([62, 63, 64, 65])
        h = label(r, n - 2) + "." + r.choice(top)
        return "http://" + h + "/x", h if n <= 63 else None, "domain"

    def long_host(r):
        n = r.randint(40, 60)
        h = ".".join([label(r, n) for _ in range(r.randint(3, 6))] + [r.choice(top)])
        return "http://" + h + "/x", h if len(h) <= 253 else None, "domain"

    def onion(r):
        h = "".join(r.choice("abcdefghijklmnopqrstuvwxyz234567") for _ in range(56)) + ".onion"
        return r.choice(["http://%s/x", "%s", "www.%s"]) % h, h, "name"

    def eth(r):
        h = label(r) + ".eth"
        return r.choice(["%s", "http://%s/", "sub.%s"]) % h, h, "name"

    def single(r):
        return r.choice(["http://%s/x", "%s"]) % label(r), None, "single"

    def broken(r):
        h = label(r)
        return r.choice(["http://%s..com/x" % h, "http://.%s.com/" % h, "http://%s com/" % h,
                         "http://[%s]/" % h, "http://1.2.3.%s.999/" % h, "http://256.1.1.1/", "http://1.2.3.4.5/",
                         "http://%%00%s.com/" % h, "http://%s%%2f.com/" % h, "http:///", "http://%s<b>.com/" % h]), None, "broken"

    return [(tenant, 8), (bare_platform, 3), (bare_suffix, 2), (domain, 6), (below_place, 3), (user_page, 2), (popular, 2), (own, 1), (star, 1 if stars else 0), (idn, 3), (v4, 4), (v6, 2),
            (long_label, 1), (long_host, 1), (onion, 1), (eth, 1), (single, 1), (broken, 2)]


def make(seed, count, psl_path, services, out):
    r = random.Random(seed)
    psl = Psl(psl_path)
    known = {line.split("\t")[0].split("/")[0] for line in open(services, encoding="utf-8") if line.strip() and line[0] != "#"}
    table = kinds(psl)
    makers = [m for m, w in table for _ in range(w)]
    seen, want = set(), []
    while len(want) < count:
        text, host, cls = r.choice(makers)(r)
        if "\n" in text or text in seen:
            continue
        seen.add(text)
        w = {"input": text, "class": cls, "host": host}
        if cls not in ("ip", "name", "single", "broken") and host:
            v = host.split(".")
            w["registrable"], private = psl.split(host)
            w["platform"] = ".".join(v[-private:]) if private else None
            w["tenant"] = ".".join(v[-private - 1:]) if private and len(v) > private else None
            # "*.x" makes all below x suffixes; x itself is then nobody's either, whatever else the list says
            w["above"] = "*." + (w["tenant"] or "") in psl.rules
            w["split_further"] = any(host == k or host.endswith("." + k) for k in known)
        want.append(w)
    with open(out + "/names.txt", "w", encoding="utf-8", newline="\n") as f:
        f.writelines(w["input"] + "\n" for w in want)
    json.dump(want, open(out + "/want.json", "w", encoding="utf-8"), ensure_ascii=False)


# ---- what must be said
def identity_of(w, a):
    """Why the answer is wrong, or None."""
    site, cls, host = a.get("site"), w["class"], w["host"]
    if cls == "single":
        return None if a.get("error") or a.get("site_kind") not in ("domain", "tenant") else f"a single label is a {a.get('site_kind')}"
    if host is None:
        return None if a.get("error") else f"taken for {site!r}"
    if a.get("error"):
        return "refused: " + a["error"]
    if cls == "ip":
        try:
            same = ipaddress.ip_address(site) == ipaddress.ip_address(host)
        except ValueError:
            same = False
        return None if same else f"{site!r} is not {host}"
    if cls == "name":
        return None if site == host else f"{site!r} is not {host!r}"
    site_host = site.split("/")[0]
    if w["registrable"] and not (site_host == w["registrable"] or site_host.endswith("." + w["registrable"])):
        return f"{site!r} is not {w['registrable']!r} nor below it"
    if w["registrable"] and a.get("registrable_domain") != w["registrable"]:
        return f"registrable {a.get('registrable_domain')!r}, not {w['registrable']!r}"
    if w["split_further"]:
        if w["platform"] and (w["platform"] == site_host or w["platform"].endswith("." + site_host)) and a["site_kind"] not in ("platform", "suffix") and not ("/" in site and a["site_kind"] == "tenant"):
            return f"{site!r} is no customer's: {w['platform']!r} is shared"
        return None
    if w["above"] and (site, a["site_kind"]) == (w["tenant"], "platform"):
        return None
    if w["tenant"]:
        return None if (site, a["site_kind"]) == (w["tenant"], "tenant") else f"{site!r} ({a['site_kind']}), not the tenant {w['tenant']!r}"
    if w["platform"] and "/" in site and any(x.split("-")[0] in ("s3", "oss", "cos") and not x.startswith("s3-website")
                                            for x in w["platform"].split(".")):
        return None if site_host == w["platform"] and a["site_kind"] == "tenant" else f"{site!r} is no bucket of {w['platform']!r}"
    if w["platform"]:
        return None if (site, a["site_kind"]) == (w["platform"], "platform") else f"{site!r} ({a['site_kind']}), not the bare platform"
    if not w["registrable"]:
        return None if (site, a["site_kind"]) == (host, "suffix") else f"{site!r} ({a['site_kind']}), not the bare suffix"
    return None if (site, a["site_kind"]) == (w["registrable"], "domain") else f"{site!r} ({a['site_kind']}), not {w['registrable']!r}"


def identity(out, answers):
    want = json.load(open(out + "/want.json", encoding="utf-8"))
    got = [json.loads(x) for x in open(answers, encoding="utf-8")]
    bad = [] if len(got) == len(want) else [f"{len(got)} answers to {len(want)} names"]
    for w, a in zip(want, got):
        why = identity_of(w, a)
        if why:
            bad.append(f"{w['input']!r} ({w['class']}): {why}")
    return bad


def reports(out):
    """Everything that can be said against each, and facts that lie: all of it was registered yesterday."""
    want = json.load(open(out + "/want.json", encoding="utf-8"))
    who = {"org": "Somebody", "contact": "reports@reporter.example", "domain": "reporter.example"}
    proof = [{"content_type": t, "description": d, "payload": "iVBORw0KGgo="} for t, d in
             (("image/png", "screenshot"), ("text/html", "the page"), ("message/rfc822", "the lure"), ("text/plain", "what was seen"))]
    with open(out + "/reports.ndjson", "w", encoding="utf-8") as f:
        for w in want:
            d = {"xarf_version": "4.2.0", "report_id": str(uuid.uuid5(uuid.NAMESPACE_DNS, w["input"])), "timestamp": "2026-11-21T10:00:00Z",
                 "reporter": who, "sender": who, "source_identifier": w["host"] or "x", "category": "content", "type": "phishing",
                 "url": w["input"], "evidence_source": "automated_scan", "evidence": proof, "target_brand": "Somebody",
                 "whois": {"created_date": "2026-11-20T00:00:00Z", "registrar": "Somebody"}}
            f.write(json.dumps(d, ensure_ascii=False) + "\n")
    # False for what is shared or popular; true for "own", where a whole name may be taken: else this test sees nothing.
    young, ranks = set(), {}
    for w in want:
        if w["class"] in ("tenant", "bare", "folder", "popular", "own") and w["host"]:
            young |= {x for x in (w["host"], w.get("registrable"), w.get("platform"), w.get("tenant")) if x and "." in x}
        if w["class"] in ("folder", "own") and w.get("registrable"):
            ranks[w["registrable"]] = 900000
        if w["class"] == "popular" and w.get("registrable"):
            ranks[w["registrable"]] = 1 + len(ranks) % 5000
    with open(out + "/facts.jsonl", "w", encoding="utf-8") as f:
        for x in sorted(young):
            f.write(json.dumps({"fact": "registration", "subject": x, "seen_at": "2026-11-21T09:00:00Z", "source": "test", "found": True,
                                "registered_at": "2026-11-20T00:00:00Z", "registrar": {"name": "Example Registrar", "iana_id": 9999}}) + "\n")
        for x, rank in sorted(ranks.items()):
            f.write(json.dumps({"fact": "popularity", "subject": x, "seen_at": "2026-11-21T09:00:00Z", "source": "test", "rank": rank,
                                "list_size": 1000000}) + "\n")


WHOLE = ("host", "domain", "zone", "ip", "prefix", "network")


def harm(out, cases):
    """No hard step on a whole name, host or address: they are shared, popular, or nothing true is known of them."""
    want = json.load(open(out + "/want.json", encoding="utf-8"))
    shared = {w["platform"] for w in want if w.get("platform")} | {w["host"] for w in want if w["class"] == "bare"}
    own = {w["registrable"] for w in want if w["class"] == "own"}
    bad, judged, taken = [], 0, 0
    for line in open(cases, encoding="utf-8"):
        c = json.loads(line)
        p = c.get("proposal")
        if not p or p.get("soft"):
            continue
        judged += 1
        unit = p["effect_unit"]
        whole = unit in WHOLE or p["role"] in ("registrar", "registry", "reseller")
        if c["site"] in own:
            taken += whole
        elif whole:
            bad.append(f"{c['site']} ({c['site_kind']}): {p['action']} by {p['role']} on the {unit}")
        elif unit == "site" and (c["site_kind"] != "tenant" or c["site"] in shared):
            bad.append(f"{c['site']} ({c['site_kind']}): {p['action']} by {p['role']} on the whole site")
    if judged < len(want) // 20 or taken < len(own) // 2:
        bad.append(f"only {judged} hard steps were judged, and {taken} of {len(own)} names of one holder taken: the test sees nothing")
    return bad


def main():
    what, a = sys.argv[1], sys.argv[2:]
    if what == "make":
        make(int(a[0]), int(a[1]), *a[2:5])
        return 0
    if what == "reports":
        reports(a[0])
        return 0
    bad = identity(*a) if what == "identity" else harm(*a)
    for line in bad[:40]:
        print(line)
    print(f"{len(bad)} wrong")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
