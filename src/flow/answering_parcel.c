/* SPDX-License-Identifier: Apache-2.0 */
/* answering_parcel.c -- a reply to a message of several letters, letter by letter. */
#include "flow/answering.h"
#include "base/limit.h"

static bool names(const struct answer_part *p, int64_t case_id)
{
	uint64_t id;

	for (size_t i = 0; i < p->cases_n; i++)
		if (store_id_parse('c', p->cases[i], &id) && (int64_t)id == case_id)
			return true;
	return false;
}

/* What is said of a letter's case; NULL: nothing. */
static const struct answer *said_of(const struct letter *l, const struct answer *whole,
	const struct answer_part *v, size_t n, bool any_named)
{
	const struct answer *rest = NULL;

	for (size_t i = 0; any_named && i < n; i++) {
		if (names(&v[i], l->case_id))
			return &v[i].answer;
		if (!v[i].cases_n && v[i].answer.kind != ANSWER_UNKNOWN)
			rest = &v[i].answer;
	}
	if (l->withdrawn || l->state == LETTER_IS_DROPPED)
		return NULL;
	return any_named ? rest : whole;
}

static bool any_is_named(
	const struct letter *l, size_t letters, const struct answer_part *v, size_t n)
{
	for (size_t i = 0; i < letters; i++)
		for (size_t k = 0; k < n; k++)
			if (names(&v[k], l[i].case_id))
				return true;
	return false;
}

int answering_take_parcel(const struct desk *d, struct arena *a, const struct parcel *p,
	bool by_person, const struct answer *whole, const struct answer_part *parts, size_t parts_n,
	struct answered *out, size_t *n, struct err *e)
{
	struct letter *l;
	size_t letters;
	bool named;
	int rc = store_parcel_letters(d->store, a, p->id, &l, &letters, e);

	*n = 0;
	if (rc)
		return rc;
	named = any_is_named(l, letters, parts, parts_n);
	if (!named && parts_n && whole && whole->sure)
		whole = NULL; /* a form that names another case is not about all of these */
	for (size_t i = 0; !rc && i < letters && *n < LIMIT_PARCEL; i++) {
		const struct answer *x = said_of(&l[i], whole, parts, parts_n, named);

		if (!x)
			continue;
		rc = by_person ? answering_take_letter(d, a, l[i].id, x, &out[*n], e)
			       : answering_take(d, a, l[i].token, x, &out[*n], e);
		*n += !rc;
	}
	if (!rc && !*n)
		rc = err_set(e, BW_EINVALID, "nothing that is still asked for is meant by it");
	return rc;
}
