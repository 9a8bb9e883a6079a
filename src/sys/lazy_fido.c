/* SPDX-License-Identifier: Apache-2.0 */
/* lazy_fido.c -- libfido2, for who signs in with a passkey (lazy.h) */
#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>

#include "sys/lazy.h"

static struct lazy library = { "libfido2.so.1", "libfido2-1" };

LAZY_DO(fido_init, (int flags), (flags))
LAZY_CALL(fido_assert_t *, fido_assert_new, (void), ())
LAZY_DO(fido_assert_free, (fido_assert_t * *assert_p), (assert_p))
LAZY_CALL(int, fido_assert_set_clientdata,
	(fido_assert_t * assert, const unsigned char *data, size_t data_len),
	(assert, data, data_len))
LAZY_CALL(int, fido_assert_set_rp, (fido_assert_t * assert, const char *id), (assert, id))
LAZY_CALL(int, fido_assert_set_count, (fido_assert_t * assert, size_t n), (assert, n))
LAZY_CALL(int, fido_assert_set_authdata_raw,
	(fido_assert_t * assert, size_t idx, const unsigned char *ptr, size_t len),
	(assert, idx, ptr, len))
LAZY_CALL(int, fido_assert_set_sig,
	(fido_assert_t * assert, size_t idx, const unsigned char *ptr, size_t len),
	(assert, idx, ptr, len))
LAZY_CALL(int, fido_assert_set_up, (fido_assert_t * assert, fido_opt_t up), (assert, up))
LAZY_CALL(int, fido_assert_set_uv, (fido_assert_t * assert, fido_opt_t uv), (assert, uv))
LAZY_CALL(int, fido_assert_verify,
	(const fido_assert_t *assert, size_t idx, int cose_alg, const void *pk),
	(assert, idx, cose_alg, pk))
LAZY_CALL(es256_pk_t *, es256_pk_new, (void), ())
LAZY_DO(es256_pk_free, (es256_pk_t * *pkp), (pkp))
LAZY_CALL(int, es256_pk_from_ptr, (es256_pk_t * pk, const void *ptr, size_t len), (pk, ptr, len))
LAZY_CALL(eddsa_pk_t *, eddsa_pk_new, (void), ())
LAZY_DO(eddsa_pk_free, (eddsa_pk_t * *pkp), (pkp))
LAZY_CALL(int, eddsa_pk_from_ptr, (eddsa_pk_t * pk, const void *ptr, size_t len), (pk, ptr, len))
LAZY_CALL(rs256_pk_t *, rs256_pk_new, (void), ())
LAZY_DO(rs256_pk_free, (rs256_pk_t * *pkp), (pkp))
LAZY_CALL(int, rs256_pk_from_ptr, (rs256_pk_t * pk, const void *ptr, size_t len), (pk, ptr, len))
