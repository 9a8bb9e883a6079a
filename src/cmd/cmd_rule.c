/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_rule.c -- automation rules: which are on, what one would have done, and the second look. */
#include "cmd/at_desk.h"
#include "flow/desk_json.h"
#include "flow/permit.h"

#define DAY_S       ((int64_t)86400)
#define AUDIT_SHOWN 1000

static int list(struct at_desk *t, struct err *e)
{
	struct rule_line *v;
	char q[QUOTE_ROOM(60)], q2[QUOTE_ROOM(200)];
	size_t n;
	int rc = rules_lines(&t->desk, t->c->arena, &v, &n, e);

	for (size_t i = 0; !rc && i < n; i++) {
		if (t->c->json) {
			rule_json(&v[i], &t->w);
			at_desk_line_end(t);
			continue;
		}
		buf_printf(&t->out,
			"%-34s %-4s %s by %s; %lld decisions, %lld wrong of %d allowed%s%s\n",
			str_quote(v[i].rule.id, 60, q), v[i].on ? "on" : "off", v[i].rule.action.p,
			role_words((int)v[i].rule.role), (long long)v[i].recent.decisions,
			(long long)v[i].recent.wrong, v[i].rule.wrong_at_most,
			v[i].row.reasons.n ? ": " : "",
			v[i].row.reasons.n ? str_quote(v[i].row.reasons, 200, q2) : "");
	}
	return rc;
}

static int set(struct at_desk *t, bool on, struct err *e)
{
	struct str name;
	int rc = at_desk_arg(t, 1, "RULE", &name, e);

	if (!rc)
		rc = rules_switch(&t->desk, name, on, ctx_opt(t->c, "reason"), e);
	return rc ? rc : list(t, e);
}

static int on(struct at_desk *t, struct err *e)
{
	return set(t, true, e);
}

static int off(struct at_desk *t, struct err *e)
{
	return set(t, false, e);
}

static int since_until(struct at_desk *t, int64_t *since, int64_t *until, struct err *e)
{
	struct str a = ctx_opt(t->c, "since"), b = ctx_opt(t->c, "until");

	*until = t->desk.now_s + 1;
	*since = t->desk.now_s - 30 * DAY_S;
	if ((a.p && !clock_parse(a, since)) || (b.p && !clock_parse(b, until)))
		return err_set(e, BW_EUSAGE, "--since and --until are times such as 2026-10-01");
	return *since < *until ? BW_OK : err_set(e, BW_EUSAGE, "--since is not before --until");
}

static void trial_json(struct at_desk *t, struct str name, const struct rule_trial *x)
{
	char id[STORE_ID_TEXT];
	struct jw *w = &t->w;

	jw_object(w);
	jw_kstr(w, "rule", name);
	jw_ki64(w, "cases", (int64_t)x->cases);
	jw_ki64(w, "would_act", (int64_t)x->would);
	jw_key(w, "people_decided");
	jw_object(w);
	jw_ki64(w, "the_same", (int64_t)x->same);
	jw_ki64(w, "something_else", (int64_t)x->other);
	jw_ki64(w, "to_do_nothing", (int64_t)x->refused);
	jw_ki64(w, "nothing_yet", (int64_t)x->none);
	jw_end(w);
	jw_key(w, "appeals");
	jw_object(w);
	jw_ki64(w, "filed", (int64_t)x->appealed);
	jw_ki64(w, "upheld", (int64_t)x->upheld);
	jw_ki64(w, "reversed", (int64_t)x->reversed);
	jw_end(w);
	jw_key(w, "examples");
	jw_array(w);
	for (size_t i = 0; i < x->examples; i++)
		jw_z(w, store_id_text('c', (uint64_t)x->example[i], id));
	jw_end(w);
	jw_end(w);
	at_desk_line_end(t);
}

static int dry_run(struct at_desk *t, struct err *e)
{
	struct rule_trial x;
	struct str name;
	char id[STORE_ID_TEXT];
	int64_t since, until;
	int rc = at_desk_arg(t, 1, "RULE", &name, e);

	if (!rc)
		rc = since_until(t, &since, &until, e);
	if (!rc)
		rc = rules_trial(&t->desk, name, since, until, &x, e);
	if (rc)
		return rc;
	if (t->c->json) {
		trial_json(t, name, &x);
		return BW_OK;
	}
	buf_printf(&t->out,
		"of %llu cases it would have acted on %llu\n"
		"people decided the same in %llu, something else in %llu, to do nothing in %llu, "
		"nothing yet in %llu\n"
		"appeals about those: %llu, upheld %llu, reversed %llu\n",
		(unsigned long long)x.cases, (unsigned long long)x.would,
		(unsigned long long)x.same, (unsigned long long)x.other,
		(unsigned long long)x.refused, (unsigned long long)x.none,
		(unsigned long long)x.appealed, (unsigned long long)x.upheld,
		(unsigned long long)x.reversed);
	for (size_t i = 0; i < x.examples; i++)
		buf_printf(&t->out, "%s%s", i ? ", " : "for example ",
			store_id_text('c', (uint64_t)x.example[i], id));
	if (x.examples)
		buf_addc(&t->out, '\n');
	return BW_OK;
}

static int audit_list(struct at_desk *t, struct err *e)
{
	struct store_ruled *v;
	char d[STORE_ID_TEXT], c[STORE_ID_TEXT], q[QUOTE_ROOM(60)];
	size_t n = AUDIT_SHOWN;
	int64_t after = 0;
	int rc = permit_desk(&t->desk, PERMISSION_RULE_READ, NULL, e);

	while (!rc && n == AUDIT_SHOWN) {
		rc = store_ruled_asked(t->store, t->c->arena, after, AUDIT_SHOWN, &v, &n, e);
		for (size_t i = 0; !rc && i < n; i++) {
			after = v[i].decision;
			if (t->c->json) {
				jw_object(&t->w);
				store_id_json(&t->w, "decision", 'd', v[i].decision);
				store_id_json(&t->w, "case", 'c', v[i].case_id);
				jw_kstr(&t->w, "rule", v[i].rule);
				jw_ktime(&t->w, "at", v[i].at_s);
				jw_end(&t->w);
				at_desk_line_end(t);
			} else {
				buf_printf(&t->out, "%s  %s  %s\n",
					store_id_text('d', (uint64_t)v[i].decision, d),
					store_id_text('c', (uint64_t)v[i].case_id, c),
					str_quote(v[i].rule, 60, q));
			}
		}
	}
	return rc;
}

/* audit: what waits; audit DECISION right|wrong: the second look. */
static int audit(struct at_desk *t, struct err *e)
{
	uint64_t decision;
	bool right;

	if (t->c->args_n == 1)
		return audit_list(t, e);
	if (t->c->args_n != 3 || !store_id_parse('d', t->c->args[1], &decision))
		return err_set(e, BW_EUSAGE, "bailiwick rule audit d-0000001 right|wrong");
	right = str_is(t->c->args[2], "right");
	if (!right && !str_is(t->c->args[2], "wrong"))
		return err_set(e, BW_EUSAGE, "it was right or wrong");
	return rules_audit(
		&t->desk, t->c->arena, (int64_t)decision, right, ctx_opt(t->c, "reason"), e);
}

static const struct verb table[] = { { "list", list }, { "on", on }, { "off", off },
	{ "dry-run", dry_run }, { "audit", audit } };

static int run(struct ctx *c, struct err *e)
{
	return at_desk_run(c, true, table, sizeof(table) / sizeof(table[0]), e);
}

static const char *const verbs[] = { "list", "on", "off", "dry-run", "audit", NULL };

static const struct opt opts[] = {
	{ "reason", "TEXT", OPT_TEXT, "on, off, audit: why", NULL },
	{ "since", "TIME", OPT_TEXT, "dry-run: cases opened from then on (default: 30 days ago)",
		NULL },
	{ "until", "TIME", OPT_TEXT, "dry-run: and before then (default: now)", NULL },
	HOUSE_OPTS,
	{ NULL, NULL, OPT_FLAG, NULL, NULL },
};

static const struct cmd_example examples[] = {
	{ "bailiwick rule dry-run suspend-phishing-tenant --since 2026-10-01 --until 2026-11-01",
		"what would it have done last month?" },
	{ "bailiwick rule on suspend-phishing-tenant --reason 'tried out on October'",
		"from now on it decides" },
	{ "bailiwick rule audit", "what a person is to look at again" },
	{ NULL, NULL },
};

const struct cmd cmd_rule = {
	.name = "rule",
	.args = "list|on RULE|off RULE|dry-run RULE|audit [DECISION right|wrong]",
	.help = "automation rules: on, off, tried out, looked at again",
	.about = "A rule says when a step may be taken without a person; all are off as shipped.  "
		 "A dry run "
		 "goes through the stored cases as their stages last saw them, with the facts and "
		 "the "
		 "notifiers' record of that time, and says what the rule would have done, what "
		 "people did "
		 "and what became of appeals: the same store says the same.  Some of what a rule "
		 "that is on "
		 "decides is drawn for a second look by a person.  A rule of whose last hundred "
		 "decisions more "
		 "were wrong than its file allows switches itself off, and persons decide again.",
	.opts = opts,
	.examples = examples,
	.run = run,
	.verbs = verbs,
};
