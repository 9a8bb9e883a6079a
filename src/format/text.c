/* SPDX-License-Identifier: Apache-2.0 */
#include "format/text.h"

#include <arpa/inet.h>

#include "base/limit.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "format/text_words.h"

#define SCORE_DEFANGED  100
#define SCORE_LABELLED  80
#define SCORE_ALONE     50
#define SCORE_SOURCE    45
#define SCORE_SENTENCE  20
#define SCORE_MENTIONED 5 /* a bare name or address in prose */
#define LABEL_MOST      48

struct scan {
	struct arena *a;
	struct text_plain plain;
	const struct str *own;
	size_t own_n;
	struct {
		struct text_hit *v;
		size_t n, cap;
	} hits;
	struct text_found *out;
	/* where we are */
	unsigned line_no;
	struct str line; /* without quote marks, part of plain.text */
	struct str before; /* the last line that was not empty */
	enum text_label label; /* of this line */
	enum text_label heading; /* a label with nothing after it holds for the lines below */
	unsigned empty; /* lines since the last that was not */
	bool listed; /* something stood under the heading */
	bool trace; /* in the output of traceroute: the names are the way there */
	bool quoted, footer, skip;
	struct err *e;
};

static bool name_char(char c)
{
	return ch_alnum(c) || c == '-' || c == '_' || (unsigned char)c >= 0x80;
}

static bool url_char(char c)
{
	return (unsigned char)c > ' ' && c != 0x7f && !strchr("<>\"|\\^`{}", c);
}

bool text_same_owner(struct str a, struct str b)
{
	static const char *const second[] = { "co", "com", "net", "org", "gov", "ac", "edu", "or",
		"ne", "go", "gob", "gouv" };
	size_t labels = 0, want = 2, n = 0;

	while (n < a.n && n < b.n && ch_tolower(a.p[a.n - 1 - n]) == ch_tolower(b.p[b.n - 1 - n]))
		n++;
	/* only whole labels count */
	while (n &&
		!((n == a.n || a.p[a.n - 1 - n] == '.') && (n == b.n || b.p[b.n - 1 - n] == '.')))
		n--;
	if (n == 0)
		return false;
	a = str_from(a, a.n - n);
	for (size_t i = 0; i < a.n; i++)
		labels += a.p[i] == '.';
	labels += a.p[0] != '.';
	if (a.n > 3 && a.p[a.n - 3] == '.') { /* a country: "co.uk" is one label */
		struct str rest = str_sub(a, 0, a.n - 3);
		size_t dot = str_rfind_byte(rest, '.');
		struct str s = dot == SIZE_MAX ? rest : str_from(rest, dot + 1);

		for (size_t i = 0; i < sizeof(second) / sizeof(second[0]); i++)
			if (str_eq_nocase(s, str_of(second[i])))
				want = 3;
	}
	return labels >= want;
}

/* The host of a URL-like value: after "//" and "user@", up to port, path or end. */
static struct str host_of(struct str v)
{
	size_t at = str_find(v, STR("://"), 0), end, user;

	if (at != SIZE_MAX)
		v = str_from(v, at + 3);
	for (end = 0; end < v.n && !strchr("/?#\\", v.p[end]); end++)
		;
	v.n = end;
	user = str_rfind_byte(v, '@');
	if (user != SIZE_MAX)
		v = str_from(v, user + 1);
	if (v.n && v.p[0] == '[') {
		end = str_find_byte(v, ']', 0);
		return str_sub(v, 0, end == SIZE_MAX ? v.n : end + 1);
	}
	end = str_find_byte(v, ':', 0);
	return str_sub(v, 0, end == SIZE_MAX ? v.n : end);
}

static bool is_ipv4(struct str s)
{
	char z[16];
	struct in_addr in;

	if (s.n < 7 || s.n > 15)
		return false;
	memcpy(z, s.p, s.n);
	z[s.n] = 0;
	return inet_pton(AF_INET, z, &in) == 1;
}

static bool is_ipv6(struct str s)
{
	char z[46];
	struct in6_addr in;

	if (s.n < 3 || s.n > 45 || str_is(s, "::"))
		return false;
	memcpy(z, s.p, s.n);
	z[s.n] = 0;
	return inet_pton(AF_INET6, z, &in) == 1;
}

/* Names as they occur: two labels or more, the last one no number. */
static bool is_host(struct str s)
{
	struct str rest = s, label, lastone = { NULL, 0 };
	size_t n = 0;

	if (s.n < 4 || s.n > LIMIT_HOST_BYTES)
		return false;
	while (str_cut(&rest, '.', &label)) {
		if (label.n == 0 || label.n > 4 * LIMIT_LABEL_BYTES || label.p[0] == '-')
			return false;
		for (size_t i = 0; i < label.n; i++)
			if (!name_char(label.p[i]))
				return false;
		lastone = label;
		n++;
	}
	if (n < 2 || lastone.n < 2 || !utf8_ok(s))
		return false;
	for (size_t i = 0; i < lastone.n; i++)
		if (ch_digit(lastone.p[i]) && !str_starts_nocase(lastone, STR("xn--")))
			return false;
	return true;
}

static bool is_url_host(struct str h)
{
	if (h.n > 2 && h.p[0] == '[')
		return is_ipv6(str_sub(h, 1, h.n - 2));
	return is_ipv4(h) || is_host(h);
}

static unsigned marks(const struct scan *s, struct str v)
{
	size_t at = (size_t)(v.p - s->plain.text.p);
	unsigned m = 0;

	for (size_t i = 0; i < v.n; i++)
		m |= s->plain.mark[at + i];
	return m;
}

static bool own_link(const struct scan *s, struct str host)
{
	for (size_t i = 0; i < s->own_n; i++)
		if (s->own[i].n && text_same_owner(host, s->own[i]))
			return true;
	return false;
}

/* Only bullets, brackets, numbers and an address in brackets stand beside it on its line. */
static bool stands_alone(struct str line, struct str v)
{
	size_t start = (size_t)(v.p - line.p), end = start + v.n;
	bool inside = false;

	for (size_t i = 0; i < start; i++)
		if ((!ch_digit(line.p[i]) || i > 4) && !strchr(" \t-*+#.)([<>\"'|=:~", line.p[i]))
			return false;
	for (size_t i = end; i < line.n; i++) {
		char c = line.p[i];

		if (c == '[' || c == '(' || c == '<')
			inside = true;
		else if (c == ']' || c == ')' || c == '>')
			inside = false;
		else if (!inside && !strchr(" \t.,;\"'|=-*~", c))
			return false;
	}
	return true;
}

/* The cell of a table row in which ${v} stands. */
static struct str cell_of(struct str line, struct str v, char sep)
{
	size_t start = (size_t)(v.p - line.p), from = start, to = start + v.n;

	while (from && line.p[from - 1] != sep)
		from--;
	while (to < line.n && line.p[to] != sep)
		to++;
	return str_sub(line, from, to - from);
}

/* The name in ` url="` or `<URL>` right before ${v}. */
static struct str markup_label(struct str line, struct str v)
{
	size_t i = (size_t)(v.p - line.p), end;
	char c = i ? line.p[i - 1] : 0;

	if ((c == '"' || c == '\'') && i >= 2 && line.p[i - 2] == '=')
		end = i - 2;
	else if (c == '>')
		end = i - 1;
	else
		return STR("");
	for (i = end; i && (ch_alnum(line.p[i - 1]) || line.p[i - 1] == '_'); i--)
		;
	return str_sub(line, i, end - i);
}

static enum text_label label_for(const struct scan *s, struct str v)
{
	struct str m = markup_label(s->line, v);

	if (m.n)
		return text_label_of(m);
	return s->label != LABEL_NONE ? s->label : s->heading;
}

static void rate(struct scan *s, struct text_hit *h, struct str v, struct str host)
{
	size_t start = (size_t)(v.p - s->line.p);
	struct str before = str_sub(s->line, 0, start);
	enum text_label label = label_for(s, v);
	unsigned m = marks(s, v);
	bool in_cell;

	h->defanged = (m & TEXT_MARK_DEFANG) != 0;
	h->labelled = label == LABEL_TARGET;
	in_cell = (str_find_byte(s->line, '|', 0) != SIZE_MAX &&
			  stands_alone(cell_of(s->line, v, '|'), v)) ||
		  (str_find_byte(s->line, '\t', 0) != SIZE_MAX &&
			  stands_alone(cell_of(s->line, v, '\t'), v));
	h->alone = in_cell || stands_alone(s->line, v);
	h->elsewhere = label == LABEL_ELSEWHERE || label == LABEL_HEADER ||
		       label == LABEL_GENUINE ||
		       (!h->labelled && (text_points_elsewhere(before) ||
						(h->alone && !in_cell && s->heading == LABEL_NONE &&
							text_points_elsewhere(s->before))));
	h->score = h->kind == TEXT_URL ? SCORE_SENTENCE : SCORE_MENTIONED;
	if (h->kind == TEXT_IP && text_names_source(before))
		h->score = SCORE_SOURCE;
	if (h->alone && h->kind != TEXT_EMAIL)
		h->score = SCORE_ALONE;
	if (h->labelled && h->kind != TEXT_EMAIL)
		h->score = SCORE_LABELLED;
	if (h->defanged)
		h->score = SCORE_DEFANGED;
	if (h->elsewhere)
		h->score -= h->defanged ? (label == LABEL_GENUINE ? 90 : 0) : 60;
	if (s->trace)
		h->score -= 60;
	if (s->footer)
		h->score -= 40;
	if (s->quoted)
		h->score -= 10;
	if (!h->defanged && host.n && own_link(s, host))
		h->score -= 200;
	else if (!h->defanged && !h->labelled && text_is_reference(host))
		h->score -= 200;
}

static int record(
	struct scan *s, enum text_kind kind, struct str v, struct str value, struct str host)
{
	struct text_hit h = { .kind = kind, .value = value, .line = s->line_no }, *to;

	rate(s, &h, v, host);
	s->listed = true;
	for (size_t i = s->hits.n; i-- > 0;) {
		to = &s->hits.v[i];
		if (to->kind == kind && str_eq(to->value, value)) {
			if (h.score > to->score)
				*to = h;
			return BW_OK;
		}
	}
	if (s->hits.n >= LIMIT_TEXT_HITS)
		return BW_OK; /* more than can be reported many times over */
	to = VEC_PUSH(s->a, &s->hits);
	if (!to)
		return err_nomem(s->e);
	*to = h;
	return BW_OK;
}

/* Punctuation that ends the sentence, not the address. */
static struct str trim_url(struct str v)
{
	while (v.n) {
		char c = v.p[v.n - 1];
		size_t open = 0, close = 0;

		if (strchr(".,;:!?'*", c)) {
			v.n--;
			continue;
		}
		if (c != ')' && c != ']')
			break;
		for (size_t i = 0; i < v.n; i++) {
			open += v.p[i] == (c == ')' ? '(' : '[');
			close += v.p[i] == c;
		}
		if (close <= open)
			break;
		v.n--;
	}
	return v;
}

/* CJK text right after an address, without a space, is prose. */
static bool prose_follows(struct str s, size_t i)
{
	uint32_t c;

	return (unsigned char)s.p[i] >= 0xe3 && utf8_decode(str_from(s, i), &c) && c >= 0x3000 &&
	       c <= 0xd7ff;
}

/* "<http://long.example/...\n...>": RFC 3986 appendix C has white space inside the brackets taken out. */
static struct str wrapped(struct scan *s, size_t start, struct str have)
{
	struct str text = s->plain.text;
	size_t from = (size_t)(s->line.p - text.p) + start, end = from, n = 0, lines = 0;
	char *to;

	if (from == 0 || text.p[from - 1] != '<')
		return have;
	for (; end < text.n && text.p[end] != '>' && lines < 4 && end - from < LIMIT_URL_BYTES;
		end++) {
		lines += text.p[end] == '\n';
		if (!url_char(text.p[end]) && !ch_space(text.p[end]))
			return have;
	}
	if (end >= text.n || text.p[end] != '>' || end - from <= have.n || lines == 0 || lines > 3)
		return have;
	to = arena_alloc(s->a, end - from);
	if (!to)
		return have;
	for (size_t i = from; i < end; i++)
		if (!ch_space(text.p[i]))
			to[n++] = text.p[i];
	return str_make(to, n);
}

static size_t scheme_len(struct str s)
{
	static const char *const schemes[] = { "http://", "https://", "ftp://" };
	char first = s.n ? ch_tolower(s.p[0]) : 0;

	if (first != 'h' && first != 'f') /* asked at every byte of a text */
		return 0;
	for (size_t i = 0; i < 3; i++)
		if (str_starts_nocase(s, str_of(schemes[i])))
			return strlen(schemes[i]);
	return 0;
}

static int take_url(struct scan *s, size_t at, size_t head, size_t *next)
{
	size_t end = at + head;
	struct str v, host, value;

	while (end < s->line.n && url_char(s->line.p[end]) && end - at < LIMIT_URL_BYTES &&
		!(end > at + head && prose_follows(s->line, end)) &&
		scheme_len(str_from(s->line, end)) == 0)
		end++;
	/* "https://proxy.example/http://other.example/" is one address; "a,http://b" are two */
	if (end < s->line.n && end > at + head && scheme_len(str_from(s->line, end)) &&
		strchr("/=?&", s->line.p[end - 1]))
		while (end < s->line.n && url_char(s->line.p[end]) && end - at < LIMIT_URL_BYTES)
			end++;
	*next = end;
	v = trim_url(str_sub(s->line, at, end - at));
	host = host_of(v);
	if (!is_url_host(host))
		return BW_OK;
	value = wrapped(s, at, v);
	return record(s, TEXT_URL, v, value, host);
}

/* The run of characters that could be an address without a scheme. */
static struct str take_run(struct str line, size_t at)
{
	size_t end = at;

	while (end < line.n && (name_char(line.p[end]) || strchr(".:@%+/?=&~#!", line.p[end])) &&
		!prose_follows(line, end))
		end++;
	return trim_url(str_sub(line, at, end - at));
}

static int take_ip(struct scan *s, struct str run, bool *done)
{
	size_t n = 0;
	struct str ip, tail;

	while (n < run.n && (ch_digit(run.p[n]) || run.p[n] == '.'))
		n++;
	ip = str_sub(run, 0, n);
	while (ip.n && ip.p[ip.n - 1] == '.')
		ip.n--;
	if (is_ipv4(ip)) {
		tail = str_from(run, ip.n);
		*done = true;
		if (tail.n > 1 && tail.p[0] == '/' && ch_digit(tail.p[1]) && tail.n <= 3)
			return BW_OK; /* a range is no target */
		if (tail.n > 1 &&
			(tail.p[0] == '/' ||
				(tail.p[0] == ':' && str_find_byte(tail, '/', 0) != SIZE_MAX)))
			return record(s, TEXT_URL, run, run, ip);
		if (tail.n && name_char(tail.p[0]))
			return BW_OK; /* 1.2.3.4.in-addr..., a version number */
		return record(s, TEXT_IP, ip, ip, STR(""));
	}
	for (n = 0; n < run.n && (ch_hex(run.p[n]) >= 0 || run.p[n] == ':' || run.p[n] == '.'); n++)
		;
	ip = str_sub(run, 0, n);
	if (!(str_find_byte(ip, ':', 0) != SIZE_MAX && is_ipv6(ip)))
		return BW_OK;
	*done = true;
	if (n < run.n && name_char(run.p[n]))
		return BW_OK;
	return record(s, TEXT_IP, ip, ip, STR(""));
}

static int take_name(struct scan *s, struct str run)
{
	size_t sign = str_find_byte(run, '@', 0), end = 0;
	struct str host, path;
	enum text_label label;

	if (sign != SIZE_MAX && sign > 0) {
		host = str_from(run, sign + 1);
		while (end < host.n && (name_char(host.p[end]) || host.p[end] == '.'))
			end++;
		host = trim_url(str_sub(host, 0, end));
		if (!is_host(host) || !(marks(s, run) & TEXT_MARK_DEFANG))
			return BW_OK;
		run = str_sub(run, 0, sign + 1 + host.n);
		return record(s, TEXT_EMAIL, run, run, STR(""));
	}
	while (end < run.n && (name_char(run.p[end]) || run.p[end] == '.'))
		end++;
	host = str_sub(run, 0, end);
	path = str_from(run, end);
	if (host.n && host.p[host.n - 1] == '.')
		host.n--;
	if (!is_host(host))
		return BW_OK;
	label = label_for(s, run);
	if (text_is_file_ending(str_from(host, str_rfind_byte(host, '.') + 1)) && path.n == 0 &&
		!(marks(s, host) & TEXT_MARK_DEFANG))
		return BW_OK;
	/* prose in other scripts has dots too; a name of that kind must be meant as one */
	if (!str_ascii(host) && label != LABEL_TARGET && !(marks(s, host) & TEXT_MARK_DEFANG))
		return BW_OK;
	if (path.n > 1 && (path.p[0] == '/' || (path.p[0] == ':' && ch_digit(path.p[1]))))
		return record(s, TEXT_URL, run, run, host);
	return record(s, TEXT_HOST, host, host, host);
}

static int take_candidates(struct scan *s)
{
	struct str l = s->line;
	size_t at = 0;

	while (at < l.n) {
		bool done = false, cut = false;
		size_t head, next;
		struct str run;
		int rc;

		if (prose_follows(l, at)) {
			at += 3;
			continue;
		}
		if (!name_char(l.p[at]) &&
			!(l.p[at] == ':' && at + 1 < l.n && l.p[at + 1] == ':')) {
			at++;
			continue;
		}
		head = scheme_len(str_sub(l, at, 8));
		if (head) {
			rc = take_url(s, at, head, &next);
			if (rc)
				return rc;
			at = next > at ? next : at + 1;
			continue;
		}
		run = take_run(l, at);
		if (run.n < 3 || (str_find_byte(run, '.', 0) == SIZE_MAX &&
					 str_find_byte(run, ':', 0) == SIZE_MAX)) {
			at += run.n ? run.n : 1;
			continue;
		}
		/* "url=http://x": the run goes up to the scheme */
		for (size_t i = 1; i < run.n; i++)
			if (scheme_len(str_sub(l, at + i, 8)) && !ch_alnum(run.p[i - 1])) {
				run.n = i;
				cut = true;
			}
		rc = take_ip(s, run, &done);
		if (!rc && !done)
			rc = take_name(s, run);
		if (rc)
			return rc;
		at += run.n;
		while (!cut && at < l.n && name_char(l.p[at]))
			at++;
	}
	return BW_OK;
}

static bool is_hex(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (ch_hex(s.p[i]) < 0)
			return false;
	return true;
}

/* What stands before the first ":" (or "=") of a line, and where its value begins. */
static struct str label_text(struct str line, size_t *value)
{
	size_t i = 0, start;

	while (i < line.n && strchr(" \t-*+#.)(|~", line.p[i]))
		i++;
	while (i < line.n && ch_digit(line.p[i]) && i < 8)
		i++;
	while (i < line.n && strchr(" .)\t", line.p[i]))
		i++;
	start = i;
	for (; i < line.n && i - start <= LABEL_MOST; i++) {
		if ((line.p[i] == ':' || line.p[i] == '=') &&
			!(line.p[i] == ':' && i + 2 < line.n && line.p[i + 1] == '/' &&
				line.p[i + 2] == '/') &&
			!(i + 1 < line.n && ch_digit(line.p[i + 1]) && i &&
				ch_digit(line.p[i - 1]))) {
			struct str label = str_trim(str_sub(line, start, i - start));

			if (is_hex(label) && i + 1 < line.n &&
				(line.p[i + 1] == ':' || ch_hex(line.p[i + 1]) >= 0))
				break; /* an IPv6 address */
			*value = i + 1;
			return label;
		}
		if (line.p[i] == '<' || line.p[i] == '>' || line.p[i] == '"' || line.p[i] == '@')
			break;
	}
	return STR("");
}

static void note_label(struct scan *s)
{
	size_t value = 0;
	struct str label = label_text(s->line, &value), rest;

	s->label = LABEL_NONE;
	if (label.n == 0)
		return;
	s->label = text_label_of(label);
	rest = str_trim(str_from(s->line, value));
	if (rest.n == 0) {
		s->heading = s->label;
		s->listed = false;
		return;
	}
	s->heading = LABEL_NONE;
	if (s->label == LABEL_BRAND && !s->out->brand.n && rest.n <= 120)
		s->out->brand = rest;
	if (s->label == LABEL_GENUINE && !s->out->genuine.n && rest.n <= LIMIT_URL_BYTES &&
		str_find_byte(rest, '.', 0) != SIZE_MAX && str_find_byte(rest, ' ', 0) == SIZE_MAX)
		s->out->genuine = rest;
	if (s->label == LABEL_DATE && !s->out->date.n && rest.n <= 64)
		s->out->date = rest;
	if (s->label == LABEL_HEADER && str_eq_nocase(label, STR("received")))
		s->out->has_headers = true;
}

/* Time of day and an address on one line. */
static bool looks_like_log(struct str l)
{
	bool clock = false, address = false;

	for (size_t i = 0; i + 7 < l.n && !clock; i++)
		clock = l.p[i + 2] == ':' && l.p[i + 5] == ':' && ch_digit(l.p[i]) &&
			ch_digit(l.p[i + 1]) && ch_digit(l.p[i + 3]) && ch_digit(l.p[i + 4]) &&
			ch_digit(l.p[i + 6]) && ch_digit(l.p[i + 7]);
	for (size_t i = 0; clock && i < l.n && !address; i++) {
		size_t n = i;

		if (!ch_digit(l.p[i]) || (i && (name_char(l.p[i - 1]) || l.p[i - 1] == '.')))
			continue;
		while (n < l.n && (ch_digit(l.p[n]) || l.p[n] == '.'))
			n++;
		address = is_ipv4(str_sub(l, i, n - i));
		i = n;
	}
	return address;
}

static bool has_sha256(struct str l)
{
	size_t run = 0;

	for (size_t i = 0; i <= l.n; i++) {
		if (i < l.n && ch_hex(l.p[i]) >= 0) {
			run++;
			continue;
		}
		if (run == 64 && (i == l.n || !name_char(l.p[i])))
			return true;
		run = i < l.n && name_char(l.p[i]) ? 65 : 0;
	}
	return false;
}

static size_t count_of(struct str s, char c)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == c;
	return n;
}

static int take_line(struct scan *s, struct str line)
{
	struct str t;
	int rc;

	s->line_no++;
	s->quoted = false;
	while (line.n && (line.p[0] == '>' || (s->quoted && line.p[0] == ' '))) {
		s->quoted = true;
		line = str_from(line, 1);
	}
	t = str_trim(line);
	if (str_starts(t, STR("-----BEGIN PGP SIGNATURE")) || str_starts(t, STR("-----BEGIN CERT")))
		s->skip = true;
	if (s->skip) {
		s->skip = !str_starts(t, STR("-----END"));
		return BW_OK;
	}
	if (t.n == 0) {
		/* one empty line may stand between a heading and its list */
		if (++s->empty > 1 || s->listed)
			s->heading = LABEL_NONE;
		return BW_OK;
	}
	s->empty = 0;
	if (str_is(t, "--") || count_of(t, '_') >= 10)
		s->footer = true;
	else if (count_of(t, '-') >= 10 ||
		 str_find_nocase(t, STR("original message"), 0) != SIZE_MAX)
		s->footer = false;
	if (str_find_nocase(t, STR("traceroute"), 0) != SIZE_MAX)
		s->trace = true;
	else if (!ch_digit(t.p[0]))
		s->trace = false;
	s->line = line;
	note_label(s);
	s->out->has_log |= looks_like_log(line);
	s->out->has_hash |= has_sha256(line);
	s->out->has_words |= count_of(t, ' ') >= 5;
	rc = take_candidates(s);
	/* a list under a heading ends with the first line of prose */
	if (s->label == LABEL_NONE && count_of(t, ' ') >= 6)
		s->heading = LABEL_NONE;
	s->before = t;
	return rc;
}

int text_scan(struct arena *a, struct str in, const struct str *own, size_t own_n,
	struct text_found *out, struct err *e)
{
	struct scan s = { .a = a, .own = own, .own_n = own_n, .out = out, .e = e };
	struct str rest;
	int rc;

	*out = (struct text_found){ 0 };
	rc = text_refang(a, str_sub(in, 0, LIMIT_TEXT_SCAN), &s.plain, e);
	rest = s.plain.text;
	while (!rc && rest.n) {
		size_t nl = str_find_byte(rest, '\n', 0);
		struct str line = str_sub(rest, 0, nl == SIZE_MAX ? rest.n : nl);

		if (line.n && line.p[line.n - 1] == '\r')
			line.n--;
		rc = take_line(&s, line);
		rest = str_from(rest, nl == SIZE_MAX ? rest.n : nl + 1);
	}
	out->hits = s.hits.v;
	out->n = s.hits.n;
	return rc;
}

void text_keep(struct text_hit *hits, size_t *n)
{
	int best = 0, least;
	size_t k = 0;

	for (size_t i = 0; i < *n; i++)
		if (hits[i].score > best)
			best = hits[i].score;
	least = best >= SCORE_DEFANGED - 10 ? 60 : best >= 40 ? 40 : SCORE_SENTENCE - 10;
	for (size_t i = 0; i < *n; i++)
		if (hits[i].score >= least)
			hits[k++] = hits[i];
	*n = k;
}
