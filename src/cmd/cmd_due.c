/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_due.c -- what is due, and the sweep that works it off. */
#include "base/limit.h"
#include "cmd/at_desk.h"
#include "cmd/opt.h"
#include "cmd/store_open.h"
#include "flow/clocks.h"
#include "flow/desk_json.h"
#include "flow/permit.h"

#define PAGE_BYTES ((size_t)64 << 20)
#define SHOWN      100

struct due_run {
	struct ctx *c;
	struct knowing know;
	struct store *store;
	struct desk desk;
	struct buf out;
};

/* ---- list ---- */

static int query_of(struct ctx *c, struct duty_query *q, struct err *e)
{
	struct str v = ctx_opt(c, "role");
	char quoted[QUOTE_ROOM(60)];
	enum role role;
	uint64_t n;

	duty_query_init(q);
	if (v.p && !role_parse(v, &role))
		return opt_unknown("role", v, "docs/vocabulary.md", e);
	q->role = v.p ? (int)role : STORE_NONE;
	q->actor = ctx_opt(c, "actor");
	q->passed = ctx_flag(c, "passed");
	q->most = SHOWN;
	v = ctx_opt(c, "limit");
	if (v.p && str_u64(v, &n))
		q->most = n ? n : SIZE_MAX >> 1;
	v = ctx_opt(c, "before");
	if (v.p && !clock_parse(v, &q->before_s))
		return err_set(e, BW_EUSAGE, "--before is no time: '%s'", str_quote(v, 60, quoted));
	return BW_OK;
}

static void row_json(const struct store_duty *d, int64_t now_s, struct buf *b)
{
	struct jw w;

	jw_init(&w, b);
	clock_json(d, now_s, &w);
	buf_addc(b, '\n');
}

static void row_text(struct ctx *c, const struct store_duty *d, int64_t now_s, struct buf *b)
{
	bool over = d->state == DUTY_PASSED || d->due_s <= now_s;
	char id[STORE_ID_TEXT], due[CLOCK_TEXT], q[QUOTE_ROOM(60)], r[QUOTE_ROOM(60)];

	buf_printf(b, "%s%s  %s  %-8s%s %s", over ? ctx_style(c, "red") : "",
		clock_format(d->due_s, due), store_id_text('c', (uint64_t)d->case_id, id),
		duty_verb_text((int)d->verb), over ? ctx_style(c, "reset") : "",
		str_is(str_of(duty_owed_by(d)), "actor") ? role_text(d->role) : duty_owed_by(d));
	if (d->actor.n)
		buf_printf(b, " %s", str_quote(d->actor, 60, q));
	buf_printf(b, "  %s%s%s\n", str_quote(d->pack, 60, q), d->pack.n ? " " : "",
		str_quote(d->clause, 60, r));
}

static int list(struct due_run *r, struct err *e)
{
	int64_t now_s = ctx_now(r->c);
	struct duty_query q;
	struct store_duty *v;
	size_t n;
	int rc = query_of(r->c, &q, e);

	if (!rc)
		rc = permit_desk(&r->desk, PERMISSION_NOTICE_READ, NULL, e);
	if (!rc)
		rc = store_duties(r->store, r->c->arena, &q, &v, &n, e);
	for (size_t i = 0; !rc && i < n; i++) {
		if (r->c->json)
			row_json(&v[i], now_s, &r->out);
		else
			row_text(r->c, &v[i], now_s, &r->out);
	}
	if (!rc && !r->c->json && !n)
		buf_addz(&r->out, "nothing is due\n");
	return rc;
}

/* ---- sweep ---- */

static void counts_json(const struct clocks_counts *n, struct buf *b)
{
	struct jw w;

	jw_init(&w, b);
	jw_object(&w);
	jw_ki64(&w, "passed", (int64_t)n->passed);
	jw_ki64(&w, "escalated", (int64_t)n->escalated);
	jw_ki64(&w, "reminded", (int64_t)n->reminded);
	jw_ki64(&w, "put_off", (int64_t)n->later);
	jw_ki64(&w, "lifted", (int64_t)n->lifted);
	jw_ki64(&w, "notifiers_changed", (int64_t)n->standing);
	jw_ki64(&w, "restored", (int64_t)n->restored);
	jw_kbool(&w, "held", n->held);
	jw_kbool(&w, "more", n->more);
	jw_ki64(&w, "silence_seconds", n->silence_s);
	jw_ki64(&w, "clock_back_seconds", n->back_s);
	jw_end(&w);
	buf_addc(b, '\n');
}

static void counts_text(struct ctx *c, const struct clocks_counts *n, struct buf *b)
{
	if (n->back_s)
		fprintf(c->talk,
			"the clock stands %lld seconds before the last sweep; nothing runs "
			"twice\n",
			(long long)n->back_s);
	if (n->held) {
		buf_printf(b,
			"nothing was worked off: the last sweep was %lld hours ago. Read what has "
			"come in meanwhile, see that the clock is right, and sweep again\n",
			(long long)(n->silence_s / 3600));
		return;
	}
	buf_printf(b,
		"%llu passed unanswered, %llu of them lead to the next rung for a person to "
		"decide; %llu reminded, %llu put off; %llu lifted\n",
		(unsigned long long)n->passed, (unsigned long long)n->escalated,
		(unsigned long long)n->reminded, (unsigned long long)n->later,
		(unsigned long long)n->lifted);
	if (n->standing || n->restored)
		buf_printf(b,
			"%llu notifiers stand otherwise than before; %llu steps taken back are "
			"seen to be restored\n",
			(unsigned long long)n->standing, (unsigned long long)n->restored);
	if (n->more)
		fprintf(c->talk, "there is more: sweep again\n");
}

static int seconds(struct ctx *c, const char *name, int64_t unit, int64_t *out, struct err *e)
{
	struct str v = ctx_opt(c, name);
	uint64_t n;

	if (!v.p)
		return BW_OK;
	if (!str_u64(v, &n) || n > 100000)
		return err_set(e, BW_EUSAGE, "--%s is at most 100000", name);
	*out = (int64_t)n * unit;
	return BW_OK;
}

static int sweep(struct due_run *r, struct err *e)
{
	struct clocks_settings set;
	struct clocks_counts n;
	int64_t cap = -1;
	int rc;

	clocks_settings_init(&set, &r->desk);
	rc = seconds(r->c, "remind-hours", 3600, &set.remind_s, e);
	if (!rc)
		rc = seconds(r->c, "quiet-hours", 3600, &set.quiet_s, e);
	if (!rc)
		rc = seconds(r->c, "per-recipient", 1, &cap, e);
	if (rc)
		return rc;
	if (cap >= 0)
		set.per_recipient = (size_t)cap;
	rc = clocks_sweep(&set, &n, e);
	if (!rc && r->c->json)
		counts_json(&n, &r->out);
	else if (!rc)
		counts_text(r->c, &n, &r->out);
	return rc;
}

/* ---- the command ---- */

static int run(struct ctx *c, struct err *e)
{
	struct due_run r = { .c = c };
	struct facts given = { 0 };
	int64_t person = 0;
	bool lists = c->args_n == 1 && str_is(c->args[0], "list");
	int rc;

	if (!lists && !(c->args_n == 1 && str_is(c->args[0], "sweep")))
		return err_set(e, BW_EUSAGE, "say what: bailiwick due list or sweep");
	rc = knowing_load(c, &r.know, e);
	if (!rc && !lists)
		rc = knowing_letters(c, &r.know, e);
	if (!rc)
		rc = store_facts(c, &given, e);
	if (!rc)
		rc = store_open_read(c, &r.know.k, &given, &r.store, e);
	if (!rc)
		rc = desk_person(c, r.store, &person, e);
	r.desk = (struct desk){ .store = r.store,
		.know = &r.know.k,
		.facts = &given,
		.now_s = ctx_now(c),
		.person = person };
	buf_init(&r.out, PAGE_BYTES);
	if (!rc)
		rc = lists ? list(&r, e) : sweep(&r, e);
	if (!rc)
		rc = buf_check(&r.out, "the answer", e);
	if (!rc && !ctx_write(c, buf_str(&r.out)))
		rc = err_errno(e, BW_EIO, "write", STR("standard output"));
	buf_done(&r.out);
	store_close(r.store);
	knowing_done(&r.know);
	return rc;
}

static const char *const verbs[] = { "list", "sweep", NULL };

static const struct opt opts[] = {
	{ "role", "ROLE", OPT_TEXT, "list: only what this role owes", NULL },
	{ "actor", "ID", OPT_TEXT, "list: only what this actor owes, by its id (as:64500)", NULL },
	{ "before", "TIME", OPT_TEXT, "list: only what is due by then", NULL },
	{ "passed", NULL, OPT_FLAG, "list: what passed unanswered instead of what runs", NULL },
	{ "limit", "N", OPT_COUNT, "list: so many (default: 100; 0: all)", NULL },
	{ "remind-hours", "N", OPT_COUNT, "sweep: remind so long before the day (default: 24)",
		NULL },
	{ "quiet-hours", "N", OPT_COUNT,
		"sweep: after a longer silence only note the time (default: 72; 0: never)", NULL },
	{ "per-recipient", "N", OPT_COUNT,
		"sweep: reminders to one recipient (default: 20; 0: any number)", NULL },
	HOUSE_OPTS,
	{ NULL, NULL, OPT_FLAG, NULL, NULL },
};

static const struct cmd_example examples[] = {
	{ "bailiwick due list --limit 20", "what is due next" },
	{ "bailiwick due list --role registrar --before 2026-11-23",
		"what registrars owe until then" },
	{ "bailiwick due sweep", "remind, note what passed, propose the next rung" },
	{ NULL, NULL },
};

const struct cmd cmd_due = {
	.name = "due",
	.args = "list|sweep",
	.help = "list what is due, and work off what has passed",
	.about = "Clocks begin when a request has left: what the packs demand of its recipient, "
		 "and the day the letter names.  List shows what runs, soonest first, whatever "
		 "the number of cases.  Sweep, run every few minutes, writes a reminder before "
		 "the day; when the day passes it records a gap and proposes the next rung, which "
		 "a person decides on.  A sweep never acts.  It may be killed and repeated: "
		 "nothing "
		 "happens twice.  After a long silence, or where the clock was wrong, the first "
		 "sweep only notes the time, because answers may lie unread.",
	.opts = opts,
	.examples = examples,
	.run = run,
	.verbs = verbs,
};
