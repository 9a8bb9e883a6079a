/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_rpz.c -- what stands in the response policy zone, and taking out what has ended. */
#include "base/limit.h"
#include "cmd/places.h"
#include "format/json.h"

static void entry_json(const struct rpz_entry *x, struct buf *b)
{
	char until[CLOCK_TEXT];
	struct jw w;

	jw_init(&w, b);
	jw_object(&w);
	jw_kstr(&w, "name", x->name);
	jw_kz(&w, "kind", x->address ? "address" : "name");
	jw_kbool(&w, "below", x->below);
	jw_key(&w, "until");
	if (x->until_s == CLOCK_NONE)
		jw_null(&w);
	else
		jw_z(&w, clock_format(x->until_s, until));
	jw_kstr(&w, "why", x->why);
	jw_kstr(&w, "letters", x->key);
	jw_end(&w);
	buf_addc(b, '\n');
}

static int list(struct ctx *c, const struct rpz_place *p, struct err *e)
{
	char until[CLOCK_TEXT];
	struct rpz_zone zone;
	struct buf text, b;
	int rc;

	buf_init(&text, LIMIT_RPZ_BYTES);
	buf_init(&b, 2 * (size_t)LIMIT_RPZ_BYTES);
	rc = rpz_load(p, c->arena, &text, &zone, e);
	for (size_t i = 0; !rc && i < zone.n; i++) {
		const struct rpz_entry *x = &zone.v[i];

		if (c->json)
			entry_json(x, &b);
		else
			buf_printf(&b, "%-40.*s until %s  %.*s\n", STR_ARG(x->name),
				x->until_s == CLOCK_NONE ? "it is lifted"
							 : clock_format(x->until_s, until),
				STR_ARG(x->why));
	}
	if (!rc)
		rc = buf_check(&b, "the list", e);
	if (!rc && !ctx_write(c, buf_str(&b)))
		rc = err_set(e, BW_EIO, "cannot write the list");
	buf_done(&b);
	buf_done(&text);
	return rc;
}

static int sweep(struct ctx *c, const struct rpz_place *p, struct err *e)
{
	size_t n;
	int rc = rpz_sweep(p, &n, e);

	if (!rc)
		fprintf(c->out, c->json ? "{\"ended\":%zu}\n" : "%zu ended\n", n);
	return rc;
}

static int run(struct ctx *c, struct err *e)
{
	struct rpz_place place;
	bool set;
	int rc;

	if (c->args_n != 1 || (!str_is(c->args[0], "list") && !str_is(c->args[0], "sweep")))
		return err_set(e, BW_EUSAGE, "it does 'list' or 'sweep'");
	rc = place_rpz(c, &place, &set, e);
	if (!rc && !set)
		rc = err_set(e, BW_ECONFIG,
			"no response policy zone is set: see rpz-file in 'bailiwick check-config "
			"--help'");
	if (rc)
		return rc;
	return str_is(c->args[0], "list") ? list(c, &place, e) : sweep(c, &place, e);
}

static const char *const verbs[] = { "list", "sweep", NULL };
static const struct cmd_example examples[] = {
	{ "bailiwick rpz list --json",
		"what resolvers are told not to answer, why, and until when" },
	{ "bailiwick rpz sweep", "take out what has ended; run it every few minutes" },
	{ NULL, NULL },
};

const struct cmd cmd_rpz = {
	.name = "rpz",
	.args = "list|sweep",
	.help = "what the response policy zone holds, and ending what has ended",
	.about = "The zone is a file that resolvers load (BIND, Unbound, Knot Resolver, PowerDNS), "
		 "and, where rpz-server is "
		 "set, a zone on a server that takes the same changes.  A name gets into it by a "
		 "decision and its letter "
		 "(bailiwick act) and leaves it by another, or at the end it was given.\n\nBeside "
		 "each name stands _blocked.NAME "
		 "as TXT: why, and where to have it undone.",
	.examples = examples,
	.run = run,
	.verbs = verbs,
};
