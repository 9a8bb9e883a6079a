/* SPDX-License-Identifier: Apache-2.0 */
/* reader.h -- what the readers of intake share: the report under construction and the way out.
 *
 * Every piece of input leaves exactly once, through reader_emit or reader_refuse.  reader_emit is the
 * only door for reports: it weighs the evidence, takes everything but place and time out of a CSAM
 * report, and checks the result.
 */
#ifndef INTAKE_READER_H
#define INTAKE_READER_H

#include "format/json.h"
#include "format/schema.h"
#include "intake/intake.h"

struct reader {
	const struct intake_hints *h;
	const struct intake_sink *sink;
	struct arena *a; /* of the piece at hand */
	size_t line;
	bool line_wise; /* messages speak of columns, not of lines */
};

/* Make room for ${n} guesses and add one; a guess that does not fit is dropped. */
int reader_guess(struct reader *rd, struct report *r, struct str field, struct str value,
	const char *why, struct err *e) MUST_USE;
/* A target, trimmed; empty ones are passed over, twice the same counts once. */
int reader_target(struct reader *rd, struct report *r, struct str target, struct err *e) MUST_USE;
/* Fill in what the caller's hints say where the report does not. */
void reader_hints(struct reader *rd, struct report *r);
int reader_emit(struct reader *rd, struct report *r, struct str raw, struct err *e) MUST_USE;
int reader_refuse(struct reader *rd, struct str field, struct str reason, struct err *e) MUST_USE;
/* The first fault as field, all of them as reason. */
int reader_refuse_faults(struct reader *rd, const struct faults *f, struct err *e) MUST_USE;

/* The three forms reader_value tells apart. */
int reader_xarf4(struct reader *rd, const struct json *v, struct str raw, struct err *e) MUST_USE;
int reader_xarf3(struct reader *rd, const struct json *v, struct str raw, struct err *e) MUST_USE;
/* One piece of JSON text: parse it and hand it on; a fault of the text is a refusal. */
int reader_json(struct reader *rd, struct str text, struct err *e) MUST_USE;

/* Words for harm as tags or a column have them: the first of "#phishing, x" that is a harm. */
bool harm_in_words(struct str text, enum harm *out);
/* What kind of evidence an item is, from its media type, the harm and whether it holds anything. */
evidence_set evidence_of_media(struct str content_type, int harm);
/* Times as feeds write them: RFC 3339 and looser, seconds or milliseconds since 1970. */
bool loose_time(struct str s, int64_t *out);
bool contact_ok(struct str s);
/* At most ${n} bytes, cut between characters. */
struct str str_clip(struct str s, size_t n);
/* Has it the look of something that can be reported: URL, name, address, AS number, mailbox? */
bool target_like(struct str s);

#endif
