/* SPDX-License-Identifier: Apache-2.0 */
#include "format/mime.h"

#include <gmime/gmime.h>

#include "base/limit.h"
#include "base/vec.h"

struct walk {
	struct arena *a;
	struct str in;
	struct {
		struct mime_part *v;
		size_t n, cap;
	} parts;
	size_t headers;
	struct err *e;
};

/* Cheap looks before the library builds objects for every line of a bomb. */
static int look(struct str in, struct err *e)
{
	size_t headers = 0, dashes = 0, line = 0, len = 0;
	bool in_head = true, colon = false;

	while (line < in.n) {
		size_t nl = str_find_byte(in, '\n', line);
		struct str s = str_sub(in, line, nl == SIZE_MAX ? SIZE_MAX : nl - line);

		line = nl == SIZE_MAX ? in.n : nl + 1;
		if (s.n && s.p[s.n - 1] == '\r')
			s.n--;
		if (in_head && s.n == 0) {
			in_head = false;
		} else if (in_head) {
			bool more = s.p[0] == ' ' || s.p[0] == '\t';

			headers += !more;
			len = more ? len + s.n : s.n;
			colon |= str_find_byte(s, ':', 0) != SIZE_MAX;
			if (headers > LIMIT_MIME_HEADERS)
				return err_set(e, BW_ELIMIT, "more than %d header lines",
					LIMIT_MIME_HEADERS);
			if (len > LIMIT_MIME_LINE)
				return err_set(e, BW_ELIMIT, "a header longer than %u bytes",
					LIMIT_MIME_LINE);
		} else if (s.n >= 2 && s.p[0] == '-' && s.p[1] == '-') {
			if (++dashes > LIMIT_MIME_DASHES)
				return err_set(e, BW_ELIMIT, "more than %d lines like a boundary",
					LIMIT_MIME_DASHES);
		}
	}
	if (!colon)
		return err_set(e, BW_EPARSE, "there is no header line: this is no mail");
	return BW_OK;
}

static struct str lower(struct arena *a, const char *z)
{
	struct str s = arena_dup(a, str_of(z ? z : ""));

	for (size_t i = 0; s.p && i < s.n; i++)
		((char *)(uintptr_t)s.p)[i] = ch_tolower(s.p[i]);
	return s;
}

static int take_headers(struct walk *w, struct mime_part *p, GMimeObject *object)
{
	GMimeHeaderList *list = g_mime_object_get_header_list(object);
	int n = list ? g_mime_header_list_get_count(list) : 0;

	w->headers += (size_t)n;
	if (w->headers > LIMIT_MIME_HEADERS)
		return err_set(w->e, BW_ELIMIT, "more than %d header lines", LIMIT_MIME_HEADERS);
	p->headers = ARENA_ARRAY(w->a, struct mime_header, (size_t)n + 1);
	if (!p->headers)
		return err_nomem(w->e);
	for (int i = 0; i < n; i++) {
		GMimeHeader *h = g_mime_header_list_get_header_at(list, i);

		p->headers[i].name = str_of(g_mime_header_get_name(h));
		p->headers[i].raw = str_of(g_mime_header_get_raw_value(h));
	}
	p->headers_n = (size_t)n;
	return BW_OK;
}

static int take_type(struct walk *w, struct mime_part *p, GMimeObject *object)
{
	GMimeContentType *t = g_mime_object_get_content_type(object);
	GMimeContentDisposition *d = g_mime_object_get_content_disposition(object);
	struct str major, minor;
	const char *file;

	if (!t)
		return BW_OK;
	if (g_mime_param_list_length(g_mime_content_type_get_parameters(t)) > LIMIT_MIME_PARAMS)
		return err_set(w->e, BW_ELIMIT, "more than %d parameters", LIMIT_MIME_PARAMS);
	major = lower(w->a, g_mime_content_type_get_media_type(t));
	minor = lower(w->a, g_mime_content_type_get_media_subtype(t));
	p->type = arena_printf(w->a, "%.*s/%.*s", STR_ARG(major), STR_ARG(minor));
	p->charset = lower(w->a, g_mime_content_type_get_parameter(t, "charset"));
	p->report_type = lower(w->a, g_mime_content_type_get_parameter(t, "report-type"));
	p->flowed = str_is(lower(w->a, g_mime_content_type_get_parameter(t, "format")), "flowed");
	p->delsp = str_is(lower(w->a, g_mime_content_type_get_parameter(t, "delsp")), "yes");
	file = d ? g_mime_content_disposition_get_parameter(d, "filename") : NULL;
	if (!file)
		file = g_mime_content_type_get_parameter(t, "name");
	p->name = mime_words(w->a, str_of(file));
	p->disposition = lower(w->a, d ? g_mime_content_disposition_get_disposition(d) : NULL);
	if (!p->type.p || !p->charset.p || !p->name.p || !p->disposition.p)
		return err_nomem(w->e);
	return BW_OK;
}

/* The bytes of a leaf, as a slice of the message: GMime's stream over it knows where they lie. */
static void take_content(struct walk *w, struct mime_part *p, GMimePart *leaf)
{
	GMimeDataWrapper *content = g_mime_part_get_content(leaf);
	GMimeStream *s = content ? g_mime_data_wrapper_get_stream(content) : NULL;

	p->encoding = (int)g_mime_part_get_content_encoding(leaf);
	if (!s || s->bound_start < 0 || (uint64_t)s->bound_start > w->in.n)
		return;
	p->content = s->bound_end < s->bound_start
			     ? str_from(w->in, (size_t)s->bound_start)
			     : str_sub(w->in, (size_t)s->bound_start,
				       (size_t)(s->bound_end - s->bound_start));
}

static int visit(struct walk *w, GMimeObject *object, unsigned parent, unsigned depth)
{
	unsigned me = (unsigned)w->parts.n;
	struct mime_part *p;
	int rc;

	if (depth > LIMIT_MIME_DEPTH)
		return err_set(w->e, BW_ELIMIT, "parts nested deeper than %d", LIMIT_MIME_DEPTH);
	if (w->parts.n >= LIMIT_MIME_PARTS)
		return err_set(w->e, BW_ELIMIT, "more than %d parts", LIMIT_MIME_PARTS);
	p = VEC_PUSH(w->a, &w->parts);
	if (!p)
		return err_nomem(w->e);
	p->parent = parent;
	p->depth = depth;
	rc = take_headers(w, p, object);
	if (!rc)
		rc = take_type(w, p, object);
	if (rc)
		return rc;
	if (GMIME_IS_MULTIPART(object)) {
		int n = g_mime_multipart_get_count(GMIME_MULTIPART(object));

		p->kind = MIME_MULTIPART;
		for (int i = 0; i < n && !rc; i++)
			rc = visit(w, g_mime_multipart_get_part(GMIME_MULTIPART(object), i), me,
				depth + 1);
		return rc;
	}
	if (GMIME_IS_MESSAGE_PART(object)) {
		GMimeMessage *inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));

		p->kind = MIME_MESSAGE;
		if (!inner)
			return BW_OK;
		rc = take_headers(w, p, GMIME_OBJECT(inner));
		object = g_mime_message_get_mime_part(inner);
		return rc || !object ? rc : visit(w, object, me, depth + 1);
	}
	if (GMIME_IS_PART(object))
		take_content(w, p, GMIME_PART(object));
	return BW_OK;
}

static int top(struct walk *w, GMimeMessage *message)
{
	GMimeObject *body = g_mime_message_get_mime_part(message);
	struct mime_part *p = VEC_PUSH(w->a, &w->parts);
	int rc;

	if (!p)
		return err_nomem(w->e);
	p->kind = MIME_MESSAGE;
	p->type = STR("message/rfc822");
	rc = take_headers(w, p, GMIME_OBJECT(message));
	return rc || !body ? rc : visit(w, body, 0, 1);
}

/* Without what mail boxes and pipes put before the first header. */
static struct str unwrap(struct str in)
{
	while (in.n && (in.p[0] == '\n' || in.p[0] == '\r'))
		in = str_from(in, 1);
	if (str_starts(in, STR("From ")) || str_starts(in, STR(">From "))) {
		size_t nl = str_find_byte(in, '\n', 0);

		in = str_from(in, nl == SIZE_MAX ? in.n : nl + 1);
	}
	return in;
}

static struct str after_headers(struct str in)
{
	size_t lf = str_find(in, STR("\n\n"), 0), crlf = str_find(in, STR("\n\r\n"), 0);
	size_t at = lf < crlf ? lf : crlf;

	return str_from(in, at == SIZE_MAX ? in.n : at + 2);
}

int mime_parse(struct arena *a, struct str in, struct mime *out, struct err *e)
{
	struct walk w = { .a = a, .e = e };
	GByteArray *bytes;
	GMimeStream *s;
	GMimeParser *parser;
	GMimeMessage *message;
	int rc;

	if (in.n > LIMIT_MAIL_BYTES)
		return err_set(e, BW_ELIMIT, "message longer than %u bytes", LIMIT_MAIL_BYTES);
	w.in = unwrap(in);
	rc = look(w.in, e);
	if (rc)
		return rc;
	g_mime_init();
	/* The stream takes over a copy: GMime has no stream over memory that is not its own. */
	bytes = g_byte_array_sized_new((guint)w.in.n);
	g_byte_array_append(bytes, (const guint8 *)w.in.p, (guint)w.in.n);
	s = g_mime_stream_mem_new_with_byte_array(bytes);
	parser = g_mime_parser_new_with_stream(s);
	g_mime_parser_set_persist_stream(parser, TRUE);
	message = g_mime_parser_construct_message(parser, NULL);
	g_object_unref(parser);
	g_object_unref(s);
	if (!message)
		return err_set(e, BW_EPARSE, "this is no mail");
	rc = top(&w, message);
	if (rc) {
		g_object_unref(message);
		return rc;
	}
	*out = (struct mime){ w.parts.v, w.parts.n, after_headers(w.in), message };
	return BW_OK;
}

void mime_done(struct mime *m)
{
	if (m->object)
		g_object_unref(m->object);
	*m = (struct mime){ 0 };
}

struct str mime_header_raw(const struct mime_part *p, const char *name)
{
	struct str want = str_of(name);

	for (size_t i = 0; i < p->headers_n; i++)
		if (str_eq_nocase(p->headers[i].name, want))
			return p->headers[i].raw;
	return STR("");
}

struct str mime_header(struct arena *a, const struct mime_part *p, const char *name)
{
	return str_trim(mime_words(a, mime_header_raw(p, name)));
}

int mime_body(struct arena *a, const struct mime_part *p, struct str *out, struct err *e)
{
	GMimeEncoding state;
	size_t room;
	char *to;

	switch ((GMimeContentEncoding)p->encoding) {
	case GMIME_CONTENT_ENCODING_BASE64:
	case GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE:
	case GMIME_CONTENT_ENCODING_UUENCODE: break;
	default: *out = p->content; return BW_OK;
	}
	g_mime_encoding_init_decode(&state, (GMimeContentEncoding)p->encoding);
	room = g_mime_encoding_outlen(&state, p->content.n) + 16;
	to = arena_alloc(a, room);
	if (!to)
		return err_nomem(e);
	*out = str_make(to, g_mime_encoding_flush(&state, p->content.p, p->content.n, to));
	return BW_OK;
}

/* RFC 3676 4.1: a line that ends in a space flows into the next; quoted lines and "-- " do not. */
static struct str unflow(struct arena *a, struct str in, bool delsp)
{
	char *to = arena_alloc(a, in.n + 1);
	size_t n = 0;

	if (!to)
		return in;
	while (in.n) {
		size_t nl = str_find_byte(in, '\n', 0);
		struct str line = str_sub(in, 0, nl == SIZE_MAX ? in.n : nl);
		bool soft;

		in = str_from(in, nl == SIZE_MAX ? in.n : nl + 1);
		if (line.n && line.p[line.n - 1] == '\r')
			line.n--;
		soft = line.n && line.p[line.n - 1] == ' ' && !str_is(line, "-- ") &&
		       line.p[0] != '>';
		memcpy(to + n, line.p ? line.p : "", line.n);
		n += line.n;
		if (soft && delsp)
			n--;
		if (!soft)
			to[n++] = '\n';
	}
	return str_make(to, n);
}

int mime_text(struct arena *a, const struct mime_part *p, struct str *out, struct err *e)
{
	struct str body;
	int rc = mime_body(a, p, &body, e);

	if (rc)
		return rc;
	body = mime_utf8(a, str_sub(body, 0, LIMIT_TEXT_SCAN), p->charset);
	if (!body.p)
		return err_nomem(e);
	*out = p->flowed ? unflow(a, body, p->delsp) : body;
	return BW_OK;
}
