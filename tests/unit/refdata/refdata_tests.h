/* SPDX-License-Identifier: Apache-2.0 */
/* refdata_tests.h -- the runners of this folder's files, and building an image from texts. */
#ifndef REFDATA_TESTS_H
#define REFDATA_TESTS_H

#include "refdata/refdata.h"

int names_tests(void);
int network_tests(void);
int image_tests(void);
int real_tests(void);

struct fixture {
	struct arena a;
	struct buf image;
	struct refdata rd;
};

/* Build an image; the test fails where that fails. */
void fixture_make(struct fixture *f, const struct refdata_source *src, size_t n);
void fixture_done(struct fixture *f);
/* A file whole in ${a}; p NULL where it is not there. */
struct str test_file(struct arena *a, const char *dir, const char *name);

#endif
