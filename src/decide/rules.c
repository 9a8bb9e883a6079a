/* SPDX-License-Identifier: Apache-2.0 */
/* rules.c -- automation rules: read, refuse what is unsafe, and match. */
#include "decide/rules.h"

#include "base/mem.h"
#include "format/yaml.h"

#define RULES_MOST 256
#define WHOLE_NAME_PRECISION \
	90 /* percent; a rule on whole names asks at least this of a notifier */

struct rules {
	struct arena arena;
	struct rule *v;
	size_t n;
};

static int fault(struct err *e, const struct json *at, const char *what)
{
	return err_set(e, BW_EINVALID, "automation rule, line %zu: %s", at ? at->at : 0, what);
}

static int read_harms(const struct json *list, struct rule *r, const struct json *at, struct err *e)
{
	JSON_EACH (x, list) {
		bool found = false;

		for (int c = 0; c < CLASS_COUNT && x->type == JSON_STRING; c++)
			if (str_is(x->text, harm_class_text(c))) {
				r->classes |= 1u << c;
				found = true;
			}
		if (!found)
			return fault(e, x, "unknown harm class (see docs/vocabulary.md)");
	}
	if (!r->classes)
		return fault(e, at, "'harm' lists no harm class");
	if (r->classes & (1u << CLASS_CSAM))
		return fault(e, at, "child sexual abuse material is never decided by a rule");
	return BW_OK;
}

static int read_words(const struct json *x, struct rule *r, struct err *e)
{
	if (!role_parse(json_text(x, "role"), &r->role))
		return fault(e, x, "'role' is missing or unknown");
	if (!verdict_parse(json_text(x, "verdict"), &r->verdict))
		return fault(e, x, "'verdict' is missing or unknown");
	if (!tier_parse(json_text(x, "tier"), &r->tier))
		return fault(e, x, "'tier' is missing or unknown");
	if (!collateral_parse(json_text(x, "collateral_at_most"), &r->collateral))
		return fault(e, x, "'collateral_at_most' is missing or unknown");
	return BW_OK;
}

static bool on_names(enum role role)
{
	return role == ROLE_REGISTRY || role == ROLE_REGISTRAR || role == ROLE_RESELLER;
}

/* What no rule may leave out. */
static int check_safe(const struct rule *r, const struct json *at, struct err *e)
{
	if (r->tier < TIER_ACTIONABLE)
		return fault(e, at, "'tier' below actionable: nothing is done without evidence");
	if (r->collateral > COLLATERAL_LOW)
		return fault(e, at, "'collateral_at_most' above low: a person decides that");
	/* no step on a whole name has collateral none: such a rule can only ask */
	if (on_names(r->role) && r->collateral > COLLATERAL_NONE &&
		(r->verdict != VERDICT_MALICIOUS || r->precision_percent < WHOLE_NAME_PRECISION))
		return fault(e, at,
			"a step on a whole name needs verdict malicious and "
			"notifier_precision_at_least 90");
	return BW_OK;
}

#define AUDIT_PERCENT 5 /* where the file says nothing: one in twenty is looked at */
#define WRONG_AT_MOST 2 /* of a hundred */

static int read_care(const struct json *x, struct rule *r, struct err *e)
{
	const struct json *audit = json_get(x, "audit_percent"),
			  *wrong = json_get(x, "wrong_at_most");
	int64_t a = AUDIT_PERCENT, w = WRONG_AT_MOST;

	if (audit && (!yaml_i64(audit, &a) || a < 1 || a > 100))
		return fault(
			e, audit, "'audit_percent' is 1 to 100: some of it is always looked at");
	if (wrong && (!yaml_i64(wrong, &w) || w < 0 || w > 20))
		return fault(e, wrong, "'wrong_at_most' is a number out of 100, 0 to 20");
	r->audit_percent = (int)a;
	r->wrong_at_most = (int)w;
	return BW_OK;
}

static int read_rule(struct arena *a, const struct json *x, struct rule *r, struct err *e)
{
	int64_t percent = 0;
	int rc;

	r->id = arena_dup(a, json_text(x, "id"));
	r->action = arena_dup(a, json_text(x, "action"));
	if (!r->id.n || !r->action.n)
		return fault(e, x, "'id' or 'action' is missing");
	if (!yaml_bool(json_get(x, "on"), &r->on))
		return fault(e, x, "'on' must be true or false");
	rc = read_words(x, r, e);
	if (!rc)
		rc = read_harms(json_get(x, "harm"), r, x, e);
	if (rc)
		return rc;
	if (!yaml_i64(json_get(x, "notifier_precision_at_least"), &percent) || percent < 0 ||
		percent > 100)
		return fault(e, x, "'notifier_precision_at_least' is a percentage, 0 to 100");
	r->precision_percent = (int)percent;
	rc = read_care(x, r, e);
	return rc ? rc : check_safe(r, x, e);
}

static int read_all(struct rules *r, struct str yaml, struct err *e)
{
	const struct json *list;
	struct json *doc;
	int rc = yaml_parse(&r->arena, yaml, &doc, e);

	if (rc)
		return err_prefix(e, "automation rules: ");
	list = json_get(doc, "rules");
	if (!list || list->type != JSON_ARRAY || list->n > RULES_MOST)
		return fault(e, list, "the file must have a list 'rules' of at most 256");
	r->v = ARENA_ARRAY(&r->arena, struct rule, list->n + 1);
	if (!r->v)
		return err_nomem(e);
	JSON_EACH (x, list) {
		rc = read_rule(&r->arena, x, &r->v[r->n], e);
		if (rc)
			return rc;
		r->n++;
	}
	return BW_OK;
}

int rules_new(struct str yaml, struct rules **out, struct err *e)
{
	struct rules *r = mem_calloc(1, sizeof(*r));
	int rc;

	if (!r)
		return err_nomem(e);
	arena_init(&r->arena, 0);
	rc = read_all(r, yaml, e);
	if (rc)
		rules_free(r);
	else
		*out = r;
	return rc;
}

void rules_free(struct rules *r)
{
	if (!r)
		return;
	arena_done(&r->arena);
	mem_free(r);
}

static bool is_on(const struct rule *r, const struct decide_in *in)
{
	for (size_t i = 0; i < in->switches_n; i++)
		if (str_eq(in->switches[i].id, r->id))
			return in->switches[i].on;
	return r->on;
}

static bool holds(const struct rule *r, const struct decide_in *in, const struct option *o)
{
	return is_on(r, in) && str_is(r->action, o->action->name) && r->role == o->actor->role &&
	       r->classes & (1u << harm_class_of(in->harm)) &&
	       r->verdict == in->ladder->judgement.verdict && in->tier >= r->tier &&
	       in->notifier_precision_percent >= r->precision_percent &&
	       o->collateral <= r->collateral;
}

/* One holder's name, or one customer's part of a platform; what many share is for a person, page or whole. */
static bool of_one(const struct site *s)
{
	return s->kind == SITE_DOMAIN || s->kind == SITE_TENANT;
}

const struct rule *rules_match(
	const struct rules *r, const struct decide_in *in, const struct option *o)
{
	/* whatever a person must see is never automatic */
	if (o->held_back || o->ruled_out || o->needs_second_person || o->needs_holder_reached ||
		in->ladder->flags_n || !of_one(in->stack->site) || !(in->evidence & EVIDENCE_SHOWS))
		return NULL;
	for (size_t i = 0; r && i < r->n; i++)
		if (holds(&r->v[i], in, o))
			return &r->v[i];
	return NULL;
}

size_t rules_count(const struct rules *r)
{
	return r ? r->n : 0;
}

struct rule_info rules_at(const struct rules *r, size_t i)
{
	const struct rule *x = &r->v[i];

	return (struct rule_info){ .id = x->id,
		.action = x->action,
		.role = x->role,
		.on = x->on,
		.verdict = x->verdict,
		.tier = x->tier,
		.collateral = x->collateral,
		.precision_percent = x->precision_percent,
		.audit_percent = x->audit_percent,
		.wrong_at_most = x->wrong_at_most };
}
