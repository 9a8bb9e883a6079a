/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/fact.h"

#include "base/limit.h"
#include "base/vec.h"

/* Names and addresses compare by byte: lower case, no trailing dot. */
static int canonical(struct arena *a, struct str s, struct str *out, struct err *e)
{
	bool upper = false;
	char *p;

	if (s.n > 1 && s.p[s.n - 1] == '.')
		s.n--;
	for (size_t i = 0; i < s.n; i++)
		upper |= ch_upper(s.p[i]);
	*out = s;
	if (!upper)
		return BW_OK;
	p = arena_alloc(a, s.n);
	if (!p)
		return err_nomem(e);
	for (size_t i = 0; i < s.n; i++)
		p[i] = ch_tolower(s.p[i]);
	*out = str_make(p, s.n);
	return BW_OK;
}

int fact_parse(struct arena *a, struct str line, struct fact *out, struct err *e)
{
	struct fact f = { 0 };
	struct json *body;
	struct str kind, subject, at;
	char q[QUOTE_ROOM(60)];
	int rc;

	if (line.n > LIMIT_FACT_BYTES)
		return err_set(e, BW_ELIMIT, "a fact of %zu bytes; at most %d are taken", line.n,
			LIMIT_FACT_BYTES);
	rc = json_parse(a, line, &body, e);
	if (rc)
		return rc;
	if (body->type != JSON_OBJECT)
		return err_set(e, BW_EPARSE, "a fact is a JSON object, not %s",
			json_type_name(body->type));
	kind = json_text(body, "fact");
	if (!kind.p)
		return err_set(e, BW_EINVALID, "no field 'fact' that names the kind");
	if (!fact_kind_parse(kind, &f.kind))
		return err_set(e, BW_EINVALID, "unknown kind of fact '%s'", str_quote(kind, 60, q));
	subject = json_text(body, "subject");
	if (subject.n == 0)
		return err_set(e, BW_EINVALID, "no field 'subject'");
	if (subject.n > LIMIT_URL_BYTES)
		return err_set(e, BW_ELIMIT, "a subject of %zu bytes; at most %d are taken",
			subject.n, LIMIT_URL_BYTES);
	at = json_text(body, "seen_at");
	if (!at.p || !clock_parse(at, &f.seen_at_s))
		return err_set(e, BW_EINVALID,
			"field 'seen_at' wants a time such as 2026-11-21T08:30:00Z, not '%s'",
			str_quote(at, 60, q));
	rc = canonical(a, subject, &f.subject, e);
	if (rc)
		return rc;
	f.source = json_text(body, "source");
	f.body = body;
	*out = f;
	return BW_OK;
}

int facts_parse(struct arena *a, struct str text, struct facts *out, struct err *e)
{
	struct str line;
	size_t number = 0;

	if (str_starts(text, STR("\xef\xbb\xbf")))
		text = str_from(text, 3);
	while (str_cut(&text, '\n', &line)) {
		struct fact f, *slot;
		int rc;

		number++;
		line = str_trim(line);
		if (line.n == 0 || line.p[0] == '#')
			continue;
		rc = fact_parse(a, line, &f, e);
		if (rc)
			return err_prefix(e, "line %zu: ", number);
		if (out->n >= LIMIT_FACTS)
			return err_set(
				e, BW_ELIMIT, "line %zu: more than %d facts", number, LIMIT_FACTS);
		slot = VEC_PUSH(a, out);
		if (!slot)
			return err_nomem(e);
		*slot = f;
	}
	return BW_OK;
}

static const struct fact *find(const struct facts *f, enum fact_kind kind, struct str subject,
	const char *type, int64_t now_s)
{
	const struct fact *best = NULL;

	for (size_t i = 0; f && i < f->n; i++) {
		const struct fact *x = &f->v[i];

		if (x->kind != kind || x->seen_at_s > now_s || !str_eq(x->subject, subject))
			continue;
		if (type && !str_eq_nocase(json_text(x->body, "type"), str_of(type)))
			continue;
		/* Of two learned at the same second the later line is the later answer. */
		if (!best || x->seen_at_s >= best->seen_at_s)
			best = x;
	}
	return best;
}

const struct fact *facts_find(
	const struct facts *f, enum fact_kind kind, struct str subject, int64_t now_s)
{
	return find(f, kind, subject, NULL, now_s);
}

const struct fact *facts_find_dns(
	const struct facts *f, struct str name, const char *type, int64_t now_s)
{
	return find(f, FACT_DNS, name, type, now_s);
}
