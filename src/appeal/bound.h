/* SPDX-License-Identifier: Apache-2.0 */
/* bound.h -- how good is somebody whose claims were right so often and wrong so often?
 *
 * The share of right ones is taken as Beta distributed, starting from Beta(1, 1) (nothing is known: every
 * share is as likely), so that after r right and w wrong ones it is Beta(1 + r, 1 + w).  What decides is a
 * bound of it, not its middle: three of three is not yet good, and 5 % of the time the truth lies beyond.
 * Pure arithmetic.
 */
#ifndef APPEAL_BOUND_H
#define APPEAL_BOUND_H

#include <stdint.h>

/* Regularised incomplete beta function I_x(a, b): the share of Beta(a, b) below ${x}, for a, b > 0 up to a
 * billion.  Continued fraction DLMF 8.17.22, to about 1e-12. */
double beta_below(double a, double b, double x);
/* The x below which the share ${p} of Beta(a, b) lies; by halving, to 1e-12.  About 20 us. */
double beta_quantile(double a, double b, double p);

/* In whole percent, rounded away from claiming too much: with 95 % probability at least (at most) so much. */
int bound_lower_percent(int64_t right, int64_t wrong);
int bound_upper_percent(int64_t right, int64_t wrong);

#endif
