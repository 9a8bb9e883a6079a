/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/intake_worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmd/store_open.h"

#define GROUPS_AT_ONCE 12 /* worth a transaction; more come while it runs */

/* Groups told of since; -1 when no more will come. */
static long wait_for_groups(int fd, long have)
{
	char seen[256];

	while (have < GROUPS_AT_ONCE) {
		ssize_t k = read(fd, seen, sizeof(seen));

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return -1;
		have += k;
	}
	return have;
}

static int work(struct ctx *c, const char *dir, struct step_settings *set, int from,
	struct step_counts *sum, struct err *e)
{
	struct step_counts now;
	struct store *s;
	long groups = 0;
	int rc = store_open_at(c, dir, true, false, &s, e);

	if (rc)
		return rc;
	set->store = s;
	while (!rc && groups >= 0) {
		groups = wait_for_groups(from, 0);
		rc = step_run(set, &now, e);
		sum->reports += now.reports;
		sum->opened += now.opened;
		sum->recurred += now.recurred;
		sum->changed += now.changed;
	}
	store_close(s);
	return rc;
}

static void child(struct ctx *c, const char *dir, struct step_settings *set, int from, int to)
{
	struct worker_outcome out = { 0 };

	prctl(PR_SET_PDEATHSIG, SIGKILL); /* alone it would wait for ever */
	out.rc = work(c, dir, set, from, &out.counts, &out.e);
	_exit(write(to, &out, sizeof(out)) == (ssize_t)sizeof(out) ? 0 : 1);
}

int intake_worker_start(struct ctx *c, const char *dir, const struct knowledge *k,
	const struct facts *facts, struct intake_worker *out, struct err *e)
{
	struct step_settings set = { .know = k, .facts = facts };
	int in[2], back[2];
	pid_t pid;

	if (pipe2(in, O_CLOEXEC))
		return err_errno(e, BW_EAGAIN, "make", STR("a pipe"));
	if (pipe2(back, O_CLOEXEC)) {
		close(in[0]);
		close(in[1]);
		return err_errno(e, BW_EAGAIN, "make", STR("a pipe"));
	}
	fflush(c->out);
	fflush(c->talk);
	pid = fork();
	if (pid == 0) {
		close(in[1]);
		close(back[0]);
		child(c, dir, &set, in[0], back[1]);
	}
	close(in[0]);
	close(back[1]);
	if (pid < 0) {
		close(in[1]);
		close(back[0]);
		return err_errno(e, BW_EAGAIN, "start", STR("the second process"));
	}
	/* A worker that is slow must not stop acceptance: the bytes only say that there is something. */
	fcntl(in[1], F_SETFL, O_NONBLOCK);
	*out = (struct intake_worker){ pid, in[1], back[0] };
	return BW_OK;
}

void intake_worker_tell(struct intake_worker *w)
{
	ssize_t k = w->pid ? write(w->to, "", 1) : 0;

	(void)k; /* full: it has enough to do; gone: its end tells */
}

void intake_worker_end(struct intake_worker *w, struct worker_outcome *out)
{
	size_t have = 0;
	int status;

	*out = (struct worker_outcome){ 0 };
	if (!w->pid)
		return;
	close(w->to);
	while (have < sizeof(*out)) {
		ssize_t k = read(w->from, (char *)out + have, sizeof(*out) - have);

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			break;
		have += (size_t)k;
	}
	close(w->from);
	while (waitpid(w->pid, &status, 0) < 0 && errno == EINTR) {
	}
	w->pid = 0;
	if (have < sizeof(*out)) {
		*out = (struct worker_outcome){ 0 };
		out->rc = err_set(&out->e, BW_EUNKNOWN, "the second process died");
	}
}
