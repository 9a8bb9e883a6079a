/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/permit.h"

#include "flow/command.h"
#include "store/recourse.h"

static const struct {
	const char *text, *words;
} conditions[] = {
#define PERMIT_CONDITION(code, text, words) { text, words },
#include "flow/permit.def"
#undef PERMIT_CONDITION
};

static const enum permit_condition rules[PERMISSION_COUNT] = {
#define PERMIT_RULE(permission, condition) [PERMISSION_##permission] = PERMIT_##condition,
#include "flow/permit.def"
#undef PERMIT_RULE
};

const char *permit_condition_text(int c)
{
	return c >= 0 && c < PERMIT_CONDITION_COUNT ? conditions[c].text : "?";
}

static const char *permit_condition_words(int c)
{
	return c >= 0 && c < PERMIT_CONDITION_COUNT ? conditions[c].words : "?";
}

enum permit_condition permit_condition_of(enum permission p)
{
	return p < PERMISSION_COUNT ? rules[p] : PERMIT_ANY;
}

static bool same_agreement(int64_t notifier, const struct permit_object *o)
{
	return notifier != 0 && o && o->notifier == notifier;
}

static bool holds(enum permit_condition c, const struct who *w, int64_t notifier,
	const struct permit_object *o)
{
	switch (c) {
	case PERMIT_NOT_DECIDER:
		for (size_t i = 0; o && i < o->deciders_n; i++)
			if (o->deciders[i] == w->person)
				return false;
		return true;
	case PERMIT_OWN_ACCOUNT: return o && o->owner == w->person;
	case PERMIT_OTHER_ACCOUNT: return !o || o->owner != w->person;
	case PERMIT_OWN_NOTIFIER:
		/* whoever files for the desk as well is not bound to the agreement */
		return w->roles != PERSON_BIT(NOTIFIER) || same_agreement(notifier, o);
	case PERMIT_OWN_REPORTS:
		return who_may(w, PERMISSION_REPORT_READ) || (o && o->owner == w->person) ||
		       same_agreement(notifier, o);
	default: return true;
	}
}

int permit(const struct who *w, int64_t notifier, enum permission p, const struct permit_object *o,
	struct err *e)
{
	enum permit_condition c = permit_condition_of(p);

	if (!who_may(w, p))
		return err_set(e, BW_EDENIED, "not permitted: that takes '%s' (%s)",
			permission_text((int)p), permission_words((int)p));
	if (!holds(c, w, notifier, o))
		return err_set(e, BW_EDENIED, "not permitted: '%s' allows %s",
			permission_text((int)p), permit_condition_words((int)c));
	return BW_OK;
}

static int operator_may(enum permission p, const struct permit_object *o, struct err *e)
{
	/* The operator may do all but review what was decided without a name. */
	for (size_t i = 0; permit_condition_of(p) == PERMIT_NOT_DECIDER && o && i < o->deciders_n;
		i++)
		if (o->deciders[i] == 0)
			return err_set(e, BW_EDENIED,
				"not permitted: it was decided without a name, so somebody with "
				"one must look at it (--person NAME)");
	return BW_OK;
}

int permit_desk(
	const struct desk *d, enum permission p, const struct permit_object *o, struct err *e)
{
	struct store_person person;
	struct arena a;
	struct who w;
	int rc;

	if (d->who && d->who->person == 0)
		return permit(d->who, 0, p, o, e);
	if (!d->person)
		return operator_may(p, o, e);
	arena_init(&a, 0);
	rc = store_person_get(d->store, &a, d->person, &person, e);
	if (!rc && person.disabled_at_s != CLOCK_NONE)
		rc = err_set(e, BW_EDENIED, "not permitted: the account is disabled");
	if (!rc) {
		w = who_person(person.id, person.roles);
		if (d->who) /* narrowed by a token */
			w.may &= d->who->may;
		rc = permit(&w, person.notifier, p, o, e);
	}
	arena_done(&a);
	return rc;
}

int permit_record(
	const struct desk *d, struct work *w, enum permission p, struct str object, struct err *e)
{
	return store_deed_put(w, d->now_s, d->person, str_of(permission_text((int)p)), object, e);
}

int permit_begin(const struct desk *d, enum permission p, char prefix, int64_t id, struct work **w,
	struct err *e)
{
	char text[STORE_ID_TEXT];
	int rc = permit_desk(d, p, NULL, e);

	if (!rc)
		rc = store_change_begin(d->store, w, e);
	if (rc)
		return rc;
	rc = permit_record(
		d, *w, p, id ? str_of(store_id_text(prefix, (uint64_t)id, text)) : STR(""), e);
	if (rc)
		store_work_free(*w);
	return rc;
}
