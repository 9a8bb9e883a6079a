/* SPDX-License-Identifier: Apache-2.0 */
/* record.h -- the only place where a step becomes an entry of the ledger.
 *
 * An entry is a function of rows that the step's own transaction wrote: a report's of its row in the spool
 * and its receipt, an event's of its row.  Nothing else goes in, so the same store gives the same bytes
 * for ever; what an erasure takes away is frozen before.  The form is JSON as in RFC 8785
 * (docs/formats/ledger-entry.md), and ledger/fields.def says what may stand in it.
 *
 * What is private is in one hash over commitments, each with a salt of its own drawn from the report's or
 * the case's, so that its holder may open one detail and not the others.
 */
#ifndef FLOW_RECORD_H
#define FLOW_RECORD_H

#include "domain/letter.h"
#include "domain/measure.h"
#include "ledger/merkle.h"
#include "store/ledger_rows.h"

enum entry_type {
#define TYPE(code, ...) ENTRY_TYPE_##code,
#include "ledger/fields.def"
#undef TYPE
	ENTRY_TYPE_COUNT
};
const char *record_type_text(int type);
/* The fields that an entry may have, in its order, and why each is public; NULL past the last. */
const char *record_field_text(size_t i);
const char *record_field_why(size_t i);
/* Does this version know the entry's type and all its fields?  Else ${*what} names what it does not know, in the arena. */
bool record_known(struct arena *a, struct str entry, struct str *what);
/* The entry that an event becomes. A new kind of event does not compile until it has one. */
enum entry_type record_type_of(enum store_event_kind k);

/* The public facts of an event, packed for store_event_put_facts. */
struct record_facts {
	int harm, kind, verdict, decision, role, effect, collateral,
		tier; /* STORE_NONE: not said */
	int letter, channel, answer; /* kinds */
	int automated; /* 0, 1 */
	struct str action, pack, version, clause; /* p NULL: not said */
	struct str
		said; /* a word of a closed list of ours: what came out, is missing, or changed; a digest */
	struct str subject; /* name of a rule, number of a notifier, a day */
};
void record_facts_init(struct record_facts *f);
void record_facts_pack(const struct record_facts *f, struct buf *b);
/* False for anything that is not packed facts; the action borrows. */
bool record_facts_read(struct str packed, struct record_facts *out);
/* Begin with what a decision says. */
void record_facts_decided(struct record_facts *f, const struct decided *d);
/* Begin with what a letter says: role, kind, channel. */
void record_facts_letter(struct record_facts *f, const struct letter *l);
/* Write an event with its facts. */
int record_event(struct work *w, int64_t case_id, int64_t at_s, enum store_event_kind k,
	struct str detail, const struct record_facts *f, int64_t *seq, struct err *e) MUST_USE;
/* What is known of a case and proposed for it now. */
void record_facts_of(const struct store_case *c, struct buf *b);

/* Who reports, in one word for people. */
struct str record_reporter(const struct report *r);

/* ---- entries ---- */

struct record_secret {
	const char *name;
	struct str value;
	unsigned char salt[SHA256_BYTES]; /* opens this one and no other */
	unsigned char commitment[SHA256_BYTES];
};
#define RECORD_SECRETS 3

struct record_entry {
	struct str text;
	enum entry_type type;
	uint64_t ord, seq; /* of the report or of the event: the other is 0 */
	int64_t case_id; /* 0: of none */
	bool erased; /* secrets cannot be opened any more */
	size_t secrets_n;
	struct record_secret secret[RECORD_SECRETS];
};

struct recorder {
	struct store *store;
	struct sha256 *sha;
	bool frozen; /* some entries are */
};
int record_init(struct recorder *r, struct store *s, struct err *e) MUST_USE;
void record_done(struct recorder *r);
/* Entries from ${first} on in order, at most ${most}; ${*n} is 0 at the end.  Strings in ${a}. */
int record_entries(struct recorder *r, struct arena *a, uint64_t first, size_t most,
	struct record_entry **out, size_t *n, struct err *e) MUST_USE;

/* For store_erase: before details are deleted, their entries are kept as they are and the salts deleted, so that
 * nobody can show, or find out by trying, what they were about.  ${ctx} is the store. */
int record_before_erase(void *ctx, struct work *w, const uint64_t *ords, size_t n,
	const int64_t *cases, size_t cases_n, struct err *e) MUST_USE;

#endif
