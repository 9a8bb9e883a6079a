/* SPDX-License-Identifier: Apache-2.0 */
/* world.h -- a desk with everything around it played: a store of its own in a folder that goes away, a clock
 * that stands still until it is moved, people, channels that hand letters to played recipients, and what is
 * really there (which the desk learns only by looking).
 *
 * What the desk does, it does by the commands of flow; nothing here writes a case, a letter or a decision.
 * Randomness comes from a seed: the same seed gives the same world, byte for byte.
 */
#ifndef SIM_WORLD_H
#define SIM_WORLD_H

#include "base/rng.h"
#include "base/vec.h"
#include "flow/answering.h"
#include "flow/clocks.h"
#include "flow/post.h"
#include "flow/recourse.h"
#include "store/duties.h"
#include "store/parcels.h"

#define WORLD_DAY  INT64_C(86400)
#define WORLD_HOUR INT64_C(3600)

/* People at the desk: one who decides, one who agrees and reviews, one more. */
enum world_person { WORLD_ANA, WORLD_BEN, WORLD_CLEO, WORLD_PEOPLE };
const char *world_person_name(int who);
bool world_person_parse(struct str s, enum world_person *out);

struct world_copy { /* what a played recipient has of a letter */
	unsigned char key[LETTER_KEY];
	int64_t id;
	struct str
		sign; /* what makes it another letter: case, decision, kind, contact, turn, subject */
	uint32_t copies; /* handed over so often */
	uint32_t lost; /* receipts that were lost on the way back */
};

struct world_was { /* a state as it was seen last, to see that states only move forward */
	char what; /* 'd', 'l', 'm', 'u' (duty), 'a' (appeal) */
	int64_t id;
	int state;
};

struct world {
	struct store *store;
	struct knowledge know;
	struct rng_seeded seed; /* of the store and of whoever plays */
	struct rng rng;
	char dir[64];
	int64_t now_s;
	int64_t people[WORLD_PEOPLE];
	struct arena kept; /* as long as the world */
	struct arena one; /* of one deed */
	struct buf out; /* what is told */
	struct channels channels;
	bool crash; /* the courier dies between the next letter and its receipt */
	bool no_look; /* the courier asks nobody whether it is still there */
	struct {
		struct world_copy *v;
		size_t n, cap;
	} copies;
	struct {
		struct world_was *v;
		size_t n, cap;
	} was;
	size_t letters, answers, steps; /* handed over, taken, deeds */
	size_t grouped; /* messages of several letters */
	/* The player: what becomes of a letter that is handed over, and is a page still there? */
	int (*receive)(void *ctx, const struct letter *l, struct arena *a, struct receipt *out,
		struct err *e);
	bool (*there)(void *ctx, const struct site *site);
	void *ctx;
};

/* ${w->receive}, ${w->there} and ${w->ctx} are set by the caller afterwards. */
int world_open(struct world *w, const struct knowledge *know, uint64_t seed, int64_t start_s,
	struct err *e) MUST_USE;
/* Its folder is removed. */
void world_close(struct world *w);

/* A line that begins with the time; printf. */
void world_say(struct world *w, const char *who, const char *fmt, ...) PRINTF(3, 4);
/* Under ${n}, by the seed. */
uint64_t world_pick(struct world *w, uint64_t n);
static inline bool world_chance(struct world *w, unsigned percent)
{
	return world_pick(w, 100) < percent;
}

struct desk world_desk(const struct world *w, int64_t person);
/* Whoever has only a token. */
struct desk world_public(const struct world *w, const struct who *nobody);

/* A report comes in (JSON as intake takes it, or a plain list of names) and is worked. */
int world_report(struct world *w, struct str text, bool list, int harm, struct str reporter,
	struct err *e) MUST_USE;
/* Facts, one JSON object a line, are learned. */
int world_learn(struct world *w, struct str lines, struct err *e) MUST_USE;
/* The desk looks at what was reported in a case and judges again. */
int world_look(struct world *w, int64_t case_id, struct err *e) MUST_USE;
/* A person says yes to every contact that waits. */
int world_approve_contacts(struct world *w, size_t *n, struct err *e) MUST_USE;
/* Does its recipient have that letter (by its key) already? */
bool world_has(const struct world *w, const struct letter *l);
/* The courier once.  Where ${w->crash} is set it dies at the first letter and nothing is said. */
int world_courier(struct world *w, struct err *e) MUST_USE;
int world_sweep(struct world *w, int64_t at_s, struct clocks_counts *n, struct err *e) MUST_USE;

/* Every invariant; ${*faults} lines are added to ${to}. */
int world_check(struct world *w, struct buf *to, size_t *faults, struct err *e) MUST_USE;

#endif
