/* SPDX-License-Identifier: Apache-2.0 */
/* lazy_crypto.c -- OpenSSL's digests, for whoever hashes a log (lazy.h) */
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
