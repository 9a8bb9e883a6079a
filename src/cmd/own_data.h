/* SPDX-License-Identifier: Apache-2.0 */
/* own_data.h -- the files of data/, compiled into the program. */
#ifndef CMD_OWN_DATA_H
#define CMD_OWN_DATA_H

#include <stddef.h>

struct own_file {
	const char *name; /* relative to data/: packs/icann-raa.yaml */
	const char *bytes;
	size_t n;
};

#define OWN_DATA_MOST 512
/* Fills ${out}; returns how many there are (at most ${max}). Sorted by name. */
size_t own_data(struct own_file *out, size_t max);

/* The same for what pages need (src/http/assets). */
size_t own_assets(struct own_file *out, size_t max);

/* The compiled packs (tools/pack-image). */
void own_packs(const char **bytes, size_t *n);

#endif
