/* SPDX-License-Identifier: Apache-2.0 */
/* explain.h -- the stages run one after the other on facts already there: identity in, an explained,
 * ordered ladder with duties and a decision out.  The same for `explain`, for a stored case and in bulk.
 */
#ifndef FLOW_EXPLAIN_H
#define FLOW_EXPLAIN_H

#include "decide/decide.h"
#include "identify/identify.h"
#include "options/options.h"
#include "procedure/procedure.h"
#include "stack/infer.h"

struct letters;
struct house;

/* What does not change from case to case; built once by cmd. */
struct knowledge {
	const struct refdata *refdata;
	struct procedure *procedure; /* may be NULL */
	const struct rules *rules; /* may be NULL */
	const struct lookalikes *lookalikes; /* may be NULL */
	struct letters *letters; /* may be NULL: then nothing that writes a letter works */
	const struct house *house; /* who writes them; with letters */
};

struct explain_in {
	const struct site *site;
	int harm;
	enum tier tier;
	evidence_set evidence, missing;
	struct str brand;
	size_t names_in_notice;
	const struct facts *facts; /* may be NULL */
	int64_t received_at_s, now_s;
	int notifier_precision_percent; /* of the notifier on whose report it is judged; 0: nobody's, not known */
	const struct rule_switch *switches; /* of automation rules; may be NULL */
	size_t switches_n;
	const struct tried *tried; /* who was asked already, in vain; may be NULL */
	size_t tried_n;
	bool decided; /* a decision was taken before: no rule acts any more */
	struct str as_actor; /* --as: only this actor's rows are rungs; empty: everyone's */
};

struct explanation {
	struct stack stack;
	struct duties duties;
	struct ladder ladder;
	struct decision decision;
	int64_t due_s; /* by when somebody must act: the one who is asked, else whoever is first; CLOCK_NONE */
	struct str *not_known; /* sentences, old reference data among them */
	size_t not_known_n;
	struct {
		struct str what,
			why; /* kind of gap: no-actor, no-contact, no-duty, no-recourse, ... */
	} * gaps;
	size_t gaps_n;
};

/* The identity of what was reported, look-alikes of protected names among it: the same wherever it is asked. */
int explain_site(struct arena *a, const struct knowledge *k, struct str target, struct site *out,
	struct err *e) MUST_USE;
/* Without words: what bulk work stores (verdict, proposal, next rung). */
int explain_quick(struct arena *a, const struct knowledge *k, const struct explain_in *in,
	struct explanation *out, struct err *e) MUST_USE;
/* With every sentence, duty and gap; what is foreign in a sentence is quoted, so that it is safe to print. */
int explain_full(struct arena *a, const struct knowledge *k, const struct explain_in *in,
	struct explanation *out, struct err *e) MUST_USE;
/* The decision as if ${chosen} (a row of ${x}'s ladder, NULL: nothing is done) had been proposed, with its
 * words: for a person who chose, so that they say that it was decided. */
int explain_chosen(struct arena *a, const struct knowledge *k, const struct explain_in *in,
	const struct explanation *x, const struct option *chosen, struct str rule,
	struct decision *out, struct err *e) MUST_USE;
/* The object `explain --json` prints. */
void explain_json(const struct explanation *x, const struct explain_in *in, struct jw *w);
/* How a page for people is laid out. */
struct layout {
	int width; /* columns, where words allow */
	bool colour;
	bool all; /* every rule in full, also guidance and what has not begun */
};
/* The page `explain` prints for people; plain text. */
void explain_print(const struct explanation *x, const struct explain_in *in,
	const struct layout *how, struct buf *b);

#endif
