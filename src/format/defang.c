/* SPDX-License-Identifier: Apache-2.0 */
#include "format/defang.h"

#include "base/err.h"
#include "base/limit.h"
#include "base/mem.h"

static size_t host_end(struct str s, size_t from)
{
	size_t i = from;

	while (i < s.n && s.p[i] != '/' && s.p[i] != '?' && s.p[i] != '#')
		i++;
	return i;
}

static void add_scheme(struct buf *b, struct str scheme)
{
	if (str_is(scheme, "http"))
		buf_addz(b, "hxxp://");
	else if (str_is(scheme, "https"))
		buf_addz(b, "hxxps://");
	else {
		buf_add(b, scheme);
		buf_addz(b, "[:]//");
	}
}

static void add_host(struct buf *b, struct str host)
{
	for (size_t i = 0; i < host.n; i++) {
		if (host.p[i] == '.')
			buf_addz(b, "[.]");
		else if (host.p[i] == '@')
			buf_addz(b, "[@]");
		else
			buf_addc(b, host.p[i]);
	}
}

struct str defang(struct arena *a, struct str in, size_t most)
{
	size_t scheme, from = 0, end;
	struct str s, out;
	struct buf b;
	char *room;

	if (most > in.n)
		most = in.n; /* room for what is there, not for the longest there may be */
	room = arena_room(a, 1, QUOTE_ROOM(most));
	if (!room)
		return (struct str){ NULL, 0 };
	s = str_of(str_quote(in, most, room)); /* positions from here on are in what is shown */
	scheme = str_find(s, STR("://"), 0);
	buf_init(&b, LIMIT_URL_BYTES * 16);
	if (scheme != SIZE_MAX && host_end(s, 0) > scheme) {
		add_scheme(&b, str_sub(s, 0, scheme));
		from = scheme + 3;
		while (from < s.n && s.p[from] == '/') /* as browsers do */
			buf_addc(&b, s.p[from++]);
	}
	end = host_end(s, from);
	add_host(&b, str_sub(s, from, end - from));
	buf_add(&b, str_from(s, end));
	out = b.bad ? (struct str){ NULL, 0 } : arena_dup(a, b.n ? buf_str(&b) : STR(""));
	buf_done(&b);
	return out;
}
