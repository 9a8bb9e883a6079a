/* SPDX-License-Identifier: Apache-2.0 */
/* Our own lists as they are, and the publishers' where the corpus is there. */
#include <stdlib.h>

#include "refdata_tests.h"
#include "unit.h"

static const char *const own[] = { "directory.tsv", "namespaces.tsv", "services.tsv",
	"fingerprints.tsv", "protected-names.txt" };

static void own_lists_load(void **s)
{
	const char *root = getenv("SOURCE_ROOT");
	struct refdata_source src[5];
	struct service_entry v;
	struct directory_entry d;
	struct fixture f;
	struct arena a;
	struct str dir;

	(void)s;
	assert_non_null(root);
	arena_init(&a, 0);
	dir = arena_printf(&a, "%s/data", root);
	for (size_t i = 0; i < 5; i++) {
		src[i] = (struct refdata_source){ str_of(own[i]), str_of(own[i]),
			test_file(&a, dir.p, own[i]), 0 };
		assert_non_null(src[i].bytes.p);
	}
	fixture_make(&f, src, 5);
	assert_true(refdata_service(&f.rd, STR("alice.weebly.com"), STR("/"), &v));
	assert_int_equal(v.split, SERVICE_BY_HOST);
	assert_true(refdata_service(&f.rd, STR("github.com"), STR("/alice/x"), &v));
	assert_int_equal(v.split, SERVICE_BY_PATH);
	assert_true(str_is(v.operator_id, "github"));
	assert_true(refdata_service(&f.rd, STR("bit.ly"), STR("/x"), &v));
	assert_int_equal(v.split, SERVICE_BY_PAGE);
	assert_true(refdata_service(&f.rd, STR("x.ipfs.dweb.link"), STR("/"), &v));
	assert_true(str_is(v.kind, "ipfs-gateway"));
	assert_true(refdata_directory(&f.rd, STR("iana:146"), &d));
	assert_true(str_is(d.id, "godaddy"));
	/* nothing of a registry's may stand among the services */
	assert_false(refdata_service(&f.rd, STR("com"), STR("/"), &v));
	assert_false(refdata_service(&f.rd, STR("co.uk"), STR("/"), &v));
	fixture_done(&f);
	arena_done(&a);
}

/* "example.COM example.com": the registrable domain of a name, or null.  Names that are no host names
 * (empty labels) are refused before the list is asked, by identify; they are left out here. */
static void vector(const struct fixture *f, struct str in, struct str want)
{
	char host[256];
	struct suffix_match m;
	size_t labels = 1, cut = 0;

	if (str_is(in, "null") || in.n >= sizeof(host) || in.p[0] == '.')
		return;
	for (size_t i = 0; i < in.n; i++) {
		host[i] = ch_tolower(in.p[i]);
		labels += host[i] == '.';
	}
	m = refdata_suffix(&f->rd, str_make(host, in.n), true);
	for (size_t skip = labels - (m.labels + 1); m.labels < labels && skip; cut++)
		skip -= host[cut] == '.';
	if (m.labels >= labels ? !str_is(want, "null")
			       : !str_eq(want, str_make(host + cut, in.n - cut)))
		fail_msg("%.*s: %zu labels, expected %.*s", STR_ARG(in), m.labels, STR_ARG(want));
}

static void suffix_vectors(void **s)
{
	const char *corpus = getenv("BAILIWICK_CORPUS");
	struct refdata_source src = { STR("public_suffix_list.dat"), STR("x"), { NULL, 0 }, 0 };
	struct str text, line, in, want;
	struct fixture f;
	struct arena a;
	size_t n = 0;

	(void)s;
	if (!corpus) {
		print_message("SKIPPED: the suffix list's vectors need BAILIWICK_CORPUS\n");
		skip();
	}
	arena_init(&a, 0);
	src.bytes = test_file(&a, corpus, "ref/psl/public_suffix_list.dat");
	text = test_file(&a, corpus, "ref/psl/tests.txt");
	assert_non_null(src.bytes.p);
	assert_non_null(text.p);
	fixture_make(&f, &src, 1);
	while (str_cut(&text, '\n', &line)) {
		line = str_trim(line);
		if (line.n == 0 || str_starts(line, STR("//")) || (unsigned char)line.p[0] >= 0x80)
			continue;
		want = line;
		if (!str_cut(&want, ' ', &in))
			continue;
		if (str_find(line, STR("\xe5"), 0) != SIZE_MAX ||
			str_find(line, STR("\xe9"), 0) != SIZE_MAX)
			continue; /* U-labels are identify's affair */
		vector(&f, in, want);
		n++;
	}
	assert_true(n > 60);
	fixture_done(&f);
	arena_done(&a);
}

int real_tests(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(own_lists_load),
		cmocka_unit_test(suffix_vectors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
