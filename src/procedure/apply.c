/* SPDX-License-Identifier: Apache-2.0 */
/* apply.c -- which packs bind an actor in a role, and what its remit is. */
#include "base/limit.h"
#include "procedure/engine.h"

static const char union_members[][3] = { "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI",
	"FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE",
	"SI", "SK" };

static bool in_union(struct str country)
{
	for (size_t i = 0; i < sizeof(union_members) / sizeof(union_members[0]); i++)
		if (str_is(country, union_members[i]))
			return true;
	return str_is(country, "EU");
}

bool countries_have(const struct list *l, struct str country)
{
	LIST_EACH (struct str, c, *l)
		if (str_eq(*c, country) || (str_is(*c, "EU") && in_union(country)))
			return true;
	return false;
}

bool harm_covered(uint64_t set, int harm)
{
	uint64_t bit = harm >= 0 && harm < HARM_COUNT ? (uint64_t)1 << harm : HARM_BIT_NONE;

	return (set & bit) != 0;
}

bool pack_in_force(const struct pack *p, int64_t now_s)
{
	return p->status == STATUS_IN_FORCE &&
	       (p->valid_from_s == CLOCK_NONE || p->valid_from_s <= now_s) &&
	       (p->valid_to_s == CLOCK_NONE || now_s < p->valid_to_s);
}

/* A registry of a country's TLD whose seat nobody told us: most sit in that country; .eu's in Belgium. */
static void guess_seat(struct ask *k)
{
	if (k->role != ROLE_REGISTRY || k->tld.class != TLD_COUNTRY)
		return;
	memcpy(k->country, k->tld.country, 2);
	if (str_is(ask_country(k), "EU"))
		memcpy(k->country, "BE", 2);
	k->seat_guessed = true;
}

struct ask ask_of(const struct bind_in *in, const struct actor *a)
{
	const struct site *s = in->stack->site;
	struct ask k = { .role = a->role,
		.harm = in->harm,
		.tier = in->tier,
		.actor = a->id,
		.one_holder = s->kind == SITE_DOMAIN,
		.now_s = in->now_s };

	if (s->ns == NAMESPACE_DNS)
		k.tld = tld_of(s->suffix.n ? s->suffix : s->registrable);
	else
		k.tld = tld_of(STR(""));
	if (a->country.n == 2 && ch_upper(a->country.p[0]) && ch_upper(a->country.p[1]))
		memcpy(k.country, a->country.p, 2);
	else
		guess_seat(&k);
	return k;
}

static bool tlds_have(const struct list *l, const struct tld *t)
{
	LIST_EACH (struct str, s, *l) {
		if (t->class == TLD_GENERIC && str_is(*s, "gtld"))
			return true;
		if (t->class == TLD_COUNTRY && str_is(*s, "cctld"))
			return true;
		if (t->class != TLD_ABSENT && str_eq(*s, t->label))
			return true;
	}
	return false;
}

static enum applies by_place(const struct pack *p, const struct ask *k)
{
	bool offering = p->jurisdiction.rule != RULE_ESTABLISHMENT;
	struct str tld = str_make(k->tld.country, k->tld.class == TLD_COUNTRY ? 2 : 0);

	if (countries_have(&p->jurisdiction.countries, ask_country(k)))
		return k->seat_guessed ? APPLIES_MAYBE : APPLIES_YES;
	if (k->country[0] ? p->jurisdiction.when_elsewhere : p->jurisdiction.when_unknown)
		return APPLIES_MAYBE;
	/* a name under the country's own TLD speaks to people there */
	if (offering && tld.n && countries_have(&p->jurisdiction.countries, tld))
		return APPLIES_MAYBE;
	return APPLIES_NO;
}

static enum applies alone(const struct pack *p, const struct ask *k)
{
	if (!pack_in_force(p, k->now_s) || !(p->bound & (role_set)1 << k->role) ||
		p->excluded & (role_set)1 << k->role)
		return APPLIES_NO;
	if (p->jurisdiction.actors.n) {
		LIST_EACH (struct str, s, p->jurisdiction.actors)
			if (str_eq(*s, k->actor))
				return APPLIES_YES;
		return APPLIES_NO;
	}
	switch (p->jurisdiction.rule) {
	case RULE_TLD: return tlds_have(&p->jurisdiction.tlds, &k->tld) ? APPLIES_YES : APPLIES_NO;
	case RULE_CONTRACT:
		if (p->jurisdiction.tlds.n && !tlds_have(&p->jurisdiction.tlds, &k->tld))
			return APPLIES_NO;
		return p->kind == KIND_TERMS ? APPLIES_YES : APPLIES_MAYBE;
	default: return by_place(p, k);
	}
}

enum applies pack_applies(const struct procedure *p, size_t i, const struct ask *k)
{
	enum applies here = alone(&p->packs[i], k);

	if (here == APPLIES_NO)
		return here;
	for (size_t j = 0; j < p->n; j++)
		if (p->base[j] == (int)i && alone(&p->packs[j], k) != APPLIES_NO)
			return APPLIES_NO;
	return here;
}

struct str pack_applies_doubt(struct arena *a, const struct pack *p, const struct ask *k)
{
	const struct list *l = &p->jurisdiction.countries;
	struct str place = l->n ? *(const struct str *)l->v : STR("");

	if (p->jurisdiction.rule == RULE_CONTRACT)
		return arena_printf(a, "binds only %s", pack_rule_if(p->jurisdiction.rule));
	if (k->seat_guessed)
		return arena_printf(a,
			"binds only if the registry is established in %.*s, as its TLD "
			"suggests",
			STR_ARG(ask_country(k)));
	return arena_printf(a, "binds only %s %s%.*s%s, which is not known",
		pack_rule_if(p->jurisdiction.rule), str_is(place, "EU") ? "the " : "",
		STR_ARG(str_is(place, "EU") ? STR("Union") : place),
		l->n > 1 ? " (or another of its countries)" : "");
}

/* ---- remits ---- */

struct candidate {
	const struct pack *pack;
	struct str clause;
	enum applies applies;
	int confidence, tier; /* tier: what it wants */
};

struct search {
	const struct ask *k;
	struct candidate best; /* covers harm and evidence */
	struct candidate weak; /* covers the harm, wants more evidence */
	const struct pack *outside; /* binds, and says why a harm may not be covered */
	bool whole; /* one of the best kind covers steps on the whole name */
};

/* Surer first, then the order of the conflict rule, then the order of packs. */
static bool better(const struct candidate *a, const struct candidate *b)
{
	if (!b->pack)
		return true;
	if (a->applies != b->applies)
		return a->applies > b->applies;
	return a->pack->kind < b->pack->kind;
}

static void offer(struct search *s, const struct candidate *c)
{
	bool same = s->best.pack && s->best.applies == c->applies &&
		    s->best.pack->kind == c->pack->kind;
	bool whole =
		c->pack->whole_name.covers && (int)s->k->tier >= c->pack->whole_name.evidence_min;

	if ((int)s->k->tier < c->tier) {
		if (better(c, &s->weak))
			s->weak = *c;
		return;
	}
	if (same) {
		s->whole |= whole;
	} else if (better(c, &s->best)) {
		s->best = *c;
		s->whole = whole;
	}
}

static void offer_duties(struct search *s, const struct pack *p, enum applies applies)
{
	LIST_EACH (struct pack_duty, d, p->duties) {
		struct candidate c = { p, d->clause, applies, d->confidence, pack_duty_tier(p, d) };
		enum event_when when = pack_event_when(pack_duty_event(p, d));

		if (d->verb == DUTY_ACT && (when == WHEN_START || when == WHEN_ENOUGH) &&
			(!d->roles || d->roles & (role_set)1 << s->k->role) &&
			harm_covered(d->harms ? d->harms : p->harms, s->k->harm))
			offer(s, &c);
	}
	LIST_EACH (struct pack_may, m, p->may) {
		int tier =
			m->evidence_min == TIER_UNSET ? p->trigger.evidence_min : m->evidence_min;
		struct candidate c = { p, m->clause, applies, m->confidence, tier };

		if ((!m->roles || m->roles & (role_set)1 << s->k->role) &&
			harm_covered(m->harms ? m->harms : p->harms, s->k->harm))
			offer(s, &c);
	}
}

static struct str no_instrument(struct arena *a, const struct ask *k)
{
	const char *role = role_text(k->role);

	if (k->role != ROLE_REGISTRAR && k->role != ROLE_REGISTRY && k->role != ROLE_RESELLER)
		return arena_printf(a, "no instrument we know covers %s by a %s",
			harm_class_words(harm_class_of(k->harm)), role);
	if (k->tld.class == TLD_COUNTRY)
		return arena_printf(a,
			"no instrument we know binds the %s of a .%.*s name to act: country-code "
			"domains lie outside ICANN's contracts",
			role, STR_ARG(k->tld.label));
	if (k->tld.class == TLD_ABSENT)
		return arena_printf(
			a, "no instrument we know binds a %s here: it is no domain name", role);
	return arena_printf(a,
		"no instrument we know binds the %s of a name under this top-level domain", role);
}

static struct str why_not(struct arena *a, const struct search *s)
{
	if (s->weak.pack)
		return arena_printf(a, "%.*s wants %s evidence; what there is is %s",
			STR_ARG(s->weak.clause), tier_text(s->weak.tier), tier_text(s->k->tier));
	if (s->outside)
		return arena_printf(a, "%.*s", STR_ARG(s->outside->outside));
	return no_instrument(a, s->k);
}

static struct str says(struct arena *a, const struct candidate *c, const struct ask *k)
{
	struct str doubt = { NULL, 0 };

	if (c->applies == APPLIES_YES)
		return arena_printf(a, "%.*s", STR_ARG(c->clause));
	doubt = pack_applies_doubt(a, c->pack, k);
	return doubt.p ? arena_printf(a, "%.*s (%.*s)", STR_ARG(c->clause), STR_ARG(doubt)) : doubt;
}

static int resolve(const struct procedure *p, struct arena *a, const struct ask *k,
	struct remit *out, struct err *e)
{
	struct search s = { .k = k };

	for (size_t i = 0; i < p->n; i++) {
		const struct pack *pack = &p->packs[i];
		enum applies applies = pack_applies(p, i, k);

		if (applies == APPLIES_NO)
			continue;
		/* what binds nobody, or perhaps not this actor, gives no right to act either */
		if (applies == APPLIES_YES || pack_kind_binding(pack->kind))
			offer_duties(&s, pack, applies);
		if (pack->outside.n && applies == APPLIES_YES && !s.outside)
			s.outside = pack;
	}
	out->actor = NULL;
	out->ok = s.best.pack != NULL;
	out->whole_name_ok =
		out->ok && s.whole &&
		(k->one_holder || k->role == ROLE_OPERATOR || k->role == ROLE_REGISTRANT);
	out->clause = out->ok ? says(a, &s.best, k) : why_not(a, &s);
	out->confidence = CONFIDENCE_MEDIUM;
	if (s.best.pack)
		out->confidence = (enum confidence)s.best.confidence;
	else if (s.outside)
		out->confidence = (enum confidence)s.outside->confidence;
	if (s.best.pack && s.best.applies == APPLIES_MAYBE)
		out->confidence = CONFIDENCE_LOW;
	return out->clause.p ? BW_OK : err_nomem(e);
}

/* ---- remembering ---- */

uint64_t tld_code(const struct procedure *p, const struct tld *t)
{
	const uint64_t *named = t->label.n ? map_get(&p->tlds, t->label) : NULL;

	if (named)
		return (uint64_t)0x3000 | *named; /* fewer than 2^12 are named */
	if (t->idn >= 0)
		return (uint64_t)0x1000 | (uint64_t)t->idn;
	if (t->class == TLD_COUNTRY)
		return (uint64_t)0x2000 |
		       (uint64_t)((t->label.p[0] - 'a') * 26 + t->label.p[1] - 'a');
	return (uint64_t)t->class;
}

uint64_t era_of(const struct procedure *p, int64_t now_s)
{
	size_t lo = 0, hi = p->eras_n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (p->eras[mid] <= now_s)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* Everything a remit depends on, in 63 bits; never 0.  Generic TLDs that no pack names and that do not
 * differ in any sentence share a code. */
uint64_t key_of(const struct procedure *p, const struct ask *k, uint64_t tld, uint64_t era)
{
	const uint64_t *actor = p->actors.n ? map_get(&p->actors, k->actor) : NULL;
	uint64_t key = 1;

	key = key << 5 | (uint64_t)k->role;
	key = key << 6 | (uint64_t)(k->harm + 1);
	key = key << 3 | (uint64_t)k->tier;
	key = key << 2 | (uint64_t)(k->seat_guessed << 1) | (uint64_t)k->one_holder;
	key = key << 10 | era;
	key = key << 12 | (actor ? *actor : 0);
	key = key << 10;
	if (k->country[0])
		key |= (uint64_t)((k->country[0] - 'A') * 26 + k->country[1] - 'A' + 1);
	return key << 14 | tld;
}

static int remembered(
	struct procedure *p, const struct ask *k, uint64_t key, struct remit *out, struct err *e)
{
	size_t mask = (size_t)LIMIT_REMIT_MEMO * 2 - 1;
	size_t i = (size_t)(key * 0x9e3779b97f4a7c15u >> 32) & mask;
	int rc;

	for (; p->memo[i].key; i = (i + 1) & mask)
		if (p->memo[i].key == key) {
			*out = p->memo[i].remit;
			return BW_OK;
		}
	rc = resolve(p, &p->memo_arena, k, out, e);
	if (rc)
		return rc;
	p->memo[i] = (struct memo){ key, *out };
	p->memo_n++;
	return BW_OK;
}

static void forget(struct procedure *p)
{
	memset(p->memo, 0, (size_t)LIMIT_REMIT_MEMO * 2 * sizeof(*p->memo));
	p->memo_n = 0;
	arena_reset(&p->memo_arena);
}

int procedure_remits(struct procedure *p, struct arena *a, const struct bind_in *in,
	struct duties *out, struct err *e)
{
	size_t n = in->stack->actors_n;
	struct remit *v = ARENA_ARRAY(a, struct remit, n + 1);
	uint64_t era = era_of(p, in->now_s), tld = 0;

	if (!v)
		return err_nomem(e);
	if (p->memo_n + n > LIMIT_REMIT_MEMO)
		forget(p);
	for (size_t i = 0; i < n; i++) {
		struct ask k = ask_of(in, &in->stack->actors[i]);
		int rc;

		if (i == 0)
			tld = tld_code(p, &k.tld);
		rc = remembered(p, &k, key_of(p, &k, tld, era), &v[i], e);
		if (rc)
			return rc;
		v[i].actor = &in->stack->actors[i];
		v[i].clause = arena_dup(a, v[i].clause); /* the memo may be forgotten */
		if (!v[i].clause.p)
			return err_nomem(e);
	}
	out->remits = v;
	out->remits_n = n;
	return BW_OK;
}
