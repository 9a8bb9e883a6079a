/* SPDX-License-Identifier: Apache-2.0 */
#include "format/yaml.h"

#include <stdio.h>
#include <yaml.h>

#include "base/limit.h"
#include "base/utf8.h"

struct reader {
	struct arena *a;
	yaml_parser_t yaml;
	yaml_event_t event; /* the one in hand */
	bool held; /* whether there is one */
	size_t nodes;
	struct err *e;
};

static int fail(struct reader *r, yaml_mark_t at, int code, const char *what)
{
	return err_set(r->e, code, "line %zu, column %zu: %s", at.line + 1, at.column + 1, what);
}

static int parser_fault(struct reader *r)
{
	const yaml_parser_t *y = &r->yaml;
	char q[QUOTE_ROOM(120)];
	yaml_mark_t at = y->problem_mark;

	if (y->error == YAML_MEMORY_ERROR)
		return err_nomem(r->e);
	if (y->error == YAML_READER_ERROR) {
		at.line = y->mark.line; /* the reader knows an offset only */
		at.column = y->mark.column;
	}
	return fail(
		r, at, BW_EPARSE, str_quote(str_of(y->problem ? y->problem : "not YAML"), 120, q));
}

static int next(struct reader *r)
{
	if (r->held)
		yaml_event_delete(&r->event);
	r->held = yaml_parser_parse(&r->yaml, &r->event) == 1;
	return r->held ? BW_OK : parser_fault(r);
}

static struct str text_of(const yaml_event_t *ev)
{
	return str_make((const char *)ev->data.scalar.value, ev->data.scalar.length);
}

/* What no node may carry. */
static int plain_node(struct reader *r)
{
	const yaml_event_t *ev = &r->event;
	const yaml_char_t *anchor = NULL, *tag = NULL;

	switch (ev->type) {
	case YAML_ALIAS_EVENT:
		return fail(r, ev->start_mark, BW_EPARSE,
			"an alias ('*') is not allowed; write the value out");
	case YAML_SCALAR_EVENT:
		anchor = ev->data.scalar.anchor;
		tag = ev->data.scalar.tag;
		break;
	case YAML_SEQUENCE_START_EVENT:
		anchor = ev->data.sequence_start.anchor;
		tag = ev->data.sequence_start.tag;
		break;
	case YAML_MAPPING_START_EVENT:
		anchor = ev->data.mapping_start.anchor;
		tag = ev->data.mapping_start.tag;
		break;
	default: break;
	}
	if (anchor)
		return fail(r, ev->start_mark, BW_EPARSE, "an anchor ('&') is not allowed");
	if (tag)
		return fail(r, ev->start_mark, BW_EPARSE, "a tag ('!') is not allowed");
	return BW_OK;
}

static int scalar_text(struct reader *r, struct str *out)
{
	struct str s = text_of(&r->event);

	if (str_find_byte(s, '\0', 0) != SIZE_MAX)
		return fail(r, r->event.start_mark, BW_EPARSE, "NUL character in a scalar");
	*out = arena_dup(r->a, s);
	return out->p ? BW_OK : err_nomem(r->e);
}

static int read_key(struct reader *r, const struct json *parent, struct str *key)
{
	char q[QUOTE_ROOM(60)], words[QUOTE_ROOM(60) + 40];
	struct str s;
	int rc = plain_node(r);

	if (rc)
		return rc;
	if (r->event.type != YAML_SCALAR_EVENT)
		return fail(r, r->event.start_mark, BW_EPARSE, "a key must be a plain word");
	s = text_of(&r->event);
	for (const struct json *m = parent->first; m; m = m->next)
		if (str_eq(m->key, s)) {
			(void)snprintf(
				words, sizeof(words), "'%s' is named twice", str_quote(s, 60, q));
			return fail(r, r->event.start_mark, BW_EPARSE, words);
		}
	return scalar_text(r, key);
}

static int read_value(struct reader *r, int depth, struct json *v);

static int read_list(struct reader *r, int depth, struct json *v)
{
	bool mapping = v->type == JSON_OBJECT;
	yaml_event_type_t close = mapping ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT;
	struct json **tail = &v->first;

	for (;;) {
		struct str key = { NULL, 0 };
		struct json *item;
		int rc = next(r);

		if (rc)
			return rc;
		if (r->event.type == close)
			return BW_OK;
		if (mapping && v->n >= LIMIT_YAML_MEMBERS)
			return fail(r, r->event.start_mark, BW_ELIMIT, "too many keys");
		if (mapping) {
			rc = read_key(r, v, &key);
			if (!rc)
				rc = next(r);
			if (rc)
				return rc;
		}
		item = ARENA_NEW(r->a, struct json);
		if (!item)
			return err_nomem(r->e);
		item->key = key;
		*tail = item;
		tail = &item->next;
		v->n++;
		rc = read_value(r, depth + 1, item);
		if (rc)
			return rc;
	}
}

/* The event in hand begins a node. */
static int read_value(struct reader *r, int depth, struct json *v)
{
	const yaml_event_t *ev = &r->event;
	int rc = plain_node(r);

	if (rc)
		return rc;
	v->at = ev->start_mark.line + 1;
	v->end = ev->start_mark.column + 1;
	if (++r->nodes > LIMIT_YAML_NODES)
		return fail(r, ev->start_mark, BW_ELIMIT, "too many values");
	if (ev->type == YAML_SCALAR_EVENT) {
		bool plain = ev->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;

		v->type = plain && ev->data.scalar.length == 0 ? JSON_NULL : JSON_STRING;
		return v->type == JSON_NULL ? BW_OK : scalar_text(r, &v->text);
	}
	if (depth >= LIMIT_YAML_DEPTH)
		return fail(r, ev->start_mark, BW_ELIMIT, "nested too deep");
	v->type = ev->type == YAML_MAPPING_START_EVENT ? JSON_OBJECT : JSON_ARRAY;
	return read_list(r, depth, v);
}

static int read_document(struct reader *r, struct json *v)
{
	int rc = next(r); /* stream start */

	if (!rc)
		rc = next(r);
	if (rc || r->event.type == YAML_STREAM_END_EVENT) {
		v->at = v->end = 1;
		return rc;
	}
	if (r->event.data.document_start.version_directive ||
		r->event.data.document_start.tag_directives.start !=
			r->event.data.document_start.tag_directives.end)
		return fail(r, r->event.start_mark, BW_EPARSE, "a directive ('%') is not allowed");
	rc = next(r);
	if (!rc)
		rc = read_value(r, 0, v);
	if (!rc)
		rc = next(r); /* document end */
	if (!rc)
		rc = next(r);
	if (!rc && r->event.type != YAML_STREAM_END_EVENT)
		return fail(
			r, r->event.start_mark, BW_EPARSE, "a second document; one file holds one");
	return rc;
}

/* Line and column of a byte, for what is refused before libyaml sees it. */
static yaml_mark_t mark_of(struct str in, size_t at)
{
	yaml_mark_t m = { .index = at };
	size_t start = 0;

	for (size_t i = 0; i < at && i < in.n; i++)
		if (in.p[i] == '\n') {
			m.line++;
			start = i + 1;
		}
	m.column = at - start;
	return m;
}

int yaml_parse(struct arena *a, struct str in, struct json **out, struct err *e)
{
	struct reader r = { .a = a, .e = e };
	struct json *v;
	size_t bad;
	int rc;

	if (in.n > LIMIT_YAML_BYTES)
		return err_set(
			e, BW_ELIMIT, "%zu bytes of YAML, more than %u", in.n, LIMIT_YAML_BYTES);
	bad = utf8_bad(in);
	if (bad != SIZE_MAX)
		return fail(&r, mark_of(in, bad), BW_EPARSE, "byte that is not UTF-8");
	v = ARENA_NEW(a, struct json);
	if (!v || !yaml_parser_initialize(&r.yaml))
		return err_nomem(e);
	yaml_parser_set_encoding(&r.yaml, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&r.yaml, (const unsigned char *)(in.p ? in.p : ""), in.n);
	rc = read_document(&r, v);
	if (r.held)
		yaml_event_delete(&r.event);
	yaml_parser_delete(&r.yaml);
	if (!rc)
		*out = v;
	return rc;
}

bool yaml_bool(const struct json *v, bool *out)
{
	if (!v || v->type != JSON_STRING)
		return false;
	if (str_is(v->text, "true"))
		*out = true;
	else if (str_is(v->text, "false"))
		*out = false;
	else
		return false;
	return true;
}

bool yaml_i64(const struct json *v, int64_t *out)
{
	return v && v->type == JSON_STRING && str_i64(v->text, out);
}
