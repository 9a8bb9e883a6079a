/* SPDX-License-Identifier: Apache-2.0 */
/* Statements of reasons that somebody else wrote. */
#include "base/utf8.h"
#include "format/dsa.h"

enum holds { PUID, TEXT, WORD, WORDS, DATE, LANGUAGE, COUNTRIES, OBJECT };

static const struct field {
	const char *name;
	enum holds holds;
	const char *list;
	unsigned most; /* characters; of a date: its first year */
	bool needed;
} fields[] = {
#define DSA_FIELD(...) { __VA_ARGS__ },
#include "format/dsa.def"
#undef DSA_FIELD
};

static const struct {
	const char *list, *prefix, *value;
} words[] = {
#define DSA(list, prefix, value) { #list, prefix, value },
#include "format/dsa.def"
#undef DSA
};

static const struct {
	const char *name, *value, *needs;
} also[] = {
#define DSA_ALSO(...) { __VA_ARGS__ },
#include "format/dsa.def"
#undef DSA_ALSO
};

static bool listed(const char *list, struct str s)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_is(str_of(list), words[i].list) && str_starts(s, str_of(words[i].prefix)) &&
			str_is(str_from(s, strlen(words[i].prefix)), words[i].value))
			return true;
	return false;
}

static bool name_ok(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!ch_alnum(s.p[i]) && s.p[i] != '-' && s.p[i] != '_')
			return false;
	return s.n > 0;
}

/* "2026-11-20", also with a time behind it, as the database gives it back. */
static bool date_ok(struct str s, unsigned from)
{
	const struct civil first = { .year = from, .month = 1, .day = 1 };
	const struct civil last = { .year = 2038, .month = 1, .day = 1 };
	int64_t at_s;

	return clock_parse(s, &at_s) && at_s >= clock_of_civil(first) &&
	       at_s <= clock_of_civil(last);
}

static bool text_ok(const struct field *f, struct str s)
{
	switch (f->holds) {
	case PUID: return name_ok(s) && s.n <= f->most;
	case TEXT: return utf8_ok(s) && utf8_count(s) <= f->most;
	case WORD:
	case WORDS: return listed(f->list, s);
	case DATE: return date_ok(s, f->most);
	case LANGUAGE: return s.n == 2 && ch_upper(s.p[0]) && ch_upper(s.p[1]);
	case COUNTRIES: return dsa_country(s);
	case OBJECT: break;
	}
	return false;
}

static int wrong(const struct field *f, const struct json *v, struct err *e)
{
	char q[QUOTE_ROOM(60)];

	if (v->type != JSON_STRING)
		return err_set(e, BW_EINVALID, "%s: holds %s", f->name, json_type_name(v->type));
	return err_set(e, BW_EINVALID, "%s: the database does not take '%s'", f->name,
		str_quote(v->text, 60, q));
}

static int member(const struct field *f, const struct json *v, struct err *e)
{
	const bool many = f->holds == WORDS || f->holds == COUNTRIES;

	if (f->holds == OBJECT)
		return v->type == JSON_OBJECT ? BW_OK : wrong(f, v, e);
	if (!many)
		return v->type == JSON_STRING && text_ok(f, v->text) ? BW_OK : wrong(f, v, e);
	if (v->type != JSON_ARRAY)
		return wrong(f, v, e);
	JSON_EACH (x, v)
		if (x->type != JSON_STRING || !text_ok(f, x->text))
			return wrong(f, x, e);
	return BW_OK;
}

/* Said at all: null, "" and [] are not. */
static bool there(const struct json *s, const char *name)
{
	const struct json *v = json_get(s, name);

	return v && v->type != JSON_NULL && (v->type != JSON_STRING || v->text.n) &&
	       (v->type != JSON_ARRAY || v->n);
}

static bool says(const struct json *s, const char *name, const char *value)
{
	const struct json *v = json_get(s, name);

	if (v && v->type == JSON_STRING)
		return str_is(v->text, value);
	JSON_EACH (x, v)
		if (str_is(x->text, value))
			return true;
	return false;
}

static int complete(const struct json *s, struct err *e)
{
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (fields[i].needed && !there(s, fields[i].name))
			return err_set(e, BW_EINVALID, "%s: is missing", fields[i].name);
	for (size_t i = 0; i < sizeof(also) / sizeof(also[0]); i++)
		if (says(s, also[i].name, also[i].value) && !there(s, also[i].needs))
			return err_set(e, BW_EINVALID, "%s: is missing, which %s wants",
				also[i].needs, also[i].value);
	if (!there(s, "decision_visibility") && !there(s, "decision_monetary") &&
		!there(s, "decision_provision") && !there(s, "decision_account"))
		return err_set(e, BW_EINVALID, "none of the four kinds of restriction is said");
	return BW_OK;
}

int dsa_json_check(const struct json *statement, struct err *e)
{
	char q[QUOTE_ROOM(60)];

	if (!statement || statement->type != JSON_OBJECT)
		return err_set(e, BW_EINVALID, "a statement is an object");
	JSON_EACH (v, statement) {
		const struct field *f = NULL;
		int rc;

		for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
			if (str_is(v->key, fields[i].name))
				f = &fields[i];
		if (!f)
			return err_set(e, BW_EINVALID, "'%s' is no member of a statement",
				str_quote(v->key, 60, q));
		rc = there(statement, f->name) ? member(f, v, e) : BW_OK;
		if (rc)
			return rc;
	}
	return complete(statement, e);
}
