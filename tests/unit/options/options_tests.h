/* SPDX-License-Identifier: Apache-2.0 */
/* options_tests.h -- a case made by hand: site, figures and actors, without any earlier stage. */
#ifndef OPTIONS_TESTS_H
#define OPTIONS_TESTS_H

#include "unit.h"

#include "options/options.h"

#define NOW      INT64_C(1795262400) /* 2026-11-21T12:00:00Z */
#define TEST_DAY 86400

struct hand {
	struct arena arena;
	struct site site;
	struct stack stack;
	struct actor actors[8];
	struct options_in in;
};

/* One holder's domain "shop.example" with a page, phishing, actionable evidence, a popularity list in
 * which it is not, and hosting, registrar and registry known. */
void hand_init(struct hand *h);
void hand_done(struct hand *h);
void hand_add(struct hand *h, enum role role, const char *id);
void hand_age(struct hand *h, int64_t days);
void hand_imitates(struct hand *h);
void hand_rank(struct hand *h, struct ladder *out);
const struct option *hand_find(const struct ladder *l, const char *action, enum role role);

int verdict_tests(void);
int ladder_tests(void);
int property_tests(void);

#endif
