/* SPDX-License-Identifier: Apache-2.0 */
/* What a server answers to a look at a page: a line with a status, then where it leads.  Nobody is led to another host, to
 * an address that is not opened, or on for ever; and what is noted of another site is a plain name. */
#include <stdint.h>
#include <stdlib.h>

#include "base/limit.h"
#include "format/url.h"
#include "net/page_look.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct str bare(struct str host)
{
	return str_starts_nocase(host, STR("www.")) ? str_from(host, 4) : host;
}

static void follow(struct arena *a, struct str next)
{
	struct url u;
	struct err e;

	if (page_refused(a, next) || url_split(a, next, &u, &e) || u.userinfo.p || u.fragment.p ||
		!str_eq_nocase(bare(u.host), STR("shop.example")))
		abort();
}

static void noted(struct str to)
{
	if (to.n > LIMIT_HOST_BYTES)
		abort();
	for (size_t i = 0; i < to.n; i++)
		if (ch_upper(to.p[i]) || !(ch_alnum(to.p[i]) || to.p[i] == '-' || to.p[i] == '.'))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct refdata none = { 0 };
	struct str rest = str_make((const char *)data, size), line = STR("");
	struct page_step s = { .rd = &none,
		.first = STR("https://shop.example/a/x"),
		.url = STR("https://shop.example/a/x") };
	struct page_seen seen = { .state = PAGE_STATE_COUNT };
	enum page_next next = PAGE_ASK_GET;
	uint64_t status = 0;
	struct arena a;
	int turns = 0;

	arena_init(&a, 64 << 20);
	if (str_cut(&rest, '\n', &line) && str_u64(line, &status))
		s.location = rest;
	s.status = (int)(status % 1000);
	while (next != PAGE_DONE && turns++ <= LIMIT_PAGE_HOPS + 1) {
		next = page_weigh(&a, &s, &seen, &s.url);
		if (next == PAGE_FOLLOW)
			follow(&a, s.url);
		s.hop += next == PAGE_FOLLOW;
		s.get |= next == PAGE_ASK_GET;
	}
	if (next != PAGE_DONE || seen.state >= PAGE_STATE_COUNT || !seen.why)
		abort();
	noted(seen.to);
	arena_done(&a);
	return 0;
}
