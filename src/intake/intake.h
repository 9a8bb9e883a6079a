/* SPDX-License-Identifier: Apache-2.0 */
/* intake.h -- from bytes of any format to reports, and from a report to how good its evidence is.
 *
 * Pure.  Mail (MIME) is not parsed here: cmd hands messages to the sandboxed `parse` process, which
 * calls intake_mail and sends back reports in their compact form.
 */
#ifndef INTAKE_INTAKE_H
#define INTAKE_INTAKE_H

#include "base/arena.h"
#include "domain/report.h"

/* What the caller says about the input; values here win over guesses, never over what is written. */
struct intake_hints {
	struct str reporter; /* --reporter: mailbox or organisation; empty: "local" */
	int harm; /* --harm, or HARM_NONE */
	bool strict; /* XARF: recommended fields required, no deviation forgiven */
	int64_t received_at_s;
};

/* One refused piece of input. */
struct refusal {
	size_t line; /* 1-based; 0 where the input has no lines */
	struct str field; /* "evidence[2].payload"; empty where it is the whole */
	struct str reason;
};

/* Receives what a reader finds, in the order of the input.  Values are borrowed for the call.
 * A non-zero answer stops the reader, which returns it. */
struct intake_sink {
	int (*report)(
		void *ctx, const struct report *r, struct str raw, size_t line, struct err *e);
	int (*refused)(void *ctx, const struct refusal *why, struct err *e);
	void *ctx;
};

enum input_form {
	INPUT_XARF,
	INPUT_ARF,
	INPUT_MAIL,
	INPUT_CSV,
	INPUT_LIST,
	INPUT_NDJSON,
	INPUT_JSON,
	INPUT_UNKNOWN
};
/* From content first (first 4 kB are enough), then from the name. */
enum input_form intake_detect(struct str head, struct str file_name);

/* A line-wise reader that is fed portions of any size: NDJSON, CSV, plain lists, hosts files, adblock
 * lists.  State is bounded by LIMIT_LINE_BYTES. */
struct intake_stream;
int intake_stream_new(enum input_form form, const struct intake_hints *h,
	const struct intake_sink *sink, struct intake_stream **out, struct err *e) MUST_USE;
int intake_stream_feed(struct intake_stream *s, struct str portion, struct err *e) MUST_USE;
int intake_stream_end(struct intake_stream *s, struct err *e) MUST_USE;
void intake_stream_free(struct intake_stream *s);

/* NDJSON is also read in parts, each a number of whole lines, by streams that know nothing of each other.
 * intake_stream_apart says whether ${s} stands where a part may begin: at the start of a line of UTF-8.  A
 * part's stream takes feed and end any number of times, one after the other.  Lines are counted on from what
 * intake_stream_count was told. */
bool intake_stream_apart(const struct intake_stream *s);
int intake_stream_part(const struct intake_hints *h, const struct intake_sink *sink,
	struct intake_stream **out, struct err *e) MUST_USE;
size_t intake_stream_line(const struct intake_stream *s); /* lines begun so far */
void intake_stream_count(struct intake_stream *s, size_t line);

/* One JSON document: XARF v4, v3 or v0.2, our own report form, or an array of them. */
int intake_json(struct arena *a, struct str in, const struct intake_hints *h,
	const struct intake_sink *sink, struct err *e) MUST_USE;

/* Evidence: which kinds ${harm} needs, and the tier reached.  Sets r->tier and r->missing. */
evidence_set intake_needs(int harm);
void intake_weigh(struct report *r);

#endif
