/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/opt.h"

#include "base/vec.h"

const struct opt opt_common[] = {
	{ "json", NULL, OPT_FLAG, "print JSON: one object, or one object a line", NULL },
	{ "store", "DIR|URL", OPT_TEXT,
		"folder of the embedded database (default: XDG data folder)", NULL },
	{ "config", "FILE", OPT_TEXT, "settings file", NULL },
	{ "data", "DIR", OPT_TEXT,
		"reference data (also BAILIWICK_DATA; default: Debian's and what update wrote)",
		NULL },
	{ "offline", NULL, OPT_FLAG, "no network; say what is not known", NULL },
	{ "at", "TIME", OPT_TIME, "pretend it is TIME (RFC 3339), for replay and tests", NULL },
	{ "facts", "FILE", OPT_TEXT, "use these facts instead of fetching any", NULL },
	{ "person", "NAME", OPT_TEXT,
		"in whose name it is done (default: the operator, who has the store's files)",
		NULL },
	{ "colour", "WHEN", OPT_TEXT, "auto, always or never",
		(const char *const[]){ "auto", "always", "never", NULL } },
	{ "help", NULL, OPT_FLAG, "show this help", NULL },
	{ NULL, NULL, OPT_FLAG, NULL, NULL },
};

static const struct opt *find(const struct opt *table, struct str name)
{
	for (; table && table->name; table++)
		if (str_is(name, table->name))
			return table;
	return NULL;
}

const struct opt *opt_find(const struct cmd *cmd, struct str name)
{
	const struct opt *o = find(cmd->opts, name);

	return o ? o : find(opt_common, name);
}

const char *opt_nearest(struct str got, const char *const *words, size_t n)
{
	const char *best = NULL;
	unsigned least = got.n < 5 ? 2 : 3; /* of a short word two letters are half */

	for (size_t i = 0; i < n; i++) {
		unsigned d = str_distance(got, str_of(words[i]));

		if (d < least) {
			least = d;
			best = words[i];
		}
	}
	return best;
}

static int unknown_option(const struct ctx *c, struct str name, struct err *e)
{
	const char *words[128], *near;
	char q[QUOTE_ROOM(40)];
	size_t n = 0;

	for (const struct opt *o = c->cmd->opts; o && o->name && n < 100; o++)
		words[n++] = o->name;
	for (const struct opt *o = opt_common; o->name && n < 128; o++)
		words[n++] = o->name;
	near = opt_nearest(name, words, n);
	if (near)
		return err_set(e, BW_EUSAGE, "unknown option '--%s' (did you mean '--%s'?)",
			str_quote(name, 40, q), near);
	return err_set(e, BW_EUSAGE, "unknown option '--%s'; see 'bailiwick help %s'",
		str_quote(name, 40, q), c->cmd->name);
}

/* The nearest of the ${n} choices where one is near; else all of them. */
static int bad_choice(const struct opt *o, struct str v, size_t n, struct err *e)
{
	const char *near = opt_nearest(v, o->choices, n);
	char q[QUOTE_ROOM(60)], list[200];
	size_t at = 0;

	str_quote(v, 60, q);
	if (near)
		return err_set(
			e, BW_EUSAGE, "--%s cannot be '%s' (did you mean '%s'?)", o->name, q, near);
	list[0] = 0;
	for (size_t i = 0; i < n && at < sizeof(list); i++)
		at += (size_t)snprintf(list + at, sizeof(list) - at, "%s%s",
			i == 0      ? ""
			: i + 1 < n ? ", "
				    : " or ",
			o->choices[i]);
	return err_set(e, BW_EUSAGE, "--%s cannot be '%s'; it can be %s", o->name, q, list);
}

static int check_value(const struct opt *o, struct str v, struct err *e)
{
	char q[QUOTE_ROOM(60)];
	size_t n = 0;
	uint64_t count;
	int64_t at;

	if (o->kind == OPT_COUNT && !str_u64(v, &count))
		return err_set(e, BW_EUSAGE, "--%s wants a number, not '%s'", o->name,
			str_quote(v, 60, q));
	if (o->kind == OPT_TIME && !clock_parse(v, &at))
		return err_set(e, BW_EUSAGE,
			"--%s wants a time such as 2026-11-21T08:30:00Z, not '%s'", o->name,
			str_quote(v, 60, q));
	if (!o->choices)
		return BW_OK;
	for (; o->choices[n]; n++)
		if (str_is(v, o->choices[n]))
			return BW_OK;
	return bad_choice(o, v, n, e);
}

static int one_option(struct ctx *c, struct str word, int argc, char **argv, int *i,
	struct optval *out, struct err *e)
{
	size_t eq = str_find_byte(word, '=', 0);
	struct str name = eq == SIZE_MAX ? word : str_sub(word, 0, eq);

	out->opt = opt_find(c->cmd, name);
	if (!out->opt)
		return unknown_option(c, name, e);
	if (out->opt->kind == OPT_FLAG) {
		if (eq != SIZE_MAX)
			return err_set(e, BW_EUSAGE, "--%s takes no value", out->opt->name);
		out->value = STR("");
		return BW_OK;
	}
	if (eq != SIZE_MAX)
		out->value = str_from(word, eq + 1);
	else if (*i + 1 < argc)
		out->value = str_of(argv[++*i]);
	else
		return err_set(
			e, BW_EUSAGE, "--%s wants a value (%s)", out->opt->name, out->opt->value);
	return check_value(out->opt, out->value, e);
}

int opt_parse(struct ctx *c, int argc, char **argv, struct err *e)
{
	struct optval *vals = ARENA_ARRAY(c->arena, struct optval, (size_t)argc + 1);
	bool only_args = false;
	int rc;

	c->args = ARENA_ARRAY(c->arena, struct str, (size_t)argc + 1);
	if (!vals || !c->args)
		return err_nomem(e);
	for (int i = 0; i < argc; i++) {
		struct str word = str_of(argv[i]);

		if (!only_args && str_is(word, "--")) {
			only_args = true;
		} else if (!only_args && str_starts(word, STR("--"))) {
			rc = one_option(c, str_from(word, 2), argc, argv, &i, &vals[c->vals_n], e);
			if (rc)
				return rc;
			c->vals_n++;
		} else if (!only_args && str_is(word, "-h")) {
			vals[c->vals_n++] =
				(struct optval){ find(opt_common, STR("help")), STR("") };
		} else if (!only_args && word.n > 1 && word.p[0] == '-') {
			char q[QUOTE_ROOM(40)];

			return err_set(e, BW_EUSAGE,
				"unknown option '%s'; a name that begins with a hyphen follows "
				"'--'",
				str_quote(word, 40, q));
		} else {
			c->args[c->args_n++] = word;
		}
	}
	c->vals = vals;
	return BW_OK;
}

struct str ctx_opt(const struct ctx *c, const char *name)
{
	for (size_t i = c->vals_n; i-- > 0;)
		if (strcmp(c->vals[i].opt->name, name) == 0)
			return c->vals[i].value;
	return (struct str){ NULL, 0 };
}

bool ctx_flag(const struct ctx *c, const char *name)
{
	return ctx_opt(c, name).p != NULL;
}

int64_t ctx_now(const struct ctx *c)
{
	struct str at = ctx_opt(c, "at");
	int64_t now;

	if (at.p && clock_parse(at, &now))
		return now;
	return c->clock.now_s(c->clock.ctx);
}

bool ctx_write(struct ctx *c, struct str text)
{
	return text.n == 0 || fwrite(text.p, 1, text.n, c->out) == text.n;
}

const char *ctx_style(const struct ctx *c, const char *style)
{
	static const struct {
		const char *name, *code;
	} styles[] = { { "reset", "\033[0m" }, { "bold", "\033[1m" }, { "dim", "\033[2m" },
		{ "red", "\033[31m" }, { "green", "\033[32m" }, { "yellow", "\033[33m" },
		{ "blue", "\033[34m" } };

	if (c->colour)
		for (size_t i = 0; i < sizeof(styles) / sizeof(styles[0]); i++)
			if (strcmp(styles[i].name, style) == 0)
				return styles[i].code;
	return "";
}

int opt_unknown(const char *opt, struct str v, const char *see, struct err *e)
{
	char q[QUOTE_ROOM(60)];

	return err_set(e, BW_EUSAGE, "--%s cannot be '%s'; see %s", opt, str_quote(v, 60, q), see);
}
