/* SPDX-License-Identifier: Apache-2.0 */
/* procedure_tests.h -- the runners of this folder, and the packs of data/ read once. */
#ifndef PROCEDURE_TESTS_H
#define PROCEDURE_TESTS_H

#include "procedure/procedure.h"

int test_calendar(void);
int test_pack(void);
int test_bind(void);

/* A file below the source root, whole; fails the test where it cannot be read. */
struct str source_file(struct arena *a, const char *name);
/* All packs of data/ with the holiday table. */
struct procedure *shipped_packs(void);

#endif
