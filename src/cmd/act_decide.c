/* SPDX-License-Identifier: Apache-2.0 */
/* act_decide.c -- accept, decline, approve, reverse, stand down; and what waits for a person. */
#include "base/limit.h"
#include "cmd/act_verbs.h"
#include "flow/desk_json.h"

#define WAITING_MOST 1000

static void decided_json(const struct decided *d, struct jw *w)
{
	decided_json_open("decision", d, w);
	jw_kz(w, "kind", decision_kind_text((enum decision_kind)d->kind));
	jw_kstr(w, "effect_on", d->effect_on);
	jw_kstr(w, "pack_version", d->pack_version);
	jw_kstr(w, "token", d->token);
	jw_end(w);
}

void act_decision_out(struct act_run *r, const struct decided *d)
{
	char t1[STORE_ID_TEXT], t2[STORE_ID_TEXT], at[CLOCK_TEXT], q[QUOTE_ROOM(200)];
	struct jw w;

	if (r->c->json) {
		jw_init(&w, &r->out);
		decided_json(d, &w);
		buf_addc(&r->out, '\n');
		return;
	}
	buf_printf(&r->out, "%s  %s  %s  %s  ", store_id_text('d', (uint64_t)d->id, t1),
		store_id_text('c', (uint64_t)d->case_id, t2), clock_format(d->at_s, at),
		decision_state_text((int)d->state));
	if (d->action.n)
		buf_printf(&r->out, "%.*s by %s %s\n", STR_ARG(d->action), role_text(d->role),
			str_quote(d->actor, 60, q));
	else
		buf_printf(&r->out, "nothing is done: %s\n", str_quote(d->why, 200, q));
}

static int show_decision(struct act_run *r, int64_t id, struct err *e)
{
	struct decided d;
	int rc = store_decision_get(r->store, &r->one, id, &d, e);

	if (!rc)
		act_decision_out(r, &d);
	return rc;
}

static int choice_of(struct act_run *r, struct choice *out, struct err *e)
{
	struct ctx *c = r->c;
	struct str role = ctx_opt(c, "role"), second = ctx_opt(c, "second");
	struct store_person p;
	enum role ro;
	int rc;

	*out = (struct choice){ .action = ctx_opt(c, "step"),
		.actor = ctx_opt(c, "actor"),
		.role = -1,
		.why = ctx_opt(c, "reason"),
		.exception = ctx_opt(c, "exception"),
		.reached = ctx_opt(c, "reached") };
	if (role.n && !role_parse(role, &ro))
		return err_set(e, BW_EUSAGE, "--role is none of docs/vocabulary.md");
	if (role.n)
		out->role = (int)ro;
	if (!second.n)
		return BW_OK;
	rc = store_person_named(r->store, c->arena, second, &p, e);
	if (!rc)
		out->second_person = p.id;
	return rc;
}

static int decide_all(struct act_run *r, const struct choice *c, struct err *e)
{
	int64_t id, decision;
	int rc = BW_OK;

	if (r->c->args_n < 2)
		return err_set(e, BW_EUSAGE, "say which case: bailiwick act accept CASE");
	for (size_t i = 1; !rc && i < r->c->args_n; i++) {
		arena_reset(&r->one);
		rc = act_id_arg(r, i, 'c', &id, e);
		if (!rc)
			rc = command_decide(&r->desk, &r->one, id, c, &decision, e);
		if (!rc)
			rc = show_decision(r, decision, e);
	}
	return rc;
}

int act_accept(struct act_run *r, struct err *e)
{
	struct choice c;
	int rc = choice_of(r, &c, e);

	return rc ? rc : decide_all(r, &c, e);
}

int act_decline(struct act_run *r, struct err *e)
{
	const struct choice c = { .refuse = true, .role = -1, .why = ctx_opt(r->c, "reason") };

	return decide_all(r, &c, e);
}

int act_approve(struct act_run *r, struct err *e)
{
	int64_t id;
	int rc = act_id_arg(r, 1, 'd', &id, e);

	if (!rc)
		rc = command_approve(
			&r->desk, &r->one, id, !ctx_flag(r->c, "no"), ctx_opt(r->c, "reason"), e);
	return rc ? rc : show_decision(r, id, e);
}

int act_reverse(struct act_run *r, struct err *e)
{
	int64_t id, fresh;
	int rc = act_id_arg(r, 1, 'd', &id, e);

	if (!rc)
		rc = command_reverse(&r->desk, &r->one, id, ctx_opt(r->c, "reason"), &fresh, e);
	return rc ? rc : show_decision(r, fresh, e);
}

int act_stand_down(struct act_run *r, struct err *e)
{
	struct str why = ctx_opt(r->c, "reason");
	int64_t id;
	size_t n;
	int rc = act_id_arg(r, 1, 'c', &id, e);

	if (!rc && !why.n)
		rc = err_set(e, BW_EUSAGE, "say why: --reason TEXT");
	if (!rc)
		rc = command_stand_down(&r->desk, &r->one, id, ctx_opt(r->c, "except"), why, &n, e);
	if (!rc && r->c->json)
		buf_printf(&r->out, "{\"letters\":%zu}\n", n);
	else if (!rc)
		buf_printf(&r->out, "%zu told that it is settled\n", n);
	return rc;
}

/* Decisions that wait for a second person, contacts for approval, letters that go by hand. */
int act_list(struct act_run *r, struct err *e)
{
	struct outbox_contact *c;
	struct outbox_query q;
	struct decided *d;
	struct letter *l;
	size_t n;
	int rc = store_decisions_waiting(r->store, &r->one, WAITING_MOST, &d, &n, e);

	for (size_t i = 0; !rc && i < n; i++)
		act_decision_out(r, &d[i]);
	if (!rc)
		rc = store_contacts(r->store, &r->one, (struct str){ NULL, 0 }, true, &c, &n, e);
	for (size_t i = 0; !rc && i < n; i++)
		act_contact_out(r, &c[i]);
	outbox_query_init(&q);
	q.state = LETTER_IS_SENT;
	q.channel = CHANNEL_MANUAL;
	if (!rc)
		rc = store_letters(r->store, &r->one, &q, &l, &n, e);
	for (size_t i = 0; !rc && i < n; i++)
		if (!l[i].withdrawn)
			act_letter_out(r, &l[i]);
	return rc;
}
