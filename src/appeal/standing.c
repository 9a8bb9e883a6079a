/* SPDX-License-Identifier: Apache-2.0 */
#include "appeal/standing.h"

#include "appeal/bound.h"
#include "base/buf.h"

struct view {
	const struct standing_in *in;
	int lower, upper;
	int64_t outcomes;
	bool imprecise, dated, flood;
};

static int64_t share(int64_t part, int64_t of)
{
	return of > 0 ? part * 100 / of : 0;
}

static struct view view_of(const struct standing_in *in)
{
	int64_t wrong = in->rejected + in->reversed;
	bool month = in->month >= STANDING_MONTH_FROM;
	struct view v = { .in = in,
		.lower = bound_lower_percent(in->confirmed, wrong),
		.upper = bound_upper_percent(in->confirmed, wrong),
		.outcomes = in->confirmed + wrong };

	v.imprecise = v.outcomes >= STANDING_BAD_FROM && v.upper < STANDING_BAD_BELOW;
	v.dated = month && share(in->month_dated, in->month) > STANDING_DATED_SHARE;
	v.flood = month && share(in->month_folded, in->month) > STANDING_FLOOD_SHARE;
	return v;
}

static bool bad(const struct view *v)
{
	return v->imprecise || v->dated || v->flood;
}

/* A suspension ends where its cause is clearly gone, not where it is just below the line. */
static bool better(const struct view *v)
{
	const struct standing_in *in = v->in;

	return (v->outcomes < STANDING_BAD_FROM || v->upper >= STANDING_BETTER_AT) &&
	       (in->month < STANDING_MONTH_FROM ||
		       (2 * share(in->month_dated, in->month) <= STANDING_DATED_SHARE &&
			       share(in->month_folded, in->month) + 10 <= STANDING_FLOOD_SHARE));
}

static enum notifier_state next(const struct view *v, struct standing *s)
{
	const struct standing_in *in = v->in;
	bool review = in->now_s >= in->review_s;

	s->warned_s = bad(v) ? in->warned_s : CLOCK_NONE;
	if (in->now == NOTIFIER_SUSPENDED)
		return in->by_person || !better(v) ? NOTIFIER_SUSPENDED : NOTIFIER_PROBATION;
	if (bad(v) && in->warned_s != CLOCK_NONE && in->now_s - in->warned_s >= STANDING_WARNING_S)
		return NOTIFIER_SUSPENDED;
	if (bad(v) && in->warned_s == CLOCK_NONE) {
		s->warn = true;
		s->warned_s = in->now_s;
	}
	if (bad(v) || review)
		return NOTIFIER_PROBATION;
	if (in->now == NOTIFIER_TRUSTED)
		return v->lower < STANDING_LOST_BELOW ? NOTIFIER_PROBATION : NOTIFIER_TRUSTED;
	return v->lower >= STANDING_TRUSTED_AT && v->outcomes >= STANDING_TRUSTED_FROM
		       ? NOTIFIER_TRUSTED
		       : NOTIFIER_PROBATION;
}

static void say_record(const struct view *v, struct buf *b)
{
	const struct standing_in *in = v->in;

	if (v->outcomes == 0) {
		buf_addz(b, "no report of theirs was decided yet");
		return;
	}
	buf_printf(b,
		"%lld of %lld cases were confirmed, %lld rejected, %lld reversed on appeal: with "
		"95 %% "
		"probability at least %d %% are right",
		(long long)in->confirmed, (long long)v->outcomes, (long long)in->rejected,
		(long long)in->reversed, v->lower);
}

static void say_trouble(const struct view *v, struct buf *b)
{
	const struct standing_in *in = v->in;

	if (v->imprecise)
		buf_printf(b, "; with 95 %% probability no more than %d %% are", v->upper);
	if (v->dated)
		buf_printf(b, "; %lld of %lld reports of the last 30 days are back-dated",
			(long long)in->month_dated, (long long)in->month);
	if (v->flood)
		buf_printf(b, "; %lld of %lld reports of the last 30 days were there already",
			(long long)in->month_folded, (long long)in->month);
}

static void say_next(const struct view *v, const struct standing *s, struct buf *b)
{
	const struct standing_in *in = v->in;
	char day[CLOCK_TEXT];

	if (s->state == NOTIFIER_SUSPENDED && in->by_person)
		buf_addz(b, "; suspended by a person, who alone can lift it");
	else if (s->state == NOTIFIER_SUSPENDED)
		buf_addz(b, "; suspended until that is clearly better");
	else if (s->warned_s != CLOCK_NONE)
		buf_printf(b, "; warned: unless it gets better, suspended from %s on",
			clock_format_date(s->warned_s + STANDING_WARNING_S, day));
	else if (in->now_s >= in->review_s)
		buf_printf(b, "; the agreement was to be reviewed by %s",
			clock_format_date(in->review_s, day));
	else if (s->state == NOTIFIER_TRUSTED)
		buf_printf(b, "; trusted until that falls below %d %%", STANDING_LOST_BELOW);
	else
		buf_printf(b, "; trusted from %d %% and %d decided cases on", STANDING_TRUSTED_AT,
			STANDING_TRUSTED_FROM);
}

int standing_judge(
	struct arena *a, const struct standing_in *in, struct standing *out, struct err *e)
{
	struct view v = view_of(in);
	struct standing s = { .lower = v.lower, .upper = v.upper };
	struct buf b;

	s.state = next(&v, &s);
	buf_init(&b, 2000);
	say_record(&v, &b);
	say_trouble(&v, &b);
	say_next(&v, &s, &b);
	s.reasons = arena_dup(a, buf_str(&b));
	buf_done(&b);
	if (!s.reasons.p)
		return err_nomem(e);
	*out = s;
	return BW_OK;
}

bool claim_is_dressed(int harm, evidence_set evidence, struct str brand, struct str note)
{
	static const struct str rights[] = { STR_INIT("trademark"), STR_INIT("trade mark"),
		STR_INIT("counterfeit"), STR_INIT("infring"), STR_INIT("copyright"),
		STR_INIT("intellectual property"), STR_INIT("brand owner"),
		STR_INIT("marque d\xc3\xa9pos\xc3\xa9"), STR_INIT("contrefa"),
		STR_INIT("marca registrada"), STR_INIT("falsifica"), STR_INIT("markenrecht"),
		STR_INIT("markenverletzung") };
	const evidence_set shows = EVIDENCE_BIT(SCREENSHOT) | EVIDENCE_BIT(MESSAGE) |
				   EVIDENCE_BIT(PAGE) | EVIDENCE_BIT(REDIRECTS) |
				   EVIDENCE_BIT(SUBMISSION) | EVIDENCE_BIT(HASH) |
				   EVIDENCE_BIT(SAMPLE) | EVIDENCE_BIT(SANDBOX);
	enum harm_class c = harm_class_of(harm);
	bool right = (evidence & EVIDENCE_BIT(RIGHTS)) != 0;

	if ((c != CLASS_PHISHING && c != CLASS_FRAUD) || evidence & shows)
		return false;
	for (size_t i = 0; !right && i < sizeof(rights) / sizeof(rights[0]); i++)
		right = str_find_nocase(note, rights[i], 0) != SIZE_MAX;
	/* a brand that is named is what phishing imitates; a right that is claimed is something else */
	return right || (brand.n && evidence & EVIDENCE_BIT(BRAND));
}
