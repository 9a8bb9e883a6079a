/* SPDX-License-Identifier: Apache-2.0 */
#include "sys/sha256.h"

#include <assert.h>
#include <openssl/evp.h>

#include "base/mem.h"

struct sha256 {
	EVP_MD *md;
	EVP_MD_CTX *ctx;
};

int sha256_new(struct sha256 **out, struct err *e)
{
	struct sha256 *s = mem_calloc(1, sizeof(*s));

	if (!s)
		return err_nomem(e);
	s->md = EVP_MD_fetch(NULL, "SHA256", NULL);
	s->ctx = EVP_MD_CTX_new();
	if (!s->md || !s->ctx || !EVP_DigestInit_ex2(s->ctx, s->md, NULL)) {
		sha256_free(s);
		return err_set(e, BW_EUNAVAILABLE, "OpenSSL offers no SHA-256");
	}
	*out = s;
	return BW_OK;
}

void sha256_free(struct sha256 *s)
{
	if (!s)
		return;
	if (s->ctx)
		EVP_MD_CTX_free(s->ctx);
	if (s->md)
		EVP_MD_free(s->md);
	mem_free(s);
}

void sha256_parts(
	struct sha256 *s, const struct str *parts, size_t n, unsigned char out[SHA256_BYTES])
{
	unsigned int got = 0;
	/* NULL: the digest the context has already, which is what makes it quick. */
	int ok = EVP_DigestInit_ex2(s->ctx, NULL, NULL);

	for (size_t i = 0; i < n; i++)
		ok = ok && EVP_DigestUpdate(s->ctx, parts[i].p, parts[i].n);
	ok = ok && EVP_DigestFinal_ex(s->ctx, out, &got);
	/* A digest in memory has no way to fail; a root made from half of one would be worse than an end. */
	assert(ok && got == SHA256_BYTES);
}
