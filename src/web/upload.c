/* SPDX-License-Identifier: Apache-2.0 */
/* NDJSON that comes in portions: worked line by line, groups made durable as they fill, one line of answer for
 * each line of input once that is durable. */
#include "base/limit.h"
#include "base/mem.h"
#include "web/batch.h"
#include "web/inner.h"

#define ANSWER_BYTES ((size_t)48 << 20)

struct upload {
	struct upload *next;
	struct peer *peer;
	uint64_t id;
	struct submit *submit;
	struct intake_stream *stream;
	struct str reporter;
	struct buf out; /* lines of the answer not sent yet */
	size_t *line; /* of each row in the group */
	size_t line_n, line_cap, told;
	bool counted, quiet;
	struct submit_counts counts;
};

static int on_row(void *ctx, const struct submit_row *row, struct err *e)
{
	struct upload *u = ctx;
	char id[STORE_ID_TEXT];
	struct jw w;

	if (u->told >= u->line_n)
		return err_set(e, BW_EBUG, "a report that nobody sent");
	if (u->quiet) {
		u->told++;
		return BW_OK;
	}
	jw_init(&w, &u->out);
	jw_object(&w);
	jw_ki64(&w, "line", (int64_t)u->line[u->told++]);
	jw_kz(&w, "id", store_id_text('r', row->ord, id));
	jw_kbool(&w, "folded", !row->accepted);
	jw_end(&w);
	buf_addc(&u->out, '\n');
	return jw_check(&w, e);
}

static int on_refused(void *ctx, const struct refusal *why, bool counted, struct err *e)
{
	struct upload *u = ctx;
	struct jw w;

	u->counted = u->counted || counted;
	jw_init(&w, &u->out);
	jw_object(&w);
	jw_ki64(&w, "line", (int64_t)why->line);
	jw_key(&w, "error");
	jw_object(&w);
	jw_kstr(&w, "field", why->field);
	jw_kstr(&w, "reason", why->reason);
	jw_kbool(&w, "refused", counted);
	jw_end(&w);
	jw_end(&w);
	buf_addc(&u->out, '\n');
	return jw_check(&w, e);
}

static int on_durable(void *ctx, struct err *e)
{
	(void)ctx;
	(void)e;
	return BW_OK;
}

static int take_report(
	void *ctx, const struct report *r, struct str raw, size_t line, struct err *e)
{
	struct upload *u = ctx;
	struct intake_sink sink = submit_sink(u->submit);
	size_t cap = u->line_cap ? u->line_cap * 2 : 4096;
	void *p;
	int rc;

	/* What was told is forgotten. */
	if (u->told && u->told == u->line_n)
		u->told = u->line_n = 0;
	if (u->line_n == u->line_cap) {
		p = mem_resize(u->line, cap, sizeof(*u->line));
		if (!p)
			return err_nomem(e);
		u->line = p;
		u->line_cap = cap;
	}
	u->line[u->line_n++] = line;
	u->counted = false;
	rc = sink.report(sink.ctx, r, raw, line, e);
	if (u->counted)
		u->line_n--;
	return rc;
}

/* Through the submit as well, so that it is counted. */
static int take_refusal(void *ctx, const struct refusal *why, struct err *e)
{
	struct upload *u = ctx;
	struct intake_sink sink = submit_sink(u->submit);

	return sink.refused(sink.ctx, why, e);
}

static void drop(struct upload *u)
{
	for (struct upload **at = &u->peer->uploads; *at; at = &(*at)->next)
		if (*at == u) {
			*at = u->next;
			break;
		}
	intake_stream_free(u->stream);
	submit_free(u->submit);
	buf_done(&u->out);
	mem_free(u->line);
	mem_free((char *)u->reporter.p);
	mem_free(u);
}

static int open_parts(struct upload *u, struct request *r, struct err *e)
{
	const struct web_settings *w = r->web->set;
	const struct submit_settings set = { .store = w->store,
		.know = w->know,
		.received_at_s = r->now_s,
		.row = on_row,
		.refused = on_refused,
		.durable = on_durable,
		.ctx = u };
	const struct intake_sink sink = { take_report, take_refusal, u };
	struct intake_hints h;
	char *name;
	int rc = web_hints(r, &h, e);

	if (rc)
		return rc;
	name = mem_alloc(h.reporter.n + 1);
	if (!name)
		return err_nomem(e);
	memcpy(name, h.reporter.p, h.reporter.n);
	u->reporter = h.reporter = str_make(name, h.reporter.n);
	rc = submit_new(&set, &u->submit, e);
	return rc ? rc : intake_stream_new(INPUT_NDJSON, &h, &sink, &u->stream, e);
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
	*u = (struct upload){ .peer = p, .id = r->f->id, .next = p->uploads };
	u->quiet = quiet.p && !str_is(quiet, "0");
	p->uploads = u;
	buf_init(&u->out, ANSWER_BYTES);
	rc = open_parts(u, r, e);
	if (rc) {
		drop(u);
		return rc;
	}
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

void upload_data(struct web *w, struct peer *p, const struct frame_data *d)
{
	struct upload *u = find(p, d->id);
	struct frame_data answer = { .id = d->id };
	struct submit_counts n;
	struct err e;
	int rc;

	if (!u)
		return; /* refused, or gone */
	rc = intake_stream_feed(u->stream, d->bytes, &e);
	if (!rc && d->end) {
		rc = intake_stream_end(u->stream, &e);
		if (!rc)
			rc = submit_settle(u->submit, &e);
	}
	answer.end = rc || d->end;
	if (answer.end)
		summary(u, rc ? &e : NULL);
	answer.bytes = buf_str(&u->out);
	frame_data_write(&answer, FRAME_DATA, &p->out);
	buf_reset(&u->out);
	if (!answer.end)
		return;
	n = submit_counts(u->submit);
	w->count.reports_accepted += n.accepted;
	w->count.reports_folded += n.folded;
	w->count.reports_refused += n.refused;
	drop(u);
}

void upload_gone(struct peer *p, uint64_t id)
{
	struct upload *u = id == UINT64_MAX ? p->uploads : find(p, id);

	if (u)
		drop(u);
}
