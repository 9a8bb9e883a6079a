/* SPDX-License-Identifier: Apache-2.0 */
/* figures.h -- the transparency report of a period: what was received, folded, decided, asked, answered, taken
 * back; by harm, by role, by rung; with intervals and with those still waiting counted.
 *
 * The same figures fill the page, the JSON, the DSA template (Regulation (EU) 2024/2835) and the statistics of
 * ICANN's RA Specification 11(3)(b).  Counts below MEASURE_FEWEST are not shown where the reader is the public.
 */
#ifndef FLOW_FIGURES_H
#define FLOW_FIGURES_H

#include "domain/measure.h"
#include "measure/measure.h"
#include "store/figures.h"
#include "store/outbox.h"

#define FIGURES_RUNGS 6 /* first to fifth, and beyond */

struct tally {
	struct period period;
	uint64_t reports, opened, folded,
		recurred; /* folded: reports that joined a case that was there */
	uint64_t by_class[CLASS_COUNT]; /* reports */
	uint64_t opened_by_class[CLASS_COUNT];
	uint64_t decided_by_class[CLASS_COUNT], acted_by_class[CLASS_COUNT]; /* events */
	uint64_t verdicts[VERDICT_COUNT]; /* of opened cases */
	uint64_t decisions, taken, refused, automated, second_persons, exceptions;
	uint64_t by_role[ROLE_COUNT], by_rung[FIGURES_RUNGS], by_effect[EFFECT_COUNT],
		by_collateral[COLLATERAL_COUNT]; /* of those taken */
	uint64_t letters[LETTER_KIND_COUNT][LETTER_STATE_COUNT];
	uint64_t answers[ANSWER_KIND_COUNT];
	uint64_t duties[DUTY_VERB_COUNT][DUTY_STATE_COUNT];
	uint64_t appeals[APPEAL_STATE_COUNT], appeals_filed;
	uint64_t reversed, restored, gaps, stood_down, erased;
	struct survival times,
		times_by_class[CLASS_COUNT]; /* first notice to first step or seen gone */
};

/* ${out} borrows from ${a}. */
int figures_collect(struct store *s, struct arena *a, struct period p, struct tally *out,
	struct err *e) MUST_USE;

/* ${open}: small numbers are shown; else null stands for 1 to MEASURE_FEWEST - 1. */
void figures_json(const struct tally *f, bool open, struct jw *w);
/* For people, on a terminal. */
void figures_print(const struct tally *f, bool open, struct buf *b);
/* Rows "part,indicator,scope,value" of the harmonised template: the parts that these figures know. */
int figures_dsa_csv(const struct tally *f, bool open, struct buf *b, struct err *e) MUST_USE;
/* Specification 11(3)(b): security threats found and what was done about each kind. */
int figures_spec11_csv(const struct tally *f, bool open, struct buf *b, struct err *e) MUST_USE;

#endif
