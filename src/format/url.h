/* SPDX-License-Identifier: Apache-2.0 */
/* url.h -- a URL in its parts, split where a browser splits it (WHATWG URL, basic URL parser).
 *
 * Also taken, because reports hold them: a host alone, host/path without a scheme, a mailbox, a
 * mailto: link, an IPv6 address without brackets.  Not judged here: whether the host is one.
 *
 * What a browser does and a reader does not expect: "\" is "/"; tabs and line ends vanish; everything
 * before the last "@" of the authority is a user name; "https:evil.example" and "https:///evil.example"
 * have a host.
 */
#ifndef FORMAT_URL_H
#define FORMAT_URL_H

#include "base/arena.h"

struct url {
	struct str scheme; /* lower case; p NULL where there is none */
	struct str userinfo; /* p NULL where there is none; the local part of a mailbox */
	struct str host; /* as written, brackets and percent signs included; never empty */
	int port; /* -1 where not given, or not a port */
	bool bad_port; /* something after ':' that is no port: no browser would go there */
	bool mailbox; /* local@host */
	struct str path; /* from the first '/' or '?' to before '#'; may be empty */
	struct str fragment; /* p NULL where there is none */
};

/* Slices of ${in}, or of a copy in ${a} where tabs or line ends had to go.  BW_EPARSE where there is no
 * host, BW_ELIMIT over LIMIT_URL_BYTES.  O(n). */
int url_split(struct arena *a, struct str in, struct url *out, struct err *e) MUST_USE;

/* The path and query in the form we compare: "\" as "/" and dot segments resolved in the path, what a
 * browser would encode encoded, unreserved characters not encoded, upper-case digits (RFC 3986 6.2.2).
 * ${path} itself where there was nothing to do; p is NULL only when memory ran out.  Idempotent. */
struct str url_path_normal(struct arena *a, struct str path);
/* Bytes of %XX in ${s}; ${s} itself where there is none.  p is NULL only when memory ran out. */
struct str url_percent_decode(struct arena *a, struct str s);

/* The port of http, https, ws, wss and ftp; -1 for others. */
int url_default_port(struct str scheme);

#endif
