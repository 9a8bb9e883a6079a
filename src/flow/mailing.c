/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/mailing.h"
#include "flow/record.h"

#include "base/limit.h"
#include "base/vec.h"

void note_init(struct note *n, enum act_template what, const struct decided *decision)
{
	*n = (struct note){ .what = what,
		.decision = decision,
		.due_s = CLOCK_NONE,
		.until_s = CLOCK_NONE,
		.not_before_s = CLOCK_NONE };
}

/* ---- what may be said ---- */

static void csam_case(struct mailing *m)
{
	struct json *j;
	struct err ignored;

	if (!m->c.routing.n || json_parse(m->a, m->c.routing, &j, &ignored))
		return;
	m->act.digest = json_text(j, "digest");
	m->act.country = json_text(j, "country");
	m->act.host = json_text(j, "hosting");
	m->act.network = json_text(j, "network");
}

static int addresses(struct mailing *m, struct err *e)
{
	const struct house *h = m->d->know->house;
	size_t at = str_rfind_byte(h->mail, '@');

	m->page = m->answer = STR("");
	if (h->url.n)
		m->page = arena_printf(m->a, "%.*s/d/%s", STR_ARG(h->url), OUTBOX_PAGE_TOKEN);
	if (at != SIZE_MAX)
		m->answer = arena_printf(m->a, "%.*s+%s%.*s", (int)at, h->mail.p, OUTBOX_TOKEN,
			STR_ARG(str_from(h->mail, at)));
	return m->page.p && m->answer.p ? BW_OK : err_nomem(e);
}

int mailing_open(struct work *w, const struct desk *d, struct arena *a, int64_t case_id,
	const struct case_view *view, struct mailing *out, struct err *e)
{
	struct mailing *m = out;
	int rc = BW_OK;

	if (!d->know->letters || !d->know->house)
		return err_set(e, BW_ECONFIG, "there are no templates for letters");
	*m = (struct mailing){ .work = w, .d = d, .a = a, .view = view };
	if (view)
		m->c = view->c;
	else
		rc = store_case_get(d->store, a, case_id, &m->c, e);
	if (rc)
		return rc;
	m->act = (struct act_case){ .id = m->c.id,
		.number = str_of(store_id_text('c', (uint64_t)m->c.id, m->number)),
		.harm = m->c.harm,
		.verdict =
			view && view->explained ? view->x.ladder.judgement.verdict : m->c.verdict,
		.evidence = m->c.evidence,
		.missing = m->c.missing,
		.reports = m->c.reports,
		.first_seen_s = m->c.opened_at_s,
		.last_seen_s = m->c.last_seen_s };
	if (m->c.harm_class == CLASS_CSAM) {
		csam_case(m);
	} else {
		m->act.target = m->c.target;
		m->act.site = m->c.site;
		if (view && view->explained)
			m->act.registrable = view->site.registrable;
	}
	return addresses(m, e);
}

/* ---- to whom ---- */

static const struct actor *actor_on(const struct mailing *m, int role, struct str id)
{
	const struct stack *s = m->view && m->view->explained ? &m->view->x.stack : NULL;

	for (size_t i = 0; s && i < s->actors_n; i++)
		if (str_eq(s->actors[i].id, id) && (role < 0 || (int)s->actors[i].role == role))
			return &s->actors[i];
	return NULL;
}

struct candidates {
	struct outbox_contact *v;
	size_t n, cap;
};

static bool there(const struct candidates *c, enum channel ch, struct str value)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->v[i].channel == ch && str_eq_nocase(c->v[i].value, value))
			return true;
	return false;
}

/* Mail addresses the stack knows of join those the store has. */
static int add_known(
	struct mailing *m, const struct actor *who, struct candidates *c, struct err *e)
{
	int rc = BW_OK;

	for (size_t i = 0; !rc && who && i < who->contacts_n && c->n < LIMIT_CONTACTS; i++) {
		const struct contact *k = &who->contacts[i];
		struct outbox_contact *n;

		if (!str_is(k->kind, "email") || there(c, CHANNEL_MAIL, k->value))
			continue;
		n = VEC_PUSH(m->a, c);
		if (!n)
			return err_nomem(e);
		*n = (struct outbox_contact){ .actor = who->id,
			.channel = CHANNEL_MAIL,
			.value = k->value,
			.approved_at_s = CLOCK_NONE,
			.refused_at_s = CLOCK_NONE,
			.bounced_at_s = CLOCK_NONE,
			.automatic_at_s = CLOCK_NONE,
			.sent_at_s = CLOCK_NONE };
		rc = store_contact_see(m->work, n, &n->id, e);
	}
	return rc;
}

static int pick(struct mailing *m, const struct candidates *c, struct str action, int role,
	struct recipient *out, struct err *e)
{
	struct act_contact *v = ARENA_ARRAY(m->a, struct act_contact, c->n + 1);
	const struct act_contact *best;

	if (!v)
		return err_nomem(e);
	for (size_t i = 0; i < c->n; i++)
		v[i] = (struct act_contact){ .channel = c->v[i].channel,
			.value = c->v[i].value,
			.own = c->v[i].own,
			.approved = c->v[i].approved_at_s != CLOCK_NONE,
			.refused = c->v[i].refused_at_s != CLOCK_NONE,
			.bounced = c->v[i].bounced_at_s != CLOCK_NONE };
	best = act_pick(v, c->n, action, role);
	if (best) {
		out->contact = c->v[best - v];
		out->held = !best->approved;
	}
	return BW_OK;
}

int mailing_recipient(struct mailing *m, int role, struct str actor, struct str action,
	struct recipient *out, struct err *e)
{
	const struct actor *who = actor_on(m, role, actor);
	struct candidates c = { 0 };
	int rc;

	*out = (struct recipient){ .role = role,
		.actor = actor,
		.name = who ? who->name : STR(""),
		.country = who ? who->country : STR(""),
		.contact = { .actor = actor, .channel = CHANNEL_MANUAL } };
	rc = store_contacts(m->d->store, m->a, actor, false, &c.v, &c.n, e);
	c.cap = c.n;
	if (!rc)
		rc = add_known(m, who, &c, e);
	return rc ? rc : pick(m, &c, action, role, out, e);
}

int mailing_again(struct mailing *m, const struct letter *l, struct recipient *out, struct err *e)
{
	const struct actor *who = actor_on(m, l->role, l->actor);
	int rc;

	*out = (struct recipient){ .role = l->role,
		.actor = l->actor,
		.name = who ? who->name : STR(""),
		.contact = { .actor = l->actor,
			.channel = l->channel,
			.value = l->contact,
			.lang = l->lang } };
	if (!l->actor.n || !l->contact.n)
		return BW_OK;
	rc = store_contact_find(
		m->d->store, m->a, l->actor, l->channel, l->contact, &out->contact, e);
	if (rc == BW_ENOTFOUND)
		return BW_OK;
	out->held = out->contact.approved_at_s == CLOCK_NONE;
	return rc;
}

/* ---- one letter ---- */

static void seed_of(const struct mailing *m, const struct note *n, unsigned char out[16])
{
	struct letter l = { .case_id = m->c.id,
		.decision_id = n->decision ? n->decision->id : 0,
		.kind = LETTER_REQUEST };

	store_letter_key(m->d->store, &l, out);
}

static void in_of(
	struct mailing *m, const struct note *n, const struct recipient *to, struct act_in *in)
{
	*in = (struct act_in){ .what = n->what,
		.house = m->d->know->house,
		.matter = &m->act,
		.decision = n->decision,
		.soft = n->soft,
		.one_network = n->one_network,
		.until_s = n->until_s,
		.channel = to->contact.channel,
		.role = to->role,
		.actor = to->actor,
		.actor_name = to->name,
		.contact = to->contact.value,
		.lang = letters_lang(m->d->know->letters, to->contact.lang, to->country),
		.about = n->about,
		.turn = n->turn,
		.now_s = m->d->now_s,
		.due_s = n->due_s,
		.words = n->words,
		.told = n->told,
		.told_n = n->told_n,
		.outcome = n->outcome,
		.title = n->title,
		.token = STR(OUTBOX_TOKEN),
		.page = n->decision ? m->page : STR(""),
		.answer = m->answer };
	if (n->about)
		in->about_number = str_of(store_id_text('l', (uint64_t)n->about->id, m->about));
	if (n->decision)
		in->decision_number =
			str_of(store_id_text('d', (uint64_t)n->decision->id, m->decision));
	seed_of(m, n, m->act.seed);
}

int mailing_write(struct mailing *m, const struct note *n, const struct recipient *to, int64_t *id,
	struct err *e)
{
	struct act_in in;
	struct letter l;
	int64_t at;
	bool fresh;
	int rc;

	in_of(m, n, to, &in);
	rc = act_letter(m->a, m->d->know->letters, &in, &l, e);
	if (rc)
		return rc;
	l.state = to->held ? LETTER_IS_HELD : LETTER_IS_QUEUED;
	if (n->not_before_s != CLOCK_NONE)
		l.not_before_s = n->not_before_s;
	rc = store_letter_put(m->work, &l, &at, &fresh, e);
	if (rc)
		return rc;
	m->written += fresh;
	if (id)
		*id = at;
	return BW_OK;
}

int mailing_event(struct mailing *m, enum store_event_kind k, int64_t letter_id,
	enum letter_kind kind, const struct recipient *to, struct err *e)
{
	char text[STORE_ID_TEXT];
	struct str detail = arena_printf(m->a, "%s %s %s %.*s",
		store_id_text('l', (uint64_t)letter_id, text), letter_kind_text((int)kind),
		channel_text((int)to->contact.channel), STR_ARG(to->actor));
	struct record_facts f;
	int64_t seq;

	if (!detail.p)
		return err_nomem(e);
	record_facts_init(&f);
	f.role = to->role;
	f.letter = (int)kind;
	f.channel = (int)to->contact.channel;
	return record_event(m->work, m->c.id, m->d->now_s, k, detail, &f, &seq, e);
}

/* ---- people ---- */

/* One mailbox and nothing else: it will stand in an envelope. */
static bool is_mailbox(struct str s)
{
	size_t at = str_rfind_byte(s, '@');

	if (at == SIZE_MAX || at == 0 || at + 3 > s.n || s.n > 254 ||
		str_find_byte(str_from(s, at), '.', 0) == SIZE_MAX)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ' || strchr("<>()[],;:\\\"/", s.p[i]))
			return false;
	return true;
}

/* The address of whoever sent a report and may expect an answer: not the rows of lists. */
static int reporter_of(struct mailing *m, uint64_t ord, struct str *out, struct err *e)
{
	struct store_stored got;
	struct report r;
	int rc = store_report_get(m->d->store, m->a, ord, &got, e);

	*out = STR("");
	if (!rc)
		rc = report_parse(m->a, got.item.compact, &r, e);
	if (rc)
		return rc;
	if (r.format != FORMAT_CSV && r.format != FORMAT_LIST && is_mailbox(r.reporter.contact) &&
		!str_eq_nocase(r.reporter.contact, m->d->know->house->mail))
		*out = r.reporter.contact;
	return BW_OK;
}

int mailing_reporters(struct mailing *m, const struct note *n, struct err *e)
{
	struct recipient to = { .role = -1, .contact = { .channel = CHANNEL_MAIL } };
	struct store_report *r;
	struct str seen[LIMIT_NEWS];
	size_t count, told = 0;
	int rc = store_case_reports(m->d->store, m->a, m->c.id, 0, LIMIT_NEWS * 10, &r, &count, e);

	for (size_t i = 0; !rc && i < count && told < LIMIT_NEWS; i++) {
		struct str who;
		bool before = false;

		rc = reporter_of(m, r[i].ord, &who, e);
		for (size_t k = 0; k < told; k++)
			before = before || str_eq_nocase(seen[k], who);
		if (rc || !who.n || before)
			continue;
		seen[told++] = who;
		to.contact.value = who;
		rc = mailing_write(m, n, &to, NULL, e);
	}
	return rc;
}

int mailing_hit(struct mailing *m, const struct note *n, struct err *e)
{
	static const enum role roles[] = { ROLE_OPERATOR, ROLE_REGISTRANT };
	struct recipient to;
	int64_t id;
	int rc = BW_OK;

	for (size_t i = 0; !rc && i < sizeof(roles) / sizeof(roles[0]); i++) {
		const struct actor *who = m->view && m->view->explained
						  ? stack_find(&m->view->x.stack, roles[i])
						  : NULL;

		if (!who || !who->contacts_n)
			continue;
		rc = mailing_recipient(m, (int)roles[i], who->id, STR(""), &to, e);
		if (rc || to.contact.channel == CHANNEL_MANUAL)
			continue;
		rc = mailing_write(m, n, &to, &id, e);
		if (!rc)
			rc = mailing_event(m, EVENT_NOTICED, id, LETTER_STATEMENT, &to, e);
	}
	return rc;
}

/* ---- the next contact ---- */

static enum act_template template_of(const struct letter *l)
{
	switch (l->kind) {
	case LETTER_REMINDER: return ACT_REMINDER;
	case LETTER_COMMAND: return ACT_COMMAND;
	case LETTER_UNDO: return ACT_UNDO;
	case LETTER_STAND_DOWN: return ACT_STAND_DOWN;
	case LETTER_NARROW: return ACT_NARROW;
	case LETTER_STATEMENT: return ACT_STATEMENT;
	case LETTER_REVERSAL: return ACT_REVERSAL;
	default: return ACT_REQUEST;
	}
}

int mailing_next(struct work *w, const struct desk *d, struct arena *a, const struct letter *l,
	struct err *e)
{
	struct letter about = { 0 };
	struct recipient to;
	struct case_view v;
	struct decided n;
	struct mailing m;
	struct note note;
	struct record_facts f;
	int64_t id, seq;
	int rc;

	record_facts_letter(&f, l);
	f.said = STR("no-contact");
	if (!l->actor.n || !l->decision_id || l->channel == CHANNEL_MANUAL || l->withdrawn)
		return BW_OK;
	rc = store_decision_get(d->store, a, l->decision_id, &n, e);
	if (!rc)
		rc = case_view(d->store, d->know, d->facts, a, l->case_id, d->now_s, &v, e);
	if (!rc)
		rc = mailing_open(w, d, a, l->case_id, &v, &m, e);
	if (!rc)
		rc = mailing_recipient(&m, l->role, l->actor, n.action, &to, e);
	if (!rc && l->about)
		rc = store_letter_get(d->store, a, l->about, &about, e);
	if (rc)
		return rc;
	note_init(&note, template_of(l), &n);
	note.due_s = l->due_s;
	note.turn = l->turn;
	note.about = l->about ? &about : NULL;
	rc = mailing_write(&m, &note, &to, &id, e);
	if (!rc && m.written)
		rc = mailing_event(&m, EVENT_NOTICED, id, l->kind, &to, e);
	if (!rc && to.contact.channel == CHANNEL_MANUAL)
		rc = record_event(w, l->case_id, d->now_s, EVENT_GAP,
			arena_printf(a, "no-contact %.*s: no contact is left that works",
				STR_ARG(l->actor)),
			&f, &seq, e);
	return rc;
}

/* ---- notifiers ---- */

/* What the store knows of the address already, its language above all. */
static int notifier_contact(struct work *w, const struct desk *d, struct arena *a, struct str name,
	struct str contact, struct outbox_contact *out, struct err *e)
{
	struct err none;
	int rc = store_contact_find(d->store, a, name, CHANNEL_MAIL, contact, out, &none);

	if (rc != BW_ENOTFOUND)
		return rc ? err_set(e, rc, "%s", none.text) : BW_OK;
	*out = (struct outbox_contact){ .actor = name,
		.channel = CHANNEL_MAIL,
		.value = contact,
		.lang = STR(""),
		.hours = STR(""),
		.approved_by = d->person,
		.approved_at_s = d->now_s,
		.refused_at_s = CLOCK_NONE,
		.bounced_at_s = CLOCK_NONE,
		.automatic_at_s = CLOCK_NONE,
		.sent_at_s = CLOCK_NONE,
		.note = STR("") };
	return store_contact_see(w, out, &out->id, e);
}

int mailing_notifier(struct work *w, const struct desk *d, struct arena *a, enum act_template what,
	struct str name, struct str contact, struct str title, struct str words, struct err *e)
{
	struct recipient to = { .role = ROLE_NOTIFIER, .actor = name, .name = name };
	struct mailing m = { .work = w, .d = d, .a = a };
	struct note note;
	int rc;

	if (!d->know || !d->know->letters || !d->know->house)
		return err_set(e, BW_ECONFIG, "there are no templates for letters");
	m.act = (struct act_case){ .number = title, .harm = HARM_NONE };
	rc = notifier_contact(w, d, a, name, contact, &to.contact, e);
	if (!rc)
		rc = addresses(&m, e);
	note_init(&note, what, NULL);
	note.title = title;
	note.words = words;
	return rc ? rc : mailing_write(&m, &note, &to, NULL, e);
}
