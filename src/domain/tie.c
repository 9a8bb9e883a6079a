/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/tie.h"

#define VALUE_MOST 253 /* a name of the DNS in text */

const char *tie_kind_text(int kind)
{
	static const char *const words[TIE_KIND_COUNT] = { "address", "name-server", "registrant" };

	return kind >= 0 && kind < TIE_KIND_COUNT ? words[kind] : "?";
}

struct str tie_value(struct arena *a, struct str s)
{
	struct str v;

	s = str_trim(s);
	while (s.n && s.p[s.n - 1] == '.')
		s.n--;
	if (s.n == 0 || s.n > VALUE_MOST)
		return STR("");
	v = arena_dup(a, s);
	for (size_t i = 0; v.p && i < v.n; i++)
		((char *)v.p)[i] = ch_tolower(v.p[i]);
	return v;
}

static int add(struct arena *a, enum tie_kind kind, struct str s, struct tie *out, size_t most,
	size_t *n, struct err *e)
{
	struct str v = tie_value(a, s);

	if (!v.p)
		return err_nomem(e);
	if (v.n && *n < most)
		out[(*n)++] = (struct tie){ kind, v };
	return BW_OK;
}

static int add_all(struct arena *a, enum tie_kind kind, const struct json *list, struct tie *out,
	size_t most, size_t *n, struct err *e)
{
	int rc = BW_OK;

	JSON_EACH (x, list)
		if (!rc && x->type == JSON_STRING)
			rc = add(a, kind, x->text, out, most, n, e);
	return rc;
}

int fact_ties(struct arena *a, const struct fact *f, struct tie *out, size_t most, size_t *n,
	struct err *e)
{
	struct str type = json_text(f->body, "type");
	int rc;

	switch (f->kind) {
	case FACT_DNS:
		if (str_eq_nocase(type, STR("NS")))
			return add_all(
				a, TIE_NAME_SERVER, json_get(f->body, "records"), out, most, n, e);
		if (str_eq_nocase(type, STR("A")) || str_eq_nocase(type, STR("AAAA")))
			return add_all(
				a, TIE_ADDRESS, json_get(f->body, "records"), out, most, n, e);
		return BW_OK;
	case FACT_REGISTRATION:
		rc = add_all(a, TIE_NAME_SERVER, json_get(f->body, "nameservers"), out, most, n, e);
		return rc ? rc
			  : add(a, TIE_REGISTRANT,
				    json_text(json_get(f->body, "registrant"), "handle"), out, most,
				    n, e);
	default: return BW_OK;
	}
}
