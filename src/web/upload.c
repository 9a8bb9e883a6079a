/* SPDX-License-Identifier: Apache-2.0 */
/* NDJSON that comes in portions: cut into parts that two processes read, groups made durable as they fill, and for
 * each line of input one line of answer, in their order, once that is durable. */
#include "base/limit.h"
#include "base/mem.h"
#include "flow/pair.h"
#include "sys/ipc.h"
#include "web/batch.h"
#include "web/inner.h"

#define ANSWER_BYTES ((size_t)48 << 20)
#define INPUT_BYTES  ((size_t)8 << 20) /* http sends far less before it is told to go on */
#define FAULT_BYTES \
	((size_t)256 << 10) /* what was refused waits for the lines before it, so much of it */
#define PARTS_AT_ONCE \
	4 /* added before somebody else is answered; one of them may end a group, and wait for the disk */
#define PAUSE_MS \
	50 /* an upload that brings nothing for so long has paused: what it brought is settled */

struct fault { /* what is said of a line that was refused */
	size_t line, end; /* ${end}: in u->faults; it begins where the one before ends */
};

struct upload {
	struct upload *next;
	struct peer *peer;
	uint64_t id;
	struct submit *submit;
	struct intake_stream *stream;
	struct intake_hints hints; /* its reporter is ours */
	struct pair *pair; /* NULL: read here alone */
	size_t parts; /* given to the pair and not added */
	struct buf in; /* what came; of it ${at} bytes have gone on */
	size_t at;
	uint64_t came, told_came; /* bytes; those that http may replace */
	int64_t moved_ms;
	bool ended, quiet;
	struct buf out; /* lines of the answer not sent yet */
	struct buf faults; /* of lines whose turn has not come */
	struct fault *fault;
	size_t fault_n, fault_cap, fault_told;
	struct err why; /* code not 0: it cannot go on */
};

/* ---- what became of the lines ---- */

/* What was refused up to ${line}. */
static void tell_faults(struct upload *u, size_t line)
{
	size_t i = u->fault_told, from = i ? u->fault[i - 1].end : 0, end = from;

	for (; i < u->fault_n && u->fault[i].line <= line; i++)
		end = u->fault[i].end;
	buf_add(&u->out, str_sub(buf_str(&u->faults), from, end - from));
	u->fault_told = i;
	if (i == u->fault_n) {
		u->fault_told = u->fault_n = 0;
		buf_reset(&u->faults);
	}
}

/* By hand: there may be hundreds of thousands a second. */
static void tell_row(struct upload *u, const struct store_row *row)
{
	char id[STORE_ID_TEXT], digits[24], *p = digits + sizeof(digits);
	size_t line = row->line;

	do
		*--p = (char)('0' + line % 10);
	while (line /= 10);
	buf_add(&u->out, STR("{\"line\":"));
	buf_add(&u->out, str_make(p, (size_t)(digits + sizeof(digits) - p)));
	buf_add(&u->out, STR(",\"id\":\""));
	buf_addz(&u->out, store_id_text('r', row->ord, id));
	buf_add(&u->out, row->state == STORE_ROW_FOLDED ? STR("\",\"folded\":true}\n")
							: STR("\",\"folded\":false}\n"));
}

/* Of a group that is durable; all that was refused came before its end. */
static int on_rows(void *ctx, const struct store_row *rows, size_t n, struct err *e)
{
	struct upload *u = ctx;

	for (size_t i = 0; i < n && !u->quiet; i++) {
		if (u->fault_n)
			tell_faults(u, rows[i].line);
		tell_row(u, &rows[i]);
	}
	tell_faults(u, SIZE_MAX);
	return buf_check(&u->out, "an answer", e);
}

static int on_refused(void *ctx, const struct refusal *why, bool counted, struct err *e)
{
	struct upload *u = ctx;
	size_t cap = u->fault_cap ? u->fault_cap * 2 : 64;
	struct jw w;
	void *p;

	if (u->fault_n == u->fault_cap) {
		p = mem_resize(u->fault, cap, sizeof(*u->fault));
		if (!p)
			return err_nomem(e);
		u->fault = p;
		u->fault_cap = cap;
	}
	jw_init(&w, &u->faults);
	jw_object(&w);
	jw_ki64(&w, "line", (int64_t)why->line);
	jw_key(&w, "error");
	jw_object(&w);
	jw_kstr(&w, "field", why->field);
	jw_kstr(&w, "reason", why->reason);
	jw_kbool(&w, "refused", counted);
	jw_end(&w);
	jw_end(&w);
	buf_addc(&u->faults, '\n');
	u->fault[u->fault_n++] = (struct fault){ why->line, u->faults.n };
	return jw_check(&w, e);
}

/* ---- begin and end ---- */

static void drop(struct upload *u)
{
	for (struct upload **at = &u->peer->uploads; *at; at = &(*at)->next)
		if (*at == u) {
			*at = u->next;
			break;
		}
	if (u->pair)
		pair_forget(u->pair, u);
	intake_stream_free(u->stream);
	submit_free(u->submit);
	buf_done(&u->in);
	buf_done(&u->out);
	buf_done(&u->faults);
	mem_free(u->fault);
	mem_free((char *)u->hints.reporter.p);
	mem_free(u);
}

static int open_parts(struct upload *u, struct request *r, struct err *e)
{
	const struct web_settings *w = r->web->set;
	const struct submit_settings set = { .store = w->store,
		.know = w->know,
		.received_at_s = r->now_s,
		.rows = on_rows,
		.refused = on_refused,
		.ctx = u };
	struct intake_sink sink;
	struct str reporter;
	char *name;
	int rc = web_hints(r, &u->hints, e);

	reporter = u->hints.reporter;
	u->hints.reporter = (struct str){ NULL, 0 };
	if (rc)
		return rc;
	name = mem_alloc(reporter.n + 1);
	if (!name)
		return err_nomem(e);
	memcpy(name, reporter.p, reporter.n);
	u->hints.reporter = str_make(name, reporter.n);
	u->pair = w->pair && pair_may(&u->hints) ? w->pair : NULL;
	rc = submit_new(&set, &u->submit, e);
	if (rc)
		return rc;
	sink = submit_sink(u->submit);
	return intake_stream_new(INPUT_NDJSON, &u->hints, &sink, &u->stream, e);
}

int upload_begin(struct peer *p, struct request *r, struct reply *out, struct err *e)
{
	struct str quiet = { 0 };
	struct upload *u;
	int rc = request_query(r, "quiet", &quiet, e);

	if (rc)
		return rc;
	r->sign_in = r->who.person == 0;
	if (!who_may(&r->who, PERMISSION_REPORT_BULK))
		return err_set(e, BW_EDENIED, "to file many reports at once needs '%s'",
			permission_text(PERMISSION_REPORT_BULK));
	u = mem_calloc(1, sizeof(*u));
	if (!u)
		return err_nomem(e);
	*u = (struct upload){
		.peer = p, .id = r->f->id, .next = p->uploads, .moved_ms = ipc_now_ms()
	};
	u->quiet = quiet.p && !str_is(quiet, "0");
	p->uploads = u;
	buf_init(&u->in, INPUT_BYTES);
	buf_init(&u->out, ANSWER_BYTES);
	buf_init(&u->faults, ANSWER_BYTES);
	rc = open_parts(u, r, e);
	if (rc) {
		drop(u);
		return rc;
	}
	r->web->worked_at_s = r->now_s; /* what is there already may wait as long as what comes */
	out->type = "application/x-ndjson";
	out->flags |= REPLY_MORE;
	return BW_OK;
}

static struct upload *find(struct peer *p, uint64_t id)
{
	for (struct upload *u = p->uploads; u; u = u->next)
		if (u->id == id)
			return u;
	return NULL;
}

void upload_data(struct web *w, struct peer *p, const struct frame_data *d)
{
	struct upload *u = find(p, d->id);

	(void)w;
	if (!u)
		return; /* refused, or gone */
	buf_add(&u->in, d->bytes);
	u->came += d->bytes.n;
	u->ended = u->ended || d->end;
	u->moved_ms = ipc_now_ms();
	if (!u->why.code && buf_check(&u->in, "an upload", &u->why))
		u->ended = true;
}

void upload_gone(struct web *w, struct peer *p, uint64_t id)
{
	struct upload *u = id == UINT64_MAX ? p->uploads : find(p, id);

	(void)w;
	if (u)
		drop(u);
}

/* ---- on its way ---- */

static struct str rest_of(const struct upload *u)
{
	return str_from(buf_str(&u->in), u->at);
}

/* Until this was given on, no more than a part and a little waits here, whatever comes. */
static void gone_on(struct upload *u, size_t n)
{
	u->at += n;
	if (u->at < u->in.n && u->at < PAIR_PART)
		return;
	if (u->at < u->in.n)
		memmove(u->in.p, u->in.p + u->at, u->in.n - u->at);
	u->in.n -= u->at;
	u->at = 0;
}

/* Whole lines from its front to the pair; as many parts as there are and have a place.  ${*wide}: a line is longer
 * than a part. */
static void give_parts(struct upload *u, bool *wide)
{
	struct str rest = rest_of(u);

	*wide = false;
	while (rest.n >= PAIR_PART && !*wide && intake_stream_apart(u->stream)) {
		char *room = pair_room(u->pair);
		size_t end = str_rfind_byte(str_sub(rest, 0, PAIR_PART), '\n');

		*wide = end == SIZE_MAX;
		if (!room || *wide)
			return;
		memcpy(room, rest.p, end + 1);
		pair_give(u->pair, end + 1, &u->hints, u);
		u->parts++;
		gone_on(u, end + 1);
		rest = rest_of(u);
	}
}

/* What cannot be a part goes through the stream here: the first bytes, a line that is too wide, other encodings,
 * and what is left at the end or in a pause.  Only where no part is on its way. */
static int read_here(struct upload *u, bool wide, bool pause, struct err *e)
{
	int rc = BW_OK;

	while (!rc && !u->parts && rest_of(u).n) {
		struct str rest = rest_of(u);
		bool apart = u->pair && intake_stream_apart(u->stream);
		size_t line = str_find_byte(rest, '\n', 0);

		if (!u->pair || pause)
			line = SIZE_MAX;
		else if (apart && !wide && (rest.n >= PAIR_PART || !u->ended))
			return BW_OK; /* it becomes a part, now or when there is more of it */
		rest = str_sub(rest, 0, line == SIZE_MAX ? PAIR_PART : line + 1);
		rc = intake_stream_feed(u->stream, rest, e);
		gone_on(u, rest.n);
		wide = false;
	}
	return rc;
}

static int go_on(struct upload *u, int64_t now_ms, bool *done, struct err *e)
{
	bool wide = false, pause = now_ms - u->moved_ms >= PAUSE_MS;
	int rc = BW_OK;

	if (u->pair)
		give_parts(u, &wide);
	rc = read_here(u, wide, pause, e);
	if (!rc && u->ended && !u->parts && !rest_of(u).n) {
		*done = true;
		rc = intake_stream_end(u->stream, e);
	}
	if (!rc && (*done || (pause && !u->parts) || u->faults.n > FAULT_BYTES))
		rc = submit_settle(u->submit, e);
	return rc;
}

static void summary(struct upload *u, const struct err *why)
{
	struct submit_counts n = submit_counts(u->submit);
	struct jw w;

	jw_init(&w, &u->out);
	jw_object(&w);
	jw_ki64(&w, "accepted", (int64_t)n.accepted);
	jw_ki64(&w, "folded", (int64_t)n.folded);
	jw_ki64(&w, "refused", (int64_t)n.refused);
	jw_kbool(&w, "complete", why == NULL);
	if (why)
		jw_kz(&w, "detail", why->text);
	jw_end(&w);
	buf_addc(&u->out, '\n');
}

/* The lines there are, and how much may come for what was taken. */
static void say(struct upload *u, bool end)
{
	struct frame_data answer = { .id = u->id, .end = end };
	size_t rest = rest_of(u).n;
	uint64_t took = u->came - (rest > PAIR_PART ? rest - PAIR_PART : 0);

	answer.took = (uint32_t)(took - u->told_came);
	answer.bytes = buf_str(&u->out);
	if (answer.took || answer.bytes.n || end)
		frame_data_write(&answer, FRAME_DATA, &u->peer->out);
	u->told_came = took;
	buf_reset(&u->out);
}

static void finish(struct web *w, struct upload *u, const struct err *why)
{
	struct submit_counts n = submit_counts(u->submit);

	summary(u, why);
	say(u, true);
	w->count.reports_accepted += n.accepted;
	w->count.reports_folded += n.folded;
	w->count.reports_refused += n.refused;
	drop(u);
}

static void one(struct web *w, struct upload *u, int64_t now_ms)
{
	bool done = false;

	if (!u->why.code && go_on(u, now_ms, &done, &u->why) == BW_OK)
		u->why.code = BW_OK;
	/* Nothing before them is still to come. */
	if (u->fault_n && !submit_waiting(u->submit) && !u->parts)
		tell_faults(u, SIZE_MAX);
	w->full = w->full || u->parts || rest_of(u).n >= PAIR_PART;
	if (u->why.code || done)
		finish(w, u, u->why.code ? &u->why : NULL);
	else
		say(u, false);
}

static void add_ready(struct pair *pair)
{
	void *owner;

	for (int i = 0; i < PARTS_AT_ONCE && pair_ready(pair, &owner); i++) {
		struct upload *u = owner;

		if (u && !u->why.code && pair_add(pair, u->submit, u->stream, &u->why) == BW_OK)
			u->why.code = BW_OK;
		if (u)
			u->parts--;
		pair_drop(pair);
	}
}

bool uploads_go(struct web *w)
{
	struct pair *pair = w->set->pair;
	int64_t now_ms = ipc_now_ms();
	void *owner;

	w->full = false;
	if (pair)
		add_ready(pair);
	for (size_t i = 0; i < WEB_PEERS; i++)
		for (struct upload *u = w->peer[i].uploads, *next; u; u = next) {
			next = u->next;
			one(w, u, now_ms);
		}
	return pair && (pair_ready(pair, &owner) || (pair_behind(pair) && pair_help(pair)));
}

int uploads_wait(const struct web *w, int most)
{
	for (size_t i = 0; i < WEB_PEERS; i++)
		for (const struct upload *u = w->peer[i].uploads; u; u = u->next)
			if (rest_of(u).n || submit_waiting(u->submit))
				return most < PAUSE_MS ? most : PAUSE_MS;
	return most;
}
