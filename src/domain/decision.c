/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/decision.h"

const char *decision_kind_text(enum decision_kind k)
{
	static const char *const words[] = {
		[DECISION_PROPOSE] = "propose",
		[DECISION_ACT] = "act",
		[DECISION_ASK] = "ask",
		[DECISION_DESK] = "desk",
		[DECISION_REFER] = "refer",
		[DECISION_REFUSE] = "refuse",
	};

	return (size_t)k < sizeof(words) / sizeof(words[0]) ? words[k] : "?";
}

static void option_member(struct jw *w, const char *key, const struct option *o)
{
	jw_key(w, key);
	if (o)
		option_json(o, w);
	else
		jw_null(w);
}

void decision_json(const struct decision *d, struct jw *w)
{
	const struct statement *s = &d->statement;

	jw_object(w);
	jw_kz(w, "kind", decision_kind_text(d->kind));
	jw_kstr(w, "why", d->why);
	option_member(w, "proposal", d->proposal);
	option_member(w, "next", d->next);
	jw_kstr(w, "rule", d->rule);
	jw_key(w, "preconditions");
	jw_array(w);
	for (size_t i = 0; i < d->preconditions_n; i++)
		jw_str(w, d->preconditions[i]);
	jw_end(w);
	jw_key(w, "statement");
	jw_object(w);
	jw_kstr(w, "measure", s->measure);
	jw_kstr(w, "scope", s->scope);
	jw_kstr(w, "duration", s->duration);
	jw_kstr(w, "facts", s->facts);
	jw_kstr(w, "automated", s->automated);
	jw_kstr(w, "ground", s->ground);
	jw_kstr(w, "redress", s->redress);
	jw_kstr(w, "plain", s->plain);
	jw_end(w);
	jw_end(w);
}
