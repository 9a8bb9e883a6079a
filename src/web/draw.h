/* SPDX-License-Identifier: Apache-2.0 */
/* draw.h -- what several pages show alike: the stack as a picture, the ladder as a table, tags, times. */
#ifndef WEB_DRAW_H
#define WEB_DRAW_H

#include "flow/explain.h"
#include "web/page.h"

/* What a step breaks besides, as a word with a colour. */
void draw_breaks(struct html *h, int collateral);
void draw_verdict(struct html *h, int verdict);
void draw_state(struct html *h, int case_state);
/* "3 h late", "in 5 h", or a date; nothing for CLOCK_NONE. */
void draw_due(struct html *h, int64_t due_s, int64_t now_s);
/* "5 min ago", "2 h ago", "3 d ago", later a date. */
void draw_ago(struct html *h, int64_t at_s, int64_t now_s);
/* The stack, closest first, each actor's possible steps on it; the first step of the ladder is marked.
 * ${across}: side by side where there is room. */
void draw_stack(struct html *h, const struct stack *s, const struct ladder *l, bool across);
/* Every step; with ${choose} a radio button named "rung" stands before each open one. */
void draw_ladder(struct html *h, const struct ladder *l, bool choose);
/* Who it is, in words: the name, or the role where no name is known. */
void draw_actor(struct html *h, const struct actor *a);
/* A step in words: "remove the page"; "" for none. */
const char *draw_step(struct str action, int role);
/* The duties that bind, hard ones first; soft ones folded away. */
void draw_duties(struct html *h, const struct duties *d);

#endif
