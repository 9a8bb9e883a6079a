/* SPDX-License-Identifier: Apache-2.0 */
/* A path below a log and a bundle of entries: a path is read in one way only, a bundle gives back its own bytes. */
#include <stdint.h>
#include <stdlib.h>

#include "format/tile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str in = { (const char *)data, size }, entry;
	struct cur c = cur_of(in);
	char path[TILE_PATH];
	struct tile t;
	struct buf b;

	if (tile_path_parse(in, &t) && !str_eq(in, str_of(tile_path(&t, path))))
		abort();
	buf_init(&b, size + 16);
	while (bundle_next(&c, &entry))
		bundle_add(&b, entry);
	if (b.bad || b.n > size || (cur_end(&c) && b.n != size) ||
		(b.n && memcmp(b.p, in.p, b.n) != 0))
		abort();
	buf_done(&b);
	return 0;
}
