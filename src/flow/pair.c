/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/pair.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "sys/fd.h"

#define PLACES 16
#define ENOUGH \
	8 /* parts that nobody has begun; while a group is made durable about as many are read */
#define ROWS (4 * PAIR_PART) /* a report's rows take about twice what its line took */
#define NAME 400 /* bytes of a reporter's name; a longer one is read by one process */

enum place_state {
	PLACE_FREE, /* the first process writes into it */
	PLACE_READY, /* a part that nobody has begun */
	PLACE_TAKEN, /* somebody reads it */
	PLACE_DONE, /* its rows lie beside it */
	PLACE_LEFT /* its rows do not: the first process reads it when it is its turn */
};

struct place {
	_Atomic uint32_t state;
	uint64_t turn; /* parts are counted from 0 */
	struct intake_hints hints; /* its reporter is the bytes of ${name} */
	char name[NAME];
	size_t in_n, out_n, lines;
	char in[PAIR_PART], out[ROWS];
};
_Static_assert(ATOMIC_INT_LOCK_FREE == 2, "states are shared between processes");

struct shared {
	_Atomic uint32_t end; /* nothing more will be given */
	struct place place[PLACES];
};

struct pair {
	const struct submit_settings *set;
	struct shared *shared;
	uint64_t given, dropped;
	void *owner[PLACES];
	struct submit *part; /* in which this process reads */
	pid_t pid; /* 0: none, or dead */
	int to, from; /* a byte for each part given; a byte for each it has done */
};

/* ---- either process ---- */

/* The oldest part that nobody has begun, now ours; NULL where there is none. */
static struct place *take(struct pair *p)
{
	for (;;) {
		struct place *oldest = NULL;
		uint32_t ready = PLACE_READY;

		for (size_t i = 0; i < PLACES; i++) {
			struct place *q = &p->shared->place[i];

			if (atomic_load(&q->state) == PLACE_READY &&
				(!oldest || q->turn < oldest->turn))
				oldest = q;
		}
		if (!oldest || atomic_compare_exchange_strong(&oldest->state, &ready, PLACE_TAKEN))
			return oldest;
	}
}

static void read_part(struct submit *part, struct place *q)
{
	const struct intake_sink sink = submit_sink(part);
	struct intake_hints h = q->hints;
	struct intake_stream *s = NULL;
	struct err ignored;
	bool fits;
	int rc;

	h.reporter.p = q->name;
	submit_time(part, h.received_at_s);
	rc = intake_stream_part(&h, &sink, &s, &ignored);
	if (!rc)
		rc = intake_stream_feed(s, str_make(q->in, q->in_n), &ignored);
	if (!rc)
		rc = intake_stream_end(s, &ignored);
	q->lines = s ? intake_stream_line(s) : 0;
	intake_stream_free(s);
	fits = submit_pack(part, q->out, sizeof(q->out), &q->out_n);
	atomic_store(&q->state, rc == BW_OK && fits ? PLACE_DONE : PLACE_LEFT);
}

/* ---- the second process ---- */

static void child(
	struct pair *p, int (*fence)(void *ctx, struct err *e), void *ctx, int from, int to)
{
	struct place *q;
	struct err ignored;
	char told;
	ssize_t k = 1;

	prctl(PR_SET_PDEATHSIG, SIGKILL); /* alone it would wait for ever */
	if (fence && fence(ctx, &ignored))
		_exit(1);
	while (!atomic_load(&p->shared->end) && (k > 0 || (k < 0 && errno == EINTR))) {
		while ((q = take(p))) {
			read_part(p->part, q);
			(void)!write(to, "", 1); /* full: the other is awake */
		}
		k = read(from, &told, 1);
	}
	_exit(0);
}

static int start(struct pair *p, int (*fence)(void *ctx, struct err *e), void *ctx, struct err *e)
{
	int there[2], back[2];

	if (pipe2(there, O_CLOEXEC))
		return err_errno(e, BW_EAGAIN, "make", STR("a pipe"));
	if (pipe2(back, O_CLOEXEC)) {
		close(there[0]);
		close(there[1]);
		return err_errno(e, BW_EAGAIN, "make", STR("a pipe"));
	}
	/* Neither waits to tell the other: a byte only says that there is something. */
	fcntl(there[1], F_SETFL, O_NONBLOCK);
	fcntl(back[1], F_SETFL, O_NONBLOCK);
	p->pid = fork();
	if (p->pid == 0) {
		close(there[1]);
		close(back[0]);
		child(p, fence, ctx, there[0], back[1]);
	}
	close(there[0]);
	close(back[1]);
	p->to = there[1];
	p->from = back[0];
	if (p->pid > 0)
		return BW_OK;
	p->pid = 0;
	return err_errno(e, BW_EAGAIN, "start", STR("the second process"));
}

/* It ends when told so; a closed pipe would not do, since other processes of ours may hold it too. */
static void reap(struct pair *p)
{
	int status;

	atomic_store(&p->shared->end, 1);
	if (p->pid)
		(void)!write(p->to, "", 1);
	fd_close(&p->to);
	fd_close(&p->from);
	while (p->pid && waitpid(p->pid, &status, 0) < 0 && errno == EINTR) {
	}
	p->pid = 0;
}

/* ---- the first ---- */

int pair_new(const struct submit_settings *set, int (*fence)(void *ctx, struct err *e), void *ctx,
	struct pair **out, struct err *e)
{
	struct pair *p = mem_calloc(1, sizeof(*p));
	void *m;
	int rc;

	if (!p)
		return err_nomem(e);
	*p = (struct pair){ .set = set };
	p->to = p->from = -1;
	m = mmap(NULL, sizeof(struct shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		-1, 0);
	p->shared = m == MAP_FAILED ? NULL : m;
	rc = p->shared ? submit_part(set, &p->part, e) : err_nomem(e);
	if (!rc)
		rc = start(p, fence, ctx, e);
	if (rc) {
		pair_free(p);
		return rc;
	}
	*out = p;
	return BW_OK;
}

void pair_free(struct pair *p)
{
	if (!p)
		return;
	if (p->shared)
		reap(p);
	submit_free(p->part);
	if (p->shared)
		munmap(p->shared, sizeof(struct shared));
	mem_free(p);
}

bool pair_may(const struct intake_hints *h)
{
	return h->reporter.n <= NAME;
}

static struct place *place_of(const struct pair *p, uint64_t turn)
{
	return &p->shared->place[turn % PLACES];
}

char *pair_room(struct pair *p)
{
	return p->given - p->dropped < PLACES ? place_of(p, p->given)->in : NULL;
}

void pair_give(struct pair *p, size_t n, const struct intake_hints *h, void *owner)
{
	struct place *q = place_of(p, p->given);

	p->owner[p->given % PLACES] = owner;
	q->turn = p->given++;
	q->hints = *h;
	memcpy(q->name, h->reporter.p ? h->reporter.p : "", h->reporter.n);
	q->in_n = n;
	atomic_store(&q->state, PLACE_READY);
	if (p->pid)
		(void)!write(p->to, "", 1);
}

void pair_forget(struct pair *p, const void *owner)
{
	for (size_t i = 0; i < PLACES; i++)
		if (p->owner[i] == owner)
			p->owner[i] = NULL;
}

bool pair_ready(struct pair *p, void **owner)
{
	uint32_t state;

	if (p->dropped == p->given)
		return false;
	state = atomic_load(&place_of(p, p->dropped)->state);
	*owner = p->owner[p->dropped % PLACES];
	return state == PLACE_DONE || state == PLACE_LEFT || (state == PLACE_TAKEN && !p->pid);
}

int pair_add(struct pair *p, struct submit *submit, struct intake_stream *s, struct err *e)
{
	const struct place *q = place_of(p, p->dropped);
	size_t line = intake_stream_line(s);
	int rc;

	if (atomic_load(&q->state) == PLACE_DONE) {
		rc = submit_add(submit, str_make(q->out, q->out_n), line, e);
		intake_stream_count(s, line + q->lines);
		return rc;
	}
	/* Its lines through the stream, as if there were no parts. */
	rc = intake_stream_feed(s, str_make(q->in, q->in_n), e);
	return rc ? rc : intake_stream_end(s, e);
}

void pair_drop(struct pair *p)
{
	atomic_store(&place_of(p, p->dropped++)->state, PLACE_FREE);
}

size_t pair_given(const struct pair *p)
{
	return (size_t)(p->given - p->dropped);
}

bool pair_behind(const struct pair *p)
{
	size_t n = 0;

	for (uint64_t i = p->dropped; i < p->given; i++)
		n += atomic_load(&place_of(p, i)->state) == PLACE_READY;
	return n > (p->pid ? ENOUGH : 0);
}

bool pair_help(struct pair *p)
{
	struct place *q = take(p);

	if (q)
		read_part(p->part, q);
	return q != NULL;
}

int pair_fd(const struct pair *p)
{
	return p->pid ? p->from : -1;
}

void pair_hear(struct pair *p)
{
	char told[64];
	ssize_t k = read(p->from, told, sizeof(told));

	if (k == 0 || (k < 0 && errno != EINTR))
		reap(p); /* it died: what it had begun is read here */
}
