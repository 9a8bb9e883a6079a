/* SPDX-License-Identifier: Apache-2.0 */
/* play.h -- inside story: a scenario being played. */
#ifndef SIM_PLAY_H
#define SIM_PLAY_H

#include "sim/story.h"

struct move { /* what somebody will answer */
	int64_t at_s, letter_id;
	int role;
	const struct json *what;
	bool done;
};

struct play {
	struct world w;
	struct arena *a; /* as long as the story */
	const struct json *root;
	struct who nobody;
	int64_t start_s;
	bool up; /* the harm is there */
	bool none; /* nothing ever was: a false report */
	struct {
		struct move *v;
		size_t n, cap;
	} moves;
	uint64_t asked; /* bits of roles a request or command reached */
	size_t told[LETTER_KIND_COUNT];
	int64_t seen; /* last event told */
	struct buf wrong;
	size_t faults;
};

void play_wrong(struct play *p, const char *fmt, ...) PRINTF(2, 3);
struct str play_text(const struct json *o, const char *name); /* "" where it is not there */
/* "4h", "3d": seconds. */
int play_span(const struct json *o, const char *name, int64_t otherwise, int64_t *out,
	struct err *e) MUST_USE;
/* One line of `steps`. */
int play_step(struct play *p, const struct json *step, struct err *e) MUST_USE;
/* Is it all as the scenario's `ends` says? */
int play_expect(struct play *p, struct err *e) MUST_USE;

#endif
