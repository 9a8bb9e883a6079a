/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/channels.h"

int channels_open(struct ctx *c, struct channels *out, struct err *e)
{
	(void)c;
	(void)e;
	*out = (struct channels){ 0 };
	out->of[CHANNEL_MANUAL] = channel_manual();
	return BW_OK;
}

void channels_close(struct channels *ch)
{
	*ch = (struct channels){ 0 };
}
