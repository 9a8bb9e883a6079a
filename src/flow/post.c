/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/post.h"

#include "base/limit.h"
#include "base/mem.h"
#include "flow/clocks.h"
#include "flow/post_inner.h"
#include "flow/record.h"
#include "store/duties.h"

#define LEASE_S        (LIMIT_CHANNEL_SECONDS * 2)
#define BATCH          16 /* letters taken at once: all are handed over within a lease's half */
#define REPEAT_FIRST_S 3600
#define REPEAT_S       86400
#define REPEATS_MOST   14
#define REPEATS_BATCH  1000
#define BACKOFF_FIRST  60
#define BACKOFF_MOST   (6 * 3600)
#define BELIEVED_MOST  86400 /* of what the other side asks us to wait */
#define GIVE_UP_S      (5 * INT64_C(86400)) /* RFC 5321 4.5.4.1: at least 4 to 5 days */

void post_settings_init(struct post_settings *s)
{
	*s = (struct post_settings){ .look_age_s = -1 };
}

/* When to try again after ${tries} tries: a minute, doubled, six hours at most, with up to a quarter more so
 * that letters do not come in step; ${asked_s}: as the other side asked for, believed up to a day. */
static int64_t post_backoff_s(uint32_t tries, int64_t asked_s, const unsigned char key[LETTER_KEY])
{
	int64_t wait = BACKOFF_FIRST;

	for (uint32_t i = 1; i < tries && wait < BACKOFF_MOST; i++)
		wait *= 2;
	wait = wait > BACKOFF_MOST ? BACKOFF_MOST : wait;
	wait += wait * key[0] / 1024;
	if (asked_s > wait)
		wait = asked_s > BELIEVED_MOST ? BELIEVED_MOST : asked_s;
	return wait;
}

int post_commit(struct work *w, int rc, struct err *e)
{
	if (!rc)
		rc = store_work_commit(w, e);
	store_work_free(w);
	return rc;
}

/* ---- after a try ---- */

static int tell_event(struct run *r, struct work *w, const struct letter *l, const char *what,
	struct str words, struct err *e)
{
	char text[STORE_ID_TEXT], q[QUOTE_ROOM(200)];
	struct str detail = arena_printf(&r->one, "%s %s %s%s%s",
		store_id_text('l', (uint64_t)l->id, text), letter_kind_text((int)l->kind), what,
		words.n ? ": " : "", str_quote(words, 200, q));
	struct record_facts f;
	int64_t seq;

	if (!detail.p)
		return err_nomem(e);
	record_facts_letter(&f, l);
	f.said = str_of(what);
	return record_event(w, l->case_id, r->s->desk.now_s, EVENT_DELIVERED, detail, &f, &seq, e);
}

static int note_contact(struct run *r, struct work *w, const struct letter *l,
	const struct receipt *got, struct err *e)
{
	struct outbox_contact c;
	int rc;

	if (!l->actor.n || !l->contact.n)
		return BW_OK;
	rc = store_contact_find(r->s->desk.store, &r->one, l->actor, l->channel, l->contact, &c, e);
	if (rc)
		return rc == BW_ENOTFOUND ? BW_OK : rc;
	if (got->state == LETTER_IS_BOUNCED) {
		c.bounced_at_s = r->s->desk.now_s;
		c.bounces++;
		c.note = got->words;
	} else if (got->state == LETTER_IS_SENT || got->state == LETTER_IS_DELIVERED) {
		c.sent_at_s = r->s->desk.now_s;
		c.bounces = 0;
	} else {
		return BW_OK;
	}
	return store_contact_set(w, &c, e);
}

static int restored(struct run *r, struct work *w, const struct letter *l, struct err *e)
{
	const struct channel_ops *ops = &r->s->channels->of[l->channel];
	struct str words = STR("");
	struct measure m;
	struct record_facts f;
	bool yes = false;
	int64_t seq;
	size_t ended;
	int rc = store_measure_of(r->s->desk.store, &r->one, l->decision_id, &m, e);

	if (rc || !ops->restored)
		return rc == BW_ENOTFOUND ? BW_OK : rc;
	rc = ops->restored(ops->ctx, l, &r->one, &yes, &words, e);
	if (rc || !yes)
		return rc;
	m.restored = true;
	rc = store_measure_set(w, &m, e);
	record_facts_letter(&f, l);
	if (!rc)
		rc = record_event(
			w, l->case_id, r->s->desk.now_s, EVENT_RESTORED, words, &f, &seq, e);
	return rc ? rc
		  : store_duty_end_own(w, l->case_id, 0, DUTY_TAKE_BACK, DUTY_MET, r->s->desk.now_s,
			    seq, &ended, e);
}

static int follow(struct run *r, struct work *w, const struct letter *l, const struct receipt *got,
	struct err *e)
{
	const struct post_settings *s = r->s;
	int64_t first = s->repeat_first_s ? s->repeat_first_s : REPEAT_FIRST_S;
	bool repeats = l->kind == LETTER_REQUEST && l->decision_id &&
		       (l->channel == CHANNEL_MAIL || l->channel == CHANNEL_WEBHOOK);
	size_t clocks;
	int rc = BW_OK;

	switch (got->state) {
	case LETTER_IS_SENT:
	case LETTER_IS_DELIVERED:
		rc = tell_event(r, w, l, letter_state_text((int)got->state), got->words, e);
		if (!rc)
			rc = clocks_open(w, &s->desk, &r->one, l,
				l->sent_at_s == CLOCK_NONE ? s->desk.now_s : l->sent_at_s, &clocks,
				e);
		if (!rc && got->state == LETTER_IS_DELIVERED)
			rc = acting_delivered_in(w, &s->desk, &r->one, l, got->reference, e);
		if (!rc && got->state == LETTER_IS_DELIVERED && l->kind == LETTER_UNDO)
			rc = restored(r, w, l, e);
		if (!rc && repeats && !l->withdrawn)
			rc = store_letter_repeat(w, l->id, s->desk.now_s + first, false, e);
		return rc;
	case LETTER_IS_BOUNCED:
	case LETTER_IS_FAILED:
		rc = tell_event(r, w, l, letter_state_text((int)got->state), got->words, e);
		return rc ? rc : mailing_next(w, &r->s->desk, &r->one, l, e);
	default: return BW_OK;
	}
}

static void count(struct post_counts *c, enum letter_state st)
{
	c->sent += st == LETTER_IS_SENT;
	c->delivered += st == LETTER_IS_DELIVERED;
	c->bounced += st == LETTER_IS_BOUNCED;
	c->failed += st == LETTER_IS_FAILED;
	c->dropped += st == LETTER_IS_DROPPED;
	c->later += st == LETTER_IS_QUEUED;
}

int post_settle_in(struct run *r, struct work *w, const struct letter *l, struct receipt *got,
	bool note, bool *taken, struct err *e)
{
	int64_t now = r->s->desk.now_s, next = 0;
	int rc;

	if (got->state == LETTER_IS_QUEUED && now - l->made_at_s > GIVE_UP_S) {
		got->state = LETTER_IS_FAILED;
		got->words =
			arena_printf(&r->one, "given up after days: %.*s", STR_ARG(got->words));
		if (!got->words.p)
			return err_nomem(e);
	}
	if (got->state == LETTER_IS_QUEUED)
		next = now + post_backoff_s(l->tries, got->retry_after_s, l->key);
	rc = store_letter_receipt(w, l->id, l->tries, got, now, next, taken, e);
	if (!rc && *taken && note)
		rc = note_contact(r, w, l, got, e);
	if (!rc && *taken)
		rc = follow(r, w, l, got, e);
	return rc;
}

void post_settled(struct run *r, const struct letter *l, const struct receipt *got)
{
	count(r->counts, got->state);
	if (r->s->settled)
		r->s->settled(r->s->ctx, l, got);
}

/* What the channel said becomes durable, with all that follows from it. */
static int settle(struct run *r, const struct letter *l, struct receipt *got, struct err *e)
{
	struct work *w;
	bool taken = false;
	int rc = store_change_begin(r->s->desk.store, &w, e);

	if (rc)
		return rc;
	rc = post_commit(w, post_settle_in(r, w, l, got, true, &taken, e), e);
	if (!rc && taken)
		post_settled(r, l, got);
	return rc;
}

/* ---- what comes back later ---- */

int post_returned(const struct post_settings *s, const struct letter *l, bool lasting,
	struct str words, bool *changed, struct err *e)
{
	struct post_counts counts = { 0 };
	struct run r = { .s = s, .counts = &counts };
	struct receipt got = { .state = lasting ? LETTER_IS_BOUNCED : LETTER_IS_FAILED,
		.words = words };
	int rc;

	arena_init(&r.one, 0);
	rc = settle(&r, l, &got, e);
	arena_done(&r.one);
	if (!rc)
		*changed = counts.bounced + counts.failed > 0;
	return rc;
}

/* In one transaction: the contact is noted with the first that changes. */
static int all_returned(struct run *r, struct arena *a, const struct parcel *p, bool lasting,
	struct str words, struct err *e)
{
	const struct receipt came = { .state = lasting ? LETTER_IS_BOUNCED : LETTER_IS_FAILED,
		.words = words };
	struct letter *l;
	struct work *w;
	size_t n, changed = 0;
	int rc = store_parcel_letters(r->s->desk.store, a, p->id, &l, &n, e);

	if (!rc)
		rc = store_change_begin(r->s->desk.store, &w, e);
	if (rc)
		return rc;
	for (size_t i = 0; !rc && i < n; i++) {
		struct receipt got = came;
		bool taken = false;

		rc = post_settle_in(r, w, &l[i], &got, !changed, &taken, e);
		changed += taken;
	}
	rc = post_commit(w, rc, e);
	for (size_t i = 0; !rc && i < changed; i++)
		count(r->counts, came.state);
	return rc;
}

int post_parcel_returned(const struct post_settings *s, const struct parcel *p, bool lasting,
	struct str words, bool *changed, struct err *e)
{
	struct post_counts counts = { 0 };
	struct run r = { .s = s, .counts = &counts };
	struct arena a;
	int rc;

	arena_init(&a, 0);
	arena_init(&r.one, 0);
	rc = all_returned(&r, &a, p, lasting, words, e);
	arena_done(&r.one);
	arena_done(&a);
	if (!rc)
		*changed = counts.bounced + counts.failed > 0;
	return rc;
}

int post_automatic(const struct post_settings *s, const struct letter *l, struct err *e)
{
	const struct desk *d = &s->desk;
	struct outbox_contact c;
	struct arena a;
	struct work *w;
	int rc;

	arena_init(&a, 0);
	rc = store_contact_find(d->store, &a, l->actor, l->channel, l->contact, &c, e);
	if (!rc && (c.automatic_at_s == CLOCK_NONE || c.automatic_at_s < d->now_s)) {
		c.automatic_at_s = d->now_s;
		rc = store_change_begin(d->store, &w, e);
		if (!rc)
			rc = post_commit(w, store_contact_set(w, &c, e), e);
	}
	arena_done(&a);
	return rc == BW_ENOTFOUND ? BW_OK : rc; /* people are no contacts of an actor */
}

/* ---- what is not sent ---- */

static int gone(
	struct run *r, struct work *w, const struct letter *l, struct str why, struct err *e)
{
	size_t letters;
	struct record_facts f;
	int64_t seq;
	int rc;

	record_facts_letter(&f, l);
	rc = record_event(w, l->case_id, r->s->desk.now_s, EVENT_VERIFIED, why, &f, &seq, e);
	if (!rc)
		rc = store_case_state(w, l->case_id, CASE_VERIFIED, e);
	if (!rc)
		rc = command_stand_down_in(
			w, &r->s->desk, &r->one, l->case_id, STR(""), why, &letters, e);
	if (!rc)
		rc = acting_news(w, &r->s->desk, &r->one, l->case_id, ANSWER_ACTED, NULL, why, e);
	return rc;
}

/* In the transaction that takes the others.  Another letter of the batch may have settled it meanwhile: what
 * is about one case is stood down together. */
int post_not_sent(struct run *r, struct work *w, const struct letter *l, const struct before_out *b,
	struct err *e)
{
	struct letter now;
	int rc = store_letter_get(r->s->desk.store, &r->one, l->id, &now, e);

	if (rc || (now.not_before_s > r->s->desk.now_s && now.parcel != LETTER_WAITS) ||
		(now.state != LETTER_IS_QUEUED && now.state != LETTER_IS_LEASED))
		return rc;
	if (b->what == BEFORE_WAIT) {
		r->counts->later++;
		return store_letter_wait(w, l->id, b->until_s, b->why, e);
	}
	if (b->what == BEFORE_GATHER) {
		r->counts->later++;
		return store_letter_gather(w, l->id, b->until_s, b->why, e);
	}
	r->counts->dropped++;
	rc = store_letter_move(w, l->id, LETTER_IS_DROPPED, b->why, e);
	if (!rc && b->what == BEFORE_MOVED)
		rc = acting_moved_in(w, &r->s->desk, &r->one, l, b->why, e);
	if (!rc && b->what == BEFORE_GONE)
		rc = gone(r, w, l, b->why, e);
	if (!rc && b->what == BEFORE_NEXT)
		rc = mailing_next(w, &r->s->desk, &r->one, l, e);
	return rc;
}

/* ---- one letter ---- */

/* Whose server is spoken to: the domain of a mailbox, else the contact. */
static struct str server_of(const struct letter *l)
{
	size_t at = l->channel == CHANNEL_MAIL ? str_rfind_byte(l->contact, '@') : SIZE_MAX;

	return at == SIZE_MAX ? l->contact : str_from(l->contact, at + 1);
}

bool post_too_fast(struct run *r, const struct letter *l, struct before_out *b)
{
	int64_t wait = 0;

	if (r->s->pace && l->channel != CHANNEL_MANUAL)
		wait = pace_wait(r->s->pace, server_of(l), r->s->desk.now_s * 1000);
	if (wait <= 0)
		return false;
	*b = (struct before_out){ BEFORE_WAIT, r->s->desk.now_s + (wait + 999) / 1000,
		STR("its recipient is written to one letter at a time") };
	return true;
}

void post_asked(struct run *r, const struct letter *l)
{
	if (r->s->pace && l->channel != CHANNEL_MANUAL)
		pace_asked(r->s->pace, server_of(l), r->s->desk.now_s * 1000);
}

int64_t post_lease_s(const struct post_settings *s)
{
	return s->lease_s ? s->lease_s : LEASE_S;
}

struct batch {
	struct arena a; /* letters and verdicts */
	int64_t *ids;
	size_t n;
	struct letter l[BATCH];
	struct before_out b[BATCH];
	bool taken[BATCH];
};

/* What must be asked first, without the store's lock: it may take seconds. */
static int ask(struct run *r, struct batch *t, size_t i, struct err *e)
{
	const struct post_settings *s = r->s;
	struct letter *l = &t->l[i];
	int rc = store_letter_get(s->desk.store, &t->a, t->ids[i], l, e);

	if (!rc)
		rc = before_sending(s, &t->a, l, &t->b[i], e);
	if (!rc && t->b[i].what == BEFORE_SEND)
		rc = parcels_gather(r, &t->a, l, &t->b[i], e);
	if (rc || t->b[i].what != BEFORE_SEND)
		return rc;
	if (!s->channels->of[l->channel].send)
		t->b[i] = (struct before_out){ BEFORE_WAIT, s->desk.now_s + REPEAT_FIRST_S,
			STR("its channel is not set up") };
	else if (!post_too_fast(r, l, &t->b[i]))
		post_asked(r, l);
	return BW_OK;
}

/* One transaction: those that pass are taken, of the others it is said why not. */
static int take(struct run *r, struct batch *t, struct err *e)
{
	int64_t now = r->s->desk.now_s, lease = post_lease_s(r->s);
	struct work *w;
	int rc = store_change_begin(r->s->desk.store, &w, e);

	if (rc)
		return rc;
	for (size_t i = 0; !rc && i < t->n; i++) {
		arena_reset(&r->one);
		if (t->b[i].what != BEFORE_SEND)
			rc = post_not_sent(r, w, &t->l[i], &t->b[i], e);
	}
	for (size_t i = 0; !rc && i < t->n; i++)
		if (t->b[i].what == BEFORE_SEND)
			rc = store_letter_lease(w, t->l[i].id, now, now + lease, &t->taken[i], e);
	return post_commit(w, rc, e);
}

int post_hand_over(struct run *r, struct letter *l, struct err *e)
{
	const struct channel_ops *ops = &r->s->channels->of[l->channel];
	struct receipt got = { .state = LETTER_IS_QUEUED };
	int rc;

	r->counts->taken++;
	l->tries++;
	l->state = LETTER_IS_LEASED;
	rc = ops->send(ops->ctx, l, &r->one, &got, e);
	if (rc == BW_ENOMEM)
		return rc;
	if (rc) { /* our own fault: said on the letter, tried again later */
		got = (struct receipt){ .state = LETTER_IS_QUEUED,
			.words = arena_dup(&r->one, str_of(e->text)) };
		if (!got.words.p)
			return err_nomem(e);
	}
	return settle(r, l, &got, e);
}

static int one_batch(struct run *r, size_t most, size_t *n, struct err *e)
{
	struct batch *t = mem_calloc(1, sizeof(*t));
	int rc;

	if (!t)
		return err_nomem(e);
	arena_init(&t->a, 0);
	rc = store_letters_due(r->s->desk.store, &t->a, r->s->desk.now_s, most, &t->ids, &t->n, e);
	for (size_t i = 0; !rc && i < t->n; i++)
		rc = ask(r, t, i, e);
	if (!rc && t->n)
		rc = take(r, t, e);
	for (size_t i = 0; !rc && i < t->n; i++) {
		arena_reset(&r->one);
		if (t->taken[i])
			rc = post_hand_over(r, &t->l[i], e);
	}
	*n = t->n;
	arena_done(&t->a);
	mem_free(t);
	return rc;
}

static int due_letters(struct run *r, struct err *e)
{
	size_t n = 1;
	int rc = BW_OK;

	while (!rc && n && r->left) {
		rc = one_batch(r, r->left < BATCH ? r->left : BATCH, &n, e);
		r->left -= rc ? 0 : n;
	}
	return rc;
}

/* ---- asked again while it is up ---- */

/* Is something owed by the letter, and its day to come?  Once that has passed the sweep notes the gap and proposes
 * the next rung (clocks.h); whoever answered for good owes nothing. */
static int owed_still(struct run *r, const struct letter *l, bool *yes, struct err *e)
{
	int64_t now = r->s->desk.now_s;
	struct store_duty *v;
	bool any = false;
	size_t n;
	int rc = store_duties_of(r->s->desk.store, &r->one, l->case_id, &v, &n, e);

	*yes = false;
	for (size_t i = 0; !rc && i < n; i++) {
		bool own = !v[i].pack.n && str_is(v[i].clause, DUTY_LOOK);

		if (v[i].letter_id != l->id || own)
			continue;
		any = true;
		*yes |= v[i].state == DUTY_RUNNING && v[i].due_s > now;
	}
	if (!rc && !any) /* of nobody whom a clock could run for */
		*yes = l->due_s == CLOCK_NONE || l->due_s > now;
	return rc;
}

static int remind(struct run *r, const struct outbox_repeat *x, struct err *e)
{
	const struct post_settings *s = r->s;
	uint32_t most = s->repeats_most ? s->repeats_most : REPEATS_MOST;
	int64_t every = s->repeat_s ? s->repeat_s : REPEAT_S, id = 0, next;
	struct before_out b = { .what = BEFORE_SEND };
	struct decided d;
	struct letter l;
	struct work *w;
	bool owed = false;
	int rc = store_letter_get(s->desk.store, &r->one, x->id, &l, e);

	if (!rc)
		rc = store_decision_get(s->desk.store, &r->one, l.decision_id, &d, e);
	if (!rc && d.state == DECISION_IS_IN_FORCE && !l.withdrawn)
		rc = owed_still(r, &l, &owed, e);
	if (!rc && owed)
		rc = before_look(s, &r->one, l.case_id, &d, &b, e);
	if (!rc)
		rc = store_change_begin(s->desk.store, &w, e);
	if (rc)
		return rc;
	if (!owed)
		rc = store_letter_repeat(w, l.id, CLOCK_NONE, false, e);
	else if (b.what == BEFORE_GONE)
		rc = gone(r, w, &l, b.why, e);
	else if (b.what == BEFORE_MOVED)
		rc = acting_moved_in(w, &s->desk, &r->one, &l, b.why, e);
	else if (b.what == BEFORE_WAIT)
		rc = store_letter_repeat(w, l.id, b.until_s, false, e);
	else {
		next = x->repeats + 1 < most ? s->desk.now_s + every : CLOCK_NONE;
		rc = acting_remind_in(w, &s->desk, &r->one, l.id, x->repeats + 1, &id, e);
		if (!rc)
			rc = store_letter_repeat(w, l.id, next, true, e);
	}
	rc = post_commit(w, rc, e);
	r->counts->reminded += !rc && id;
	return rc;
}

static int repeats(struct run *r, struct err *e)
{
	struct outbox_repeat *v;
	struct arena a;
	size_t n;
	int rc;

	arena_init(&a, 0);
	rc = store_letter_repeats(r->s->desk.store, &a, r->s->desk.now_s, REPEATS_BATCH, &v, &n, e);
	for (size_t i = 0; !rc && i < n; i++) {
		arena_reset(&r->one);
		rc = remind(r, &v[i], e);
	}
	arena_done(&a);
	return rc;
}

int post_run(const struct post_settings *s, struct post_counts *out, struct err *e)
{
	struct run r = { .s = s, .counts = out, .left = s->most ? s->most : SIZE_MAX };
	int rc;

	*out = (struct post_counts){ 0 };
	arena_init(&r.one, 0);
	rc = acting_expire(&s->desk, &r.one, &out->expired, e);
	if (!rc)
		rc = repeats(&r, e);
	if (!rc)
		rc = parcels_send(&r, e);
	if (!rc)
		rc = due_letters(&r, e);
	if (!rc) /* what was due may have made some complete */
		rc = parcels_send(&r, e);
	arena_done(&r.one);
	return rc;
}
