/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ANSWER_TESTS_H
#define ANSWER_TESTS_H

int words_tests(void);
int mail_tests(void);

#endif
