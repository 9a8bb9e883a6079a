/* SPDX-License-Identifier: Apache-2.0 */
/* Every message of the corpus, with numbers only: reports, targets and refusals by family. */
#include "unit.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limit.h"
#include "mail_tests.h"
#include "sys/durable.h"

static const struct {
	const char *folder;
	size_t messages, reports, targets, refused;
} families[] = {
	{ "abuseio/abusehub", 1, 2, 2, 0 },
	{ "abuseio/blocklistde", 1, 1, 1, 0 },
	{ "abuseio/cleanmx", 2, 2, 2, 0 },
	{ "abuseio/copyrightcompliance", 1, 1, 1, 0 },
	{ "abuseio/cyscon", 1, 1, 1, 0 },
	{ "abuseio/feedback-loop", 7, 7, 7, 0 },
	{ "abuseio/google", 1, 1, 5, 0 },
	{ "abuseio/ip-echelon", 5, 5, 5, 0 },
	{ "abuseio/netcraft", 6, 6, 8, 0 },
	{ "abuseio/projecthoneypot", 2, 2, 9, 0 },
	{ "abuseio/shadowserver", 7, 7, 48, 0 }, /* tables in ZIP files */
	{ "abuseio/spamexperts", 4, 4, 4, 0 },
	{ "abuseio/webiron", 1, 1, 1, 0 },
	{ "arf", 10, 7, 7, 3 }, /* two files of JSON, one that names nothing */
	{ "awkward-mime", 23, 0, 0, 23 }, /* none complains of anything */
	{ "eai", 3, 0, 0, 3 },
};

static void one_file(const char *path, struct told *sum)
{
	struct told t;
	struct buf b;
	struct err e = { 0 };

	buf_init(&b, LIMIT_MAIL_BYTES);
	assert_int_equal(durable_read_file(path, &b, &e), BW_OK);
	if (told_mail(&t, buf_str(&b), HARM_NONE, &e))
		fail_msg("%s: %s", path, e.text);
	assert_true(t.reports + t.refused > 0);
	sum->reports += t.reports;
	sum->targets += t.targets;
	sum->refused += t.refused;
	buf_done(&t.out);
	buf_done(&b);
}

static void families_give_what_they_hold(void **s)
{
	const char *root = getenv("BAILIWICK_CORPUS");

	(void)s;
	if (!root) {
		fprintf(stderr, "SKIPPED: BAILIWICK_CORPUS is not set: no real mail to read\n");
		skip();
	}
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
		struct told sum = { .reports = 0 };
		char path[4096];
		struct dirent *item;
		size_t files = 0;
		DIR *d;

		snprintf(path, sizeof(path), "%s/mail/%s", root, families[i].folder);
		d = opendir(path);
		assert_non_null(d);
		while ((item = readdir(d)) != NULL) {
			if (item->d_name[0] == '.')
				continue;
			snprintf(path, sizeof(path), "%s/mail/%s/%s", root, families[i].folder,
				item->d_name);
			one_file(path, &sum);
			files++;
		}
		closedir(d);
		if (files != families[i].messages || sum.reports != families[i].reports ||
			sum.targets != families[i].targets || sum.refused != families[i].refused)
			fail_msg("%s: %zu messages, %zu reports, %zu targets, %zu refused",
				families[i].folder, files, sum.reports, sum.targets, sum.refused);
	}
}

int corpus_tests(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(families_give_what_they_hold) };

	return cmocka_run_group_tests_name("mail corpus", tests, NULL, NULL);
}
