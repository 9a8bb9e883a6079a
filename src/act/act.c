/* SPDX-License-Identifier: Apache-2.0 */
/* act.c -- every value a template may name, and the letter made of them. */
#include "act/inner.h"
#include "base/limit.h"
#include "domain/appeal.h"
#include "format/defang.h"

#define SHOWN_TARGET 500 /* bytes of an address on its line; the whole is in the data */
#define SHOWN_NAME   200
#define SUBJECT_MOST 200

struct making {
	struct arena *a;
	const struct act_in *in;
	const struct lang *l;
	struct fields f;
	bool nomem;
};

static struct str keep(struct making *m, struct str s)
{
	if (!s.p)
		m->nomem = true;
	return s;
}

struct str act_time(struct arena *a, int64_t at_s)
{
	struct civil c;

	if (at_s == CLOCK_NONE)
		return STR("");
	c = clock_to_civil(at_s);
	return arena_printf(a, "%04lld-%02d-%02d %02d:%02d UTC", (long long)c.year, c.month, c.day,
		c.hour, c.minute);
}

struct str act_quoted(struct arena *a, struct str s)
{
	char q[QUOTE_ROOM(SHOWN_NAME)];

	return s.n ? arena_dup(a, str_of(str_quote(s, SHOWN_NAME, q))) : STR("");
}

struct str act_defanged(struct arena *a, struct str s)
{
	return s.n ? defang(a, s, SHOWN_TARGET) : STR("");
}

static struct str at_words(struct making *m, int64_t at_s)
{
	return keep(m, act_time(m->a, at_s));
}

static struct str quoted(struct making *m, struct str s)
{
	return keep(m, act_quoted(m->a, s));
}

static struct str defanged(struct making *m, struct str s)
{
	return keep(m, act_defanged(m->a, s));
}

/* Words of a set: "a; b; c" on one line, or a line each. */
static struct str list(struct making *m, evidence_set set, bool lines)
{
	struct str out = STR("");
	struct buf b;

	buf_init(&b, 16u << 10);
	for (int i = 0; i < EVIDENCE_COUNT; i++)
		if (set >> i & 1)
			buf_printf(&b, "%s%s%.*s", b.n ? (lines ? "\n" : "; ") : "",
				lines ? "- " : "", STR_ARG(m->l->evidence[i]));
	if (b.n)
		out = keep(m, arena_dup(m->a, buf_str(&b)));
	buf_done(&b);
	return out;
}

/* A phrase of the language with what it names filled in. */
static struct str phrase(struct making *m, enum act_word w)
{
	struct str out;
	struct buf b;

	buf_init(&b, 4096);
	render_line(&b, m->l->words[w], &m->f, 2000);
	out = b.n ? keep(m, arena_dup(m->a, buf_str(&b))) : STR("");
	buf_done(&b);
	return out;
}

bool act_appeal_time(struct arena *a, const struct lang *l, const struct house *h, struct fields *f)
{
	struct buf b;

	if (h->appeal_days <= APPEAL_WINDOW_DAYS) {
		f->v[FIELD_appeal_time] = l->words[WORD_appeal_by_law];
		return true;
	}
	f->v[FIELD_appeal_days] = arena_printf(a, "%lld", (long long)h->appeal_days);
	if (!f->v[FIELD_appeal_days].p)
		return false;
	buf_init(&b, 4096);
	render_line(&b, l->words[WORD_appeal_longer], f, 200);
	f->v[FIELD_appeal_time] = b.n ? arena_dup(a, buf_str(&b)) : STR("");
	buf_done(&b);
	return f->v[FIELD_appeal_time].p != NULL;
}

static void case_fields(struct making *m)
{
	const struct act_case *c = m->in->matter;
	enum harm_class hc = harm_class_of(c->harm);
	struct fields *f = &m->f;

	f->v[FIELD_case] = c->number;
	f->v[FIELD_harm] = m->l->harms[hc];
	f->v[FIELD_first_seen] = at_words(m, c->first_seen_s);
	f->v[FIELD_last_seen] = at_words(m, c->last_seen_s);
	f->v[FIELD_reports] = keep(m, arena_printf(m->a, "%u", c->reports));
	if (hc == CLASS_CSAM) {
		f->v[FIELD_target] = f->v[FIELD_site] = m->l->words[WORD_withheld];
		f->v[FIELD_digest] = quoted(m, c->digest);
		f->v[FIELD_country] = quoted(m, c->country);
		f->v[FIELD_host] = quoted(m, c->host);
		f->v[FIELD_network] = quoted(m, c->network);
		return;
	}
	f->v[FIELD_target] = defanged(m, c->target);
	f->v[FIELD_site] = defanged(m, c->site);
	f->v[FIELD_evidence] = list(m, c->evidence & ~EVIDENCE_BIT(CONTACT), false);
	f->v[FIELD_missing] = list(m, c->missing, true);
	f->v[FIELD_verdict] = m->l->verdicts[c->verdict];
}

static void measure_fields(struct making *m, const struct decided *d)
{
	const struct act_in *in = m->in;
	struct fields *f = &m->f;

	f->v[FIELD_until] = at_words(m, in->until_s);
	f->v[FIELD_rule] = quoted(m, d->by.rule);
	if (d->effect != EFFECT_NOTHING) {
		f->v[FIELD_effect] = m->l->effects[d->effect];
		f->v[FIELD_effect_on] = defanged(m, d->effect_on);
	}
	f->v[FIELD_scope] = m->l->words[d->effect == EFFECT_NOTHING ? WORD_no_restriction
					: in->one_network           ? WORD_one_network
								    : WORD_everybody];
	f->v[FIELD_duration] = in->soft                    ? m->l->words[WORD_no_restriction]
			       : in->until_s == CLOCK_NONE ? m->l->words[WORD_until_gone]
							   : phrase(m, WORD_ends_by_itself);
	f->v[FIELD_automated] = phrase(m, d->automated ? WORD_rule : WORD_person_decided);
}

static void decision_fields(struct making *m)
{
	const struct decided *d = m->in->decision;
	struct fields *f = &m->f;

	f->v[FIELD_decision] = m->in->decision_number;
	if (!d)
		return;
	f->v[FIELD_step] = d->action.n ? lang_step(m->l, d->role, d->action)
				       : m->l->words[WORD_no_restriction];
	f->v[FIELD_clause] = quoted(m, d->clause);
	if (d->clause.n && d->pack.n &&
		!str_is(d->pack, "actions")) /* a pack that anybody can read */
		f->v[FIELD_clause] =
			keep(m, arena_printf(m->a, "%.*s (%.*s %.*s)", STR_ARG(f->v[FIELD_clause]),
					STR_ARG(d->pack), STR_ARG(d->pack_version)));
	measure_fields(m, d);
}

static struct str told_words(struct making *m)
{
	struct str out = m->l->words[WORD_nobody];
	struct buf b;

	buf_init(&b, 16u << 10);
	for (size_t i = 0; i < m->in->told_n; i++) {
		const struct act_told *t = &m->in->told[i];
		struct str name = quoted(m, t->name);

		if (b.n)
			buf_addz(&b, "; ");
		if (t->role >= 0 && t->role < ROLE_COUNT)
			buf_add(&b, m->l->roles[t->role]);
		if (name.n)
			buf_printf(&b, " (%.*s)", STR_ARG(name));
	}
	if (b.n)
		out = keep(m, arena_dup(m->a, buf_str(&b)));
	buf_done(&b);
	return out;
}

static void recipient_fields(struct making *m)
{
	const struct act_in *in = m->in;
	struct str name = quoted(m, in->actor_name), role = STR("");
	struct fields *f = &m->f;

	if (in->role >= 0 && in->role < ROLE_COUNT)
		role = m->l->roles[in->role];
	if (name.n && role.n)
		f->v[FIELD_recipient] =
			keep(m, arena_printf(m->a, "%.*s (%.*s)", STR_ARG(name), STR_ARG(role)));
	else
		f->v[FIELD_recipient] = name.n ? name : role;
	f->v[FIELD_house] = quoted(m, in->house->name);
	f->v[FIELD_house_mail] = quoted(m, in->house->mail);
	m->nomem |= !act_appeal_time(m->a, m->l, in->house, f);
	f->v[FIELD_page] = in->page;
	f->v[FIELD_token] = in->token;
	f->v[FIELD_answer] = in->answer;
	f->v[FIELD_due] = at_words(m, in->due_s);
	if (in->about)
		f->v[FIELD_asked_at] =
			at_words(m, in->about->sent_at_s == CLOCK_NONE ? in->about->made_at_s
								       : in->about->sent_at_s);
	f->v[FIELD_turn] = in->turn ? keep(m, arena_printf(m->a, "%u", in->turn)) : STR("");
	f->v[FIELD_words] = keep(m, quoted_lines(m->a, in->words));
	f->v[FIELD_outcome] = in->title.n ? quoted(m, in->title) : m->l->outcomes[in->outcome];
	f->v[FIELD_told] = told_words(m);
}

enum letter_kind act_kind(enum act_template what)
{
	static const enum letter_kind kinds[] = {
#define X(code, text, kind) kind,
		ACT_TEMPLATES(X)
#undef X
	};

	return kinds[what];
}

static int write_text(struct making *m, struct letter *out, struct err *e)
{
	const struct act_in *in = m->in;
	struct buf b;
	int rc;

	buf_init(&b, LIMIT_LETTER_BYTES);
	render_line(&b, m->l->letters[in->what].subject, &m->f, SUBJECT_MOST);
	out->subject = arena_dup(m->a, buf_str(&b));
	buf_reset(&b);
	render(&b, m->l, m->l->letters[in->what].body, &m->f);
	rc = buf_check(&b, "the letter", e);
	if (!rc) {
		out->text = arena_dup(m->a, buf_str(&b));
		rc = out->text.p && out->subject.p ? BW_OK : err_nomem(e);
	}
	buf_done(&b);
	return rc;
}

int act_letter(struct arena *a, struct letters *t, const struct act_in *in, struct letter *out,
	struct err *e)
{
	struct making m = { .a = a, .in = in, .l = lang_get(t, in->lang, e) };
	int rc;

	if (!m.l)
		return e->code;
	if (!m.l->letters[in->what].body.n)
		return err_set(e, BW_EBUG, "a letter has no words in '%.*s'", STR_ARG(m.l->code));
	case_fields(&m);
	recipient_fields(&m);
	decision_fields(&m);
	if (m.nomem)
		return err_nomem(e);
	*out = (struct letter){ .kind = act_kind(in->what),
		.case_id = in->matter->id,
		.decision_id = in->decision ? in->decision->id : 0,
		.channel = in->channel,
		.role = in->role,
		.actor = in->actor,
		.contact = in->contact,
		.lang = m.l->code,
		.made_at_s = in->now_s,
		.not_before_s = in->now_s,
		.due_s = in->due_s,
		.about = in->about ? in->about->id : 0,
		.turn = in->turn,
		.sent_at_s = CLOCK_NONE };
	rc = write_text(&m, out, e);
	return rc ? rc : act_data(a, in, &out->data, e);
}
