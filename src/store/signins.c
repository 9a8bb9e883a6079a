/* SPDX-License-Identifier: Apache-2.0 */
#include "store/signins.h"

#include "store/inner.h"

int signin_linked(
	struct store *s, struct str issuer, struct str subject, int64_t *person, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_linked_person, e);

	if (!st)
		return e->code;
	db_bind_str(st, 1, issuer);
	db_bind_str(st, 2, subject);
	return db_number(&s->db, st, 0, person, e);
}

int signin_has_link(struct store *s, struct str issuer, int64_t person, bool *has, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&s->db, STMT_linked_has, e);
	int64_t n;
	int rc;

	if (!st)
		return e->code;
	db_bind_str(st, 1, issuer);
	sqlite3_bind_int64(st, 2, person);
	rc = db_number(&s->db, st, 0, &n, e);
	if (!rc)
		*has = n != 0;
	return rc;
}

int signin_link(struct work *w, struct str issuer, struct str subject, int64_t person,
	int64_t now_s, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_linked_put, e);

	if (!st)
		return e->code;
	db_bind_str(st, 1, issuer);
	db_bind_str(st, 2, subject);
	sqlite3_bind_int64(st, 3, person);
	sqlite3_bind_int64(st, 4, now_s);
	return db_run(&w->s->db, st, e);
}

int signin_unlink(struct work *w, int64_t person, bool *had, struct err *e)
{
	sqlite3_stmt *st = db_stmt(&w->s->db, STMT_linked_drop, e);
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, person);
	rc = db_run(&w->s->db, st, e);
	if (!rc)
		*had = sqlite3_changes(w->s->db.h) > 0;
	return rc;
}
