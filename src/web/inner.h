/* SPDX-License-Identifier: Apache-2.0 */
/* inner.h -- what the files of the loop share; handlers use request.h. */
#ifndef WEB_INNER_H
#define WEB_INNER_H

#include "intake/intake.h"
#include "flow/command.h"
#include "web/request.h"

#define WEB_PEERS 16 /* http processes: one, and those on their way out */

struct upload; /* an NDJSON body that comes in portions (upload.c) */

struct peer { /* a channel to an http process */
	int fd; /* -1: free */
	struct buf in, out;
	struct upload *uploads;
};

/* Reports of many requests on their way into one group (batch.c). */
struct batch;
struct throttle;
struct provider;

struct web {
	const struct web_settings *set;
	struct peer peer[WEB_PEERS];
	struct batch *batch;
	struct throttle *throttle; /* of sign-ins; in work only */
	struct provider *provider; /* requests that wait for it; in work only */
	struct who everybody; /* who is not signed in */
	bool draining, stop;
	int64_t now_s, worked_at_s;
	bool full; /* an upload has brought more than is taken in yet */
	struct {
		int64_t at_s, first[3]; /* 0: never looked */
		int64_t replies; /* cases with one that nobody has dealt with */
	} figures; /* of the queue: the first case of each span, as of then */
	struct {
		uint64_t reports_accepted, reports_folded, reports_refused, groups, worked;
	} count;
};

/* loop.c: the reply to request ${id} of ${p}, as a frame. */
void web_answer(struct web *w, struct peer *p, uint64_t id, const struct reply *r);

/* batch.c */
int batch_new(struct web *w, struct batch **out, struct err *e) MUST_USE;
void batch_free(struct batch *b);
/* Take the body of a request in; it is answered when the group is durable (batch_settle).  At once, with the
 * error, where nothing of it can be taken. */
int batch_take(struct batch *b, struct peer *p, struct request *r, struct reply *out,
	struct err *e) MUST_USE;
/* Make durable what came, then answer everybody. */
void batch_settle(struct batch *b);

/* upload.c */
int upload_begin(struct peer *p, struct request *r, struct reply *out, struct err *e) MUST_USE;
void upload_data(struct web *w, struct peer *p, const struct frame_data *d);
void upload_gone(struct web *w, struct peer *p, uint64_t id);
/* What came of all uploads goes on, and what became of it is told.  True: there is more to do at once. */
bool uploads_go(struct web *w);
/* Milliseconds until that should be asked again though nothing came; ${most} where nothing waits for it. */
int uploads_wait(const struct web *w, int most);

/* receipt.c: what became of reports, as the API says it. */
struct filing {
	struct arena *a;
	struct submit_counts counts;
	struct receipt_row {
		bool folded;
		uint64_t ord;
		enum format format;
		int harm;
		const struct str *targets;
		size_t targets_n;
	} * rows;
	size_t rows_n, rows_cap;
	struct receipt_fault {
		size_t line;
		struct str field, reason;
		bool counted;
	} * faults;
	size_t faults_n, faults_cap;
};
int receipt_row(struct filing *k, const struct submit_row *r, struct err *e) MUST_USE;
int receipt_fault(
	struct filing *k, const struct refusal *why, bool counted, struct err *e) MUST_USE;
void receipt_reply(struct request *r, const struct filing *k, struct reply *out);

/* dispatch.c: route, person, permission, handler, errors: everything about one request. */
void web_dispatch(struct web *w, struct peer *p, const struct frame_request *f);
/* The request of a frame with its person; 0, or the error to answer with. */
int request_open(struct web *w, const struct frame_request *f, struct arena *a, struct request *out,
	struct err *e) MUST_USE;
void reply_init(struct reply *r);
void reply_done(struct reply *r);

#endif
