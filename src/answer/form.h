/* SPDX-License-Identifier: Apache-2.0 */
/* form.h -- the open form of an answer to an abuse report (docs/formats/answer.md): JSON in and out.
 *
 * Reports have an open format, what comes back has none; this is a small one: acknowledged, more is needed,
 * decided, acted, refused and why, appealed, taken back, withdrawn.  It is read in two ways.  Strict: the
 * first thing that is not as the document says is the error.  Lenient: what is meant is taken where only
 * one thing can be meant, status words of other interfaces among them (mapping.h); ${answer.sure} is false
 * where anything was guessed or passed over.
 *
 * Who sent it, and whether a token is one, is for others to say.  Pure.
 */
#ifndef ANSWER_FORM_H
#define ANSWER_FORM_H

#include "base/arena.h"
#include "base/buf.h"
#include "domain/answer.h"

#define ANSWER_SCHEMA "abuse-answer/1"

struct answer_form {
	struct answer answer; /* kind, at_s (CLOCK_NONE where not said), actor, action, ..., sure */
	struct str token; /* of the letter that is answered; empty where only the case is named */
	struct str about; /* "case": the number we gave it; empty */
	struct str key,
		signature; /* base64: Ed25519 public key and signature; empty where not signed */
};

/* ${in} is at most LIMIT_ANSWER_BYTES; strings are borrowed from it or in ${a}.  BW_EPARSE, BW_EINVALID,
 * BW_ELIMIT. */
int answer_form_parse(struct arena *a, struct str in, bool strict, struct answer_form *out,
	struct err *e) MUST_USE;
/* One line of canonical JSON: members in the document's order, no white space, no member that is empty.
 * What answer_form_parse reads strictly it writes again with the same meaning.  BW_EINVALID for what has
 * no form: kinds AUTOMATIC and UNKNOWN, an answer about nothing. */
int answer_form_write(const struct answer_form *f, struct buf *out, struct err *e) MUST_USE;
/* The bytes that a signature covers: the same without the signature. */
int answer_form_signed(const struct answer_form *f, struct buf *out, struct err *e) MUST_USE;

#endif
