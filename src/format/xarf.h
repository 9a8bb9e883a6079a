/* SPDX-License-Identifier: Apache-2.0 */
/* xarf.h -- XARF 4 reports: what the format's JSON schemas demand, as tables.
 *
 * The schemas of version 4.2 decide, not the prose of the specification (which still names old types).
 * Nothing is forgiven or filled in here: the caller gets every fault and decides.
 */
#ifndef FORMAT_XARF_H
#define FORMAT_XARF_H

#include "format/schema.h"

/* Members of every report, in the order of the core schema. */
enum xarf_core {
	XARF_VERSION,
	XARF_REPORT_ID,
	XARF_TIMESTAMP,
	XARF_REPORTER,
	XARF_SENDER,
	XARF_SOURCE,
	XARF_SOURCE_PORT,
	XARF_CATEGORY,
	XARF_TYPE,
	XARF_EVIDENCE_SOURCE,
	XARF_EVIDENCE,
	XARF_TAGS,
	XARF_CONFIDENCE,
	XARF_DESCRIPTION,
	XARF_LEGACY,
	XARF_INTERNAL,
	XARF_CORE_COUNT
};

#define XARF_TYPES 32
#define XARF_OTHER 48

struct xarf {
	const struct json *root;
	const struct json *core[XARF_CORE_COUNT]; /* NULL where missing; of any JSON type */
	const struct json *other[XARF_OTHER]; /* members that are not of the core */
	size_t other_n; /* more than XARF_OTHER: they are found among all members again */
	int type; /* 0 .. XARF_TYPES - 1, in the order of the schemas' categories; -1 unknown */
};

/* Has it the mark of the format: a member xarf_version? */
bool xarf_is(const struct json *root);
/* Collect the core members and find the type.  No allocation, no errors. */
void xarf_read(const struct json *root, struct xarf *out);
/* Every fault of the report as type ${x->type}, which must be known.  Over required and recommended
 * members, forms, bounds, and the conditions between members.  O(members). */
void xarf_check(const struct xarf *x, struct faults *f);

/* The type of an exact pair, or -1. */
int xarf_type(struct str category, struct str type);
/* The type meant by a pair as the field writes it: other case, '-' or ' ' for '_', "category/type" in
 * one, names of earlier drafts, the category left out.  -1 where it is none or the two contradict. */
int xarf_type_loose(struct str category, struct str type);
const char *xarf_category_name(int type);
const char *xarf_type_name(int type);

#endif
