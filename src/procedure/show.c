/* SPDX-License-Identifier: Apache-2.0 */
/* show.c -- a pack for people and programs, and two regimes side by side. */
#include "base/vec.h"
#include "procedure/engine.h"

void procedure_show_json(const struct procedure *p, size_t i, struct jw *w)
{
	schema_json(&pack_schema, &p->packs[i], false, w);
}

/* ---- for people ---- */

static void add_str(struct buf *b, struct str s)
{
	buf_add(b, s);
}

static void words_of_set(struct buf *b, const struct field *fd, const void *in)
{
	struct buf json;
	struct jw w;

	/* the JSON of a set is a list of plain words: the same with the marks taken off */
	buf_init(&json, 1 << 16);
	jw_init(&w, &json);
	schema_field_json(fd, in, &w);
	for (size_t i = 0; i < json.n; i++) {
		if (json.p[i] == ',')
			buf_addz(b, ", ");
		else if (!strchr("[]\"", json.p[i]))
			buf_addc(b, json.p[i]);
	}
	b->bad |= json.bad;
	buf_done(&json);
}

static void field_words(struct buf *b, const struct field *fd, const void *in)
{
	const void *at = (const char *)in + fd->offset;
	const struct list *l = at;
	bool more = false;

	switch (fd->kind) {
	case FIELD_TEXT: add_str(b, *(const struct str *)at); break;
	case FIELD_TEXTS:
	case FIELD_COUNTRIES:
	case FIELD_TLDS:
		LIST_EACH (struct str, s, *l) {
			buf_addz(b, more ? "; " : "");
			add_str(b, *s);
			more = true;
		}
		break;
	case FIELD_OBJECT:
		for (const struct field *sub = fd->sub->fields; sub->name; sub++) {
			if (schema_field_empty(sub, at))
				continue;
			buf_printf(b, "%s%s ", more ? ", " : "", sub->name);
			field_words(b, sub, at);
			more = true;
		}
		break;
	case FIELD_OBJECTS: break; /* printed by themselves */
	default: words_of_set(b, fd, in); break;
	}
}

static void show_duty(
	struct buf *b, struct arena *a, const struct pack *p, const struct pack_duty *d)
{
	struct str clock = pack_clock_words(a, p, d);

	buf_printf(b, "  %-8s  %.*s: %.*s\n", duty_verb_text(d->verb), STR_ARG(d->clause),
		STR_ARG(d->words));
	buf_printf(b, "            when: %.*s", STR_ARG(clock));
	if (pack_event_when(pack_duty_event(p, d)) == WHEN_ENOUGH)
		buf_printf(b, ", evidence at least %s", tier_text(pack_duty_tier(p, d)));
	buf_printf(b, "  [%s]\n", confidence_text(d->confidence));
	if (d->roles) {
		const char *join = "            only: ";

		for (int r = 0; r < ROLE_COUNT; r++)
			if (d->roles & (role_set)1 << r) {
				buf_printf(b, "%s%s", join, role_text(r));
				join = ", ";
			}
		buf_addc(b, '\n');
	}
	if (d->addressee.n)
		buf_printf(b, "            to: %.*s\n", STR_ARG(d->addressee));
	if (d->doubt.n)
		buf_printf(b, "            doubt: %.*s\n", STR_ARG(d->doubt));
}

static void show_lists(struct buf *b, struct arena *a, const struct pack *p)
{
	if (p->duties.n)
		buf_addz(b, "Duties\n");
	LIST_EACH (struct pack_duty, d, p->duties)
		show_duty(b, a, p, d);
	if (p->may.n)
		buf_addz(b, "May, without having to\n");
	LIST_EACH (struct pack_may, m, p->may) {
		buf_printf(b, "  %.*s: %.*s  [%s]\n", STR_ARG(m->clause), STR_ARG(m->words),
			confidence_text(m->confidence));
		if (m->doubt.n)
			buf_printf(b, "            doubt: %.*s\n", STR_ARG(m->doubt));
	}
	if (p->recourse.n)
		buf_addz(b, "Recourse\n");
	LIST_EACH (struct pack_recourse, r, p->recourse)
		buf_printf(b, "  %.*s (%.*s): %.*s\n", STR_ARG(r->body), STR_ARG(r->window),
			STR_ARG(r->effect));
	if (p->conflicts.n)
		buf_addz(b, "Pulls against\n");
	LIST_EACH (struct pack_conflict, c, p->conflicts)
		buf_printf(b, "  %.*s: %.*s\n", STR_ARG(c->with), STR_ARG(c->words));
}

int procedure_show(const struct procedure *p, size_t i, struct buf *out, struct err *e)
{
	const struct pack *k = &p->packs[i];
	struct arena a;

	arena_init(&a, 0);
	for (const struct field *fd = pack_schema.fields; fd->name; fd++) {
		if (fd->kind == FIELD_OBJECTS || schema_field_empty(fd, k))
			continue;
		buf_printf(out, "%-24s", fd->name);
		field_words(out, fd, k);
		buf_addc(out, '\n');
	}
	show_lists(out, &a, k);
	arena_done(&a);
	return buf_check(out, "pack", e);
}

/* ---- side by side ---- */

struct side {
	struct str name;
	struct {
		size_t *v;
		size_t n, cap;
	} packs;
};

struct row {
	int verb;
	const struct pack *pack[2];
	const struct pack_duty *duty[2]; /* NULL: the other side has nothing like it */
};

struct diff {
	struct arena a;
	const struct procedure *p;
	struct side side[2];
	struct {
		struct row *v;
		size_t n, cap;
	} rows;
};

static bool regime_has(const struct pack *p, struct str country, int64_t now_s)
{
	int rule = p->jurisdiction.rule;

	return (rule == RULE_ESTABLISHMENT || rule == RULE_OFFERING || rule == RULE_DATA_SUBJECT) &&
	       pack_in_force(p, now_s) && countries_have(&p->jurisdiction.countries, country);
}

/* A pack that another pack of the same side extends says nothing of its own there. */
static bool extended_within(const struct procedure *p, size_t i, struct str country, int64_t now_s)
{
	for (size_t j = 0; j < p->n; j++)
		if (p->base[j] == (int)i && regime_has(&p->packs[j], country, now_s))
			return true;
	return false;
}

static int fill_side(struct diff *d, struct side *s, int64_t now_s, struct err *e)
{
	size_t only = procedure_find(d->p, s->name);
	bool country = s->name.n == 2 && ch_upper(s->name.p[0]) && ch_upper(s->name.p[1]);
	char q[QUOTE_ROOM(60)];

	for (size_t i = 0; i < d->p->n; i++) {
		size_t *to;

		if (only != SIZE_MAX ? i != only
				     : !country || !regime_has(&d->p->packs[i], s->name, now_s) ||
					       extended_within(d->p, i, s->name, now_s))
			continue;
		to = VEC_PUSH(&d->a, &s->packs);
		if (!to)
			return err_nomem(e);
		*to = i;
	}
	if (!s->packs.n)
		return err_set(e, BW_ENOTFOUND,
			"'%s' is neither a pack nor a country with packs; see 'bailiwick policy "
			"show'",
			str_quote(s->name, 60, q));
	return BW_OK;
}

static bool on_side(const struct side *s, size_t pack)
{
	for (size_t i = 0; i < s->packs.n; i++)
		if (s->packs.v[i] == pack)
			return true;
	return false;
}

static bool taken(const struct diff *d, const struct pack_duty *duty)
{
	for (size_t i = 0; i < d->rows.n; i++)
		if (d->rows.v[i].duty[1] == duty)
			return true;
	return false;
}

static int likeness(const struct pack *p, const struct pack_duty *x, const struct pack *q,
	const struct pack_duty *y)
{
	if (x->verb != y->verb)
		return 0;
	if (str_eq(x->clause, y->clause) || (x->replaces.n && str_eq(x->replaces, y->clause)) ||
		(y->replaces.n && str_eq(y->replaces, x->clause)) ||
		(x->replaces.n && str_eq(x->replaces, y->replaces)))
		return 3;
	return pack_duty_event(p, x) == pack_duty_event(q, y) ? 2 : 1;
}

static int pair_duty(struct diff *d, const struct pack *p, const struct pack_duty *x, struct err *e)
{
	struct row *row = VEC_PUSH(&d->a, &d->rows);
	int best = 0;

	if (!row)
		return err_nomem(e);
	row->verb = x->verb;
	row->pack[0] = p;
	row->duty[0] = x;
	for (size_t i = 0; i < d->side[1].packs.n; i++) {
		size_t at = d->side[1].packs.v[i];
		const struct pack *q = &d->p->packs[at];

		if (on_side(&d->side[0], at))
			continue;
		LIST_EACH (struct pack_duty, y, q->duties) {
			int like = likeness(p, x, q, y);

			if (like > best && !taken(d, y)) {
				best = like;
				row->pack[1] = q;
				row->duty[1] = y;
			}
		}
	}
	return BW_OK;
}

static int leftover(struct diff *d, int verb, struct err *e)
{
	for (size_t i = 0; i < d->side[1].packs.n; i++) {
		size_t at = d->side[1].packs.v[i];
		const struct pack *q = &d->p->packs[at];

		if (on_side(&d->side[0], at))
			continue;
		LIST_EACH (struct pack_duty, y, q->duties) {
			struct row *row;

			if (y->verb != verb || taken(d, y))
				continue;
			row = VEC_PUSH(&d->a, &d->rows);
			if (!row)
				return err_nomem(e);
			*row = (struct row){ verb, { NULL, q }, { NULL, y } };
		}
	}
	return BW_OK;
}

static int align(struct diff *d, struct err *e)
{
	int rc = BW_OK;

	for (int verb = 0; verb < DUTY_VERB_COUNT && !rc; verb++) {
		for (size_t i = 0; i < d->side[0].packs.n && !rc; i++) {
			size_t at = d->side[0].packs.v[i];
			const struct pack *p = &d->p->packs[at];

			if (on_side(&d->side[1], at))
				continue;
			LIST_EACH (struct pack_duty, x, p->duties)
				if (x->verb == verb && !rc)
					rc = pair_duty(d, p, x, e);
		}
		if (!rc)
			rc = leftover(d, verb, e);
	}
	return rc;
}

static int diff_new(struct diff *d, const struct procedure *p, struct str left, struct str right,
	int64_t now_s, struct err *e)
{
	int rc;

	*d = (struct diff){ .p = p, .side = { { .name = left }, { .name = right } } };
	arena_init(&d->a, 0);
	rc = fill_side(d, &d->side[0], now_s, e);
	if (!rc)
		rc = fill_side(d, &d->side[1], now_s, e);
	return rc ? rc : align(d, e);
}

static bool same_field(const struct field *fd, const void *x, const void *y)
{
	struct buf bx, by;
	bool same;

	buf_init(&bx, 1 << 20);
	buf_init(&by, 1 << 20);
	schema_save(
		&(struct schema){ "", 0, (const struct field[]){ *fd, { .name = NULL } } }, x, &bx);
	schema_save(
		&(struct schema){ "", 0, (const struct field[]){ *fd, { .name = NULL } } }, y, &by);
	same = !bx.bad && !by.bad && str_eq(buf_str(&bx), buf_str(&by));
	buf_done(&bx);
	buf_done(&by);
	return same;
}

static bool one_to_one(const struct diff *d)
{
	return d->side[0].packs.n == 1 && d->side[1].packs.n == 1;
}

static bool same_duty(const struct row *r)
{
	if (!r->duty[0] || !r->duty[1])
		return false;
	for (const struct field *fd = pack_duty_schema.fields; fd->name; fd++)
		if (!same_field(fd, r->duty[0], r->duty[1]))
			return false;
	return true;
}

static void duty_side_json(struct diff *d, const struct row *r, int side, struct jw *w)
{
	const struct pack_duty *x = r->duty[side];
	struct str clock;

	if (!x) {
		jw_null(w);
		return;
	}
	clock = pack_clock_words(&d->a, r->pack[side], x);
	jw_object(w);
	jw_kstr(w, "pack", r->pack[side]->id);
	jw_kstr(w, "clause", x->clause);
	jw_kz(w, "event", pack_event_text(pack_duty_event(r->pack[side], x)));
	jw_kstr(w, "clock", clock.p ? clock : STR("?"));
	jw_kstr(w, "words", x->words);
	jw_kstr(w, "source", x->source.n ? x->source : r->pack[side]->source);
	jw_kz(w, "confidence", confidence_text(x->confidence));
	jw_kstr(w, "doubt", x->doubt.n ? x->doubt : (struct str){ NULL, 0 });
	jw_end(w);
}

static void packs_json(const struct diff *d, int side, bool shared, struct jw *w)
{
	jw_array(w);
	for (size_t i = 0; i < d->side[side].packs.n; i++) {
		size_t at = d->side[side].packs.v[i];

		if (on_side(&d->side[!side], at) == shared)
			jw_str(w, d->p->packs[at].id);
	}
	jw_end(w);
}

static void fields_json(const struct diff *d, struct jw *w)
{
	const struct pack *x = &d->p->packs[d->side[0].packs.v[0]];
	const struct pack *y = &d->p->packs[d->side[1].packs.v[0]];

	jw_array(w);
	for (const struct field *fd = pack_schema.fields; fd->name && one_to_one(d); fd++) {
		if (str_is(str_of(fd->name), "duties") || same_field(fd, x, y))
			continue;
		jw_object(w);
		jw_kz(w, "field", fd->name);
		jw_key(w, "left");
		schema_field_json(fd, x, w);
		jw_key(w, "right");
		schema_field_json(fd, y, w);
		jw_end(w);
	}
	jw_end(w);
}

int procedure_diff_json(const struct procedure *p, struct str left, struct str right, int64_t now_s,
	struct jw *w, struct err *e)
{
	struct diff d;
	int rc = diff_new(&d, p, left, right, now_s, e);

	if (!rc) {
		jw_object(w);
		jw_kstr(w, "left", left);
		jw_kstr(w, "right", right);
		jw_key(w, "only_left");
		packs_json(&d, 0, false, w);
		jw_key(w, "only_right");
		packs_json(&d, 1, false, w);
		jw_key(w, "both");
		packs_json(&d, 0, true, w);
		jw_key(w, "fields");
		fields_json(&d, w);
		jw_key(w, "duties");
		jw_array(w);
		for (size_t i = 0; i < d.rows.n; i++) {
			jw_object(w);
			jw_kz(w, "verb", duty_verb_text(d.rows.v[i].verb));
			jw_kbool(w, "same", same_duty(&d.rows.v[i]));
			jw_key(w, "left");
			duty_side_json(&d, &d.rows.v[i], 0, w);
			jw_key(w, "right");
			duty_side_json(&d, &d.rows.v[i], 1, w);
			jw_end(w);
		}
		jw_end(w);
		jw_end(w);
	}
	arena_done(&d.a);
	return rc;
}

static void side_line(struct diff *d, const struct row *r, int side, struct buf *b)
{
	const struct pack_duty *x = r->duty[side];
	struct str clock;

	if (!x) {
		buf_printf(b, "  %-12.*s  nothing like it\n", STR_ARG(d->side[side].name));
		return;
	}
	clock = pack_clock_words(&d->a, r->pack[side], x);
	buf_printf(b, "  %-12.*s  %.*s, %.*s: %.*s  [%s]\n", STR_ARG(d->side[side].name),
		STR_ARG(x->clause), STR_ARG(clock), STR_ARG(x->words),
		confidence_text(x->confidence));
	if (x->doubt.n)
		buf_printf(b, "  %-12s    doubt: %.*s\n", "", STR_ARG(x->doubt));
}

static void diff_fields(struct diff *d, struct buf *b)
{
	const struct pack *x = &d->p->packs[d->side[0].packs.v[0]];
	const struct pack *y = &d->p->packs[d->side[1].packs.v[0]];

	for (const struct field *fd = pack_schema.fields; fd->name && one_to_one(d); fd++) {
		if (fd->kind == FIELD_OBJECTS || same_field(fd, x, y))
			continue;
		buf_printf(b, "%s\n", fd->name);
		for (int side = 0; side < 2; side++) {
			const struct pack *p = side ? y : x;

			buf_printf(b, "  %-12.*s  ", STR_ARG(d->side[side].name));
			if (schema_field_empty(fd, p))
				buf_addc(b, '-');
			else
				field_words(b, fd, p);
			buf_addc(b, '\n');
		}
	}
}

int procedure_diff(const struct procedure *p, struct str left, struct str right, int64_t now_s,
	struct buf *out, struct err *e)
{
	struct diff d;
	int rc = diff_new(&d, p, left, right, now_s, e);
	size_t same = 0;

	if (!rc) {
		diff_fields(&d, out);
		for (size_t i = 0; i < d.rows.n; i++) {
			if (same_duty(&d.rows.v[i])) {
				same++;
				continue;
			}
			buf_printf(out, "%s\n", duty_verb_text(d.rows.v[i].verb));
			side_line(&d, &d.rows.v[i], 0, out);
			side_line(&d, &d.rows.v[i], 1, out);
		}
		if (same)
			buf_printf(out, "%zu dut%s the same on both sides\n", same,
				same == 1 ? "y is" : "ies are");
		rc = buf_check(out, "difference", e);
	}
	arena_done(&d.a);
	return rc;
}
