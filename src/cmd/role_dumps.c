/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/role_dumps.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "format/json.h"

#define DAY_S   86400
#define LATE_S  300 /* after midnight: what came in before is in the log by then */
#define LOOK_S  600
#define BUNDLES 64 /* in a turn: a few milliseconds */
#define BETWEEN 20 /* ms between two of those turns */

int daily_init(struct daily *d, struct store *s, struct publisher *p, uint64_t days, struct err *e)
{
	*d = (struct daily){ .store = s, .pub = p, .days = days };
	if (snprintf(d->dir, sizeof(d->dir), "%s/dumps", store_dir(s)) >= (int)sizeof(d->dir) ||
		snprintf(d->log, sizeof(d->log), "%s/log", store_dir(s)) >= (int)sizeof(d->log))
		return err_set(e, BW_ELIMIT, "the store's path is too long");
	return BW_OK;
}

void daily_done(struct daily *d)
{
	dump_free(d->making);
	d->making = NULL;
}

void daily_rest(struct daily *d, int64_t now_s)
{
	daily_done(d);
	d->look_s = now_s + LOOK_S;
}

/* The day of the first entry: there are no dumps of days before. */
static int first_day(struct daily *d, int64_t *at_s, struct err *e)
{
	struct recorder rec;
	struct record_entry *x;
	struct arena a;
	struct json *j;
	size_t n = 0;
	int rc = record_init(&rec, d->store, e);

	if (rc)
		return rc;
	arena_init(&a, 0);
	rc = record_entries(&rec, &a, 0, 1, &x, &n, e);
	if (!rc && n)
		rc = json_parse(&a, x[0].text, &j, e);
	if (!rc && (!n || !clock_parse(json_text(j, "at"), at_s)))
		*at_s = INT64_MAX;
	arena_done(&a);
	record_done(&rec);
	return rc;
}

/* The oldest day in reach without its proof, which is what a dump ends with. */
static bool missing(struct daily *d, int64_t first_s, int64_t now_s)
{
	char path[sizeof(d->dir) + 32], text[CLOCK_TEXT];

	for (uint64_t back = d->days; back > 0; back--) {
		int64_t at_s = now_s - (int64_t)back * DAY_S;

		if (at_s / DAY_S < first_s / DAY_S)
			continue;
		snprintf(d->day, sizeof(d->day), "%.10s", clock_format_date(at_s, text));
		snprintf(path, sizeof(path), "%s/%s.proof", d->dir, d->day);
		if (access(path, F_OK))
			return true;
	}
	return false;
}

static int look(struct daily *d, int64_t now_s, struct err *e)
{
	struct publish_status st;
	struct arena a;
	int64_t first_s;
	int rc;

	if (now_s < d->look_s || !d->days || now_s % DAY_S < LATE_S)
		return BW_OK;
	arena_init(&a, 0);
	rc = publish_status(d->pub, &a, &st, e);
	arena_done(&a);
	if (rc || !st.any ||
		st.head.size < st.total) /* what waits may be of yesterday: the next turn */
		return rc;
	rc = first_day(d, &first_s, e);
	if (!rc && missing(d, first_s, now_s))
		return dump_begin(d->log, st.head.size, d->day, &d->making, e);
	d->look_s = now_s + LOOK_S;
	return rc;
}

int daily_turn(struct daily *d, int64_t now_s, int *wait_ms, struct err *e)
{
	char hex[DUMP_HEX];
	uint64_t n, index;
	bool more = true;
	int rc;

	if (!d->making)
		return look(d, now_s, e);
	*wait_ms = BETWEEN;
	rc = dump_some(d->making, BUNDLES, &more, e);
	if (rc || more)
		return rc;
	rc = dump_write(d->making, d->dir, hex, &n, e);
	daily_done(d);
	return rc ? rc : dump_publish(d->pub, d->dir, d->day, hex, now_s, &index, e);
}
