/* SPDX-License-Identifier: Apache-2.0 */
/* case_page.h -- the sections of the page of a case. */
#ifndef WEB_CASE_PAGE_H
#define WEB_CASE_PAGE_H

#include "flow/case.h"
#include "store/duties.h"
#include "store/outbox.h"
#include "web/page.h"

/* What was decided, its measures and letters, and what can be done about each. */
int case_decisions(
	struct request *r, struct html *h, const struct case_view *v, struct err *e) MUST_USE;
/* One answer, as an item of a list: when, what, who, in their words. */
void case_answer(struct request *r, struct html *h, const struct store_answer *s);
/* What came back, and the clocks that run. */
int case_answers(
	struct request *r, struct html *h, const struct case_view *v, struct err *e) MUST_USE;
int case_clocks(
	struct request *r, struct html *h, const struct case_view *v, struct err *e) MUST_USE;
/* Reports that were folded into it, with boxes to split some off. */
int case_reports(
	struct request *r, struct html *h, const struct case_view *v, struct err *e) MUST_USE;
/* Others with the same actor, address, name server or registrant. */
int case_common(
	struct request *r, struct html *h, const struct case_view *v, struct err *e) MUST_USE;
int case_timeline(
	struct request *r, struct html *h, const struct case_view *v, struct err *e) MUST_USE;

#endif
