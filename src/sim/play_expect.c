/* SPDX-License-Identifier: Apache-2.0 */
/* play_expect.c -- what a scenario says must have come of it. */
#include "sim/play.h"

static int expect_case(struct play *p, const struct json *ends, struct err *e)
{
	struct str state = play_text(ends, "state");
	struct store_case c;
	int rc = store_case_get(p->w.store, &p->w.one, 1, &c, e);

	if (!rc && state.n && !str_is(state, case_state_text((int)c.state)))
		play_wrong(p, "the case is %s at the end, and not %.*s",
			case_state_text((int)c.state), STR_ARG(state));
	return rc;
}

static int roles(struct play *p, const struct json *list, bool must, struct err *e)
{
	JSON_EACH (x, list) {
		enum role r;

		if (!role_parse(x->text, &r))
			return err_set(e, BW_EINVALID, "line %zu: no such role", x->at);
		if ((p->asked >> r & 1) != must)
			play_wrong(p, "%s was %sasked", role_text((int)r), must ? "not " : "");
	}
	return BW_OK;
}

static int letters(struct play *p, const struct json *ends, struct err *e)
{
	JSON_EACH (x, json_get(ends, "letters")) {
		enum letter_kind k;
		uint64_t n;

		if (!letter_kind_parse(x->key, &k) || !str_u64(x->text, &n))
			return err_set(e, BW_EINVALID, "line %zu: no such letters", x->at);
		if (p->told[k] != n)
			play_wrong(p, "%zu letters of kind %s left, and not %d", p->told[k],
				letter_kind_text((int)k), (int)n);
	}
	return BW_OK;
}

/* The last measure, the last appeal and the gaps of the first case. */
static int outcomes(struct play *p, const struct json *ends, struct err *e)
{
	struct str measure = play_text(ends, "measure"), appeal = play_text(ends, "appeal");
	struct str gaps = play_text(ends, "gaps");
	struct store_event *v;
	struct store_appeal *x;
	struct measure *m;
	size_t n, count = 0;
	uint64_t want;
	int rc = store_measures_of_case(p->w.store, &p->w.one, 1, &m, &n, e);

	if (!rc && measure.n &&
		!str_is(measure, n ? measure_state_text((int)m[n - 1].state) : "none"))
		play_wrong(p, "the measure is %s at the end, and not %.*s",
			n ? measure_state_text((int)m[n - 1].state) : "none", STR_ARG(measure));
	if (!rc && n && play_text(ends, "restored").n && !m[n - 1].restored)
		play_wrong(p, "nobody saw that it was restored");
	if (!rc)
		rc = store_appeals(p->w.store, &p->w.one, false, 0, 100, &x, &n, e);
	if (!rc && appeal.n && (!n || !str_is(appeal, appeal_state_text((int)x[n - 1].a.state))))
		play_wrong(p, "the appeal is %s at the end, and not %.*s",
			n ? appeal_state_text((int)x[n - 1].a.state) : "none", STR_ARG(appeal));
	if (!rc)
		rc = store_case_events(p->w.store, &p->w.one, 1, &v, &n, e);
	for (size_t i = 0; !rc && i < n; i++)
		count += v[i].kind == EVENT_GAP;
	if (!rc && str_u64(gaps, &want) && want != count)
		play_wrong(p, "%zu gaps were recorded, and not %d", count, (int)want);
	return rc;
}

int play_expect(struct play *p, struct err *e)
{
	const struct json *ends = json_get(p->root, "ends");
	int rc;

	if (!ends)
		return err_set(e, BW_EINVALID, "a story says how it ends");
	rc = expect_case(p, ends, e);
	if (!rc)
		rc = roles(p, json_get(ends, "asked"), true, e);
	if (!rc)
		rc = roles(p, json_get(ends, "not_asked"), false, e);
	if (!rc)
		rc = letters(p, ends, e);
	return rc ? rc : outcomes(p, ends, e);
}
