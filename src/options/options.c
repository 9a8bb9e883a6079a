/* SPDX-License-Identifier: Apache-2.0 */
/* options.c -- which rows there are, what each reaches and breaks, which are held back or ruled out, and
 * their order.  Sentences are in words.c, the verdict in verdict.c. */
#include "options/options.h"

#include "base/limit.h"
#include "options/action.h"

#define DAY           86400
#define YOUNG_DAYS    365
#define OLD_LIST_DAYS 365 /* the suffix list's PRIVATE section changes every week */
#define VERY_POPULAR  10000 /* never a whole-name step unless the holder was reached */
#define POPULAR_RANK  100000
#define MANY_NAMES    10 /* more in one notice: evidence is asked for each */
#define MANY_HOSTS    50 /* other host names under one registrable name */
#define SHARED_NAMES  1 /* other names on an address: one is enough to be shared */

enum harm_rule {
#define HARM_RULE(code, id, does, words) RULE_##code,
#include "options/rules.def"
#undef HARM_RULE
	RULE_COUNT
};

static const struct {
	const char *id;
	bool out;
	struct str words;
} harm_rules[] = {
#define OUT                              true
#define HOLD                             false
#define HARM_RULE(code, id, does, words) { id, does, STR_INIT(words) },
#include "options/rules.def"
#undef HARM_RULE
#undef OUT
#undef HOLD
};

/* A role that stands on every stack of a kind, although nobody knows yet who it is. */
#define NOBODY(code, text)                                                                    \
	{                                                                                     \
		.role = ROLE_##code, .id = STR_INIT("role:" text), .basis = BASIS_CONVENTION, \
		.seen_at_s = CLOCK_NONE,                                                      \
		.why = STR_INIT("every stack has one; who it is is not known yet")            \
	}
static const struct {
	struct actor actor;
	unsigned kinds;
} placeholders[] = {
#define ON(kind) (1u << SITE_##kind)
	{ NOBODY(OPERATOR, "operator"), ON(DOMAIN) | ON(TENANT) },
	{ NOBODY(REGISTRANT, "registrant"), ON(DOMAIN) },
	{ NOBODY(PLATFORM, "platform"), ON(TENANT) | ON(PLATFORM) },
	{ NOBODY(HOSTING, "hosting"), ON(DOMAIN) | ON(IP) | ON(NAME) },
	{ NOBODY(GATEWAY, "gateway"), ON(NAME) },
	{ NOBODY(NETWORK, "network"), ON(IP) | ON(NETWORK) },
	{ NOBODY(REGISTRAR, "registrar"), ON(DOMAIN) | ON(TENANT) | ON(PLATFORM) },
	{ NOBODY(RESOLVER, "resolver"), ON(DOMAIN) | ON(TENANT) | ON(PLATFORM) | ON(IP) },
	{ NOBODY(WALLET, "wallet"), ON(NAME) },
	{ NOBODY(BROWSER, "browser"), ON(NAME) },
	{ NOBODY(CSIRT, "csirt"), ~0u },
	{ NOBODY(HOTLINE, "hotline"), ~0u },
	{ NOBODY(LAW_ENFORCEMENT, "law-enforcement"), ~0u },
	{ NOBODY(NOTIFIER, "notifier"), ~0u },
#undef ON
};
#define PLACEHOLDERS (sizeof(placeholders) / sizeof(placeholders[0]))

/* Everything asked of a case once, and not for each row. */
struct view {
	const struct options_in *in;
	const struct site *site;
	const struct figures *f;
	enum harm_class class;
	enum verdict verdict;
	bool asks; /* evidence is missing, for whatever reason */
	bool has_page, shared_name, shared_address, tenant_by_path;
	bool registered_for_abuse; /* malicious on registration facts */
	bool age_alone; /* ... and nothing but the name's age says so */
	bool popular; /* by a list, or because it is one of the names that others imitate */
	bool rank_low, very_popular;
	bool list_old; /* that it is one customer's is known from a list over a year old only */
	role_set roles; /* of the actors that are known */
};

static int64_t age_days(const struct view *v)
{
	if (v->f->registered_at_s == CLOCK_NONE || v->f->registered_at_s > v->in->now_s)
		return STACK_UNKNOWN;
	return (v->in->now_s - v->f->registered_at_s) / DAY;
}

static bool ranked(const struct figures *f, int64_t best)
{
	return f->rank != STACK_UNKNOWN && f->rank > 0 && f->rank <= best;
}

/* Rules of the verdict that rest on when the name began, and on nothing else. */
static bool on_age(const struct verdict_reason *r)
{
	static const char *const ids[] = { "days-old", "newly-seen", "months-old" };

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		if (strcmp(r->rule, ids[i]) == 0)
			return true;
	return false;
}

static bool by_age_alone(const struct judgement *j)
{
	for (size_t i = 0; i < j->reasons_n; i++)
		if (j->reasons[i].says == VERDICT_MALICIOUS && !on_age(&j->reasons[i]))
			return false;
	return true;
}

static void view_popularity(struct view *v, const struct judgement *j)
{
	int64_t age = age_days(v);
	bool young = age != STACK_UNKNOWN && age < YOUNG_DAYS;

	v->very_popular = ranked(v->f, VERY_POPULAR);
	v->popular = ranked(v->f, POPULAR_RANK) ||
		     (v->site->kind == SITE_DOMAIN && v->site->is_protected);
	v->rank_low = !v->popular && (v->f->rank_list_size > 0 || young);
	v->registered_for_abuse = j->verdict == VERDICT_MALICIOUS &&
				  j->confidence >= CONFIDENCE_HIGH && age != STACK_UNKNOWN;
	v->age_alone = v->registered_for_abuse && by_age_alone(j);
}

/* Platforms begin to give whole names to customers' customers; a list that is old does not know it yet. */
static bool rests_on_old_list(const struct options_in *in)
{
	for (size_t i = 0; i < in->stack->actors_n; i++) {
		const struct actor *x = &in->stack->actors[i];

		if (x->role == ROLE_PLATFORM && x->basis == BASIS_PSL &&
			(x->seen_at_s == CLOCK_NONE ||
				x->seen_at_s < in->now_s - (int64_t)OLD_LIST_DAYS * DAY))
			return true;
	}
	return false;
}

/* A name that very many people use, without any page of it. */
static bool whole_popular(const struct view *v)
{
	return v->site->kind == SITE_DOMAIN && v->popular;
}

static void view_of(const struct options_in *in, const struct judgement *j, struct view *v)
{
	const struct site *s = in->stack->site;

	v->in = in;
	for (size_t i = 0; i < in->stack->actors_n; i++)
		v->roles |= (role_set)1 << in->stack->actors[i].role;
	v->site = s;
	v->f = &in->stack->figures;
	v->class = harm_class_of(in->harm);
	v->verdict = j->verdict;
	v->has_page = s->path.p && !s->bare;
	v->shared_name = s->kind == SITE_TENANT || s->kind == SITE_PLATFORM ||
			 (s->kind == SITE_DOMAIN && (s->platform_suffix.p || s->others_below));
	v->tenant_by_path = s->kind == SITE_TENANT && str_find_byte(s->id, '/', 0) != SIZE_MAX;
	v->shared_address = v->f->shared_address ||
			    (v->f->names_on_address != STACK_UNKNOWN &&
				    v->f->names_on_address >= SHARED_NAMES) ||
			    (v->roles & ROLE_BIT(CDN));
	v->list_old = s->kind == SITE_TENANT && rests_on_old_list(in);
	view_popularity(v, j);
	v->asks = v->class != CLASS_CSAM &&
		  (in->tier < TIER_ACTIONABLE || in->names_in_notice > MANY_NAMES ||
			  v->class == CLASS_SUSPICION || s->kind == SITE_SUFFIX ||
			  (!v->has_page && (s->kind == SITE_PLATFORM || whole_popular(v))));
}

/* ---- which rows there are ---- */

static bool fits(const struct view *v, const struct action_row *r)
{
	if (!(r->kinds & (1u << v->site->kind)) || !(r->harms & (1u << v->class)))
		return false;
	if (r->flags & NOT_IF_MALICIOUS && v->verdict == VERDICT_MALICIOUS)
		return false;
	if (r->flags & FIRST_IF_MISSING && !v->asks)
		return false;
	if (r->flags & WANTS_ADDRESS && v->site->kind != SITE_IP &&
		!(v->roles & ROLE_BIT(NETWORK)) && !v->shared_address)
		return false;
	/* a bare name on an old list: its front page is the smallest that is certainly the customer's */
	if (r->effect == EFFECT_URL && !v->has_page && !v->list_old &&
		(v->site->kind == SITE_TENANT || v->site->kind == SITE_PLATFORM ||
			v->site->kind == SITE_IP))
		return false; /* no page was named: there is nothing so small to remove */
	return true;
}

static bool stands_in(const struct view *v, size_t i)
{
	const struct actor *a = &placeholders[i].actor;

	if (!(placeholders[i].kinds & (1u << v->site->kind)) || v->roles & (role_set)1 << a->role)
		return false;
	if (v->site->kind == SITE_NAME &&
		(v->site->ns == NAMESPACE_SPECIAL || v->site->ns == NAMESPACE_UNLISTED))
		return a->role == ROLE_NOTIFIER || a->role == ROLE_CSIRT;
	if (a->role == ROLE_HOTLINE || a->role == ROLE_LAW_ENFORCEMENT)
		return v->class == CLASS_CSAM;
	if (a->role == ROLE_HOSTING) /* the CDN knows the host; the network its customer */
		return !(v->roles & ROLE_BIT(CDN)) &&
		       (v->site->kind != SITE_IP || !(v->roles & ROLE_BIT(NETWORK)));
	return v->site->ns == NAMESPACE_DNS || v->site->kind == SITE_NAME;
}

static const struct actor *actor_at(const struct view *v, size_t i)
{
	if (i < v->in->stack->actors_n)
		return &v->in->stack->actors[i];
	i -= v->in->stack->actors_n;
	return stands_in(v, i) ? &placeholders[i].actor : NULL;
}

/* ---- what a row reaches and breaks ---- */

static enum stops stops_of(const struct view *v, const struct action_row *r)
{
	bool malicious = v->verdict == VERDICT_MALICIOUS;

	switch (r->reach) {
	case REACH_ASK:
	case REACH_HOLD_STILL: return STOPS_NOT;
	case REACH_OWNER: /* an honest owner's hands; of anybody else we do not know */
		return v->verdict == VERDICT_COMPROMISED ? STOPS_FULLY : STOPS_PARTLY;
	case REACH_PAGE: /* who registered a name for abuse puts the page up elsewhere under it */
	case REACH_SERVICE: return malicious ? STOPS_PARTLY : STOPS_FULLY;
	case REACH_NAME: return STOPS_FULLY;
	case REACH_HELPS:
	case REACH_FRONT: /* the origin still answers */
	case REACH_VIEW: break;
	}
	return STOPS_PARTLY;
}

static enum collateral raised(enum collateral c, bool by_one)
{
	return by_one && c < COLLATERAL_EXTREME ? (enum collateral)(c + 1) : c;
}

static enum collateral name_collateral(const struct view *v, bool whole_domain)
{
	static const enum collateral by_verdict[VERDICT_COUNT] = {
		[VERDICT_UNKNOWN] = COLLATERAL_SOME,
		[VERDICT_TENANT] =
			COLLATERAL_LOW, /* the tenant's own host; never the platform's name */
		[VERDICT_COMPROMISED] = COLLATERAL_HIGH,
		[VERDICT_MALICIOUS] = COLLATERAL_LOW,
	};
	enum collateral c = by_verdict[v->verdict];
	bool hosts = v->f->hosts != STACK_UNKNOWN && v->f->hosts > MANY_HOSTS;

	if (v->very_popular || v->site->kind == SITE_SUFFIX || v->site->kind == SITE_PLATFORM ||
		(v->shared_name && (whole_domain || v->tenant_by_path)))
		return COLLATERAL_EXTREME;
	if (v->popular)
		return COLLATERAL_HIGH;
	if (!whole_domain)
		return c;
	/* mail and the other hosts go too; not counted is not none, unless the name is for abuse */
	if (v->verdict == VERDICT_UNKNOWN)
		c = raised(c, v->f->mailboxes != 0 || v->f->hosts != 0);
	return raised(c, hosts);
}

static enum collateral address_collateral(const struct view *v)
{
	int64_t n = v->f->names_on_address;

	if (v->shared_address)
		return COLLATERAL_EXTREME;
	return n == 0 ? COLLATERAL_LOW : COLLATERAL_HIGH;
}

static enum collateral collateral_of(const struct view *v, const struct action_row *r)
{
	if (r->action.soft)
		return COLLATERAL_NONE;
	switch (r->effect) {
	case EFFECT_NOTHING:
	case EFFECT_URL: return COLLATERAL_NONE;
	case EFFECT_PAGE_TREE:
	case EFFECT_SITE: return r->flags & WIDER ? COLLATERAL_SOME : COLLATERAL_LOW;
	case EFFECT_HOST: return name_collateral(v, false);
	case EFFECT_IP: return address_collateral(v);
	default: return r->reach == REACH_HOLD_STILL ? COLLATERAL_LOW : name_collateral(v, true);
	}
}

static void count(struct option *o, const char *what, int64_t n)
{
	o->counts[o->counts_n++] = (struct count){ what, n };
}

/* A host that is one tenant's own: the platform's other customers are not on it. */
static bool own_host(const struct view *v, enum effect effect)
{
	return effect == EFFECT_HOST && v->site->kind == SITE_TENANT && !v->tenant_by_path;
}

static void count_all(const struct view *v, struct option *o)
{
	if (o->action->soft || o->effect < EFFECT_SITE || o->stops == STOPS_NOT)
		return;
	if (o->effect == EFFECT_IP) {
		count(o, "names-on-address", v->f->names_on_address);
		return;
	}
	if (o->effect == EFFECT_SITE)
		return;
	if (v->shared_name && !own_host(v, o->effect))
		count(o, "tenants", v->f->tenants);
	if (o->effect == EFFECT_DOMAIN || o->effect == EFFECT_ZONE) {
		count(o, "other-hosts", v->f->hosts);
		count(o, "mailboxes", v->f->mailboxes);
	}
	count(o, "popularity-rank", v->f->rank > 0 ? v->f->rank : STACK_UNKNOWN);
}

static struct str effect_on(const struct view *v, enum effect effect)
{
	if (v->class == CLASS_CSAM)
		return STR(""); /* an address of such material is never repeated */
	switch (effect) {
	case EFFECT_NOTHING: return STR("");
	case EFFECT_URL:
	case EFFECT_PAGE_TREE: return v->site->canonical;
	case EFFECT_SITE: return v->site->id;
	case EFFECT_DOMAIN:
	case EFFECT_ZONE: return v->site->registrable.p ? v->site->registrable : v->site->host;
	default: return v->site->host;
	}
}

/* ---- do no harm ---- */

/* The whole of a name, host, address or network goes; a tenant's own site does not count as whole. */
static bool takes_whole(const struct view *v, const struct action_row *r)
{
	if (r->action.soft)
		return false;
	if (r->effect == EFFECT_SITE)
		return v->site->kind != SITE_TENANT;
	return r->effect >= EFFECT_HOST;
}

static enum harm_rule rule_out(
	const struct view *v, const struct action_row *r, const struct option *o)
{
	bool whole = takes_whole(v, r), by_address = r->flags & BY_ADDRESS;

	if (v->class == CLASS_CSAM)
		return r->harms == (1u << CLASS_CSAM) ? RULE_COUNT : RULE_CSAM;
	if (r->action.soft)
		return RULE_COUNT;
	/* .onion and the like are special too, and have gateways */
	if (v->site->special.p && !v->site->documentation &&
		(v->site->kind != SITE_NAME || v->site->ns == NAMESPACE_SPECIAL))
		return RULE_SPECIAL;
	if (v->site->kind == SITE_SUFFIX)
		return RULE_SUFFIX;
	if (whole && !by_address && v->shared_name && !own_host(v, r->effect))
		return RULE_SHARED_NAME;
	if (by_address && (v->shared_address || v->shared_name))
		return RULE_SHARED_ADDRESS;
	if (whole && !by_address && (v->f->on_hold || v->f->inactive || v->f->sinkholed))
		return RULE_HELD_ALREADY;
	if (v->f->gone)
		return RULE_GONE;
	if (r->flags & BY_ORDER)
		return RULE_ORDER;
	return o->remit_ok ? RULE_COUNT : RULE_REMIT;
}

/* Evidence that tells what a message delivers. */
#define DELIVERS                                                                \
	(EVIDENCE_BIT(SUBMISSION) | EVIDENCE_BIT(HASH) | EVIDENCE_BIT(SAMPLE) | \
		EVIDENCE_BIT(SANDBOX) | EVIDENCE_BIT(FAMILY) | EVIDENCE_BIT(C2_ROLE))

static enum harm_rule hold_back(const struct view *v, const struct action_row *r)
{
	if (r->action.soft)
		return RULE_COUNT;
	if (v->class == CLASS_SUSPICION || v->class == CLASS_REPUTATION)
		return RULE_SUSPICION;
	if (v->in->tier < TIER_ACTIONABLE)
		return RULE_EVIDENCE;
	if (v->in->names_in_notice > MANY_NAMES)
		return RULE_PER_NAME;
	if (v->list_old && !v->has_page && r->effect >= EFFECT_SITE)
		return RULE_OLD_LIST;
	if (!takes_whole(v, r))
		return RULE_COUNT;
	/* RAA 3.18.1: spam where it serves to deliver one of the other four. */
	if (v->class == CLASS_SPAM && !(v->in->evidence & DELIVERS))
		return RULE_SPAM;
	if (r->effect == EFFECT_IP || r->effect == EFFECT_PREFIX)
		return RULE_ADDRESS;
	if (v->popular)
		return RULE_POPULAR;
	if (!v->registered_for_abuse || v->site->kind != SITE_DOMAIN || v->shared_name)
		return RULE_VERDICT;
	/* RAA 3.18.2: actionable evidence that the name is used for it. */
	if (v->age_alone && !(v->in->evidence & EVIDENCE_SHOWS))
		return RULE_AGE_ALONE;
	return v->rank_low ? RULE_COUNT : RULE_RANK_UNKNOWN;
}

static void apply_rules(const struct view *v, const struct action_row *r, struct option *o)
{
	enum harm_rule rule = rule_out(v, r, o);
	bool whole = takes_whole(v, r) && r->reach != REACH_HOLD_STILL;

	if (rule == RULE_COUNT)
		rule = hold_back(v, r);
	if (rule != RULE_COUNT) {
		o->rule = harm_rules[rule].id;
		o->ruled_out = harm_rules[rule].out;
		o->held_back = !o->ruled_out;
		o->reason = harm_rules[rule].words;
	}
	o->needs_second_person = whole && o->collateral >= COLLATERAL_HIGH;
	o->needs_holder_reached =
		whole && !v->f->holder_reached && (!v->registered_for_abuse || v->popular);
}

/* ---- remit ---- */

static bool by_contract_of_names(enum role role)
{
	return role == ROLE_REGISTRY || role == ROLE_REGISTRAR || role == ROLE_RESELLER;
}

/* A country's top-level domain has two letters (ISO 3166-1) and its own policy. */
static bool under_country(const struct site *s)
{
	size_t dot = str_rfind_byte(s->host, '.');

	return dot != SIZE_MAX && s->host.n - dot == 3 && ch_alpha(s->host.p[dot + 1]) &&
	       ch_alpha(s->host.p[dot + 2]);
}

static void remit_for(const struct view *v, const struct action_row *r, struct option *o)
{
	const struct remit *m = remit_of(v->in->remits, o->actor);

	o->remit_ok = true;
	o->remit_clause = r->clause;
	if (r->action.soft)
		return; /* asking is always within remit */
	if (m && (m->ok || by_contract_of_names(o->actor->role))) {
		o->remit_ok = m->ok && (m->whole_name_ok || !takes_whole(v, r) ||
					       !by_contract_of_names(o->actor->role));
		if (m->clause.n)
			o->remit_clause = m->clause;
	} else if (m) { /* nothing binds them, and their own terms still let them act */
		return;
	} else if (by_contract_of_names(o->actor->role)) {
		o->remit_ok = harm_is_dns_abuse(v->in->harm);
		if (under_country(v->site))
			o->remit_clause =
				STR("the policy of this country's top-level domain, which is not "
				    "known here; ICANN's contracts do not bind it");
		else if (!o->remit_ok)
			o->remit_clause = STR(
				"RAA 3.18.1 and RA Specification 6, 4.2 cover phishing, malware, "
				"botnets, pharming and spam that delivers one, not this harm");
	}
}

static void fill(const struct view *v, const struct actor *actor, const struct action_row *r,
	struct option *o)
{
	o->action = &r->action;
	o->actor = actor;
	o->effect = r->effect;
	o->effect_on = effect_on(v, r->effect);
	o->one_network = r->flags & LOCAL;
	o->expires = r->flags & EXPIRES;
	o->stops = stops_of(v, r);
	o->collateral = collateral_of(v, r);
	o->reversible = r->undo;
	o->reversible_s = r->undo_s;
	o->expected_s = r->expected_s;
	remit_for(v, r, o);
	count_all(v, o);
	apply_rules(v, r, o);
}

/* ---- order ---- */

/* First what is to be asked, then open rows, held back, ruled out. */
static uint64_t group(const struct option *o)
{
	if (o->ruled_out)
		return 3;
	if (o->held_back)
		return 2;
	return strcmp(o->action->name, "ask-for-evidence") == 0 ? 0 : 1;
}

static uint64_t clipped(int64_t s)
{
	return s == STACK_UNKNOWN || s > 0xffffff ? 0xffffff : (uint64_t)s; /* half a year */
}

/* The order of options.h as one number; the smaller comes first. */
static uint64_t key_of(const struct option *o)
{
	uint64_t k = group(o);

	k = k << 2 | (uint64_t)(STOPS_FULLY - o->stops);
	k = k << 3 | (uint64_t)o->collateral;
	k = k << 4 | (uint64_t)effect_size(o->effect);
	k = k << 5 | (uint64_t)role_distance(o->actor->role);
	k = k << 24 | clipped(o->expected_s);
	return k << 24 | clipped(o->reversible_s);
}

/* A row to be: who, what, and where it will stand. */
struct place {
	uint64_t key;
	const struct actor *actor;
	const struct action_row *row;
	size_t at; /* in the order of collection */
};

static bool before(const struct place *a, const struct place *b)
{
	int d;

	if (a->key != b->key)
		return a->key < b->key;
	d = strcmp(a->row->action.name, b->row->action.name);
	return d ? d < 0 : str_cmp(a->actor->id, b->actor->id) < 0;
}

/* Insertion: a ladder has some twenty rows, LIMIT_LADDER at most. */
static void sort(struct place *p, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct place x = p[i];
		size_t k = i;

		for (; k > 0 && before(&x, &p[k - 1]); k--)
			p[k] = p[k - 1];
		p[k] = x;
	}
}

static size_t collect(const struct view *v, struct place *p)
{
	size_t n = 0;

	for (size_t i = 0; i < v->in->stack->actors_n + PLACEHOLDERS; i++) {
		const struct actor *actor = actor_at(v, i);
		struct action_range r =
			actor ? action_by_role[actor->role] : (struct action_range){ 0, 0 };

		for (size_t k = r.from; k < r.to && n < LIMIT_LADDER; k++)
			if (fits(v, &action_table[k]))
				p[n++] = (struct place){ 0, actor, &action_table[k], 0 };
	}
	return n;
}

/* Put v[p[i].at] to v[i] for every i, along the cycles of the order. */
static void arrange(struct option *v, struct place *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct option held = v[i];
		size_t to = i;

		if (p[i].at == i)
			continue;
		while (p[to].at != i) {
			size_t from = p[to].at;

			v[to] = v[from];
			p[to].at = to;
			to = from;
		}
		v[to] = held;
		p[to].at = to;
	}
}

static int build(struct arena *a, const struct view *v, struct ladder *l, struct err *e)
{
	struct place p[LIMIT_LADDER];

	l->n = collect(v, p);
	l->v = ARENA_ARRAY(a, struct option, l->n + 1);
	if (!l->v)
		return err_nomem(e);
	for (size_t i = 0; i < l->n; i++) {
		fill(v, p[i].actor, p[i].row, &l->v[i]);
		p[i].key = key_of(&l->v[i]);
		p[i].at = i;
		l->rung_n += !l->v[i].ruled_out;
	}
	sort(p, l->n);
	arrange(l->v, p, l->n);
	return BW_OK;
}

static bool dressed_as_phishing(const struct view *v)
{
	bool brand = v->in->brand.n || v->in->evidence & EVIDENCE_BIT(BRAND) ||
		     v->in->evidence & EVIDENCE_BIT(RIGHTS);

	return (v->class == CLASS_PHISHING || v->class == CLASS_FRAUD) && brand &&
	       (v->shared_name || v->in->evidence & EVIDENCE_BIT(RIGHTS)) &&
	       !(v->in->evidence & EVIDENCE_SHOWS);
}

static int add_flags(struct arena *a, const struct view *v, struct ladder *l, struct err *e)
{
	static const struct str dressed =
		STR_INIT("trademark claim dressed as phishing: a brand is "
			 "named, but nothing shows that anybody was deceived");
	static const struct str each =
		STR_INIT("one notice names many names: evidence is asked for each");
	static const struct str page =
		STR_INIT("no page is named on a name that many people use: the "
			 "exact web address is asked for");
	static const struct str full = STR_INIT(
		"the ladder has more rows than are shown; the farthest actors are left out");

	l->flags = ARENA_ARRAY(a, struct str, 4);
	if (!l->flags)
		return err_nomem(e);
	if (dressed_as_phishing(v))
		l->flags[l->flags_n++] = dressed;
	if (v->in->names_in_notice > MANY_NAMES)
		l->flags[l->flags_n++] = each;
	if (!v->has_page && v->asks && (v->site->kind == SITE_PLATFORM || whole_popular(v)))
		l->flags[l->flags_n++] = page;
	if (l->n == LIMIT_LADDER)
		l->flags[l->flags_n++] = full;
	return BW_OK;
}

int options_rank(struct arena *a, const struct options_in *in, struct ladder *out, struct err *e)
{
	struct ladder l = { 0 };
	struct view v = { 0 };
	int rc = options_judge(a, in, &l.judgement, e);

	if (rc)
		return rc;
	view_of(in, &l.judgement, &v);
	rc = build(a, &v, &l, e);
	if (!rc)
		rc = add_flags(a, &v, &l, e);
	if (!rc)
		*out = l;
	return rc;
}
