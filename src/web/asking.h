/* SPDX-License-Identifier: Apache-2.0 */
/* asking.h -- a question about a name, as the query of a request puts it, and its answer from what is known. */
#ifndef WEB_ASKING_H
#define WEB_ASKING_H

#include "web/request.h"

struct asking {
	struct str name; /* as asked; empty: nothing was asked yet */
	struct site site;
	struct facts facts;
	struct explain_in in;
	struct explanation x;
};

/* name, harm, evidence, as and names of the query.  BW_EUSAGE. */
int asking_read(struct request *r, struct asking *q, struct err *e) MUST_USE;
/* Identity, the facts the store keeps, every sentence.  Nothing is looked up. */
int asking_answer(struct request *r, struct asking *q, struct err *e) MUST_USE;

/* What the query asks, answered by one JSON value that ${write} makes of it. */
int asking_reply(struct request *r, struct reply *out,
	void (*write)(const struct asking *q, struct jw *w), struct err *e) MUST_USE;

#endif
