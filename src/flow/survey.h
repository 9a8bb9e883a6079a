/* SPDX-License-Identifier: Apache-2.0 */
/* survey.h -- the second look of harm.h at every proposal a store has open: how many would take more than
 * what was reported, by what was reported.
 */
#ifndef FLOW_SURVEY_H
#define FLOW_SURVEY_H

#include "flow/explain.h"
#include "flow/harm.h"
#include "store/store.h"

/* SURVEY_PLACE(code, text, in words): what was reported, as far as the harm of a step depends on it. */
#define SURVEY_PLACES(X)                                                               \
	X(TENANT, "tenant", "of a tenant of a platform")                               \
	X(PAGE, "page-on-shared-service", "of a page on a shared service")             \
	X(BARE, "bare-suffix-or-platform", "of the bare name of a suffix or platform") \
	X(ADDRESS, "address", "of an address or network")                              \
	X(POPULAR, "popular-name", "of a very popular name")                           \
	X(OTHER, "other", "of any other site")

enum survey_place {
#define X(code, ...) SURVEY_##code,
	SURVEY_PLACES(X)
#undef X
		SURVEY_PLACE_COUNT
};
const char *survey_place_text(enum survey_place p);

struct survey_count {
	uint64_t proposals, harmful;
};

#define SURVEY_EXAMPLES 20
struct survey {
	struct survey_count all, by[SURVEY_PLACE_COUNT];
	uint64_t taking; /* of all: steps that take something away */
	struct survey_example {
		int64_t id;
		struct str site, action; /* in the arena of the call */
		int role;
		enum harm_done done;
	} example[SURVEY_EXAMPLES]; /* the first harmful ones */
	size_t examples;
};

/* Every case that is not at its end, and of which something is proposed.  Some 10 µs a case. */
int survey_run(struct store *s, const struct knowledge *k, int64_t now_s, struct arena *a,
	struct survey *out, struct err *e) MUST_USE;

#endif
