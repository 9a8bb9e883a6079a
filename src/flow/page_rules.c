/* SPDX-License-Identifier: Apache-2.0 */
/* page_rules.c -- thirty rules so that a person reads those that matter now: grouped by actor, what is due
 * first, then what runs without a number, what begins later, and guidance. */
#include "flow/page.h"

enum urgency { RULE_DUE, RULE_RUNNING, RULE_LATER, RULE_GUIDANCE };

static enum urgency urgency_of(const struct duty *d)
{
	if (d->soft)
		return RULE_GUIDANCE;
	if (!d->running)
		return RULE_LATER;
	return d->due_s == CLOCK_NONE ? RULE_RUNNING : RULE_DUE;
}

/* Whether ${a} is read before ${b}; both are of the same list, whose order decides among equals. */
static bool before(const struct duty *a, const struct duty *b)
{
	enum urgency x = urgency_of(a), y = urgency_of(b);

	if (x != y)
		return x < y;
	if (x == RULE_DUE && a->due_s != b->due_s)
		return a->due_s < b->due_s;
	return a < b;
}

/* The rule on ${who} that is read after ${last} (NULL: the first); NULL at the end. */
static const struct duty *next_rule(
	const struct duties *all, const struct actor *who, const struct duty *last)
{
	const struct duty *next = NULL;

	for (size_t i = 0; i < all->n; i++) {
		const struct duty *d = &all->v[i];

		if (d->actor == who && (!last || before(last, d)) && (!next || before(d, next)))
			next = d;
	}
	return next;
}

static void rule_in_full(const struct page *p, const struct duty *d)
{
	char q[QUOTE_ROOM(PAGE_QUOTED * 2)], at[CLOCK_TEXT];

	buf_printf(p->b, "    %s%s %s", page_bold(p), d->soft ? "should" : "must",
		duty_verb_text(d->verb));
	if (d->due_s != CLOCK_NONE)
		buf_printf(p->b, " by %s", clock_format(d->due_s, at));
	buf_printf(p->b, "%s%s\n", page_plain(p), d->soft ? " (guidance, no limit)" : "");
	page_para(p, "      ", 6, d->words);
	page_para(p, "      clock: ", 8, d->clock);
	buf_addz(p->b, page_dim(p));
	page_para(p, "      ", 6, str_of(str_quote(d->instrument, PAGE_QUOTED * 2, q)));
	buf_printf(p->b, "      %s; confidence %s%s\n", str_quote(d->clause, PAGE_QUOTED, q),
		confidence_text(d->confidence), page_plain(p));
	if (d->doubt.n)
		page_para(p, "      in doubt: ", 8, d->doubt);
	if (p->how.all && d->recourse.n)
		page_para(p, "      way back: ", 8, d->recourse);
	if (p->how.all)
		page_para(p, "      source: ", 8, str_of(str_quote(d->source, PAGE_QUOTED * 2, q)));
}

/* What does not press: a line. */
static void rule_in_short(const struct page *p, const struct duty *d)
{
	char q[QUOTE_ROOM(PAGE_QUOTED)];

	buf_printf(p->b, "    %s%s %s: ", page_dim(p),
		d->soft ? "guidance:" : "later:", duty_verb_text(d->verb));
	page_wrap(p, (d->soft ? 16 : 13) + (int)strlen(duty_verb_text(d->verb)), 6,
		str_of(str_quote(d->clause, PAGE_QUOTED, q)));
	buf_addz(p->b, page_plain(p));
}

/* How many of them were shown in a line only. */
static size_t rules_on(const struct page *p, const struct duties *all, const struct actor *who)
{
	const struct duty *d = next_rule(all, who, NULL);
	char q[QUOTE_ROOM(PAGE_QUOTED)];
	size_t in_short = 0;

	if (!d)
		return 0;
	buf_printf(p->b, "  %s%s%s", page_bold(p),
		who->name.p ? str_quote(who->name, PAGE_QUOTED, q) : role_words(who->role),
		page_plain(p));
	if (who->name.p)
		buf_printf(p->b, ", %s", role_words(who->role));
	else if (str_starts(who->id, STR("tld:")))
		buf_printf(p->b, " of '.%s'", str_quote(str_from(who->id, 4), PAGE_QUOTED, q));
	buf_addc(p->b, '\n');
	for (; d; d = next_rule(all, who, d)) {
		bool full = p->how.all || urgency_of(d) <= RULE_RUNNING;

		if (full)
			rule_in_full(p, d);
		else
			rule_in_short(p, d);
		in_short += !full;
	}
	return in_short;
}

void page_rules(const struct page *p, const struct explanation *x)
{
	size_t in_short = 0;

	if (!x->duties.n && !x->duties.conflicts_n)
		return;
	page_heading(p, "Rules that bind them");
	for (size_t i = 0; i < x->stack.actors_n; i++)
		in_short += rules_on(p, &x->duties, &x->stack.actors[i]);
	for (size_t i = 0; i < x->duties.conflicts_n; i++)
		page_item(p, "conflict:", x->duties.conflicts[i]);
	if (in_short)
		buf_printf(p->b, "  (--all shows the %zu that are guidance or begin later)\n",
			in_short);
}
