/* SPDX-License-Identifier: Apache-2.0 */
/* Passkeys: signing in with one, and one's own.  The browser's part is assets/passkey.js: it asks the API what to
 * ask the key, and puts what the key says into a form of ours. */
#include "flow/passkeys.h"

#include <sodium.h>

#include "act/act.h"
#include "base/limit.h"
#include "flow/desk_json.h"
#include "sys/journal.h"
#include "web/batch.h"
#include "web/desk.h"
#include "web/inner.h"
#include "web/session.h"
#include "web/signing.h"
#include "web/tongue.h"

#define URLSAFE   sodium_base64_VARIANT_URLSAFE_NO_PADDING
#define PATIENCE  120000 /* ms that a browser gives its person */
#define MADE_PATH "/account/passkeys"

static struct store *store_of(const struct request *r)
{
	return r->web->set->store;
}

/* Into the journal, by numbers alone. */
static void tell(const struct request *r, enum journal_event what, int64_t person, int64_t key)
{
	char p[STORE_ID_TEXT], k[STORE_ID_TEXT];

	journal(r->web->set->journal, what, "%s %s", store_id_text('p', (uint64_t)person, p),
		store_id_text('y', (uint64_t)key, k));
}

/* ---- whom a key is for ---- */

/* "host" of "host:port". */
static struct str host_of(struct str at)
{
	return str_sub(at, 0, str_find_byte(at, ':', 0));
}

/* The pages as the world knows them (desk-url); on this machine also http://localhost, which browsers take for
 * safe.  An address is no host for a key. */
static int party_of(const struct request *r, struct webauthn_party *out, struct err *e)
{
	const struct house *house = r->web->set->know->house;
	struct str at = r->f->field[HTTP_HOST], url = house ? house->url : (struct str){ NULL, 0 };

	if (r->f->flags & REQUEST_LOOPBACK && !(r->f->flags & REQUEST_HTTPS) &&
		str_is(host_of(at), "localhost")) {
		*out = (struct webauthn_party){ STR("localhost"),
			arena_printf(r->a, "http://%.*s", STR_ARG(at)) };
		return out->origin.p ? BW_OK : err_nomem(e);
	}
	if (str_starts(url, STR("https://"))) {
		struct str rest = str_from(url, 8);

		rest = str_sub(rest, 0, str_find_byte(rest, '/', 0));
		*out = (struct webauthn_party){ host_of(rest), str_sub(url, 0, 8 + rest.n) };
		return BW_OK;
	}
	return err_set(e, BW_EUNAVAILABLE,
		"passkeys need the address of these pages (desk-url, https), or on this machine "
		"http://localhost");
}

/* ---- what the browser is asked ---- */

static void ask_json(const struct webauthn_party *party, const char *challenge, struct jw *w)
{
	jw_kz(w, "challenge", challenge);
	jw_kstr(w, "host", party->host);
	jw_kstr(w, "origin", party->origin);
	jw_ki64(w, "timeout_ms", PATIENCE);
}

int web_passkey_ask(struct request *r, struct reply *out, struct err *e)
{
	char challenge[PASSKEY_CHALLENGE_TEXT];
	struct webauthn_party party;
	struct jw w;
	int rc = party_of(r, &party, e);

	if (rc)
		return rc;
	passkey_challenge(store_of(r), &r->web->set->rng, WEBAUTHN_GET, (struct str){ NULL, 0 },
		r->now_s, challenge);
	jw_init(&w, &out->body);
	jw_object(&w);
	ask_json(&party, challenge, &w);
	jw_end(&w);
	return reply_json(out, &w, e);
}

static void bytes_json(struct jw *w, struct str bytes)
{
	char text[sodium_base64_ENCODED_LEN(WEBAUTHN_CREDENTIAL_MOST, URLSAFE)];

	if (bytes.n > WEBAUTHN_CREDENTIAL_MOST)
		return;
	sodium_bin2base64(text, sizeof(text), (const unsigned char *)bytes.p, bytes.n, URLSAFE);
	jw_z(w, text);
}

/* The session that asks; a key is made in it and in no other. */
static struct str bound_of(const struct request *r)
{
	return str_make((const char *)r->session.digest, sizeof(r->session.digest));
}

int web_passkey_ask_new(struct request *r, struct reply *out, struct err *e)
{
	static const int64_t algorithms[] = { WEBAUTHN_ES256, WEBAUTHN_EDDSA, WEBAUTHN_RS256 };
	char challenge[PASSKEY_CHALLENGE_TEXT];
	unsigned char handle[PASSKEY_HANDLE];
	const struct desk d = request_desk(r);
	struct webauthn_party party;
	struct store_passkey *v;
	struct jw w;
	size_t n;
	int rc = r->session.there ? party_of(r, &party, e)
				  : err_set(e, BW_EDENIED,
					    "a passkey is added by its person, signed in on the "
					    "pages");

	if (!rc)
		rc = passkey_list(&d, r->a, r->who.person, &v, &n, e);
	if (rc)
		return rc;
	passkey_challenge(
		store_of(r), &r->web->set->rng, WEBAUTHN_CREATE, bound_of(r), r->now_s, challenge);
	passkey_handle(store_of(r), r->who.person, handle);
	jw_init(&w, &out->body);
	jw_object(&w);
	ask_json(&party, challenge, &w);
	jw_key(&w, "handle");
	bytes_json(&w, str_make((const char *)handle, sizeof(handle)));
	jw_kstr(&w, "name", r->session.name);
	jw_key(&w, "algorithms");
	jw_array(&w);
	for (size_t i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]); i++)
		jw_i64(&w, algorithms[i]);
	jw_end(&w);
	jw_key(&w, "exclude");
	jw_array(&w);
	for (size_t i = 0; i < n; i++)
		bytes_json(&w, v[i].credential);
	jw_end(&w);
	jw_end(&w);
	return reply_json(out, &w, e);
}

/* ---- what it answers ---- */

/* A field of bytes in base64url; BW_EPARSE where it is none. */
static int field(struct request *r, const char *name, struct str *out, struct err *e)
{
	struct str text = form_text(&r->form, name);
	char *room;
	size_t n = 0;

	if (text.n > (size_t)LIMIT_PASSKEY_BYTES * 2)
		return err_set(e, BW_ELIMIT, "'%s' is too long", name);
	room = arena_alloc(r->a, text.n + 1);
	if (!room)
		return err_nomem(e);
	/* libsodium 1.0.18 takes bytes above 127 for letters. */
	for (size_t i = 0; i < text.n; i++)
		if (!ch_alnum(text.p[i]) && text.p[i] != '-' && text.p[i] != '_')
			return err_set(e, BW_EPARSE, "'%s' is not base64url", name);
	if (text.n && sodium_base642bin((unsigned char *)room, text.n + 1, text.p, text.n, NULL, &n,
			      NULL, URLSAFE))
		return err_set(e, BW_EPARSE, "'%s' is not base64url", name);
	*out = str_make(room, n);
	return BW_OK;
}

static int proof_of(struct request *r, struct passkey_proof *p, struct err *e)
{
	int rc = field(r, "credential", &p->credential, e);

	if (!rc)
		rc = field(r, "client", &p->client, e);
	if (!rc)
		rc = field(r, "data", &p->data, e);
	if (!rc)
		rc = field(r, "signature", &p->signature, e);
	if (!rc)
		rc = field(r, "handle", &p->handle, e);
	return rc;
}

/* Who it is; what did not hold is counted, and told where it is a copy's doing. */
static int check(struct request *r, int64_t *person, struct err *e)
{
	struct webauthn_party party;
	struct passkey_proof proof;
	struct passkey_seen seen = { 0 };
	int rc = party_of(r, &party, e);

	if (!rc)
		rc = proof_of(r, &proof, e);
	if (!rc)
		rc = passkey_sign_in(store_of(r), &party, &proof, r->now_s, &seen, e);
	if (seen.went_back)
		tell(r, JOURNAL_PASSKEY_WENT_BACK, seen.person, seen.key);
	*person = seen.person;
	return rc;
}

int web_signin_passkey(struct request *r, struct reply *out, struct err *e)
{
	const struct signing_way key = { .counted = form_text(&r->form, "credential"),
		.check = check,
		.refusal = N_("The passkey was not accepted.") };

	return signing_take(r, &key, out, e);
}

/* ---- one's own ---- */

int web_passkey_list(struct request *r, struct reply *out, struct err *e)
{
	const struct desk d = request_desk(r);
	struct store_passkey *v;
	struct jw w;
	size_t n;
	int rc = passkey_list(&d, r->a, r->who.person, &v, &n, e);

	if (rc)
		return rc;
	jw_init(&w, &out->body);
	jw_object(&w);
	jw_key(&w, "passkeys");
	jw_array(&w);
	for (size_t i = 0; i < n; i++)
		passkey_json(&v[i], &w);
	jw_end(&w);
	jw_end(&w);
	return reply_json(out, &w, e);
}

/* A form that only the script can fill: hidden until it has found what it needs. */
static void box_begin(struct html *h, const char *kind, struct str ask)
{
	html_put(h,
		"<div hidden data-passkey=\"%z\" data-ask=\"%s\" data-elsewhere=\"%m\">\n"
		"<p class=\"say bad\" role=\"alert\" hidden>%m</p>\n",
		kind, ask, N_("Passkeys work on these pages at another address:"),
		N_("The passkey was not used. Try again, or take another way."));
}

static void box_end(struct request *r, struct html *h)
{
	struct str js = assets_path(r->web->set->assets, "passkey.js");

	html_put(h, "</form>\n</div>\n");
	if (js.n)
		html_put(h, "<script src=%u defer></script>\n", js);
}

static void hidden_fields(struct html *h, const char *const *names)
{
	for (; *names; names++)
		html_put(h, "<input type=\"hidden\" name=\"%z\">", *names);
}

void passkey_box(struct request *r, struct html *h, struct str next)
{
	static const char *const fields[] = { "credential", "client", "data", "signature", "handle",
		NULL };
	struct webauthn_party party;
	struct err none;

	if (party_of(r, &party, &none))
		return;
	box_begin(h, "show", STR("/api/v1/signin/passkey"));
	html_put(h, "<h2>%m</h2>\n", N_("Without a password"));
	page_form(r, h, STR("/signin/passkey"));
	hidden_fields(h, fields);
	html_put(h,
		"<input type=\"hidden\" name=\"next\" value=\"%s\">\n<p><button>%m</button></p>",
		next, N_("Use a passkey"));
	box_end(r, h);
}

static void row(struct request *r, struct html *h, const struct store_passkey *p)
{
	html_put(h,
		"<tr><th scope=\"row\"><bdi>%s</bdi></th><td class=\"wide\">%s <span "
		"class=\"soft\">%m</span></td><td data-is=\"%m\">",
		p->name, p->host,
		p->copyable ? N_("may be on several devices") : N_("on one device"), N_("Since"));
	page_time(h, p->made_at_s);
	html_put(h, "</td><td data-is=\"%m\">", N_("Last used"));
	if (p->used_at_s == CLOCK_NONE)
		html_put(h, "%m", N_("never"));
	else
		page_time(h, p->used_at_s);
	html_put(h, "</td><td>");
	page_form(r, h, STR(MADE_PATH));
	html_put(h,
		"<input type=\"hidden\" name=\"passkey\" value=\"%d\"><button "
		"class=\"grave\" name=\"do\" value=\"remove\">%m</button></form></td></tr>\n",
		p->id, N_("Remove"));
}

static void add_form(struct request *r, struct html *h)
{
	static const char *const fields[] = { "client", "attestation", NULL };
	struct webauthn_party party;
	struct err none;

	html_put(h, "<h2>%m</h2>\n", N_("A new passkey"));
	if (party_of(r, &party, &none)) {
		html_put(h, "<p class=\"say warn\">%m</p>\n",
			N_("Passkeys need the address of these pages in the settings (desk-url, "
			   "https), or http://localhost on this machine."));
		return;
	}
	html_put(h, "<p class=\"hint\" data-no-passkey>%m</p>\n",
		N_("This needs a browser that has passkeys, with scripts switched on."));
	box_begin(h, "new", STR("/api/v1/me/passkeys/new"));
	page_form(r, h, STR(MADE_PATH));
	hidden_fields(h, fields);
	html_put(h, "<input type=\"hidden\" name=\"do\" value=\"add\">\n<div class=\"row\">");
	desk_field(h, &(struct desk_field){
			      "name", N_("What to call it, such as the device"), 0, { 0 }, true });
	html_put(h, "<button class=\"main\">%m</button></div>", N_("Add a passkey"));
	box_end(r, h);
}

static int page(struct request *r, struct reply *out, const char *fault, struct err *e)
{
	static const char *const columns[] = { N_("Name"), N_("Where"), N_("Since"),
		N_("Last used"), N_("Change") };
	const struct page_look look = { .title = N_("Passkeys"), .here = "" };
	const struct desk d = request_desk(r);
	struct store_passkey *v;
	struct html h;
	size_t n;
	int rc = passkey_list(&d, r->a, r->who.person, &v, &n, e);

	if (rc)
		return rc;
	page_begin(r, out, &look, &h);
	html_put(&h, "<h1>%m</h1>\n<p>%m</p>\n", N_("Passkeys"),
		N_("A passkey signs you in with a fingerprint, a face or a PIN of your device, "
		   "instead of password and code. Removing one signs you out everywhere else."));
	if (fault)
		html_put(&h, "<p class=\"say bad\" role=\"alert\">%z</p>\n", fault);
	if (n) {
		desk_table(&h, N_("Passkeys"), columns, sizeof(columns) / sizeof(columns[0]));
		for (size_t i = 0; i < n; i++)
			row(r, &h, &v[i]);
		desk_table_end(&h);
	}
	add_form(r, &h);
	return page_end(r, out, &h, e);
}

int web_passkeys(struct request *r, struct reply *out, struct err *e)
{
	return r->json ? web_passkey_list(r, out, e) : page(r, out, NULL, e);
}

static int add(struct request *r, const struct given *g, struct err *e)
{
	struct passkey_new k = { .name = given_text(g, "name"), .bound = bound_of(r) };
	const struct desk d = request_desk(r);
	struct webauthn_party party;
	int64_t id = 0;
	int rc = party_of(r, &party, e);

	if (!rc)
		rc = field(r, "client", &k.client, e);
	if (!rc)
		rc = field(r, "attestation", &k.attestation, e);
	if (!rc)
		rc = passkey_add(&d, &party, &k, &id, e);
	if (!rc)
		tell(r, JOURNAL_PASSKEY_ADDED, r->who.person, id);
	return rc;
}

/* Every session of its person ends, and this one is made anew. */
static int take_away(struct request *r, const struct given *g, struct reply *out, struct err *e)
{
	const struct desk d = request_desk(r);
	int64_t id;
	int rc;

	if (!str_i64(given_text(g, "passkey"), &id))
		return err_set(e, BW_EUSAGE, "the form names no passkey");
	rc = passkey_remove(&d, r->who.person, id, e);
	if (rc)
		return rc;
	tell(r, JOURNAL_PASSKEY_REMOVED, r->who.person, id);
	return r->session.there ? session_anew(r, out, e) : BW_OK;
}

int web_passkeys_do(struct request *r, struct reply *out, struct err *e)
{
	static const char *const members[] = { "do", "name", "passkey", "client", "attestation",
		NULL };
	bool is_new;
	struct given g;
	int rc = given_open(r, members, &g, e);

	if (rc)
		return rc;
	is_new = str_is(given_text(&g, "do"), "add");
	if (is_new)
		rc = add(r, &g, e);
	else if (str_is(given_text(&g, "do"), "remove"))
		rc = take_away(r, &g, out, e);
	else
		rc = err_set(e, BW_EUSAGE, "do is add or remove");
	if (rc && !r->json && err_exit(rc) != 70) {
		const struct err shown = *e;

		rc = page(r, out, shown.text, e);
		out->status = (unsigned)err_http(shown.code);
		return rc;
	}
	if (!rc)
		(void)desk_told(r, out, STR(MADE_PATH), is_new ? N_("Added.") : N_("Removed."));
	return rc;
}
