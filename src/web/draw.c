/* SPDX-License-Identifier: Apache-2.0 */
#include "web/draw.h"

#include "options/options.h"
#include "web/tongue.h"

#define HOUR       3600
#define DAY        (24 * HOUR)
#define STEPS_MOST 5 /* of one actor on the picture; the table has them all */

static const char *const breaks[COLLATERAL_COUNT] = { N_("breaks nothing else"),
	N_("breaks little else"), N_("breaks some things"), N_("breaks much"),
	N_("breaks very much") };
static const char *const breaks_class[COLLATERAL_COUNT] = { "c0", "c1", "c2", "c3", "c4" };

/* Drawn for this project on a grid of 24. */
static const char *icon(int role)
{
	switch (role) {
	case ROLE_OPERATOR: return "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4 21c0-4 3.6-6 8-6s8 2 8 6";
	case ROLE_REGISTRANT: return "M5 3h10l4 4v14H5zM9 9h3M9 13h6M9 17h6";
	case ROLE_PLATFORM: return "M3 4h8v7H3zM13 4h8v7h-8zM3 13h8v7H3zM13 13h8v7h-8z";
	case ROLE_HOSTING: return "M4 4h16v6H4zM4 14h16v6H4zM8 7h.01M8 17h.01";
	case ROLE_CDN: return "M7 18a4 4 0 0 1 0-8 5 5 0 0 1 9.6-1.4A4.5 4.5 0 0 1 17 18z";
	case ROLE_DNS: return "M12 3v17M12 9 5 15v5M12 9l7 6v5";
	case ROLE_REGISTRAR:
	case ROLE_RESELLER: return "M4 7h16v13H4zM9 7V4h6v3M4 12h16";
	case ROLE_REGISTRY: return "M3 9 12 3l9 6zM5 9v9M10 9v9M14 9v9M19 9v9M3 20h18";
	case ROLE_RESOLVER: return "m15 15 6 6M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14Z";
	case ROLE_CSIRT:
	case ROLE_HOTLINE:
	case ROLE_LAW_ENFORCEMENT: return "M12 3 4 6v6c0 5 3.5 8 8 9 4.5-1 8-4 8-9V6z";
	default:
		return "M3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18M12 3a9 9 0 1 0 0 18 9 9 0 "
		       "0 0 0-18Z";
	}
}

void draw_breaks(struct html *h, int collateral)
{
	if (collateral >= 0 && collateral < COLLATERAL_COUNT)
		html_put(h, "<span class=\"breaks %z\">%m</span>", breaks_class[collateral],
			breaks[collateral]);
}

void draw_verdict(struct html *h, int verdict)
{
	static const struct {
		const char *look, *text;
	} v[VERDICT_COUNT] = {
		[VERDICT_UNKNOWN] = { "tag", N_("not known") },
		[VERDICT_TENANT] = { "tag mark", N_("one tenant") },
		[VERDICT_COMPROMISED] = { "tag warn", N_("taken over") },
		[VERDICT_MALICIOUS] = { "tag bad", N_("registered for abuse") },
	};

	if (verdict >= 0 && verdict < VERDICT_COUNT)
		html_put(h, "<span class=\"%z\">%m</span>", v[verdict].look, v[verdict].text);
}

void draw_state(struct html *h, int state)
{
	static const char *const look[CASE_STATE_COUNT] = {
		[CASE_OPEN] = "tag",
		[CASE_NOTICED] = "tag mark",
		[CASE_ACTED] = "tag mark",
		[CASE_VERIFIED] = "tag good",
		[CASE_CLOSED] = "tag good",
		[CASE_REFUSED] = "tag",
		[CASE_APPEALED] = "tag warn",
		[CASE_REVERSED] = "tag warn",
	};

	if (state >= 0 && state < CASE_STATE_COUNT)
		html_put(h, "<span class=\"%z\">%m</span>", look[state], case_state_text(state));
}

/* A span in its largest unit; units are abbreviated as SI has them. */
static void span(struct html *h, int64_t s)
{
	if (s < HOUR)
		html_put(h, "<bdi>%d min</bdi>", s / 60);
	else if (s < 2 * DAY)
		html_put(h, "<bdi>%d h</bdi>", s / HOUR);
	else
		html_put(h, "<bdi>%d d</bdi>", s / DAY);
}

static void date(struct html *h, int64_t at_s)
{
	char full[CLOCK_TEXT], day[CLOCK_TEXT];

	html_put(h, "<time datetime=\"%z\"><bdi>%z</bdi></time>", clock_format(at_s, full),
		clock_format_date(at_s, day));
}

void draw_due(struct html *h, int64_t due_s, int64_t now_s)
{
	char full[CLOCK_TEXT];

	if (due_s == CLOCK_NONE)
		return;
	clock_format(due_s, full);
	if (due_s <= now_s) {
		html_put(h, "<time class=\"tag bad\" datetime=\"%z\">", full);
		span(h, now_s - due_s);
		html_put(h, " %m</time>", N_("late"));
	} else if (due_s - now_s < DAY) {
		html_put(h, "<time class=\"tag warn\" datetime=\"%z\">%m ", full, N_("in"));
		span(h, due_s - now_s);
		html_put(h, "</time>");
	} else {
		date(h, due_s);
	}
}

void draw_ago(struct html *h, int64_t at_s, int64_t now_s)
{
	char full[CLOCK_TEXT];

	if (at_s == CLOCK_NONE)
		return;
	if (at_s > now_s || now_s - at_s > 30 * (int64_t)DAY) {
		date(h, at_s);
		return;
	}
	html_put(h, "<time datetime=\"%z\">", clock_format(at_s, full));
	span(h, now_s - at_s);
	html_put(h, "</time>");
}

void draw_actor(struct html *h, const struct actor *a)
{
	if (a->name.n)
		html_put(h, "<bdi>%s</bdi>", a->name);
	else
		html_put(h, "<span class=\"soft\">%m</span>", N_("not known by name"));
}

const char *draw_step(struct str action, int role)
{
	for (size_t i = 0; i < options_actions(); i++) {
		const struct action *a = options_action(i).action;

		if (str_is(action, a->name) && (int)a->role == role)
			return a->words;
	}
	return "";
}

/* The steps of one actor; how many of the ladder there are. */
static void steps(struct html *h, const struct ladder *l, const struct actor *a)
{
	size_t shown = 0, more = 0;

	html_put(h, "<ul class=\"steps\">\n");
	for (size_t i = 0; i < l->n; i++) {
		const struct option *o = &l->v[i];

		if (o->actor->role != a->role || !str_eq(o->actor->id, a->id))
			continue;
		if (shown == STEPS_MOST) {
			more++;
			continue;
		}
		shown++;
		if (i >= l->rung_n) {
			html_put(h,
				"<li class=\"out\"><del>%m</del> <span "
				"class=\"hide\">%m</span></li>\n",
				o->action->words, N_("ruled out"));
			continue;
		}
		html_put(h, "<li class=\"%z\">%m <span class=\"breaks %z\" title=\"%m\"></span>",
			i == 0 ? "first" : "", o->action->words, breaks_class[o->collateral],
			breaks[o->collateral]);
		html_put(h, "<span class=\"hide\">%m</span></li>\n", breaks[o->collateral]);
	}
	if (more)
		html_put(h, "<li>+ %d</li>\n", (int64_t)more);
	html_put(h, "</ul>\n");
}

static void one_actor(struct html *h, const struct ladder *l, const struct actor *a, struct str why)
{
	const struct actor *asked = l->rung_n ? l->v[0].actor : NULL;
	bool is_asked = asked && a->role == asked->role && str_eq(a->id, asked->id);

	html_put(h,
		"<li class=\"%z %z\"><svg viewBox=\"0 0 24 24\" aria-hidden=\"true\" fill=\"none\" "
		"stroke=\"currentColor\" stroke-width=\"2\"><path d=\"%z\"></path></svg>\n",
		is_asked ? "asked" : "", a->name.n ? "" : "unknown", icon((int)a->role));
	html_put(h, "<div class=\"role\">%m</div><div class=\"who\">", role_words((int)a->role));
	draw_actor(h, a);
	html_put(h, "</div>\n<p class=\"basis\">%s</p>\n", why);
	steps(h, l, a);
	html_put(h, "</li>\n");
}

/* Whoever must be there and is not known yet has a place too, where the ladder has a step for them. */
static void missing_actors(
	struct html *h, const struct stack *s, const struct ladder *l, enum role role)
{
	struct str why = { NULL, 0 };

	for (size_t i = 0; i < s->actors_n; i++)
		if (s->actors[i].role == role)
			return;
	for (size_t i = 0; i < s->unknown_n && !why.n; i++)
		if (s->unknown[i].role == role)
			why = s->unknown[i].why;
	for (size_t i = 0; why.n && i < l->n; i++)
		if (l->v[i].actor->role == role) {
			one_actor(h, l, l->v[i].actor, why);
			return;
		}
}

void draw_stack(struct html *h, const struct stack *s, const struct ladder *l, bool across)
{
	html_put(h,
		"<p class=\"ends\"><span>%m</span><span>%m</span></p>\n<ol class=\"stack %z\">\n",
		N_("closest to the content"), N_("reaches furthest"), across ? "across" : "");
	for (int d = 0; d <= ROLE_COUNT; d++) {
		for (size_t i = 0; i < s->actors_n; i++)
			if (role_distance((int)s->actors[i].role) == d)
				one_actor(h, l, &s->actors[i], s->actors[i].why);
		for (int r = 0; r < ROLE_COUNT; r++)
			if (role_distance(r) == d)
				missing_actors(h, s, l, (enum role)r);
	}
	html_put(h, "</ol>\n");
	if (!s->unknown_n)
		return;
	html_put(h, "<details><summary>%m</summary><ul>\n", N_("Who is not known"));
	for (size_t i = 0; i < s->unknown_n; i++)
		html_put(h, "<li><b>%m</b>: %s</li>\n", role_words((int)s->unknown[i].role),
			s->unknown[i].why);
	html_put(h, "</ul></details>\n");
}

static void counts(struct html *h, const struct option *o)
{
	static const struct {
		const char *what, *words;
	} names[] = { { "other-hosts", N_("other hosts") }, { "mailboxes", N_("mail in use") },
		{ "tenants", N_("tenants") }, { "names-on-address", N_("names on the address") },
		{ "popularity-rank", N_("popularity rank") } };

	for (size_t i = 0; i < o->counts_n; i++)
		for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++)
			if (!strcmp(o->counts[i].what, names[k].what) &&
				o->counts[i].n != STACK_UNKNOWN)
				html_put(h, "<br><span class=\"soft\">%m: %d</span>",
					names[k].words, o->counts[i].n);
}

static void rung(struct html *h, const struct option *o, size_t i, bool out, bool choose)
{
	html_put(h, "<tr class=\"%z\"><td class=\"num\">", out ? "out" : "");
	if (!out && choose)
		html_put(h,
			"<input type=\"radio\" name=\"rung\" id=\"rung-%d\" value=\"%d\" "
			"aria-label=\"%m %d\">",
			(int64_t)i, (int64_t)i, N_("rung"), (int64_t)i + 1);
	else if (!out)
		html_put(h, "%d", (int64_t)i + 1);
	html_put(h,
		"</td><th scope=\"row\" class=\"wide\">%m<br><span "
		"class=\"soft\">%m</span></th><td>",
		o->action->words, role_words((int)o->actor->role));
	draw_actor(h, o->actor);
	html_put(h, "</td><td>%m", effect_text((int)o->effect));
	if (o->one_network)
		html_put(h, "<br><span class=\"soft\">%m</span>", N_("one network only"));
	html_put(h, "</td><td>%m</td><td>", stops_text((int)o->stops));
	draw_breaks(h, (int)o->collateral);
	counts(h, o);
	html_put(h, "</td><td>%s</td><td>%s</td><td>%s</td></tr>\n", o->remit_clause, o->reversible,
		out || o->held_back ? o->held : STR(""));
}

void draw_ladder(struct html *h, const struct ladder *l, bool choose)
{
	html_put(h,
		"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"%m\"><table>\n"
		"<thead><tr><th scope=\"col\" class=\"num\">%m</th><th scope=\"col\">%m</th><th "
		"scope=\"col\">%m</th>"
		"<th scope=\"col\">%m</th><th scope=\"col\">%m</th><th scope=\"col\">%m</th>",
		N_("Every step, the least that works first"), N_("Rung"), N_("Step"), N_("Who"),
		N_("Reaches"), N_("Stops it"), N_("Besides"));
	html_put(h,
		"<th scope=\"col\">%m</th><th scope=\"col\">%m</th><th "
		"scope=\"col\">%m</th></tr></thead>\n<tbody>\n",
		N_("Under"), N_("Undone"), N_("Held back"));
	for (size_t i = 0; i < l->n; i++)
		rung(h, &l->v[i], i, i >= l->rung_n, choose);
	html_put(h, "</tbody></table></div>\n");
}

static void duty_row(struct html *h, const struct duty *d)
{
	html_put(h, "<tr><td>%m</td><td>", duty_verb_text((int)d->verb));
	if (d->actor)
		draw_actor(h, d->actor);
	html_put(h, "</td><td>%s</td><td>%s</td><td class=\"short\">", d->words, d->clock);
	if (d->due_s != CLOCK_NONE)
		page_time(h, d->due_s);
	html_put(h, "</td><td>%s<br><span class=\"soft\">%s", d->clause, d->instrument);
	if (d->doubt.n)
		html_put(h, " %m: %s", N_("in doubt"), d->doubt);
	html_put(h, "</span></td></tr>\n");
}

static void duty_table(struct html *h, const struct duties *d, bool soft)
{
	html_put(h,
		"<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
		"aria-label=\"%m\"><table><thead><tr>"
		"<th scope=\"col\">%m</th><th scope=\"col\">%m</th><th scope=\"col\">%m</th><th "
		"scope=\"col\">%m</th>",
		N_("Duties"), N_("Duty"), N_("Whose"), N_("What"), N_("Clock"));
	html_put(h, "<th scope=\"col\">%m</th><th scope=\"col\">%m</th></tr></thead><tbody>\n",
		N_("Due"), N_("Clause"));
	for (size_t i = 0; i < d->n; i++)
		if (d->v[i].soft == soft)
			duty_row(h, &d->v[i]);
	html_put(h, "</tbody></table></div>\n");
}

void draw_duties(struct html *h, const struct duties *d)
{
	size_t soft = 0;

	for (size_t i = 0; i < d->n; i++)
		soft += d->v[i].soft;
	if (d->n > soft)
		duty_table(h, d, false);
	else
		html_put(h, "<p class=\"soft\">%m</p>\n",
			N_("No rule with a clock is known to bind anybody here."));
	if (soft) {
		html_put(h, "<details><summary>%m (%d)</summary>\n",
			N_("Guidance and good practice"), (int64_t)soft);
		duty_table(h, d, true);
		html_put(h, "</details>\n");
	}
	for (size_t i = 0; i < d->conflicts_n; i++)
		html_put(h, "<p class=\"say warn\">%s</p>\n", d->conflicts[i]);
}
