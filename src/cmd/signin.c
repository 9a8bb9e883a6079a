/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/signin.h"

#include "cmd/places.h"

#define CLAIM      "email"
#define SCOPE      "openid email profile"
#define GROUPS     "groups"
#define BACK_PATH  "/signin/oidc/back"
#define TIMEOUT_MS 6000 /* of one question; a person waits for up to three */

static struct str or_else(struct str given, struct str usual)
{
	return given.n ? given : usual;
}

bool signin_wanted(struct ctx *c)
{
	return ctx_opt(c, "oidc-issuer").n && !c->offline;
}

/* The desk's own address, without a slash at its end. */
static int home_of(struct ctx *c, struct str *out, struct err *e)
{
	*out = ctx_opt(c, "desk-url");
	while (out->n && out->p[out->n - 1] == '/')
		out->n--;
	if (!oidc_url_ok(*out))
		return err_set(e, BW_ECONFIG,
			"oidc-issuer needs desk-url, the address that the provider sends browsers "
			"back to");
	return BW_OK;
}

static bool test(struct ctx *c)
{
	return ctx_flag(c, "test-loopback");
}

static int check_issuer(struct ctx *c, struct err *e)
{
	struct str issuer = ctx_opt(c, "oidc-issuer");
	char q[QUOTE_ROOM(100)];

	if (!oidc_url_ok(issuer) || str_find_byte(issuer, '?', 0) != SIZE_MAX ||
		(!str_starts(issuer, STR("https://")) && !test(c)))
		return err_set(e, BW_ECONFIG,
			"oidc-issuer: '%s' is no https address without a query",
			str_quote(issuer, 100, q));
	if (!ctx_opt(c, "oidc-client").n)
		return err_set(e, BW_ECONFIG, "oidc-issuer needs oidc-client, our name there");
	if (ctx_opt(c, "oidc-scope").n && !str_starts(ctx_opt(c, "oidc-scope"), STR("openid ")) &&
		!str_is(ctx_opt(c, "oidc-scope"), "openid"))
		return err_set(e, BW_ECONFIG, "oidc-scope: the first word must be 'openid'");
	return BW_OK;
}

int signin_pages(struct ctx *c, const struct web_provider **out, struct err *e)
{
	struct web_provider *p;
	struct str home;
	int rc;

	*out = NULL;
	if (!signin_wanted(c))
		return BW_OK;
	p = ARENA_NEW(c->arena, struct web_provider);
	rc = p ? check_issuer(c, e) : err_nomem(e);
	if (!rc)
		rc = home_of(c, &home, e);
	if (!rc)
		rc = provider_rules_parse(c->arena, ctx_opt(c, "oidc-roles"), &p->rules, e);
	if (rc)
		return rc;
	p->rules.issuer = ctx_opt(c, "oidc-issuer");
	p->name = or_else(ctx_opt(c, "oidc-name"), p->rules.issuer);
	p->client = ctx_opt(c, "oidc-client");
	p->scope = or_else(ctx_opt(c, "oidc-scope"), STR(SCOPE));
	p->redirect = arena_printf(c->arena, "%.*s" BACK_PATH, STR_ARG(home));
	p->home = arena_printf(c->arena, "%.*s/", STR_ARG(home));
	if (!p->redirect.p || !p->home.p)
		return err_nomem(e);
	*out = p;
	return BW_OK;
}

int signin_client(struct ctx *c, struct oidc_settings *out, struct err *e)
{
	const struct web_provider *p;
	struct str file = ctx_opt(c, "oidc-secret-file");
	int rc = signin_pages(c, &p, e);

	if (rc || !p)
		return rc;
	*out = (struct oidc_settings){ .issuer = p->rules.issuer,
		.client = p->client,
		.redirect = p->redirect,
		.claim = or_else(ctx_opt(c, "oidc-claim"), STR(CLAIM)),
		.ca_file = ctx_opt(c, "oidc-ca"),
		.guard = { .loopback = test(c) },
		.own = ctx_flag(c, "oidc-own"),
		.timeout_ms = TIMEOUT_MS,
		.clock = c->clock };
	/* Nobody looks at groups where none means anything. */
	if (p->rules.n)
		out->groups = or_else(ctx_opt(c, "oidc-groups"), STR(GROUPS));
	if (!file.n)
		return BW_OK;
	rc = place_secret(c, file, &out->secret, e);
	if (!rc && !out->secret.n)
		rc = err_set(e, BW_ECONFIG, "oidc-secret-file: its first line is empty");
	return rc;
}
