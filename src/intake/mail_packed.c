/* SPDX-License-Identifier: Apache-2.0 */
/* What is attached in a packed file: scans of a network, lists, reports come so.  The members are parts as others are. */
#include "base/limit.h"
#include "base/vec.h"
#include "format/packed.h"
#include "intake/mail_part.h"

static const struct {
	const char *begin, *harm;
} scans[] = {
#define SCAN(begin, harm) { begin, harm },
#include "intake/scan_names.def"
#undef SCAN
};

int mail_harm_of_name(struct str name)
{
	enum harm h;

	/* "2026-11-21-scan_ntp-example-asn.csv" */
	while (name.n && (ch_digit(name.p[0]) || name.p[0] == '-'))
		name = str_from(name, 1);
	for (size_t i = 0; i < sizeof(scans) / sizeof(scans[0]); i++)
		if (str_starts_nocase(name, str_of(scans[i].begin)) &&
			harm_parse(str_of(scans[i].harm), &h))
			return (int)h;
	return HARM_NONE;
}

struct opening {
	struct mail *m;
	struct buf bytes; /* of the member in hand */
	struct str name;
	bool begun;
	uint64_t *left; /* bytes that may still come out of this mail */
};

static bool ends(struct str name, const char *end)
{
	struct str s = str_of(end);

	return name.n >= s.n && str_eq_nocase(str_from(name, name.n - s.n), s);
}

/* As its name says: nothing else does. */
static struct str type_of(struct str name)
{
	if (ends(name, ".csv"))
		return STR("text/csv");
	if (ends(name, ".tsv"))
		return STR("text/tab-separated-values");
	if (ends(name, ".json"))
		return STR("application/json");
	return STR("application/octet-stream");
}

static int keep(struct opening *o, struct err *e)
{
	struct mail *m = o->m;
	struct mail_loose *l;

	if (!o->begun)
		return BW_OK;
	o->begun = false;
	l = VEC_PUSH(m->a, &m->loose);
	if (!l || buf_check(&o->bytes, "a packed file", e))
		return l ? e->code : err_nomem(e);
	*l = (struct mail_loose){ 0 };
	l->part.kind = MIME_LEAF;
	l->part.name = o->name;
	l->part.type = type_of(o->name);
	/* A copy: what is UTF-8 already is given back as it is. */
	l->text = mime_utf8(m->a, arena_dup(m->a, buf_str(&o->bytes)), STR("utf-8"));
	buf_reset(&o->bytes);
	return l->text.p ? BW_OK : err_nomem(e);
}

static int on_member(void *ctx, struct str name, struct err *e)
{
	struct opening *o = ctx;
	int rc = keep(o, e);

	/* "report.csv.gz" has no member with a name of its own */
	if (!rc && name.n)
		o->name = arena_dup(o->m->a, name);
	o->begun = true;
	return rc;
}

static int on_bytes(void *ctx, struct str bytes, struct err *e)
{
	struct opening *o = ctx;

	if (bytes.n > *o->left)
		return err_set(e, BW_ELIMIT, "the packed file holds more than %u bytes",
			LIMIT_PACKED_MAIL);
	*o->left -= bytes.n;
	buf_add(&o->bytes, bytes);
	return BW_OK;
}

static struct str without_end(struct str name)
{
	size_t dot = str_rfind_byte(name, '.');

	return dot == SIZE_MAX ? name : str_sub(name, 0, dot);
}

int mail_unpack(struct mail *m, const struct mime_part *p, uint64_t *left, struct err *e)
{
	struct opening o = { .m = m, .left = left, .name = without_end(p->name) };
	const struct packed_sink to = { on_member, on_bytes, &o };
	struct packed_source from = { 0 };
	struct err why = { 0 };
	int rc = mime_body(m->a, p, &from.all, e);

	if (rc)
		return rc;
	if (packed_kind(from.all) != PACKED_OPEN) {
		(void)err_set(&why, BW_EINVALID,
			"this form of packed file is not opened: unpack it first");
	} else {
		buf_init(&o.bytes, LIMIT_PACKED_MAIL);
		if (!packed_each(&from, &to, *left, &why))
			(void)!keep(&o, &why);
		buf_done(&o.bytes);
	}
	if (!why.code)
		return BW_OK;
	if (why.code == BW_ENOMEM)
		return err_nomem(e);
	/* The rest of the mail may still say what it is about: this is told where nothing else is found. */
	if (!m->unopened.n)
		m->unopened = arena_dup(m->a, str_of(why.text));
	return BW_OK;
}
