/* SPDX-License-Identifier: Apache-2.0 */
/* case.h -- a stored case as others see it: explained again, as JSON, as a row of the triage table. */
#ifndef FLOW_CASE_H
#define FLOW_CASE_H

#include "flow/explain.h"
#include "store/store.h"

struct case_view {
	struct store_case c;
	bool explained; /* not for CSAM: the address is not kept */
	struct site site;
	struct facts facts; /* those it rests on: the store's and those given */
	struct explain_in in;
	struct explanation x;
};

/* Load and explain with every sentence; ${facts} may be NULL: those given at the call beside the stored.  Strings in ${a}. */
int case_view(struct store *s, const struct knowledge *k, const struct facts *facts,
	struct arena *a, int64_t id, int64_t now_s, struct case_view *out, struct err *e) MUST_USE;
/* The object of `case list --json`; the caller may add members before jw_end: the object is left open. */
void case_json_open(const struct case_view *v, struct jw *w);
/* Members of `case show`: reports, evidence, guesses, duties, decision, timeline. */
int case_json_more(struct store *s, const struct case_view *v, struct arena *a, struct jw *w,
	struct err *e) MUST_USE;

/* The triage table: one line a case, foreign text quoted, cut to ${width} columns (0: not cut). */
struct case_table {
	int width;
	const char *bold, *dim, *reset, *red, *yellow; /* "" without colour */
	size_t rows, by_decision[DECISION_REFUSE + 1]; /* of the rows so far, for the last line */
};
void case_table_head(const struct case_table *t, struct buf *b);
/* "notifier, each": evidence is asked for each name of a notice that names several. */
void case_table_row(struct case_table *t, const struct case_view *v, struct buf *b);
/* "45 cases: 12 wait for a person, ..."; nothing without rows. */
void case_table_foot(const struct case_table *t, struct buf *b);
/* The page of `case show`. */
int case_page(struct store *s, const struct case_view *v, struct arena *a, const struct layout *how,
	struct buf *b, struct err *e) MUST_USE;

/* What a list is filtered by: the name of filter ${i}, NULL behind the last. */
const char *case_filter_name(size_t i);
/* Sets filter ${i}; false where ${word} is none of its words (of "harm": a harm, for its class, or a class). */
bool case_filter(struct store_query *q, size_t i, struct str word);

#endif
