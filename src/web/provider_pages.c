/* SPDX-License-Identifier: Apache-2.0 */
/* The way to the provider and back (OpenID Connect Core 1.0, 3.1; RFC 7636), and out again. */
#include <sodium.h>

#include "base/limit.h"
#include "flow/provider.h"
#include "format/base64.h"
#include "store/guests.h"
#include "sys/journal.h"
#include "web/inner.h"
#include "web/page.h"
#include "web/provider.h"
#include "web/session.h"
#include "web/signing.h"
#include "web/throttle.h"
#include "web/tongue.h"

/* The cookie of a browser on its way: a secret, a dot, where to go afterwards.  Lax, because the provider sends the
 * browser back. */
#define COOKIE       "__Host-bailiwick-signin"
#define COOKIE_PLAIN "bailiwick-signin" /* on plain HTTP, which is for loopback */
#define SECRET_BYTES 32
#define SECRET_TEXT  43
#define NEXT_MOST    500

/* A state: until when, chance, and a seal over both and the browser's secret. */
#define STATE_TIME  8
#define STATE_OWN   16
#define STATE_SEAL  16
#define STATE_BYTES (STATE_TIME + STATE_OWN + STATE_SEAL)
#define STATE_TEXT  54
#define CODE_MOST   4096

struct browser {
	char secret[SECRET_TEXT + 1];
	struct str next; /* p NULL: nowhere in particular */
};

static const struct web_provider *provider_of(const struct request *r)
{
	return r->web->set->provider;
}

static bool https(const struct request *r)
{
	return r->f->flags & REQUEST_HTTPS;
}

static const char *cookie_name(const struct request *r)
{
	return https(r) ? COOKIE : COOKIE_PLAIN;
}

static bool own_path(struct str s)
{
	return s.n && s.n <= NEXT_MOST && s.p[0] == '/' && html_url_ok(s);
}

static void text_of(const void *bytes, size_t n, char *out, size_t room)
{
	sodium_bin2base64(out, room, bytes, n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

/* ---- the browser's cookie ---- */

static bool cookie_read(struct request *r, struct browser *out)
{
	struct str v = http_cookie(r->f->field[HTTP_COOKIE], str_of(cookie_name(r))), rest;
	unsigned char bytes[SECRET_BYTES];
	char *room;
	size_t n;

	*out = (struct browser){ 0 };
	if (v.n < SECRET_TEXT || v.n > SECRET_TEXT + 1 + 3 * NEXT_MOST ||
		!base64url_read(str_sub(v, 0, SECRET_TEXT), bytes, sizeof(bytes), &n) ||
		n != sizeof(bytes))
		return false;
	memcpy(out->secret, v.p, SECRET_TEXT);
	sodium_memzero(bytes, sizeof(bytes));
	rest = str_from(v, SECRET_TEXT + 1);
	room = arena_alloc(r->a, rest.n + 1);
	n = room && rest.n ? http_decode(rest, false, room) : SIZE_MAX;
	if (n != SIZE_MAX && own_path(str_make(room, n)))
		out->next = str_make(room, n);
	return true;
}

static void cookie_write(struct request *r, const struct browser *b, struct reply *out)
{
	struct buf next;

	buf_init(&next, 4 * NEXT_MOST);
	oidc_percent(&next, b->next);
	reply_field(out, "Set-Cookie",
		arena_printf(r->a, "%s=%s.%.*s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%d%s",
			cookie_name(r), b->secret, STR_ARG(buf_str(&next)), PROVIDER_STATE_S,
			https(r) ? "; Secure" : ""));
	buf_done(&next);
}

static void cookie_clear(struct request *r, struct reply *out)
{
	reply_field(out, "Set-Cookie",
		arena_printf(r->a, "%s=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0%s",
			cookie_name(r), https(r) ? "; Secure" : ""));
}

/* ---- the state, and what follows from it ---- */

static void derive(
	struct request *r, const char *kind, struct str a, const char *secret, unsigned char *out)
{
	struct str both = arena_printf(r->a, "%.*s.%s", STR_ARG(a), secret);

	guest_digest(r->web->set->store, kind, both, out);
}

static void seal(struct request *r, const unsigned char *head, const char *secret,
	unsigned char out[GUEST_DIGEST])
{
	char hex[2 * (STATE_TIME + STATE_OWN) + 1];

	sodium_bin2hex(hex, sizeof(hex), head, STATE_TIME + STATE_OWN);
	derive(r, "provider state", str_of(hex), secret, out);
}

static void state_make(struct request *r, const char *secret, char out[STATE_TEXT + 1])
{
	uint64_t until = (uint64_t)(r->now_s + PROVIDER_STATE_S);
	unsigned char state[STATE_BYTES], digest[GUEST_DIGEST];

	for (int i = 0; i < STATE_TIME; i++)
		state[i] = (unsigned char)(until >> (8 * (STATE_TIME - 1 - i)));
	rng_fill(&r->web->set->rng, state + STATE_TIME, STATE_OWN);
	seal(r, state, secret, digest);
	memcpy(state + STATE_TIME + STATE_OWN, digest, STATE_SEAL);
	text_of(state, sizeof(state), out, STATE_TEXT + 1);
}

static bool state_good(struct request *r, struct str text, const char *secret, int64_t *until_s)
{
	unsigned char state[STATE_BYTES], digest[GUEST_DIGEST];
	uint64_t until = 0;
	size_t n;

	if (text.n != STATE_TEXT || !base64url_read(text, state, sizeof(state), &n) ||
		n != sizeof(state))
		return false;
	seal(r, state, secret, digest);
	if (sodium_memcmp(state + STATE_TIME + STATE_OWN, digest, STATE_SEAL) != 0)
		return false;
	for (int i = 0; i < STATE_TIME; i++)
		until = until << 8 | state[i];
	*until_s = (int64_t)until;
	return *until_s > r->now_s;
}

/* What proves to us that a token answers this sign-in, and to the provider that we began it. */
static void nonce_of(struct request *r, struct str state, const char *secret, char out[44])
{
	unsigned char digest[GUEST_DIGEST];

	derive(r, "provider nonce", state, secret, digest);
	text_of(digest, sizeof(digest), out, 44);
}

static void verifier_of(struct request *r, struct str state, const char *secret, char out[44])
{
	unsigned char digest[GUEST_DIGEST];

	derive(r, "provider verifier", state, secret, digest);
	text_of(digest, sizeof(digest), out, 44);
}

/* ---- where it ends badly ---- */

/* The sign-in page with a sentence; whoever wants JSON gets the problem. */
static int sorry(
	struct request *r, struct reply *out, unsigned status, const char *sentence, struct err *e)
{
	int rc;

	if (r->json) {
		int code = status == 503 ? BW_EUNAVAILABLE : BW_EDENIED;

		return err_set(e, code, "%s", sentence);
	}
	rc = signing_form(r, out, sentence, e);
	out->status = status;
	return rc;
}

static int refuse(struct request *r, struct reply *out, const char *word, const char *why,
	const char *sentence, struct err *e)
{
	journal(r->web->set->journal, JOURNAL_OIDC_REFUSED, "%s: %s", word, why);
	throttle_failed(r->web->throttle, (struct str){ NULL, 0 }, r->f->address, r->now_s);
	return sorry(r, out, 403, sentence, e);
}

static int not_now(struct request *r, struct reply *out, const char *why, struct err *e)
{
	journal(r->web->set->journal, JOURNAL_OIDC_AWAY, "a sign-in had to wait: %s", why);
	return sorry(r, out, 503,
		N_("The sign-in service does not answer right now. Try again in a minute, or sign "
		   "in with your name and password."),
		e);
}

#define AGAIN N_("That sign-in could not be completed. Please begin again.")

/* Failures of one network make it wait, as with passwords. */
static bool too_many(struct request *r, struct reply *out)
{
	struct err e;
	int64_t wait_s;

	if (!throttle_ask(r->web->throttle, (struct str){ NULL, 0 }, r->f->address, r->now_s,
		    &wait_s, &e))
		return false;
	reply_problem(r, out, 429, &e);
	return true;
}

static int possible(const struct request *r, struct err *e)
{
	if (!provider_of(r))
		return err_set(
			e, BW_ENOTFOUND, "sign-in with an OpenID provider is not set up here");
	return r->web->throttle ? BW_OK
				: err_set(e, BW_EBUG, "a sign-in came to the wrong process");
}

/* ---- there ---- */

void provider_button(struct request *r, struct html *h, struct str next)
{
	struct str link = STR("/signin/oidc");
	struct buf b;

	if (!provider_of(r))
		return;
	buf_init(&b, 4 * NEXT_MOST);
	if (own_path(next)) {
		buf_addz(&b, "/signin/oidc?");
		oidc_param(&b, "next", next, true);
		link = arena_dup(r->a, buf_str(&b));
	}
	buf_done(&b);
	html_put(h, "<p><a class=\"button main\" href=%u>%m <bdi>%s</bdi></a></p>\n<p>%m</p>\n",
		link, N_("Sign in with"), provider_of(r)->name,
		N_("Or with the name and password you have here:"));
}

int web_signin_oidc(struct request *r, struct reply *out, struct err *e)
{
	const struct provider_step go_there = { .kind = PROVIDER_GO };
	const struct oidc_ask ask = { .kind = OIDC_ASK_PLACES };
	struct str site = r->f->field[HTTP_SEC_FETCH_SITE];
	struct err why;
	int rc = possible(r, e);

	if (rc || too_many(r, out))
		return rc;
	/* Nobody else's page signs anybody in. */
	if (site.p && !str_is(site, "same-origin") && !str_is(site, "none")) {
		reply_redirect(out, STR("/signin"));
		return BW_OK;
	}
	return provider_ask(r, out, &go_there, &ask, &why) ? not_now(r, out, why.text, e) : BW_OK;
}

/* 303 to somebody else's address, which the provider named and format/oidc.h has looked at. */
static void go_to(struct reply *out, struct str url)
{
	out->status = 303;
	out->type = "text/plain; charset=utf-8";
	buf_addz(&out->body, "see the address in Location\n");
	reply_field(out, "Location", url);
}

static void authorization(
	struct request *r, const struct browser *b, struct str authorize, struct buf *url)
{
	const struct web_provider *set = provider_of(r);
	unsigned char hash[crypto_hash_sha256_BYTES];
	char state[STATE_TEXT + 1], nonce[44], verifier[44], challenge[44];

	state_make(r, b->secret, state);
	nonce_of(r, str_of(state), b->secret, nonce);
	verifier_of(r, str_of(state), b->secret, verifier);
	crypto_hash_sha256(hash, (const unsigned char *)verifier, strlen(verifier));
	text_of(hash, sizeof(hash), challenge, sizeof(challenge));
	buf_add(url, authorize);
	buf_addc(url, str_find_byte(authorize, '?', 0) == SIZE_MAX ? '?' : '&');
	oidc_param(url, "response_type", STR("code"), true);
	oidc_param(url, "client_id", set->client, false);
	oidc_param(url, "redirect_uri", set->redirect, false);
	oidc_param(url, "scope", set->scope, false);
	oidc_param(url, "state", str_of(state), false);
	oidc_param(url, "nonce", str_of(nonce), false);
	oidc_param(url, "code_challenge", str_of(challenge), false);
	oidc_param(url, "code_challenge_method", STR("S256"), false);
	sodium_memzero(verifier, sizeof(verifier));
}

static int go(struct request *r, struct reply *out, const struct oidc_said *said, struct err *e)
{
	unsigned char bytes[SECRET_BYTES];
	struct browser b;
	struct str next;
	struct buf url;
	int rc = request_query(r, "next", &next, e);

	if (rc)
		return rc;
	/* Two windows of one browser share its secret; each has its own state. */
	if (!cookie_read(r, &b)) {
		rng_fill(&r->web->set->rng, bytes, sizeof(bytes));
		text_of(bytes, sizeof(bytes), b.secret, sizeof(b.secret));
		sodium_memzero(bytes, sizeof(bytes));
	}
	b.next = own_path(next) ? next : (struct str){ NULL, 0 };
	buf_init(&url, LIMIT_URL_BYTES * 2);
	authorization(r, &b, said->authorize, &url);
	rc = buf_check(&url, "the address of the provider", e);
	if (!rc) {
		cookie_write(r, &b, out);
		go_to(out, buf_str(&url));
	}
	buf_done(&url);
	return rc;
}

/* ---- and back ---- */

static int spend(struct request *r, struct str state, int64_t until_s, bool *fresh, struct err *e)
{
	unsigned char digest[GUEST_DIGEST];
	struct work *w;
	int rc = store_change_begin(r->web->set->store, &w, e);

	if (rc)
		return rc;
	guest_digest(r->web->set->store, "provider spent", state, digest);
	rc = guest_spend(w, digest, until_s, r->now_s, fresh, e);
	if (!rc)
		rc = store_work_commit(w, e);
	store_work_free(w);
	return rc;
}

/* The provider's own word that nobody signed in (RFC 6749 4.1.2.1). */
static int declined(struct request *r, struct reply *out, struct str error, struct err *e)
{
	char q[QUOTE_ROOM(60)];

	return refuse(r, out, "declined", str_quote(error, 60, q),
		N_("You did not sign in there, so you are not signed in here."), e);
}

struct answer {
	struct str state, code, error, issuer;
};

static int read_answer(struct request *r, struct answer *a, struct err *e)
{
	int rc = request_query(r, "state", &a->state, e);

	if (!rc)
		rc = request_query(r, "code", &a->code, e);
	if (!rc)
		rc = request_query(r, "error", &a->error, e);
	return rc ? rc : request_query(r, "iss", &a->issuer, e);
}

int web_signin_back(struct request *r, struct reply *out, struct err *e)
{
	const struct provider_step come_back = { .kind = PROVIDER_BACK };
	char nonce[44], verifier[44];
	struct browser b;
	struct answer a;
	struct err why;
	int64_t until_s;
	bool fresh = false;
	int rc = possible(r, e);

	if (rc || too_many(r, out))
		return rc;
	rc = read_answer(r, &a, e);
	if (rc)
		return rc;
	if (!cookie_read(r, &b) || !state_good(r, a.state, b.secret, &until_s))
		return refuse(r, out, "state",
			"the answer is to no sign-in of this browser, or is too old", AGAIN, e);
	rc = spend(r, a.state, until_s, &fresh, e);
	if (rc)
		return rc;
	if (!fresh)
		return refuse(r, out, "replayed", "the answer was used before", AGAIN, e);
	if (a.error.n)
		return declined(r, out, a.error, e);
	if (!a.code.n || a.code.n > CODE_MOST)
		return refuse(r, out, "code", "the answer has no code", AGAIN, e);
	nonce_of(r, a.state, b.secret, nonce);
	verifier_of(r, a.state, b.secret, verifier);
	const struct oidc_ask ask = { .kind = OIDC_ASK_WHO,
		.code = a.code,
		.verifier = str_of(verifier),
		.nonce = str_of(nonce),
		.issuer = a.issuer };

	return provider_ask(r, out, &come_back, &ask, &why) ? not_now(r, out, why.text, e) : BW_OK;
}

/* A cookie that is SameSite=Strict does not go along where somebody else's page began; a page of ours that goes on
 * by itself is where ours begin. */
static int welcome(struct request *r, struct reply *out, struct str to, struct err *e)
{
	const struct page_look look = {
		.title = N_("You are signed in."), .here = "", .narrow = true
	};
	struct html h;

	if (r->json) {
		reply_redirect(out, to);
		return BW_OK;
	}
	page_begin(r, out, &look, &h);
	html_put(&h, "<h1>%m</h1>\n<p><a class=\"button main\" href=%u>%m</a></p>\n", look.title,
		to, N_("Go on"));
	reply_field(out, "Refresh", arena_printf(r->a, "0;url=%.*s", STR_ARG(to)));
	return page_end(r, out, &h, e);
}

static const char *sentence_of(enum provider_fault why)
{
	switch (why) {
	case PROVIDER_DISABLED: return N_("Your account at this desk is shut out.");
	case PROVIDER_LINK:
		return N_(
			"The account of that name belongs to somebody else. Ask whoever runs this "
			"desk.");
	case PROVIDER_GROUP:
		return N_("None of your groups at the sign-in service has a role at this desk. Ask "
			  "whoever runs it.");
	default: return N_("You have no account at this desk. Ask whoever runs it.");
	}
}

/* Into the journal: who came, by number, and what that changed. */
static void tell(const struct request *r, const struct provider_in *in)
{
	const struct journal *j = r->web->set->journal;
	char id[STORE_ID_TEXT];
	struct buf b;

	store_id_text('p', (uint64_t)in->person, id);
	if (in->made || in->linked)
		journal(j, JOURNAL_OIDC_ACCOUNT, "%s %s", id,
			in->made ? "is made, with the roles of its groups" : "is linked");
	buf_init(&b, 400);
	person_roles_write(in->was, &b);
	buf_addz(&b, " -> ");
	person_roles_write(in->is, &b);
	if (in->was != in->is)
		journal(j, JOURNAL_OIDC_ROLES, "%s %.*s", id, STR_ARG(buf_str(&b)));
	buf_done(&b);
	if (in->kept)
		journal(j, JOURNAL_OIDC_ROLES, "%s stays admin: no other would be left", id);
	journal(j, JOURNAL_OIDC_IN, "%s", id);
}

static int back(struct request *r, struct reply *out, const struct oidc_said *said, struct err *e)
{
	const struct web_provider *set = provider_of(r);
	enum provider_fault why;
	struct provider_in in;
	struct browser b;
	int rc;

	cookie_clear(r, out);
	if (said->kind == OIDC_SAID_REFUSED)
		return refuse(r, out, arena_dup(r->a, said->word).p, arena_dup(r->a, said->text).p,
			AGAIN, e);
	rc = provider_sign_in(
		r->web->set->store, r->a, &set->rules, &said->who, r->now_s, &in, &why, e);
	if (rc)
		return rc;
	if (why)
		return refuse(r, out, provider_fault_text(why), provider_fault_words(why),
			sentence_of(why), e);
	tell(r, &in);
	(void)cookie_read(r, &b);
	rc = session_begin_by(r, in.person, said->who.id_token, out, e);
	return rc ? rc : welcome(r, out, b.next.n ? b.next : STR("/"), e);
}

/* ---- out ---- */

static int signed_out(struct reply *out)
{
	page_flash(out, N_("You are signed out."));
	reply_redirect(out, STR("/"));
	return BW_OK;
}

/* Whose session at the provider is to end: the ID token says it for sure; else the name of the account, which most of
 * them have from us as the claim, is a hint, and the provider may ask. */
int provider_sign_out(struct request *r, struct str id_token, struct reply *out, struct err *e)
{
	const struct web_provider *set = provider_of(r);
	const struct oidc_ask ask = { .kind = OIDC_ASK_PLACES };
	struct provider_step step = { .kind = PROVIDER_OUT };
	struct err why;
	struct buf q;
	int rc;

	(void)e;
	buf_init(&q, LIMIT_URL_BYTES);
	oidc_param(&q, "client_id", set->client, true);
	oidc_param(&q, "post_logout_redirect_uri", set->home, false);
	if (id_token.n)
		oidc_param(&q, "id_token_hint", id_token, false);
	else
		oidc_param(&q, "logout_hint", r->session.name, false);
	step.query = buf_str(&q);
	rc = q.bad ? BW_ELIMIT : provider_ask(r, out, &step, &ask, &why);
	buf_done(&q);
	/* Whatever the provider says, here it is over. */
	return rc ? signed_out(out) : BW_OK;
}

/* RP-Initiated Logout 1.0.  Not as the answer to a form: policies of pages bind where a form may lead. */
static int leave(struct request *r, struct str query, struct reply *out,
	const struct oidc_said *said, struct err *e)
{
	const struct page_look look = {
		.title = N_("You are signed out."), .here = "", .narrow = true
	};
	const struct web_provider *set = provider_of(r);
	struct str to;
	struct buf url;
	struct html h;

	session_clear(r, out);
	if (said->kind != OIDC_SAID_PLACES || !said->end_session.n || r->json)
		return signed_out(out);
	buf_init(&url, LIMIT_URL_BYTES * 2);
	buf_add(&url, said->end_session);
	buf_addc(&url, str_find_byte(said->end_session, '?', 0) == SIZE_MAX ? '?' : '&');
	buf_add(&url, query);
	to = arena_dup(r->a, buf_str(&url));
	buf_done(&url);
	page_begin(r, out, &look, &h);
	html_put(&h, "<h1>%m</h1>\n<p><a class=\"button main\" href=%u>%m <bdi>%s</bdi></a></p>\n",
		look.title, to, N_("Sign out as well of"), set->name);
	reply_field(out, "Refresh", arena_printf(r->a, "0;url=%.*s", STR_ARG(to)));
	return page_end(r, out, &h, e);
}

int provider_done(struct request *r, struct reply *out, const struct provider_step *step,
	const struct oidc_said *said, struct err *e)
{
	int rc = possible(r, e);

	if (rc)
		return rc;
	if (step->kind == PROVIDER_OUT)
		return leave(r, step->query, out, said, e);
	if (said->kind == OIDC_SAID_AWAY)
		return not_now(r, out, arena_dup(r->a, said->text).p, e);
	if (step->kind == PROVIDER_GO && said->kind == OIDC_SAID_PLACES)
		return go(r, out, said, e);
	if (step->kind == PROVIDER_BACK && said->kind != OIDC_SAID_PLACES)
		return back(r, out, said, e);
	return err_set(e, BW_EBUG, "the role that asks the provider answers something else");
}
