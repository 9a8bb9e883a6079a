/* SPDX-License-Identifier: Apache-2.0 */
/* report_form.h -- the form by which anybody reports, as a report like any other. */
#ifndef WEB_REPORT_FORM_H
#define WEB_REPORT_FORM_H

#include "web/inner.h"

/* Is this the form's address? Its report goes through the batch. */
bool report_form_is(const struct request *r);
/* What to say when the group with its report is durable, or was not taken. */
int report_form_reply(
	struct request *r, const struct filing *k, struct reply *out, struct err *e) MUST_USE;

/* Who will read a report on ${q}: on the page before and after it is sent. */
struct asking;
struct html;
void report_form_reach(struct html *h, const struct asking *q);

#endif
