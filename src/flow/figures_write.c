/* SPDX-License-Identifier: Apache-2.0 */
/* The forms of a transparency report. */
#include <stdio.h>

#include "flow/figures.h"

struct out {
	struct jw *w;
	bool open;
};

/* A count, or null where it is so small that it could point at somebody. */
static void count(const struct out *o, const char *key, uint64_t n)
{
	jw_key(o->w, key);
	if (o->open || measure_shown(n))
		jw_u64(o->w, n);
	else
		jw_null(o->w);
}

static void table(
	const struct out *o, const char *key, const uint64_t *v, int n, const char *(*text)(int))
{
	jw_key(o->w, key);
	jw_object(o->w);
	for (int i = 0; i < n; i++)
		if (v[i])
			count(o, text(i), v[i]);
	jw_end(o->w);
}

static const char *rung_text(int i)
{
	static const char *const words[FIGURES_RUNGS] = { "1", "2", "3", "4", "5", "6-and-beyond" };

	return words[i];
}

static void share(const struct out *o, const char *key, uint64_t n, uint64_t all)
{
	struct share x = measure_share(n, all);

	jw_key(o->w, key);
	if (!all || (!o->open && (!measure_shown(all) || !measure_shown(n)))) {
		jw_null(o->w);
		return;
	}
	jw_object(o->w);
	jw_key(o->w, "share");
	jw_double(o->w, x.p);
	jw_key(o->w, "low");
	jw_double(o->w, x.low);
	jw_key(o->w, "high");
	jw_double(o->w, x.high);
	jw_key(o->w, "of");
	jw_u64(o->w, all);
	jw_end(o->w);
}

static void times(const struct out *o, const char *key, const struct survival *x)
{
	static const struct {
		const char *name;
		int64_t s;
	} within[] = { { "24h", 86400 }, { "72h", 3 * 86400 }, { "7d", 7 * 86400 },
		{ "30d", 30 * 86400 } };

	jw_key(o->w, key);
	if (!x->n || (!o->open && !measure_shown(x->n))) {
		jw_null(o->w);
		return;
	}
	jw_object(o->w);
	jw_ki64(o->w, "cases", (int64_t)x->n);
	count(o, "ended", x->ended);
	jw_key(o->w, "median_s");
	if (x->median_s == MEASURE_NEVER)
		jw_null(o->w);
	else
		jw_i64(o->w, x->median_s);
	jw_ki64(o->w, "watched_s", x->longest_s);
	jw_key(o->w, "within");
	jw_object(o->w);
	for (size_t i = 0; i < sizeof(within) / sizeof(within[0]); i++) {
		jw_key(o->w, within[i].name);
		jw_double(o->w, measure_within(x, within[i].s));
	}
	jw_end(o->w);
	jw_end(o->w);
}

static void letters(const struct out *o, const struct tally *f)
{
	jw_key(o->w, "letters");
	jw_object(o->w);
	for (int k = 0; k < LETTER_KIND_COUNT; k++) {
		uint64_t all = 0;

		for (int s = 0; s < LETTER_STATE_COUNT; s++)
			all += f->letters[k][s];
		if (!all)
			continue;
		jw_key(o->w, letter_kind_text(k));
		jw_object(o->w);
		for (int s = 0; s < LETTER_STATE_COUNT; s++)
			if (f->letters[k][s])
				count(o, letter_state_text(s), f->letters[k][s]);
		jw_end(o->w);
	}
	jw_end(o->w);
}

static void duties(const struct out *o, const struct tally *f)
{
	jw_key(o->w, "duties");
	jw_object(o->w);
	for (int v = 0; v < DUTY_VERB_COUNT; v++) {
		uint64_t all = 0;

		for (int s = 0; s < DUTY_STATE_COUNT; s++)
			all += f->duties[v][s];
		if (!all)
			continue;
		jw_key(o->w, duty_verb_text(v));
		jw_object(o->w);
		for (int s = 0; s < DUTY_STATE_COUNT; s++)
			if (f->duties[v][s])
				count(o, duty_state_text(s), f->duties[v][s]);
		jw_end(o->w);
	}
	jw_end(o->w);
}

void figures_json(const struct tally *f, bool open, struct jw *w)
{
	struct out o = { w, open };
	char at[CLOCK_TEXT];

	jw_object(w);
	jw_kz(w, "from", clock_format(f->period.from_s, at));
	jw_kz(w, "to", clock_format(f->period.to_s, at));
	jw_ki64(w, "fewest_shown", open ? 0 : MEASURE_FEWEST);
	count(&o, "reports", f->reports);
	count(&o, "folded", f->folded);
	count(&o, "cases", f->opened);
	count(&o, "recurred", f->recurred);
	table(&o, "reports_by_harm", f->by_class, CLASS_COUNT, harm_class_text);
	table(&o, "cases_by_harm", f->opened_by_class, CLASS_COUNT, harm_class_text);
	table(&o, "cases_by_verdict", f->verdicts, VERDICT_COUNT, verdict_text);
	count(&o, "decisions", f->decisions);
	count(&o, "steps", f->taken);
	count(&o, "refused", f->refused);
	share(&o, "automated", f->automated, f->decisions);
	count(&o, "second_persons", f->second_persons);
	count(&o, "exceptions", f->exceptions);
	table(&o, "steps_by_role", f->by_role, ROLE_COUNT, role_text);
	table(&o, "steps_by_rung", f->by_rung, FIGURES_RUNGS, rung_text);
	table(&o, "steps_by_effect", f->by_effect, EFFECT_COUNT, effect_text);
	table(&o, "steps_by_collateral", f->by_collateral, COLLATERAL_COUNT, collateral_text);
	letters(&o, f);
	table(&o, "answers", f->answers, ANSWER_KIND_COUNT, answer_kind_text);
	duties(&o, f);
	count(&o, "gaps", f->gaps);
	count(&o, "stood_down", f->stood_down);
	count(&o, "appeals", f->appeals_filed);
	table(&o, "appeals_by_state", f->appeals, APPEAL_STATE_COUNT, appeal_state_text);
	share(&o, "reversed", f->reversed, f->taken);
	count(&o, "restored", f->restored);
	count(&o, "erased", f->erased);
	times(&o, "time_to_step", &f->times);
	jw_key(w, "time_to_step_by_harm");
	jw_object(w);
	for (int c = 0; c < CLASS_COUNT; c++)
		if (f->times_by_class[c].n)
			times(&o, harm_class_text(c), &f->times_by_class[c]);
	jw_end(w);
	jw_end(w);
}

/* ---- for people ---- */

static const char *shown(bool open, uint64_t n, char *out, size_t room)
{
	if (open || measure_shown(n))
		(void)snprintf(out, room, "%llu", (unsigned long long)n);
	else
		(void)snprintf(out, room, "1 to %d", MEASURE_FEWEST - 1);
	return out;
}

static void line(struct buf *b, bool open, const char *what, uint64_t n)
{
	char t[32];

	buf_printf(b, "  %-38s %12s\n", what, shown(open, n, t, sizeof(t)));
}

static void lines(struct buf *b, bool open, const char *head, const uint64_t *v, int n,
	const char *(*text)(int))
{
	bool any = false;

	for (int i = 0; i < n; i++)
		any |= v[i] > 0;
	if (!any)
		return;
	buf_printf(b, "%s\n", head);
	for (int i = 0; i < n; i++)
		if (v[i])
			line(b, open, text(i), v[i]);
}

static const char *span_text(int64_t s, char *out, size_t room)
{
	if (s < 2 * 3600)
		(void)snprintf(out, room, "%lld min", (long long)(s / 60));
	else if (s < 2 * 86400)
		(void)snprintf(out, room, "%lld h", (long long)(s / 3600));
	else
		(void)snprintf(out, room, "%lld days", (long long)(s / 86400));
	return out;
}

static void print_times(struct buf *b, bool open, const struct survival *x)
{
	char t[32];

	if (!x->n || (!open && !measure_shown(x->n)))
		return;
	buf_printf(b, "From the first notice to a step, or seen gone\n");
	line(b, open, "cases", x->n);
	if (x->median_s == MEASURE_NEVER)
		buf_printf(b, "  %-38s more than %s\n", "half of them take",
			span_text(x->longest_s, t, sizeof(t)));
	else
		buf_printf(b, "  %-38s %12s\n", "half of them take at most",
			span_text(x->median_s, t, sizeof(t)));
	buf_printf(
		b, "  %-38s %10.1f %%\n", "within three days", 100 * measure_within(x, 3 * 86400));
}

void figures_print(const struct tally *f, bool open, struct buf *b)
{
	struct share automated = measure_share(f->automated, f->decisions);
	char from[CLOCK_TEXT], to[CLOCK_TEXT];

	buf_printf(b, "From %s to %s\n", clock_format_date(f->period.from_s, from),
		clock_format_date(f->period.to_s, to));
	buf_addz(b, "Received\n");
	line(b, open, "reports", f->reports);
	line(b, open, "folded into cases that were there", f->folded);
	line(b, open, "cases opened", f->opened);
	line(b, open, "came back after they were closed", f->recurred);
	lines(b, open, "Cases by harm", f->opened_by_class, CLASS_COUNT, harm_class_text);
	lines(b, open, "Cases by verdict", f->verdicts, VERDICT_COUNT, verdict_text);
	buf_addz(b, "Decided\n");
	line(b, open, "decisions", f->decisions);
	line(b, open, "steps", f->taken);
	line(b, open, "refused", f->refused);
	if (f->decisions && (open || (measure_shown(f->automated) && measure_shown(f->decisions))))
		buf_printf(b, "  %-38s %10.1f %%  (%.1f to %.1f)\n", "without a person",
			100 * automated.p, 100 * automated.low, 100 * automated.high);
	lines(b, open, "Steps by rung of the ladder", f->by_rung, FIGURES_RUNGS, rung_text);
	lines(b, open, "Steps by who was asked", f->by_role, ROLE_COUNT, role_text);
	lines(b, open, "Steps by what else they break", f->by_collateral, COLLATERAL_COUNT,
		collateral_text);
	lines(b, open, "Answers", f->answers, ANSWER_KIND_COUNT, answer_kind_text);
	print_times(b, open, &f->times);
	buf_addz(b, "Second looks\n");
	line(b, open, "appeals", f->appeals_filed);
	line(b, open, "reversals", f->reversed);
	line(b, open, "seen to be restored", f->restored);
	line(b, open, "duties that passed unanswered", f->gaps);
}
