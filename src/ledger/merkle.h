/* SPDX-License-Identifier: Apache-2.0 */
/* merkle.h -- the arithmetic of an append-only Merkle tree (RFC 6962 2.1, the same in RFC 9162 2.1).
 *
 * Pure: hashes in, hashes out.  Where a proof is made, the hashes of complete subtrees come from a source
 * (tiles on disk, or the edge of a tree that is growing); where one is checked, nothing but the proof is
 * needed.  A proof with a hash too few or too many is refused.
 */
#ifndef LEDGER_MERKLE_H
#define LEDGER_MERKLE_H

#include "base/err.h"
#include "sys/sha256.h"

struct merkle_hash {
	unsigned char b[SHA256_BYTES];
};

static inline bool merkle_same(const struct merkle_hash *x, const struct merkle_hash *y)
{
	return memcmp(x->b, y->b, sizeof(x->b)) == 0;
}

/* SHA-256(0x00 || entry), SHA-256(0x01 || left || right), SHA-256(""). */
void merkle_leaf(struct sha256 *s, struct str entry, struct merkle_hash *out);
void merkle_node(struct sha256 *s, const struct merkle_hash *left, const struct merkle_hash *right,
	struct merkle_hash *out);
void merkle_empty(struct sha256 *s, struct merkle_hash *out);

/* The hash of the complete subtree number ${index} of ${level}: over entries index * 2^level and the
 * 2^level - 1 after it. */
struct merkle_source {
	int (*node)(
		void *ctx, unsigned level, uint64_t index, struct merkle_hash *out, struct err *e);
	void *ctx;
};

#define MERKLE_SIZE_MOST  ((uint64_t)1 << 62)
#define MERKLE_PROOF_MOST 64 /* hashes: a level each, and one more for consistency */
struct merkle_proof {
	size_t n;
	struct merkle_hash hash[MERKLE_PROOF_MOST];
};

/* The root of the first ${size} entries; at most 63 nodes are asked for. */
int merkle_root(struct sha256 *s, const struct merkle_source *src, uint64_t size,
	struct merkle_hash *out, struct err *e) MUST_USE;
/* PATH(index, D[size]) from the leaf's sibling to the root's child.  BW_EINVALID where there is no such entry. */
int merkle_inclusion(struct sha256 *s, const struct merkle_source *src, uint64_t index,
	uint64_t size, struct merkle_proof *out, struct err *e) MUST_USE;
/* PROOF(old, D[size]); empty where they are equal or ${old} is 0. */
int merkle_consistency(struct sha256 *s, const struct merkle_source *src, uint64_t old,
	uint64_t size, struct merkle_proof *out, struct err *e) MUST_USE;

/* How many hashes such a proof has: nothing longer needs to be read. */
size_t merkle_inclusion_length(uint64_t index, uint64_t size);
/* RFC 9162 2.1.3.2. */
bool merkle_inclusion_holds(struct sha256 *s, uint64_t index, uint64_t size,
	const struct merkle_hash *leaf, const struct merkle_hash *root,
	const struct merkle_proof *proof);
/* RFC 9162 2.1.4.2; the empty tree is the beginning of every other, with an empty proof. */
bool merkle_consistency_holds(struct sha256 *s, uint64_t old, uint64_t size,
	const struct merkle_hash *old_root, const struct merkle_hash *root,
	const struct merkle_proof *proof);

/* The right edge of a growing tree: the complete subtrees that its size in binary names. */
struct merkle_edge {
	uint64_t size;
	struct merkle_hash node[64]; /* node[l] counts where bit l of size is set */
};
void merkle_edge_add(struct sha256 *s, struct merkle_edge *g, const struct merkle_hash *leaf);
void merkle_edge_root(struct sha256 *s, const struct merkle_edge *g, struct merkle_hash *out);

#endif
