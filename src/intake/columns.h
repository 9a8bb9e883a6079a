/* SPDX-License-Identifier: Apache-2.0 */
/* columns.h -- what the columns of a table, or the members of a plain JSON row, are called in the field,
 * and a report made of one row of them. */
#ifndef INTAKE_COLUMNS_H
#define INTAKE_COLUMNS_H

#include "intake/reader.h"

enum column {
	COLUMN_NONE,
	COLUMN_TARGET,
	COLUMN_TARGET_OR_BRAND, /* "target": the brand where a URL stands in another column */
	COLUMN_HARM,
	COLUMN_CATEGORY, /* first half of XARF's pair, or a harm by itself */
	COLUMN_TAGS,
	COLUMN_TIME,
	COLUMN_REPORTER,
	COLUMN_REF,
	COLUMN_BRAND,
	COLUMN_NOTE,
	COLUMN_FAMILY,
	COLUMN_HASH,
	COLUMN_CONFIDENCE,
	COLUMN_LEGITIMATE,
	COLUMN_REGISTERED,
	COLUMN_URL_HOST, /* the host that a URL without one belongs to */
	/* In no heading; kept beside COLUMN_TARGET, which may be something else: */
	COLUMN_PATH, /* a URL column's value that has no host */
	COLUMN_ADDRESS, /* an address column's */
	COLUMN_COUNT
};

struct column_use {
	enum column column;
	int rank; /* of several for the same use, the lowest that is not empty counts */
};

/* What a column of that name holds: letters and digits count, case and the rest do not. */
struct column_use column_use(struct str name);

struct row {
	struct str cell[COLUMN_COUNT];
	int rank[COLUMN_COUNT];
	const struct json *targets; /* an array of several, or NULL */
};

void row_init(struct row *row);
void row_add(struct row *row, struct column_use use, struct str value);
/* One report, or a refusal of the row. */
int row_emit(struct reader *rd, const struct row *row, enum format format, struct str raw,
	struct err *e) MUST_USE;

#endif
