/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/pages.h"

#include "net/http.h"

#define CONTACT_MOST 200

const char *const pages_choices[] = { "never", "asked", "before-sending", NULL };

/* What may stand in a header field, within brackets. */
static bool plain(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] > '~' || s.p[i] == '(' || s.p[i] == ')' ||
			s.p[i] == '\\')
			return false;
	return s.n > 0 && s.n <= CONTACT_MOST;
}

/* Whoever runs the page can find out who looks. */
static int agent(struct ctx *c, const char **out, struct err *e)
{
	struct str url = ctx_opt(c, "desk-url"), mail = ctx_opt(c, "desk-mail");
	struct str who = plain(url) ? url : plain(mail) ? mail : STR("");
	struct str s = arena_printf(c->arena, "bailiwick/" BAILIWICK_VERSION "%s%.*s%s",
		who.n ? " (+" : "", STR_ARG(who), who.n ? ")" : "");

	*out = s.p;
	return s.p ? BW_OK : err_nomem(e);
}

int pages_open(struct ctx *c, const struct refdata *rd, bool online, bool loopback,
	struct pages *out, struct err *e)
{
	struct str when = ctx_opt(c, "look-pages");
	size_t i = PAGES_BEFORE_SENDING;
	int rc;

	if (when.p)
		for (i = 0; pages_choices[i] && !str_is(when, pages_choices[i]);)
			i++;
	if (i > PAGES_BEFORE_SENDING)
		return err_set(e, BW_EUSAGE, "look-pages is never, asked or before-sending");
	*out = (struct pages){ .when = online ? (enum pages_when)i : PAGES_NEVER };
	if (out->when == PAGES_NEVER)
		return BW_OK;
	out->looking = (struct page_looking){ .guard = { .loopback = loopback, .pages = true },
		.rd = *rd,
		.connect_to = loopback ? ctx_opt(c, "test-pages") : STR("") };
	rc = agent(c, &out->looking.agent, e);
	return rc ? rc : http_init(e);
}

int pages_ask(void *pages, struct arena *a, struct str url, struct page_seen *out, int64_t *wait_s,
	struct err *e)
{
	return page_look(pages, a, url, out, wait_s, e);
}
