/* SPDX-License-Identifier: Apache-2.0 */
/* tokens.h -- tokens made from the store's secret, and the small calls that outbox.c, letters.c and
 * contacts.c share; nobody else includes it. */
#ifndef STORE_TOKENS_H
#define STORE_TOKENS_H

#include "store/inner.h"
#include "store/outbox.h"

#define TOKEN_NONCE 16
enum token_kind { TOKEN_LETTER, TOKEN_DECISION, TOKEN_REPORT, TOKEN_PARCEL };

void token_nonce(uint64_t a, uint64_t b, unsigned char out[TOKEN_NONCE]);
/* ${out} has OUTBOX_TOKEN_CHARS + 1 bytes. */
void token_text(
	const struct store *s, enum token_kind k, const unsigned char *nonce, size_t n, char *out);
void token_hash_of(const struct store *s, enum token_kind k, const unsigned char *nonce, size_t n,
	unsigned char out[STORE_DIGEST]);
/* The row that a token names by its hash; BW_ENOTFOUND. */
int token_find(struct store *s, enum token_kind k, enum stmt by_hash, struct str token, int64_t *id,
	struct err *e) MUST_USE;
/* In constant time. */
bool token_equal(struct str given, struct str right);

/* db_run, with what a trigger refuses as BW_ECONFLICT. */
int outbox_run(struct work *w, sqlite3_stmt *st, struct err *e) MUST_USE;
/* Empty text where p is NULL. */
void outbox_bind_text(sqlite3_stmt *st, int n, struct str s);
/* Number of a word, 0 for none. */
int outbox_word(struct work *w, struct str text, int64_t *id, struct err *e) MUST_USE;
/* First columns of a statement that is bound. */
int outbox_ids(struct store *s, struct arena *a, sqlite3_stmt *st, int64_t **ids, size_t *count,
	struct err *e) MUST_USE;
/* The things that those rows number, as ${get} reads each, ${size} bytes long; ${out} as in db_rows. */
typedef int outbox_get(struct store *s, struct arena *a, int64_t id, void *row, struct err *e);
int outbox_rows(struct store *s, struct arena *a, sqlite3_stmt *st, size_t size, outbox_get *get,
	void *out, size_t *n, struct err *e) MUST_USE;

#endif
