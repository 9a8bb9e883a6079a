/* SPDX-License-Identifier: Apache-2.0 */
/* mail_part.h -- what the readers of mail share; nobody else's affair. */
#ifndef INTAKE_MAIL_PART_H
#define INTAKE_MAIL_PART_H

#include "format/arf.h"
#include "format/mime.h"
#include "format/text.h"
#include "intake/mail.h"
#include "intake/reader.h"

#define MAIL_OWN 6

struct held {
	struct refusal *v;
	size_t n, cap;
};

/* A file that came packed: a part without headers, and its text. */
struct mail_loose {
	struct mime_part part;
	struct str text;
};

struct mail {
	struct reader rd; /* its sink is ${sink} below */
	struct intake_sink
		sink; /* counts reports, holds refusals back until it is known what they mean */
	const struct intake_sink *to;
	struct intake_hints hints; /* reporter filled in from the message */
	struct arena *a;
	struct mime m;
	struct str subject, message_id;
	struct str prose; /* beginning of the first plain text */
	struct party reporter, sender;
	struct str own[MAIL_OWN]; /* domains whose links are the reporter's own */
	size_t own_n;
	int64_t sent_at_s;
	evidence_set evidence; /* kinds that are attached, whatever the report says */
	size_t reports;
	struct held held;
	bool decided; /* a block made for machines was read: the prose beside it is not */
	struct {
		struct mail_loose *v;
		size_t n, cap;
	} loose;
	struct str unopened; /* why something packed was not opened; empty: nothing was */
	int table_harm; /* of the table being read, by the name of its file; HARM_NONE: it does not say */
	const struct mime_part *attached; /* the first message inside, NULL */
};

/* Readers by form.  Each emits what it finds; none at all is no error. */
int mail_arf(struct mail *m, const struct mime_part *block, struct err *e) MUST_USE;
int mail_fields(struct mail *m, struct str block, bool *was_one, struct err *e) MUST_USE;
int mail_acns(struct mail *m, struct str text, bool *was_one, struct err *e) MUST_USE;
int mail_letter(struct mail *m, struct err *e) MUST_USE;

/* Opens a packed attachment into ${m}->loose, of which ${*left} bytes may still come; where that cannot be done, why
 * is in ${m}->unopened. */
int mail_unpack(struct mail *m, const struct mime_part *p, uint64_t *left, struct err *e) MUST_USE;

/* What a table is about by the name of its file (scan_names.def); HARM_NONE: the name does not say. */
int mail_harm_of_name(struct str name);

/* A report begun with who sent it, when, and what is attached. */
void mail_begin(struct mail *m, struct report *r, enum format format);
/* The harm from the caller, or from the words of subject and prose as a guess. */
int mail_guess_harm(struct mail *m, struct report *r, struct str prose, struct err *e) MUST_USE;
/* The time it happened as the text says (RFC 3339, RFC 5322 and near), else the message's own date as a
 * guess. */
int mail_when(struct mail *m, struct report *r, struct str text, struct err *e) MUST_USE;
/* The address in brackets in the topmost Received line of a message: who handed it in. Empty: none. */
struct str mail_handed_in_by(const struct mime_part *p);
/* Is this part inside an attached message? */
bool mail_is_inside(const struct mime *m, const struct mime_part *p);
struct str mail_domain(struct str address);

#endif
