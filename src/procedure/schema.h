/* SPDX-License-Identifier: Apache-2.0 */
/* schema.h -- one table describes a struct of a pack; everything that walks over it reads the table:
 * from YAML with every fault by line, to JSON, to and from the compiled image, and field by field for
 * a diff.  A field that is not in the table does not exist. */
#ifndef PROCEDURE_SCHEMA_H
#define PROCEDURE_SCHEMA_H

#include "base/arena.h"
#include "base/cur.h"
#include "format/json.h"

struct list {
	void *v;
	size_t n;
};

#define LIST_EACH(type, item, list)                                  \
	for (const type *item = (const type *)(list).v,              \
			*item##_end = item ? item + (list).n : NULL; \
		item != item##_end; item++)

enum field_kind {
	FIELD_TEXT, /* struct str */
	FIELD_TEXTS, /* struct list of struct str; one scalar is a list of one */
	FIELD_COUNTRIES, /* the same, two capital letters each (EU is the Union's members) */
	FIELD_TLDS, /* the same, labels, or gtld, cctld, other */
	FIELD_DATE, /* int64_t, CLOCK_NONE where missing */
	FIELD_BOOL, /* bool */
	FIELD_COUNT, /* int, 0 to 100000 */
	FIELD_WORD, /* int, one of a closed list */
	FIELD_ROLES, /* role_set; "any" is all */
	FIELD_HARMS, /* uint64_t: bit by enum harm, bit 63 for no harm named */
	FIELD_OBJECT, /* a struct in place */
	FIELD_OBJECTS /* struct list of structs */
};

struct schema;

struct field {
	const char *name;
	enum field_kind kind;
	size_t offset;
	bool required;
	int preset; /* for COUNT and WORD */
	const char *(*text)(int value); /* WORD: its words, 0 to words - 1 */
	int words;
	const struct schema *sub; /* OBJECT, OBJECTS */
};

struct schema {
	const char *what; /* "a duty" */
	size_t size;
	const struct field *fields; /* ends with name NULL */
};

/* Faults of one file, a line each: "line 12: unknown role 'hoster' (did you mean 'hosting'?)". */
struct faults {
	struct buf *b;
	size_t n;
};
void fault_add(struct faults *f, size_t line, const char *fmt, ...) PRINTF(3, 4);

/* Read ${v} into ${out} (size of the schema, zeroed).  Faults are counted, not returned: the code is for
 * memory only.  ${lines}, where not NULL, gets the line of each OBJECTS element: see schema_line. */
int schema_parse(struct arena *a, const struct schema *s, const struct json *v, void *out,
	struct faults *f, struct err *e) MUST_USE;
void schema_preset(const struct schema *s, void *out);
/* One JSON object; fields that are empty or at their preset are left out unless ${all}. */
void schema_json(const struct schema *s, const void *in, bool all, struct jw *w);
/* One field's value as JSON; null where it is empty. */
void schema_field_json(const struct field *f, const void *in, struct jw *w);
bool schema_field_empty(const struct field *f, const void *in);
/* The compiled form. schema_load borrows strings from the cursor's input; a value out of range makes
 * the cursor bad. */
void schema_save(const struct schema *s, const void *in, struct buf *b);
int schema_load(
	struct arena *a, const struct schema *s, struct cur *c, void *out, struct err *e) MUST_USE;
/* A number that changes whenever a table changes. */
uint64_t schema_mark(const struct schema *s);

#endif
