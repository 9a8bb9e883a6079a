/* SPDX-License-Identifier: Apache-2.0 */
/* Contacts: whom a person allowed to be written to, and what is known of them. */
#include "store/tokens.h"

/* lang .. as_table, from column ${n} on. */
static void bind_rest(sqlite3_stmt *st, int n, const struct outbox_contact *c)
{
	outbox_bind_text(st, n, c->lang);
	outbox_bind_text(st, n + 1, c->hours);
	sqlite3_bind_int(st, n + 2, c->own);
	sqlite3_bind_int64(st, n + 3, c->approved_by);
	db_bind_opt(st, n + 4, c->approved_at_s, CLOCK_NONE);
	db_bind_opt(st, n + 5, c->refused_at_s, CLOCK_NONE);
	db_bind_opt(st, n + 6, c->bounced_at_s, CLOCK_NONE);
	sqlite3_bind_int64(st, n + 7, c->bounces);
	db_bind_opt(st, n + 8, c->automatic_at_s, CLOCK_NONE);
	db_bind_opt(st, n + 9, c->sent_at_s, CLOCK_NONE);
	outbox_bind_text(st, n + 10, c->note);
	sqlite3_bind_int(st, n + 11, (int)c->grouping);
	sqlite3_bind_int64(st, n + 12, c->group_count);
	sqlite3_bind_int(st, n + 13, c->as_table);
}

static int read_contact(struct arena *a, sqlite3_stmt *st, void *row, struct err *e)
{
	struct outbox_contact *c = row;

	*c = (struct outbox_contact){ .id = sqlite3_column_int64(st, 0),
		.actor = db_col_str(a, st, 1),
		.channel = (enum channel)sqlite3_column_int(st, 2),
		.value = db_col_str(a, st, 3),
		.lang = db_col_str(a, st, 4),
		.hours = db_col_str(a, st, 5),
		.own = sqlite3_column_int(st, 6) != 0,
		.approved_by = sqlite3_column_int64(st, 7),
		.approved_at_s = db_col_opt(st, 8, CLOCK_NONE),
		.refused_at_s = db_col_opt(st, 9, CLOCK_NONE),
		.bounced_at_s = db_col_opt(st, 10, CLOCK_NONE),
		.bounces = (uint32_t)sqlite3_column_int64(st, 11),
		.automatic_at_s = db_col_opt(st, 12, CLOCK_NONE),
		.sent_at_s = db_col_opt(st, 13, CLOCK_NONE),
		.note = db_col_str(a, st, 14),
		.grouping = (enum grouping)sqlite3_column_int(st, 15),
		.group_count = (uint32_t)sqlite3_column_int64(st, 16),
		.as_table = sqlite3_column_int(st, 17) != 0 };
	return c->actor.p && c->value.p && c->lang.p && c->hours.p ? BW_OK : err_nomem(e);
}

/* The row a statement finds; ${*found} false where there is none. */
static int one(struct store *s, struct arena *a, sqlite3_stmt *st, struct outbox_contact *out,
	bool *found, struct err *e)
{
	int rc = db_step(&s->db, st, found, e);

	if (!rc && *found)
		rc = read_contact(a, st, out, e);
	sqlite3_reset(st);
	return rc;
}

int store_contact_see(struct work *w, const struct outbox_contact *c, int64_t *id, struct err *e)
{
	struct outbox_contact there;
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_contact_see, e);
	struct arena a;
	int rc;

	if (!st)
		return e->code;
	outbox_bind_text(st, 1, c->actor);
	sqlite3_bind_int(st, 2, (int)c->channel);
	outbox_bind_text(st, 3, c->value);
	bind_rest(st, 4, c);
	rc = outbox_run(w, st, e);
	if (rc)
		return rc;
	if (sqlite3_changes(w->s->db.h) == 1) {
		*id = sqlite3_last_insert_rowid(w->s->db.h);
		return BW_OK;
	}
	arena_init(&a, 0);
	rc = store_contact_find(w->s, &a, c->actor, c->channel, c->value, &there, e);
	if (!rc)
		*id = there.id;
	arena_done(&a);
	return rc;
}

int store_contact_set(struct work *w, const struct outbox_contact *c, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_contact_set, e);

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, c->id);
	bind_rest(st, 2, c);
	return outbox_run(w, st, e);
}

int store_contact_get(
	struct store *s, struct arena *a, int64_t id, struct outbox_contact *out, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_contact_get, e);
	bool found;
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, id);
	rc = one(s, a, st, out, &found, e);
	if (!rc && !found)
		rc = err_set(e, BW_ENOTFOUND, "there is no contact %lld", (long long)id);
	return rc;
}

int store_contact_find(struct store *s, struct arena *a, struct str actor, enum channel ch,
	struct str value, struct outbox_contact *out, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_contact_find, e);
	bool found;
	int rc;

	if (!st)
		return e->code;
	outbox_bind_text(st, 1, actor);
	sqlite3_bind_int(st, 2, (int)ch);
	outbox_bind_text(st, 3, value);
	rc = one(s, a, st, out, &found, e);
	if (!rc && !found)
		rc = err_set(e, BW_ENOTFOUND, "that contact was never seen");
	return rc;
}

int store_contacts(struct store *s, struct arena *a, struct str actor, bool unapproved,
	struct outbox_contact **out, size_t *n, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_contact_list, e);

	if (!st)
		return e->code;
	db_bind_str(st, 1, actor);
	sqlite3_bind_int(st, 2, unapproved);
	return db_rows(&s->db, st, a, sizeof(**out), read_contact, out, n, e);
}
