/* SPDX-License-Identifier: Apache-2.0 */
/* webhook.h -- the channel "webhook": a letter as signed JSON to a program of its recipient
 * (docs/formats/webhook.md).
 *
 * The address comes from a contact that a person approved: https, a public address, no redirect.  Receivers
 * of the operator's own may be elsewhere, where the configuration names them.  Each try of one letter has the
 * same id and the same bytes; only the time and the signature differ.
 */
#ifndef NET_WEBHOOK_H
#define NET_WEBHOOK_H

#include "base/clock.h"
#include "format/webhook.h"
#include "net/channel.h"
#include "net/guard.h"

struct webhook_settings {
	unsigned char secret[WEBHOOK_SECRET];
	struct guard guard;
	struct str
		own; /* beginnings of our own receivers' addresses, with spaces between them; empty */
	struct str ca_file; /* who may have signed their certificates; empty: the system's */
	struct clock clock;
	int64_t timeout_ms;
};

/* ${s} must outlive it. */
struct channel_ops webhook_channel(struct webhook_settings *s);

#endif
