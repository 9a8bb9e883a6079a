/* SPDX-License-Identifier: Apache-2.0 */
#include "net/dns.h"

#include <poll.h>
#include <stdio.h>
#include <unbound.h>
#include <unistd.h>

#include "base/limit.h"
#include "format/dnswire.h"
#include "net/wait.h"

struct job {
	struct arena *a;
	struct dns_question *q;
	const char *source;
	int64_t now_s;
	bool validated; /* a trust anchor was there */
	bool done;
	int id;
};

static void line_head(struct jw *w, const struct job *j, struct str subject, unsigned type)
{
	char at[CLOCK_TEXT];

	jw_object(w);
	jw_kz(w, "fact", "dns");
	jw_kstr(w, "subject", subject);
	jw_kz(w, "seen_at", clock_format(j->now_s, at));
	jw_kz(w, "source", j->source);
	jw_kz(w, "type", dns_type_text(type));
}

static const char *security(const struct job *j, const struct ub_result *r)
{
	if (r->bogus)
		return "bogus";
	if (!j->validated)
		return "not-validated";
	return r->secure ? "secure" : "insecure";
}

static const char *rcode_text(int rcode)
{
	switch (rcode) {
	case 0: return "NOERROR";
	case 1: return "FORMERR";
	case 2: return "SERVFAIL";
	case 3: return "NXDOMAIN";
	case 4: return "NOTIMP";
	case 5: return "REFUSED";
	default: return "OTHER";
	}
}

/* One fact for each alias on the way; gives the name that the records stand under. */
static struct str write_aliases(
	struct job *j, const struct dns_answer *x, const struct ub_result *r, struct buf *b)
{
	struct str at = j->q->name;

	for (int hop = 0; hop < LIMIT_CNAME_HOPS; hop++) {
		const struct dns_record *alias = NULL;
		struct jw w;

		for (size_t i = 0; i < x->n && !alias; i++)
			if (x->v[i].type == DNS_CNAME && str_eq(x->v[i].owner, at))
				alias = &x->v[i];
		if (!alias || str_eq(alias->text, at))
			break;
		jw_init(&w, b);
		line_head(&w, j, at, DNS_CNAME);
		jw_kz(&w, "rcode", "NOERROR");
		jw_kz(&w, "security", security(j, r));
		jw_ki64(&w, "ttl", alias->ttl_s);
		jw_key(&w, "records");
		jw_array(&w);
		jw_str(&w, alias->text);
		jw_end(&w);
		jw_end(&w);
		buf_addc(b, '\n');
		at = alias->text;
	}
	return at;
}

static void write_records(struct job *j, const struct dns_answer *x, const struct ub_result *r,
	struct str owner, struct buf *b)
{
	uint32_t ttl = r->ttl > 0 ? (uint32_t)r->ttl : 0;
	struct jw w;

	jw_init(&w, b);
	line_head(&w, j, j->q->name, j->q->type);
	jw_kz(&w, "rcode", rcode_text(x->rcode));
	jw_kz(&w, "security", security(j, r));
	if (r->bogus && r->why_bogus)
		jw_kstr(&w, "why_bogus", str_sub(str_of(r->why_bogus), 0, 200));
	if (!str_eq(owner, j->q->name))
		jw_kstr(&w, "canonical", owner);
	jw_key(&w, "records");
	jw_array(&w);
	for (size_t i = 0; i < x->n; i++)
		if (x->v[i].type == j->q->type && str_eq(x->v[i].owner, owner)) {
			jw_str(&w, x->v[i].text);
			if (x->v[i].ttl_s < ttl)
				ttl = x->v[i].ttl_s;
		}
	jw_end(&w);
	jw_ki64(&w, "ttl", ttl);
	if (x->more)
		jw_ki64(&w, "more", (int64_t)x->more);
	jw_end(&w);
	buf_addc(b, '\n');
}

static void failure(struct job *j, const char *words)
{
	j->q->why = arena_dup(j->a, str_of(words));
	j->done = true;
}

static void finish(struct job *j, const struct ub_result *r)
{
	struct dns_answer x;
	struct err e = { 0 };
	struct buf b;
	struct str owner;

	if (dnswire_parse(j->a, str_make(r->answer_packet, (size_t)r->answer_len), &x, &e)) {
		failure(j, e.text);
		return;
	}
	/* The packet of a failed look-up says so; what it says beside is not to be believed. */
	if (r->rcode != 0 && r->rcode != 3) {
		failure(j, rcode_text(r->rcode));
		return;
	}
	buf_init(&b, LIMIT_FACT_BYTES);
	owner = write_aliases(j, &x, r, &b);
	write_records(j, &x, r, owner, &b);
	if (b.bad)
		failure(j, "the answer is too large");
	else
		j->q->lines = arena_dup(j->a, buf_str(&b));
	buf_done(&b);
	j->done = true;
}

static void on_answer(void *ctx, int err, struct ub_result *r)
{
	struct job *j = ctx;

	if (err || !r)
		failure(j, ub_strerror(err));
	else
		finish(j, r);
	if (r)
		ub_resolve_free(r);
}

static bool add_anchor(struct ub_ctx *u)
{
	static const char *const files[] = { "/var/lib/unbound/root.key", "/usr/share/dns/root.key",
		"/etc/unbound/root.key" };

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (access(files[i], R_OK) == 0 && ub_ctx_add_ta_file(u, files[i]) == 0)
			return true;
	return false;
}

static int configure(struct ub_ctx *u, const struct dns_settings *s, bool *validated, struct err *e)
{
	char q[QUOTE_ROOM(80)], address[100];
	int bad = 0;

	bad |= ub_ctx_async(u, 1);
	bad |= ub_ctx_set_option(u, "use-syslog:", "no");
	bad |= ub_ctx_set_option(u, "verbosity:", "0");
	bad |= ub_ctx_set_option(u, "do-not-query-localhost:", s->loopback ? "no" : "yes");
	ub_ctx_debuglevel(u, 0);
	(void)ub_ctx_debugout(u, NULL);
	*validated = !s->unsigned_test && add_anchor(u);
	if (bad)
		return err_set(e, BW_EUNAVAILABLE, "cannot set up the DNS resolver");
	if (!s->resolver.p) {
		/* A resolver on this machine is the user's own choice, made in resolv.conf. */
		(void)ub_ctx_set_option(u, "do-not-query-localhost:", "no");
		if (ub_ctx_resolvconf(u, NULL))
			return err_set(e, BW_EUNAVAILABLE,
				"cannot read '/etc/resolv.conf'; name a resolver with "
				"--resolver");
		return BW_OK;
	}
	if (s->resolver.n < sizeof(address)) {
		memcpy(address, s->resolver.p, s->resolver.n);
		address[s->resolver.n] = '\0';
		(void)ub_ctx_set_option(u, "do-not-query-localhost:", "no");
		if (ub_ctx_set_fwd(u, address) == 0)
			return BW_OK;
	}
	return err_set(
		e, BW_EUSAGE, "no address of a resolver: '%s'", str_quote(s->resolver, 80, q));
}

static bool start(struct ub_ctx *u, struct job *j)
{
	char name[LIMIT_HOST_BYTES + 2];
	int rc;

	if (j->q->name.n == 0 || j->q->name.n > LIMIT_HOST_BYTES ||
		memchr(j->q->name.p, '\0', j->q->name.n)) {
		failure(j, "no name the DNS could hold");
		return false;
	}
	memcpy(name, j->q->name.p, j->q->name.n);
	name[j->q->name.n] = '.';
	name[j->q->name.n + 1] = '\0';
	rc = ub_resolve_async(u, name, (int)j->q->type, 1, j, on_answer, &j->id);
	if (rc)
		failure(j, ub_strerror(rc));
	return rc == 0;
}

static bool all_done(const struct job *jobs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!jobs[i].done)
			return false;
	return true;
}

static void run(struct ub_ctx *u, struct job *jobs, size_t n, int64_t timeout_ms)
{
	int64_t end = wait_now_ms() + timeout_ms, left;

	for (size_t i = 0; i < n; i++)
		(void)start(u, &jobs[i]);
	while (!all_done(jobs, n) && (left = end - wait_now_ms()) > 0) {
		struct pollfd p = { .fd = ub_fd(u), .events = POLLIN };

		if (poll(&p, 1, (int)(left < 60000 ? left : 60000)) > 0 && ub_process(u))
			break;
	}
	for (size_t i = 0; i < n; i++)
		if (!jobs[i].done) {
			(void)ub_cancel(u, jobs[i].id);
			failure(&jobs[i], "no answer in time");
		}
}

int dns_ask(const struct dns_settings *s, struct arena *a, struct dns_question *q, size_t n,
	int64_t timeout_ms, int64_t now_s, struct err *e)
{
	struct job jobs[DNS_QUESTIONS];
	char source[120];
	struct ub_ctx *u;
	bool validated = false;
	int rc;

	if (n > DNS_QUESTIONS)
		return err_set(e, BW_ELIMIT, "more than %d DNS questions at once", DNS_QUESTIONS);
	u = ub_ctx_create();
	if (!u)
		return err_nomem(e);
	rc = configure(u, s, &validated, e);
	if (!rc) {
		(void)snprintf(source, sizeof(source), "dns:%.*s",
			s->resolver.p && s->resolver.n < 100 ? (int)s->resolver.n : 6,
			s->resolver.p ? s->resolver.p : "system");
		for (size_t i = 0; i < n; i++)
			jobs[i] = (struct job){ .a = a,
				.q = &q[i],
				.source = source,
				.now_s = now_s,
				.validated = validated };
		run(u, jobs, n, timeout_ms);
	}
	ub_ctx_delete(u);
	return rc;
}
