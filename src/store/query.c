/* SPDX-License-Identifier: Apache-2.0 */
/* What a list is asked for: words, defaults, ages. */
#include <stdio.h>

#include "store/inner.h"
#include "store/ties.h"

#define AGE_MOST 100000 /* units; 11 years of hours */

static const char *const sort_words[SORT_COUNT] = { "opened", "last-seen", "due", "reports",
	"site" };

const char *store_sort_text(int sort)
{
	return sort >= 0 && sort < SORT_COUNT ? sort_words[sort] : "?";
}

bool store_sort_parse(struct str s, enum store_sort *out)
{
	for (int i = 0; i < SORT_COUNT; i++)
		if (str_is(s, sort_words[i])) {
			*out = (enum store_sort)i;
			return true;
		}
	return false;
}

void store_query_init(struct store_query *q)
{
	*q = (struct store_query){ .harm_class = -1,
		.verdict = -1,
		.state = -1,
		.kind = -1,
		.role = -1,
		.opened_from_s = CLOCK_NONE,
		.opened_before_s = CLOCK_NONE };
}

int store_opened_since(struct store *s, int64_t at_s, int64_t *id, struct err *e)
{
	int64_t lo = 1, hi;
	int rc = db_meta_get(&s->db, "next_case", &hi, 1, e);

	while (!rc && lo < hi) {
		int64_t mid = lo + (hi - lo) / 2;
		sqlite3_stmt *st = db_stmt(&s->db, STMT_case_opened, e);
		bool row;

		if (!st)
			return e->code;
		sqlite3_bind_int64(st, 1, mid);
		rc = db_step(&s->db, st, &row, e);
		if (rc)
			break;
		if (!row || sqlite3_column_int64(st, 0) >= at_s)
			hi = mid;
		else
			lo = mid + 1;
		sqlite3_reset(st);
	}
	*id = lo;
	return rc;
}

int store_query_age(struct store_query *q, struct str age, int64_t now_s, struct err *e)
{
	char quoted[QUOTE_ROOM(40)];
	struct str rest = age;
	bool over = str_starts(age, STR("over-"));
	uint64_t n = 0;
	int64_t unit;

	if (over)
		rest = str_from(rest, 5);
	unit = !rest.n                     ? 0
	       : rest.p[rest.n - 1] == 'h' ? 3600
	       : rest.p[rest.n - 1] == 'd' ? 86400
	       : rest.p[rest.n - 1] == 'w' ? 7 * 86400
					   : 0;
	if (!unit || !str_u64(str_sub(rest, 0, rest.n - 1), &n) || n == 0 || n > AGE_MOST)
		return err_set(e, BW_EUSAGE, "an age is as 24h, 7d, 2w, or over-30d, not '%s'",
			str_quote(age, 40, quoted));
	if (over)
		q->opened_before_s = now_s - (int64_t)n * unit;
	else
		q->opened_from_s = now_s - (int64_t)n * unit;
	return BW_OK;
}

struct str store_query_key(const struct store_query *q, char *room, size_t n)
{
	const struct str texts[] = { q->action, q->site_prefix, q->country, q->actor, q->about_site,
		q->about, q->tie[TIE_ADDRESS], q->tie[TIE_NAME_SERVER], q->tie[TIE_REGISTRANT] };
	int k = snprintf(room, n, "%d %d %d %d %d %d %d %d %lld %zu %lld %lld", q->harm_class,
		q->verdict, q->state, q->kind, q->role, (int)q->sort, q->reverse, q->replied,
		(long long)q->after, q->limit, (long long)q->opened_from_s,
		(long long)q->opened_before_s);
	size_t at = k > 0 ? (size_t)k : n;

	_Static_assert(TIE_KIND_COUNT == 3, "each kind of tie is part of the key");
	_Static_assert(sizeof(*q) == 232,
		"each member that says which cases are listed is part of the key");
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (at + 24 + texts[i].n > n)
			return (struct str){ NULL, 0 };
		at += (size_t)snprintf(room + at, n - at, " %zu:", texts[i].n);
		if (texts[i].n)
			memcpy(room + at, texts[i].p, texts[i].n);
		at += texts[i].n;
	}
	return str_make(room, at);
}
