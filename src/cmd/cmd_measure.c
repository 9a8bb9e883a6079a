/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_measure.c -- figures of a period. */
#include "cmd/store_open.h"
#include "cmd/data_file.h"
#include "flow/dsa_send.h"
#include "flow/dsa_statement.h"
#include "flow/figures.h"
#include "format/dsa.h"
#include "format/json.h"
#include "net/http.h"

#define BYTES        ((size_t)1 << 20)
#define SEND_MS      30000 /* for a call of the database */
#define TOKEN_MOST   4096
#define CHECKED_MOST ((size_t)64 << 20)

static int moment(struct ctx *c, const char *name, int64_t otherwise, int64_t *out, struct err *e)
{
	struct str s = ctx_opt(c, name);
	char q[QUOTE_ROOM(40)];

	*out = otherwise;
	if (s.p && !clock_parse(s, out))
		return err_set(e, BW_EUSAGE, "--%s: '%s' is no date", name, str_quote(s, 40, q));
	return BW_OK;
}

/* The month before this one, unless it is said. */
static int period_of(struct ctx *c, struct period *p, struct err *e)
{
	struct civil now = clock_to_civil(ctx_now(c));
	struct civil first = { .year = now.year, .month = now.month, .day = 1 };
	int64_t this_month = clock_of_civil(first);
	int rc;

	first = clock_to_civil(this_month - 1);
	first = (struct civil){ .year = first.year, .month = first.month, .day = 1 };
	rc = moment(c, "from", clock_of_civil(first), &p->from_s, e);
	if (!rc)
		rc = moment(
			c, "to", ctx_opt(c, "from").p ? ctx_now(c) + 1 : this_month, &p->to_s, e);
	if (!rc && p->from_s >= p->to_s)
		rc = err_set(e, BW_EUSAGE, "the period ends before it begins");
	return rc;
}

static int write_form(struct ctx *c, const struct tally *f, struct buf *b, struct err *e)
{
	bool open = ctx_flag(c, "open");
	struct str form = ctx_opt(c, "form");
	struct jw w;

	if (str_is(form, "dsa"))
		return figures_dsa_csv(f, open, b, e);
	if (str_is(form, "spec11"))
		return figures_spec11_csv(f, open, b, e);
	if (c->json) {
		jw_init(&w, b);
		figures_json(f, open, &w);
		buf_addc(b, '\n');
		return jw_check(&w, e);
	}
	figures_print(f, open, b);
	return buf_check(b, "the figures", e);
}

static int print_figures(struct ctx *c, struct store *s, struct period p, struct err *e)
{
	struct tally f;
	struct buf b;
	int rc = figures_collect(s, c->arena, p, &f, e);

	if (rc)
		return rc;
	buf_init(&b, BYTES);
	rc = write_form(c, &f, &b, e);
	if (!rc && !ctx_write(c, buf_str(&b)))
		rc = err_set(e, BW_EIO, "cannot write the figures");
	buf_done(&b);
	return rc;
}

/* A word without anything that could end a header's line. */
static bool is_token(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ' || (unsigned char)s.p[i] > '~')
			return false;
	return s.n > 0;
}

static int send_statements(struct ctx *c, struct str lines, struct err *e)
{
	const struct guard guard = { .loopback = ctx_flag(c, "test-loopback") };
	struct dsa_database to = {
		.guard = &guard, .url = ctx_opt(c, "send"), .timeout_ms = SEND_MS
	};
	struct str path = ctx_opt(c, "token");
	size_t sent, there;
	int rc;

	if (!path.p)
		return err_set(e, BW_EUSAGE, "--token FILE has the database's token");
	rc = data_read(c->arena, path, TOKEN_MOST, &to.token, e);
	to.token = rc ? to.token : str_trim(to.token);
	if (!rc && !is_token(to.token))
		rc = err_set(e, BW_EINVALID, "the file of --token holds no token");
	if (!rc)
		rc = http_init(e);
	if (!rc)
		rc = dsa_send(&to, lines, &sent, &there, e);
	if (!rc)
		fprintf(c->talk, "%zu sent, %zu were there already\n", sent, there);
	return rc;
}

/* ---- statements of others ---- */

static int check_one(
	struct ctx *c, const struct json *s, size_t number, size_t *faults, struct err *e)
{
	struct err why;
	struct str line;

	if (dsa_json_check(s, &why) == BW_OK)
		return BW_OK;
	++*faults;
	line = arena_printf(c->arena, "statement %zu: %s\n", number, why.text);
	return line.p && ctx_write(c, line) ? BW_OK : err_set(e, BW_EIO, "cannot write the faults");
}

/* A statement, an array, or a bulk as the database takes it. */
static int check_value(
	struct ctx *c, const struct json *j, size_t *n, size_t *faults, struct err *e)
{
	const struct json *all = json_get(j, "statements") ? json_get(j, "statements") : j;
	int rc = BW_OK;

	if (all->type != JSON_ARRAY)
		return check_one(c, all, ++*n, faults, e);
	for (const struct json *s = all->first; !rc && s; s = s->next)
		rc = check_one(c, s, ++*n, faults, e);
	return rc;
}

/* One value, or one on each line. */
static int check_statements(struct ctx *c, struct str path, struct err *e)
{
	size_t n = 0, faults = 0;
	struct str text, line;
	struct json *j;
	struct err one;
	int rc = data_read(c->arena, path, CHECKED_MOST, &text, e);

	if (!rc && json_parse(c->arena, text, &j, &one) == BW_OK) {
		rc = check_value(c, j, &n, &faults, e);
		text.n = 0;
	}
	while (!rc && text.n && str_cut(&text, '\n', &line)) {
		if (!str_trim(line).n)
			continue;
		rc = json_parse(c->arena, line, &j, e);
		if (!rc)
			rc = check_value(c, j, &n, &faults, e);
	}
	if (!rc)
		fprintf(c->talk, "%zu statements, %zu that the database would refuse\n", n, faults);
	return rc ? rc : faults ? err_set(e, BW_ENEGATIVE, "they would be refused") : BW_OK;
}

static int print_statements(struct ctx *c, struct store *s, struct period p, struct err *e)
{
	struct dsa_platform from = { .territory = ctx_opt(c, "territory"),
		.language = ctx_opt(c, "language"),
		.url = ctx_opt(c, "url") };
	size_t done = 0, left_out = 0;
	struct buf b;
	int rc;

	buf_init(&b, (size_t)64 << 20);
	rc = dsa_statements(
		s, &from, p, ctx_flag(c, "bulk") && !ctx_opt(c, "send").p, &b, &done, &left_out, e);
	if (!rc && ctx_opt(c, "send").p)
		rc = send_statements(c, buf_str(&b), e);
	else if (!rc && !ctx_write(c, buf_str(&b)))
		rc = err_set(e, BW_EIO, "cannot write the statements");
	buf_done(&b);
	if (!rc)
		fprintf(c->talk, "%zu statements; %zu decisions take nothing away and have none\n",
			done, left_out);
	return rc;
}

static int run(struct ctx *c, struct err *e)
{
	struct store *s = NULL;
	struct period p;
	const char *dir;
	bool figures = c->args_n == 1 && str_is(c->args[0], "figures");
	int rc;

	if (!figures && !(c->args_n == 1 && str_is(c->args[0], "statements")))
		return err_set(e, BW_EUSAGE, "what shall be measured? 'figures' or 'statements'");
	if (!figures && ctx_opt(c, "check").p)
		return check_statements(c, ctx_opt(c, "check"), e);
	rc = period_of(c, &p, e);
	if (!rc)
		rc = store_where(c, &dir, e);
	if (!rc)
		rc = store_open_at(c, dir, false, false, &s, e);
	if (!rc)
		rc = figures ? print_figures(c, s, p, e) : print_statements(c, s, p, e);
	store_close(s);
	return rc;
}

static const char *const forms[] = { "figures", "dsa", "spec11", NULL };
static const char *const verbs[] = { "figures", "statements", NULL };
static const struct opt opts[] = {
	{ "from", "DATE", OPT_TEXT, "first day (default: of the month before this one)", NULL },
	{ "to", "DATE", OPT_TEXT,
		"day after the last (default: this month's first; now, with --from)", NULL },
	{ "form", "FORM", OPT_TEXT,
		"figures, dsa (template of Regulation 2024/2835), spec11 (ICANN RA 11(3)(b))",
		forms },
	{ "open", NULL, OPT_FLAG, "show small numbers too: not for publication", NULL },
	{ "bulk", NULL, OPT_FLAG, "statements: bodies of up to 100 for the database's bulk call",
		NULL },
	{ "send", "URL", OPT_TEXT,
		"statements: hand them to this database, 100 at a time, each once", NULL },
	{ "check", "FILE", OPT_TEXT,
		"statements: whether the database would take these, whoever wrote them", NULL },
	{ "token", "FILE", OPT_TEXT, "statements: file with the database's token", NULL },
	{ "test-loopback", NULL, OPT_FLAG, "statements: for tests: a database on this machine",
		NULL },
	{ "territory", "CC,…", OPT_TEXT, "statements: where they apply (default: all of the EU)",
		NULL },
	{ "language", "LL", OPT_TEXT, "statements: language of what they are about", NULL },
	{ "url", "URL", OPT_TEXT, "statements: where the rule relied on can be read", NULL },
	{ NULL, NULL, OPT_FLAG, NULL, NULL },
};
static const struct cmd_example examples[] = {
	{ "bailiwick measure figures --from 2026-10-01 --to 2026-11-01",
		"what was received, decided, taken back" },
	{ "bailiwick measure figures --form spec11", "statistics on security threats" },
	{ "bailiwick measure statements --bulk",
		"statements of reasons for the DSA transparency database" },
	{ "bailiwick measure statements --send https://transparency.dsa.example/ --token FILE",
		"hand in those of the last month; what is there already is not sent again" },
	{ NULL, NULL },
};

const struct cmd cmd_measure = {
	.name = "measure",
	.args = "figures|statements",
	.help = "figures of a period, and statements of reasons for the DSA database",
	.about = "Figures count what the store holds: reports and what they were folded into, "
		 "decisions by rung, role and what "
		 "they break, letters, answers, clocks that passed, appeals and reversals.  Shares "
		 "come with their 95 % interval; "
		 "times count those that still wait (Kaplan-Meier), and a median that is not "
		 "reached is not there.  Counts from 1 to "
		 "9 are not shown without --open.\n\nStatements are one JSON object a line in the "
		 "schema of the DSA "
		 "transparency database (version 2), checked against its rules before they are "
		 "written: no personal data, dates and "
		 "territories in its form.  Only online platforms file there.",
	.opts = opts,
	.examples = examples,
	.run = run,
	.verbs = verbs,
};
