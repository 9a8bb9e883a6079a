/* SPDX-License-Identifier: Apache-2.0 */
/* mailing.h -- letters of one case: what they may say is gathered once, then each is written and put into
 * the outbox, inside a transaction of the caller's.  For the files of this folder.
 */
#ifndef FLOW_MAILING_H
#define FLOW_MAILING_H

#include "act/act.h"
#include "flow/acting.h"
#include "flow/case.h"

struct mailing {
	struct work *work;
	const struct desk *d;
	struct arena *a;
	const struct case_view *view; /* NULL: the case as it is stored is enough */
	struct store_case c;
	struct act_case act;
	char number[STORE_ID_TEXT], decision[STORE_ID_TEXT], about[STORE_ID_TEXT];
	struct str page, answer; /* with marks in the places of tokens */
	size_t written; /* letters that were not there before */
};

/* ${view} may be NULL, and must outlive ${out} else. BW_ECONFIG where there are no templates. */
int mailing_open(struct work *w, const struct desk *d, struct arena *a, int64_t case_id,
	const struct case_view *view, struct mailing *out, struct err *e) MUST_USE;

/* A recipient and by which way. */
struct recipient {
	int role;
	struct str actor, name, country;
	struct outbox_contact contact; /* value empty: nobody knows one, a person finds a way */
	bool held; /* a person must approve the contact first */
};
/* The best contact of an actor: those the store knows, then those of the stack, which the store learns. */
int mailing_recipient(struct mailing *m, int role, struct str actor, struct str action,
	struct recipient *out, struct err *e) MUST_USE;
/* The same recipient as of a letter that was written before. */
int mailing_again(
	struct mailing *m, const struct letter *l, struct recipient *out, struct err *e) MUST_USE;

struct note { /* one letter to write */
	enum act_template what;
	const struct decided *decision; /* NULL: none */
	bool soft, one_network;
	const struct letter *about; /* NULL */
	uint32_t turn;
	int64_t due_s, until_s, not_before_s; /* not_before_s CLOCK_NONE: now */
	struct str words, title;
	const struct act_told *told;
	size_t told_n;
	enum appeal_state outcome;
};
void note_init(struct note *n, enum act_template what, const struct decided *decision);
/* Write it and put it in.  ${*id}, may be NULL: its number, also where it was there already. */
int mailing_write(struct mailing *m, const struct note *n, const struct recipient *to, int64_t *id,
	struct err *e) MUST_USE;
/* To everyone who reported the case and gave a mail address; at most LIMIT_NEWS. */
int mailing_reporters(struct mailing *m, const struct note *n, struct err *e) MUST_USE;
/* The same letter to whoever is hit by a step on the site: its operator and the holder of its name. */
int mailing_hit(struct mailing *m, const struct note *n, struct err *e) MUST_USE;
/* ${l} cannot be delivered to its contact, or may not be: the same letter to the recipient's next contact; a person finds
 * a way where there is none.  Nothing for letters of no decision, to no actor, by hand, or withdrawn. */
int mailing_next(struct work *w, const struct desk *d, struct arena *a, const struct letter *l,
	struct err *e) MUST_USE;
/* Of no case, to a notifier at the contact of its agreement, which was agreed on with it and needs no second
 * look; in the language of the contact.  Again with the same title: nothing. */
int mailing_notifier(struct work *w, const struct desk *d, struct arena *a, enum act_template what,
	struct str name, struct str contact, struct str title, struct str words,
	struct err *e) MUST_USE;
/* EVENT_NOTICED and the like: "l-0000012 request mail as:64500". */
int mailing_event(struct mailing *m, enum store_event_kind k, int64_t letter_id,
	enum letter_kind kind, const struct recipient *to, struct err *e) MUST_USE;

/* Everything that leaves because of a decision that is in force. */
int telling_decision(struct work *w, const struct desk *d, struct arena *a,
	const struct case_view *view, const struct decided *n, struct err *e) MUST_USE;

#endif
