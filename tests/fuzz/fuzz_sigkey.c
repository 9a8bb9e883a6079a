/* SPDX-License-Identifier: Apache-2.0 */
/* Keys and signatures: what was read and written again reads the same. */
#include <assert.h>

#include "format/sigkey.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct str in = str_make((const char *)data, size);
	unsigned char a[SIGNATURE_BYTES], b[SIGNATURE_BYTES];
	struct buf text;
	struct err e = { 0 };

	buf_init(&text, 200);
	if (sigkey_parse(in, a, &e) == BW_OK) {
		sigkey_write(a, SIGKEY_BYTES, &text);
		assert(sigkey_parse(buf_str(&text), b, &e) == BW_OK);
		assert(memcmp(a, b, SIGKEY_BYTES) == 0);
	} else {
		assert(e.text[0]);
	}
	buf_reset(&text);
	if (signature_parse(in, a, &e) == BW_OK) {
		sigkey_write(a, SIGNATURE_BYTES, &text);
		assert(signature_parse(buf_str(&text), b, &e) == BW_OK);
		assert(memcmp(a, b, SIGNATURE_BYTES) == 0);
	}
	buf_done(&text);
	return 0;
}
