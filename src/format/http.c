/* SPDX-License-Identifier: Apache-2.0 */
#include "format/http.h"

#include "base/limit.h"
#include "base/utf8.h"

enum repeat { REFUSE, FIRST, LAST };

static const struct {
	struct str name;
	enum repeat repeat;
} fields[HTTP_FIELD_COUNT] = {
#define X(code, name, repeat) [HTTP_##code] = { STR_INIT(name), repeat },
	HTTP_FIELDS(X)
#undef X
};

static const struct str methods[HTTP_METHOD_COUNT] = { STR_INIT("GET"), STR_INIT("HEAD"),
	STR_INIT("POST"), STR_INIT("PUT"), STR_INIT("PATCH"), STR_INIT("DELETE"),
	STR_INIT("OPTIONS") };

const char *http_method_text(int method)
{
	return method >= 0 && method < HTTP_METHOD_COUNT ? methods[method].p : "?";
}

static bool http_method_parse(struct str s, enum http_method *out)
{
	for (int i = 0; i < HTTP_METHOD_COUNT; i++)
		if (str_eq(s, methods[i])) {
			*out = (enum http_method)i;
			return true;
		}
	return false;
}

/* RFC 9110 5.6.2: token. */
static bool token_char(char c)
{
	return ch_alnum(c) || (c && strchr("!#$%&'*+-.^_`|~", c));
}

static bool token(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!token_char(s.p[i]))
			return false;
	return s.n > 0;
}

static int split_target(struct str t, struct http_head *out, struct err *e)
{
	size_t at;

	for (size_t i = 0; i < t.n; i++)
		if ((unsigned char)t.p[i] <= 0x20 || (unsigned char)t.p[i] >= 0x7f ||
			t.p[i] == '#' || t.p[i] == '"' || t.p[i] == '<' || t.p[i] == '>' ||
			t.p[i] == '\\')
			return err_set(
				e, BW_EPARSE, "the target has a character that must be encoded");
	/* RFC 9112 3.2.2: a server MUST accept the absolute-form. */
	if (str_starts_nocase(t, STR("http://")) || str_starts_nocase(t, STR("https://"))) {
		at = str_find_byte(t, '/', 8);
		t = at == SIZE_MAX ? STR("/") : str_from(t, at);
	}
	if (t.n == 0 || t.p[0] != '/')
		return err_set(e, BW_EPARSE, "the target does not begin with '/'");
	at = str_find_byte(t, '?', 0);
	out->path = str_sub(t, 0, at);
	out->query = at == SIZE_MAX ? STR("") : str_from(t, at + 1);
	return BW_OK;
}

static int request_line(struct str line, struct http_head *out, struct err *e)
{
	struct str method, target, version = line;

	if (!str_cut(&version, ' ', &method) || !str_cut(&version, ' ', &target) || !version.p ||
		!token(method))
		return err_set(e, BW_EPARSE, "the first line is no request line");
	if (version.n != 8 || !str_starts(version, STR("HTTP/")) || !ch_digit(version.p[5]) ||
		version.p[6] != '.' || !ch_digit(version.p[7]))
		return err_set(e, BW_EPARSE, "the request line does not end in a version");
	if (version.p[5] != '1')
		return err_set(e, BW_EUNAVAILABLE, "only HTTP/1.0 and 1.1 are spoken here");
	out->minor = version.p[7] > '0';
	out->known_method = http_method_parse(method, &out->method);
	return split_target(target, out, e);
}

static int one_field(struct str line, struct http_head *out, struct err *e)
{
	size_t colon = str_find_byte(line, ':', 0);
	struct str name = str_sub(line, 0, colon), value;

	if (colon == SIZE_MAX || !token(name))
		return err_set(e, BW_EPARSE, "a header line is no field");
	value = str_trim(str_from(line, colon + 1));
	for (size_t i = 0; i < value.n; i++)
		if (((unsigned char)value.p[i] < 0x20 && value.p[i] != '\t') || value.p[i] == 0x7f)
			return err_set(e, BW_EPARSE, "a header field has a control character");
	for (int f = 0; f < HTTP_FIELD_COUNT; f++) {
		if (name.n != fields[f].name.n || ch_tolower(name.p[0]) != fields[f].name.p[0] ||
			!str_eq_nocase(name, fields[f].name))
			continue;
		if (out->field[f].p && fields[f].repeat == REFUSE)
			return err_set(
				e, BW_EPARSE, "the field %s is there twice", fields[f].name.p);
		if (!out->field[f].p || fields[f].repeat == LAST)
			out->field[f] = value.p ? value : STR("");
	}
	return BW_OK;
}

/* Is ${word} an element of a comma-separated list? */
static bool listed(struct str list, struct str word)
{
	struct str part;

	while (list.p && str_cut(&list, ',', &part))
		if (str_eq_nocase(str_trim(part), word))
			return true;
	return false;
}

/* RFC 9112 6: how long the message is; anything two readers could differ about is refused. */
static int body_of(struct http_head *h, struct err *e)
{
	struct str length = h->field[HTTP_CONTENT_LENGTH],
		   coding = h->field[HTTP_TRANSFER_ENCODING];

	if (length.p && coding.p)
		return err_set(e, BW_EPARSE, "both Content-Length and Transfer-Encoding are there");
	if (coding.p) {
		if (h->minor == 0 || !str_eq_nocase(coding, STR("chunked")))
			return err_set(
				e, BW_EUNAVAILABLE, "the only transfer coding taken is chunked");
		h->body = HTTP_BODY_CHUNKED;
	} else if (length.p) {
		if (length.n == 0 || length.n > 18 || !str_u64(length, &h->length))
			return err_set(e, BW_EPARSE, "Content-Length is no number");
		h->body = h->length ? HTTP_BODY_LENGTH : HTTP_BODY_NONE;
	}
	return BW_OK;
}

static int finish(struct http_head *h, struct err *e)
{
	struct str connection = h->field[HTTP_CONNECTION];
	int rc = body_of(h, e);

	if (rc)
		return rc;
	/* RFC 9112 3.2: a server MUST respond with 400 to any HTTP/1.1 request that lacks a Host. */
	if (h->minor && !h->field[HTTP_HOST].p)
		return err_set(e, BW_EPARSE, "the field Host is missing");
	h->keep_alive = h->minor ? !listed(connection, STR("close"))
				 : listed(connection, STR("keep-alive"));
	if (h->field[HTTP_EXPECT].p) {
		if (!str_eq_nocase(h->field[HTTP_EXPECT], STR("100-continue")))
			return err_set(e, BW_EPARSE, "the field Expect asks for something unknown");
		h->expect_continue = h->minor && h->body != HTTP_BODY_NONE;
	}
	return BW_OK;
}

int http_head_parse(struct str in, struct http_head *out, size_t *used, struct err *e)
{
	struct http_head h = { 0 };
	size_t at = 0, end, lines = 0;
	int rc = BW_OK;

	/* RFC 9112 2.2: at least one empty line before the request line is passed over. */
	if (str_starts(in, STR("\r\n")))
		at = 2;
	for (;; at = end + 2, lines++) {
		struct str line;

		end = str_find_byte(in, '\n', at);
		if ((end == SIZE_MAX ? in.n : end) > LIMIT_HTTP_HEAD)
			return err_set(
				e, BW_ELIMIT, "the head is longer than %u bytes", LIMIT_HTTP_HEAD);
		if (end == SIZE_MAX)
			return err_set(e, BW_EAGAIN, "the head is not complete");
		if (end == at || in.p[end - 1] != '\r')
			return err_set(e, BW_EPARSE, "a line of the head does not end in CR LF");
		end--;
		line = str_sub(in, at, end - at);
		if (line.n == 0 && lines > 0)
			break;
		if (lines > LIMIT_HTTP_FIELDS)
			return err_set(e, BW_ELIMIT, "there are more than %d header fields",
				LIMIT_HTTP_FIELDS);
		rc = lines ? one_field(line, &h, e) : request_line(line, &h, e);
		if (rc)
			return rc;
	}
	rc = finish(&h, e);
	if (rc)
		return rc;
	*out = h;
	*used = end + 2;
	return BW_OK;
}

/* ---- chunks ---- */

enum {
	CHUNK_SIZE,
	CHUNK_EXTENSION,
	CHUNK_SIZE_LF,
	CHUNK_DATA,
	CHUNK_CR,
	CHUNK_LF,
	CHUNK_TRAILER,
	CHUNK_TRAILER_LF
};

static int chunk_bad(struct err *e)
{
	return err_set(e, BW_EPARSE, "the body is not in the chunked coding that it claims");
}

static int size_byte(struct http_chunks *c, char ch, struct err *e)
{
	int digit = ch_hex(ch);

	if (++c->line > LIMIT_HTTP_CHUNK_LINE)
		return err_set(e, BW_ELIMIT, "the line before a chunk is too long");
	if (c->state == CHUNK_SIZE && digit >= 0) {
		if (c->left >> 56)
			return chunk_bad(e);
		c->left = c->left << 4 | (unsigned)digit;
	} else if (ch == '\r' && (c->line > 1)) {
		c->state = CHUNK_SIZE_LF;
	} else if (c->state == CHUNK_SIZE && (ch == ';') && c->line > 1) {
		c->state = CHUNK_EXTENSION;
	} else if (c->state != CHUNK_EXTENSION || (unsigned char)ch < 0x20) {
		return chunk_bad(e);
	}
	return BW_OK;
}

/* Trailers are read past and mean nothing here. */
static int trailer_byte(struct http_chunks *c, char ch, struct err *e)
{
	if (c->state == CHUNK_TRAILER_LF) {
		if (ch != '\n')
			return chunk_bad(e);
		c->done = c->line == 0;
		c->line = 0;
		c->state = CHUNK_TRAILER;
	} else if (ch == '\r') {
		c->state = CHUNK_TRAILER_LF;
	} else if ((unsigned char)ch < 0x20 && ch != '\t') {
		return chunk_bad(e);
	} else if (++c->left > LIMIT_HTTP_HEAD) {
		return err_set(e, BW_ELIMIT, "the fields after the body are too long");
	} else {
		c->line = 1;
	}
	return BW_OK;
}

static int frame_byte(struct http_chunks *c, char ch, struct err *e)
{
	switch (c->state) {
	case CHUNK_SIZE:
	case CHUNK_EXTENSION: return size_byte(c, ch, e);
	case CHUNK_SIZE_LF:
		c->state = c->left ? CHUNK_DATA : CHUNK_TRAILER;
		c->line = 0;
		return ch == '\n' ? BW_OK : chunk_bad(e);
	case CHUNK_CR: c->state = CHUNK_LF; return ch == '\r' ? BW_OK : chunk_bad(e);
	case CHUNK_LF: c->state = CHUNK_SIZE; return ch == '\n' ? BW_OK : chunk_bad(e);
	default: return trailer_byte(c, ch, e);
	}
}

int http_chunks_next(struct http_chunks *c, struct str *in, struct str *data, struct err *e)
{
	int rc = BW_OK;

	*data = STR("");
	while (!rc && in->n && !c->done) {
		if (c->state == CHUNK_DATA) {
			*data = str_sub(*in, 0, c->left < in->n ? (size_t)c->left : in->n);
			*in = str_from(*in, data->n);
			c->left -= data->n;
			if (c->left == 0)
				c->state = CHUNK_CR;
			return BW_OK;
		}
		rc = frame_byte(c, in->p[0], e);
		*in = str_from(*in, 1);
	}
	return rc;
}

/* ---- small things inside fields ---- */

struct str http_cookie(struct str field, struct str name)
{
	struct str found = { NULL, 0 }, part;

	while (field.p && str_cut(&field, ';', &part)) {
		size_t eq = str_find_byte(part, '=', 0);

		if (eq == SIZE_MAX || !str_eq(str_trim(str_sub(part, 0, eq)), name))
			continue;
		if (found.p)
			return (struct str){ NULL, 0 };
		found = str_trim(str_from(part, eq + 1));
	}
	return found;
}

size_t http_decode(struct str s, bool form, char *out)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == '%') {
			int hi = i + 2 < s.n ? ch_hex(s.p[i + 1]) : -1;
			int lo = hi >= 0 ? ch_hex(s.p[i + 2]) : -1;

			if (hi < 0 || lo < 0)
				return SIZE_MAX;
			c = (char)(hi << 4 | lo);
			i += 2;
		} else if (c == '+' && form) {
			c = ' ';
		}
		if (c == 0)
			return SIZE_MAX;
		out[n++] = c;
	}
	return utf8_ok(str_make(out, n)) ? n : SIZE_MAX;
}

struct str http_query_raw(struct str query, struct str name)
{
	struct str part;

	while (query.p && query.n && str_cut(&query, '&', &part)) {
		size_t eq = str_find_byte(part, '=', 0);

		if (str_eq(str_sub(part, 0, eq), name))
			return eq == SIZE_MAX ? STR("") : str_from(part, eq + 1);
	}
	return (struct str){ NULL, 0 };
}

/* "q=0.25" in thousandths (RFC 9110 12.4.2); 1000 where there is none. */
static int quality(struct str parameters)
{
	struct str p;

	while (parameters.p && str_cut(&parameters, ';', &p)) {
		int q = 0, scale = 1000;

		p = str_trim(p);
		if (!str_starts_nocase(p, STR("q=")))
			continue;
		for (size_t i = 2; i < p.n && i < 7; i++) {
			if (p.p[i] == '.')
				continue;
			if (!ch_digit(p.p[i]))
				return 0;
			q += (p.p[i] - '0') * scale;
			scale /= 10;
		}
		return q > 1000 ? 1000 : q;
	}
	return 1000;
}

int http_accepts(struct str accept, struct str type)
{
	struct str part, major = str_sub(type, 0, str_find_byte(type, '/', 0));
	int best = 0, how = 0; /* the most specific range counts */

	if (accept.n == 0)
		return 1000;
	while (accept.p && str_cut(&accept, ',', &part)) {
		struct str range;
		int is = 0;

		if (!str_cut(&part, ';', &range))
			continue;
		range = str_trim(range);
		if (str_eq_nocase(range, type))
			is = 3;
		else if (range.n == major.n + 2 && str_ends(range, STR("/*")) &&
			 str_starts_nocase(range, major))
			is = 2;
		else if (str_is(range, "*/*"))
			is = 1;
		if (is > how) {
			how = is;
			best = quality(part);
		}
	}
	return best;
}

bool http_etag_matches(struct str field, struct str etag)
{
	struct str part;

	if (str_is(field, "*"))
		return true;
	while (field.p && field.n && str_cut(&field, ',', &part)) {
		part = str_trim(part);
		if (str_starts(part, STR("W/")))
			part = str_from(part, 2);
		if (etag.n && str_eq(part, etag))
			return true;
	}
	return false;
}

/* RFC 9110, 12.5.3: a weight of 0 means "not acceptable". */
bool http_takes_gzip(struct str field)
{
	struct str part, name;

	while (field.p && field.n && str_cut(&field, ',', &part)) {
		bool weighed = str_find_byte(part, ';', 0) != SIZE_MAX;

		if (!str_cut(&part, ';', &name) || !str_eq_nocase(str_trim(name), STR("gzip")))
			continue;
		part = str_trim(part);
		if (!weighed || !str_starts_nocase(part, STR("q=")))
			return true;
		for (part = str_from(part, 2); part.n; part = str_from(part, 1))
			if (ch_digit(part.p[0]) && part.p[0] != '0')
				return true;
		return false;
	}
	return false;
}

const char *http_reason(int status)
{
	static const struct {
		int status;
		const char *reason;
	} known[] = { { 200, "OK" }, { 201, "Created" }, { 202, "Accepted" }, { 204, "No Content" },
		{ 207, "Multi-Status" }, { 303, "See Other" }, { 304, "Not Modified" },
		{ 400, "Bad Request" }, { 401, "Unauthorized" }, { 403, "Forbidden" },
		{ 404, "Not Found" }, { 405, "Method Not Allowed" }, { 406, "Not Acceptable" },
		{ 408, "Request Timeout" }, { 409, "Conflict" }, { 410, "Gone" },
		{ 413, "Content Too Large" }, { 414, "URI Too Long" },
		{ 415, "Unsupported Media Type" }, { 417, "Expectation Failed" },
		{ 422, "Unprocessable Content" }, { 429, "Too Many Requests" },
		{ 431, "Request Header Fields Too Large" }, { 500, "Internal Server Error" },
		{ 501, "Not Implemented" }, { 503, "Service Unavailable" },
		{ 505, "HTTP Version Not Supported" } };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].status == status)
			return known[i].reason;
	return "Unknown";
}
