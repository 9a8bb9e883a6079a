/* SPDX-License-Identifier: Apache-2.0 */
/* Hours never send anybody back in time, come within eight days, and what is within them stays. */
#include <stdint.h>
#include <stdlib.h>

#include "act/hours.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str in = str_make((const char *)data, size);
	int64_t now = 1795262400, at;
	struct err e;

	if (size > 400)
		return 0;
	for (size_t i = 0; i < size && i < 4; i++)
		now += (int64_t)data[i] * 3607;
	at = hours_next(in, now);
	if (at < now || at > now + 9 * 86400 || hours_next(in, at) != at)
		abort();
	if (hours_check(in, &e) == BW_EINVALID && !e.text[0])
		abort();
	return 0;
}
