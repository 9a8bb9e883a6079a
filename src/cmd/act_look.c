/* SPDX-License-Identifier: Apache-2.0 */
/* act_look.c -- a look at the world just before a letter leaves: who is on the stack now, whether the name still leads
 * anywhere, and, where the settings let it (look-pages), what the reported pages answer. */
#include "base/vec.h"
#include "cmd/act_verbs.h"

/* Nothing is under the name: it has neither kind of address. */
static bool leads_nowhere(const struct facts *f, const struct site *site, int64_t now_s)
{
	static const char *const types[] = { "A", "AAAA" };

	if (!site->host.n || site->ip_n)
		return false;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		const struct fact *x = facts_find_dns(f, site->host, types[i], now_s);
		const struct json *records = x ? json_get(x->body, "records") : NULL;

		if (!x || !str_is(json_text(x->body, "rcode"), "NXDOMAIN") ||
			(records && records->n))
			return false;
	}
	return true;
}

static int add_gone(
	struct arena *a, const struct site *site, int64_t now_s, struct facts *out, struct err *e)
{
	char at[CLOCK_TEXT];
	struct fact *f = VEC_PUSH(a, out);
	struct str line = arena_printf(a,
		"{\"fact\":\"check\",\"subject\":\"%.*s\",\"seen_at\":\"%s\",\"source\":\"dns\","
		"\"state\":\"gone\"}",
		STR_ARG(site->host), clock_format(now_s, at));

	return f && line.p ? fact_parse(a, line, f, e) : err_nomem(e);
}

int act_look_now(void *ctx, struct arena *a, const struct site *site, int64_t now_s,
	struct facts *out, struct err *e)
{
	struct act_looking *l = ctx;
	struct courier_misses misses = { 0 };
	struct stack stack;
	int rc = facts_stack(&l->source, a, site, now_s, out, &stack, &misses, e);

	if (!rc && leads_nowhere(out, site, now_s))
		rc = add_gone(a, site, now_s, out, e);
	return rc;
}

int act_looking_init(
	struct act_looking *out, struct ctx *c, const struct facts_source *source, struct err *e)
{
	int rc;

	out->source = *source;
	rc = pages_open(c, source->courier.rd, source->fetch, source->courier.guard.loopback,
		&out->pages, e);
	out->look = (struct post_look){
		.look = act_look_now, .ctx = out, .page_ctx = &out->pages.looking
	};
	if (out->pages.when == PAGES_BEFORE_SENDING)
		out->look.page = pages_ask;
	return rc;
}

int act_looking_open(struct act_run *r, struct act_looking *out, struct err *e)
{
	struct facts_source source;
	int rc = facts_open(r->c, r->know.k.refdata, r->desk.now_s, &source, e);

	if (!rc)
		rc = act_looking_init(out, r->c, &source, e);
	out->can = !rc && source.fetch;
	return rc;
}
