/* SPDX-License-Identifier: Apache-2.0 */
/* assets.h -- styles, scripts and pictures, inside the program: named after their content, kept for ever by
 * browsers, answered by http without asking anybody. */
#ifndef HTTP_ASSETS_H
#define HTTP_ASSETS_H

#include "base/arena.h"

struct asset {
	struct str name; /* "app.css" */
	struct str path; /* "/assets/app.5f3a91c20b7d4e68.css" */
	struct str type; /* media type */
	struct str bytes;
	struct str etag; /* with its quotes */
	struct str packed; /* the same by gzip; empty where there is none */
};

struct assets {
	struct asset *v;
	size_t n;
};

/* Add a file; ${bytes} must outlive it. A name of unknown ending is passed over; "app.css.gz", after app.css,
 * is what gzip makes of it. */
int assets_add(struct arena *a, struct assets *all, struct str name, struct str bytes,
	struct err *e) MUST_USE;
const struct asset *assets_at(const struct assets *all, struct str path);
/* The path of a file by its name; "" where there is none. */
struct str assets_path(const struct assets *all, const char *name);

#endif
