/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_stack.c -- who is on the stack of a name, closest first, and how we know. */
#include "base/limit.h"
#include "cmd/data.h"
#include "cmd/facts.h"
#include "cmd/lock_down.h"
#include "identify/identify.h"

#define OUTPUT_MOST (16u << 20)

struct answer {
	struct site site;
	struct stack stack;
	struct facts facts;
	struct courier_misses misses;
};

static void misses_json(struct arena *a, const struct courier_misses *m, struct jw *w)
{
	jw_array(w);
	for (size_t i = 0; i < m->n; i++)
		jw_str(w, facts_miss_words(a, &m->v[i]));
	jw_end(w);
}

/* The stack, and beside it what could not be learned. */
static int print_json(struct ctx *c, const struct answer *x, struct err *e)
{
	struct buf out;
	struct jw w;
	int rc;

	buf_init(&out, OUTPUT_MOST);
	jw_init(&w, &out);
	jw_object(&w);
	stack_members_json(&x->stack, &w);
	jw_key(&w, "not_learned");
	misses_json(c->arena, &x->misses, &w);
	jw_end(&w);
	buf_addc(&out, '\n');
	rc = jw_check(&w, e);
	if (!rc)
		fwrite(out.p, 1, out.n, c->out);
	buf_done(&out);
	return rc;
}

/* Foreign text, made safe to show. */
static void wide(struct ctx *c, struct str s)
{
	char q[QUOTE_ROOM(300)];

	fprintf(c->out, "%s", str_quote(s, 300, q));
}

static void print_contacts(struct ctx *c, const struct actor *a)
{
	for (size_t i = 0; i < a->contacts_n; i++) {
		const struct contact *k = &a->contacts[i];

		fprintf(c->out, "%18s%s", "", ctx_style(c, "bold"));
		wide(c, k->value);
		fprintf(c->out, "%s  %s(%.*s, %s%s)%s\n", ctx_style(c, "reset"),
			ctx_style(c, "dim"), STR_ARG(k->kind), basis_words(k->basis),
			k->basis == BASIS_CONVENTION ? ": may not exist" : "",
			ctx_style(c, "reset"));
	}
}

static void print_actor(struct ctx *c, const struct actor *a)
{
	char at[CLOCK_TEXT];

	fprintf(c->out, "%s%-16s%s  ", ctx_style(c, "bold"), role_text(a->role),
		ctx_style(c, "reset"));
	if (a->name.p)
		wide(c, a->name);
	else
		fprintf(c->out, "%snot known by name%s", ctx_style(c, "dim"),
			ctx_style(c, "reset"));
	if (a->country.n)
		fprintf(c->out, " (%.*s)", STR_ARG(a->country));
	if (!str_ends(a->id, STR(":any")))
		fprintf(c->out, "  %s%.*s%s", ctx_style(c, "dim"), STR_ARG(a->id),
			ctx_style(c, "reset"));
	fprintf(c->out, "\n%18s", "");
	wide(c, a->why);
	fprintf(c->out, " %s[%s, %s", ctx_style(c, "dim"), basis_words(a->basis),
		confidence_text(a->confidence));
	if (a->seen_at_s != CLOCK_NONE)
		fprintf(c->out, ", seen %s", clock_format_date(a->seen_at_s, at));
	fprintf(c->out, "]%s\n", ctx_style(c, "reset"));
	print_contacts(c, a);
}

static void print_figures(struct ctx *c, const struct stack *s)
{
	static const char *const words[] = { "on hold: not in the DNS", "not in the DNS",
		"locked by the registry", "parked", "sinkholed", "found gone",
		"its address is shared with others", "the holder was reached" };
	const struct figures *f = &s->figures;
	const bool is[] = { f->on_hold, f->inactive, f->locked, f->parked, f->sinkholed, f->gone,
		f->shared_address, f->holder_reached };
	char at[CLOCK_TEXT];

	if (f->registered_at_s != CLOCK_NONE)
		fprintf(c->out, "  registered %s\n", clock_format_date(f->registered_at_s, at));
	if (f->rank != STACK_UNKNOWN)
		fprintf(c->out, "  popularity: number %lld of %lld\n", (long long)f->rank,
			(long long)f->rank_list_size);
	if (f->mailboxes != STACK_UNKNOWN)
		fprintf(c->out, "  mail: %s\n", f->mailboxes ? "received" : "none");
	for (size_t i = 0; i < sizeof(is) / sizeof(is[0]); i++)
		if (is[i])
			fprintf(c->out, "  %s\n", words[i]);
}

static void print_head(struct ctx *c, const struct answer *x)
{
	const struct site *s = &x->site;

	fprintf(c->out, "%s", ctx_style(c, "bold"));
	wide(c, s->id);
	fprintf(c->out, "%s  %s%s%s\n", ctx_style(c, "reset"), ctx_style(c, "dim"),
		site_kind_words(s->kind), ctx_style(c, "reset"));
	if (s->kind == SITE_TENANT && s->registrable.p) {
		fprintf(c->out, "  registrar and registry below are those of the platform's name ");
		wide(c, s->registrable);
		fprintf(c->out, ": their steps hit every customer\n");
	}
	print_figures(c, &x->stack);
	fprintf(c->out, "\n");
}

static void print_text(struct ctx *c, const struct answer *x)
{
	const struct stack *s = &x->stack;

	print_head(c, x);
	for (size_t i = 0; i < s->actors_n; i++)
		print_actor(c, &s->actors[i]);
	if (s->unknown_n || x->misses.n || s->old_data_n)
		fprintf(c->out, "\n%sNot known%s\n", ctx_style(c, "bold"), ctx_style(c, "reset"));
	for (size_t i = 0; i < s->unknown_n; i++) {
		fprintf(c->out, "  %-14s  ", role_text(s->unknown[i].role));
		wide(c, s->unknown[i].why);
		fprintf(c->out, "\n");
	}
	for (size_t i = 0; i < x->misses.n; i++) {
		fprintf(c->out, "  not learned: ");
		wide(c, facts_miss_words(c->arena, &x->misses.v[i]));
		fprintf(c->out, "\n");
	}
	for (size_t i = 0; i < s->old_data_n; i++) {
		fprintf(c->out, "  old data: ");
		wide(c, s->old_data[i]);
		fprintf(c->out, "; 'bailiwick update' brings newer\n");
	}
}

static void keep_facts(struct ctx *c, const struct answer *x)
{
	for (size_t i = 0; i < x->facts.n; i++) {
		struct buf b;
		struct jw w;

		buf_init(&b, LIMIT_FACT_BYTES * 2);
		jw_init(&w, &b);
		jw_value(&w, x->facts.v[i].body);
		buf_addc(&b, '\n');
		if (!b.bad)
			fwrite(b.p, 1, b.n, c->out);
		buf_done(&b);
	}
}

static int read_harm(struct ctx *c, int *out, struct err *e)
{
	struct str v = ctx_opt(c, "harm");
	char q[QUOTE_ROOM(40)];
	enum harm h = 0;

	if (v.p && !harm_parse(v, &h))
		return err_set(e, BW_EUSAGE,
			"--harm: '%s' is no harm we know; see docs/vocabulary.md",
			str_quote(v, 40, q));
	*out = v.p ? (int)h : HARM_NONE;
	return BW_OK;
}

static int run(struct ctx *c, struct err *e)
{
	int64_t now_s = ctx_now(c);
	struct facts_source source;
	struct answer x = { 0 };
	struct refdata rd;
	int harm, rc;

	if (c->args_n != 1)
		return err_set(e, BW_EUSAGE,
			"stack wants one name, address or URL; see 'bailiwick help stack'");
	rc = read_harm(c, &harm, e);
	if (!rc)
		rc = data_load(c, &rd, e);
	if (!rc)
		rc = identify(c->arena, &rd, c->args[0], &x.site, e);
	if (!rc)
		rc = facts_open(c, &rd, now_s, &source, e);
	if (!rc && source.fetch)
		rc = lock_down_asking(c, &source.courier, e);
	if (!rc)
		rc = facts_stack(
			&source, c->arena, &x.site, now_s, &x.facts, &x.stack, &x.misses, e);
	if (rc)
		return rc;
	stack_for_harm(&x.stack, harm);
	if (c->json && !ctx_flag(c, "print-facts"))
		return print_json(c, &x, e);
	if (ctx_flag(c, "print-facts"))
		keep_facts(c, &x);
	else
		print_text(c, &x);
	return BW_OK;
}

static const struct opt opts[] = {
	FACTS_OPTS,
	{ "harm", "HARM", OPT_TEXT,
		"what is reported there: the hotline and the police concern one kind alone", NULL },
	{ "print-facts", NULL, OPT_FLAG, "print the facts learned, as --facts takes them", NULL },
	{ NULL, NULL, OPT_FLAG, NULL, NULL },
};

static const struct cmd_example examples[] = {
	{ "bailiwick stack shop.example", "everybody on the stack, closest first" },
	{ "bailiwick stack --offline 192.0.2.7 --json", "what is known without asking anybody" },
	{ "bailiwick stack shop.example --print-facts >f; bailiwick stack shop.example --facts f",
		"keep the evidence, and look at it again" },
	{ NULL, NULL },
};

const struct cmd cmd_stack = {
	.name = "stack",
	.args = "NAME",
	.help = "say who is on the stack of a name, address or URL, and how we know",
	.about = "Lists every actor by role, closest to the content first, each with the basis for "
		 "believing so and its contacts. What is not known is said, with what would "
		 "tell.\n\n"
		 "Without --offline and --facts the DNS and registration data (RDAP) servers are "
		 "asked, at most once a second each; answers are kept in the cache folder.",
	.opts = opts,
	.examples = examples,
	.run = run,
};
