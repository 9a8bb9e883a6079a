/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SYS_TESTS_H
#define SYS_TESTS_H

int durable_tests(void);

#endif
