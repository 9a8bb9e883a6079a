/* SPDX-License-Identifier: Apache-2.0 */
/* Collecting; figures_write.c has the forms. */
#include "flow/figures.h"

#include "domain/decision.h"

/* Which rung was taken: the line "action role actor" of the ladder as it stood then. */
static size_t rung_of(const struct decided *d)
{
	struct str rest = d->ladder, line, word;
	size_t rung = 0;

	while (str_cut(&rest, '\n', &line)) {
		struct str left = line;

		if (!str_cut(&left, ' ', &word) || !word.n)
			continue;
		rung++;
		if (!str_eq(word, d->action) || !str_cut(&left, ' ', &word) ||
			!str_is(word, role_text(d->role)))
			continue;
		if (str_eq(left, d->actor))
			break;
	}
	return rung ? rung : 1;
}

static void count_decision(const struct decided *d, struct tally *f)
{
	size_t rung;

	if (d->state == DECISION_IS_WAITING)
		return;
	f->decisions++;
	f->automated += d->automated;
	f->second_persons += d->second_person != 0;
	f->exceptions += d->exception.n > 0;
	if (d->kind == DECISION_REFUSE || !d->action.n) {
		f->refused++;
		return;
	}
	f->taken++;
	if (d->role >= 0 && d->role < ROLE_COUNT)
		f->by_role[d->role]++;
	f->by_effect[d->effect]++;
	f->by_collateral[d->collateral]++;
	rung = rung_of(d);
	f->by_rung[rung > FIGURES_RUNGS ? FIGURES_RUNGS - 1 : rung - 1]++;
}

static int decisions(struct store *s, struct tally *f, struct err *e)
{
	struct arena all, one;
	int64_t *ids = NULL;
	size_t n;
	int rc;

	arena_init(&all, 0);
	arena_init(&one, 0);
	rc = store_figures_decisions(s, &all, f->period, &ids, &n, e);
	for (size_t i = 0; !rc && i < n; i++) {
		struct decided d;

		arena_reset(&one);
		rc = store_decision_get(s, &one, ids[i], &d, e);
		if (!rc)
			count_decision(&d, f);
	}
	arena_done(&one);
	arena_done(&all);
	return rc;
}

static void count_event(const struct figures_row *r, struct tally *f)
{
	bool known = r->key[1] >= 0 && r->key[1] < CLASS_COUNT;

	switch (r->key[0]) {
	case EVENT_OPENED:
		f->opened += r->n;
		if (known)
			f->opened_by_class[r->key[1]] += r->n;
		break;
	case EVENT_DECIDED:
		if (known)
			f->decided_by_class[r->key[1]] += r->n;
		break;
	case EVENT_ACTED:
		if (known)
			f->acted_by_class[r->key[1]] += r->n;
		break;
	case EVENT_RECURRED: f->recurred += r->n; break;
	case EVENT_REVERSED: f->reversed += r->n; break;
	case EVENT_RESTORED: f->restored += r->n; break;
	case EVENT_GAP: f->gaps += r->n; break;
	case EVENT_STOOD_DOWN: f->stood_down += r->n; break;
	case EVENT_ERASED: f->erased += r->n; break;
	default: break;
	}
}

#define INSIDE(k, count) ((k) >= 0 && (k) < (count))

static void count_row(enum figures_of what, const struct figures_row *r, struct tally *f)
{
	const int *k = r->key;

	switch (what) {
	case FIGURES_REPORTS:
		f->reports += r->n;
		if (INSIDE(k[0], CLASS_COUNT))
			f->by_class[k[0]] += r->n;
		break;
	case FIGURES_EVENTS: count_event(r, f); break;
	case FIGURES_LETTERS:
		if (INSIDE(k[0], LETTER_KIND_COUNT) && INSIDE(k[1], LETTER_STATE_COUNT))
			f->letters[k[0]][k[1]] += r->n;
		break;
	case FIGURES_ANSWERS:
		if (INSIDE(k[0], ANSWER_KIND_COUNT))
			f->answers[k[0]] += r->n;
		break;
	case FIGURES_DUTIES:
		if (INSIDE(k[0], DUTY_VERB_COUNT) && INSIDE(k[1], DUTY_STATE_COUNT))
			f->duties[k[0]][k[1]] += r->n;
		break;
	case FIGURES_APPEALS:
		f->appeals_filed += r->n;
		if (INSIDE(k[0], APPEAL_STATE_COUNT))
			f->appeals[k[0]] += r->n;
		break;
	case FIGURES_VERDICTS:
		if (INSIDE(k[0], VERDICT_COUNT))
			f->verdicts[k[0]] += r->n;
		break;
	case FIGURES_COUNT: break;
	}
}

/* Spans of one class, or of all (-1). */
static int spans(struct arena *a, const struct figures_time *t, size_t n, int harm_class,
	struct period p, struct survival *out, struct err *e)
{
	struct span *v = ARENA_ARRAY(a, struct span, n ? n : 1);
	size_t m = 0;

	if (!v)
		return err_nomem(e);
	for (size_t i = 0; i < n; i++) {
		bool ended = t[i].acted_s != CLOCK_NONE;

		if (harm_class < 0 || (int)t[i].harm_class == harm_class)
			v[m++] = (struct span){ (ended ? t[i].acted_s : p.to_s) - t[i].noticed_s,
				ended };
	}
	return measure_survival(a, v, m, out, e);
}

int figures_collect(
	struct store *s, struct arena *a, struct period p, struct tally *f, struct err *e)
{
	struct figures_row *rows;
	struct figures_time *times = NULL;
	size_t n;
	int rc = BW_OK;

	memset(f, 0, sizeof(*f));
	f->period = p;
	for (int what = 0; !rc && what < FIGURES_COUNT; what++) {
		rc = store_figures(s, a, (enum figures_of)what, p, &rows, &n, e);
		for (size_t i = 0; !rc && i < n; i++)
			count_row((enum figures_of)what, &rows[i], f);
	}
	f->folded = f->reports > f->opened ? f->reports - f->opened : 0;
	if (!rc)
		rc = decisions(s, f, e);
	if (!rc)
		rc = store_figures_times(s, a, p, &times, &n, e);
	if (!rc)
		rc = spans(a, times, n, -1, p, &f->times, e);
	for (int c = 0; !rc && c < CLASS_COUNT; c++)
		rc = spans(a, times, n, c, p, &f->times_by_class[c], e);
	return rc;
}
