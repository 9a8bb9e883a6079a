/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/facts.h"

#include <stdlib.h>

#include "base/limit.h"
#include "cmd/data.h"

#define TIMEOUT_S      8
#define TIMEOUT_MOST_S 300
#define ROUNDS         3 /* names, then addresses, then what those bring */

static struct str cache_folder(struct ctx *c)
{
	const char *base = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

	if (ctx_flag(c, "no-cache"))
		return (struct str){ NULL, 0 };
	if (base && base[0] == '/')
		return arena_printf(c->arena, "%s/bailiwick/facts", base);
	if (home && home[0] == '/')
		return arena_printf(c->arena, "%s/.cache/bailiwick/facts", home);
	return (struct str){ NULL, 0 };
}

static int read_file(struct ctx *c, struct str path, struct facts *out, struct err *e)
{
	char q[QUOTE_ROOM(100)];
	struct str text, z = arena_dup(c->arena, path);
	int rc;

	if (!z.p)
		return err_nomem(e);
	rc = data_read(c->arena, z, LIMIT_FILE_BYTES, &text, e);
	if (rc)
		return rc;
	rc = facts_parse(c->arena, text, out, e);
	return rc ? err_prefix(e, "'%s': ", str_quote(path, 100, q)) : BW_OK;
}

static int timeout(struct ctx *c, int64_t *out_ms, struct err *e)
{
	struct str text = ctx_opt(c, "timeout");
	uint64_t s = TIMEOUT_S;

	if (text.p && (!str_u64(text, &s) || s == 0 || s > TIMEOUT_MOST_S))
		return err_set(e, BW_EUSAGE, "--timeout wants 1 to %d seconds", TIMEOUT_MOST_S);
	*out_ms = (int64_t)s * 1000;
	return BW_OK;
}

int facts_open(struct ctx *c, const struct refdata *rd, int64_t now_s, struct facts_source *out,
	struct err *e)
{
	struct facts_source s = { 0 };
	struct str path = ctx_opt(c, "facts");
	bool loopback = ctx_flag(c, "test-loopback");
	int rc = timeout(c, &s.timeout_ms, e);

	if (rc)
		return rc;
	s.file = path.p != NULL;
	s.fetch = !s.file && !c->offline;
	if (s.file)
		rc = read_file(c, path, &s.given, e);
	s.courier = (struct courier){ .rd = rd,
		.guard = { .loopback = loopback },
		.dns = { .resolver = ctx_opt(c, "resolver"),
			.loopback = loopback,
			.unsigned_test = loopback },
		.cache = { cache_folder(c) },
		.rdap_base = ctx_opt(c, "rdap-base"),
		.now_s = now_s };
	*out = s;
	return rc;
}

int facts_stack(struct facts_source *s, struct arena *a, const struct site *site, int64_t now_s,
	struct facts *facts, struct stack *out, struct courier_misses *misses, struct err *e)
{
	struct courier_misses own = { 0 }, *m = misses ? misses : &own;
	int rc;

	if (s->file)
		*facts = s->given;
	rc = stack_infer(a, s->courier.rd, site, facts, now_s, out, e);
	if (!s->fetch)
		return rc;
	courier_budget(&s->courier, s->timeout_ms);
	for (int round = 0; !rc && round < ROUNDS && out->wishes_n; round++) {
		size_t had = facts->n;

		rc = courier_fetch(&s->courier, a, out->wishes, out->wishes_n, facts, m, e);
		if (rc || facts->n == had)
			break;
		rc = stack_infer(a, s->courier.rd, site, facts, now_s, out, e);
	}
	return rc;
}

struct str facts_miss_words(struct arena *a, const struct courier_miss *m)
{
	return arena_printf(a, "%s of %.*s%s%.*s: %.*s", fact_kind_text(m->wish.kind),
		STR_ARG(m->wish.subject), m->wish.detail.n ? " " : "", STR_ARG(m->wish.detail),
		STR_ARG(m->why));
}
