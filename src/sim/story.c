/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/story.h"

#include <stdarg.h>
#include <stdio.h>

#include "format/yaml.h"
#include "sim/play.h"

#define SPAN_MOST (400 * WORLD_DAY)
#define SEED      7 /* of every story: they are told the same each time */

struct str play_text(const struct json *o, const char *name)
{
	struct str s = json_text(o, name);

	return s.p ? s : STR("");
}

void play_wrong(struct play *p, const char *fmt, ...)
{
	char line[600];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	buf_printf(&p->wrong, "%s\n", line);
	p->faults++;
}

int play_span(
	const struct json *o, const char *name, int64_t otherwise, int64_t *out, struct err *e)
{
	struct str s = play_text(o, name);
	char q[QUOTE_ROOM(40)];
	uint64_t n;

	*out = otherwise;
	if (!s.n)
		return BW_OK;
	if (!str_u64(str_sub(s, 0, s.n - 1), &n) || (s.p[s.n - 1] != 'h' && s.p[s.n - 1] != 'd') ||
		n > 9600)
		return err_set(e, BW_EINVALID, "line %zu: '%s' is no time such as 4h or 3d", o->at,
			str_quote(s, 40, q));
	*out = (int64_t)n * (s.p[s.n - 1] == 'h' ? WORLD_HOUR : WORLD_DAY);
	return *out <= SPAN_MOST ? BW_OK
				 : err_set(e, BW_EINVALID, "a story lasts 400 days at most");
}

/* ---- recipients ---- */

static const struct json *script_of(const struct play *p, const struct letter *l)
{
	JSON_EACH (x, json_get(p->root, "actors")) {
		struct str to = play_text(x, "to"), id = play_text(x, "actor");

		if (l->role < 0 || !str_is(play_text(x, "role"), role_text(l->role)) ||
			(id.n && !str_eq(id, l->actor)))
			continue;
		if (str_is(to.n ? to : STR("request"), letter_kind_text((int)l->kind)))
			return x;
	}
	return NULL;
}

static int plan(struct play *p, const struct letter *l, const struct json *script, struct err *e)
{
	JSON_EACH (x, json_get(script, "answers")) {
		struct move *m;
		int64_t after;
		int rc = play_span(x, "after", 0, &after, e);

		if (rc)
			return rc;
		m = VEC_PUSH(p->a, &p->moves);
		if (!m)
			return err_nomem(e);
		*m = (struct move){ p->w.now_s + after, l->id, l->role, x, false };
	}
	return BW_OK;
}

static const char *person_words(const struct letter *l)
{
	switch (l->kind) {
	case LETTER_REPORTER:
	case LETTER_FEEDBACK: return "the reporter";
	case LETTER_APPEAL: return "who appealed";
	default: return "who is hit";
	}
}

static int receive(
	void *ctx, const struct letter *l, struct arena *a, struct receipt *out, struct err *e)
{
	struct play *p = ctx;
	const struct json *script = script_of(p, l);
	struct str bounce = play_text(script, "bounces");
	bool ours = l->kind == LETTER_COMMAND ||
		    (l->kind == LETTER_UNDO &&
			    (l->channel == CHANNEL_RPZ || l->channel == CHANNEL_EPP));
	char q[QUOTE_ROOM(100)];

	(void)a;
	if (bounce.n && l->channel == CHANNEL_MAIL) {
		*out = (struct receipt){ LETTER_IS_BOUNCED, 550, STR(""), bounce, 0 };
		world_say(&p->w, "post", "a letter to %s %.*s comes back: %.*s", role_text(l->role),
			STR_ARG(l->contact), STR_ARG(bounce));
		return BW_OK;
	}
	*out = (struct receipt){ ours ? LETTER_IS_DELIVERED : LETTER_IS_SENT, 250, STR("played"),
		ours ? STR("done") : STR("taken over"), 0 };
	if (world_has(&p->w, l)) {
		world_say(&p->w, "letter",
			"%s to %s %.*s again, which its key says: it is read once",
			letter_kind_text((int)l->kind), l->role < 0 ? "people" : role_text(l->role),
			STR_ARG(l->actor));
		return BW_OK;
	}
	world_say(&p->w, "letter", "%s to %s%s%.*s by %s: %s", letter_kind_text((int)l->kind),
		l->role < 0 ? person_words(l) : role_text(l->role), l->actor.n ? " " : "",
		STR_ARG(l->actor), channel_text((int)l->channel), str_quote(l->subject, 100, q));
	if (l->kind == LETTER_REQUEST || l->kind == LETTER_COMMAND)
		p->asked |= UINT64_C(1) << (l->role < 0 ? 63 : l->role);
	p->told[l->kind]++;
	return script ? plan(p, l, script, e) : BW_OK;
}

static bool there(void *ctx, const struct site *site)
{
	const struct play *p = ctx;

	(void)site;
	return p->up;
}

static int answer_of(struct play *p, const struct json *x, struct answer *out, struct err *e)
{
	struct str effect = play_text(x, "effect"), needs = play_text(x, "needs"), part;
	int64_t until;
	int rc = play_span(x, "until", 0, &until, e);

	*out = (struct answer){ .channel = CHANNEL_MAIL,
		.at_s = p->w.now_s,
		.action = play_text(x, "action"),
		.reason = play_text(x, "reason"),
		.text = play_text(x, "text"),
		.reference = STR(""),
		.actor = STR(""),
		.until_s = until ? p->w.now_s + until : 0,
		.sure = !str_is(play_text(x, "sure"), "no") };
	if (!rc && (!answer_kind_parse(play_text(x, "says"), &out->kind) ||
			   (effect.n && !effect_parse(effect, &out->effect))))
		rc = err_set(e, BW_EINVALID, "line %zu: no such answer", x->at);
	while (!rc && needs.n && str_cut(&needs, ',', &part)) {
		enum evidence k;

		if (!evidence_parse(str_trim(part), &k))
			return err_set(e, BW_EINVALID, "line %zu: no such evidence", x->at);
		out->needs |= (evidence_set)1 << k;
	}
	return rc;
}

static int take_move(struct play *p, struct move *m, struct err *e)
{
	const struct desk d = world_public(&p->w, &p->nobody);
	struct str makes = play_text(m->what, "makes");
	struct answered got;
	struct answer x;
	struct letter l;
	int rc = answer_of(p, m->what, &x, e);

	m->done = true;
	if (!rc)
		rc = store_letter_get(p->w.store, &p->w.one, m->letter_id, &l, e);
	if (rc)
		return rc;
	if (makes.n)
		p->up = !str_is(makes, "gone");
	world_say(&p->w, "answer", "%s: %s%s%.*s%s%.*s%s%.*s%s", role_text(m->role),
		answer_kind_text((int)x.kind), x.action.n ? ", " : "", STR_ARG(x.action),
		x.reason.n ? ", " : "", STR_ARG(x.reason), x.text.n ? ": " : "", STR_ARG(x.text),
		x.kind == ANSWER_ACTED && p->up ? " (and it is still there)" : "");
	p->w.answers++;
	p->w.steps++;
	rc = answering_take(&d, &p->w.one, l.token, &x, &got, e);
	if (!rc && str_is(play_text(m->what, "twice"), "true")) {
		rc = answering_take(&d, &p->w.one, l.token, &x, &got, e);
		if (!rc && got.fresh)
			play_wrong(p, "the same answer was taken twice");
	}
	return rc;
}

/* ---- an hour ---- */

static int answers(struct play *p, struct err *e)
{
	int rc = BW_OK;

	for (size_t i = 0; !rc && i < p->moves.n; i++)
		if (!p->moves.v[i].done && p->moves.v[i].at_s <= p->w.now_s) {
			arena_reset(&p->w.one);
			rc = take_move(p, &p->moves.v[i], e);
		}
	return rc;
}

static int steps(struct play *p, struct err *e)
{
	int rc = BW_OK;

	JSON_EACH (x, json_get(p->root, "steps")) {
		int64_t at;

		if (rc)
			break;
		rc = play_span(x, "at", 0, &at, e);
		if (!rc && p->start_s + at == p->w.now_s)
			rc = play_step(p, x, e);
	}
	return rc;
}

/* Where a step was reported the desk looks an hour later. */
static int looks(struct play *p, struct err *e)
{
	struct store_query q;
	struct store_duty *d;
	int64_t *ids;
	size_t n, duties;
	int rc;

	store_query_init(&q);
	arena_reset(&p->w.one);
	rc = store_list(p->w.store, &p->w.one, &q, &ids, &n, e);
	for (size_t i = 0; !rc && i < n; i++) {
		bool due = false;

		rc = store_duties_of(p->w.store, &p->w.one, ids[i], &d, &duties, e);
		for (size_t j = 0; !rc && j < duties; j++)
			due = due ||
			      (d[j].state == DUTY_RUNNING && str_is(d[j].clause, DUTY_LOOK) &&
				      d[j].started_s + WORLD_HOUR <= p->w.now_s);
		if (!rc && due)
			rc = world_look(&p->w, ids[i], e);
	}
	return rc;
}

static bool worth_telling(enum store_event_kind k)
{
	return k != EVENT_NOTICED && k != EVENT_DELIVERED && k != EVENT_DECIDED &&
	       k != EVENT_ANSWERED && k != EVENT_REMINDED && k != EVENT_APPEALED;
}

static int events(struct play *p, struct err *e)
{
	struct store_query q;
	struct store_event *v;
	int64_t *ids, last = p->seen;
	size_t n, count;
	char t1[STORE_ID_TEXT], q1[QUOTE_ROOM(200)];
	int rc;

	store_query_init(&q);
	q.sort = SORT_OPENED;
	q.reverse = true;
	arena_reset(&p->w.one);
	rc = store_list(p->w.store, &p->w.one, &q, &ids, &n, e);
	for (size_t i = 0; !rc && i < n; i++) {
		rc = store_case_events(p->w.store, &p->w.one, ids[i], &v, &count, e);
		for (size_t j = 0; !rc && j < count; j++) {
			if (v[j].seq <= p->seen)
				continue;
			last = v[j].seq > last ? v[j].seq : last;
			if (worth_telling(v[j].kind))
				world_say(&p->w, "case", "%s %s%s%s",
					store_id_text('c', (uint64_t)ids[i], t1),
					store_event_text((int)v[j].kind), v[j].detail.n ? ": " : "",
					str_quote(v[j].detail, 200, q1));
		}
	}
	p->seen = last;
	return rc;
}

static int hour(struct play *p, struct err *e)
{
	struct clocks_counts n;
	size_t contacts;
	int rc = steps(p, e);

	if (!rc)
		rc = answers(p, e);
	if (!rc)
		rc = events(p, e);
	arena_reset(&p->w.one);
	if (!rc)
		rc = world_approve_contacts(&p->w, &contacts, e);
	if (!rc)
		rc = world_courier(&p->w, e);
	if (!rc)
		rc = world_sweep(&p->w, p->w.now_s, &n, e);
	if (!rc)
		rc = looks(p, e);
	return rc ? rc : events(p, e);
}

static int play_all(struct play *p, struct err *e)
{
	int64_t lasts;
	int rc = play_span(p->root, "lasts", 7 * WORLD_DAY, &lasts, e);

	while (!rc && p->w.now_s <= p->start_s + lasts) {
		rc = hour(p, e);
		p->w.now_s += WORLD_HOUR;
	}
	p->w.now_s -= WORLD_HOUR;
	if (!rc)
		rc = world_check(&p->w, &p->wrong, &p->faults, e);
	return rc ? rc : play_expect(p, e);
}

static int tell(struct play *p, struct arena *a, struct story_outcome *out, struct err *e)
{
	int rc = buf_check(&p->w.out, "the story", e);

	if (!rc)
		rc = buf_check(&p->wrong, "what is wrong with the story", e);
	if (rc)
		return rc;
	out->title = arena_dup(a, play_text(p->root, "title"));
	out->text = arena_dup(a, buf_str(&p->w.out));
	out->wrong = arena_dup(a, p->wrong.n ? buf_str(&p->wrong) : STR(""));
	out->steps = p->w.steps;
	out->letters = p->w.letters;
	out->answers = p->w.answers;
	out->faults = p->faults;
	out->ok = !p->faults;
	return out->title.p && out->text.p && out->wrong.p ? BW_OK : err_nomem(e);
}

int story_run(const struct knowledge *know, struct arena *a, struct str name, struct str yaml,
	struct story_outcome *out, struct err *e)
{
	struct play p = { .a = a, .up = true, .nobody = who_public() };
	struct json *root;
	struct store_case c;
	int rc = yaml_parse(a, yaml, &root, e);

	*out = (struct story_outcome){ .name = name };
	if (rc)
		return rc;
	p.root = root;
	p.up = !str_is(play_text(root, "starts_with"), "nothing");
	if (!clock_parse(play_text(root, "starts"), &p.start_s))
		return err_set(e, BW_EINVALID, "a story says when it starts");
	buf_init(&p.wrong, 1u << 20);
	rc = world_open(&p.w, know, SEED, p.start_s, e);
	p.w.receive = receive;
	p.w.there = there;
	p.w.ctx = &p;
	JSON_EACH (f, json_get(root, "facts"))
		if (!rc)
			rc = world_learn(&p.w, f->text, e);
	if (!rc)
		rc = play_all(&p, e);
	if (!rc)
		rc = store_case_get(p.w.store, a, 1, &c, e);
	if (!rc) {
		out->state = str_of(case_state_text((int)c.state));
		rc = tell(&p, a, out, e);
	}
	world_close(&p.w);
	buf_done(&p.wrong);
	return rc;
}
