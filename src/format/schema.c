/* SPDX-License-Identifier: Apache-2.0 */
#include "format/schema.h"

#include <math.h>
#include <stdio.h>

#include "base/limit.h"
#include "base/utf8.h"

/* Write the path to ${out} (room for ${n}); what does not fit is left out. */
static size_t path_text(const struct step *at, char *out, size_t n)
{
	size_t used = 0;
	int more;

	if (!at)
		return 0;
	used = path_text(at->up, out, n);
	if (at->name.p)
		more = snprintf(out + used, n - used, "%s%.*s", used ? "." : "", STR_ARG(at->name));
	else
		more = snprintf(out + used, n - used, "[%zu]", at->index);
	if (more < 0 || (size_t)more >= n - used)
		return n - 1;
	return used + (size_t)more;
}

void schema_fault(struct faults *f, enum fault_kind kind, const struct step *at, struct str value,
	const char *why)
{
	char path[256];
	struct fault *t;

	f->total++;
	if (f->n >= LIMIT_FAULTS)
		return;
	if (!f->v)
		f->v = ARENA_ARRAY(f->a, struct fault, LIMIT_FAULTS);
	if (!f->v) {
		f->nomem = true;
		return;
	}
	t = &f->v[f->n];
	t->kind = kind;
	t->path = arena_dup(f->a, str_make(path, path_text(at, path, sizeof(path))));
	t->why = arena_dup(f->a, str_of(why));
	t->value = f->quiet ? STR("") : value;
	if (!t->path.p || !t->why.p)
		f->nomem = true;
	else
		f->n++;
}

static bool word_ok(const char *words, struct str s)
{
	while (*words) {
		size_t n = strcspn(words, "|");

		if (n == s.n && memcmp(words, s.p, n) == 0)
			return true;
		words += n + (words[n] == '|');
	}
	return false;
}

#define COLD __attribute__((cold, noinline))

/* Apart, so that the good path does not pay for the room (which is zeroed). */
static COLD void not_a_word(
	const struct rule *r, const struct json *v, const struct step *at, struct faults *f)
{
	char why[400], words[320];
	size_t n = 0;

	for (const char *p = r->words; *p && n + 3 < sizeof(words); p++) {
		words[n++] = *p == '|' ? ',' : *p;
		if (*p == '|')
			words[n++] = ' ';
	}
	words[n] = '\0';
	(void)snprintf(why, sizeof(why), "is not one of %s", words);
	schema_fault(f, FAULT_VALUE, at, v->text, why);
}

static COLD void too_long(const struct rule *r, const struct step *at, struct faults *f)
{
	char why[80];

	(void)snprintf(why, sizeof(why), "is longer than %.0f characters", r->most);
	schema_fault(f, FAULT_VALUE, at, STR(""), why);
}

static COLD void out_of_range(
	const struct rule *r, const struct json *v, const struct step *at, struct faults *f)
{
	char why[120];

	if (isinf(r->most))
		(void)snprintf(why, sizeof(why), "is less than %.15g", r->least);
	else
		(void)snprintf(
			why, sizeof(why), "is not between %.15g and %.15g", r->least, r->most);
	schema_fault(f, FAULT_VALUE, at, v->text, why);
}

static COLD void too_many(const struct rule *r, const struct step *at, struct faults *f)
{
	char why[80];

	(void)snprintf(why, sizeof(why), "has more than %d elements", r->most_items);
	schema_fault(f, FAULT_LIMIT, at, STR(""), why);
}

static void check_string(
	const struct rule *r, const struct json *v, const struct step *at, struct faults *f)
{
	struct str s = v->text;

	if (r->form != FORM_NONE && !schema_form_ok((enum rule_form)r->form, s))
		/* A payload is evidence and no part of a message. */
		schema_fault(f, FAULT_VALUE, at, r->form == FORM_BASE64 ? STR("") : s,
			schema_form_words((enum rule_form)r->form));
	else if (r->words && !word_ok(r->words, s))
		not_a_word(r, v, at, f);
	else if (r->most > 0 && (double)s.n > r->most && (double)utf8_count(s) > r->most)
		too_long(r, at, f);
}

static void check_number(
	const struct rule *r, const struct json *v, const struct step *at, struct faults *f)
{
	double d;

	if (!json_double(v, &d)) {
		schema_fault(f, FAULT_VALUE, at, v->text, "is no number that can be held");
		return;
	}
	if (r->kind == RULE_INT && floor(d) != d) {
		schema_fault(f, FAULT_VALUE, at, v->text, "is not a whole number");
		return;
	}
	if ((r->least != 0 || r->most != 0) && !(d >= r->least && d <= r->most))
		out_of_range(r, v, at, f);
}

static const char *wanted(const struct rule *r)
{
	static const char *const what[] = { "", "is not a string", "is not a number",
		"is not a number", "is not true or false", "is not an object" };

	return what[r->kind];
}

static void check_one(
	const struct rule *r, const struct json *v, const struct step *at, struct faults *f)
{
	static const enum json_type types[] = { JSON_NULL, JSON_STRING, JSON_NUMBER, JSON_NUMBER,
		JSON_TRUE, JSON_OBJECT };

	if (r->kind == RULE_ANY)
		return;
	if (v->type != types[r->kind] && !(r->kind == RULE_BOOL && v->type == JSON_FALSE)) {
		schema_fault(f, FAULT_TYPE, at, v->text, wanted(r));
		return;
	}
	if (r->kind == RULE_STRING)
		check_string(r, v, at, f);
	else if (r->kind == RULE_INT || r->kind == RULE_NUMBER)
		check_number(r, v, at, f);
	else if (r->kind == RULE_OBJECT && (r->sub_n || (r->flags & RULE_CLOSED)))
		schema_members(r->sub, r->sub_n, r->flags & RULE_CLOSED, v, at, f);
}

/* Quadratic, but only where most_items bounds it. */
static bool all_differ(const struct json *array)
{
	JSON_EACH (a, array)
		for (const struct json *b = a->next; b; b = b->next)
			if (a->type == b->type && str_eq(a->text, b->text))
				return false;
	return true;
}

static void check_list(
	const struct rule *r, const struct json *v, const struct step *at, struct faults *f)
{
	struct step element = { .up = at };

	if (v->type != JSON_ARRAY) {
		schema_fault(f, FAULT_TYPE, at, v->text, "is not an array");
		return;
	}
	if (v->n < r->least_items) {
		schema_fault(f, FAULT_VALUE, at, STR(""), "is empty");
	} else if (r->most_items && v->n > r->most_items) {
		too_many(r, at, f);
		return;
	}
	if ((r->flags & RULE_UNIQUE) && !all_differ(v))
		schema_fault(f, FAULT_VALUE, at, STR(""), "holds a value twice");
	JSON_EACH (item, v) {
		check_one(r, item, &element, f);
		element.index++;
	}
}

void schema_value(
	const struct rule *r, const struct json *v, const struct step *at, struct faults *f)
{
	if (r->flags & RULE_LIST)
		check_list(r, v, at, f);
	else
		check_one(r, v, at, f);
}

const struct rule *schema_row(const struct rule *rows, size_t n, struct str name, size_t *hint)
{
	size_t start = *hint < n ? *hint : 0;

	if (name.n == 0)
		return NULL;
	for (size_t k = 0, i = start; k < n; k++, i = i + 1 < n ? i + 1 : 0)
		if (rows[i].name_n == name.n && rows[i].name[0] == name.p[0] &&
			memcmp(rows[i].name, name.p, name.n) == 0) {
			*hint = i + 1;
			return &rows[i];
		}
	return NULL;
}

void schema_missing(
	const struct rule *rows, size_t n, uint64_t seen, const struct step *at, struct faults *f)
{
	unsigned wanted_flags = f->advise ? RULE_REQ | RULE_REC : RULE_REQ;

	for (size_t i = 0; i < n; i++) {
		struct step here = { .up = at, .name = { rows[i].name, rows[i].name_n } };

		if ((seen >> i & 1) || !(rows[i].flags & wanted_flags))
			continue;
		if (rows[i].flags & RULE_REQ)
			schema_fault(f, FAULT_MISSING, &here, STR(""), "is required and missing");
		else
			schema_fault(
				f, FAULT_ADVISED, &here, STR(""), "is recommended and missing");
	}
}

void schema_members(const struct rule *rows, size_t n, bool closed, const struct json *object,
	const struct step *at, struct faults *f)
{
	uint64_t seen = 0;
	size_t hint = 0;

	JSON_EACH (m, object) {
		const struct rule *r = schema_row(rows, n, m->key, &hint);
		struct step here = { .up = at, .name = m->key };

		if (r) {
			seen |= (uint64_t)1 << (r - rows);
			schema_value(r, m, &here, f);
		} else if (closed) {
			here.name = f->quiet ? STR("?") : str_sub(m->key, 0, 60);
			schema_fault(f, FAULT_MEMBER, &here, STR(""), "is not a known member");
		}
	}
	schema_missing(rows, n, seen, at, f);
}
