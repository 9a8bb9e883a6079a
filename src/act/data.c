/* SPDX-License-Identifier: Apache-2.0 */
/* data.c -- the part of a letter for programs: docs/formats/letter.md, with XARF 4.2 and CSV inside. */
#include "act/inner.h"
#include "base/limit.h"
#include "format/schema.h"
#include "format/xarf.h"

#define DATA_MOST ((size_t)4 << 20)

static struct str domain_of(struct str mail)
{
	size_t at = str_rfind_byte(mail, '@');

	return at == SIZE_MAX ? mail : str_from(mail, at + 1);
}

static void party(struct jw *w, const char *key, const struct house *h)
{
	jw_key(w, key);
	jw_object(w);
	jw_kstr(w, "org", h->name);
	jw_kstr(w, "contact", h->mail);
	jw_kstr(w, "domain", domain_of(h->mail));
	jw_end(w);
}

/* A version 4 UUID in form; its bits are the letter's, so that the same letter has the same number. */
static void uuid(const unsigned char seed[16], char out[37])
{
	static const char hex[] = "0123456789abcdef";
	size_t at = 0;

	for (size_t i = 0; i < 16; i++) {
		unsigned char b = seed[i];

		if (i == 6)
			b = (unsigned char)(0x40 | (b & 0x0f));
		if (i == 8)
			b = (unsigned char)(0x80 | (b & 0x3f));
		if (i == 4 || i == 6 || i == 8 || i == 10)
			out[at++] = '-';
		out[at++] = hex[b >> 4];
		out[at++] = hex[b & 15];
	}
	out[at] = 0;
}

struct str act_host_of(struct str url)
{
	size_t from = str_find(url, STR("://"), 0), to;

	from = from == SIZE_MAX ? 0 : from + 3;
	for (to = from; to < url.n && !strchr("/?#", url.p[to]); to++)
		;
	return str_sub(url, from, to - from);
}

/* The report as we would pass it on: we are its reporter, nobody who told us is named. */
static void xarf_json(const struct act_in *in, const struct act_case *c, int type, struct jw *w)
{
	char id[37];

	uuid(c->seed, id);
	jw_object(w);
	jw_kz(w, "xarf_version", "4.2.0");
	jw_kz(w, "report_id", id);
	jw_ktime(w, "timestamp", c->last_seen_s);
	party(w, "reporter", in->house);
	party(w, "sender", in->house);
	jw_kstr(w, "source_identifier", act_host_of(c->target));
	jw_kz(w, "category", xarf_category_name(type));
	jw_kz(w, "type", xarf_type_name(type));
	jw_kz(w, "evidence_source", "user_report");
	if (str_find(c->target, STR("://"), 0) != SIZE_MAX)
		jw_kstr(w, "url", c->target);
	if (c->registrable.n)
		jw_kstr(w, "domain", c->registrable);
	jw_ktime(w, "first_seen", c->first_seen_s);
	jw_ktime(w, "last_seen", c->last_seen_s);
	jw_end(w);
}

/* Only what the format's own rules accept is attached. */
static int xarf_part(struct arena *a, const struct act_in *in, const struct act_case *c,
	struct str *out, struct err *e)
{
	size_t slash = str_find_byte(str_of(harm_text(c->harm)), '/', 0);
	struct str pair = str_of(harm_text(c->harm));
	int type = slash == SIZE_MAX
			   ? -1
			   : xarf_type(str_sub(pair, 0, slash), str_from(pair, slash + 1));
	struct faults f = { .a = a, .quiet = true };
	struct json *root;
	struct xarf x;
	struct buf b;
	struct jw w;
	int rc;

	*out = STR("");
	if (type < 0 || !c->target.n || harm_class_of(c->harm) == CLASS_CSAM)
		return BW_OK;
	buf_init(&b, 64u << 10);
	jw_init(&w, &b);
	xarf_json(in, c, type, &w);
	rc = jw_check(&w, e);
	if (!rc)
		*out = arena_dup(a, buf_str(&b));
	buf_done(&b);
	if (!rc)
		rc = out->p ? json_parse(a, *out, &root, e) : err_nomem(e);
	if (rc)
		return rc;
	xarf_read(root, &x);
	xarf_check(&x, &f);
	if (f.total)
		*out = STR("");
	return f.nomem ? err_nomem(e) : BW_OK;
}

static int xarf_member(struct arena *a, const struct act_in *in, struct jw *w, struct err *e)
{
	struct str part;
	int rc = xarf_part(a, in, in->matter, &part, e);

	if (rc || !part.n)
		return rc;
	jw_key(w, "xarf");
	jw_array(w);
	jw_raw(w, part);
	jw_end(w);
	return BW_OK;
}

static struct str or_null(struct str s)
{
	return s.n ? s : (struct str){ NULL, 0 };
}

static void head(const struct act_in *in, enum letter_kind kind, struct jw *w)
{
	const struct decided *d = in->decision;
	const struct act_case *c = in->matter;
	bool csam = harm_class_of(c->harm) == CLASS_CSAM;

	jw_ki64(w, "v", 1);
	jw_kz(w, "kind", letter_kind_text((int)kind));
	jw_kstr(w, "case", c->number);
	jw_kstr(w, "decision", or_null(in->decision_number));
	jw_kz(w, "harm", harm_text(c->harm));
	jw_kstr(w, "target", csam ? or_null(STR("")) : or_null(c->target));
	jw_kstr(w, "site", csam ? or_null(STR("")) : or_null(c->site));
	jw_kstr(w, "action", d ? or_null(d->action) : or_null(STR("")));
	jw_kz(w, "role", in->role >= 0 ? role_text(in->role) : NULL);
	jw_kstr(w, "actor", or_null(in->actor));
	jw_ktime(w, "due", in->due_s);
	if (d) {
		jw_kstr(w, "clause", or_null(d->clause));
		jw_kstr(w, "pack", or_null(d->pack));
		jw_kstr(w, "pack_version", or_null(d->pack_version));
	}
	jw_kstr(w, "about", or_null(in->about_number));
}

int act_data(struct arena *a, const struct act_in *in, struct str *out, struct err *e)
{
	enum letter_kind kind = act_kind(in->what);
	struct buf b;
	struct jw w;
	int rc = BW_OK;

	buf_init(&b, DATA_MOST);
	jw_init(&w, &b);
	jw_object(&w);
	head(in, kind, &w);
	if (kind == LETTER_REQUEST || kind == LETTER_REMINDER)
		rc = xarf_member(a, in, &w, e);
	act_command_json(in, &w);
	jw_end(&w);
	if (!rc)
		rc = jw_check(&w, e);
	if (!rc) {
		*out = arena_dup(a, buf_str(&b));
		rc = out->p ? BW_OK : err_nomem(e);
	}
	buf_done(&b);
	return rc;
}
