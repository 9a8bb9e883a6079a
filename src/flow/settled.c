/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/settled.h"

int settled_load(struct store *s, struct arena *a, struct settled *out, struct err *e)
{
	struct store_notifier *n;
	struct store_rule *r;
	size_t count;
	int rc = store_notifiers(s, a, &n, &count, e);

	*out = (struct settled){ 0 };
	if (rc)
		return rc;
	out->notifier = arena_array(a, count + 1, sizeof(*out->notifier));
	if (!out->notifier)
		return err_nomem(e);
	for (size_t i = 0; i < count; i++) {
		out->notifier[i].id = n[i].id;
		out->notifier[i].percent = n[i].state == NOTIFIER_SUSPENDED ? 0 : n[i].bound;
	}
	out->notifiers = count;
	rc = store_rules(s, a, &r, &count, e);
	if (rc)
		return rc;
	out->rule = ARENA_ARRAY(a, struct rule_switch, count + 1);
	if (!out->rule)
		return err_nomem(e);
	for (size_t i = 0; i < count; i++)
		out->rule[i] = (struct rule_switch){ r[i].name, r[i].on };
	out->rules = count;
	return BW_OK;
}

int settled_percent(const struct settled *s, int64_t notifier)
{
	for (size_t i = 0; notifier && i < s->notifiers; i++)
		if (s->notifier[i].id == notifier)
			return s->notifier[i].percent;
	return 0;
}
