/* SPDX-License-Identifier: Apache-2.0 */
/* lazy_crypto.c -- OpenSSL's digests and signatures, for whoever hashes a log or checks who signed (lazy.h) */
#include <openssl/evp.h>

#include "sys/lazy.h"

static struct lazy library = { "libcrypto.so.3", "libssl3" };

LAZY_CALL(EVP_MD_CTX *, EVP_MD_CTX_new, (void), ())
LAZY_DO(EVP_MD_CTX_free, (EVP_MD_CTX * ctx), (ctx))
LAZY_CALL(EVP_MD *, EVP_MD_fetch,
	(OSSL_LIB_CTX * ctx, const char *algorithm, const char *properties),
	(ctx, algorithm, properties))
LAZY_DO(EVP_MD_free, (EVP_MD * md), (md))
LAZY_CALL(int, EVP_DigestInit_ex2,
	(EVP_MD_CTX * ctx, const EVP_MD *type, const OSSL_PARAM params[]), (ctx, type, params))
LAZY_CALL(int, EVP_DigestUpdate, (EVP_MD_CTX * ctx, const void *d, size_t cnt), (ctx, d, cnt))
LAZY_CALL(int, EVP_DigestFinal_ex, (EVP_MD_CTX * ctx, unsigned char *md, unsigned int *s),
	(ctx, md, s))

/* Signatures (format/pubkey.h). */
LAZY_CALL(EVP_PKEY_CTX *, EVP_PKEY_CTX_new_from_name,
	(OSSL_LIB_CTX * ctx, const char *name, const char *properties), (ctx, name, properties))
LAZY_DO(EVP_PKEY_CTX_free, (EVP_PKEY_CTX * ctx), (ctx))
LAZY_CALL(int, EVP_PKEY_fromdata_init, (EVP_PKEY_CTX * ctx), (ctx))
LAZY_CALL(int, EVP_PKEY_fromdata,
	(EVP_PKEY_CTX * ctx, EVP_PKEY **key, int selection, OSSL_PARAM params[]),
	(ctx, key, selection, params))
LAZY_DO(EVP_PKEY_free, (EVP_PKEY * key), (key))
LAZY_CALL(int, EVP_DigestVerifyInit_ex,
	(EVP_MD_CTX * ctx, EVP_PKEY_CTX **key_ctx, const char *digest, OSSL_LIB_CTX *library_ctx,
		const char *properties, EVP_PKEY *key, const OSSL_PARAM params[]),
	(ctx, key_ctx, digest, library_ctx, properties, key, params))
LAZY_CALL(int, EVP_DigestVerify,
	(EVP_MD_CTX * ctx, const unsigned char *sig, size_t sig_n, const unsigned char *message,
		size_t message_n),
	(ctx, sig, sig_n, message, message_n))
