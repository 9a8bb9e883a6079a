/* SPDX-License-Identifier: Apache-2.0 */
/* mail.h -- from one message to reports: ARF, X-ARF, XARF in JSON, ACNS, tables, and letters by people.
 *
 * What a message carries in a form made for machines decides; its prose is read only where there is no
 * such part.  A report read from prose says of each value that was not written down as such that it is a
 * guess.  Runs in the disposable `parse` process (sys/parse_pool.h); the calls at the end are what travels
 * between that process and the one that asked.
 */
#ifndef INTAKE_MAIL_H
#define INTAKE_MAIL_H

#include "intake/intake.h"

/* All reports in ${in}, handed to ${sink} in the order found.  A message without any is refused through the
 * sink with the reason.  Everything taken lies in ${a}; ${in} must outlive the call. */
int intake_mail(struct arena *a, struct str in, const struct intake_hints *h,
	const struct intake_sink *sink, struct err *e) MUST_USE;

/* Between the processes.  A request is the head that mail_request writes, and right after it the message. */
void mail_request(const struct intake_hints *h, struct buf *head);
/* In the parse process: work on a request, append the answer.  0, BW_EPARSE for a request that is none,
 * or BW_ENOMEM. */
int mail_serve(struct str request, struct buf *reply, struct err *e) MUST_USE;
/* What came back, checked as if a stranger had sent it, replayed into ${sink}.  ${raw} (the message) is
 * passed along with each report. */
int mail_answer(struct arena *a, struct str reply, struct str raw, const struct intake_sink *sink,
	struct err *e) MUST_USE;

#endif
