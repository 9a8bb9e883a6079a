/* SPDX-License-Identifier: Apache-2.0 */
#include "format/webhook.h"

#include <sodium.h>

#include "base/buf.h"
#include "base/limit.h"

_Static_assert(WEBHOOK_SECRET == crypto_sign_SECRETKEYBYTES, "of libsodium");
_Static_assert(WEBHOOK_PUBLIC == crypto_sign_PUBLICKEYBYTES, "of libsodium");

#define SECRET_HEAD "whsk_"
#define PUBLIC_HEAD "whpk_"
#define VARIANT     sodium_base64_VARIANT_ORIGINAL

static void key_text(const char *head, const unsigned char *key, size_t n, char *out)
{
	size_t k = strlen(head);

	memcpy(out, head, k);
	sodium_bin2base64(out + k, WEBHOOK_KEY_ROOM - k, key, n, VARIANT);
}

/* Exactly ${n} bytes in canonical base64. */
static bool bytes_of(struct str base64, unsigned char *out, size_t n)
{
	unsigned char room[80];
	char again[WEBHOOK_KEY_ROOM];
	size_t got = 0;
	bool ok = base64.n < sizeof(again) && n <= sizeof(room) &&
		  sodium_base642bin(room, n, base64.p, base64.n, NULL, &got, NULL, VARIANT) == 0 &&
		  got == n;

	if (ok) {
		sodium_bin2base64(again, sizeof(again), room, n, VARIANT);
		ok = str_is(base64, again);
	}
	if (ok)
		memcpy(out, room, n);
	sodium_memzero(room, sizeof(room));
	sodium_memzero(again, sizeof(again));
	return ok;
}

void webhook_secret_text(const unsigned char *secret, char *out)
{
	key_text(SECRET_HEAD, secret, WEBHOOK_SECRET, out);
}

void webhook_public_text(const unsigned char *public_key, char *out)
{
	key_text(PUBLIC_HEAD, public_key, WEBHOOK_PUBLIC, out);
}

bool webhook_secret_parse(struct str text, unsigned char *secret)
{
	unsigned char seed[crypto_sign_SEEDBYTES], pub[WEBHOOK_PUBLIC], pair[WEBHOOK_SECRET];
	bool ok;

	if (!str_starts(text, STR(SECRET_HEAD)) || !bytes_of(str_from(text, 5), pair, sizeof(pair)))
		return false;
	/* both halves must belong together: signing with a wrong one gives the key away */
	crypto_sign_ed25519_sk_to_seed(seed, pair);
	crypto_sign_seed_keypair(pub, secret, seed);
	ok = sodium_memcmp(pair, secret, sizeof(pair)) == 0;
	if (!ok)
		sodium_memzero(secret, WEBHOOK_SECRET);
	sodium_memzero(seed, sizeof(seed));
	sodium_memzero(pair, sizeof(pair));
	return ok;
}

bool webhook_public_parse(struct str text, unsigned char *public_key)
{
	return str_starts(text, STR(PUBLIC_HEAD)) &&
	       bytes_of(str_from(text, 5), public_key, WEBHOOK_PUBLIC);
}

void webhook_public_of(const unsigned char *secret, unsigned char *public_key)
{
	crypto_sign_ed25519_sk_to_pk(public_key, secret);
}

void webhook_pair(const unsigned char *seed, unsigned char *secret, unsigned char *public_key)
{
	crypto_sign_seed_keypair(public_key, secret, seed);
}

/* What is signed.  An id without dots and a timestamp of digits: it can be taken apart in one way only. */
static int content(
	struct str id, struct str timestamp, struct str body, struct buf *out, struct err *e)
{
	for (size_t i = 0; i < id.n; i++)
		if (!ch_alnum(id.p[i]) && id.p[i] != '-' && id.p[i] != '_')
			id.n = 0;
	if (id.n == 0 || id.n > LIMIT_WEBHOOK_ID)
		return err_set(e, BW_EDENIED, "webhook-id is no id");
	buf_add(out, id);
	buf_addc(out, '.');
	buf_add(out, timestamp);
	buf_addc(out, '.');
	buf_add(out, body);
	return buf_check(out, "a signed message", e);
}

int webhook_sign(struct arena *a, const unsigned char *secret, struct str id, int64_t at_s,
	struct str body, struct str *out, struct err *e)
{
	unsigned char sig[crypto_sign_BYTES];
	char text[WEBHOOK_KEY_ROOM];
	struct str stamp = arena_printf(a, "%lld", (long long)at_s);
	struct buf b;
	int rc;

	buf_init(&b, LIMIT_WEBHOOK_BODY + 200);
	rc = stamp.p ? content(id, stamp, body, &b, e) : err_nomem(e);
	if (!rc) {
		crypto_sign_detached(sig, NULL, (const unsigned char *)b.p, b.n, secret);
		sodium_bin2base64(text, sizeof(text), sig, sizeof(sig), VARIANT);
		*out = arena_printf(a, "v1a,%s", text);
		rc = out->p ? BW_OK : err_nomem(e);
	}
	buf_done(&b);
	return rc;
}

static int in_time(struct str timestamp, int64_t now_s, struct err *e)
{
	uint64_t at;

	if (timestamp.n > 12 || (timestamp.n > 1 && timestamp.p[0] == '0') ||
		!str_u64(timestamp, &at))
		return err_set(e, BW_EDENIED, "webhook-timestamp is no time");
	if ((int64_t)at > now_s + WEBHOOK_TOLERANCE_S || (int64_t)at < now_s - WEBHOOK_TOLERANCE_S)
		return err_set(e, BW_EDENIED,
			"the message is of %lld, more than %d seconds away from now (%lld): "
			"perhaps it is "
			"repeated",
			(long long)at, WEBHOOK_TOLERANCE_S, (long long)now_s);
	return BW_OK;
}

int webhook_verify(const unsigned char *public_key, struct str id, struct str timestamp,
	struct str signature, struct str body, int64_t now_s, struct err *e)
{
	struct str one;
	struct buf b;
	bool good = false;
	size_t seen = 0;
	int rc = in_time(timestamp, now_s, e);

	buf_init(&b, LIMIT_WEBHOOK_BODY + 200);
	if (!rc)
		rc = content(id, timestamp, body, &b, e);
	while (!rc && !good && seen++ < LIMIT_WEBHOOK_SIGNATURES &&
		str_cut(&signature, ' ', &one)) {
		unsigned char sig[crypto_sign_BYTES];

		good = str_starts(one, STR("v1a,")) &&
		       bytes_of(str_from(one, 4), sig, sizeof(sig)) &&
		       crypto_sign_verify_detached(
			       sig, (const unsigned char *)b.p, b.n, public_key) == 0;
	}
	buf_done(&b);
	if (!rc && !good)
		rc = err_set(e, BW_EDENIED, "no signature of that key is over this message");
	return rc;
}
