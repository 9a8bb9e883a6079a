/* SPDX-License-Identifier: Apache-2.0 */
/* provider.h -- whom an OpenID provider's word lets in, and as whom.
 *
 * The first time somebody of the provider comes, the claim that the settings name is the name of an account; that
 * account and the provider's subject are linked, and from then on the subject alone counts: whoever gets the name or
 * the address later is somebody else, and stays out.  Where the settings map groups to roles, who is in none of the
 * groups stays out, who has no account yet gets one, and whoever comes has the roles of their groups from then on:
 * what the desk has changed since counts no more.  Two things stay: the role notifier, which is an agreement's, and
 * the last admin.  A disabled account stays out.
 */
#ifndef FLOW_PROVIDER_H
#define FLOW_PROVIDER_H

#include "domain/person.h"
#include "format/oidc.h"
#include "store/store.h"

struct provider_group {
	struct str name;
	person_roles roles;
};
struct provider_rules {
	struct str issuer;
	struct provider_group
		*v; /* none: roles are the desk's, and nobody's account is made here */
	size_t n;
};
/* "GROUP=ROLE ROLE; GROUP=ROLE": a group's name is everything before the last "=".  BW_ECONFIG. The list in ${a}. */
int provider_rules_parse(
	struct arena *a, struct str text, struct provider_rules *out, struct err *e) MUST_USE;

/* Why somebody stays out; the words stay, journals have them. */
#define PROVIDER_FAULTS(X)                                                                   \
	X(NONE, "none", "")                                                                  \
	X(CLAIM, "claim", "the provider does not say which account, or has not verified it") \
	X(GROUP, "group", "the person is in none of the groups of oidc-roles")               \
	X(ACCOUNT, "account", "there is no account of that name, and none is made")          \
	X(NAME, "name", "what the claim says cannot be the name of an account")              \
	X(LINK, "link", "the account belongs to another person of the provider")             \
	X(DISABLED, "disabled", "the account is disabled")

enum provider_fault {
#define X(code, word, words) PROVIDER_##code,
	PROVIDER_FAULTS(X)
#undef X
		PROVIDER_FAULT_COUNT
};
const char *provider_fault_text(int fault);
const char *provider_fault_words(int fault);

struct provider_in {
	int64_t person;
	bool made, linked; /* now */
	person_roles was, is; /* where they differ, the roles have followed the groups */
	bool kept; /* the groups give no admin; the last one stays one */
};
/* 0 with ${*why} other than PROVIDER_NONE: stays out, and nothing was changed. */
int provider_sign_in(struct store *s, struct arena *a, const struct provider_rules *rules,
	const struct oidc_who *who, int64_t now_s, struct provider_in *out,
	enum provider_fault *why, struct err *e) MUST_USE;

#endif
