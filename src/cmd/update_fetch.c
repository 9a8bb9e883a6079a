/* SPDX-License-Identifier: Apache-2.0 */
/* update_fetch.c -- fetching reference files over https, only what has changed.
 *
 * A publisher's address is judged by guard, name and address connected to, and so is every redirect.  A mirror is
 * the operator's own choice: it may be plain http and on the operator's own network; where it sends us to is
 * a stranger's word again, unless it is the mirror itself. */
#include <curl/curl.h>

#include "base/limit.h"
#include "base/vec.h"
#include "cmd/update.h"
#include "net/guard.h"

#define CONNECT_SECONDS 15L
#define STALL_SECONDS   30L /* below STALL_BYTES a second for so long is no transfer */
#define STALL_BYTES     1000L

struct fetch {
	struct buf body;
	struct str etag, last_modified;
	struct arena *a;
	bool guarded; /* the address in hand is not the operator's own choice */
	const char *refused; /* why it may not be contacted */
};

static const struct guard guard; /* public addresses only */

static size_t on_body(char *p, size_t one, size_t n, void *ctx)
{
	struct fetch *f = ctx;

	buf_add(&f->body, str_make(p, one * n));
	return f->body.bad ? 0 : one * n;
}

static struct str header_value(struct fetch *f, struct str line, struct str name, struct str had)
{
	if (!str_starts_nocase(line, name))
		return had;
	line = str_trim(str_from(line, name.n));
	return line.n && line.n <= UPDATE_TAG ? arena_dup(f->a, line) : had;
}

static size_t on_header(char *p, size_t one, size_t n, void *ctx)
{
	struct fetch *f = ctx;
	struct str line = str_make(p, one * n);

	f->etag = header_value(f, line, STR("etag:"), f->etag);
	f->last_modified = header_value(f, line, STR("last-modified:"), f->last_modified);
	return one * n;
}

static struct curl_slist *conditions(struct arena *a, const struct update_file *old)
{
	struct curl_slist *list = NULL;
	struct str line;

	if (old && old->etag.p) {
		line = arena_printf(a, "If-None-Match: %.*s", STR_ARG(old->etag));
		list = line.p ? curl_slist_append(list, line.p) : list;
	}
	if (old && old->last_modified.p) {
		line = arena_printf(a, "If-Modified-Since: %.*s", STR_ARG(old->last_modified));
		list = line.p ? curl_slist_append(list, line.p) : list;
	}
	return list;
}

/* The address that is about to be connected to: the only one that counts. */
static curl_socket_t on_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *at)
{
	struct fetch *f = ctx;

	(void)purpose;
	return guard_socket(f->guarded ? &guard : NULL, at->socktype, at->protocol, &at->addr,
		at->addrlen, &f->refused);
}

static void set_up(CURL *h, struct fetch *f, const char *url, char *why)
{
	curl_easy_reset(h);
	curl_easy_setopt(h, CURLOPT_URL, url);
	curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, f->guarded ? "https" : "http,https");
	curl_easy_setopt(h, CURLOPT_FOLLOWLOCATION, 0L); /* each hop is judged again */
	curl_easy_setopt(
		h, CURLOPT_PROXY, ""); /* it would be contacted in place of what was judged */
	curl_easy_setopt(h, CURLOPT_OPENSOCKETFUNCTION, on_socket);
	curl_easy_setopt(h, CURLOPT_OPENSOCKETDATA, f);
	curl_easy_setopt(h, CURLOPT_FAILONERROR, 1L);
	curl_easy_setopt(h, CURLOPT_ACCEPT_ENCODING, "");
	curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
	curl_easy_setopt(h, CURLOPT_LOW_SPEED_TIME, STALL_SECONDS);
	curl_easy_setopt(h, CURLOPT_LOW_SPEED_LIMIT, STALL_BYTES);
	curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(h, CURLOPT_FILETIME, 1L);
	curl_easy_setopt(h, CURLOPT_USERAGENT, "bailiwick/" BAILIWICK_VERSION);
	curl_easy_setopt(h, CURLOPT_ERRORBUFFER, why);
	curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(h, CURLOPT_WRITEDATA, f);
	curl_easy_setopt(h, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(h, CURLOPT_HEADERDATA, f);
}

static void take_result(CURL *h, CURLcode code, const char *why, struct ctx *c, struct fetch *f,
	struct update_file *out)
{
	long status = 0, when = -1;

	curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(h, CURLINFO_FILETIME, &when);
	if (code == CURLE_OK && status == 304) {
		out->state = UPDATE_SAME;
		return;
	}
	if (code != CURLE_OK || status != 200) {
		out->state = UPDATE_FAILED;
		out->why = f->body.bad ? STR("it is larger than any reference file")
			   : f->refused
				   ? arena_printf(c->arena, "will not contact it: %s", f->refused)
			   : why[0] ? arena_dup(c->arena, str_of(why))
				    : str_of(curl_easy_strerror(code));
		return;
	}
	out->state = UPDATE_NEW;
	out->raw = arena_dup(c->arena, buf_str(&f->body));
	out->mtime_s = when >= 0 ? when : c->clock.now_s(c->clock.ctx);
	out->etag = f->etag;
	out->last_modified = f->last_modified;
}

/* Scheme, host and port as written. */
static struct str origin(struct str url)
{
	size_t at = str_find(url, STR("://"), 0);

	return at == SIZE_MAX ? url : str_sub(url, 0, str_find_byte(url, '/', at + 3));
}

/* One request and the redirects it leads to. */
static void follow(CURL *h, struct ctx *c, struct fetch *f, bool mirror, struct curl_slist *list,
	struct update_file *out)
{
	struct str url = out->from, home = origin(url);
	char why[CURL_ERROR_SIZE] = "", *next = NULL;
	struct err e;
	CURLcode code;

	for (int hop = 0; hop <= LIMIT_REDIRECTS; hop++) {
		f->guarded = !mirror || !str_eq_nocase(origin(url), home);
		if (f->guarded && guard_url(&guard, url, &e)) {
			out->state = UPDATE_FAILED;
			out->why = arena_dup(c->arena, str_of(e.text));
			return;
		}
		buf_reset(&f->body);
		set_up(h, f, url.p, why);
		curl_easy_setopt(h, CURLOPT_HTTPHEADER, list);
		code = curl_easy_perform(h);
		if (code || curl_easy_getinfo(h, CURLINFO_REDIRECT_URL, &next) || !next) {
			take_result(h, code, why, c, f, out);
			return;
		}
		url = arena_dup(c->arena, str_of(next));
		if (!url.p)
			break;
	}
	out->state = UPDATE_FAILED;
	out->why = STR("it leads from one address to the next without end");
}

static int fetch_one(struct ctx *c, CURL *h, const struct source_kind *k, struct str mirror,
	const struct update_file *old, struct update_file *out, struct err *e)
{
	struct fetch f = { .a = c->arena };
	struct curl_slist *list = conditions(c->arena, old);

	*out = (struct update_file){
		.kind = k, .name = str_of(k->name), .from = str_of(k->url), .dated_at_s = CLOCK_NONE
	};
	if (mirror.p)
		out->from = arena_printf(c->arena, "%.*s%s%s", STR_ARG(mirror),
			str_ends(mirror, STR("/")) ? "" : "/", k->name);
	if (!out->from.p) {
		curl_slist_free_all(list);
		return err_nomem(e);
	}
	buf_init(&f.body, LIMIT_FILE_BYTES);
	follow(h, c, &f, mirror.p != NULL, list, out);
	curl_slist_free_all(list);
	buf_done(&f.body);
	if (out->state == UPDATE_SAME && old) {
		out->rows = old->rows;
		out->dated_at_s = old->dated_at_s;
	}
	return BW_OK;
}

int update_fetch(struct ctx *c, struct str mirror, const struct update_files *installed,
	struct update_files *out, struct err *e)
{
	const struct source_kind *k;
	CURL *h;
	int rc = BW_OK;

	if (curl_global_init(CURL_GLOBAL_DEFAULT) || !(h = curl_easy_init()))
		return err_set(e, BW_EUNAVAILABLE, "libcurl cannot start");
	for (size_t i = 0; (k = source_kind_at(i)) && !rc; i++) {
		const struct update_file *old = NULL;
		struct update_file *x;

		if (!k->url)
			continue;
		for (size_t j = 0; j < installed->n; j++)
			if (installed->v[j].kind == k)
				old = &installed->v[j];
		if (c->progress)
			fprintf(c->talk, "fetching %s\n", k->name);
		x = VEC_PUSH(c->arena, out);
		rc = x ? fetch_one(c, h, k, mirror, old, x, e) : err_nomem(e);
	}
	curl_easy_cleanup(h);
	curl_global_cleanup();
	return rc;
}
