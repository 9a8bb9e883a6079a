/* SPDX-License-Identifier: Apache-2.0 */
#include "store/tracking.h"

#include "store/tokens.h"

static void proof(const struct store *s, uint64_t ord, char out[OUTBOX_TOKEN_CHARS + 1])
{
	unsigned char nonce[TOKEN_NONCE];

	token_nonce(ord, 0, nonce);
	token_text(s, TOKEN_REPORT, nonce, sizeof(nonce), out);
}

const char *tracking_token(const struct store *s, uint64_t ord, char *out)
{
	char id[STORE_ID_TEXT];
	size_t n;

	store_id_text('r', ord, id);
	n = strlen(id + 2);
	memcpy(out, id + 2, n);
	proof(s, ord, out + n);
	return out;
}

bool tracking_find(const struct store *s, struct str token, uint64_t *ord)
{
	char id[STORE_ID_TEXT] = "r-", right[OUTBOX_TOKEN_CHARS + 1];
	size_t n = token.n > OUTBOX_TOKEN_CHARS ? token.n - OUTBOX_TOKEN_CHARS : 0;

	if (n == 0 || n + 3 > sizeof(id))
		return false;
	memcpy(id + 2, token.p, n);
	if (!store_id_parse('r', str_make(id, n + 2), ord))
		return false;
	proof(s, *ord, right);
	return token_equal(str_from(token, n), str_make(right, OUTBOX_TOKEN_CHARS));
}
