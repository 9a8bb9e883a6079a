/* SPDX-License-Identifier: Apache-2.0 */
/* rpz_send.h -- the channel of a response policy zone: a zone file of ours, and, where a server is named,
 * the same change sent to it (RFC 2136, signed).
 *
 * The file is the state, changed in one step under a lock; a resolver may load it as it is.  The server is
 * told after the file: what it missed is sent again with the letter.
 */
#ifndef NET_RPZ_SEND_H
#define NET_RPZ_SEND_H

#include "base/clock.h"
#include "base/rng.h"
#include "format/dnsupdate.h"
#include "format/rpz.h"
#include "net/channel.h"
#include "net/stream.h"

struct rpz_place {
	const char *path; /* the zone file */
	struct str origin; /* "rpz.example" */
	struct stream_to server; /* host empty: none; TCP, port 53 by default */
	struct tsig_key key; /* name empty: unsigned, for a server on this machine */
	struct clock clock;
	const struct rng *rng; /* for message numbers */
};

/* The zone as it stands; ${text} holds what its strings borrow. */
int rpz_load(const struct rpz_place *p, struct arena *a, struct buf *text, struct rpz_zone *out,
	struct err *e) MUST_USE;
/* Take out what has ended, here and on the server; ${*n}: how many. */
int rpz_sweep(const struct rpz_place *p, size_t *n, struct err *e) MUST_USE;

/* Letters with a command about a name or an address (docs/formats/letter.md); ${place} is borrowed. */
struct channel_ops rpz_channel(struct rpz_place *place);

#endif
