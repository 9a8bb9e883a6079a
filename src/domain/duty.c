/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/duty.h"

static void actor_members(const struct actor *a, struct jw *w)
{
	jw_kstr(w, "actor", a->name.p ? a->name : a->id);
	jw_kstr(w, "actor_id", a->id);
	jw_kz(w, "role", role_text(a->role));
}

void duty_json(const struct duty *d, struct jw *w)
{

	jw_object(w);
	actor_members(d->actor, w);
	jw_kstr(w, "instrument", d->instrument);
	jw_kstr(w, "pack", d->pack);
	jw_kstr(w, "pack_version", d->pack_version);
	jw_kz(w, "kind", d->kind);
	jw_kstr(w, "clause", d->clause);
	jw_kz(w, "verb", duty_verb_text(d->verb));
	jw_kstr(w, "words", d->words);
	jw_kstr(w, "clock", d->clock);
	jw_ktime(w, "due", d->due_s);
	jw_kbool(w, "soft", d->soft);
	jw_kbool(w, "running", d->running);
	if (d->addressee.n)
		jw_kstr(w, "addressee", d->addressee);
	jw_kstr(w, "source", d->source);
	jw_kz(w, "confidence", confidence_text(d->confidence));
	jw_kstr(w, "doubt", d->doubt.n ? d->doubt : (struct str){ NULL, 0 });
	jw_kbool(w, "sor_required", d->sor_required);
	jw_kstr(w, "recourse", d->recourse.n ? d->recourse : (struct str){ NULL, 0 });
	jw_end(w);
}

void remit_json(const struct remit *r, struct jw *w)
{
	jw_object(w);
	actor_members(r->actor, w);
	jw_kbool(w, "ok", r->ok);
	jw_kbool(w, "whole_name_ok", r->whole_name_ok);
	jw_kstr(w, "clause", r->clause);
	jw_kz(w, "confidence", confidence_text(r->confidence));
	jw_end(w);
}

const struct remit *remit_of(const struct duties *d, const struct actor *a)
{
	if (d)
		for (size_t i = 0; i < d->remits_n; i++)
			if (d->remits[i].actor == a)
				return &d->remits[i];
	return NULL;
}
