/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/desk_json.h"

#include "appeal/review.h"
#include "format/webauthn.h"

#define DAY_S ((int64_t)86400)

static struct str or_null(struct str s)
{
	return s.n ? s : (struct str){ NULL, 0 };
}

/* Words with a space between them, as a list. */
static void words_json(const char *key, struct str words, struct jw *w)
{
	struct str part;

	jw_key(w, key);
	jw_array(w);
	while (words.n && str_cut(&words, ' ', &part))
		jw_str(w, part);
	jw_end(w);
}

static void role_member(int role, struct jw *w)
{
	jw_kz(w, "role", role >= 0 ? role_text(role) : NULL);
}

/* ---- people ---- */

void person_json(const struct store_person *p, struct jw *w)
{
	jw_object(w);
	store_id_json(w, "id", 'p', p->id);
	jw_kstr(w, "name", p->name);
	jw_key(w, "roles");
	jw_array(w);
	for (int i = 0; i < PERSON_ROLE_COUNT; i++)
		if (p->roles >> i & 1)
			jw_z(w, person_role_text(i));
	jw_end(w);
	store_id_json(w, "notifier", 'n', p->notifier);
	jw_kbool(w, "password", p->password.p != NULL);
	jw_kbool(w, "second_factor", p->totp.p != NULL);
	jw_ki64(w, "passkeys", p->passkeys);
	jw_ktime(w, "made_at", p->made_at_s);
	jw_ktime(w, "disabled_at", p->disabled_at_s);
	jw_end(w);
}

void token_json_open(const struct store_token *t, struct jw *w)
{
	jw_object(w);
	store_id_json(w, "id", 't', t->id);
	jw_key(w, "scopes");
	jw_array(w);
	for (int i = 0; i < PERMISSION_COUNT; i++)
		if (t->scopes >> i & 1)
			jw_z(w, permission_text(i));
	jw_end(w);
	jw_ktime(w, "made_at", t->made_at_s);
	jw_ktime(w, "expires_at", t->expires_s);
	jw_ktime(w, "revoked_at", t->revoked_at_s);
}

void passkey_json(const struct store_passkey *p, struct jw *w)
{
	jw_object(w);
	store_id_json(w, "id", 'y', p->id);
	jw_kstr(w, "name", p->name);
	jw_kstr(w, "host", p->host);
	jw_kz(w, "algorithm", webauthn_algorithm_text(p->algorithm));
	jw_kbool(w, "copyable", p->copyable);
	jw_ktime(w, "made_at", p->made_at_s);
	jw_ktime(w, "used_at", p->used_at_s);
	jw_end(w);
}

/* ---- notifiers and rules ---- */

int notifier_json_open(
	struct store *s, const struct store_notifier *n, int64_t now_s, struct jw *w, struct err *e)
{
	struct store_day month;
	int64_t held = 0;
	int rc = store_day_sum(s, n->id, now_s / DAY_S, 30, &month, e);

	if (!rc)
		rc = store_held_count(s, n->id, &held, e);
	if (rc)
		return rc;
	jw_object(w);
	store_id_json(w, "id", 'n', n->id);
	jw_kstr(w, "name", n->name);
	jw_kz(w, "state", notifier_state_text((int)n->state));
	jw_ktime(w, "since", n->state_s);
	jw_kstr(w, "reasons", n->reasons);
	jw_ki64(w, "precision_at_least", n->bound);
	jw_kstr(w, "contact", n->contact);
	jw_kstr(w, "basis", n->basis);
	words_json("harms", n->harms, w);
	words_json("tlds", n->tlds, w);
	words_json("countries", n->countries, w);
	jw_ki64(w, "quota_a_day", n->quota);
	jw_ktime(w, "agreed_at", n->agreed_s);
	jw_ktime(w, "review_by", n->review_s);
	jw_ktime(w, "warned_at", n->warned_s);
	jw_key(w, "last_30_days");
	jw_object(w);
	jw_ki64(w, "accepted", month.accepted);
	jw_ki64(w, "folded", month.folded);
	jw_ki64(w, "held", month.held);
	jw_ki64(w, "back_dated", month.backdated);
	jw_end(w);
	jw_ki64(w, "waiting", held);
	return BW_OK;
}

void held_json(
	const struct store_held *h, const struct report *r, struct str notifier, struct jw *w)
{
	jw_object(w);
	store_id_json(w, "id", 'q', h->id);
	jw_kstr(w, "notifier", notifier);
	jw_ktime(w, "at", h->at_s);
	jw_kstr(w, "why", h->why);
	jw_kstr(w, "detail", h->detail);
	jw_kz(w, "harm", harm_text(h->harm));
	jw_key(w, "targets");
	jw_array(w);
	for (size_t i = 0; i < r->targets_n; i++)
		jw_str(w, r->targets[i]);
	jw_end(w);
	jw_end(w);
}

void rule_json(const struct rule_line *l, struct jw *w)
{
	bool switched = l->row.name.n > 0;

	jw_object(w);
	jw_kstr(w, "rule", l->rule.id);
	jw_kbool(w, "on", l->on);
	jw_kstr(w, "action", l->rule.action);
	jw_kz(w, "role", role_text((int)l->rule.role));
	jw_kz(w, "verdict", verdict_text((int)l->rule.verdict));
	jw_kz(w, "evidence_at_least", tier_text((int)l->rule.tier));
	jw_kz(w, "collateral_at_most", collateral_text((int)l->rule.collateral));
	jw_ki64(w, "notifier_precision_at_least", l->rule.precision_percent);
	jw_ki64(w, "audit_percent", l->rule.audit_percent);
	jw_ki64(w, "wrong_at_most", l->rule.wrong_at_most);
	jw_ktime(w, "since", switched ? l->row.since_s : CLOCK_NONE);
	jw_kbool(w, "switched_by_itself", switched && l->row.person == STORE_RULE_ITSELF);
	jw_kstr(w, "reasons", l->row.reasons);
	jw_key(w, "last_100");
	jw_object(w);
	jw_ki64(w, "decisions", l->recent.decisions);
	jw_ki64(w, "wrong", l->recent.wrong);
	jw_ki64(w, "looked_at_and_right", l->recent.right);
	jw_end(w);
	jw_end(w);
}

/* ---- decisions and letters ---- */

void decided_json_open(const char *id, const struct decided *d, struct jw *w)
{
	jw_object(w);
	store_id_json(w, id, 'd', d->id);
	store_id_json(w, "case", 'c', d->case_id);
	jw_ktime(w, "at", d->at_s);
	jw_kz(w, "state", decision_state_text((int)d->state));
	jw_kstr(w, "action", or_null(d->action));
	role_member(d->role, w);
	jw_kstr(w, "actor", or_null(d->actor));
	jw_kz(w, "effect", effect_text((int)d->effect));
	jw_kz(w, "collateral", collateral_text((int)d->collateral));
	jw_kstr(w, "clause", d->clause);
	jw_kstr(w, "pack", d->pack);
	store_id_json(w, "person", 'p', d->by.person);
	jw_kstr(w, "rule", or_null(d->by.rule));
	store_id_json(w, "second_person", 'p', d->second_person);
	jw_kbool(w, "holder_reached", d->reached);
	jw_kstr(w, "exception", or_null(d->exception));
	jw_kstr(w, "why", d->why);
	store_id_json(w, "follows", 'd', d->follows);
	jw_key(w, "statement");
	if (d->reasons.n)
		jw_raw(w, d->reasons);
	else
		jw_null(w);
}

void letter_json_open(const char *id, const struct letter *l, struct jw *w)
{
	jw_object(w);
	store_id_json(w, id, 'l', l->id);
	store_id_json(w, "case", 'c', l->case_id);
	store_id_json(w, "decision", 'd', l->decision_id);
	store_id_json(w, "about", 'l', l->about);
	jw_kz(w, "kind", letter_kind_text((int)l->kind));
	jw_kz(w, "channel", channel_text((int)l->channel));
	jw_kz(w, "state", letter_state_text((int)l->state));
	jw_kbool(w, "withdrawn", l->withdrawn);
	role_member(l->role, w);
	jw_kstr(w, "actor", or_null(l->actor));
	jw_kstr(w, "contact", or_null(l->contact));
	jw_kstr(w, "language", l->lang);
	jw_kstr(w, "subject", l->subject);
	jw_ktime(w, "made_at", l->made_at_s);
	jw_ktime(w, "not_before", l->not_before_s);
	jw_ktime(w, "due", l->due_s);
	jw_ktime(w, "sent_at", l->sent_at_s);
	jw_ki64(w, "tries", l->tries);
	jw_ki64(w, "turn", l->turn);
	jw_kstr(w, "outcome", l->outcome);
	jw_kstr(w, "reference", l->reference);
	store_id_json(w, "message", 'g', l->parcel > 0 ? l->parcel : 0);
}

/* ---- contacts ---- */

enum contact_status contact_status_of(const struct outbox_contact *c)
{
	if (c->refused_at_s != CLOCK_NONE)
		return CONTACT_REFUSED;
	if (c->bounced_at_s != CLOCK_NONE)
		return CONTACT_BOUNCED;
	return c->approved_at_s == CLOCK_NONE ? CONTACT_WAITS : CONTACT_APPROVED;
}

const char *contact_status_text(int status)
{
	static const char *const text[CONTACT_STATUS_COUNT] = { "waits", "approved", "refused",
		"bounced" };

	return text[status];
}

void contact_json(const char *id, const struct outbox_contact *c, struct jw *w)
{
	jw_object(w);
	store_id_json(w, id, 'k', c->id);
	jw_kstr(w, "actor", c->actor);
	jw_kz(w, "channel", channel_text((int)c->channel));
	jw_kstr(w, "value", c->value);
	jw_kz(w, "status", contact_status_text((int)contact_status_of(c)));
	jw_kbool(w, "own", c->own);
	jw_kstr(w, "language", or_null(c->lang));
	jw_kstr(w, "hours", or_null(c->hours));
	jw_kz(w, "grouping", grouping_text((int)c->grouping));
	jw_ki64(w, "group_count", c->group_count);
	jw_kz(w, "urls", c->as_table ? "table" : "text");
	store_id_json(w, "approved_by", 'p', c->approved_by);
	jw_ktime(w, "approved_at", c->approved_at_s);
	jw_ktime(w, "refused_at", c->refused_at_s);
	jw_ktime(w, "bounced_at", c->bounced_at_s);
	jw_ki64(w, "bounces", c->bounces);
	jw_ktime(w, "automatic_at", c->automatic_at_s);
	jw_ktime(w, "sent_at", c->sent_at_s);
	jw_kstr(w, "note", c->note);
	jw_end(w);
}

/* ---- clocks and appeals ---- */

const char *duty_owed_by(const struct store_duty *d)
{
	if (!d->pack.n && str_is(d->clause, DUTY_LOOK))
		return "us";
	return d->role == STORE_NONE ? "reporter" : "actor";
}

void clock_json(const struct store_duty *d, int64_t now_s, struct jw *w)
{
	jw_object(w);
	store_id_json(w, "case", 'c', d->case_id);
	store_id_json(w, "letter", 'l', d->letter_id);
	jw_kz(w, "owed_by", duty_owed_by(d));
	jw_kz(w, "verb", duty_verb_text((int)d->verb));
	role_member(d->role, w);
	jw_kstr(w, "actor", d->actor);
	jw_kstr(w, "pack", d->pack);
	jw_kstr(w, "clause", d->clause);
	jw_ktime(w, "started", d->started_s);
	jw_ktime(w, "due", d->due_s);
	jw_kbool(w, "overdue", d->state == DUTY_PASSED || d->due_s <= now_s);
	jw_kz(w, "state", duty_state_text((int)d->state));
	jw_ktime(w, "ended", d->ended_s);
	jw_end(w);
}

void appeal_json_open(const struct store_appeal *p, int64_t now_s, struct jw *w)
{
	jw_object(w);
	store_id_json(w, "id", 'a', p->a.id);
	store_id_json(w, "case", 'c', p->a.case_id);
	store_id_json(w, "decision", 'd', p->a.decision_id);
	jw_kz(w, "by", appellant_text((int)p->a.by));
	jw_kz(w, "state", appeal_state_text((int)p->a.state));
	jw_ktime(w, "filed_at", p->a.filed_at_s);
	jw_ktime(w, "answer_due", p->a.due_s);
	jw_kbool(w, "overdue", !appeal_ended(p->a.state) && p->a.due_s < now_s);
	jw_ktime(w, "ended_at", p->a.ended_at_s);
	jw_kstr(w, "text", p->a.text);
	jw_kstr(w, "contact", p->a.contact);
	jw_kstr(w, "language", p->lang);
	jw_kstr(w, "reasons", p->a.reasons);
	store_id_json(w, "outcome", 'd', p->outcome);
}
