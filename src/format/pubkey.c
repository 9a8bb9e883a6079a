/* SPDX-License-Identifier: Apache-2.0 */
#include "format/pubkey.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <sodium.h>

#define POINT_BYTES (1 + 2 * PUBKEY_POINT) /* SEC 1: 4, x, y */
#define E_MOST      8 /* bytes of an exponent: 65537 has three */
#define DER_MOST    (2 + 2 * (2 + 1 + PUBKEY_POINT))

static struct str without_zeros(struct str s)
{
	while (s.n && s.p[0] == 0)
		s = str_from(s, 1);
	return s;
}

bool pubkey_ok(const struct pubkey *k)
{
	struct str n, e;

	if (k->kind != PUBKEY_RSA)
		return k->kind < PUBKEY_KINDS;
	n = without_zeros(k->n);
	e = without_zeros(k->e);
	return n.n >= PUBKEY_RSA_LEAST && n.n <= PUBKEY_RSA_MOST && e.n && e.n <= E_MOST &&
	       e.p[e.n - 1] & 1 && (e.n > 1 || e.p[0] != 1) && n.p[n.n - 1] & 1;
}

/* OpenSSL takes numbers as this machine has them. */
static void number(struct str big, unsigned char *out)
{
	for (size_t i = 0; i < big.n; i++)
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
		out[i] = (unsigned char)big.p[big.n - 1 - i];
#else
		out[i] = (unsigned char)big.p[i];
#endif
}

static EVP_PKEY *make(const char *type, OSSL_PARAM *params)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	EVP_PKEY *key = NULL;

	if (ctx && (EVP_PKEY_fromdata_init(ctx) != 1 ||
			   EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params) != 1))
		key = NULL;
	EVP_PKEY_CTX_free(ctx);
	return key;
}

static EVP_PKEY *rsa_key(const struct pubkey *k)
{
	struct str n = without_zeros(k->n), e = without_zeros(k->e);
	unsigned char n_bytes[PUBKEY_RSA_MOST], e_bytes[E_MOST];
	OSSL_PARAM params[] = { { OSSL_PKEY_PARAM_RSA_N, OSSL_PARAM_UNSIGNED_INTEGER, n_bytes, n.n,
					OSSL_PARAM_UNMODIFIED },
		{ OSSL_PKEY_PARAM_RSA_E, OSSL_PARAM_UNSIGNED_INTEGER, e_bytes, e.n,
			OSSL_PARAM_UNMODIFIED },
		{ 0 } };

	number(n, n_bytes);
	number(e, e_bytes);
	return make("RSA", params);
}

static EVP_PKEY *p256_key(const struct pubkey *k)
{
	unsigned char point[POINT_BYTES] = { 4 };
	char group[] = "prime256v1";
	OSSL_PARAM params[] = { { OSSL_PKEY_PARAM_GROUP_NAME, OSSL_PARAM_UTF8_STRING, group,
					sizeof(group) - 1, OSSL_PARAM_UNMODIFIED },
		{ OSSL_PKEY_PARAM_PUB_KEY, OSSL_PARAM_OCTET_STRING, point, sizeof(point),
			OSSL_PARAM_UNMODIFIED },
		{ 0 } };

	memcpy(point + 1, k->x, PUBKEY_POINT);
	memcpy(point + 1 + PUBKEY_POINT, k->y, PUBKEY_POINT);
	return make("EC", params);
}

/* r and s as OpenSSL wants them: a SEQUENCE of two INTEGERs (RFC 3279 2.2.3). */
static size_t der_of(struct str signature, unsigned char out[DER_MOST])
{
	size_t n = 2;

	for (int half = 0; half < 2; half++) {
		struct str v = without_zeros(
			str_sub(signature, (size_t)half * PUBKEY_POINT, PUBKEY_POINT));
		bool pad = v.n == 0 || (unsigned char)v.p[0] >= 0x80;

		out[n++] = 2;
		out[n++] = (unsigned char)(v.n + pad);
		if (pad)
			out[n++] = 0;
		if (v.n)
			memcpy(out + n, v.p, v.n);
		n += v.n;
	}
	out[0] = 0x30;
	out[1] = (unsigned char)(n - 2);
	return n;
}

static bool check(EVP_PKEY *key, struct str message, const unsigned char *sig, size_t n)
{
	EVP_MD_CTX *ctx = key ? EVP_MD_CTX_new() : NULL;
	bool good = ctx &&
		    EVP_DigestVerifyInit_ex(ctx, NULL, "SHA256", NULL, NULL, key, NULL) == 1 &&
		    EVP_DigestVerify(ctx, sig, n, (const unsigned char *)message.p, message.n) == 1;

	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
	return good;
}

bool pubkey_verify(const struct pubkey *k, struct str message, struct str signature)
{
	unsigned char der[DER_MOST];

	if (!pubkey_ok(k) || !message.p || !signature.p)
		return false;
	if (k->kind == PUBKEY_RSA)
		return signature.n == without_zeros(k->n).n &&
		       check(rsa_key(k), message, (const unsigned char *)signature.p, signature.n);
	if (signature.n != PUBKEY_SIGNATURE)
		return false;
	if (k->kind == PUBKEY_P256)
		return check(p256_key(k), message, der, der_of(signature, der));
	return crypto_sign_verify_detached((const unsigned char *)signature.p,
		       (const unsigned char *)message.p, message.n, k->x) == 0;
}
