/* SPDX-License-Identifier: Apache-2.0 */
#include "procedure/procedure.h"

#include <stdlib.h>

#include "base/limit.h"
#include "base/mem.h"
#include "base/vec.h"
#include "procedure/engine.h"

static const char magic[8] = { 'B', 'W', 'P', 'A', 'C', 'K', 'S', '1' };
#define HEAD (sizeof(magic) + 16) /* and the schema's mark, and the checksum of what follows */

int pack_check(struct arena *a, struct pack_source src, struct buf *faults, struct err *e)
{
	struct faults f = { faults, 0 };
	struct pack p = { 0 };
	char q[QUOTE_ROOM(120)];
	int rc = pack_parse(a, src.bytes, &p, &f, e);

	if (!rc && f.n > LIMIT_PACK_FAULTS)
		buf_printf(faults, "and %zu more\n", f.n - LIMIT_PACK_FAULTS);
	if (!rc && f.n)
		return err_set(e, BW_EINVALID, "pack '%s' has %zu fault%s",
			str_quote(src.name, 120, q), f.n, f.n == 1 ? "" : "s");
	return rc;
}

/* ---- compiling ---- */

struct compile {
	struct arena a;
	struct pack *packs;
	struct str *names;
	size_t n;
	struct buf *faults; /* may be NULL */
	size_t faults_n;
	struct str first; /* the first fault, for the error */
	struct err *e;
};

/* Faults of one pack, each with the pack's name before it. */
static int take_faults(struct compile *c, struct str name, struct faults *f)
{
	struct str rest = buf_str(f->b), line;

	while (str_cut(&rest, '\n', &line)) {
		if (!line.n)
			continue;
		if (!c->faults_n++) {
			c->first = arena_printf(
				&c->a, "pack '%.*s': %.*s", STR_ARG(name), STR_ARG(line));
			if (!c->first.p)
				return err_nomem(c->e);
		}
		if (c->faults)
			buf_printf(c->faults, "%.*s: %.*s\n", STR_ARG(name), STR_ARG(line));
	}
	return BW_OK;
}

static struct pack *named(const struct compile *c, struct str id)
{
	for (size_t i = 0; i < c->n; i++)
		if (str_eq(c->packs[i].id, id))
			return &c->packs[i];
	return NULL;
}

static int add_pack(struct compile *c, struct pack_source src)
{
	struct pack p = { 0 }, *same;
	struct buf text;
	struct faults f = { &text, 0 };
	int rc;

	buf_init(&text, 1 << 20);
	rc = pack_parse(&c->a, src.bytes, &p, &f, c->e);
	if (!rc && !f.n) {
		same = named(c, p.id);
		if (same && c->names[same - c->packs].p)
			fault_add(&f, 1, "another pack has the id '%.*s'", STR_ARG(p.id));
		if (!same)
			same = &c->packs[c->n++];
		*same = p;
		c->names[same - c->packs] = src.name.p ? src.name : STR("-");
	}
	if (!rc)
		rc = take_faults(c, src.name, &f);
	buf_done(&text);
	return rc;
}

static int extend_all(struct compile *c)
{
	struct buf text;
	struct faults f = { &text, 0 };
	int rc = BW_OK;

	buf_init(&text, 1 << 20);
	for (size_t i = 0; i < c->n && !rc; i++) {
		struct pack *p = &c->packs[i];
		const struct pack *base = named(c, p->extends);

		/* packs without a name came from an image and are whole already */
		if (!p->extends.n || !c->names[i].p)
			continue;
		if (!base || base == p || base->extends.n)
			fault_add(&f, 1, "extends '%.*s', which %s", STR_ARG(p->extends),
				base ? "itself extends a pack" : "is no pack");
		else
			rc = pack_inherit(&c->a, base, p, &f, c->e);
		if (!rc)
			rc = take_faults(c, c->names[i], &f);
		buf_reset(&text);
		f.n = 0;
	}
	buf_done(&text);
	return rc;
}

static int by_id(const void *x, const void *y)
{
	return str_cmp(((const struct pack *)x)->id, ((const struct pack *)y)->id);
}

static int write_image(struct compile *c, const struct list *calendars, struct buf *out)
{
	struct buf body;
	int rc;

	qsort(c->packs, c->n, sizeof(*c->packs), by_id);
	buf_init(&body, LIMIT_PACK_IMAGE);
	calendars_save(calendars, &body);
	buf_u32(&body, (uint32_t)c->n);
	for (size_t i = 0; i < c->n; i++)
		schema_save(&pack_schema, &c->packs[i], &body);
	buf_add(out, str_make(magic, sizeof(magic)));
	buf_u64(out, schema_mark(&pack_schema));
	buf_u64(out, hash_fixed(buf_str(&body)));
	buf_add(out, buf_str(&body));
	rc = buf_check(&body, "compiled packs", c->e);
	buf_done(&body);
	return rc ? rc : buf_check(out, "compiled packs", c->e);
}

static int compile(struct compile *c, const struct procedure *under,
	const struct pack_source *packs, size_t n, struct str holidays, struct buf *out)
{
	struct list calendars = { 0 };
	size_t room = n + (under ? under->n : 0);
	int rc = BW_OK;

	if (room > LIMIT_PACKS)
		return err_set(c->e, BW_ELIMIT, "%zu packs, more than %d", room, LIMIT_PACKS);
	c->packs = ARENA_ARRAY(&c->a, struct pack, room + 1);
	c->names = ARENA_ARRAY(&c->a, struct str, room + 1);
	if (!c->packs || !c->names)
		return err_nomem(c->e);
	if (under) {
		memcpy(c->packs, under->packs, under->n * sizeof(*c->packs));
		c->n = under->n;
		calendars = under->calendars;
	}
	for (size_t i = 0; i < n && !rc; i++)
		rc = add_pack(c, packs[i]);
	if (!rc && !c->faults_n)
		rc = extend_all(c);
	if (!rc && holidays.n)
		rc = calendars_parse(&c->a, holidays, &calendars, c->e);
	if (!rc && c->faults_n)
		rc = err_set(c->e, BW_EINVALID, "%.*s", STR_ARG(c->first));
	return rc ? rc : write_image(c, &calendars, out);
}

int procedure_compile(const struct procedure *under, const struct pack_source *packs, size_t n,
	struct str holidays, struct buf *out, struct buf *faults, struct err *e)
{
	struct compile c = { .faults = faults, .e = e };
	int rc;

	arena_init(&c.a, 0);
	rc = compile(&c, under, packs, n, holidays, out);
	arena_done(&c.a);
	return rc;
}

/* ---- opening ---- */

static int by_time(const void *x, const void *y)
{
	int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;

	return (a > b) - (a < b);
}

static int index_eras(struct procedure *p, struct err *e)
{
	p->eras = ARENA_ARRAY(&p->arena, int64_t, 2 * p->n + 1);
	if (!p->eras)
		return err_nomem(e);
	for (size_t i = 0; i < p->n; i++) {
		if (p->packs[i].valid_from_s != CLOCK_NONE)
			p->eras[p->eras_n++] = p->packs[i].valid_from_s;
		if (p->packs[i].valid_to_s != CLOCK_NONE)
			p->eras[p->eras_n++] = p->packs[i].valid_to_s;
	}
	qsort(p->eras, p->eras_n, sizeof(*p->eras), by_time);
	return BW_OK;
}

static int index_words(struct map *m, const struct list *l, struct err *e)
{
	LIST_EACH (struct str, s, *l) {
		bool fresh;
		uint64_t *v = map_put(m, *s, &fresh);

		if (!v)
			return err_nomem(e);
		if (fresh)
			*v = m->n;
	}
	return BW_OK;
}

static int index_all(struct procedure *p, struct err *e)
{
	int rc = index_eras(p, e);

	due_index(p);
	p->base = ARENA_ARRAY(&p->arena, int, p->n + 1);
	p->memo = mem_calloc((size_t)LIMIT_REMIT_MEMO * 2, sizeof(*p->memo));
	if (!p->base || !p->memo)
		return err_nomem(e);
	for (size_t i = 0; i < p->n && !rc; i++) {
		size_t base = procedure_find(p, p->packs[i].extends);

		p->base[i] = base == SIZE_MAX ? -1 : (int)base;
		rc = index_words(&p->tlds, &p->packs[i].jurisdiction.tlds, e);
		if (!rc)
			rc = index_words(&p->actors, &p->packs[i].jurisdiction.actors, e);
	}
	if (!rc && (p->tlds.n >= 1 << 12 || p->actors.n >= 1 << 12 || p->eras_n >= 1 << 10))
		rc = err_set(e, BW_ELIMIT, "packs name more than %d TLDs or actors", 1 << 12);
	return rc;
}

static int load(struct procedure *p, struct str body, struct err *e)
{
	struct cur c = cur_of(body);
	int rc = calendars_load(&p->arena, &c, &p->calendars, e);

	p->n = cur_u32(&c);
	if (!rc && (c.bad || p->n > LIMIT_PACKS))
		return err_set(e, BW_EINVALID, "compiled packs are damaged");
	p->packs = ARENA_ARRAY(&p->arena, struct pack, p->n + 1);
	if (!p->packs)
		return err_nomem(e);
	for (size_t i = 0; i < p->n && !rc && !c.bad; i++)
		rc = schema_load(&p->arena, &pack_schema, &c, &p->packs[i], e);
	if (!rc && !cur_end(&c))
		rc = err_set(e, BW_EINVALID, "compiled packs are damaged");
	return rc ? rc : index_all(p, e);
}

int procedure_open(struct str image, struct procedure **out, struct err *e)
{
	struct cur c = cur_of(image);
	struct str head = cur_take(&c, sizeof(magic));
	uint64_t mark = cur_u64(&c), sum = cur_u64(&c);
	struct procedure *p;
	int rc;

	if (c.bad || memcmp(head.p, magic, sizeof(magic)) != 0 || mark != schema_mark(&pack_schema))
		return err_set(e, BW_EINVALID, "compiled packs are of another version");
	if (hash_fixed(str_from(image, HEAD)) != sum)
		return err_set(e, BW_EINVALID, "compiled packs are damaged");
	p = mem_calloc(1, sizeof(*p));
	if (!p)
		return err_nomem(e);
	arena_init(&p->arena, 0);
	arena_init(&p->memo_arena, 0);
	map_init(&p->tlds, (struct hash_key){ 0, 0 });
	map_init(&p->actors, (struct hash_key){ 0, 0 });
	rc = load(p, str_from(image, HEAD), e);
	if (rc)
		procedure_free(p);
	else
		*out = p;
	return rc;
}

int procedure_new(const struct procedure *under, const struct pack_source *packs, size_t n,
	struct str holidays, struct procedure **out, struct err *e)
{
	struct procedure *p = NULL;
	struct buf image;
	int rc;

	buf_init(&image, LIMIT_PACK_IMAGE);
	rc = procedure_compile(under, packs, n, holidays, &image, NULL, e);
	if (!rc)
		rc = procedure_open(buf_str(&image), &p, e);
	if (rc) {
		buf_done(&image);
		return rc;
	}
	p->image = image;
	*out = p;
	return BW_OK;
}

void procedure_free(struct procedure *p)
{
	if (!p)
		return;
	map_done(&p->tlds);
	map_done(&p->actors);
	mem_free(p->memo);
	arena_done(&p->memo_arena);
	arena_done(&p->arena);
	buf_done(&p->image);
	mem_free(p);
}

size_t procedure_packs(const struct procedure *p)
{
	return p->n;
}

size_t procedure_find(const struct procedure *p, struct str id)
{
	for (size_t i = 0; id.n && i < p->n; i++)
		if (str_eq(p->packs[i].id, id))
			return i;
	return SIZE_MAX;
}

void procedure_summary(const struct procedure *p, size_t i, int64_t now_s, struct pack_summary *out)
{
	const struct pack *k = &p->packs[i];

	*out = (struct pack_summary){
		.id = k->id,
		.title = k->title,
		.version = k->version,
		.source = k->source,
		.status = str_of(pack_status_text(k->status)),
		.kind = str_of(pack_kind_text(k->kind)),
		.checked_on_s = k->checked_on_s,
		.valid_from_s = k->valid_from_s,
		.valid_to_s = k->valid_to_s,
		.duties = k->duties.n,
		.confidence = (enum confidence)k->confidence,
		.in_force = pack_in_force(k, now_s),
	};
}

void pack_summary_json(const struct pack_summary *s, struct jw *w)
{
	char at[CLOCK_TEXT];

	jw_object(w);
	jw_kstr(w, "id", s->id);
	jw_kstr(w, "title", s->title);
	jw_kstr(w, "version", s->version);
	jw_kstr(w, "kind", s->kind);
	jw_kstr(w, "status", s->status);
	jw_kbool(w, "in_force", s->in_force);
	jw_kz(w, "valid_from",
		s->valid_from_s == CLOCK_NONE ? NULL : clock_format_date(s->valid_from_s, at));
	jw_kz(w, "valid_to",
		s->valid_to_s == CLOCK_NONE ? NULL : clock_format_date(s->valid_to_s, at));
	jw_kz(w, "checked_on", clock_format_date(s->checked_on_s, at));
	jw_ki64(w, "duties", (int64_t)s->duties);
	jw_kz(w, "confidence", confidence_text((int)s->confidence));
	jw_kstr(w, "source", s->source);
	jw_end(w);
}
