/* SPDX-License-Identifier: Apache-2.0 */
#include "base/map.h"

#include "base/mem.h"

void map_init(struct map *m, struct hash_key seed)
{
	*m = (struct map){ .seed = seed };
}

void map_done(struct map *m)
{
	mem_free(m->slots);
	map_init(m, m->seed);
}

static struct map_slot *find(const struct map *m, struct str key, uint64_t h)
{
	for (size_t i = h & (m->cap - 1);; i = (i + 1) & (m->cap - 1)) {
		struct map_slot *s = &m->slots[i];

		if (!s->used || (s->hash == h && str_eq(s->key, key)))
			return s;
	}
}

uint64_t *map_get(const struct map *m, struct str key)
{
	struct map_slot *s;

	if (m->cap == 0)
		return NULL;
	s = find(m, key, hash_keyed(m->seed, key));
	return s->used ? &s->value : NULL;
}

static bool grow(struct map *m)
{
	size_t cap = m->cap ? m->cap * 2 : 16;
	struct map old = *m;

	m->slots = mem_calloc(cap, sizeof(*m->slots));
	if (!m->slots) {
		*m = old;
		return false;
	}
	m->cap = cap;
	for (size_t i = 0; i < old.cap; i++)
		if (old.slots[i].used)
			*find(m, old.slots[i].key, old.slots[i].hash) = old.slots[i];
	mem_free(old.slots);
	return true;
}

uint64_t *map_put(struct map *m, struct str key, bool *fresh)
{
	uint64_t h = hash_keyed(m->seed, key);
	struct map_slot *s;

	if (m->n >= m->cap / 4 * 3 && !grow(m))
		return NULL;
	s = find(m, key, h);
	if (fresh)
		*fresh = !s->used;
	if (!s->used) {
		*s = (struct map_slot){ .key = key, .hash = h, .used = true };
		m->n++;
	}
	return &s->value;
}
