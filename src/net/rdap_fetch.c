/* SPDX-License-Identifier: Apache-2.0 */
#include "net/rdap_fetch.h"

#include <arpa/inet.h>

#include "base/limit.h"
#include "format/rdap.h"
#include "net/http.h"
#include "net/wait.h"

#define ONE_ANSWER_MS 4000 /* one slow server must not use up the time of all */

/* scheme://host:port of a URL: whose turn it is. */
static struct str server_of(struct str url)
{
	size_t slash = str_find_byte(url, '/', 8);

	return str_sub(url, 0, slash);
}

static int take_turn(struct rdap_fetch *f, struct str server, struct err *e)
{
	int64_t wait = pace_wait(f->pace, server, wait_real_ms());
	char q[QUOTE_ROOM(80)];

	if (wait > 0 && wait_now_ms() + wait >= f->end_ms)
		return err_set(e, BW_EAGAIN, "'%s' is not to be asked for another %lld s",
			str_quote(server, 80, q), (long long)(wait + 999) / 1000);
	if (wait > 0)
		wait_ms(wait);
	pace_asked(f->pace, server, wait_real_ms());
	return BW_OK;
}

static bool is_redirect(const struct http_reply *r)
{
	return (r->status >= 301 && r->status <= 303) || r->status == 307 || r->status == 308;
}

/* One question with its redirects; each hop is judged and waits its turn. */
static int ask(struct rdap_fetch *f, struct arena *a, struct str url, struct http_reply *out,
	struct str *from, struct err *e)
{
	for (int hop = 0; hop <= LIMIT_REDIRECTS; hop++) {
		struct http_request q = { .url = url,
			.accept = "application/rdap+json, application/json;q=0.5",
			.max_bytes = LIMIT_RDAP_BYTES };
		struct str server = server_of(url);
		int64_t left;
		int rc = guard_url(f->guard, url, e);

		if (rc)
			return rc;
		rc = take_turn(f, server, e);
		if (rc)
			return rc;
		left = f->end_ms - wait_now_ms();
		if (left <= 0)
			return err_set(e, BW_EUNAVAILABLE, "no time left to ask");
		q.timeout_ms = left < ONE_ANSWER_MS ? left : ONE_ANSWER_MS;
		rc = http_get(f->guard, a, &q, out, e);
		pace_answered(f->pace, server, rc ? 0 : out->status, rc ? -1 : out->retry_after_s,
			wait_real_ms());
		if (rc)
			return rc;
		*from = url;
		if (!is_redirect(out))
			return BW_OK;
		if (!out->location.p)
			return err_set(e, BW_EUNAVAILABLE, "a redirect to nowhere");
		url = out->location;
	}
	return err_set(e, BW_EUNAVAILABLE, "more than %d redirects", LIMIT_REDIRECTS);
}

static int judge_status(const struct http_reply *r, struct str from, struct err *e)
{
	char q[QUOTE_ROOM(100)];

	str_quote(from, 100, q);
	if (r->status == 200)
		return BW_OK;
	if (r->status == 404)
		return err_set(e, BW_ENOTFOUND, "'%s' has no such object", q);
	if (r->status == 429 && r->retry_after_s >= 0)
		return err_set(e, BW_EAGAIN, "'%s' wants fewer questions; again in %lld s", q,
			(long long)r->retry_after_s);
	if (r->status == 429 || r->status == 503)
		return err_set(e, BW_EAGAIN, "'%s' wants fewer questions", q);
	return err_set(e, BW_EUNAVAILABLE, "'%s' answers %d", q, r->status);
}

static int question(struct rdap_fetch *f, struct arena *a, struct str url, struct rdap *out,
	struct str *from, struct err *e)
{
	struct http_reply r;
	char q[QUOTE_ROOM(100)];
	int rc = ask(f, a, url, &r, from, e);

	if (!rc)
		rc = judge_status(&r, *from, e);
	if (rc)
		return rc;
	rc = rdap_parse(a, r.body, out, e);
	if (rc)
		return err_prefix(e, "'%s': ", str_quote(*from, 100, q));
	if (out->class == RDAP_ERROR)
		return out->error_code == 404
			       ? err_set(e, BW_ENOTFOUND, "'%s' has no such object",
					 str_quote(*from, 100, q))
			       : err_set(e, BW_EUNAVAILABLE, "'%s' answers with error %d",
					 str_quote(*from, 100, q), out->error_code);
	return BW_OK;
}

/* ${base} ends with a slash where IANA's list has it so; others forget it. */
static struct str url_of(struct arena *a, struct str base, const char *path, struct str what)
{
	bool slash = base.n && base.p[base.n - 1] == '/';

	return arena_printf(
		a, "%.*s%s%s/%.*s", STR_ARG(base), slash ? "" : "/", path, STR_ARG(what));
}

static bool printable(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!ch_alnum(s.p[i]) && s.p[i] != '.' && s.p[i] != '-' && s.p[i] != '_' &&
			s.p[i] != ':')
			return false;
	return s.n > 0 && s.n <= LIMIT_HOST_BYTES;
}

static int about_domain(const struct rdap *r, struct str domain, struct err *e)
{
	char q[QUOTE_ROOM(80)];

	if (r->class != RDAP_DOMAIN)
		return err_set(e, BW_EINVALID, "the answer is not about a domain");
	if (r->name.p && !str_eq(r->name, domain))
		return err_set(e, BW_EINVALID, "the answer is about another name, '%s'",
			str_quote(r->name, 80, q));
	return BW_OK;
}

static struct str source(struct arena *a, const char *head, struct str url)
{
	return arena_printf(a, "%s:%.*s", head, STR_ARG(url));
}

/* The registrar's own, thicker record: a failure here is a doubt, not a fault. */
static void ask_registrar(struct rdap_fetch *f, struct arena *a, const struct rdap *first,
	struct str domain, struct buf *lines, struct str *doubt)
{
	struct err e = { 0 };
	struct rdap r;
	struct str from;
	int rc = question(f, a, first->related, &r, &from, &e);

	if (!rc)
		rc = about_domain(&r, domain, &e);
	if (!rc)
		rc = rdap_fact(&r, domain, source(a, "rdap-registrar", from), f->now_s, lines, &e);
	if (rc)
		*doubt = arena_printf(a, "the registrar's own answer: %s", e.text);
}

int rdap_fetch_domain(struct rdap_fetch *f, struct arena *a, struct str domain, struct buf *lines,
	struct str *doubt, struct err *e)
{
	struct str base = f->base.p ? f->base : refdata_rdap_domain(f->rd, domain), url, from;
	char q[QUOTE_ROOM(80)];
	struct rdap r;
	int rc;

	*doubt = (struct str){ NULL, 0 };
	str_quote(domain, 80, q);
	if (!base.p)
		return err_set(e, BW_ENOTFOUND,
			"no RDAP server is known for '%s'; the registry's web site or WHOIS may "
			"tell",
			q);
	if (!printable(domain))
		return err_set(e, BW_EINVALID, "not a name for RDAP: '%s'", q);
	url = url_of(a, base, "domain", domain);
	if (!url.p)
		return err_nomem(e);
	rc = question(f, a, url, &r, &from, e);
	if (rc == BW_ENOTFOUND)
		return rdap_fact_none(domain, source(a, "rdap", url), f->now_s, lines, e);
	if (!rc)
		rc = about_domain(&r, domain, e);
	if (!rc)
		rc = rdap_fact(&r, domain, source(a, "rdap", from), f->now_s, lines, e);
	if (rc)
		return rc;
	if (r.related.p && !str_eq(r.related, from))
		ask_registrar(f, a, &r, domain, lines, doubt);
	return BW_OK;
}

static struct str address_base(struct rdap_fetch *f, struct str subject, const char **path)
{
	unsigned char ip[16];
	char z[INET6_ADDRSTRLEN];
	uint64_t asn;

	*path = "ip";
	if (str_starts_nocase(subject, STR("AS")) && str_u64(str_from(subject, 2), &asn) &&
		asn <= UINT32_MAX) {
		*path = "autnum";
		return f->base.p ? f->base : refdata_rdap_asn(f->rd, (uint32_t)asn);
	}
	if (subject.n >= sizeof(z))
		return (struct str){ NULL, 0 };
	memcpy(z, subject.p, subject.n);
	z[subject.n] = '\0';
	if (inet_pton(AF_INET, z, ip) == 1)
		return f->base.p ? f->base : refdata_rdap_ip(f->rd, ip, 4);
	if (inet_pton(AF_INET6, z, ip) == 1)
		return f->base.p ? f->base : refdata_rdap_ip(f->rd, ip, 16);
	return (struct str){ NULL, 0 };
}

int rdap_fetch_address(
	struct rdap_fetch *f, struct arena *a, struct str subject, struct buf *lines, struct err *e)
{
	const char *path;
	struct str base = address_base(f, subject, &path), what = subject, url, from;
	char q[QUOTE_ROOM(80)];
	struct rdap r;
	int rc;

	if (!base.p)
		return err_set(e, BW_ENOTFOUND, "no RDAP server is known for '%s'",
			str_quote(subject, 80, q));
	if (path[0] == 'a')
		what = str_from(subject, 2);
	url = printable(what) ? url_of(a, base, path, what) : (struct str){ NULL, 0 };
	if (!url.p)
		return err_set(
			e, BW_EINVALID, "not an address for RDAP: '%s'", str_quote(subject, 80, q));
	rc = question(f, a, url, &r, &from, e);
	if (!rc && r.class != RDAP_NETWORK && r.class != RDAP_AUTNUM)
		rc = err_set(e, BW_EINVALID, "the answer is not about a network");
	if (!rc)
		rc = rdap_fact(&r, subject, source(a, "rdap", from), f->now_s, lines, e);
	return rc;
}
