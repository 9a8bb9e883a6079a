/* SPDX-License-Identifier: Apache-2.0 */
/* desk_json.h -- what a desk works with, as JSON: one writer of each shape, for the command line and the
 * server.
 *
 * Where a call ends in _open the object is left open, and the caller adds what only it shows before jw_end.
 * ${id} is the name of the member with the row's own id: "id", or the noun where rows of several kinds stand
 * in one stream.
 */
#ifndef FLOW_DESK_JSON_H
#define FLOW_DESK_JSON_H

#include "flow/rules.h"
#include "store/duties.h"
#include "store/outbox.h"
#include "store/passkeys.h"

void person_json(const struct store_person *p, struct jw *w);
void token_json_open(const struct store_token *t, struct jw *w);
void passkey_json(const struct store_passkey *p, struct jw *w);

/* With the sums of the last 30 days: a few look-ups.  ${w} is not written where one fails. */
int notifier_json_open(struct store *s, const struct store_notifier *n, int64_t now_s, struct jw *w,
	struct err *e) MUST_USE;
/* ${r}: the report that is held; ${notifier}: whose. */
void held_json(
	const struct store_held *h, const struct report *r, struct str notifier, struct jw *w);
void rule_json(const struct rule_line *l, struct jw *w);

/* Without the token of its page, which lets whoever has it appeal. */
void decided_json_open(const char *id, const struct decided *d, struct jw *w);
/* Without text, data and token, with which whoever has it answers in the recipient's name. */
void letter_json_open(const char *id, const struct letter *l, struct jw *w);

enum contact_status { /* of a contact as letters see it */
	CONTACT_WAITS,
	CONTACT_APPROVED,
	CONTACT_REFUSED,
	CONTACT_BOUNCED,
	CONTACT_STATUS_COUNT
};
enum contact_status contact_status_of(const struct outbox_contact *c);
const char *contact_status_text(int status);
void contact_json(const char *id, const struct outbox_contact *c, struct jw *w);

/* Who has to move: "actor", "reporter", or "us" where somebody has to look again at what an actor said. */
const char *duty_owed_by(const struct store_duty *d);
void clock_json(const struct store_duty *d, int64_t now_s, struct jw *w);

/* Without its reviewer: whether that is a name or an id is the caller's matter. */
void appeal_json_open(const struct store_appeal *p, int64_t now_s, struct jw *w);

#endif
