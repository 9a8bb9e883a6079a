/* SPDX-License-Identifier: Apache-2.0 */
#include "net/page_look.h"

#include "base/limit.h"
#include "format/url.h"
#include "net/http.h"
#include "net/wait.h"

#define TOKEN_RUN 16 /* letters and digits mixed: shorter ones are words and versions */
#define DIGIT_RUN 9 /* telephone numbers and accounts */

const char *page_state_text(int state)
{
	static const char *const text[PAGE_STATE_COUNT] = { "there", "missing", "moved",
		"unknown" };

	return state >= 0 && state < PAGE_STATE_COUNT ? text[state] : "unknown";
}

/* ---- what is not opened ---- */

static bool word_char(char c)
{
	return ch_alnum(c) || c == '_' || c == '-' || c == '+' || c == '=';
}

/* Names of people and keys to their accounts look random: both cases, or letters and digits, at length. */
static bool token(struct str run)
{
	bool digit = false, upper = false, lower = false;
	size_t digits = 0, longest = 0;

	for (size_t i = 0; i < run.n; i++) {
		digit |= ch_digit(run.p[i]);
		upper |= ch_upper(run.p[i]);
		lower |= ch_lower(run.p[i]);
		digits = ch_digit(run.p[i]) ? digits + 1 : 0;
		longest = digits > longest ? digits : longest;
	}
	return longest >= DIGIT_RUN ||
	       (run.n >= TOKEN_RUN && (upper || lower) && (digit || (upper && lower)));
}

/* Opening such an address may confirm, cancel or change something. */
static bool acts(struct str word)
{
	static const char *const words[] = { "unsubscribe", "optout", "opt-out", "confirm",
		"confirmation", "activate", "activation", "approve", "accept", "reject", "delete",
		"remove", "cancel", "reset", "logout", "signout", "subscribe", "invite", "token",
		"vote", "pay" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_eq_nocase(word, str_of(words[i])))
			return true;
	return false;
}

static const char *refused_path(struct str path)
{
	size_t query = str_find_byte(path, '?', 0);
	bool asks = query != SIZE_MAX && query + 1 < path.n, does = false;

	for (size_t i = 0; i < path.n;) {
		size_t from = i;
		struct str run;

		if (path.p[i] == '@' && i && path.p[i - 1] != '/')
			return "it has a mail address in it";
		while (i < path.n && word_char(path.p[i]))
			i++;
		run = str_sub(path, from, i - from);
		if (token(run))
			return "it has what may be a token or a person's number in it";
		does |= acts(run);
		for (struct str rest = run, word; str_cut(&rest, '=', &word);)
			does |= acts(word);
		i += i == from;
	}
	return does && asks ? "opening it may do something" : NULL;
}

const char *page_refused(struct arena *a, struct str url)
{
	struct str path;
	struct url u;
	struct err none;

	if (url_split(a, url, &u, &none) || u.mailbox || !u.scheme.p ||
		!(str_is(u.scheme, "http") || str_is(u.scheme, "https")))
		return "it is no page of the web";
	if (u.userinfo.p)
		return "it has a user name in it";
	if (u.bad_port || (u.port >= 0 && u.port != url_default_port(u.scheme)))
		return "it is on a port of its own";
	if (u.path.n == 0 || str_is(u.path, "/"))
		return "it names a host and no page";
	path = url_percent_decode(a, u.path);
	return path.p ? refused_path(path) : "it cannot be read";
}

/* ---- what an answer says ---- */

static struct str without_www(struct str host)
{
	return str_starts_nocase(host, STR("www.")) ? str_from(host, 4) : host;
}

static struct str without_slash(struct str path)
{
	return path.n && path.p[path.n - 1] == '/' ? str_sub(path, 0, path.n - 1) : path;
}

static bool all_digits(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!ch_digit(s.p[i]))
			return false;
	return true;
}

/* The domain that somebody answers for, and of it only what is plain: a name may be as odd as its server likes. */
static struct str domain_of(struct arena *a, const struct refdata *rd, struct str host)
{
	struct suffix_match m;
	size_t labels = 0, dot = str_rfind_byte(host, '.');
	char *p;

	if (host.n == 0 || host.n > LIMIT_HOST_BYTES)
		return STR("");
	for (size_t i = 0; i < host.n; i++)
		if (!ch_alnum(host.p[i]) && host.p[i] != '-' && host.p[i] != '.')
			return STR("");
	host = arena_dup(a, host);
	p = (char *)host.p;
	for (size_t i = 0; p && i < host.n; i++)
		p[i] = ch_tolower(p[i]);
	if (!p)
		return STR("");
	if (all_digits(str_from(host, dot == SIZE_MAX ? 0 : dot + 1))) /* an address */
		return host;
	m = refdata_suffix(rd, host, true);
	for (size_t i = host.n; i--;)
		if (host.p[i] == '.' && ++labels > m.labels)
			return str_from(host, i + 1);
	return host;
}

static enum page_next done(
	struct page_seen *out, const struct page_step *s, enum page_state state, const char *why)
{
	*out = (struct page_seen){
		.state = state, .status = s->status, .get = s->get, .to = STR(""), .why = why
	};
	return PAGE_DONE;
}

static enum page_next redirected(
	struct arena *a, const struct page_step *s, struct page_seen *out, struct str *next)
{
	struct url from, to;
	struct err none;
	const char *why;

	if (!s->location.p || url_split(a, s->location, &to, &none) || !to.scheme.p ||
		url_split(a, s->url, &from, &none))
		return done(out, s, PAGE_UNKNOWN, "it leads nowhere that could be read");
	if (!str_eq_nocase(without_www(to.host), without_www(from.host))) {
		done(out, s, PAGE_MOVED, "it leads to another site");
		out->to = domain_of(a, s->rd, to.host);
		return PAGE_DONE;
	}
	if (s->hop >= LIMIT_PAGE_HOPS)
		return done(out, s, PAGE_UNKNOWN, "it leads on and on");
	*next = arena_printf(a, "%.*s://%.*s%s%.*s", STR_ARG(to.scheme), STR_ARG(to.host),
		to.path.n && to.path.p[0] == '/' ? "" : "/", STR_ARG(to.path));
	/* The way to the front page is what most servers say of a page they do not have. */
	if (to.path.n == 0 || str_is(to.path, "/"))
		return done(out, s, PAGE_UNKNOWN, "it leads to the front page of its site");
	why = next->p ? page_refused(a, s->location) : "it cannot be read";
	return why ? done(out, s, PAGE_UNKNOWN, "it leads to an address that is not opened")
		   : PAGE_FOLLOW;
}

static bool same_page(struct arena *a, const struct page_step *s)
{
	struct url first, now;
	struct err none;

	return !url_split(a, s->first, &first, &none) && !url_split(a, s->url, &now, &none) &&
	       str_eq(without_slash(first.path), without_slash(now.path));
}

enum page_next page_weigh(
	struct arena *a, const struct page_step *s, struct page_seen *out, struct str *next)
{
	if (s->status >= 200 && s->status < 300)
		return same_page(a, s)
			       ? done(out, s, PAGE_THERE, "it answers")
			       : done(out, s, PAGE_UNKNOWN, "it leads to another page of its site");
	switch (s->status) {
	case 301:
	case 302:
	case 303:
	case 307:
	case 308: return redirected(a, s, out, next);
	case 404:
	case 410:
	case 451:
		/* Many a server has no answer to HEAD but this one. */
		return s->get ? done(out, s, PAGE_MISSING, "it is not there") : PAGE_ASK_GET;
	case 400:
	case 403:
	case 405:
	case 406:
	case 501:
		return s->get ? done(out, s, PAGE_UNKNOWN, "it is not shown to us") : PAGE_ASK_GET;
	case 401: return done(out, s, PAGE_UNKNOWN, "it wants a password");
	case 429: return done(out, s, PAGE_UNKNOWN, "its server was asked too much");
	default:
		return done(out, s, PAGE_UNKNOWN,
			s->status >= 500 ? "its server is in trouble"
					 : "an answer that says nothing");
	}
}

/* ---- the look ---- */

static bool too_fast(struct page_looking *l, struct str host, int64_t *wait_s)
{
	int64_t now_ms = wait_real_ms(), minute = now_ms / 60000, wait;

	if (l->minute != minute) {
		l->minute = minute;
		l->in_minute = 0;
	}
	wait = pace_wait(&l->pace, host, now_ms);
	if (l->in_minute >= LIMIT_PAGE_MINUTE)
		wait = (minute + 1) * 60000 - now_ms;
	*wait_s = (wait + 999) / 1000;
	if (wait > 0)
		return true;
	l->in_minute++;
	pace_asked(&l->pace, host, now_ms);
	return false;
}

static int ask(struct page_looking *l, struct arena *a, const struct page_step *s, int64_t end_ms,
	struct http_reply *reply, const char **why, struct err *e)
{
	const struct http_request q = { .url = s->url,
		.accept = "text/html, */*;q=0.1",
		.timeout_ms = end_ms - wait_now_ms(),
		.agent = l->agent,
		.connect_to = l->connect_to };

	*why = "no answer in time";
	if (q.timeout_ms <= 0)
		return err_set(e, BW_EUNAVAILABLE, "no answer in time");
	return http_head(&l->guard, a, &q, s->get, reply, why, e);
}

/* Where it was refused or did not answer, that is what was seen. */
static int unanswered(int rc, const struct page_step *s, const char *why, struct page_seen *out)
{
	struct page_step none = *s;

	if (rc != BW_EUNAVAILABLE && rc != BW_EDENIED)
		return rc;
	none.status = 0;
	done(out, &none, PAGE_UNKNOWN, why);
	return BW_OK;
}

int page_look(struct page_looking *l, struct arena *a, struct str url, struct page_seen *out,
	int64_t *wait_s, struct err *e)
{
	struct page_step s = { .rd = &l->rd, .first = url, .url = url };
	const char *why = page_refused(a, url);
	enum page_next next = PAGE_ASK_GET;
	struct http_reply reply = { .retry_after_s = -1 };
	int64_t end_ms = wait_now_ms() + LIMIT_PAGE_MS;
	struct url u;
	int rc;

	if (why)
		return err_set(e, BW_EDENIED, "not looked at: %s", why);
	rc = url_split(a, url, &u, e);
	if (rc)
		return rc;
	if (too_fast(l, u.host, wait_s))
		return err_set(e, BW_EAGAIN, "pages are looked at one after the other");
	while (!rc && next != PAGE_DONE) {
		rc = ask(l, a, &s, end_ms, &reply, &why, e);
		if (rc)
			break;
		s.status = reply.status;
		s.location = reply.location;
		next = page_weigh(a, &s, out, &s.url);
		s.hop += next == PAGE_FOLLOW;
		s.get |= next == PAGE_ASK_GET;
	}
	pace_answered(
		&l->pace, u.host, rc ? 0 : s.status, rc ? -1 : reply.retry_after_s, wait_real_ms());
	return rc ? unanswered(rc, &s, why, out) : BW_OK;
}
