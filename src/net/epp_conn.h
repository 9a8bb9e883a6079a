/* SPDX-License-Identifier: Apache-2.0 */
/* epp_conn.h -- a session with an EPP server over TLS (RFC 5734), and the channel that uses it.
 *
 * A step is looked at before and after: a name that is in the wanted state already is left alone, and the
 * receipt says what the server shows afterwards, not only that it took the command.
 */
#ifndef NET_EPP_CONN_H
#define NET_EPP_CONN_H

#include "format/epp.h"
#include "net/channel.h"
#include "net/stream.h"

struct epp_server {
	struct stream_to at; /* port 700 by default */
	struct str user, password;
	bool registry; /* we may set server… statuses, else client… ones */
};

struct epp_conn;
/* Connect, read the greeting, log in.  BW_EDENIED where the login is refused. */
int epp_open(const struct epp_server *to, struct epp_conn **out, struct err *e) MUST_USE;
/* Log out as far as the server listens, and close. */
void epp_close(struct epp_conn *c);

/* One question and its answer.  A refusal of the server is an answer, not an error.  ${ref}: clTRID. */
int epp_info(struct epp_conn *c, struct arena *a, struct str name, struct str ref,
	struct epp_answer *out, struct err *e) MUST_USE;
int epp_update(struct epp_conn *c, struct arena *a, struct str name, epp_status_set add,
	epp_status_set rem, struct str ref, struct epp_answer *out, struct err *e) MUST_USE;
/* The first message of the queue; ${out->message.id} empty where there is none. */
int epp_poll(struct epp_conn *c, struct arena *a, struct epp_answer *out, struct err *e) MUST_USE;
int epp_ack(struct epp_conn *c, struct arena *a, struct str message, struct err *e) MUST_USE;

/* The channel: letters with a command about a domain (docs/formats/letter.md).
 * ${server} is borrowed while the channel is used; a session for each letter. */
struct channel_ops epp_channel(struct epp_server *server);

#endif
