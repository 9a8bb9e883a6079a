/* SPDX-License-Identifier: Apache-2.0 */
#include "net/courier.h"

#include "base/limit.h"
#include "base/vec.h"
#include "format/dnswire.h"
#include "net/http.h"
#include "net/rdap_fetch.h"
#include "net/wait.h"

void courier_budget(struct courier *c, int64_t timeout_ms)
{
	c->end_ms = wait_now_ms() + timeout_ms;
}

static bool same(const struct wish *x, const struct wish *y)
{
	return x->kind == y->kind && str_eq(x->subject, y->subject) && str_eq(x->detail, y->detail);
}

static int missed(struct courier_misses *m, struct arena *a, const struct wish *w, struct str why,
	struct err *e)
{
	struct courier_miss *slot = VEC_PUSH(a, m);

	if (!slot)
		return err_nomem(e);
	*slot = (struct courier_miss){ *w, arena_dup(a, why) };
	return BW_OK;
}

static bool missed_before(const struct courier_misses *m, const struct wish *w)
{
	for (size_t i = 0; i < m->n; i++)
		if (same(&m->v[i].wish, w))
			return true;
	return false;
}

static int learn(struct courier *c, struct arena *a, const struct wish *w, struct str lines,
	struct facts *facts, struct err *e)
{
	int rc = facts_parse(a, lines, facts, e);

	if (rc)
		return err_prefix(e, "a fact of our own: ");
	cache_put(&c->cache, w->kind, w->subject, w->detail, lines);
	return BW_OK;
}

static int fetch_dns(struct courier *c, struct arena *a, const struct wish **wishes, size_t n,
	struct facts *facts, struct courier_misses *misses, struct err *e)
{
	struct dns_question q[DNS_QUESTIONS] = { 0 };
	int64_t left = c->end_ms - wait_now_ms();
	int rc;

	for (size_t i = 0; i < n; i++) {
		q[i].name = wishes[i]->subject;
		if (!dns_type_parse(wishes[i]->detail, &q[i].type))
			return err_set(e, BW_EBUG, "a wish for an unknown DNS type");
	}
	/* Half of the time at most: registrations are still to be asked for. */
	rc = dns_ask(&c->dns, a, q, n, left > 1 ? left / 2 : 1, c->now_s, e);
	for (size_t i = 0; !rc && i < n; i++)
		rc = q[i].lines.p ? learn(c, a, wishes[i], q[i].lines, facts, e)
				  : missed(misses, a, wishes[i], q[i].why, e);
	return rc;
}

static int fetch_rdap(struct courier *c, struct rdap_fetch *f, struct arena *a,
	const struct wish *w, struct facts *facts, struct courier_misses *misses, struct err *e)
{
	struct str doubt = { NULL, 0 };
	struct err why = { 0 };
	struct buf lines;
	int rc;

	buf_init(&lines, 3 * LIMIT_FACT_BYTES);
	rc = w->kind == FACT_REGISTRATION
		     ? rdap_fetch_domain(f, a, w->subject, &lines, &doubt, &why)
		     : rdap_fetch_address(f, a, w->subject, &lines, &why);
	if (rc) {
		rc = missed(misses, a, w, str_of(why.text), e);
	} else {
		struct str kept = arena_dup(a, buf_str(&lines));

		rc = kept.p ? learn(c, a, w, kept, facts, e) : err_nomem(e);
		if (!rc && doubt.p)
			rc = missed(misses, a, w, doubt, e);
	}
	buf_done(&lines);
	return rc;
}

static void pace_load(struct courier *c, struct arena *a, struct pace *p)
{
	struct str kept = cache_text(&c->cache, a, "pace");

	if (kept.p)
		pace_read(p, kept, wait_real_ms());
}

static void pace_keep(struct courier *c, const struct pace *p)
{
	struct buf b;

	buf_init(&b, 1 << 16);
	pace_write(p, &b);
	if (!b.bad)
		cache_keep_text(&c->cache, "pace", buf_str(&b));
	buf_done(&b);
}

static int fetch_registrations(struct courier *c, struct arena *a, const struct wish **wishes,
	size_t n, struct facts *facts, struct courier_misses *misses, struct err *e)
{
	struct pace *pace = ARENA_NEW(a, struct pace);
	struct rdap_fetch f = { .guard = &c->guard,
		.pace = pace,
		.rd = c->rd,
		.base = c->rdap_base,
		.end_ms = c->end_ms,
		.now_s = c->now_s };
	size_t addresses = 0;
	int rc = http_init(e);

	if (!rc && !pace)
		rc = err_nomem(e);
	if (rc)
		return rc;
	pace_load(c, a, pace);
	for (size_t i = 0; !rc && i < n; i++) {
		bool address = wishes[i]->kind == FACT_ADDRESS;

		if (address && ++addresses > COURIER_ADDRESSES)
			rc = missed(misses, a, wishes[i],
				STR("there are more addresses than are asked for in one go"), e);
		else
			rc = fetch_rdap(c, &f, a, wishes[i], facts, misses, e);
	}
	pace_keep(c, pace);
	return rc;
}

#define WISHES_MOST DNS_QUESTIONS

int courier_fetch(struct courier *c, struct arena *a, const struct wish *wishes, size_t n,
	struct facts *facts, struct courier_misses *misses, struct err *e)
{
	const struct wish *dns[WISHES_MOST], *rdap[WISHES_MOST];
	size_t dns_n = 0, rdap_n = 0;
	int rc = BW_OK;

	for (size_t i = 0; i < n; i++) {
		const struct wish *w = &wishes[i];

		if (missed_before(misses, w) ||
			cache_get(&c->cache, a, w->kind, w->subject, w->detail, c->now_s, facts))
			continue;
		if (w->kind == FACT_DNS && dns_n < WISHES_MOST)
			dns[dns_n++] = w;
		else if ((w->kind == FACT_REGISTRATION || w->kind == FACT_ADDRESS) &&
			 rdap_n < WISHES_MOST)
			rdap[rdap_n++] = w;
	}
	if (dns_n)
		rc = fetch_dns(c, a, dns, dns_n, facts, misses, e);
	if (!rc && rdap_n)
		rc = fetch_registrations(c, a, rdap, rdap_n, facts, misses, e);
	return rc;
}
