/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_notifier.c -- reporters under an agreement: terms, keys, what is held, how they fare. */
#include "base/limit.h"
#include "cmd/at_desk.h"
#include "cmd/data.h"
#include "flow/desk_json.h"
#include "flow/permit.h"
#include "format/sigkey.h"

#define DAY_S      ((int64_t)86400)
#define HELD_SHOWN 1000

static int notifier_arg(struct at_desk *t, struct store_notifier *out, struct err *e)
{
	struct str name;
	int rc = at_desk_arg(t, 1, "NAME", &name, e);

	return rc ? rc : store_notifier_named(t->store, t->c->arena, name, out, e);
}

static int keys_json(struct at_desk *t, int64_t id, struct err *e)
{
	struct store_key *v;
	struct buf b;
	size_t n;
	int rc = store_keys(t->store, t->c->arena, id, &v, &n, e);

	jw_key(&t->w, "keys");
	jw_array(&t->w);
	buf_init(&b, 100);
	for (size_t i = 0; !rc && i < n; i++) {
		buf_reset(&b);
		sigkey_write(v[i].public_key, sizeof(v[i].public_key), &b);
		jw_object(&t->w);
		jw_kstr(&t->w, "key", buf_str(&b));
		jw_ktime(&t->w, "made_at", v[i].made_at_s);
		jw_ktime(&t->w, "revoked_at", v[i].revoked_at_s);
		jw_end(&t->w);
	}
	buf_done(&b);
	jw_end(&t->w);
	return rc;
}

static int notifier_json(struct at_desk *t, const struct store_notifier *n, struct err *e)
{
	struct jw *w = &t->w;
	int64_t sent = 0, last;
	int rc = store_submissions(t->store, n->id, &sent, &last, e);

	if (!rc)
		rc = notifier_json_open(t->store, n, t->desk.now_s, w, e);
	if (rc)
		return rc;
	jw_ki64(w, "submissions", sent);
	jw_ktime(w, "last_submission", last);
	rc = keys_json(t, n->id, e);
	jw_end(&t->w);
	at_desk_line_end(t);
	return rc;
}

static int notifier_out(struct at_desk *t, const struct store_notifier *n, struct err *e)
{
	char day[CLOCK_TEXT], q[QUOTE_ROOM(60)];

	if (t->c->json)
		return notifier_json(t, n, e);
	buf_printf(&t->out, "%-24s %-10s precision at least %3d %%, review by %s: %.*s\n",
		str_quote(n->name, 60, q), notifier_state_text((int)n->state), n->bound,
		clock_format_date(n->review_s, day), STR_ARG(n->reasons));
	return BW_OK;
}

static int tell(struct at_desk *t, int64_t id, struct err *e)
{
	struct store_notifier n;
	int rc = store_notifier_get(t->store, t->c->arena, id, &n, e);

	return rc ? rc : notifier_out(t, &n, e);
}

static int terms_of(struct at_desk *t, struct str name, struct notifier_terms *out, struct err *e)
{
	struct str quota = ctx_opt(t->c, "quota");
	uint64_t n = 0;

	if (quota.p && !str_u64(quota, &n))
		return err_set(e, BW_EUSAGE, "--quota is a number");
	*out = (struct notifier_terms){ .name = name,
		.contact = ctx_opt(t->c, "contact"),
		.basis = ctx_opt(t->c, "basis"),
		.harms = ctx_opt(t->c, "harms"),
		.tlds = ctx_opt(t->c, "tlds"),
		.countries = ctx_opt(t->c, "countries"),
		.quota = n > INT64_MAX ? INT64_MAX : (int64_t)n };
	return at_desk_until(t, "review", 365, &out->review_s, e);
}

static int add(struct at_desk *t, struct err *e)
{
	struct notifier_terms terms;
	struct str name;
	int64_t id;
	int rc = at_desk_arg(t, 1, "NAME", &name, e);

	if (!rc)
		rc = terms_of(t, name, &terms, e);
	if (!rc)
		rc = notifiers_add(&t->desk, &terms, &id, e);
	return rc ? rc : tell(t, id, e);
}

static int renew(struct at_desk *t, struct err *e)
{
	struct notifier_terms terms;
	struct store_notifier n;
	int rc = notifier_arg(t, &n, e);

	if (!rc)
		rc = terms_of(t, n.name, &terms, e);
	if (!rc)
		rc = notifiers_renew(&t->desk, n.id, &terms, e);
	return rc ? rc : tell(t, n.id, e);
}

static int list(struct at_desk *t, struct err *e)
{
	struct store_notifier *v;
	size_t n;
	int rc = permit_desk(&t->desk, PERMISSION_NOTIFIER_READ, NULL, e);

	if (!rc)
		rc = store_notifiers(t->store, t->c->arena, &v, &n, e);
	for (size_t i = 0; !rc && i < n; i++)
		rc = notifier_out(t, &v[i], e);
	return rc;
}

static int show(struct at_desk *t, struct err *e)
{
	struct store_notifier n;
	int rc = permit_desk(&t->desk, PERMISSION_NOTIFIER_READ, NULL, e);

	if (!rc)
		rc = notifier_arg(t, &n, e);
	return rc ? rc : notifier_out(t, &n, e);
}

static int suspend(struct at_desk *t, struct err *e)
{
	struct store_notifier n;
	int rc = notifier_arg(t, &n, e);

	if (!rc)
		rc = notifiers_suspend(
			&t->desk, n.id, ctx_flag(t->c, "lift"), ctx_opt(t->c, "reason"), e);
	return rc ? rc : tell(t, n.id, e);
}

static int key(struct at_desk *t, struct err *e)
{
	unsigned char bytes[SIGKEY_BYTES];
	struct store_notifier n;
	struct str path = { NULL, 0 }, text = { NULL, 0 };
	int rc = notifier_arg(t, &n, e);

	if (!rc)
		rc = at_desk_arg(t, 2, "NAME FILE", &path, e);
	if (!rc)
		rc = data_read(t->c->arena, path, LIMIT_SIGKEY_FILE, &text, e);
	if (!rc)
		rc = sigkey_parse(text, bytes, e);
	if (!rc)
		rc = notifiers_key(&t->desk, n.id, bytes, ctx_flag(t->c, "revoke"), e);
	return rc ? rc : tell(t, n.id, e);
}

/* ---- quarantine ---- */

static int held_out(struct at_desk *t, const struct store_held *h, struct err *e)
{
	char id[STORE_ID_TEXT], day[CLOCK_TEXT], q[QUOTE_ROOM(120)], q2[QUOTE_ROOM(120)];
	struct store_notifier n;
	struct report r;
	int rc = store_notifier_get(t->store, t->c->arena, h->notifier, &n, e);

	if (!rc)
		rc = report_parse(t->c->arena, h->compact, &r, e);
	if (rc)
		return rc;
	if (t->c->json) {
		held_json(h, &r, n.name, &t->w);
		at_desk_line_end(t);
		return BW_OK;
	}
	buf_printf(&t->out, "%s  %s  %s  %.*s  %s  %s\n", store_id_text('q', (uint64_t)h->id, id),
		clock_format_date(h->at_s, day), str_quote(n.name, 60, q2), STR_ARG(h->why),
		harm_text(h->harm), str_quote(r.targets[0], 120, q));
	return BW_OK;
}

static int held(struct at_desk *t, struct err *e)
{
	struct store_held *v;
	size_t n = HELD_SHOWN;
	int64_t after = 0;
	int rc = permit_desk(&t->desk, PERMISSION_NOTIFIER_READ, NULL, e);

	while (!rc && n == HELD_SHOWN) {
		rc = store_held_from(t->store, t->c->arena, after, HELD_SHOWN, &v, &n, e);
		for (size_t i = 0; !rc && i < n; i++) {
			after = v[i].id;
			rc = held_out(t, &v[i], e);
		}
	}
	return rc;
}

static int held_arg(struct at_desk *t, size_t i, int64_t *out, struct err *e)
{
	char q[QUOTE_ROOM(40)];
	uint64_t v;

	if (!store_id_parse('q', t->c->args[i], &v))
		return err_set(e, BW_EUSAGE,
			"'%s' is none; they look like q-0000001, see 'notifier held'",
			str_quote(t->c->args[i], 40, q));
	*out = (int64_t)v;
	return BW_OK;
}

static int on_refused(void *ctx, const struct refusal *why, bool counted, struct err *e)
{
	(void)ctx;
	(void)counted;
	return err_set(e, BW_EINVALID, "it cannot be taken in: %.*s", STR_ARG(why->reason));
}

/* Taken in, then worked by whatever opens the store next; here at once. */
static int release_one(struct at_desk *t, int64_t id, struct err *e)
{
	struct submit_settings set = { .store = t->store,
		.know = &t->know.k,
		.facts = &t->facts,
		.received_at_s = t->desk.now_s,
		.refused = on_refused };
	struct store_held h;
	struct submit *s;
	int rc = store_held_get(t->store, t->c->arena, id, &h, e);

	if (rc)
		return rc;
	set.notifier = h.notifier;
	rc = submit_new(&set, &s, e);
	if (rc)
		return rc;
	rc = notifiers_release(&t->desk, t->c->arena, id, s, e);
	submit_free(s);
	return rc;
}

static int settle(struct at_desk *t, bool release, struct err *e)
{
	int64_t id = 0;
	int rc = BW_OK;

	if (t->c->args_n < 2)
		return err_set(e, BW_EUSAGE, "say which: bailiwick notifier %.*s ID…",
			STR_ARG(t->c->args[0]));
	for (size_t i = 1; !rc && i < t->c->args_n; i++) {
		rc = held_arg(t, i, &id, e);
		if (!rc)
			rc = release ? release_one(t, id, e)
				     : notifiers_refuse(&t->desk, t->c->arena, id,
					       ctx_opt(t->c, "reason"), e);
	}
	return rc ? rc : at_desk_work(t, e);
}

static int release(struct at_desk *t, struct err *e)
{
	return settle(t, true, e);
}

static int refuse(struct at_desk *t, struct err *e)
{
	if (!ctx_opt(t->c, "reason").n)
		return err_set(e, BW_EUSAGE, "say why with --reason: the notifier is told");
	return settle(t, false, e);
}

/* ---- how they fare ---- */

static int report(struct at_desk *t, struct err *e)
{
	struct store_notifier n;
	struct str text = { NULL, 0 };
	size_t changed;
	int rc = notifier_arg(t, &n, e);

	if (!rc)
		rc = notifiers_sweep(&t->desk, &changed, e);
	if (!rc)
		rc = notifiers_report(
			&t->desk, t->c->arena, n.id, ctx_flag(t->c, "send"), &text, e);
	if (!rc)
		buf_add(&t->out, text);
	return rc;
}

static void figures_json(struct at_desk *t, const struct notifier_figures *f, bool all)
{
	jw_object(&t->w);
	jw_kstr(&t->w, "notifier", all ? STR("all") : f->name);
	if (!all)
		jw_kz(&t->w, "state", notifier_state_text((int)f->state));
	jw_kbool(&t->w, "shown", f->shown);
	if (f->shown) {
		jw_ki64(&t->w, "cases", f->cases);
		jw_ki64(&t->w, "confirmed", f->confirmed);
		jw_ki64(&t->w, "rejected", f->rejected);
		jw_ki64(&t->w, "reversed", f->reversed);
		jw_ki64(&t->w, "precision_at_least", f->lower);
		jw_ki64(&t->w, "precision_at_most", f->upper);
	}
	jw_end(&t->w);
	at_desk_line_end(t);
}

static int accuracy(struct at_desk *t, struct err *e)
{
	struct notifier_figures *v;
	char q[QUOTE_ROOM(60)];
	size_t n;
	int rc = permit_desk(&t->desk, PERMISSION_FIGURES_READ, NULL, e);

	if (!rc)
		rc = notifiers_accuracy(t->store, t->c->arena, t->desk.now_s, &v, &n, e);
	for (size_t i = 0; !rc && i < n; i++) {
		bool all = i + 1 == n;

		if (t->c->json) {
			figures_json(t, &v[i], all);
			continue;
		}
		buf_printf(&t->out, "%-24s %-10s ", all ? "all" : str_quote(v[i].name, 60, q),
			all ? "" : notifier_state_text((int)v[i].state));
		if (v[i].shown)
			buf_printf(&t->out,
				"%6lld cases  %6lld confirmed  %6lld rejected  %6lld reversed  %3d "
				"to "
				"%d %%\n",
				(long long)v[i].cases, (long long)v[i].confirmed,
				(long long)v[i].rejected, (long long)v[i].reversed, v[i].lower,
				v[i].upper);
		else
			buf_addz(&t->out, "too few to show\n");
	}
	return rc;
}

static const struct verb table[] = { { "add", add }, { "renew", renew }, { "show", show },
	{ "list", list }, { "suspend", suspend }, { "key", key }, { "held", held },
	{ "release", release }, { "refuse", refuse }, { "report", report },
	{ "accuracy", accuracy } };

static int run(struct ctx *c, struct err *e)
{
	/* What is released needs the world to be known, and what is told needs words. */
	bool knows = c->args_n && (str_is(c->args[0], "release") || str_is(c->args[0], "refuse") ||
					  str_is(c->args[0], "report"));

	return at_desk_run(c, knows, table, sizeof(table) / sizeof(table[0]), e);
}

static const char *const verbs[] = { "add", "renew", "show", "list", "suspend", "key", "held",
	"release", "refuse", "report", "accuracy", NULL };

static const struct opt opts[] = {
	{ "contact", "ADDRESS", OPT_TEXT, "add, renew: where it is written to", NULL },
	{ "basis", "TEXT", OPT_TEXT, "add, renew: the agreement, or who designated it", NULL },
	{ "harms", "CLASS,...", OPT_TEXT, "add, renew: what it may report (default: all)", NULL },
	{ "tlds", "TLD,...", OPT_TEXT, "add, renew: under which names (default: all)", NULL },
	{ "countries", "CC,...", OPT_TEXT, "add, renew: hosted where (default: anywhere)", NULL },
	{ "quota", "N", OPT_COUNT, "add, renew: reports a day (default: 1000)", NULL },
	{ "review", "DAYS|DATE", OPT_TEXT, "add, renew: looked at again by (default: a year)",
		NULL },
	{ "reason", "TEXT", OPT_TEXT, "suspend, refuse: why", NULL },
	{ "lift", NULL, OPT_FLAG, "suspend: end it", NULL },
	{ "revoke", NULL, OPT_FLAG, "key: no longer valid", NULL },
	{ "send", NULL, OPT_FLAG, "report: send it to the notifier too", NULL },
	HOUSE_OPTS,
	{ NULL, NULL, OPT_FLAG, NULL, NULL },
};

static const struct cmd_example examples[] = {
	{ "bailiwick notifier add shield --harms phishing --tlds example --contact "
	  "desk@shield.example",
		"an agreement; it begins on probation" },
	{ "bailiwick notifier key shield shield.pem", "reports signed with it count as theirs" },
	{ "bailiwick intake --signature list.sig list.csv", "a signed list" },
	{ "bailiwick notifier held", "what waits for a person" },
	{ "bailiwick notifier accuracy --json", "the table for the public" },
	{ NULL, NULL },
};

const struct cmd cmd_notifier = {
	.name = "notifier",
	.args = "add NAME|renew NAME|show NAME|list|suspend NAME|key NAME FILE|held|release "
		"ID…|refuse "
		"ID…|report NAME|accuracy",
	.help = "reporters under an agreement: terms, keys, what is held, how they fare",
	.about = "Reports count as a notifier's only where their bytes were signed with a key of "
		 "the agreement "
		 "(Ed25519).  What is outside the agreement, over its quota, back-dated or a claim "
		 "of a right "
		 "dressed as deceit is held, durably, until a person releases or refuses it.  How "
		 "good a "
		 "notifier is follows from what became of its cases: the lower 95 % bound of its "
		 "precision is "
		 "what automation rules see, and makes it trusted from 90 % on (20 cases at least) "
		 "and no longer "
		 "below 80 %.  Before a suspension for imprecise, back-dated or repeated reports "
		 "there is a "
		 "warning of seven days.  In the public table figures under ten are not shown, nor "
		 "what they "
		 "could be worked out from.",
	.opts = opts,
	.examples = examples,
	.run = run,
	.verbs = verbs,
};
