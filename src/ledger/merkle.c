/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/merkle.h"

void merkle_leaf(struct sha256 *s, struct str entry, struct merkle_hash *out)
{
	const struct str parts[] = { { "\0", 1 }, entry };

	sha256_parts(s, parts, 2, out->b);
}

void merkle_node(struct sha256 *s, const struct merkle_hash *left, const struct merkle_hash *right,
	struct merkle_hash *out)
{
	char both[1 + 2 * SHA256_BYTES];

	both[0] = 1;
	memcpy(both + 1, left->b, SHA256_BYTES);
	memcpy(both + 1 + SHA256_BYTES, right->b, SHA256_BYTES);
	sha256_of(s, str_make(both, sizeof(both)), out->b);
}

void merkle_empty(struct sha256 *s, struct merkle_hash *out)
{
	sha256_of(s, STR(""), out->b);
}

/* The largest power of two below ${n}, as its exponent; ${n} > 1. */
static unsigned split_level(uint64_t n)
{
	return 63u - (unsigned)__builtin_clzll(n - 1);
}

/* MTH(D[lo:hi]) for a range that begins where a subtree of its size may. */
static int range_hash(struct sha256 *s, const struct merkle_source *src, uint64_t lo, uint64_t hi,
	struct merkle_hash *out, struct err *e)
{
	struct merkle_hash part[64];
	size_t n = 0;
	int rc;

	/* Complete subtrees from the left, largest first, then folded from the right. */
	for (uint64_t left = hi - lo; left;) {
		unsigned level = 63u - (unsigned)__builtin_clzll(left);

		rc = src->node(src->ctx, level, lo >> level, &part[n], e);
		if (rc)
			return rc;
		n++;
		lo += (uint64_t)1 << level;
		left -= (uint64_t)1 << level;
	}
	while (n > 1) {
		merkle_node(s, &part[n - 2], &part[n - 1], &part[n - 2]);
		n--;
	}
	*out = part[0];
	return BW_OK;
}

int merkle_root(struct sha256 *s, const struct merkle_source *src, uint64_t size,
	struct merkle_hash *out, struct err *e)
{
	if (size > MERKLE_SIZE_MOST)
		return err_set(e, BW_ELIMIT, "a log of %llu entries", (unsigned long long)size);
	if (size == 0) {
		merkle_empty(s, out);
		return BW_OK;
	}
	return range_hash(s, src, 0, size, out, e);
}

static void turn(struct merkle_proof *p)
{
	for (size_t i = 0; i < p->n / 2; i++) {
		struct merkle_hash x = p->hash[i];

		p->hash[i] = p->hash[p->n - 1 - i];
		p->hash[p->n - 1 - i] = x;
	}
}

int merkle_inclusion(struct sha256 *s, const struct merkle_source *src, uint64_t index,
	uint64_t size, struct merkle_proof *out, struct err *e)
{
	uint64_t lo = 0, hi = size;
	int rc = BW_OK;

	if (index >= size || size > MERKLE_SIZE_MOST)
		return err_set(e, BW_EINVALID, "a log of %llu entries has no entry %llu",
			(unsigned long long)size, (unsigned long long)index);
	/* From the root down; the proof is written the other way. */
	for (out->n = 0; !rc && hi - lo > 1;) {
		uint64_t mid = lo + ((uint64_t)1 << split_level(hi - lo));
		struct merkle_hash *h = &out->hash[out->n++];

		if (index < mid) {
			rc = range_hash(s, src, mid, hi, h, e);
			hi = mid;
		} else {
			rc = range_hash(s, src, lo, mid, h, e);
			lo = mid;
		}
	}
	turn(out);
	return rc;
}

int merkle_consistency(struct sha256 *s, const struct merkle_source *src, uint64_t old,
	uint64_t size, struct merkle_proof *out, struct err *e)
{
	uint64_t lo = 0, hi = size;
	bool whole =
		true; /* the old tree is all of [lo, old): its hash is known to whoever checks */
	int rc = BW_OK;

	if (old > size || size > MERKLE_SIZE_MOST)
		return err_set(e, BW_EINVALID, "a log of %llu entries was never larger (%llu)",
			(unsigned long long)size, (unsigned long long)old);
	out->n = 0;
	if (old == 0 || old == size)
		return BW_OK;
	while (!rc && old < hi) {
		uint64_t mid = lo + ((uint64_t)1 << split_level(hi - lo));
		struct merkle_hash *h = &out->hash[out->n++];

		if (old <= mid) {
			rc = range_hash(s, src, mid, hi, h, e);
			hi = mid;
		} else {
			rc = range_hash(s, src, lo, mid, h, e);
			lo = mid;
			whole = false;
		}
	}
	if (!rc && !whole)
		rc = range_hash(s, src, lo, hi, &out->hash[out->n++], e);
	turn(out);
	return rc;
}

size_t merkle_inclusion_length(uint64_t index, uint64_t size)
{
	size_t n = 0;

	for (uint64_t last = size - 1; size && index < size && last; index >>= 1, last >>= 1)
		n += (index & 1) || index < last;
	return n;
}

bool merkle_inclusion_holds(struct sha256 *s, uint64_t index, uint64_t size,
	const struct merkle_hash *leaf, const struct merkle_hash *root,
	const struct merkle_proof *proof)
{
	uint64_t fn = index, sn = size - 1;
	struct merkle_hash r = *leaf;

	if (index >= size || size > MERKLE_SIZE_MOST)
		return false;
	for (size_t i = 0; i < proof->n; i++) {
		if (sn == 0)
			return false;
		if ((fn & 1) || fn == sn) {
			merkle_node(s, &proof->hash[i], &r, &r);
			while (!(fn & 1) && fn) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			merkle_node(s, &r, &proof->hash[i], &r);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && merkle_same(&r, root);
}

bool merkle_consistency_holds(struct sha256 *s, uint64_t old, uint64_t size,
	const struct merkle_hash *old_root, const struct merkle_hash *root,
	const struct merkle_proof *proof)
{
	uint64_t fn = old - 1, sn = size - 1;
	struct merkle_hash fr, sr;
	size_t i = 0;

	if (old > size || size > MERKLE_SIZE_MOST)
		return false;
	if (old == 0) {
		merkle_empty(s, &fr);
		return proof->n == 0 && merkle_same(&fr, old_root) &&
		       (size || merkle_same(&fr, root));
	}
	if (old == size)
		return proof->n == 0 && merkle_same(old_root, root);
	while (fn & 1) {
		fn >>= 1;
		sn >>= 1;
	}
	/* Where the old size is a power of two its root begins the proof and is left out. */
	if (fn == 0)
		fr = sr = *old_root;
	else if (proof->n)
		fr = sr = proof->hash[i++];
	else
		return false;
	for (; i < proof->n; i++) {
		const struct merkle_hash *c = &proof->hash[i];

		if (sn == 0)
			return false;
		if ((fn & 1) || fn == sn) {
			merkle_node(s, c, &fr, &fr);
			merkle_node(s, c, &sr, &sr);
			while (!(fn & 1) && fn) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			merkle_node(s, &sr, c, &sr);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && merkle_same(&fr, old_root) && merkle_same(&sr, root);
}

void merkle_edge_add(struct sha256 *s, struct merkle_edge *g, const struct merkle_hash *leaf)
{
	struct merkle_hash h = *leaf;
	unsigned level = 0;

	for (; g->size >> level & 1; level++)
		merkle_node(s, &g->node[level], &h, &h);
	g->node[level] = h;
	g->size++;
}

void merkle_edge_root(struct sha256 *s, const struct merkle_edge *g, struct merkle_hash *out)
{
	bool any = false;

	if (g->size == 0) {
		merkle_empty(s, out);
		return;
	}
	for (unsigned level = 0; level < 63; level++) {
		if (!(g->size >> level & 1))
			continue;
		if (any)
			merkle_node(s, &g->node[level], out, out);
		else
			*out = g->node[level];
		any = true;
	}
}
