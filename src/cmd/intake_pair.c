/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/intake_pair.h"

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

#define PLACES 8
#define ROWS   (4 * PAIR_PART) /* a report's rows take about twice what its line took */

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
	size_t in_n, out_n, lines;
	char in[PAIR_PART], out[ROWS];
};
_Static_assert(ATOMIC_INT_LOCK_FREE == 2, "states are shared between processes");

struct shared {
	_Atomic uint32_t end; /* nothing more will be given */
	struct place place[PLACES];
};

struct lane { /* what a process needs to read parts */
	struct submit *part;
	struct intake_stream *stream;
};

struct intake_pair {
	const struct submit_settings *set;
	const struct intake_hints *hints;
	struct submit *submit;
	struct intake_stream *stream;
	struct shared *shared;
	uint64_t given, added;
	struct lane lane;
	pid_t pid; /* 0: none, or dead */
	int to, from; /* a byte for each part given; a byte for each it has done */
};

/* ---- either process ---- */

static int lane_open(struct lane *l, const struct intake_pair *p, struct err *e)
{
	struct intake_sink sink;
	int rc = submit_part(p->set, &l->part, e);

	if (rc)
		return rc;
	sink = submit_sink(l->part);
	return intake_stream_part(p->hints, &sink, &l->stream, e);
}

static void lane_close(struct lane *l)
{
	intake_stream_free(l->stream);
	submit_free(l->part);
	*l = (struct lane){ NULL, NULL };
}

/* The oldest part that nobody has begun, now ours; NULL where there is none. */
static struct place *take(struct intake_pair *p)
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

static void read_part(struct lane *l, struct place *q)
{
	struct err ignored;
	bool fits;
	int rc;

	intake_stream_count(l->stream, 0);
	rc = intake_stream_feed(l->stream, str_make(q->in, q->in_n), &ignored);
	if (!rc)
		rc = intake_stream_end(l->stream, &ignored);
	q->lines = intake_stream_line(l->stream);
	fits = submit_pack(l->part, q->out, sizeof(q->out), &q->out_n);
	atomic_store(&q->state, rc == BW_OK && fits ? PLACE_DONE : PLACE_LEFT);
}

/* ---- the second process ---- */

static void child(struct intake_pair *p, int from, int to)
{
	struct lane l = { NULL, NULL };
	struct place *q;
	struct err ignored;
	char told;
	ssize_t k = 1;

	prctl(PR_SET_PDEATHSIG, SIGKILL); /* alone it would wait for ever */
	if (lane_open(&l, p, &ignored))
		_exit(1);
	while (!atomic_load(&p->shared->end) && (k > 0 || (k < 0 && errno == EINTR))) {
		while ((q = take(p))) {
			read_part(&l, q);
			(void)!write(to, "", 1); /* full: the other is awake */
		}
		k = read(from, &told, 1);
	}
	_exit(0);
}

static int start(struct intake_pair *p, struct err *e)
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
		child(p, there[0], back[1]);
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
static void reap(struct intake_pair *p)
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

int intake_pair_new(const struct submit_settings *set, const struct intake_hints *h,
	struct submit *submit, struct intake_stream *s, struct intake_pair **out, struct err *e)
{
	struct intake_pair *p = mem_calloc(1, sizeof(*p));
	void *m;
	int rc;

	if (!p)
		return err_nomem(e);
	*p = (struct intake_pair){ .set = set, .hints = h, .submit = submit, .stream = s };
	p->to = p->from = -1;
	m = mmap(NULL, sizeof(struct shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		-1, 0);
	p->shared = m == MAP_FAILED ? NULL : m;
	rc = p->shared ? lane_open(&p->lane, p, e) : err_nomem(e);
	if (!rc)
		rc = start(p, e);
	if (rc) {
		intake_pair_free(p);
		return rc;
	}
	*out = p;
	return BW_OK;
}

void intake_pair_free(struct intake_pair *p)
{
	if (!p)
		return;
	if (p->shared)
		reap(p);
	lane_close(&p->lane);
	if (p->shared)
		munmap(p->shared, sizeof(struct shared));
	mem_free(p);
}

static struct place *place_of(const struct intake_pair *p, uint64_t turn)
{
	return &p->shared->place[turn % PLACES];
}

/* Its lines through the sink itself, as if there were no parts. */
static int read_left(struct intake_pair *p, const struct place *q, struct err *e)
{
	int rc = intake_stream_feed(p->stream, str_make(q->in, q->in_n), e);

	return rc ? rc : intake_stream_end(p->stream, e);
}

/* Add what is ready, in order; ${*waits} is the state of the first part that is not, FREE where all are added. */
static int add_ready(struct intake_pair *p, enum place_state *waits, struct err *e)
{
	int rc = BW_OK;

	*waits = PLACE_FREE;
	for (; !rc && p->added < p->given; p->added++) {
		struct place *q = place_of(p, p->added);
		uint32_t state = atomic_load(&q->state);

		if (state == PLACE_DONE) {
			size_t line = intake_stream_line(p->stream);

			rc = submit_add(p->submit, str_make(q->out, q->out_n), line, e);
			intake_stream_count(p->stream, line + q->lines);
		} else if (state == PLACE_LEFT || (state == PLACE_TAKEN && !p->pid)) {
			rc = read_left(p, q, e);
		} else {
			*waits = state;
			return BW_OK;
		}
		atomic_store(&q->state, PLACE_FREE);
	}
	return rc;
}

/* Until ${most} parts or fewer are not added: add, read parts, and wait only where nothing else is left to do. */
static int until(struct intake_pair *p, uint64_t most, struct err *e)
{
	enum place_state waits;
	char told[64];

	for (;;) {
		struct place *q;
		ssize_t k;
		int rc = add_ready(p, &waits, e);

		if (rc || p->given - p->added <= most)
			return rc;
		q = take(p);
		if (q) {
			read_part(&p->lane, q);
			continue;
		}
		if (atomic_load(&place_of(p, p->added)->state) != PLACE_TAKEN)
			continue;
		k = read(p->from, told, sizeof(told));
		if (k == 0 || (k < 0 && errno != EINTR))
			reap(p); /* it died: what it had begun is read here */
	}
}

int intake_pair_room(struct intake_pair *p, char **room, struct err *e)
{
	int rc = until(p, PLACES - 1, e);

	if (!rc)
		*room = place_of(p, p->given)->in;
	return rc;
}

void intake_pair_give(struct intake_pair *p, size_t n)
{
	struct place *q = place_of(p, p->given);

	q->turn = p->given++;
	q->in_n = n;
	atomic_store(&q->state, PLACE_READY);
	if (p->pid)
		(void)!write(p->to, "", 1);
}

int intake_pair_drain(struct intake_pair *p, struct err *e)
{
	return until(p, 0, e);
}
