/* SPDX-License-Identifier: Apache-2.0 */
/* routing.c -- what may be kept of a report of CSAM: to whom it goes, worked out when it arrives. */
#include "flow/step.h"

static int word_of(
	const struct json *j, const char *name, bool (*parse)(struct str, enum role *), int none)
{
	enum role v;
	struct str t = json_text(j, name);

	return t.p && parse(t, &v) ? (int)v : none;
}

int step_from_routing(struct arena *a, struct store_case *c, struct err *e)
{
	struct json *j;
	int rc = json_parse(a, c->routing, &j, e);

	if (rc)
		return rc;
	c->verdict = VERDICT_UNKNOWN;
	c->decision = DECISION_REFER;
	c->proposal = (struct store_step){ .action = json_text(j, "action"),
		.actor = json_text(j, "actor"),
		.role = word_of(j, "role", role_parse, STORE_NONE),
		.effect = STORE_NONE,
		.collateral = STORE_NONE };
	c->next = (struct store_step){
		.role = STORE_NONE, .effect = STORE_NONE, .collateral = STORE_NONE
	};
	c->due_s = CLOCK_NONE;
	c->country = json_text(j, "country");
	return BW_OK;
}

static void routing_json(const struct explanation *x, const struct site *site,
	const unsigned char digest[STORE_DIGEST], struct jw *w)
{
	static const char hex[] = "0123456789abcdef";
	const struct actor *host = stack_find(&x->stack, ROLE_HOSTING),
			   *net = stack_find(&x->stack, ROLE_NETWORK);
	const struct option *o = x->decision.proposal;
	char text[2 * STORE_DIGEST];

	for (size_t i = 0; i < STORE_DIGEST; i++) {
		text[2 * i] = hex[digest[i] >> 4];
		text[2 * i + 1] = hex[digest[i] & 15];
	}
	jw_object(w);
	jw_kstr(w, "digest", str_make(text, sizeof(text)));
	jw_kz(w, "kind", site_kind_text(site->kind));
	jw_kstr(w, "country", host ? host->country : net ? net->country : STR(""));
	jw_kstr(w, "hosting", host ? host->name : (struct str){ NULL, 0 });
	jw_kstr(w, "network", net ? net->name : (struct str){ NULL, 0 });
	if (o) {
		jw_kz(w, "action", o->action->name);
		jw_kz(w, "role", role_text((int)o->actor->role));
		jw_kstr(w, "actor", o->actor->name);
	}
	jw_end(w);
}

int step_routing(struct arena *a, const struct step_settings *set, const struct site *site,
	int harm, const unsigned char digest[STORE_DIGEST], int64_t now_s, struct str *out,
	struct err *e)
{
	const struct explain_in in = { .site = site,
		.harm = harm,
		.names_in_notice = 1,
		.facts = set->facts,
		.received_at_s = now_s,
		.now_s = now_s };
	struct explanation x;
	struct buf b;
	struct jw w;
	int rc = explain_quick(a, set->know, &in, &x, e);

	if (rc)
		return rc;
	buf_init(&b, 16u << 10);
	jw_init(&w, &b);
	routing_json(&x, site, digest, &w);
	rc = jw_check(&w, e);
	if (!rc)
		*out = arena_dup(a, buf_str(&b));
	buf_done(&b);
	return rc ? rc : out->p ? BW_OK : err_nomem(e);
}
