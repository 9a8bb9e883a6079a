/* SPDX-License-Identifier: Apache-2.0 */
#include "appeal/bound.h"

#include <math.h>

#define TINY  1e-300 /* in place of a zero that would be divided by */
#define CLOSE 1e-15
#define TERMS 100000 /* about sqrt(max(a, b)) of them are needed */

/* d(m) of DLMF 8.17.23, for m from 1. */
static double term(double a, double b, double x, int m)
{
	int half = m / 2;
	double k = half;

	if (m % 2 == 0)
		return k * (b - k) * x / ((a + 2 * k - 1) * (a + 2 * k));
	return -(a + k) * (a + b + k) * x / ((a + 2 * k) * (a + 2 * k + 1));
}

/* The fraction 1 + d1/(1 + d2/(1 + ...)) from its front (Lentz's method, as Thompson and Barnett changed it). */
static double fraction(double a, double b, double x)
{
	double f = 1, c = 1, d = 0;

	for (int m = 1; m < TERMS; m++) {
		double t = term(a, b, x, m), step;

		d = 1 + t * d;
		d = 1 / (fabs(d) < TINY ? TINY : d);
		c = 1 + t / c;
		c = fabs(c) < TINY ? TINY : c;
		step = c * d;
		f *= step;
		if (fabs(step - 1) < CLOSE)
			break;
	}
	return f;
}

static double log_gamma(double x)
{
	int sign;

	return lgamma_r(x, &sign);
}

double beta_below(double a, double b, double x)
{
	double front;

	if (!(x > 0))
		return 0;
	if (!(x < 1))
		return 1;
	/* the fraction converges fast below the mean; above it the mirror image is taken */
	if (x > (a + 1) / (a + b + 2))
		return 1 - beta_below(b, a, 1 - x);
	front = exp(a * log(x) + b * log1p(-x) + log_gamma(a + b) - log_gamma(a) - log_gamma(b)) /
		a;
	return front / fraction(a, b, x);
}

double beta_quantile(double a, double b, double p)
{
	double low = 0, high = 1;

	for (int i = 0; i < 60 && high - low > 1e-12; i++) {
		double middle = low + (high - low) / 2;

		if (beta_below(a, b, middle) < p)
			low = middle;
		else
			high = middle;
	}
	return low + (high - low) / 2;
}

/* A hair is given back, so that a bound that is a whole percent is not lost to the last digit. */
#define HAIR 1e-9

int bound_lower_percent(int64_t right, int64_t wrong)
{
	return (int)floor(beta_quantile(1 + (double)right, 1 + (double)wrong, 0.05) * 100 + HAIR);
}

int bound_upper_percent(int64_t right, int64_t wrong)
{
	return (int)ceil(beta_quantile(1 + (double)right, 1 + (double)wrong, 0.95) * 100 - HAIR);
}
