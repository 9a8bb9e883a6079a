/* SPDX-License-Identifier: Apache-2.0 */
/* ipc.h -- typed, length-prefixed messages between our own processes over a stream socket.
 *
 * A frame is a little-endian u32 length and a type byte, then that many bytes.  Both sides have a
 * maximum; a longer frame, or one cut short, is an error after which the channel is closed.  The
 * receiver validates what is inside as if a stranger had sent it.
 */
#ifndef SYS_IPC_H
#define SYS_IPC_H

#include "base/buf.h"
#include "base/err.h"

/* No limit on waiting. */
#define IPC_FOREVER (-1)

/* Send one frame of ${parts} joined. BW_EUNAVAILABLE where the other side is gone. */
int ipc_send(int fd, uint8_t type, const struct str *parts, size_t n, struct err *e) MUST_USE;
/* Receive one frame; its bytes replace ${in}, whose maximum is the limit.  ${timeout_ms} is for the
 * whole frame, by the monotonic clock.  BW_EUNAVAILABLE at the end of the stream or a cut frame,
 * BW_EAGAIN when the time is over, BW_ELIMIT for a frame above the maximum. */
int ipc_recv(int fd, int timeout_ms, uint8_t *type, struct buf *in, struct err *e) MUST_USE;
/* Milliseconds of the monotonic clock. */
int64_t ipc_now_ms(void);

#endif
