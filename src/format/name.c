/* SPDX-License-Identifier: Apache-2.0 */
#include "format/name.h"

#include <idn2.h>
#include <unicode/uidna.h>

#include "base/limit.h"
#include "base/utf8.h"

enum {
	BAD, /* in no host name */
	LOW, /* stands for itself */
	UPPER,
	DOT,
	HYPHEN,
	UNDERSCORE,
	WIDE /* not ASCII */
};

/* What a byte is in a host name. */
static unsigned char class_of(unsigned char c)
{
	static const unsigned char table[128] = {
		['-'] = HYPHEN,
		['.'] = DOT,
		['_'] = UNDERSCORE,
		['0'] = LOW,
		LOW,
		LOW,
		LOW,
		LOW,
		LOW,
		LOW,
		LOW,
		LOW,
		LOW,
		['A'] = UPPER,
		UPPER,
		UPPER,
		UPPER,
		UPPER,
		UPPER,
		UPPER,
		UPPER,
		UPPER,
		UPPER,
		UPPER,
		UPPER,
		UPPER,
		UPPER,
		UPPER,
		UPPER,
		UPPER,
		UPPER,
		UPPER,
		UPPER,
		UPPER,
		UPPER,
		UPPER,
		UPPER,
		UPPER,
		UPPER,
		['a'] = LOW,
		LOW,
		LOW,
		LOW,
		LOW,
		LOW,
		LOW,
		LOW,
		LOW,
		LOW,
		LOW,
		LOW,
		LOW,
		LOW,
		LOW,
		LOW,
		LOW,
		LOW,
		LOW,
		LOW,
		LOW,
		LOW,
		LOW,
		LOW,
		LOW,
		LOW,
	};

	return c < 128 ? table[c] : WIDE;
}

struct scan {
	size_t labels;
	unsigned flags;
	bool upper, wide, alabel;
};

static bool is_alabel(const char *p, size_t n)
{
	return n >= 4 && ch_tolower(p[0]) == 'x' && ch_tolower(p[1]) == 'n' && p[2] == '-' &&
	       p[3] == '-';
}

static int end_label(const char *p, size_t n, struct scan *s, struct err *e)
{
	if (n == 0)
		return err_set(e, BW_EPARSE, "a label of the host name is empty");
	if (n > LIMIT_LABEL_BYTES && !s->wide)
		return err_set(e, BW_ELIMIT, "a label of the host name is longer than %d bytes",
			LIMIT_LABEL_BYTES);
	s->labels++;
	if (p[0] == '-' || p[n - 1] == '-')
		s->flags |= NAME_HYPHEN_EDGE;
	if (is_alabel(p, n))
		s->alabel = true;
	else if (n >= 4 && p[2] == '-' && p[3] == '-')
		s->flags |= NAME_HYPHEN_34;
	return BW_OK;
}

/* One pass over ${in}: what kind of bytes and labels it has. */
static int scan_name(struct str in, struct scan *s, struct err *e)
{
	char q[QUOTE_ROOM(4)];
	size_t from = 0;
	int rc;

	for (size_t i = 0; i < in.n; i++) {
		switch (class_of((unsigned char)in.p[i])) {
		case BAD:
			return err_set(e, BW_EPARSE, "'%s' cannot be in a host name",
				str_quote(str_sub(in, i, 1), 4, q));
		case UPPER: s->upper = true; break;
		case UNDERSCORE: s->flags |= NAME_UNDERSCORE; break;
		case WIDE: s->wide = true; break;
		case DOT:
			rc = end_label(in.p + from, i - from, s, e);
			if (rc)
				return rc;
			from = i + 1;
			break;
		default: break;
		}
	}
	return end_label(in.p + from, in.n - from, s, e);
}

static int too_long(struct err *e)
{
	return err_set(e, BW_ELIMIT, "the host name is longer than %d bytes", LIMIT_HOST_BYTES);
}

static struct str lowered(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.n);

	if (!p)
		return (struct str){ NULL, 0 };
	for (size_t i = 0; i < s.n; i++)
		p[i] = ch_tolower(s.p[i]);
	return str_make(p, s.n);
}

/* ICU's verdicts that make a DNS name impossible; the others only mark. */
#define IDNA_FATAL                                                                                 \
	(UIDNA_ERROR_EMPTY_LABEL | UIDNA_ERROR_LABEL_TOO_LONG | UIDNA_ERROR_DOMAIN_NAME_TOO_LONG | \
		UIDNA_ERROR_LEADING_COMBINING_MARK | UIDNA_ERROR_DISALLOWED |                      \
		UIDNA_ERROR_PUNYCODE | UIDNA_ERROR_LABEL_HAS_DOT | UIDNA_ERROR_INVALID_ACE_LABEL)

static int idna_refuse(uint32_t errors, struct err *e)
{
	if (errors & UIDNA_ERROR_DOMAIN_NAME_TOO_LONG)
		return too_long(e);
	if (errors & UIDNA_ERROR_LABEL_TOO_LONG)
		return err_set(e, BW_ELIMIT, "a label of the host name is longer than %d bytes",
			LIMIT_LABEL_BYTES);
	if (errors & (UIDNA_ERROR_PUNYCODE | UIDNA_ERROR_INVALID_ACE_LABEL))
		return err_set(e, BW_EPARSE,
			"an 'xn--' label of the host name stands for no international label");
	if (errors & UIDNA_ERROR_EMPTY_LABEL)
		return err_set(e, BW_EPARSE, "a label of the host name is empty");
	if (errors & UIDNA_ERROR_LEADING_COMBINING_MARK)
		return err_set(
			e, BW_EPARSE, "a label of the host name begins with a combining mark");
	return err_set(e, BW_EPARSE, "a character cannot be in a host name (UTS #46)");
}

/* ICU's UTS #46, as browsers use it. */
static int idna_lenient(struct arena *a, struct str in, struct name *out, struct err *e)
{
	UErrorCode status = U_ZERO_ERROR;
	UIDNAInfo info = UIDNA_INFO_INITIALIZER;
	UIDNA *idna = uidna_openUTS46(UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ |
					      UIDNA_NONTRANSITIONAL_TO_ASCII |
					      UIDNA_NONTRANSITIONAL_TO_UNICODE,
		&status);
	char *p = arena_alloc(a, LIMIT_HOST_BYTES + 3);
	int32_t n;

	if (U_FAILURE(status) || !p) {
		uidna_close(idna);
		return err_nomem(e);
	}
	n = uidna_nameToASCII_UTF8(
		idna, in.p, (int32_t)in.n, p, LIMIT_HOST_BYTES + 3, &info, &status);
	uidna_close(idna);
	if (status == U_BUFFER_OVERFLOW_ERROR || (U_SUCCESS(status) && n > LIMIT_HOST_BYTES + 1))
		return too_long(e);
	if (U_FAILURE(status))
		return err_set(
			e, BW_EPARSE, "the host name cannot be read (%s)", u_errorName(status));
	if (info.errors & IDNA_FATAL)
		return idna_refuse(info.errors, e);
	if (info.errors & UIDNA_ERROR_BIDI)
		out->flags |= NAME_BIDI;
	if (info.errors & UIDNA_ERROR_CONTEXTJ)
		out->flags |= NAME_JOINER;
	out->flags |= NAME_NOT_IDNA;
	out->ascii = str_make(p, (size_t)n);
	return BW_OK;
}

static int idna_strict(struct arena *a, struct str in, struct name *out)
{
	struct str z = arena_dup(a, in);
	uint8_t *got = NULL;
	int rc;

	if (!z.p)
		return IDN2_MALLOC;
	rc = idn2_lookup_u8((const uint8_t *)z.p, &got, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT);
	if (rc == IDN2_OK) {
		out->ascii = arena_dup(a, str_of((const char *)got));
		if (!out->ascii.p)
			rc = IDN2_MALLOC;
	}
	idn2_free(got);
	return rc;
}

/* "If CheckHyphens is false, the label must not begin with 'xn--'" (UTS #46 4.1, 4): an A-label that
 * stands for something that looks like another one. */
static bool nested_alabel(struct arena *a, struct str ascii)
{
	struct str rest = name_unicode(a, ascii), label;

	while (str_cut(&rest, '.', &label))
		if (is_alabel(label.p, label.n) && !str_ascii(label))
			return true;
	return false;
}

/* A name with bytes that are not ASCII, or with an A-label. */
static int parse_idn(struct arena *a, struct str in, struct name *out, struct err *e)
{
	struct scan s = { 0 };
	int rc;

	if (!utf8_ok(in))
		return err_set(e, BW_EPARSE, "the host name is not UTF-8");
	if (in.n > 4 * (size_t)LIMIT_HOST_BYTES || memchr(in.p, 0, in.n))
		return too_long(e);
	rc = idna_strict(a, in, out);
	if (rc == IDN2_MALLOC)
		return err_nomem(e);
	if (rc != IDN2_OK) {
		rc = idna_lenient(a, in, out, e);
		if (rc)
			return rc;
	}
	while (out->ascii.n && out->ascii.p[out->ascii.n - 1] == '.')
		out->ascii.n--;
	if (out->ascii.n > LIMIT_HOST_BYTES)
		return too_long(e);
	rc = scan_name(out->ascii, &s, e); /* mapping can make '/', '?', '@' and the like */
	if (rc)
		return rc;
	if (s.wide)
		return err_set(e, BW_EPARSE, "a character cannot be in a host name");
	if (s.alabel && nested_alabel(a, out->ascii))
		return idna_refuse(UIDNA_ERROR_INVALID_ACE_LABEL, e);
	if (s.upper) {
		out->ascii = lowered(a, out->ascii);
		if (!out->ascii.p)
			return err_nomem(e);
	}
	out->labels = s.labels;
	out->flags |= s.flags | (s.alabel ? NAME_IDN : 0u);
	return BW_OK;
}

/* The input written as it will be displayed loses nothing but case: not mapped. */
static bool was_mapped(struct arena *a, struct str in, struct str ascii)
{
	struct str u = name_unicode(a, ascii);

	return u.p && !str_eq_nocase(u, in) && !str_eq_nocase(ascii, in);
}

int name_parse(struct arena *a, struct str in, struct name *out, struct err *e)
{
	struct name n = { .ascii = in };
	struct scan s = { 0 };
	int rc;

	while (in.n && in.p[in.n - 1] == '.')
		in.n--;
	if (in.n == 0)
		return err_set(e, BW_EPARSE, "there is no host in it");
	rc = scan_name(in, &s, e);
	if (rc)
		return rc;
	if (s.wide || s.alabel) {
		rc = parse_idn(a, in, &n, e);
		if (rc)
			return rc;
		if (s.wide && was_mapped(a, in, n.ascii))
			n.flags |= NAME_MAPPED;
		*out = n;
		return BW_OK;
	}
	if (in.n > LIMIT_HOST_BYTES)
		return too_long(e);
	n.ascii = s.upper ? lowered(a, in) : in;
	if (!n.ascii.p)
		return err_nomem(e);
	n.labels = s.labels;
	n.flags = s.flags;
	*out = n;
	return BW_OK;
}

struct str name_unicode(struct arena *a, struct str ascii)
{
	UErrorCode status = U_ZERO_ERROR;
	UIDNAInfo info = UIDNA_INFO_INITIALIZER;
	size_t room = 4 * (size_t)LIMIT_HOST_BYTES;
	UIDNA *idna;
	char *p;
	int32_t n;

	if (str_find(ascii, STR("xn--"), 0) == SIZE_MAX)
		return ascii;
	p = arena_alloc(a, room);
	idna = uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_UNICODE, &status);
	if (!p || U_FAILURE(status)) {
		uidna_close(idna);
		return (struct str){ NULL, 0 };
	}
	n = uidna_nameToUnicodeUTF8(
		idna, ascii.p, (int32_t)ascii.n, p, (int32_t)room, &info, &status);
	uidna_close(idna);
	if (U_FAILURE(status) || (info.errors & IDNA_FATAL))
		return ascii;
	return str_make(p, (size_t)n);
}

struct str name_tail(struct str name, size_t n)
{
	for (size_t i = name.n; i-- > 0;)
		if (name.p[i] == '.' && --n == 0)
			return str_from(name, i + 1);
	return name;
}

size_t name_labels(struct str name)
{
	size_t n = name.n > 0;

	for (size_t i = 0; i < name.n; i++)
		n += name.p[i] == '.';
	return n;
}

bool name_under(struct str name, struct str parent)
{
	return str_ends(name, parent) &&
	       (name.n == parent.n || name.p[name.n - parent.n - 1] == '.');
}
