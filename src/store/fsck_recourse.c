/* SPDX-License-Identifier: Apache-2.0 */
/* The way back, checked: who reviewed, what was undone how, what is kept of secrets, whose reports are whose. */
#include "domain/vocab.h"
#include "store/fsck.h"

static void look_at_review(struct fsck *k, sqlite3_stmt *st, struct finding *f)
{
	(void)k;
	if (sqlite3_column_int(st, 1))
		finding_fault(f, "appeal %lld was reviewed by who decided or agreed",
			(long long)sqlite3_column_int64(st, 0));
}

/* A way back goes the way of the step; a person may carry it where the way is gone. */
static void look_at_undo(struct fsck *k, sqlite3_stmt *st, struct finding *f)
{
	long long id = sqlite3_column_int64(st, 0);
	int channel = sqlite3_column_int(st, 3);

	(void)k;
	if (sqlite3_column_int64(st, 1) != sqlite3_column_int64(st, 2))
		finding_fault(f, "letter %lld takes back what no letter of its decision did", id);
	else if (channel != sqlite3_column_int(st, 4) && channel != CHANNEL_MANUAL)
		finding_fault(f, "letter %lld takes back by another channel than acted", id);
}

static void look_at_outcome(struct fsck *k, sqlite3_stmt *st, struct finding *f)
{
	long long id = sqlite3_column_int64(st, 0);
	int state = sqlite3_column_int(st, 1);
	bool back = state == APPEAL_CHANGED || state == APPEAL_REVERSED;
	bool open = state == APPEAL_FILED || state == APPEAL_IN_REVIEW;

	(void)k;
	if (!sqlite3_column_int(st, 4))
		finding_fault(f, "appeal %lld is about a decision of another case", id);
	if (open == (sqlite3_column_int(st, 5) != 0))
		finding_fault(f, "appeal %lld %s", id,
			open ? "is open and has ended" : "ended at no time");
	if (back &&
		(sqlite3_column_int(st, 2) != DECISION_IS_REVERSED || !sqlite3_column_int(st, 3)))
		finding_fault(f, "appeal %lld ended in a reversal, and nothing was reversed", id);
}

static void look_at_secret(struct fsck *k, sqlite3_stmt *st, struct finding *f)
{
	(void)k;
	if (!sqlite3_column_int(st, 2))
		finding_fault(f, "%s %lld keeps a secret otherwise than hashed",
			(const char *)sqlite3_column_text(st, 0),
			(long long)sqlite3_column_int64(st, 1));
}

static void look_at_notified(struct fsck *k, sqlite3_stmt *st, struct finding *f)
{
	(void)k;
	if (!sqlite3_column_int(st, 1) || !sqlite3_column_int(st, 2))
		finding_fault(f, "report %lld is of %s", (long long)sqlite3_column_int64(st, 0),
			sqlite3_column_int(st, 2) ? "a notifier and not in its case"
						  : "a notifier that is none");
}

int fsck_recourse(struct fsck *k, struct err *e)
{
	static const struct {
		const char *name, *things;
		enum stmt first, second; /* second: STMT_COUNT for none */
		void (*look)(struct fsck *, sqlite3_stmt *, struct finding *);
		void (*look_too)(struct fsck *, sqlite3_stmt *, struct finding *);
	} checks[] = {
		{ "nobody-reviews-their-own", "appeals reviewed", STMT_review_all, STMT_COUNT,
			look_at_review, NULL },
		{ "reversals-undo-what-acted", "ways back and appeals", STMT_undo_all,
			STMT_outcome_of_appeal, look_at_undo, look_at_outcome },
		{ "secrets-are-hashes", "tokens and passwords", STMT_secret_all, STMT_COUNT,
			look_at_secret, NULL },
		{ "notifiers-have-their-reports", "reports under an agreement", STMT_notified_all,
			STMT_COUNT, look_at_notified, NULL },
	};
	int rc = BW_OK;

	for (size_t i = 0; !rc && i < sizeof(checks) / sizeof(checks[0]); i++) {
		struct finding f;

		finding_init(&f);
		rc = fsck_each(k, checks[i].first, checks[i].look, &f, e);
		if (!rc && checks[i].second != STMT_COUNT)
			rc = fsck_each(k, checks[i].second, checks[i].look_too, &f, e);
		fsck_conclude(k, checks[i].name, &f, checks[i].things);
	}
	return rc;
}
