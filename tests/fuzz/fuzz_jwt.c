/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever claims to be a token, a key set or a provider's document: a token that is taken is written as RFC 7515 has
 * it and in no other way, no token is good for keys that signed none, keys that are taken can be used, and what is
 * handed to a browser is an address. */
#include <stdint.h>
#include <stdlib.h>

#include <sodium.h>

#include "base/buf.h"
#include "base/limit.h"
#include "format/jwt.h"
#include "format/oidc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void token(struct arena *a, struct str in)
{
	static const char nobody[] = "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":"
				     "\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}]}";
	const struct jwt_expect want = { STR("i"), STR("c"), STR("n"), 1 };
	char back[2 * LIMIT_JWT_BYTES];
	struct jwks keys;
	struct err e;
	struct jwt t;

	if (jwt_parse(a, in, &t))
		return;
	sodium_bin2base64(back, sizeof(back), (const unsigned char *)t.signature.p, t.signature.n,
		sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	if (t.covered.n + 1 + strlen(back) != in.n || !str_ends(in, str_of(back)) ||
		t.claims->type != JSON_OBJECT)
		abort();
	if (jwks_parse(a, str_of(nobody), &keys, &e) || keys.n != 1 ||
		jwt_check(&t, &keys, &want) == JWT_FAULT_NONE)
		abort();
}

static void said(struct arena *a, struct str in)
{
	struct oidc_said s, again;
	struct oidc_ask q;
	struct err e;
	struct buf b;

	buf_init(&b, 1 << 20);
	if (oidc_said_parse(a, in, &s, &e) == BW_OK) {
		oidc_said_write(&s, &b);
		if (!str_eq(buf_str(&b), in) || oidc_said_parse(a, buf_str(&b), &again, &e))
			abort();
	}
	buf_reset(&b);
	if (oidc_ask_parse(in, &q, &e) == BW_OK) {
		oidc_ask_write(&q, &b);
		if (!str_eq(buf_str(&b), in))
			abort();
	}
	buf_done(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str in = { (const char *)data, size };
	struct oidc_places p;
	struct oidc_tokens t;
	struct jwks keys;
	struct arena a;
	struct err e;

	arena_init(&a, 0);
	token(&a, in);
	said(&a, in);
	if (jwks_parse(&a, in, &keys, &e) == BW_OK)
		for (size_t i = 0; i < keys.n; i++)
			if (!pubkey_ok(&keys.v[i].key))
				abort();
	if (oidc_places_parse(&a, in, STR("https://id.registrar.example"), &p, &e) == BW_OK &&
		(!oidc_url_ok(p.authorize) || !oidc_url_ok(p.keys) || !oidc_url_ok(p.token) ||
			(p.end_session.p && !oidc_url_ok(p.end_session))))
		abort();
	if (oidc_tokens_parse(&a, 200, in, &t, &e) == BW_OK && !t.id.p)
		abort();
	arena_done(&a);
	return 0;
}
