/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/channels.h"

#include <sodium.h>

#include "base/limit.h"
#include "net/http.h"

#define MAIL_TIMEOUT_MS (LIMIT_CHANNEL_SECONDS * 1000 / 2) /* two connections fit in one try */

#define WEBHOOK_TIMEOUT_MS 30000

static int open_mail(struct ctx *c, struct outlets *o, struct err *e)
{
	struct str url = ctx_opt(c, "mail-server"), name = ctx_opt(c, "desk-name");
	struct str from = ctx_opt(c, "desk-mail");
	struct mail_settings s = { .server = { .timeout_ms = MAIL_TIMEOUT_MS } };
	int rc;

	if (!url.n)
		return BW_OK;
	if (!from.n)
		return err_set(e, BW_ECONFIG,
			"mail needs an address that answers go to: --desk-mail or the setting "
			"desk-mail");
	rc = smtp_server_parse(c->arena, url, &s.server, e);
	s.server.timeout_ms = MAIL_TIMEOUT_MS;
	s.server.user = ctx_opt(c, "mail-user");
	s.server.ca_file = ctx_opt(c, "mail-ca");
	if (!rc && ctx_opt(c, "mail-password-file").n)
		rc = place_secret(c, ctx_opt(c, "mail-password-file"), &s.server.password, e);
	s.from =
		name.n ? arena_printf(c->arena, "%.*s <%.*s>", STR_ARG(name), STR_ARG(from)) : from;
	if (!rc && !s.from.p)
		rc = err_nomem(e);
	if (!rc)
		rc = mail_channel_new(&s, c->clock, &o->mail, e);
	if (!rc)
		o->ch.of[CHANNEL_MAIL] = mail_channel_ops(o->mail);
	return rc;
}

static int open_webhook(struct ctx *c, struct outlets *o, struct err *e)
{
	struct str file = ctx_opt(c, "webhook-key"), key;
	int rc = file.n ? place_secret(c, file, &key, e) : BW_OK;

	if (!file.n || rc)
		return rc;
	if (!webhook_secret_parse(key, o->webhook.secret))
		return err_set(e, BW_ECONFIG,
			"webhook-key: the file has no key of the form whsk_...; 'bailiwick webhook "
			"new-key FILE' makes one");
	rc = http_init(e);
	o->webhook.clock = c->clock;
	o->webhook.timeout_ms = WEBHOOK_TIMEOUT_MS;
	o->webhook.own = ctx_opt(c, "webhook-own");
	o->webhook.ca_file = ctx_opt(c, "webhook-ca");
	o->ch.of[CHANNEL_WEBHOOK] = webhook_channel(&o->webhook);
	return rc;
}

int outlets_open(struct ctx *c, struct outlets *out, struct err *e)
{
	bool epp, rpz;
	int rc;

	*out = (struct outlets){ 0 };
	out->ch.of[CHANNEL_MANUAL] = channel_manual();
	rc = place_epp(c, &out->epp, &epp, e);
	if (!rc && epp)
		out->ch.of[CHANNEL_EPP] = epp_channel(&out->epp);
	if (!rc)
		rc = place_rpz(c, &out->rpz, &rpz, e);
	if (!rc && rpz)
		out->ch.of[CHANNEL_RPZ] = rpz_channel(&out->rpz);
	if (!rc)
		rc = open_webhook(c, out, e);
	return rc ? rc : open_mail(c, out, e);
}

void outlets_close(struct outlets *o)
{
	mail_channel_free(o->mail);
	sodium_memzero(o->webhook.secret, sizeof(o->webhook.secret));
	*o = (struct outlets){ 0 };
}
