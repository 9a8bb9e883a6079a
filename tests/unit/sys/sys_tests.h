/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SYS_TESTS_H
#define SYS_TESTS_H

int durable_tests(void);
int maildir_tests(void);
int parse_pool_tests(void);
int sandbox_net_tests(void);
/* What this program does when the pool starts it again. */
int role_for_tests(void);

#endif
