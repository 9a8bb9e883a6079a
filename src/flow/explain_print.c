/* SPDX-License-Identifier: Apache-2.0 */
/* explain_print.c -- the page for people: plain text, readable at 80 columns, foreign text quoted. */
#include "base/utf8.h"
#include "flow/explain.h"

#define QUOTED      100
#define WIDTH_LEAST 40

struct page {
	struct buf *b;
	int width;
	bool colour;
};

static const char *style(const struct page *p, const char *code)
{
	return p->colour ? code : "";
}

#define BOLD(p)  style(p, "\033[1m")
#define DIM(p)   style(p, "\033[2m")
#define PLAIN(p) style(p, "\033[0m")

/* ${text} broken at spaces; the first line begins at column ${at}, the others at ${indent}. */
static void wrap(const struct page *p, int at, int indent, struct str text)
{
	struct str word;
	bool first = true;
	int col = at;

	while (str_cut(&text, ' ', &word)) {
		int n = (int)utf8_count(word);

		if (!word.n)
			continue;
		if (!first && col + 1 + n > p->width) {
			buf_addc(p->b, '\n');
			for (int i = 0; i < indent; i++)
				buf_addc(p->b, ' ');
			col = indent;
		} else if (!first) {
			buf_addc(p->b, ' ');
			col++;
		}
		buf_add(p->b, word);
		col += n;
		first = false;
	}
	buf_addc(p->b, '\n');
}

static void item(const struct page *p, const char *mark, struct str text)
{
	buf_printf(p->b, "  %s ", mark);
	wrap(p, 5, 4, text);
}

static void heading(const struct page *p, const char *text)
{
	buf_printf(p->b, "\n%s%s%s\n", BOLD(p), text, PLAIN(p));
}

static void print_quoted(const struct page *p, struct str s)
{
	char q[QUOTE_ROOM(QUOTED)];

	buf_addz(p->b, str_quote(s, QUOTED, q));
}

static void print_head(
	const struct page *p, const struct explanation *x, const struct explain_in *in)
{
	const struct judgement *j = &x->ladder.judgement;
	bool hidden = harm_class_of(in->harm) == CLASS_CSAM;

	buf_addz(p->b, BOLD(p));
	print_quoted(p, hidden ? in->site->host : in->site->id);
	buf_printf(p->b, "%s: %s\n", PLAIN(p), site_kind_words(in->site->kind));
	if (!hidden && !str_eq(in->site->canonical, in->site->id)) {
		buf_addz(p->b, "reported: ");
		print_quoted(p, in->site->canonical);
		buf_addc(p->b, '\n');
	}
	if (in->site->u_host.n && !str_eq(in->site->u_host, in->site->host)) {
		buf_addz(p->b, "shown to people as: ");
		print_quoted(p, in->site->u_host);
		buf_addc(p->b, '\n');
	}
	buf_printf(p->b, "harm: %s\nevidence: %s, ",
		in->harm == HARM_NONE ? "none named" : harm_text(in->harm), tier_text(in->tier));
	wrap(p, 12 + (int)strlen(tier_text(in->tier)), 2, str_of(tier_words(in->tier)));
	buf_printf(p->b, "verdict: %s%s%s, ", BOLD(p), verdict_text(j->verdict), PLAIN(p));
	wrap(p, 11 + (int)strlen(verdict_text(j->verdict)), 2, str_of(verdict_words(j->verdict)));
	for (size_t i = 0; i < j->reasons_n; i++) {
		buf_addz(p->b, i == 0 ? "  because " : "  also    ");
		wrap(p, 10, 10, j->reasons[i].words);
	}
	for (size_t i = 0; i < x->ladder.flags_n; i++)
		item(p, "!", x->ladder.flags[i]);
}

static void print_actor(const struct page *p, const struct actor *a, bool last)
{
	char q[QUOTE_ROOM(QUOTED)];

	buf_printf(p->b, "  o %-11s ", role_text(a->role));
	buf_printf(p->b, "%s%s%s", BOLD(p),
		str_quote(a->name.p ? a->name : STR("not known"), QUOTED, q), PLAIN(p));
	if (a->contacts_n)
		buf_printf(p->b, "  %s", str_quote(a->contacts[0].value, QUOTED, q));
	buf_printf(p->b, "\n  %s   %s", last ? " " : "|", DIM(p));
	wrap(p, 6, 6,
		str_of(str_quote(a->why.n ? a->why : str_of(basis_words(a->basis)), QUOTED, q)));
	buf_addz(p->b, PLAIN(p));
}

static void print_stack(const struct page *p, const struct explanation *x)
{
	heading(p, "Who is on its stack, closest first");
	for (size_t i = 0; i < x->stack.actors_n; i++)
		print_actor(p, &x->stack.actors[i], i + 1 == x->stack.actors_n);
	if (!x->stack.actors_n)
		item(p, "-", STR("nobody is known"));
}

static void print_row(const struct page *p, size_t rank, const struct option *o)
{
	char q[QUOTE_ROOM(QUOTED)], number[16] = " -";

	if (!o->ruled_out && rank < 1000) {
		number[0] = rank < 10 ? ' ' : (char)('0' + rank / 10 % 10);
		number[1] = (char)('0' + rank % 10);
	}
	buf_printf(p->b, " %.2s %s%-24s%s %-15s stops %-6s breaks %s\n", number, BOLD(p),
		o->action->name, PLAIN(p), role_text(o->actor->role), stops_text(o->stops),
		collateral_text(o->collateral));
	buf_addz(p->b, "    ");
	wrap(p, 4, 4, str_of(str_quote(o->reason, 900, (char[QUOTE_ROOM(900)]){ 0 })));
	if (o->effect_on.n && !o->action->soft)
		buf_printf(p->b, "    %son %s: %s%s\n", DIM(p), effect_text(o->effect),
			str_quote(o->effect_on, 60, q), PLAIN(p));
}

static void print_ladder(const struct page *p, const struct explanation *x)
{
	const struct ladder *l = &x->ladder;

	heading(p, "What could be done, best first");
	for (size_t i = 0; i < l->rung_n; i++)
		print_row(p, i + 1, &l->v[i]);
	if (!l->rung_n)
		item(p, "-", STR("nothing"));
	if (l->n > l->rung_n)
		heading(p, "Ruled out");
	for (size_t i = l->rung_n; i < l->n; i++)
		print_row(p, i + 1, &l->v[i]);
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

	heading(p, "Decision");
	buf_printf(p->b, "  %s: ", decision_kind_text(d->kind));
	wrap(p, 4 + (int)strlen(decision_kind_text(d->kind)), 4, d->why);
	for (size_t i = 0; i < d->preconditions_n; i++)
		item(p, "first:", d->preconditions[i]);
	heading(p, "Statement of reasons");
	buf_addz(p->b, "  ");
	wrap(p, 2, 2, s->plain);
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		buf_printf(p->b, "  %-10s ", fields[i].name);
		wrap(p, 13, 13, fields[i].text);
	}
}

static void print_duty(const struct page *p, const struct duty *d)
{
	char q[QUOTE_ROOM(QUOTED)], at[CLOCK_TEXT];
	struct str who = d->actor->name.p ? d->actor->name : d->actor->id;

	buf_printf(p->b, "  %s%s%s must %s: ", BOLD(p), str_quote(who, 60, q), PLAIN(p),
		duty_verb_text(d->verb));
	wrap(p, 14 + (int)who.n, 4, d->words);
	buf_addz(p->b, "    ");
	wrap(p, 4, 4, d->clock);
	if (d->due_s != CLOCK_NONE)
		buf_printf(p->b, "    due %s%s\n", clock_format(d->due_s, at),
			d->soft ? " (guidance, not a limit)" : "");
	buf_printf(p->b, "    %s", DIM(p));
	wrap(p, 4, 4, str_of(str_quote(d->instrument, 200, (char[QUOTE_ROOM(200)]){ 0 })));
	buf_addz(p->b, "    ");
	wrap(p, 4, 4, str_of(str_quote(d->clause, 100, q)));
	buf_printf(p->b, "    confidence %s%s\n", confidence_text(d->confidence), PLAIN(p));
	if (d->doubt.n) {
		buf_addz(p->b, "    in doubt: ");
		wrap(p, 14, 6, d->doubt);
	}
}

static void print_rest(const struct page *p, const struct explanation *x)
{
	if (x->duties.n)
		heading(p, "Rules that bind them");
	for (size_t i = 0; i < x->duties.n; i++)
		print_duty(p, &x->duties.v[i]);
	for (size_t i = 0; i < x->duties.conflicts_n; i++)
		item(p, "conflict:", x->duties.conflicts[i]);
	if (x->gaps_n)
		heading(p, "Gaps");
	for (size_t i = 0; i < x->gaps_n; i++) {
		buf_printf(p->b, "  %.*s: ", STR_ARG(x->gaps[i].what));
		wrap(p, 4 + (int)x->gaps[i].what.n, 4, x->gaps[i].why);
	}
	if (x->not_known_n)
		heading(p, "Not known");
	for (size_t i = 0; i < x->not_known_n; i++)
		item(p, "-", str_of(str_quote(x->not_known[i], 400, (char[QUOTE_ROOM(400)]){ 0 })));
}

void explain_print(const struct explanation *x, const struct explain_in *in, struct buf *b,
	int width, bool colour)
{
	const struct page p = { b, width < WIDTH_LEAST ? WIDTH_LEAST : width, colour };

	print_head(&p, x, in);
	print_stack(&p, x);
	print_ladder(&p, x);
	print_decision(&p, x);
	print_rest(&p, x);
}
