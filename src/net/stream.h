/* SPDX-License-Identifier: Apache-2.0 */
/* stream.h -- one TCP or TLS connection to a server that the operator's settings name, with a time for
 * everything.  TLS verifies the certificate against its name, always.
 *
 * Such a server may stand on a private address (a registry's network, this machine): the operator named it
 * by hand.  Nothing that comes from a report or an answer ever gets here.
 */
#ifndef NET_STREAM_H
#define NET_STREAM_H

#include "base/buf.h"
#include "base/err.h"

struct stream_to {
	struct str host; /* name or address */
	int port;
	bool tls;
	struct str ca_file; /* who signs the server's certificate; empty: the system's list */
	struct str cert_file, key_file; /* our certificate; empty: none */
	int64_t timeout_ms; /* to connect, and for each call after that */
};

struct stream;
/* BW_EUNAVAILABLE where it cannot be reached, BW_EDENIED where its certificate does not hold. */
int stream_open(const struct stream_to *to, struct stream **out, struct err *e) MUST_USE;
void stream_close(struct stream *s);
/* All of it, or an error after which the stream is of no use. */
int stream_send(struct stream *s, struct str bytes, struct err *e) MUST_USE;
/* Exactly ${n} bytes appended to ${in}. */
int stream_read(struct stream *s, size_t n, struct buf *in, struct err *e) MUST_USE;

#endif
