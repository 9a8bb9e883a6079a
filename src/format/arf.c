/* SPDX-License-Identifier: Apache-2.0 */
#include "format/arf.h"

#include "base/clock.h"
#include "base/limit.h"
#include "base/vec.h"

/* A line without its end. */
static struct str take_line(struct str *in)
{
	size_t nl = str_find_byte(*in, '\n', 0);
	struct str line = str_sub(*in, 0, nl == SIZE_MAX ? in->n : nl);

	*in = str_from(*in, nl == SIZE_MAX ? in->n : nl + 1);
	while (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

/* Length of the name before the colon, 0 where the line is no field. */
static size_t name_of(struct str line)
{
	size_t n = 0;

	while (n < line.n && (ch_alnum(line.p[n]) || line.p[n] == '-' || line.p[n] == '_'))
		n++;
	if (n == 0 || n > 60)
		return 0;
	for (size_t i = n; i < line.n; i++) {
		if (line.p[i] == ':')
			return n;
		if (line.p[i] != ' ' && line.p[i] != '\t')
			return 0;
	}
	return 0;
}

static struct str unquote(struct str v)
{
	if (v.n >= 2 && (v.p[0] == '"' || v.p[0] == '\'') && v.p[v.n - 1] == v.p[0])
		return str_sub(v, 1, v.n - 2);
	return v;
}

static struct str join(struct arena *a, struct str head, struct str tail)
{
	char *p;

	tail = str_trim(tail);
	if (tail.n == 0)
		return head;
	p = arena_alloc(a, head.n + tail.n + 1);
	if (!p)
		return head;
	memcpy(p, head.p ? head.p : "", head.n);
	p[head.n] = ' ';
	memcpy(p + head.n + 1, tail.p, tail.n);
	return str_make(p, head.n + 1 + tail.n);
}

int fields_parse(struct arena *a, struct str in, struct fields *out, struct err *e)
{
	struct fields f = { 0 };
	struct field *last = NULL;
	size_t folds = 0;

	while (in.n) {
		struct str line = take_line(&in);
		size_t n;

		if (line.n && last && (line.p[0] == ' ' || line.p[0] == '\t')) {
			/* quadratic only up to the ceiling */
			if (++folds > LIMIT_ARF_FIELDS)
				return err_set(e, BW_ELIMIT, "more than %d folded lines",
					LIMIT_ARF_FIELDS);
			last->value = join(a, last->value, line);
			continue;
		}
		n = name_of(line);
		last = NULL;
		if (n == 0)
			continue;
		if (f.n >= LIMIT_ARF_FIELDS)
			return err_set(e, BW_ELIMIT, "more than %d fields", LIMIT_ARF_FIELDS);
		last = VEC_PUSH(a, &f);
		if (!last)
			return err_nomem(e);
		last->name = str_sub(line, 0, n);
		last->value = unquote(str_trim(str_from(line, str_find_byte(line, ':', n) + 1)));
	}
	*out = f;
	return BW_OK;
}

struct str fields_get(const struct fields *f, const char *name)
{
	struct str want = str_of(name);

	for (size_t i = 0; i < f->n; i++)
		if (str_eq_nocase(f->v[i].name, want))
			return f->v[i].value;
	return STR("");
}

static enum arf_type type_of(struct str t)
{
	static const struct {
		const char *name;
		enum arf_type type;
	} known[] = { { "abuse", ARF_ABUSE }, { "fraud", ARF_FRAUD }, { "virus", ARF_VIRUS },
		{ "other", ARF_OTHER }, { "not-spam", ARF_NOT_SPAM },
		{ "auth-failure", ARF_AUTH_FAILURE }, { "opt-out", ARF_OPT_OUT },
		{ "opt-out-list", ARF_OPT_OUT }, { "xarf", ARF_XARF } };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (str_eq_nocase(t, str_of(known[i].name)))
			return known[i].type;
	return ARF_UNKNOWN;
}

/* "<http://a.example/>; comment (x)" without brackets and what follows. */
static struct str plain(struct str v)
{
	size_t end;

	if (v.n && v.p[0] == '<') {
		end = str_find_byte(v, '>', 0);
		return str_trim(str_sub(v, 1, end == SIZE_MAX ? SIZE_MAX : end - 1));
	}
	for (end = 0; end < v.n && !ch_space(v.p[end]); end++)
		;
	v.n = end;
	while (v.n && (v.p[v.n - 1] == ';' || v.p[v.n - 1] == ','))
		v.n--;
	return v;
}

static struct str *all_of(struct arena *a, const struct fields *f, const char *name, size_t *n)
{
	struct str *out = ARENA_ARRAY(a, struct str, f->n + 1), want = str_of(name);
	size_t k = 0;

	for (size_t i = 0; out && i < f->n; i++)
		if (str_eq_nocase(f->v[i].name, want) && plain(f->v[i].value).n)
			out[k++] = plain(f->v[i].value);
	*n = k;
	return out;
}

int arf_parse(struct arena *a, struct str in, bool (*date)(struct str, int64_t *), struct arf *out,
	struct err *e)
{
	struct arf r = { .arrived_at_s = CLOCK_NONE, .incidents = 1 };
	struct fields f;
	struct str v;
	int rc = fields_parse(a, in, &f, e);

	if (rc)
		return rc;
	r.type_text = fields_get(&f, "Feedback-Type");
	if (r.type_text.n == 0)
		return err_set(e, BW_EINVALID, "the feedback report has no Feedback-Type");
	r.type = type_of(r.type_text);
	r.user_agent = fields_get(&f, "User-Agent");
	r.version = fields_get(&f, "Version");
	r.envelope_id = fields_get(&f, "Original-Envelope-Id");
	r.mail_from = plain(fields_get(&f, "Original-Mail-From"));
	r.reporting_mta = fields_get(&f, "Reporting-MTA");
	r.auth_failure = fields_get(&f, "Auth-Failure");
	r.delivery = fields_get(&f, "Delivery-Result");
	r.source_ip = plain(fields_get(&f, "Source-IP"));
	v = fields_get(&f, "Arrival-Date");
	if (v.n == 0)
		v = fields_get(&f, "Received-Date");
	if (v.n == 0 || !date(v, &r.arrived_at_s))
		r.arrived_at_s = CLOCK_NONE;
	if (!str_u64(fields_get(&f, "Incidents"), &r.incidents))
		r.incidents = 1;
	r.domains = all_of(a, &f, "Reported-Domain", &r.domains_n);
	r.uris = all_of(a, &f, "Reported-URI", &r.uris_n);
	if (!r.domains || !r.uris)
		return err_nomem(e);
	*out = r;
	return BW_OK;
}
