/* SPDX-License-Identifier: Apache-2.0 */
/* mail_channel.h -- the channel "mail": a letter as a message, handed to the operator's mail server.
 *
 * The message: text in the recipient's language, the XARF report as xarf.json; of several cases in one message
 * a report for each (xarf-CASE.json) and, where it is wanted, a table of them (cases.csv).  Its Message-ID is
 * made from the letter's key, so that a message sent twice is the same to whoever reads it; answers come to our address with the letter's token behind a plus sign, and what mail
 * systems send back comes to our address with the key behind it (format/mail_ids.h).
 *
 * A recipient's domain that said "not now" is left alone for a while without being asked for each letter
 * (pace.h); there is never more than one message on its way.
 */
#ifndef NET_MAIL_CHANNEL_H
#define NET_MAIL_CHANNEL_H

#include "base/buf.h"
#include "base/clock.h"
#include "net/channel.h"
#include "net/smtp.h"

struct mail_settings {
	struct smtp_settings server;
	struct str from; /* "Abuse desk <abuse@desk.example>" */
	struct str domain; /* of Message-IDs; empty: that of ${from} */
};

/* ${*out} works until mail_channel_free.  Strings are copied.  BW_ECONFIG says which setting is wrong. */
struct mail_channel;
int mail_channel_new(const struct mail_settings *s, struct clock clock, struct mail_channel **out,
	struct err *e) MUST_USE;
void mail_channel_free(struct mail_channel *c);
struct channel_ops mail_channel_ops(struct mail_channel *c);

#endif
