/* SPDX-License-Identifier: Apache-2.0 */
/* form_data.h -- what a browser sends from a form: application/x-www-form-urlencoded and multipart/form-data.
 *
 * Fields are text in UTF-8 without NUL; a file keeps its bytes and its name as claimed, which is for showing
 * only.  Bounded by LIMIT_FORM_*.  A field named twice is there twice; form_text gives the first.
 */
#ifndef FORMAT_FORM_DATA_H
#define FORMAT_FORM_DATA_H

#include "base/arena.h"

struct form_field {
	struct str name, value;
	struct str file; /* the claimed file name; p NULL for a plain field */
	struct str type; /* the claimed media type of a file */
};

struct form {
	struct form_field *v;
	size_t n, cap;
};

/* ${type} is the whole Content-Type field.  BW_EPARSE for a malformed body, BW_ELIMIT over a ceiling,
 * BW_EUSAGE for another media type.  Values borrow from ${body} or lie in ${a}. */
int form_parse(struct arena *a, struct str type, struct str body, struct form *out,
	struct err *e) MUST_USE;
/* The first field of that name that is no file; p NULL where there is none. */
struct str form_text(const struct form *f, const char *name);
const struct form_field *form_file(const struct form *f, const char *name);

#endif
