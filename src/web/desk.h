/* SPDX-License-Identifier: Apache-2.0 */
/* desk.h -- what the pages of the desk and their twins in the API share: what a request gives along, lists,
 * filters, and the way back after a change. */
#ifndef WEB_DESK_H
#define WEB_DESK_H

#include "flow/command.h"
#include "web/page.h"

/* What comes with a change, by name: members of a JSON object in the API, fields of a form on a page. */
struct given {
	const struct request *r;
	const struct json *body; /* NULL: a form */
};
/* ${members} ends with NULL.  BW_EUSAGE for another member, BW_ELIMIT where a text is too long. */
int given_open(
	struct request *r, const char *const *members, struct given *g, struct err *e) MUST_USE;
/* Trimmed; empty where it is missing. */
struct str given_text(const struct given *g, const char *name);

/* A page: told so on the page at ${path}, true.  The API: false, and the handler answers with the object. */
bool desk_told(struct request *r, struct reply *out, struct str path, const char *message);
/* "/letters/l-0000001" */
struct str desk_path(struct request *r, const char *base, char prefix, int64_t id);

/* One of ${n} words from the query; -1 where it is not there or "any".  BW_EUSAGE for another word. */
int desk_choice(struct request *r, const char *name, int n, const char *(*text)(int), int *out,
	struct err *e) MUST_USE;
/* after=ID; 0 where it is not there. */
int desk_after(struct request *r, char prefix, int64_t *out, struct err *e) MUST_USE;

/* Those of a list, and a box to filter by one. */
struct desk_filter {
	const char *name, *label;
	int n, chosen; /* -1: any */
	const char *(*text)(int);
	bool needed; /* there is no "any" */
};
void desk_filter(struct html *h, const struct desk_filter *f);

/* A table that becomes cards on a phone; rows begin with a th.  Close it with desk_table_end. */
void desk_table(struct html *h, const char *name, const char *const *columns, size_t n);
void desk_table_end(struct html *h);
/* "c-0000001" as a link to its page. */
void desk_id(struct request *r, struct html *h, const char *base, char prefix, int64_t id);
/* Who it is, by name; a dash for 0. */
void desk_name(struct request *r, struct html *h, int64_t id);
/* A field of one line with a label; ${id} makes it unlike others of the name. */
struct desk_field {
	const char *name, *label;
	int64_t id;
	struct str value;
	bool needed;
};
void desk_field(struct html *h, const struct desk_field *f);

/* "next": the id to go on behind, or null. */
void desk_json_next(struct jw *w, char prefix, int64_t id, bool more);

#endif
