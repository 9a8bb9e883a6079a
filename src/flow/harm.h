/* SPDX-License-Identifier: Apache-2.0 */
/* harm.h -- a second look at a proposal, apart from how it was made: does it take more than what was
 * reported?
 *
 * Used by `fsck`, tests and reports over a store.  It reads what was proposed and where, in the words that
 * are stored, and no table of src/options.  Pure.
 */
#ifndef FLOW_HARM_H
#define FLOW_HARM_H

#include "domain/site.h"
#include "domain/vocab.h"

enum harm_done {
	HARM_DONE_NOT,
	HARM_DONE_TENANT, /* more than the tenant of a platform */
	HARM_DONE_SERVICE, /* a platform's own name */
	HARM_DONE_SUFFIX, /* a public suffix */
	HARM_DONE_ADDRESS, /* a whole address or network */
	HARM_DONE_POPULAR, /* a very popular name as a whole */
	HARM_DONE_NAME, /* a registration step on something that is no registered name */
	HARM_DONE_COUNT
};

struct harm_in {
	enum site_kind kind;
	bool bare; /* no page was named */
	int64_t rank; /* popularity of the registrable name; 0 or less where not known */
	bool soft;
	enum role role;
	enum effect effect;
};

/* Does a step of that name ask or tell, and take nothing away? By its first word. */
bool harm_soft(struct str action);
/* So many people use it that taking it as a whole harms them: rank 1 to 10,000. */
bool harm_popular(int64_t rank);
enum harm_done harm_check(const struct harm_in *in);
const char *harm_done_words(enum harm_done h);

#endif
