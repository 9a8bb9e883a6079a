/* SPDX-License-Identifier: Apache-2.0 */
/* yaml.h -- a bounded, plain subset of YAML (packs, rules, settings) read into the same tree as JSON.
 *
 * The subset: one document of mappings, sequences and scalars.  Refused, with line and column: anchors,
 * aliases, tags and directives (a reader would have to follow what the author did not write down), a
 * second document, a key that is no scalar, a key named twice, NUL, bytes that are not UTF-8, and
 * whatever passes LIMIT_YAML_BYTES, LIMIT_YAML_DEPTH, LIMIT_YAML_NODES or LIMIT_YAML_MEMBERS.
 *
 * Every scalar is a JSON_STRING, whatever it looks like: `no` is the two letters (Norway is safe), and
 * `1.10` keeps its zero.  Who wants a number or a truth value converts with the calls below.  The one
 * exception is a plain scalar of no length (`key:` with nothing after it), which is JSON_NULL.
 *
 * In each node `at` is the line and `end` the column where the value begins, both from 1.  A member's
 * value stands at its own place, not at its key's.
 */
#ifndef FORMAT_YAML_H
#define FORMAT_YAML_H

#include "format/json.h"

/* The whole of ${in} as one tree in ${a}, which owns every byte of it (${in} may go).
 * An input without a document gives JSON_NULL.  O(n) but for the keys of one mapping. */
int yaml_parse(struct arena *a, struct str in, struct json **out, struct err *e) MUST_USE;

/* Scalars as what they look like.  False, and ${out} left alone, for anything else or NULL. */
bool yaml_bool(const struct json *v, bool *out); /* true and false only, lower case */
bool yaml_i64(const struct json *v, int64_t *out); /* decimal digits with an optional sign */

#endif
