/* SPDX-License-Identifier: Apache-2.0 */
#include "sys_tests.h"

int main(void)
{
	return durable_tests();
}
