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

/* No customer's label under a shared name, but a place, a kind of storage, and where ${in_our_list} is set
 * (not a name of the Public Suffix List) a service's own word or a top-level domain; of the latter a word
 * like "shop" only where there are ${more} labels to its left. */
bool nobodys_label(const struct refdata *rd, struct str label, bool in_our_list, bool more);

/* A host of an object store that names no bucket: s3.eu-west-1.service.example.  The first part of a path is
 * the bucket there, and a bucket is one customer's. */
bool bucket_in_path(struct str host);

#endif
