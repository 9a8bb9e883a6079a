/* SPDX-License-Identifier: Apache-2.0 */
/* measure.h -- figures that say how sure they are: shares with intervals, times with those still waiting counted.
 *
 * Pure arithmetic.  A mean over cases that are finished flatters whoever leaves the hard ones lying, so
 * times come from Kaplan-Meier, and a median that is not reached is not there.  What is published of fewer
 * than MEASURE_FEWEST is not shown.
 */
#ifndef MEASURE_MEASURE_H
#define MEASURE_MEASURE_H

#include "base/arena.h"

/* A share with its 95 % interval (Wilson).  With ${all} 0 everything is 0 to 1. */
struct share {
	uint64_t n, all;
	double p, low, high;
};
struct share measure_share(uint64_t n, uint64_t all);

/* One case under watch: for how long, and whether it ended with what was waited for (else it still waits,
 * or was lost from sight). */
struct span {
	int64_t s; /* seconds, 0 or more */
	bool ended;
};

#define MEASURE_NEVER INT64_MAX
struct survival {
	size_t n, ended;
	int64_t median_s; /* MEASURE_NEVER where fewer than half ended */
	int64_t longest_s; /* watched: "more than this" where there is no median */
	const struct survival_step {
		int64_t at_s;
		double left; /* S(t) from here on */
		double low, high; /* 95 %, on the log-log scale (Greenwood) */
	} * v;
	size_t steps;
};
/* Sorts ${v}; the steps are in ${a}. O(n log n). */
int measure_survival(
	struct arena *a, struct span *v, size_t n, struct survival *out, struct err *e) MUST_USE;
/* Share that ended within ${s}: 1 - S(s). */
double measure_within(const struct survival *x, int64_t s);

/* May this count be published?  0 may: it names nobody. */
#define MEASURE_FEWEST 10
bool measure_shown(uint64_t n);

#endif
