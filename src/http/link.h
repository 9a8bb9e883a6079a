/* SPDX-License-Identifier: Apache-2.0 */
/* link.h -- http's end of a channel to a core: buffered both ways, never blocking. */
#ifndef HTTP_LINK_H
#define HTTP_LINK_H

#include "http/frame.h"

struct link {
	int fd; /* -1: nobody is there; what is written waits */
	bool ready; /* it said so */
	struct buf in, out;
	size_t out_at; /* of ${out}, written so far */
	uint32_t waiting; /* requests given to it and not answered */
};

void link_init(struct link *l);
/* Closes it and forgets what was not written. */
void link_reset(struct link *l);
void link_done(struct link *l);
/* Takes the descriptor, which becomes non-blocking. */
int link_attach(struct link *l, int fd, struct err *e) MUST_USE;
/* Write what can be written. BW_EUNAVAILABLE: the other side is gone. */
int link_flush(struct link *l, struct err *e) MUST_USE;
/* Read what is there and hand on each frame.  A non-zero answer of ${frame}, nonsense and the end of the
 * stream all end the channel: the caller resets it. */
int link_read(struct link *l,
	int (*frame)(
		void *ctx, struct link *l, enum frame_type t, struct str payload, struct err *e),
	void *ctx, struct err *e) MUST_USE;
/* Bytes that wait to be written. */
static inline size_t link_backlog(const struct link *l)
{
	return l->out.n - l->out_at;
}

#endif
