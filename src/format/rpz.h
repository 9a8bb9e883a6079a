/* SPDX-License-Identifier: Apache-2.0 */
/* rpz.h -- a response policy zone as a file: names and addresses that resolvers no longer answer for, each
 * with the moment at which that ends (draft-vixie-dnsop-dns-rpz; understood by BIND, Unbound, Knot Resolver, PowerDNS).
 *
 * The file is its own state: entries carry until when they hold and the key of the letter that asked for
 * them in a comment, so that taking one out needs nothing else.  Beside each name stands
 * `_blocked.NAME TXT "…"`: why, and where to have it undone, for whoever asks the same resolver.
 */
#ifndef FORMAT_RPZ_H
#define FORMAT_RPZ_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"

struct rpz_entry {
	struct str name; /* canonical A-label form, or an address as `identify` writes it */
	bool address;
	bool below; /* names below it as well */
	int64_t until_s; /* CLOCK_NONE: no end is set */
	struct str
		key; /* of the letter that asked for it, in letters and digits; several, joined by '+' */
	struct str why; /* printable ASCII, at most RPZ_WHY_MOST */
};
#define RPZ_WHY_MOST 200

struct rpz_zone {
	struct str origin; /* without the last dot */
	uint32_t serial;
	struct rpz_entry *v; /* in the order of name */
	size_t n, cap;
};

/* A file that rpz_write wrote; anything else is refused with its line.  An empty text is a new zone. */
int rpz_parse(struct arena *a, struct str origin, struct str text, struct rpz_zone *out,
	struct err *e) MUST_USE;
/* Add.  Where the name stands there for another letter, both are kept and the later end counts.  Refuses
 * names that no zone can hold, and whole top-level domains.  ${*same}: nothing changed. */
int rpz_add(struct arena *a, struct rpz_zone *z, const struct rpz_entry *x, bool *same,
	struct err *e) MUST_USE;
/* One letter asks for it no longer; with the last one the entry goes.  ${*gone}: it is not there (any more). */
int rpz_remove(struct arena *a, struct rpz_zone *z, struct str name, struct str key, bool *gone,
	struct err *e) MUST_USE;
/* Take out what has ended: moved to the end of the list, ${*ended} points at them. */
size_t rpz_expire(struct rpz_zone *z, int64_t now_s, const struct rpz_entry **ended);
const struct rpz_entry *rpz_find(const struct rpz_zone *z, struct str name);
/* The file, with the next serial: the time where that is later, else one more (RFC 1982). */
int rpz_write(struct rpz_zone *z, int64_t now_s, struct buf *out, struct err *e) MUST_USE;

/* The owners of an entry below the zone's origin: the name, names below, the reason; for RFC 2136.
 * ${owners} has RPZ_OWNERS; which are TXT is told by ${txt}. */
#define RPZ_OWNERS 3
int rpz_owners(struct arena *a, const struct rpz_zone *z, const struct rpz_entry *x,
	struct str owners[RPZ_OWNERS], bool txt[RPZ_OWNERS], size_t *n, struct err *e) MUST_USE;

#endif
