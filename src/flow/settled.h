/* SPDX-License-Identifier: Apache-2.0 */
/* settled.h -- what people and outcomes have settled that the stages are told: how good each notifier is, and
 * which automation rules are switched.  Loaded once for a batch; with neither there it is two empty lists.
 */
#ifndef FLOW_SETTLED_H
#define FLOW_SETTLED_H

#include "decide/decide.h"
#include "store/recourse.h"

struct settled {
	struct {
		int64_t id;
		int percent;
	} * notifier;
	size_t notifiers;
	struct rule_switch *rule;
	size_t rules;
};

/* In ${a}. */
int settled_load(struct store *s, struct arena *a, struct settled *out, struct err *e) MUST_USE;
/* Lower 95 % bound of the notifier's precision; 0 for nobody, and for one that is suspended. */
int settled_percent(const struct settled *s, int64_t notifier);

#endif
