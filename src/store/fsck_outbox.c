/* SPDX-License-Identifier: Apache-2.0 */
/* Decisions and letters: what must hold of them whatever was killed when. */
#include <sodium.h>

#include "store/fsck.h"
#include "store/tokens.h"

static struct str column(sqlite3_stmt *st, int n)
{
	const char *p = (const char *)sqlite3_column_text(st, n);

	return str_make(p, p ? (size_t)sqlite3_column_bytes(st, n) : 0);
}

/* ---- decisions ---- */

/* One line "action role actor" of the ladder is the choice. */
static bool on_ladder(sqlite3_stmt *st)
{
	struct str ladder = column(st, 14), line, action = column(st, 3), actor = column(st, 4);
	const char *role = role_text((int)db_col_opt(st, 5, STORE_NONE));

	while (str_cut(&ladder, '\n', &line)) {
		struct str word;

		if (!str_cut(&line, ' ', &word) || !str_eq(word, action))
			continue;
		if (str_cut(&line, ' ', &word) && str_is(word, role) && str_eq(line, actor))
			return true;
	}
	return false;
}

static bool has_reasons(struct fsck *k, sqlite3_stmt *st)
{
	static const char *const fields[] = { "measure", "scope", "duration", "facts", "automated",
		"ground", "redress", "plain" };
	struct json *j;
	struct arena a;
	bool ok;

	(void)k;
	arena_init(&a, 0);
	ok = json_parse(&a, column(st, 13), &j, NULL) == BW_OK;
	for (size_t i = 0; ok && i < sizeof(fields) / sizeof(fields[0]); i++)
		ok = json_text(j, fields[i]).n != 0;
	arena_done(&a);
	return ok;
}

static void look_at_decision(struct fsck *k, sqlite3_stmt *st, struct finding *f)
{
	int64_t id = sqlite3_column_int64(st, 0), of = sqlite3_column_int64(st, 1);
	int64_t person = sqlite3_column_int64(st, 9), second = sqlite3_column_int64(st, 11);
	int64_t follows = db_col_opt(st, 15, 0);
	int state = sqlite3_column_int(st, 2), measure = (int)db_col_opt(st, 16, STORE_NONE);
	bool automated = sqlite3_column_int(st, 12) != 0;

	if (of < 1 || of > k->cases)
		finding_fault(f, "decision %lld is about no case", (long long)id);
	if (column(st, 3).n && !on_ladder(st))
		finding_fault(f, "decision %lld took a step that was on no ladder", (long long)id);
	if (!column(st, 6).n || !column(st, 7).n || !column(st, 8).n)
		finding_fault(f, "decision %lld rests on no clause or pack", (long long)id);
	if (automated != (column(st, 10).n != 0) || (automated && person))
		finding_fault(
			f, "decision %lld has neither a person nor a rule, or both", (long long)id);
	if (second && second == person)
		finding_fault(f, "decision %lld was approved by who took it", (long long)id);
	if (!has_reasons(k, st))
		finding_fault(f, "decision %lld lacks reasons", (long long)id);
	if (follows >= id)
		finding_fault(f, "decision %lld follows a later one", (long long)id);
	if (measure != STORE_NONE && state == DECISION_IS_REVERSED && measure < MEASURE_TO_END)
		finding_fault(f, "decision %lld was reversed, its measure goes on", (long long)id);
}

/* ---- letters ---- */

static bool right_key(struct fsck *k, sqlite3_stmt *st)
{
	const struct letter l = { .case_id = sqlite3_column_int64(st, 2),
		.decision_id = sqlite3_column_int64(st, 3),
		.kind = (enum letter_kind)sqlite3_column_int(st, 4),
		.channel = (enum channel)sqlite3_column_int(st, 5),
		.actor = column(st, 7),
		.contact = column(st, 8),
		.subject = column(st, 9),
		.about = db_col_opt(st, 10, 0),
		.turn = (uint32_t)sqlite3_column_int64(st, 11) };
	unsigned char key[LETTER_KEY], hash[STORE_DIGEST];
	const void *has = sqlite3_column_blob(st, 1), *token = sqlite3_column_blob(st, 12);

	store_letter_key(k->s, &l, key);
	token_hash_of(k->s, TOKEN_LETTER, key, sizeof(key), hash);
	return sqlite3_column_bytes(st, 1) == LETTER_KEY && memcmp(has, key, LETTER_KEY) == 0 &&
	       sqlite3_column_bytes(st, 12) == STORE_DIGEST &&
	       memcmp(token, hash, STORE_DIGEST) == 0;
}

static void look_at_letter(struct fsck *k, sqlite3_stmt *st, struct finding *f)
{
	int64_t id = sqlite3_column_int64(st, 0), of = sqlite3_column_int64(st, 2);
	int64_t decision = sqlite3_column_int64(st, 3), tries = sqlite3_column_int64(st, 13);
	int state = sqlite3_column_int(st, 6);
	bool sent = sqlite3_column_type(st, 14) != SQLITE_NULL;

	/* Feedback to a notifier is about none. */
	if ((of < 1 || of > k->cases) && (of != 0 || sqlite3_column_int(st, 4) != LETTER_FEEDBACK))
		finding_fault(f, "letter %lld is about no case", (long long)id);
	if (decision && sqlite3_column_type(st, 16) == SQLITE_NULL)
		finding_fault(f, "letter %lld is of no decision", (long long)id);
	else if (decision && sqlite3_column_int64(st, 17) != of)
		finding_fault(f, "letter %lld is of another case's decision", (long long)id);
	/* Of an erased letter the words and the address are gone, and the key stays. */
	if (!sqlite3_column_int(st, 18) && !right_key(k, st))
		finding_fault(f, "letter %lld has another's key", (long long)id);
	if (state < 0 || state >= LETTER_STATE_COUNT ||
		(state <= LETTER_IS_QUEUED && (tries || sent)) ||
		((state == LETTER_IS_SENT || state == LETTER_IS_DELIVERED) && (!tries || !sent)))
		finding_fault(f, "letter %lld is %s after %lld tries", (long long)id,
			letter_state_text(state), (long long)tries);
	if (db_col_opt(st, 10, 0) >= id)
		finding_fault(f, "letter %lld is about a later one", (long long)id);
}

/* What is settled, or was taken back, is asked of nobody any more. */
static void look_at_request(struct fsck *k, sqlite3_stmt *st, struct finding *f)
{
	int kind = sqlite3_column_int(st, 4), state = sqlite3_column_int(st, 6);
	int decision = (int)db_col_opt(st, 16, DECISION_IS_IN_FORCE);
	int64_t of = sqlite3_column_int64(st, 2);
	bool asks = kind == LETTER_REQUEST || kind == LETTER_REMINDER || kind == LETTER_COMMAND;
	struct hot_case h = { .state = CASE_OPEN };
	sqlite3_stmt *q;
	bool row = false;

	if (!asks || sqlite3_column_int(st, 15) || state > LETTER_IS_DELIVERED || of < 1 ||
		of > k->cases)
		return;
	q = db_stmt(&k->s->db, STMT_hot_get, NULL);
	if (q) {
		sqlite3_bind_int64(q, 1, hot_chunk_of(of));
		if (!db_step(&k->s->db, q, &row, NULL) && row &&
			sqlite3_column_bytes(q, 0) == HOT_BYTES)
			hot_read((const struct hot_chunk *)sqlite3_column_blob(q, 0),
				hot_index_of(of), &h);
		sqlite3_reset(q);
	}
	if (h.state == CASE_VERIFIED || h.state == CASE_CLOSED ||
		decision == DECISION_IS_REVERSED || decision == DECISION_IS_REJECTED)
		finding_fault(f, "letter %lld still asks for what is settled",
			(long long)sqlite3_column_int64(st, 0));
}

int fsck_outbox(struct fsck *k, struct err *e)
{
	struct finding decisions, letters, requests;
	int rc;

	finding_init(&decisions);
	finding_init(&letters);
	finding_init(&requests);
	rc = fsck_each(k, STMT_decision_all, look_at_decision, &decisions, e);
	if (!rc)
		rc = fsck_each(k, STMT_letter_all, look_at_letter, &letters, e);
	if (!rc)
		rc = fsck_each(k, STMT_letter_all, look_at_request, &requests, e);
	fsck_conclude(k, "decisions-rest-on-a-ladder", &decisions, "decisions");
	fsck_conclude(k, "letters-have-one-key", &letters, "letters");
	fsck_conclude(k, "settled-asks-nobody", &requests, "letters");
	return rc;
}
