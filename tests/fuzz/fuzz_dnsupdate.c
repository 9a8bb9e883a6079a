/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever answers an update: never taken as signed, since nobody here has the key. */
#include <stdlib.h>

#include "format/dnsupdate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const unsigned char mac[TSIG_MAC] = { 1 };
	struct tsig_key key = { STR("key.test"), STR("a secret that is not in the seeds") };
	struct err e = { 0 };
	int rcode = -1;
	uint16_t id = 0;

	if (size > 1)
		id = (uint16_t)(data[0] << 8 | data[1]);
	if (dnsupdate_answer(str_make((const char *)data, size), id, &key, mac, 1700000000, &rcode,
		    &e) == BW_OK)
		abort();
	if (dnsupdate_answer(str_make((const char *)data, size), id, NULL, mac, 1700000000, &rcode,
		    &e) == BW_OK &&
		(rcode < 0 || rcode > 15))
		abort();
	return 0;
}
