/* SPDX-License-Identifier: Apache-2.0 */
#ifndef APPEAL_TESTS_H
#define APPEAL_TESTS_H

int test_bound(void);
int test_standing(void);

#endif
