/* SPDX-License-Identifier: Apache-2.0 */
/* options.h -- every step each actor could take on a case, best first.
 *
 * Pure: the same inputs give the same ladder, byte for byte, for ever.  Rows ruled out stay in the
 * ladder with their reason.
 *
 * Order, first difference decides: what must be asked first; open, held back (below every soft step),
 * ruled out (outside remit among them); stops the harm; collateral class; smallest effect unit; closest
 * role; expected time; most reversible; action name; actor id (no two rows are equal).
 *
 * Do no harm, by rule (rules.def): a step on a whole name, host, address or network is held back unless the
 * verdict is malicious on registration facts, the site is one holder's domain, evidence is actionable, and
 * popularity was looked up and is low or the name is young; where nothing but the name's age speaks against it,
 * a report must have shown something too (EVIDENCE_SHOWS).  Whatever would take other people's sites along
 * (a platform's name, a public suffix, a shared address) is ruled out, whoever could do it.
 *
 * A role that stands on every stack of the kind, and whose actor is not known, has rows of its own: the
 * actor's id is then "role:hosting" and its name is null.
 */
#ifndef OPTIONS_OPTIONS_H
#define OPTIONS_OPTIONS_H

#include "base/arena.h"
#include "domain/duty.h"

struct options_in {
	const struct stack *stack;
	int harm;
	enum tier tier;
	evidence_set evidence;
	size_t names_in_notice; /* how many names one notice named together; 1 is usual */
	struct str brand; /* as claimed */
	const struct duties
		*remits; /* from procedure; NULL: built-in defaults of the action table */
	int64_t now_s;
};

/* The malice verdict from the published rule table (options/verdict.def), its reasons included. */
int options_judge(struct arena *a, const struct options_in *in, struct judgement *out,
	struct err *e) MUST_USE;
/* The whole ladder, judged.  Sentences are left empty: bulk work does not need them. */
int options_rank(
	struct arena *a, const struct options_in *in, struct ladder *out, struct err *e) MUST_USE;
/* Fill in the sentence of every row; once for a ladder. */
int options_words(struct arena *a, struct ladder *l, struct err *e) MUST_USE;

/* The table of actions, by position. */
struct action_info {
	const struct action *action;
	enum effect effect;
	struct str undo, clause;
	int64_t expected_s;
};
size_t options_actions(void);
struct action_info options_action(size_t i);

#endif
