/* SPDX-License-Identifier: Apache-2.0 */
/* report.h -- one message from one reporter about one or more targets, as a plain value.
 *
 * Intake makes it from bytes of any format; everything later reads it and never the raw bytes.
 * Strings are borrowed (input or arena) and bounded by limit.h.  A report of CLASS_CSAM carries no
 * evidence content and no note, by construction: report_check refuses it.
 */
#ifndef DOMAIN_REPORT_H
#define DOMAIN_REPORT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/cur.h"
#include "domain/vocab.h"

/* A value that was not in the input: filled in by a lenient reading, marked as a guess. */
struct guess {
	struct str field, value, why;
};

struct party {
	struct str org, contact, domain;
};

struct report {
	enum format format;
	int harm; /* enum harm, or HARM_NONE */
	struct str ref; /* the sender's own id for it; empty where there is none */
	struct party reporter; /* who complains */
	struct party sender; /* who transmits */
	int64_t incident_at_s; /* when it happened, CLOCK_NONE if not said */
	struct str *targets; /* as written in the report, defanged or not; never empty */
	size_t targets_n;
	struct str brand; /* who is imitated, as claimed */
	struct str legitimate; /* where the genuine one is, as claimed */
	struct str
		note; /* free text, cut at LIMIT_TEXT_FIELD bytes; foreign, display quoted only */
	evidence_set evidence; /* kinds present */
	evidence_set missing; /* kinds this harm needs and the report lacks */
	enum tier tier;
	int confidence_percent; /* as claimed, -1 if not */
	int64_t registered_at_s; /* registration date as claimed (suspicious_registration, whois), or CLOCK_NONE */
	struct guess *guesses;
	size_t guesses_n;
	uint32_t
		notifier; /* agreement it came under, signed; set by flow alone, never read from a message; 0 */
};

/* All a report of child sexual abuse material may carry: where, when, who says so, how it is classed. */
#define REPORT_CSAM_MAY                                                   \
	(EVIDENCE_BIT(URL) | EVIDENCE_BIT(TIME) | EVIDENCE_BIT(CONTACT) | \
		EVIDENCE_BIT(CLASSIFICATION))

/* A report with every field empty, unknown or none. */
void report_init(struct report *r);
/* Refuse what no report may be: no target, over a ceiling, CSAM with content. */
int report_check(const struct report *r, struct err *e) MUST_USE;

/* The compact form in the spool and between processes: report_parse of what report_write wrote is
 * the same value, and refuses anything else.  Versioned by its first byte. */
void report_write(const struct report *r, struct buf *b);
int report_parse(struct arena *a, struct str in, struct report *out, struct err *e) MUST_USE;

/* 128 bits that are the same for the same report sent again: over sender, ref, harm class and the
 * given canonical target where there is a ref; without one over sender, harm, target and incident time.
 * Resubmission is recognised by it. */
struct report_key {
	unsigned char b[16];
};
struct report_key report_key(const struct report *r, struct str canonical_target);
/* 32 hexadecimal digits and NUL. */
const char *report_key_text(struct report_key k, char out[33]);

#endif
