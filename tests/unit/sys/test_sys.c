/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "sys_tests.h"

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "parse-role"))
		return role_for_tests();
	return durable_tests() + maildir_tests() + parse_pool_tests() + sandbox_net_tests();
}
