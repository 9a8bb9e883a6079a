/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_user.c -- the people of a desk: accounts, roles, passwords, tokens, and who did what. */
#include <sodium.h>

#include "base/limit.h"
#include "cmd/at_desk.h"
#include "flow/desk_json.h"
#include "flow/passkeys.h"
#include "flow/people.h"
#include "flow/permit.h"
#include "format/totp.h"

#define DEEDS_SHOWN 1000

static int person_arg(struct at_desk *t, struct store_person *out, struct err *e)
{
	struct str name;
	int rc = at_desk_arg(t, 1, "NAME", &name, e);

	return rc ? rc : store_person_named(t->store, t->c->arena, name, out, e);
}

static int roles_of(struct str words, person_roles *out, struct err *e)
{
	char q[QUOTE_ROOM(40)];
	struct str bad;

	if (!person_roles_parse(words, out, &bad))
		return err_set(e, BW_EUSAGE, "'%s' is no role; see docs/vocabulary.md",
			str_quote(bad, 40, q));
	return BW_OK;
}

static void person_line(struct at_desk *t, const struct store_person *p)
{
	struct buf roles;

	buf_init(&roles, 400);
	person_roles_write(p->roles, &roles);
	buf_printf(&t->out, "%-24.*s %-32.*s %s%s%s%s\n", STR_ARG(p->name),
		STR_ARG(buf_str(&roles)), p->disabled_at_s == CLOCK_NONE ? "" : "disabled ",
		p->password.p ? "password " : "", p->totp.p ? "second-factor " : "",
		p->passkeys ? "passkey" : "");
	buf_done(&roles);
}

static void person_out(struct at_desk *t, const struct store_person *p)
{
	if (t->c->json) {
		person_json(p, &t->w);
		at_desk_line_end(t);
	} else {
		person_line(t, p);
	}
}

static int tell(struct at_desk *t, int64_t id, struct err *e)
{
	struct store_person p;
	int rc = store_person_get(t->store, t->c->arena, id, &p, e);

	if (!rc)
		person_out(t, &p);
	return rc;
}

static int add(struct at_desk *t, struct err *e)
{
	struct str name, notifier = ctx_opt(t->c, "notifier");
	int64_t id, agreement = 0;
	person_roles roles;
	int rc = at_desk_arg(t, 1, "NAME --roles ROLE,…", &name, e);

	if (!rc)
		rc = roles_of(ctx_opt(t->c, "roles"), &roles, e);
	if (!rc && notifier.p)
		rc = notifiers_find(t->store, notifier, &agreement, e);
	if (!rc)
		rc = people_add(&t->desk, name, roles, agreement, &id, e);
	return rc ? rc : tell(t, id, e);
}

static int list(struct at_desk *t, struct err *e)
{
	struct store_person *v;
	size_t n;
	int rc = permit_desk(&t->desk, PERMISSION_PERSON_READ, NULL, e);

	if (!rc)
		rc = store_people(t->store, t->c->arena, &v, &n, e);
	for (size_t i = 0; !rc && i < n; i++)
		person_out(t, &v[i]);
	return rc;
}

static int set_disabled(struct at_desk *t, bool disabled, struct err *e)
{
	struct store_person p;
	int rc = person_arg(t, &p, e);

	if (!rc)
		rc = people_disable(&t->desk, p.id, disabled, e);
	return rc ? rc : tell(t, p.id, e);
}

static int disable(struct at_desk *t, struct err *e)
{
	return set_disabled(t, true, e);
}

static int enable(struct at_desk *t, struct err *e)
{
	return set_disabled(t, false, e);
}

static int unlink_provider(struct at_desk *t, struct err *e)
{
	struct store_person p;
	int rc = person_arg(t, &p, e);

	if (!rc)
		rc = people_unlink(&t->desk, p.id, e);
	return rc ? rc : tell(t, p.id, e);
}

static int role(struct at_desk *t, struct err *e)
{
	struct store_person p;
	person_roles roles;
	struct str words = { NULL, 0 };
	int rc = person_arg(t, &p, e);

	if (!rc)
		rc = at_desk_arg(t, 2, "NAME ROLE,…", &words, e);
	if (!rc)
		rc = roles_of(words, &roles, e);
	if (!rc)
		rc = people_roles(&t->desk, p.id, roles, e);
	return rc ? rc : tell(t, p.id, e);
}

static int password(struct at_desk *t, struct err *e)
{
	struct store_person p;
	struct str line = { NULL, 0 };
	int rc = person_arg(t, &p, e);

	if (!rc)
		rc = at_desk_line(t, LIMIT_PASSWORD, &line, e);
	if (!rc)
		rc = people_password(&t->desk, p.id, line, e);
	return rc ? rc : tell(t, p.id, e);
}

static int factor(struct at_desk *t, struct err *e)
{
	bool off = ctx_flag(t->c, "off");
	unsigned char secret[TOTP_SECRET];
	struct store_person p;
	struct buf text;
	int rc = person_arg(t, &p, e);

	if (!rc)
		rc = people_second_factor(&t->desk, p.id, off ? NULL : &t->c->rng, secret, e);
	if (rc || off)
		return rc ? rc : tell(t, p.id, e);
	buf_init(&text, 64);
	totp_base32(str_make((char *)secret, sizeof(secret)), &text);
	sodium_memzero(secret, sizeof(secret));
	if (t->c->json) {
		jw_object(&t->w);
		jw_kstr(&t->w, "name", p.name);
		jw_kstr(&t->w, "secret", buf_str(&text));
		jw_end(&t->w);
		buf_addc(&t->out, '\n');
	} else {
		buf_printf(&t->out, "otpauth://totp/bailiwick:%.*s?secret=%.*s&issuer=bailiwick\n",
			STR_ARG(p.name), STR_ARG(buf_str(&text)));
	}
	buf_done(&text);
	return BW_OK;
}

/* ---- tokens ---- */

static void token_out(struct at_desk *t, const struct store_token *k)
{
	struct jw *w = &t->w;
	char day[CLOCK_TEXT];

	if (t->c->json) {
		token_json_open(k, w);
		jw_kz(w, "last_used",
			k->used_day < 0 ? NULL : clock_format_date(k->used_day * 86400, day));
		jw_end(w);
		at_desk_line_end(t);
		return;
	}
	buf_printf(&t->out, "t-%lld  expires %s%s  ", (long long)k->id,
		clock_format_date(k->expires_s, day),
		k->revoked_at_s == CLOCK_NONE ? "" : " (revoked)");
	if (k->scopes)
		permission_set_write(k->scopes, &t->out);
	else
		buf_addz(&t->out, "all its person has");
	buf_addc(&t->out, '\n');
}

static int tokens_of(struct at_desk *t, const struct store_person *p, struct err *e)
{
	const struct permit_object o = { .owner = p->id };
	struct store_token *v;
	size_t n;
	int rc = permit_desk(&t->desk,
		t->desk.person == p->id ? PERMISSION_SELF : PERMISSION_PERSON_MANAGE, &o, e);

	if (!rc)
		rc = store_tokens(t->store, t->c->arena, p->id, &v, &n, e);
	for (size_t i = 0; !rc && i < n; i++)
		token_out(t, &v[i]);
	return rc;
}

static int token(struct at_desk *t, struct err *e)
{
	struct str words = ctx_opt(t->c, "scopes"), bad;
	char text[PEOPLE_TOKEN_TEXT], q[QUOTE_ROOM(40)];
	permission_set scopes = 0;
	struct store_person p;
	int64_t id, until;
	int rc = person_arg(t, &p, e);

	if (!rc && ctx_flag(t->c, "list"))
		return tokens_of(t, &p, e);
	if (!rc && !permission_set_parse(words, &scopes, &bad))
		rc = err_set(e, BW_EUSAGE, "'%s' is no permission; see docs/vocabulary.md",
			str_quote(bad, 40, q));
	if (!rc)
		rc = at_desk_until(t, "expires", 90, &until, e);
	if (!rc)
		rc = people_token(&t->desk, p.id, scopes, until, &t->c->rng, text, &id, e);
	if (rc)
		return rc;
	if (t->c->json) {
		jw_object(&t->w);
		store_id_json(&t->w, "id", 't', id);
		jw_kz(&t->w, "token", text);
		jw_ktime(&t->w, "expires_at", until);
		jw_end(&t->w);
		buf_addc(&t->out, '\n');
	} else {
		buf_printf(&t->out, "%s\n", text);
	}
	fputs("bailiwick: the token is shown this once and kept nowhere\n", t->c->talk);
	return BW_OK;
}

static int revoke(struct at_desk *t, struct err *e)
{
	struct store_person p;
	struct str text;
	uint64_t id;
	int rc = person_arg(t, &p, e);

	if (!rc)
		rc = at_desk_arg(t, 2, "NAME TOKEN-ID", &text, e);
	if (!rc && !store_id_parse('t', text, &id))
		rc = err_set(e, BW_EUSAGE,
			"token ids look like t-0000001; see 'user token NAME --list'");
	if (!rc)
		rc = people_token_revoke(&t->desk, p.id, (int64_t)id, e);
	return rc;
}

/* ---- passkeys ---- */

static void passkey_out(struct at_desk *t, const struct store_passkey *p)
{
	char id[STORE_ID_TEXT], made[CLOCK_TEXT], used[CLOCK_TEXT], q[QUOTE_ROOM(60)];

	if (t->c->json) {
		passkey_json(p, &t->w);
		at_desk_line_end(t);
		return;
	}
	buf_printf(&t->out, "%s  since %s, last used %s  for %.*s  %s\n",
		store_id_text('y', (uint64_t)p->id, id), clock_format_date(p->made_at_s, made),
		p->used_at_s == CLOCK_NONE ? "never" : clock_format_date(p->used_at_s, used),
		STR_ARG(p->host), str_quote(p->name, 60, q));
}

/* For who is locked out, or has lost a device: list NAME, remove NAME ID. */
static int passkey(struct at_desk *t, struct err *e)
{
	struct str what, name = { NULL, 0 }, text = { NULL, 0 };
	struct store_passkey *v;
	struct store_person p = { 0 };
	uint64_t id = 0;
	size_t n = 0;
	int rc = at_desk_arg(t, 1, "list NAME, or remove NAME PASSKEY", &what, e);
	bool removes = !rc && str_is(what, "remove");

	if (!rc && !removes && !str_is(what, "list"))
		rc = err_set(e, BW_EUSAGE, "user passkey wants list NAME, or remove NAME PASSKEY");
	if (!rc)
		rc = at_desk_arg(t, 2, "NAME", &name, e);
	if (!rc)
		rc = store_person_named(t->store, t->c->arena, name, &p, e);
	if (!rc && removes)
		rc = at_desk_arg(t, 3, "PASSKEY", &text, e);
	if (!rc && removes && !store_id_parse('y', text, &id))
		rc = err_set(e, BW_EUSAGE,
			"passkey ids look like y-0000001; see 'user passkey list NAME'");
	if (!rc && removes)
		rc = passkey_remove(&t->desk, p.id, (int64_t)id, e);
	if (!rc)
		rc = passkey_list(&t->desk, t->c->arena, p.id, &v, &n, e);
	for (size_t i = 0; !rc && i < n; i++)
		passkey_out(t, &v[i]);
	return rc;
}

static int deeds(struct at_desk *t, struct err *e)
{
	struct store_deed *v;
	char at[CLOCK_TEXT];
	size_t n = DEEDS_SHOWN;
	int64_t after = 0;
	int rc = permit_desk(&t->desk, PERMISSION_AUDIT_READ, NULL, e);

	while (!rc && n == DEEDS_SHOWN) {
		rc = store_deeds(t->store, t->c->arena, after, DEEDS_SHOWN, &v, &n, e);
		for (size_t i = 0; !rc && i < n; i++) {
			after = v[i].id;
			if (t->c->json) {
				jw_object(&t->w);
				jw_ktime(&t->w, "at", v[i].at_s);
				store_id_json(&t->w, "person", 'p', v[i].person);
				jw_kstr(&t->w, "what", v[i].what);
				jw_kstr(&t->w, "object", v[i].object);
				jw_end(&t->w);
				buf_addc(&t->out, '\n');
				jw_init(&t->w, &t->out);
			} else {
				buf_printf(&t->out, "%s  p-%lld  %-18.*s %.*s\n",
					clock_format(v[i].at_s, at), (long long)v[i].person,
					STR_ARG(v[i].what), STR_ARG(v[i].object));
			}
		}
	}
	return rc;
}

static const struct verb table[] = { { "add", add }, { "list", list }, { "role", role },
	{ "disable", disable }, { "enable", enable }, { "password", password },
	{ "factor", factor }, { "token", token }, { "revoke", revoke }, { "passkey", passkey },
	{ "unlink", unlink_provider }, { "deeds", deeds } };

static int run(struct ctx *c, struct err *e)
{
	return at_desk_run(c, false, table, sizeof(table) / sizeof(table[0]), e);
}

static const char *const verbs[] = { "add", "list", "role", "disable", "enable", "password",
	"factor", "token", "revoke", "passkey", "unlink", "deeds", NULL };

static const struct opt opts[] = {
	{ "roles", "ROLE,...", OPT_TEXT, "add: what they are (admin, analyst, reviewer, ...)",
		NULL },
	{ "notifier", "NAME", OPT_TEXT, "add: the agreement a notifier files under", NULL },
	{ "scopes", "PERMISSION,...", OPT_TEXT,
		"token: no more than these (default: all its person may)", NULL },
	{ "expires", "DAYS|DATE", OPT_TEXT, "token: until when (default: 90 days)", NULL },
	{ "list", NULL, OPT_FLAG, "token: show those there are", NULL },
	{ "off", NULL, OPT_FLAG, "factor: switch the second factor off", NULL },
	{ NULL, NULL, OPT_FLAG, NULL, NULL },
};

static const struct cmd_example examples[] = {
	{ "bailiwick user add anna --roles analyst", "somebody who works cases" },
	{ "bailiwick user password anna", "reads the password from standard input" },
	{ "bailiwick user token anna --scopes case.read,report.file", "for a program of hers" },
	{ "bailiwick user passkey remove anna y-0000001", "her phone was stolen" },
	{ NULL, NULL },
};

const struct cmd cmd_user = {
	.name = "user",
	.args = "add NAME|list|role NAME ROLE,…|disable NAME|enable NAME|password NAME|factor "
		"NAME|token "
		"NAME|revoke NAME TOKEN|passkey list NAME|passkey remove NAME PASSKEY|unlink "
		"NAME|deeds",
	.help = "people of the desk: roles, passwords, tokens, who did what",
	.about = "A role is a set of permissions (docs/vocabulary.md); whether one of them holds "
		 "for an object "
		 "is decided on the object itself (docs/permissions.md).  Passwords are kept as "
		 "Argon2id, tokens as "
		 "keyed hashes: both are shown or typed once and kept nowhere.  Whoever runs this "
		 "program has the "
		 "store's files and is its operator; with --person NAME a command is done, and "
		 "refused, as for that "
		 "person, and recorded so.  The last admin cannot be removed.  `unlink` frees an "
		 "account from the person of the "
		 "OpenID provider it belongs to; the next one who signs in there with its name "
		 "gets it.  Passkeys are added on the pages by whose they are; removing one here "
		 "ends that person's sessions.",
	.opts = opts,
	.examples = examples,
	.run = run,
	.verbs = verbs,
};
