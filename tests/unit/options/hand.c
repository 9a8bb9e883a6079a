/* SPDX-License-Identifier: Apache-2.0 */
#include "options_tests.h"

void hand_add(struct hand *h, enum role role, const char *id)
{
	h->actors[h->stack.actors_n++] = (struct actor){ .role = role,
		.id = str_of(id),
		.name = str_of(id),
		.basis = BASIS_RDAP,
		.confidence = CONFIDENCE_HIGH,
		.seen_at_s = NOW };
}

void hand_init(struct hand *h)
{
	*h = (struct hand){ 0 };
	arena_init(&h->arena, 0);
	h->site = (struct site){ .target = TARGET_URL,
		.kind = SITE_DOMAIN,
		.id = STR("shop.example"),
		.host = STR("shop.example"),
		.registrable = STR("shop.example"),
		.suffix = STR("example"),
		.path = STR("/a"),
		.canonical = STR("http://shop.example/a"),
		.port = -1 };
	h->stack.site = &h->site;
	h->stack.actors = h->actors;
	h->stack.figures = (struct figures){ .registered_at_s = CLOCK_NONE,
		.first_seen_s = CLOCK_NONE,
		.rank = STACK_UNKNOWN,
		.rank_list_size = 1000000,
		.hosts = STACK_UNKNOWN,
		.mailboxes = STACK_UNKNOWN,
		.tenants = STACK_UNKNOWN,
		.names_on_address = STACK_UNKNOWN };
	hand_add(h, ROLE_HOSTING, "dir:host");
	hand_add(h, ROLE_NETWORK, "as:64500");
	hand_add(h, ROLE_REGISTRAR, "iana:9999");
	hand_add(h, ROLE_REGISTRY, "tld:example");
	h->in = (struct options_in){ .stack = &h->stack,
		.harm = HARM_PHISHING,
		.tier = TIER_ACTIONABLE,
		.names_in_notice = 1,
		.now_s = NOW };
}

void hand_done(struct hand *h)
{
	arena_done(&h->arena);
}

void hand_age(struct hand *h, int64_t days)
{
	h->stack.figures.registered_at_s = NOW - days * TEST_DAY;
}

void hand_imitates(struct hand *h)
{
	h->site.lookalike.of = STR("bankofexample.example");
	h->site.lookalike.how = STR("combosquat");
	h->site.lookalike.score = 90;
}

void hand_rank(struct hand *h, struct ladder *out)
{
	struct err e = { 0 };

	assert_int_equal(options_rank(&h->arena, &h->in, out, &e), BW_OK);
}

const struct option *hand_find(const struct ladder *l, const char *action, enum role role)
{
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->v[i].action->name, action) == 0 && l->v[i].actor->role == role)
			return &l->v[i];
	return NULL;
}

int main(void)
{
	int failed = verdict_tests();

	failed += ladder_tests();
	return failed + property_tests();
}
