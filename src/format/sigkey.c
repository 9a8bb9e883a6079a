/* SPDX-License-Identifier: Apache-2.0 */
#include "format/sigkey.h"

#include <sodium.h>

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static int digit_of(char c)
{
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

static bool from_hex(struct str s, unsigned char *out, size_t n)
{
	if (s.n != 2 * n)
		return false;
	for (size_t i = 0; i < n; i++) {
		int hi = ch_hex(s.p[2 * i]), lo = ch_hex(s.p[2 * i + 1]);

		if (hi < 0 || lo < 0)
			return false;
		out[i] = (unsigned char)(hi << 4 | lo);
	}
	return true;
}

/* Base64 (RFC 4648 4) with its padding, line ends passed over; exactly ${n} bytes come of it. */
static bool from_base64(struct str s, unsigned char *out, size_t n)
{
	uint32_t have = 0;
	size_t at = 0, chars = 0, pads = 0;
	int bits = 0;

	for (size_t i = 0; i < s.n; i++) {
		int v;

		if (s.p[i] == '\n' || s.p[i] == '\r')
			continue;
		chars++;
		if (s.p[i] == '=') {
			pads++;
			continue;
		}
		v = digit_of(s.p[i]);
		if (v < 0 || pads)
			return false;
		have = have << 6 | (uint32_t)v;
		bits += 6;
		if (bits < 8)
			continue;
		bits -= 8;
		if (at == n)
			return false;
		out[at++] = (unsigned char)(have >> bits);
	}
	/* one way to write it: padded to fours, and no bits set behind the end */
	return at == n && chars % 4 == 0 && pads < 3 && (have & ((1u << bits) - 1)) == 0;
}

/* Raw bytes are taken as they are; text may have white space around it. */
static bool read_bytes(struct str in, unsigned char *out, size_t n)
{
	struct str text = str_trim(in);

	if (in.n == n) {
		memcpy(out, in.p, n);
		return true;
	}
	return from_hex(text, out, n) || from_base64(text, out, n);
}

/* RFC 8410 4: the only SubjectPublicKeyInfo of an Ed25519 key begins so. */
static bool from_pem(struct str in, unsigned char out[SIGKEY_BYTES])
{
	static const unsigned char head[] = { 0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70,
		0x03, 0x21, 0x00 };
	static const struct str begin = STR_INIT("-----BEGIN PUBLIC KEY-----"),
				end = STR_INIT("-----END PUBLIC KEY-----");
	unsigned char der[sizeof(head) + SIGKEY_BYTES];
	size_t from = str_find(in, begin, 0), to;

	if (from == SIZE_MAX)
		return false;
	from += begin.n;
	to = str_find(in, end, from);
	if (to == SIZE_MAX ||
		!from_base64(str_trim(str_sub(in, from, to - from)), der, sizeof(der)) ||
		memcmp(der, head, sizeof(head)) != 0)
		return false;
	memcpy(out, der + sizeof(head), SIGKEY_BYTES);
	return true;
}

int sigkey_parse(struct str in, unsigned char out[SIGKEY_BYTES], struct err *e)
{
	unsigned char key[SIGKEY_BYTES];

	if (in.n > SIGKEY_FILE || (!from_pem(in, key) && !read_bytes(in, key, sizeof(key))))
		return err_set(e, BW_EPARSE,
			"that is no Ed25519 public key; 32 bytes, hexadecimal, base64 or PEM make "
			"one");
	if (!crypto_core_ed25519_is_valid_point(key))
		return err_set(
			e, BW_EPARSE, "that is no Ed25519 public key: it is no point of the curve");
	memcpy(out, key, sizeof(key));
	return BW_OK;
}

int signature_parse(struct str in, unsigned char out[SIGNATURE_BYTES], struct err *e)
{
	unsigned char got[SIGNATURE_BYTES];

	if (in.n > SIGKEY_FILE || !read_bytes(in, got, sizeof(got)))
		return err_set(e, BW_EPARSE,
			"that is no Ed25519 signature; 64 bytes, hexadecimal or base64 make one");
	memcpy(out, got, sizeof(got));
	return BW_OK;
}

void sigkey_write(const unsigned char *bytes, size_t n, struct buf *out)
{
	for (size_t i = 0; i < n; i += 3) {
		uint32_t v = (uint32_t)bytes[i] << 16 |
			     (i + 1 < n ? (uint32_t)bytes[i + 1] << 8 : 0) |
			     (i + 2 < n ? bytes[i + 2] : 0);

		buf_addc(out, digits[v >> 18]);
		buf_addc(out, digits[v >> 12 & 63]);
		buf_addc(out, i + 1 < n ? digits[v >> 6 & 63] : '=');
		buf_addc(out, i + 2 < n ? digits[v & 63] : '=');
	}
}
