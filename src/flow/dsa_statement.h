/* SPDX-License-Identifier: Apache-2.0 */
/* dsa_statement.h -- decisions of a period as statements of reasons for the DSA transparency database.
 *
 * Made from counts and words of our own tables alone, never from what was reported: no name, address or text
 * of anybody is in one.
 */
#ifndef FLOW_DSA_STATEMENT_H
#define FLOW_DSA_STATEMENT_H

#include "store/figures.h"

struct dsa_platform { /* what is the same in all of them */
	struct str territory; /* "DE,FR"; empty: all */
	struct str language; /* "DE"; empty: not said */
	struct str url; /* of the terms or the law; empty */
};

/* A line each, or, in ${bulk}, lines {"statements":[…]} of up to DSA_BULK.  ${*left_out}: decisions that take
 * nothing away (a warning, a refusal, one that waits): the law asks for no statement. */
int dsa_statements(struct store *s, const struct dsa_platform *from, struct period p, bool bulk,
	struct buf *out, size_t *done, size_t *left_out, struct err *e) MUST_USE;

#endif
