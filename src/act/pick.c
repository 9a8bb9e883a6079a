/* SPDX-License-Identifier: Apache-2.0 */
/* pick.c -- by which way a recipient is written to. */
#include "act/act.h"

static int rank(const struct act_contact *c, struct str action, int role)
{
	(void)role;
	if (c->refused || c->bounced)
		return 0;
	if (c->channel == CHANNEL_EPP || c->channel == CHANNEL_RPZ)
		return c->own && act_can_command(c->channel, action) ? 4 : 0;
	if (c->channel == CHANNEL_WEBHOOK)
		return 3;
	if (c->channel == CHANNEL_MAIL)
		return 2;
	return 1;
}

const struct act_contact *act_pick(
	const struct act_contact *v, size_t n, struct str action, int role)
{
	const struct act_contact *best = NULL;
	int top = 0;

	for (size_t i = 0; i < n; i++) {
		int r = rank(&v[i], action, role);

		if (r > top) { /* of equals the first: contacts come in the order of trust */
			best = &v[i];
			top = r;
		}
	}
	return best;
}
