/* SPDX-License-Identifier: Apache-2.0 */
/* show.h -- what a reader gave, as text to compare: one JSON object a line, refusals as well. */
#ifndef SHOW_H
#define SHOW_H

#include "base/buf.h"
#include "intake/intake.h"

struct show {
	struct buf out;
	size_t reports, refused;
	size_t stop_after; /* the sink refuses the next one with BW_EIO; 0: never */
	bool csam_seen_raw;
};

void show_init(struct show *s);
void show_done(struct show *s);
struct intake_sink show_sink(struct show *s);
/* Run a stream over ${in} in portions of ${portion} bytes. */
int show_stream(struct show *s, enum input_form form, const struct intake_hints *h, struct str in,
	size_t portion, struct err *e);
int show_json(struct show *s, const struct intake_hints *h, struct str in, struct err *e);
struct intake_hints no_hints(void);
/* The whole file under ${base}/${path}; p NULL where it cannot be read.  mem_free it. */
struct str read_whole(const char *base, const char *path);

int run_corpus(void);
int run_golden(void);
int run_stream(void);
int run_weigh(void);
int run_xarf(void);

#endif
