/* SPDX-License-Identifier: Apache-2.0 */
/* name.h -- host names: what is written -> lower-case A-labels, and back for display.
 *
 * ASCII names take a path of table look-ups and allocate nothing unless a letter changes.  Others go
 * through UTS #46 (non-transitional) and IDNA2008 with libidn2; where that refuses what a browser takes
 * (an emoji, hyphens in places three and four, a broken bidi rule) ICU's UTS #46 decides and the name is
 * marked: the DNS can hold it, so it can do harm.  Refused is what no DNS name can be: bytes that are
 * not UTF-8, characters that are not allowed, an empty label, a label over 63 or a name over 253 bytes,
 * an A-label that does not come from a U-label.
 */
#ifndef FORMAT_NAME_H
#define FORMAT_NAME_H

#include "base/arena.h"

/* What is unusual about a name that was taken. */
enum name_flag {
	NAME_UNDERSCORE = 1, /* not a host name by RFC 952, common in the DNS */
	NAME_HYPHEN_EDGE = 2, /* a label begins or ends with '-' */
	NAME_HYPHEN_34 = 4, /* "--" in places 3 and 4 of a label that is no A-label */
	NAME_NOT_IDNA = 8, /* a browser takes it, IDNA2008 does not */
	NAME_BIDI = 16, /* breaks the bidi rule (RFC 5893) */
	NAME_JOINER = 32, /* a joiner where none may be (RFC 5892 A.1, A.2) */
	NAME_IDN = 64, /* has a U-label */
	NAME_MAPPED = 128 /* UTS #46 changed more than the case of ASCII letters */
};

struct name {
	struct str ascii; /* lower-case A-labels, no trailing dot */
	size_t labels;
	unsigned flags;
};

/* ${in}: without port, brackets or percent signs; trailing dots are dropped.  ${out->ascii} borrows from
 * ${in} or ${a}. */
int name_parse(struct arena *a, struct str in, struct name *out, struct err *e) MUST_USE;
/* For display: U-labels where an A-label has one.  ${ascii} itself where there is no A-label; p is NULL
 * only when memory ran out. */
struct str name_unicode(struct arena *a, struct str ascii);

/* The last ${n} labels of ${name}; all of it where it has fewer. */
struct str name_tail(struct str name, size_t n);
size_t name_labels(struct str name);
/* ${name} is ${parent} or under it. */
bool name_under(struct str name, struct str parent);

#endif
