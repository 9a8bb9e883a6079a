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

enum action_at {
#define ACTION(code, ...) AT_##code,
#include "options/actions.def"
#undef ACTION
};

/* The table is grouped by role; a test compares. */
const struct action_range action_by_role[ROLE_COUNT] = {
	[ROLE_OPERATOR] = { AT_OPERATOR_REMOVE, AT_OPERATOR_ROTATE + 1 },
	[ROLE_REGISTRANT] = { AT_REGISTRANT_WARN, AT_REGISTRANT_FIX + 1 },
	[ROLE_PLATFORM] = { AT_PLATFORM_REMOVE, AT_PLATFORM_WARN + 1 },
	[ROLE_HOSTING] = { AT_HOSTING_REMOVE, AT_HOSTING_WARN + 1 },
	[ROLE_GATEWAY] = { AT_GATEWAY_BLOCK, AT_GATEWAY_NOTIFY + 1 },
	[ROLE_CDN] = { AT_CDN_URL, AT_CDN_FORWARD + 1 },
	[ROLE_DNS] = { AT_DNS_RECORD, AT_DNS_NOTIFY + 1 },
	[ROLE_NETWORK] = { AT_NETWORK_NOTIFY, AT_NETWORK_NULL + 1 },
	[ROLE_RESELLER] = { AT_RESELLER_WARN, AT_RESELLER_SUSPEND + 1 },
	[ROLE_REGISTRAR] = { AT_REGISTRAR_WARN, AT_REGISTRAR_DELETE + 1 },
	[ROLE_REGISTRY] = { AT_REGISTRY_REFER, AT_REGISTRY_SINKHOLE + 1 },
	[ROLE_RESOLVER] = { AT_RESOLVER_NAME, AT_RESOLVER_ADDRESS + 1 },
	[ROLE_WALLET] = { AT_WALLET_WARN, AT_WALLET_WARN + 1 },
	[ROLE_BROWSER] = { AT_BROWSER_WARN, AT_BROWSER_WARN + 1 },
	[ROLE_HOTLINE] = { AT_HOTLINE_REFER, AT_HOTLINE_REFER + 1 },
	[ROLE_LAW_ENFORCEMENT] = { AT_POLICE_REFER, AT_POLICE_PRESERVE + 1 },
	[ROLE_CSIRT] = { AT_CSIRT_REFER, AT_CSIRT_REFER + 1 },
	[ROLE_NOTIFIER] = { AT_NOTIFIER_ASK, AT_NOTIFIER_ASK + 1 },
};

size_t options_actions(void)
{
	return action_table_n;
}

struct action_info options_action(size_t i)
{
	const struct action_row *r = &action_table[i];

	return (struct action_info){ &r->action, r->effect, r->undo, r->clause, r->expected_s };
}
