/* SPDX-License-Identifier: Apache-2.0 */
/* list.h -- one line of a list of names, in any of the forms such lists have in the field:
 *
 *	name   URL   address   name # comment        plain, with comments after '#', ';', '//', '!'
 *	0.0.0.0 name [name...]                       hosts files
 *	||name^   |https://name/path|                adblock lists
 *	address=/name/0.0.0.0   server=/name/        dnsmasq
 *	local-zone: "name" always_nxdomain           unbound
 *	name CNAME .                                 response policy zones
 *	hxxp://name[.]example   name (dot) example   defanged
 *
 * A line gives the names as written; what they are is not decided here.
 */
#ifndef FORMAT_LIST_H
#define FORMAT_LIST_H

#include "base/str.h"

#define LIST_NAMES 16

enum list_line {
	LIST_BLANK, /* nothing, or a comment: no row */
	LIST_ROW,
	LIST_REFUSED /* a row that names nothing; ${why} says so */
};

struct list_names {
	struct str v[LIST_NAMES]; /* borrowed from the line */
	size_t n;
	const char *why;
};

enum list_line list_parse(struct str line, struct list_names *out);
/* Has it the look of something that can be reported: URL, name, address, AS number, mailbox? */
bool list_target_like(struct str s);

#endif
