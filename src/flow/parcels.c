/* SPDX-License-Identifier: Apache-2.0 */
/* parcels.c -- the courier's other half: letters that leave together.
 *
 * A parcel is made and its letters are taken in one transaction, before anything is handed over; what the
 * channel says is stored for all of them in one transaction as well.  Between the two it may die: the same letters
 * are then taken again under the same key. */
#include "act/hours.h"
#include "act/parcel.h"
#include "base/limit.h"
#include "base/mem.h"
#include "flow/post_inner.h"

#define AT_ONCE 64 /* messages taken up again in one go */

int parcels_gather(
	struct run *r, struct arena *a, const struct letter *l, struct before_out *b, struct err *e)
{
	int64_t now = r->s->desk.now_s, until;
	struct outbox_contact c;
	struct err none;
	int rc;

	/* One that was tried already may have arrived, under its own key. */
	if (!act_groupable(l) || l->state != LETTER_IS_QUEUED || l->tries || l->parcel)
		return BW_OK;
	rc = store_contact_find(r->s->desk.store, a, l->actor, l->channel, l->contact, &c, &none);
	if (rc)
		return rc == BW_ENOTFOUND ? BW_OK : err_set(e, rc, "%s", none.text);
	if (c.grouping == GROUPING_NONE && !r->s->group)
		return BW_OK;
	until = r->s->group ? now : l->made_at_s + grouping_window_s(c.grouping);
	*b = (struct before_out){ BEFORE_GATHER, until > now ? until : now,
		STR("waits for others to the same recipient") };
	return BW_OK;
}

/* ---- what is in hand ---- */

struct load {
	struct arena a; /* letters, verdicts, the message */
	const struct outbox_contact *contact;
	bool as_table;
	int64_t parcel; /* 0: not yet one */
	size_t n;
	struct letter l[LIMIT_PARCEL];
	struct before_out b[LIMIT_PARCEL];
	bool taken[LIMIT_PARCEL];
};

static int load_new(struct load **out, struct err *e)
{
	struct load *t = mem_calloc(1, sizeof(*t));

	if (!t)
		return err_nomem(e);
	arena_init(&t->a, 0);
	*out = t;
	return BW_OK;
}

static void load_free(struct load *t)
{
	arena_done(&t->a);
	mem_free(t);
}

/* What must be asked of each first, without the store's lock. */
static int ask(struct run *r, struct load *t, struct err *e)
{
	int rc = BW_OK;

	for (size_t i = 0; !rc && i < t->n; i++)
		rc = before_sending(r->s, &t->a, &t->l[i], &t->b[i], e);
	return rc;
}

static size_t passing(const struct load *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->n; i++)
		n += t->b[i].what == BEFORE_SEND;
	return n;
}

static int all_not_sent(struct run *r, struct work *w, struct load *t, struct err *e)
{
	int rc = BW_OK;

	for (size_t i = 0; !rc && i < t->n; i++) {
		arena_reset(&r->one);
		if (t->b[i].what != BEFORE_SEND)
			rc = post_not_sent(r, w, &t->l[i], &t->b[i], e);
	}
	return rc;
}

/* ---- handing over ---- */

static struct str plus_address(struct arena *a, struct str mail, struct str token)
{
	size_t at = str_rfind_byte(mail, '@');

	return at == SIZE_MAX ? STR("")
			      : arena_printf(a, "%.*s+%.*s%.*s", (int)at, mail.p, STR_ARG(token),
					STR_ARG(str_from(mail, at)));
}

static int enclose(struct run *r, struct load *t, const struct letter *l, struct act_enclosed *out,
	struct err *e)
{
	const struct desk *d = &r->s->desk;
	const struct house *h = d->know->house;
	struct decided n;
	int rc;

	*out = (struct act_enclosed){
		.letter = l, .page = STR(""), .answer = plus_address(&t->a, h->mail, l->token)
	};
	if (!out->answer.p)
		return err_nomem(e);
	if (!h->url.n || !l->decision_id)
		return BW_OK;
	rc = store_decision_get(d->store, &t->a, l->decision_id, &n, e);
	if (rc)
		return rc;
	out->page = arena_printf(&t->a, "%.*s/d/%.*s", STR_ARG(h->url), STR_ARG(n.token));
	return out->page.p ? BW_OK : err_nomem(e);
}

static int message(struct run *r, struct load *t, struct letter *out, struct err *e)
{
	const struct desk *d = &r->s->desk;
	struct act_enclosed *v = ARENA_ARRAY(&t->a, struct act_enclosed, LIMIT_PARCEL);
	struct act_parcel in = { .v = v, .now_s = d->now_s };
	uint32_t tries = 0;
	struct parcel p;
	int rc;

	if (!v)
		return err_nomem(e);
	if (!d->know->letters || !d->know->house)
		return err_set(e, BW_ECONFIG, "there are no templates for letters");
	rc = store_parcel_get(d->store, &t->a, t->parcel, &p, e);
	for (size_t i = 0; !rc && i < t->n; i++) {
		if (!t->taken[i])
			continue;
		tries = t->l[i].tries > tries ? t->l[i].tries : tries;
		rc = enclose(r, t, &t->l[i], &v[in.n++], e);
	}
	if (rc)
		return rc;
	in.house = d->know->house;
	in.as_table = p.as_table;
	in.answer = plus_address(&t->a, in.house->mail, p.token);
	if (!in.answer.p)
		return err_nomem(e);
	rc = act_parcel(&t->a, d->know->letters, &in, out, e);
	if (rc)
		return rc;
	memcpy(out->key, p.key, sizeof(out->key));
	out->token = p.token;
	out->parcel = p.id;
	out->made_at_s = p.made_at_s;
	out->state = LETTER_IS_LEASED;
	out->tries = tries;
	return BW_OK;
}

static int settle_all(struct run *r, struct load *t, const struct receipt *said, struct err *e)
{
	struct receipt *got = ARENA_ARRAY(&t->a, struct receipt, LIMIT_PARCEL);
	bool changed[LIMIT_PARCEL] = { false }, noted = false;
	struct work *w;
	int rc;

	if (!got)
		return err_nomem(e);
	rc = store_change_begin(r->s->desk.store, &w, e);
	if (rc)
		return rc;
	for (size_t i = 0; !rc && i < t->n; i++) {
		got[i] = *said;
		if (!t->taken[i])
			continue;
		rc = post_settle_in(r, w, &t->l[i], &got[i], !noted, &changed[i], e);
		noted = noted || changed[i];
	}
	rc = post_commit(w, rc, e);
	for (size_t i = 0; !rc && i < t->n; i++)
		if (changed[i])
			post_settled(r, &t->l[i], &got[i]);
	return rc;
}

static int hand_over(struct run *r, struct load *t, struct err *e)
{
	const struct channel_ops *ops = &r->s->channels->of[CHANNEL_MAIL];
	struct receipt got = { .state = LETTER_IS_QUEUED };
	struct letter m;
	int rc;

	for (size_t i = 0; i < t->n; i++) {
		r->counts->taken += t->taken[i];
		t->l[i].tries += t->taken[i];
		t->l[i].state = LETTER_IS_LEASED;
	}
	r->counts->grouped++;
	arena_reset(&r->one);
	rc = message(r, t, &m, e);
	if (!rc)
		rc = ops->send(ops->ctx, &m, &r->one, &got, e);
	if (rc == BW_ENOMEM)
		return rc;
	if (rc) { /* our own fault: said on the letters, tried again later */
		got = (struct receipt){ .state = LETTER_IS_QUEUED,
			.words = arena_dup(&r->one, str_of(e->text)) };
		if (!got.words.p)
			return err_nomem(e);
	}
	return settle_all(r, t, &got, e);
}

/* Take those that pass; ${*n}: how many were. */
static int lease(struct run *r, struct work *w, struct load *t, size_t *n, struct err *e)
{
	int64_t now = r->s->desk.now_s;
	int rc = BW_OK;

	*n = 0;
	for (size_t i = 0; !rc && i < t->n; i++) {
		if (t->b[i].what != BEFORE_SEND)
			continue;
		rc = store_letter_lease(
			w, t->l[i].id, now, now + post_lease_s(r->s), &t->taken[i], e);
		*n += t->taken[i];
	}
	return rc;
}

/* ---- taken up again ---- */

/* What keeps one from being sent now keeps the message: they share a recipient. */
static void wait_together(struct load *t)
{
	const struct before_out *wait = NULL;

	for (size_t i = 0; i < t->n; i++)
		if (t->b[i].what == BEFORE_WAIT && (!wait || t->b[i].until_s > wait->until_s))
			wait = &t->b[i];
	for (size_t i = 0; wait && i < t->n; i++)
		if (t->b[i].what == BEFORE_SEND)
			t->b[i] = *wait;
}

static int load_parcel(struct run *r, struct load *t, int64_t id, struct err *e)
{
	struct letter *all;
	size_t n;
	int rc = store_parcel_letters(r->s->desk.store, &t->a, id, &all, &n, e);

	t->parcel = id;
	for (size_t i = 0; !rc && i < n && t->n < LIMIT_PARCEL; i++)
		if ((all[i].state == LETTER_IS_QUEUED || all[i].state == LETTER_IS_LEASED) &&
			all[i].not_before_s <= r->s->desk.now_s)
			t->l[t->n++] = all[i];
	return rc;
}

static int again(struct run *r, int64_t id, struct err *e)
{
	struct before_out slow = { .what = BEFORE_SEND };
	struct load *t = NULL;
	struct work *w;
	size_t n = 0;
	int rc = load_new(&t, e);

	if (rc)
		return rc;
	rc = load_parcel(r, t, id, e);
	if (!rc)
		rc = ask(r, t, e);
	wait_together(t);
	if (!rc && passing(t) && post_too_fast(r, &t->l[0], &slow))
		for (size_t i = 0; i < t->n; i++)
			t->b[i] = t->b[i].what == BEFORE_SEND ? slow : t->b[i];
	if (!rc)
		rc = store_change_begin(r->s->desk.store, &w, e);
	if (!rc) {
		rc = all_not_sent(r, w, t, e);
		if (!rc)
			rc = lease(r, w, t, &n, e);
		rc = post_commit(w, rc, e);
	}
	if (!rc && n) {
		post_asked(r, &t->l[0]);
		r->left--;
		rc = hand_over(r, t, e);
	}
	load_free(t);
	return rc;
}

static int unsettled(struct run *r, struct err *e)
{
	struct arena a;
	int64_t *ids;
	size_t n;
	int rc;

	arena_init(&a, 0);
	rc = store_parcels_due(r->s->desk.store, &a, r->s->desk.now_s, AT_ONCE, &ids, &n, e);
	for (size_t i = 0; !rc && i < n && r->left; i++)
		rc = again(r, ids[i], e);
	arena_done(&a);
	return rc;
}

/* ---- gathered ---- */

static int load_heap(struct run *r, struct load *t, const struct parcel_heap *h, struct err *e)
{
	int64_t *ids;
	int rc = store_parcel_waiting(r->s->desk.store, &t->a, h, LIMIT_PARCEL, &ids, &t->n, e);

	for (size_t i = 0; !rc && i < t->n; i++)
		rc = store_letter_get(r->s->desk.store, &t->a, ids[i], &t->l[i], e);
	return rc;
}

/* Of one case another letter of the load may have settled it: those that still wait, in ${out}. */
static int still_waiting(
	struct run *r, struct load *t, struct letter *out, size_t *n, struct err *e)
{
	int rc = BW_OK;

	*n = 0;
	for (size_t i = 0; !rc && i < t->n; i++) {
		struct letter *l = &out[*n];

		if (t->b[i].what != BEFORE_SEND)
			continue;
		rc = store_letter_get(r->s->desk.store, &t->a, t->l[i].id, l, e);
		if (!rc && l->state == LETTER_IS_QUEUED && l->parcel == LETTER_WAITS &&
			!l->withdrawn)
			++*n;
		else
			t->b[i].what = BEFORE_DROP; /* by somebody else */
	}
	return rc;
}

/* One transaction: what is not sent says why, one left over leaves alone, several become a parcel. */
static int pack(struct run *r, struct load *t, size_t *n, struct err *e)
{
	struct letter *v = ARENA_ARRAY(&t->a, struct letter, LIMIT_PARCEL);
	int64_t now = r->s->desk.now_s;
	struct work *w;
	size_t count = 0;
	int rc = v ? store_change_begin(r->s->desk.store, &w, e) : err_nomem(e);

	*n = 0;
	if (rc)
		return rc;
	rc = all_not_sent(r, w, t, e);
	if (!rc)
		rc = still_waiting(r, t, v, &count, e);
	if (!rc && count == 1)
		rc = store_letter_alone(w, v[0].id, now, e);
	else if (!rc && count > 1)
		rc = store_parcel_put(w, v, count, t->as_table, now, &t->parcel, e);
	if (!rc)
		rc = lease(r, w, t, n, e);
	return post_commit(w, rc, e);
}

static int hand_over_one(struct run *r, struct load *t, struct err *e)
{
	int rc = BW_OK;

	for (size_t i = 0; !rc && i < t->n; i++) {
		arena_reset(&r->one);
		if (t->taken[i])
			rc = post_hand_over(r, &t->l[i], e);
	}
	return rc;
}

/* A message of what waits for one recipient.  ${*more}: there may be enough for another. */
static int one_message(
	struct run *r, const struct parcel_heap *h, bool as_table, bool *more, struct err *e)
{
	struct before_out slow;
	struct load *t = NULL;
	size_t n = 0;
	int rc = load_new(&t, e);

	*more = false;
	if (rc)
		return rc;
	t->as_table = as_table;
	rc = load_heap(r, t, h, e);
	if (!rc && t->n && !post_too_fast(r, &t->l[0], &slow)) {
		rc = ask(r, t, e);
		*more = t->n == LIMIT_PARCEL;
		for (size_t i = 0; i < t->n; i++) /* what goes on waiting comes again */
			*more = *more && t->b[i].what != BEFORE_WAIT;
		if (!rc)
			rc = pack(r, t, &n, e);
	}
	if (!rc && n) {
		post_asked(r, &t->l[0]);
		r->left--;
		rc = t->parcel ? hand_over(r, t, e) : hand_over_one(r, t, e);
	}
	load_free(t);
	return rc;
}

static int one_heap(struct run *r, const struct parcel_heap *h, struct err *e)
{
	int64_t now = r->s->desk.now_s;
	struct outbox_contact c = { .hours = STR("") };
	struct arena a;
	struct err none;
	bool ready = r->s->group || h->first_s <= now, more;
	int rc;

	arena_init(&a, 0);
	rc = store_contact_find(
		r->s->desk.store, &a, h->actor, CHANNEL_MAIL, h->contact, &c, &none);
	if (rc == BW_ENOTFOUND)
		rc = BW_OK;
	else if (rc)
		err_set(e, rc, "%s", none.text);
	ready = ready || (c.grouping == GROUPING_COUNT && h->n >= c.group_count);
	more = !rc && ready && hours_next(c.hours, now) <= now;
	while (!rc && more && r->left)
		rc = one_message(r, h, c.as_table, &more, e);
	arena_done(&a);
	return rc;
}

int parcels_send(struct run *r, struct err *e)
{
	struct parcel_heap *h;
	struct arena a;
	size_t n;
	int rc;

	if (!r->s->channels->of[CHANNEL_MAIL].send)
		return BW_OK; /* not set up: they wait */
	rc = unsettled(r, e);
	arena_init(&a, 0);
	if (!rc)
		rc = store_parcels_waiting(r->s->desk.store, &a, &h, &n, e);
	for (size_t i = 0; !rc && i < n && r->left; i++)
		rc = one_heap(r, &h[i], e);
	arena_done(&a);
	return rc;
}
