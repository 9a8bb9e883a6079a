/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/chance.h"

#include <stdio.h>

#include "sim/world.h"

#define START_S   INT64_C(1795262400) /* 2026-11-21T12:00:00Z */
#define TICK_S    (6 * WORLD_HOUR)
#define SITE_TEXT 64

enum site_sort { SORT_FRESH, SORT_SHOP, SORT_TENANT, SORT_OLD, SORT_DYNAMIC, SITE_SORTS };

struct place { /* a site that is reported */
	char id[SITE_TEXT];
	enum site_sort sort;
	bool up;
};

struct move { /* what somebody will answer */
	int64_t at_s, letter_id, case_id;
	enum answer_kind kind;
	bool true_word, twice, done;
};

struct chance {
	struct world w;
	const struct chance_settings *set;
	struct chance_outcome *o;
	struct who nobody;
	struct place *place;
	size_t places;
	struct {
		struct move *v;
		size_t n, cap;
	} moves;
	bool mail_down;
	struct buf wrong;
};

/* What the commands may say no to; anything else ends the run. */
static bool said_no(int rc)
{
	return rc == BW_EDENIED || rc == BW_ECONFLICT || rc == BW_EINVALID || rc == BW_ENOTFOUND ||
	       rc == BW_ELIMIT;
}

static void must_not(struct chance *k, const char *what)
{
	buf_printf(&k->wrong, "%s\n", what);
	k->o->faults++;
}

/* ---- the world ---- */

static struct place *place_of(struct chance *k, struct str id)
{
	for (size_t i = 0; i < k->places; i++)
		if (str_is(id, k->place[i].id))
			return &k->place[i];
	return NULL;
}

static bool there(void *ctx, const struct site *site)
{
	const struct place *p = place_of(ctx, site->id);

	return p && p->up;
}

static void plan(struct chance *k, const struct letter *l, enum answer_kind kind, bool true_word,
	int64_t hours)
{
	struct move *m = VEC_PUSH(&k->w.kept, &k->moves);

	if (m)
		*m = (struct move){ k->w.now_s + hours * WORLD_HOUR, l->id, l->case_id, kind,
			true_word, world_chance(&k->w, 15), false };
}

/* What a recipient does with a request: some vanish, some lie. */
static void take_request(struct chance *k, const struct letter *l)
{
	uint64_t r = world_pick(&k->w, 100);
	int64_t after = (int64_t)world_pick(&k->w, 72);

	if (r < 20)
		return;
	if (r < 40)
		plan(k, l, ANSWER_ACKNOWLEDGED, true, after);
	if (r >= 30 && r < 60)
		plan(k, l, ANSWER_ACTED, true, after + 6);
	else if (r >= 60 && r < 70)
		plan(k, l, ANSWER_ACTED, false, after);
	else if (r >= 70 && r < 85)
		plan(k, l, ANSWER_REFUSED, true, after);
	else if (r >= 85 && r < 92)
		plan(k, l, ANSWER_MORE, true, after);
	else if (r >= 92) {
		plan(k, l, ANSWER_DECIDED, true, after);
		plan(k, l, ANSWER_ACTED, true, after + 24);
	}
}

static int receive(
	void *ctx, const struct letter *l, struct arena *a, struct receipt *out, struct err *e)
{
	struct chance *k = ctx;
	bool ours = l->channel == CHANNEL_RPZ || l->channel == CHANNEL_EPP;

	(void)a;
	(void)e;
	*out = (struct receipt){ LETTER_IS_SENT, 250, STR("played"), STR("taken over"), 0 };
	if (k->mail_down && l->channel == CHANNEL_MAIL) {
		*out = (struct receipt){ LETTER_IS_QUEUED, 451, STR(""), STR("try later"), 0 };
		return BW_OK;
	}
	if (l->channel == CHANNEL_MAIL && world_chance(&k->w, 4)) {
		*out = (struct receipt){ LETTER_IS_BOUNCED, 550, STR(""), STR("no such user"), 0 };
		return BW_OK;
	}
	if (ours)
		out->state = LETTER_IS_DELIVERED;
	if (world_has(&k->w, l))
		return BW_OK;
	if (l->kind == LETTER_REQUEST)
		take_request(k, l);
	if (l->kind == LETTER_UNDO && !ours && world_chance(&k->w, 70))
		plan(k, l, ANSWER_REVERSED, true, 1 + (int64_t)world_pick(&k->w, 48));
	return BW_OK;
}

/* ---- reports ---- */

static int learn_place(struct chance *k, const struct place *p, size_t i, struct err *e)
{
	static const char *const since[SITE_SORTS] = { "2026-11-19", "2012-03-01", "2012-05-01",
		"2004-02-01", "2009-02-01" };
	const char *name = p->sort == SORT_TENANT    ? "platform.example"
			   : p->sort == SORT_DYNAMIC ? "dyn.example"
						     : p->id;
	char at[CLOCK_TEXT];
	struct str text;

	clock_format(k->w.now_s, at);
	text = arena_printf(&k->w.one,
		"{\"fact\":\"registration\",\"subject\":\"%s\",\"seen_at\":\"%s\",\"source\":"
		"\"rdap:https://rdap.example/\",\"found\":true,\"registered_at\":\"%sT00:00:00Z\","
		"\"status\":[\"active\"],\"registrar\":{\"name\":\"Example Registrar\",\"iana_id\":"
		"9999,\"abuse_email\":\"abuse@registrar.example\"}}\n"
		"{\"fact\":\"dns\",\"subject\":\"%s\",\"seen_at\":\"%s\",\"source\":\"dns:system\","
		"\"type\":\"A\",\"rcode\":\"NOERROR\",\"security\":\"insecure\",\"records\":["
		"\"203.0.113.%zu\"],\"ttl\":300}\n"
		"{\"fact\":\"address\",\"subject\":\"203.0.113.%zu\",\"seen_at\":\"%s\",\"source\":"
		"\"rdap:https://rdap.example/\",\"start\":\"203.0.113.%zu\",\"end\":"
		"\"203.0.113.%zu\",\"country\":\"NL\",\"asn\":%zu,\"as_name\":\"Network %zu\","
		"\"holder\":{\"name\":\"Host %zu BV\"},\"abuse\":{\"email\":"
		"\"abuse@host%zu.example\"}}\n"
		"{\"fact\":\"counts\",\"subject\":\"%s\",\"seen_at\":\"%s\",\"source\":"
		"\"own:zone\",\"hosts\":%zu,\"mailboxes\":%zu}\n",
		name, at, since[p->sort], p->id, at, i % 200, i % 200, at, i % 200, i % 200,
		64500 + i % 5, i % 5, i % 5, i % 5, p->id, at, p->sort == SORT_OLD ? 40 : i % 3,
		p->sort == SORT_OLD ? (size_t)300 : i % 7);
	return text.p ? world_learn(&k->w, text, e) : err_nomem(e);
}

static int report(struct chance *k, size_t i, struct err *e)
{
	struct place *p = &k->place[i];
	char at[CLOCK_TEXT];
	struct str text;
	int rc = learn_place(k, p, i, e);

	p->up = !world_chance(&k->w, 5);
	text = arena_printf(&k->w.one,
		"{\"xarf_version\":\"4.2.0\",\"report_id\":\"005a0000-0000-4000-8000-%012zu\","
		"\"timestamp\":\"%s\",\"reporter\":{\"org\":\"Watch\",\"contact\":"
		"\"feed%zu@watch.example\",\"domain\":\"watch.example\"},\"sender\":{\"org\":"
		"\"Watch\",\"contact\":\"feed%zu@watch.example\",\"domain\":\"watch.example\"},"
		"\"source_identifier\":\"%s\",\"category\":\"content\",\"type\":\"phishing\","
		"\"url\":\"https://%s/%slogin\",\"description\":\"a page that asks for a "
		"password\",\"evidence_source\":\"user_report\",\"target_brand\":"
		"\"Bank of Example\",\"evidence\":[{\"content_type\":\"image/png\","
		"\"description\":\"screenshot with the address bar\",\"payload\":"
		"\"iVBORw0KGgo=\"}]}",
		k->w.steps + 1, clock_format(k->w.now_s - WORLD_HOUR, at), i % 3, i % 3, p->id,
		p->id, p->sort == SORT_SHOP ? "wp-content/uploads/bank/" : "");
	world_say(&k->w, "reporter", "%s", p->id);
	if (!rc && !text.p)
		return err_nomem(e);
	return rc ? rc : world_report(&k->w, text, false, HARM_PHISHING, STR(""), e);
}

static int make_places(struct chance *k, struct err *e)
{
	k->places = k->set->cases;
	k->place = ARENA_ARRAY(&k->w.kept, struct place, k->places + 1);
	if (!k->place)
		return err_nomem(e);
	for (size_t i = 0; i < k->places; i++) {
		struct place *p = &k->place[i];

		p->sort = (enum site_sort)world_pick(&k->w, SITE_SORTS);
		switch (p->sort) {
		case SORT_FRESH: snprintf(p->id, SITE_TEXT, "login-bank%zu.example", i); break;
		case SORT_SHOP: snprintf(p->id, SITE_TEXT, "shop%zu.example", i); break;
		case SORT_TENANT: snprintf(p->id, SITE_TEXT, "page%zu.platform.example", i); break;
		case SORT_OLD: snprintf(p->id, SITE_TEXT, "company%zu.example", i); break;
		default: snprintf(p->id, SITE_TEXT, "cam%zu.dyn.example", i); break;
		}
	}
	return BW_OK;
}

/* ---- answers ---- */

static int take_move(struct chance *k, struct move *m, struct err *e)
{
	static const enum answer_reason reasons[] = { REASON_NOT_OURS, REASON_GONE,
		REASON_NO_VIOLATION, REASON_EVIDENCE, REASON_TOO_BROAD };
	const struct desk d = world_public(&k->w, &k->nobody);
	struct answer x = { .kind = m->kind,
		.channel = CHANNEL_MAIL,
		.at_s = k->w.now_s,
		.sure = !world_chance(&k->w, 10) };
	struct answered got;
	struct store_case c;
	struct place *p;
	struct letter l;
	int rc = store_letter_get(k->w.store, &k->w.one, m->letter_id, &l, e);

	m->done = true;
	if (!rc)
		rc = store_case_get(k->w.store, &k->w.one, m->case_id, &c, e);
	if (rc)
		return rc;
	p = place_of(k, c.site);
	if (p && m->kind == ANSWER_ACTED && m->true_word)
		p->up = false;
	if (m->kind == ANSWER_REFUSED)
		x.reason = str_of(answer_reason_text((int)reasons[world_pick(&k->w, 5)]));
	if (m->kind == ANSWER_MORE)
		x.needs = (evidence_set)1 << EVIDENCE_SCREENSHOT;
	if (m->kind == ANSWER_DECIDED)
		x.until_s = k->w.now_s + WORLD_DAY;
	world_say(&k->w, "answer", "%s: %s%s", role_text(l.role < 0 ? ROLE_NOTIFIER : l.role),
		answer_kind_text((int)x.kind), m->true_word ? "" : " (a lie)");
	for (int i = 0; !rc && i < (m->twice ? 2 : 1); i++) {
		rc = answering_take(&d, &k->w.one, l.token, &x, &got, e);
		if (!rc && i && got.fresh)
			must_not(k, "answers: the same answer was taken twice");
		if (!rc && !i && !x.sure && world_chance(&k->w, 60)) {
			const struct desk ana = world_desk(&k->w, k->w.people[WORLD_ANA]);

			rc = answering_confirm(
				&ana, &k->w.one, got.answer_id, m->kind, REASON_NONE, &got, e);
			break;
		}
	}
	k->o->answers++;
	return said_no(rc) ? BW_OK : rc;
}

static int answers(struct chance *k, struct err *e)
{
	int rc = BW_OK;

	for (size_t i = 0; !rc && i < k->moves.n; i++)
		if (!k->moves.v[i].done && k->moves.v[i].at_s <= k->w.now_s) {
			arena_reset(&k->w.one);
			rc = take_move(k, &k->moves.v[i], e);
		}
	return rc;
}

/* ---- the desk ---- */

static bool decided_already(const struct decided *v, size_t n, const struct store_case *c)
{
	for (size_t i = 0; i < n; i++)
		if (v[i].state <= DECISION_IS_IN_FORCE && str_eq(v[i].action, c->proposal.action) &&
			str_eq(v[i].actor, c->proposal.actor))
			return true;
	return false;
}

static int decide(struct chance *k, int64_t id, struct err *e)
{
	const struct desk d = world_desk(&k->w, k->w.people[world_pick(&k->w, WORLD_PEOPLE)]);
	struct choice ch = { .role = -1, .why = STR("what was sent shows it") };
	char text[STORE_ID_TEXT];
	struct store_case c;
	struct decided *v, got;
	int64_t decision;
	size_t n;
	int rc = store_case_get(k->w.store, &k->w.one, id, &c, e);

	if (!rc)
		rc = store_decisions_of(k->w.store, &k->w.one, id, &v, &n, e);
	if (rc || c.state > CASE_ACTED || c.merged_into || decided_already(v, n, &c))
		return rc;
	if (world_chance(&k->w, 8)) {
		ch.action = STR("client-hold"); /* too much: it is to be refused, or to wait */
		if (world_chance(&k->w, 50))
			ch.exception = STR("nobody can be reached, and people lose money");
	} else if (!c.proposal.action.n || world_chance(&k->w, 4)) {
		ch.refuse = true;
	}
	rc = command_decide(&d, &k->w.one, id, &ch, &decision, e);
	if (!rc)
		rc = store_decision_get(k->w.store, &k->w.one, decision, &got, e);
	if (!rc) {
		world_say(&k->w, "desk", "%s %.*s%s", store_id_text('d', (uint64_t)decision, text),
			STR_ARG(got.action.n ? got.action : STR("nothing")),
			got.state == DECISION_IS_WAITING ? ", waiting" : "");
		k->o->decisions++;
	}
	return said_no(rc) ? BW_OK : rc;
}

static int second_persons(struct chance *k, struct err *e)
{
	struct decided *v;
	size_t n;
	int rc = store_decisions_waiting(k->w.store, &k->w.one, 100, &v, &n, e);

	for (size_t i = 0; !rc && i < n; i++) {
		const struct desk same = world_desk(&k->w, v[i].by.person);
		struct desk other = world_desk(&k->w, k->w.people[WORLD_BEN]);

		rc = command_approve(&same, &k->w.one, v[i].id, true, STR(""), e);
		if (!rc)
			must_not(k, "second-person: who decided agreed as the second person");
		if (v[i].by.person == other.person)
			other.person = k->w.people[WORLD_CLEO];
		rc = command_approve(
			&other, &k->w.one, v[i].id, world_chance(&k->w, 70), STR("looked at"), e);
		rc = said_no(rc) ? BW_OK : rc;
	}
	return rc;
}

static int appeal(struct chance *k, int64_t id, struct err *e)
{
	const struct desk d = world_public(&k->w, &k->nobody);
	struct recourse_filing f = { .by = (enum appellant)world_pick(&k->w, 3),
		.text = STR("this is my shop, and it is clean"),
		.contact = STR("holder@mail.example") };
	struct decided *v, n;
	int64_t filed;
	size_t count;
	int rc = store_decisions_of(k->w.store, &k->w.one, id, &v, &count, e);

	if (rc || !count)
		return rc;
	rc = store_decision_get(k->w.store, &k->w.one, v[world_pick(&k->w, count)].id, &n, e);
	if (!rc)
		rc = recourse_file(&d, &k->w.one, NULL, n.token, &f, &filed, e);
	if (!rc) {
		k->o->appeals++;
		world_say(&k->w, "appeal", "filed");
	}
	return said_no(rc) ? BW_OK : rc;
}

static bool among(const int64_t *v, size_t n, int64_t person)
{
	for (size_t i = 0; i < n; i++)
		if (v[i] == person)
			return true;
	return false;
}

static int review_one(struct chance *k, const struct store_appeal *p, struct err *e)
{
	static const enum appeal_state to[] = { APPEAL_UPHELD, APPEAL_REVERSED, APPEAL_REVERSED,
		APPEAL_INADMISSIBLE, APPEAL_CHANGED };
	const struct choice instead = {
		.refuse = true, .role = -1, .why = STR("nothing is left of it")
	};
	enum appeal_state outcome = to[world_pick(&k->w, 5)];
	struct desk d = world_desk(&k->w, k->w.people[world_pick(&k->w, WORLD_PEOPLE)]);
	int64_t *deciders;
	size_t n;
	int rc = recourse_deciders(k->w.store, &k->w.one, p->a.decision_id, &deciders, &n, e);

	if (rc)
		return rc;
	if (p->a.state == APPEAL_FILED)
		rc = recourse_take(&d, &k->w.one, p->a.id, e);
	if (!rc)
		rc = recourse_decide(&d, &k->w.one, p->a.id, outcome, STR("it was looked at again"),
			outcome == APPEAL_CHANGED ? &instead : NULL, e);
	if (!rc && among(deciders, n, d.person))
		must_not(k, "review: who decided has reviewed it");
	if (!rc) {
		world_say(&k->w, "review", "%s", appeal_state_text((int)outcome));
		k->o->reversals += outcome == APPEAL_REVERSED || outcome == APPEAL_CHANGED;
	}
	return said_no(rc) ? BW_OK : rc;
}

static int reviews(struct chance *k, struct err *e)
{
	struct store_appeal *v;
	size_t n;
	int rc = store_appeals(k->w.store, &k->w.one, true, 0, 100, &v, &n, e);

	for (size_t i = 0; !rc && i < n; i++)
		if (world_chance(&k->w, 25))
			rc = review_one(k, &v[i], e);
	return rc;
}

static bool look_due(const struct store_duty *d, size_t n, int64_t now_s)
{
	for (size_t i = 0; i < n; i++)
		if (d[i].state == DUTY_RUNNING && str_is(d[i].clause, DUTY_LOOK) &&
			d[i].started_s + WORLD_HOUR <= now_s)
			return true;
	return false;
}

static int desk(struct chance *k, struct err *e)
{
	struct store_query q;
	struct store_duty *d;
	struct arena a;
	int64_t *ids;
	size_t n, duties;
	int rc;

	store_query_init(&q);
	arena_init(&a, 0);
	rc = store_list(k->w.store, &a, &q, &ids, &n, e);
	for (size_t i = 0; !rc && i < n; i++) {
		arena_reset(&k->w.one);
		rc = store_duties_of(k->w.store, &k->w.one, ids[i], &d, &duties, e);
		if (!rc && look_due(d, duties, k->w.now_s) && world_chance(&k->w, 80))
			rc = world_look(&k->w, ids[i], e);
		if (!rc && world_chance(&k->w, 60))
			rc = decide(k, ids[i], e);
		if (!rc && world_chance(&k->w, 3))
			rc = appeal(k, ids[i], e);
	}
	arena_done(&a);
	arena_reset(&k->w.one);
	if (!rc)
		rc = second_persons(k, e);
	return rc ? rc : reviews(k, e);
}

/* ---- faults ---- */

/* A mail that was taken over comes back days later. */
static int late_bounce(struct chance *k, struct err *e)
{
	struct post_settings s;
	struct outbox_query q;
	struct letter *v, l;
	bool changed;
	size_t n;
	int rc;

	outbox_query_init(&q);
	q.state = LETTER_IS_SENT;
	q.channel = CHANNEL_MAIL;
	rc = store_letters(k->w.store, &k->w.one, &q, &v, &n, e);
	if (rc || !n)
		return rc;
	rc = store_letter_get(k->w.store, &k->w.one, v[world_pick(&k->w, n)].id, &l, e);
	post_settings_init(&s);
	s.desk = world_desk(&k->w, 0);
	s.channels = &k->w.channels;
	if (!rc)
		rc = post_returned(
			&s, &l, world_chance(&k->w, 50), STR("no such user"), &changed, e);
	if (!rc && changed)
		world_say(&k->w, "fault", "a letter comes back late");
	return said_no(rc) ? BW_OK : rc;
}

static int wrong_clock(struct chance *k, struct err *e)
{
	int64_t by = (int64_t)world_pick(&k->w, 400) - 40;
	struct clocks_counts n;

	world_say(&k->w, "fault", "the clock is %lld days off for one sweep", (long long)by);
	return world_sweep(&k->w, k->w.now_s + by * WORLD_DAY, &n, e);
}

static int faults(struct chance *k, struct err *e)
{
	int rc = BW_OK;

	k->mail_down = world_chance(&k->w, 6);
	if (k->mail_down)
		world_say(&k->w, "fault", "mail is not taken");
	k->w.crash = world_chance(&k->w, 8);
	if (k->w.crash)
		world_say(&k->w, "fault", "the courier is killed after its first letter");
	k->w.no_look = world_chance(&k->w, 10);
	k->o->injected += k->mail_down + k->w.crash;
	if (world_chance(&k->w, 3)) {
		k->o->injected++;
		rc = wrong_clock(k, e);
	}
	if (!rc && world_chance(&k->w, 10)) {
		k->o->injected++;
		rc = late_bounce(k, e);
	}
	return rc;
}

/* ---- a quarter of a day ---- */

static int arrivals(struct chance *k, unsigned tick, unsigned ticks, struct err *e)
{
	size_t from = k->places * tick / ticks, to = k->places * (tick + 1) / ticks;
	int rc = BW_OK;

	for (size_t i = from; !rc && i < to; i++) {
		arena_reset(&k->w.one);
		rc = report(k, i, e);
	}
	if (!rc && to && world_chance(&k->w, 10)) /* somebody reports one again */
		rc = report(k, world_pick(&k->w, to), e);
	return rc;
}

static int check(struct chance *k, struct err *e)
{
	size_t before = k->o->faults, had = k->wrong.n;
	int rc = world_check(&k->w, &k->wrong, &k->o->faults, e);

	k->o->checks++;
	if (!rc && (k->o->faults > before || k->wrong.n > had))
		world_say(&k->w, "BROKEN", "%.*s", STR_ARG(str_from(buf_str(&k->wrong), had)));
	return rc;
}

static int step(struct chance *k, int (*run)(struct chance *, struct err *), struct err *e)
{
	int rc;

	arena_reset(&k->w.one);
	rc = run(k, e);
	return rc ? rc : check(k, e);
}

/* Now and then a contact wants its letters together, or apart again. */
static int regroup(struct chance *k, struct err *e)
{
	static const char *const ways[] = { "none", "hourly", "hourly", "daily", "2", "5" };
	const struct desk d = world_desk(&k->w, k->w.people[WORLD_ANA]);
	struct outbox_contact *c;
	size_t n;
	int rc = store_contacts(k->w.store, &k->w.one, (struct str){ NULL, 0 }, false, &c, &n, e);

	for (size_t i = 0; !rc && i < n; i++) {
		if (c[i].channel != CHANNEL_MAIL || !c[i].actor.n || !world_chance(&k->w, 10))
			continue;
		rc = command_contact_group(&d, &k->w.one, c[i].id,
			str_of(ways[world_pick(&k->w, sizeof(ways) / sizeof(ways[0]))]),
			world_chance(&k->w, 50), e);
	}
	return rc;
}

static int courier(struct chance *k, struct err *e)
{
	size_t n;
	int rc = regroup(k, e);

	if (!rc && world_chance(&k->w, 80))
		rc = world_approve_contacts(&k->w, &n, e);
	return rc ? rc : world_courier(&k->w, e);
}

static int sweep(struct chance *k, struct err *e)
{
	struct clocks_counts n;
	struct recourse_open *open;
	const struct desk d = world_desk(&k->w, k->w.people[WORLD_BEN]);
	size_t done, count;
	int rc = world_sweep(&k->w, k->w.now_s, &n, e);

	if (!rc)
		rc = recourse_track(&d, &k->w.one, &done, &open, &count, e);
	return rc;
}

static int play(struct chance *k, struct err *e)
{
	unsigned ticks = k->set->days * 4;
	int rc = make_places(k, e);

	for (unsigned t = 0; !rc && t < ticks && !k->o->faults; t++) {
		rc = arrivals(k, t, ticks * 2 / 3 + 1 > t ? ticks * 2 / 3 + 1 : t + 1, e);
		if (!rc && !k->o->faults)
			rc = step(k, faults, e);
		if (!rc && !k->o->faults)
			rc = step(k, answers, e);
		if (!rc && !k->o->faults)
			rc = step(k, desk, e);
		if (!rc && !k->o->faults)
			rc = step(k, courier, e);
		if (!rc && !k->o->faults)
			rc = step(k, sweep, e);
		k->w.now_s += TICK_S;
		k->o->steps++;
	}
	return rc;
}

static int count_cases(struct chance *k, struct err *e)
{
	struct store_query q;
	struct store_case c;
	int64_t *ids;
	size_t n;
	int rc;

	store_query_init(&q);
	rc = store_list(k->w.store, &k->w.one, &q, &ids, &n, e);
	for (size_t i = 0; !rc && i < n; i++) {
		rc = store_case_get(k->w.store, &k->w.one, ids[i], &c, e);
		k->o->cases.verified += !rc && c.state == CASE_VERIFIED;
		k->o->cases.open += !rc && c.state <= CASE_ACTED;
	}
	return rc;
}

int chance_run(const struct knowledge *know, const struct chance_settings *set, struct buf *out,
	struct chance_outcome *o, struct err *e)
{
	struct chance k = { .set = set, .o = o, .nobody = who_public() };
	int rc;

	*o = (struct chance_outcome){ .seed = set->seed };
	buf_init(&k.wrong, 1u << 20);
	rc = world_open(&k.w, know, set->seed * 2654435761u + 1, START_S, e);
	k.w.receive = receive;
	k.w.there = there;
	k.w.ctx = &k;
	if (!rc)
		rc = play(&k, e);
	if (!rc)
		rc = count_cases(&k, e);
	o->letters = k.w.letters;
	o->grouped = k.w.grouped;
	if (!set->quiet)
		buf_add(out, buf_str(&k.w.out));
	else if (o->faults)
		buf_add(out, buf_str(&k.wrong));
	world_close(&k.w);
	buf_done(&k.wrong);
	return rc;
}

void chance_tell(const struct chance_outcome *o, bool json, struct buf *out)
{
	if (json)
		buf_printf(out,
			"{\"seed\":%llu,\"ok\":%s,\"steps\":%zu,\"checks\":%zu,\"decisions\":%zu,"
			"\"letters\":%zu,\"grouped\":%zu,\"answers\":%zu,\"appeals\":%zu,"
			"\"reversals\":%zu,"
			"\"injected\":%zu,\"verified\":%zu,\"open\":%zu,\"faults\":%zu}\n",
			(unsigned long long)o->seed, o->faults ? "false" : "true", o->steps,
			o->checks, o->decisions, o->letters, o->grouped, o->answers, o->appeals,
			o->reversals, o->injected, o->cases.verified, o->cases.open, o->faults);
	else
		buf_printf(out,
			"seed %llu: %zu steps, %zu decisions, %zu letters, %zu answers, %zu "
			"appeals, "
			"%zu reversals, %zu faults played; %zu cases verified, %zu open; "
			"%zu checks, %zu broken\n",
			(unsigned long long)o->seed, o->steps, o->decisions, o->letters, o->answers,
			o->appeals, o->reversals, o->injected, o->cases.verified, o->cases.open,
			o->checks, o->faults);
}
