/* SPDX-License-Identifier: Apache-2.0 */
#include "store/tokens.h"

#include <sodium.h>

void token_nonce(uint64_t a, uint64_t b, unsigned char out[TOKEN_NONCE])
{
	for (size_t i = 0; i < 8; i++) {
		out[i] = (unsigned char)(a >> (8 * i));
		out[8 + i] = (unsigned char)(b >> (8 * i));
	}
}

/* Keyed BLAKE2b as a pseudorandom function; a word before the nonce keeps its uses apart. */
static void prf(const struct store *s, const char *use, const void *p, size_t n,
	unsigned char out[STORE_DIGEST])
{
	crypto_generichash_state h;

	crypto_generichash_init(&h, s->secret, sizeof(s->secret), STORE_DIGEST);
	crypto_generichash_update(&h, (const unsigned char *)use, strlen(use) + 1);
	crypto_generichash_update(&h, p, n);
	crypto_generichash_final(&h, out, STORE_DIGEST);
}

static const char *const uses[] = { "letter token", "decision token", "report token",
	"parcel token" };
static const char *const hashes[] = { "letter token hash", "decision token hash",
	"report token hash", "parcel token hash" };

void token_text(
	const struct store *s, enum token_kind k, const unsigned char *nonce, size_t n, char *out)
{
	static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
	unsigned char b[STORE_DIGEST];
	unsigned acc = 0, bits = 0;
	size_t at = 0;

	prf(s, uses[k], nonce, n, b);
	for (size_t i = 0; i < sizeof(b); i++) {
		acc = acc << 8 | b[i];
		for (bits += 8; bits >= 5; bits -= 5)
			out[at++] = digits[acc >> (bits - 5) & 31];
		acc &= (1u << bits) - 1;
	}
	out[at++] = digits[acc << (5 - bits) & 31];
	out[at] = 0;
	sodium_memzero(b, sizeof(b));
}

void token_hash_of(const struct store *s, enum token_kind k, const unsigned char *nonce, size_t n,
	unsigned char out[STORE_DIGEST])
{
	char token[OUTBOX_TOKEN_CHARS + 1];

	token_text(s, k, nonce, n, token);
	prf(s, hashes[k], token, OUTBOX_TOKEN_CHARS, out);
}

/* As people write it down: capitals, and the letters that look like digits. */
static bool plain_token(struct str token, char out[OUTBOX_TOKEN_CHARS])
{
	if (token.n != OUTBOX_TOKEN_CHARS)
		return false;
	for (size_t i = 0; i < OUTBOX_TOKEN_CHARS; i++) {
		char c = ch_tolower(token.p[i]);

		if (!ch_alnum(c) || c == 'u')
			return false;
		out[i] = (char)(c == 'o' ? '0' : c == 'i' || c == 'l' ? '1' : c);
	}
	return true;
}

int token_find(struct store *s, enum token_kind k, enum stmt by_hash, struct str token, int64_t *id,
	struct err *e)
{
	unsigned char hash[STORE_DIGEST];
	char plain[OUTBOX_TOKEN_CHARS];
	sqlite3_stmt *st;
	bool row = false;
	int rc;

	if (!plain_token(token, plain))
		return err_set(e, BW_ENOTFOUND, "there is nothing with that token");
	prf(s, hashes[k], plain, sizeof(plain), hash);
	st = db_stmt(&s->db, by_hash, e);
	if (!st)
		return e->code;
	sqlite3_bind_blob(st, 1, hash, sizeof(hash), SQLITE_STATIC);
	rc = db_step(&s->db, st, &row, e);
	if (!rc && row)
		*id = sqlite3_column_int64(st, 0);
	sqlite3_reset(st);
	if (!rc && !row)
		rc = err_set(e, BW_ENOTFOUND, "there is nothing with that token");
	return rc;
}

bool token_equal(struct str given, struct str right)
{
	char plain[OUTBOX_TOKEN_CHARS];

	return plain_token(given, plain) && right.n == sizeof(plain) &&
	       sodium_memcmp(plain, right.p, sizeof(plain)) == 0;
}
