/* SPDX-License-Identifier: Apache-2.0 */
/* image.c -- the compiled form: fields one after the other as the schema has them, so that opening
 * sixty packs costs a fraction of a millisecond where reading their YAML costs tens. */
#include "base/clock.h"
#include "base/hash.h"
#include "base/limit.h"
#include "domain/vocab.h"
#include "procedure/schema.h"

void schema_save(const struct schema *s, const void *in, struct buf *b)
{
	for (const struct field *fd = s->fields; fd->name; fd++) {
		const void *at = (const char *)in + fd->offset;
		const struct list *l = at;

		switch (fd->kind) {
		case FIELD_TEXT: buf_lstr(b, *(const struct str *)at); break;
		case FIELD_DATE: buf_u64(b, (uint64_t) * (const int64_t *)at); break;
		case FIELD_BOOL: buf_u8(b, *(const bool *)at); break;
		case FIELD_COUNT:
		case FIELD_WORD: buf_u32(b, (uint32_t) * (const int *)at); break;
		case FIELD_ROLES: buf_u32(b, *(const role_set *)at); break;
		case FIELD_HARMS: buf_u64(b, *(const uint64_t *)at); break;
		case FIELD_OBJECT: schema_save(fd->sub, at, b); break;
		case FIELD_TEXTS:
		case FIELD_COUNTRIES:
		case FIELD_TLDS:
			buf_u32(b, (uint32_t)l->n);
			LIST_EACH (struct str, t, *l)
				buf_lstr(b, *t);
			break;
		case FIELD_OBJECTS:
			buf_u32(b, (uint32_t)l->n);
			for (size_t i = 0; i < l->n; i++)
				schema_save(fd->sub, (const char *)l->v + i * fd->sub->size, b);
			break;
		}
	}
}

/* A list's storage. Each element takes at least a byte of input, which bounds the count. */
static int load_room(struct arena *a, struct cur *c, size_t size, struct list *out, struct err *e)
{
	out->n = cur_u32(c);
	out->v = NULL;
	if (out->n > cur_left(c)) {
		c->bad = true;
		out->n = 0;
	}
	if (!out->n)
		return BW_OK;
	out->v = arena_array(a, out->n, size);
	return out->v ? BW_OK : err_nomem(e);
}

static int load_list(
	struct arena *a, const struct field *fd, struct cur *c, struct list *l, struct err *e)
{
	bool objects = fd->kind == FIELD_OBJECTS;
	int rc = load_room(a, c, objects ? fd->sub->size : sizeof(struct str), l, e);

	for (size_t i = 0; !rc && !c->bad && i < l->n; i++) {
		if (objects)
			rc = schema_load(a, fd->sub, c, (char *)l->v + i * fd->sub->size, e);
		else
			((struct str *)l->v)[i] = cur_lstr(c);
	}
	return rc;
}

static int load_number(const struct field *fd, struct cur *c)
{
	uint32_t v = cur_u32(c);

	/* a preset may lie outside the words: "not said" */
	if ((int)v == fd->preset)
		return (int)v;
	if (v > 100000 || (fd->kind == FIELD_WORD && v >= (uint32_t)fd->words)) {
		c->bad = true;
		return fd->preset;
	}
	return (int)v;
}

int schema_load(struct arena *a, const struct schema *s, struct cur *c, void *out, struct err *e)
{
	int rc = BW_OK;

	for (const struct field *fd = s->fields; fd->name && !rc; fd++) {
		void *at = (char *)out + fd->offset;

		switch (fd->kind) {
		case FIELD_TEXT: *(struct str *)at = cur_lstr(c); break;
		case FIELD_DATE: *(int64_t *)at = (int64_t)cur_u64(c); break;
		case FIELD_BOOL: *(bool *)at = cur_u8(c) == 1; break;
		case FIELD_COUNT:
		case FIELD_WORD: *(int *)at = load_number(fd, c); break;
		case FIELD_ROLES:
			*(role_set *)at = cur_u32(c) & (((role_set)1 << ROLE_COUNT) - 1);
			break;
		case FIELD_HARMS: *(uint64_t *)at = cur_u64(c); break;
		case FIELD_OBJECT: rc = schema_load(a, fd->sub, c, at, e); break;
		default: rc = load_list(a, fd, c, at, e); break;
		}
	}
	return rc;
}

uint64_t schema_mark(const struct schema *s)
{
	uint64_t mark = hash_fixed(str_of(s->what)) ^ s->size;

	for (const struct field *fd = s->fields; fd->name; fd++) {
		mark = mark * 0x9e3779b97f4a7c15u + hash_fixed(str_of(fd->name)) +
		       (uint64_t)fd->kind + (uint64_t)fd->words * 64;
		for (int i = 0; fd->kind == FIELD_WORD && i < fd->words; i++)
			mark = mark * 31 + hash_fixed(str_of(fd->text(i)));
		if (fd->sub)
			mark = mark * 31 + schema_mark(fd->sub);
	}
	return mark;
}
