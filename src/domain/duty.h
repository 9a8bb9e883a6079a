/* SPDX-License-Identifier: Apache-2.0 */
/* duty.h -- what an instrument demands of an actor on a case, from when, by when. */
#ifndef DOMAIN_DUTY_H
#define DOMAIN_DUTY_H

#include "domain/option.h"

struct duty {
	const struct actor *actor;
	struct str pack, pack_version;
	struct str instrument; /* title */
	struct str clause; /* "RAA 3.18.2" */
	enum duty_verb verb;
	struct str words; /* what is demanded, one sentence */
	struct str clock; /* "within 2 business days of receipt", "promptly (no number)" */
	int64_t due_s; /* computed; CLOCK_NONE where there is no number or the trigger has not happened */
	bool soft; /* guidance, not a contractual or legal limit */
	struct str source;
	enum confidence confidence;
	struct str doubt; /* what is not certain about it; empty where nothing */
	bool sor_required; /* statement of reasons */
	struct str recourse; /* empty where the instrument gives none */
	struct str addressee; /* to whom it is owed; empty where to nobody in particular */
	const char *kind; /* law, contract, policy, voluntary, guidance, terms, untransposed */
	bool running; /* the clock has begun */
};

struct remit {
	const struct actor *actor;
	bool ok; /* covers this harm on this evidence */
	bool whole_name_ok; /* also steps on the whole name */
	struct str clause; /* which clause, or why not */
	enum confidence confidence;
};

struct duties {
	struct duty *v;
	size_t n;
	struct remit *remits;
	size_t remits_n;
	struct str *conflicts; /* sentences */
	size_t conflicts_n;
};

/* {"actor","role","instrument","clause","verb","words","clock","due",...}; due is null where there is no
 * number or the clock has not begun. */
void duty_json(const struct duty *d, struct jw *w);
void remit_json(const struct remit *r, struct jw *w);
/* NULL where nobody worked it out. */
const struct remit *remit_of(const struct duties *d, const struct actor *a);

#endif
