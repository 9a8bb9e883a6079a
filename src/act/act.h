/* SPDX-License-Identifier: Apache-2.0 */
/* act.h -- from a decision to letters: who is written to by which way, in whose language, and every word.
 *
 * Pure: the same decision, case and templates give the same bytes.  A letter is a value (domain/letter.h);
 * putting it into the outbox is flow's affair.
 *
 * What no letter says: who reported (unless the letter goes to the reporter), anything of a report's
 * content but the address and the kinds of evidence, and of child sexual abuse material not even the
 * address.  Foreign text is quoted, names and addresses of what was reported are defanged.
 */
#ifndef ACT_ACT_H
#define ACT_ACT_H

#include "base/arena.h"
#include "domain/letter.h"
#include "domain/measure.h"
#include "domain/report.h"

/* Who writes. */
struct house {
	struct str name, mail; /* "Example Abuse Desk", abuse@desk.example */
	struct str url; /* of its public pages, no slash at the end; empty: there are none */
	int64_t appeal_days; /* for so long a decision can be appealed; 0, or less than the law's: the law's */
	int64_t answer_days; /* within so many an appeal is answered; 0: the usual */
};

/* ---- templates ---- */

/* TEMPLATE(code, text, kind of letter) -- each has a subject and a body in every language. */
#define ACT_TEMPLATES(X)                                         \
	X(REQUEST, "request", LETTER_REQUEST)                    \
	X(REMINDER, "reminder", LETTER_REMINDER)                 \
	X(COMMAND, "command", LETTER_COMMAND)                    \
	X(UNDO, "undo", LETTER_UNDO)                             \
	X(STAND_DOWN, "stand-down", LETTER_STAND_DOWN)           \
	X(NARROW, "narrow", LETTER_NARROW)                       \
	X(STATEMENT, "statement", LETTER_STATEMENT)              \
	X(REVERSAL, "reversal", LETTER_REVERSAL)                 \
	X(REFERRAL, "referral", LETTER_REQUEST)                  \
	X(RECEIVED, "reporter-received", LETTER_REPORTER)        \
	X(PASSED_ON, "reporter-passed-on", LETTER_REPORTER)      \
	X(MORE, "reporter-more", LETTER_REPORTER)                \
	X(DONE, "reporter-done", LETTER_REPORTER)                \
	X(REFUSED, "reporter-refused", LETTER_REPORTER)          \
	X(TURNED_DOWN, "reporter-turned-down", LETTER_REPORTER)  \
	X(REPORT_REVERSED, "reporter-reversed", LETTER_REPORTER) \
	X(APPEAL_FILED, "appeal-filed", LETTER_APPEAL)           \
	X(APPEAL_OUTCOME, "appeal-outcome", LETTER_APPEAL)       \
	X(FEEDBACK, "feedback", LETTER_FEEDBACK)                 \
	X(NOT_TAKEN, "feedback-not-taken", LETTER_FEEDBACK)      \
	X(SEVERAL, "several", LETTER_REQUEST)

enum act_template {
#define X(code, ...) ACT_##code,
	ACT_TEMPLATES(X)
#undef X
		ACT_TEMPLATE_COUNT
};

struct letters; /* templates of all languages; each is read when it is first needed */

struct letters_source {
	struct str name, bytes; /* "letters/en.yaml"; bytes must outlive the templates */
};

/* The name's last part without ".yaml" is the language.  English must be among them. */
int letters_new(
	const struct letters_source *v, size_t n, struct letters **out, struct err *e) MUST_USE;
void letters_free(struct letters *t);
/* Every fault of one language as a line in ${faults}: what is missing, and what no template may name.
 * ${actions}: names of the steps that must have words. */
int letters_check(struct letters *t, struct str lang, const char *const *actions, size_t n,
	struct buf *faults, struct err *e) MUST_USE;
/* The language for a recipient: ${wanted} (BCP 47; "de-AT" is "de"), else that of ${country}, else "en". */
struct str letters_lang(struct letters *t, struct str wanted, struct str country);

/* ---- a letter ---- */

struct act_case { /* what may be said of a case */
	int64_t id;
	struct str number; /* "c-0000001" */
	int harm;
	struct str target, site; /* canonical; empty for child sexual abuse material */
	struct str registrable; /* p NULL where there is none */
	enum verdict verdict;
	evidence_set evidence, missing;
	uint32_t reports;
	int64_t first_seen_s, last_seen_s;
	struct str digest, country, host, network; /* of child sexual abuse material, for routing */
	unsigned char seed[16]; /* for the number of its XARF report */
};

struct act_told {
	int role;
	struct str name; /* empty where only the role is known */
};

struct act_in {
	enum act_template what;
	const struct house *house;
	const struct act_case *matter;
	const struct decided *decision; /* NULL: none */
	struct str decision_number; /* "d-0000001"; empty */
	bool soft, one_network;
	int64_t until_s; /* when the measure ends by itself; CLOCK_NONE */
	/* recipient */
	enum channel channel;
	int role; /* -1: a person */
	struct str actor, actor_name, contact, lang; /* lang as letters_lang gave it */
	const struct letter *about; /* the letter this one is about; NULL */
	struct str about_number; /* "l-0000001"; empty */
	uint32_t turn;
	int64_t now_s, due_s;
	struct str words; /* of a person or the other side: shown quoted; empty */
	const struct act_told *told; /* PASSED_ON */
	size_t told_n;
	enum appeal_state outcome; /* APPEAL_OUTCOME */
	struct str title; /* FEEDBACK: of what day; NOT_TAKEN: which report */
	struct str token,
		page; /* what stands for them in the text; page is its whole address, or empty */
	struct str answer; /* the address that answers go to; empty: none */
};

/* Fill in ${out}: kind, channel, recipient, subject, text, data, times.  State, key and token are flow's.
 * BW_EBUG for a template that the language lacks (letters_check finds it first). */
int act_letter(struct arena *a, struct letters *t, const struct act_in *in, struct letter *out,
	struct err *e) MUST_USE;

/* ---- by which way ---- */

struct act_contact {
	enum channel channel;
	struct str value, lang;
	bool own, approved, refused, bounced;
};

/* The contact to use for a step of ${role}: our own connection where it can carry the step out, then a
 * program's, then mail; those refused or bounced are passed over.  NULL: nobody is left, a person finds a
 * way (manual). */
const struct act_contact *act_pick(
	const struct act_contact *v, size_t n, struct str action, int role);
/* Can a program of ours carry out that step through that channel? */
bool act_can_command(enum channel ch, struct str action);

#endif
