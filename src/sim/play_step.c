/* SPDX-License-Identifier: Apache-2.0 */
/* play_step.c -- what the desk, a holder or the world does in a scenario, one call for each word. */
#include "sim/play.h"

static int64_t person_of(const struct play *p, const struct json *s, enum world_person otherwise)
{
	enum world_person who = otherwise;

	world_person_parse(play_text(s, "person"), &who);
	return p->w.people[who];
}

static const char *name_of(const struct json *s, enum world_person otherwise)
{
	enum world_person who = otherwise;

	world_person_parse(play_text(s, "person"), &who);
	return world_person_name((int)who);
}

static int case_of(struct play *p, const struct json *s, int64_t *id, struct err *e)
{
	struct store_query q;
	uint64_t n = 1;
	int64_t *ids;
	size_t count;
	int rc;

	(void)str_u64(play_text(s, "case"), &n);
	store_query_init(&q);
	q.sort = SORT_OPENED;
	rc = store_list(p->w.store, &p->w.one, &q, &ids, &count, e);
	if (!rc && n > count)
		return err_set(e, BW_EINVALID, "there is no case %d yet", (int)n);
	if (!rc)
		*id = ids[count - n]; /* newest first */
	return rc;
}

/* What is denied is said with its reason; a step marked `denied` must be. */
static int tell_denied(struct play *p, const struct json *s, const char *who, const char *what,
	int rc, struct err *e)
{
	bool must = play_text(s, "denied").n != 0;
	char q[QUOTE_ROOM(300)];

	if (rc == BW_ENOMEM || rc == BW_EIO || rc == BW_EBUG)
		return rc;
	if (rc)
		world_say(&p->w, who, "may not %s: %s", what, str_quote(str_of(e->text), 300, q));
	if (must != (rc != 0))
		play_wrong(p, "%s %s, and %s", what, rc ? "was refused" : "was allowed",
			rc ? e->text : "must not have been");
	return BW_OK;
}

static int choice_of(const struct play *p, const struct json *s, struct choice *out, struct err *e)
{
	struct str role = play_text(s, "role"), second = play_text(s, "second");
	enum world_person who;
	enum role ro;

	*out = (struct choice){ .action = play_text(s, "step"),
		.role = -1,
		.why = play_text(s, "why"),
		.exception = play_text(s, "exception"),
		.reached = play_text(s, "reached") };
	if (role.n && !role_parse(role, &ro))
		return err_set(e, BW_EINVALID, "a role of a step is none of the vocabulary");
	if (role.n)
		out->role = (int)ro;
	if (second.n && world_person_parse(second, &who))
		out->second_person = p->w.people[who];
	return BW_OK;
}

/* A report of XARF 4 with what a good one has. */
static struct str good_report(struct play *p, const struct json *s, struct str url)
{
	struct str from = play_text(s, "from"), brand = play_text(s, "brand"), text;
	struct str harm = play_text(s, "harm");
	char at[CLOCK_TEXT];
	struct buf b;
	struct jw w;

	buf_init(&b, 64u << 10);
	jw_init(&w, &b);
	jw_object(&w);
	jw_kz(&w, "xarf_version", "4.2.0");
	jw_kstr(&w, "report_id",
		arena_printf(&p->w.one, "005a0000-0000-4000-8000-%012zu", p->w.steps));
	jw_kz(&w, "timestamp", clock_format(p->w.now_s - WORLD_HOUR, at));
	for (int i = 0; i < 2; i++) {
		jw_key(&w, i ? "sender" : "reporter");
		jw_object(&w);
		jw_kz(&w, "org", "Net Watch");
		jw_kstr(&w, "contact", from);
		jw_kstr(&w, "domain", str_from(from, str_rfind_byte(from, '@') + 1));
		jw_end(&w);
	}
	jw_kstr(&w, "source_identifier", play_text(s, "host"));
	jw_kz(&w, "category", "content");
	jw_kstr(&w, "type", str_from(harm, str_find_byte(harm, '/', 0) + 1));
	jw_kstr(&w, "url", url);
	jw_kstr(&w, "description", arena_printf(&p->w.one, "seen at %.*s", STR_ARG(url)));
	jw_kz(&w, "evidence_source", "user_report");
	if (brand.n)
		jw_kstr(&w, "target_brand", brand);
	if (str_is(harm, "content/malware")) {
		jw_key(&w, "file_hashes");
		jw_raw(&w, STR("{\"sha256\":\"5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a"
			       "5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a\"}"));
	}
	jw_key(&w, "evidence");
	jw_raw(&w, STR("[{\"content_type\":\"text/plain\",\"description\":\"what was seen\","
		       "\"payload\":\"YXNrcyBmb3IgYSBwYXNzd29yZA==\"},"
		       "{\"content_type\":\"image/png\",\"description\":"
		       "\"screenshot with the address bar\",\"payload\":\"iVBORw0KGgo=\"}]"));
	jw_end(&w);
	text = arena_dup(&p->w.one, buf_str(&b));
	buf_done(&b);
	return text;
}

static int on_report(struct play *p, const struct json *s, struct err *e)
{
	struct str names = play_text(s, "names"), url = play_text(s, "url"), text = names;
	struct str from = play_text(s, "from"), harm = play_text(s, "harm");
	char q[QUOTE_ROOM(100)];
	enum harm h;

	if (!harm_parse(harm, &h) || (!names.n && !url.n))
		return err_set(e, BW_EINVALID,
			"line %zu: a report needs its harm, and a url or names", s->at);
	if (url.n)
		text = good_report(p, s, url);
	if (!text.p)
		return err_nomem(e);
	if (h == HARM_CSAM)
		world_say(&p->w, "reporter", "reports %s", harm_text(h));
	else
		world_say(&p->w, "reporter", "%s reports %s: %s", from.n ? from.p : "somebody",
			harm_text(h), str_quote(url.n ? url : str_trim(names), 100, q));
	return world_report(&p->w, text, !url.n, (int)h, from, e);
}

static int on_accept(struct play *p, const struct json *s, struct err *e)
{
	struct desk d = world_desk(&p->w, person_of(p, s, WORLD_ANA));
	char text[STORE_ID_TEXT];
	struct decided n;
	struct choice c;
	int64_t id, decision;
	int rc = case_of(p, s, &id, e);

	if (!rc)
		rc = choice_of(p, s, &c, e);
	if (rc)
		return rc;
	rc = command_decide(&d, &p->w.one, id, &c, &decision, e);
	if (!rc)
		rc = store_decision_get(p->w.store, &p->w.one, decision, &n, e);
	if (!rc)
		world_say(&p->w, name_of(s, WORLD_ANA), "decides %s: %.*s by %s%s",
			store_id_text('d', (uint64_t)decision, text),
			STR_ARG(n.action.n ? n.action : STR("nothing")),
			n.role >= 0 ? role_text(n.role) : "anybody",
			n.state == DECISION_IS_WAITING ? ", which a second person must agree to"
						       : "");
	return tell_denied(p, s, name_of(s, WORLD_ANA), "decide", rc, e);
}

static int on_decline(struct play *p, const struct json *s, struct err *e)
{
	struct desk d = world_desk(&p->w, person_of(p, s, WORLD_ANA));
	struct choice c = { .refuse = true, .role = -1, .why = play_text(s, "why") };
	int64_t id, decision;
	int rc = case_of(p, s, &id, e);

	if (rc)
		return rc;
	rc = command_decide(&d, &p->w.one, id, &c, &decision, e);
	if (!rc)
		world_say(&p->w, name_of(s, WORLD_ANA), "declines: %.*s", STR_ARG(c.why));
	return tell_denied(p, s, name_of(s, WORLD_ANA), "decline", rc, e);
}

static int on_agree(struct play *p, const struct json *s, struct err *e)
{
	struct desk d = world_desk(&p->w, person_of(p, s, WORLD_BEN));
	bool no = str_is(play_text(s, "agrees"), "no");
	struct decided *v;
	size_t n;
	int rc = store_decisions_waiting(p->w.store, &p->w.one, 10, &v, &n, e);

	if (!rc && !n)
		return err_set(e, BW_EINVALID, "no decision waits for a second person");
	if (rc)
		return rc;
	rc = command_approve(&d, &p->w.one, v[0].id, !no, play_text(s, "why"), e);
	if (!rc)
		world_say(&p->w, name_of(s, WORLD_BEN), "%s as the second person",
			no ? "does not agree" : "agrees");
	return tell_denied(p, s, name_of(s, WORLD_BEN), "agree to it", rc, e);
}

/* The decision that was taken last and may be appealed. */
static int last_decision(struct play *p, const struct json *s, struct decided *out, struct err *e)
{
	struct decided *v;
	uint64_t want = 0; /* the how manyth; else the last in force */
	int64_t id;
	size_t n;
	int rc = case_of(p, s, &id, e);

	if (!rc)
		rc = store_decisions_of(p->w.store, &p->w.one, id, &v, &n, e);
	if (rc)
		return rc;
	(void)str_u64(play_text(s, "decision"), &want);
	for (size_t i = n; i-- > 0;)
		if (want ? want == i + 1 : v[i].state == DECISION_IS_IN_FORCE)
			return store_decision_get(p->w.store, &p->w.one, v[i].id, out, e);
	return err_set(e, BW_EINVALID, "no decision is in force");
}

static int on_appeal(struct play *p, const struct json *s, struct err *e)
{
	static const char *const who[] = { "holder", "reporter", "actor" };
	const struct desk d = world_public(&p->w, &p->nobody);
	struct recourse_filing f = { .by = APPELLANT_HOLDER,
		.text = play_text(s, "text"),
		.contact = play_text(s, "contact") };
	struct decided n;
	int64_t id;
	int rc = last_decision(p, s, &n, e);

	for (int i = 0; i < 3; i++)
		if (str_is(play_text(s, "by"), who[i]))
			f.by = (enum appellant)i;
	if (rc)
		return rc;
	rc = recourse_file(&d, &p->w.one, NULL, n.token, &f, &id, e);
	if (!rc)
		world_say(&p->w, who[f.by], "appeals by the page of the decision: %.*s",
			STR_ARG(f.text));
	return tell_denied(p, s, who[f.by], "appeal", rc, e);
}

static int on_review(struct play *p, const struct json *s, struct err *e)
{
	struct desk d = world_desk(&p->w, person_of(p, s, WORLD_BEN));
	struct store_appeal *v;
	struct choice c;
	enum appeal_state to;
	size_t n;
	int rc = store_appeals(p->w.store, &p->w.one, true, 0, 10, &v, &n, e);

	if (!rc && (!n || !appeal_state_parse(play_text(s, "outcome"), &to)))
		return err_set(e, BW_EINVALID, "there is no appeal, or its outcome is no word");
	if (!rc)
		rc = choice_of(p, s, &c, e);
	if (rc)
		return rc;
	if (v[0].a.state == APPEAL_FILED)
		rc = recourse_take(&d, &p->w.one, v[0].a.id, e);
	if (!rc)
		rc = recourse_decide(&d, &p->w.one, v[0].a.id, to, play_text(s, "why"),
			to == APPEAL_CHANGED ? &c : NULL, e);
	if (!rc)
		world_say(&p->w, name_of(s, WORLD_BEN), "reviews it: %s, because %.*s",
			appeal_state_text((int)to), STR_ARG(play_text(s, "why")));
	return tell_denied(p, s, name_of(s, WORLD_BEN), "review it", rc, e);
}

/* An address of an actor is written into the book, ours or theirs. */
static int on_contact(struct play *p, const struct json *s, struct err *e)
{
	struct outbox_contact c = { .actor = play_text(s, "actor"),
		.channel = CHANNEL_MANUAL,
		.value = play_text(s, "value"),
		.own = str_is(play_text(s, "own"), "true"),
		.approved_by = p->w.people[WORLD_ANA],
		.approved_at_s = p->w.now_s,
		.refused_at_s = CLOCK_NONE,
		.bounced_at_s = CLOCK_NONE,
		.automatic_at_s = CLOCK_NONE,
		.sent_at_s = CLOCK_NONE };
	struct work *w;
	int rc;

	if (!channel_parse(play_text(s, "channel"), &c.channel) || !c.actor.n || !c.value.n)
		return err_set(e, BW_EINVALID, "a contact needs its channel, actor and value");
	rc = store_change_begin(p->w.store, &w, e);
	if (rc)
		return rc;
	rc = store_contact_see(w, &c, &c.id, e);
	if (!rc)
		rc = store_contact_set(w, &c, e);
	if (!rc)
		rc = store_work_commit(w, e);
	store_work_free(w);
	if (!rc)
		world_say(&p->w, "ana", "notes that %.*s is reached by %s%s", STR_ARG(c.actor),
			channel_words((int)c.channel), c.own ? ", which is ours" : "");
	return rc;
}

static int on_world(struct play *p, const struct json *s, struct err *e)
{
	(void)e;
	p->up = !str_is(play_text(s, "is"), "gone");
	world_say(&p->w, "world", "%s", p->up ? "it is there" : "it is gone");
	return BW_OK;
}

static int on_learn(struct play *p, const struct json *s, struct err *e)
{
	int rc = BW_OK, count = 0;

	JSON_EACH (f, json_get(s, "facts")) {
		if (!rc)
			rc = world_learn(&p->w, f->text, e);
		count++;
	}
	world_say(&p->w, "desk", "learns %d fact%s", count, count == 1 ? "" : "s");
	return rc;
}

/* The clock of the machine is wrong for one sweep. */
static int on_clock(struct play *p, const struct json *s, struct err *e)
{
	struct clocks_counts n;
	int64_t by;
	int rc = play_span(s, "ahead", 0, &by, e);

	if (!rc)
		rc = world_sweep(&p->w, p->w.now_s + by, &n, e);
	if (!rc)
		world_say(&p->w, "world",
			"the clock is %lld days ahead for one sweep: %llu passed%s",
			(long long)(by / WORLD_DAY), (unsigned long long)n.passed,
			n.held ? ", nothing is worked off" : "");
	if (!rc && n.passed)
		play_wrong(p, "a wrong clock made %llu duties pass", (unsigned long long)n.passed);
	return rc;
}

static int on_crash(struct play *p, const struct json *s, struct err *e)
{
	(void)s;
	(void)e;
	p->w.crash = true;
	world_say(&p->w, "world", "the courier will be killed between a letter and its receipt");
	return BW_OK;
}

static int on_look(struct play *p, const struct json *s, struct err *e)
{
	int64_t id;
	int rc = case_of(p, s, &id, e);

	return rc ? rc : world_look(&p->w, id, e);
}

int play_step(struct play *p, const struct json *step, struct err *e)
{
	static const struct {
		const char *word;
		int (*run)(struct play *p, const struct json *s, struct err *e);
	} words[] = { { "report", on_report }, { "accept", on_accept }, { "decline", on_decline },
		{ "agree", on_agree }, { "appeal", on_appeal }, { "review", on_review },
		{ "contact", on_contact }, { "world", on_world }, { "learn", on_learn },
		{ "clock", on_clock }, { "crash", on_crash }, { "look", on_look } };
	struct str what = play_text(step, "do");
	char q[QUOTE_ROOM(40)];

	arena_reset(&p->w.one);
	p->w.steps++;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_is(what, words[i].word))
			return words[i].run(p, step, e);
	return err_set(e, BW_EINVALID, "line %zu: there is no step '%s'", step->at,
		str_quote(what, 40, q));
}
