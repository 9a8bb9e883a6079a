/* SPDX-License-Identifier: Apache-2.0 */
/* still.h -- are the pages that a case is about still there?  For the files of this folder, and whoever looks.
 *
 * Each look at a page (net/page_look.h) is kept as a fact `check` whose subject is the page.  A page is gone where two
 * looks said so, STILL_TWICE_S apart and nothing else between them; a case is gone where all its pages are, and none
 * of this speaks against it:
 *
 *   a report names no page, or one that is not opened, or there are more than LIMIT_CASE_PAGES
 *   somebody saw it after it was missing for us: whoever put it up may show strangers another page than victims
 *   the name was registered for abuse, and nobody said that a step was taken: the page is not all there is to it, and
 *   its maker decides what we are shown.  Then nobody looks either
 *
 * Never for CSAM, nor on a site that was reported for it.  That a page answers proves nothing, since a notice that it
 * was removed may answer alike: it does not contradict an actor who says that it is done.
 */
#ifndef FLOW_STILL_H
#define FLOW_STILL_H

#include "base/limit.h"
#include "flow/post.h"

#define STILL_TWICE_S 600 /* a deploy, a restart, a moved folder are over by then */
#define STILL_AGE_S   3600 /* otherwise a page is not looked at again within an hour */

struct still {
	struct str url[LIMIT_CASE_PAGES];
	const struct fact *last[LIMIT_CASE_PAGES]; /* the newest look at it; NULL */
	size_t n; /* 0: there is nothing to look at */
	int64_t seen_s; /* when somebody saw it last, by the reports; CLOCK_NONE */
	int64_t stated_s; /* when an actor said that a step was taken, and nobody has looked; CLOCK_NONE */
};
/* The pages of a case and what is known of them.  In ${a}; reads its reports, LIMIT_CASE_REPORTS at most. */
int still_of(const struct desk *d, struct arena *a, const struct store_case *c, struct still *out,
	struct err *e) MUST_USE;

enum still_says { STILL_NOTHING, STILL_ONCE, STILL_GONE, STILL_BACK };
struct still_word {
	enum still_says
		says; /* ONCE: missing, and it is too early to look again.  BACK: the last look found one there */
	int64_t until_s; /* ONCE: till then */
	int64_t looked_s; /* the last look */
	struct str why; /* in ${a} */
};
int still_word(const struct still *s, struct arena *a, int64_t now_s, struct still_word *out,
	struct err *e) MUST_USE;

/* Look at those whose last look is ${age_s} old, or must be made sure of, until one is not missing; what was seen is
 * kept.  ${*wait_s} > 0: not now, for so long.  ${*looked}: how many. */
int still_look(const struct post_look *look, const struct desk *d, struct arena *a, struct still *s,
	int64_t age_s, int64_t *wait_s, size_t *looked, struct err *e) MUST_USE;

/* After a look: what is gone and may be settled is (answering_look_in), and a case that was settled because its pages
 * were gone is opened where one answers again.  ${*changed}: it was. */
int still_settle(const struct desk *d, struct arena *a, const struct store_case *c,
	const struct still *s, bool *changed, struct err *e) MUST_USE;

/* A case on its own, in passing: where an actor said an hour ago or more that it is done, its pages are looked at every
 * STILL_STATED_S; where it is settled because they were gone, once a day for STILL_WATCH_S; then still_settle.  Others
 * are not looked at.  ${*looked}: how many pages were. */
#define STILL_STATED_S (4 * 3600)
#define STILL_WATCH_S  (30 * INT64_C(86400))
int still_watch(const struct post_look *look, const struct desk *d, struct arena *a, int64_t id,
	size_t *looked, struct err *e) MUST_USE;

#endif
