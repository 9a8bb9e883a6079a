/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MAIL_TESTS_H
#define MAIL_TESTS_H

#include "base/buf.h"
#include "intake/mail.h"

/* Everything a message gave, a line each: "format harm targets" and "refused: why". */
struct told {
	struct buf out;
	size_t reports, refused, targets, guesses;
	evidence_set evidence; /* of the last report */
	int64_t incident_at_s;
	char reporter[200];
};
void told_init(struct told *t);
struct intake_sink told_sink(struct told *t);
/* intake_mail on ${message}; through the compact form as well, and both must tell the same. */
int told_mail(struct told *t, struct str message, int harm, struct err *e);

int arf_tests(void);
int corpus_tests(void);
int letter_tests(void);
int mail_write_tests(void);
int mime_tests(void);
int text_tests(void);

#endif
