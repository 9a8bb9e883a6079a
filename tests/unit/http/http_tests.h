/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_HTTP_TESTS_H
#define TESTS_HTTP_TESTS_H

int web_tests(void);

#endif
