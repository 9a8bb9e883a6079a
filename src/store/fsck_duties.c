/* SPDX-License-Identifier: Apache-2.0 */
/* Clocks end once and say why; answers have their events. */
#include "base/clock.h"
#include "store/duties.h"
#include "store/fsck.h"

/* Is there an event of that kind on that case? */
static bool has_event(struct fsck *k, int64_t seq, int64_t case_id, int kind)
{
	struct err e;
	sqlite3_stmt *st = db_stmt(&k->s->db, STMT_event_get, &e);
	bool row = false, ok;

	if (!st)
		return false;
	sqlite3_bind_int64(st, 1, seq);
	ok = !db_step(&k->s->db, st, &row, &e) && row && sqlite3_column_int64(st, 0) == case_id &&
	     sqlite3_column_int(st, 1) == kind;
	sqlite3_reset(st);
	return ok;
}

/* Some clocks of a merged case end on the case it went into. */
static bool has_gap(struct fsck *k, int64_t seq, int64_t case_id)
{
	struct store_case c;
	struct err e;
	bool found;

	if (has_event(k, seq, case_id, EVENT_GAP))
		return true;
	return !case_read(&k->s->db, k->a, case_id, &c, &found, &e) && found && c.merged_into &&
	       has_event(k, seq, c.merged_into, EVENT_GAP);
}

static void look_at_duty(struct fsck *k, sqlite3_stmt *st, struct finding *f)
{
	int64_t id = sqlite3_column_int64(st, 0), case_id = sqlite3_column_int64(st, 1);
	int64_t started = sqlite3_column_int64(st, 4), due = sqlite3_column_int64(st, 5);
	int64_t ended = db_col_opt(st, 7, CLOCK_NONE), event = sqlite3_column_int64(st, 8);
	int state = sqlite3_column_int(st, 6);
	/* Our own clock to look again: it ends when somebody has looked. */
	bool look = sqlite3_column_int64(st, 2) == 0 && sqlite3_column_int(st, 3) == DUTY_REVIEW;

	if (case_id < 1 || case_id > k->cases)
		finding_fault(f, "clock %lld is about no case", (long long)id);
	else if (due < started)
		finding_fault(f, "clock %lld ends before it begins", (long long)id);
	else if (state < 0 || state >= DUTY_STATE_COUNT ||
		 (state == DUTY_RUNNING) != (ended == CLOCK_NONE))
		finding_fault(f, "clock %lld neither runs nor has ended", (long long)id);
	else if (state == DUTY_PASSED && !has_gap(k, event, case_id))
		finding_fault(f, "clock %lld passed without a gap on case %lld", (long long)id,
			(long long)case_id);
	else if (state == DUTY_PASSED && ended < due && !look)
		finding_fault(f, "clock %lld passed before its time", (long long)id);
}

static void look_at_answer(struct fsck *k, sqlite3_stmt *st, struct finding *f)
{
	int64_t id = sqlite3_column_int64(st, 0), case_id = sqlite3_column_int64(st, 1);

	if (case_id < 1 || case_id > k->cases)
		finding_fault(f, "answer %lld is about no case", (long long)id);
	else if (!has_event(k, sqlite3_column_int64(st, 4), case_id, EVENT_ANSWERED))
		finding_fault(f, "answer %lld has no event on case %lld", (long long)id,
			(long long)case_id);
}

int fsck_duties(struct fsck *k, struct err *e)
{
	struct finding duties, answers;
	int rc;

	finding_init(&duties);
	finding_init(&answers);
	rc = fsck_each(k, STMT_duty_all, look_at_duty, &duties, e);
	if (!rc)
		rc = fsck_each(k, STMT_answer_all, look_at_answer, &answers, e);
	fsck_conclude(k, "clocks-end-once-and-say-why", &duties, "clocks");
	fsck_conclude(k, "each-answer-has-its-event", &answers, "answers");
	return rc;
}
