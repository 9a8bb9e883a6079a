/* SPDX-License-Identifier: Apache-2.0 */
/* act_verbs.h -- what the files of `bailiwick act` share. */
#ifndef CMD_ACT_VERBS_H
#define CMD_ACT_VERBS_H

#include "cmd/facts.h"
#include "cmd/pages.h"
#include "cmd/store_open.h"
#include "flow/acting.h"
#include "flow/post.h"
#include "store/parcels.h"

struct act_run {
	struct ctx *c;
	struct knowing know;
	struct facts facts; /* given and not kept in the store */
	struct store *store;
	struct buf out;
	struct arena one; /* of the thing in hand */
	struct desk desk;
};

/* Argument ${i} as a number of kind ${prefix}: c case, d decision, l letter, k contact. */
int act_id_arg(struct act_run *r, size_t i, char prefix, int64_t *out, struct err *e) MUST_USE;
int act_flush(struct act_run *r, struct err *e) MUST_USE;

/* A line for people or an object. */
void act_decision_out(struct act_run *r, const struct decided *d);
void act_letter_out(struct act_run *r, const struct letter *l);
void act_contact_out(struct act_run *r, const struct outbox_contact *c);

/* A look at the world before a letter leaves (act_look.c). */
struct act_looking {
	struct facts_source source;
	struct pages pages;
	struct post_look look;
	bool can; /* the network may be asked */
};
int act_looking_open(struct act_run *r, struct act_looking *out, struct err *e) MUST_USE;
/* The same for whoever has a source already; ${out} must stay where it is. */
int act_looking_init(struct act_looking *out, struct ctx *c, const struct facts_source *source,
	struct err *e) MUST_USE;
int act_look_now(void *ctx, struct arena *a, const struct site *site, int64_t now_s,
	struct facts *out, struct err *e) MUST_USE;

/* The verbs. */
int act_list(struct act_run *r, struct err *e) MUST_USE;
int act_accept(struct act_run *r, struct err *e) MUST_USE;
int act_decline(struct act_run *r, struct err *e) MUST_USE;
int act_approve(struct act_run *r, struct err *e) MUST_USE;
int act_reverse(struct act_run *r, struct err *e) MUST_USE;
int act_stand_down(struct act_run *r, struct err *e) MUST_USE;
/* How often it is asked again, by the options and settings: repeat-first, repeat, repeat-most. */
void act_repeats(struct ctx *c, struct post_settings *s);
int act_send(struct act_run *r, struct err *e) MUST_USE;
int act_tick(struct act_run *r, struct err *e) MUST_USE;
int act_letters(struct act_run *r, struct err *e) MUST_USE;
int act_show(struct act_run *r, struct err *e) MUST_USE;
int act_contacts(struct act_run *r, struct err *e) MUST_USE;
int act_contact(struct act_run *r, struct err *e) MUST_USE;

#endif
