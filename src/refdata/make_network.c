/* SPDX-License-Identifier: Apache-2.0 */
/* make_network.c -- who announces an address, in which country, and whose published range it is. */
#include <stdlib.h>

#include "refdata/make.h"

int make_network_end(struct maker *m, struct err *e)
{
	struct spans *all[] = { &m->as4, &m->as6, &m->country4, &m->country6, &m->range4,
		&m->range6, &m->rdap4, &m->rdap6, &m->rdap_as };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		int rc = make_flat(m, all[i], e);

		if (rc)
			return rc;
	}
	return BW_OK;
}
