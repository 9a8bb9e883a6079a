/* SPDX-License-Identifier: Apache-2.0 */
/* intake_read.h -- one named input (file, standard input, folder of mails) through the readers of intake.
 *
 * The form comes from --format, else from the content's first 4 kB, else from the name.  Lines are read
 * as they come; while a pipe is silent what came so far is made durable.  What comes packed (format/packed.h) is
 * opened by a process of its own, and each file in it is read as if it had been given by itself.
 */
#ifndef CMD_INTAKE_READ_H
#define CMD_INTAKE_READ_H

#include "cmd/cmd.h"
#include "flow/command.h"

/* --format; AUTO looks at the content. */
enum read_form {
	READ_AUTO,
	READ_XARF,
	READ_ARF,
	READ_MAIL,
	READ_CSV,
	READ_LIST,
	READ_NDJSON,
	READ_JSON,
	READ_MAILDIR
};
extern const char *const read_form_names[]; /* in that order, ends with NULL */

struct intake_read {
	struct ctx *c;
	struct submit *submit;
	const struct submit_settings *set; /* what it was made with */
	struct intake_hints hints;
	enum read_form form;
	const char *file; /* being read; for error messages */
	bool mail; /* a message was among it */
	uint64_t bytes; /* read so far */
	void (*progress)(struct intake_read *r); /* may be NULL */
	struct parse_pool *pool; /* made for the first message */
	struct pair *pair; /* while two processes read a long stream */
	struct intake_stream *stream; /* that stream, or any other that is being read */
	struct intake_flight *flight; /* messages that are being parsed */
};

void intake_read_done(struct intake_read *r);
/* Everything in ${path} ("-" is standard input).  BW_ENOTFOUND where it cannot be read at all; faults of
 * the content are the sink's. */
int intake_read(struct intake_read *r, const char *path, struct err *e) MUST_USE;
/* The same of an open file, called ${name}; the descriptor stays the caller's. */
int intake_read_fd(struct intake_read *r, const char *name, int fd, struct err *e) MUST_USE;

#endif
