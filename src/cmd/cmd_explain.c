/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_explain.c -- stack, ladder, decision, duties and gaps of one name, for people and machines. */
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cmd/explaining.h"

#define PAGE_MOST     (16u << 20)
#define WIDTH_DEFAULT 80
#define WIDTH_MOST    132 /* longer lines are hard to read */

static int page_width(void)
{
	const char *columns = getenv("COLUMNS");
	struct winsize ws;
	uint64_t n = 0;

	if (columns && str_u64(str_of(columns), &n) && n > 0)
		return n > WIDTH_MOST ? WIDTH_MOST : (int)n;
	if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) == 0 && ws.ws_col)
		return ws.ws_col > WIDTH_MOST ? WIDTH_MOST : ws.ws_col;
	return WIDTH_DEFAULT;
}

static int explain_one(struct ctx *c, struct question *q, struct str name, struct err *e)
{
	const struct layout how = { page_width(), c->colour, ctx_flag(c, "all") };
	struct explanation x;
	struct arena a;
	struct buf b;
	struct jw w;
	int rc;

	arena_init(&a, 0);
	buf_init(&b, PAGE_MOST);
	rc = question_ask(q, &a, name, &x, e);
	if (!rc && c->json) {
		jw_init(&w, &b);
		explain_json(&x, &q->in, &w);
		buf_addc(&b, '\n');
		rc = jw_check(&w, e);
	} else if (!rc) {
		explain_print(&x, &q->in, &how, &b);
		rc = buf_check(&b, "the page", e);
	}
	if (!rc)
		fwrite(b.p, 1, b.n, c->out);
	buf_done(&b);
	arena_done(&a);
	return rc;
}

/* A line each of standard input. */
static int explain_lines(struct ctx *c, struct question *q, struct err *e)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t n;
	int rc = BW_OK;

	while (!rc && (n = getline(&line, &room, stdin)) >= 0) {
		struct str s = str_trim(str_make(line, (size_t)n));

		if (!s.n)
			continue;
		rc = explain_one(c, q, s, e);
		if (err_exit(rc) == 65) { /* one bad line loses that line alone */
			fprintf(c->talk, "bailiwick: %s\n", e->text);
			rc = BW_OK;
		}
	}
	if (!rc && ferror(stdin))
		rc = err_errno(e, BW_EIO, "read", STR("standard input"));
	free(line); /* the library's own allocation */
	return rc;
}

static int run(struct ctx *c, struct err *e)
{
	struct question q;
	int rc;

	if (c->args_n == 0)
		return err_set(e, BW_EUSAGE,
			"nothing to explain; name a URL, a name or an address, or '-' for one a "
			"line");
	rc = question_open(c, &q, e);
	for (size_t i = 0; !rc && i < c->args_n; i++)
		rc = str_is(c->args[i], "-") ? explain_lines(c, &q, e)
					     : explain_one(c, &q, c->args[i], e);
	question_done(&q);
	return rc;
}

static const struct opt opts[] = {
	EXPLAINING_OPTS,
	FACTS_OPTS,
	{ "all", NULL, OPT_FLAG, "every rule in full, also guidance and what begins later", NULL },
	{ NULL, NULL, OPT_FLAG, NULL, NULL },
};

static const struct cmd_example examples[] = {
	{ "bailiwick explain https://shop.example/wp-content/x.php --harm phishing",
		"everything: stack, steps, rules, gaps" },
	{ "bailiwick explain shop.example --harm phishing --as registrar --offline --json",
		"one actor's steps, without network, for a program" },
	{ NULL, NULL },
};

const struct cmd cmd_explain = {
	.name = "explain",
	.args = "NAME…|-",
	.help = "explain who could do what about a name, what it breaks, and what comes first",
	.about = "Prints the verdict with its reasons, the decision with its statement of reasons, "
		 "the stack, every step of every actor in order with one sentence each, those "
		 "ruled out with the reason, the rules that bind each actor with their clocks, the "
		 "gaps, and what is not known.\n\n"
		 "Nothing is stored and nobody is written to. docs/proportionality.md and "
		 "docs/verdict.md have the tables that it follows.",
	.opts = opts,
	.examples = examples,
	.run = run,
};
