/* SPDX-License-Identifier: Apache-2.0 */
/* figures.h -- counts over a period of what the store holds: what transparency reports are made of.
 *
 * One pass over a table each; a store of a million cases takes a few seconds.  Names nobody.
 */
#ifndef STORE_FIGURES_H
#define STORE_FIGURES_H

#include "store/store.h"

struct period {
	int64_t from_s, to_s; /* from_s <= time < to_s */
};

enum figures_of { /* the keys of a row, and what is counted */
	FIGURES_REPORTS, /* harm class: reports received */
	FIGURES_EVENTS, /* event kind, harm class (-1: of no case); of those that acted, with an effect */
	FIGURES_LETTERS, /* kind, state, channel */
	FIGURES_ANSWERS, /* kind */
	FIGURES_DUTIES, /* verb, state, role (-1: none): duties that began */
	FIGURES_APPEALS, /* state, appellant: appeals that were filed */
	FIGURES_VERDICTS, /* verdict, harm class: cases that were opened */
	FIGURES_COUNT
};

struct figures_row {
	int key[4];
	uint64_t n;
};

/* In the order of the keys; in ${a}. */
int store_figures(struct store *s, struct arena *a, enum figures_of what, struct period p,
	struct figures_row **out, size_t *n, struct err *e) MUST_USE;

struct figures_time {
	enum harm_class harm_class;
	int64_t noticed_s, acted_s; /* CLOCK_NONE: not in the period */
};
/* Cases whose first notice went out in the period. */
int store_figures_times(struct store *s, struct arena *a, struct period p,
	struct figures_time **out, size_t *n, struct err *e) MUST_USE;
/* Ids of the decisions of the period, oldest first. */
int store_figures_decisions(struct store *s, struct arena *a, struct period p, int64_t **out,
	size_t *n, struct err *e) MUST_USE;

#endif
