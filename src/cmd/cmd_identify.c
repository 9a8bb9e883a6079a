/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_identify.c -- what a name, address or URL is: one answer for each operand or line. */
#include "base/limit.h"
#include "cmd/cmd.h"
#include "cmd/data.h"
#include "identify/identify.h"

struct run {
	struct ctx *c;
	struct refdata rd;
	struct lookalikes *known;
	struct arena arena; /* of one answer */
	struct buf out;
	size_t asked, refused;
};

static void row(struct buf *b, const char *what, struct str value, const char *more)
{
	char q[QUOTE_ROOM(300)];

	if (!value.n)
		return;
	buf_printf(b, "  %-10s %s", what, str_quote(value, 300, q));
	if (more && *more)
		buf_printf(b, " (%s)", more);
	buf_addc(b, '\n');
}

static void notes(struct buf *b, const struct site *s)
{
	for (int i = 0; i < SITE_NOTE_COUNT; i++)
		if (s->notes >> i & 1)
			row(b, "note", str_of(site_note_words(i)), NULL);
	if (s->collision)
		row(b, "note", STR("the last label is a name in another namespace too"), NULL);
	if (s->unlisted_tld)
		row(b, "note", STR("the last label is in no list: not a name of the public DNS"),
			NULL);
}

static void platform(struct buf *b, const struct site *s)
{
	char q[QUOTE_ROOM(100)], more[QUOTE_ROOM(100) + 64];

	if (!s->platform_suffix.p)
		return;
	more[0] = 0;
	snprintf(more, sizeof(more), "%s%sby %s",
		s->operator_name.n ? str_quote(s->operator_name, 100, q) : "",
		s->operator_name.n ? ", " : "", basis_words(s->platform_basis));
	row(b, "platform", s->platform_suffix, more);
}

static void block(struct run *r, const struct site *s)
{
	struct buf *b = &r->out;
	char q[QUOTE_ROOM(300)], score[64];

	buf_printf(b, "%s%s%s\n", ctx_style(r->c, "bold"), str_quote(s->input, 300, q),
		ctx_style(r->c, "reset"));
	row(b, target_kind_text(s->target), s->canonical, NULL);
	row(b, "site", s->id, site_kind_words(s->kind));
	if (!str_eq(s->registrable, s->id))
		row(b, "domain", s->registrable, NULL);
	platform(b, s);
	if (!str_eq(s->u_host, s->host))
		row(b, "shown as", s->u_host, NULL);
	if (s->ns != NAMESPACE_DNS && s->host.n)
		row(b, "namespace", s->ns_name.n ? s->ns_name : str_of(namespace_kind_text(s->ns)),
			namespace_who(s->ns));
	row(b, "special", s->special, NULL);
	row(b, "gateway to", s->gateway_to, NULL);
	if (s->lookalike.of.p) {
		snprintf(score, sizeof(score), "%.*s, %d of 100", STR_ARG(s->lookalike.how),
			s->lookalike.score);
		row(b, "looks like", s->lookalike.of, score);
	}
	notes(b, s);
}

static void refuse(struct run *r, struct str in, const struct err *why)
{
	char q[QUOTE_ROOM(300)];
	struct jw w;

	r->refused++;
	if (r->c->json) {
		jw_init(&w, &r->out);
		site_json_refused(in, why->text, &w);
		buf_addc(&r->out, '\n');
		return;
	}
	buf_printf(&r->out, "%s%s%s\n  %srefused%s    %s\n", ctx_style(r->c, "bold"),
		str_quote(in, 300, q), ctx_style(r->c, "reset"), ctx_style(r->c, "red"),
		ctx_style(r->c, "reset"), why->text);
}

static int flush(struct run *r, struct err *e)
{
	int rc = buf_check(&r->out, "the answer", e);

	if (!rc && !ctx_write(r->c, buf_str(&r->out)))
		rc = err_errno(e, BW_EIO, "write", STR("standard output"));
	buf_reset(&r->out);
	return rc;
}

static int one(struct run *r, struct str in, struct err *e)
{
	struct site s;
	struct jw w;
	int rc = identify(&r->arena, &r->rd, in, &s, e);

	r->asked++;
	if (!rc && r->known)
		rc = lookalikes_check(r->known, &r->arena, &s, e);
	if (rc == BW_ENOMEM)
		return rc;
	if (rc) {
		refuse(r, in, e);
	} else if (r->c->json) {
		jw_init(&w, &r->out);
		site_json(&s, &w);
		buf_addc(&r->out, '\n');
	} else {
		block(r, &s);
	}
	arena_reset(&r->arena);
	return r->out.n > 60000 ? flush(r, e) : BW_OK;
}

/* One line; blank ones are no names. */
static int a_line(struct run *r, struct str s, struct err *e)
{
	if (s.n && s.p[s.n - 1] == '\r')
		s.n--;
	return str_trim(s).n ? one(r, s, e) : BW_OK;
}

/* Complete lines at the front of ${in}, taken off it.  Of a line longer than LIMIT_URL_BYTES only the
 * beginning is looked at, which is refused; ${*skip} until its end. */
static int lines_of(struct run *r, struct buf *in, bool *skip, struct err *e)
{
	size_t at = 0, end;
	int rc = BW_OK;

	while (!rc && (end = str_find_byte(buf_str(in), '\n', at)) != SIZE_MAX) {
		if (!*skip)
			rc = a_line(r, str_sub(buf_str(in), at, end - at), e);
		*skip = false;
		at = end + 1;
	}
	if (!rc && !*skip && in->n - at > LIMIT_URL_BYTES + 1) {
		rc = a_line(r, str_sub(buf_str(in), at, LIMIT_URL_BYTES + 1), e);
		*skip = true;
	}
	if (*skip)
		at = in->n;
	memmove(in->p, in->p + at, in->n - at);
	in->n -= at;
	return rc;
}

static int each_line(struct run *r, struct err *e)
{
	struct buf in;
	bool skip = false;
	int rc = BW_OK;
	size_t n = 1;

	buf_init(&in, 1 << 20);
	while (!rc && n) {
		char *room = buf_room(&in, 65536);

		if (!room) {
			rc = buf_check(&in, "standard input", e);
			break;
		}
		n = fread(room, 1, 65536, stdin);
		buf_took(&in, n);
		rc = lines_of(r, &in, &skip, e);
	}
	if (!rc && ferror(stdin))
		rc = err_errno(e, BW_EIO, "read", STR("standard input"));
	if (!rc && in.n && !skip)
		rc = a_line(r, buf_str(&in), e);
	buf_done(&in);
	return rc;
}

static int protected_names(struct run *r, struct err *e)
{
	struct str path = ctx_opt(r->c, "protected"), text;
	int rc;

	if (path.p)
		rc = data_read(r->c->arena, path, LIMIT_FILE_BYTES, &text, e);
	else
		text = refdata_protected(&r->rd), rc = BW_OK;
	if (rc || !text.n)
		return rc;
	rc = lookalikes_new(&r->rd, text, &r->known, e);
	if (rc && path.p)
		(void)err_prefix(e, "'%.*s': ", STR_ARG(path));
	return rc;
}

static int run(struct ctx *c, struct err *e)
{
	struct run r = { .c = c };
	int rc;

	if (c->args_n == 0)
		return err_set(e, BW_EUSAGE,
			"nothing to identify; name something, or '-' for one name a line on "
			"standard input");
	rc = data_load(c, &r.rd, e);
	if (!rc)
		rc = protected_names(&r, e);
	if (rc)
		return rc;
	arena_init(&r.arena, 0);
	buf_init(&r.out, 1 << 20);
	for (size_t i = 0; i < c->args_n && !rc; i++)
		rc = str_is(c->args[i], "-") ? each_line(&r, e) : one(&r, c->args[i], e);
	if (!rc)
		rc = flush(&r, e);
	if (!rc && r.refused)
		rc = err_set(e, BW_EPARSE, "%zu of %zu refused", r.refused, r.asked);
	buf_done(&r.out);
	arena_done(&r.arena);
	lookalikes_free(r.known);
	return rc;
}

static const struct opt opts[] = {
	{ "protected", "FILE", OPT_TEXT,
		"names that others imitate, one a line (default: our own list)", NULL },
	{ NULL, NULL, OPT_FLAG, NULL, NULL },
};

static const struct cmd_example examples[] = {
	{ "bailiwick identify 'hxxps://login[.]example[.]com/'", "what a defanged address is" },
	{ "bailiwick identify --json - <names.txt", "a line of JSON for each line" },
	{ NULL, NULL },
};

const struct cmd cmd_identify = {
	.name = "identify",
	.args = "NAME…|-",
	.help = "say what a URL, name or address is and whose unit it is",
	.about = "Undoes defanging, reads URLs and addresses as browsers do, maps names by UTS "
		 "#46, and "
		 "splits by the Public Suffix List, the list of shared services and the list of "
		 "other "
		 "namespaces.  The site is the unit somebody is responsible for; docs/identity.md "
		 "tells "
		 "how each case is decided.  What names nothing is refused with the reason (exit "
		 "status "
		 "65), and the others are answered all the same.",
	.opts = opts,
	.examples = examples,
	.run = run,
};
