/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/grow.h"

#include "base/mem.h"

/* Bytes of it for a log of ${size} entries. */
static size_t grow_frontier_bytes(uint64_t size)
{
	size_t n = 0;

	for (unsigned l = 0; l < TILE_LEVELS; l++)
		n += (size_t)(tile_hashes(size, l) % TILE_WIDTH);
	return n * SHA256_BYTES;
}

static int push(struct grow *g, unsigned l, const struct merkle_hash *h, struct err *e)
{
	size_t cap = g->level[l].cap ? g->level[l].cap * 2 : TILE_WIDTH;
	void *p;

	if (g->level[l].n == g->level[l].cap) {
		p = mem_resize(g->level[l].hash, cap, sizeof(*h));
		if (!p)
			return err_nomem(e);
		g->level[l].hash = p;
		g->level[l].cap = cap;
	}
	g->level[l].hash[g->level[l].n++] = *h;
	return BW_OK;
}

int grow_init(struct grow *g, struct sha256 *s, uint64_t size, struct str frontier, struct err *e)
{
	size_t at = 0;
	int rc = BW_OK;

	*g = (struct grow){ .s = s, .size = size };
	if (size > MERKLE_SIZE_MOST || frontier.n != grow_frontier_bytes(size))
		return err_set(e, BW_EIO, "the frontier of the ledger is damaged");
	for (unsigned l = 0; !rc && l < TILE_LEVELS; l++) {
		uint64_t all = tile_hashes(size, l), part = all % TILE_WIDTH;

		g->level[l].first = all - part;
		for (uint64_t i = 0; !rc && i < part; i++, at += SHA256_BYTES) {
			struct merkle_hash h;

			memcpy(h.b, frontier.p + at, sizeof(h.b));
			rc = push(g, l, &h, e);
		}
	}
	if (rc)
		grow_done(g);
	return rc;
}

void grow_done(struct grow *g)
{
	for (unsigned l = 0; l < TILE_LEVELS; l++)
		mem_free(g->level[l].hash);
	*g = (struct grow){ 0 };
}

void grow_fold(struct sha256 *s, const struct merkle_hash *h, size_t n, struct merkle_hash *out)
{
	struct merkle_hash v[TILE_WIDTH];

	memcpy(v, h, n * sizeof(*h));
	for (; n > 1; n /= 2)
		for (size_t i = 0; i < n / 2; i++)
			merkle_node(s, &v[2 * i], &v[2 * i + 1], &v[i]);
	*out = v[0];
}

int grow_add(struct grow *g, const struct merkle_hash *leaf, struct err *e)
{
	struct merkle_hash h = *leaf;
	int rc = BW_OK;

	for (unsigned l = 0; !rc && l < TILE_LEVELS; l++) {
		rc = push(g, l, &h, e);
		if ((g->level[l].first + g->level[l].n) % TILE_WIDTH)
			break;
		grow_fold(g->s, g->level[l].hash + g->level[l].n - TILE_WIDTH, TILE_WIDTH, &h);
	}
	g->size += rc == BW_OK;
	return rc;
}

static int node(void *ctx, unsigned level, uint64_t index, struct merkle_hash *out, struct err *e)
{
	struct grow *g = ctx;
	unsigned l = level / 8, r = level % 8;
	uint64_t first = index << r;

	if (l >= TILE_LEVELS || first < g->level[l].first ||
		first + ((uint64_t)1 << r) > g->level[l].first + g->level[l].n)
		return err_set(e, BW_ENOTFOUND, "subtree %llu of level %u is not at the edge",
			(unsigned long long)index, level);
	grow_fold(g->s, g->level[l].hash + (first - g->level[l].first), (size_t)1 << r, out);
	return BW_OK;
}

struct merkle_source grow_source(struct grow *g)
{
	return (struct merkle_source){ node, g };
}

void grow_frontier(const struct grow *g, struct buf *out)
{
	for (unsigned l = 0; l < TILE_LEVELS; l++) {
		uint64_t all = tile_hashes(g->size, l), part = all % TILE_WIDTH;

		if (part)
			buf_add(out, str_make((const char *)g->level[l]
						      .hash[all - part - g->level[l].first]
						      .b,
					     part * SHA256_BYTES));
	}
}
