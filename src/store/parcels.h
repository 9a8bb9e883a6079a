/* SPDX-License-Identifier: Apache-2.0 */
/* parcels.h -- letters that leave together: several requests to one recipient, in one language, by mail.
 *
 * A letter whose recipient wants its letters grouped waits for others (LETTER_WAITS).  When their time has come
 * they become a parcel, which never changes: a key, made from the keys of its letters, and a token for answers
 * about all of them.  A letter is in one parcel at most and stays in it; what becomes of it is its own affair,
 * so that one that must not be sent any more simply is not, and the rest go on with the same key.
 *
 * A parcel is due while a letter of it is: its letters are taken, handed over and settled together.
 */
#ifndef STORE_PARCELS_H
#define STORE_PARCELS_H

#include "store/outbox.h"

struct parcel {
	int64_t id, made_at_s;
	unsigned char key[LETTER_KEY];
	struct str token;
	bool as_table;
};

/* It waits for others, until ${until_s} at most; nothing changes where it is not QUEUED or does not leave alone. */
int store_letter_gather(
	struct work *w, int64_t id, int64_t until_s, struct str why, struct err *e) MUST_USE;
/* It waits no more and leaves alone, now. */
int store_letter_alone(struct work *w, int64_t id, int64_t now_s, struct err *e) MUST_USE;
/* The same for all that wait for one contact. */
int store_letters_alone(
	struct work *w, const struct outbox_contact *c, int64_t now_s, struct err *e) MUST_USE;

/* A recipient, and what waits for it. */
struct parcel_heap {
	struct str actor, contact, lang;
	size_t n;
	int64_t first_s; /* the first of them may leave then */
};
/* At most LIMIT_HEAPS, soonest first.  O(waiting letters). */
int store_parcels_waiting(struct store *s, struct arena *a, struct parcel_heap **out, size_t *n,
	struct err *e) MUST_USE;
/* Their ids, ascending, at most ${most}. */
int store_parcel_waiting(struct store *s, struct arena *a, const struct parcel_heap *h, size_t most,
	int64_t **ids, size_t *n, struct err *e) MUST_USE;

/* Of ${n} letters that wait (${v} in the order of their ids) make a parcel; they may be taken from ${now_s} on.
 * BW_ECONFLICT: one of them does not wait. */
int store_parcel_put(struct work *w, const struct letter *v, size_t n, bool as_table, int64_t now_s,
	int64_t *id, struct err *e) MUST_USE;
/* With letters that may be taken at ${now_s}. */
int store_parcels_due(struct store *s, struct arena *a, int64_t now_s, size_t most, int64_t **ids,
	size_t *n, struct err *e) MUST_USE;
/* BW_ENOTFOUND. */
int store_parcel_get(
	struct store *s, struct arena *a, int64_t id, struct parcel *out, struct err *e) MUST_USE;
/* By the token for answers about all of it, as store_letter_by_token; by key, as store_letter_by_key. */
int store_parcel_by_token(struct store *s, struct arena *a, struct str token, struct parcel *out,
	struct err *e) MUST_USE;
int store_parcel_by_key(struct store *s, struct arena *a, const unsigned char key[LETTER_KEY],
	struct parcel *out, struct err *e) MUST_USE;
/* Its letters, whole, by id, whatever became of them. */
int store_parcel_letters(struct store *s, struct arena *a, int64_t id, struct letter **out,
	size_t *n, struct err *e) MUST_USE;

#endif
