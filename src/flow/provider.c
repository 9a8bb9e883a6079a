/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/provider.h"

#include "base/limit.h"
#include "flow/people.h"
#include "store/signins.h"

static const struct {
	const char *text, *words;
} faults[] = {
#define X(code, word, words) { word, words },
	PROVIDER_FAULTS(X)
#undef X
};

const char *provider_fault_text(int fault)
{
	return fault >= 0 && fault < PROVIDER_FAULT_COUNT ? faults[fault].text : "?";
}

const char *provider_fault_words(int fault)
{
	return fault >= 0 && fault < PROVIDER_FAULT_COUNT ? faults[fault].words : "?";
}

/* ---- groups ---- */

static int one_group(struct str text, struct provider_group *out, struct err *e)
{
	size_t at = str_rfind_byte(text, '=');
	char q[QUOTE_ROOM(60)];
	struct str bad;

	if (at == SIZE_MAX || !str_trim(str_sub(text, 0, at)).n ||
		!str_trim(str_from(text, at + 1)).n)
		return err_set(e, BW_ECONFIG, "oidc-roles: '%s' is not of the form GROUP=ROLE",
			str_quote(str_trim(text), 60, q));
	out->name = str_trim(str_sub(text, 0, at));
	if (!person_roles_parse(str_from(text, at + 1), &out->roles, &bad))
		return err_set(e, BW_ECONFIG, "oidc-roles: '%s' is no role; see docs/vocabulary.md",
			str_quote(bad, 60, q));
	if (out->roles & PERSON_BIT(NOTIFIER))
		return err_set(e, BW_ECONFIG,
			"oidc-roles: a notifier needs an agreement and cannot be made by a group");
	return BW_OK;
}

int provider_rules_parse(
	struct arena *a, struct str text, struct provider_rules *out, struct err *e)
{
	struct str rest = text, part;
	size_t most = 1;
	int rc = BW_OK;

	for (size_t i = 0; i < text.n; i++)
		most += text.p[i] == ';';
	out->v = ARENA_ARRAY(a, struct provider_group, most);
	out->n = 0;
	if (!out->v)
		return err_nomem(e);
	while (!rc && rest.n && str_cut(&rest, ';', &part))
		if (str_trim(part).n)
			rc = one_group(part, &out->v[out->n++], e);
	return rc;
}

static person_roles roles_of(const struct provider_rules *rules, const struct oidc_who *who)
{
	person_roles roles = 0;

	for (size_t i = 0; i < rules->n; i++)
		for (size_t g = 0; g < who->groups_n; g++)
			if (str_eq(rules->v[i].name, who->groups[g]))
				roles |= rules->v[i].roles;
	return roles;
}

/* ---- whose account ---- */

struct sign_in {
	struct store *s;
	struct arena *a;
	const struct provider_rules *rules;
	const struct oidc_who *who;
	int64_t now_s;
	person_roles roles;
};

/* An account for somebody who has none. */
static int make(
	const struct sign_in *k, struct provider_in *out, enum provider_fault *why, struct err *e)
{
	const struct desk d = { .store = k->s, .now_s = k->now_s };
	int rc;

	if (!k->roles) {
		*why = PROVIDER_ACCOUNT;
		return BW_OK;
	}
	rc = people_add(&d, k->who->account, k->roles, 0, &out->person, e);
	if (rc == BW_EINVALID) {
		*why = PROVIDER_NAME;
		return BW_OK;
	}
	out->made = rc == BW_OK;
	return rc;
}

/* The account that the claim names, unless it is somebody else's. */
static int by_claim(
	const struct sign_in *k, struct provider_in *out, enum provider_fault *why, struct err *e)
{
	struct store_person p;
	bool taken = false;
	int rc;

	if (!k->who->account.n) {
		*why = PROVIDER_CLAIM;
		return BW_OK;
	}
	rc = store_person_named(k->s, k->a, k->who->account, &p, e);
	if (rc == BW_ENOTFOUND)
		return make(k, out, why, e);
	if (!rc)
		rc = signin_has_link(k->s, k->rules->issuer, p.id, &taken, e);
	if (rc)
		return rc;
	out->person = p.id;
	if (taken)
		*why = PROVIDER_LINK;
	return BW_OK;
}

/* The roles of an account that was there before are those of the groups now. */
static int follow(const struct sign_in *k, struct provider_in *out, struct err *e)
{
	const struct desk d = { .store = k->s, .now_s = k->now_s };

	if (!k->rules->n || out->made)
		return BW_OK;
	return people_follow(&d, out->person, k->roles, &out->was, &out->is, &out->kept, e);
}

static int link_now(const struct sign_in *k, int64_t person, struct err *e)
{
	struct work *w;
	int rc = store_change_begin(k->s, &w, e);

	if (rc)
		return rc;
	rc = signin_link(w, k->rules->issuer, k->who->subject, person, k->now_s, e);
	if (!rc)
		rc = store_work_commit(w, e);
	store_work_free(w);
	return rc;
}

int provider_sign_in(struct store *s, struct arena *a, const struct provider_rules *rules,
	const struct oidc_who *who, int64_t now_s, struct provider_in *out,
	enum provider_fault *why, struct err *e)
{
	const struct sign_in k = { s, a, rules, who, now_s, roles_of(rules, who) };
	struct store_person p;
	bool known;
	int rc;

	*out = (struct provider_in){ 0 };
	*why = PROVIDER_NONE;
	if (rules->n && !k.roles) {
		*why = PROVIDER_GROUP;
		return BW_OK;
	}
	rc = signin_linked(s, rules->issuer, who->subject, &out->person, e);
	known = out->person != 0;
	if (!rc && !known)
		rc = by_claim(&k, out, why, e);
	if (rc || *why)
		return rc;
	rc = store_person_get(s, a, out->person, &p, e);
	if (!rc && p.disabled_at_s != CLOCK_NONE)
		*why = PROVIDER_DISABLED;
	if (rc || *why)
		return rc;
	if (!known)
		rc = link_now(&k, out->person, e);
	out->linked = !known;
	return rc ? rc : follow(&k, out, e);
}
