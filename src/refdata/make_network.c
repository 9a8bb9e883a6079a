/* SPDX-License-Identifier: Apache-2.0 */
/* make_network.c -- who announces an address, in which country, and whose published range it is. */
#include <stdlib.h>

#include "base/cur.h"
#include "base/limit.h"
#include "base/utf8.h"
#include "format/json.h"
#include "refdata/make.h"

static uint32_t country_text(struct maker *m, struct str s)
{
	if (s.n != 2 || !ch_upper(s.p[0]) || !ch_upper(s.p[1]))
		return 0;
	return make_text(m, s);
}

static void as_add(struct maker *m, uint32_t asn, struct str name)
{
	struct as_item *x = VEC_PUSH(m->a, &m->as);

	if (x)
		*x = (struct as_item){ asn, make_text_or_none(m, name) };
	else
		m->bad = true;
}

/* first,last and what follows; addresses of one family, in order within a line. */
static int table_line(struct maker *m, struct str line, struct str *f, size_t want,
	struct addr *first, struct addr *last, bool *v6, struct err *e)
{
	char q[QUOTE_ROOM(60)];
	bool last_v6;

	if (!utf8_ok(line))
		return make_bad(m, e, "not UTF-8");
	if (make_csv(m, line, f, want) != want)
		return make_bad(m, e, "not %zu fields: '%s'", want, str_quote(line, 60, q));
	if (!make_addr(f[0], first, v6) || !make_addr(f[1], last, &last_v6) || *v6 != last_v6)
		return make_bad(m, e, "not two addresses: '%s'", str_quote(line, 60, q));
	if (first->high > last->high || (first->high == last->high && first->low > last->low))
		return make_bad(
			m, e, "the range '%s' ends before it begins", str_quote(line, 60, q));
	m->rows_n++;
	return BW_OK;
}

/* first,last,asn,"name" */
int make_asn(struct maker *m, struct str in, struct err *e)
{
	struct str line, f[4];
	uint64_t asn, before = 0;
	int rc;

	while (make_line(m, &in, &line)) {
		struct addr first, last;
		bool v6;

		if (line.n == 0)
			continue;
		rc = table_line(m, line, f, 4, &first, &last, &v6, e);
		if (rc)
			return rc;
		if (!str_u64(f[2], &asn) || asn > UINT32_MAX)
			return make_bad(m, e, "not an AS number");
		make_span(m, v6 ? &m->as6 : &m->as4, first, last, (uint32_t)asn, m->source);
		if (asn != before)
			as_add(m, (uint32_t)asn, f[3]);
		before = asn;
		if (m->bad)
			return err_nomem(e);
	}
	return BW_OK;
}

/* first,last,country */
int make_country(struct maker *m, struct str in, struct err *e)
{
	struct str line, f[3];
	int rc;

	while (make_line(m, &in, &line)) {
		struct addr first, last;
		bool v6;

		if (line.n == 0)
			continue;
		rc = table_line(m, line, f, 3, &first, &last, &v6, e);
		if (rc)
			return rc;
		make_span(m, v6 ? &m->country6 : &m->country4, first, last, country_text(m, f[2]),
			m->source);
		if (m->bad)
			return err_nomem(e);
	}
	return BW_OK;
}

static bool location_net(struct cur *c, struct addr *first, struct addr *last, bool *v6,
	struct str *country, uint32_t *asn)
{
	uint8_t family = cur_u8(c), bits = cur_u8(c);
	uint64_t high, low, width;

	*country = cur_take(c, 2);
	*asn = cur_u32(c);
	first->high = cur_u64(c);
	first->low = cur_u64(c);
	*v6 = family == 6;
	width = *v6 ? 128 : 32;
	if (c->bad || (family != 4 && family != 6) || bits > width)
		return false;
	width -= bits;
	low = width >= 64 ? UINT64_MAX : ((uint64_t)1 << width) - 1;
	high = width <= 64 ? 0 : width == 128 ? UINT64_MAX : ((uint64_t)1 << (width - 64)) - 1;
	*last = (struct addr){ first->high | high, first->low | low };
	*first = (struct addr){ first->high & ~high, first->low & ~low };
	return *v6 || first->high == 0;
}

/* What the program read out of libloc's database: see source.h.  A table that the publishers' newer
 * files have filled already is left alone. */
int make_location(struct maker *m, struct str in, struct err *e)
{
	bool as4 = m->as4.n == 0, as6 = m->as6.n == 0, country4 = m->country4.n == 0,
	     country6 = m->country6.n == 0;
	struct cur c = cur_of(in);
	uint32_t nets, n;

	if (!str_eq(cur_take(&c, 8), STR(SOURCE_LOCATION_MAGIC)))
		return make_bad(m, e, "not networks from libloc");
	cur_u64(&c); /* the date */
	nets = cur_u32(&c);
	for (uint32_t i = 0; i < nets; i++) {
		struct addr first, last;
		struct str country;
		uint32_t asn;
		bool v6;

		m->line = i + 1;
		if (!location_net(&c, &first, &last, &v6, &country, &asn))
			return make_bad(m, e, "not a network");
		if (v6 ? as6 : as4)
			make_span(m, v6 ? &m->as6 : &m->as4, first, last, asn, m->source);
		if (v6 ? country6 : country4)
			make_span(m, v6 ? &m->country6 : &m->country4, first, last,
				country_text(m, country), m->source);
		if (m->bad)
			return err_nomem(e);
	}
	n = cur_u32(&c);
	for (uint32_t i = 0; i < n && !c.bad && !m->bad; i++) {
		uint32_t asn = cur_u32(&c);
		struct str name = cur_lstr(&c);

		if (!c.bad && utf8_ok(name))
			as_add(m, asn, name);
	}
	if (!cur_end(&c))
		return make_bad(m, e, "it ends early");
	m->rows_n = nets;
	return m->bad ? err_nomem(e) : BW_OK;
}

/* ---- published ranges ---- */

static void range_add(struct maker *m, struct str s, uint32_t row)
{
	struct addr first, last;
	bool v6;

	if (!make_prefix(s, &first, &last, &v6))
		return;
	make_span(m, v6 ? &m->range6 : &m->range4, first, last, row, m->source);
	m->rows_n++;
}

/* Every operator has a form of its own; in all of them a text that reads as a prefix is one. */
static void ranges_json(struct maker *m, const struct json *v, uint32_t row)
{
	if (v->type == JSON_STRING)
		range_add(m, v->text, row);
	JSON_EACH (item, v) /* depth is bounded by the parser */
		ranges_json(m, item, row);
}

int make_ranges(struct maker *m, struct str in, struct err *e)
{
	struct range_row row = { .kind = make_text(m, str_of(m->kind->op_kind)) };
	struct json *doc;
	struct str line;
	uint32_t at;
	int rc;

	if (!make_operator(m, str_of(m->kind->op), &row.operator_id, &row.operator_name))
		row.operator_id = row.operator_name = make_text(m, str_of(m->kind->op));
	if (m->rows[SEC_RANGE_ROW].n == 0) /* value 0 means "not known" */
		make_row(m, SEC_RANGE_ROW, &row, sizeof(row));
	at = make_row(m, SEC_RANGE_ROW, &row, sizeof(row));
	if (str_trim(in).n && str_trim(in).p[0] == '{') {
		rc = json_parse(m->a, in, &doc, e);
		if (rc)
			return err_prefix(e, "cannot read '%.*s': ", STR_ARG(m->file));
		ranges_json(m, doc, at);
		return BW_OK;
	}
	while (make_line(m, &in, &line)) {
		struct addr first, last;
		char q[QUOTE_ROOM(60)];
		bool v6;

		line = str_trim(str_sub(line, 0, str_find_byte(line, '#', 0)));
		if (line.n == 0)
			continue;
		if (!make_prefix(line, &first, &last, &v6))
			return make_bad(m, e, "'%s' is no prefix", str_quote(line, 60, q));
		range_add(m, line, at);
	}
	return BW_OK;
}

/* ---- the end ---- */

static int as_cmp(const void *pa, const void *pb)
{
	const struct as_item *a = pa, *b = pb;

	if (a->asn != b->asn)
		return a->asn < b->asn ? -1 : 1;
	/* a name before no name, the first text said before later ones */
	if ((a->name == 0) != (b->name == 0))
		return a->name ? -1 : 1;
	return a->name < b->name ? -1 : a->name > b->name;
}

struct vote {
	uint32_t asn, country;
	uint64_t addresses;
};

static int vote_cmp(const void *pa, const void *pb)
{
	const struct vote *a = pa, *b = pb;

	if (a->asn != b->asn)
		return a->asn < b->asn ? -1 : 1;
	return a->country < b->country ? -1 : a->country > b->country;
}

/* For each IPv4 range of an AS the country where it begins, weighted by its addresses. */
static size_t votes_count(const struct maker *m, struct vote *v)
{
	size_t n = 0, k = 0, c = 0;

	for (size_t i = 0; i < m->as4.n; i++) {
		const struct span *x = &m->as4.v[i];

		while (c < m->country4.n && m->country4.v[c].last.low < x->first.low)
			c++;
		if (c < m->country4.n && m->country4.v[c].first.low <= x->first.low)
			v[n++] = (struct vote){ x->value, m->country4.v[c].value,
				x->last.low - x->first.low + 1 };
	}
	if (n)
		qsort(v, n, sizeof(*v), vote_cmp);
	for (size_t i = 0; i < n; i++) {
		if (k && v[k - 1].asn == v[i].asn && v[k - 1].country == v[i].country)
			v[k - 1].addresses += v[i].addresses;
		else
			v[k++] = v[i];
	}
	return k;
}

static int as_write(struct maker *m, struct err *e)
{
	struct vote *v = ARENA_ARRAY(m->a, struct vote, m->as4.n + 1);
	size_t votes, at = 0;

	if (!v)
		return err_nomem(e);
	votes = votes_count(m, v);
	if (m->as.n)
		qsort(m->as.v, m->as.n, sizeof(*m->as.v), as_cmp);
	for (size_t i = 0; i < m->as.n; i++) {
		struct as_row row = { m->as.v[i].asn, m->as.v[i].name, 0 };
		uint64_t most = 0;

		if (i && m->as.v[i - 1].asn == row.asn)
			continue;
		while (at < votes && v[at].asn < row.asn)
			at++;
		for (; at < votes && v[at].asn == row.asn; at++) {
			if (v[at].addresses > most) {
				most = v[at].addresses;
				row.country = v[at].country;
			}
		}
		make_row(m, SEC_AS, &row, sizeof(row));
	}
	return BW_OK;
}

int make_network_end(struct maker *m, struct err *e)
{
	struct spans *all[] = { &m->as4, &m->as6, &m->country4, &m->country6, &m->range4,
		&m->range6, &m->rdap4, &m->rdap6, &m->rdap_as };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		int rc = make_flat(m, all[i], e);

		if (rc)
			return rc;
	}
	return as_write(m, e);
}
