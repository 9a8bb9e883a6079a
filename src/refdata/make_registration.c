/* SPDX-License-Identifier: Apache-2.0 */
/* make_registration.c -- IANA's registrar ids and RDAP bootstrap files (RFC 9224, RFC 8521). */
#include <stdlib.h>

#include "base/utf8.h"
#include "format/json.h"
#include "refdata/make.h"

/* "ID","Registrar Name","Status","RDAP Base URL" */
int make_registrars(struct maker *m, struct str in, struct err *e)
{
	struct str line, f[4];

	while (make_line(m, &in, &line)) {
		struct registrar_row *x;
		uint64_t id;

		if (line.n == 0)
			continue;
		if (!utf8_ok(line))
			return make_bad(m, e, "not UTF-8");
		if (make_csv(m, line, f, 4) != 4)
			return make_bad(m, e, "not 4 fields");
		if (!str_u64(f[0], &id) || id > UINT32_MAX) {
			if (m->line == 1)
				continue; /* the heading */
			return make_bad(m, e, "no registrar id");
		}
		x = VEC_PUSH(m->a, &m->registrars);
		if (!x)
			return err_nomem(e);
		*x = (struct registrar_row){ (uint32_t)id, make_text_or_none(m, f[1]),
			make_text_or_none(m, f[2]), make_text_or_none(m, f[3]) };
		m->rows_n++;
	}
	return m->bad ? err_nomem(e) : BW_OK;
}

/* The first https base URL with its trailing slash; 0 where none is. */
static uint32_t rdap_base(struct maker *m, const struct json *urls)
{
	JSON_EACH (url, urls) {
		struct str s = url->text;

		if (url->type != JSON_STRING || !str_starts_nocase(s, STR("https://")) ||
			s.n > 1000)
			continue;
		if (s.p[s.n - 1] != '/') {
			s = arena_printf(m->a, "%.*s/", STR_ARG(s));
			m->bad |= !s.p;
		}
		return make_text(m, s);
	}
	return 0;
}

typedef int rdap_entry(struct maker *m, struct str entry, uint32_t base, struct err *e);

/* {"services":[ [[entries...],[base URLs...]] ]}; the tags have contacts before. */
static int rdap_read(
	struct maker *m, struct str in, uint32_t parts, rdap_entry *each, struct err *e)
{
	struct json *doc;
	int rc = json_parse(m->a, in, &doc, e);

	if (rc)
		return err_prefix(e, "cannot read '%.*s': ", STR_ARG(m->file));
	if (!json_get(doc, "services"))
		return make_bad(m, e, "there are no \"services\"");
	JSON_EACH (service, json_get(doc, "services")) {
		const struct json *entries = service->first;
		uint32_t base;

		if (parts == 3 && entries)
			entries = entries->next;
		if (service->n != parts || !entries || entries->type != JSON_ARRAY)
			return make_bad(m, e, "a service is not %u lists", parts);
		base = rdap_base(m, entries->next);
		JSON_EACH (entry, entries) {
			m->rows_n++;
			rc = each(m, entry->text, base, e);
			if (rc)
				return rc;
		}
	}
	return m->bad ? err_nomem(e) : BW_OK;
}

static int dns_entry(struct maker *m, struct str entry, uint32_t base, struct err *e)
{
	struct entry *x;
	struct str name;
	bool fresh;
	int rc = make_name(m, entry, &name, e);

	if (rc || !base)
		return rc;
	x = make_entry(m, SEC_RDAP_DNS, name, &fresh);
	if (!x)
		return err_nomem(e);
	x->a = base;
	return BW_OK;
}

int make_rdap_dns(struct maker *m, struct str in, struct err *e)
{
	return rdap_read(m, in, 2, dns_entry, e);
}

static int ip_entry(struct maker *m, struct str entry, uint32_t base, struct err *e)
{
	struct addr first, last;
	char q[QUOTE_ROOM(60)];
	bool v6;

	if (!make_prefix(entry, &first, &last, &v6))
		return make_bad(m, e, "'%s' is no prefix", str_quote(entry, 60, q));
	make_span(m, v6 ? &m->rdap6 : &m->rdap4, first, last, base, m->source);
	return BW_OK;
}

int make_rdap_ip(struct maker *m, struct str in, struct err *e)
{
	return rdap_read(m, in, 2, ip_entry, e);
}

static int asn_entry(struct maker *m, struct str entry, uint32_t base, struct err *e)
{
	size_t dash = str_find_byte(entry, '-', 0);
	char q[QUOTE_ROOM(60)];
	uint64_t first, last;

	if (!str_u64(str_sub(entry, 0, dash), &first) || first > UINT32_MAX)
		return make_bad(m, e, "'%s' is no AS number", str_quote(entry, 60, q));
	last = first;
	if (dash != SIZE_MAX &&
		(!str_u64(str_from(entry, dash + 1), &last) || last > UINT32_MAX || last < first))
		return make_bad(m, e, "'%s' is no range of AS numbers", str_quote(entry, 60, q));
	make_span(m, &m->rdap_as, (struct addr){ 0, first }, (struct addr){ 0, last }, base,
		m->source);
	return BW_OK;
}

int make_rdap_asn(struct maker *m, struct str in, struct err *e)
{
	return rdap_read(m, in, 2, asn_entry, e);
}

static int tag_entry(struct maker *m, struct str entry, uint32_t base, struct err *e)
{
	char q[QUOTE_ROOM(40)];

	(void)base;
	if (entry.n == 0 || str_find_byte(entry, '-', 0) != SIZE_MAX)
		return make_bad(m, e, "'%s' is no tag", str_quote(entry, 40, q));
	return BW_OK;
}

/* Entity handles are not looked up yet; the file is checked so that an update is whole. */
int make_rdap_tags(struct maker *m, struct str in, struct err *e)
{
	return rdap_read(m, in, 3, tag_entry, e);
}

static int registrar_cmp(const void *pa, const void *pb)
{
	const struct registrar_row *a = pa, *b = pb;

	return a->iana_id < b->iana_id ? -1 : a->iana_id > b->iana_id;
}

int make_registration_end(struct maker *m, struct err *e)
{
	struct registrar_row *v = m->registrars.v;

	if (m->registrars.n)
		qsort(v, m->registrars.n, sizeof(*v), registrar_cmp);
	for (size_t i = 0; i < m->registrars.n; i++)
		if (i == 0 || v[i].iana_id != v[i - 1].iana_id)
			make_row(m, SEC_REGISTRAR, &v[i], sizeof(v[i]));
	return m->rows[SEC_REGISTRAR].bad ? err_nomem(e) : BW_OK;
}
