/* SPDX-License-Identifier: Apache-2.0 */
/* channels.h -- the channels that are set up, from the options and settings of a command. */
#ifndef CMD_CHANNELS_H
#define CMD_CHANNELS_H

#include "cmd/cmd.h"
#include "cmd/places.h"
#include "net/channel.h"
#include "net/mail_channel.h"
#include "net/webhook.h"

struct outlets { /* what stands behind the channels */
	struct channels ch;
	struct epp_server epp;
	struct rpz_place rpz;
	struct mail_channel *mail;
	struct webhook_settings webhook;
};

/* Manual always; the others where their settings are given. */
int outlets_open(struct ctx *c, struct outlets *out, struct err *e) MUST_USE;
void outlets_close(struct outlets *o);

#endif
