# SPDX-License-Identifier: Apache-2.0
# messages.py SOURCE_ROOT: each message that a public page shows and a catalogue lacks, one a line.
import re
import sys
from pathlib import Path

ROOT = Path(sys.argv[1])
PAGES = "page pages draw signing passkeys provider_pages report_form track_page statement_page operators_page api_page figures_page ledger".split()
WORDS = ["HARM_CLASS", "EVIDENCE", "VERDICT", "ANSWER_KIND"]  # words for people in the third place
TEXTS = ["CASE_STATE", "MEASURE_STATE", "DECISION_STATE", "APPEAL_STATE", "NOTIFIER_STATE"]
STRING = r'"((?:[^"\\]|\\.)*)"'


def read(path):
    return (ROOT / path).read_text()


def wanted():
    for name in PAGES:
        for m in re.finditer(r"N_\(\s*((?:" + STRING + r"\s*)+)\)", read(f"src/web/{name}.c")):
            yield "".join(re.findall(STRING, m.group(1)))
    vocab = read("src/domain/vocab.def")
    for table in WORDS:
        yield from re.findall(rf'^{table}\(\w+, "[^"]*", "([^"]*)"', vocab, re.M)
    for table in TEXTS:
        yield from re.findall(rf'^{table}\(\w+, "([^"]*)"', vocab, re.M)
    yield from re.findall(r'\[ROLE_\w+\] = "([^"]*)"', read("src/domain/option.c"))
    yield from re.findall(r'^ACTION\(\w+, "[^"]*", "([^"]*)"', read("src/options/actions.def"), re.M)
    yield from re.findall(r'"[a-z]+",\s*"([^"]*)" }', read("src/appeal/review.c"))


def catalogue(path):
    have = {}
    for block in path.read_text().split("\n\n"):
        parts = re.search(r'^msgid ((?:"[^\n]*"\n?)+)msgstr ((?:"[^\n]*"\n?)+)', block, re.M)
        if parts and "#, fuzzy" not in block:
            key, text = ("".join(re.findall(STRING, p)) for p in parts.groups())
            have[key] = text
    return have


messages = sorted(set(wanted()))
for po in sorted((ROOT / "po").glob("*.po")):
    have = catalogue(po)
    if "X-Name: " not in have.get("", ""):
        print(f"{po.name}: no X-Name in the header")
    for message in messages:
        if not have.get(message):
            print(f"{po.name}: {message}")
print(len(messages), "messages", file=sys.stderr)
