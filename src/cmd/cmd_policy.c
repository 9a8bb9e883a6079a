/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_policy.c -- policy check | show | bind | diff: which rules there are and whom they bind. */
#include "base/limit.h"
#include "cmd/facts.h"
#include "cmd/lock_down.h"
#include "cmd/packs.h"
#include "cmd/data.h"
#include "identify/identify.h"
#include "sys/durable.h"

#define OUTPUT_MOST (32u << 20)

static int finish(struct ctx *c, struct buf *b, const struct jw *w, struct err *e)
{
	int rc = w ? jw_check(w, e) : buf_check(b, "answer", e);

	if (!rc)
		(void)ctx_write(c, buf_str(b)); /* main looks at the stream */
	buf_done(b);
	return rc;
}

/* ---- check ---- */

static void faults_json(struct jw *w, struct str file, struct str faults)
{
	struct str line;

	jw_object(w);
	jw_kstr(w, "file", file);
	jw_kbool(w, "ok", faults.n == 0);
	jw_key(w, "faults");
	jw_array(w);
	while (str_cut(&faults, '\n', &line))
		if (line.n)
			jw_str(w, line);
	jw_end(w);
	jw_end(w);
}

/* What one file says wrong: by itself, and once it lies beside the packs there are. */
static int check_one(struct ctx *c, const struct procedure *p, struct str path, struct buf *faults,
	struct err *e)
{
	struct buf text, image;
	struct pack_source src = { path, { NULL, 0 } };
	int rc;

	buf_init(&text, LIMIT_YAML_BYTES);
	buf_init(&image, LIMIT_PACK_IMAGE);
	rc = durable_read_file(path.p, &text, e);
	src.bytes = buf_str(&text);
	if (rc == BW_EINVALID) /* a folder, say */
		buf_printf(faults, "%s\n", e->text);
	if (!rc)
		rc = pack_check(c->arena, src, faults, e);
	if (!rc) {
		rc = procedure_compile(p, &src, 1, STR(""), &image, NULL, e);
		if (rc == BW_EINVALID)
			buf_printf(faults, "%s\n", e->text);
	}
	buf_done(&image);
	buf_done(&text);
	return rc;
}

static int run_check(struct ctx *c, struct err *e)
{
	struct procedure *p;
	struct buf out;
	size_t bad = 0;
	int rc;

	if (c->args_n < 2)
		return err_set(e, BW_EUSAGE, "policy check wants the files of packs");
	rc = packs_load(c, &p, e);
	buf_init(&out, OUTPUT_MOST);
	for (size_t i = 1; i < c->args_n && !rc; i++) {
		struct buf faults;
		struct jw w;

		buf_init(&faults, 1 << 20);
		rc = check_one(c, p, c->args[i], &faults, e);
		bad += rc == BW_EINVALID;
		if (rc == BW_EINVALID)
			rc = BW_OK;
		jw_init(&w, &out);
		if (!rc && c->json) {
			faults_json(&w, c->args[i], buf_str(&faults));
			buf_addc(&out, '\n');
		} else if (!rc) {
			struct str rest = buf_str(&faults), line;

			if (!faults.n)
				buf_printf(&out, "%.*s: good\n", STR_ARG(c->args[i]));
			while (str_cut(&rest, '\n', &line))
				if (line.n)
					buf_printf(&out, "%.*s: %.*s\n", STR_ARG(c->args[i]),
						STR_ARG(line));
		}
		buf_done(&faults);
	}
	if (!rc)
		rc = finish(c, &out, NULL, e);
	else
		buf_done(&out);
	if (!rc && bad)
		rc = err_set(e, BW_EINVALID, "%zu of %zu %s not good", bad, c->args_n - 1,
			c->args_n == 2 ? "file is" : "files are");
	procedure_free(p);
	return rc;
}

/* ---- show ---- */

static void summary_line(struct buf *b, const struct pack_summary *s)
{
	const char *state = s->in_force                     ? ""
			    : str_is(s->status, "in-force") ? " (not in force at that time)"
			    : str_is(s->status, "draft")    ? " (draft)"
							    : " (disabled)";

	buf_printf(b, "%-28.*s %-12.*s %-8s %.*s%s\n", STR_ARG(s->id), STR_ARG(s->kind),
		confidence_text(s->confidence), STR_ARG(s->title), state);
}

static int show_all(struct ctx *c, const struct procedure *p, struct err *e)
{
	struct buf b;

	buf_init(&b, OUTPUT_MOST);
	for (size_t i = 0; i < procedure_packs(p); i++) {
		struct pack_summary s;
		struct jw w;

		procedure_summary(p, i, ctx_now(c), &s);
		if (!c->json) {
			summary_line(&b, &s);
			continue;
		}
		jw_init(&w, &b);
		pack_summary_json(&s, &w);
		buf_addc(&b, '\n');
	}
	return finish(c, &b, NULL, e);
}

static int show_one(struct ctx *c, const struct procedure *p, struct str id, struct err *e)
{
	size_t at = procedure_find(p, id);
	char q[QUOTE_ROOM(60)];
	struct buf b;
	struct jw w;
	int rc = BW_OK;

	if (at == SIZE_MAX)
		return err_set(e, BW_ENOTFOUND,
			"there is no pack '%s'; see 'bailiwick policy show'", str_quote(id, 60, q));
	buf_init(&b, OUTPUT_MOST);
	jw_init(&w, &b);
	if (c->json) {
		procedure_show_json(p, at, &w);
		buf_addc(&b, '\n');
		return finish(c, &b, &w, e);
	}
	rc = procedure_show(p, at, &b, e);
	if (!rc)
		return finish(c, &b, NULL, e);
	buf_done(&b);
	return rc;
}

static int run_show(struct ctx *c, struct err *e)
{
	struct procedure *p;
	int rc = packs_load(c, &p, e);

	if (rc)
		return rc;
	if (c->args_n == 1)
		rc = show_all(c, p, e);
	for (size_t i = 1; i < c->args_n && !rc; i++)
		rc = show_one(c, p, c->args[i], e);
	procedure_free(p);
	return rc;
}

/* ---- diff ---- */

static int run_diff(struct ctx *c, struct err *e)
{
	struct procedure *p;
	struct buf b;
	struct jw w;
	int rc;

	if (c->args_n != 3)
		return err_set(e, BW_EUSAGE, "policy diff wants two packs, or two countries");
	rc = packs_load(c, &p, e);
	if (rc)
		return rc;
	buf_init(&b, OUTPUT_MOST);
	jw_init(&w, &b);
	if (c->json) {
		rc = procedure_diff_json(p, c->args[1], c->args[2], ctx_now(c), &w, e);
		buf_addc(&b, '\n');
	} else {
		rc = procedure_diff(p, c->args[1], c->args[2], ctx_now(c), &b, e);
	}
	if (!rc)
		rc = finish(c, &b, c->json ? &w : NULL, e);
	else
		buf_done(&b);
	procedure_free(p);
	return rc;
}

/* ---- bind ---- */

struct binding {
	struct site site;
	struct stack stack;
	struct facts facts;
	struct courier_misses misses;
	struct bind_in in;
	struct duties duties;
};

static int read_bind(struct ctx *c, struct bind_in *in, struct err *e)
{
	struct str harm = ctx_opt(c, "harm"), tier = ctx_opt(c, "evidence"),
		   received = ctx_opt(c, "received");
	char q[QUOTE_ROOM(40)];
	enum harm h;

	in->now_s = in->received_at_s = ctx_now(c);
	in->harm = HARM_NONE;
	in->tier = TIER_ACTIONABLE;
	in->every_event = ctx_flag(c, "all");
	if (harm.p && !harm_parse(harm, &h))
		return err_set(e, BW_EUSAGE,
			"--harm: '%s' is no harm we know; see docs/vocabulary.md",
			str_quote(harm, 40, q));
	if (harm.p)
		in->harm = (int)h;
	if (tier.p && !tier_parse(tier, &in->tier))
		return err_set(e, BW_EUSAGE, "--evidence: '%s' is no tier", str_quote(tier, 40, q));
	if (received.p && !clock_parse(received, &in->received_at_s))
		return err_set(
			e, BW_EUSAGE, "--received: '%s' is no time", str_quote(received, 40, q));
	return BW_OK;
}

static void bind_json(const struct binding *x, struct jw *w)
{
	char at[CLOCK_TEXT];

	jw_object(w);
	jw_kstr(w, "site", x->site.id);
	jw_kz(w, "harm", harm_text(x->in.harm));
	jw_kz(w, "evidence", tier_text(x->in.tier));
	jw_kz(w, "received", clock_format(x->in.received_at_s, at));
	jw_key(w, "remits");
	jw_array(w);
	for (size_t i = 0; i < x->duties.remits_n; i++)
		remit_json(&x->duties.remits[i], w);
	jw_end(w);
	jw_key(w, "duties");
	jw_array(w);
	for (size_t i = 0; i < x->duties.n; i++)
		duty_json(&x->duties.v[i], w);
	jw_end(w);
	jw_key(w, "conflicts");
	jw_array(w);
	for (size_t i = 0; i < x->duties.conflicts_n; i++)
		jw_str(w, x->duties.conflicts[i]);
	jw_end(w);
	jw_end(w);
}

static void print_duty(struct ctx *c, const struct duty *d)
{
	char at[CLOCK_TEXT];

	fprintf(c->out, "  %s%-8s%s %.*s: %.*s\n", ctx_style(c, "bold"), duty_verb_text(d->verb),
		ctx_style(c, "reset"), STR_ARG(d->clause), STR_ARG(d->words));
	if (d->due_s != CLOCK_NONE)
		fprintf(c->out, "           due %s%s%s%s, %.*s\n", ctx_style(c, "yellow"),
			clock_format(d->due_s, at), ctx_style(c, "reset"), d->soft ? " (soft)" : "",
			STR_ARG(d->clock));
	else
		fprintf(c->out, "           %.*s%s\n", STR_ARG(d->clock), d->soft ? " (soft)" : "");
	fprintf(c->out, "           %s%s, %s; %.*s%s\n", ctx_style(c, "dim"), d->kind,
		confidence_text(d->confidence), STR_ARG(d->source), ctx_style(c, "reset"));
	if (d->doubt.n)
		fprintf(c->out, "           doubt: %.*s\n", STR_ARG(d->doubt));
}

static void bind_print(struct ctx *c, const struct binding *x)
{
	char q[QUOTE_ROOM(200)];
	size_t at = 0;

	for (size_t i = 0; i < x->stack.actors_n; i++) {
		const struct actor *a = &x->stack.actors[i];
		const struct remit *r = remit_of(&x->duties, a);

		fprintf(c->out, "%s%s%s  %s", ctx_style(c, "bold"), role_text(a->role),
			ctx_style(c, "reset"), str_quote(a->name.n ? a->name : a->id, 200, q));
		if (a->country.n == 2)
			fprintf(c->out, " (%s)", str_quote(a->country, 2, q));
		if (r)
			fprintf(c->out, "\n  %s: %.*s%s", r->ok ? "may act" : "outside its remit",
				STR_ARG(r->clause),
				r->ok && !r->whole_name_ok ? " -- not on the whole name" : "");
		fprintf(c->out, "\n");
		for (; at < x->duties.n && x->duties.v[at].actor == a; at++)
			print_duty(c, &x->duties.v[at]);
	}
	if (x->duties.conflicts_n)
		fprintf(c->out, "%sWhere they pull apart%s\n", ctx_style(c, "bold"),
			ctx_style(c, "reset"));
	for (size_t i = 0; i < x->duties.conflicts_n; i++)
		fprintf(c->out, "  %s\n",
			str_quote(x->duties.conflicts[i], 1000, (char[QUOTE_ROOM(1000)]){ 0 }));
}

static int bind_site(struct ctx *c, struct procedure *p, struct binding *x, struct err *e)
{
	struct facts_source source;
	struct refdata rd;
	int rc = read_bind(c, &x->in, e);

	if (!rc)
		rc = data_load(c, &rd, e);
	if (!rc)
		rc = identify(c->arena, &rd, c->args[1], &x->site, e);
	if (!rc)
		rc = facts_open(c, &rd, x->in.now_s, &source, e);
	if (!rc && source.fetch)
		rc = lock_down_asking(c, &source.courier, e);
	if (!rc)
		rc = facts_stack(&source, c->arena, &x->site, x->in.now_s, &x->facts, &x->stack,
			&x->misses, e);
	if (rc)
		return rc;
	stack_for_harm(&x->stack, x->in.harm);
	x->in.stack = &x->stack;
	return procedure_bind(p, c->arena, &x->in, &x->duties, e);
}

static int run_bind(struct ctx *c, struct err *e)
{
	struct binding x = { 0 };
	struct procedure *p;
	struct buf b;
	struct jw w;
	int rc;

	if (c->args_n != 2)
		return err_set(e, BW_EUSAGE, "policy bind wants one site");
	rc = packs_load(c, &p, e);
	if (rc)
		return rc;
	rc = bind_site(c, p, &x, e);
	if (!rc && c->json) {
		buf_init(&b, OUTPUT_MOST);
		jw_init(&w, &b);
		bind_json(&x, &w);
		buf_addc(&b, '\n');
		rc = finish(c, &b, &w, e);
	} else if (!rc) {
		bind_print(c, &x);
	}
	procedure_free(p);
	return rc;
}

static const char *const verbs[] = { "check", "show", "bind", "diff", NULL };

static int run(struct ctx *c, struct err *e)
{
	static int (*const runs[])(
		struct ctx *, struct err *) = { run_check, run_show, run_bind, run_diff };
	char q[QUOTE_ROOM(40)];

	if (!c->args_n)
		return err_set(e, BW_EUSAGE,
			"policy wants check, show, bind or diff; see 'bailiwick "
			"help policy'");
	for (size_t i = 0; verbs[i]; i++)
		if (str_is(c->args[0], verbs[i]))
			return runs[i](c, e);
	return err_set(e, BW_EUSAGE, "policy has no '%s'; it has check, show, bind and diff",
		str_quote(c->args[0], 40, q));
}

static const struct opt opts[] = {
	{ "harm", "HARM", OPT_TEXT, "bind: what was seen: phishing, copyright, ...", NULL },
	{ "evidence", "TIER", OPT_TEXT, "bind: how good the evidence is (default: actionable)",
		(const char *const[]){ "none", "thin", "actionable", "strong", NULL } },
	{ "received", "TIME", OPT_TIME, "bind: when the report came (default: now)", NULL },
	{ "all", NULL, OPT_FLAG,
		"bind: also duties that run from orders, incidents, requests, or always", NULL },
	FACTS_OPTS,
	{ NULL, NULL, OPT_FLAG, NULL, NULL },
};

static const struct cmd_example examples[] = {
	{ "bailiwick policy show", "every pack, with kind and confidence" },
	{ "bailiwick policy show icann-raa", "one pack whole" },
	{ "bailiwick policy bind shop.example --harm phishing --offline",
		"who must do what by when, under which clause" },
	{ "bailiwick policy diff nis2-de nis2-dk", "two packs side by side" },
	{ "bailiwick policy diff US DE", "two countries side by side" },
	{ "bailiwick policy check my-terms.yaml", "every fault by line" },
	{ NULL, NULL },
};

const struct cmd cmd_policy = {
	.name = "policy",
	.args = "check FILE…|show [PACK…]|bind SITE|diff A B",
	.help = "show contracts, laws and policies as data, whom they bind, and how they differ",
	.about = "Policy packs say which instrument binds whom, what it demands, by when, and how "
		 "sure we are.  Packs in the folder packs/ below the --data folder are laid over "
		 "ours; one of the same id replaces ours.\n\n"
		 "'bind' works out each actor's remit and duties for one site.  What is not known, "
		 "such as where an actor is established, is named as a doubt.  'diff' takes two "
		 "packs, or two countries for all that is in force there.  None of it is legal "
		 "advice.",
	.opts = opts,
	.examples = examples,
	.run = run,
	.verbs = verbs,
};
