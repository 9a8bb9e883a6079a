/* SPDX-License-Identifier: Apache-2.0 */
/* Reports of many requests, one fsync.  While the disk writes one group the requests of the next gather in the
 * socket: the busier it is, the larger the groups. */
#include "base/limit.h"
#include "base/mem.h"
#include "intake/mail.h"
#include "store/guests.h"
#include "sys/journal.h"
#include "sys/parse_pool.h"
#include "web/batch.h"
#include "web/inner.h"
#include "web/report_form.h"

#define KEY_MOST 255 /* characters of an Idempotency-Key */

struct waiting { /* a request whose reports are in the group */
	struct peer *peer;
	struct frame_request frame; /* its bytes stay until the group is settled */
	struct arena arena;
	struct filing receipt;
	struct guest_keyed key; /* what is remembered of a request with Idempotency-Key */
	bool keyed;
};

struct batch {
	struct web *web;
	struct submit *submit;
	struct waiting *v;
	size_t n, cap;
	size_t *of; /* row in the group → index into v, in the order of taking */
	size_t of_n, of_cap, told;
	bool counted; /* the report in hand was refused */
	struct err
		broken; /* the store failed in the middle: nothing of this group is acknowledged */
};

static struct waiting *now(struct batch *b)
{
	return &b->v[b->n - 1];
}

static int on_row(void *ctx, const struct submit_row *row, struct err *e)
{
	struct batch *b = ctx;

	if (b->told >= b->of_n)
		return err_set(e, BW_EBUG, "a report that nobody sent");
	return receipt_row(&b->v[b->of[b->told++]].receipt, row, e);
}

static int on_refused(void *ctx, const struct refusal *why, bool counted, struct err *e)
{
	struct batch *b = ctx;

	b->counted = b->counted || counted;
	return receipt_fault(&now(b)->receipt, why, counted, e);
}

/* Each report goes through here, so that it is known whose it is. */
static int take_report(
	void *ctx, const struct report *r, struct str raw, size_t line, struct err *e)
{
	struct batch *b = ctx;
	struct intake_sink sink = submit_sink(b->submit);
	size_t cap = b->of_cap ? b->of_cap * 2 : 256;
	void *p;
	int rc;

	if (b->of_n == b->of_cap) {
		p = mem_resize(b->of, cap, sizeof(*b->of));
		if (!p)
			return err_nomem(e);
		b->of = p;
		b->of_cap = cap;
	}
	b->of[b->of_n++] = b->n - 1;
	b->counted = false;
	rc = sink.report(sink.ctx, r, raw, line, e);
	if (b->counted)
		b->of_n--;
	return rc;
}

static int take_refusal(void *ctx, const struct refusal *why, struct err *e)
{
	return on_refused(ctx, why, true, e);
}

int batch_new(struct web *w, struct batch **out, struct err *e)
{
	struct batch *b = mem_calloc(1, sizeof(*b));

	if (!b)
		return err_nomem(e);
	b->web = w;
	*out = b;
	return BW_OK;
}

void batch_free(struct batch *b)
{
	if (!b)
		return;
	submit_free(b->submit);
	mem_free(b->v);
	mem_free(b->of);
	mem_free(b);
}

static int begin(struct batch *b, struct err *e)
{
	const struct web_settings *w = b->web->set;
	const struct submit_settings set = { .store = w->store,
		.know = w->know,
		.received_at_s = b->web->now_s,
		.row = on_row,
		.refused = on_refused,
		.ctx = b };

	if (!b->submit)
		return submit_new(&set, &b->submit, e);
	if (b->n == 0)
		submit_time(b->submit, b->web->now_s);
	return BW_OK;
}

static struct waiting *add(struct batch *b, struct peer *p, const struct frame_request *f)
{
	size_t cap = b->cap ? b->cap * 2 : 64;
	void *v;

	if (b->n == b->cap) {
		v = mem_resize(b->v, cap, sizeof(*b->v));
		if (!v)
			return NULL;
		b->v = v;
		b->cap = cap;
		/* Receipts point at their own arenas, which have moved. */
		for (size_t i = 0; i < b->n; i++)
			b->v[i].receipt.a = &b->v[i].arena;
	}
	b->v[b->n] = (struct waiting){ .peer = p, .frame = *f };
	arena_init(&b->v[b->n].arena, 0);
	b->v[b->n].receipt.a = &b->v[b->n].arena;
	return &b->v[b->n++];
}

/* The newest request is answered at once, with an error: none of its reports is in the group. */
static void drop(struct batch *b)
{
	arena_done(&now(b)->arena);
	b->n--;
}

int web_hints(struct request *r, struct intake_hints *out, struct err *e)
{
	struct str harm, strict;
	char q[QUOTE_ROOM(60)];
	enum harm h;
	int rc = request_query(r, "harm", &harm, e);

	if (!rc)
		rc = request_query(r, "strict", &strict, e);
	if (rc)
		return rc;
	*out = (struct intake_hints){ .reporter = r->session.name.n ? r->session.name : STR("web"),
		.harm = HARM_NONE,
		.strict = strict.p && !str_is(strict, "0"),
		.received_at_s = r->now_s };
	if (harm.p && !harm_parse(harm, &h))
		return err_set(e, BW_EUSAGE, "unknown harm '%s'; see the vocabulary",
			str_quote(harm, 60, q));
	if (harm.p)
		out->harm = (int)h;
	return BW_OK;
}

static int take_mail(struct batch *b, struct request *r, const struct intake_hints *h,
	const struct intake_sink *sink, struct err *e)
{
	struct parse_pool *pool = b->web->set->pool;
	enum parse_end end = PARSE_BROKEN;
	const struct str none = { NULL, 0 };
	struct str parts[2] = { { 0 }, r->f->body }, answer = { NULL, 0 };
	struct buf head;
	uint64_t tag;
	int rc;

	if (!pool)
		return err_set(e, BW_EBUG, "mail came to the wrong process");
	buf_init(&head, 64u << 10);
	mail_request(h, &head);
	parts[0] = buf_str(&head);
	rc = buf_check(&head, "the request", e);
	if (!rc)
		rc = parse_pool_give(pool, 0, parts, 2, e);
	if (!rc)
		rc = parse_pool_take(pool, &tag, &end, &answer, e);
	if (!rc && end != PARSE_OK)
		rc = err_set(e, BW_EINVALID, "%s", parse_end_text((int)end));
	if (!rc)
		rc = submit_message(b->submit, r->f->body, e);
	if (!rc)
		rc = mail_answer(r->a, answer, none, sink, e);
	if (!rc)
		rc = submit_message(b->submit, none, e);
	buf_done(&head);
	return rc;
}

static int take_stream(enum input_form form, struct request *r, const struct intake_hints *h,
	const struct intake_sink *sink, struct err *e)
{
	struct intake_stream *s;
	int rc = intake_stream_new(form, h, sink, &s, e);

	if (rc)
		return rc;
	rc = intake_stream_feed(s, r->f->body, e);
	if (!rc)
		rc = intake_stream_end(s, e);
	intake_stream_free(s);
	return rc;
}

/* More than one report at once is for those who may. */
static int may_bulk(struct request *r, struct err *e)
{
	if (who_may(&r->who, PERMISSION_REPORT_BULK))
		return BW_OK;
	r->sign_in = r->who.person == 0;
	return err_set(e, BW_EDENIED, "to file many reports at once needs '%s'",
		permission_text(PERMISSION_REPORT_BULK));
}

static int take_body(struct batch *b, struct request *r, struct waiting *x, struct err *e)
{
	const struct intake_sink sink = { take_report, take_refusal, b };
	struct intake_hints h;
	struct str body = str_trim(r->f->body);
	int rc = web_hints(r, &h, e);

	if (rc)
		return rc;
	if (r->filed.p)
		return intake_json(&x->arena, r->filed, &h, &sink, e);
	if (body.n == 0)
		return err_set(e, BW_EPARSE, "there is no report in an empty body");
	if (request_is(r, "application/json") || request_is(r, "application/xarf+json")) {
		if (body.p[0] == '[')
			rc = may_bulk(r, e);
		return rc ? rc : intake_json(&x->arena, r->f->body, &h, &sink, e);
	}
	if (request_is(r, "message/rfc822"))
		return take_mail(b, r, &h, &sink, e);
	if (!request_is(r, "text/csv") && !request_is(r, "text/plain"))
		return err_set(e, BW_EMEDIA,
			"reports come as application/json, application/x-ndjson, message/rfc822, "
			"text/csv or "
			"text/plain");
	rc = may_bulk(r, e);
	return rc ? rc
		  : take_stream(
			    request_is(r, "text/csv") ? INPUT_CSV : INPUT_LIST, r, &h, &sink, e);
}

/* A request with a key that was answered before: the same answer, or a refusal where it is another request.
 * ${*done}: it has been answered; ${*keyed}: its answer is to be remembered. */
static int answered_before(struct batch *b, struct request *r, struct reply *out,
	struct guest_keyed *key, bool *keyed, bool *done, struct err *e)
{
	struct str given = r->f->field[HTTP_IDEMPOTENCY_KEY], who;
	struct guest_keyed old;
	int rc;

	*keyed = *done = false;
	if (!given.p)
		return BW_OK;
	if (given.n == 0 || given.n > KEY_MOST)
		return err_set(e, BW_EUSAGE, "Idempotency-Key wants 1 to %d characters", KEY_MOST);
	/* A key is its sender's own: a person's, else an address's. */
	who = r->who.person ? arena_printf(r->a, "%lld", (long long)r->who.person)
			    : str_make((const char *)r->f->address, sizeof(r->f->address));
	who = arena_printf(r->a, "%.*s\n%.*s", STR_ARG(given), STR_ARG(who));
	guest_digest(b->web->set->store, "key", who, key->digest);
	guest_digest(b->web->set->store, "body", r->f->body, key->body);
	rc = guest_keyed_get(b->web->set->store, r->a, key->digest, r->now_s, &old, e);
	*keyed = rc == BW_ENOTFOUND;
	if (rc)
		return rc == BW_ENOTFOUND ? BW_OK : rc;
	if (memcmp(old.body, key->body, sizeof(old.body)) != 0)
		return err_set(e, BW_EINVALID, "this Idempotency-Key was used for another request");
	*done = true;
	out->status = old.status;
	out->type = str_is(old.type, "application/json") ? "application/json"
							 : "application/problem+json";
	buf_add(&out->body, old.reply);
	reply_field(out, "Idempotency-Replayed", STR("true"));
	return BW_OK;
}

int batch_take(struct batch *b, struct peer *p, struct request *r, struct reply *out, struct err *e)
{
	struct guest_keyed key = { 0 };
	struct waiting *x;
	size_t rows = b->of_n;
	bool keyed, done;
	int rc = answered_before(b, r, out, &key, &keyed, &done, e);

	if (rc || done)
		return rc;
	rc = begin(b, e);
	if (rc)
		return rc;
	x = add(b, p, r->f);
	if (!x)
		return err_nomem(e);
	x->key = key;
	x->keyed = keyed;
	rc = take_body(b, r, x, e);
	/* A document that breaks off after some reports: those are in the group, and told. */
	if (rc && err_exit(rc) == 65 && b->of_n > rows) {
		const struct refusal why = { .line = 1, .reason = str_of(e->text) };

		rc = receipt_fault(&now(b)->receipt, &why, true, e);
	}
	if (rc && b->of_n == rows) {
		drop(b);
		return rc;
	}
	if (rc)
		b->broken = *e;
	out->later = true;
	return BW_OK;
}

/* Before it is sent, so that who asks again gets the same. */
static void remember(struct batch *b, struct waiting *x, const struct reply *out)
{
	struct work *w;
	struct err e;

	x->key.status = out->status;
	x->key.type = str_of(out->type);
	x->key.reply = buf_str(&out->body);
	if (store_change_begin(b->web->set->store, &w, &e))
		return; /* the report is safe all the same, and folds when it comes again */
	if (guest_keyed_put(w, &x->key, b->web->now_s, &e) == BW_OK && store_work_commit(w, &e))
		journal(b->web->set->journal, JOURNAL_REQUEST_FAILED, "%s", e.text);
	store_work_free(w);
}

static void answer(struct batch *b, struct waiting *x, int rc, const struct err *why)
{
	struct request r;
	struct reply out;
	struct err e;

	reply_init(&out);
	if (request_open(b->web, &x->frame, &x->arena, &r, &e))
		reply_problem(&r, &out, 500, &e);
	else if (rc)
		reply_problem(&r, &out, (unsigned)err_http(why->code), why);
	else if (!report_form_is(&r))
		receipt_reply(&r, &x->receipt, &out);
	else if (report_form_reply(&r, &x->receipt, &out, &e))
		reply_problem(&r, &out, (unsigned)err_http(e.code), &e);
	if (x->keyed && out.status < 500)
		remember(b, x, &out);
	b->web->count.reports_accepted += x->receipt.counts.accepted;
	b->web->count.reports_folded += x->receipt.counts.folded;
	b->web->count.reports_refused += x->receipt.counts.refused;
	request_finish(&r, &out);
	web_answer(b->web, x->peer, x->frame.id, &out);
	reply_done(&out);
}

void batch_settle(struct batch *b)
{
	struct err e = { 0 };
	int rc;

	if (b->n == 0)
		return;
	if (b->broken.code)
		e = b->broken;
	rc = b->broken.code ? b->broken.code : submit_settle(b->submit, &e);
	b->broken.code = BW_OK;
	b->web->count.groups++;
	for (size_t i = 0; i < b->n; i++) {
		answer(b, &b->v[i], rc, &e);
		arena_done(&b->v[i].arena);
	}
	b->n = b->of_n = b->told = 0;
	/* What was half taken in by a settlement that failed must not go into the next group. */
	if (rc) {
		submit_free(b->submit);
		b->submit = NULL;
	}
}
