/* SPDX-License-Identifier: Apache-2.0 */
/* recourse.h -- who may ask, who reports under an agreement, what rules decided, and the way back: people,
 * notifiers, switched rules, statements and appeals as rows.
 *
 * Reading takes the store, writing takes an open transaction (struct work).  Nothing is judged here: what
 * may follow what is decided in flow and in the pure stages, and what must never be is refused by the
 * database as well (an appeal that has ended does not change).  Passwords and tokens are hashes only.
 */
#ifndef STORE_RECOURSE_H
#define STORE_RECOURSE_H

#include "domain/appeal.h"
#include "domain/person.h"
#include "store/store.h"

/* ---- people ---- */

struct store_person {
	int64_t id;
	struct str name;
	person_roles roles;
	int64_t notifier; /* agreement they file under; 0: none */
	struct str password; /* Argon2id as libsodium writes it; p NULL: none */
	struct str totp; /* secret bytes of the second factor; p NULL: none */
	int64_t made_at_s, disabled_at_s; /* CLOCK_NONE: not disabled */
	int64_t passkeys; /* how many; told, never set */
};
/* BW_ECONFLICT where the name is taken. */
int store_person_put(
	struct work *w, const struct store_person *p, int64_t *id, struct err *e) MUST_USE;
/* All but when it was made. */
int store_person_set(struct work *w, const struct store_person *p, struct err *e) MUST_USE;
/* BW_ENOTFOUND where there is none.  Strings in ${a}. */
int store_person_get(struct store *s, struct arena *a, int64_t id, struct store_person *out,
	struct err *e) MUST_USE;
int store_person_named(struct store *s, struct arena *a, struct str name, struct store_person *out,
	struct err *e) MUST_USE;
int store_people(struct store *s, struct arena *a, struct store_person **out, size_t *n,
	struct err *e) MUST_USE;

#define STORE_TOKEN_HASH 32

struct store_token {
	int64_t id, person;
	permission_set scopes; /* 0: all its person has */
	int64_t made_at_s, expires_s, revoked_at_s; /* CLOCK_NONE: not revoked */
	int64_t used_day; /* days since 1970; -1: never */
};
/* Keyed with the store's secret: what is stored leads to no token. */
void store_token_hash(const struct store *s, struct str token, unsigned char out[STORE_TOKEN_HASH]);
int store_token_put(struct work *w, const struct store_token *t,
	const unsigned char hash[STORE_TOKEN_HASH], int64_t *id, struct err *e) MUST_USE;
/* The hash found is compared again in constant time; ${*found} false where there is none. */
int store_token_find(struct store *s, const unsigned char hash[STORE_TOKEN_HASH],
	struct store_token *out, bool *found, struct err *e) MUST_USE;
int store_token_used(struct work *w, int64_t id, int64_t day, struct err *e) MUST_USE;
/* BW_ENOTFOUND where that person has no such token that still works. */
int store_token_revoke(
	struct work *w, int64_t id, int64_t person, int64_t now_s, struct err *e) MUST_USE;
int store_tokens(struct store *s, struct arena *a, int64_t person, struct store_token **out,
	size_t *n, struct err *e) MUST_USE;

struct store_deed { /* who asked for what was done */
	int64_t id, at_s, person;
	struct str what, object;
};
int store_deed_put(struct work *w, int64_t now_s, int64_t person, struct str what,
	struct str object, struct err *e) MUST_USE;
/* Those after ${after}, at most ${most}, oldest first. */
int store_deeds(struct store *s, struct arena *a, int64_t after, size_t most,
	struct store_deed **out, size_t *n, struct err *e) MUST_USE;

/* ---- notifiers ---- */

struct store_notifier {
	int64_t id;
	struct str name, contact;
	struct str basis; /* why it is one: agreement, or designated by whom */
	struct str harms, tlds, countries; /* words with spaces between; empty: every one */
	int64_t quota; /* reports a day */
	int64_t agreed_s, review_s;
	enum notifier_state state;
	int64_t state_s;
	struct str reasons; /* of the state */
	bool by_person; /* suspended by a person, and only a person lifts that */
	int bound; /* lower 95 % bound of its precision, percent */
	int64_t warned_s, told_s; /* CLOCK_NONE: never */
};
/* BW_ECONFLICT where the name is taken. */
int store_notifier_put(
	struct work *w, const struct store_notifier *n, int64_t *id, struct err *e) MUST_USE;
int store_notifier_set(struct work *w, const struct store_notifier *n, struct err *e) MUST_USE;
/* Strings in ${a}; BW_ENOTFOUND. */
int store_notifier_get(struct store *s, struct arena *a, int64_t id, struct store_notifier *out,
	struct err *e) MUST_USE;
int store_notifier_named(struct store *s, struct arena *a, struct str name,
	struct store_notifier *out, struct err *e) MUST_USE;
int store_notifiers(struct store *s, struct arena *a, struct store_notifier **out, size_t *n,
	struct err *e) MUST_USE;

#define STORE_KEY 32
struct store_key {
	unsigned char public_key[STORE_KEY];
	int64_t made_at_s, revoked_at_s; /* CLOCK_NONE: not revoked */
};
/* BW_ECONFLICT where somebody has that key already. */
int store_key_put(struct work *w, int64_t notifier, const unsigned char key[STORE_KEY],
	int64_t now_s, struct err *e) MUST_USE;
int store_key_revoke(struct work *w, int64_t notifier, const unsigned char key[STORE_KEY],
	int64_t now_s, struct err *e) MUST_USE;
int store_keys(struct store *s, struct arena *a, int64_t notifier, struct store_key **out,
	size_t *n, struct err *e) MUST_USE;

struct store_day { /* what came under an agreement */
	int64_t accepted, folded, held, backdated;
};
int store_day_add(struct work *w, int64_t notifier, int64_t day, const struct store_day *more,
	struct err *e) MUST_USE;
/* Of the ${days} that end with ${day}. */
int store_day_sum(struct store *s, int64_t notifier, int64_t day, int64_t days,
	struct store_day *out, struct err *e) MUST_USE;
#define STORE_SIGNATURE 64
int store_submission_put(struct work *w, int64_t notifier, const unsigned char key[STORE_KEY],
	const unsigned char digest[STORE_TOKEN_HASH],
	const unsigned char signature[STORE_SIGNATURE], int64_t now_s, struct err *e) MUST_USE;
int store_submissions(
	struct store *s, int64_t notifier, int64_t *n, int64_t *last_s, struct err *e) MUST_USE;

/* Reports that came under an agreement. */
int store_notified_put(
	struct work *w, uint64_t ord, int64_t notifier, int64_t case_id, struct err *e) MUST_USE;
/* Its report went to another case. */
int store_notified_move(struct work *w, uint64_t ord, int64_t case_id, struct err *e) MUST_USE;
/* 0: nobody's. */
int store_notified_get(struct store *s, uint64_t ord, int64_t *notifier, struct err *e) MUST_USE;
/* Each notifier of a case once. */
int store_notified_case(struct store *s, struct arena *a, int64_t case_id, int64_t **out, size_t *n,
	struct err *e) MUST_USE;
/* The notifier on whose report a case is judged; 0: nobody's. */
int store_backed_put(struct work *w, int64_t case_id, int64_t notifier, struct err *e) MUST_USE;
int store_backed_get(struct store *s, int64_t case_id, int64_t *notifier, struct err *e) MUST_USE;

struct store_held { /* in quarantine */
	int64_t id, notifier, at_s;
	struct str why, detail;
	int harm;
	int64_t settled_s, settled_by; /* CLOCK_NONE: it waits for a person */
	bool released;
	struct str compact, raw; /* empty once it is settled */
};
/* The same report is held once; ${*fresh} false where it was there. */
int store_held_put(struct work *w, const struct store_held *h, bool *fresh, struct err *e) MUST_USE;
int store_held_get(struct store *s, struct arena *a, int64_t id, struct store_held *out,
	struct err *e) MUST_USE;
/* Those that wait, oldest first. */
int store_held_from(struct store *s, struct arena *a, int64_t after, size_t most,
	struct store_held **out, size_t *n, struct err *e) MUST_USE;
int store_held_count(struct store *s, int64_t notifier, int64_t *n, struct err *e) MUST_USE;
/* BW_ECONFLICT where it is settled already.  Its bytes are forgotten. */
int store_held_settle(struct work *w, int64_t id, bool released, struct str words, int64_t person,
	int64_t now_s, struct err *e) MUST_USE;

enum store_outcome { OUTCOME_CONFIRMED, OUTCOME_REJECTED, OUTCOME_REVERSED, OUTCOME_COUNT };
struct store_outcomes {
	int64_t n[OUTCOME_COUNT];
};
/* The last one counts; the same again writes nothing. */
int store_outcome_put(struct work *w, int64_t notifier, int64_t case_id, enum store_outcome k,
	int64_t decision, int64_t now_s, struct err *e) MUST_USE;
/* Of cases whose last outcome up to ${until_s} was not before ${since_s}. */
int store_outcome_sum(struct store *s, int64_t notifier, int64_t since_s, int64_t until_s,
	struct store_outcomes *out, struct err *e) MUST_USE;
struct store_outcome_row {
	int64_t id, case_id, decision, at_s;
	enum store_outcome kind;
};
int store_outcomes_from(struct store *s, struct arena *a, int64_t notifier, int64_t after,
	size_t most, struct store_outcome_row **out, size_t *n, struct err *e) MUST_USE;

/* ---- automation rules ---- */

#define STORE_RULE_ITSELF (-1) /* it switched itself off */

struct store_rule { /* switched on or off; a rule without a row is as its file says */
	struct str name;
	bool on;
	int64_t since_s, person; /* who switched it; 0: the operator */
	struct str reasons;
};
int store_rule_set(struct work *w, const struct store_rule *r, struct err *e) MUST_USE;
int store_rules(struct store *s, struct arena *a, struct store_rule **out, size_t *n,
	struct err *e) MUST_USE;

enum store_found { FOUND_RIGHT, FOUND_WRONG, FOUND_REVERSED, FOUND_NOT = STORE_NONE };
struct store_ruled { /* a decision that a rule took */
	int64_t decision, case_id, at_s;
	struct str rule;
	bool asked; /* drawn for a second look by a person */
	enum store_found found;
	int64_t found_by, found_at_s;
	struct str words;
};
int store_ruled_put(struct work *w, const struct store_ruled *r, struct err *e) MUST_USE;
/* BW_ENOTFOUND: no rule took it. */
int store_ruled_get(struct store *s, struct arena *a, int64_t decision, struct store_ruled *out,
	struct err *e) MUST_USE;
int store_ruled_found(struct work *w, int64_t decision, enum store_found f, int64_t person,
	int64_t now_s, struct str words, struct err *e) MUST_USE;
/* Drawn and not looked at, oldest first. */
int store_ruled_asked(struct store *s, struct arena *a, int64_t after, size_t most,
	struct store_ruled **out, size_t *n, struct err *e) MUST_USE;
/* Of the last ${most} decisions of ${rule} after ${since_s}: how many, found wrong or reversed, found right. */
struct store_rule_sum {
	int64_t decisions, wrong, right;
};
int store_ruled_sum(struct store *s, struct str rule, int64_t most, int64_t since_s,
	struct store_rule_sum *out, struct err *e) MUST_USE;

/* ---- appeals ---- */

struct store_appeal {
	struct appeal a;
	struct str lang;
	int64_t outcome; /* the decision that follows from it; 0: none */
};
int store_appeal_put(
	struct work *w, const struct store_appeal *p, int64_t *id, struct err *e) MUST_USE;
/* State, due, ended, reviewer, reasons, outcome.  BW_ECONFLICT where it has ended. */
int store_appeal_set(struct work *w, const struct store_appeal *p, struct err *e) MUST_USE;
int store_appeal_get(struct store *s, struct arena *a, int64_t id, struct store_appeal *out,
	struct err *e) MUST_USE;
int store_appeals_of(struct store *s, struct arena *a, int64_t decision, struct store_appeal **out,
	size_t *n, struct err *e) MUST_USE;
/* All after ${after}, or (${waiting}) those that wait, soonest due first. */
int store_appeals(struct store *s, struct arena *a, bool waiting, int64_t after, size_t most,
	struct store_appeal **out, size_t *n, struct err *e) MUST_USE;

/* Decisions that were reversed after their step had begun, and that nobody has seen to be restored. */
int store_restoring(struct store *s, struct arena *a, size_t most, int64_t **out, size_t *n,
	struct err *e) MUST_USE;

#endif
