/* SPDX-License-Identifier: Apache-2.0 */
/* smtp.h -- one message at a time to the operator's own mail server (RFC 5321 submission), by libcurl.
 *
 * We never look for a recipient's mail server ourselves: a smart host keeps the queue, signs (DKIM) and
 * has the reputation.  The operator's configuration names it, and for that reason it may be on this machine
 * or in a private network, where nothing else that is contacted may be (guard.h).
 *
 * The connection is kept between messages and closed when it is idle longer than the server likes; libcurl
 * opens it again.  Transport security: `smtps` from the first byte, else STARTTLS as asked for.  A password
 * is never sent without it, but to this machine.
 */
#ifndef NET_SMTP_H
#define NET_SMTP_H

#include "base/arena.h"
#include "domain/letter.h"
#include "format/mailbox.h"

enum smtp_tls {
	SMTP_TLS_REQUIRED, /* STARTTLS, or nothing is sent */
	SMTP_TLS_OFFERED, /* STARTTLS where the server offers it */
	SMTP_TLS_NONE,
	SMTP_TLS_WRAPPED /* smtps */
};

struct smtp_settings {
	struct str host; /* name or address */
	unsigned port;
	enum smtp_tls tls;
	struct str user, password; /* empty: none */
	struct str ca_file; /* who may have signed the server's certificate; empty: the system's */
	struct str helo; /* our own name */
	int64_t timeout_ms; /* of one message */
};

/* "smtp://mail.example:587", "smtps://mail.example", "smtp://127.0.0.1:25".  Ports 587 and 465 where none is
 * given.  TLS is required unless the host is this machine, where it is used if offered.  BW_ECONFIG. */
int smtp_server_parse(
	struct arena *a, struct str url, struct smtp_settings *out, struct err *e) MUST_USE;

struct smtp;
/* Nothing is contacted yet.  BW_ECONFIG where a password would go unprotected. */
int smtp_new(const struct smtp_settings *s, struct smtp **out, struct err *e) MUST_USE;
void smtp_free(struct smtp *s);

struct smtp_message {
	struct str from; /* of the envelope: where a bounce goes */
	const struct mailbox *to;
	struct str bytes; /* as mail_write gives them */
};

/* Hand over one message.  ${out} as channel.h says:
 *   SENT     250 after the last byte; ${out->reference} is what the server says
 *   QUEUED   4xx, or no answer; it may have been taken where the connection broke after the last byte,
 *            and the same Message-ID is what makes sending it again harmless
 *   BOUNCED  5xx to the recipient; also a local part beyond ASCII where SMTPUTF8 is not offered
 *   FAILED   5xx to the message itself
 * 5xx to us (greeting, log-in, sender, relaying) is a fault of the configuration: BW_ECONFIG, with the
 * server's words. */
int smtp_send(struct smtp *s, const struct smtp_message *m, struct arena *a, struct receipt *out,
	struct err *e) MUST_USE;

#endif
