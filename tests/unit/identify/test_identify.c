/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "identify_tests.h"

int main(void)
{
	int failed = 0;

	failed += test_site();
	failed += test_lookalike();
	failed += test_corpus();
	return failed ? 1 : 0;
}
