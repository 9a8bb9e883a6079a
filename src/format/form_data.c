/* SPDX-License-Identifier: Apache-2.0 */
#include "format/form_data.h"

#include "base/limit.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "format/http.h"

static int add(struct arena *a, struct form *f, const struct form_field *x, struct err *e)
{
	struct form_field *at;

	if (f->n >= LIMIT_FORM_FIELDS)
		return err_set(e, BW_ELIMIT, "a form has at most %d fields", LIMIT_FORM_FIELDS);
	if (x->name.n > LIMIT_FORM_NAME || x->name.n == 0)
		return err_set(e, BW_EPARSE, "a form has a field without a proper name");
	at = VEC_PUSH(a, f);
	if (!at)
		return err_nomem(e);
	*at = *x;
	return BW_OK;
}

static int decode(struct arena *a, struct str in, struct str *out, struct err *e)
{
	char *room = arena_alloc(a, in.n + 1);
	size_t n;

	if (!room)
		return err_nomem(e);
	n = http_decode(in, true, room);
	if (n == SIZE_MAX)
		return err_set(e, BW_EPARSE, "a field of the form is not proper UTF-8 text");
	*out = str_make(room, n);
	return BW_OK;
}

static int urlencoded(struct arena *a, struct str body, struct form *out, struct err *e)
{
	struct str part;
	int rc = BW_OK;

	while (!rc && body.n && str_cut(&body, '&', &part)) {
		size_t eq = str_find_byte(part, '=', 0);
		struct form_field x = { 0 };

		if (part.n == 0)
			continue;
		rc = decode(a, str_sub(part, 0, eq), &x.name, e);
		if (!rc)
			rc = decode(
				a, eq == SIZE_MAX ? STR("") : str_from(part, eq + 1), &x.value, e);
		if (!rc)
			rc = add(a, out, &x, e);
	}
	return rc;
}

/* The value of one parameter: name="…" or name=…; p NULL where it is not there.  Browsers write '"' as %22
 * and line breaks as %0D%0A (WHATWG HTML, multipart/form-data encoding), so that a quote ends it. */
static struct str parameter(struct str line, struct str name)
{
	for (size_t at = str_find_byte(line, ';', 0); at != SIZE_MAX;
		at = str_find_byte(line, ';', at)) {
		struct str rest = str_from(line, at + 1), value;
		size_t lead = 0, end;

		while (lead < rest.n && rest.p[lead] == ' ')
			lead++;
		rest = str_from(rest, lead);
		at += 1 + lead;
		if (!str_starts_nocase(rest, name) || rest.n <= name.n || rest.p[name.n] != '=')
			continue;
		value = str_from(rest, name.n + 1);
		if (value.n && value.p[0] == '"') {
			end = str_find_byte(value, '"', 1);
			return end == SIZE_MAX ? (struct str){ NULL, 0 }
					       : str_sub(value, 1, end - 1);
		}
		end = str_find_byte(value, ';', 0);
		return str_trim(str_sub(value, 0, end));
	}
	return (struct str){ NULL, 0 };
}

/* Header lines of one part. */
static int part_head(struct str head, struct form_field *x, struct err *e)
{
	while (head.n) {
		size_t end = str_find(head, STR("\r\n"), 0);
		struct str line = str_sub(head, 0, end);

		if (str_starts_nocase(line, STR("content-disposition:"))) {
			x->name = parameter(line, STR("name"));
			x->file = parameter(line, STR("filename"));
		} else if (str_starts_nocase(line, STR("content-type:"))) {
			x->type = str_trim(str_from(line, 13));
		}
		head = end == SIZE_MAX ? STR("") : str_from(head, end + 2);
	}
	if (!x->name.p || !utf8_ok(x->name) || !utf8_ok(x->file))
		return err_set(e, BW_EPARSE, "a part of the form has no proper name");
	return BW_OK;
}

static int multipart(
	struct arena *a, struct str boundary, struct str body, struct form *out, struct err *e)
{
	struct str mark = arena_printf(a, "\r\n--%.*s", STR_ARG(boundary));
	size_t at = mark.n - 2;
	int rc = BW_OK;

	if (!mark.p)
		return err_nomem(e);
	/* RFC 2046 5.1.1; what stands before the first boundary is none of our forms'. */
	if (boundary.n == 0 || boundary.n > 70 || !str_starts(body, str_from(mark, 2)))
		return err_set(e, BW_EPARSE, "the form does not begin with its boundary");
	while (!rc) {
		struct form_field x = { 0 };
		size_t head, end;

		if (str_starts(str_from(body, at), STR("--")))
			return BW_OK;
		head = str_find(body, STR("\r\n\r\n"), at);
		if (head == SIZE_MAX || !str_starts(str_from(body, at), STR("\r\n")))
			return err_set(e, BW_EPARSE, "a part of the form ends early");
		/* An empty value: its boundary's CR LF is the one that ends the head. */
		end = str_find(body, mark, head + 2);
		if (end == SIZE_MAX || end < head + 2)
			return err_set(e, BW_EPARSE, "a part of the form ends early");
		rc = part_head(str_sub(body, at + 2, head - at - 2), &x, e);
		x.value = end < head + 4 ? STR("") : str_sub(body, head + 4, end - head - 4);
		if (!rc && !x.file.p &&
			(!utf8_ok(x.value) || str_find_byte(x.value, 0, 0) != SIZE_MAX))
			rc = err_set(e, BW_EPARSE, "a field of the form is not proper UTF-8 text");
		if (!rc)
			rc = add(a, out, &x, e);
		at = end + mark.n;
	}
	return rc;
}

int form_parse(struct arena *a, struct str type, struct str body, struct form *out, struct err *e)
{
	struct str kind = str_trim(str_sub(type, 0, str_find_byte(type, ';', 0)));

	*out = (struct form){ 0 };
	if (str_eq_nocase(kind, STR("application/x-www-form-urlencoded")))
		return urlencoded(a, body, out, e);
	if (str_eq_nocase(kind, STR("multipart/form-data")))
		return multipart(a, parameter(type, STR("boundary")), body, out, e);
	return err_set(e, BW_EUSAGE, "the body is no form");
}

struct str form_text(const struct form *f, const char *name)
{
	for (size_t i = 0; i < f->n; i++)
		if (!f->v[i].file.p && str_is(f->v[i].name, name))
			return f->v[i].value.p ? f->v[i].value : STR("");
	return (struct str){ NULL, 0 };
}

const struct form_field *form_file(const struct form *f, const char *name)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->v[i].file.p && str_is(f->v[i].name, name))
			return &f->v[i];
	return NULL;
}
