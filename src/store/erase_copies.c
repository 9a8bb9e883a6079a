/* SPDX-License-Identifier: Apache-2.0 */
/* Where what a report says was copied to: decisions, letters, answers, appeals, reports held for a person, facts.
 *
 * The first four are the record of what we did and stay; only the words that are erased become "(erased)" in
 * them.  The site's own name is no such word.  A letter that waits for an erased address is dropped; a held report that
 * says the same is refused and kept no longer; a fact about an erased address is forgotten. */
#include "store/erase.h"

#define GONE "(erased)"

static bool same_as_site(const struct erase_sites *sites, struct str w)
{
	for (size_t i = 0; i < sites->n; i++)
		if (str_find_nocase(sites->v[i].site, w, 0) != SIZE_MAX)
			return true;
	return false;
}

/* The longest word that ${text} has at ${at}; 0 where none. */
static size_t word_at(const struct erase_words *w, struct str text, size_t at)
{
	size_t longest = 0;

	for (size_t i = 0; i < w->n; i++)
		if (w->v[i].n > longest && str_starts_nocase(str_from(text, at), w->v[i]))
			longest = w->v[i].n;
	return longest;
}

/* erased(TEXT): the text with GONE in place of each word that is being erased. */
static void sql_erased(sqlite3_context *c, int n, sqlite3_value **v)
{
	const struct db *d = sqlite3_user_data(c);
	const struct erase_words *w = d->erasing;
	const char *p = (const char *)sqlite3_value_text(v[0]);
	struct str text = str_make(p, (size_t)sqlite3_value_bytes(v[0]));
	struct buf b;
	bool any = false;

	(void)n;
	buf_init(&b, text.n * 3 + sizeof(GONE)); /* a word of four bytes becomes eight */
	for (size_t at = 0; p && w && at < text.n;) {
		size_t k = word_at(w, text, at);

		if (k)
			buf_addz(&b, GONE);
		else
			buf_addc(&b, text.p[at]);
		any = any || k;
		at += k ? k : 1;
	}
	if (b.bad)
		sqlite3_result_error_nomem(c);
	else if (any)
		sqlite3_result_text64(c, b.p, b.n, SQLITE_TRANSIENT, SQLITE_UTF8);
	else
		sqlite3_result_value(c, v[0]);
	buf_done(&b);
}

/* says_erased(BYTES, CONTACT): do the bytes hold an address that is being erased, of a page or of a person?  The
 * contact of whoever sent them under an agreement is none. */
static void sql_says_erased(sqlite3_context *c, int n, sqlite3_value **v)
{
	const struct db *d = sqlite3_user_data(c);
	const struct erase_words *w = d->erasing;
	const char *p = sqlite3_value_blob(v[0]), *q = (const char *)sqlite3_value_text(v[1]);
	struct str bytes = str_make(p, p ? (size_t)sqlite3_value_bytes(v[0]) : 0);
	struct str contact = str_make(q, q ? (size_t)sqlite3_value_bytes(v[1]) : 0);
	bool says = false;

	(void)n;
	for (size_t i = 0; w && i < w->n && !says; i++) {
		struct str x = w->v[i];
		bool address = str_find_byte(x, '@', 0) != SIZE_MAX ||
			       str_find_byte(x, '/', 0) != SIZE_MAX ||
			       str_find_byte(x, '.', 0) != SIZE_MAX;

		says = address && str_find_nocase(contact, x, 0) == SIZE_MAX &&
		       str_find_nocase(bytes, x, 0) != SIZE_MAX;
	}
	sqlite3_result_int(c, says);
}

int erase_teach(struct db *d, struct err *e)
{
	return sqlite3_create_function(d->h, "erased", 1, SQLITE_UTF8 | SQLITE_DIRECTONLY, d,
		       sql_erased, NULL, NULL) ||
			       sqlite3_create_function(d->h, "says_erased", 2,
				       SQLITE_UTF8 | SQLITE_DIRECTONLY, d, sql_says_erased, NULL,
				       NULL)
		       ? db_fail(d, e)
		       : BW_OK;
}

/* A statement with one text to it. */
static int with_text(struct db *d, enum stmt n, struct str text, struct err *e)
{
	sqlite3_stmt *st = db_stmt(d, n, e);

	if (!st)
		return e->code;
	db_bind_str(st, 1, text);
	return db_run(d, st, e);
}

/* Letters that wait for an address that is erased. */
static int drop_waiting(struct db *d, const struct erase_words *w, struct str cases, struct err *e)
{
	int rc = BW_OK;

	for (size_t i = 0; !rc && i < w->n; i++) {
		sqlite3_stmt *st = db_stmt(d, STMT_erase_waiting, e);

		if (!st)
			return e->code;
		db_bind_str(st, 1, cases);
		db_bind_str(st, 2, w->v[i]);
		rc = db_run(d, st, e);
	}
	return rc;
}

/* Addresses of people that nothing else is sent to, and no other report comes from. */
static int drop_contacts(struct db *d, const struct erase_words *w, struct err *e)
{
	int rc = BW_OK;

	for (size_t i = 0; !rc && i < w->n; i++) {
		sqlite3_stmt *st = db_stmt(d, STMT_erase_contact, e);

		if (!st)
			return e->code;
		db_bind_str(st, 1, w->v[i]);
		rc = db_run(d, st, e);
	}
	return rc;
}

/* Reports that wait for a person and say the same; what was said when others were settled. */
static int refuse_held(struct db *d, int64_t now_s, struct err *e)
{
	sqlite3_stmt *st = db_stmt(d, STMT_erase_held, e);
	int rc;

	if (!st)
		return e->code;
	sqlite3_bind_int64(st, 1, now_s);
	rc = db_run(d, st, e);
	return rc ? rc : db_simple(d, STMT_erase_held_words, e);
}

/* What was learned of the sites and names what is erased. */
static int forget_facts(struct db *d, const struct erase_sites *sites, struct err *e)
{
	int rc = BW_OK;

	for (size_t i = 0; !rc && i < sites->n; i++)
		if (sites->v[i].site.n) {
			rc = with_text(d, STMT_erase_facts, sites->v[i].site, e);
			if (!rc)
				rc = with_text(d, STMT_erase_ties, sites->v[i].site, e);
		}
	return rc;
}

int erase_copies(struct db *d, struct arena *a, int64_t now_s, struct str cases,
	const struct erase_words *all, const struct erase_sites *sites, struct err *e)
{
	static const enum stmt copies[] = { STMT_erase_decisions, STMT_erase_letters,
		STMT_erase_answers, STMT_erase_appeals };
	struct erase_words w = { 0 };
	int rc;

	for (size_t i = 0; i < all->n; i++) {
		struct str *p = same_as_site(sites, all->v[i]) ? NULL : VEC_PUSH(a, &w);

		if (p)
			*p = all->v[i];
		else if (!same_as_site(sites, all->v[i]))
			return err_nomem(e);
	}
	d->erasing = &w;
	rc = drop_waiting(d, &w, cases, e);
	for (size_t i = 0; !rc && i < sizeof(copies) / sizeof(copies[0]); i++)
		rc = with_text(d, copies[i], cases, e);
	if (!rc) /* answers to keyed requests are kept for a while */
		rc = db_simple(d, STMT_erase_keyed, e);
	if (!rc)
		rc = refuse_held(d, now_s, e);
	if (!rc)
		rc = forget_facts(d, sites, e);
	d->erasing = NULL;
	if (!rc)
		rc = drop_contacts(d, &w, e);
	return rc;
}
