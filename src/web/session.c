/* SPDX-License-Identifier: Apache-2.0 */
#include "web/session.h"

#include <sodium.h>

#include "flow/people.h"
#include "store/guests.h"
#include "web/inner.h"

#define TOKEN_BYTES 32
#define ONCE_S      3600

_Static_assert(sizeof(((struct session *)NULL)->digest) == GUEST_DIGEST, "a session's digest");

static bool https(const struct request *r)
{
	return r->f->flags & REQUEST_HTTPS;
}

static const char *cookie_name(const struct request *r)
{
	return https(r) ? SESSION_COOKIE : SESSION_COOKIE_PLAIN;
}

static void csrf_text(const unsigned char secret[GUEST_DIGEST], char out[44])
{
	sodium_bin2base64(out, 44, secret, GUEST_DIGEST, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static int name_of(struct request *r, int64_t person, struct err *e)
{
	struct store_person p;
	int rc = store_person_get(r->web->set->store, r->a, person, &p, e);

	if (!rc)
		r->session.name = p.name;
	return rc;
}

static int by_token(struct request *r, struct str token, struct err *e)
{
	int rc = people_by_token(r->web->set->store, token, r->now_s, &r->who, e);

	if (rc) {
		r->who = who_public();
		r->sign_in = rc == BW_EDENIED;
		return rc;
	}
	return name_of(r, r->who.person, e);
}

int session_find(struct request *r, struct err *e)
{
	struct str auth = r->f->field[HTTP_AUTHORIZATION],
		   cookie = http_cookie(r->f->field[HTTP_COOKIE], str_of(cookie_name(r)));
	struct guest_session g;
	unsigned char digest[GUEST_DIGEST];
	struct err why;
	bool found;
	int rc;

	if (str_starts_nocase(auth, STR("Bearer ")))
		return by_token(r, str_trim(str_from(auth, 7)), e);
	if (auth.p)
		return err_set(e, BW_EDENIED, "only 'Authorization: Bearer TOKEN' is understood");
	if (cookie.n != SESSION_TOKEN - 1)
		return BW_OK;
	guest_digest(r->web->set->store, "session", cookie, digest);
	rc = guest_session_get(r->web->set->store, digest, r->now_s, &g, &found, e);
	if (rc || !found)
		return rc;
	/* Disabled since: nobody, as if the session had ended. */
	if (people_who(r->web->set->store, g.person, &r->who, &why)) {
		r->who = who_public();
		return BW_OK;
	}
	r->session.there = true;
	r->session.person = g.person;
	r->session.made_at_s = g.made_at_s;
	r->session.provider = g.provider;
	memcpy(r->session.digest, digest, sizeof(digest));
	csrf_text(g.csrf, r->session.csrf);
	return name_of(r, g.person, e);
}

static int other_site(struct err *e)
{
	return err_set(e, BW_EDENIED,
		"this request seems to come from another site's page; open the page anew");
}

int session_gate(struct request *r, struct err *e)
{
	struct str site = r->f->field[HTTP_SEC_FETCH_SITE], origin = r->f->field[HTTP_ORIGIN],
		   proof;
	size_t at;

	if (r->route->method == HTTP_GET || r->who.token)
		return BW_OK;
	/* Who has no session has nothing that another site's page could use, but for pages we stay strict: nobody
	 * else's page signs anybody in, or files reports in their name. */
	if (!r->session.there && r->route->kind != ROUTE_PAGE)
		return BW_OK;
	if (site.p && !str_is(site, "same-origin") && !str_is(site, "none"))
		return other_site(e);
	at = str_find(origin, STR("://"), 0);
	if (origin.p && (at == SIZE_MAX ||
				!str_eq_nocase(str_from(origin, at + 3), r->f->field[HTTP_HOST])))
		return other_site(e);
	if (!r->session.there)
		return BW_OK;
	proof = r->f->field[HTTP_X_CSRF_TOKEN];
	if (!proof.p)
		proof = form_text(&r->form, "csrf");
	if (proof.n != strlen(r->session.csrf) || sodium_memcmp(proof.p, r->session.csrf, proof.n))
		return other_site(e);
	return BW_OK;
}

static void new_token(const struct rng *rng, char text[SESSION_TOKEN])
{
	unsigned char bytes[TOKEN_BYTES];

	rng_fill(rng, bytes, sizeof(bytes));
	sodium_bin2base64(text, SESSION_TOKEN, bytes, sizeof(bytes),
		sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	sodium_memzero(bytes, sizeof(bytes));
}

/* ---- the ID token of a session ---- */

/* One key for one session, used once: its nonce need not differ. */
static const unsigned char nonce[crypto_secretbox_NONCEBYTES];
_Static_assert(GUEST_DIGEST == crypto_secretbox_KEYBYTES, "a digest is a key");

static void id_token_seal(struct request *r, struct str cookie, struct str text, struct str *out)
{
	unsigned char key[GUEST_DIGEST];
	char *room = arena_alloc(r->a, text.n + crypto_secretbox_MACBYTES);

	*out = (struct str){ NULL, 0 };
	if (!text.n || !room) /* without it, signing out asks the person once more */
		return;
	guest_digest(r->web->set->store, "id token", cookie, key);
	crypto_secretbox_easy(
		(unsigned char *)room, (const unsigned char *)text.p, text.n, nonce, key);
	*out = str_make(room, text.n + crypto_secretbox_MACBYTES);
	sodium_memzero(key, sizeof(key));
}

int session_id_token(struct request *r, struct str *out, struct err *e)
{
	struct store *s = r->web->set->store;
	unsigned char key[GUEST_DIGEST];
	struct str sealed;
	char *room;
	int rc = guest_session_id_token(s, r->a, r->session.digest, &sealed, e);

	*out = (struct str){ NULL, 0 };
	if (rc || sealed.n <= crypto_secretbox_MACBYTES)
		return rc;
	room = arena_alloc(r->a, sealed.n);
	if (!room)
		return err_nomem(e);
	guest_digest(
		s, "id token", http_cookie(r->f->field[HTTP_COOKIE], str_of(cookie_name(r))), key);
	if (!crypto_secretbox_open_easy(
		    (unsigned char *)room, (const unsigned char *)sealed.p, sealed.n, nonce, key))
		*out = str_make(room, sealed.n - crypto_secretbox_MACBYTES);
	sodium_memzero(key, sizeof(key));
	return BW_OK;
}

/* ---- beginning and ending ---- */

static int begin(struct request *r, int64_t person, bool provider, struct str id_token,
	struct reply *out, struct err *e)
{
	struct store *s = r->web->set->store;
	struct guest_session g = { .person = person,
		.provider = provider,
		.made_at_s = r->now_s,
		.expires_at_s = r->now_s + SESSION_HOURS * 3600 };
	char token[SESSION_TOKEN];
	struct work *w;
	int rc;

	new_token(&r->web->set->rng, token);
	rng_fill(&r->web->set->rng, g.csrf, sizeof(g.csrf));
	guest_digest(s, "session", str_of(token), g.digest);
	id_token_seal(r, str_of(token), id_token, &g.id_token);
	rc = store_change_begin(s, &w, e);
	if (rc)
		return rc;
	rc = guest_sweep(w, r->now_s, e);
	if (!rc && r->session.there)
		rc = guest_session_drop(w, r->session.digest, e);
	if (!rc)
		rc = guest_session_put(w, &g, e);
	if (!rc)
		rc = store_work_commit(w, e);
	store_work_free(w);
	if (!rc)
		reply_field(out, "Set-Cookie",
			arena_printf(r->a, "%s=%s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%d%s",
				cookie_name(r), token, SESSION_HOURS * 3600,
				https(r) ? "; Secure" : ""));
	sodium_memzero(token, sizeof(token));
	return rc;
}

int session_begin(struct request *r, int64_t person, struct reply *out, struct err *e)
{
	return begin(r, person, false, (struct str){ NULL, 0 }, out, e);
}

int session_begin_by(
	struct request *r, int64_t person, struct str id_token, struct reply *out, struct err *e)
{
	return begin(r, person, true, id_token, out, e);
}

int session_anew(struct request *r, struct reply *out, struct err *e)
{
	r->session.there = false;
	return begin(r, r->who.person, r->session.provider, (struct str){ NULL, 0 }, out, e);
}

int session_end(struct request *r, struct reply *out, struct err *e)
{
	struct work *w;
	int rc = store_change_begin(r->web->set->store, &w, e);

	if (rc)
		return rc;
	rc = guest_session_drop(w, r->session.digest, e);
	if (!rc)
		rc = store_work_commit(w, e);
	store_work_free(w);
	if (!rc)
		session_clear(r, out);
	return rc;
}

void session_clear(struct request *r, struct reply *out)
{
	reply_field(out, "Set-Cookie",
		arena_printf(r->a, "%s=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0%s",
			cookie_name(r), https(r) ? "; Secure" : ""));
}

int session_once(struct store *s, const struct rng *rng, int64_t person, int64_t now_s, char *text,
	struct err *e)
{
	unsigned char digest[GUEST_DIGEST];
	struct work *w;
	int rc = store_change_begin(s, &w, e);

	if (rc)
		return rc;
	new_token(rng, text);
	guest_digest(s, "once", str_of(text), digest);
	rc = guest_once_put(w, digest, person, now_s + ONCE_S, e);
	if (!rc)
		rc = store_work_commit(w, e);
	store_work_free(w);
	return rc;
}
