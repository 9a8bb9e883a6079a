/* SPDX-License-Identifier: Apache-2.0 */
/* explain_print.c -- the page for people: plain text, readable at 80 columns, foreign text quoted. */
#include <stdio.h>

#include "flow/page.h"

#define WIDTH_LEAST    40
#define CONTACTS_SHOWN 3
#define WHYS_MOST      26 /* one a letter */

static void print_quoted(const struct page *p, struct str s)
{
	char q[QUOTE_ROOM(PAGE_QUOTED)];

	buf_addz(p->b, str_quote(s, PAGE_QUOTED, q));
}

static void print_named(const struct page *p, const char *what, struct str s)
{
	buf_addz(p->b, what);
	print_quoted(p, s);
	buf_addc(p->b, '\n');
}

/* "${what}: ${word}, ${meaning}" */
static void print_word(
	const struct page *p, const char *what, const char *word, const char *meaning)
{
	buf_printf(p->b, "%s: %s%s%s, ", what, page_bold(p), word, page_plain(p));
	page_wrap(p, (int)(strlen(what) + strlen(word)) + 4, 2, str_of(meaning));
}

static void print_head(
	const struct page *p, const struct explanation *x, const struct explain_in *in)
{
	const struct judgement *j = &x->ladder.judgement;
	bool hidden = harm_class_of(in->harm) == CLASS_CSAM;

	buf_addz(p->b, page_bold(p));
	print_quoted(p, hidden ? in->site->host : in->site->id);
	buf_printf(p->b, "%s: %s\n", page_plain(p), site_kind_words(in->site->kind));
	if (!hidden && !str_eq(in->site->canonical, in->site->id))
		print_named(p, "reported: ", in->site->canonical);
	if (in->site->u_host.n && !str_eq(in->site->u_host, in->site->host))
		print_named(p, "shown to people as: ", in->site->u_host);
	buf_printf(p->b, "harm: %s\n", in->harm == HARM_NONE ? "none named" : harm_text(in->harm));
	print_word(p, "evidence", tier_text(in->tier), tier_words(in->tier));
	print_word(p, "verdict", verdict_text(j->verdict), verdict_words(j->verdict));
	for (size_t i = 0; i < j->reasons_n; i++)
		page_para(p, i == 0 ? "  because " : "  also    ", 10, j->reasons[i].words);
	for (size_t i = 0; i < x->ladder.flags_n; i++)
		page_item(p, "!", x->ladder.flags[i]);
}

static void print_contact(const struct page *p, const char *lead, const struct contact *k)
{
	char q[QUOTE_ROOM(PAGE_QUOTED)];

	buf_printf(p->b, "%s%s%s\n", lead, str_quote(k->value, PAGE_QUOTED, q),
		k->basis == BASIS_CONVENTION ? " (by convention, not checked)" : "");
}

static void print_actor(const struct page *p, const struct actor *a)
{
	char q[QUOTE_ROOM(PAGE_QUOTED)];

	buf_printf(p->b, "  o %-16s%s%s%s\n", role_text(a->role), page_bold(p),
		str_quote(a->name.p ? a->name : STR("not known by name"), PAGE_QUOTED, q),
		page_plain(p));
	for (size_t i = 0; i < a->contacts_n && i < CONTACTS_SHOWN; i++)
		print_contact(p, "      ", &a->contacts[i]);
	buf_addz(p->b, page_dim(p));
	page_para(p, "      ", 6,
		str_of(str_quote(
			a->why.n ? a->why : str_of(basis_words(a->basis)), PAGE_QUOTED, q)));
	buf_addz(p->b, page_plain(p));
}

static void print_stack(const struct page *p, const struct explanation *x)
{
	page_heading(p, "Who is on its stack, closest first");
	for (size_t i = 0; i < x->stack.actors_n; i++)
		print_actor(p, &x->stack.actors[i]);
	if (!x->stack.actors_n)
		page_item(p, "-", STR("nobody is known"));
}

/* ---- the ladder ---- */

/* Why rows of one group are held back or ruled out, each reason once. */
struct whys {
	struct str v[WHYS_MOST];
	size_t n;
};

/* The letter of ${o}'s reason, which is noted where it is new; 0 where it has none. */
static char why_of(struct whys *w, const struct option *o)
{
	size_t i = 0;

	if (!o->held_back && !o->ruled_out)
		return 0;
	while (i < w->n && !str_eq(w->v[i], o->held))
		i++;
	if (i == WHYS_MOST)
		return 0;
	if (i == w->n)
		w->v[w->n++] = o->held;
	return (char)('a' + i);
}

static void print_row(const struct page *p, size_t rank, const struct option *o, char why)
{
	char q[QUOTE_ROOM(PAGE_QUOTED)], number[24] = "-";

	if (!o->ruled_out)
		snprintf(number, sizeof(number), "%zu", rank);
	buf_printf(p->b, " %2s %s%-22s%s %-15s stops %-6s breaks %s", number, page_bold(p),
		o->action->name, page_plain(p), role_text(o->actor->role), stops_text(o->stops),
		collateral_text(o->collateral));
	if (why)
		buf_printf(
			p->b, "%*s (%c)", 7 - (int)strlen(collateral_text(o->collateral)), "", why);
	buf_addz(p->b, "\n    ");
	page_wrap(p, 4, 4, o->says);
	if (o->effect_on.n && !o->action->soft)
		buf_printf(p->b, "    %son the %s %s%s\n", page_dim(p),
			option_on_address(o) ? "address of" : effect_text(o->effect),
			str_quote(o->effect_on, PAGE_QUOTED, q), page_plain(p));
	if (!why && o->held.n)
		page_para(p, "    ", 4, o->held);
}

static void print_rows(
	const struct page *p, const char *title, const struct ladder *l, size_t at, size_t end)
{
	struct whys w = { 0 };
	char mark[] = "(a)";

	page_heading(p, title);
	for (size_t i = at; i < end; i++)
		why_of(&w, &l->v[i]);
	for (size_t i = 0; i < w.n; i++) {
		mark[1] = (char)('a' + i);
		page_item(p, mark, w.v[i]);
	}
	for (size_t i = at; i < end; i++)
		print_row(p, i + 1, &l->v[i], why_of(&w, &l->v[i]));
	if (at == end)
		page_item(p, "-", STR("nothing"));
}

static void print_ladder(const struct page *p, const struct explanation *x)
{
	const struct ladder *l = &x->ladder;
	size_t open = 0;

	while (open < l->rung_n && !l->v[open].held_back)
		open++;
	print_rows(p, "What could be done, best first", l, 0, open);
	if (open < l->rung_n)
		print_rows(p, "Held back for now, and why", l, open, l->rung_n);
	if (l->rung_n < l->n)
		print_rows(p, "Ruled out, and why", l, l->rung_n, l->n);
}

/* ---- the decision ---- */

/* How to reach whoever is asked; or how to find out who it is, and who is known already. */
static void print_reach(const struct page *p, const struct explanation *x)
{
	const struct option *o = x->decision.proposal;
	const struct ladder *l = &x->ladder;
	char q[QUOTE_ROOM(PAGE_QUOTED)];

	if (!o || o->actor->role == ROLE_NOTIFIER)
		return;
	if (o->actor->contacts_n)
		print_contact(p, "  reach them at: ", &o->actor->contacts[0]);
	if (o->actor->name.p)
		return;
	for (size_t i = 0; i < x->stack.unknown_n; i++)
		if (x->stack.unknown[i].role == o->actor->role)
			page_item(p, "to find out who that is:", x->stack.unknown[i].why);
	for (size_t i = 0; i < l->rung_n && !l->v[i].held_back; i++)
		if (l->v[i].actor->name.p && l->v[i].actor->role != ROLE_CSIRT) {
			buf_printf(p->b, "  the closest that is known: %s, step %zu\n",
				str_quote(l->v[i].actor->name, PAGE_QUOTED, q), i + 1);
			return;
		}
}

static void print_decision(const struct page *p, const struct explanation *x)
{
	const struct decision *d = &x->decision;
	const struct statement *s = &d->statement;
	const struct {
		const char *name;
		struct str text;
	} fields[] = { { "measure", s->measure }, { "scope", s->scope },
		{ "duration", s->duration }, { "facts", s->facts }, { "automated", s->automated },
		{ "ground", s->ground }, { "redress", s->redress } };

	page_heading(p, "Decision");
	buf_printf(p->b, "  %s: ", decision_kind_text(d->kind));
	page_wrap(p, 4 + (int)strlen(decision_kind_text(d->kind)), 4, d->why);
	print_reach(p, x);
	for (size_t i = 0; i < d->preconditions_n; i++)
		page_item(p, "first:", d->preconditions[i]);
	page_heading(p, "Statement of reasons");
	page_para(p, "  ", 2, s->plain);
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		buf_printf(p->b, "  %-10s ", fields[i].name);
		page_wrap(p, 13, 13, fields[i].text);
	}
}

static void print_rest(const struct page *p, const struct explanation *x)
{
	char q[QUOTE_ROOM(400)];

	if (x->gaps_n)
		page_heading(p, "Gaps");
	for (size_t i = 0; i < x->gaps_n; i++) {
		buf_printf(p->b, "  %.*s: ", STR_ARG(x->gaps[i].what));
		page_wrap(p, 4 + (int)x->gaps[i].what.n, 4, x->gaps[i].why);
	}
	if (x->not_known_n)
		page_heading(p, "Not known");
	for (size_t i = 0; i < x->not_known_n; i++)
		page_item(p, "-", str_of(str_quote(x->not_known[i], 400, q)));
}

void explain_print(const struct explanation *x, const struct explain_in *in,
	const struct layout *how, struct buf *b)
{
	struct page p = { b, *how };

	if (p.how.width < WIDTH_LEAST)
		p.how.width = WIDTH_LEAST;
	print_head(&p, x, in);
	print_decision(&p, x);
	print_stack(&p, x);
	print_ladder(&p, x);
	page_rules(&p, x);
	print_rest(&p, x);
}
