/* SPDX-License-Identifier: Apache-2.0 */
/* batch.h -- the reports of one transaction, gathered by site and harm class: what joins one case stands together.
 *
 * Made from the reports alone, without the database, so that a copy of the process can make the next one (ahead.h).
 */
#ifndef FLOW_BATCH_H
#define FLOW_BATCH_H

#include "store/store.h"

#define BATCH_NONE UINT32_MAX

/* What the case keeps of one report. */
struct gist {
	int64_t incident_at_s;
	struct str reporter, brand;
	evidence_set evidence, missing;
	uint32_t next; /* report of the same group, or BATCH_NONE */
	uint32_t notifier; /* whose signature it came under; 0: nobody's */
	int8_t harm;
	uint8_t tier, grade;
	bool page;
};

/* The reports of a batch on one site and harm class. */
struct group {
	struct str site;
	uint64_t head; /* first eight bytes of the site: most comparisons end here */
	int64_t id, via; /* the case they join, found by whoever stores them */
	uint32_t first, last, best, n;
	uint32_t names;
	evidence_set evidence;
	uint8_t tier, grade, harm_class;
	bool fresh; /* a case to be opened */
};

struct batch {
	struct store_item *item;
	struct gist *gist;
	struct group *group; /* in the order of their first reports */
	struct group **by_site;
	size_t n, groups, cap;
	uint32_t *slot; /* open addressing into group, by site and class; BATCH_NONE: empty */
	size_t slots;
	char *text; /* where strings are copied to, and how much there is; NULL: they are borrowed */
	size_t text_n, text_cap;
};

/* Bytes that a batch of ${cap} reports takes with ${text} bytes of strings. */
size_t batch_bytes(size_t cap, size_t text);
/* An empty one in memory of that size, aligned for any type. */
void batch_place(struct batch *b, void *memory, size_t cap, size_t text);
/* More of it, in order.  ${one} is emptied for each report.  BW_ELIMIT where it does not fit. */
int batch_add(struct batch *b, const struct store_item *item, size_t n, struct arena *one,
	struct err *e) MUST_USE;
/* When all is in: by_site. */
void batch_sort(struct batch *b);

/* Does a canonical target name a page and not its host alone? */
bool batch_names_page(struct str canonical);

#endif
