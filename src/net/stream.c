/* SPDX-License-Identifier: Apache-2.0 */
/* libcurl makes the connection (names, both families, TLS) and hands it over. */
#include "net/stream.h"

#include <curl/curl.h>
#include <poll.h>
#include <stdio.h>

#include "base/mem.h"
#include "net/wait.h"

struct stream {
	CURL *curl;
	curl_socket_t fd;
	int64_t timeout_ms;
	char where[300]; /* quoted, for messages */
};

static bool file_option(CURL *c, CURLoption option, struct str path)
{
	char text[1024];

	if (!path.n)
		return true;
	if (path.n >= sizeof(text))
		return false;
	memcpy(text, path.p, path.n);
	text[path.n] = '\0';
	return curl_easy_setopt(c, option, text) == CURLE_OK; /* copied by libcurl */
}

static bool options(CURL *c, const struct stream_to *to, const char *url)
{
	CURLcode bad = CURLE_OK;

	bad |= curl_easy_setopt(c, CURLOPT_URL, url);
	bad |= curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "https,http");
	bad |= curl_easy_setopt(c, CURLOPT_CONNECT_ONLY, 1L);
	bad |= curl_easy_setopt(c, CURLOPT_PROXY, "");
	bad |= curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	bad |= curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)to->timeout_ms);
	bad |= curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	bad |= curl_easy_setopt(c, CURLOPT_SSL_ENABLE_ALPN, 0L);
	return bad == CURLE_OK && file_option(c, CURLOPT_CAINFO, to->ca_file) &&
	       file_option(c, CURLOPT_SSLCERT, to->cert_file) &&
	       file_option(c, CURLOPT_SSLKEY, to->key_file);
}

static int url_of(const struct stream_to *to, char *url, size_t room, struct err *e)
{
	bool v6 = str_find_byte(to->host, ':', 0) != SIZE_MAX;
	char q[QUOTE_ROOM(60)];

	for (size_t i = 0; i < to->host.n; i++)
		if (!ch_alnum(to->host.p[i]) && !strchr(".-_:", to->host.p[i]))
			return err_set(e, BW_ECONFIG, "'%s' is no server's name",
				str_quote(to->host, 60, q));
	if (!to->host.n || to->host.n > 253 || to->port < 1 || to->port > 65535)
		return err_set(e, BW_ECONFIG, "'%s' port %d is no server",
			str_quote(to->host, 60, q), to->port);
	(void)snprintf(url, room, "%s://%s%.*s%s:%d/", to->tls ? "https" : "http", v6 ? "[" : "",
		STR_ARG(to->host), v6 ? "]" : "", to->port);
	return BW_OK;
}

static int failed(const struct stream *s, CURLcode code, struct err *e)
{
	if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_ISSUER_ERROR)
		return err_set(e, BW_EDENIED, "the certificate of %s does not hold: %s", s->where,
			curl_easy_strerror(code));
	if (code == CURLE_SSL_CERTPROBLEM || code == CURLE_SSL_CACERT_BADFILE)
		return err_set(e, BW_ECONFIG, "cannot use the certificate files for %s: %s",
			s->where, curl_easy_strerror(code));
	return err_set(
		e, BW_EUNAVAILABLE, "cannot reach %s: %s", s->where, curl_easy_strerror(code));
}

int stream_open(const struct stream_to *to, struct stream **out, struct err *e)
{
	char url[300], q[QUOTE_ROOM(60)];
	struct stream *s;
	CURLcode code;
	int rc = url_of(to, url, sizeof(url), e);

	if (rc)
		return rc;
	if (curl_global_init(CURL_GLOBAL_DEFAULT))
		return err_set(e, BW_EUNAVAILABLE, "cannot start libcurl");
	s = mem_alloc(sizeof(*s));
	if (!s)
		return err_nomem(e);
	memset(s, 0, sizeof(*s));
	s->timeout_ms = to->timeout_ms;
	(void)snprintf(
		s->where, sizeof(s->where), "'%s' port %d", str_quote(to->host, 60, q), to->port);
	s->curl = curl_easy_init();
	if (!s->curl || !options(s->curl, to, url)) {
		stream_close(s);
		return err_nomem(e);
	}
	code = curl_easy_perform(s->curl);
	if (!code)
		code = curl_easy_getinfo(s->curl, CURLINFO_ACTIVESOCKET, &s->fd);
	if (code) {
		rc = failed(s, code, e);
		stream_close(s);
		return rc;
	}
	*out = s;
	return BW_OK;
}

void stream_close(struct stream *s)
{
	if (!s)
		return;
	curl_easy_cleanup(s->curl);
	mem_free(s);
}

static int wait_for(const struct stream *s, short what, int64_t until_ms, struct err *e)
{
	struct pollfd p = { .fd = s->fd, .events = what };
	int64_t left = until_ms - wait_now_ms();

	if (left <= 0 || poll(&p, 1, (int)left) == 0)
		return err_set(e, BW_EUNAVAILABLE, "%s did not answer in time", s->where);
	return BW_OK;
}

int stream_send(struct stream *s, struct str bytes, struct err *e)
{
	int64_t until = wait_now_ms() + s->timeout_ms;

	while (bytes.n) {
		size_t n = 0;
		CURLcode code = curl_easy_send(s->curl, bytes.p, bytes.n, &n);
		int rc;

		if (code == CURLE_AGAIN) {
			rc = wait_for(s, POLLOUT, until, e);
			if (rc)
				return rc;
			continue;
		}
		if (code)
			return failed(s, code, e);
		bytes = str_from(bytes, n);
	}
	return BW_OK;
}

int stream_read(struct stream *s, size_t n, struct buf *in, struct err *e)
{
	int64_t until = wait_now_ms() + s->timeout_ms;

	while (n) {
		char *room = buf_room(in, n);
		size_t got = 0;
		CURLcode code;
		int rc;

		if (!room)
			return buf_check(in, "what the server sends", e);
		code = curl_easy_recv(s->curl, room, n, &got);
		if (code == CURLE_AGAIN) {
			rc = wait_for(s, POLLIN, until, e);
			if (rc)
				return rc;
			continue;
		}
		if (code)
			return failed(s, code, e);
		if (!got)
			return err_set(e, BW_EUNAVAILABLE, "%s closed the connection", s->where);
		buf_took(in, got);
		n -= got;
	}
	return BW_OK;
}
