/* SPDX-License-Identifier: Apache-2.0 */
/* identify_tests.h -- the runners of this folder, and reference data of the tests' own. */
#ifndef IDENTIFY_TESTS_H
#define IDENTIFY_TESTS_H

#include "identify/identify.h"

int test_corpus(void);
int test_lookalike(void);
int test_site(void);

struct fixture {
	struct arena a;
	struct buf image;
	struct refdata rd;
};

/* Small lists of our own: every shape of rule. */
int fixture_setup(void **state);
/* The publishers' lists in BAILIWICK_CORPUS and our own in data/; skips where it is not set. */
int fixture_corpus_setup(void **state);
int fixture_teardown(void **state);

/* A file of the corpus, decompressed where its name ends in .zst; in ${a}. */
struct str corpus_file(struct arena *a, const char *name);

#endif
