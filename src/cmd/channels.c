/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/channels.h"

#include "base/limit.h"

#define MAIL_TIMEOUT_MS (LIMIT_CHANNEL_SECONDS * 1000 / 2) /* two connections fit in one try */

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
	return rc ? rc : open_mail(c, out, e);
}

void outlets_close(struct outlets *o)
{
	mail_channel_free(o->mail);
	*o = (struct outlets){ 0 };
}
