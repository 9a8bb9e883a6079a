/* SPDX-License-Identifier: Apache-2.0 */
#include "format/tile.h"

#include <stdio.h>

const char *tile_path(const struct tile *t, char *out)
{
	char level[8], part[40] = "";
	uint64_t n = t->index;
	size_t at = sizeof(part) - 1;

	/* Groups of three digits from the right; all but the last begin with x. */
	for (bool last = true; last || n; last = false, n /= 1000) {
		at -= last ? 4 : 5;
		snprintf(part + at, sizeof(part) - at, last ? "/%03u" : "/x%03u",
			(unsigned)(n % 1000));
		part[at + (last ? 4 : 5)] = last ? 0 : '/';
	}
	if (t->entries)
		snprintf(level, sizeof(level), "entries");
	else
		snprintf(level, sizeof(level), "%u", t->level % 64);
	if (t->width < TILE_WIDTH)
		snprintf(out, TILE_PATH, "tile/%s%s.p/%u", level, part + at, t->width);
	else
		snprintf(out, TILE_PATH, "tile/%s%s", level, part + at);
	return out;
}

static bool digits3(struct str s, uint64_t *n)
{
	if (s.n != 3 || !ch_digit(s.p[0]) || !ch_digit(s.p[1]) || !ch_digit(s.p[2]))
		return false;
	*n = *n * 1000 + (uint64_t)((s.p[0] - '0') * 100 + (s.p[1] - '0') * 10 + (s.p[2] - '0'));
	return true;
}

bool tile_path_parse(struct str s, struct tile *out)
{
	struct tile t = { .width = TILE_WIDTH };
	char again[TILE_PATH];
	struct str rest, part;
	uint64_t v;
	int groups = 0;

	if (s.n >= TILE_PATH || !str_starts(s, STR("tile/")))
		return false;
	rest = str_from(s, 5);
	if (!str_cut(&rest, '/', &part))
		return false;
	t.entries = str_is(part, "entries");
	if (!t.entries) {
		if (!str_u64(part, &v) || v > 63)
			return false;
		t.level = (unsigned)v;
	}
	while (str_cut(&rest, '/', &part)) {
		bool more = part.n && part.p[0] == 'x', partial = str_ends(part, STR(".p"));

		if (groups++ == 6)
			return false;
		if (!digits3(str_sub(part, more, part.n - more - (partial ? 2 : 0)), &t.index))
			return false;
		if (more)
			continue;
		if (partial && (!str_u64(rest, &v) || v < 1 || v > 255))
			return false;
		t.width = partial ? (unsigned)v : TILE_WIDTH;
		/* Leading zeros and the like: it must be what we would have written. */
		if (!str_eq(s, str_of(tile_path(&t, again))))
			return false;
		*out = t;
		return true;
	}
	return false;
}

void bundle_add(struct buf *b, struct str entry)
{
	if (entry.n > TILE_ENTRY_MOST) {
		b->bad = true;
		return;
	}
	buf_u8(b, (uint8_t)(entry.n >> 8));
	buf_u8(b, (uint8_t)entry.n);
	buf_add(b, entry);
}

bool bundle_next(struct cur *c, struct str *entry)
{
	size_t n;

	if (c->bad || c->at == c->in.n)
		return false;
	n = (size_t)cur_u8(c) << 8;
	n |= cur_u8(c);
	*entry = cur_take(c, n);
	return !c->bad;
}
