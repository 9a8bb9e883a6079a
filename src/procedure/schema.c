/* SPDX-License-Identifier: Apache-2.0 */
#include "procedure/schema.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/limit.h"
#include "domain/vocab.h"
#include "format/yaml.h"
#include "procedure/pack.h"

void fault_add(struct faults *f, size_t line, const char *fmt, ...)
{
	char text[400];
	va_list ap;

	f->n++;
	if (f->n > LIMIT_PACK_FAULTS)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	buf_printf(f->b, "line %zu: %s\n", line, text);
}

struct nearest {
	struct str got;
	const char *best;
	unsigned least;
};

static void try_word(struct nearest *n, const char *word)
{
	unsigned d = str_distance(n->got, str_of(word));

	/* the start of a longer word counts as near: host, hosting */
	if (d > 2 && n->got.n >= 3 && str_starts(str_of(word), n->got))
		d = 2;
	if (d < n->least) {
		n->least = d;
		n->best = word;
	}
}

static void unknown_word(struct faults *f, size_t line, const char *what, const struct nearest *n)
{
	char q[QUOTE_ROOM(60)];

	str_quote(n->got, 60, q);
	if (n->best)
		fault_add(f, line, "unknown %s '%s' (did you mean '%s'?)", what, q, n->best);
	else
		fault_add(f, line, "unknown %s '%s'", what, q);
}

static bool read_word(struct faults *f, const char *what, const struct json *v,
	const char *(*text)(int), int words, int *out)
{
	struct nearest n = { v->text, NULL, 4 };

	for (int i = 0; i < words; i++) {
		if (str_is(v->text, text(i))) {
			*out = i;
			return true;
		}
		try_word(&n, text(i));
	}
	unknown_word(f, v->at, what, &n);
	return false;
}

static bool read_role(struct faults *f, const struct json *v, role_set *out)
{
	int role;

	if (str_is(v->text, "any")) {
		*out |= ((role_set)1 << ROLE_COUNT) - 1;
		return true;
	}
	if (!read_word(f, "role", v, role_text, ROLE_COUNT, &role))
		return false;
	*out |= (role_set)1 << role;
	return true;
}

static void read_harm(struct faults *f, const struct json *v, uint64_t *out)
{
	struct nearest n = { v->text, NULL, 4 };
	uint64_t set = 0;

	for (int h = 0; h < HARM_COUNT; h++) {
		int c = harm_class_of(h);

		if (str_is(v->text, "any") ||
			(str_is(v->text, "dns-abuse") && harm_is_dns_abuse(h)) ||
			str_is(v->text, harm_text(h)) || str_is(v->text, harm_class_text(c)))
			set |= (uint64_t)1 << h;
		try_word(&n, harm_text(h));
		try_word(&n, harm_class_text(c));
	}
	if (str_is(v->text, "any"))
		set |= HARM_BIT_NONE;
	try_word(&n, "dns-abuse");
	try_word(&n, "any");
	if (!set)
		unknown_word(f, v->at, "harm", &n);
	*out |= set;
}

static bool country_ok(struct str s)
{
	return s.n == 2 && ch_upper(s.p[0]) && ch_upper(s.p[1]);
}

static bool tld_ok(struct str s)
{
	if (s.n < 2 || s.n > LIMIT_LABEL_BYTES)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!ch_lower(s.p[i]) && !ch_digit(s.p[i]) && s.p[i] != '-')
			return false;
	return true;
}

static bool item_ok(struct faults *f, const struct field *fd, const struct json *v)
{
	char q[QUOTE_ROOM(60)];

	if (v->type != JSON_STRING || v->text.n == 0) {
		fault_add(f, v->at, "'%s' holds %s, not text", fd->name,
			v->type == JSON_STRING ? "an empty text" : json_type_name(v->type));
		return false;
	}
	if (fd->kind == FIELD_COUNTRIES && !country_ok(v->text)) {
		fault_add(f, v->at,
			"'%s' is no country code; two capital letters, such as DE, or EU",
			str_quote(v->text, 60, q));
		return false;
	}
	if (fd->kind == FIELD_TLDS && !tld_ok(v->text)) {
		fault_add(f, v->at,
			"'%s' is no top-level domain; lower case without a dot, or gtld, cctld",
			str_quote(v->text, 60, q));
		return false;
	}
	return true;
}

/* The scalars of a field that takes one or several; NULL and a fault where it holds something else. */
static const struct json *items(
	struct faults *f, const struct field *fd, const struct json *v, size_t *n)
{
	*n = 1;
	if (v->type == JSON_STRING)
		return v;
	*n = v->n;
	if (v->type == JSON_ARRAY && v->n)
		return v->first;
	fault_add(f, v->at, "'%s' wants a word or a list of words, not %s", fd->name,
		v->type == JSON_ARRAY ? "an empty list" : json_type_name(v->type));
	return NULL;
}

static int parse_texts(struct arena *a, const struct field *fd, const struct json *v,
	struct list *out, struct faults *f, struct err *e)
{
	size_t n;
	const struct json *item = items(f, fd, v, &n);
	struct str *to;

	if (!item)
		return BW_OK;
	out->v = to = ARENA_ARRAY(a, struct str, n);
	if (!to)
		return err_nomem(e);
	for (size_t i = 0; i < n; i++, item = item->next)
		if (item_ok(f, fd, item))
			to[out->n++] = item->text;
	return BW_OK;
}

static void parse_set(const struct field *fd, const struct json *v, void *out, struct faults *f)
{
	size_t n;
	const struct json *item = items(f, fd, v, &n);

	for (size_t i = 0; item && i < n; i++, item = item->next) {
		if (item->type != JSON_STRING)
			fault_add(f, item->at, "'%s' wants words, not %s", fd->name,
				json_type_name(item->type));
		else if (fd->kind == FIELD_ROLES)
			(void)read_role(f, item, out);
		else
			read_harm(f, item, out);
	}
}

static void parse_scalar(const struct field *fd, const struct json *v, void *out, struct faults *f)
{
	char q[QUOTE_ROOM(60)];
	int64_t n;

	if (v->type != JSON_STRING || v->text.n == 0) {
		fault_add(f, v->at, "'%s' wants a single value, not %s", fd->name,
			v->type == JSON_STRING ? "an empty text" : json_type_name(v->type));
		return;
	}
	str_quote(v->text, 60, q);
	switch (fd->kind) {
	case FIELD_TEXT: *(struct str *)out = v->text; break;
	case FIELD_WORD: (void)read_word(f, fd->name, v, fd->text, fd->words, out); break;
	case FIELD_BOOL:
		if (!yaml_bool(v, out))
			fault_add(f, v->at, "'%s' is true or false, not '%s'", fd->name, q);
		break;
	case FIELD_COUNT:
		if (!yaml_i64(v, &n) || n < 0 || n > 100000)
			fault_add(f, v->at, "'%s' is a number from 0 to 100000, not '%s'", fd->name,
				q);
		else
			*(int *)out = (int)n;
		break;
	case FIELD_DATE:
		if (v->text.n != 10 || !clock_parse(v->text, out))
			fault_add(f, v->at, "'%s' is a date such as 2026-11-21, not '%s'", fd->name,
				q);
		break;
	default: break;
	}
}

static int parse_objects(struct arena *a, const struct field *fd, const struct json *v,
	struct list *out, struct faults *f, struct err *e)
{
	const struct schema *sub = fd->sub;
	char *to;

	if (v->type != JSON_ARRAY) {
		fault_add(f, v->at, "'%s' wants a list, not %s", fd->name, json_type_name(v->type));
		return BW_OK;
	}
	out->v = to = arena_array(a, v->n ? v->n : 1, sub->size);
	if (!to)
		return err_nomem(e);
	JSON_EACH (item, v) {
		int rc = schema_parse(a, sub, item, to + out->n * sub->size, f, e);

		if (rc)
			return rc;
		out->n++;
	}
	return BW_OK;
}

static int parse_field(struct arena *a, const struct field *fd, const struct json *v, void *out,
	struct faults *f, struct err *e)
{
	switch (fd->kind) {
	case FIELD_TEXTS:
	case FIELD_COUNTRIES:
	case FIELD_TLDS: return parse_texts(a, fd, v, out, f, e);
	case FIELD_OBJECT: return schema_parse(a, fd->sub, v, out, f, e);
	case FIELD_OBJECTS: return parse_objects(a, fd, v, out, f, e);
	case FIELD_ROLES:
	case FIELD_HARMS: parse_set(fd, v, out, f); return BW_OK;
	default: parse_scalar(fd, v, out, f); return BW_OK;
	}
}

static const struct field *field_named(const struct schema *s, struct str name)
{
	for (const struct field *fd = s->fields; fd->name; fd++)
		if (str_is(name, fd->name))
			return fd;
	return NULL;
}

void schema_preset(const struct schema *s, void *out)
{
	for (const struct field *fd = s->fields; fd->name; fd++) {
		char *to = (char *)out + fd->offset;

		if (fd->kind == FIELD_DATE)
			*(int64_t *)(void *)to = CLOCK_NONE;
		else if (fd->kind == FIELD_COUNT || fd->kind == FIELD_WORD)
			*(int *)(void *)to = fd->preset;
		else if (fd->kind == FIELD_OBJECT)
			schema_preset(fd->sub, to);
	}
}

int schema_parse(struct arena *a, const struct schema *s, const struct json *v, void *out,
	struct faults *f, struct err *e)
{
	schema_preset(s, out);
	if (v->type != JSON_OBJECT) {
		fault_add(f, v->at, "%s is a mapping of fields, not %s", s->what,
			json_type_name(v->type));
		return BW_OK;
	}
	JSON_EACH (m, v) {
		const struct field *fd = field_named(s, m->key);
		struct nearest n = { m->key, NULL, 4 };
		int rc;

		if (!fd) {
			for (fd = s->fields; fd->name; fd++)
				try_word(&n, fd->name);
			unknown_word(f, m->at, "field", &n);
			continue;
		}
		rc = parse_field(a, fd, m, (char *)out + fd->offset, f, e);
		if (rc)
			return rc;
	}
	for (const struct field *fd = s->fields; fd->name; fd++)
		if (fd->required && !json_get(v, fd->name))
			fault_add(f, v->at, "%s lacks '%s'", s->what, fd->name);
	return BW_OK;
}

bool schema_field_empty(const struct field *fd, const void *in)
{
	const char *at = (const char *)in + fd->offset;

	switch (fd->kind) {
	case FIELD_TEXT: return ((const struct str *)(const void *)at)->n == 0;
	case FIELD_TEXTS:
	case FIELD_COUNTRIES:
	case FIELD_TLDS:
	case FIELD_OBJECTS: return ((const struct list *)(const void *)at)->n == 0;
	case FIELD_DATE: return *(const int64_t *)(const void *)at == CLOCK_NONE;
	case FIELD_BOOL: return !*(const bool *)(const void *)at;
	case FIELD_COUNT:
	case FIELD_WORD: return !fd->required && *(const int *)(const void *)at == fd->preset;
	case FIELD_ROLES: return *(const role_set *)(const void *)at == 0;
	case FIELD_HARMS: return *(const uint64_t *)(const void *)at == 0;
	case FIELD_OBJECT:
		for (const struct field *sub = fd->sub->fields; sub->name; sub++)
			if (!schema_field_empty(sub, at))
				return false;
		return true;
	}
	return true;
}

static void harms_json(uint64_t set, struct jw *w)
{
	uint64_t all = HARM_BIT_NONE | (((uint64_t)1 << HARM_COUNT) - 1), abuse = 0;

	for (int h = 0; h < HARM_COUNT; h++)
		if (harm_is_dns_abuse(h))
			abuse |= (uint64_t)1 << h;
	jw_array(w);
	if (set == all) {
		jw_z(w, "any");
		set = 0;
	}
	if ((set & abuse) == abuse) {
		jw_z(w, "dns-abuse");
		set &= ~abuse;
	}
	for (int h = 0; h < HARM_COUNT; h++)
		if (set & (uint64_t)1 << h)
			jw_z(w, harm_text(h));
	jw_end(w);
}

static void roles_json(role_set set, struct jw *w)
{
	jw_array(w);
	if (set == ((role_set)1 << ROLE_COUNT) - 1) {
		jw_z(w, "any");
		set = 0;
	}
	for (int r = 0; r < ROLE_COUNT; r++)
		if (set & (role_set)1 << r)
			jw_z(w, role_text(r));
	jw_end(w);
}

void schema_field_json(const struct field *fd, const void *in, struct jw *w)
{
	const void *at = (const char *)in + fd->offset;
	const struct list *l = at;
	char date[CLOCK_TEXT];

	if (schema_field_empty(fd, in) && fd->kind != FIELD_BOOL) {
		jw_null(w);
		return;
	}
	switch (fd->kind) {
	case FIELD_TEXT: jw_str(w, *(const struct str *)at); break;
	case FIELD_DATE: jw_z(w, clock_format_date(*(const int64_t *)at, date)); break;
	case FIELD_BOOL: jw_bool(w, *(const bool *)at); break;
	case FIELD_COUNT: jw_i64(w, *(const int *)at); break;
	case FIELD_WORD: jw_z(w, fd->text(*(const int *)at)); break;
	case FIELD_ROLES: roles_json(*(const role_set *)at, w); break;
	case FIELD_HARMS: harms_json(*(const uint64_t *)at, w); break;
	case FIELD_OBJECT: schema_json(fd->sub, at, false, w); break;
	case FIELD_TEXTS:
	case FIELD_COUNTRIES:
	case FIELD_TLDS:
		jw_array(w);
		LIST_EACH (struct str, s, *l)
			jw_str(w, *s);
		jw_end(w);
		break;
	case FIELD_OBJECTS:
		jw_array(w);
		for (size_t i = 0; i < l->n; i++)
			schema_json(fd->sub, (const char *)l->v + i * fd->sub->size, false, w);
		jw_end(w);
		break;
	}
}

void schema_json(const struct schema *s, const void *in, bool all, struct jw *w)
{
	jw_object(w);
	for (const struct field *fd = s->fields; fd->name; fd++) {
		if (!all && schema_field_empty(fd, in))
			continue;
		jw_key(w, fd->name);
		schema_field_json(fd, in, w);
	}
	jw_end(w);
}
