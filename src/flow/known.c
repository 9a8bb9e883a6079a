/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/known.h"

#include "base/vec.h"

#define SUBJECTS_MOST \
	32 /* of one case: names, aliases, addresses; what is further is passed over */

struct subjects {
	struct str v[SUBJECTS_MOST];
	size_t n;
};

static void subject(struct subjects *s, struct str name)
{
	if (name.n > 1 && name.p[name.n - 1] == '.')
		name.n--;
	if (name.n == 0 || s->n == SUBJECTS_MOST)
		return;
	for (size_t i = 0; i < s->n; i++)
		if (str_eq(s->v[i], name))
			return;
	s->v[s->n++] = name;
}

/* The last two labels: the name itself where no public suffix is known. */
static struct str last_two(struct str host)
{
	size_t dot = str_rfind_byte(host, '.');

	if (dot == SIZE_MAX || dot == 0)
		return host;
	dot = str_rfind_byte(str_sub(host, 0, dot), '.');
	return dot == SIZE_MAX ? host : str_from(host, dot + 1);
}

/* Aliases and addresses that an answer leads to. */
static void follow(struct subjects *s, const struct fact *f)
{
	struct str type = json_text(f->body, "type");
	const struct json *list = json_get(f->body, "records");

	if (f->kind != FACT_DNS ||
		!(str_eq_nocase(type, STR("A")) || str_eq_nocase(type, STR("AAAA")) ||
			str_eq_nocase(type, STR("CNAME"))))
		return;
	JSON_EACH (x, list)
		if (x->type == JSON_STRING)
			subject(s, x->text);
}

static void subjects_of(const struct site *site, struct subjects *want)
{
	subject(want, site->id);
	subject(want, site->host);
	subject(want, site->registrable);
	if (site->kind != SITE_IP)
		subject(want, last_two(site->host));
}

static struct facts only(const struct facts *more)
{
	return more ? (struct facts){ more->v, more->n, more->n } : (struct facts){ 0 };
}

bool known_none(
	const struct store *s, const struct site *site, const struct facts *more, struct facts *out)
{
	struct subjects want = { .n = 0 };

	subjects_of(site, &want);
	for (size_t i = 0; i < want.n; i++)
		if (!store_facts_stranger(s, want.v[i]))
			return false;
	*out = only(more);
	return true;
}

int known_facts(struct store *s, struct arena *a, const struct site *site, const struct facts *more,
	int64_t now_s, struct facts *out, struct err *e)
{
	struct subjects want = { .n = 0 };
	bool none;
	int rc = store_facts_none(s, &none, e);

	*out = (struct facts){ 0 };
	if (rc)
		return rc;
	if (none) {
		*out = only(more);
		return BW_OK;
	}
	subjects_of(site, &want);
	for (size_t i = 0; !rc && i < want.n; i++) {
		size_t from = out->n;

		rc = store_facts_about(s, a, want.v[i], now_s, out, e);
		for (size_t k = from; !rc && k < out->n; k++)
			follow(&want, &out->v[k]);
	}
	for (size_t i = 0; !rc && more && i < more->n; i++) {
		struct fact *f = VEC_PUSH(a, out);

		if (!f)
			return err_nomem(e);
		*f = more->v[i];
	}
	return rc;
}

int known_keep(struct store *s, const struct facts *f, size_t *fresh, struct err *e)
{
	struct work *w;
	bool lacks;
	int rc = store_facts_lacks(s, f, &lacks, e);

	*fresh = 0;
	if (rc || !lacks)
		return rc;
	rc = store_change_begin(s, &w, e);
	if (rc)
		return rc;
	rc = store_facts_put(w, f, fresh, e);
	if (!rc)
		rc = store_work_commit(w, e);
	store_work_free(w);
	return rc;
}
