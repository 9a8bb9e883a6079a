/* SPDX-License-Identifier: Apache-2.0 */
/* What we signed is good; the same with one byte of id, time or body changed is not; nothing that was not signed is. */
#include <stdint.h>
#include <stdlib.h>

#include "base/limit.h"
#include "format/webhook.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str in = { (const char *)data, size }, id = { NULL, 0 }, at = { NULL, 0 },
		   sig = { NULL, 0 }, good;
	unsigned char seed[32] = { 7 }, secret[WEBHOOK_SECRET], public_key[WEBHOOK_PUBLIC],
		      other[WEBHOOK_SECRET];
	struct arena a;
	struct err e = { 0 };

	if (size > 65536)
		return 0;
	arena_init(&a, 16 << 20);
	webhook_pair(seed, secret, public_key);
	(void)(str_cut(&in, '\n', &id) && str_cut(&in, '\n', &at) && str_cut(&in, '\n', &sig));
	/* the seeds have no signature of this key */
	if (webhook_verify(public_key, id, at, sig, in, 1795248000, &e) == BW_OK)
		abort();
	if (webhook_sign(&a, secret, id, 1795248000, in, &good, &e) == BW_OK) {
		struct str body = arena_dup(&a, in);

		if (webhook_verify(public_key, id, STR("1795248000"), good, in, 1795248300, &e) ||
			!webhook_verify(
				public_key, id, STR("1795248000"), good, in, 1795248301, &e) ||
			!webhook_verify(
				public_key, id, STR("1795248001"), good, in, 1795248000, &e))
			abort();
		if (body.n) {
			((char *)(uintptr_t)body.p)[body.n / 2] ^= 1;
			if (!webhook_verify(
				    public_key, id, STR("1795248000"), good, body, 1795248000, &e))
				abort();
		}
	}
	if (webhook_secret_parse(in, other) || webhook_public_parse(in, public_key)) {
		char text[WEBHOOK_KEY_ROOM];

		if (str_starts(in, STR("whsk_")))
			webhook_secret_text(other, text);
		else
			webhook_public_text(public_key, text);
		if (!str_is(in, text))
			abort();
	}
	arena_done(&a);
	return 0;
}
