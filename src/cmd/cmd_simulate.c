/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_simulate.c -- played desks: incidents told to their end, and months of chance. */
#include "cmd/data.h"
#include "cmd/knowledge.h"
#include "sim/chance.h"
#include "sim/story.h"

#define SCENARIOS    "scenarios/"
#define TEXT_COLUMNS 100
#define LINE_MOST    ((size_t)1 << 20)

/* ---- stories ---- */

static void story_json(struct ctx *c, const struct story_outcome *o)
{
	struct str wrong = o->wrong, line;
	struct buf b;
	struct jw w;

	buf_init(&b, LINE_MOST);
	jw_init(&w, &b);
	jw_object(&w);
	jw_kstr(&w, "story", o->name);
	jw_kbool(&w, "ok", o->ok);
	jw_ki64(&w, "steps", (int64_t)o->steps);
	jw_ki64(&w, "letters", (int64_t)o->letters);
	jw_ki64(&w, "answers", (int64_t)o->answers);
	jw_kstr(&w, "state", o->state);
	jw_kstr(&w, "title", o->title);
	jw_key(&w, "faults");
	jw_array(&w);
	while (str_cut(&wrong, '\n', &line))
		if (line.n)
			jw_str(&w, line);
	jw_end(&w);
	jw_end(&w);
	buf_addc(&b, '\n');
	ctx_write(c, buf_str(&b));
	buf_done(&b);
}

static void wrapped(FILE *out, struct str s)
{
	while (s.n > TEXT_COLUMNS) {
		size_t cut = str_rfind_byte(str_sub(s, 0, TEXT_COLUMNS), ' ');

		if (cut == SIZE_MAX)
			break;
		fprintf(out, "%.*s\n", (int)cut, s.p);
		s = str_from(s, cut + 1);
	}
	fprintf(out, "%.*s\n\n", STR_ARG(s));
}

static void story_text(struct ctx *c, const struct story_outcome *o)
{
	struct str wrong = o->wrong, line;

	fprintf(c->out, "%s%.*s%s\n", ctx_style(c, "bold"), STR_ARG(o->name),
		ctx_style(c, "reset"));
	wrapped(c->out, o->title);
	fprintf(c->out, "%.*s", STR_ARG(o->text));
	while (str_cut(&wrong, '\n', &line))
		if (line.n)
			fprintf(c->out, "  %sBROKEN%s  %.*s\n", ctx_style(c, "red"),
				ctx_style(c, "reset"), STR_ARG(line));
	fprintf(c->out,
		"  %s%s%s  the case is %.*s; %zu letters left, %zu answers came; %zu steps, "
		"%zu invariants or expectations broken\n\n",
		ctx_style(c, o->ok ? "green" : "red"), o->ok ? "ok" : "NOT OK",
		ctx_style(c, "reset"), STR_ARG(o->state), o->letters, o->answers, o->steps,
		o->faults);
}

/* "f" and "f-compromised-shop" both mean that one. */
static bool wanted(const struct ctx *c, struct str name)
{
	bool any = c->args_n == 1;

	for (size_t i = 1; i < c->args_n; i++)
		any = any || str_eq(c->args[i], name) ||
		      (c->args[i].n == 1 && str_starts(name, c->args[i]));
	return any;
}

static int stories(struct ctx *c, const struct knowledge *k, struct err *e)
{
	struct data_file *files;
	size_t n, told = 0, broken = 0;
	int rc = data_list(c, SCENARIOS, &files, &n, e);

	for (size_t i = 0; !rc && i < n; i++) {
		struct str name = str_from(files[i].name, sizeof(SCENARIOS) - 1);
		struct story_outcome o;
		struct arena a;

		if (!str_ends(name, STR(".yaml")) || str_find_byte(name, '/', 0) != SIZE_MAX)
			continue;
		name.n -= 5;
		if (!wanted(c, name))
			continue;
		arena_init(&a, 0);
		rc = story_run(k, &a, name, files[i].bytes, &o, e);
		if (!rc && c->json)
			story_json(c, &o);
		else if (!rc)
			story_text(c, &o);
		else
			fprintf(c->talk, "bailiwick: in the story %.*s\n", STR_ARG(name));
		told++;
		broken += !rc && !o.ok;
		arena_done(&a);
	}
	if (!rc && !told)
		return err_set(e, BW_EUSAGE, "there is no such story; see data/scenarios");
	if (!rc && broken)
		return err_set(e, BW_ENEGATIVE, "%zu of %zu stories are not ok", broken, told);
	return rc;
}

/* ---- chance ---- */

static int count_of(struct ctx *c, const char *name, uint64_t otherwise, uint64_t most,
	uint64_t *out, struct err *e)
{
	struct str v = ctx_opt(c, name);

	*out = otherwise;
	if (v.p && (!str_u64(v, out) || *out > most))
		return err_set(e, BW_EUSAGE, "--%s is a number up to %llu", name,
			(unsigned long long)most);
	return BW_OK;
}

static int chance(struct ctx *c, const struct knowledge *k, struct err *e)
{
	struct chance_settings set = { .quiet = c->json || ctx_flag(c, "quiet") };
	uint64_t first = 1, many = 1, days = 0, cases = 0, broken = 0;
	int rc = count_of(c, "seed", 1, UINT64_MAX / 2, &first, e);

	if (!rc)
		rc = count_of(c, "seeds", 1, 1000000, &many, e);
	if (!rc)
		rc = count_of(c, "days", 30, 365, &days, e);
	if (!rc)
		rc = count_of(c, "cases", 40, 1000, &cases, e);
	set.days = (unsigned)days;
	set.cases = (unsigned)cases;
	for (uint64_t i = 0; !rc && i < many; i++) {
		struct chance_outcome o;
		struct buf b;

		buf_init(&b, (size_t)64 << 20);
		set.seed = first + i;
		rc = chance_run(k, &set, &b, &o, e);
		if (!rc)
			chance_tell(&o, c->json, &b);
		ctx_write(c, buf_str(&b));
		broken += !rc && o.faults;
		buf_done(&b);
	}
	if (!rc && broken)
		return err_set(e, BW_ENEGATIVE, "invariants broke with %llu of %llu seeds",
			(unsigned long long)broken, (unsigned long long)many);
	return rc;
}

static int run(struct ctx *c, struct err *e)
{
	bool told = c->args_n >= 1 && str_is(c->args[0], "stories");
	struct knowing k;
	int rc;

	if (!told && !(c->args_n == 1 && str_is(c->args[0], "run")))
		return err_set(e, BW_EUSAGE, "say what: bailiwick simulate stories or run");
	rc = knowing_played(c, &k, e);
	if (!rc)
		rc = told ? stories(c, &k.k, e) : chance(c, &k.k, e);
	knowing_done(&k);
	return rc;
}

static const char *const verbs[] = { "stories", "run", NULL };

static const struct opt opts[] = {
	{ "seed", "N", OPT_COUNT, "run: which world (default: 1)", NULL },
	{ "seeds", "N", OPT_COUNT, "run: so many worlds, from that seed on (default: 1)", NULL },
	{ "days", "N", OPT_COUNT, "run: how long (default: 30)", NULL },
	{ "cases", "N", OPT_COUNT, "run: how many sites are reported (default: 40)", NULL },
	{ "quiet", NULL, OPT_FLAG, "run: only the last line of each world", NULL },
	{ NULL, NULL, OPT_FLAG, NULL, NULL },
};

static const struct cmd_example examples[] = {
	{ "bailiwick simulate stories", "the incidents, told to their end" },
	{ "bailiwick simulate stories f g", "two of them" },
	{ "bailiwick simulate run --seed 7", "thirty days of a desk, with faults" },
	{ NULL, NULL },
};

const struct cmd cmd_simulate = {
	.name = "simulate",
	.args = "stories [NAME…]|run",
	.help = "play a desk with everybody around it, and check that it holds",
	.about = "Everything is played but the desk: a store of its own that is thrown away, a "
		 "clock that is moved, actors that answer, stall, refuse, lie and vanish, channels "
		 "that fail. What the desk does goes through the same commands as in earnest. "
		 "Stories are incidents with a script, printed as who was told what and when, what "
		 "they answered and what was undone. Run is chance: the same seed gives the same "
		 "bytes, and all invariants are checked after every step. Nothing is asked of the "
		 "network and no setting is read. Exit status 1: something did not hold.",
	.opts = opts,
	.examples = examples,
	.run = run,
	.verbs = verbs,
};
