/* SPDX-License-Identifier: Apache-2.0 */
/* format_tests.h -- the runners of this folder, one a file; main calls each. */
#ifndef FORMAT_TESTS_H
#define FORMAT_TESTS_H

int test_dnswire(void);
int test_rdap(void);
int test_confusable(void);
int test_form(void);
int test_ip(void);
int test_json(void);
int test_jwt(void);
int test_lines(void);
int test_name(void);
int test_refang(void);
int test_registry(void);
int test_totp(void);
int test_url(void);
int test_webauthn(void);
int test_yaml(void);

#endif
