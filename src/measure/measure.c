/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/measure.h"

#include <math.h>
#include <stdlib.h>

#define Z 1.959963984540054 /* 97.5 % of the normal distribution */

struct share measure_share(uint64_t n, uint64_t all)
{
	struct share x = { n, all, 0, 0, 1 };
	double count = (double)all, p, middle, half, scale;

	if (!all)
		return x;
	p = (double)n / count;
	scale = 1 + Z * Z / count;
	middle = (p + Z * Z / (2 * count)) / scale;
	half = Z / scale * sqrt(p * (1 - p) / count + Z * Z / (4 * count * count));
	x.p = p;
	x.low = n ? fmax(0, middle - half) : 0;
	x.high = n < all ? fmin(1, middle + half) : 1;
	return x;
}

/* By time; of one moment those that ended come before those that were lost from sight then. */
static int by_time(const void *x, const void *y)
{
	const struct span *a = x, *b = y;

	if (a->s != b->s)
		return a->s < b->s ? -1 : 1;
	return (int)b->ended - (int)a->ended;
}

static void bounds(struct survival_step *t, double sum)
{
	double spread, c;

	t->low = t->high = t->left;
	if (t->left <= 0 || t->left >= 1)
		return;
	spread = Z * sqrt(sum) / fabs(log(t->left));
	c = log(-log(t->left));
	t->low = exp(-exp(c + spread));
	t->high = exp(-exp(c - spread));
}

int measure_survival(struct arena *a, struct span *v, size_t n, struct survival *out, struct err *e)
{
	struct survival_step *steps = ARENA_ARRAY(a, struct survival_step, n ? n : 1);
	double left = 1, sum = 0;
	size_t i = 0;

	memset(out, 0, sizeof(*out));
	out->median_s = MEASURE_NEVER;
	out->n = n;
	if (!steps)
		return err_nomem(e);
	if (n) /* qsort takes no NULL, not even of nothing */
		qsort(v, n, sizeof(*v), by_time);
	while (i < n) {
		size_t at_risk = n - i, died = 0, next = i;

		while (next < n && v[next].s == v[i].s)
			died += v[next++].ended;
		if (died) {
			struct survival_step *t = &steps[out->steps++];

			left *= 1 - (double)died / (double)at_risk;
			if (at_risk > died)
				sum += (double)died / ((double)at_risk * (double)(at_risk - died));
			t->at_s = v[i].s;
			t->left = left;
			bounds(t, sum);
			if (left <= 0.5 + 1e-12 && out->median_s == MEASURE_NEVER)
				out->median_s = v[i].s;
		}
		out->ended += died;
		i = next;
	}
	out->longest_s = n ? v[n - 1].s : 0;
	out->v = steps;
	return BW_OK;
}

double measure_within(const struct survival *x, int64_t s)
{
	double left = 1;

	for (size_t i = 0; i < x->steps && x->v[i].at_s <= s; i++)
		left = x->v[i].left;
	return 1 - left;
}

bool measure_shown(uint64_t n)
{
	return n == 0 || n >= MEASURE_FEWEST;
}
