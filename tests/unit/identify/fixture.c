/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <zstd.h>

#include "unit.h"

#include "base/mem.h"
#include "identify_tests.h"

static const char psl[] = "// ===BEGIN ICANN DOMAINS===\n"
			  "com\norg\nnet\nuk\nco.uk\n*.ck\n!www.ck\nio\nlimo\narpa\n"
			  "// ===END ICANN DOMAINS===\n"
			  "// ===BEGIN PRIVATE DOMAINS===\n\n"
			  "// Pages Ltd : https://pages.example/\n"
			  "pages.io\n*.run.pages.io\n\n"
			  "// Blogs Inc : https://blogs.example/\n"
			  "blogs.co.uk\n"
			  "// ===END PRIVATE DOMAINS===\n";
static const char tlds[] = "COM\nORG\nNET\nUK\nCK\nIO\nLIMO\nARPA\nXN--P1AI\n";
static const char namespaces[] =
	"eth\tens\tENS\teth.limo eth.link\t-\n"
	"onion\tonion\tTor onion service\tonion.example\tRFC 7686\n"
	"alt\talt\tnot DNS\t-\tRFC 9476\n"
	"test\tspecial-use\treserved for testing\t-\tRFC 6761\n"
	"localhost\tspecial-use\tthe machine itself\t-\tRFC 6761\n"
	"lan\tspecial-use\tused on private networks\t-\t-\n"
	"home.arpa\tspecial-use\thome networks\t-\tRFC 8375\n"
	"example.com\tspecial-use\treserved for documentation\t-\tRFC 6761\n"
	"888\tunstoppable\tUnstoppable Domains\t-\t-\n"
	"io\thandshake\tHandshake\t-\t-\n";
static const char services[] = "hosting.com\thost\thosting\t-\n"
			       "code.com\tpath:1\tcode\t-\n"
			       "code.com/orgs/\tpath:2\tcode\t-\n"
			       "short.com\tpage\tshortener\t-\n"
			       "drop.com\tpage\tfiles\t-\n"
			       "tunnel.com\thost:2\ttunnel\t-\n"
			       "files.pages.io\tpage\tfiles\t-\n";

static void build(struct fixture *f, const struct refdata_source *src, size_t n)
{
	struct err e = { 0 };

	buf_init(&f->image, 1u << 30);
	if (refdata_build(&f->a, src, n, &f->image, &e))
		print_error("%s\n", e.text);
	assert_int_equal(refdata_open(buf_str(&f->image), &f->rd, &e), BW_OK);
}

int fixture_setup(void **state)
{
	struct refdata_source src[] = {
		{ STR("public_suffix_list.dat"), STR("x"), str_of(psl), 0 },
		{ STR("tlds-alpha-by-domain.txt"), STR("x"), str_of(tlds), 0 },
		{ STR("namespaces.tsv"), STR("x"), str_of(namespaces), 0 },
		{ STR("services.tsv"), STR("x"), str_of(services), 0 },
	};
	struct fixture *f = mem_calloc(1, sizeof(*f));

	assert_non_null(f);
	arena_init(&f->a, 0);
	build(f, src, sizeof(src) / sizeof(src[0]));
	*state = f;
	return 0;
}

static struct str read_file(struct arena *a, const char *path)
{
	struct buf b;
	struct str s;
	size_t n;
	char *room;
	FILE *f = fopen(path, "rb");

	if (!f)
		fail_msg("cannot open %s", path);
	buf_init(&b, 1u << 30);
	while ((room = buf_room(&b, 1 << 16)) && (n = fread(room, 1, 1 << 16, f)) > 0)
		buf_took(&b, n);
	fclose(f);
	s = arena_dup(a, buf_str(&b));
	buf_done(&b);
	return s;
}

static struct str unpack(struct arena *a, struct str in)
{
	ZSTD_DStream *z = ZSTD_createDStream();
	ZSTD_inBuffer from = { in.p, in.n, 0 };
	struct buf b;
	struct str s;

	buf_init(&b, 1u << 30);
	while (from.pos < from.size) {
		ZSTD_outBuffer to = { buf_room(&b, 1 << 20), 1 << 20, 0 };

		assert_non_null(to.dst);
		assert_false(ZSTD_isError(ZSTD_decompressStream(z, &to, &from)));
		buf_took(&b, to.pos);
	}
	ZSTD_freeDStream(z);
	s = arena_dup(a, buf_str(&b));
	buf_done(&b);
	return s;
}

struct str corpus_file(struct arena *a, const char *name)
{
	char path[1000];
	struct str s;

	snprintf(path, sizeof(path), "%s/%s", getenv("BAILIWICK_CORPUS"), name);
	s = read_file(a, path);
	return str_ends(str_of(name), STR(".zst")) ? unpack(a, s) : s;
}

int fixture_corpus_setup(void **state)
{
	static const char *const own[] = { "namespaces.tsv", "services.tsv", "directory.tsv" };
	struct refdata_source src[8] = { 0 };
	struct fixture *f;
	size_t n = 0;

	*state = NULL;
	if (!getenv("BAILIWICK_CORPUS")) {
		print_message("SKIPPED: real data is in BAILIWICK_CORPUS, which is not set\n");
		return 0;
	}
	f = mem_calloc(1, sizeof(*f));
	assert_non_null(f);
	arena_init(&f->a, 0);
	src[n++] = (struct refdata_source){ STR("public_suffix_list.dat"), STR("x"),
		corpus_file(&f->a, "ref/psl/public_suffix_list.dat"), 0 };
	src[n++] = (struct refdata_source){ STR("tlds-alpha-by-domain.txt"), STR("x"),
		corpus_file(&f->a, "ref/iana/tlds-alpha-by-domain.txt"), 0 };
	for (size_t i = 0; i < 3; i++) {
		char path[1000];

		snprintf(path, sizeof(path), "%s/data/%s", getenv("SOURCE_ROOT"), own[i]);
		src[n++] = (struct refdata_source){ str_of(own[i]), STR("x"),
			read_file(&f->a, path), 0 };
	}
	build(f, src, n);
	*state = f;
	return 0;
}

int fixture_teardown(void **state)
{
	struct fixture *f = *state;

	if (f) {
		buf_done(&f->image);
		arena_done(&f->a);
		mem_free(f);
	}
	return 0;
}
