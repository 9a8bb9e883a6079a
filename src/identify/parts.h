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

/* A name that an RFC took out of ordinary use: its namespace and "words (RFC n)".  False for others.
 * ${special} is set for a few names of the ordinary DNS too (example.com), ${kind} is then the DNS. */
bool special_name(struct str host, enum namespace_kind *kind, struct str *special);

#endif
