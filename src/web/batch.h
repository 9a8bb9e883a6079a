/* SPDX-License-Identifier: Apache-2.0 */
/* batch.h -- what the readers of reports share: the caller's word about them. */
#ifndef WEB_BATCH_H
#define WEB_BATCH_H

#include "flow/command.h"
#include "intake/intake.h"

struct request;
struct reply;
struct store_query;
/* The hints of the query (?harm= and ?strict=) and of who asks. */
int web_hints(struct request *r, struct intake_hints *out, struct err *e) MUST_USE;
/* The filters, order and cursor of a list of cases. */
int web_case_query(struct request *r, struct store_query *q, struct err *e) MUST_USE;
/* Who asks, for flow. */
struct desk request_desk(const struct request *r);
/* The fields that every answer has; then it can be sent. */
void request_finish(struct request *r, struct reply *out);

#endif
