/* SPDX-License-Identifier: Apache-2.0 */
/* intake_signed.h -- an input whose signature is checked before a byte of it is read as reports. */
#ifndef CMD_INTAKE_SIGNED_H
#define CMD_INTAKE_SIGNED_H

#include "cmd/cmd.h"
#include "flow/notifiers.h"

struct intake_signed {
	bool given; /* --signature */
	struct notifying *under;
	int fd; /* of exactly the bytes that were checked; -1 */
};

/* The one operand whole, LIMIT_DOCUMENT_BYTES at most, against --signature. */
int intake_signed_open(struct ctx *c, struct store *s, const struct knowledge *k,
	const struct facts *facts, struct intake_signed *out, struct err *e) MUST_USE;
void intake_signed_done(struct intake_signed *s);

#endif
