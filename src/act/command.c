/* SPDX-License-Identifier: Apache-2.0 */
/* command.c -- steps that a program of ours carries out: EPP statuses, entries of a response policy zone. */
#include "act/inner.h"

static const struct {
	const char *action;
	enum channel channel;
	const char *status[3]; /* EPP: RFC 5731 section 2.3 */
	const char *object;
} table[] = {
	{ "client-hold", CHANNEL_EPP, { "clientHold" }, "domain" },
	{ "server-hold", CHANNEL_EPP, { "serverHold" }, "domain" },
	{ "lock", CHANNEL_EPP,
		{ "clientDeleteProhibited", "clientTransferProhibited", "clientUpdateProhibited" },
		"domain" },
	{ "block-name", CHANNEL_RPZ, { NULL }, "name" },
	{ "block-address", CHANNEL_RPZ, { NULL }, "address" },
};
#define TABLE (sizeof(table) / sizeof(table[0]))

static size_t row_of(enum channel ch, struct str action)
{
	size_t i = 0;

	while (i < TABLE && !(table[i].channel == ch && str_is(action, table[i].action)))
		i++;
	return i;
}

bool act_can_command(enum channel ch, struct str action)
{
	return row_of(ch, action) < TABLE;
}

void act_command_json(const struct act_in *in, struct jw *w)
{
	const struct decided *d = in->decision;
	size_t i = d ? row_of(in->channel, d->action) : TABLE;
	bool undo = in->what == ACT_UNDO;

	if (i == TABLE || (in->what != ACT_COMMAND && !undo))
		return;
	jw_key(w, "command");
	jw_object(w);
	jw_kz(w, "op", undo ? "remove" : "add");
	jw_kz(w, "object", table[i].object);
	jw_kstr(w, "name", d->effect_on);
	if (in->channel == CHANNEL_EPP) {
		jw_key(w, "status");
		jw_array(w);
		for (size_t k = 0; k < 3 && table[i].status[k]; k++)
			jw_z(w, table[i].status[k]);
		jw_end(w);
	} else if (!undo) {
		/* names below it only where the step reaches the whole of it: a taken-over host is one name */
		jw_kbool(w, "below", d->effect == EFFECT_DOMAIN);
		jw_ktime(w, "until", in->until_s);
		jw_key(w, "text");
		jw_str(w, in->words);
	}
	if (undo && in->about)
		jw_kstr(w, "reference", in->about->reference);
	jw_end(w);
}
