/* SPDX-License-Identifier: Apache-2.0 */
#include "options/action.h"
#include "options/options.h"

#define HOUR  3600
#define DAY   86400
#define NEVER STACK_UNKNOWN

#define K_D   (1u << SITE_DOMAIN)
#define K_T   (1u << SITE_TENANT)
#define K_P   (1u << SITE_PLATFORM)
#define K_S   (1u << SITE_SUFFIX)
#define K_I   (1u << SITE_IP)
#define K_N   (1u << SITE_NETWORK)
#define K_X   (1u << SITE_NAME)
#define K_ANY ((1u << SITE_KIND_COUNT) - 1)

#define C(class) (1u << CLASS_##class)
#define H_CSAM   C(CSAM)
#define H_ANY    ((1u << CLASS_COUNT) - 1)
#define H_NET                                                                                 \
	(C(BOTNET) | C(ATTACK) | C(COMPROMISE) | C(VULNERABILITY) | C(SPAM) | C(REPUTATION) | \
		C(MALWARE))
#define H_WEB      (H_ANY & ~(C(ATTACK) | C(VULNERABILITY) | C(BOTNET)))
#define H_TAKEOVER (C(COMPROMISE) | C(EXPOSURE) | C(PHISHING) | C(MALWARE) | C(BOTNET))
/* Shown for every harm, so that a reader sees why a step on the name is out of remit. */
#define H_NAME (H_ANY)

const struct action_row action_table[] = {
#define ACTION(code, nm, wd, rl, ef, re, sf, kd, hm, uw, us, ex, cl, fl)        \
	{ .action = { .name = nm, .words = wd, .role = ROLE_##rl, .soft = sf }, \
		.effect = EFFECT_##ef,                                          \
		.reach = REACH_##re,                                            \
		.kinds = kd,                                                    \
		.harms = hm,                                                    \
		.undo = STR_INIT(uw),                                           \
		.undo_s = us,                                                   \
		.expected_s = ex,                                               \
		.clause = STR_INIT(cl),                                         \
		.flags = fl },
#include "options/actions.def"
#undef ACTION
};
const size_t action_table_n = sizeof(action_table) / sizeof(action_table[0]);

size_t options_actions(void)
{
	return action_table_n;
}

struct action_info options_action(size_t i)
{
	const struct action_row *r = &action_table[i];

	return (struct action_info){ &r->action, r->effect, r->undo, r->clause, r->expected_s };
}
