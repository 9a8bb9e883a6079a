/* SPDX-License-Identifier: Apache-2.0 */
#include "act/parcel.h"

#include "act/inner.h"
#include "base/limit.h"
#include "format/csv.h"
#include "format/name.h"

#define HOUR         INT64_C(3600)
#define DAY          (24 * HOUR)
#define SUBJECT_MOST 200
#define TABLE_NAME   "cases.csv"

/* ---- when ---- */

int grouping_read(struct str text, enum grouping *out, uint32_t *count, struct err *e)
{
	char q[QUOTE_ROOM(40)];
	uint64_t n;

	if (grouping_parse(text, out) && *out != GROUPING_COUNT) {
		*count = 0;
		return BW_OK;
	}
	if (!str_u64(text, &n) || n < 2 || n > LIMIT_PARCEL)
		return err_set(e, BW_EINVALID,
			"'%s' is no grouping; it is none, hourly, daily, or how many: 2 to %d",
			str_quote(text, 40, q), LIMIT_PARCEL);
	*out = GROUPING_COUNT;
	*count = (uint32_t)n;
	return BW_OK;
}

int64_t grouping_window_s(enum grouping g)
{
	return g == GROUPING_NONE ? 0 : g == GROUPING_HOURLY ? HOUR : DAY;
}

bool act_groupable(const struct letter *l)
{
	return l->channel == CHANNEL_MAIL && l->actor.n && l->contact.n &&
	       (l->kind == LETTER_REQUEST || l->kind == LETTER_REMINDER) &&
	       l->role != ROLE_HOTLINE && l->role != ROLE_LAW_ENFORCEMENT;
}

/* ---- one of them ---- */

struct row { /* what its data say */
	const struct act_enclosed *in;
	struct str number, target, site, step;
	int harm; /* HARM_NONE */
};

struct packing {
	struct arena *a;
	const struct act_parcel *in;
	const struct lang *l;
	struct fields f;
	bool nomem;
};

static struct str keep(struct packing *p, struct str s)
{
	if (!s.p)
		p->nomem = true;
	return s;
}

static struct str or_empty(struct str s)
{
	return s.p ? s : STR("");
}

static int row_of(struct packing *p, const struct act_enclosed *x, struct row *out, struct err *e)
{
	enum harm h;
	struct json *j;
	int rc = json_parse(p->a, x->letter->data, &j, e);

	if (rc)
		return err_prefix(e, "the data of a letter: ");
	*out = (struct row){ .in = x,
		.number = or_empty(json_text(j, "case")),
		.target = or_empty(json_text(j, "target")),
		.site = or_empty(json_text(j, "site")),
		.step = or_empty(
			lang_step(p->l, x->letter->role, or_empty(json_text(j, "action")))),
		.harm = harm_parse(json_text(j, "harm"), &h) ? (int)h : HARM_NONE };
	return BW_OK;
}

static void entry(struct packing *p, const struct row *r, size_t number, struct buf *out)
{
	const struct letter *l = r->in->letter;
	struct fields *f = &p->f;

	f->v[FIELD_number] = keep(p, arena_printf(p->a, "%zu", number));
	f->v[FIELD_case] = keep(p, act_quoted(p->a, r->number));
	f->v[FIELD_harm] = r->harm == HARM_NONE ? STR("") : p->l->harms[harm_class_of(r->harm)];
	f->v[FIELD_site] = keep(p, act_defanged(p->a, r->site));
	f->v[FIELD_target] = p->in->as_table ? STR("") : keep(p, act_defanged(p->a, r->target));
	f->v[FIELD_step] = r->step;
	f->v[FIELD_turn] = l->turn ? keep(p, arena_printf(p->a, "%u", l->turn)) : STR("");
	f->v[FIELD_due] = keep(p, act_time(p->a, l->due_s));
	f->v[FIELD_page] = r->in->page;
	f->v[FIELD_answer] = r->in->answer;
	if (out->n)
		buf_addc(out, '\n');
	render(out, p->l, p->l->fragments[FRAGMENT_entry], f);
}

/* ---- the table ---- */

static struct str unicode(struct packing *p, struct str host)
{
	struct name n;
	struct err ignored;

	if (name_parse(p->a, host, &n, &ignored))
		return host; /* an address, or nothing */
	return keep(p, name_unicode(p->a, n.ascii));
}

/* Without who logs in and the port. */
static struct str bare_host(struct str url)
{
	struct str host = act_host_of(url);
	size_t at = str_rfind_byte(host, '@'), colon;

	if (at != SIZE_MAX)
		host = str_from(host, at + 1);
	colon = str_rfind_byte(host, ':');
	return colon == SIZE_MAX || str_find_byte(host, ':', 0) != colon ? host
									 : str_sub(host, 0, colon);
}

static void line(struct packing *p, const struct row *r, struct buf *out)
{
	struct str url = r->target.n ? r->target : r->site, host = bare_host(url);
	int64_t due_s = r->in->letter->due_s;
	char due[CLOCK_TEXT];
	const struct str cells[] = { r->number,
		r->harm == HARM_NONE ? STR("") : str_of(harm_text(r->harm)), url, host,
		unicode(p, host), r->site, unicode(p, r->site), r->step,
		due_s == CLOCK_NONE ? STR("") : str_of(clock_format(due_s, due)),
		r->in->page.n ? r->in->page : r->in->answer };

	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
		if (i)
			buf_addc(out, ',');
		csv_cell(out, cells[i]);
	}
	buf_addz(out, "\r\n");
}

static void table(struct packing *p, const struct row *r, struct buf *out)
{
	buf_addz(out, "case,harm,url,host_a_label,host_u_label,site_a_label,site_u_label,asked,"
		      "answer_by,answer_at\r\n");
	for (size_t i = 0; i < p->in->n; i++)
		line(p, &r[i], out);
}

/* ---- all of it ---- */

static void recipient(struct packing *p)
{
	const struct letter *l = p->in->v[0].letter;
	struct str who = keep(p, act_quoted(p->a, l->contact));
	int role = l->role;

	for (size_t i = 1; i < p->in->n; i++)
		if (p->in->v[i].letter->role != role)
			role = -1;
	p->f.v[FIELD_recipient] = role < 0 || role >= ROLE_COUNT
					  ? who
					  : keep(p, arena_printf(p->a, "%.*s (%.*s)", STR_ARG(who),
							    STR_ARG(p->l->roles[role])));
}

static int write_text(struct packing *p, const struct row *r, struct letter *out, struct err *e)
{
	struct buf b;
	int rc;

	buf_init(&b, LIMIT_LETTER_BYTES);
	for (size_t i = 0; i < p->in->n; i++)
		entry(p, &r[i], i + 1, &b);
	rc = buf_check(&b, "the letter", e);
	if (!rc) {
		struct str cases = keep(p, arena_dup(p->a, buf_str(&b)));

		/* The last line's end is the template's. */
		p->f = (struct fields){ 0 };
		p->f.v[FIELD_cases] = str_sub(cases, 0, cases.n ? cases.n - 1 : 0);
		p->f.v[FIELD_count] = keep(p, arena_printf(p->a, "%zu", p->in->n));
		p->f.v[FIELD_case] = keep(p, act_quoted(p->a, r[0].number));
		p->f.v[FIELD_answer] = p->in->answer;
		p->f.v[FIELD_table] = p->in->as_table ? STR(TABLE_NAME) : STR("");
		p->f.v[FIELD_house] = keep(p, act_quoted(p->a, p->in->house->name));
		p->f.v[FIELD_house_mail] = keep(p, act_quoted(p->a, p->in->house->mail));
		p->nomem |= !act_appeal_time(p->a, p->l, p->in->house, &p->f);
		recipient(p);
		buf_reset(&b);
		render_line(&b, p->l->letters[ACT_SEVERAL].subject, &p->f, SUBJECT_MOST);
		out->subject = keep(p, arena_dup(p->a, buf_str(&b)));
		p->f.v[FIELD_case] = STR(""); /* each signs for itself */
		buf_reset(&b);
		render(&b, p->l, p->l->letters[ACT_SEVERAL].body, &p->f);
		rc = buf_check(&b, "the letter", e);
		out->text = keep(p, arena_dup(p->a, buf_str(&b)));
	}
	buf_done(&b);
	return rc ? rc : p->nomem ? err_nomem(e) : BW_OK;
}

static int write_data(struct packing *p, const struct row *r, struct letter *out, struct err *e)
{
	struct buf b, cells;
	struct jw w;
	int rc;

	buf_init(&b, LIMIT_MAIL_OUT);
	buf_init(&cells, LIMIT_MAIL_OUT);
	jw_init(&w, &b);
	jw_object(&w);
	jw_ki64(&w, "v", 1);
	jw_kz(&w, "kind", letter_kind_text(LETTER_REQUEST));
	jw_key(&w, "cases");
	jw_array(&w);
	for (size_t i = 0; i < p->in->n; i++)
		jw_raw(&w, r[i].in->letter->data);
	jw_end(&w);
	if (p->in->as_table) {
		table(p, r, &cells);
		jw_kstr(&w, "table", buf_str(&cells));
	}
	jw_end(&w);
	rc = buf_check(&cells, "the table of the cases", e);
	if (!rc)
		rc = jw_check(&w, e);
	if (!rc) {
		out->data = arena_dup(p->a, buf_str(&b));
		rc = out->data.p && !p->nomem ? BW_OK : err_nomem(e);
	}
	buf_done(&cells);
	buf_done(&b);
	return rc;
}

int act_parcel(struct arena *a, struct letters *t, const struct act_parcel *in, struct letter *out,
	struct err *e)
{
	const struct letter *first = in->v[0].letter;
	struct packing p = { .a = a, .in = in, .l = lang_get(t, first->lang, e) };
	struct row *r = ARENA_ARRAY(a, struct row, in->n);
	int rc = BW_OK;

	if (!p.l)
		return e->code;
	if (!r)
		return err_nomem(e);
	if (!p.l->letters[ACT_SEVERAL].body.n)
		return err_set(e, BW_EBUG, "a letter has no words in '%.*s'", STR_ARG(p.l->code));
	for (size_t i = 0; !rc && i < in->n; i++)
		rc = row_of(&p, &in->v[i], &r[i], e);
	if (rc)
		return rc;
	*out = (struct letter){ .kind = LETTER_REQUEST,
		.channel = CHANNEL_MAIL,
		.role = first->role,
		.actor = first->actor,
		.contact = first->contact,
		.lang = p.l->code,
		.made_at_s = in->now_s,
		.not_before_s = in->now_s,
		.due_s = CLOCK_NONE,
		.sent_at_s = CLOCK_NONE };
	rc = write_text(&p, r, out, e);
	return rc ? rc : write_data(&p, r, out, e);
}
