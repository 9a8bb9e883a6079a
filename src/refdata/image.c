/* SPDX-License-Identifier: Apache-2.0 */
#include "refdata/image.h"

#include "base/hash.h"

static uint64_t header_check(const struct image_header *h)
{
	struct image_header copy = *h;

	copy.check = 0;
	return hash_fixed(str_make((const char *)&copy, sizeof(copy)));
}

/* Each table says how large it is; it must be so in fact, so that a look-up need not ask again. */
static bool table_ok(struct str s)
{
	const struct image_table *t = (const void *)s.p;

	if (s.n == 0)
		return true;
	if (s.n < sizeof(*t) || t->cap == 0 || (t->cap & (t->cap - 1)) || t->n > t->cap)
		return false;
	return (s.n - sizeof(*t)) / sizeof(struct image_slot) == t->cap &&
	       (s.n - sizeof(*t)) % sizeof(struct image_slot) == 0 && t->most_probes <= t->cap;
}

static bool section_ok(struct str image, enum section id, const struct image_section *x)
{
	if (x->at % 8 || x->at > image.n || x->n > image.n - x->at)
		return false;
	switch (id) {
	case SEC_PSL:
	case SEC_TLD:
	case SEC_NAMESPACE:
	case SEC_SERVICE:
	case SEC_RANK:
	case SEC_FINGERPRINT:
	case SEC_DIRECTORY:
	case SEC_RDAP_DNS: return table_ok(str_sub(image, x->at, x->n));
	default: return true;
	}
}

int refdata_open(struct str image, struct refdata *out, struct err *e)
{
	const struct image_header *h = (const void *)image.p;

	if (image.n < sizeof(*h) || (uintptr_t)image.p % 8)
		return err_set(e, BW_EPARSE, "reference image is too short or lies askew");
	if (memcmp(h->magic, IMAGE_MAGIC, sizeof(h->magic)) != 0)
		return err_set(e, BW_EPARSE, "not a reference image");
	if (h->mark != IMAGE_MARK || h->version != IMAGE_VERSION || h->sections != SEC_COUNT)
		return err_set(e, BW_EPARSE, "reference image of another version or machine");
	if (h->size != image.n || h->check != header_check(h))
		return err_set(e, BW_EPARSE, "reference image is damaged");
	for (int i = 0; i < SEC_COUNT; i++)
		if (!section_ok(image, (enum section)i, &h->sec[i]))
			return err_set(
				e, BW_EPARSE, "section %d of the reference image is damaged", i);
	*out = (struct refdata){ .image = image, .index = h };
	return BW_OK;
}

struct str image_section(const struct refdata *rd, enum section id)
{
	const struct image_header *h = rd->index;

	if (!h)
		return (struct str){ NULL, 0 };
	return str_make(rd->image.p + h->sec[id].at, h->sec[id].n);
}

const void *image_at(
	const struct refdata *rd, enum section id, uint64_t at, size_t size, size_t align)
{
	struct str s = image_section(rd, id);

	if (at % align || at > s.n || size > s.n - at)
		return NULL;
	return s.p + at;
}

struct str image_text(const struct refdata *rd, uint32_t ref)
{
	struct str pool = image_section(rd, SEC_POOL);
	uint16_t n;

	if (ref == 0 || ref > pool.n || pool.n - ref < sizeof(n))
		return (struct str){ NULL, 0 };
	memcpy(&n, pool.p + ref, sizeof(n));
	if (n > pool.n - ref - sizeof(n))
		return (struct str){ NULL, 0 };
	return str_make(pool.p + ref + sizeof(n), n);
}

const struct image_slot *image_find(const struct refdata *rd, enum section id, struct str key)
{
	struct str s = image_section(rd, id);
	const struct image_table *t = (const void *)s.p;
	const struct image_slot *slots;
	uint64_t h;

	if (s.n == 0)
		return NULL;
	slots = (const struct image_slot *)(t + 1);
	h = hash_fixed(key);
	for (uint32_t i = 0; i < t->most_probes; i++) {
		const struct image_slot *slot = &slots[(h + i) & (t->cap - 1)];

		if (slot->key == 0)
			return NULL;
		if (slot->tag == (uint32_t)(h >> 32) && str_eq(image_text(rd, slot->key), key))
			return slot;
	}
	return NULL;
}

const struct range4 *image_range4(const struct refdata *rd, enum section id, uint32_t ip)
{
	struct str s = image_section(rd, id);
	const struct range4 *v = (const void *)s.p;
	size_t low = 0, high = s.n / sizeof(*v);

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (v[mid].last < ip)
			low = mid + 1;
		else
			high = mid;
	}
	if (low < s.n / sizeof(*v) && v[low].first <= ip && ip <= v[low].last)
		return &v[low];
	return NULL;
}

static bool less(const uint64_t a[2], const uint64_t b[2])
{
	return a[0] != b[0] ? a[0] < b[0] : a[1] < b[1];
}

const struct range6 *image_range6(
	const struct refdata *rd, enum section id, const unsigned char ip[16])
{
	struct str s = image_section(rd, id);
	const struct range6 *v = (const void *)s.p;
	size_t low = 0, high = s.n / sizeof(*v);
	uint64_t want[2] = { 0, 0 };

	for (int i = 0; i < 16; i++)
		want[i / 8] = want[i / 8] << 8 | ip[i];
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (less(v[mid].last, want))
			low = mid + 1;
		else
			high = mid;
	}
	if (low < s.n / sizeof(*v) && !less(want, v[low].first) && !less(v[low].last, want))
		return &v[low];
	return NULL;
}
