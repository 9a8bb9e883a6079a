/* SPDX-License-Identifier: Apache-2.0 */
/* hot.h -- what every report changes about a case, 20 bytes each, columns side by side.
 *
 * 400 cases are 8,000 bytes: one row of table hot, one database page.  A list filtered and sorted by
 * anything in here reads 2,500 such pages for a million cases, in a few milliseconds, and no index has
 * to be kept while reports come in.
 */
#ifndef STORE_HOT_H
#define STORE_HOT_H

#include <stdint.h>

#include "store/store.h"

#define HOT_CASES 400
#define HOT_BYTES (HOT_CASES * 20)

struct hot_chunk {
	uint32_t attr[HOT_CASES]; /* packed, see hot.c; 0: no case */
	uint32_t seen[HOT_CASES]; /* evidence kinds, grade, tier */
	uint32_t reports[HOT_CASES];
	uint32_t last[HOT_CASES]; /* seconds since 1970, to the year 2106 */
	uint32_t due[HOT_CASES]; /* 0: none */
};
_Static_assert(sizeof(struct hot_chunk) == HOT_BYTES, "packed");

static inline int64_t hot_chunk_of(int64_t id)
{
	return (id - 1) / HOT_CASES;
}
static inline size_t hot_index_of(int64_t id)
{
	return (size_t)((id - 1) % HOT_CASES);
}

/* Beside it, in rows of its own and read only where it is asked for: the country of each case's host. */
struct side_chunk {
	uint16_t country[HOT_CASES]; /* store_country; 0: not known */
};
#define SIDE_BYTES (HOT_CASES * 2)
_Static_assert(sizeof(struct side_chunk) == SIDE_BYTES, "packed");

/* attr: bits from the right */
#define HOT_THERE          1u /* a case */
#define HOT_MERGED         2u
#define HOT_STATE          2, 4
#define HOT_CLASS          6, 5
#define HOT_VERDICT        11, 3
#define HOT_KIND           14, 4
#define HOT_ROLE           18, 5
#define HOT_NO_ROLE        31u
#define HOT_ACTION         23, 9
#define HOT_GET_(v, at, n) (((v) >> (at)) & ((1u << (n)) - 1))
#define HOT_GET(v, field)  HOT_GET_(v, field)
#define HOT_PUT_(v, at, n) (((uint32_t)(v) & ((1u << (n)) - 1)) << (at))
#define HOT_PUT(v, field)  HOT_PUT_(v, field)
#define HOT_MASK_(at, n)   (((1u << (n)) - 1) << (at))
#define HOT_MASK(field)    HOT_MASK_(field)
#define HOT_ACTIONS        512
/* seen */
#define HOT_EVIDENCE 0, 25
#define HOT_GRADE    25, 3
#define HOT_TIER     28, 4

void hot_read(const struct hot_chunk *c, size_t i, struct hot_case *out);
void hot_write(struct hot_chunk *c, size_t i, const struct hot_case *h);

#endif
