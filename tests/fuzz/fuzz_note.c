/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever claims to be a signed note or a checkpoint: what is taken covers every byte and can be written again as
 * the same. */
#include <stdint.h>
#include <stdlib.h>

#include "base/limit.h"
#include "format/note.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void again(const struct note *n, struct str in)
{
	struct buf b;

	buf_init(&b, LIMIT_NOTE_BYTES * 2);
	buf_add(&b, n->text);
	buf_addc(&b, '\n');
	for (size_t i = 0; i < n->n && !b.bad; i++) {
		if (n->sig[i].sig.n > 72) { /* longer ones are only passed over, never written */
			buf_done(&b);
			return;
		}
		note_sig_add(&b, n->sig[i].name, n->sig[i].id, n->sig[i].sig);
	}
	if (b.bad || !str_eq(buf_str(&b), in))
		abort();
	buf_done(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str in = { (const char *)data, size };
	struct checkpoint c, d;
	struct note_key key;
	struct arena a;
	struct note n;
	struct err e;
	struct buf b;

	arena_init(&a, 0);
	buf_init(&b, LIMIT_NOTE_BYTES * 2);
	if (note_parse(&a, in, &n, &e) == BW_OK) {
		again(&n, in);
		if (checkpoint_parse(n.text, &c, &e) == BW_OK) {
			checkpoint_add(&b, &c);
			if (!str_eq(buf_str(&b), n.text) ||
				checkpoint_parse(buf_str(&b), &d, &e) != BW_OK || d.size != c.size)
				abort();
		}
	}
	buf_reset(&b);
	if (note_key_parse(in, &key, &e) == BW_OK) {
		note_key_add(&b, &key);
		if (!str_eq(buf_str(&b), in))
			abort();
	}
	buf_done(&b);
	arena_done(&a);
	return 0;
}
