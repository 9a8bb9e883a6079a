/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FLOW_TESTS_H
#define FLOW_TESTS_H

void permit_matrix(void **state);
void permit_tokens(void **state);
int passkey_tests(void);
int record_tests(void);

#endif
