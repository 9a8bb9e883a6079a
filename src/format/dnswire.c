/* SPDX-License-Identifier: Apache-2.0 */
#include "format/dnswire.h"

#include <arpa/inet.h>

#include "base/limit.h"
#include "base/vec.h"

struct wire {
	const unsigned char *p;
	size_t n, at;
	struct arena *a;
	bool bad;
};

static const struct {
	const char *text;
	unsigned type;
} types[] = { { "A", DNS_A }, { "NS", DNS_NS }, { "CNAME", DNS_CNAME }, { "SOA", DNS_SOA },
	{ "MX", DNS_MX }, { "AAAA", DNS_AAAA } };

#define TYPES (sizeof(types) / sizeof(types[0]))

const char *dns_type_text(unsigned type)
{
	for (size_t i = 0; i < TYPES; i++)
		if (types[i].type == type)
			return types[i].text;
	return "?";
}

bool dns_type_parse(struct str text, unsigned *out)
{
	for (size_t i = 0; i < TYPES; i++)
		if (str_is(text, types[i].text)) {
			*out = types[i].type;
			return true;
		}
	return false;
}

static unsigned u16(struct wire *w)
{
	unsigned v;

	if (w->bad || w->n - w->at < 2) {
		w->bad = true;
		return 0;
	}
	v = (unsigned)w->p[w->at] << 8 | w->p[w->at + 1];
	w->at += 2;
	return v;
}

static uint32_t u32(struct wire *w)
{
	uint32_t high = u16(w);

	return high << 16 | u16(w);
}

static char *byte_out(char *to, unsigned char c)
{
	char low = ch_tolower((char)c);

	if (ch_alnum(low) || low == '-' || low == '_') {
		*to++ = low;
	} else {
		*to++ = '\\';
		*to++ = (char)('0' + c / 100);
		*to++ = (char)('0' + c / 10 % 10);
		*to++ = (char)('0' + c % 10);
	}
	return to;
}

/* A name at ${at}; w->at moves past it where ${advance}.  255 bytes of wire at most, so at most
 * 4 * 255 of text. */
static struct str name(struct wire *w)
{
	char text[4 * 256], *to = text;
	size_t at = w->at, end = 0, limit = w->n, bytes = 0;

	while (!w->bad) {
		unsigned len;

		if (at >= limit || at >= w->n) {
			w->bad = true;
			break;
		}
		len = w->p[at];
		if ((len & 0xc0) == 0xc0) {
			size_t to_at;

			if (w->n - at < 2) {
				w->bad = true;
				break;
			}
			to_at = (size_t)(len & 0x3f) << 8 | w->p[at + 1];
			if (!end)
				end = at + 2;
			/* RFC 1035, 4.1.4: a pointer to "a prior occurrence of the same name" */
			if (to_at >= at) {
				w->bad = true;
				break;
			}
			limit = at;
			at = to_at;
			continue;
		}
		if (len > LIMIT_LABEL_BYTES || w->n - at - 1 < len || (bytes += len + 1) > 255) {
			w->bad = true;
			break;
		}
		at++;
		if (len == 0)
			break;
		if (to != text)
			*to++ = '.';
		for (unsigned i = 0; i < len; i++)
			to = byte_out(to, w->p[at + i]);
		at += len;
	}
	if (w->bad)
		return (struct str){ NULL, 0 };
	w->at = end ? end : at;
	if (to == text)
		*to++ = '.';
	return arena_dup(w->a, str_make(text, (size_t)(to - text)));
}

static struct str address(struct wire *w, int family, size_t len)
{
	char text[INET6_ADDRSTRLEN];

	if (w->bad || w->n - w->at < len || !inet_ntop(family, w->p + w->at, text, sizeof(text))) {
		w->bad = true;
		return (struct str){ NULL, 0 };
	}
	w->at += len;
	return arena_dup(w->a, str_of(text));
}

static struct str rdata(struct wire *w, unsigned type, size_t len)
{
	struct str x, y, none = { NULL, 0 };
	unsigned preference;

	switch (type) {
	case DNS_A: return len == 4 ? address(w, AF_INET, 4) : (w->bad = true, none);
	case DNS_AAAA: return len == 16 ? address(w, AF_INET6, 16) : (w->bad = true, none);
	case DNS_NS:
	case DNS_CNAME: return name(w);
	case DNS_MX:
		preference = u16(w);
		x = name(w);
		return w->bad ? none : arena_printf(w->a, "%u %.*s", preference, STR_ARG(x));
	case DNS_SOA:
		x = name(w);
		y = name(w);
		return w->bad ? none
			      : arena_printf(w->a, "%.*s %.*s %u", STR_ARG(x), STR_ARG(y), u32(w));
	default: return none;
	}
}

static void record(struct wire *w, struct dns_answer *out)
{
	struct dns_record r = { .owner = name(w) }, *slot;
	unsigned class;
	size_t len, end;

	r.type = u16(w);
	class = u16(w);
	r.ttl_s = u32(w);
	len = u16(w);
	if (w->bad || w->n - w->at < len) {
		w->bad = true;
		return;
	}
	end = w->at + len;
	if (class == 1 && strcmp(dns_type_text(r.type), "?") != 0) {
		r.text = rdata(w, r.type, len);
		/* SOA has four more numbers behind the serial; the rest must end where it says. */
		if (w->at > end || (r.type != DNS_SOA && w->at != end))
			w->bad = true;
		if (w->bad)
			return;
		if (out->n >= LIMIT_DNS_RECORDS) {
			out->more++;
		} else {
			slot = VEC_PUSH(w->a, out);
			if (!slot)
				w->bad = true;
			else
				*slot = r;
		}
	}
	w->at = end;
}

int dnswire_parse(struct arena *a, struct str packet, struct dns_answer *out, struct err *e)
{
	struct wire w = { .p = (const unsigned char *)packet.p, .n = packet.n, .a = a };
	struct dns_answer x = { 0 };
	unsigned flags, questions, answers;

	(void)u16(&w);
	flags = u16(&w);
	questions = u16(&w);
	answers = u16(&w);
	(void)u32(&w);
	x.rcode = (int)(flags & 15);
	x.cut = flags & 0x200;
	for (unsigned i = 0; i < questions && !w.bad; i++) {
		(void)name(&w);
		(void)u32(&w);
	}
	for (unsigned i = 0; i < answers && !w.bad; i++)
		record(&w, &x);
	if (w.bad)
		return err_set(e, BW_EPARSE, "DNS answer is malformed at byte %zu", w.at);
	*out = x;
	return BW_OK;
}
