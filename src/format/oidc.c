/* SPDX-License-Identifier: Apache-2.0 */
#include "format/oidc.h"

#include "base/cur.h"
#include "base/limit.h"

/* ---- addresses ---- */

bool oidc_url_ok(struct str url)
{
	if (url.n > LIMIT_URL_BYTES ||
		(!str_starts(url, STR("https://")) && !str_starts(url, STR("http://"))))
		return false;
	for (size_t i = 0; i < url.n; i++)
		if ((unsigned char)url.p[i] <= 0x20 || (unsigned char)url.p[i] >= 0x7f ||
			strchr("\\#\"<>^`{|}", url.p[i]))
			return false;
	return true;
}

void oidc_percent(struct buf *b, struct str s)
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (ch_alnum(s.p[i]) || (c && strchr("-._~", c))) {
			buf_addc(b, s.p[i]);
		} else {
			buf_addc(b, '%');
			buf_addc(b, hex[c >> 4]);
			buf_addc(b, hex[c & 15]);
		}
	}
}

void oidc_param(struct buf *b, const char *name, struct str value, bool first)
{
	if (!first)
		buf_addc(b, '&');
	buf_addz(b, name);
	buf_addc(b, '=');
	oidc_percent(b, value);
}

/* ---- discovery ---- */

static int place(struct arena *a, const struct json *doc, const char *name, struct str issuer,
	bool must, struct str *out, struct err *e)
{
	struct str url = json_text(doc, name);
	bool tls = str_starts(issuer, STR("https://"));

	if (!url.p && !must)
		return BW_OK;
	if (!oidc_url_ok(url) || (tls && !str_starts(url, STR("https://"))))
		return err_set(
			e, BW_EPARSE, "the provider's discovery document has no usable '%s'", name);
	*out = arena_dup(a, url);
	return out->p ? BW_OK : err_nomem(e);
}

/* Basic is what a provider takes that does not say (Discovery 1.0, 3). */
static bool secret_in_body(const struct json *doc)
{
	const struct json *list = json_get(doc, "token_endpoint_auth_methods_supported");
	bool post = false;

	JSON_EACH (m, list) {
		if (m->type == JSON_STRING && str_is(m->text, "client_secret_basic"))
			return false;
		post = post || (m->type == JSON_STRING && str_is(m->text, "client_secret_post"));
	}
	return post;
}

int oidc_places_parse(
	struct arena *a, struct str text, struct str issuer, struct oidc_places *out, struct err *e)
{
	struct oidc_places p = { 0 };
	const struct json *says;
	char q[QUOTE_ROOM(100)];
	struct json *doc;
	int rc = json_parse(a, text, &doc, e);

	if (rc)
		return rc == BW_ENOMEM ? rc
				       : err_set(e, BW_EPARSE,
						 "the provider's discovery document is no JSON");
	if (!str_eq(json_text(doc, "issuer"), issuer))
		return err_set(e, BW_EPARSE,
			"the provider calls itself '%s'; oidc-issuer must be the same to the byte",
			str_quote(json_text(doc, "issuer"), 100, q));
	rc = place(a, doc, "authorization_endpoint", issuer, true, &p.authorize, e);
	if (!rc)
		rc = place(a, doc, "token_endpoint", issuer, true, &p.token, e);
	if (!rc)
		rc = place(a, doc, "jwks_uri", issuer, true, &p.keys, e);
	if (!rc)
		rc = place(a, doc, "userinfo_endpoint", issuer, false, &p.userinfo, e);
	if (!rc)
		rc = place(a, doc, "end_session_endpoint", issuer, false, &p.end_session, e);
	if (rc)
		return rc;
	p.secret_in_body = secret_in_body(doc);
	says = json_get(doc, "authorization_response_iss_parameter_supported");
	p.says_issuer = says && says->type == JSON_TRUE;
	*out = p;
	return BW_OK;
}

/* ---- tokens and claims ---- */

int oidc_tokens_parse(
	struct arena *a, int status, struct str text, struct oidc_tokens *out, struct err *e)
{
	char q[QUOTE_ROOM(60)];
	struct json *doc = NULL;
	struct str fault = { NULL, 0 };
	int rc = json_parse(a, text, &doc, e);

	if (rc == BW_ENOMEM)
		return rc;
	if (!rc)
		fault = json_text(doc, "error");
	if (status == 401 || str_is(fault, "invalid_client") ||
		str_is(fault, "unauthorized_client"))
		return err_set(e, BW_ECONFIG,
			"the provider does not take oidc-client and oidc-secret-file (HTTP %d)",
			status);
	if (status / 100 == 4 && fault.p)
		return err_set(e, BW_EDENIED, "the provider does not take the code: '%s'",
			str_quote(fault, 60, q));
	if (rc || status != 200)
		return err_set(e, BW_EPARSE, "the provider answers a code with HTTP %d%s", status,
			rc ? " and no JSON" : "");
	if (!json_text(doc, "id_token").p)
		return err_set(e, BW_EPARSE, "the provider answers a code without an ID token");
	out->id = json_text(doc, "id_token");
	out->access = json_text(doc, "access_token");
	return BW_OK;
}

/* As text, whole and not longer than we keep. */
static struct str claim_text(const struct json *claims, struct str name)
{
	const struct json *v = json_get_str(claims, name);

	if (!v || v->type != JSON_STRING || !v->text.n || v->text.n > LIMIT_OIDC_TEXT)
		return (struct str){ NULL, 0 };
	return v->text;
}

static struct str account_of(const struct json *claims, struct str claim)
{
	const struct json *sure = json_get(claims, "email_verified");

	if (str_is(claim, "email") &&
		!(sure && (sure->type == JSON_TRUE ||
				  (sure->type == JSON_STRING && str_is(sure->text, "true")))))
		return (struct str){ NULL, 0 };
	return claim_text(claims, claim);
}

static int groups_of(struct arena *a, const struct json *v, struct oidc_who *out, struct err *e)
{
	if (!v || v->type != JSON_ARRAY)
		return BW_OK;
	if (v->n > LIMIT_OIDC_GROUPS)
		return err_set(
			e, BW_ELIMIT, "the person is in more than %d groups", LIMIT_OIDC_GROUPS);
	out->groups = ARENA_ARRAY(a, struct str, v->n);
	if (!out->groups && v->n)
		return err_nomem(e);
	JSON_EACH (g, v)
		if (g->type == JSON_STRING && g->text.n && g->text.n <= LIMIT_OIDC_TEXT)
			out->groups[out->groups_n++] = g->text;
	return BW_OK;
}

int oidc_who_read(struct arena *a, const struct json *token, const struct json *userinfo,
	struct str claim, struct str group_claim, struct oidc_who *out, struct err *e)
{
	struct oidc_who w = { .subject = json_text(token, "sub") };
	const struct json *groups = json_get_str(token, group_claim);
	int rc;

	w.account = account_of(token, claim);
	if (!w.account.p)
		w.account = account_of(userinfo, claim);
	if (!groups)
		groups = json_get_str(userinfo, group_claim);
	rc = groups_of(a, groups, &w, e);
	if (!rc)
		*out = w;
	return rc;
}

/* ---- the two messages ---- */

void oidc_ask_write(const struct oidc_ask *q, struct buf *b)
{
	buf_u64(b, q->id);
	buf_u8(b, (uint8_t)q->kind);
	buf_lstr(b, q->code);
	buf_lstr(b, q->verifier);
	buf_lstr(b, q->nonce);
	buf_lstr(b, q->issuer);
}

int oidc_ask_parse(struct str payload, struct oidc_ask *out, struct err *e)
{
	struct cur c = cur_of(payload);
	struct oidc_ask q = { .id = cur_u64(&c) };

	q.kind = (enum oidc_ask_kind)cur_u8(&c);
	q.code = cur_lstr(&c);
	q.verifier = cur_lstr(&c);
	q.nonce = cur_lstr(&c);
	q.issuer = cur_lstr(&c);
	if (!cur_end(&c) || (q.kind != OIDC_ASK_PLACES && q.kind != OIDC_ASK_WHO))
		return err_set(e, BW_EPARSE, "a question about a provider is malformed");
	*out = q;
	return BW_OK;
}

void oidc_said_write(const struct oidc_said *s, struct buf *b)
{
	buf_u64(b, s->id);
	buf_u8(b, (uint8_t)s->kind);
	buf_lstr(b, s->authorize);
	buf_lstr(b, s->end_session);
	buf_lstr(b, s->word);
	buf_lstr(b, s->text);
	buf_lstr(b, s->who.subject);
	buf_lstr(b, s->who.account);
	buf_lstr(b, s->who.id_token);
	buf_u32(b, (uint32_t)s->who.groups_n);
	for (size_t i = 0; i < s->who.groups_n; i++)
		buf_lstr(b, s->who.groups[i]);
}

/* What each kind must have; texts are bounded here, where they come from another process. */
static bool said_ok(const struct oidc_said *s)
{
	switch (s->kind) {
	case OIDC_SAID_PLACES:
		return oidc_url_ok(s->authorize) &&
		       (!s->end_session.n || oidc_url_ok(s->end_session));
	case OIDC_SAID_WHO:
		return s->who.subject.n && s->who.subject.n <= LIMIT_OIDC_TEXT &&
		       s->who.account.n <= LIMIT_OIDC_TEXT &&
		       s->who.id_token.n <= LIMIT_OIDC_ID_TOKEN;
	case OIDC_SAID_REFUSED: return s->word.n && s->text.n;
	case OIDC_SAID_AWAY: return s->text.n > 0;
	default: return false;
	}
}

int oidc_said_parse(struct arena *a, struct str payload, struct oidc_said *out, struct err *e)
{
	struct cur c = cur_of(payload);
	struct oidc_said s = { .id = cur_u64(&c) };
	uint32_t n;

	s.kind = (enum oidc_said_kind)cur_u8(&c);
	s.authorize = cur_lstr(&c);
	s.end_session = cur_lstr(&c);
	s.word = cur_lstr(&c);
	s.text = cur_lstr(&c);
	s.who.subject = cur_lstr(&c);
	s.who.account = cur_lstr(&c);
	s.who.id_token = cur_lstr(&c);
	n = cur_u32(&c);
	if (c.bad || n > LIMIT_OIDC_GROUPS)
		return err_set(e, BW_EPARSE, "an answer about a provider is malformed");
	s.who.groups = ARENA_ARRAY(a, struct str, n);
	if (!s.who.groups && n)
		return err_nomem(e);
	for (s.who.groups_n = 0; s.who.groups_n < n; s.who.groups_n++)
		s.who.groups[s.who.groups_n] = cur_lstr(&c);
	if (!cur_end(&c) || !said_ok(&s))
		return err_set(e, BW_EPARSE, "an answer about a provider is malformed");
	*out = s;
	return BW_OK;
}
