/* SPDX-License-Identifier: Apache-2.0 */
#include "format/note.h"

#include "base/limit.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "format/base64.h"

#define DASH "\xe2\x80\x94 " /* U+2014 and a space begin a signature line */

static int bad(struct err *e, const char *why)
{
	return err_set(e, BW_EPARSE, "no signed note: %s", why);
}

/* White_Space of the Unicode Character Database, above ASCII. */
static bool wide_space(uint32_t c)
{
	return c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) ||
	       c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

bool note_name_ok(struct str name)
{
	uint32_t c;
	size_t k;

	if (name.n == 0 || name.n > LIMIT_NOTE_NAME)
		return false;
	for (size_t i = 0; i < name.n; i += k) {
		k = utf8_decode(str_from(name, i), &c);
		if (k == 0 || c <= ' ' || c == '+' || c == 0x7f || wide_space(c))
			return false;
	}
	return true;
}

/* The line up to the next line feed, without it; false where there is none. */
static bool line_of(struct str *rest, struct str *line)
{
	size_t at = str_find_byte(*rest, '\n', 0);

	if (at == SIZE_MAX)
		return false;
	*line = str_sub(*rest, 0, at);
	*rest = str_from(*rest, at + 1);
	return true;
}

int note_sig_parse(struct arena *a, struct str *rest, struct note_sig *out, struct err *e)
{
	struct str line, text;
	unsigned char *raw;
	size_t space, n;

	if (!line_of(rest, &line) || !str_starts(line, STR(DASH)))
		return bad(e, "a signature line does not begin with a dash or does not end");
	line = str_from(line, sizeof(DASH) - 1);
	space = str_find_byte(line, ' ', 0);
	if (space == SIZE_MAX || !note_name_ok(str_sub(line, 0, space)))
		return bad(e, "a signature line names no key");
	text = str_from(line, space + 1);
	raw = ARENA_ARRAY(a, unsigned char, text.n / 4 * 3 + 1);
	if (!raw)
		return err_nomem(e);
	if (!base64_read(text, raw, text.n / 4 * 3 + 1, &n) || n < 5)
		return bad(e, "a signature is not base64 of a key's number and more");
	*out = (struct note_sig){ .name = str_sub(line, 0, space),
		.id = (uint32_t)raw[0] << 24 | (uint32_t)raw[1] << 16 | (uint32_t)raw[2] << 8 |
		      raw[3],
		.sig = str_make((char *)raw + 4, n - 4) };
	return BW_OK;
}

/* Where the last empty line begins. */
static size_t last_gap(struct str in)
{
	for (size_t i = in.n; i >= 2; i--)
		if (in.p[i - 1] == '\n' && in.p[i - 2] == '\n')
			return i - 1;
	return SIZE_MAX;
}

int note_parse(struct arena *a, struct str in, struct note *out, struct err *e)
{
	struct {
		struct note_sig *v;
		size_t n, cap;
	} sigs = { 0 };
	struct str rest;
	size_t gap;
	int rc = BW_OK;

	if (in.n > LIMIT_NOTE_BYTES)
		return err_set(e, BW_ELIMIT, "a note of %zu bytes", in.n);
	if (!utf8_ok(in))
		return bad(e, "it is not UTF-8");
	for (size_t i = 0; i < in.n; i++)
		if ((unsigned char)in.p[i] < ' ' && in.p[i] != '\n')
			return bad(e, "it has a control character");
	gap = last_gap(in);
	if (gap == SIZE_MAX)
		return bad(e, "no empty line stands before the signatures");
	rest = str_from(in, gap + 1);
	if (rest.n == 0)
		return bad(e, "it is not signed");
	while (!rc && rest.n) {
		struct note_sig *s = sigs.n < LIMIT_NOTE_SIGS ? VEC_PUSH(a, &sigs) : NULL;

		if (!s && sigs.n >= LIMIT_NOTE_SIGS)
			return err_set(e, BW_ELIMIT, "more than %d signatures", LIMIT_NOTE_SIGS);
		rc = s ? note_sig_parse(a, &rest, s, e) : err_nomem(e);
	}
	if (!rc)
		*out = (struct note){ str_sub(in, 0, gap), sigs.v, sigs.n };
	return rc;
}

static void sig_bytes(unsigned char *to, uint32_t id)
{
	for (int i = 0; i < 4; i++)
		to[i] = (unsigned char)(id >> (24 - 8 * i));
}

void note_sig_add(struct buf *b, struct str name, uint32_t id, struct str sig)
{
	unsigned char raw[4 + 8 + NOTE_SIG];

	if (sig.n > sizeof(raw) - 4) {
		b->bad = true; /* no signature of ours is longer */
		return;
	}
	sig_bytes(raw, id);
	memcpy(raw + 4, sig.p, sig.n);
	buf_addz(b, DASH);
	buf_add(b, name);
	buf_addc(b, ' ');
	base64_add(b, raw, 4 + sig.n);
	buf_addc(b, '\n');
}

static bool hex32(struct str s, uint32_t *out)
{
	uint32_t v = 0;

	if (s.n != 8)
		return false;
	for (size_t i = 0; i < 8; i++) {
		int d = ch_hex(s.p[i]);

		if (d < 0 || ch_upper(s.p[i]))
			return false;
		v = v << 4 | (uint32_t)d;
	}
	*out = v;
	return true;
}

int note_key_parse(struct str in, struct note_key *out, struct err *e)
{
	/* Base64 may have a plus: the first two part the fields. */
	size_t p1 = str_find_byte(in, '+', 0),
	       p2 = p1 == SIZE_MAX ? p1 : str_find_byte(in, '+', p1 + 1);
	unsigned char raw[1 + NOTE_KEY];
	struct note_key k;
	size_t n;

	if (p2 == SIZE_MAX)
		return err_set(e, BW_EPARSE, "no key: NAME+NUMBER+KEY is expected");
	k.name = str_sub(in, 0, p1);
	if (!note_name_ok(k.name))
		return err_set(e, BW_EPARSE,
			"no key: its name is empty or has a character it may not have");
	if (!hex32(str_sub(in, p1 + 1, p2 - p1 - 1), &k.id))
		return err_set(e, BW_EPARSE, "no key: its number is not eight hexadecimal digits");
	if (!base64_read(str_from(in, p2 + 1), raw, sizeof(raw), &n) || n != sizeof(raw))
		return err_set(e, BW_EPARSE, "no key: not base64 of a type and 32 bytes");
	if (raw[0] != NOTE_ED25519 && raw[0] != NOTE_COSIGN)
		return err_set(e, BW_EPARSE,
			"the key is of type %u, and only Ed25519 (1) and its "
			"cosignatures (4) are known",
			raw[0]);
	k.type = raw[0];
	memcpy(k.key, raw + 1, NOTE_KEY);
	*out = k;
	return BW_OK;
}

void note_key_add(struct buf *b, const struct note_key *k)
{
	unsigned char raw[1 + NOTE_KEY];

	raw[0] = k->type;
	memcpy(raw + 1, k->key, NOTE_KEY);
	buf_add(b, k->name);
	buf_printf(b, "+%08x+", (unsigned)k->id);
	base64_add(b, raw, sizeof(raw));
}

/* ---- checkpoints ---- */

/* Decimal in the one way it can be written. */
static bool decimal(struct str s, uint64_t *out)
{
	return (s.n == 1 || (s.n > 1 && s.p[0] != '0')) && str_u64(s, out);
}

static bool hash_line(struct str s, unsigned char out[32])
{
	size_t n;

	return s.n == base64_length(32) && base64_read(s, out, 32, &n) && n == 32;
}

int checkpoint_parse(struct str text, struct checkpoint *out, struct err *e)
{
	struct str rest = text, origin, size, root, line;
	struct checkpoint c;

	if (!line_of(&rest, &origin) || !line_of(&rest, &size) || !line_of(&rest, &root))
		return err_set(e, BW_EPARSE, "no checkpoint: three lines are expected");
	if (origin.n == 0 || origin.n > LIMIT_NOTE_NAME)
		return err_set(e, BW_EPARSE, "no checkpoint: it names no log");
	if (!decimal(size, &c.size))
		return err_set(e, BW_EPARSE, "no checkpoint: its size is no number");
	if (!hash_line(root, c.root))
		return err_set(e, BW_EPARSE, "no checkpoint: its root is not base64 of 32 bytes");
	c.origin = origin;
	c.more = rest;
	while (rest.n)
		if (!line_of(&rest, &line) || line.n == 0)
			return err_set(e, BW_EPARSE,
				"no checkpoint: an extension line is empty or does not end");
	*out = c;
	return BW_OK;
}

void checkpoint_add(struct buf *b, const struct checkpoint *c)
{
	buf_add(b, c->origin);
	buf_printf(b, "\n%llu\n", (unsigned long long)c->size);
	base64_add(b, c->root, sizeof(c->root));
	buf_addc(b, '\n');
	buf_add(b, c->more);
}

void cosign_message(struct buf *b, uint64_t at_s, struct str text)
{
	buf_printf(b, "cosignature/v1\ntime %llu\n", (unsigned long long)at_s);
	buf_add(b, text);
}

/* ---- what witnesses and proofs share: hashes, a line each, up to an empty line ---- */

static int hashes(struct arena *a, struct str *rest, size_t most, unsigned char (**out)[32],
	size_t *n, const char *what, struct err *e)
{
	struct str line;

	*out = arena_array(a, most, 32);
	if (!*out)
		return err_nomem(e);
	for (*n = 0;;) {
		if (!line_of(rest, &line))
			return err_set(e, BW_EPARSE,
				"%s: no empty line stands before the checkpoint", what);
		if (line.n == 0)
			return BW_OK;
		if (*n == most)
			return err_set(e, BW_ELIMIT, "%s: more than %zu hashes", what, most);
		if (!hash_line(line, (*out)[*n]))
			return err_set(e, BW_EPARSE, "%s: a line is not base64 of 32 bytes", what);
		++*n;
	}
}

static void hashes_add(struct buf *b, unsigned char (*h)[32], size_t n)
{
	for (size_t i = 0; i < n; i++) {
		base64_add(b, h[i], 32);
		buf_addc(b, '\n');
	}
	buf_addc(b, '\n');
}

int witness_request_parse(
	struct arena *a, struct str in, struct witness_request *out, struct err *e)
{
	struct str rest = in, line;
	struct witness_request r;
	int rc;

	if (in.n > LIMIT_NOTE_BYTES)
		return err_set(e, BW_ELIMIT, "a request of %zu bytes", in.n);
	if (!line_of(&rest, &line) || !str_starts(line, STR("old ")) ||
		!decimal(str_from(line, 4), &r.old))
		return err_set(e, BW_EPARSE, "the request does not begin with 'old' and a size");
	rc = hashes(a, &rest, 63, &r.proof, &r.proof_n, "the request", e);
	if (rc)
		return rc;
	r.note = rest;
	*out = r;
	return BW_OK;
}

void witness_request_add(struct buf *b, const struct witness_request *r)
{
	buf_printf(b, "old %llu\n", (unsigned long long)r->old);
	hashes_add(b, r->proof, r->proof_n);
	buf_add(b, r->note);
}

int log_proof_parse(struct arena *a, struct str in, struct log_proof *out, struct err *e)
{
	struct str rest = in, line;
	struct log_proof p = { 0 };
	int rc;

	if (in.n > LIMIT_NOTE_BYTES)
		return err_set(e, BW_ELIMIT, "a proof of %zu bytes", in.n);
	if (!line_of(&rest, &line) || !str_is(line, "c2sp.org/tlog-proof@v1"))
		return err_set(
			e, BW_EPARSE, "no proof: it does not begin with c2sp.org/tlog-proof@v1");
	if (!line_of(&rest, &line))
		return err_set(e, BW_EPARSE, "no proof: it ends early");
	if (str_starts(line, STR("extra "))) {
		p.extra = str_from(line, 6);
		if (!line_of(&rest, &line))
			return err_set(e, BW_EPARSE, "no proof: it ends early");
	}
	if (!str_starts(line, STR("index ")) || !decimal(str_from(line, 6), &p.index))
		return err_set(e, BW_EPARSE, "no proof: 'index' and a number are expected");
	rc = hashes(a, &rest, 63, &p.path, &p.path_n, "the proof", e);
	if (rc)
		return rc;
	p.note = rest;
	*out = p;
	return BW_OK;
}

void log_proof_add(struct buf *b, const struct log_proof *p)
{
	buf_addz(b, "c2sp.org/tlog-proof@v1\n");
	if (p->extra.n) {
		buf_addz(b, "extra ");
		buf_add(b, p->extra);
		buf_addc(b, '\n');
	}
	buf_printf(b, "index %llu\n", (unsigned long long)p->index);
	hashes_add(b, p->path, p->path_n);
	buf_add(b, p->note);
}
