# SPDX-License-Identifier: Apache-2.0
"""valid.py OPENAPI SCHEMA <JSON: is it what the server's own OpenAPI document says? The words of JSON Schema that
ours use, and no others: an unknown word is an error, so that nothing is checked by half."""
import json, re, sys

KNOWN = {'type', 'required', 'properties', 'additionalProperties', 'items', 'enum', 'pattern', 'minimum', 'maximum',
         'minItems', 'maxItems', 'maxLength', 'anyOf', 'allOf', '$ref', 'description'}
TYPES = {'object': dict, 'array': list, 'string': str, 'boolean': bool, 'null': type(None)}


def is_type(v, name):
    if name in ('integer', 'number'):
        return isinstance(v, int if name == 'integer' else (int, float)) and not isinstance(v, bool)
    return isinstance(v, TYPES[name])


def faults(v, s, root, at='$'):
    if set(s) - KNOWN:
        yield f'{at}: the schema says {set(s) - KNOWN}, which this check does not know'
    if '$ref' in s:
        yield from faults(v, root['components']['schemas'][s['$ref'].rsplit('/', 1)[1]], root, at)
    for part in s.get('allOf', []):
        yield from faults(v, part, root, at)
    if 'anyOf' in s and all(list(faults(v, part, root, at)) for part in s['anyOf']):
        yield f'{at}: none of the forms it may have'
    names = s.get('type', [])
    names = [names] if isinstance(names, str) else names
    if names and not any(is_type(v, n) for n in names):
        yield f'{at}: {type(v).__name__}, not {names}'
        return
    if 'enum' in s and v not in s['enum']:
        yield f'{at}: not one of {s["enum"]}'
    if isinstance(v, str):
        if 'pattern' in s and not re.search(s['pattern'], v):
            yield f'{at}: {v!r} does not match {s["pattern"]}'
        if len(v) > s.get('maxLength', len(v)):
            yield f'{at}: too long'
    if is_type(v, 'number') and not s.get('minimum', v) <= v <= s.get('maximum', v):
        yield f'{at}: {v} out of range'
    if isinstance(v, list):
        if not s.get('minItems', 0) <= len(v) <= s.get('maxItems', len(v)):
            yield f'{at}: {len(v)} items'
        for i, x in enumerate(v):
            yield from faults(x, s.get('items', {}), root, f'{at}[{i}]')
    if isinstance(v, dict):
        for name in s.get('required', []):
            if name not in v:
                yield f'{at}: lacks {name}'
        for name, x in v.items():
            if name in s.get('properties', {}):
                yield from faults(x, s['properties'][name], root, f'{at}.{name}')
            elif s.get('additionalProperties') is False:
                yield f'{at}: has {name}, which is not in the schema'


root = json.load(open(sys.argv[1]))
found = list(faults(json.load(sys.stdin), root['components']['schemas'][sys.argv[2]], root))
print('\n'.join(found[:20]), file=sys.stderr)
sys.exit(bool(found))
