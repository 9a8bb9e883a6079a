/* SPDX-License-Identifier: Apache-2.0 */
/* lines.c -- lines, fields, names and addresses as the sources write them. */
#include <arpa/inet.h>
#include <idn2.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/limit.h"
#include "base/utf8.h"
#include "refdata/make.h"

int make_bad(struct maker *m, struct err *e, const char *fmt, ...)
{
	char text[300], q[QUOTE_ROOM(80)];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return err_set(e, BW_EPARSE, "cannot read '%s': line %zu: %s", str_quote(m->file, 80, q),
		m->line, text);
}

bool make_line(struct maker *m, struct str *rest, struct str *line)
{
	if (rest->n == 0 || !str_cut(rest, '\n', line))
		return false;
	m->line++;
	if (line->n && line->p[line->n - 1] == '\r')
		line->n--;
	return true;
}

int make_fields(struct maker *m, struct str *rest, struct str *field, size_t n, struct err *e)
{
	struct str line;

	while (make_line(m, rest, &line)) {
		size_t got = 0;
		struct str part;

		if (str_trim(line).n == 0 || line.p[0] == '#')
			continue;
		if (!utf8_ok(line)) {
			make_bad(m, e, "not UTF-8");
			return -1;
		}
		while (str_cut(&line, '\t', &part)) {
			if (got < n)
				field[got] = str_trim(part);
			got++;
		}
		if (got != n) {
			make_bad(m, e, "%zu fields instead of %zu, separated by tabs", got, n);
			return -1;
		}
		m->rows_n++;
		return 1;
	}
	return 0;
}

static struct str csv_unquote(struct maker *m, struct str s)
{
	struct str out = arena_dup(m->a, s);
	char *p = (char *)out.p;
	size_t n = 0;

	if (!p) {
		m->bad = true;
		return STR("");
	}
	for (size_t i = 0; i < out.n; i++) {
		p[n++] = p[i];
		if (p[i] == '"' && i + 1 < out.n && p[i + 1] == '"')
			i++;
	}
	return str_make(p, n);
}

size_t make_csv(struct maker *m, struct str line, struct str *field, size_t most)
{
	size_t n = 0, at = 0;

	for (;;) {
		size_t end;
		struct str part;

		if (at < line.n && line.p[at] == '"') {
			bool doubled = false;

			end = str_find_byte(line, '"', at + 1);
			while (end != SIZE_MAX && end + 1 < line.n && line.p[end + 1] == '"') {
				doubled = true;
				end = str_find_byte(line, '"', end + 2);
			}
			if (end == SIZE_MAX)
				return SIZE_MAX;
			part = str_sub(line, at + 1, end - at - 1);
			if (doubled)
				part = csv_unquote(m, part);
			end = str_find_byte(line, ',', end);
		} else {
			end = str_find_byte(line, ',', at);
			part = str_sub(line, at, end == SIZE_MAX ? SIZE_MAX : end - at);
		}
		if (n < most)
			field[n] = str_trim(part);
		n++;
		if (end == SIZE_MAX)
			return n;
		at = end + 1;
	}
}

/* A-labels may hold what only host names may not ('_'), but no space, control character or '/'. */
static bool name_ok(struct str s)
{
	size_t label = 0;

	if (s.n == 0 || s.n > LIMIT_HOST_BYTES)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '.') {
			if (label == 0)
				return false;
			label = 0;
			continue;
		}
		if (!ch_alnum(s.p[i]) && s.p[i] != '-' && s.p[i] != '_')
			return false;
		if (++label > LIMIT_LABEL_BYTES)
			return false;
	}
	return label > 0;
}

int make_name(struct maker *m, struct str in, struct str *out, struct err *e)
{
	char q[QUOTE_ROOM(60)], *ace = NULL;
	struct str z = arena_dup(m->a, in);

	if (!z.p)
		return err_nomem(e);
	if (!str_ascii(in)) {
		/* UTS #46, non-transitional, as everywhere in the project. */
		if (in.n > 4 * (size_t)LIMIT_HOST_BYTES ||
			idn2_to_ascii_8z(z.p, &ace, IDN2_NONTRANSITIONAL) != IDN2_OK)
			return make_bad(m, e, "'%s' is not a domain name", str_quote(in, 60, q));
		z = arena_dup(m->a, str_of(ace));
		idn2_free(ace);
		if (!z.p)
			return err_nomem(e);
	}
	for (size_t i = 0; i < z.n; i++)
		((char *)z.p)[i] = ch_tolower(z.p[i]);
	if (!name_ok(z))
		return make_bad(m, e, "'%s' is not a domain name", str_quote(in, 60, q));
	*out = z;
	return BW_OK;
}

bool make_addr(struct str s, struct addr *out, bool *v6)
{
	unsigned char b[16];
	char z[64];

	if (s.n == 0 || s.n >= sizeof(z))
		return false;
	memcpy(z, s.p, s.n);
	z[s.n] = 0;
	*out = (struct addr){ 0, 0 };
	*v6 = str_find_byte(s, ':', 0) != SIZE_MAX;
	if (inet_pton(*v6 ? AF_INET6 : AF_INET, z, b) != 1)
		return false;
	for (int i = 0; i < (*v6 ? 16 : 4); i++) {
		if (i < 8 && *v6)
			out->high = out->high << 8 | b[i];
		else
			out->low = out->low << 8 | b[i];
	}
	return true;
}

bool make_prefix(struct str s, struct addr *first, struct addr *last, bool *v6)
{
	size_t slash = str_find_byte(s, '/', 0);
	uint64_t bits, width, high = 0, low;

	if (!make_addr(str_sub(s, 0, slash), first, v6))
		return false;
	width = *v6 ? 128 : 32;
	bits = width;
	if (slash != SIZE_MAX && (!str_u64(str_from(s, slash + 1), &bits) || bits > width))
		return false;
	width -= bits; /* free bits */
	low = width >= 64 ? UINT64_MAX : ((uint64_t)1 << width) - 1;
	if (width > 64)
		high = width == 128 ? UINT64_MAX : ((uint64_t)1 << (width - 64)) - 1;
	*last = (struct addr){ first->high | high, first->low | low };
	*first = (struct addr){ first->high & ~high, first->low & ~low };
	return true;
}
