/* SPDX-License-Identifier: Apache-2.0 */
/* engine.h -- the inside of struct procedure, shared by the files of this folder. */
#ifndef PROCEDURE_ENGINE_H
#define PROCEDURE_ENGINE_H

#include "base/map.h"
#include "procedure/calendar.h"
#include "procedure/procedure.h"
#include "procedure/tld.h"

struct memo {
	uint64_t key; /* 0: free */
	struct remit remit; /* actor is NULL */
};

/* The first due of one question and one time of receipt; a newer one takes the place of an older. */
struct due_memo {
	uint64_t key; /* 0: free */
	int64_t received_at_s, due_s;
};
#define DUE_MEMO       1024
#define DUE_MEMO_SHIFT 54

struct procedure {
	struct arena arena; /* packs, calendars, indexes */
	struct buf image; /* where procedure_new made it */
	struct pack *packs; /* sorted by id */
	int *base; /* position of the pack extended, -1 */
	size_t n;
	struct list calendars;
	int64_t *eras; /* instants at which a pack begins or ends, sorted */
	size_t eras_n;
	struct map tlds, actors; /* those that packs name: position + 1 */
	struct memo *memo; /* LIMIT_REMIT_MEMO * 2 slots */
	size_t memo_n;
	struct arena memo_arena; /* sentences of remits remembered */
	struct due_memo due[DUE_MEMO];
	uint64_t due_harms[ROLE_COUNT]; /* of which any pack gives this role a number of days */
};

/* What decides whether a pack applies and what a remit says, and nothing more. */
struct ask {
	enum role role;
	int harm;
	enum tier tier;
	struct tld tld;
	char country[2]; /* zeros where unknown */
	struct str actor;
	bool seat_guessed; /* the country is that of the registry's TLD */
	bool one_holder; /* the site is one holder's domain */
	int64_t now_s;
};

enum applies { APPLIES_NO, APPLIES_MAYBE, APPLIES_YES };

static inline struct str ask_country(const struct ask *k)
{
	return (struct str){ k->country, k->country[0] ? 2 : 0 };
}

struct ask ask_of(const struct bind_in *in, const struct actor *a);
/* Everything the answers to ${k} depend on besides the time of receipt, never 0. */
uint64_t key_of(const struct procedure *p, const struct ask *k, uint64_t tld, uint64_t era);
uint64_t tld_code(const struct procedure *p, const struct tld *t);
uint64_t era_of(const struct procedure *p, int64_t now_s);
bool pack_in_force(const struct pack *p, int64_t now_s);
bool countries_have(const struct list *l, struct str country);
/* Whether pack ${i} binds; a pack that another one which binds extends does not. */
enum applies pack_applies(const struct procedure *p, size_t i, const struct ask *k);
/* Why APPLIES_MAYBE is not YES: "if it is established in EU". */
struct str pack_applies_doubt(struct arena *a, const struct pack *p, const struct ask *k);
bool harm_covered(uint64_t set, int harm);
/* Fill due_harms. */
void due_index(struct procedure *p);
int conflicts_find(
	const struct procedure *p, struct arena *a, struct duties *d, struct err *e) MUST_USE;

#endif
