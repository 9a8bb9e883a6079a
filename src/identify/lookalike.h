/* SPDX-License-Identifier: Apache-2.0 */
/* lookalike.h -- the index of protected labels, for lookalike*.c only. */
#ifndef IDENTIFY_LOOKALIKE_H
#define IDENTIFY_LOOKALIKE_H

#include "base/limit.h"
#include "base/map.h"
#include "base/vec.h"
#include "identify/identify.h"

#define LABEL_MOST  LIMIT_LABEL_BYTES /* bytes of a label that is looked at, in UTF-8 */
#define LABEL_ROOM  (2 * LABEL_MOST) /* its fold */
#define GRAM        4 /* a label shorter than this is found as a whole only */
#define EDIT_LEAST  5 /* shorter labels are too near to each other for one slip */
#define TWO_LEAST   8 /* the least length for two slips */
#define EDIT_MOST   40 /* longer labels are found by their fold and as part only */
#define SCORE_LEAST 50

/* A protected label and the names that have it. */
struct guarded {
	struct str raw; /* as registered, U-label, small letters */
	struct str fold; /* confusable_letters */
	struct str tight; /* confusable_pairs of it; the same slice where there is no pair */
	uint32_t first; /* of the names, a chain by struct guarded_name.next */
	bool everyday; /* an ordinary word too */
};

struct guarded_name {
	struct str name, brand;
	uint32_t next; /* plus one */
};

/* Label numbers by a 64-bit hash, with a bit map before them that says "no" from the cache. */
struct near_index {
	uint64_t *slots; /* upper half: of the hash; lower half: label number plus one; 0 is free */
	uint64_t *bits;
	size_t n, mask, bit_mask;
};

struct lookalikes {
	struct arena arena;
	struct refdata rd;
	struct {
		struct guarded *v;
		size_t n, cap;
	} labels;
	struct {
		struct guarded_name *v;
		size_t n, cap;
	} names;
	struct map by_name; /* protected name -> its number */
	struct map by_raw; /* label as registered -> its number */
	struct near_index exact; /* folds */
	struct near_index near; /* folds with up to two bytes left out */
	struct near_index gram; /* first GRAM bytes of folds */
	struct map words; /* folded: bit 0 a word of impostors, bit 1 an everyday word */
	uint64_t power[EDIT_MOST + 3]; /* of the hash's base */
	size_t longest;
};

#define WORD_BAIT     1
#define WORD_EVERYDAY 2
/* The words of words.def. */
bool lookalike_word(const struct lookalikes *l, struct str word, unsigned which);

/* Hashes of a label's beginnings, and from them of what is left of it when bytes are left out. */
struct hashes {
	uint64_t whole[LABEL_ROOM + 1]; /* of the first i bytes */
	size_t n;
};
/* ${s} is at most LABEL_ROOM bytes. */
void hashes_init(struct hashes *h, struct str s);
static inline uint64_t hashes_all(const struct hashes *h)
{
	return h->whole[h->n];
}
/* For labels of at most EDIT_MOST + 2 bytes; ${power} is that of struct lookalikes. */
static inline uint64_t hashes_without(const struct hashes *h, const uint64_t *power, size_t i)
{
	return h->whole[h->n] - power[h->n - 1 - i] * (h->whole[i + 1] - h->whole[i]);
}
/* i < j */
static inline uint64_t hashes_without_two(
	const struct hashes *h, const uint64_t *power, size_t i, size_t j)
{
	uint64_t middle = h->whole[j] - h->whole[i + 1] * power[j - i - 1];
	uint64_t end = h->whole[h->n] - h->whole[j + 1] * power[h->n - j - 1];

	return h->whole[i] * power[h->n - 2 - i] + middle * power[h->n - 1 - j] + end;
}
uint64_t hash_gram(const char *p);

static inline uint64_t near_mix(uint64_t h)
{
	h ^= h >> 32;
	h *= 0x9e3779b97f4a7c15u;
	return h ^ h >> 29;
}

/* Is something there, most likely? */
static inline bool near_maybe(const struct near_index *x, uint64_t mixed)
{
	return x->bits[(mixed & x->bit_mask) >> 6] >> (mixed & 63) & 1;
}
/* Walk the labels of a hash: start with ${*at} = mixed; false at the end. */
static inline bool near_next(
	const struct near_index *x, uint64_t mixed, size_t *at, uint32_t *label)
{
	for (;; (*at)++) {
		uint64_t slot = x->slots[*at & x->mask];

		if (!slot)
			return false;
		if (slot >> 32 == mixed >> 32) {
			*label = (uint32_t)slot - 1;
			(*at)++;
			return true;
		}
	}
}

#endif
