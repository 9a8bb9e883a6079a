/* SPDX-License-Identifier: Apache-2.0 */
#include "net/oidc.h"

#include <sodium.h>

#include "base/limit.h"
#include "base/mem.h"
#include "format/base64.h"
#include "net/http.h"

#define WELL_KNOWN "/.well-known/openid-configuration"
#define PARTS_MOST \
	16384 /* of a form or a header: a code and a verifier, or a client's name and secret */
#define TOKENS_MOST (4 * LIMIT_JWT_BYTES) /* the answer to a code */

/* One thing that is kept, in an arena of its own. */
struct kept {
	struct arena a;
	bool there;
	int64_t at_s; /* of what is there */
	int64_t again_s; /* not asked before */
	struct err why; /* of the last try that failed */
};

struct oidc {
	const struct oidc_settings *set;
	struct kept places_kept, keys_kept;
	struct oidc_places places;
	struct jwks keys;
	unsigned keys_fetched;
};

int oidc_new(const struct oidc_settings *s, struct oidc **out, struct err *e)
{
	struct oidc *o = mem_calloc(1, sizeof(*o));

	if (!o)
		return err_nomem(e);
	o->set = s;
	arena_init(&o->places_kept.a, 0);
	arena_init(&o->keys_kept.a, 0);
	*out = o;
	return BW_OK;
}

void oidc_free(struct oidc *o)
{
	if (!o)
		return;
	arena_done(&o->places_kept.a);
	arena_done(&o->keys_kept.a);
	mem_free(o);
}

unsigned oidc_keys_fetched(const struct oidc *o)
{
	return o->keys_fetched;
}

/* ---- asking ---- */

static int64_t now_s(const struct oidc *o)
{
	return o->set->clock.now_s(o->set->clock.ctx);
}

/* Scheme, host and port. */
static struct str origin(struct str url)
{
	size_t at = str_find(url, STR("://"), 0), end;

	if (at == SIZE_MAX)
		return url;
	end = str_find_byte(url, '/', at + 3);
	return end == SIZE_MAX ? url : str_sub(url, 0, end);
}

/* The operator's network is open for the issuer's own server alone. */
static struct guard guard_for(const struct oidc *o, struct str url)
{
	struct guard g = o->set->guard;

	g.own = o->set->own && str_eq(origin(url), origin(o->set->issuer));
	return g;
}

static int get(struct oidc *o, struct arena *a, struct str url, const struct str *header,
	struct str *body, struct err *e)
{
	const struct http_request q = { .url = url,
		.accept = "application/json",
		.max_bytes = LIMIT_OIDC_BYTES,
		.timeout_ms = o->set->timeout_ms,
		.headers = header,
		.headers_n = header ? 1 : 0,
		.ca_file = o->set->ca_file };
	struct guard g = guard_for(o, url);
	char quoted[QUOTE_ROOM(100)];
	struct http_reply r;
	int rc = http_get(&g, a, &q, &r, e);

	if (!rc && r.status != 200)
		rc = err_set(e, BW_EUNAVAILABLE, "'%s' answers with HTTP %d",
			str_quote(url, 100, quoted), r.status);
	if (!rc)
		*body = r.body;
	return rc;
}

/* True: what is kept will do, or may not be asked for yet. */
static bool enough(const struct oidc *o, const struct kept *k, int64_t keep_s)
{
	int64_t now = now_s(o);

	return (k->there && now - k->at_s < keep_s) || now < k->again_s;
}

/* What failed is told until it works; what is kept still serves for a day. */
static int settle(
	const struct oidc *o, struct kept *k, int rc, const struct err *why, struct err *e)
{
	k->again_s = now_s(o) + OIDC_EVERY_S;
	if (!rc) {
		k->there = true;
		k->at_s = now_s(o);
		return BW_OK;
	}
	k->why = *why;
	if (k->there && now_s(o) - k->at_s < OIDC_STALE_S)
		return BW_OK;
	*e = *why;
	return rc;
}

static int as_kept(const struct kept *k, struct err *e)
{
	if (k->there)
		return BW_OK;
	*e = k->why;
	return e->code;
}

int oidc_find(struct oidc *o, const struct oidc_places **out, struct err *e)
{
	struct str issuer = o->set->issuer, url, body;
	struct kept *k = &o->places_kept;
	struct oidc_places p;
	struct arena a;
	struct err why;
	int rc;

	*out = &o->places;
	if (enough(o, k, OIDC_KEEP_S))
		return as_kept(k, e);
	arena_init(&a, 0);
	if (str_ends(issuer, STR("/")))
		issuer.n--;
	url = arena_printf(&a, "%.*s" WELL_KNOWN, STR_ARG(issuer));
	rc = url.p ? get(o, &a, url, NULL, &body, &why) : err_nomem(&why);
	if (!rc)
		rc = oidc_places_parse(&a, body, o->set->issuer, &p, &why);
	if (rc) {
		arena_done(&a);
	} else {
		arena_done(&k->a);
		k->a = a;
		o->places = p;
	}
	return settle(o, k, rc, &why, e);
}

static int fetch_keys(struct oidc *o, struct err *e)
{
	struct kept *k = &o->keys_kept;
	struct jwks keys;
	struct arena a;
	struct str body;
	struct err why;
	int rc;

	arena_init(&a, 0);
	o->keys_fetched++;
	rc = get(o, &a, o->places.keys, NULL, &body, &why);
	if (!rc)
		rc = jwks_parse(&a, body, &keys, &why);
	if (rc) {
		arena_done(&a);
	} else {
		arena_done(&k->a);
		k->a = a;
		o->keys = keys;
	}
	return settle(o, k, rc, &why, e);
}

/* The keys, with the one that the token names if the provider has it now. */
static int keys_for(struct oidc *o, const struct jwt *t, struct err *e)
{
	struct kept *k = &o->keys_kept;
	bool fresh = enough(o, k, OIDC_KEEP_S);
	int rc = fresh ? as_kept(k, e) : fetch_keys(o, e);

	if (rc || !fresh || jwks_find(&o->keys, t) || now_s(o) < k->again_s)
		return rc;
	return fetch_keys(o, e);
}

/* ---- a code ---- */

/* RFC 6749 2.3.1: name and secret are encoded as a form's before they become a password. */
static int basic(const struct oidc *o, struct arena *a, struct str *out, struct err *e)
{
	struct buf plain, b;

	buf_init(&plain, PARTS_MOST);
	buf_init(&b, 2 * PARTS_MOST);
	oidc_percent(&plain, o->set->client);
	buf_addc(&plain, ':');
	oidc_percent(&plain, o->set->secret);
	buf_addz(&b, "Authorization: Basic ");
	base64_add(&b, plain.p, plain.n);
	*out = plain.bad || b.bad ? (struct str){ NULL, 0 } : arena_dup(a, buf_str(&b));
	if (plain.p)
		sodium_memzero(plain.p, plain.n);
	if (b.p)
		sodium_memzero(b.p, b.n);
	buf_done(&plain);
	buf_done(&b);
	return out->p ? BW_OK : err_nomem(e);
}

static void form(const struct oidc *o, const struct oidc_ask *q, struct buf *b)
{
	oidc_param(b, "grant_type", STR("authorization_code"), true);
	oidc_param(b, "code", q->code, false);
	oidc_param(b, "redirect_uri", o->set->redirect, false);
	oidc_param(b, "code_verifier", q->verifier, false);
	if (!o->set->secret.n || o->places.secret_in_body)
		oidc_param(b, "client_id", o->set->client, false);
	if (o->set->secret.n && o->places.secret_in_body)
		oidc_param(b, "client_secret", o->set->secret, false);
}

static int redeem(struct oidc *o, struct arena *a, const struct oidc_ask *q,
	struct oidc_tokens *out, struct err *e)
{
	bool as_password = o->set->secret.n && !o->places.secret_in_body;
	struct guard g = guard_for(o, o->places.token);
	struct http_request post = { .url = o->places.token,
		.accept = "application/json",
		.max_bytes = TOKENS_MOST,
		.timeout_ms = o->set->timeout_ms,
		.body_type = "application/x-www-form-urlencoded",
		.ca_file = o->set->ca_file };
	struct http_reply r;
	struct str header = { NULL, 0 };
	struct buf b;
	int rc = as_password ? basic(o, a, &header, e) : BW_OK;

	buf_init(&b, PARTS_MOST);
	form(o, q, &b);
	if (!rc)
		rc = buf_check(&b, "a question to the provider", e);
	post.body = buf_str(&b);
	post.headers = &header;
	post.headers_n = as_password;
	if (!rc &&
		http_post(&g, a, &post, &r, e)) /* also what the guard refuses: nobody's sign-in */
		rc = e->code = BW_EUNAVAILABLE;
	if (!rc)
		rc = oidc_tokens_parse(a, r.status, r.body, out, e);
	if (b.p)
		sodium_memzero(b.p, b.n);
	buf_done(&b);
	return rc;
}

/* What the ID token does not say (Core 5.3), where it is about the same person. */
static int ask_userinfo(struct oidc *o, struct arena *a, struct str access, struct str subject,
	const struct json **out, struct err *e)
{
	struct str header = arena_printf(a, "Authorization: Bearer %.*s", STR_ARG(access)), body;
	struct json *v;
	int rc;

	for (size_t i = 0; i < access.n; i++)
		if ((unsigned char)access.p[i] <= 0x20 || (unsigned char)access.p[i] >= 0x7f)
			return err_set(
				e, BW_EPARSE, "the provider gives an access token that is none");
	rc = header.p ? get(o, a, o->places.userinfo, &header, &body, e) : err_nomem(e);
	if (!rc)
		rc = json_parse(a, body, &v, e);
	if (!rc && !str_eq(json_text(v, "sub"), subject))
		rc = err_set(e, BW_EPARSE, "the provider tells of another person than asked for");
	if (!rc)
		*out = v;
	return rc;
}

static bool says_all(const struct oidc *o, const struct json *claims, const struct oidc_who *w)
{
	return w->account.p && (!o->set->groups.n || json_get_str(claims, o->set->groups));
}

static int believe(struct oidc *o, struct arena *a, const struct oidc_ask *q,
	const struct oidc_tokens *t, struct oidc_who *out, const char **word, struct err *e)
{
	const struct jwt_expect want = { .issuer = o->set->issuer,
		.client = o->set->client,
		.nonce = q->nonce,
		.now_s = now_s(o) };
	const struct json *userinfo = NULL;
	enum jwt_fault why;
	struct jwt token;
	int rc = BW_OK;

	why = jwt_parse(a, t->id, &token);
	if (!why)
		rc = keys_for(o, &token, e);
	if (!why && !rc)
		why = jwt_check(&token, &o->keys, &want);
	if (rc)
		return rc;
	if (why) {
		*word = jwt_fault_text(why);
		return err_set(e, BW_EDENIED, "%s", jwt_fault_words(why));
	}
	rc = oidc_who_read(a, token.claims, NULL, o->set->claim, o->set->groups, out, e);
	if (rc || says_all(o, token.claims, out) || !o->places.userinfo.p || !t->access.n)
		return rc;
	rc = ask_userinfo(o, a, t->access, out->subject, &userinfo, e);
	return rc ? rc
		  : oidc_who_read(a, token.claims, userinfo, o->set->claim, o->set->groups, out, e);
}

int oidc_who_is(struct oidc *o, struct arena *a, const struct oidc_ask *q, struct oidc_who *out,
	const char **word, struct err *e)
{
	const struct oidc_places *places;
	struct oidc_tokens t;
	int rc = oidc_find(o, &places, e);

	*word = NULL;
	if (rc)
		return rc;
	/* RFC 9207: an answer that another provider gave is not taken to this one. */
	if ((q->issuer.n || places->says_issuer) && !str_eq(q->issuer, o->set->issuer)) {
		*word = "iss";
		return err_set(e, BW_EDENIED, "the answer is of another issuer");
	}
	rc = redeem(o, a, q, &t, e);
	if (rc == BW_EDENIED)
		*word = "code";
	if (!rc)
		rc = believe(o, a, q, &t, out, word, e);
	if (!rc && t.id.n <= LIMIT_OIDC_ID_TOKEN)
		out->id_token = t.id;
	return rc;
}
