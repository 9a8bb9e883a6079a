/* SPDX-License-Identifier: Apache-2.0 */
/* json.h -- bounded, strict JSON (RFC 8259) in, canonical-looking JSON out.
 *
 * Reading: one pass, values in an arena, strings borrowed from the input where they hold no escape.
 * Refused, with line and column: bytes that are not UTF-8, lone surrogates, NUL in a string, a member
 * named twice (two readers would disagree about it), anything after the value, and whatever passes
 * LIMIT_JSON_DEPTH or LIMIT_JSON_NODES.  Numbers keep their text; nothing is rounded on the way.
 *
 * Writing: calls follow the structure; what would not be JSON (two keys, a missing value, an unclosed
 * object) makes the writer bad, never the output wrong.
 */
#ifndef FORMAT_JSON_H
#define FORMAT_JSON_H

#include "base/arena.h"
#include "base/buf.h"

enum json_type {
	JSON_NULL,
	JSON_FALSE,
	JSON_TRUE,
	JSON_NUMBER,
	JSON_STRING,
	JSON_ARRAY,
	JSON_OBJECT
};

struct json {
	enum json_type type;
	uint32_t n; /* elements or members */
	struct str key; /* name, where the parent is an object */
	struct str text; /* a string's value, a number's text */
	struct json *first; /* first element or member */
	struct json *next; /* next beside this one */
	size_t at, end; /* where it stood in the input: [at, end) */
};

#define JSON_EACH(item, parent) \
	for (const struct json *item = (parent) ? (parent)->first : NULL; item; item = item->next)

/* The whole of ${in} as one value in ${a}; ${in} must outlive it.  O(n). */
int json_parse(struct arena *a, struct str in, struct json **out, struct err *e) MUST_USE;
/* The same; where it fails, ${where} says the place and ${e} does not repeat it. */
struct json_where {
	size_t line, column; /* from 1; columns are bytes */
};
int json_parse_where(struct arena *a, struct str in, struct json **out, struct json_where *where,
	struct err *e) MUST_USE;

/* Looking in.  All take NULL and give NULL, an empty slice or false for what is not there. */
const struct json *json_get(const struct json *object, const char *name);
const struct json *json_get_str(const struct json *object, struct str name);
/* Text of a string member; p is NULL where it is missing or no string. */
struct str json_text(const struct json *object, const char *name);
bool json_i64(const struct json *v, int64_t *out); /* a number without fraction or exponent */
bool json_double(const struct json *v, double *out);
const char *json_type_name(enum json_type t);

/* Writing. */
struct jw {
	struct buf *b;
	uint64_t first; /* bit n: nothing written yet at depth n */
	uint64_t array; /* bit n: depth n is an array */
	int depth;
	bool key, pretty;
};

void jw_init(struct jw *w, struct buf *b);
void jw_object(struct jw *w);
void jw_array(struct jw *w);
void jw_end(struct jw *w); /* closes the innermost object or array */
void jw_key(struct jw *w, const char *name);
void jw_key_str(struct jw *w, struct str name);
/* Bytes that are not UTF-8 are written as U+FFFD. */
void jw_str(struct jw *w, struct str s);
void jw_z(struct jw *w, const char *z);
void jw_i64(struct jw *w, int64_t v);
void jw_u64(struct jw *w, uint64_t v);
void jw_double(struct jw *w, double v);
void jw_bool(struct jw *w, bool v);
void jw_null(struct jw *w);
/* A value already in JSON, such as the text of a number. */
void jw_raw(struct jw *w, struct str json);
void jw_value(struct jw *w, const struct json *v);
/* Shorter for members: key and value; a NULL slice writes null. */
void jw_kstr(struct jw *w, const char *key, struct str s);
void jw_kz(struct jw *w, const char *key, const char *z);
void jw_ki64(struct jw *w, const char *key, int64_t v);
void jw_kbool(struct jw *w, const char *key, bool v);
/* RFC 3339 in UTC; null for CLOCK_NONE. */
void jw_ktime(struct jw *w, const char *key, int64_t at_s);
/* 0 where everything is closed and the buffer is good. */
int jw_check(const struct jw *w, struct err *e) MUST_USE;

#endif
