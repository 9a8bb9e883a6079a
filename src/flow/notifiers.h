/* SPDX-License-Identifier: Apache-2.0 */
/* notifiers.h -- reporters under an agreement: what they may report, their keys, their record, and what
 * follows from it.
 *
 * A name in a report proves nothing.  A report counts as a notifier's only where its bytes were signed with a
 * key of the agreement (Ed25519 over the raw bytes); that it was is written into the spool with the report.
 * What is outside the agreement, over its quota, back-dated or dressed up is not refused and not acted on: it
 * is held, durably, until a person releases or refuses it.
 *
 * The record is made of cases, not of reports: ten reports on one site are right or wrong once.
 */
#ifndef FLOW_NOTIFIERS_H
#define FLOW_NOTIFIERS_H

#include "base/rng.h"
#include "domain/site.h"
#include "flow/command.h"
#include "store/recourse.h"

#define NOTIFIER_QUOTA 1000 /* reports a day where the agreement names no number */
#define NOTIFIER_FLOOD 5 /* times the quota of repeated reports a day; then nothing more is read */
#define NOTIFIER_OLD_S (90 * (int64_t)86400) /* an incident older than that is news to nobody */
#define NOTIFIER_FEW   10 /* public figures under that are not shown */

/* ---- agreements ---- */

struct notifier_terms {
	struct str name, contact, basis;
	struct str harms, tlds, countries; /* lists with commas or spaces; empty: every one */
	int64_t quota; /* reports a day; 0: NOTIFIER_QUOTA */
	int64_t review_s; /* by when the agreement is looked at again */
};
/* NOTIFIER_MANAGE.  Begins on probation. */
int notifiers_add(
	const struct desk *d, const struct notifier_terms *t, int64_t *id, struct err *e) MUST_USE;
/* The terms again after a review; the name stays. */
int notifiers_renew(
	const struct desk *d, int64_t id, const struct notifier_terms *t, struct err *e) MUST_USE;
/* By a person, with reasons; ${lift}: back to probation. */
int notifiers_suspend(
	const struct desk *d, int64_t id, bool lift, struct str why, struct err *e) MUST_USE;
int notifiers_key(const struct desk *d, int64_t id, const unsigned char key[STORE_KEY], bool revoke,
	struct err *e) MUST_USE;
int notifiers_find(struct store *s, struct str name, int64_t *id, struct err *e) MUST_USE;

/* ---- the record ---- */

/* What became of a case: counts for each notifier who reported it, and their standing is judged again, in the
 * transaction of whoever decided. */
int notifiers_outcome_in(struct work *w, const struct desk *d, struct arena *a, int64_t case_id,
	enum store_outcome k, int64_t decision, struct err *e) MUST_USE;
/* A step on the case was reversed on appeal, or found wrong at a second look. */
int notifiers_reversed_in(struct work *w, const struct desk *d, struct arena *a, int64_t case_id,
	int64_t decision, struct err *e) MUST_USE;
/* Judge again what time has changed (reviews, warnings).  ${*changed}: how many stand otherwise now. */
int notifiers_sweep(const struct desk *d, size_t *changed, struct err *e) MUST_USE;

/* One line of the public table: figures under NOTIFIER_FEW are not given, nor what they could be worked out from. */
struct notifier_figures {
	struct str name;
	enum notifier_state state;
	bool shown;
	int64_t cases, confirmed, rejected, reversed;
	int lower, upper; /* percent */
};
/* Of the last year, by name.  The last row (empty name) is all of them together. */
int notifiers_accuracy(struct store *s, struct arena *a, int64_t now_s,
	struct notifier_figures **out, size_t *n, struct err *e) MUST_USE;

/* The periodic report to one notifier, in words: its figures, its standing and what became of each case since
 * the last one.  ${tell}: it is written to the notifier as a letter as well. */
int notifiers_report(const struct desk *d, struct arena *a, int64_t id, bool tell, struct str *text,
	struct err *e) MUST_USE;

/* ---- a submission ---- */

struct notifying;
/* ${bytes} were signed by a key of ${name} (empty: of whoever has the key).  BW_EDENIED where no key fits,
 * it was revoked, or the flood limit of today is reached.  ${d->store} must have its database open. */
int notifying_open(const struct desk *d, struct str name, struct str bytes,
	const unsigned char signature[STORE_SIGNATURE], struct notifying **out,
	struct err *e) MUST_USE;
void notifying_free(struct notifying *n);
int64_t notifying_id(const struct notifying *n);

enum hold_why { /* in the order in which they are looked for */
#define HOLD(code, text, words) HOLD_##code,
#include "flow/hold.def"
#undef HOLD
	HOLD_COUNT
};
const char *hold_words(int why);

/* May this report be worked at once?  HOLD_NOT; or why not, with ${*detail} in ${a}. */
int notifying_check(struct notifying *n, struct arena *a, const struct report *r,
	const struct site *sites, size_t sites_n, enum hold_why *why, struct str *detail,
	struct err *e) MUST_USE;
/* Keep it in quarantine; durable after notifying_settle. */
int notifying_hold(struct notifying *n, enum hold_why why, struct str detail, int harm,
	struct str compact, struct str raw, struct err *e) MUST_USE;
/* Before the others are made durable: what is held, and the quota that ${accepted} use. */
int notifying_settle(struct notifying *n, size_t accepted, struct err *e) MUST_USE;
/* After: how many of them were there already. */
int notifying_folded(struct notifying *n, size_t folded, struct err *e) MUST_USE;

/* ---- quarantine ---- */

/* NOTIFIER_MANAGE.  Released: the report is taken in as any other (${submit} is fed and settled by the
 * caller).  Refused: ${why} goes to the notifier. */
int notifiers_release(const struct desk *d, struct arena *a, int64_t held, struct submit *submit,
	struct err *e) MUST_USE;
int notifiers_refuse(const struct desk *d, struct arena *a, int64_t held, struct str why,
	struct err *e) MUST_USE;

#endif
