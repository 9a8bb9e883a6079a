/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/dsa_statement.h"

#include "domain/decision.h"
#include "format/dsa.h"
#include "store/outbox.h"

#define TERRITORIES 30

/* Steps by what they do to content or account.  Longest name first where one begins another. */
static const struct {
	const char *part; /* of an action's name */
	const char *visibility, *provision, *account;
} restrictions[] = {
	{ "suspend-account", "", "", "SUSPENDED" },
	{ "suspend-tenant", "", "TOTAL_SUSPENSION", "" },
	{ "suspend-site", "", "TOTAL_SUSPENSION", "" }, { "remove-", "CONTENT_REMOVED", "", "" },
	{ "", "CONTENT_DISABLED", "", "" }, /* any other step that takes something away */
};

static bool terms(struct str clause)
{
	return str_find_nocase(clause, STR("terms"), 0) != SIZE_MAX ||
	       str_find_nocase(clause, STR("policy"), 0) != SIZE_MAX;
}

static struct str keyword_of(int harm)
{
	switch (harm_class_of(harm)) {
	case CLASS_PHISHING: return STR("PHISHING");
	case CLASS_BRAND: return STR("TRADEMARK_INFRINGEMENT");
	case CLASS_COPYRIGHT: return STR("COPYRIGHT_INFRINGEMENT");
	case CLASS_CSAM: return STR("CHILD_SEXUAL_ABUSE_MATERIAL");
	default: return (struct str){ NULL, 0 };
	}
}

static void restriction(struct str action, struct dsa_statement *out)
{
	size_t i = 0;

	while (str_find(action, str_of(restrictions[i].part), 0) == SIZE_MAX)
		i++; /* the last row fits everything */
	out->visibility = str_of(restrictions[i].visibility);
	out->provision = str_of(restrictions[i].provision);
	out->account = str_of(restrictions[i].account);
}

static struct str puid_of(struct store *s, struct arena *a, int64_t decision)
{
	unsigned char digest[STORE_DIGEST];
	struct str what = arena_printf(a, "dsa:%lld", (long long)decision);
	char hex[2 * STORE_DIGEST + 1];

	if (!what.p)
		return what;
	store_digest(s, what, digest);
	for (size_t i = 0; i < STORE_DIGEST; i++) {
		hex[2 * i] = "0123456789abcdef"[digest[i] >> 4];
		hex[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
	}
	return arena_printf(a, "bw-%.*s", 2 * STORE_DIGEST, hex);
}

static int fill(struct store *s, struct arena *a, const struct decided *d,
	const struct store_case *c, struct dsa_statement *out, struct err *e)
{
	struct measure m;
	int rc = store_measure_of(s, a, d->id, &m, e);

	if (rc && rc != BW_ENOTFOUND)
		return rc;
	out->until_s = rc ? CLOCK_NONE : m.until_s;
	restriction(d->action, out);
	out->puid = puid_of(s, a, d->id);
	out->illegal = !terms(d->clause);
	out->ground = d->clause.n ? d->clause : STR("terms of service");
	out->explanation = arena_printf(a,
		"What was reported as %s falls under it; the step chosen is the least that stops "
		"it.",
		harm_class_words((int)c->harm_class));
	out->content_type = STR("OTHER");
	out->content_type_other = STR("web page, file or web site");
	out->category = str_of(harm_dsa(c->harm));
	out->keyword = keyword_of(c->harm);
	out->content_s = c->opened_at_s;
	out->applied_s = d->at_s;
	out->facts = arena_printf(a,
		"%u reports of %s on %s. Judged: %s. The step reaches: %s. What else it breaks: "
		"%s.",
		c->reports, harm_class_words((int)c->harm_class),
		site_kind_words((int)c->site_kind), verdict_words((int)c->verdict),
		effect_text((int)d->effect), collateral_text((int)d->collateral));
	out->source = STR("ARTICLE_16");
	out->automated_decision = d->automated ? STR("FULLY") : STR("PARTIALLY");
	if (!out->puid.p || !out->explanation.p || !out->facts.p)
		return err_nomem(e);
	return dsa_check(out, e);
}

static int territories(const struct dsa_platform *from, struct str *v, size_t *n, struct err *e)
{
	struct str rest = from->territory, one;
	char q[QUOTE_ROOM(20)];

	*n = 0;
	while (rest.n && str_cut(&rest, ',', &one)) {
		if (!dsa_country(one) || *n == TERRITORIES)
			return err_set(e, BW_EUSAGE,
				"'%s' is no country the database takes (GR, not EL)",
				str_quote(one, 20, q));
		v[(*n)++] = one;
	}
	return BW_OK;
}

struct writing {
	struct buf *out;
	struct jw w;
	bool bulk;
	size_t in_bulk;
};

static void bulk_end(struct writing *x)
{
	if (!x->in_bulk)
		return;
	jw_end(&x->w);
	jw_end(&x->w);
	buf_addc(x->out, '\n');
	x->in_bulk = 0;
}

static void put(struct writing *x, const struct dsa_statement *st)
{
	if (!x->bulk || !x->in_bulk)
		jw_init(&x->w, x->out);
	if (x->bulk && !x->in_bulk) {
		jw_object(&x->w);
		jw_key(&x->w, "statements");
		jw_array(&x->w);
	}
	dsa_write(st, &x->w);
	if (!x->bulk)
		buf_addc(x->out, '\n');
	else if (++x->in_bulk == DSA_BULK)
		bulk_end(x);
}

/* Only what takes something away is stated, and never what concerns child sexual abuse material: the
 * database is public and such a case goes to the police. */
static bool stated(const struct decided *d, const struct store_case *c)
{
	return d->action.n && d->effect != EFFECT_NOTHING && d->kind != DECISION_REFUSE &&
	       d->state != DECISION_IS_WAITING && d->state != DECISION_IS_REJECTED &&
	       c->harm_class != CLASS_CSAM;
}

int dsa_statements(struct store *s, const struct dsa_platform *from, struct period p, bool bulk,
	struct buf *out, size_t *done, size_t *left_out, struct err *e)
{
	struct str countries[TERRITORIES];
	struct writing x = { .out = out, .bulk = bulk };
	struct arena all, one;
	int64_t *ids = NULL;
	size_t n = 0, countries_n;
	int rc = territories(from, countries, &countries_n, e);

	*done = *left_out = 0;
	if (rc)
		return rc;
	arena_init(&all, 0);
	arena_init(&one, 0);
	rc = store_figures_decisions(s, &all, p, &ids, &n, e);
	for (size_t i = 0; !rc && i < n; i++) {
		struct dsa_statement st = { .territory = countries,
			.territory_n = countries_n,
			.language = from->language,
			.url = from->url };
		struct store_case c;
		struct decided d;

		arena_reset(&one);
		rc = store_decision_get(s, &one, ids[i], &d, e);
		if (!rc)
			rc = store_case_get(s, &one, d.case_id, &c, e);
		if (rc)
			break;
		if (!stated(&d, &c)) {
			(*left_out)++;
			continue;
		}
		rc = fill(s, &one, &d, &c, &st, e);
		if (!rc) {
			put(&x, &st);
			(*done)++;
		}
	}
	bulk_end(&x);
	arena_done(&one);
	arena_done(&all);
	return rc ? rc : buf_check(out, "the statements", e);
}
