/* SPDX-License-Identifier: Apache-2.0 */
/* What must hold whatever the case is: 40,000 cases made at random, from a fixed seed. */
#include "options_tests.h"

#include "flow/harm.h"

#define CASES 40000

static uint64_t next(uint64_t *x)
{
	*x ^= *x << 13;
	*x ^= *x >> 7;
	*x ^= *x << 17;
	return *x;
}

static int64_t one_of(uint64_t *x, const int64_t *v, size_t n)
{
	return v[next(x) % n];
}

#define PICK(x, ...)                                \
	one_of(x, (const int64_t[]){ __VA_ARGS__ }, \
		sizeof((const int64_t[]){ __VA_ARGS__ }) / sizeof(int64_t))

static void random_figures(uint64_t *x, struct figures *f)
{
	f->registered_at_s = PICK(x, CLOCK_NONE, NOW - 3600, NOW - 20 * TEST_DAY,
		NOW - 100 * TEST_DAY, NOW - 5000 * TEST_DAY, NOW + TEST_DAY);
	f->first_seen_s = PICK(x, CLOCK_NONE, NOW - 10 * TEST_DAY, NOW - 3000 * TEST_DAY);
	f->rank = PICK(x, STACK_UNKNOWN, 0, 1, 9999, 10000, 10001, 100000, 900000);
	f->rank_list_size = PICK(x, 0, 1000000);
	f->hosts = PICK(x, STACK_UNKNOWN, 0, 3, 500);
	f->mailboxes = PICK(x, STACK_UNKNOWN, 0, 1);
	f->names_on_address = PICK(x, STACK_UNKNOWN, 0, 1, 9000);
	f->shared_address = PICK(x, 0, 1);
	f->on_hold = PICK(x, 0, 0, 0, 1);
	f->holder_reached = PICK(x, 0, 1);
	f->gone = PICK(x, 0, 0, 0, 1);
}

static void random_site(uint64_t *x, struct hand *h)
{
	struct site *s = &h->site;

	s->kind = (enum site_kind)(next(x) % SITE_KIND_COUNT);
	s->ns = s->kind == SITE_NAME ? (enum namespace_kind)(1 + next(x) % (NAMESPACE_COUNT - 1))
				     : NAMESPACE_DNS;
	s->bare = next(x) % 2;
	s->path = s->bare ? STR("/") : STR("/wp-content/a.php");
	if (s->kind == SITE_TENANT || s->kind == SITE_PLATFORM)
		s->platform_suffix = STR("shop.example");
	if (s->kind == SITE_TENANT && next(x) % 2)
		s->id = STR("shop.example/user");
	if (s->kind == SITE_IP)
		s->registrable = (struct str){ NULL, 0 };
	if (next(x) % 2)
		hand_imitates(h);
	if (next(x) % 9 == 0)
		s->special = STR("reserved");
}

static void random_case(uint64_t *x, struct hand *h)
{
	hand_init(h);
	random_site(x, h);
	random_figures(x, &h->stack.figures);
	h->stack.actors_n = 0;
	for (size_t i = 0; i < 6; i++) {
		enum role role = (enum role)(next(x) % ROLE_COUNT);

		hand_add(h, role, role_text(role));
	}
	h->in.harm = (int)(next(x) % (HARM_COUNT + 1)) - 1;
	h->in.tier = (enum tier)(next(x) % TIER_COUNT);
	h->in.evidence = (evidence_set)next(x);
	h->in.names_in_notice = (size_t)PICK(x, 1, 10, 11, 73);
}

/* What the header promises before a step on a whole name may come first. */
static void whole_name_first_is_earned(const struct hand *h, const struct ladder *l)
{
	const struct option *o = &l->v[0];
	const struct figures *f = &h->stack.figures;

	if (o->action->soft || o->effect < EFFECT_HOST)
		return;
	if (o->held_back) /* then nothing else is left, and a person looks */
		return;
	assert_int_equal(h->site.kind, SITE_DOMAIN);
	assert_int_equal(l->judgement.verdict, VERDICT_MALICIOUS);
	assert_true(f->registered_at_s != CLOCK_NONE && f->registered_at_s <= NOW);
	assert_true(h->in.tier >= TIER_ACTIONABLE);
	assert_true(h->in.names_in_notice <= 10);
	assert_true(h->in.evidence & EVIDENCE_SHOWS || h->site.lookalike.of.p ||
		    strcmp(l->judgement.reasons[0].rule, "young-bait") == 0);
	assert_false(f->rank > 0 && f->rank <= 100000);
	assert_true(o->effect != EFFECT_IP && o->effect != EFFECT_PREFIX);
}

static void order_holds(const struct ladder *l)
{
	for (size_t i = 0; i < l->n; i++) {
		assert_int_equal(l->v[i].ruled_out, i >= l->rung_n);
		if (l->v[i].ruled_out || l->v[i].held_back)
			assert_non_null(l->v[i].rule);
		if (i && l->v[i - 1].held_back && i < l->rung_n)
			assert_true(l->v[i].held_back); /* nothing open below what is held back */
	}
}

static void no_harm_whatever_the_case(void **s)
{
	uint64_t x = 88172645463325252u;

	(void)s;
	for (int i = 0; i < CASES; i++) {
		struct ladder l, again;
		struct hand h;

		random_case(&x, &h);
		hand_rank(&h, &l);
		order_holds(&l);
		if (l.rung_n) {
			const struct option *o = &l.v[0];
			const struct harm_in in = { h.site.kind, h.site.bare, h.stack.figures.rank,
				o->action->soft, o->actor->role, o->effect };

			whole_name_first_is_earned(&h, &l);
			if (!o->held_back && harm_check(&in) != HARM_DONE_NOT)
				fail_msg("case %d: %s by %s: %s", i, o->action->name,
					role_text(o->actor->role),
					harm_done_words(harm_check(&in)));
		}
		hand_rank(&h, &again); /* the same for ever */
		assert_int_equal(again.n, l.n);
		for (size_t k = 0; k < l.n; k++)
			assert_ptr_equal(again.v[k].action, l.v[k].action);
		hand_done(&h);
	}
}

int property_tests(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_harm_whatever_the_case),
	};

	return cmocka_run_group_tests_name("property", tests, NULL, NULL);
}
