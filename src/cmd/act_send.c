/* SPDX-License-Identifier: Apache-2.0 */
/* act_send.c -- the courier, once or going on. */
#include <signal.h>
#include <time.h>

#include "cmd/act_verbs.h"
#include "cmd/channels.h"
#include "flow/post.h"

#define WATCH_MOST_S 60 /* new letters are found at least this often */

static int64_t number(struct ctx *c, const char *name, int64_t otherwise)
{
	struct str v = ctx_opt(c, name);
	uint64_t n;

	return v.p && str_u64(v, &n) && n < INT32_MAX ? (int64_t)n : otherwise;
}

static void out(struct act_run *r, const struct post_counts *n)
{
	if (r->c->json)
		buf_printf(&r->out,
			"{\"taken\":%zu,\"sent\":%zu,\"delivered\":%zu,\"later\":%zu,"
			"\"bounced\":%zu,\"failed\":%zu,\"dropped\":%zu,\"reminded\":%zu,"
			"\"expired\":%zu,\"grouped\":%zu}\n",
			n->taken, n->sent, n->delivered, n->later, n->bounced, n->failed,
			n->dropped, n->reminded, n->expired, n->grouped);
	else
		buf_printf(&r->out,
			"%zu taken: %zu sent, %zu delivered, %zu later, %zu bounced, %zu failed, "
			"%zu dropped; %zu asked again, %zu blocks ended; %zu messages of several\n",
			n->taken, n->sent, n->delivered, n->later, n->bounced, n->failed,
			n->dropped, n->reminded, n->expired, n->grouped);
}

/* Until the next letter is due, a minute at most. */
static int wait_for_next(struct act_run *r, struct err *e)
{
	int64_t at, now = ctx_now(r->c);
	struct timespec t = { WATCH_MOST_S, 0 };
	int rc = store_letters_next(r->store, &at, e);

	if (!rc && at != CLOCK_NONE && at - now < WATCH_MOST_S)
		t.tv_sec = at > now ? (time_t)(at - now) : 1;
	if (!rc)
		nanosleep(&t, NULL);
	return rc;
}

void act_repeats(struct ctx *c, struct post_settings *s)
{
	int64_t most = number(c, "repeat-most", 0);

	s->repeat_first_s = number(c, "repeat-first", 0);
	s->repeat_s = number(c, "repeat", 0);
	s->repeats_most = most > UINT16_MAX ? UINT16_MAX : (uint32_t)most;
}

int act_send(struct act_run *r, struct err *e)
{
	bool watch = ctx_flag(r->c, "watch");
	struct post_settings s;
	struct post_counts n;
	struct act_looking looking;
	struct outlets o;
	struct pace pace = { 0 };
	int rc = outlets_open(r->c, &o, e);

	if (!rc)
		rc = act_looking_open(r, &looking, e);
	post_settings_init(&s);
	if (!rc && looking.can)
		s.look = &looking.look;
	s.channels = &o.ch;
	s.pace = &pace;
	s.lease_s = number(r->c, "lease", 0);
	s.look_age_s = number(r->c, "look-age", -1);
	act_repeats(r->c, &s);
	s.most = (size_t)number(r->c, "most", 0);
	s.group = ctx_flag(r->c, "together");
	do {
		r->desk.now_s = ctx_now(r->c);
		s.desk = r->desk;
		if (!rc)
			rc = post_run(&s, &n, e);
		if (!rc && (!watch || n.taken || n.reminded || n.expired))
			out(r, &n);
		if (!rc)
			rc = act_flush(r, e);
		if (!rc && watch)
			rc = wait_for_next(r, e);
	} while (!rc && watch);
	outlets_close(&o);
	return rc;
}
