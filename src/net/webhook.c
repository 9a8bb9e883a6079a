/* SPDX-License-Identifier: Apache-2.0 */
#include "net/webhook.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/limit.h"
#include "format/json.h"
#include "net/http.h"

#define REPLY_MOST 4096 /* nothing in the answer counts but its status */

static void hex(const unsigned char *key, char *out)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < LETTER_KEY; i++) {
		*out++ = digits[key[i] >> 4];
		*out++ = digits[key[i] & 15];
	}
	*out = '\0';
}

static void text_or_null(struct jw *w, const char *key, struct str s)
{
	jw_kstr(w, key, s.n ? s : (struct str){ NULL, 0 });
}

/* The body of a letter: the same bytes for the same letter. */
static int webhook_body(const struct letter *l, struct arena *a, struct str *out, struct err *e)
{
	char at[CLOCK_TEXT], type[40];
	struct json *details = NULL;
	struct buf b;
	struct jw w;
	int rc = l->data.n ? json_parse(a, l->data, &details, e) : BW_OK;

	if (rc)
		return rc;
	buf_init(&b, LIMIT_WEBHOOK_BODY);
	jw_init(&w, &b);
	jw_object(&w);
	(void)snprintf(type, sizeof(type), "letter.%s", letter_kind_text((int)l->kind));
	jw_kz(&w, "type", type);
	jw_kz(&w, "timestamp", clock_format(l->made_at_s, at));
	jw_key(&w, "data");
	jw_object(&w);
	text_or_null(&w, "token", l->token);
	text_or_null(&w, "language", l->lang);
	jw_kstr(&w, "subject", l->subject);
	jw_kstr(&w, "text", l->text);
	jw_key(&w, "letter");
	if (details)
		jw_value(&w, details);
	else
		jw_null(&w);
	jw_end(&w);
	jw_end(&w);
	rc = jw_check(&w, e);
	if (!rc) {
		*out = arena_dup(a, buf_str(&b));
		rc = out->p ? BW_OK : err_nomem(e);
	}
	buf_done(&b);
	return rc;
}

/* Is it a receiver that the configuration names?  A prefix ends where a part of the address ends. */
static bool is_own(struct str own, struct str url)
{
	struct str one;

	while (str_cut(&own, ' ', &one))
		if (one.n && str_starts(url, one) &&
			(url.n == one.n || one.p[one.n - 1] == '/' || url.p[one.n] == '/'))
			return true;
	return false;
}

static int says(struct receipt *out, enum letter_state state, struct str words, struct err *e)
{
	out->state = state;
	out->words = words;
	return words.p ? BW_OK : err_nomem(e);
}

/* RFC 9110 15 */
static int judge(const struct http_reply *r, struct arena *a, struct receipt *out, struct err *e)
{
	struct str words = arena_printf(a, "HTTP %d", r->status);

	out->code = r->status;
	if (r->status / 100 == 2)
		return says(out, LETTER_IS_DELIVERED, words, e);
	if (r->status == 408 || r->status == 425 || r->status == 429 || r->status >= 500) {
		out->retry_after_s = r->retry_after_s > 0 ? r->retry_after_s : 0;
		return says(out, LETTER_IS_QUEUED, words, e);
	}
	if (r->status == 404 || r->status == 410)
		return says(out, LETTER_IS_BOUNCED, words, e);
	if (r->status / 100 == 3)
		words = arena_printf(
			a, "HTTP %d: it points elsewhere, which is not followed", r->status);
	return says(out, LETTER_IS_FAILED, words, e);
}

static int post(const struct webhook_settings *s, const struct letter *l, struct str body,
	struct arena *a, struct http_reply *r, struct err *e)
{
	int64_t now = s->clock.now_s(s->clock.ctx);
	char id[2 * LETTER_KEY + 1];
	struct guard g = s->guard;
	struct str headers[3], signature;
	struct http_request q = { .url = l->contact,
		.accept = "*/*",
		.max_bytes = REPLY_MOST,
		.timeout_ms = s->timeout_ms,
		.body = body,
		.headers = headers,
		.headers_n = 3 };
	int rc;

	g.own = is_own(s->own, l->contact);
	if (g.own)
		q.ca_file = s->ca_file;
	hex(l->key, id);
	rc = webhook_sign(a, s->secret, str_of(id), now, body, &signature, e);
	if (rc)
		return rc;
	headers[0] = arena_printf(a, "webhook-id: %s", id);
	headers[1] = arena_printf(a, "webhook-timestamp: %lld", (long long)now);
	headers[2] = arena_printf(a, "webhook-signature: %.*s", STR_ARG(signature));
	if (!headers[0].p || !headers[1].p || !headers[2].p)
		return err_nomem(e);
	return http_post(&g, a, &q, r, e);
}

static int send_letter(
	void *ctx, const struct letter *l, struct arena *a, struct receipt *out, struct err *e)
{
	const struct webhook_settings *s = ctx;
	struct http_reply r = { 0 };
	struct err why = { 0 };
	struct str body;
	int rc = webhook_body(l, a, &body, &why);

	if (!rc)
		rc = post(s, l, body, a, &r, &why);
	switch (rc) {
	case BW_OK: return judge(&r, a, out, e);
	case BW_EDENIED: /* an address that is never contacted */
		return says(out, LETTER_IS_BOUNCED, arena_dup(a, str_of(why.text)), e);
	case BW_EUNAVAILABLE: return says(out, LETTER_IS_QUEUED, arena_dup(a, str_of(why.text)), e);
	case BW_EPARSE:
	case BW_EINVALID:
	case BW_ELIMIT: return says(out, LETTER_IS_FAILED, arena_dup(a, str_of(why.text)), e);
	default: return err_set(e, rc, "%s", why.text);
	}
}

struct channel_ops webhook_channel(struct webhook_settings *s)
{
	return (struct channel_ops){ .send = send_letter, .ctx = s };
}
