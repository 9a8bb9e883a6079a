/* SPDX-License-Identifier: Apache-2.0 */
#include "format/totp.h"

struct sha1 {
	uint32_t h[5];
	unsigned char block[64];
	size_t n; /* in the block */
	uint64_t bytes;
};

static uint32_t rol(uint32_t x, int n)
{
	return x << n | x >> (32 - n);
}

/* FIPS 180-4, 6.1.2 */
static void sha1_block(struct sha1 *s)
{
	uint32_t w[80], a = s->h[0], b = s->h[1], c = s->h[2], d = s->h[3], e = s->h[4];

	for (int i = 0; i < 16; i++)
		w[i] = (uint32_t)s->block[4 * i] << 24 | (uint32_t)s->block[4 * i + 1] << 16 |
		       (uint32_t)s->block[4 * i + 2] << 8 | s->block[4 * i + 3];
	for (int i = 16; i < 80; i++)
		w[i] = rol(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
	for (int i = 0; i < 80; i++) {
		uint32_t f, k, t;

		if (i < 20) {
			f = (b & c) | (~b & d);
			k = 0x5a827999;
		} else if (i < 40) {
			f = b ^ c ^ d;
			k = 0x6ed9eba1;
		} else if (i < 60) {
			f = (b & c) | (b & d) | (c & d);
			k = 0x8f1bbcdc;
		} else {
			f = b ^ c ^ d;
			k = 0xca62c1d6;
		}
		t = rol(a, 5) + f + e + k + w[i];
		e = d;
		d = c;
		c = rol(b, 30);
		b = a;
		a = t;
	}
	s->h[0] += a;
	s->h[1] += b;
	s->h[2] += c;
	s->h[3] += d;
	s->h[4] += e;
	s->n = 0;
}

static void sha1_init(struct sha1 *s)
{
	*s = (struct sha1){ .h = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0 } };
}

static void sha1_byte(struct sha1 *s, unsigned char c)
{
	s->block[s->n++] = c;
	s->bytes++;
	if (s->n == 64)
		sha1_block(s);
}

static void sha1_end(struct sha1 *s, unsigned char out[20])
{
	uint64_t bits = s->bytes * 8;

	sha1_byte(s, 0x80);
	while (s->n != 56)
		sha1_byte(s, 0);
	for (int i = 56; i >= 0; i -= 8)
		sha1_byte(s, (unsigned char)(bits >> i));
	for (int i = 0; i < 20; i++)
		out[i] = (unsigned char)(s->h[i / 4] >> (24 - 8 * (i % 4)));
}

/* RFC 2104; a secret longer than a block is cut, and ours never are. */
static void hmac(struct str key, const unsigned char *m, size_t n, unsigned char out[20])
{
	unsigned char inner[20];
	struct sha1 s;

	key = str_sub(key, 0, 64);
	sha1_init(&s);
	for (size_t i = 0; i < 64; i++)
		sha1_byte(&s, (unsigned char)((i < key.n ? (unsigned char)key.p[i] : 0) ^ 0x36));
	for (size_t i = 0; i < n; i++)
		sha1_byte(&s, m[i]);
	sha1_end(&s, inner);
	sha1_init(&s);
	for (size_t i = 0; i < 64; i++)
		sha1_byte(&s, (unsigned char)((i < key.n ? (unsigned char)key.p[i] : 0) ^ 0x5c));
	for (size_t i = 0; i < 20; i++)
		sha1_byte(&s, inner[i]);
	sha1_end(&s, out);
}

uint32_t totp_code(struct str secret, uint64_t step)
{
	unsigned char m[8], h[20];
	size_t at;

	for (int i = 0; i < 8; i++)
		m[i] = (unsigned char)(step >> (56 - 8 * i));
	hmac(secret, m, sizeof(m), h);
	at = h[19] & 15; /* RFC 4226 5.3 */
	return (((uint32_t)h[at] & 0x7f) << 24 | (uint32_t)h[at + 1] << 16 |
		       (uint32_t)h[at + 2] << 8 | h[at + 3]) %
	       1000000;
}

bool totp_check(struct str secret, struct str code, int64_t now_s, int64_t used, int64_t *step)
{
	int64_t now = now_s / TOTP_STEP_S;
	uint64_t given;
	bool ok = false;

	if (code.n != 6 || !str_u64(code, &given) || now_s < TOTP_STEP_S || secret.n == 0)
		return false;
	/* RFC 6238 5.2: at most one step of delay, and one for a clock that is ahead */
	for (int64_t k = now - 1; k <= now + 1; k++) {
		bool same = totp_code(secret, (uint64_t)k) == given;

		if (same & (k > used)) {
			*step = k;
			ok = true;
		}
	}
	return ok;
}

void totp_base32(struct str secret, struct buf *out)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	uint32_t have = 0;
	int bits = 0;

	for (size_t i = 0; i < secret.n; i++) {
		have = have << 8 | (unsigned char)secret.p[i];
		for (bits += 8; bits >= 5; bits -= 5)
			buf_addc(out, digits[have >> (bits - 5) & 31]);
	}
	if (bits)
		buf_addc(out, digits[have << (5 - bits) & 31]);
}
