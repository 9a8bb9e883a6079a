/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger_tests.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limit.h"
#include "format/base64.h"
#include "format/json.h"
#include "sys/durable.h"

struct fixture {
	struct arena a;
	struct sha256 *s;
};

static int make(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct err e;

	arena_init(&f->a, 0);
	assert_int_equal(sha256_new(&f->s, &e), BW_OK);
	*state = f;
	return 0;
}

static int drop(void **state)
{
	struct fixture *f = *state;

	sha256_free(f->s);
	arena_done(&f->a);
	free(f);
	return 0;
}

void hash_of_hex(const char *hex, struct merkle_hash *out)
{
	for (size_t i = 0; i < sizeof(out->b); i++)
		out->b[i] = (unsigned char)(ch_hex(hex[2 * i]) << 4 | ch_hex(hex[2 * i + 1]));
}

void forest_make(struct arena *a, struct sha256 *s, uint64_t n, struct forest *out)
{
	char text[24];

	*out = (struct forest){ s, ARENA_ARRAY(a, struct merkle_hash, n + 1), n };
	assert_non_null(out->leaf);
	for (uint64_t i = 0; i < n; i++) {
		int k = snprintf(text, sizeof(text), "%llu", (unsigned long long)i);

		merkle_leaf(s, str_make(text, (size_t)k), &out->leaf[i]);
	}
}

void forest_mth(struct forest *f, uint64_t lo, uint64_t hi, struct merkle_hash *out)
{
	struct merkle_hash l, r;
	uint64_t k = 1;

	if (hi == lo) {
		merkle_empty(f->s, out);
		return;
	}
	if (hi - lo == 1) {
		*out = f->leaf[lo];
		return;
	}
	while (k * 2 < hi - lo)
		k *= 2;
	forest_mth(f, lo, lo + k, &l);
	forest_mth(f, lo + k, hi, &r);
	merkle_node(f->s, &l, &r, out);
}

static int node(void *ctx, unsigned level, uint64_t index, struct merkle_hash *out, struct err *e)
{
	struct forest *f = ctx;

	if ((index + 1) << level > f->n)
		return err_set(e, BW_EBUG, "there is no subtree %llu of level %u",
			(unsigned long long)index, level);
	forest_mth(f, index << level, (index + 1) << level, out);
	return BW_OK;
}

struct merkle_source forest_source(struct forest *f)
{
	return (struct merkle_source){ node, f };
}

/* The worked example of RFC 6962's rules with entries notice-1 ... notice-5. */
static void known_hashes(void **state)
{
	static const char *const leaf[] = {
		"50bbb10d5a9ef2cfd7f90bf0472c2e2770f06867faed29cd605e048052d172aa",
		"2b0c84785c3c743025099ceb5bcbe6a8c14607fc463ea5b06855e5e55338929c",
		"f956a01ac132a0f40830addd96c967def066c3042abc89405d73fd4435d4db86",
		"c2cdd5f939883070bc9703ac3e5444f659232f65a40edb6ecde125477ec6f8f9",
		"780d5167373ec06f1e59fa6e55f0dc5a3c62f8a946d31ef1b22338d3e68a73a7"
	};
	static const char *const root[] = {
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", NULL,
		"3bf8bf1cbd3a886e4e3d8632143b2046c2d27795721d0c58743e45c440dac3dd",
		"0dda9af100f9bd01e49953c56c4a3125617349d8fdede9f8756c1a875f4dd557",
		"0f5c46d33e62d52c415b3d07c87cd246bf668b2f01faaa792467d161f11496ed",
		"1bb44a4a7be79230d9045721e468dabaed864f1a4a52c21f9a0c08dd7fa07868"
	};
	struct fixture *f = *state;
	struct merkle_edge edge = { 0 };
	struct merkle_hash h, want;
	char text[16];

	for (size_t i = 0; i <= 5; i++) {
		merkle_edge_root(f->s, &edge, &h);
		hash_of_hex(root[i] ? root[i] : leaf[0], &want);
		assert_memory_equal(h.b, want.b, 32);
		if (i == 5)
			break;
		snprintf(text, sizeof(text), "notice-%zu", i + 1);
		merkle_leaf(f->s, str_of(text), &h);
		hash_of_hex(leaf[i], &want);
		assert_memory_equal(h.b, want.b, 32);
		merkle_edge_add(f->s, &edge, &h);
	}
}

/* Every entry of every log up to 70 entries: the proof has the length it must have, holds, and holds for nothing
 * else. */
static void inclusion(void **state)
{
	struct fixture *f = *state;
	struct merkle_proof p, q;
	struct merkle_hash root;
	struct merkle_source src;
	struct forest t;
	struct err e;

	forest_make(&f->a, f->s, 70, &t);
	src = forest_source(&t);
	for (uint64_t size = 1; size <= 70; size++) {
		forest_mth(&t, 0, size, &root);
		for (uint64_t i = 0; i < size; i++) {
			assert_int_equal(merkle_inclusion(f->s, &src, i, size, &p, &e), BW_OK);
			assert_int_equal(p.n, merkle_inclusion_length(i, size));
			assert_true(merkle_inclusion_holds(f->s, i, size, &t.leaf[i], &root, &p));
			assert_false(merkle_inclusion_holds(
				f->s, i, size, &t.leaf[(i + 1) % 70], &root, &p));
			assert_false(
				merkle_inclusion_holds(f->s, size, size, &t.leaf[i], &root, &p));
			q = p;
			q.hash[q.n++] = root;
			assert_false(merkle_inclusion_holds(f->s, i, size, &t.leaf[i], &root, &q));
			if (p.n == 0)
				continue;
			q = p;
			q.n--;
			assert_false(merkle_inclusion_holds(f->s, i, size, &t.leaf[i], &root, &q));
			q = p;
			q.hash[(i * 7 + size) % p.n].b[i % 32] ^= (unsigned char)(1u << (size % 8));
			assert_false(merkle_inclusion_holds(f->s, i, size, &t.leaf[i], &root, &q));
		}
		assert_int_equal(merkle_inclusion(f->s, &src, size, size, &p, &e), BW_EINVALID);
	}
}

static void consistency(void **state)
{
	struct fixture *f = *state;
	struct merkle_hash old, root;
	struct merkle_proof p, q;
	struct merkle_source src;
	struct forest t;
	struct err e;

	forest_make(&f->a, f->s, 70, &t);
	src = forest_source(&t);
	for (uint64_t size = 0; size <= 70; size++) {
		struct merkle_hash got;

		forest_mth(&t, 0, size, &root);
		assert_int_equal(merkle_root(f->s, &src, size, &got, &e), BW_OK);
		assert_memory_equal(got.b, root.b, 32);
		for (uint64_t m = 0; m <= size; m++) {
			forest_mth(&t, 0, m, &old);
			assert_int_equal(merkle_consistency(f->s, &src, m, size, &p, &e), BW_OK);
			assert_true(merkle_consistency_holds(f->s, m, size, &old, &root, &p));
			q = p;
			q.hash[q.n++] = root;
			assert_false(merkle_consistency_holds(f->s, m, size, &old, &root, &q));
			if (m == 0 || m == size)
				continue;
			old.b[5] ^= 4;
			assert_false(merkle_consistency_holds(f->s, m, size, &old, &root, &p));
			old.b[5] ^= 4;
			q = p;
			q.n--;
			assert_false(merkle_consistency_holds(f->s, m, size, &old, &root, &q));
			q = p;
			q.hash[m % p.n].b[size % 32] ^= 1;
			assert_false(merkle_consistency_holds(f->s, m, size, &old, &root, &q));
		}
		assert_int_equal(
			merkle_consistency(f->s, &src, size + 1, size, &p, &e), BW_EINVALID);
	}
}

/* ---- other people's vectors ---- */

struct str vector_file(struct arena *a, const char *name)
{
	const char *corpus = getenv("BAILIWICK_CORPUS");
	char path[1024];
	struct str out = { NULL, 0 };
	struct err e;
	struct buf b;

	snprintf(path, sizeof(path), "%s/vectors/%s", corpus ? corpus : "", name);
	buf_init(&b, 8u << 20);
	if (corpus && durable_read_file(path, &b, &e) == BW_OK)
		out = arena_dup(a, buf_str(&b));
	buf_done(&b);
	return out;
}

static bool hash_of(struct str s, struct merkle_hash *out)
{
	size_t n;

	return base64_read(s, out->b, sizeof(out->b), &n) && n == sizeof(out->b);
}

/* One case; false where it is refused. */
static bool holds(struct fixture *f, const struct json *j, bool inclusion_case)
{
	struct merkle_hash x = { 0 }, root = { 0 };
	struct merkle_proof p = { 0 };
	int64_t m = -1, n = -1;

	JSON_EACH (item, json_get(j, "proof"))
		if (p.n == MERKLE_PROOF_MOST || !hash_of(item->text, &p.hash[p.n++]))
			return false;
	if (inclusion_case) {
		if (!json_i64(json_get(j, "leafIdx"), &m) ||
			!json_i64(json_get(j, "treeSize"), &n) || m < 0 || n < 0 ||
			!hash_of(json_text(j, "leafHash"), &x) ||
			!hash_of(json_text(j, "root"), &root))
			return false;
		return merkle_inclusion_holds(f->s, (uint64_t)m, (uint64_t)n, &x, &root, &p);
	}
	if (!json_i64(json_get(j, "size1"), &m) || !json_i64(json_get(j, "size2"), &n) || m < 0 ||
		n < 0 || !hash_of(json_text(j, "root1"), &x) ||
		!hash_of(json_text(j, "root2"), &root))
		return false;
	return merkle_consistency_holds(f->s, (uint64_t)m, (uint64_t)n, &x, &root, &p);
}

static size_t folder(struct fixture *f, const char *dir, bool inclusion_case)
{
	char path[2048], name[1024];
	const char *corpus = getenv("BAILIWICK_CORPUS");
	struct dirent *d;
	size_t seen = 0;
	DIR *all;

	snprintf(path, sizeof(path), "%s/vectors/%s", corpus ? corpus : "", dir);
	all = opendir(path);
	while (all && (d = readdir(all))) {
		struct json *j;
		struct str text;
		struct err e;

		snprintf(name, sizeof(name), "%s/%s", dir, d->d_name);
		if (d->d_name[0] == '.')
			continue;
		if (d->d_type == DT_DIR) {
			seen += folder(f, name, inclusion_case);
			continue;
		}
		text = vector_file(&f->a, name);
		assert_non_null(text.p);
		assert_int_equal(json_parse(&f->a, text, &j, &e), BW_OK);
		if (holds(f, j, inclusion_case) == (json_get(j, "wantErr")->type == JSON_TRUE))
			fail_msg("%s: expected %s", name,
				json_get(j, "wantErr")->type == JSON_TRUE ? "a refusal"
									  : "that it holds");
		seen++;
	}
	if (all)
		closedir(all);
	return seen;
}

static void vectors(void **state)
{
	struct fixture *f = *state;
	size_t n = folder(f, "merkle/inclusion", true);

	n += folder(f, "merkle/consistency", false);
	if (n == 0) {
		fprintf(stderr, "SKIPPED: BAILIWICK_CORPUS names no folder with vectors/merkle\n");
		skip();
	}
	assert_true(n > 40);
}

int merkle_tests(void)
{
#define T(x) cmocka_unit_test_setup_teardown(x, make, drop)
	const struct CMUnitTest tests[] = { T(known_hashes), T(inclusion), T(consistency),
		T(vectors) };

	return cmocka_run_group_tests_name("ledger/merkle", tests, NULL, NULL);
}
