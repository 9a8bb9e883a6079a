/* SPDX-License-Identifier: Apache-2.0 */
/* Agreements, and the record that follows from outcomes; submissions are in notifying.c. */
#include "flow/notifiers.h"

#include "appeal/bound.h"
#include "appeal/standing.h"
#include "flow/mailing.h"
#include "flow/permit.h"
#include "flow/record.h"
#include "store/outbox.h"

#define DAY_S        ((int64_t)86400)
#define YEAR_S       (365 * DAY_S)
#define MONTH        30
#define REPORT_BYTES ((size_t)4 << 20)
#define REPORT_ROWS  10000

/* ---- one change in one transaction ---- */

struct change {
	const struct desk *d;
	struct arena a;
	struct work *w;
	struct store_notifier n;
};

static int change_end(struct change *c, int rc, struct err *e)
{
	if (!rc)
		rc = store_work_commit(c->w, e);
	store_work_free(c->w);
	arena_done(&c->a);
	return rc;
}

static int change_begin(struct change *c, const struct desk *d, int64_t id, struct err *e)
{
	int rc;

	*c = (struct change){ .d = d };
	arena_init(&c->a, 0);
	rc = permit_desk(d, PERMISSION_NOTIFIER_MANAGE, NULL, e);
	if (!rc)
		rc = store_change_begin(d->store, &c->w, e);
	if (!rc && id)
		rc = store_notifier_get(d->store, &c->a, id, &c->n, e);
	if (!rc)
		rc = permit_record(d, c->w, PERMISSION_NOTIFIER_MANAGE, c->n.name, e);
	return rc ? change_end(c, rc, e) : BW_OK;
}

static int changed_event(struct work *w, const struct desk *d, const struct store_notifier *n,
	const char *what, struct err *e)
{
	struct record_facts f;
	char text[STORE_ID_TEXT];
	struct arena a;
	struct str detail;
	int64_t seq;
	int rc;

	arena_init(&a, 0);
	record_facts_init(&f);
	f.said = str_of(what);
	f.subject = str_of(store_id_text('n', (uint64_t)n->id, text));
	detail = arena_printf(&a, "%s %s", store_id_text('n', (uint64_t)n->id, text), what);
	rc = detail.p ? record_event(w, 0, d->now_s, EVENT_NOTIFIER_CHANGED, detail, &f, &seq, e)
		      : err_nomem(e);
	arena_done(&a);
	return rc;
}

/* ---- agreements ---- */

/* Words of a list, lower case, with one space between. */
static int words_of(struct arena *a, struct str list, struct str *out, bool (*ok)(struct str),
	const char *what, struct err *e)
{
	struct buf b;
	char q[QUOTE_ROOM(40)];
	size_t at = 0;
	int rc = BW_OK;

	buf_init(&b, 4000);
	while (!rc && at < list.n) {
		size_t from = at;
		struct str word;

		while (at < list.n && list.p[at] != ' ' && list.p[at] != ',')
			at++;
		word = str_sub(list, from, at - from);
		at++;
		if (word.n == 0)
			continue;
		if (!ok(word))
			rc = err_set(e, BW_EINVALID, "'%s' is no %s", str_quote(word, 40, q), what);
		if (b.n)
			buf_addc(&b, ' ');
		for (size_t i = 0; i < word.n; i++)
			buf_addc(&b, ch_tolower(word.p[i]));
	}
	if (!rc)
		rc = buf_check(&b, "the list", e);
	if (!rc) {
		*out = b.n ? arena_dup(a, buf_str(&b)) : STR("");
		rc = out->p ? BW_OK : err_nomem(e);
	}
	buf_done(&b);
	return rc;
}

static bool is_harm(struct str w)
{
	enum harm_class c;

	return harm_class_parse(w, &c);
}

static bool is_label(struct str w)
{
	for (size_t i = 0; i < w.n; i++)
		if (!ch_alnum(w.p[i]) && w.p[i] != '-')
			return false;
	return w.n <= 63;
}

static bool is_country(struct str w)
{
	return w.n == 2 && ch_alpha(w.p[0]) && ch_alpha(w.p[1]);
}

static int set_terms(struct change *c, const struct notifier_terms *t, struct err *e)
{
	struct store_notifier *n = &c->n;
	int rc;

	if (t->name.n == 0 || t->name.n > 100 || t->contact.n > 254 || t->basis.n > 1000)
		return err_set(e, BW_EINVALID,
			"an agreement has a name of 1 to 100 bytes, a contact of at most 254 and a "
			"basis of at most 1000");
	if (t->quota < 0 || t->quota > 100000000)
		return err_set(e, BW_EINVALID, "the quota is a number of reports a day");
	if (t->review_s <= c->d->now_s)
		return err_set(e, BW_EINVALID, "the review date has passed already");
	rc = words_of(
		&c->a, t->harms, &n->harms, is_harm, "class of harm; see docs/vocabulary.md", e);
	if (!rc)
		rc = words_of(&c->a, t->tlds, &n->tlds, is_label, "top-level domain", e);
	if (!rc)
		rc = words_of(
			&c->a, t->countries, &n->countries, is_country, "country (ISO 3166-1)", e);
	n->contact = t->contact;
	n->basis = t->basis;
	n->quota = t->quota ? t->quota : NOTIFIER_QUOTA;
	n->agreed_s = c->d->now_s;
	n->review_s = t->review_s;
	return rc;
}

int notifiers_add(const struct desk *d, const struct notifier_terms *t, int64_t *id, struct err *e)
{
	struct change c;
	int rc = change_begin(&c, d, 0, e);

	if (rc)
		return rc;
	c.n = (struct store_notifier){ .name = t->name,
		.state = NOTIFIER_PROBATION,
		.state_s = d->now_s,
		.reasons = STR("no report of theirs was decided yet"),
		.bound = bound_lower_percent(0, 0),
		.warned_s = CLOCK_NONE,
		.told_s = CLOCK_NONE };
	rc = set_terms(&c, t, e);
	if (!rc)
		rc = store_notifier_put(c.w, &c.n, &c.n.id, e);
	if (!rc)
		rc = changed_event(c.w, d, &c.n, "agreed", e);
	if (!rc)
		*id = c.n.id;
	return change_end(&c, rc, e);
}

int notifiers_renew(const struct desk *d, int64_t id, const struct notifier_terms *t, struct err *e)
{
	struct change c;
	int rc = change_begin(&c, d, id, e);

	if (rc)
		return rc;
	rc = set_terms(&c, t, e);
	if (!rc)
		rc = store_notifier_set(c.w, &c.n, e);
	if (!rc)
		rc = changed_event(c.w, d, &c.n, "renewed", e);
	return change_end(&c, rc, e);
}

int notifiers_suspend(const struct desk *d, int64_t id, bool lift, struct str why, struct err *e)
{
	struct change c;
	int rc;

	if (why.n == 0 || why.n > 1000)
		return err_set(e, BW_EINVALID, "say why in 1 to 1000 bytes (--reason)");
	rc = change_begin(&c, d, id, e);
	if (rc)
		return rc;
	if (lift != (c.n.state == NOTIFIER_SUSPENDED))
		rc = err_set(e, BW_ECONFLICT, "the notifier is%s suspended", lift ? " not" : "");
	c.n.state = lift ? NOTIFIER_PROBATION : NOTIFIER_SUSPENDED;
	c.n.state_s = d->now_s;
	c.n.by_person = !lift;
	c.n.warned_s = CLOCK_NONE;
	c.n.reasons = why;
	if (!rc)
		rc = store_notifier_set(c.w, &c.n, e);
	if (!rc)
		rc = changed_event(c.w, d, &c.n, lift ? "probation" : "suspended", e);
	return change_end(&c, rc, e);
}

int notifiers_key(const struct desk *d, int64_t id, const unsigned char key[STORE_KEY], bool revoke,
	struct err *e)
{
	struct change c;
	int rc = change_begin(&c, d, id, e);

	if (rc)
		return rc;
	rc = revoke ? store_key_revoke(c.w, id, key, d->now_s, e)
		    : store_key_put(c.w, id, key, d->now_s, e);
	if (!rc)
		rc = changed_event(c.w, d, &c.n, revoke ? "key revoked" : "key added", e);
	return change_end(&c, rc, e);
}

int notifiers_find(struct store *s, struct str name, int64_t *id, struct err *e)
{
	struct store_notifier n;
	struct arena a;
	int rc;

	arena_init(&a, 0);
	rc = store_notifier_named(s, &a, name, &n, e);
	if (!rc)
		*id = n.id;
	arena_done(&a);
	return rc;
}

/* ---- the record ---- */

/* Judge one notifier by what is in the store now. */
static int judge_in(struct work *w, const struct desk *d, struct arena *a, int64_t id,
	size_t *changed, struct err *e)
{
	struct store_notifier n;
	struct store_outcomes sum;
	struct store_day month;
	struct standing_in in;
	struct standing now;
	int rc = store_notifier_get(d->store, a, id, &n, e);

	if (!rc)
		rc = store_outcome_sum(d->store, id, d->now_s - YEAR_S, d->now_s, &sum, e);
	if (!rc)
		rc = store_day_sum(d->store, id, d->now_s / DAY_S, MONTH, &month, e);
	if (rc)
		return rc;
	in = (struct standing_in){ .now = n.state,
		.by_person = n.by_person,
		.warned_s = n.warned_s,
		.confirmed = sum.n[OUTCOME_CONFIRMED],
		.rejected = sum.n[OUTCOME_REJECTED],
		.reversed = sum.n[OUTCOME_REVERSED],
		.month = month.accepted + month.held + month.folded,
		.month_folded = month.folded,
		.month_dated = month.backdated,
		.review_s = n.review_s,
		.now_s = d->now_s };
	rc = standing_judge(a, &in, &now, e);
	if (rc || (now.state == n.state && now.lower == n.bound && now.warned_s == n.warned_s))
		return rc;
	if (now.state != n.state || now.warn) {
		rc = changed_event(w, d, &n,
			now.state == n.state ? "warned" : notifier_state_text((int)now.state), e);
		*changed += 1;
	}
	if (now.state != n.state)
		n.state_s = d->now_s;
	n.state = now.state;
	n.bound = now.lower;
	n.warned_s = now.warned_s;
	if (!n.by_person) /* a person's own words stay */
		n.reasons = now.reasons;
	return rc ? rc : store_notifier_set(w, &n, e);
}

int notifiers_outcome_in(struct work *w, const struct desk *d, struct arena *a, int64_t case_id,
	enum store_outcome k, int64_t decision, struct err *e)
{
	int64_t *ids;
	size_t n, changed = 0;
	int rc = store_notified_case(d->store, a, case_id, &ids, &n, e);

	for (size_t i = 0; !rc && i < n; i++) {
		rc = store_outcome_put(w, ids[i], case_id, k, decision, d->now_s, e);
		if (!rc)
			rc = judge_in(w, d, a, ids[i], &changed, e);
	}
	return rc;
}

int notifiers_reversed_in(struct work *w, const struct desk *d, struct arena *a, int64_t case_id,
	int64_t decision, struct err *e)
{
	return notifiers_outcome_in(w, d, a, case_id, OUTCOME_REVERSED, decision, e);
}

int notifiers_sweep(const struct desk *d, size_t *changed, struct err *e)
{
	struct store_notifier *v;
	struct arena a;
	struct work *w;
	size_t n;
	int rc;

	*changed = 0;
	rc = store_change_begin(d->store, &w, e);
	if (rc)
		return rc;
	arena_init(&a, 0);
	rc = store_notifiers(d->store, &a, &v, &n, e);
	for (size_t i = 0; !rc && i < n; i++)
		rc = judge_in(w, d, &a, v[i].id, changed, e);
	if (!rc)
		rc = store_work_commit(w, e);
	store_work_free(w);
	arena_done(&a);
	return rc;
}

/* ---- figures for the public ---- */

static void fill_bounds(struct notifier_figures *f)
{
	f->cases = f->confirmed + f->rejected + f->reversed;
	f->lower = bound_lower_percent(f->confirmed, f->rejected + f->reversed);
	f->upper = bound_upper_percent(f->confirmed, f->rejected + f->reversed);
}

/* One row left out could be worked out from the sum: then the smallest of the others is left out too. */
static void suppress(struct notifier_figures *v, size_t n)
{
	size_t hidden = 0, smallest = n;

	for (size_t i = 0; i < n; i++) {
		v[i].shown = v[i].cases >= NOTIFIER_FEW;
		hidden += !v[i].shown && v[i].cases > 0;
		if (v[i].shown && (smallest == n || v[i].cases < v[smallest].cases))
			smallest = i;
	}
	if (hidden == 1 && smallest < n)
		v[smallest].shown = false;
	/* all that is hidden together says as little as one of them */
	v[n].shown = hidden != 1 || smallest < n;
	v[n].shown = v[n].shown && v[n].cases >= NOTIFIER_FEW;
}

int notifiers_accuracy(struct store *s, struct arena *a, int64_t now_s,
	struct notifier_figures **out, size_t *n, struct err *e)
{
	struct notifier_figures *f;
	struct store_notifier *v;
	struct store_outcomes sum;
	size_t count;
	int rc = store_notifiers(s, a, &v, &count, e);

	if (rc)
		return rc;
	f = ARENA_ARRAY(a, struct notifier_figures, count + 1);
	if (!f)
		return err_nomem(e);
	for (size_t i = 0; !rc && i < count; i++) {
		rc = store_outcome_sum(s, v[i].id, now_s - YEAR_S, now_s, &sum, e);
		f[i] = (struct notifier_figures){ .name = v[i].name,
			.state = v[i].state,
			.confirmed = sum.n[OUTCOME_CONFIRMED],
			.rejected = sum.n[OUTCOME_REJECTED],
			.reversed = sum.n[OUTCOME_REVERSED] };
		fill_bounds(&f[i]);
		f[count].confirmed += f[i].confirmed;
		f[count].rejected += f[i].rejected;
		f[count].reversed += f[i].reversed;
	}
	if (rc)
		return rc;
	fill_bounds(&f[count]);
	suppress(f, count);
	*out = f;
	*n = count + 1;
	return BW_OK;
}

/* ---- the report to a notifier ---- */

static const char *outcome_words(enum store_outcome k)
{
	static const char *const words[OUTCOME_COUNT] = { "confirmed", "rejected",
		"reversed on appeal" };

	return (unsigned)k < OUTCOME_COUNT ? words[k] : "?";
}

static int say_cases(const struct desk *d, struct arena *a, const struct store_notifier *n,
	struct buf *b, struct err *e)
{
	int64_t since = n->told_s == CLOCK_NONE ? 0 : n->told_s;
	struct store_outcome_row *v;
	struct store_case c;
	char id[STORE_ID_TEXT], day[CLOCK_TEXT], q[QUOTE_ROOM(120)];
	size_t count, said = 0;
	int rc = store_outcomes_from(d->store, a, n->id, 0, REPORT_ROWS, &v, &count, e);

	for (size_t i = 0; !rc && i < count; i++) {
		if (v[i].at_s < since)
			continue;
		rc = store_case_get(d->store, a, v[i].case_id, &c, e);
		if (rc)
			break;
		if (said++ == 0)
			buf_addz(b, "\nWhat became of your reports since the last letter:\n\n");
		buf_printf(b, "%s  %s  %-18s %s\n", clock_format_date(v[i].at_s, day),
			store_id_text('c', (uint64_t)c.id, id), outcome_words(v[i].kind),
			str_quote(c.site, 120, q));
	}
	return rc;
}

static int say_report(const struct desk *d, struct arena *a, const struct store_notifier *n,
	struct buf *b, struct err *e)
{
	struct store_outcomes year;
	struct store_day month;
	char day[CLOCK_TEXT], q[QUOTE_ROOM(100)];
	int64_t held = 0;
	int rc = store_outcome_sum(d->store, n->id, d->now_s - YEAR_S, d->now_s, &year, e);

	if (!rc)
		rc = store_day_sum(d->store, n->id, d->now_s / DAY_S, MONTH, &month, e);
	if (!rc)
		rc = store_held_count(d->store, n->id, &held, e);
	if (rc)
		return rc;
	buf_printf(b, "Report to the notifier %s of %s\n\n", str_quote(n->name, 100, q),
		clock_format_date(d->now_s, day));
	buf_printf(b, "State: %s, since %s: %.*s.\n", notifier_state_text((int)n->state),
		clock_format_date(n->state_s, day), STR_ARG(n->reasons));
	buf_printf(b,
		"Cases of the last year: %lld confirmed, %lld rejected, %lld reversed on appeal.\n",
		(long long)year.n[OUTCOME_CONFIRMED], (long long)year.n[OUTCOME_REJECTED],
		(long long)year.n[OUTCOME_REVERSED]);
	buf_printf(b, "Precision: with 95 %% probability at least %d %%.\n", n->bound);
	buf_printf(b,
		"Reports of the last 30 days: %lld taken in, %lld were there already, %lld held "
		"for a "
		"person, %lld of all back-dated.\n",
		(long long)month.accepted, (long long)month.folded, (long long)month.held,
		(long long)month.backdated);
	buf_printf(b, "Waiting for a person now: %lld.\n", (long long)held);
	buf_printf(b, "The agreement is reviewed by %s.\n", clock_format_date(n->review_s, day));
	return say_cases(d, a, n, b, e);
}

static int tell_in(struct work *w, const struct desk *d, struct arena *a, struct store_notifier *n,
	struct str text, struct err *e)
{
	char day[CLOCK_TEXT];
	int rc = mailing_notifier(w, d, a, ACT_FEEDBACK, n->name, n->contact,
		str_of(clock_format_date(d->now_s, day)), text, e);

	n->told_s = d->now_s;
	return rc ? rc : store_notifier_set(w, n, e);
}

int notifiers_report(const struct desk *d, struct arena *a, int64_t id, bool tell, struct str *text,
	struct err *e)
{
	const struct permit_object o = { .notifier = id };
	struct store_notifier n;
	struct change c;
	struct buf b;
	int rc = permit_desk(d, tell ? PERMISSION_NOTIFIER_MANAGE : PERMISSION_REPORT_OWN, &o, e);

	if (!rc)
		rc = store_notifier_get(d->store, a, id, &n, e);
	if (rc)
		return rc;
	buf_init(&b, REPORT_BYTES);
	rc = say_report(d, a, &n, &b, e);
	if (!rc)
		rc = buf_check(&b, "the report", e);
	if (!rc)
		*text = arena_dup(a, buf_str(&b));
	buf_done(&b);
	if (rc || !text->p)
		return rc ? rc : err_nomem(e);
	if (!tell)
		return BW_OK;
	if (!n.contact.n)
		return err_set(e, BW_EINVALID, "the agreement names no contact to write to");
	rc = change_begin(&c, d, id, e);
	if (rc)
		return rc;
	return change_end(&c, tell_in(c.w, d, &c.a, &c.n, *text, e), e);
}
