/* SPDX-License-Identifier: Apache-2.0 */
/* at_desk.h -- what commands that change the store on somebody's behalf share: who asks (--person), the open
 * store, verbs, and an answer gathered before it is printed. */
#ifndef CMD_AT_DESK_H
#define CMD_AT_DESK_H

#include "cmd/store_open.h"
#include "flow/command.h"

/* Whom --person names; 0 where it was not given.  BW_EDENIED for a disabled account. */
int desk_person(struct ctx *c, struct store *s, int64_t *out, struct err *e) MUST_USE;

struct at_desk {
	struct ctx *c;
	struct knowing know;
	struct facts facts; /* given and not kept in the store */
	struct store *store;
	struct desk desk;
	struct buf out;
	struct jw w; /* on out */
};

/* Opens the store (with ${knows}: reference data, packs and rules, and works what is left), and finds the
 * person. */
int at_desk_open(struct ctx *c, bool knows, struct at_desk *out, struct err *e) MUST_USE;
void at_desk_done(struct at_desk *t);
/* Reports that came in meanwhile, into cases; nothing where the command does not know the world. */
int at_desk_work(struct at_desk *t, struct err *e) MUST_USE;
/* What was gathered, printed. */
int at_desk_answer(struct at_desk *t, struct err *e) MUST_USE;

struct verb {
	const char *name;
	int (*run)(struct at_desk *t, struct err *e);
};
/* The verb that args[0] names, run between open and done; an unknown one is answered with the list. */
int at_desk_run(
	struct ctx *c, bool knows, const struct verb *verbs, size_t n, struct err *e) MUST_USE;
/* The JSON object in ${t->w} is a line of the answer. */
void at_desk_line_end(struct at_desk *t);
/* Argument ${i}, or BW_EUSAGE with ${what}. */
int at_desk_arg(const struct at_desk *t, size_t i, const char *what, struct str *out,
	struct err *e) MUST_USE;
/* --x DAYS or a date as a time; ${otherwise} where it was not given. */
int at_desk_until(const struct at_desk *t, const char *opt, int64_t otherwise_days, int64_t *out,
	struct err *e) MUST_USE;
/* The first line of standard input, without its end; in c->arena. */
int at_desk_line(const struct at_desk *t, size_t most, struct str *out, struct err *e) MUST_USE;

#endif
