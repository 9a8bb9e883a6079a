/* SPDX-License-Identifier: Apache-2.0 */
/* outbox.h -- what was decided, the steps that follow, the letters that carry them, and to whom.
 *
 * Rows of four tables: decision, measure, letter, contact.  Everything is written inside the transaction of
 * whoever changes a case (store_change_begin), so that a decision without its letters, or a letter without
 * its decision, cannot be.  States only move forward: SQL refuses anything else (BW_ECONFLICT).
 *
 * A letter has one key; putting it in again changes nothing.  It may be taken at its time not_before; who
 * takes it moves that to the end of the lease, so that a letter whose courier died is taken again, and a
 * letter that was sent never is.  LEASED therefore means: tried at least once, outcome not settled.
 *
 * Tokens are made from the store's secret and a row's key when they are needed: the store keeps their
 * hashes only, and texts hold OUTBOX_TOKEN marks in their place.
 */
#ifndef STORE_OUTBOX_H
#define STORE_OUTBOX_H

#include "domain/letter.h"
#include "domain/measure.h"
#include "store/store.h"

/* Stand for the tokens in the text of a letter that is put: of the letter, of its decision's page. */
#define OUTBOX_TOKEN "\x1aT"
#define OUTBOX_PAGE_TOKEN \
	"\x1a"            \
	"D"
#define OUTBOX_TOKEN_CHARS 26 /* 128 bits in Crockford's base 32, lower case */

/* ---- decisions ---- */

/* ${d->id} and ${d->token} are not read; the id comes back.  Its event is the caller's affair. */
int store_decision_put(
	struct work *w, const struct decided *d, int64_t *id, struct err *e) MUST_USE;
/* Strings in ${a}; ${out->token} is filled in.  BW_ENOTFOUND. */
int store_decision_get(
	struct store *s, struct arena *a, int64_t id, struct decided *out, struct err *e) MUST_USE;
/* By the token of its public page; in constant time but for the look-up of its hash.  BW_ENOTFOUND also
 * for what is no token. */
int store_decision_by_token(struct store *s, struct arena *a, struct str token, struct decided *out,
	struct err *e) MUST_USE;
/* All of one case, oldest first. */
int store_decisions_of(struct store *s, struct arena *a, int64_t case_id, struct decided **out,
	size_t *n, struct err *e) MUST_USE;
/* Has the case any? */
int store_decided(struct store *s, int64_t case_id, bool *any, struct err *e) MUST_USE;
/* Those that wait for a second person, oldest first, at most ${most}. */
int store_decisions_waiting(struct store *s, struct arena *a, size_t most, struct decided **out,
	size_t *n, struct err *e) MUST_USE;
/* Forward only.  ${second_person} 0: as it was. */
int store_decision_move(struct work *w, int64_t id, enum decision_state to, int64_t second_person,
	struct err *e) MUST_USE;

/* ---- measures ---- */

int store_measure_put(struct work *w, const struct measure *m, int64_t *id, struct err *e) MUST_USE;
/* The measure of a decision; BW_ENOTFOUND where it has none. */
int store_measure_of(struct store *s, struct arena *a, int64_t decision_id, struct measure *out,
	struct err *e) MUST_USE;
int store_measures_of_case(struct store *s, struct arena *a, int64_t case_id, struct measure **out,
	size_t *n, struct err *e) MUST_USE;
/* State (forward only), times, channel, reference and restored as in ${m}, found by its id. */
int store_measure_set(struct work *w, const struct measure *m, struct err *e) MUST_USE;
/* Active ones whose end is not later than ${now_s}, soonest first. */
int store_measures_ending(struct store *s, struct arena *a, int64_t now_s, size_t most,
	struct measure **out, size_t *n, struct err *e) MUST_USE;

/* ---- letters ---- */

struct outbox_contact;

/* The key of a letter: keyed with the store's secret over decision, case, kind, recipient (channel and
 * contact), what it is about and its turn. */
void store_letter_key(const struct store *s, const struct letter *l, unsigned char out[LETTER_KEY]);
/* Put it in, its key made from it.  ${*id} is that of the row; ${*fresh} false where it was there. */
int store_letter_put(
	struct work *w, const struct letter *l, int64_t *id, bool *fresh, struct err *e) MUST_USE;
/* Whole, its token and text filled in.  BW_ENOTFOUND. */
int store_letter_get(
	struct store *s, struct arena *a, int64_t id, struct letter *out, struct err *e) MUST_USE;
/* By token, as store_decision_by_token. */
int store_letter_by_token(struct store *s, struct arena *a, struct str token, struct letter *out,
	struct err *e) MUST_USE;

/* By its key (what mail systems return); says which letter is meant and gives no right.  BW_ENOTFOUND. */
int store_letter_by_key(struct store *s, struct arena *a, const unsigned char key[LETTER_KEY],
	struct letter *out, struct err *e) MUST_USE;

struct outbox_query {
	int64_t case_id, decision_id; /* 0: any */
	int state, kind, channel; /* -1: any */
	int64_t after; /* id */
	size_t most; /* 0: LIMIT_LETTERS_SHOWN */
};
void outbox_query_init(struct outbox_query *q);
/* By id, without text and data (empty). */
int store_letters(struct store *s, struct arena *a, const struct outbox_query *q,
	struct letter **out, size_t *n, struct err *e) MUST_USE;
/* Letters that leave alone and may be taken at ${now_s}: at most ${most}, soonest first. */
int store_letters_due(struct store *s, struct arena *a, int64_t now_s, size_t most, int64_t **ids,
	size_t *n, struct err *e) MUST_USE;
/* Take one until ${until_s} and count the try; to be committed before it is sent.  ${*taken} false: another
 * courier was quicker, or it is not to be sent any more. */
int store_letter_lease(struct work *w, int64_t id, int64_t now_s, int64_t until_s, bool *taken,
	struct err *e) MUST_USE;
/* What became of a try, and later of what was sent; ${next_s}: when it may be taken again, where ${r->state}
 * is QUEUED (the letter stays LEASED until then).  ${*taken} false: another courier took it meanwhile, or it
 * is settled; nothing is changed. */
int store_letter_receipt(struct work *w, int64_t id, uint32_t tries, const struct receipt *r,
	int64_t now_s, int64_t next_s, bool *taken, struct err *e) MUST_USE;
/* Not before ${at_s}, without counting as a try: it is not taken, or was and has been looked at only. */
int store_letter_wait(
	struct work *w, int64_t id, int64_t at_s, struct str why, struct err *e) MUST_USE;
/* HELD to QUEUED (its contact was approved, its decision agreed), or any open state to DROPPED. */
int store_letter_move(
	struct work *w, int64_t id, enum letter_state to, struct str why, struct err *e) MUST_USE;
/* Nothing is asked by it any more.  One that was never taken is DROPPED; one that is under way or sent keeps
 * its state, since it may have arrived. */
int store_letter_withdraw(struct work *w, int64_t id, struct str why, struct err *e) MUST_USE;
/* Ask again at ${at_s} while it is up; CLOCK_NONE: no more (an answer settles it).  ${count}: one was asked
 * now. */
int store_letter_repeat(
	struct work *w, int64_t id, int64_t at_s, bool count, struct err *e) MUST_USE;
struct outbox_repeat {
	int64_t id;
	uint32_t repeats; /* so far */
};
/* Letters that are to be asked again by now, at most ${most}. */
int store_letter_repeats(struct store *s, struct arena *a, int64_t now_s, size_t most,
	struct outbox_repeat **out, size_t *n, struct err *e) MUST_USE;
/* Letters held for a contact. */
int store_letters_held(struct store *s, struct arena *a, const struct outbox_contact *c,
	int64_t **ids, size_t *n, struct err *e) MUST_USE;
/* When there is something to do next: a letter, or one to be asked again; CLOCK_NONE where there is nothing. */
int store_letters_next(struct store *s, int64_t *at_s, struct err *e) MUST_USE;

/* What waits, for those who watch a server: counts over indexes of what is open. */
struct store_pulse {
	uint64_t queued, due; /* letters not settled, and of these those whose time has come */
	uint64_t held; /* letters for a contact nobody approved */
	uint64_t overdue; /* clocks whose day has come and that were not worked off */
};
int store_pulse(struct store *s, int64_t now_s, struct store_pulse *out, struct err *e) MUST_USE;

/* ---- contacts ---- */

struct outbox_contact {
	int64_t id; /* 0: not there yet */
	struct str actor; /* whose; empty for people (reporter, holder) */
	enum channel channel;
	struct str value; /* address; personal data */
	struct str lang; /* BCP 47; empty: by the recipient's country */
	struct str
		hours; /* when it may be written to: "mon-fri 08:00-18:00 +01:00"; empty: always */
	bool own; /* ours: steps are carried out through it and not asked for */
	int64_t approved_by, approved_at_s; /* 0 and CLOCK_NONE: not yet */
	int64_t refused_at_s; /* a person said no; CLOCK_NONE */
	int64_t bounced_at_s; /* for good; CLOCK_NONE */
	uint32_t bounces; /* in a row, temporary ones among them */
	int64_t automatic_at_s; /* last auto-reply; CLOCK_NONE */
	int64_t sent_at_s; /* last letter; CLOCK_NONE */
	struct str note; /* one line: what the bounce said */
	enum grouping grouping; /* its requests leave together (store/parcels.h) */
	uint32_t group_count; /* GROUPING_COUNT: when there are so many */
	bool as_table; /* then: addresses in an attached table, not in the text */
};

/* The row of (actor, channel, value), made where there is none; ${c->id} comes back in ${*id}, and what is
 * there already is not changed. */
int store_contact_see(
	struct work *w, const struct outbox_contact *c, int64_t *id, struct err *e) MUST_USE;
/* Everything but actor, channel and value. */
int store_contact_set(struct work *w, const struct outbox_contact *c, struct err *e) MUST_USE;
int store_contact_get(struct store *s, struct arena *a, int64_t id, struct outbox_contact *out,
	struct err *e) MUST_USE;
/* BW_ENOTFOUND. */
int store_contact_find(struct store *s, struct arena *a, struct str actor, enum channel ch,
	struct str value, struct outbox_contact *out, struct err *e) MUST_USE;
/* ${actor} p NULL: everybody's.  ${unapproved}: only those that wait for a person. */
int store_contacts(struct store *s, struct arena *a, struct str actor, bool unapproved,
	struct outbox_contact **out, size_t *n, struct err *e) MUST_USE;

/* ---- beside ---- */

/* The state of a case, with the list's entry.  Its event is the caller's affair. */
int store_case_state(struct work *w, int64_t id, enum case_state to, struct err *e) MUST_USE;

#endif
