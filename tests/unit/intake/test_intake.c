/* SPDX-License-Identifier: Apache-2.0 */
#include "show.h"

int main(void)
{
	return run_xarf() + run_weigh() + run_golden() + run_stream() + run_corpus();
}
