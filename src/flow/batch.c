/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/batch.h"

#include <stdlib.h>

#include "base/hash.h"
#include "flow/record.h"
#include "intake/intake.h"

static size_t slots_for(size_t cap)
{
	size_t n = 1024;

	while (n < cap * 2)
		n *= 2;
	return n;
}

size_t batch_bytes(size_t cap, size_t text)
{
	return cap * (sizeof(struct store_item) + sizeof(struct gist) + sizeof(struct group) +
			     sizeof(struct group *)) +
	       slots_for(cap) * sizeof(uint32_t) + text;
}

/* All sizes are multiples of eight, the slots and the text come last. */
void batch_place(struct batch *b, void *memory, size_t cap, size_t text)
{
	*b = (struct batch){ .item = memory, .cap = cap, .slots = slots_for(cap) };
	b->gist = (struct gist *)(b->item + cap);
	b->group = (struct group *)(b->gist + cap);
	b->by_site = (struct group **)(b->group + cap);
	b->slot = (uint32_t *)(b->by_site + cap);
	memset(b->slot, 0xff, b->slots * sizeof(*b->slot));
	b->text = text ? (char *)(b->slot + b->slots) : NULL;
	b->text_cap = text;
}

static struct group *group_of(struct batch *b, const struct store_item *it)
{
	size_t i = (hash_fixed(it->site) + (size_t)it->harm_class * 0x9e3779b97f4a7c15u) &
		   (b->slots - 1);
	struct group *g;

	for (; b->slot[i] != BATCH_NONE; i = (i + 1) & (b->slots - 1)) {
		g = &b->group[b->slot[i]];
		if (g->harm_class == it->harm_class && str_eq(g->site, it->site))
			return g;
	}
	b->slot[i] = (uint32_t)b->groups;
	g = &b->group[b->groups++];
	*g = (struct group){ .site = it->site,
		.harm_class = (uint8_t)it->harm_class,
		.first = BATCH_NONE,
		.last = BATCH_NONE };
	for (size_t k = 0; k < 8; k++)
		g->head = g->head << 8 | (k < it->site.n ? (unsigned char)it->site.p[k] : 0);
	return g;
}

bool batch_names_page(struct str canonical)
{
	size_t at = str_find(canonical, STR("://"), 0);

	at = at == SIZE_MAX ? at : str_find_byte(canonical, '/', at + 3);
	return at != SIZE_MAX && at + 1 < canonical.n;
}

static void join(struct batch *b, uint32_t i)
{
	struct group *g = group_of(b, &b->item[i]);
	struct gist *x = &b->gist[i];

	if (g->first == BATCH_NONE)
		g->first = g->best = i;
	else
		b->gist[g->last].next = i;
	g->last = i;
	g->n++;
	g->evidence |= x->evidence;
	if (b->item[i].names > g->names)
		g->names = b->item[i].names;
	/* of equals the first, but one that somebody answers for before one that nobody does */
	if (x->grade > g->grade ||
		(x->grade == g->grade && x->notifier && !b->gist[g->best].notifier)) {
		g->best = i;
		g->grade = x->grade;
	}
	if (x->tier > g->tier)
		g->tier = x->tier;
}

static void take_gist(struct batch *b, uint32_t i, const struct report *r)
{
	struct gist *x = &b->gist[i];

	*x = (struct gist){ .incident_at_s = r->incident_at_s,
		.reporter = b->item[i].erased ? (struct str){ NULL, 0 } : record_reporter(r),
		.brand = r->brand,
		.evidence = r->evidence,
		.missing = r->missing,
		.next = BATCH_NONE,
		.notifier = r->notifier,
		.harm = (int8_t)r->harm,
		.tier = (uint8_t)r->tier,
		.page = batch_names_page(b->item[i].canonical) };
	x->grade = (uint8_t)store_grade(r->tier, x->page);
}

/* A copy in the batch; the string ${before} again, where it is the same. */
static bool keep(struct batch *b, struct str *s, struct str before)
{
	char *to = b->text + b->text_n;

	if (s->n == 0)
		return true;
	if (s->n == before.n && memcmp(s->p, before.p, s->n) == 0) {
		*s = before;
		return true;
	}
	if (s->n > b->text_cap - b->text_n)
		return false;
	memcpy(to, s->p, s->n);
	s->p = to;
	b->text_n += s->n;
	return true;
}

/* Everything that report ${i} borrows. */
static bool keep_all(struct batch *b, uint32_t i)
{
	const struct str none = { NULL, 0 };
	struct store_item *it = &b->item[i];
	struct gist *x = &b->gist[i];

	it->compact = none;
	return keep(b, &it->site, none) && keep(b, &it->canonical, it->site) &&
	       keep(b, &it->routing, none) &&
	       keep(b, &x->reporter, i ? b->gist[i - 1].reporter : none) &&
	       keep(b, &x->brand, i ? b->gist[i - 1].brand : none);
}

int batch_add(
	struct batch *b, const struct store_item *item, size_t n, struct arena *one, struct err *e)
{
	struct str last = { NULL, 0 };
	struct report r;
	int rc;

	if (n > b->cap - b->n)
		return err_set(e, BW_ELIMIT, "more reports than a batch has room for");
	for (size_t k = 0; k < n; k++) {
		uint32_t i = (uint32_t)b->n++;

		/* Targets of one report follow each other. */
		if (last.p != item[k].compact.p) {
			arena_reset(one);
			rc = report_parse(one, item[k].compact, &r, e);
			if (rc)
				return rc;
			last = item[k].compact;
		}
		b->item[i] = item[k];
		take_gist(b, i, &r);
		if (b->text && !keep_all(b, i))
			return err_set(e, BW_ELIMIT, "more text than a batch has room for");
		join(b, i);
	}
	return BW_OK;
}

static int by_site(const void *x, const void *y)
{
	const struct group *a = *(struct group *const *)x, *b = *(struct group *const *)y;
	int c;

	if (a->head != b->head)
		return a->head < b->head ? -1 : 1;
	c = memcmp(a->site.p, b->site.p, a->site.n < b->site.n ? a->site.n : b->site.n);
	if (c)
		return c;
	if (a->site.n != b->site.n)
		return a->site.n < b->site.n ? -1 : 1;
	return (int)a->harm_class - (int)b->harm_class;
}

void batch_sort(struct batch *b)
{
	for (size_t i = 0; i < b->groups; i++)
		b->by_site[i] = &b->group[i];
	qsort(b->by_site, b->groups, sizeof(struct group *), by_site);
}
