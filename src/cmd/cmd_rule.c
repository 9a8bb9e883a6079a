/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_rule.c -- automation rules: which are on, what one would have done, and the second look. */
#include "cmd/at_desk.h"
#include "flow/desk_json.h"
#include "flow/automatic.h"
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

/* One decision, or what would be one. */
static int ran(void *ctx, const struct automatic_one *x, struct err *e)
{
	char id[STORE_ID_TEXT], d[STORE_ID_TEXT], q[QUOTE_ROOM(60)], q2[QUOTE_ROOM(60)];
	struct at_desk *t = ctx;
	struct jw *w = &t->w;

	if (t->c->json) {
		jw_object(w);
		store_id_json(w, "decision", 'd', x->decision);
		store_id_json(w, "case", 'c', x->case_id);
		jw_kstr(w, "rule", x->rule);
		jw_kstr(w, "action", x->action);
		jw_kz(w, "role", role_text(x->role));
		jw_kstr(w, "actor", x->actor);
		jw_kbool(w, "second_look", x->drawn);
		jw_end(w);
		at_desk_line_end(t);
	} else {
		buf_printf(&t->out, "%s  %s  %.*s by %s %s  %s%s\n",
			store_id_text('c', (uint64_t)x->case_id, id),
			x->decision ? store_id_text('d', (uint64_t)x->decision, d) : "would be",
			STR_ARG(x->action), role_words(x->role), str_quote(x->actor, 60, q),
			str_quote(x->rule, 60, q2), x->drawn ? "  (for a second look)" : "");
	}
	return at_desk_answer(t, e); /* what is durable is said, whatever comes after */
}

/* run [RULE]: what a server does by itself. */
static int run_rules(struct at_desk *t, struct err *e)
{
	bool dry = ctx_flag(t->c, "dry-run");
	struct automatic r = { .desk = t->desk, .dry = dry, .one = ran, .ctx = t };
	struct automatic_counts n = { 0 };
	struct rule_info known;
	struct str most = ctx_opt(t->c, "most");
	uint64_t bound = 0;
	int rc =
		permit_desk(&t->desk, dry ? PERMISSION_RULE_READ : PERMISSION_RULE_MANAGE, NULL, e);

	if (!rc && t->c->args_n > 1) {
		r.rule = t->c->args[1];
		rc = rules_named(&t->desk, r.rule, &known, e);
	}
	if (most.p && str_u64(most, &bound))
		r.decisions = (size_t)bound;
	if (!rc)
		rc = automatic_run(&r, &n, e);
	if (!rc && !t->c->json)
		buf_printf(&t->out,
			dry ? "%zu would be decided by rule%s\n" : "%zu decided by rule%s\n",
			n.decided, n.more ? ", and there is more" : "");
	return rc;
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
	{ "dry-run", dry_run }, { "run", run_rules }, { "audit", audit } };

static int run(struct ctx *c, struct err *e)
{
	return at_desk_run(c, true, table, sizeof(table) / sizeof(table[0]), e);
}

static const char *const verbs[] = { "list", "on", "off", "dry-run", "run", "audit", NULL };

static const struct opt opts[] = {
	{ "reason", "TEXT", OPT_TEXT, "on, off, audit: why", NULL },
	{ "since", "TIME", OPT_TEXT, "dry-run: cases opened from then on (default: 30 days ago)",
		NULL },
	{ "until", "TIME", OPT_TEXT, "dry-run: and before then (default: now)", NULL },
	{ "dry-run", NULL, OPT_FLAG, "run: say what would be decided now, and store nothing",
		NULL },
	{ "most", "N", OPT_COUNT, "run: so many decisions at most", NULL },
	HOUSE_OPTS,
	{ NULL, NULL, OPT_FLAG, NULL, NULL },
};

static const struct cmd_example examples[] = {
	{ "bailiwick rule dry-run suspend-phishing-tenant --since 2026-10-01 --until 2026-11-01",
		"what would it have done last month?" },
	{ "bailiwick rule on suspend-phishing-tenant --reason 'tried out on October'",
		"from now on it decides" },
	{ "bailiwick rule run --dry-run", "what would be decided now?" },
	{ "bailiwick rule run", "decide it; a server does so by itself" },
	{ "bailiwick rule audit", "what a person is to look at again" },
	{ NULL, NULL },
};

const struct cmd cmd_rule = {
	.name = "rule",
	.args = "list|on RULE|off RULE|dry-run RULE|run [RULE]|audit [DECISION right|wrong]",
	.help = "automation rules: on, off, tried out, looked at again",
	.about = "A rule says when a step may be taken without a person; all are off as shipped.  "
		 "A dry run "
		 "goes through the stored cases as their stages last saw them, with the facts and "
		 "the "
		 "notifiers' record of that time, and says what the rule would have done, what "
		 "people did "
		 "and what became of appeals: the same store says the same.  A run "
		 "decides open cases by the rules that are on, as the clock of a server does every "
		 "few "
		 "seconds: cases that were worked since the rule is on, and on which nobody has "
		 "decided "
		 "yet.  Some of what a rule that is on "
		 "decides is drawn for a second look by a person.  A rule of whose last hundred "
		 "decisions more "
		 "were wrong than its file allows switches itself off, and persons decide again.",
	.opts = opts,
	.examples = examples,
	.run = run,
	.verbs = verbs,
};
