/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/report.h"

#include <sodium.h>

#include "base/limit.h"

#define CODEC_VERSION  1
#define CODEC_NOTIFIED 2 /* the same, and the notifier at its end */
#define NO_BYTE        0xff

void report_init(struct report *r)
{
	*r = (struct report){ .harm = HARM_NONE,
		.format = FORMAT_LIST,
		.incident_at_s = CLOCK_NONE,
		.registered_at_s = CLOCK_NONE,
		.confidence_percent = -1 };
}

static int check_csam(const struct report *r, struct err *e)
{
	if (r->note.n || r->brand.n || r->legitimate.n)
		return err_set(e, BW_EINVALID, "a CSAM report carries text");
	if (r->evidence & ~REPORT_CSAM_MAY)
		return err_set(e, BW_EINVALID, "a CSAM report carries evidence");
	for (size_t i = 0; i < r->guesses_n; i++)
		if (r->guesses[i].value.n)
			return err_set(e, BW_EINVALID, "a CSAM report carries a guessed value");
	return BW_OK;
}

static int check_text(struct str s, const char *what, struct err *e)
{
	if (s.n > LIMIT_TEXT_FIELD)
		return err_set(e, BW_ELIMIT, "%s is longer than %d bytes", what, LIMIT_TEXT_FIELD);
	return BW_OK;
}

static int check_party(const struct party *p, const char *what, struct err *e)
{
	int rc = check_text(p->org, what, e);

	if (!rc)
		rc = check_text(p->contact, what, e);
	if (!rc)
		rc = check_text(p->domain, what, e);
	return rc;
}

static int check_ranges(const struct report *r, struct err *e)
{
	bool ok = (int)r->format >= 0 && r->format < FORMAT_COUNT && r->harm >= HARM_NONE &&
		  r->harm < HARM_COUNT && (int)r->tier >= 0 && r->tier < TIER_COUNT &&
		  r->confidence_percent >= -1 && r->confidence_percent <= 100 &&
		  r->evidence >> EVIDENCE_COUNT == 0 && r->missing >> EVIDENCE_COUNT == 0;

	return ok ? BW_OK : err_set(e, BW_EINVALID, "a field of the report is out of its range");
}

int report_check(const struct report *r, struct err *e)
{
	int rc = check_ranges(r, e);

	if (rc)
		return rc;
	if (r->targets_n == 0)
		return err_set(e, BW_EINVALID, "names no address, domain or URL");
	if (r->targets_n > LIMIT_REPORT_TARGETS)
		return err_set(e, BW_ELIMIT, "names more than %d targets", LIMIT_REPORT_TARGETS);
	for (size_t i = 0; i < r->targets_n; i++) {
		if (r->targets[i].n == 0)
			return err_set(e, BW_EINVALID, "names an empty target");
		if (r->targets[i].n > LIMIT_URL_BYTES)
			return err_set(e, BW_ELIMIT, "names a target longer than %d bytes",
				LIMIT_URL_BYTES);
	}
	if (r->guesses_n > LIMIT_GUESSES)
		return err_set(e, BW_ELIMIT, "has more than %d guesses", LIMIT_GUESSES);
	rc = check_text(r->ref, "the sender's id", e);
	if (!rc)
		rc = check_party(&r->reporter, "the reporter", e);
	if (!rc)
		rc = check_party(&r->sender, "the sender", e);
	if (!rc)
		rc = check_text(r->brand, "the brand", e);
	if (!rc)
		rc = check_text(r->note, "the note", e);
	if (!rc && r->legitimate.n > LIMIT_URL_BYTES)
		rc = err_set(
			e, BW_ELIMIT, "the genuine site is longer than %d bytes", LIMIT_URL_BYTES);
	if (!rc && harm_class_of(r->harm) == CLASS_CSAM)
		rc = check_csam(r, e);
	return rc;
}

static void write_party(const struct party *p, struct buf *b)
{
	buf_lstr(b, p->org);
	buf_lstr(b, p->contact);
	buf_lstr(b, p->domain);
}

void report_write(const struct report *r, struct buf *b)
{
	buf_u8(b, r->notifier ? CODEC_NOTIFIED : CODEC_VERSION);
	buf_u8(b, (uint8_t)r->format);
	buf_u8(b, r->harm == HARM_NONE ? NO_BYTE : (uint8_t)r->harm);
	buf_u8(b, (uint8_t)r->tier);
	buf_u8(b, r->confidence_percent < 0 ? NO_BYTE : (uint8_t)r->confidence_percent);
	buf_u32(b, r->evidence);
	buf_u32(b, r->missing);
	buf_u64(b, (uint64_t)r->incident_at_s);
	buf_u64(b, (uint64_t)r->registered_at_s);
	buf_lstr(b, r->ref);
	write_party(&r->reporter, b);
	write_party(&r->sender, b);
	buf_lstr(b, r->brand);
	buf_lstr(b, r->legitimate);
	buf_lstr(b, r->note);
	buf_u16(b, (uint16_t)r->targets_n);
	for (size_t i = 0; i < r->targets_n; i++)
		buf_lstr(b, r->targets[i]);
	buf_u16(b, (uint16_t)r->guesses_n);
	for (size_t i = 0; i < r->guesses_n; i++) {
		buf_lstr(b, r->guesses[i].field);
		buf_lstr(b, r->guesses[i].value);
		buf_lstr(b, r->guesses[i].why);
	}
	if (r->notifier)
		buf_u32(b, r->notifier);
}

static struct party read_party(struct cur *c)
{
	struct party p;

	p.org = cur_lstr(c);
	p.contact = cur_lstr(c);
	p.domain = cur_lstr(c);
	return p;
}

static int read_lists(struct arena *a, struct cur *c, struct report *r, struct err *e)
{
	r->targets_n = cur_u16(c);
	if (r->targets_n > LIMIT_REPORT_TARGETS)
		return err_set(
			e, BW_ELIMIT, "stored report: more than %d targets", LIMIT_REPORT_TARGETS);
	if (r->targets_n)
		r->targets = ARENA_ARRAY(a, struct str, r->targets_n);
	if (r->targets_n && !r->targets)
		return err_nomem(e);
	for (size_t i = 0; i < r->targets_n; i++)
		r->targets[i] = cur_lstr(c);
	r->guesses_n = cur_u16(c);
	if (r->guesses_n > LIMIT_GUESSES)
		return err_set(e, BW_ELIMIT, "stored report: more than %d guesses", LIMIT_GUESSES);
	if (r->guesses_n)
		r->guesses = ARENA_ARRAY(a, struct guess, r->guesses_n);
	if (r->guesses_n && !r->guesses)
		return err_nomem(e);
	for (size_t i = 0; i < r->guesses_n; i++) {
		r->guesses[i].field = cur_lstr(c);
		r->guesses[i].value = cur_lstr(c);
		r->guesses[i].why = cur_lstr(c);
	}
	return BW_OK;
}

int report_parse(struct arena *a, struct str in, struct report *out, struct err *e)
{
	struct cur c = cur_of(in);
	struct report r;
	uint8_t version = cur_u8(&c), harm, confidence;
	int rc;

	if (version != CODEC_VERSION && version != CODEC_NOTIFIED)
		return err_set(e, BW_EPARSE, "stored report: version %d is not known", version);
	report_init(&r);
	r.format = (enum format)cur_u8(&c);
	harm = cur_u8(&c);
	r.harm = harm == NO_BYTE ? HARM_NONE : (int)harm;
	r.tier = (enum tier)cur_u8(&c);
	confidence = cur_u8(&c);
	r.confidence_percent = confidence == NO_BYTE ? -1 : (int)confidence;
	r.evidence = cur_u32(&c);
	r.missing = cur_u32(&c);
	r.incident_at_s = (int64_t)cur_u64(&c);
	r.registered_at_s = (int64_t)cur_u64(&c);
	r.ref = cur_lstr(&c);
	r.reporter = read_party(&c);
	r.sender = read_party(&c);
	r.brand = cur_lstr(&c);
	r.legitimate = cur_lstr(&c);
	r.note = cur_lstr(&c);
	rc = read_lists(a, &c, &r, e);
	if (rc)
		return rc;
	if (version == CODEC_NOTIFIED)
		r.notifier = cur_u32(&c);
	if (version == CODEC_NOTIFIED && !r.notifier)
		return err_set(e, BW_EPARSE, "stored report: of a notifier that is none");
	if (!cur_end(&c))
		return err_set(e, BW_EPARSE, "stored report: %s",
			c.bad ? "it ends early" : "something follows it");
	rc = report_check(&r, e);
	if (rc)
		return err_prefix(e, "stored report: ");
	*out = r;
	return BW_OK;
}

static void hash_str(crypto_generichash_state *st, struct str s)
{
	unsigned char n[4] = { (unsigned char)s.n, (unsigned char)(s.n >> 8),
		(unsigned char)(s.n >> 16), (unsigned char)(s.n >> 24) };

	(void)crypto_generichash_update(st, n, sizeof(n));
	(void)crypto_generichash_update(st, (const unsigned char *)s.p, s.n);
}

struct report_key report_key(const struct report *r, struct str canonical_target)
{
	unsigned char head[10] = { r->ref.n != 0, (unsigned char)harm_class_of(r->harm) };
	crypto_generichash_state st;
	struct report_key key;

	/* Without the sender's own id the exact harm and time tell two reports apart. */
	if (r->ref.n == 0) {
		uint64_t at = (uint64_t)r->incident_at_s;

		head[1] = (unsigned char)(r->harm + 1);
		for (int i = 0; i < 8; i++)
			head[2 + i] = (unsigned char)(at >> (8 * i));
	}
	(void)crypto_generichash_init(&st, NULL, 0, sizeof(key.b));
	(void)crypto_generichash_update(&st, head, sizeof(head));
	hash_str(&st, r->sender.org);
	hash_str(&st, r->sender.contact);
	hash_str(&st, r->sender.domain);
	hash_str(&st, r->ref);
	hash_str(&st, canonical_target);
	(void)crypto_generichash_final(&st, key.b, sizeof(key.b));
	return key;
}

const char *report_key_text(struct report_key k, char out[33])
{
	static const char hex[] = "0123456789abcdef";

	for (size_t i = 0; i < sizeof(k.b); i++) {
		out[2 * i] = hex[k.b[i] >> 4];
		out[2 * i + 1] = hex[k.b[i] & 15];
	}
	out[32] = '\0';
	return out;
}
