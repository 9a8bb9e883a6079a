/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/config.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limit.h"
#include "cmd/opt.h"
#include "format/yaml.h"
#include "sys/durable.h"

const struct setting config_settings[] = {
	{ "store", OPT_TEXT, "folder of the embedded database", "/var/lib/bailiwick" },
	{ "data", OPT_TEXT, "folder with reference data of your own", "/etc/bailiwick/data" },
	{ "offline", OPT_FLAG, "never use the network", "true" },
	{ "colour", OPT_TEXT, "auto, always or never", "auto" },
	{ "reporter", OPT_TEXT, "who reports, where a report does not say",
		"abuse@registrar.example" },
	{ "timeout", OPT_COUNT, "seconds that looking things up may take in all", "8" },
	{ "desk-name", OPT_TEXT, "who writes the letters", "Example Registrar, abuse desk" },
	{ "desk-mail", OPT_TEXT, "address of the desk, where answers go",
		"abuse@registrar.example" },
	{ "desk-url", OPT_TEXT, "public pages of the desk, for links in letters",
		"https://abuse.registrar.example" },
	{ "appeal-days", OPT_COUNT, "for so many days a decision can be appealed, 184 at the least",
		"365" },
	{ "answer-days", OPT_COUNT, "within so many days an appeal is answered", "14" },
	{ "repeat-first", OPT_COUNT, "seconds after which a request is asked again while it is up",
		"3600" },
	{ "repeat", OPT_COUNT, "and then every so many seconds, until the day of what is owed",
		"86400" },
	{ "repeat-most", OPT_COUNT, "and so often at most", "14" },
	{ "look-pages", OPT_TEXT,
		"whether reported pages are looked at: never, asked (by case look), or "
		"before-sending as well",
		"before-sending" },
	{ "mail-server", OPT_TEXT, "mail server that takes our letters",
		"smtp://mail.registrar.example:587" },
	{ "mail-tls", OPT_TEXT,
		"STARTTLS there: required, offered or none (default: required, on this machine "
		"offered)",
		"required" },
	{ "mail-domain", OPT_TEXT, "domain of our Message-IDs (default: that of desk-mail)",
		"registrar.example" },
	{ "mail-user", OPT_TEXT, "account there", "abuse" },
	{ "mail-password-file", OPT_TEXT, "file whose first line is its password",
		"/etc/bailiwick/mail-password" },
	{ "mail-ca", OPT_TEXT, "certificates that sign the server's (default: the system's)",
		"/etc/bailiwick/mail-ca.pem" },
	{ "webhook-key", OPT_TEXT,
		"file with the key that signs webhooks (bailiwick webhook new-key)",
		"/etc/bailiwick/webhook.key" },
	{ "webhook-own", OPT_TEXT,
		"beginnings of addresses of our own receivers, which may be in private networks",
		"https://hooks.registrar.example:8443/" },
	{ "webhook-ca", OPT_TEXT, "certificates that sign theirs (default: the system's)",
		"/etc/bailiwick/hooks-ca.pem" },
	{ "epp-server", OPT_TEXT, "EPP server of the registry, HOST or HOST:PORT",
		"epp.registry.example:700" },
	{ "epp-user", OPT_TEXT, "account there", "registrar-1" },
	{ "epp-password-file", OPT_TEXT, "file whose first line is its password",
		"/etc/bailiwick/epp-password" },
	{ "epp-ca", OPT_TEXT, "certificates that sign the server's (default: the system's)",
		"/etc/bailiwick/epp-ca.pem" },
	{ "epp-cert", OPT_TEXT, "our certificate for the server", "/etc/bailiwick/epp.pem" },
	{ "epp-key", OPT_TEXT, "its key", "/etc/bailiwick/epp.key" },
	{ "epp-as", OPT_TEXT, "registrar (client statuses) or registry (server statuses)",
		"registrar" },
	{ "rpz-zone", OPT_TEXT, "name of the response policy zone", "rpz.example" },
	{ "rpz-file", OPT_TEXT, "its zone file, written by this program",
		"/var/lib/bailiwick/rpz.zone" },
	{ "rpz-server", OPT_TEXT, "server that takes the same changes (RFC 2136)",
		"ns1.example:53" },
	{ "rpz-key-file", OPT_TEXT, "file with the key for it: NAME BASE64 (hmac-sha256)",
		"/etc/bailiwick/rpz.key" },
	{ "oidc-issuer", OPT_TEXT,
		"OpenID provider that people may sign in with, as it calls itself",
		"https://id.registrar.example/realms/desk" },
	{ "oidc-name", OPT_TEXT, "what the button calls it", "Example Registrar" },
	{ "oidc-client", OPT_TEXT, "our client id there", "bailiwick" },
	{ "oidc-secret-file", OPT_TEXT, "file whose first line is the client's secret",
		"/etc/bailiwick/oidc-secret" },
	{ "oidc-claim", OPT_TEXT,
		"claim that is the name of the account (default: email, where it is verified)",
		"preferred_username" },
	{ "oidc-scope", OPT_TEXT, "what is asked for (default: openid email profile)",
		"openid email profile groups" },
	{ "oidc-groups", OPT_TEXT, "claim with a person's groups (default: groups)", "groups" },
	{ "oidc-roles", OPT_TEXT,
		"who is let in, and as what, where there is no account yet: GROUP=ROLE ROLE; …",
		"abuse-desk=analyst; abuse-leads=admin reviewer" },
	{ "oidc-own", OPT_FLAG, "the provider may be in a private network", "true" },
	{ "oidc-ca", OPT_TEXT, "certificates that sign the provider's (default: the system's)",
		"/etc/bailiwick/oidc-ca.pem" },
	{ "listen", OPT_TEXT, "where the server answers", "127.0.0.1:8080" },
	{ "metrics", OPT_TEXT, "where it answers /metrics", "127.0.0.1:9464" },
	{ "proxy", OPT_TEXT, "fronts whose X-Forwarded-For counts", "127.0.0.1" },
	{ "rate", OPT_COUNT, "requests a minute from one network", "1200" },
	{ "connections", OPT_COUNT, "at once", "20000" },
	{ "dumps", OPT_COUNT, "past days whose dump of the public log the server makes (0: none)",
		"7" },
	{ "witness", OPT_TEXT, "logs of others that the server cosigns (C2SP tlog-policy)",
		"/etc/bailiwick/witnessed" },
	{ "witness-name", OPT_TEXT, "what this witness is called, where it has no key yet",
		"abuse.registrar.example/witness" },
	{ "cosign", OPT_TEXT, "witnesses that cosign the public log (C2SP tlog-policy)",
		"/etc/bailiwick/witnesses" },
	{ "user", OPT_TEXT, "what the server's roles become, started as root", "bailiwick" },
	{ NULL, OPT_FLAG, NULL, NULL },
};

static const struct setting *find(struct str name)
{
	for (const struct setting *s = config_settings; s->name; s++)
		if (str_is(name, s->name))
			return s;
	return NULL;
}

static void unknown_setting(struct str file, const struct json *m, struct buf *faults)
{
	const char *words[96], *near;
	char q[QUOTE_ROOM(40)];
	size_t n = 0;

	for (const struct setting *s = config_settings; s->name && n < 96; s++)
		words[n++] = s->name;
	near = opt_nearest(m->key, words, n);
	buf_printf(faults, "%.*s:%zu:%zu: unknown setting '%s'", STR_ARG(file), m->at, m->end,
		str_quote(m->key, 40, q));
	if (near)
		buf_printf(faults, " (did you mean '%s'?)", near);
	buf_addc(faults, '\n');
}

static void check_value(
	struct str file, const struct setting *s, const struct json *m, struct buf *faults)
{
	char q[QUOTE_ROOM(60)];
	const char *want = NULL;
	bool flag;
	int64_t n;

	if (m->type != JSON_STRING || m->text.n == 0)
		want = "one value";
	else if (s->kind == OPT_FLAG && !yaml_bool(m, &flag))
		want = "true or false";
	else if (s->kind == OPT_COUNT && (!yaml_i64(m, &n) || n < 0))
		want = "a number";
	if (want)
		buf_printf(faults, "%.*s:%zu:%zu: '%s' wants %s, not '%s'\n", STR_ARG(file), m->at,
			m->end, s->name, want, str_quote(m->text, 60, q));
}

int config_check(
	struct arena *a, struct str file_name, struct str text, struct buf *faults, struct err *e)
{
	size_t before = faults->n;
	struct json *root;
	int rc;

	rc = yaml_parse(a, text, &root, e);
	if (rc == BW_ENOMEM)
		return rc;
	if (rc)
		buf_printf(faults, "%.*s: %s\n", STR_ARG(file_name), e->text);
	else if (root->type != JSON_OBJECT && root->type != JSON_NULL)
		buf_printf(faults, "%.*s:1:1: settings are lines of the form 'name: value'\n",
			STR_ARG(file_name));
	else
		JSON_EACH (m, root) {
			const struct setting *s = find(m->key);

			if (s)
				check_value(file_name, s, m, faults);
			else
				unknown_setting(file_name, m, faults);
		}
	rc = buf_check(faults, "list of faults", e);
	if (rc)
		return rc;
	if (faults->n == before)
		return BW_OK;
	return err_set(e, BW_ECONFIG, "%.*s has faults; see 'bailiwick help check-config'",
		STR_ARG(file_name));
}

int config_find(struct ctx *c, struct str *path, struct err *e)
{
	const char *xdg = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	struct str try;

	*path = ctx_opt(c, "config");
	if (path->p)
		return BW_OK;
	if (xdg && xdg[0] == '/')
		try = arena_printf(c->arena, "%s/bailiwick/config.yaml", xdg);
	else
		try = arena_printf(c->arena, "%s/.config/bailiwick/config.yaml", home ? home : "");
	if (!try.p)
		return err_nomem(e);
	if (access(try.p, R_OK) == 0)
		*path = try;
	else if (access("/etc/bailiwick/config.yaml", R_OK) == 0)
		*path = STR("/etc/bailiwick/config.yaml");
	return BW_OK;
}

/* A setting that no option of this command stands for (a mail server, a registry): ctx_opt finds it all the same. */
static const struct opt *only_a_setting(struct ctx *c, struct str name)
{
	const struct setting *s = find(name);
	struct opt *o = s ? ARENA_NEW(c->arena, struct opt) : NULL;

	if (o)
		*o = (struct opt){ .name = s->name, .kind = s->kind };
	return o;
}

/* A setting goes in front of the command line's values: the last one wins. */
static int apply(struct ctx *c, const struct json *root, struct err *e)
{
	struct optval *vals = ARENA_ARRAY(c->arena, struct optval, c->vals_n + root->n);
	size_t n = 0;

	if (!vals)
		return err_nomem(e);
	JSON_EACH (m, root) {
		const struct opt *o = opt_find(c->cmd, m->key);

		if (!o)
			o = only_a_setting(c, m->key);
		if (!o || (o->kind == OPT_FLAG && str_is(m->text, "false")))
			continue;
		if (str_is(m->key, "data") && getenv("BAILIWICK_DATA"))
			continue;
		vals[n++] = (struct optval){ o, o->kind == OPT_FLAG ? STR("") : m->text };
	}
	if (c->vals_n)
		memcpy(vals + n, c->vals, c->vals_n * sizeof(*vals));
	c->vals = vals;
	c->vals_n += n;
	return BW_OK;
}

int config_load(struct ctx *c, struct err *e)
{
	struct json *root = NULL;
	struct buf faults, text;
	struct str path;
	int rc;

	rc = config_find(c, &path, e);
	if (rc || !path.p)
		return rc;
	buf_init(&text, LIMIT_YAML_BYTES);
	buf_init(&faults, 1 << 20);
	rc = durable_read_file(path.p, &text, e);
	if (!rc) {
		rc = config_check(c->arena, path, buf_str(&text), &faults, e);
		if (rc == BW_ECONFIG)
			err_set(e, rc, "%.*s", (int)(faults.n ? faults.n - 1 : 0),
				faults.p ? faults.p : "");
	}
	if (!rc)
		rc = yaml_parse(c->arena, buf_str(&text), &root, e);
	buf_done(&text);
	buf_done(&faults);
	if (!rc && root->type == JSON_OBJECT)
		rc = apply(c, root, e);
	return rc;
}
