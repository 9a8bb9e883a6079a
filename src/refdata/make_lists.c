/* SPDX-License-Identifier: Apache-2.0 */
/* make_lists.c -- our own lists in data/; docs/formats/ describes each. */
#include <stdlib.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "refdata/make.h"

int make_namespaces(struct maker *m, struct str in, struct err *e)
{
	struct str f[5], label;
	char q[QUOTE_ROOM(40)];
	int more;

	while ((more = make_fields(m, &in, f, 5, e)) > 0) {
		struct namespace_row row;
		enum namespace_kind kind;
		struct entry *x;
		bool fresh;
		int rc;

		if (!namespace_kind_parse(f[1], &kind))
			return make_bad(m, e, "unknown namespace '%s'", str_quote(f[1], 40, q));
		rc = make_name(m, f[0], &label, e);
		if (rc)
			return rc;
		row = (struct namespace_row){ (uint32_t)kind, make_text_or_none(m, f[2]),
			make_text_or_none(m, f[3]), make_text_or_none(m, f[4]) };
		x = make_entry(m, SEC_NAMESPACE, label, &fresh);
		if (!x)
			return err_nomem(e);
		if (x->b == m->source)
			return make_bad(m, e, "'%s' stands here twice", str_quote(f[0], 40, q));
		x->b = m->source;
		x->a = make_row(m, SEC_NAMESPACE_ROW, &row, sizeof(row));
	}
	return more < 0 ? BW_EPARSE : BW_OK;
}

bool make_operator(struct maker *m, struct str id, uint32_t *id_text, uint32_t *name_text)
{
	uint64_t *at = map_get(&m->tables[SEC_DIRECTORY].index, id);
	const struct directory_row *row;

	*id_text = *name_text = 0;
	if (id.n == 0 || str_is(id, "-"))
		return true;
	if (!at || m->rows[SEC_DIRECTORY_ROW].bad)
		return false;
	row = (const struct directory_row *)(m->rows[SEC_DIRECTORY_ROW].p +
					     m->tables[SEC_DIRECTORY].v[*at - 1].a);
	*id_text = row->id;
	*name_text = row->name;
	return true;
}

static bool roles_ok(struct str roles)
{
	struct str word;
	enum role r;

	while (str_cut(&roles, ' ', &word))
		if (!role_parse(word, &r))
			return false;
	return true;
}

/* The id, then what else the entry is found by: names, iana:N, as:N. */
static int directory_ids(struct maker *m, struct str ids, struct directory_row row, struct err *e)
{
	char q[QUOTE_ROOM(40)];
	struct str id;
	uint32_t at;
	bool fresh;

	row.id = make_text(m, str_sub(ids, 0, str_find_byte(ids, ' ', 0)));
	at = make_row(m, SEC_DIRECTORY_ROW, &row, sizeof(row));
	while (str_cut(&ids, ' ', &id)) {
		struct entry *x = make_entry(m, SEC_DIRECTORY, id, &fresh);

		if (!x)
			return err_nomem(e);
		if (x->b == m->source)
			return make_bad(m, e, "'%s' stands here twice", str_quote(id, 40, q));
		x->b = m->source;
		x->a = at;
	}
	return BW_OK;
}

/* ids name country roles e-mail form phone checked source */
int make_directory(struct maker *m, struct str in, struct err *e)
{
	struct str f[9];
	char q[QUOTE_ROOM(40)];
	int more;

	while ((more = make_fields(m, &in, f, 9, e)) > 0) {
		struct directory_row row = { .checked_at_s = CLOCK_NONE };
		int rc;

		if (f[0].n == 0 || f[1].n == 0)
			return make_bad(m, e, "an entry needs an id and a name");
		if (!str_is(f[3], "-") && !roles_ok(f[3]))
			return make_bad(m, e, "unknown role in '%s'", str_quote(f[3], 40, q));
		if (!str_is(f[4], "-") && str_find_byte(f[4], '@', 0) == SIZE_MAX)
			return make_bad(m, e, "'%s' is no e-mail address", str_quote(f[4], 40, q));
		if (!str_is(f[5], "-") && !str_starts(f[5], STR("https://")))
			return make_bad(m, e, "'%s' is no https address", str_quote(f[5], 40, q));
		if (!str_is(f[7], "-") && !clock_parse(f[7], &row.checked_at_s))
			return make_bad(m, e, "'%s' is no date", str_quote(f[7], 40, q));
		row.name = make_text(m, f[1]);
		row.country = make_text_or_none(m, f[2]);
		row.roles = make_text_or_none(m, f[3]);
		row.abuse_email = make_text_or_none(m, f[4]);
		row.abuse_form = make_text_or_none(m, f[5]);
		row.abuse_phone = make_text_or_none(m, f[6]);
		row.source = make_text_or_none(m, f[8]);
		rc = directory_ids(m, f[0], row, e);
		if (rc)
			return rc;
	}
	return more < 0 ? BW_EPARSE : BW_OK;
}

static bool split_parse(struct str s, struct service_row *row)
{
	uint64_t depth = 0;

	if (str_is(s, "host")) {
		row->split = SERVICE_BY_HOST;
	} else if (str_starts(s, STR("host:")) && str_u64(str_from(s, 5), &depth) && depth > 0 &&
		   depth < 10) {
		row->split = SERVICE_BY_HOST;
		row->depth = (uint32_t)depth;
	} else if (str_is(s, "page")) {
		row->split = SERVICE_BY_PAGE;
	} else if (str_starts(s, STR("path:")) && str_u64(str_from(s, 5), &depth) && depth > 0 &&
		   depth < 10) {
		row->split = SERVICE_BY_PATH;
		row->depth = (uint32_t)depth;
	} else {
		return false;
	}
	return true;
}

/* name[/prefix] split kind operator */
int make_services(struct maker *m, struct str in, struct err *e)
{
	struct str f[4];
	char q[QUOTE_ROOM(60)];
	int more;

	while ((more = make_fields(m, &in, f, 4, e)) > 0) {
		size_t slash = str_find_byte(f[0], '/', 0);
		struct service_item *x = VEC_PUSH(m->a, &m->services);
		int rc;

		if (!x)
			return err_nomem(e);
		rc = make_name(m, str_sub(f[0], 0, slash), &x->host, e);
		if (!rc)
			rc = make_above(m, x->host, e);
		if (rc)
			return rc;
		if (!split_parse(f[1], &x->row))
			return make_bad(m, e, "'%s' is no split: host, host:N, path:N or page",
				str_quote(f[1], 60, q));
		if (!make_operator(m, f[3], &x->row.operator_id, &x->row.operator_name))
			return make_bad(m, e, "operator '%s' is not in directory.tsv",
				str_quote(f[3], 60, q));
		x->row.name = make_text(m, f[0]);
		if (slash != SIZE_MAX)
			x->row.prefix = make_text(m, str_from(f[0], slash));
		x->row.kind = make_text_or_none(m, f[2]);
		x->source = m->source;
		x->seq = (uint32_t)m->services.n;
	}
	return more < 0 ? BW_EPARSE : BW_OK;
}

static int service_cmp(const void *pa, const void *pb)
{
	const struct service_item *a = pa, *b = pb;
	int c = str_cmp(a->host, b->host);

	if (!c)
		c = a->row.prefix < b->row.prefix ? -1 : a->row.prefix > b->row.prefix;
	if (!c) /* the last one said prevails */
		c = a->seq < b->seq ? 1 : -1;
	return c;
}

int make_services_end(struct maker *m, struct err *e)
{
	struct service_item *v = m->services.v;
	struct entry *x = NULL;
	bool fresh;

	if (m->services.n)
		qsort(v, m->services.n, sizeof(*v), service_cmp);
	for (size_t i = 0; i < m->services.n; i++) {
		if (i && str_eq(v[i].host, v[i - 1].host)) {
			if (v[i].row.prefix == v[i - 1].row.prefix)
				continue;
		} else {
			x = make_entry(m, SEC_SERVICE, v[i].host, &fresh);
			if (!x)
				return err_nomem(e);
			x->a = (uint32_t)m->rows[SEC_SERVICE_ROW].n;
		}
		make_row(m, SEC_SERVICE_ROW, &v[i].row, sizeof(v[i].row));
		x->b++;
	}
	return BW_OK;
}

int make_protected(struct maker *m, struct str in, struct err *e)
{
	struct str rest = in, line, name;

	while (make_line(m, &rest, &line)) {
		int rc;

		line = str_trim(line);
		if (line.n == 0 || line.p[0] == '#')
			continue;
		if (!utf8_ok(line))
			return make_bad(m, e, "not UTF-8");
		rc = make_name(m, line, &name, e);
		if (!rc)
			rc = make_mark_protected(m, name, e);
		if (rc)
			return rc;
		m->rows_n++;
	}
	m->protected_names = in;
	return BW_OK;
}

/* "awsdns-{00-63}.com" stands for 64 names; at most 1000, of the same width. */
static bool expand(struct maker *m, struct str pattern, unsigned i, struct str *out, bool *more)
{
	size_t open = str_find_byte(pattern, '{', 0), dash, close;
	uint64_t from, to;

	*more = false;
	*out = pattern;
	if (open == SIZE_MAX)
		return true;
	dash = str_find_byte(pattern, '-', open);
	close = str_find_byte(pattern, '}', open);
	if (dash == SIZE_MAX || close == SIZE_MAX || dash > close ||
		!str_u64(str_sub(pattern, open + 1, dash - open - 1), &from) ||
		!str_u64(str_sub(pattern, dash + 1, close - dash - 1), &to) || from > to ||
		to - from >= 1000)
		return false;
	*out = arena_printf(m->a, "%.*s%0*u%.*s", STR_ARG(str_sub(pattern, 0, open)),
		(int)(dash - open - 1), (unsigned)from + i, STR_ARG(str_from(pattern, close + 1)));
	m->bad |= !out->p;
	*more = from + i < to;
	return true;
}

static int fingerprint_add(
	struct maker *m, int field, struct str suffix, const struct str f[4], struct err *e)
{
	struct fingerprint_row none = { 0 }, *row;
	char q[QUOTE_ROOM(60)];
	struct entry *x;
	struct str name;
	bool fresh;
	int rc = make_name(m, suffix, &name, e);

	if (rc)
		return rc;
	x = make_entry(m, SEC_FINGERPRINT, name, &fresh);
	if (!x)
		return err_nomem(e);
	if (fresh)
		x->a = make_row(m, SEC_FINGERPRINT_ROW, &none, sizeof(none));
	if (m->rows[SEC_FINGERPRINT_ROW].bad)
		return err_nomem(e);
	row = (struct fingerprint_row *)(m->rows[SEC_FINGERPRINT_ROW].p + x->a);
	if (row->field[field].source == m->source)
		return make_bad(
			m, e, "'%s' stands here twice for one field", str_quote(suffix, 60, q));
	if (!make_operator(
		    m, f[2], &row->field[field].operator_id, &row->field[field].operator_name))
		return make_bad(
			m, e, "operator '%s' is not in directory.tsv", str_quote(f[2], 60, q));
	row->field[field].kind = make_text_or_none(m, f[3]);
	row->field[field].rule = make_text(m, name);
	row->field[field].source = m->source;
	return BW_OK;
}

/* field suffix operator kind */
int make_fingerprints(struct maker *m, struct str in, struct err *e)
{
	static const char *const fields[] = { "ns", "cname", "mx" };
	struct str f[4], suffix;
	char q[QUOTE_ROOM(60)];
	int more;

	while ((more = make_fields(m, &in, f, 4, e)) > 0) {
		bool again = true;
		int field = 0;

		while (field < 3 && !str_is(f[0], fields[field]))
			field++;
		if (field == 3)
			return make_bad(
				m, e, "'%s' is no field: ns, cname or mx", str_quote(f[0], 60, q));
		for (unsigned i = 0; again; i++) {
			int rc;

			if (!expand(m, f[1], i, &suffix, &again))
				return make_bad(m, e, "bad range in '%s'", str_quote(f[1], 60, q));
			if (m->bad)
				return err_nomem(e);
			rc = fingerprint_add(m, field, suffix, f, e);
			if (rc)
				return rc;
		}
	}
	return more < 0 ? BW_EPARSE : BW_OK;
}
