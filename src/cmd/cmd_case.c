/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_case.c -- the cases: list, show, close, split, merge, undo; the rest is in case_*.c. */
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/limit.h"
#include "cmd/at_desk.h"
#include "cmd/case_verbs.h"
#include "cmd/facts.h"
#include "cmd/ledger_verbs.h"
#include "cmd/opt.h"
#include "cmd/pages.h"
#include "flow/case.h"
#include "flow/command.h"

#define PAGE_BYTES ((size_t)64 << 20)
#define FLUSH_AT   ((size_t)256 << 10)

int case_flush(struct case_run *r, struct err *e)
{
	int rc = buf_check(&r->out, "the answer", e);

	if (!rc && !ctx_write(r->c, buf_str(&r->out)))
		rc = err_errno(e, BW_EIO, "write", STR("standard output"));
	buf_reset(&r->out);
	return rc;
}

int case_flush_some(struct case_run *r, struct err *e)
{
	return r->out.n > FLUSH_AT ? case_flush(r, e) : BW_OK;
}

static int page_width(void)
{
	const char *columns = getenv("COLUMNS");
	struct winsize ws;
	uint64_t n;

	if (columns && str_u64(str_of(columns), &n) && n > 0 && n < 1000)
		return (int)n;
	if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) == 0 && ws.ws_col)
		return ws.ws_col;
	return 150;
}

int case_id_arg(struct case_run *r, size_t i, int64_t *out, struct err *e)
{
	char q[QUOTE_ROOM(40)];
	uint64_t v;

	if (!store_id_parse('c', r->c->args[i], &v))
		return err_set(e, BW_EUSAGE, "'%s' is no case id; they look like c-0000001",
			str_quote(r->c->args[i], 40, q));
	*out = (int64_t)v;
	return BW_OK;
}

/* ---- list ---- */

static int unknown(const char *opt, struct str v, struct err *e)
{
	return opt_unknown(opt, v, "docs/vocabulary.md", e);
}

static int query_of(struct ctx *c, struct store_query *q, struct err *e)
{
	struct str v;
	uint64_t n;

	store_query_init(q);
	for (size_t i = 0; case_filter_name(i); i++) {
		v = ctx_opt(c, case_filter_name(i));
		if (v.p && !case_filter(q, i, v))
			return unknown(case_filter_name(i), v, e);
	}
	v = ctx_opt(c, "age");
	if (v.p) {
		int rc = store_query_age(q, v, ctx_now(c), e);

		if (rc)
			return rc;
	}
	q->country = ctx_opt(c, "country");
	q->actor = ctx_opt(c, "actor");
	q->replied = ctx_flag(c, "replied");
	for (int i = 0; i < TIE_KIND_COUNT; i++)
		q->tie[i] = ctx_opt(c, tie_kind_text(i));
	q->action = ctx_opt(c, "action");
	q->site_prefix = ctx_opt(c, "site");
	v = ctx_opt(c, "sort");
	if (v.p && !store_sort_parse(v, &q->sort))
		return unknown("sort", v, e);
	q->reverse = ctx_flag(c, "reverse");
	v = ctx_opt(c, "limit");
	if (v.p && str_u64(v, &n))
		q->limit = n;
	v = ctx_opt(c, "after");
	if (v.p && !store_id_parse('c', v, &n))
		return unknown("after", v, e);
	q->after = v.p ? (int64_t)n : 0;
	return BW_OK;
}

static int list_row(struct case_run *r, struct case_table *t, int64_t id, struct err *e)
{
	struct case_view v;
	struct jw w;
	int rc;

	arena_reset(&r->one);
	if (!r->c->json) {
		/* The table shows what is stored. */
		v.explained = false;
		rc = store_case_get(r->store, &r->one, id, &v.c, e);
		if (!rc)
			case_table_row(t, &v, &r->out);
		return rc;
	}
	rc = case_view(r->store, &r->know.k, &r->facts, &r->one, id, ctx_now(r->c), &v, e);
	if (rc)
		return rc;
	jw_init(&w, &r->out);
	case_json_open(&v, &w);
	jw_end(&w);
	buf_addc(&r->out, '\n');
	return jw_check(&w, e);
}

static struct case_table table_of(struct ctx *c)
{
	return (struct case_table){ .width = page_width(),
		.bold = ctx_style(c, "bold"),
		.dim = ctx_style(c, "dim"),
		.reset = ctx_style(c, "reset"),
		.red = ctx_style(c, "red"),
		.yellow = ctx_style(c, "yellow") };
}

static int list(struct case_run *r, struct err *e)
{
	struct ctx *c = r->c;
	struct case_table t = table_of(c);
	struct store_query q;
	int64_t *ids;
	size_t n;
	int rc = query_of(c, &q, e);

	if (!rc)
		rc = store_list(r->store, c->arena, &q, &ids, &n, e);
	if (rc)
		return rc;
	if (!c->json)
		case_table_head(&t, &r->out);
	for (size_t i = 0; !rc && i < n; i++) {
		/* A look for each: whoever reads slowly keeps nobody from anything. */
		store_look_begin(r->store);
		rc = list_row(r, &t, ids[i], e);
		store_look_end(r->store);
		if (!rc)
			rc = case_flush_some(r, e);
	}
	if (!rc && !c->json)
		case_table_foot(&t, &r->out);
	return rc;
}

/* ---- one case ---- */

static int show(struct case_run *r, struct err *e)
{
	const struct layout how = { page_width(), r->c->colour, ctx_flag(r->c, "all") };
	struct case_view v;
	struct jw w;
	int64_t id = 0;
	int rc = BW_OK;

	if (r->c->args_n < 2)
		return err_set(e, BW_EUSAGE, "say which case: bailiwick case show ID");
	for (size_t i = 1; !rc && i < r->c->args_n; i++) {
		arena_reset(&r->one);
		rc = case_id_arg(r, i, &id, e);
		if (!rc)
			rc = case_view(
				r->store, &r->know.k, &r->facts, &r->one, id, ctx_now(r->c), &v, e);
		if (!rc && r->c->json) {
			jw_init(&w, &r->out);
			case_json_open(&v, &w);
			rc = case_json_more(r->store, &v, &r->one, &w, e);
			jw_end(&w);
			buf_addc(&r->out, '\n');
			if (!rc)
				rc = jw_check(&w, e);
		} else if (!rc) {
			rc = case_page(r->store, &v, &r->one, &how, &r->out, e);
		}
	}
	return rc;
}

/* After a change: the cases as they are now. */
static int tell(struct case_run *r, const int64_t *ids, size_t n, struct err *e)
{
	struct case_table t = table_of(r->c);
	int rc = BW_OK;

	for (size_t i = 0; !rc && i < n; i++)
		rc = list_row(r, &t, ids[i], e);
	return rc;
}

static struct desk desk_of(const struct case_run *r)
{
	return (struct desk){ .store = r->store,
		.know = &r->know.k,
		.facts = &r->facts,
		.now_s = ctx_now(r->c),
		.person = r->person };
}

static int close_cases(struct case_run *r, struct err *e)
{
	const struct desk d = desk_of(r);
	struct str why = ctx_opt(r->c, "reason");
	int64_t id = 0;
	int rc = BW_OK;

	if (r->c->args_n < 2)
		return err_set(e, BW_EUSAGE, "say which case: bailiwick case close ID");
	if (why.n > LIMIT_TEXT_FIELD)
		return err_set(e, BW_ELIMIT, "--reason is longer than %d bytes", LIMIT_TEXT_FIELD);
	for (size_t i = 1; !rc && i < r->c->args_n; i++) {
		rc = case_id_arg(r, i, &id, e);
		if (!rc)
			rc = command_close(&d, id, why, e);
		if (!rc)
			rc = tell(r, &id, 1, e);
	}
	return rc;
}

static int split(struct case_run *r, struct err *e)
{
	const struct desk d = desk_of(r);
	char q[QUOTE_ROOM(40)];
	uint64_t *ords;
	int64_t ids[2] = { 0 };
	int rc;

	if (r->c->args_n < 3)
		return err_set(
			e, BW_EUSAGE, "say which reports go: bailiwick case split ID REPORT…");
	ords = ARENA_ARRAY(r->c->arena, uint64_t, r->c->args_n);
	if (!ords)
		return err_nomem(e);
	rc = case_id_arg(r, 1, &ids[0], e);
	for (size_t i = 2; !rc && i < r->c->args_n; i++)
		if (!store_id_parse('r', r->c->args[i], &ords[i - 2]))
			rc = err_set(e, BW_EUSAGE, "'%s' is no report id; they look like r-0000001",
				str_quote(r->c->args[i], 40, q));
	if (!rc)
		rc = command_split(&d, ids[0], ords, r->c->args_n - 2, &ids[1], e);
	return rc ? rc : tell(r, ids, 2, e);
}

static int merge(struct case_run *r, struct err *e)
{
	const struct desk d = desk_of(r);
	int64_t *ids;
	int rc = BW_OK;

	if (r->c->args_n < 3)
		return err_set(e, BW_EUSAGE,
			"say which cases go into the first: bailiwick case merge ID ID…");
	ids = ARENA_ARRAY(r->c->arena, int64_t, r->c->args_n);
	if (!ids)
		return err_nomem(e);
	for (size_t i = 1; !rc && i < r->c->args_n; i++)
		rc = case_id_arg(r, i, &ids[i - 1], e);
	if (!rc)
		rc = command_merge(&d, ids[0], ids + 1, r->c->args_n - 2, e);
	return rc ? rc : tell(r, ids, 1, e);
}

static int undo(struct case_run *r, struct err *e)
{
	const struct desk d = desk_of(r);
	struct store_event what;
	int64_t id = 0;
	int rc;

	if (r->c->args_n != 2)
		return err_set(e, BW_EUSAGE, "say which case: bailiwick case undo ID");
	rc = case_id_arg(r, 1, &id, e);
	if (!rc)
		rc = command_undo(&d, r->c->arena, id, &what, e);
	if (!rc)
		fprintf(r->c->talk, "taken back: %s\n", store_event_text((int)what.kind));
	return rc ? rc : tell(r, &id, 1, e);
}

static const struct {
	const char *name;
	int (*run)(struct case_run *r, struct err *e);
	bool changes;
} table[] = { { "list", list, false }, { "show", show, false }, { "close", close_cases, true },
	{ "split", split, true }, { "merge", merge, true }, { "undo", undo, true },
	{ "look", case_look, true }, { "erase", case_erase, true }, { "harm", case_harm, false } };
#define VERBS (sizeof(table) / sizeof(table[0]))

static int run(struct ctx *c, struct err *e)
{
	struct case_run r = { .c = c };
	char q[QUOTE_ROOM(40)];
	size_t verb = 0;
	int rc;

	if (c->args_n == 0)
		return err_set(e, BW_EUSAGE,
			"say what: bailiwick case list, show, look, close, split, merge, undo, "
			"erase or harm");
	while (verb < VERBS && !str_is(c->args[0], table[verb].name))
		verb++;
	if (verb == VERBS)
		return err_set(e, BW_EUSAGE,
			"there is no 'case %s'; there are list, show, look, close, split, merge, "
			"undo, erase and harm",
			str_quote(c->args[0], 40, q));
	rc = knowing_load(c, &r.know, e);
	/* What is learned may settle a case, and whoever is asked hears that it is closed: letters are written. */
	if (!rc && (table[verb].run == case_look || table[verb].run == close_cases))
		rc = knowing_letters(c, &r.know, e);
	if (!rc)
		rc = store_facts(c, &r.facts, e);
	if (!rc)
		rc = store_open_read(c, &r.know.k, &r.facts, &r.store, e);
	if (!rc)
		rc = desk_person(c, r.store, &r.person, e);
	buf_init(&r.out, PAGE_BYTES);
	arena_init(&r.one, 0);
	if (!rc)
		rc = table[verb].run(&r, e);
	if (!rc)
		rc = case_flush(&r, e);
	if (!rc && table[verb].changes)
		ledger_follow(c, r.store);
	buf_done(&r.out);
	arena_done(&r.one);
	store_close(r.store);
	knowing_done(&r.know);
	return rc;
}

static const char *const verbs[] = { "list", "show", "look", "close", "split", "merge", "undo",
	"erase", "harm", NULL };
static const char *const sorts[] = { "opened", "last-seen", "due", "reports", "site", NULL };

static const struct opt opts[] = {
	{ "harm", "HARM", OPT_TEXT, "list: only this class of harm", NULL },
	{ "verdict", "VERDICT", OPT_TEXT, "list: only this verdict", NULL },
	{ "state", "STATE", OPT_TEXT, "list: only this state", NULL },
	{ "kind", "KIND", OPT_TEXT, "list: only this kind of site", NULL },
	{ "action", "ACTION", OPT_TEXT, "list: only where this step is proposed", NULL },
	{ "role", "ROLE", OPT_TEXT, "list: only where this role is asked", NULL },
	{ "site", "PREFIX", OPT_TEXT, "list: only sites that begin so", NULL },
	{ "country", "CC", OPT_TEXT, "list: only where the host is in this country", NULL },
	{ "age", "AGE", OPT_TEXT,
		"list: only cases opened not longer ago (24h, 7d, 2w), or longer (over-30d)",
		NULL },
	{ "actor", "NAME", OPT_TEXT, "list: only where this actor is asked", NULL },
	{ "replied", NULL, OPT_FLAG, "list: only with a reply that nobody has dealt with", NULL },
	{ "address", "ADDRESS", OPT_TEXT, "list: only names that have or had this address", NULL },
	{ "name-server", "HOST", OPT_TEXT, "list: only names that use or used this name server",
		NULL },
	{ "registrant", "HANDLE", OPT_TEXT, "list: only names held under this handle", NULL },
	{ "sort", "ORDER", OPT_TEXT, "list: order (default: opened, newest first)", sorts },
	{ "reverse", NULL, OPT_FLAG, "list: the other way round", NULL },
	{ "limit", "N", OPT_COUNT, "list: so many (default: all)", NULL },
	{ "after", "ID", OPT_TEXT, "list: go on behind this case", NULL },
	{ "all", NULL, OPT_FLAG, "show: every rule in full, also guidance", NULL },
	{ "reason", "TEXT", OPT_TEXT, "close: why, for the record", NULL },
	{ "report", "REPORT", OPT_TEXT, "erase: only this report and what came with it", NULL },
	{ "why", "TEXT", OPT_TEXT, "erase: why, for the record; without names", NULL },
	{ "all-open", NULL, OPT_FLAG, "look: at every open case", NULL },
	HOUSE_OPTS,
	PAGES_OPTS,
	FACTS_OPTS,
	{ NULL, NULL, OPT_FLAG, NULL, NULL },
};

static const struct cmd_example examples[] = {
	{ "bailiwick case list --state open --sort reports --limit 20",
		"the twenty most reported" },
	{ "bailiwick case list --country NL --age over-30d", "what stands there for a month" },
	{ "bailiwick case show c-0000001", "everything about one case" },
	{ "bailiwick case look c-0000001", "ask who is on its stack, and work it again" },
	{ "bailiwick case split c-0000001 r-0000004", "one report is about something else" },
	{ "bailiwick case undo c-0000001", "take the last split, merge or close back" },
	{ "bailiwick case erase c-0000001 --why 'the sender asked for it'",
		"who sent its reports, what they wrote and their raw bytes go for good" },
	{ NULL, NULL },
};

const struct cmd cmd_case = {
	.name = "case",
	.args = "list|show ID…|look ID…|close ID…|split ID REPORT…|merge ID ID…|undo ID|erase "
		"ID|harm",
	.help = "list, show and change cases",
	.about = "A case is all reports on one site and one class of harm.  A list is filtered and "
		 "sorted without "
		 "reading the cases themselves, so that a page of a million cases takes "
		 "milliseconds; go on "
		 "with --after and the last id of the page.  Split, merge and close write an event "
		 "and can be taken "
		 "back, the last first; a report on a closed case opens it again as a recurrence.  "
		 "Look asks the DNS and registration data servers for what a case lacks, keeps "
		 "the answers in the store and runs the stages again; it also asks whether the "
		 "reported pages are still there (look-pages); with --offline it says what "
		 "it would ask.  Erase takes personal data out of the reports of a case, or out of "
		 "one "
		 "report and what came in the same message, for good; which case it is, counts and "
		 "times stay.  Harm takes a second look at every open proposal and exits 1 where "
		 "one "
		 "would take more than what was reported.",
	.opts = opts,
	.examples = examples,
	.run = run,
	.verbs = verbs,
};
