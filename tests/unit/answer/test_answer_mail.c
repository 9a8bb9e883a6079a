/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "answer_tests.h"

int mail_tests(void)
{
	return 0;
}
