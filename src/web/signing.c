/* SPDX-License-Identifier: Apache-2.0 */
/* Signing in and out, and one's own account. */
#include <sodium.h>

#include "flow/people.h"
#include "format/totp.h"
#include "store/guests.h"
#include "web/inner.h"
#include "web/page.h"
#include "web/provider.h"
#include "web/session.h"
#include "web/signing.h"
#include "web/throttle.h"
#include "web/tongue.h"

int signing_form(struct request *r, struct reply *out, const char *fault, struct err *e)
{
	const struct page_look look = { .title = N_("Sign in"), .here = "" };
	struct str next = { 0 };
	struct html h;
	int rc = request_query(r, "next", &next, e);

	if (rc)
		return rc;
	if (!next.n)
		next = form_text(&r->form, "next");
	page_begin(r, out, &look, &h);
	html_put(&h, "<h1>%m</h1>\n", N_("Sign in"));
	if (fault)
		html_put(&h, "<p class=\"say bad\" role=\"alert\">%m</p>\n", fault);
	provider_button(r, &h, next.p ? next : STR(""));
	page_form(r, &h, STR("/signin"));
	html_put(&h, "<input type=\"hidden\" name=\"next\" value=\"%s\">\n",
		next.p ? next : STR(""));
	html_put(&h,
		"<div class=\"field\"><label for=\"f-name\">%m</label><input id=\"f-name\" "
		"name=\"name\" "
		"autocomplete=\"username\" autocapitalize=\"none\" required value=\"%s\"></div>\n",
		N_("Name"), form_text(&r->form, "name").p ? form_text(&r->form, "name") : STR(""));
	html_put(&h,
		"<div class=\"field\"><label for=\"f-password\">%m</label><input id=\"f-password\" "
		"name=\"password\" type=\"password\" autocomplete=\"current-password\" "
		"required></div>\n",
		N_("Password"));
	html_put(&h,
		"<div class=\"field\"><label for=\"f-code\">%m</label><p class=\"hint\" "
		"id=\"h-code\">%m</p>"
		"<input id=\"f-code\" name=\"code\" inputmode=\"numeric\" "
		"autocomplete=\"one-time-code\" "
		"maxlength=\"6\" aria-describedby=\"h-code\"></div>\n",
		N_("Code"), N_("Six digits of your authenticator, if you have set one up"));
	html_put(&h, "<button class=\"main\">%m</button></form>\n", N_("Sign in"));
	passkey_box(r, &h, next.p ? next : STR(""));
	return page_end(r, out, &h, e);
}

int web_signin_page(struct request *r, struct reply *out, struct err *e)
{
	return signing_form(r, out, NULL, e);
}

/* Name, password and code; the same sentence whatever was wrong. */
static int check(struct request *r, int64_t *person, struct err *e)
{
	struct str name = form_text(&r->form, "name"), password = form_text(&r->form, "password"),
		   code = form_text(&r->form, "code");
	struct throttle *t = r->web->throttle;
	struct store_person p;
	int64_t step;
	int rc = people_sign_in(r->web->set->store, r->a, name.p ? name : STR(""),
		password.p ? password : STR(""), &p, e);

	if (!rc && p.totp.p &&
		!totp_check(p.totp, str_trim(code), r->now_s, throttle_step(t, p.id), &step))
		rc = err_set(e, BW_EDENIED, "name, password or code is wrong");
	else if (!rc && p.totp.p)
		throttle_step_used(t, p.id, step);
	if (!rc)
		*person = p.id;
	return rc;
}

/* Where the form wants to go. */
static struct str way_on(struct request *r)
{
	struct str next = form_text(&r->form, "next");

	return next.n && next.p[0] == '/' && html_url_ok(next) ? next : STR("/");
}

static int let_in(
	struct request *r, int64_t person, struct str to, struct reply *out, struct err *e)
{
	int rc = session_begin(r, person, out, e);

	if (!rc)
		reply_redirect(out, to);
	return rc;
}

int signing_take(struct request *r, const struct signing_way *way, struct reply *out, struct err *e)
{
	struct throttle *t = r->web->throttle;
	int64_t wait_s, person = 0;
	int rc;

	if (!t)
		return err_set(e, BW_EBUG, "a sign-in came to the wrong process");
	rc = throttle_ask(t, way->counted, r->f->address, r->now_s, &wait_s, e);
	if (rc) {
		reply_problem(r, out, 429, e);
		return BW_OK;
	}
	rc = way->check(r, &person, e);
	if (rc == BW_EDENIED || rc == BW_EPARSE || rc == BW_ELIMIT) {
		throttle_failed(t, way->counted, r->f->address, r->now_s);
		if (r->json)
			return rc;
		rc = signing_form(r, out, way->refusal, e);
		out->status = 403;
		return rc;
	}
	if (rc)
		return rc;
	throttle_good(t, way->counted);
	return let_in(r, person, way_on(r), out, e);
}

int web_signin(struct request *r, struct reply *out, struct err *e)
{
	const struct signing_way password = { .counted = form_text(&r->form, "name"),
		.check = check,
		.refusal = N_("Name, password or code is wrong.") };

	return signing_take(r, &password, out, e);
}

int web_signin_once(struct request *r, struct reply *out, struct err *e)
{
	struct store *s = r->web->set->store;
	unsigned char digest[GUEST_DIGEST];
	struct str token;
	int64_t person = 0;
	struct work *w;
	int rc = request_query(r, "token", &token, e);

	if (!rc)
		rc = store_change_begin(s, &w, e);
	if (rc)
		return rc;
	guest_digest(s, "once", token, digest);
	rc = guest_once_take(w, digest, r->now_s, &person, e);
	if (!rc)
		rc = store_work_commit(w, e);
	store_work_free(w);
	if (!rc && !person)
		rc = err_set(e, BW_EDENIED, "this link has been used already, or is too old");
	return rc ? rc : let_in(r, person, STR("/"), out, e);
}

int web_signout(struct request *r, struct reply *out, struct err *e)
{
	bool there_too = r->session.provider && r->web->set->provider;
	struct str id_token = { NULL, 0 };
	int rc = there_too ? session_id_token(r, &id_token, e) : BW_OK;

	if (!rc && r->session.there)
		rc = session_end(r, out, e);
	if (!rc && there_too)
		return provider_sign_out(r, id_token, out, e);
	if (!rc) {
		page_flash(out, N_("You are signed out."));
		reply_redirect(out, STR("/"));
	}
	return rc;
}

/* ---- the account ---- */

static int account_page(
	struct request *r, struct reply *out, const char *fault, struct str secret, struct err *e)
{
	const struct page_look look = { .title = N_("Your account"), .here = "" };
	struct store_person p;
	struct html h;
	int rc = store_person_get(r->web->set->store, r->a, r->who.person, &p, e);

	if (rc)
		return rc;
	page_begin(r, out, &look, &h);
	html_put(&h, "<h1>%m</h1>\n<p><bdi>%s</bdi>", N_("Your account"), p.name);
	for (int i = 0; i < PERSON_ROLE_COUNT; i++)
		if (p.roles >> i & 1)
			html_put(&h, " <span class=\"tag\">%m</span>", person_role_text(i));
	html_put(&h, "</p>\n");
	if (fault)
		html_put(&h, "<p class=\"say bad\" role=\"alert\">%z</p>\n", fault);
	if (secret.n)
		html_put(&h, "<p class=\"say good\" role=\"status\">%m <code>%s</code></p>\n",
			N_("Type this into your authenticator now; it is shown once:"), secret);
	html_put(&h, "<h2>%m</h2>\n", N_("Password"));
	page_form(r, &h, STR("/account"));
	html_put(&h,
		"<input type=\"hidden\" name=\"what\" value=\"password\">\n"
		"<div class=\"field\"><label for=\"f-new\">%m</label><p class=\"hint\" "
		"id=\"h-new\">%m</p>"
		"<input id=\"f-new\" name=\"new\" type=\"password\" autocomplete=\"new-password\" "
		"required "
		"minlength=\"12\" aria-describedby=\"h-new\"></div>\n<button>%m</button></form>\n",
		N_("New password"), N_("At least 12 characters; length helps more than signs"),
		N_("Change"));
	html_put(&h, "<h2>%m</h2>\n<p>%m</p>\n", N_("Second factor"),
		p.totp.p ? N_("An authenticator is set up.") : N_("No authenticator is set up."));
	page_form(r, &h, STR("/account"));
	html_put(&h,
		"<input type=\"hidden\" name=\"what\" value=\"%z\"><button>%m</button></form>\n",
		p.totp.p ? "factor-off" : "factor-on",
		p.totp.p ? N_("Switch it off") : N_("Set one up"));
	html_put(&h, "<h2>%m</h2>\n<p><a href=%u>%m</a></p>\n", N_("Passkeys"),
		STR("/account/passkeys"), N_("See, add or remove yours"));
	return page_end(r, out, &h, e);
}

int web_account(struct request *r, struct reply *out, struct err *e)
{
	if (r->json)
		return web_me(r, out, e);
	return account_page(r, out, NULL, STR(""), e);
}

/* A new password ends every session but the one that is made anew. */
static int new_password(struct request *r, const struct desk *d, struct reply *out, struct err *e)
{
	struct str new = form_text(&r->form, "new");
	struct work *w;
	int rc = people_password(d, r->who.person, new.p ? new : STR(""), e);

	if (!rc)
		rc = store_change_begin(d->store, &w, e);
	if (rc)
		return rc;
	rc = guest_session_drop_all(w, r->who.person, e);
	if (!rc)
		rc = store_work_commit(w, e);
	store_work_free(w);
	return rc ? rc : session_anew(r, out, e);
}

int web_account_set(struct request *r, struct reply *out, struct err *e)
{
	const struct desk d = { .store = r->web->set->store,
		.know = r->web->set->know,
		.now_s = r->now_s,
		.person = r->who.person,
		.who = &r->who };
	struct str what = form_text(&r->form, "what");
	unsigned char secret[TOTP_SECRET];
	struct str shown;
	struct buf b;
	int rc;

	if (str_is(what, "factor-on")) {
		rc = people_second_factor(&d, r->who.person, &r->web->set->rng, secret, e);
		buf_init(&b, 100);
		totp_base32(str_make((const char *)secret, sizeof(secret)), &b);
		shown = arena_dup(r->a, buf_str(&b));
		buf_done(&b);
		sodium_memzero(secret, sizeof(secret));
		return rc ? rc : account_page(r, out, NULL, shown, e);
	}
	if (str_is(what, "factor-off"))
		rc = people_second_factor(&d, r->who.person, NULL, NULL, e);
	else if (str_is(what, "password"))
		rc = new_password(r, &d, out, e);
	else
		return err_set(e, BW_EUSAGE, "the form says not what is to be changed");
	if (rc && !r->json && err_exit(rc) != 70) {
		struct err shown_e = *e;

		rc = account_page(r, out, shown_e.text, STR(""), e);
		out->status = (unsigned)err_http(shown_e.code);
		return rc;
	}
	if (!rc) {
		page_flash(out, N_("Changed."));
		reply_redirect(out, STR("/account"));
	}
	return rc;
}
