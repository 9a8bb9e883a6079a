/* SPDX-License-Identifier: Apache-2.0 */
#include "net/http.h"

#include <curl/curl.h>
#include <sys/socket.h>

#include "base/buf.h"
#include "base/limit.h"

enum way {
	WAY_GET,
	WAY_POST, /* its answer may be cut */
	WAY_HEAD,
	WAY_TOP /* a GET that ends where the body begins */
};

struct transfer {
	const struct guard *g;
	struct buf body;
	const char *refused; /* why the address may not be contacted */
	enum way way;
	bool topped; /* the body began */
	CURLcode code;
};

int http_init(struct err *e)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT))
		return err_set(e, BW_EUNAVAILABLE, "cannot start libcurl");
	return BW_OK;
}

static size_t on_body(char *p, size_t size, size_t n, void *ctx)
{
	struct transfer *t = ctx;

	if (t->way == WAY_TOP) {
		t->topped = true;
		return 0; /* fewer than given ends the transfer */
	}
	if (t->way == WAY_POST) {
		size_t room = t->body.max - t->body.n;

		buf_add(&t->body, str_make(p, size * n < room ? size * n : room));
		return size * n;
	}
	buf_add(&t->body, str_make(p, size * n));
	return t->body.bad ? 0 : size * n;
}

/* The address that is about to be connected to: the only one that counts. */
static curl_socket_t on_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *at)
{
	struct transfer *t = ctx;

	(void)purpose;
	return guard_socket(t->g, at->socktype, at->protocol, &at->addr, at->addrlen, &t->refused);
}

static bool options(CURL *c, struct transfer *t, const char *url, const struct http_request *q,
	struct curl_slist *headers)
{
	long ms = q->timeout_ms > 0 ? (long)q->timeout_ms : 1;
	CURLcode bad = CURLE_OK;

	bad |= curl_easy_setopt(c, CURLOPT_URL, url);
	bad |= curl_easy_setopt(
		c, CURLOPT_PROTOCOLS_STR, t->g->loopback || t->g->pages ? "https,http" : "https");
	bad |= curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	bad |= curl_easy_setopt(c, CURLOPT_PROXY, "");
	bad |= curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	bad |= curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, ms);
	bad |= curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, ms);
	bad |= curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	bad |= curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, on_socket);
	bad |= curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, t);
	bad |= curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
	bad |= curl_easy_setopt(c, CURLOPT_WRITEDATA, t);
	bad |= curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
	bad |= curl_easy_setopt(
		c, CURLOPT_USERAGENT, q->agent ? q->agent : "bailiwick/" BAILIWICK_VERSION);
	if (t->way == WAY_HEAD)
		bad |= curl_easy_setopt(c, CURLOPT_NOBODY, 1L);
	if (t->way == WAY_GET) /* where it is announced */
		bad |= curl_easy_setopt(c, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)q->max_bytes);
	return bad == CURLE_OK;
}

static void media_type(CURL *c, struct arena *a, struct http_reply *out)
{
	char *text = NULL, *p;
	struct str s;

	if (curl_easy_getinfo(c, CURLINFO_CONTENT_TYPE, &text) || !text)
		return;
	s = str_of(text);
	s = str_trim(str_sub(s, 0, str_find_byte(s, ';', 0)));
	s = arena_dup(a, str_sub(s, 0, 100));
	p = (char *)s.p;
	for (size_t i = 0; p && i < s.n; i++)
		p[i] = ch_tolower(p[i]);
	out->type = s;
}

static int read_reply(
	CURL *c, struct arena *a, struct transfer *t, struct http_reply *out, struct err *e)
{
	struct http_reply r = { .retry_after_s = -1 };
	curl_off_t retry = 0;
	long status = 0;
	char *next = NULL;
	struct curl_header *h;

	(void)curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	r.status = (int)status;
	if (!curl_easy_getinfo(c, CURLINFO_REDIRECT_URL, &next) && next)
		r.location = arena_dup(a, str_of(next));
	if (curl_easy_header(c, "Retry-After", 0, CURLH_HEADER, -1, &h) == CURLHE_OK &&
		!curl_easy_getinfo(c, CURLINFO_RETRY_AFTER, &retry))
		r.retry_after_s = retry;
	media_type(c, a, &r);
	r.body = arena_dup(a, buf_str(&t->body));
	if (!r.body.p)
		return err_nomem(e);
	*out = r;
	return BW_OK;
}

static int failed(
	CURLcode code, const struct transfer *t, const struct http_request *q, struct err *e)
{
	char u[QUOTE_ROOM(100)];

	str_quote(q->url, 100, u);
	if (t->refused)
		return err_set(e, BW_EDENIED, "will not contact '%s': %s", u, t->refused);
	if (code == CURLE_FILESIZE_EXCEEDED || t->body.bad)
		return err_set(e, BW_ELIMIT, "'%s' sends more than %zu bytes", u, q->max_bytes);
	if (code == CURLE_OPERATION_TIMEDOUT)
		return err_set(e, BW_EUNAVAILABLE, "'%s' did not answer within %lld ms", u,
			(long long)q->timeout_ms);
	return err_set(e, BW_EUNAVAILABLE, "cannot ask '%s': %s", u, curl_easy_strerror(code));
}

/* Of no answer, without the address. */
static const char *failure_words(const struct transfer *t)
{
	if (t->refused)
		return t->refused;
	switch (t->code) {
	case CURLE_COULDNT_RESOLVE_HOST: return "its name leads nowhere";
	case CURLE_COULDNT_CONNECT: return "no connection";
	case CURLE_OPERATION_TIMEDOUT: return "no answer in time";
	case CURLE_PEER_FAILED_VERIFICATION: return "its certificate is not good";
	case CURLE_SSL_CONNECT_ERROR: return "no TLS";
	default: return "no answer that could be read";
	}
}

/* What the request says of itself. */
static struct curl_slist *headers_of(struct arena *a, const struct http_request *q, bool post)
{
	struct str accept = arena_printf(a, "Accept: %s", q->accept);
	struct curl_slist *list = accept.p ? curl_slist_append(NULL, accept.p) : NULL, *more = list;

	for (size_t i = 0; more && i < q->headers_n; i++) {
		struct str h = arena_dup(a, q->headers[i]);

		more = h.p ? curl_slist_append(list, h.p) : NULL;
	}
	if (more && post) { /* "Expect:": the whole message at once, no question first */
		struct str type = arena_printf(
			a, "Content-Type: %s", q->body_type ? q->body_type : "application/json");

		more = type.p && curl_slist_append(list, type.p)
			       ? curl_slist_append(list, "Expect:")
			       : NULL;
	}
	if (!more) {
		curl_slist_free_all(list);
		return NULL;
	}
	return list;
}

static bool trust(CURL *c, struct arena *a, const struct http_request *q)
{
	struct str ca = arena_dup(a, q->ca_file);

	return ca.p && (!ca.n || !curl_easy_setopt(c, CURLOPT_CAINFO, ca.p));
}

static bool lead(CURL *c, struct arena *a, const struct http_request *q, struct curl_slist **to)
{
	struct str list = q->connect_to, one;

	while (str_cut(&list, ',', &one)) {
		struct str z = arena_dup(a, one);
		struct curl_slist *more = z.p ? curl_slist_append(*to, z.p) : NULL;

		if (!more)
			return false;
		*to = more;
	}
	return !*to || !curl_easy_setopt(c, CURLOPT_CONNECT_TO, *to);
}

static bool post_options(CURL *c, const struct http_request *q)
{
	return !curl_easy_setopt(c, CURLOPT_POST, 1L) &&
	       !curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)q->body.n) &&
	       !curl_easy_setopt(c, CURLOPT_POSTFIELDS, q->body.p);
}

static int transfer(const struct guard *g, struct arena *a, const struct http_request *q,
	struct transfer *t, struct http_reply *out, struct err *e)
{
	char url[LIMIT_URL_BYTES + 1];
	struct curl_slist *headers, *to = NULL;
	CURL *c;
	int rc = guard_url(g, q->url, e);

	if (rc)
		return rc;
	t->g = g;
	memcpy(url, q->url.p, q->url.n); /* guard_url bounds it */
	url[q->url.n] = '\0';
	headers = headers_of(a, q, t->way == WAY_POST);
	c = curl_easy_init();
	buf_init(&t->body, q->max_bytes);
	if (!c || !headers || !options(c, t, url, q, headers) || !trust(c, a, q) ||
		!lead(c, a, q, &to) || (t->way == WAY_POST && !post_options(c, q))) {
		rc = err_nomem(e);
	} else {
		t->code = curl_easy_perform(c);
		if (t->code == CURLE_WRITE_ERROR && t->topped)
			t->code = CURLE_OK;
		rc = t->code ? failed(t->code, t, q, e) : read_reply(c, a, t, out, e);
	}
	buf_done(&t->body);
	curl_slist_free_all(headers);
	curl_slist_free_all(to);
	curl_easy_cleanup(c);
	return rc;
}

int http_get(const struct guard *g, struct arena *a, const struct http_request *q,
	struct http_reply *out, struct err *e)
{
	struct transfer t = { .way = WAY_GET };

	return transfer(g, a, q, &t, out, e);
}

int http_post(const struct guard *g, struct arena *a, const struct http_request *q,
	struct http_reply *out, struct err *e)
{
	struct transfer t = { .way = WAY_POST };

	return transfer(g, a, q, &t, out, e);
}

int http_head(const struct guard *g, struct arena *a, const struct http_request *q, bool get,
	struct http_reply *out, const char **why, struct err *e)
{
	struct transfer t = { .way = get ? WAY_TOP : WAY_HEAD };
	int rc = transfer(g, a, q, &t, out, e);

	if (rc == BW_EDENIED || rc == BW_EUNAVAILABLE)
		*why = t.g ? failure_words(&t) : "we do not go there";
	return rc;
}
