/* SPDX-License-Identifier: Apache-2.0 */
/* lazy_idn.c -- libidn2, for names that are not ASCII (lazy.h) */
#include <idn2.h>

#include "sys/lazy.h"

static struct lazy library = { "libidn2.so.0", "libidn2-0" };

LAZY_DO(idn2_free, (void *ptr), (ptr))
LAZY_CALL(int, idn2_lookup_u8, (const uint8_t *src, uint8_t **lookupname, int flags),
	(src, lookupname, flags))
LAZY_CALL(int, idn2_to_ascii_8z, (const char *input, char **output, int flags),
	(input, output, flags))
