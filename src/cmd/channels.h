/* SPDX-License-Identifier: Apache-2.0 */
/* channels.h -- the channels that are set up, from the options and settings of a command. */
#ifndef CMD_CHANNELS_H
#define CMD_CHANNELS_H

#include "cmd/cmd.h"
#include "net/channel.h"

/* Manual always; the others where their settings are given.  Lives as long as c->arena. */
int channels_open(struct ctx *c, struct channels *out, struct err *e) MUST_USE;
void channels_close(struct channels *ch);

#endif
