/* SPDX-License-Identifier: Apache-2.0 */
#include "format/cbor.h"

#include "base/utf8.h"

enum major { UNSIGNED, NEGATIVE, BYTES, TEXT, ARRAY, MAP, TAG, SIMPLE };

/* The head of an item: its kind and its number.  RFC 8949 4.2.1: in the shortest form. */
static enum major head(struct cur *c, uint64_t *n)
{
	static const uint64_t least[] = { 24, 1u << 8, 1u << 16, (uint64_t)1 << 32 };
	uint8_t first = cur_u8(c), more = first & 31;
	enum major kind = (enum major)(first >> 5);

	*n = more;
	/* no end given, or reserved; of simple values those that have no meaning */
	if (more > 27 || (kind == SIMPLE && (more < 20 || more == 24))) {
		c->bad = true;
		return kind;
	}
	if (more < 24)
		return kind;
	*n = 0;
	for (int i = 0; i < 1 << (more - 24); i++)
		*n = *n << 8 | cur_u8(c);
	/* Of a fraction these are bits. */
	if (kind != SIMPLE && *n < least[more - 24])
		c->bad = true;
	return kind;
}

static uint64_t expect(struct cur *c, enum major want)
{
	uint64_t n;

	if (head(c, &n) != want)
		c->bad = true;
	return c->bad ? 0 : n;
}

int64_t cbor_int(struct cur *c)
{
	uint64_t n;
	enum major kind = head(c, &n);

	if (kind > NEGATIVE || n > INT64_MAX)
		c->bad = true;
	if (c->bad)
		return 0;
	return kind == NEGATIVE ? -1 - (int64_t)n : (int64_t)n;
}

/* The ${n} bytes of a string; text is UTF-8 (RFC 8949 3.1). */
static struct str string(struct cur *c, enum major kind, uint64_t n)
{
	struct str s = { NULL, 0 };

	if (n > cur_left(c))
		c->bad = true;
	else
		s = cur_take(c, (size_t)n);
	if (kind == TEXT && !utf8_ok(s))
		c->bad = true;
	return c->bad ? (struct str){ NULL, 0 } : s;
}

struct str cbor_text(struct cur *c)
{
	return string(c, TEXT, expect(c, TEXT));
}

struct str cbor_bytes(struct cur *c)
{
	return string(c, BYTES, expect(c, BYTES));
}

size_t cbor_map(struct cur *c)
{
	uint64_t n = expect(c, MAP);

	if (n > cur_left(c) / 2) /* each is a byte at least */
		c->bad = true;
	return c->bad ? 0 : (size_t)n;
}

bool cbor_is_int(const struct cur *c)
{
	return cur_left(c) && (unsigned char)c->in.p[c->at] >> 5 <= NEGATIVE;
}

void cbor_skip(struct cur *c)
{
	uint64_t items = 1; /* that must follow; never more than bytes are left */

	while (items && !c->bad) {
		uint64_t n;
		enum major kind = head(c, &n);

		items--;
		if (kind == BYTES || kind == TEXT) {
			(void)string(c, kind, n); /* marks the cursor */
		} else if (kind == ARRAY || kind == MAP) {
			if (n > cur_left(c))
				c->bad = true;
			else
				items += kind == MAP ? 2 * n : n;
		} else if (kind == TAG) {
			c->bad = true;
		}
		if (items > cur_left(c))
			c->bad = true;
	}
}
