/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger_tests.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limit.h"
#include "format/json.h"
#include "format/tile.h"
#include "ledger/key.h"

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

/* RFC 8032 7.1, tests 1 and 2, as log and witness; entries notice-1 ... notice-5. */
#define LOG_SEED     "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
#define WITNESS_SEED "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"
#define LOG_KEY      "log.example/bailiwick+1cd43b3f+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"
#define WITNESS_KEY  "witness.example/w1+04d2d833+BD1AF8PoQ4lakrcKp00bfrycmCzPLsSWjMDNVfEq9GYM"
#define SIGNED                                                                                     \
	"log.example/bailiwick\n5\nG7RKSnvnkjDZBFch5Gjauu2GTxpKUsIfmgwI3X+geGg=\n\n"               \
	"\xe2\x80\x94 log.example/bailiwick HNQ7P3q0pcYdkc2bHWb19NpEFlMXheaW2AnTszuTQ6z4If9mYjjl"  \
	"wAm8Hlk8TFJ13K1+TGyMV4uiVlK/rO1knELhiQs=\n"                                               \
	"\xe2\x80\x94 witness.example/w1 BNLYMwAAAABlU/EAK70Nd9WnI20hjrpSR3jr8hzDVX0XM4zrizvAZxeP" \
	"w9fObfjkMuEpt8CHyz0CMLTXSq7r2tJ8QCginLeBJzeTCw==\n"

static void secret(
	struct fixture *f, const char *hex, const char *name, uint8_t type, struct key_secret *out)
{
	struct merkle_hash seed;

	hash_of_hex(hex, &seed);
	assert_true(key_secret_make(f->s, str_of(name), type, seed.b, out));
}

static void known_note(void **state)
{
	struct fixture *f = *state;
	struct key_secret log, witness;
	struct checkpoint c = { .origin = STR("log.example/bailiwick"), .size = 5 }, got;
	struct merkle_hash root;
	struct note_key key[2];
	struct key_mark mark[2];
	struct note n;
	struct err e;
	struct buf b;
	size_t text;

	secret(f, LOG_SEED, "log.example/bailiwick", NOTE_ED25519, &log);
	secret(f, WITNESS_SEED, "witness.example/w1", NOTE_COSIGN, &witness);
	hash_of_hex("1bb44a4a7be79230d9045721e468dabaed864f1a4a52c21f9a0c08dd7fa07868", &root);
	memcpy(c.root, root.b, 32);
	buf_init(&b, 4096);
	checkpoint_add(&b, &c);
	text = b.n;
	buf_addc(&b, '\n');
	key_sign(&b, &log, str_make(b.p, text));
	key_cosign(&b, &witness, 1700000000, str_make(b.p, text));
	assert_true(str_is(buf_str(&b), SIGNED));
	assert_int_equal(b.n, 317);

	assert_int_equal(key_parse(f->s, STR(LOG_KEY), &key[0], &e), BW_OK);
	assert_int_equal(key_parse(f->s, STR(WITNESS_KEY), &key[1], &e), BW_OK);
	assert_int_equal(key_checkpoint(&f->a, STR(SIGNED), &key[0], &n, &got, &e), BW_OK);
	assert_int_equal(got.size, 5);
	assert_memory_equal(got.root, root.b, 32);
	assert_int_equal(key_check(&n, key, 2, mark, &e), BW_OK);
	assert_true(mark[0].signed_by && mark[1].signed_by);
	assert_int_equal(mark[1].at_s, 1700000000);
	buf_reset(&b);
	note_key_add(&b, &key[0]);
	assert_true(str_is(buf_str(&b), LOG_KEY));
	buf_done(&b);
}

/* Whichever bit of the signed note is turned, it is refused, or says the same and is not signed any more. */
static void every_bit_counts(void **state)
{
	struct fixture *f = *state;
	char copy[sizeof(SIGNED)];
	struct note_key key;
	struct err e;

	assert_int_equal(key_parse(f->s, STR(LOG_KEY), &key, &e), BW_OK);
	for (size_t bit = 0; bit < 8 * (sizeof(SIGNED) - 1); bit++) {
		struct checkpoint c;
		struct note n;
		size_t gap = strstr(SIGNED, "\n\n") - SIGNED;
		struct str s = { copy, sizeof(SIGNED) - 1 };
		int rc;

		memcpy(copy, SIGNED, sizeof(copy));
		copy[bit / 8] ^= (char)(1 << bit % 8);
		arena_reset(&f->a);
		rc = key_checkpoint(&f->a, s, &key, &n, &c, &e);
		/* The witness's line is not known here: it may say anything that is a line. */
		if (rc == BW_OK && bit / 8 <= gap + 1)
			fail_msg("bit %zu was turned and nobody saw it", bit);
	}
}

static void forms(void **state)
{
	static const struct {
		const char *name, *text;
		bool ok;
	} cases[] = {
		{ "one line of text", "a\n\n\xe2\x80\x94 k AAAAAAA=\n", true },
		{ "empty lines in the text", "a\n\nb\n\n\n\xe2\x80\x94 k AAAAAAA=\n", true },
		{ "no signature", "a\n\n", false },
		{ "no empty line", "a\n\xe2\x80\x94 k AAAAAAA=\n", false },
		{ "no last line feed", "a\n\n\xe2\x80\x94 k AAAAAAA=", false },
		{ "carriage returns", "a\r\n\r\n\xe2\x80\x94 k AAAAAAA=\r\n", false },
		{ "a tab", "a\tb\n\n\xe2\x80\x94 k AAAAAAA=\n", false },
		{ "a hyphen for the dash", "a\n\n- k AAAAAAA=\n", false },
		{ "no name", "a\n\n\xe2\x80\x94  AAAAAAA=\n", false },
		{ "a plus in the name", "a\n\n\xe2\x80\x94 k+l AAAAAAA=\n", false },
		{ "four bytes only", "a\n\n\xe2\x80\x94 k AAAAAA==\n", false },
		{ "no padding", "a\n\n\xe2\x80\x94 k AAAAAAA\n", false },
		{ "bits that are not used", "a\n\n\xe2\x80\x94 k AAAAAAB=\n", false },
		{ "the other alphabet", "a\n\n\xe2\x80\x94 k AAAA_-A=\n", false },
		{ "a letter above 127",
			"a\n\n\xe2\x80\x94 k AAAA\xc3\xb3"
			"A=\n",
			false },
		{ "not UTF-8", "a\xff\n\n\xe2\x80\x94 k AAAAAAA=\n", false },
		{ "a wide space in the name", "a\n\n\xe2\x80\x94 k\xe3\x80\x80l AAAAAAA=\n",
			false },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct note n;
		struct err e;

		if ((note_parse(&f->a, str_of(cases[i].text), &n, &e) == BW_OK) != cases[i].ok)
			fail_msg("%s: expected %s", cases[i].name,
				cases[i].ok ? "a note" : "a refusal");
	}
}

/* As many signatures and bytes as are taken, and one more. */
static void ceilings(void **state)
{
	struct fixture *f = *state;
	struct note n;
	struct err e;
	struct buf b;

	buf_init(&b, 4u << 20);
	for (int more = 0; more < 2; more++) {
		buf_reset(&b);
		buf_addz(&b, "a\n\n");
		for (int i = 0; i < LIMIT_NOTE_SIGS + more; i++)
			buf_addz(&b, "\xe2\x80\x94 k AAAAAAA=\n");
		assert_int_equal(note_parse(&f->a, buf_str(&b), &n, &e), more ? BW_ELIMIT : BW_OK);
	}
	for (int more = 0; more < 2; more++) {
		static const char tail[] = "\n\n\xe2\x80\x94 k AAAAAAA=\n";

		buf_reset(&b);
		for (size_t i = 0; i < LIMIT_NOTE_BYTES - (sizeof(tail) - 1) + (size_t)more; i++)
			buf_addc(&b, 'a');
		buf_addz(&b, tail);
		assert_int_equal(note_parse(&f->a, buf_str(&b), &n, &e), more ? BW_ELIMIT : BW_OK);
	}
	for (size_t len = LIMIT_NOTE_NAME; len <= LIMIT_NOTE_NAME + 1; len++) {
		buf_reset(&b);
		for (size_t i = 0; i < len; i++)
			buf_addc(&b, 'n');
		assert_int_equal(note_name_ok(buf_str(&b)), len <= LIMIT_NOTE_NAME);
	}
	buf_done(&b);
}

static void checkpoints(void **state)
{
	static const char root[] = "G7RKSnvnkjDZBFch5Gjauu2GTxpKUsIfmgwI3X+geGg=";
	static const struct {
		const char *form;
		bool ok;
	} cases[] = {
		{ "o\n5\n%s\n", true },
		{ "o\n0\n%s\nextension\n", true },
		{ "o\n18446744073709551615\n%s\n", true },
		{ "o\n18446744073709551616\n%s\n", false },
		{ "o\n05\n%s\n", false },
		{ "o\n+5\n%s\n", false },
		{ "o\n\n%s\n", false },
		{ "\n5\n%s\n", false },
		{ "o\n5\n%s", false },
		{ "o\n5\n%s\n\n", false },
		{ "o\n5\n%s=\n", false },
		{ "o\n5\nAAAA\n%s\n", false },
	};
	char text[256];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct checkpoint c;
		struct err e;

		snprintf(text, sizeof(text), cases[i].form, root);
		if ((checkpoint_parse(str_of(text), &c, &e) == BW_OK) != cases[i].ok)
			fail_msg("'%s': expected %s", text,
				cases[i].ok ? "a checkpoint" : "a refusal");
	}
}

/* Paths of tiles: written, read, and nothing else is read. */
static void tile_paths(void **state)
{
	static const struct {
		struct tile t;
		const char *path;
	} good[] = {
		{ { false, 0, 0, 256 }, "tile/0/000" },
		{ { false, 0, 5, 5 }, "tile/0/005.p/5" },
		{ { false, 2, 1234067, 256 }, "tile/2/x001/x234/067" },
		{ { true, 0, 1000, 112 }, "tile/entries/x001/000.p/112" },
		{ { false, 0, 999999999999999ull, 256 }, "tile/0/x999/x999/x999/x999/999" },
	};
	static const char *const wrong[] = { "tile/0/5", "tile/00/005", "tile/0/x000/005",
		"tile/0/005.p/0", "tile/0/005.p/256", "tile/0/005.p/05", "tile/0/005/",
		"tile/0/005.p", "tile/64/000", "tile/0/x005", "tile/0/005/006", "tile/entries/",
		"tile//000", "Tile/0/000", "tile/-1/000", "tile/0/005.p/5/6",
		"tile/0/x999/x999/x999/x999/x999/x999/x999/999" };
	char out[TILE_PATH];
	struct tile t;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_string_equal(tile_path(&good[i].t, out), good[i].path);
		assert_true(tile_path_parse(str_of(good[i].path), &t));
		assert_memory_equal(&t.index, &good[i].t.index, sizeof(t.index));
		assert_int_equal(t.width, good[i].t.width);
		assert_int_equal(t.entries, good[i].t.entries);
	}
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		if (tile_path_parse(str_of(wrong[i]), &t))
			fail_msg("'%s' is taken for the path of a tile", wrong[i]);
}

static void requests(void **state)
{
	struct fixture *f = *state;
	struct witness_request r;
	struct log_proof p;
	struct err e;
	struct buf b;
	struct str good = STR("old 3\nG7RKSnvnkjDZBFch5Gjauu2GTxpKUsIfmgwI3X+geGg=\n\n" SIGNED);
	struct str proof = STR("c2sp.org/tlog-proof@v1\nextra aGk=\nindex 4\n"
			       "G7RKSnvnkjDZBFch5Gjauu2GTxpKUsIfmgwI3X+geGg=\n\n" SIGNED);

	assert_int_equal(witness_request_parse(&f->a, good, &r, &e), BW_OK);
	assert_int_equal(r.old, 3);
	assert_int_equal(r.proof_n, 1);
	assert_true(str_is(r.note, SIGNED));
	buf_init(&b, 8192);
	witness_request_add(&b, &r);
	assert_true(str_eq(buf_str(&b), good));
	assert_int_equal(log_proof_parse(&f->a, proof, &p, &e), BW_OK);
	assert_int_equal(p.index, 4);
	buf_reset(&b);
	log_proof_add(&b, &p);
	assert_true(str_eq(buf_str(&b), proof));
	/* 63 hashes are taken, 64 are not. */
	for (size_t n = 63; n <= 64; n++) {
		buf_reset(&b);
		buf_addz(&b, "old 3\n");
		for (size_t i = 0; i < n; i++)
			buf_addz(&b, "G7RKSnvnkjDZBFch5Gjauu2GTxpKUsIfmgwI3X+geGg=\n");
		buf_addz(&b, "\n" SIGNED);
		assert_int_equal(witness_request_parse(&f->a, buf_str(&b), &r, &e),
			n == 63 ? BW_OK : BW_ELIMIT);
	}
	buf_done(&b);
}

/* golang.org/x/mod/sumdb/note's own cases. */
static void vectors(void **state)
{
	struct fixture *f = *state;
	struct str text = vector_file(&f->a, "signed-note/cases.json");
	struct json *all;
	struct err e;

	if (!text.p) {
		fprintf(stderr,
			"SKIPPED: BAILIWICK_CORPUS names no folder with vectors/signed-note\n");
		skip();
	}
	assert_int_equal(json_parse(&f->a, text, &all, &e), BW_OK);
	JSON_EACH (item, json_get(all, "cases")) {
		struct note_key keys[8];
		struct key_mark marks[8];
		struct str t = json_text(item, "note");
		bool ok = true, any = false;
		struct note n = { 0 };
		size_t k = 0;

		JSON_EACH (v, json_get(item, "vkeys"))
			ok = ok && k < 8 && key_parse(f->s, v->text, &keys[k++], &e) == BW_OK;
		if (t.p)
			ok = ok && note_parse(&f->a, t, &n, &e) == BW_OK &&
			     key_check(&n, keys, k, marks, &e) == BW_OK;
		for (size_t i = 0; ok && t.p && i < k; i++)
			any = any || marks[i].signed_by;
		if (t.p)
			ok = ok && any;
		if (ok != (json_get(item, "ok")->type == JSON_TRUE))
			fail_msg("%.*s: %s", STR_ARG(json_text(item, "name")),
				ok ? "taken" : "refused");
	}
}

int note_tests(void)
{
#define T(x) cmocka_unit_test_setup_teardown(x, make, drop)
	const struct CMUnitTest tests[] = { T(known_note), T(every_bit_counts), T(forms),
		T(ceilings), T(checkpoints), T(tile_paths), T(requests), T(vectors) };

	return cmocka_run_group_tests_name("ledger/note", tests, NULL, NULL);
}
