/* SPDX-License-Identifier: Apache-2.0 */
/* make_top.c -- popularity lists.
 *
 * Three forms: one name a line; "rank,name" (Tranco, Umbrella; Majestic's has more columns); a warning
 * list {"list":[names]}.  A list in alphabetical order says nothing about ranks: all its names get the
 * number of its names as their rank.  Among several lists the best rank counts.  Rows that are no name
 * are left out: these lists hold what machines asked for.
 */
#include "base/limit.h"
#include "format/json.h"
#include "refdata/make.h"

struct top {
	struct {
		struct str *v;
		size_t n, cap;
	} names;
	bool sorted;
};

static int top_add(struct maker *m, struct top *t, struct str raw, struct err *e)
{
	struct err bad;
	struct str name, *x;
	int rc;

	if (raw.n > 1 && raw.p[0] == '.')
		raw = str_from(raw, 1);
	if (raw.n == 0 || raw.n > LIMIT_HOST_BYTES)
		return BW_OK;
	rc = make_name(m, raw, &name, &bad);
	if (rc == BW_ENOMEM)
		return err_nomem(e);
	if (rc)
		return BW_OK;
	if (t->names.n) {
		struct str last = t->names.v[t->names.n - 1];
		size_t n = last.n < name.n ? last.n : name.n;

		if (memcmp(last.p, name.p, n) > 0)
			t->sorted = false;
	}
	x = VEC_PUSH(m->a, &t->names);
	if (!x)
		return err_nomem(e);
	*x = name;
	return BW_OK;
}

static int top_text(struct maker *m, struct top *t, struct str in, struct err *e)
{
	struct str line, f[3];

	while (make_line(m, &in, &line)) {
		struct str name = str_trim(line);
		size_t n = make_csv(m, name, f, 3);
		uint64_t rank;
		int rc;

		if (name.n == 0 || name.p[0] == '#')
			continue;
		if (n == SIZE_MAX)
			return make_bad(m, e, "a quote is not closed");
		/* rank,name or GlobalRank,TldRank,Domain,...; a heading has no number */
		if (n >= 2 && !str_u64(f[0], &rank))
			continue;
		if (n >= 2)
			name = n == 2 ? f[1] : f[2];
		rc = top_add(m, t, name, e);
		if (rc)
			return rc;
	}
	return BW_OK;
}

static int top_json(struct maker *m, struct top *t, struct str in, struct err *e)
{
	struct json *doc;
	int rc = json_parse(m->a, in, &doc, e);

	if (rc)
		return err_prefix(e, "cannot read '%.*s': ", STR_ARG(m->file));
	JSON_EACH (item, json_get(doc, "list")) {
		if (item->type == JSON_STRING)
			rc = top_add(m, t, item->text, e);
		if (rc)
			return rc;
	}
	return BW_OK;
}

int make_top(struct maker *m, struct str in, struct err *e)
{
	struct top t = { .sorted = true };
	struct str text = str_trim(in);
	bool fresh;
	int rc = text.n && text.p[0] == '{' ? top_json(m, &t, text, e) : top_text(m, &t, in, e);

	if (rc)
		return rc;
	if (t.names.n > UINT32_MAX / 8)
		return err_set(e, BW_ELIMIT, "too many names in '%.*s'", STR_ARG(m->file));
	for (size_t i = 0; i < t.names.n; i++) {
		struct entry *x = make_entry(m, SEC_RANK, t.names.v[i], &fresh);
		uint32_t rank = (uint32_t)(t.sorted ? t.names.n : i + 1);

		if (!x)
			return err_nomem(e);
		if (fresh || rank < x->a)
			x->a = rank;
	}
	m->rows_n = t.names.n;
	if ((int64_t)t.names.n > m->rank_list_size)
		m->rank_list_size = (int64_t)t.names.n;
	return BW_OK;
}
