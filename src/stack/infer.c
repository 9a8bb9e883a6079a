/* SPDX-License-Identifier: Apache-2.0 */
#include "stack/infer.h"

#include "base/limit.h"
#include "stack/build.h"

static void figures_init(struct figures *f)
{
	*f = (struct figures){ .registered_at_s = CLOCK_NONE,
		.first_seen_s = CLOCK_NONE,
		.rank = STACK_UNKNOWN,
		.hosts = STACK_UNKNOWN,
		.mailboxes = STACK_UNKNOWN,
		.tenants = STACK_UNKNOWN,
		.names_on_address = STACK_UNKNOWN };
}

static bool before(const struct actor *x, const struct actor *y)
{
	int dx = role_distance(x->role), dy = role_distance(y->role);

	if (dx != dy)
		return dx < dy;
	if (x->basis != y->basis)
		return x->basis < y->basis;
	return str_cmp(x->id, y->id) < 0;
}

/* Few and mostly in order already: insertion. */
static void sort_actors(struct stack *s)
{
	for (size_t i = 1; i < s->actors_n; i++) {
		struct actor x = s->actors[i];
		size_t at = i;

		for (; at > 0 && before(&x, &s->actors[at - 1]); at--)
			s->actors[at] = s->actors[at - 1];
		s->actors[at] = x;
	}
}

static void sort_unknown(struct stack *s)
{
	for (size_t i = 1; i < s->unknown_n; i++) {
		struct unknown_role x = s->unknown[i];
		size_t at = i;

		for (; at > 0 && role_distance(x.role) < role_distance(s->unknown[at - 1].role);
			at--)
			s->unknown[at] = s->unknown[at - 1];
		s->unknown[at] = x;
	}
}

/* A number of an autonomous system alone. */
static void whole_network(struct build *b)
{
	struct network_entry net;
	const struct fact *f = facts_find(b->facts, FACT_ADDRESS, b->site->id, b->now_s);
	bool known = refdata_as(b->rd, b->site->asn, &net);
	struct str none = { NULL, 0 }, holder = none, number = b->site->id;
	struct actor *x;

	if (str_starts_nocase(number, STR("AS")))
		number = str_from(number, 2);
	if (f)
		holder = json_text(json_get(f->body, "holder"), "name");
	b->uses |= known ? USE_NETWORKS : 0;
	x = build_actor(b, ROLE_NETWORK, BUILD_JOIN(b, STR("as:"), number),
		holder.n ? holder
		: known  ? net.as_name
			 : none,
		holder.n ? BASIS_RDAP : BASIS_ADDRESS, CONFIDENCE_CERTAIN,
		f ? f->seen_at_s : CLOCK_NONE, STR("the network that was reported"));
	if (x && known)
		x->country = net.country;
	if (f)
		build_contact(
			b, x, "email", json_text(json_get(f->body, "abuse"), "email"), BASIS_RDAP);
	else
		build_wish(b, FACT_ADDRESS, b->site->id, NULL,
			"names the holder of the network and its contact for abuse");
	if (x) {
		build_directory(b, x, x->id);
		build_country(b, x->country);
	}
}

static bool fact_about(const struct facts *f, struct str subject)
{
	for (size_t i = 0; f && i < f->n; i++)
		if (str_eq(f->v[i].subject, subject))
			return true;
	return false;
}

/* Special-use names are nobody's in the public DNS.  Where facts tell of one it is used somewhere (a
 * network of its own, an exercise, a test) and stands like any other name; facts decide, not the label. */
static void special_use(struct build *b)
{
	struct str domain = b->site->host;
	size_t dot = str_rfind_byte(domain, '.'), before = SIZE_MAX;

	b->nowhere = true;
	if (b->site->kind == SITE_IP) {
		b->nowhere = !fact_about(b->facts, b->site->id);
		return;
	}
	if (dot == SIZE_MAX || dot == 0)
		return;
	before = str_rfind_byte(str_sub(domain, 0, dot), '.');
	if (before != SIZE_MAX)
		domain = str_from(domain, before + 1);
	if (fact_about(b->facts, domain) || fact_about(b->facts, b->site->host)) {
		b->nowhere = false;
		b->domain = domain;
	}
}

static void place(struct build *b)
{
	const struct site *s = b->site;

	switch (s->kind) {
	case SITE_DOMAIN:
	case SITE_TENANT:
	case SITE_PLATFORM: b->domain = s->registrable; break;
	case SITE_IP:
		if (s->special.p && !s->documentation)
			special_use(b);
		break;
	case SITE_NAME:
		if (s->ns == NAMESPACE_SPECIAL || s->ns == NAMESPACE_UNLISTED)
			special_use(b);
		/* A label that our list lacks may be new: its people are there all the same. */
		if (s->ns == NAMESPACE_UNLISTED)
			b->nowhere = false;
		break;
	default: break;
	}
}

int stack_infer(struct arena *a, const struct refdata *rd, const struct site *site,
	const struct facts *facts, int64_t now_s, struct stack *out, struct err *e)
{
	struct build b = { .a = a,
		.rd = rd,
		.site = site,
		.facts = facts && facts->n ? facts : NULL,
		.now_s = now_s,
		.out = out };

	*out = (struct stack){ .site = site };
	figures_init(&out->figures);
	place(&b);
	build_platform(&b);
	build_registration(&b);
	if (site->kind == SITE_NETWORK) {
		whole_network(&b);
	} else if ((b.domain.p || site->kind == SITE_IP) && !b.nowhere) {
		build_addresses(&b);
		/* Name servers before hosting: they may say who stands before the host. */
		build_name_servers(&b);
		build_hosting(&b);
	}
	build_namespace(&b);
	build_figures(&b);
	build_people(&b);
	build_beside(&b);
	build_old_data(&b);
	if (b.nomem)
		return err_nomem(e);
	sort_actors(out);
	sort_unknown(out);
	return BW_OK;
}
