/* SPDX-License-Identifier: Apache-2.0 */
/* Automation rules: whatever is read, no rule that was taken lets a program act on a case that nobody shows
 * to be malicious, nor on one that carries a flag. */
#include <assert.h>

#include "decide/decide.h"

static enum decision_kind decided(const struct rules *r, enum verdict verdict, size_t flags)
{
	static const struct action hold = { "client-hold", "hold", ROLE_REGISTRAR, false };
	const struct site site = { .kind = SITE_DOMAIN };
	const struct stack stack = { .site = &site };
	const struct actor registrar = { .role = ROLE_REGISTRAR };
	struct option row = { .action = &hold, .actor = &registrar, .collateral = COLLATERAL_LOW };
	const struct ladder l = { .judgement = { .verdict = verdict },
		.v = &row,
		.n = 1,
		.rung_n = 1,
		.flags_n = flags };
	const struct decide_in in = { .ladder = &l,
		.rules = r,
		.stack = &stack,
		.harm = HARM_PHISHING,
		.tier = TIER_STRONG,
		.notifier_precision_percent = 100 };
	struct decision d;

	if (decide_propose(NULL, &in, &d, NULL))
		return DECISION_DESK;
	return d.kind;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rules *r = NULL;
	struct err e;

	if (rules_new(str_make((const char *)data, size), &r, &e)) {
		assert(e.text[0]);
		return 0;
	}
	assert(decided(r, VERDICT_UNKNOWN, 0) != DECISION_ACT);
	assert(decided(r, VERDICT_COMPROMISED, 0) != DECISION_ACT);
	assert(decided(r, VERDICT_MALICIOUS, 1) != DECISION_ACT);
	rules_free(r);
	return 0;
}
