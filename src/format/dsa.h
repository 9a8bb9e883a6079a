/* SPDX-License-Identifier: Apache-2.0 */
/* dsa.h -- a statement of reasons for the DSA transparency database (Regulation (EU) 2022/2065 art. 24(5)), in its
 * schema of 1 July 2025 ("version 2"; the call is still /api/v1/statement).
 *
 * A statement is checked against the database's rules before it is written, so that a bulk of 100 is not
 * refused for one.  It must hold no personal data: that is its maker's affair.
 */
#ifndef FORMAT_DSA_H
#define FORMAT_DSA_H

#include "base/clock.h"
#include "format/json.h"

struct dsa_statement {
	struct str puid; /* letters, digits, - and _; never used twice */
	/* at least one of the four; enumerators without their prefix, such as "CONTENT_REMOVED"; empty: none */
	struct str visibility, monetary, provision, account;
	bool illegal; /* ground: illegal content, else incompatible with terms */
	struct str ground, explanation; /* of whichever it is */
	struct str url; /* where the rule can be read; empty */
	struct str content_type, content_type_other; /* "OTHER" wants the latter */
	struct str category, keyword; /* keyword may be empty */
	const struct str *territory; /* ISO 3166 as the database has it (GR); none: all */
	size_t territory_n;
	struct str language; /* ISO 639-1; empty: not said */
	int64_t content_s, applied_s, until_s; /* until_s CLOCK_NONE: no end */
	struct str facts;
	struct str
		source; /* "ARTICLE_16", "TRUSTED_FLAGGER", "TYPE_OTHER_NOTIFICATION", "VOLUNTARY" */
	bool automated_detection;
	struct str automated_decision; /* "FULLY", "PARTIALLY", "NOT_AUTOMATED" */
};

#define DSA_BULK 100 /* statements in one call */

/* BW_EINVALID with the field's name and what is wrong. */
int dsa_check(const struct dsa_statement *s, struct err *e) MUST_USE;
/* One object; call dsa_check first. */
void dsa_write(const struct dsa_statement *s, struct jw *w);
/* A statement as somebody wrote it, by the same rules: every member, every word of a list, what each makes
 * necessary.  BW_EINVALID with the member's name. */
int dsa_json_check(const struct json *statement, struct err *e) MUST_USE;
/* The database's spelling of a country of the EEA: ISO 3166 but for EL; false for one it does not take. */
bool dsa_country(struct str cc);

#endif
