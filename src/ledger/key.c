/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/key.h"

#include <sodium.h>

#include "base/limit.h"
#include "format/base64.h"

#define PRIVATE "PRIVATE+KEY+"

/* The first four bytes of SHA-256(name || LF || type || key). */
static uint32_t key_id(
	struct sha256 *s, struct str name, uint8_t type, const unsigned char key[NOTE_KEY])
{
	const struct str parts[] = { name, STR("\n"), { (const char *)&type, 1 },
		{ (const char *)key, NOTE_KEY } };
	unsigned char h[SHA256_BYTES];

	sha256_parts(s, parts, 4, h);
	return (uint32_t)h[0] << 24 | (uint32_t)h[1] << 16 | (uint32_t)h[2] << 8 | h[3];
}

int key_parse(struct sha256 *s, struct str in, struct note_key *out, struct err *e)
{
	struct note_key k;
	int rc = note_key_parse(in, &k, e);

	if (rc)
		return rc;
	if (key_id(s, k.name, k.type, k.key) != k.id)
		return err_set(e, BW_EINVALID,
			"the key's number is not that of its name and bytes: it was mistyped or "
			"altered");
	*out = k;
	return BW_OK;
}

static uint64_t be64(const char *p)
{
	uint64_t v = 0;

	for (int i = 0; i < 8; i++)
		v = v << 8 | (unsigned char)p[i];
	return v;
}

static bool verify(const struct note_key *k, struct str sig, struct str text, uint64_t *at_s)
{
	struct buf b;
	bool ok;

	*at_s = 0;
	if (k->type == NOTE_ED25519)
		return sig.n == NOTE_SIG &&
		       crypto_sign_verify_detached((const unsigned char *)sig.p,
			       (const unsigned char *)text.p, text.n, k->key) == 0;
	if (sig.n != 8 + NOTE_SIG)
		return false;
	*at_s = be64(sig.p);
	buf_init(&b, LIMIT_NOTE_BYTES + 64);
	cosign_message(&b, *at_s, text);
	ok = !b.bad && *at_s <= INT64_MAX &&
	     crypto_sign_verify_detached((const unsigned char *)sig.p + 8,
		     (const unsigned char *)b.p, b.n, k->key) == 0;
	buf_done(&b);
	return ok;
}

int key_check(const struct note *n, const struct note_key *keys, size_t keys_n,
	struct key_mark *marks, struct err *e)
{
	char q[QUOTE_ROOM(100)];

	for (size_t i = 0; i < keys_n; i++) {
		marks[i] = (struct key_mark){ 0 };
		for (size_t j = 0; j < n->n && !marks[i].signed_by; j++) {
			if (n->sig[j].id != keys[i].id || !str_eq(n->sig[j].name, keys[i].name))
				continue;
			if (!verify(&keys[i], n->sig[j].sig, n->text, &marks[i].at_s))
				return err_set(e, BW_EINVALID,
					"the signature of '%s' does not verify",
					str_quote(keys[i].name, 100, q));
			marks[i].signed_by = true;
		}
	}
	return BW_OK;
}

int key_checkpoint(struct arena *a, struct str in, const struct note_key *log, struct note *note,
	struct checkpoint *out, struct err *e)
{
	char q[QUOTE_ROOM(100)];
	struct key_mark mark;
	int rc = note_parse(a, in, note, e);

	if (!rc)
		rc = checkpoint_parse(note->text, out, e);
	if (!rc)
		rc = key_check(note, log, 1, &mark, e);
	if (rc)
		return rc;
	if (!mark.signed_by)
		return err_set(e, BW_EINVALID, "the checkpoint is not signed by '%s'",
			str_quote(log->name, 100, q));
	if (!str_eq(out->origin, log->name))
		return err_set(e, BW_EINVALID, "the checkpoint is of another log than '%s'",
			str_quote(log->name, 100, q));
	return BW_OK;
}

bool key_secret_make(struct sha256 *s, struct str name, uint8_t type, const unsigned char seed[32],
	struct key_secret *out)
{
	if (!note_name_ok(name) || name.n >= sizeof(out->name))
		return false;
	memcpy(out->name, name.p, name.n);
	out->name[name.n] = 0;
	memcpy(out->seed, seed, 32);
	crypto_sign_seed_keypair(out->pub.key, out->secret, seed);
	out->pub.name = str_make(out->name, name.n);
	out->pub.type = type;
	out->pub.id = key_id(s, out->pub.name, type, out->pub.key);
	return true;
}

int key_secret_parse(struct sha256 *s, struct str in, struct key_secret *out, struct err *e)
{
	struct str rest = str_trim(in), name, id, raw;
	unsigned char bytes[33] = { 0 };
	char text[12];
	size_t n;
	bool ok;

	if (!str_starts(rest, STR(PRIVATE)))
		return err_set(e, BW_EPARSE, "the file holds no private key");
	rest = str_from(rest, sizeof(PRIVATE) - 1);
	ok = str_cut(&rest, '+', &name) && str_cut(&rest, '+', &id);
	raw = rest;
	ok = ok && base64_read(raw, bytes, sizeof(bytes), &n) && n == sizeof(bytes) &&
	     (bytes[0] == NOTE_ED25519 || bytes[0] == NOTE_COSIGN) &&
	     key_secret_make(s, name, bytes[0], bytes + 1, out);
	sodium_memzero(bytes, sizeof(bytes));
	if (!ok)
		return err_set(e, BW_EPARSE, "the private key is damaged");
	sodium_bin2hex(text, sizeof(text),
		(const unsigned char[]){ (unsigned char)(out->pub.id >> 24),
			(unsigned char)(out->pub.id >> 16), (unsigned char)(out->pub.id >> 8),
			(unsigned char)out->pub.id },
		4);
	if (!str_is(id, text))
		return err_set(e, BW_EPARSE, "the private key is damaged: its number is another");
	return BW_OK;
}

void key_secret_add(struct buf *b, const struct key_secret *k)
{
	unsigned char raw[33];

	raw[0] = k->pub.type;
	memcpy(raw + 1, k->seed, 32);
	buf_printf(b, PRIVATE "%s+%08x+", k->name, (unsigned)k->pub.id);
	base64_add(b, raw, sizeof(raw));
	buf_addc(b, '\n');
	sodium_memzero(raw, sizeof(raw));
}

void key_sign(struct buf *b, const struct key_secret *k, struct str text)
{
	unsigned char sig[NOTE_SIG];

	crypto_sign_detached(sig, NULL, (const unsigned char *)text.p, text.n, k->secret);
	note_sig_add(b, k->pub.name, k->pub.id, str_make((char *)sig, sizeof(sig)));
}

void key_cosign(struct buf *b, const struct key_secret *k, uint64_t at_s, struct str text)
{
	unsigned char sig[8 + NOTE_SIG];
	struct buf m;

	buf_init(&m, LIMIT_NOTE_BYTES + 64);
	cosign_message(&m, at_s, text);
	for (int i = 0; i < 8; i++)
		sig[i] = (unsigned char)(at_s >> (56 - 8 * i));
	crypto_sign_detached(sig + 8, NULL, (const unsigned char *)m.p, m.n, k->secret);
	b->bad = b->bad || m.bad;
	note_sig_add(b, k->pub.name, k->pub.id, str_make((char *)sig, sizeof(sig)));
	buf_done(&m);
}
