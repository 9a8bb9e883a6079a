/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "appeal_tests.h"

int main(void)
{
	int failed = 0;

	failed += test_bound();
	failed += test_standing();
	return failed ? 1 : 0;
}
