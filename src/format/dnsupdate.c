/* SPDX-License-Identifier: Apache-2.0 */
/* DNS messages of the one kind we send: fixed header, a zone, changes, a signature. */
#include "format/dnsupdate.h"

#include <sodium.h>

#include "base/limit.h"

enum {
	TYPE_CNAME = 5,
	TYPE_SOA = 6,
	TYPE_TXT = 16,
	TYPE_TSIG = 250,
	CLASS_IN = 1,
	CLASS_ANY = 255
};
enum { OPCODE_UPDATE = 5 };
#define HEADER 12
static const char algorithm[] = "hmac-sha256";

static void be16(struct buf *b, unsigned v)
{
	buf_addc(b, (char)(v >> 8 & 255));
	buf_addc(b, (char)(v & 255));
}

static void be32(struct buf *b, uint32_t v)
{
	be16(b, v >> 16);
	be16(b, v & 65535);
}

static void be48(struct buf *b, uint64_t v)
{
	be16(b, (unsigned)(v >> 32 & 65535));
	be32(b, (uint32_t)v);
}

/* Labels of ${name}, without the root at the end. */
static int labels(struct buf *b, struct str name, struct err *e)
{
	struct str label;

	if (name.n > LIMIT_HOST_BYTES)
		return err_set(e, BW_EINVALID, "a name that is too long for the DNS");
	while (str_cut(&name, '.', &label)) {
		if (!label.n || label.n > LIMIT_LABEL_BYTES)
			return err_set(
				e, BW_EINVALID, "a name with a label that the DNS does not take");
		buf_addc(b, (char)label.n);
		for (size_t i = 0; i < label.n; i++)
			buf_addc(b, ch_tolower(label.p[i]));
	}
	return BW_OK;
}

static int full_name(struct buf *b, struct str owner, struct str zone, struct err *e)
{
	int rc = owner.n ? labels(b, owner, e) : BW_OK;

	if (!rc && owner.n + zone.n + 1 > LIMIT_HOST_BYTES)
		rc = err_set(e, BW_EINVALID, "a name that is too long for its zone");
	if (!rc)
		rc = labels(b, zone, e);
	buf_addc(b, 0);
	return rc;
}

static int change(struct buf *b, const struct dnsupdate_op *op, struct str zone, bool add,
	uint32_t ttl_s, struct err *e)
{
	int rc = full_name(b, op->owner, zone, e);

	be16(b, op->txt ? TYPE_TXT : TYPE_CNAME);
	be16(b, add ? CLASS_IN : CLASS_ANY);
	be32(b, add ? ttl_s : 0);
	if (!add) {
		be16(b, 0); /* RFC 2136 section 2.5.2: delete a set */
	} else if (op->txt) {
		if (op->text.n > 255)
			return err_set(e, BW_EINVALID, "a text that is too long for one string");
		be16(b, (unsigned)op->text.n + 1);
		buf_addc(b, (char)op->text.n);
		buf_add(b, op->text);
	} else {
		be16(b, 1);
		buf_addc(b, 0); /* the root: NXDOMAIN in a response policy zone */
	}
	return rc;
}

int dnsupdate_write(struct str zone, const struct dnsupdate_op *ops, size_t n, uint16_t id,
	uint32_t ttl_s, struct buf *out, struct err *e)
{
	size_t changes = n;
	int rc;

	for (size_t i = 0; i < n; i++)
		changes += ops[i].add;
	if (changes > 1000)
		return err_set(e, BW_ELIMIT, "more than 1000 changes in one update");
	be16(out, id);
	be16(out, OPCODE_UPDATE << 11);
	be16(out, 1);
	be16(out, 0);
	be16(out, (unsigned)changes);
	be16(out, 0);
	rc = full_name(out, (struct str){ NULL, 0 }, zone, e);
	be16(out, TYPE_SOA);
	be16(out, CLASS_IN);
	for (size_t i = 0; i < n && !rc; i++) {
		rc = change(out, &ops[i], zone, false, 0, e);
		if (!rc && ops[i].add)
			rc = change(out, &ops[i], zone, true, ttl_s, e);
	}
	return rc ? rc : buf_check(out, "the update", e);
}

/* RFC 8945 section 4.3.3 */
static int variables(struct buf *b, const struct tsig_key *key, uint64_t time, unsigned fudge,
	unsigned error, struct str other, struct err *e)
{
	int rc = labels(b, key->name, e);

	buf_addc(b, 0);
	be16(b, CLASS_ANY);
	be32(b, 0);
	if (!rc)
		rc = labels(b, str_of(algorithm), e);
	buf_addc(b, 0);
	be48(b, time);
	be16(b, fudge);
	be16(b, error);
	be16(b, (unsigned)other.n);
	buf_add(b, other);
	return rc;
}

static void digest(struct str text, const struct tsig_key *key, unsigned char mac[TSIG_MAC])
{
	crypto_auth_hmacsha256_state st;

	crypto_auth_hmacsha256_init(&st, (const unsigned char *)key->secret.p, key->secret.n);
	crypto_auth_hmacsha256_update(&st, (const unsigned char *)text.p, text.n);
	crypto_auth_hmacsha256_final(&st, mac);
}

int tsig_sign(struct buf *msg, const struct tsig_key *key, int64_t now_s,
	unsigned char mac[TSIG_MAC], struct err *e)
{
	struct str none = { NULL, 0 };
	struct buf text;
	unsigned id;
	int rc;

	if (msg->n < HEADER || msg->bad)
		return err_set(e, BW_EBUG, "a message without a header");
	id = (unsigned)(unsigned char)msg->p[0] << 8 | (unsigned char)msg->p[1];
	buf_init(&text, LIMIT_DNS_MESSAGE);
	buf_add(&text, buf_str(msg));
	rc = variables(&text, key, (uint64_t)now_s, TSIG_FUDGE_S, 0, none, e);
	if (!rc)
		rc = buf_check(&text, "the update", e);
	if (!rc)
		digest(buf_str(&text), key, mac);
	buf_done(&text);
	if (rc)
		return rc;
	msg->p[11] = 1; /* one additional record */
	rc = labels(msg, key->name, e);
	buf_addc(msg, 0);
	be16(msg, TYPE_TSIG);
	be16(msg, CLASS_ANY);
	be32(msg, 0);
	be16(msg, (unsigned)(sizeof(algorithm) + 1 + 6 + 2 + 2 + TSIG_MAC + 2 + 2 + 2));
	if (!rc)
		rc = labels(msg, str_of(algorithm), e);
	buf_addc(msg, 0);
	be48(msg, (uint64_t)now_s);
	be16(msg, TSIG_FUDGE_S);
	be16(msg, TSIG_MAC);
	buf_add(msg, str_make((const char *)mac, TSIG_MAC));
	be16(msg, id);
	be16(msg, 0);
	be16(msg, 0);
	return rc ? rc : buf_check(msg, "the update", e);
}

/* A reading place in a message; every number is big-endian. */
struct rd {
	struct str in;
	size_t at;
	bool bad;
};

static struct str take(struct rd *r, size_t n)
{
	struct str s = { NULL, 0 };

	if (r->bad || n > r->in.n - r->at) {
		r->bad = true;
		return s;
	}
	s = str_sub(r->in, r->at, n);
	r->at += n;
	return s;
}

static uint64_t number(struct rd *r, size_t n)
{
	struct str s = take(r, n);
	uint64_t v = 0;

	for (size_t i = 0; i < s.n; i++)
		v = v << 8 | (unsigned char)s.p[i];
	return v;
}

/* Past a name; into ${out} (room for 256) as text where it is not compressed. */
static size_t name(struct rd *r, char *out)
{
	size_t n = 0;

	for (int i = 0; i < 128 && !r->bad; i++) {
		unsigned len = (unsigned)number(r, 1);
		struct str label;

		if ((len & 0xc0) == 0xc0) {
			(void)number(r, 1);
			return 0;
		}
		if (!len)
			return n;
		label = take(r, len);
		if (len > LIMIT_LABEL_BYTES || n + len + 1 > 255 || !label.p)
			break;
		if (n)
			out[n++] = '.';
		for (size_t k = 0; k < label.n; k++)
			out[n++] = ch_tolower(label.p[k]);
	}
	r->bad = true;
	return 0;
}

struct tsig {
	size_t at; /* where the record begins */
	char name[256], alg[256];
	size_t name_n, alg_n;
	uint64_t time;
	unsigned fudge, id, error;
	struct str mac, other;
};

/* The last record, where it is a TSIG. */
static bool find_tsig(struct rd *r, unsigned questions, unsigned records, struct tsig *t)
{
	char skip[256];

	for (unsigned i = 0; i < questions && !r->bad; i++) {
		(void)name(r, skip);
		(void)take(r, 4);
	}
	for (unsigned i = 0; i < records && !r->bad; i++) {
		unsigned type, size;

		t->at = r->at;
		t->name_n = name(r, t->name);
		type = (unsigned)number(r, 2);
		(void)take(r, 6);
		size = (unsigned)number(r, 2);
		if (type != TYPE_TSIG) {
			(void)take(r, size);
			continue;
		}
		t->alg_n = name(r, t->alg);
		t->time = number(r, 6);
		t->fudge = (unsigned)number(r, 2);
		t->mac = take(r, (size_t)number(r, 2));
		t->id = (unsigned)number(r, 2);
		t->error = (unsigned)number(r, 2);
		t->other = take(r, (size_t)number(r, 2));
		return !r->bad && i + 1 == records && r->at == r->in.n;
	}
	return false;
}

static int check_tsig(struct str msg, const struct tsig *t, unsigned additional,
	const struct tsig_key *key, const unsigned char request_mac[TSIG_MAC], int64_t now_s,
	struct err *e)
{
	unsigned char mac[TSIG_MAC];
	struct buf text;
	bool same;
	int rc;

	if (!str_eq(str_make(t->name, t->name_n), key->name) ||
		!str_eq(str_make(t->alg, t->alg_n), str_of(algorithm)))
		return err_set(e, BW_EDENIED, "the answer is signed with another key");
	if (t->error)
		return err_set(e, BW_EDENIED, "the server refuses the signature (TSIG error %u)",
			t->error);
	buf_init(&text, (size_t)2 * LIMIT_DNS_MESSAGE);
	be16(&text, TSIG_MAC);
	buf_add(&text, str_make((const char *)request_mac, TSIG_MAC));
	be16(&text, t->id);
	buf_add(&text, str_sub(msg, 2, 8));
	be16(&text, additional - 1);
	buf_add(&text, str_sub(msg, HEADER, t->at - HEADER));
	rc = variables(&text, key, t->time, t->fudge, t->error, t->other, e);
	if (!rc)
		rc = buf_check(&text, "the answer", e);
	if (!rc)
		digest(buf_str(&text), key, mac);
	buf_done(&text);
	if (rc)
		return rc;
	same = t->mac.n == TSIG_MAC && !sodium_memcmp(mac, t->mac.p, TSIG_MAC);
	if (!same)
		return err_set(e, BW_EDENIED, "the answer's signature is wrong");
	if ((int64_t)t->time > now_s + TSIG_FUDGE_S || (int64_t)t->time < now_s - TSIG_FUDGE_S)
		return err_set(
			e, BW_EDENIED, "the answer is of another time; are both clocks right?");
	return BW_OK;
}

int dnsupdate_answer(struct str msg, uint16_t id, const struct tsig_key *key,
	const unsigned char request_mac[TSIG_MAC], int64_t now_s, int *rcode, struct err *e)
{
	struct rd r = { .in = msg };
	struct tsig t = { .at = 0 };
	unsigned got, flags, n[4];

	got = (unsigned)number(&r, 2);
	flags = (unsigned)number(&r, 2);
	for (int i = 0; i < 4; i++)
		n[i] = (unsigned)number(&r, 2);
	if (r.bad || !(flags >> 15) || (flags >> 11 & 15) != OPCODE_UPDATE)
		return err_set(e, BW_EPARSE, "the server sent no answer to an update");
	if (got != id)
		return err_set(e, BW_EPARSE, "the server answered another question");
	*rcode = (int)(flags & 15);
	if (!key)
		return BW_OK;
	if (!find_tsig(&r, n[0], n[1] + n[2] + n[3], &t))
		return err_set(e, BW_EDENIED, "the server's answer is not signed (%s)",
			dns_rcode_words(*rcode));
	return check_tsig(msg, &t, n[3], key, request_mac, now_s, e);
}

const char *dns_rcode_words(int rcode)
{
	static const char *const words[] = { "done", "the server found the message malformed",
		"the server failed", "there is no such name", "the server does not take updates",
		"the server refuses the update", "the name is there already",
		"the set is there already", "the set is not there",
		"the server may not change this zone", "a name outside the zone" };

	return rcode >= 0 && rcode < (int)(sizeof(words) / sizeof(words[0]))
		       ? words[rcode]
		       : "refused with a code outside RFC 2136";
}
