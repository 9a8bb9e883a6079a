/* SPDX-License-Identifier: Apache-2.0 */
/* parcel.h -- several requests to one recipient as one message, and when they leave together.
 *
 * Pure.  Each request keeps its own number, date, page and address for answers; the message adds an address
 * for answers about all of them.  Every case stands in the text with what is asked and by when; web
 * addresses stand there without a link, or in an attached table.
 */
#ifndef ACT_PARCEL_H
#define ACT_PARCEL_H

#include "act/act.h"

struct act_enclosed {
	const struct letter *letter; /* a request or reminder, with its data */
	struct str page, answer; /* of its decision and of its own; empty: none */
};

struct act_parcel {
	const struct house *house;
	const struct act_enclosed
		*v; /* at least one, at most LIMIT_PARCEL, of one recipient and language */
	size_t n;
	struct str answer; /* the address for answers about all of them */
	bool as_table; /* web addresses in cases.csv, not in the text */
	int64_t now_s;
};

/* May it leave together with others?  Requests and reminders by mail about something that can be named. */
bool act_groupable(const struct letter *l);

/* Subject, text, recipient, language and times of ${out}; its data, for the channel, has the data of each
 * ("cases") and the table ("table").  Key, token and id are flow's. */
int act_parcel(struct arena *a, struct letters *t, const struct act_parcel *in, struct letter *out,
	struct err *e) MUST_USE;

/* "none", "hourly", "daily", or how many: 2 to LIMIT_PARCEL.  BW_EINVALID. */
int grouping_read(struct str text, enum grouping *out, uint32_t *count, struct err *e) MUST_USE;
/* How long the first letter waits for others at most. */
int64_t grouping_window_s(enum grouping g);

#endif
