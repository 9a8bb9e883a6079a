/* SPDX-License-Identifier: Apache-2.0 */
/* parts.h -- the steps of identify that have a file of their own. */
#ifndef IDENTIFY_PARTS_H
#define IDENTIFY_PARTS_H

#include "format/name.h"
#include "identify/identify.h"

/* From the name in ${s->host} (${name} as parsed) and ${s->path}: whose unit it is.  Fills kind, id,
 * suffixes, namespace. */
int site_of_name(struct arena *a, const struct refdata *rd, const struct name *name, struct site *s,
	struct err *e) MUST_USE;

#endif
