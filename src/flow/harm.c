/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/harm.h"

#define VERY_POPULAR 10000

bool harm_soft(struct str action)
{
	static const char *const asks[] = { "ask-", "forward-", "notify-", "refer-", "request-",
		"warn-" };

	for (size_t i = 0; i < sizeof(asks) / sizeof(asks[0]); i++)
		if (str_starts(action, str_of(asks[i])))
			return true;
	return false;
}

bool harm_popular(int64_t rank)
{
	return rank > 0 && rank <= VERY_POPULAR;
}

/* Registrars, registries and resellers have no smaller lever than the whole name. */
static bool whole(const struct harm_in *in)
{
	if (in->role == ROLE_REGISTRAR || in->role == ROLE_REGISTRY || in->role == ROLE_RESELLER)
		return true;
	return in->effect == EFFECT_DOMAIN || in->effect == EFFECT_ZONE ||
	       in->effect == EFFECT_IP || in->effect == EFFECT_PREFIX ||
	       (in->bare && (in->effect == EFFECT_HOST || in->effect == EFFECT_SITE));
}

enum harm_done harm_check(const struct harm_in *in)
{
	if (in->soft)
		return HARM_DONE_NOT;
	if (in->kind == SITE_TENANT) /* bare or not, a tenant's own site is the tenant's alone */
		return in->effect == EFFECT_SITE || in->effect <= EFFECT_PAGE_TREE
			       ? HARM_DONE_NOT
			       : HARM_DONE_TENANT;
	if (!whole(in))
		return HARM_DONE_NOT;
	switch (in->kind) {
	case SITE_PLATFORM: return HARM_DONE_SERVICE;
	case SITE_SUFFIX: return HARM_DONE_SUFFIX;
	case SITE_IP:
	case SITE_NETWORK: return HARM_DONE_ADDRESS;
	case SITE_NAME: return HARM_DONE_NAME;
	default: break;
	}
	if (in->effect == EFFECT_IP || in->effect == EFFECT_PREFIX)
		return HARM_DONE_ADDRESS;
	return harm_popular(in->rank) ? HARM_DONE_POPULAR : HARM_DONE_NOT;
}

const char *harm_done_words(enum harm_done h)
{
	static const char *const words[HARM_DONE_COUNT] = {
		[HARM_DONE_NOT] = "nothing beyond what was reported",
		[HARM_DONE_TENANT] = "more than one tenant of a platform",
		[HARM_DONE_SERVICE] = "a platform's own name",
		[HARM_DONE_SUFFIX] = "a public suffix",
		[HARM_DONE_ADDRESS] = "a whole address or network",
		[HARM_DONE_POPULAR] = "a very popular name as a whole",
		[HARM_DONE_NAME] = "a registration step on something that is no registered name",
	};

	return (size_t)h < HARM_DONE_COUNT ? words[h] : "?";
}
