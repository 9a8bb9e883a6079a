/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger_tests.h"

int main(void)
{
	int bad = merkle_tests();

	bad += note_tests();
	return bad + sign_tests();
}
