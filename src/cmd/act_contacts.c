/* SPDX-License-Identifier: Apache-2.0 */
/* act_contacts.c -- whom letters may go to. */
#include "act/hours.h"
#include "act/parcel.h"
#include "base/limit.h"
#include "cmd/act_verbs.h"
#include "flow/desk_json.h"

void act_contact_out(struct act_run *r, const struct outbox_contact *c)
{
	char t[STORE_ID_TEXT], q[QUOTE_ROOM(200)], who[QUOTE_ROOM(60)];
	struct jw w;

	if (r->c->json) {
		jw_init(&w, &r->out);
		contact_json("contact", c, &w);
		buf_addc(&r->out, '\n');
		return;
	}
	buf_printf(&r->out, "%s  %-8s %-8s %s%s  %s", store_id_text('k', (uint64_t)c->id, t),
		contact_status_text((int)contact_status_of(c)), channel_text((int)c->channel),
		str_quote(c->value, 200, q), c->own ? "  ours" : "", str_quote(c->actor, 60, who));
	if (c->grouping != GROUPING_NONE)
		buf_printf(&r->out, "  grouped: %s", grouping_text((int)c->grouping));
	buf_addc(&r->out, '\n');
}

int act_contacts(struct act_run *r, struct err *e)
{
	struct str actor = { NULL, 0 };
	struct outbox_contact *c;
	size_t n;
	int rc;

	if (r->c->args_n > 1)
		actor = r->c->args[1];
	rc = store_contacts(r->store, &r->one, actor, false, &c, &n, e);
	for (size_t i = 0; !rc && i < n; i++)
		act_contact_out(r, &c[i]);
	return rc;
}

static int grouping_of(struct act_run *r, struct outbox_contact *c, struct err *e)
{
	struct str group = ctx_opt(r->c, "group"), urls = ctx_opt(r->c, "urls");
	int rc = group.p ? grouping_read(group, &c->grouping, &c->group_count, e) : BW_OK;

	if (rc)
		return rc == BW_EINVALID ? err_set(e, BW_EUSAGE, "--group: %s", e->text) : rc;
	if (urls.p)
		c->as_table = str_is(urls, "table");
	if (c->channel != CHANNEL_MAIL && c->grouping != GROUPING_NONE)
		return err_set(e, BW_EUSAGE, "only letters by mail are grouped");
	return BW_OK;
}

static int settings_of(struct act_run *r, struct outbox_contact *c, struct err *e)
{
	struct str lang = ctx_opt(r->c, "language"), hours = ctx_opt(r->c, "hours");
	int rc = hours_check(hours, e);

	if (!rc)
		rc = grouping_of(r, c, e);
	if (rc)
		return rc;
	if (lang.n > 35) /* RFC 5646 4.4.1 */
		return err_set(e, BW_EUSAGE, "--language is too long");
	if (lang.p)
		c->lang = lang;
	if (hours.p)
		c->hours = hours;
	return BW_OK;
}

static int put_contact(struct act_run *r, struct outbox_contact *c, struct err *e)
{
	struct work *w;
	int rc = store_change_begin(r->store, &w, e);

	if (rc)
		return rc;
	rc = store_contact_see(w, c, &c->id, e);
	if (!rc)
		rc = store_contact_set(w, c, e);
	if (!rc) /* what waits is looked at anew, by what is said now */
		rc = store_letters_alone(w, c, r->desk.now_s, e);
	if (!rc)
		rc = store_work_commit(w, e);
	store_work_free(w);
	return rc;
}

static int add(struct act_run *r, struct err *e)
{
	struct ctx *c = r->c;
	struct outbox_contact k = { .actor = ctx_opt(c, "actor"),
		.own = ctx_flag(c, "own"),
		.approved_by = r->desk.person,
		.approved_at_s = r->desk.now_s,
		.refused_at_s = CLOCK_NONE,
		.bounced_at_s = CLOCK_NONE,
		.automatic_at_s = CLOCK_NONE,
		.sent_at_s = CLOCK_NONE };
	int rc;

	if (c->args_n != 4 || !k.actor.n || !channel_parse(c->args[2], &k.channel))
		return err_set(e, BW_EUSAGE,
			"bailiwick act contact add CHANNEL VALUE --actor ID; channels are mail, "
			"webhook, epp, rpz and manual");
	k.value = c->args[3];
	if (!k.value.n || k.value.n > LIMIT_URL_BYTES)
		return err_set(e, BW_EUSAGE, "the contact is empty or too long");
	rc = settings_of(r, &k, e);
	if (!rc)
		rc = put_contact(r, &k, e);
	if (!rc)
		act_contact_out(r, &k);
	return rc;
}

static int change(struct act_run *r, size_t i, struct err *e)
{
	struct ctx *c = r->c;
	bool sets = ctx_opt(c, "language").p || ctx_opt(c, "hours").p || ctx_opt(c, "group").p ||
		    ctx_opt(c, "urls").p;
	struct outbox_contact k;
	int64_t id;
	int rc = act_id_arg(r, i, 'k', &id, e);

	arena_reset(&r->one);
	if (!rc && !sets)
		rc = command_contact_approve(&r->desk, &r->one, id, !ctx_flag(c, "no"), e);
	if (!rc)
		rc = store_contact_get(r->store, &r->one, id, &k, e);
	if (!rc && sets)
		rc = settings_of(r, &k, e);
	if (!rc && sets)
		rc = put_contact(r, &k, e);
	if (!rc)
		act_contact_out(r, &k);
	return rc;
}

int act_contact(struct act_run *r, struct err *e)
{
	int rc = BW_OK;

	if (r->c->args_n < 2)
		return err_set(e, BW_EUSAGE,
			"say which contact, or add one: bailiwick act contact k-0000001");
	if (str_is(r->c->args[1], "add"))
		return add(r, e);
	for (size_t i = 1; !rc && i < r->c->args_n; i++)
		rc = change(r, i, e);
	return rc;
}
