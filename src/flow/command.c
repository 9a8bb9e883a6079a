/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/command.h"

#include "base/cur.h"
#include "base/limit.h"
#include "base/mem.h"
#include "base/vec.h"
#include "flow/acting.h"
#include "flow/answering.h"
#include "flow/notifiers.h"
#include "flow/permit.h"
#include "flow/record.h"
#include "flow/step.h"

struct each_row {
	enum format format;
	int harm;
	enum harm_class harm_class;
	struct str site;
	struct str *targets;
	size_t targets_n;
};

struct submit {
	struct submit_settings set;
	struct group *group;
	struct arena one; /* of the report in hand */
	struct arena rows_arena; /* of the group, where each row is told */
	struct {
		struct each_row *v;
		size_t n, cap;
	} each;
	struct store_row *rows;
	size_t rows_cap;
	struct buf compact;
	struct submit_counts counts;
	struct arena message_arena; /* under an agreement: what the reports to come share */
	struct str message;
	uint64_t held; /* of the group */
	bool part; /* only makes rows ready */
	struct buf refusals; /* of a part */
};

int submit_new(const struct submit_settings *set, struct submit **out, struct err *e)
{
	struct submit *s = mem_calloc(1, sizeof(*s));
	int rc;

	if (!s)
		return err_nomem(e);
	s->set = *set;
	arena_init(&s->one, 0);
	arena_init(&s->rows_arena, 0);
	arena_init(&s->message_arena, 0);
	buf_init(&s->compact, LIMIT_REPORT_BYTES);
	buf_init(&s->refusals, LIMIT_REPORT_BYTES);
	rc = store_group_new(set->store, set->received_at_s, &s->group, e);
	if (rc) {
		submit_free(s);
		return rc;
	}
	*out = s;
	return BW_OK;
}

void submit_free(struct submit *s)
{
	if (!s)
		return;
	store_group_free(s->group);
	arena_done(&s->one);
	arena_done(&s->rows_arena);
	arena_done(&s->message_arena);
	buf_done(&s->compact);
	buf_done(&s->refusals);
	mem_free(s->rows);
	mem_free(s);
}

void submit_time(struct submit *s, int64_t received_at_s)
{
	s->set.received_at_s = received_at_s;
	store_group_time(s->group, received_at_s);
}

size_t submit_waiting(const struct submit *s)
{
	return store_group_rows(s->group);
}

struct submit_counts submit_counts(const struct submit *s)
{
	return s->counts;
}

int submit_message(struct submit *s, struct str raw, struct err *e)
{
	if (s->set.under) {
		arena_reset(&s->message_arena);
		s->message = arena_dup(&s->message_arena, raw);
		if (!s->message.p)
			return err_nomem(e);
	}
	return store_group_raw(s->group, raw, e);
}

static int tell_rows(struct submit *s, size_t n, struct err *e)
{
	int rc = BW_OK;

	for (size_t i = 0; i < n; i++) {
		if (s->rows[i].state == STORE_ROW_ACCEPTED)
			s->counts.accepted++;
		else
			s->counts.folded++;
	}
	for (size_t i = 0; !rc && s->set.row && i < n; i++) {
		const struct each_row *r = &s->each.v[i];
		const struct submit_row row = { .accepted = s->rows[i].state == STORE_ROW_ACCEPTED,
			.ord = s->rows[i].ord,
			.format = r->format,
			.harm = r->harm,
			.harm_class = r->harm_class,
			.site = r->site,
			.targets = r->targets,
			.targets_n = r->targets_n };

		rc = s->set.row(s->set.ctx, &row, e);
	}
	if (!rc && s->set.rows)
		rc = s->set.rows(s->set.ctx, s->rows, n, e);
	s->each.v = NULL;
	s->each.n = s->each.cap = 0;
	arena_reset(&s->rows_arena);
	return rc;
}

/* What was there already uses none of the quota. */
static int give_back(struct submit *s, size_t n, struct err *e)
{
	size_t folded = 0;

	for (size_t i = 0; i < n; i++)
		folded += s->rows[i].state == STORE_ROW_FOLDED;
	return notifying_folded(s->set.under, folded, e);
}

int submit_settle(struct submit *s, struct err *e)
{
	size_t n = store_group_rows(s->group);
	void *p;
	int rc = s->set.under ? notifying_settle(s->set.under, n, e) : BW_OK;

	if (rc)
		return rc;
	s->counts.held += s->held;
	s->held = 0;
	if (n == 0)
		return BW_OK;
	if (n > s->rows_cap) {
		p = mem_resize(s->rows, n, sizeof(*s->rows));
		if (!p)
			return err_nomem(e);
		s->rows = p;
		s->rows_cap = n;
	}
	rc = store_group_end(s->group, s->rows, e);
	if (!rc && s->set.under)
		rc = give_back(s, n, e);
	/* First the work, so that what is told of a row is in the database. */
	if (!rc && s->set.durable)
		rc = s->set.durable(s->set.ctx, e);
	return rc ? rc : tell_rows(s, n, e);
}

static int refuse(struct submit *s, size_t line, struct str field, struct str reason, bool counted,
	struct err *e)
{
	const struct refusal why = { line, field, reason };

	if (s->part) {
		buf_u64(&s->refusals, line);
		buf_u8(&s->refusals, counted);
		buf_lstr(&s->refusals, field);
		buf_lstr(&s->refusals, reason);
		return BW_OK;
	}
	if (counted)
		s->counts.refused++;
	return s->set.refused(s->set.ctx, &why, counted, e);
}

static struct str hex(struct arena *a, const char *prefix, const unsigned char *b, size_t n)
{
	struct buf out;
	struct str s;

	buf_init(&out, 256);
	buf_addz(&out, prefix);
	for (size_t i = 0; i < n; i++)
		buf_printf(&out, "%02x", b[i]);
	s = arena_dup(a, buf_str(&out));
	buf_done(&out);
	return s;
}

static struct str csam_name(struct store *s, struct arena *a, struct str site)
{
	unsigned char digest[STORE_DIGEST];

	store_digest(s, site, digest);
	return hex(a, "csam-", digest, 8);
}

int command_csam_at(struct store *s, struct arena *a, struct str site, bool *is, struct err *e)
{
	struct str name = csam_name(s, a, site);
	int64_t id = 0;
	int rc = name.p ? store_case_at(s, name, CLASS_CSAM, &id, e) : err_nomem(e);

	*is = id != 0;
	return rc;
}

/* CSAM: nothing of the address goes further than this function; digests stand for it. */
static int csam_target(struct submit *s, const struct report *r, const struct site *site,
	struct store_target *out, struct err *e)
{
	const struct step_settings step = {
		.store = s->set.store, .know = s->set.know, .facts = s->set.facts
	};
	unsigned char of_url[STORE_DIGEST];
	struct str name;
	int rc;

	store_digest(s->set.store, site->canonical, of_url);
	name = hex(&s->one, "csam-", of_url, sizeof(of_url));
	out->site = csam_name(s->set.store, &s->one, site->id);
	if (!name.p || !out->site.p)
		return err_nomem(e);
	out->canonical = (struct str){ NULL, 0 };
	out->key = report_key(r, name);
	rc = step_routing(
		&s->one, &step, site, r->harm, of_url, s->set.received_at_s, &out->routing, e);
	/* A stage's sentence may quote the address. */
	return rc == BW_OK || rc == BW_ENOMEM ? rc : err_set(e, rc, "the report cannot be routed");
}

/* The report without anything that could be, or lead to, the address. */
static void csam_strip(struct report *r, struct str *stands_for)
{
	static const struct party nobody;
	struct report clean;

	report_init(&clean);
	clean.format = r->format;
	clean.harm = r->harm;
	clean.incident_at_s = r->incident_at_s;
	clean.evidence = r->evidence & REPORT_CSAM_MAY;
	clean.missing = r->missing;
	clean.tier = r->tier;
	clean.reporter = clean.sender = nobody;
	if (str_find(r->reporter.contact, STR("/"), 0) == SIZE_MAX &&
		str_find(r->reporter.contact, STR("@"), 0) != SIZE_MAX)
		clean.reporter.contact = r->reporter.contact;
	clean.targets = stands_for;
	clean.targets_n = 1;
	*r = clean;
}

struct taken { /* the targets of one report that name something */
	struct store_target *v;
	size_t n, cap;
	struct site *site; /* under an agreement: their identities, side by side */
};

static int identify_targets(
	struct submit *s, const struct report *r, size_t line, struct taken *out, struct err *e)
{
	bool csam = harm_class_of(r->harm) == CLASS_CSAM;
	struct err why;
	int rc;

	if (s->set.under) {
		out->site = ARENA_ARRAY(&s->one, struct site, r->targets_n);
		if (!out->site)
			return err_nomem(e);
	}
	for (size_t i = 0; i < r->targets_n; i++) {
		struct store_target *t;
		struct site site;

		rc = identify(&s->one, s->set.know->refdata, r->targets[i], &site, &why);
		if (rc == BW_ENOMEM)
			return err_nomem(e);
		if (rc && r->targets_n > 1) {
			rc = refuse(s, line, STR("target"),
				csam ? STR("one of the addresses names nothing") : str_of(why.text),
				false, e);
			if (rc)
				return rc;
			continue;
		}
		if (rc)
			return refuse(s, line, STR("target"),
				csam ? STR("the address names nothing") : str_of(why.text), true,
				e);
		t = VEC_PUSH(&s->one, out);
		if (!t)
			return err_nomem(e);
		*t = (struct store_target){ .site = site.id,
			.canonical = site.canonical,
			.kind = site.kind,
			.harm_class = harm_class_of(r->harm),
			.names = (uint32_t)r->targets_n };
		if (out->site)
			out->site[out->n - 1] = site;
		if (!csam)
			t->key = report_key(r, site.canonical);
		rc = csam ? csam_target(s, r, &site, t, e) : BW_OK;
		if (rc)
			return rc;
	}
	if (out->n == 0 && r->targets_n > 1)
		return refuse(
			s, line, STR("target"), STR("none of the targets names anything"), true, e);
	return BW_OK;
}

static int note_row(struct submit *s, const struct report *r, struct str site, struct err *e)
{
	bool csam = harm_class_of(r->harm) == CLASS_CSAM;
	struct each_row *row;

	if (!s->set.row)
		return BW_OK;
	row = VEC_PUSH(&s->rows_arena, &s->each);
	if (!row)
		return err_nomem(e);
	row->format = r->format;
	row->harm = r->harm;
	row->harm_class = harm_class_of(r->harm);
	row->targets_n = csam ? 0 : r->targets_n;
	row->targets = ARENA_ARRAY(&s->rows_arena, struct str, row->targets_n + 1);
	row->site = arena_dup(&s->rows_arena, site);
	if (!row->targets || !row->site.p)
		return err_nomem(e);
	for (size_t i = 0; i < row->targets_n; i++) {
		row->targets[i] = arena_dup(&s->rows_arena, r->targets[i]);
		if (!row->targets[i].p)
			return err_nomem(e);
	}
	return BW_OK;
}

static int take_row(struct submit *s, const struct report *r, struct str raw, size_t line,
	const struct taken *t, struct err *e)
{
	struct report kept = *r;
	struct str nothing = { NULL, 0 };
	bool csam = harm_class_of(r->harm) == CLASS_CSAM;
	struct str stands_for = csam ? t->v[0].site : nothing;
	int rc;

	if (csam)
		csam_strip(&kept, &stands_for);
	kept.notifier = (uint32_t)s->set.notifier; /* whatever the reader left there */
	buf_reset(&s->compact);
	report_write(&kept, &s->compact);
	rc = buf_check(&s->compact, "the report", e);
	if (!rc && csam)
		rc = store_group_raw(s->group, nothing, e);
	if (!rc)
		rc = store_group_row(s->group, buf_str(&s->compact), csam ? nothing : raw, line, e);
	for (size_t i = 0; !rc && i < t->n; i++)
		rc = store_group_target(s->group, &t->v[i], e);
	return rc ? rc : note_row(s, r, t->v[0].site, e);
}

/* Nothing new: it folds, and needs no leave. */
static int all_known(struct submit *s, const struct taken *t, bool *known, struct err *e)
{
	int rc = BW_OK;

	*known = true;
	for (size_t i = 0; !rc && *known && i < t->n; i++)
		rc = store_known(s->set.store, t->v[i].key, known, e);
	return rc;
}

/* Under an agreement: what is outside it waits for a person. */
static int hold_row(struct submit *s, const struct report *r, struct str raw, size_t line,
	const struct taken *t, bool *held, struct err *e)
{
	struct report kept = *r;
	enum hold_why why;
	struct str detail, words;
	struct err full;
	bool known;
	int rc = all_known(s, t, &known, e);

	if (rc || known)
		return rc;
	rc = notifying_check(s->set.under, &s->one, r, t->site, t->n, &why, &detail, e);
	*held = !rc && why != HOLD_NOT;
	if (!*held)
		return rc;
	kept.notifier = (uint32_t)s->set.notifier;
	buf_reset(&s->compact);
	report_write(&kept, &s->compact);
	rc = buf_check(&s->compact, "the report", e);
	if (rc)
		return rc;
	rc = notifying_hold(s->set.under, why, detail, r->harm, buf_str(&s->compact),
		raw.n ? raw : s->message, &full);
	if (rc == BW_ELIMIT)
		return refuse(s, line, STR("notifier"), str_of(full.text), true, e);
	if (rc)
		return err_set(e, rc, "%s", full.text);
	s->held++;
	words = arena_printf(&s->one, "held for a person: %s%s%.*s", hold_words((int)why),
		detail.n ? ": " : "", STR_ARG(detail));
	return words.p ? refuse(s, line, STR("notifier"), words, false, e) : err_nomem(e);
}

static int on_report(void *ctx, const struct report *r, struct str raw, size_t line, struct err *e)
{
	struct submit *s = ctx;
	struct taken t = { 0 };
	bool held = false;
	int rc = identify_targets(s, r, line, &t, e);

	if (!rc && t.n && s->set.under)
		rc = hold_row(s, r, raw, line, &t, &held, e);
	if (!rc && t.n && !held)
		rc = take_row(s, r, raw, line, &t, e);
	arena_reset(&s->one);
	if (!rc && !s->part && store_group_full(s->group))
		rc = submit_settle(s, e);
	return rc;
}

static int on_refused(void *ctx, const struct refusal *why, struct err *e)
{
	struct submit *s = ctx;

	return refuse(s, why->line, why->field, why->reason, true, e);
}

struct intake_sink submit_sink(struct submit *s)
{
	return (struct intake_sink){ on_report, on_refused, s };
}

/* ---- in parts ---- */

int submit_part(const struct submit_settings *set, struct submit **out, struct err *e)
{
	int rc = submit_new(set, out, e);

	if (rc)
		return rc;
	(*out)->part = true;
	(*out)->set.row = NULL;
	(*out)->set.rows = NULL;
	(*out)->set.durable = NULL;
	return BW_OK;
}

bool submit_pack(struct submit *part, char *to, size_t room, size_t *n)
{
	uint64_t refusals = part->refusals.n;
	size_t rows = store_group_packed(part->group);
	bool fits = !part->refusals.bad && sizeof(refusals) + refusals + rows <= room;

	if (fits) {
		memcpy(to, &refusals, sizeof(refusals));
		to += sizeof(refusals);
		if (refusals)
			memcpy(to, part->refusals.p, refusals);
		store_group_pack(part->group, to + refusals);
		*n = sizeof(refusals) + refusals + rows;
	} else {
		store_group_drop(part->group);
	}
	buf_reset(&part->refusals);
	return fits;
}

int submit_add(struct submit *s, struct str packed, size_t line, struct err *e)
{
	uint64_t refusals = 0;
	struct cur c;
	int rc = BW_OK;

	if (packed.n >= sizeof(refusals))
		memcpy(&refusals, packed.p, sizeof(refusals));
	if (packed.n < sizeof(refusals) || refusals > packed.n - sizeof(refusals))
		return err_set(e, BW_EBUG, "a part of the input does not hold what it says");
	c = cur_of(str_sub(packed, sizeof(refusals), refusals));
	while (!rc && !c.bad && c.at < c.in.n) {
		size_t at = (size_t)cur_u64(&c) + line;
		bool counted = cur_u8(&c) != 0;
		struct str field = cur_lstr(&c), reason = cur_lstr(&c);

		rc = c.bad ? err_set(e, BW_EBUG, "a refusal is cut short")
			   : refuse(s, at, field, reason, counted, e);
	}
	if (!rc)
		rc = store_group_add(
			s->group, str_from(packed, sizeof(refusals) + refusals), line, e);
	if (!rc && store_group_full(s->group))
		rc = submit_settle(s, e);
	return rc;
}

/* ---- the desk ---- */

static int finish(struct work *w, int rc, struct err *e)
{
	if (!rc)
		rc = store_work_commit(w, e);
	store_work_free(w);
	return rc;
}

/* What was learned may settle a step that somebody reported. */
static int look_again(const struct desk *d, struct work *w, int64_t id, bool *done, struct err *e)
{
	struct hot_case h;
	struct arena a;
	int rc = store_hot_get(w, id, &h, e);

	*done = false;
	/* Whoever cannot write letters leaves it to who can. */
	if (rc || h.state == CASE_OPEN || !d->know->letters)
		return rc;
	arena_init(&a, 0);
	rc = answering_look_in(w, d, &a, id, done, e);
	arena_done(&a);
	return rc;
}

static int refresh(
	const struct desk *d, struct work *w, const int64_t *ids, size_t n, struct err *e)
{
	const struct step_settings set = { .store = d->store, .know = d->know, .facts = d->facts };
	int rc = BW_OK;
	bool done;

	for (size_t i = 0; !rc && i < n; i++) {
		rc = look_again(d, w, ids[i], &done, e);
		if (!rc && !done)
			rc = step_refresh(w, &set, ids[i], d->now_s, e);
	}
	return rc;
}

int command_refresh(const struct desk *d, const int64_t *ids, size_t n, struct err *e)
{
	struct work *w;
	int rc = permit_begin(d, PERMISSION_CASE_LOOK, 'c', n == 1 ? ids[0] : 0, &w, e);

	if (rc)
		return rc;
	return finish(w, refresh(d, w, ids, n, e), e);
}

int command_close(const struct desk *d, int64_t id, struct str why, struct err *e)
{
	struct store_case c;
	struct arena a;
	struct work *w;
	int rc = permit_begin(d, PERMISSION_CASE_CHANGE, 'c', id, &w, e);

	if (rc)
		return rc;
	arena_init(&a, 0);
	rc = store_case_get(d->store, &a, id, &c, e);
	if (!rc)
		rc = acting_close_in(w, d, &a, id, why, e);
	if (!rc)
		rc = store_close_case(w, id, d->now_s, why, e);
	arena_done(&a);
	return finish(w, rc, e);
}

int command_split(const struct desk *d, int64_t id, const uint64_t *ords, size_t n, int64_t *new_id,
	struct err *e)
{
	struct arena a;
	struct work *w;
	int rc = permit_begin(d, PERMISSION_CASE_CHANGE, 'c', id, &w, e);

	if (rc)
		return rc;
	arena_init(&a, 0);
	rc = store_split(w, &a, id, ords, n, d->now_s, new_id, e);
	if (!rc)
		rc = refresh(d, w, (const int64_t[]){ id, *new_id }, 2, e);
	arena_done(&a);
	return finish(w, rc, e);
}

int command_merge(const struct desk *d, int64_t id, const int64_t *others, size_t n, struct err *e)
{
	struct arena a;
	struct work *w;
	int rc = permit_begin(d, PERMISSION_CASE_CHANGE, 'c', id, &w, e);

	if (rc)
		return rc;
	arena_init(&a, 0);
	rc = store_merge(w, &a, id, others, n, d->now_s, e);
	if (!rc)
		rc = refresh(d, w, &id, 1, e);
	arena_done(&a);
	return finish(w, rc, e);
}

int command_undo(
	const struct desk *d, struct arena *a, int64_t id, struct store_event *what, struct err *e)
{
	int64_t *touched;
	struct work *w;
	size_t n;
	int rc = permit_begin(d, PERMISSION_CASE_CHANGE, 'c', id, &w, e);

	if (rc)
		return rc;
	rc = store_undo(w, a, id, d->now_s, what, &touched, &n, e);
	if (!rc)
		rc = refresh(d, w, touched, n, e);
	return finish(w, rc, e);
}

int command_stale(const struct desk *d, struct err *e)
{
	struct arena a;
	struct work *w;
	int64_t *ids;
	size_t n;
	int rc;

	arena_init(&a, 0);
	rc = store_stale(d->store, &a, &ids, &n, e);
	if (!rc && n) {
		rc = store_change_begin(d->store, &w, e);
		if (!rc) {
			rc = refresh(d, w, ids, n, e);
			if (!rc)
				rc = store_stale_none(w, e);
			rc = finish(w, rc, e);
		}
	}
	arena_done(&a);
	return rc;
}

int command_erase(
	const struct desk *d, int64_t id, uint64_t ord, struct str why, uint64_t *n, struct err *e)
{
	const struct store_erase_first first = { record_before_erase, d->store };
	int rc = store_erase(d->store, id, ord, d->now_s, why, &first, n, e);

	return rc ? rc : command_stale(d, e);
}
