/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "format_tests.h"

int main(void)
{
	int failed = 0;

	failed += test_dnswire();
	failed += test_rdap();
	failed += test_confusable();
	failed += test_form();
	failed += test_ip();
	failed += test_json();
	failed += test_jwt();
	failed += test_lines();
	failed += test_name();
	failed += test_refang();
	failed += test_registry();
	failed += test_totp();
	failed += test_url();
	failed += test_webauthn();
	failed += test_yaml();
	return failed ? 1 : 0;
}
